"""The manifest: the one truth about which files make up the store."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from xanh.observations.store import errors

NAME = "manifest.json"
FORM = 1
_LIST = "\t"  # stands for the entries while the rest is made
FEW = 32  # stations up to this number are named in an entry


@dataclass(frozen=True, slots=True)
class Entry:
    """One file. Times are naive UTC; ``start`` and ``end`` are the least and the last `time`."""

    kind: str
    name: str
    month: str  # "2026-03"; "" for kinds that are not kept by month
    span: str  # batch | day | month: how far compaction has come
    rows: int
    start: datetime
    end: datetime
    made: datetime  # last `received` (or `made`) of its rows
    stations: tuple[str, ...] | None  # None: more than a few, or not by station
    version: int  # highest
    sequence: int  # number of the commit that wrote it
    size: int  # [bytes]
    sha256: str

    @property
    def path(self) -> str:
        """Return where readers open it, relative to the store."""
        return f"kept/{self.name}.pq"

    @property
    def public(self) -> str:
        """Return its second name, for tools that know no manifest."""
        folder = f"{self.kind}/month={self.month}" if self.month else self.kind
        return f"{folder}/{self.name}.parquet"

    def overlaps(self, start: datetime | None, end: datetime | None) -> bool:
        """Say whether rows with start ≤ time ≤ end can be in it."""
        return (end is None or self.start <= end) and (start is None or self.end >= start)


@dataclass(frozen=True, slots=True)
class Manifest:
    """All files, and the counters that go on from commit to commit."""

    sequence: int = 0  # commits so far
    moment: datetime = datetime(1970, 1, 1)  # noqa: DTZ001  # `received` of the last commit, UTC
    originals: int = 0  # highest number given to an original
    entries: tuple[Entry, ...] = ()
    retired: tuple[tuple[str, datetime], ...] = ()  # replaced files and since when

    def of(self, kind: str) -> list[Entry]:
        """Return the entries of one kind."""
        return [entry for entry in self.entries if entry.kind == kind]

    def rows(self, kind: str) -> int:
        """Return how many rows of one kind are kept, all versions counted."""
        return sum(entry.rows for entry in self.of(kind))

    def changed(self, add: list[Entry], remove: set[str], at: datetime) -> Manifest:
        """Return the manifest with files added and others retired."""
        gone = tuple((entry.path, at) for entry in self.entries if entry.name in remove)
        left = tuple(entry for entry in self.entries if entry.name not in remove)
        return replace(self, entries=(*left, *add), retired=(*self.retired, *gone))


def dump(manifest: Manifest) -> bytes:
    """Return the manifest as JSON."""
    data = {
        "form": FORM,
        "sequence": manifest.sequence,
        "moment": manifest.moment,
        "originals": manifest.originals,
        "retired": manifest.retired,
        "entries": _LIST,
    }
    entries = ",\n".join(map(_dumped, manifest.entries))
    text = json.dumps(data, default=_text).replace(json.dumps(_LIST), f"[\n{entries}\n]")
    return text.encode()


@lru_cache(maxsize=4096)  # almost all entries of a manifest were in the one before
def _dumped(entry: Entry) -> str:
    return json.dumps(asdict(entry), ensure_ascii=False, default=_text)


def load(path: Path) -> Manifest:
    """Read a manifest; a folder without one is an empty store."""
    try:
        data = json.loads(path.read_bytes())
        if not isinstance(data, dict):
            raise ValueError("no object")
    except FileNotFoundError:
        if (path.parent / "kept").is_dir() and any((path.parent / "kept").iterdir()):
            raise errors.damaged(path, "missing beside kept files") from None
        return Manifest()
    except ValueError as error:
        raise errors.damaged(path, error) from error
    form = data.get("form")
    if isinstance(form, int) and form > FORM:
        raise errors.newer(path, form)
    try:
        return Manifest(
            int(data["sequence"]),
            datetime.fromisoformat(data["moment"]),
            int(data["originals"]),
            tuple(_entry(item) for item in data["entries"]),
            tuple((name, datetime.fromisoformat(at)) for name, at in data["retired"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise errors.damaged(path, error) from error


def _entry(item: dict[str, Any]) -> Entry:
    times = {name: datetime.fromisoformat(item[name]) for name in ("start", "end", "made")}
    stations = None if item["stations"] is None else tuple(item["stations"])
    return Entry(**{**item, **times, "stations": stations})


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    raise TypeError(type(value))
