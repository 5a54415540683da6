"""Readings as the CSV that ``xanh observations read`` prints, and reads back."""

from __future__ import annotations

from typing import BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

COLUMNS = ("station", "parameter", "time", "value", "unit", "status", "flag")
_SEVEN_HOURS = pa.scalar(7 * 3600 * 1_000_000, pa.duration("us"))


def print_heading(out: BinaryIO) -> None:
    """Write the names of the columns."""
    out.write((",".join(COLUMNS) + "\n").encode())


def print_readings(table: pa.Table, out: BinaryIO) -> None:
    """Write READINGS as rows: time ISO 8601 in local time with its offset, text quoted if need be.

    A value is written with as many digits as bring the same number back.
    """
    columns = {name: table[name] for name in COLUMNS}
    columns["time"] = _local(table["time"])
    for name in ("station", "parameter", "unit", "status", "flag"):
        columns[name] = columns[name].cast(pa.string())
    rows = pa.table(columns)
    if _need_quotes(rows):
        _write_quoted(rows, out)
    else:
        csv.write_csv(rows, out, csv.WriteOptions(include_header=False, quoting_style="none"))


def _local(time: pa.ChunkedArray) -> pa.ChunkedArray:
    local = pc.add(time, _SEVEN_HOURS)
    whole = pc.all(pc.equal(pc.subsecond(local), 0)).as_py() is not False
    kind = pa.timestamp("s" if whole else "us")
    text = pc.strftime(local.cast(kind), "%Y-%m-%dT%H:%M:%S")
    return pc.binary_join_element_wise(text, "+07:00", "")


def _need_quotes(rows: pa.Table) -> bool:
    return any(
        pc.any(pc.match_substring_regex(rows[name].unique(), '[",\r\n]')).as_py()
        for name in ("station", "parameter", "unit", "status")
    )


def _write_quoted(rows: pa.Table, out: BinaryIO) -> None:
    """Write rows of which some text holds a comma or a quotation mark."""
    import csv as python_csv
    import io

    buffer = io.StringIO()
    writer = python_csv.writer(buffer, lineterminator="\n")
    for batch in rows.to_batches(max_chunksize=50_000):
        writer.writerows(zip(*(column.to_pylist() for column in batch.columns), strict=True))
        out.write(buffer.getvalue().encode())
        buffer.seek(0)
        buffer.truncate()
