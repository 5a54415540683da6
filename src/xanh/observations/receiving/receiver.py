"""The receiving process: FTP server, watched folders, ingester and keeper, and what it says."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xanh.errors import XanhError
from xanh.observations.keeper import Loop
from xanh.observations.quality.rules import Rules, load_rules
from xanh.observations.receiving.folders import Shelf
from xanh.observations.receiving.ftp import FtpServer, FtpSettings, refusal_of
from xanh.observations.receiving.inbox import Inbox
from xanh.observations.receiving.ingester import Ingester
from xanh.observations.receiving.quarantine import Quarantine
from xanh.observations.receiving.register import Register
from xanh.observations.receiving.taking import Taker
from xanh.observations.receiving.watching import Seen, Watch
from xanh.observations.store import Store
from xanh.observations.tables import StationProfile

STATE = "receiver.json"
_HEARTBEAT, _REFRESH, _SWEEP = 5.0, 10.0, 600.0  # [s]
_PATIENCE, _FORGET = 3600.0, 7 * 86_400.0  # [s] for temporary names; for cut-off uploads
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReceiverSettings:
    """What a receiver does."""

    folder: Path  # of the store
    ftp: FtpSettings | None = None
    watch: tuple[Path, ...] = ()
    keep_files: bool = False  # leave files in watched folders in place
    settle: float = 10.0  # [s] that a file in a watched folder has not changed
    tables: Path | None = None  # folder of the operator's own tables
    most_bytes: int = 16_000_000  # of one upload
    reserve: int = 200_000_000  # [bytes] of the disk that uploads leave to the store
    gather: float = 1.0  # [s]


class Receiver:
    """Receives until it is told to stop."""

    def __init__(
        self,
        settings: ReceiverSettings,
        profiles: Callable[[], Mapping[str, StationProfile]],
        rules: Callable[[], Rules] = load_rules,
    ) -> None:
        """Raises XanhError when the port is taken or the register cannot be asked."""
        self._settings = settings
        self._rules = rules
        self._ask = profiles
        self._refusals = 0
        self._last_refusal = ""
        self._started = datetime.now(UTC)
        self._written = ""
        self._address: tuple[str, int] | None = None

    def run(
        self, stop: threading.Event, ready: Callable[[tuple[str, int] | None], None] | None = None
    ) -> None:
        """Receive until ``stop`` is set; ``ready`` is told where the FTP server listens.

        Raises XanhError where another receiver works on this store, and when a part of this one
        has ended, so that whoever watches over the process starts it anew.
        """
        with _alone(self._settings.folder):
            self._open()
            server = self._server()
            self._address = server.address if server else None
            try:
                self._ingester.start()
                self._keeper.start()
                if server:
                    server.start()
                if ready:
                    ready(self._address)
                self._watch_over(stop, server)
            finally:
                if server:
                    server.stop()
                self._ingester.stop()
                self._keeper.stop()
                self._say(running=False)

    def _open(self) -> None:
        settings = self._settings
        self._register = Register(self._ask, settings.tables)
        store = Store(settings.folder)
        inbox = Inbox(settings.folder / "inbox")
        self._inbox = inbox
        self._quarantine = Quarantine(settings.folder)
        self._shelf = Shelf(inbox, most_bytes=settings.most_bytes, reserve=settings.reserve)
        seen = Seen(settings.folder / "watched.sqlite3") if settings.keep_files else None
        self._watches = [
            Watch(folder, settle=settings.settle, seen=seen) for folder in settings.watch
        ]
        taker = Taker(store, self._quarantine)
        self._ingester = Ingester(
            inbox, self._watches, taker, self._register, gather=settings.gather
        )
        self._keeper = Loop(store, lambda: self._register.profiles, self._rules)

    def _server(self) -> FtpServer | None:
        if self._settings.ftp is None:
            return None
        return FtpServer(
            self._settings.ftp, self._shelf, lambda: self._register.passwords, self._refused
        )

    def _refused(self, answer: str) -> None:
        self._refusals += 1
        self._last_refusal = f"{datetime.now(UTC).isoformat(timespec='seconds')} {answer}"

    def _watch_over(self, stop: threading.Event, server: FtpServer | None) -> None:
        said = refreshed = swept = time.monotonic() - _SWEEP
        while not stop.wait(0.5):
            now = time.monotonic()
            if now - refreshed >= _REFRESH:
                self._register.refresh()
                refreshed = now
            if now - swept >= _SWEEP:
                self._sweep()
                swept = now
            if now - said >= _HEARTBEAT:
                self._say(running=True)
                said = now
            if not self._ingester.alive or (server and not server.alive):
                raise XanhError(
                    "receiver-broken",
                    "Một phần của máy nhận đã dừng; tệp đã nhận vẫn còn nguyên.",
                    "A part of the receiver has ended; files received are safe.",
                    "Xem nhật ký rồi khởi động lại.",
                    "See the log and start it anew.",
                )

    def _sweep(self) -> None:
        try:
            self._shelf.sweep(patience=_PATIENCE, forget=_FORGET)
        except (OSError, XanhError):
            log.exception("the inbox could not be swept")

    def _trouble(self) -> str:
        """Return what stands in the way now, as one line in both languages; empty: nothing."""
        errors = [self._ingester.error, self._register.error, self._keeper.error]
        try:
            self._shelf.check_space()
        except OSError as error:
            errors.insert(0, error)
        found = next((error for error in errors if error is not None), None)
        if found is None:
            return ""
        if isinstance(found, XanhError):
            return found.line()
        if isinstance(found, OSError):
            return (
                f"Máy từ chối ghi hoặc đọc: {found}. / The system refuses: {found}. "
                f"[{refusal_of(found)[:3]}]"
            )
        return f"Lỗi trong phần mềm / A fault in the software: {type(found).__name__}: {found}"

    def state(self, *, running: bool) -> dict[str, Any]:
        """Return what the operator is told."""
        taken = self._ingester.taken
        ftp = self._settings.ftp
        return {
            "heartbeat": datetime.now(UTC).isoformat(timespec="seconds"),
            "started": self._started.isoformat(timespec="seconds"),
            "running": running,
            "pid": os.getpid(),
            "error": self._trouble(),
            "ftp": self._address and ftp and {
                "host": self._address[0],
                "port": self._address[1],
                "tls": ftp.certificate is not None,
                "plain": ftp.plain,
            },
            "watched": [str(watch.folder) for watch in self._watches],
            "skipped": {k: v for watch in self._watches for k, v in watch.skipped.items()},
            "waiting": self._inbox.waiting(),
            "files": taken.files,
            "resent": taken.resent,
            "quarantined": taken.quarantined,
            "bad_lines": taken.bad_lines,
            **asdict(taken.counts),
            "quarantine": self._quarantine.by_reason(),
            "refusals": self._refusals,
            "last_refusal": self._last_refusal,
        }  # fmt: skip

    def _say(self, *, running: bool) -> None:
        """Replace the state file as a whole; a disk that refuses is told in the log, once."""
        beside = self._settings.folder / f"{STATE}.new"
        try:
            state = self.state(running=running)
            beside.write_text(json.dumps(state, ensure_ascii=False, indent=1), "utf-8")
            beside.replace(self._settings.folder / STATE)
            self._written = ""
        except (OSError, XanhError) as error:
            if self._written != str(error):
                log.error("the state of the receiver could not be written: %s", error)
            self._written = str(error)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "receiver.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise XanhError(
                "receiver-runs",
                f"Đã có một máy nhận đang chạy trên kho {folder}.",
                f"A receiver already works on the store {folder}.",
                "Dừng tiến trình kia trước.",
                "Stop the other one first.",
            ) from error
        yield
