"""What was received and could not enter the store: files with the reason, and single lines.

One SQLite file, so that a thousand bad files cost one durable commit and not a thousand. A file
is known by what it is: the same one again only counts up.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from xanh.errors import XanhError
from xanh.observations.readings import Problem

FOLDER, FILE = "quarantine", "quarantine.sqlite3"
_MOST_LINES = 100_000  # of unreadable lines that are remembered
_MOST_LINES_OF_A_FILE = 100
_SCHEMA = """
CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY, name TEXT, account TEXT, first TEXT, last TEXT, times INTEGER,
    code TEXT, vi TEXT, en TEXT, do_vi TEXT, do_en TEXT, size INTEGER, sha256 TEXT, content BLOB
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lines (
    number INTEGER PRIMARY KEY, file TEXT, account TEXT, line INTEGER, noted TEXT,
    code TEXT, vi TEXT, en TEXT, UNIQUE (account, file, line, code)
);
"""
_SHOWN = "id, name, account, first, last, times, code, vi, en, do_vi, do_en, size, sha256"


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it was received."""

    name: str
    account: str  # who sent it; empty when a folder or a person did
    received: datetime  # aware, UTC
    content: bytes

    @property
    def id(self) -> str:
        """Return the key of the file in the quarantine: of its account, name and content."""
        key = "\0".join((self.account, self.name, hashlib.sha256(self.content).hexdigest()))
        return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Held:
    """A file in quarantine, without its content."""

    id: str
    name: str
    account: str
    first: str  # when it was received, ISO 8601 in UTC
    last: str
    times: int
    code: str
    vi: str
    en: str
    do_vi: str
    do_en: str
    size: int  # [bytes]
    sha256: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """One line that could not be read, of a file whose other lines are in the store."""

    file: str
    account: str
    line: int
    noted: str
    code: str
    vi: str
    en: str


class Quarantine:
    """The quarantine below the store's folder; made by the first file in it."""

    def __init__(self, store_folder: Path) -> None:
        self._path = store_folder / FOLDER / FILE
        self._lock = threading.Lock()

    def keep(self, refused: Iterable[tuple[Received, XanhError]]) -> None:
        """Take files in with the reason of each; durable when it returns."""
        rows = [(*_identity(file), file, error) for file, error in refused]
        if not rows:
            return
        with self._opened(write=True) as database:
            database.executemany(
                f"INSERT INTO files ({_SHOWN}, content) "  # noqa: S608  # constant columns
                "VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                "last = max(last, excluded.last), code = excluded.code, vi = excluded.vi, "
                "en = excluded.en, do_vi = excluded.do_vi, do_en = excluded.do_en, "
                # Taken twice after a crash, or tried in vain: that is not one more arrival.
                "times = times + (excluded.last > last)",
                [
                    (
                        key, name, file.account, (at := _text(file.received)), at, error.code,
                        error.vi, error.en, error.do_vi, error.do_en, len(file.content), sha256,
                        file.content,
                    )
                    for key, name, sha256, file, error in rows
                ],
            )  # fmt: skip

    def note(self, problems: Iterable[tuple[Received, Sequence[Problem]]]) -> None:
        """Remember lines that could not be read; the same again changes nothing."""
        rows = [
            (
                file.name, file.account, problem.line, _text(file.received), problem.error.code,
                problem.error.vi, problem.error.en,
            )
            for file, some in problems
            for problem in some[:_MOST_LINES_OF_A_FILE]
        ]  # fmt: skip
        if not rows:
            return
        with self._opened(write=True) as database:
            database.executemany(
                "INSERT INTO lines (file, account, line, noted, code, vi, en) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                rows,
            )
            database.execute(
                "DELETE FROM lines WHERE number <= (SELECT max(number) FROM lines) - ?",
                [_MOST_LINES],
            )

    def files(self, most: int = 1000, after: str = "") -> list[Held]:
        """Return files in quarantine in the order of their keys, those after ``after``."""
        query = f"SELECT {_SHOWN} FROM files WHERE id > ? ORDER BY id LIMIT ?"  # noqa: S608
        return [Held(*row) for row in self._rows(query, after, most)]

    def latest(self, most: int = 100) -> list[Held]:
        """Return the files that came last, the newest first."""
        query = f"SELECT {_SHOWN} FROM files ORDER BY last DESC, id LIMIT ?"  # noqa: S608
        return [Held(*row) for row in self._rows(query, most)]

    def lines(self, most: int = 100) -> list[BadLine]:
        """Return the lines that were found unreadable last, the newest first."""
        query = "SELECT file, account, line, noted, code, vi, en FROM lines ORDER BY number DESC"
        return [BadLine(*row) for row in self._rows(query + " LIMIT ?", most)]

    def count(self) -> int:
        """Return how many files there are."""
        return sum(int(row[0]) for row in self._rows("SELECT count(*) FROM files"))

    def by_reason(self) -> dict[str, int]:
        """Return how many files there are by the code of the reason."""
        return dict(self._rows("SELECT code, count(*) FROM files GROUP BY code ORDER BY code"))

    def contents(self, ids: Sequence[str]) -> list[tuple[str, Received]]:
        """Return files of these keys with their content; keys that are not there are left out."""
        marks = ", ".join("?" * len(ids))
        query = f"SELECT id, name, account, last, content FROM files WHERE id IN ({marks})"  # noqa: S608
        return [
            (key, Received(name, account, datetime.fromisoformat(last), content))
            for key, name, account, last, content in self._rows(query, *ids)
        ]

    def remove(self, ids: Iterable[str]) -> None:
        """Let files go that are in the store by now."""
        with self._opened(write=True) as database:
            database.executemany("DELETE FROM files WHERE id = ?", [(key,) for key in ids])

    def _rows(self, query: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
        if not self._path.exists():
            return []
        with self._opened(write=False) as database:
            return database.execute(query, values).fetchall()

    @contextmanager
    def _opened(self, *, write: bool) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction; what the system refuses is an OSError."""
        with self._lock:
            if write:
                self._path.parent.mkdir(parents=True, exist_ok=True)
            how = "rwc" if write else "ro"
            try:
                database = sqlite3.connect(
                    f"{self._path.as_uri()}?mode={how}", uri=True, timeout=30
                )
                try:
                    if write:
                        database.execute("PRAGMA synchronous = FULL")
                        database.executescript(_SCHEMA)
                    with database:
                        yield database
                finally:
                    database.close()
            except sqlite3.Error as error:
                raise _unusable(self._path, error) from error


def _identity(file: Received) -> tuple[str, str, str]:
    return file.id, file.name, hashlib.sha256(file.content).hexdigest()


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _unusable(path: Path, error: sqlite3.Error) -> XanhError:
    return XanhError(
        "store-quarantine",
        f"Không ghi hoặc đọc được khu cách ly {path.name}: {error}. Tệp đã nhận vẫn còn nguyên.",
        f"The quarantine {path.name} cannot be used: {error}. Files received are safe.",
        "Kiểm tra dung lượng đĩa và quyền ghi.",
        "Check the free space and the right to write.",
    )
