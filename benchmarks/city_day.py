"""A day of a city: loggers send by FTP, the receiver is killed, people read pages all along.

In the end the store is compared with what the loggers know it must hold, to the reading.
``python -m benchmarks.city_day --speed 60 --hours 24 --stations 150 --kills 10`` takes half an
hour; everything lies in a temporary folder and every datum is simulated.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter, defaultdict
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, percentile, table

HOST = "127.0.0.1"
PASSWORD = "mo-phong-mot-ngay"  # of simulated stations in a folder that passes
_PAUSE = 0.1  # [s] between two requests for pages
_SETTLED = 10.0  # [s] without a change of the store after which the receiver is done
_PATIENCE = 900.0  # [s] for the receiver to work off what waits
# One station of each medium; their numbers are those of the simulator.
_PAGES = {
    "home": "/",
    "map": "/quan-trac/",
    "air station": "/tram/SIM-001_KHIKXQ/",
    "water station": "/tram/SIM-002_NUOCMAT/",
    "comparison": "/so-sanh/?tram=SIM-001_KHIKXQ&tram=SIM-005_KHIKXQ&tram=SIM-007_KHIKXQ",
    "river": "/song/to-lich/",
    "bulletin": "/ban-tin/",
    "downloads": "/du-lieu/",
    "year": "/nam/{year}/",
    "SensorThings things": "/sta/v1.1/Things?$top=20&$expand=Datastreams",
    "SensorThings newest": "/sta/v1.1/Observations?$orderby=phenomenonTime%20desc&$top=50",
}


def main(arguments: list[str] | None = None) -> int:
    """Run the day, print the report; the status is 1 unless the store holds just what it must."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as folder:
        return Day(options, Path(folder)).run()


def _options(arguments: list[str] | None) -> argparse.Namespace:
    grammar = argparse.ArgumentParser(description=__doc__)
    grammar.add_argument("--speed", type=float, default=60.0)
    grammar.add_argument("--hours", type=float, default=24.0)
    grammar.add_argument("--stations", type=int, default=150)
    grammar.add_argument("--kills", type=int, default=10)
    grammar.add_argument("--history", type=int, default=3, help="days before, for the pages")
    grammar.add_argument("--seed", type=int, default=1, help="of the moments of the kills")
    grammar.add_argument("--json", type=Path, help="write the report to this file as well")
    return grammar.parse_args(arguments)


class Child:
    """A verb of Xanh as a process of its own; what it says goes to a file."""

    def __init__(self, name: str, environment: dict[str, str], log: Path, *words: object) -> None:
        self.name = name
        self.peak_mb = 0.0
        self._log = log
        self._words = [sys.executable, "-m", "xanh.cli", *map(str, words)]
        self._environment = environment
        self.start()

    def start(self) -> None:
        """Start it, or start it again."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._words, env=self._environment, stdout=log, stderr=log
            )

    def look(self) -> None:
        """Note the most memory that it has held [MB]."""
        with suppress(OSError):
            status = Path(f"/proc/{self.process.pid}/status").read_text()
            if found := re.search(r"VmHWM:\s+(\d+) kB", status):
                self.peak_mb = max(self.peak_mb, int(found.group(1)) / 1000)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """Ask it to end."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()

    def said(self) -> str:
        """Return the end of what it said."""
        return self._log.read_text(errors="replace")[-2000:]


class Reader(threading.Thread):
    """Somebody who opens one page after the other."""

    def __init__(self, base: str) -> None:
        super().__init__(daemon=True)
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: Counter[str] = Counter()
        self.absent: list[str] = []
        self.stopping = threading.Event()
        self._base = base
        year = datetime.now(UTC).year
        self._pages = {name: path.format(year=year) for name, path in _PAGES.items()}

    def run(self) -> None:
        """Ask until told to stop."""
        for name, path in list(self._pages.items()):
            if self._status(path) == 404:
                self.absent.append(name)
                del self._pages[name]
        while not self.stopping.is_set():
            for name, path in self._pages.items():
                begin = time.perf_counter()
                status = self._status(path)
                if status == 200:
                    self.times[name].append(1000 * (time.perf_counter() - begin))
                else:
                    self.errors[f"{name}: {status}"] += 1
                if self.stopping.wait(_PAUSE):
                    break

    def _status(self, path: str) -> int | str:
        try:
            with urllib.request.urlopen(self._base + path, timeout=60) as answer:
                answer.read()
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError as error:
            return str(error)


class Day:
    """One run: a home of its own, its children, and the report."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.folder = folder
        self.home = folder / "home"
        own = {k: v for k, v in os.environ.items() if not k.startswith(("XANH_", "DJANGO_"))}
        self.environment = own | {
            "XANH_HOME": str(self.home), "XANH_SIMULATE_PASSWORD": PASSWORD,
        }  # fmt: skip
        self.start = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(
            hours=options.hours
        )
        self.ledger = folder / "ledger.parquet"

    def run(self) -> int:
        """Prepare, send, compare, report."""
        self._prepare()
        ftp, http = _free_port(), _free_port()
        receiver = self._child("receive", "receive", "--host", HOST, "--port", ftp)
        server = self._child("serve", "serve", "--host", HOST, "--port", http)
        reader = Reader(f"http://{HOST}:{http}")
        try:
            self._wait_for(ftp, receiver)
            self._wait_for(http, server)
            reader.start()
            begin = time.monotonic()
            sender = self._child(
                "send", "simulate", "send", "--host", HOST, "--port", ftp, *self._what()
            )
            kills = self._kill_now_and_then(sender, [receiver, server])
            seconds = time.monotonic() - begin
            backlog = self._wait_until_settled(receiver)
        finally:
            reader.stopping.set()
            receiver.stop()
            server.stop()
        sent = json.loads(_last_json(sender.said()))
        return self._report(sent, reader, (receiver, server), (seconds, backlog, kills))

    def _prepare(self) -> None:
        self._xanh("simulate", "register", "--stations", self.options.stations)
        if self.options.history:
            self._xanh(
                "simulate", "load", "--stations", self.options.stations,
                "--days", self.options.history, "--until", self.start.isoformat(),
            )  # fmt: skip

    def _what(self) -> list[object]:
        return [
            "--stations", self.options.stations, "--speed", self.options.speed,
            "--hours", self.options.hours, "--from", self.start.isoformat(),
            "--ledger", self.ledger,
        ]  # fmt: skip

    def _child(self, name: str, *words: object) -> Child:
        return Child(name, self.environment, self.folder / f"{name}.log", *words)

    def _xanh(self, *words: object) -> str:
        command = [sys.executable, "-m", "xanh.cli", *map(str, words)]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode not in (0, 1) or not done.stdout:
            raise SystemExit(f"{words}: {done.stderr}")
        return done.stdout

    def _wait_for(self, port: int, child: Child) -> None:
        for _ in range(1200):
            with suppress(OSError), socket.create_connection((HOST, port), 1):
                return
            if child.process.poll() is not None:
                break
            time.sleep(0.1)
        raise SystemExit(f"{child.name} does not listen:\n{child.said()}")

    def _kill_now_and_then(self, sender: Child, children: list[Child]) -> int:
        """Kill the receiver at random moments of the sending; return how often that was done."""
        chance = random.Random(self.options.seed)
        length = self.options.hours * 3600 / self.options.speed
        moments = sorted(chance.uniform(0.03, 0.97) * length for _ in range(self.options.kills))
        begin, kills = time.monotonic(), 0
        while sender.process.poll() is None:
            if moments and time.monotonic() - begin >= moments[0]:
                moments.pop(0)
                children[0].kill()
                kills += 1
                time.sleep(chance.uniform(0.0, 3.0))
                children[0].start()
            elif children[0].process.poll() is not None:
                raise SystemExit(f"the receiver ended by itself:\n{children[0].said()}")
            for child in (*children, sender):
                child.look()
            time.sleep(0.05)
        return kills

    def _wait_until_settled(self, receiver: Child) -> float:
        """Wait until nothing waits in the inbox and the store rests; return how long that took."""
        from xanh.observations.receiving.inbox import Inbox
        from xanh.observations.store import Store

        store, inbox = (
            Store(self.home / "observations"),
            Inbox(self.home / "observations" / "inbox"),
        )
        begin = changed = time.monotonic()
        moment = store.manifest().moment
        while time.monotonic() - begin < _PATIENCE:
            receiver.look()
            if inbox.waiting(1) or store.manifest().moment != moment:
                moment, changed = store.manifest().moment, time.monotonic()
            elif time.monotonic() - changed > _SETTLED:
                break
            time.sleep(0.2)
        return changed - begin

    def _report(
        self,
        sent: dict[str, Any],
        reader: Reader,
        children: tuple[Child, ...],
        run: tuple[float, float, int],
    ) -> int:
        from xanh.observations.receiving.quarantine import Quarantine
        from xanh.observations.store import Store

        verdict = json.loads(self._xanh("simulate", "verify", self.ledger))
        faults = [str(fault) for fault in Store(self.home / "observations").verify()]
        held = Quarantine(self.home / "observations").by_reason()
        right = verdict["right"] and not faults and sum(held.values()) == sent["to_be_refused"]
        seconds, backlog, kills = run
        pages = {
            name: {"asked": len(times), "p50_ms": percentile(times, 0.5),
                   "p95_ms": percentile(times, 0.95), "most_ms": max(times)}
            for name, times in reader.times.items()
        }  # fmt: skip
        report = {
            "simulated": True, "right": right, "stations": self.options.stations,
            "hours": self.options.hours, "speed": self.options.speed, "kills": kills,
            "seconds": seconds, "seconds_of_backlog": backlog, "sent": sent, "verdict": verdict,
            "quarantine": held, "faults": faults, "pages": pages,
            "page_errors": dict(reader.errors), "absent_pages": reader.absent,
            "peak_mb": {child.name: child.peak_mb for child in children},
        }  # fmt: skip
        text = json.dumps(report, ensure_ascii=False, indent=2)
        if self.options.json:
            self.options.json.write_text(text, encoding="utf-8")
        print(text, file=sys.stderr)
        print(table(_figures(report)))
        return 0 if right else 1


def _figures(report: dict[str, Any]) -> list[Figure]:
    sent, verdict = report["sent"], report["verdict"]
    wrong = verdict["missing"] + verdict["extra"] + verdict["differing"]
    refused = abs(sum(report["quarantine"].values()) - sent["to_be_refused"])
    return [
        Figure(f"files of {report['stations']} stations, acknowledged", sent["files"], ""),
        Figure("files a second", sent["files"] / report["seconds"], ""),
        Figure("times that the receiver was killed", report["kills"], ""),
        Figure("trials of loggers that failed", sent["trials_failed"], ""),
        Figure("versions of readings that must be held", verdict["expected"], ""),
        Figure("missing, extra or differing versions", wrong, "", 0.0),
        Figure("files held back that should not be, or the reverse", refused, "", 0.0),
        Figure("faults of the store's files", len(report["faults"]), "", 0.0),
        Figure("from due to acknowledged, 95 %", sent["wait_p95_s"], "s"),
        Figure("until nothing waited any more", report["seconds_of_backlog"], "s"),
        *(Figure(f"{name} page, half of {page['asked']}", page["p50_ms"], "ms")
          for name, page in report["pages"].items()),
        *(Figure(f"{name} page, 95 %", page["p95_ms"], "ms")
          for name, page in report["pages"].items()),
        Figure("pages that failed", sum(report["page_errors"].values()), "", 0.0),
        *(Figure(f"most memory of {name}", size, "MB") for name, size in report["peak_mb"].items()),
    ]  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _last_json(text: str) -> str:
    """Return the JSON object that a verb printed, without the messages around it."""
    begin, end = text.find("{\n"), text.rfind("\n}")
    if begin < 0 or end < begin:
        raise SystemExit(f"no report of the sending:\n{text}")
    return text[begin : end + 2]


if __name__ == "__main__":
    sys.exit(main())
