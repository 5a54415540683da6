"""Finds the newest kept rows of a batch's keys, reading no more than the row groups they are in."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from xanh.observations.store import errors
from xanh.observations.store.columns import Columns, Ints, Pools, alike, series, values
from xanh.observations.store.manifest import Entry
from xanh.observations.store.parquet import opened
from xanh.observations.store.settling import Batch

_NEEDED = ["station", "parameter", "time", "seconds", "value", "unit", "status", "version"]
_CACHE = 96 << 20  # [bytes]
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001


@dataclass(frozen=True, slots=True)
class _Group:
    """The bounds of a row group."""

    index: int
    first: str  # station
    last: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class _Rows:
    series: npt.NDArray[np.int32]
    time: Ints
    value: npt.NDArray[np.float64]
    like: Ints
    version: npt.NDArray[np.int16]

    @property
    def size(self) -> int:
        return 30 * len(self.time) + 200


class KeptRows:
    """Reads kept rows by key. Files never change, so what was read once stays true."""

    def __init__(self, pools: Pools) -> None:
        self._pools = pools
        self._bounds: OrderedDict[str, list[_Group]] = OrderedDict()
        self._rows: OrderedDict[tuple[str, int], _Rows] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def meet(self, batch: Batch, files: Iterable[tuple[Entry, Path]]) -> None:
        """Let a batch meet all kept rows that can share a key with it."""
        start, end = moment(batch.keys.least), moment(batch.keys.most)
        stations = sorted(batch.stations(self._pools))
        for entry, path in files:
            if not entry.overlaps(start, end) or (
                entry.stations is not None and not set(stations) & set(entry.stations)
            ):
                continue
            for group in self._groups(entry, path):
                if group.start <= end and group.end >= start and _any(stations, group):
                    rows = self._read(entry, path, group.index)
                    batch.keys.meet(rows.series, rows.time, rows.value, rows.like, rows.version)

    def _groups(self, entry: Entry, path: Path) -> list[_Group]:
        with self._lock:
            if entry.name in self._bounds:
                self._bounds.move_to_end(entry.name)
                return self._bounds[entry.name]
        with opened(path) as file:
            groups = _groups_of(file.metadata, entry)
        with self._lock:
            self._bounds[entry.name] = groups
            while len(self._bounds) > 2_000:
                self._bounds.popitem(last=False)
        return groups

    def _read(self, entry: Entry, path: Path, index: int) -> _Rows:
        with self._lock:
            rows = self._rows.get((entry.name, index))
            if rows is not None:
                self._rows.move_to_end((entry.name, index))
                return rows
        texts = ("station", "parameter", "unit", "status")
        with opened(path, texts) as file:
            try:
                table = file.read_row_group(index, columns=_NEEDED).combine_chunks()
            except (OSError, pa.ArrowException) as error:
                raise errors.damaged(path, error) from error
        return self.remember(
            entry.name,
            index,
            _Rows(
                series(table, self._pools),
                table["time"].cast(pa.int64()).to_numpy(),
                values(table),
                alike(table, self._pools),
                table["version"].to_numpy(),
            ),
        )

    def remember(self, name: str, index: int, rows: _Rows) -> _Rows:
        """Keep a row group's rows at hand."""
        with self._lock:
            self._rows[name, index] = rows
            self._size += rows.size
            while self._size > _CACHE and len(self._rows) > 1:
                self._size -= self._rows.popitem(last=False)[1].size
        return rows

    def wrote(self, entry: Entry, rows: Columns, version: npt.NDArray[np.int16]) -> None:
        """Keep at hand what has just been written, if it is one small row group."""
        if len(rows) <= 20_000:
            self.remember(
                entry.name, 0, _Rows(rows.series, rows.time, rows.value, rows.like, version)
            )

    def forget(self, gone: set[str]) -> None:
        """Let go of files that are no more."""
        with self._lock:
            for key in [key for key in self._rows if key[0] in gone]:
                self._size -= self._rows.pop(key).size
            for name in gone:
                self._bounds.pop(name, None)


def moment(micros: int) -> datetime:
    """Return a stored time as datetime."""
    return _EPOCH + timedelta(microseconds=micros)


def _any(stations: list[str], group: _Group) -> bool:
    """Say whether one of the sorted stations lies in the group."""
    place = bisect_left(stations, group.first)
    return place < len(stations) and stations[place] <= group.last


def _groups_of(metadata: pq.FileMetaData, entry: Entry) -> list[_Group]:
    names = {metadata.schema.column(i).name: i for i in range(metadata.num_columns)}
    result = []
    for index in range(metadata.num_row_groups):
        group = metadata.row_group(index)
        station = group.column(names["station"]).statistics
        time = group.column(names["time"]).statistics
        if station is None or not station.has_min_max or time is None or not time.has_min_max:
            result.append(_Group(index, "", "\U0010ffff", entry.start, entry.end))
            continue
        result.append(_Group(index, station.min, station.max, time.min, time.max))
    return result


class Memory:
    """What a store object remembers between commits."""

    def __init__(self) -> None:
        self._fresh()

    def _fresh(self) -> None:
        self._pools = Pools()
        self._kept = KeptRows(self._pools)
        self._names: set[str] = set()

    def ready(self, names: set[str]) -> tuple[Pools, KeptRows]:
        """Return pools and kept rows for a commit on a store of these files."""
        if self._pools.large:
            self._fresh()
        self._kept.forget(self._names - names)
        self._names = names
        return self._pools, self._kept
