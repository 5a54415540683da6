"""Readings out of the store, as CSV or Parquet, streamed in bounded memory.

    for block in export(engine, selection, "csv"):
        out.write(block)

The rows come month by month (UTC, by label), within a month by station, parameter and time. They
are those of one moment: what is committed meanwhile takes no part.

CSV has the columns of ``xanh observations read`` and times with +07:00. Parquet has besides
``seconds``, ``version`` and ``received``, times as UTC instants, and in its metadata under
``xanh`` the selection as JSON. Readings of simulated stations carry the word ``simulated`` in
``flag``, in both forms, so that no copy of a part of them passes for measurements.
"""

from __future__ import annotations

import functools
import io
import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from xanh.observations.reading.printing import COLUMNS, print_heading, print_readings
from xanh.observations.selection import Selection, naive_utc

if TYPE_CHECKING:
    import ibis

    from xanh.observations.engine import Engine

SIMULATED = "simulated"
NOTICE = "dữ liệu mô phỏng / simulated data"
_INSTANT = pa.timestamp("us", "UTC")
PARQUET = pa.schema(
    [
        ("station", pa.string()),
        ("parameter", pa.string()),
        ("time", _INSTANT),  # end of the averaging interval
        ("seconds", pa.int32()),  # length of the averaging interval [s]
        ("value", pa.float64()),
        ("unit", pa.string()),
        ("status", pa.string()),
        ("flag", pa.string()),
        ("version", pa.int16()),  # 1: as first sent
        ("received", _INSTANT),
    ]
)
HOURLY = pa.schema(
    [
        ("station", pa.string()),
        ("parameter", pa.string()),
        ("time", _INSTANT),  # end of the hour
        ("value", pa.float64()),
        ("unit", pa.string()),
        ("count", pa.int32()),
        ("expected", pa.int32()),
        ("flag", pa.string()),
    ]
)
_SHARE = 0.75  # of the readings of an hour
_TICK = timedelta(microseconds=1)
_GROUP_ROWS = 122_880
_ODD = re.compile(r"[^\w.-]+")


class Form(StrEnum):
    """What readings can be exported as."""

    CSV = "csv"
    PARQUET = "parquet"

    @property
    def media_type(self) -> str:
        """Return the media type of the form."""
        types = {
            Form.CSV: "text/csv; charset=utf-8",
            Form.PARQUET: "application/vnd.apache.parquet",
        }
        return types[self]


def export(
    engine: Engine, selection: Selection, form: Form | str, simulated: Collection[str] = ()
) -> Iterator[bytes]:
    """Yield the readings of a selection, at its level, as blocks of a file.

    ``simulated`` are the keys of the stations whose readings nobody measured. A selection without
    ``as_of`` is answered as of the last commit. No reading at all gives a file with a heading only.
    """
    if selection.as_of is None:
        moment = engine.store.manifest().moment.replace(tzinfo=UTC)
        selection = replace(selection, as_of=moment)
    marked = frozenset(simulated)
    if selection.stations is not None:
        marked &= frozenset(selection.stations)
    write = _csv if Form(form) is Form.CSV else _parquet
    return write(_batches(engine, selection, tuple(sorted(marked))), selection, marked)


def export_hours(
    engine: Engine, selection: Selection, form: Form | str, simulated: Collection[str] = ()
) -> Iterator[bytes]:
    """Yield the hourly means of a selection as blocks of a file, with what stands behind each.

    Columns station, parameter, time, value, unit, count and expected (readings, valid and owed),
    flag; a mean of less than 75 % of the readings is empty. Otherwise as :func:`export`.
    """
    if selection.as_of is None:
        moment = engine.store.manifest().moment.replace(tzinfo=UTC)
        selection = replace(selection, as_of=moment)
    tables = (
        _hourly(engine.hours(part, "export-hours"), frozenset(simulated))
        for part in _months(engine, selection)
    )
    if Form(form) is Form.CSV:
        return _hours_csv(tables)
    return _parquet(
        (batch for table in tables for batch in table.to_batches()),
        selection,
        frozenset(simulated),
        HOURLY,
    )


def _hourly(hours: pa.Table, simulated: frozenset[str]) -> pa.Table:
    """Return hours in the columns and order of the file."""
    hours = hours.sort_by(
        [("station", "ascending"), ("parameter", "ascending"), ("time", "ascending")]
    )
    share = pc.divide(hours["count"].cast(pa.float64()), hours["expected"].cast(pa.float64()))
    whole = pc.greater_equal(share, _SHARE - 1e-9)
    marked = pc.is_in(hours["station"].cast(pa.string()), pa.array(sorted(simulated), pa.string()))
    columns = [
        hours["station"],
        hours["parameter"],
        hours["time"],
        pc.if_else(whole, hours["mean"], pa.scalar(None, pa.float64())),
        hours["unit"],
        hours["count"],
        hours["expected"],
        pc.if_else(marked, SIMULATED, ""),
    ]
    return pa.table(columns, names=HOURLY.names).cast(HOURLY)


def _hours_csv(tables: Iterable[pa.Table]) -> Iterator[bytes]:
    yield (",".join(HOURLY.names) + "\n").encode()
    for table in tables:
        local = pc.add(table["time"].cast(pa.timestamp("us")), pa.scalar(timedelta(hours=7)))
        written = pc.binary_join_element_wise(
            pc.strftime(local.cast(pa.timestamp("s")), "%Y-%m-%dT%H:%M:%S"), "+07:00", ""
        )
        table = table.set_column(table.schema.get_field_index("time"), "time", written)
        out = io.BytesIO()
        csv.write_csv(table, out, csv.WriteOptions(include_header=False, quoting_style="needed"))
        yield out.getvalue()


def file_name(selection: Selection, form: Form | str, simulated: Collection[str] = ()) -> str:
    """Return a name for the file that says what is in it."""
    words = ["xanh", *_few(selection.stations), *_few(selection.parameters)]
    days = [
        (moment + timedelta(hours=7) - tick).strftime("%Y%m%d")
        for moment, tick in (
            (naive_utc(selection.start), timedelta(0)),
            (naive_utc(selection.end), _TICK),
        )
        if moment is not None
    ]
    words += [*days, str(selection.level)]
    stations = selection.stations
    if simulated and (stations is None or set(stations) & set(simulated)):
        words.append("mo-phong")
    return f"{_ODD.sub('-', '_'.join(words))}.{Form(form)}"


def _few(names: tuple[str, ...] | None) -> tuple[str, ...]:
    return names if names is not None and len(names) <= 3 else ()


def _batches(
    engine: Engine, selection: Selection, simulated: tuple[str, ...]
) -> Iterator[pa.RecordBatch]:
    build = functools.partial(_ordered, simulated=simulated)
    for part in _months(engine, selection):
        yield from engine.batches(part, "export", build)


def _ordered(readings: ibis.Table, simulated: tuple[str, ...]) -> ibis.Table:
    if simulated:
        marked = (readings.flag + f" {SIMULATED}").strip()
        flag = readings.station.isin(simulated).ifelse(marked, readings.flag)
        readings = readings.mutate(flag=flag)
    return readings.select(*PARQUET.names).order_by("station", "parameter", "time")


def _months(engine: Engine, selection: Selection) -> Iterator[Selection]:
    """Cut a selection where the store's months end: what is sorted at a time stays small."""
    entries = engine.store.manifest().of("readings")
    if not entries:
        return
    low, high = naive_utc(selection.start), naive_utc(selection.end)
    first = min(entry.start for entry in entries) - _TICK
    last = max(entry.end for entry in entries)
    start = first if low is None else max(low, first)
    end = last if high is None else min(high, last)
    while start < end:
        edge = min(_next_month(start), end)
        yield replace(selection, start=_aware(start), end=_aware(edge))
        start = edge


def _next_month(moment: datetime) -> datetime:
    """Return the last label before the first month that begins after the next label."""
    following = (moment + _TICK).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (following + timedelta(days=32)).replace(day=1) - _TICK


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def _csv(
    batches: Iterator[pa.RecordBatch], _selection: Selection, _simulated: Collection[str]
) -> Iterator[bytes]:
    out = io.BytesIO()
    print_heading(out)
    yield out.getvalue()
    for batch in batches:
        out = io.BytesIO()
        print_readings(pa.table(batch.select(COLUMNS)), out)
        yield out.getvalue()


def _parquet(
    batches: Iterator[pa.RecordBatch],
    selection: Selection,
    simulated: Collection[str],
    columns: pa.Schema = PARQUET,
) -> Iterator[bytes]:
    about: dict[str, object] = {"selection": selection.to_json()}
    if simulated:
        about |= {"simulated": sorted(simulated), "notice": NOTICE}
    schema = columns.with_metadata({"xanh": json.dumps(about, ensure_ascii=False)})
    out = _Passing()
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        waiting: list[pa.RecordBatch] = []
        for batch in batches:
            waiting.append(batch)
            if sum(map(len, waiting)) >= _GROUP_ROWS:
                writer.write_table(_cast(waiting, schema))
                waiting = []
                yield out.taken()
        if waiting:
            writer.write_table(_cast(waiting, schema))
    yield out.taken()


def _cast(batches: list[pa.RecordBatch], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_batches(batches).cast(schema.remove_metadata()).cast(schema)


class _Passing(io.RawIOBase):
    """A file that only knows what was written since one last looked."""

    def __init__(self) -> None:
        super().__init__()
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, block: bytes) -> int:  # type: ignore[override]
        self._written += block
        return len(block)

    def taken(self) -> bytes:
        """Return what was written and forget it."""
        block, self._written = bytes(self._written), bytearray()
        return block
