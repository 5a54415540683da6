"""How the store writes and reads Parquet."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from xanh.observations.store import errors
from xanh.observations.store.manifest import FEW
from xanh.observations.store.shapes import Kind

# DELTA_BINARY_PACKED makes a series' even times almost vanish; texts, values with few decimals
# and the rest repeat, so they go by dictionary.
_DELTA = {"time", "origin", "number", "id"}
_PLAIN = {"sha256", "content", "name"}
_UNSEARCHED = {"seconds", "unit", "status", "flag", "origin", "sha256", "content"}
_ABOUT = {
    "xanh": "observations",
    "time": "UTC, end of the averaging interval, naive",
    "seconds": "length of the averaging interval [s]",
    "version": "1 is the first of a key (station, parameter, time); the highest counts",
    "received": "UTC, commit from which on the row is known",
}


@dataclass(frozen=True, slots=True)
class Written:
    """What a finished file holds."""

    rows: int
    start: datetime
    end: datetime
    made: datetime
    stations: tuple[str, ...] | None
    version: int
    size: int
    sha256: str


def write(path: Path, kind: Kind, tables: Iterable[pa.Table]) -> Written:
    """Write sorted tables, one after the other, as one durable file."""
    tables = iter(tables)
    first = next(tables)
    schema = first.schema.remove_metadata()
    summary = _Summary(kind)
    dictionary = [name for name in schema.names if name not in _DELTA | _PLAIN]
    with pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=dictionary,
        column_encoding={name: "DELTA_BINARY_PACKED" for name in schema.names if name in _DELTA},
        store_schema=False,
        # Statistics where readers search; larger steps than the writer's own save a quarter.
        write_statistics=[name for name in schema.names if name not in _UNSEARCHED],
        write_batch_size=16_384,
    ) as writer:
        for table in chain([first], tables):
            summary.see(table)
            writer.write_table(table, row_group_size=kind.group_rows)
        writer.add_key_value_metadata({**_ABOUT, "kind": kind.name})
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return summary.written(path)


class _Summary:
    """Gathers what the manifest says of a file."""

    def __init__(self, kind: Kind) -> None:
        self._kind = kind
        self._rows = 0
        self._version = 0
        self._span: tuple[datetime, datetime] | None = None
        self._made = datetime(1, 1, 1)  # noqa: DTZ001
        self._stations: set[str] | None = set() if "station" in kind.schema.names else None

    def see(self, table: pa.Table) -> None:
        """Take in one table."""
        if not table.num_rows:
            return
        self._rows += table.num_rows
        ends = pc.min_max(table[self._kind.time])
        start, end = ends["min"].as_py(), ends["max"].as_py()
        self._span = (
            (min(start, self._span[0]), max(end, self._span[1])) if self._span else (start, end)
        )
        self._made = max(self._made, pc.max(table[self._kind.made]).as_py())
        if "version" in table.column_names:
            self._version = max(self._version, pc.max(table["version"]).as_py())
        if self._stations is not None:
            self._stations.update(pc.unique(table["station"]).to_pylist())
            if len(self._stations) > FEW:
                self._stations = None

    def written(self, path: Path) -> Written:
        """Return what was seen, with size and hash."""
        assert self._span is not None  # noqa: S101  # no file is written of no rows
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        stations = None if self._stations is None else tuple(sorted(self._stations))
        return Written(
            self._rows, *self._span, self._made, stations, self._version,
            path.stat().st_size, digest,
        )  # fmt: skip


def opened(path: Path, texts: Iterable[str] = ()) -> pq.ParquetFile:
    """Open a kept file; ``texts`` come as dictionaries."""
    try:
        return pq.ParquetFile(path, read_dictionary=list(texts))
    except (OSError, pa.ArrowException) as error:
        raise errors.damaged(path, error) from error


def now() -> datetime:
    """Return the moment as the store writes it."""
    return datetime.now(UTC).replace(tzinfo=None)
