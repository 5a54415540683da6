"""Reads several sorted files as one, in slices that fit into memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from xanh.observations.store import errors
from xanh.observations.store.parquet import opened
from xanh.observations.store.shapes import Kind

SLICE = 1_000_000  # rows


def slices(files: list[Path], kind: Kind) -> Iterator[pa.Table]:
    """Yield all rows of the files in the kind's order.

    A slice holds whole values of the first column of that order (stations), as many as come to
    about a million rows.
    """
    texts = [field.name for field in kind.schema if pa.types.is_string(field.type)]
    parts = []
    try:
        parts += [(path, opened(path, texts)) for path in files]
        for bounds in _bounds(parts, kind):
            tables = [t for path, part in parts for t in _within(path, part, kind, bounds)]
            yield _sorted(pa.concat_tables(tables), kind)
    finally:
        for _, part in parts:
            part.close()


Part = tuple[Path, pq.ParquetFile]
Bounds = tuple[Any, Any] | None


def _bounds(parts: list[Part], kind: Kind) -> Iterator[Bounds]:
    if sum(part.metadata.num_rows for _, part in parts) <= SLICE:
        yield None
        return
    rows: Counter[Any] = Counter()
    for path, part in parts:
        for index in range(part.num_row_groups):
            counted = pc.value_counts(_group(path, part, index, [kind.order[0]])[kind.order[0]])
            for item in counted.to_pylist():
                rows[item["values"]] += item["counts"]
    start, held, last = None, 0, None
    for value in sorted(rows):
        if held and held + rows[value] > SLICE:
            yield start, last
            start, held = None, 0
        start = value if start is None else start
        held, last = held + rows[value], value
    yield start, last


def _within(path: Path, part: pq.ParquetFile, kind: Kind, bounds: Bounds) -> Iterator[pa.Table]:
    lead = part.schema_arrow.get_field_index(kind.order[0])
    for index in range(part.num_row_groups):
        if bounds is None:
            yield _group(path, part, index, kind.schema.names)
            continue
        known = part.metadata.row_group(index).column(lead).statistics
        if (
            known is not None
            and known.has_min_max
            and (known.max < bounds[0] or known.min > bounds[1])
        ):
            continue
        table = _group(path, part, index, kind.schema.names)
        column = table[kind.order[0]]
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.string())
        yield table.filter(
            pc.and_(pc.greater_equal(column, bounds[0]), pc.less_equal(column, bounds[1]))
        )


def _group(path: Path, part: pq.ParquetFile, index: int, names: list[str]) -> pa.Table:
    try:
        return part.read_row_group(index, columns=names)
    except (OSError, pa.ArrowException) as error:
        raise errors.damaged(path, error) from error


def _sorted(table: pa.Table, kind: Kind) -> pa.Table:
    table = table.unify_dictionaries().combine_chunks()
    keys = [_comparable(table[name].combine_chunks()) for name in reversed(kind.order)]
    return table.take(pa.array(np.lexsort(keys)))


def _comparable(column: pa.Array) -> npt.NDArray[np.int64]:
    """Return numbers that sort as the values do; nulls first."""
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0)
    if pa.types.is_dictionary(column.type):
        words = column.dictionary.to_pylist()
        rank = np.empty(len(words) + 1, np.int64)
        order = sorted(range(len(words)), key=lambda i: words[i] or "")
        rank[order] = np.arange(len(words))
        rank[-1] = -1
        indices = column.indices.fill_null(len(words)).to_numpy(zero_copy_only=False)
        ranked: npt.NDArray[np.int64] = rank[indices]
        return ranked
    numbers: npt.NDArray[np.int64] = (
        column.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
    )
    return numbers
