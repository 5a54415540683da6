"""Loggers at work: each file is sent until it is acknowledged, those of a station in order."""

from __future__ import annotations

import ftplib
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Protocol

from xanh.observations.simulator.deliveries import Delivery
from xanh.observations.simulator.ledger import Ledger

_FAILURES = (OSError, EOFError, ftplib.Error)
_LONGEST_PAUSE = 5.0  # [s] between two trials
log = logging.getLogger(__name__)


class Carrier(Protocol):
    """What brings a file to the receiver."""

    def send(self, delivery: Delivery) -> None:
        """Return when the file is acknowledged; raises OSError, EOFError or ftplib.Error."""

    def close(self) -> None:
        """End all connections."""


class FtpCarrier:
    """Sends by FTP or FTPS; a logger keeps its connection open, or signs in for every file."""

    def __init__(
        self, host: str, port: int, password: str, *, tls: bool = False, timeout: float = 20.0
    ) -> None:
        self._host, self._port, self._password = host, port, password
        self._tls, self._timeout = tls, timeout
        self._open: dict[str, ftplib.FTP] = {}

    def send(self, delivery: Delivery) -> None:
        """Send one file as its logger does."""
        station = delivery.station
        try:
            connection = self._open.get(station.key) or self._sign_in(station.key)
            path = delivery.name
            if station.style.folders:
                path = _in_folders(connection, delivery)
            if station.style.temporary:
                connection.storbinary(f"STOR {path}.tmp", BytesIO(delivery.content))
                connection.rename(f"{path}.tmp", path)
            else:
                connection.storbinary(f"STOR {path}", BytesIO(delivery.content))
        except _FAILURES:
            self._drop(station.key)
            raise
        if station.style.reconnects:
            with suppress(*_FAILURES):
                self._open.pop(station.key).quit()

    def _sign_in(self, account: str) -> ftplib.FTP:
        kind = ftplib.FTP_TLS if self._tls else ftplib.FTP
        connection = kind(timeout=self._timeout)
        self._open[account] = connection
        connection.connect(self._host, self._port)
        connection.login(account, self._password)
        if isinstance(connection, ftplib.FTP_TLS):
            connection.prot_p()
        return connection

    def _drop(self, account: str) -> None:
        if connection := self._open.pop(account, None):
            connection.close()

    def close(self) -> None:
        """End all connections."""
        for account in list(self._open):
            self._drop(account)


def _in_folders(connection: ftplib.FTP, delivery: Delivery) -> str:
    stamp = delivery.name[-18:]
    folder = ""
    for part in (stamp[:4], stamp[4:6], stamp[6:8]):
        folder += f"/{part}"
        with suppress(ftplib.error_perm):  # it is there
            connection.mkd(folder)
    return f"{folder}/{delivery.name}"


class FolderCarrier:
    """Writes files into a folder with one folder for each station, as a foreign FTP server does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, delivery: Delivery) -> None:
        """Write one file under a temporary name and rename it."""
        folder = self._folder / delivery.station.key
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / f".{delivery.name}.writing"
        beside.write_bytes(delivery.content)
        beside.replace(folder / delivery.name)

    def close(self) -> None:
        """Nothing is open."""


@dataclass(slots=True)
class Sent:
    """How the sending went; `ledger` knows what the receiver must hold."""

    ledger: Ledger = field(default_factory=Ledger)
    files: int = 0  # acknowledged
    bytes: int = 0
    trials_failed: int = 0
    unsent: int = 0  # not acknowledged when all was stopped
    doubtful: list[str] = field(default_factory=list)  # names of those that had been tried
    waits: list[float] = field(default_factory=list)  # from due to acknowledged [s]


class Fleet:
    """Some threads that send for all stations; a station always belongs to the same thread."""

    def __init__(self, carrier: Callable[[], Carrier], threads: int = 8) -> None:
        self.sent = Sent()
        self.stopping = threading.Event()
        self._lock = threading.Lock()
        self._queues: list[queue.SimpleQueue[tuple[float, Delivery] | None]] = [
            queue.SimpleQueue() for _ in range(threads)
        ]
        self._threads = [
            threading.Thread(target=self._work, args=(lane, carrier()), daemon=True)
            for lane in self._queues
        ]

    def run(self, deliveries: Iterable[Delivery], speed: float = 0.0) -> Sent:
        """Send everything and return when it is acknowledged, or after ``stopping`` is set.

        ``speed`` is how much faster than life the stations' time passes; 0: as fast as it goes.
        """
        for thread in self._threads:
            thread.start()
        begin, first = time.monotonic(), None
        for delivery in deliveries:
            first = delivery.at if first is None else first
            due = begin + ((delivery.at - first) / speed if speed else 0.0)
            if self.stopping.wait(max(0.0, due - time.monotonic())):
                self.sent.unsent += 1
                continue
            self._queues[delivery.station.number % len(self._queues)].put((due, delivery))
        for lane in self._queues:
            lane.put(None)
        for thread in self._threads:
            thread.join()
        return self.sent

    def _work(
        self, lane: queue.SimpleQueue[tuple[float, Delivery] | None], carrier: Carrier
    ) -> None:
        while (job := lane.get()) is not None:
            due, delivery = job
            if self._send(carrier, delivery):
                with self._lock:
                    self.sent.ledger.deliver(delivery)
                    self.sent.files += 1
                    self.sent.bytes += len(delivery.content)
                    self.sent.waits.append(time.monotonic() - due)
        carrier.close()

    def _send(self, carrier: Carrier, delivery: Delivery) -> bool:
        """Send a file until it is acknowledged; False when all is stopped before."""
        pause, tried = 0.2, False
        while not self.stopping.is_set():
            tried = True
            try:
                carrier.send(delivery)
            except _FAILURES as error:
                log.info("%s was not taken: %s", delivery.name, error)
                with self._lock:
                    self.sent.trials_failed += 1
                self.stopping.wait(pause)
                pause = min(_LONGEST_PAUSE, pause * 1.5)
            else:
                return True
        with self._lock:
            self.sent.unsent += 1
            if tried:
                self.sent.doubtful.append(delivery.name)
        return False
