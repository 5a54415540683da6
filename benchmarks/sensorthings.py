"""Ask the same of Xanh's SensorThings service and of its nearest peer in Python.

No server of SensorThings installs from PyPI. What comes closest is pygeoapi (OGC API – Features),
which reads the very same Parquet files. Both are served by waitress with as many threads, one after
the other, and asked over HTTP by the same clients for the same rows.

`python -m benchmarks.sensorthings [FOLDER] [--readings N] [--peer PYTHON]`: FOLDER holds the store
of `benchmarks.large_store` (built if missing; without it a temporary one), PYTHON is the Python of
an environment with pygeoapi, geopandas, s3fs, pyarrow and waitress; without it Xanh is measured
alone.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks.figures import percentile
from benchmarks.large_store import PARAMETERS, STATIONS, build

READINGS = 500_000_000
TIMES = 60  # requests of each question
CLIENTS = 2
PATIENCE = 60.0  # [s] for one answer
BUDGET = 100.0  # [ms] for a page of 1,000 observations, one after the other
_NAMES = sorted(PARAMETERS)
_PEER = """
import sys
from waitress import serve
from pygeoapi.flask_app import APP
serve(APP, host="127.0.0.1", port=int(sys.argv[1]), threads=8)
"""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask: the address at each service, and how many rows must come."""

    name: str
    rows: int
    xanh: Callable[[int], str]
    peer: Callable[[int], str] | None
    most: float | None = None  # [ms] that 95 % may take at Xanh


def questions(first: datetime, last: datetime) -> list[Question]:
    """Return what is asked; each time of another series and another time."""

    def series(turn: int) -> tuple[int, str, str]:
        station, parameter = turn * 37 % len(STATIONS), turn * 7 % len(_NAMES)
        return (
            station * len(_NAMES) + parameter + 1,
            STATIONS[station],
            _NAMES[parameter],
        )

    def start(turn: int) -> datetime:
        return last - timedelta(days=4 + turn * 11 % max((last - first).days - 5, 1))

    def observations(turn: int, **options: object) -> str:
        return _xanh(f"Datastreams({series(turn)[0]})/Observations", **options)

    def since(turn: int, span: timedelta) -> str:
        begin = start(turn)
        return f"resultTime gt {_iso(begin)}Z and resultTime le {_iso(begin + span)}Z"

    def rows(turn: int, span: timedelta, limit: int, *, one: bool = True) -> str:
        _, station, parameter = series(turn)
        begin = start(turn) + timedelta(minutes=5)
        end = begin + span - timedelta(minutes=5)
        chosen = {"station": station, **({"parameter": parameter} if one else {})}
        return _peer("readings", limit, datetime=f"{_iso(begin)}/{_iso(end)}", **chosen)

    day, week, hour = timedelta(days=1), timedelta(minutes=5000), timedelta(hours=1)
    moment = timedelta(minutes=5)
    return [
        Question(
            "1,000 observations of a Datastream from a moment on", 1000,
            lambda turn: observations(turn, top=1000, filter=f"resultTime gt {_iso(start(turn))}Z"),
            lambda turn: rows(turn, week, 1000), BUDGET,
        ),
        Question(
            "a day of a Datastream", 288,
            lambda turn: observations(turn, top=1000, filter=since(turn, day)),
            lambda turn: rows(turn, day, 1000),
        ),
        Question(
            "an hour of a station, ten parameters", 120,
            lambda turn: _xanh(
                "Observations", top=1000,
                filter=f"Datastream/properties/station eq '{series(turn)[1]}' and "
                + since(turn, hour),
            ),
            lambda turn: rows(turn, hour, 1000, one=False),
        ),
        Question(
            "one observation", 1,
            lambda turn: _xanh(f"Observations('{series(turn)[0]}-{start(turn):%Y%m%dT%H%M%S}')"),
            lambda turn: rows(turn, moment, 1),
        ),
        Question(
            "all 150 stations with their places", 150,
            lambda _: _xanh("Things", top=1000, expand="Locations"),
            lambda _: _peer("stations", 1000),
        ),
        Question(
            "the latest 1,000 of a Datastream", 1000,
            lambda turn: observations(turn, top=1000, orderby="phenomenonTime desc"), None, BUDGET,
        ),
        Question(
            "the latest of all 1,500 Datastreams", 1000,
            lambda _: _xanh(
                "Datastreams", top=1000, select="id",
                expand="Observations($top=1;$orderby=phenomenonTime desc)",
            ),
            None,
        ),
        Question(
            "a station with the times of its Datastreams", 1,
            lambda turn: _xanh(f"Things({turn * 37 % 150 + 1})", expand="Datastreams"), None,
        ),
    ]  # fmt: skip


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}"


def _xanh(path: str, **options: object) -> str:
    query = urlencode({f"${name}": value for name, value in options.items()}, quote_via=quote)
    return f"/sta/v1.1/{quote(path)}" + (f"?{query}" if query else "")


def _peer(collection: str, limit: int, **options: object) -> str:
    query = urlencode({"f": "json", "limit": limit, **options})
    return f"/collections/{collection}/items?{query}"


def _counted(body: bytes) -> int:
    answer = json.loads(body)
    rows = answer.get("value", answer.get("features"))
    return 1 if rows is None else len(rows)


@dataclass(slots=True)
class Measured:
    """Answers of one service to one question."""

    alone: float  # [ms] that 95 % take at most, one request after the other
    rate: float  # requests a second of CLIENTS clients at once


Row = tuple[Question, Measured, Measured | None]


def ask(port: int, address: Callable[[int], str], rows: int, times: int) -> Measured:
    """Ask one after the other, then with several clients at once."""
    client = _Client(port, rows)
    for turn in range(1000, 1003):
        client.get(address(turn))
    taken = []
    began = time.monotonic()
    for turn in range(times):
        taken.append(client.get(address(turn)))
        if time.monotonic() - began > PATIENCE:
            break
    started = time.perf_counter()
    share = len(taken) // CLIENTS
    threads = [
        threading.Thread(target=_many, args=(port, address, rows, range(n, n + share)))
        for n in range(2000, 2000 + CLIENTS * 1000, 1000)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Measured(percentile(taken, 0.95), CLIENTS * share / (time.perf_counter() - started))


def _many(port: int, address: Callable[[int], str], rows: int, turns: range) -> None:
    client = _Client(port, rows)
    for turn in turns:
        client.get(address(turn))


class _Client:
    """Keeps a connection open, as programs do."""

    def __init__(self, port: int, rows: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.rows = rows

    def get(self, address: str) -> float:
        """Return the time of one answer [ms]; anything but the rows expected is an error."""
        began = time.perf_counter()
        self.connection.request("GET", address, headers={"Accept-Encoding": "identity"})
        answer = self.connection.getresponse()
        body = answer.read()
        taken = (time.perf_counter() - began) * 1000
        if answer.status != 200 or _counted(body) != self.rows:
            raise SystemExit(f"{address} answered {answer.status}: {body[:300]!r}")
        return taken


@contextmanager
def _running(command: list[str], environment: dict[str, str], port: int) -> Iterator[int]:
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            _wait(server, port, log)
            yield port
        finally:
            server.terminate()
            server.wait(30)


def _wait(server: subprocess.Popen[bytes], port: int, log: Any) -> None:
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if server.poll() is not None:
            log.seek(0)
            raise SystemExit(log.read().decode()[-2000:])
        time.sleep(0.2)
    raise SystemExit("the server did not start")


def _free_port() -> int:
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return int(some.getsockname()[1])


def _register() -> None:
    """Enter the stations of the store, in a process of its own that has the settings."""
    import django

    django.setup()
    from xanh.office.monitoring.models import Instrument, Station
    from xanh.web.prepare import prepare

    prepare()
    for number, key in enumerate(STATIONS):
        station = Station.objects.create(
            pk=number + 1, key=key, name=f"Trạm {number + 1}", medium="air", simulated=True,
            latitude=20.6 + number % 15 * 0.05, longitude=105.4 + number // 15 * 0.05,
        )  # fmt: skip
        Instrument.objects.bulk_create(
            Instrument(pk=number * len(_NAMES) + place + 1, station=station, parameter=name)
            for place, name in enumerate(_NAMES)
        )


def _xanh_home(home: Path, store: Path) -> dict[str, str]:
    """Set up an installation over a store; return its environment."""
    environment = {
        **os.environ, "XANH_HOME": str(home), "DJANGO_SETTINGS_MODULE": "xanh.web.settings",
    }  # fmt: skip
    home.mkdir()
    (home / "observations").symlink_to(store.resolve())
    code = "from benchmarks.sensorthings import _register; _register()"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    return environment


def _peer_home(home: Path, store: Path, python: str) -> dict[str, str]:
    """Set up pygeoapi over the same files; return its environment."""
    home.mkdir()
    stations = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature", "id": number + 1, "properties": {"key": key, "number": number},
                "geometry": {"type": "Point", "coordinates": [
                    105.4 + number // 15 * 0.05, 20.6 + number % 15 * 0.05]},
            }
            for number, key in enumerate(STATIONS)
        ],
    }  # fmt: skip
    (home / "stations.geojson").write_text(json.dumps(stations), "utf-8")
    both = {"extents": {"spatial": {"bbox": [105, 20, 107, 22]}}, "description": "x",
            "keywords": ["x"], "links": [], "type": "collection"}  # fmt: skip
    settings = {
        "server": {
            "bind": {"host": "127.0.0.1", "port": 80}, "url": "http://127.0.0.1",
            "mimetype": "application/json; charset=UTF-8", "encoding": "utf-8", "gzip": False,
            "language": "en-US", "pretty_print": False, "admin": False,
            "limits": {"default_items": 10, "max_items": 10_000},
            "map": {"url": "http://127.0.0.1/", "attribution": "x"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {"title": "x", "description": "x", "keywords": ["x"],
                               "terms_of_service": "x", "url": "http://127.0.0.1"},
            "license": {"name": "x", "url": "http://127.0.0.1"}, "provider": {"name": "x"},
            "contact": {"name": "x"},
        },
        "resources": {
            "readings": {**both, "title": "readings", "providers": [{
                "type": "feature", "name": "Parquet", "id_field": "time", "time_field": "time",
                "data": {"source": str((store / "readings").resolve())}}]},
            "stations": {**both, "title": "stations", "providers": [{
                "type": "feature", "name": "GeoJSON", "id_field": "id",
                "data": str(home / "stations.geojson")}]},
        },
    }  # fmt: skip
    environment = {
        **os.environ,
        "PYGEOAPI_CONFIG": str(home / "config.yml"),
        "PYGEOAPI_OPENAPI": str(home / "openapi.yml"),
    }
    (home / "config.yml").write_text(json.dumps(settings), "utf-8")  # JSON is YAML
    command = [
        str(Path(python).parent / "pygeoapi"), "openapi", "generate",
        environment["PYGEOAPI_CONFIG"], "--output-file", environment["PYGEOAPI_OPENAPI"],
    ]  # fmt: skip
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return environment


def measure(
    store: Path, python: str, times: int
) -> list[tuple[Question, Measured, Measured | None]]:
    """Measure both services in one run, one after the other for each question."""
    from xanh.observations.store import Store

    entries = Store(store).manifest().of("readings")
    first, last = min(entry.start for entry in entries), max(entry.end for entry in entries)
    asked = questions(first.replace(tzinfo=UTC), last.replace(tzinfo=UTC))
    folder = Path(tempfile.mkdtemp(prefix="xanh-sensorthings-"))
    try:
        port, other = _free_port(), _free_port()
        ours = [sys.executable, "-m", "xanh.cli", "serve", "--port", str(port)]
        with _running(ours, _xanh_home(folder / "xanh", store), port):
            if not python:
                return [(q, ask(port, q.xanh, q.rows, times), None) for q in asked]
            theirs = [python, "-c", _PEER, str(other)]
            with _running(theirs, _peer_home(folder / "peer", store, python), other):
                return [
                    (
                        q,
                        ask(port, q.xanh, q.rows, times),
                        ask(other, q.peer, q.rows, times) if q.peer else None,
                    )
                    for q in asked
                ]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def shown(found: list[Row]) -> str:
    """Return what was measured as a Markdown table."""
    lines = [
        "| question | Xanh, 95 % | requests/s | pygeoapi, 95 % | requests/s | times as many |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for question, ours, theirs in found:
        cells = [question.name, f"{ours.alone:.1f} ms", f"{ours.rate:.1f}"]
        if theirs:
            cells += [
                f"{theirs.alone:.1f} ms", f"{theirs.rate:.1f}", f"{ours.rate / theirs.rate:.1f}",
            ]  # fmt: skip
        else:
            cells += ["–", "–", "–"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _build(folder: Path, readings: int) -> None:
    build(folder, readings)


def main(words: list[str]) -> int:
    """Measure, print, and say whether all figures keep their budgets."""
    options = argparse.ArgumentParser(prog="benchmarks.sensorthings")
    options.add_argument("folder", nargs="?", type=Path)
    options.add_argument("--readings", type=int, default=READINGS)
    options.add_argument("--peer", default="", metavar="PYTHON")
    options.add_argument("--times", type=int, default=TIMES)
    given = options.parse_args(words)
    folder = given.folder or Path(tempfile.mkdtemp(prefix="xanh-large-"))
    try:
        if not (folder / "manifest.json").exists():
            with get_context("spawn").Pool(1) as pool:
                pool.apply(_build, (folder, given.readings))
        found = measure(folder, given.peer, given.times)
    finally:
        if given.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    print(shown(found))
    return 0 if all(q.most is None or ours.alone <= q.most for q, ours, _ in found) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
