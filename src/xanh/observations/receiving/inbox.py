"""The inbox: a folder of files that have been acknowledged and wait for the store.

A file lies in it under ``<nanoseconds><serial>@<account>@<name>``: everything that is known of it
is in its name, so that one rename makes it durable and nothing can come apart.
"""

from __future__ import annotations

import os
import re
import threading
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from xanh.errors import XanhError

NAME_BYTES, ACCOUNT_BYTES = 180, 40
UNFINISHED = "unfinished"
_ACCOUNT = re.compile(r"[A-Za-z0-9._-]{0,40}")
_ENTRY = re.compile(r"([0-9a-f]{16})[0-9a-f]{8}@([^@]*)@(.+)", re.DOTALL)
_SIMPLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,150}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f/\\]")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that waits to be taken."""

    path: str  # where it lies
    name: str  # under which it was sent
    account: str  # who sent it; empty when a folder or a person did
    received: datetime  # aware, UTC


def checked_name(text: str) -> str:
    """Return a file's bare name in NFC; raises XanhError when it cannot be kept."""
    if _SIMPLE.fullmatch(text):  # as loggers name them
        return text
    name = unicodedata.normalize("NFC", text.replace("\\", "/").rpartition("/")[2])
    name = name.encode("utf-8", "replace").decode()
    if not name or name in {".", ".."} or _CONTROL.search(name):
        raise _bad_name("Tên tệp có ký tự lạ.", "The file name has strange characters.")
    if len(name.encode()) > NAME_BYTES:
        raise _bad_name("Tên tệp quá dài.", "The file name is too long.")
    return name


def checked_account(account: str) -> str:
    """Return the account's name; raises XanhError unless it is short, of letters and digits."""
    if not _ACCOUNT.fullmatch(account):
        raise XanhError(
            "bad-account-name",
            f"Tên tài khoản {account[:50]!r} không dùng được.",
            f"The account name {account[:50]!r} cannot be used.",
            f"Dùng chữ không dấu, số và . _ -, nhiều nhất {ACCOUNT_BYTES} ký tự.",
            f"Use letters, digits and . _ -, at most {ACCOUNT_BYTES} characters.",
        )
    return account


def _bad_name(vi: str, en: str) -> XanhError:
    return XanhError(
        "bad-file-name",
        vi,
        en,
        f"Dùng tên ngắn hơn {NAME_BYTES} byte, không có dấu gạch chéo.",
        f"Use a name of less than {NAME_BYTES} bytes without slashes.",
    )


class Inbox:
    """The folder between the doors (FTP, watched folders) and the store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.unfinished = folder / UNFINISHED
        self.unfinished.mkdir(parents=True, exist_ok=True)
        self._serial = 0
        self._lock = threading.Lock()
        self.arrived = threading.Event()  # set at every arrival, for whoever empties the inbox

    def put(self, account: str, name: str, content: bytes) -> Path:
        """Keep a file; durable when it returns. Raises OSError (disk full, read-only, …)."""
        target = self._place(account, name)
        draft = self.draft()
        write_durably(draft, content)
        try:
            self._enter(draft, target)
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        return target

    def take_over(self, path: Path, account: str, name: str) -> Path:
        """Move a file that already lies durable beside the inbox into it."""
        target = self._place(account, name)
        self._enter(path, target)
        return target

    def _enter(self, draft: Path, target: Path) -> None:
        draft.rename(target)
        fsync_folder(self.folder)
        self.arrived.set()

    def draft(self) -> Path:
        """Return a new place to write to before a file is renamed into where it belongs."""
        return self.unfinished / f"{self._stamp()}.writing"

    def _place(self, account: str, name: str) -> Path:
        return self.folder / f"{self._stamp()}@{checked_account(account)}@{checked_name(name)}"

    def _stamp(self) -> str:
        with self._lock:
            self._serial = (self._serial + 1) & 0xFFFFFFFF
            return f"{time.time_ns():016x}{self._serial:08x}"

    def batches(self, most: int) -> Iterator[list[Arrival]]:
        """Yield all that waits in lists of at most ``most``; never holds more than one list."""
        with os.scandir(self.folder) as entries:
            arrivals = filter(None, map(_arrival, entries))
            while batch := list(islice(arrivals, most)):
                yield sorted(batch, key=lambda arrival: arrival.path)

    def waiting(self, most: int = 100_000) -> int:
        """Count what waits, at most up to ``most``."""
        with os.scandir(self.folder) as entries:
            return sum(1 for _ in islice(filter(_is_entry, entries), most))


def _is_entry(entry: os.DirEntry[str]) -> bool:
    return _ENTRY.fullmatch(entry.name) is not None


def _arrival(entry: os.DirEntry[str]) -> Arrival | None:
    if not (parts := _ENTRY.fullmatch(entry.name)):
        return None
    stamp, account, name = parts.groups()
    # Microseconds, as the store keeps times.
    received = datetime.fromtimestamp(int(stamp, 16) // 1000 / 1e6, UTC)
    return Arrival(entry.path, name, account, received)


def remove(paths: Iterable[str]) -> None:
    """Remove files that are kept elsewhere by now; those already gone are no matter."""
    for path in paths:
        try:
            os.unlink(path)  # noqa: PTH108  # pathlib costs more than the call itself
        except FileNotFoundError:
            continue


def read_contents(paths: Sequence[str]) -> list[bytes]:
    """Return the bytes of many small files."""
    return [_read(path) for path in paths]


def _read(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        first = os.read(descriptor, 65536)
        if len(first) < 65536:
            return first
        parts = [first]
        while part := os.read(descriptor, 1 << 20):
            parts.append(part)
        return b"".join(parts)
    finally:
        os.close(descriptor)


def write_durably(path: Path, content: bytes) -> None:
    """Write a file whose bytes are on the disk when it returns; leaves nothing half-written."""
    try:
        with path.open("wb", buffering=0) as file:
            view = memoryview(content)
            while view:
                view = view[file.write(view) :]
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def fsync_folder(folder: Path) -> None:
    """Make renames in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
