"""Watches folders into which somebody else (another FTP server, a person) puts station files.

A file is taken when it has not changed for a while, and removed, if it is to be, only when the
store has it and it is still what was read. Folders of any size are walked as a stream.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from xanh.errors import XanhError
from xanh.observations.receiving.folders import is_final
from xanh.observations.receiving.inbox import checked_name
from xanh.observations.receiving.quarantine import Received

MOST_BYTES = 64_000_000  # of the files of one batch, and of one file
_DAY = 86_400
_SEEN_AGAIN, _FORGOTTEN = 30, 90  # [days]


@dataclass(frozen=True, slots=True)
class Found:
    """A settled file of a watched folder, with its content."""

    path: str
    mark: tuple[int, int]  # size [bytes] and last change [ns]
    file: Received


class Seen:
    """Remembers files that are left in place, in one SQLite file of bounded age."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def fresh(self, keys: Sequence[bytes]) -> set[bytes]:
        """Return those keys that have not been taken yet."""
        today = int(time.time()) // _DAY
        with closing(self._open()) as database, database:
            known: dict[bytes, int] = {}
            for start in range(0, len(keys), 500):
                some = keys[start : start + 500]
                marks = ", ".join("?" * len(some))
                query = f"SELECT key, day FROM seen WHERE key IN ({marks})"  # noqa: S608
                known.update(database.execute(query, some).fetchall())
            old = [(today, key) for key, day in known.items() if today - day > _SEEN_AGAIN]
            database.executemany("UPDATE seen SET day = ? WHERE key = ?", old)
        return set(keys) - known.keys()

    def add(self, keys: Iterable[bytes]) -> None:
        """Remember keys, and forget those of files that went long ago."""
        today = int(time.time()) // _DAY
        with closing(self._open()) as database, database:
            database.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?)",
                                 [(key, today) for key in keys])  # fmt: skip
            database.execute("DELETE FROM seen WHERE day < ?", [today - _FORGOTTEN])

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._path, timeout=30)
        database.execute(
            "CREATE TABLE IF NOT EXISTS seen (key BLOB PRIMARY KEY, day INTEGER) WITHOUT ROWID"
        )
        return database


class Watch:
    """One watched folder. ``seen`` given: files stay in place and are remembered."""

    def __init__(self, folder: Path, *, settle: float = 10.0, seen: Seen | None = None) -> None:
        self.folder = folder
        self.skipped: dict[str, str] = {}  # why files were left alone at the last look; some
        self._settle = settle
        self._seen = seen

    def batches(self, most: int, is_account: Callable[[str], bool]) -> Iterator[list[Found]]:
        """Yield what has settled, in bounded lists; never holds more than one.

        The first sub-folder says who sent a file if it is named like an account. Raises OSError
        when the watched folder itself cannot be read.
        """
        self.skipped = {}
        paths: list[str] = []
        batch: list[Found] = []
        size = 0
        for path in _walk(str(self.folder)):
            paths.append(path)
            if len(paths) < most:
                continue
            for found in self._read(paths, is_account):
                if batch and size + found.mark[0] > MOST_BYTES:
                    yield batch
                    batch, size = [], 0
                batch.append(found)
                size += found.mark[0]
            paths = []
            if batch:
                yield batch
                batch, size = [], 0
        for found in self._read(paths, is_account):
            if batch and size + found.mark[0] > MOST_BYTES:
                yield batch
                batch, size = [], 0
            batch.append(found)
            size += found.mark[0]
        if batch:
            yield batch

    def done(self, batch: Sequence[Found]) -> None:
        """Remove files that the store has, or remember them; changed ones are read anew later."""
        if self._seen is not None:
            self._seen.add(_key(found.path, found.mark) for found in batch)
            return
        for found in batch:
            try:
                now = os.stat(found.path, follow_symlinks=False)  # noqa: PTH116
                if (now.st_size, now.st_mtime_ns) == found.mark:
                    os.unlink(found.path)  # noqa: PTH108
            except FileNotFoundError:
                continue

    def _read(self, paths: Sequence[str], is_account: Callable[[str], bool]) -> Iterator[Found]:
        if self._seen is not None:
            paths = self._unseen(paths)
        accounts: dict[str, str] = {}
        received = datetime.now(UTC)
        for path in paths:
            folder, _, name = path.rpartition("/")
            if folder not in accounts:
                accounts[folder] = self._account(folder, is_account)
            try:
                if (read := self._settled(path)) is None:
                    continue
                content, mark = read
                file = Received(checked_name(name), accounts[folder], received, content)
            except FileNotFoundError:
                continue
            except OSError as error:
                self._skip(path, f"{error.strerror or error}")
                continue
            except XanhError as error:
                self._skip(path, error.line())
                continue
            yield Found(path, mark, file)

    def _unseen(self, paths: Sequence[str]) -> list[str]:
        keys: dict[bytes, str] = {}
        for path in paths:
            try:
                now = os.stat(path, follow_symlinks=False)  # noqa: PTH116
            except OSError:
                continue
            keys[_key(path, (now.st_size, now.st_mtime_ns))] = path
        fresh = self._seen.fresh(list(keys)) if self._seen else set(keys)
        return [path for key, path in keys.items() if key in fresh]

    def _settled(self, path: str) -> tuple[bytes, tuple[int, int]] | None:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
        try:
            status = os.fstat(descriptor)
            # The change time moves with every write and rename, and only by this machine's clock.
            if abs(time.time() - status.st_ctime) < self._settle:
                return None
            if status.st_size > MOST_BYTES:
                self._skip(path, "too large; use: xanh observations ingest")
                return None
            content = os.read(descriptor, status.st_size + 1)
            while len(content) < status.st_size and (part := os.read(descriptor, 1 << 20)):
                content += part
        finally:
            os.close(descriptor)
        if len(content) != status.st_size:
            return None  # it grows
        return content, (status.st_size, status.st_mtime_ns)

    def _account(self, folder: str, is_account: Callable[[str], bool]) -> str:
        first = folder[len(str(self.folder)) :].strip("/").partition("/")[0]
        return first if first and is_account(first) else ""

    def _skip(self, path: str, why: str) -> None:
        if len(self.skipped) < 20:
            self.skipped[path] = why


def _walk(top: str) -> Iterator[str]:
    """Yield the paths of complete files below a folder; links are not followed."""
    folders = [top]
    while folders:
        folder = folders.pop()
        try:
            entries = os.scandir(folder)
        except OSError:
            if folder == top:
                raise
            continue  # gone, or not ours: the next look tries again
        with entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
                elif is_final(entry.name) and entry.is_file(follow_symlinks=False):
                    yield entry.path


def _key(path: str, mark: tuple[int, int]) -> bytes:
    text = f"{path}\0{mark[0]}\0{mark[1]}".encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, digest_size=16).digest()
