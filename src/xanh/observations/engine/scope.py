"""What a question touches: its files, and the corrections that stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from xanh.observations import levels
from xanh.observations.ledger import resolve
from xanh.observations.readings import CORRECTIONS
from xanh.observations.selection import Level, Selection, naive_utc
from xanh.observations.store import Entry, Manifest, Store

if TYPE_CHECKING:
    import ibis

Build: TypeAlias = "Callable[[ibis.Table], ibis.Table]"
_TICK = timedelta(microseconds=1)
_REMEMBERED = 8  # resolved ledgers


class Engine(Protocol):
    """What runs expressions over a selection of readings.

    ``name`` tells expressions apart in errors; ``build`` is a module's function, or a
    :func:`functools.partial` of one, so that what it compiles to can be kept.
    """

    @property
    def store(self) -> Store:
        """Return the store that is asked."""

    def table(self, selection: Selection, name: str, build: Build) -> pa.Table:
        """Run an expression over the readings of a selection, at its level."""

    def hours(self, selection: Selection, name: str = "hours", build: Build = ...) -> pa.Table:
        """Run an expression over the kept hours (HOURS) of a selection, newest of each key."""

    def batches(
        self, selection: Selection, name: str, build: Build, rows: int = ...
    ) -> Iterator[pa.RecordBatch]:
        """Run an expression over readings and give its rows in bounded memory."""


def same(table: ibis.Table) -> ibis.Table:
    """Return the table itself: the expression that asks for everything."""
    return table


@dataclass(frozen=True, slots=True)
class Scope:
    """The files of one question; ``segments`` is None where no correction meets it."""

    raw: list[Path]
    flags: list[Path]
    segments: pa.Table | None
    superseded: bool  # whether some key has several versions

    @property
    def shape(self) -> tuple[bool, bool, bool]:
        """Return what decides the form of the SQL."""
        return self.superseded, bool(self.flags), self.segments is not None


class Scopes:
    """Finds what a question touches; remembers the ledger."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._resolved: dict[tuple[tuple[str, ...], datetime | None], pa.Table] = {}

    def of(self, selection: Selection) -> Scope:
        """Return what a question about readings touches."""
        manifest = self._store.manifest()
        raw = self._entries(manifest, "readings", selection)
        checked = selection.level is not Level.RAW
        flags = self._entries(manifest, "flags", selection) if checked else []
        corrected = selection.level is Level.CORRECTED
        return Scope(
            self._paths(raw),
            self._paths(flags),
            self._segments(manifest, selection) if corrected else None,
            any(entry.version > levels.FIRST for entry in raw),
        )

    def hours(self, selection: Selection) -> list[Path]:
        """Return the files of hours."""
        return self._paths(self._entries(self._store.manifest(), "hours", selection))

    def _paths(self, entries: list[Entry]) -> list[Path]:
        return [self._store.folder / entry.path for entry in entries]

    @staticmethod
    def _entries(manifest: Manifest, kind: str, selection: Selection) -> list[Entry]:
        start, end = naive_utc(selection.start), naive_utc(selection.end)
        start = start and start + _TICK
        stations = None if selection.stations is None else set(selection.stations)
        return [
            entry
            for entry in manifest.of(kind)
            if entry.overlaps(start, end)
            and (stations is None or entry.stations is None or stations & set(entry.stations))
        ]

    def _segments(self, manifest: Manifest, selection: Selection) -> pa.Table | None:
        """Return the segments that meet the selection, None if none does."""
        entries = manifest.of("corrections")
        if not entries:
            return None
        key = (tuple(sorted(entry.name for entry in entries)), naive_utc(selection.as_of))
        found = self._resolved.get(key)
        if found is None:
            ledger = pa.concat_tables(
                [CORRECTIONS.empty_table()]
                + [pq.read_table(path, schema=CORRECTIONS) for path in self._paths(entries)]
            )
            while len(self._resolved) >= _REMEMBERED:
                self._resolved.pop(next(iter(self._resolved)), None)
            found = self._resolved[key] = resolve(ledger, selection.as_of)
        met = _met(found, selection)
        return met if met.num_rows else None


def _met(segments: pa.Table, selection: Selection) -> pa.Table:
    mask = pa.array([True] * segments.num_rows, pa.bool_())
    for name, values in (("station", selection.stations), ("parameter", selection.parameters)):
        if values is not None:
            wanted = pa.array(values, pa.string())
            mask = pc.and_(mask, pc.is_in(segments[name], value_set=wanted))
    if selection.start is not None:
        mask = pc.and_(mask, pc.greater(segments["end"], naive_utc(selection.start)))
    if selection.end is not None:
        mask = pc.and_(mask, pc.less_equal(segments["start"], naive_utc(selection.end)))
    return segments.filter(mask)
