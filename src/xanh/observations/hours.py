"""Keeps hourly roll-ups beside the readings, so that pages need not read years of readings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from xanh.observations.engine import DuckEngine, Engine
from xanh.observations.readings import HOURS
from xanh.observations.rollups import DIRECTION, SPEED, whole_hours
from xanh.observations.selection import Level, Selection
from xanh.observations.store import Store

Touched = Sequence[tuple[str, str, date]]  # station, parameter, local day
_LOCAL = timedelta(hours=7)
_KEY = ["station", "parameter", "time"]
_COMPARED = ("mean", "least", "most", "count", "received", "expected", "unit")


def derive_hours(store: Store, touched: Touched, engine: Engine | None = None) -> int:
    """Derive the hours of the touched days anew; return how many differed and were appended.

    Hours come from the corrected level, whatever their completeness. A direction of the wind is
    weighed by its speed: where a speed is touched, the direction is derived as well.
    """
    asked = engine or DuckEngine(store)
    changed = 0
    for month in _months(_with_directions(touched)):
        days = pa.table(
            {
                "station": [station for station, _, _ in month],
                "parameter": [parameter for _, parameter, _ in month],
                "day": pa.array([day for _, _, day in month], pa.date32()),
            }
        )
        selection = _selection(month)
        derived = _of_days(asked.table(selection, "whole-hours", whole_hours), days)
        kept = asked.hours(selection)
        rows = _differing(derived, kept)
        if rows.num_rows:
            store.append("hours", rows)
            changed += rows.num_rows
    return changed


def _with_directions(touched: Touched) -> list[tuple[str, str, date]]:
    directions = [(station, DIRECTION, day) for station, name, day in touched if name == SPEED]
    return sorted({*touched, *directions}, key=lambda row: (row[2], row[0], row[1]))


def _months(touched: Touched) -> Iterator[list[tuple[str, str, date]]]:
    """Yield the touched days of one month at a time, which bounds memory."""
    month: list[tuple[str, str, date]] = []
    for row in touched:
        if month and (row[2].year, row[2].month) != (month[0][2].year, month[0][2].month):
            yield month
            month = []
        month.append(row)
    if month:
        yield month


def _selection(touched: Touched) -> Selection:
    days = [day for _, _, day in touched]
    parameters = {parameter for _, parameter, _ in touched}
    if DIRECTION in parameters:
        parameters.add(SPEED)
    return Selection(
        tuple(sorted({station for station, _, _ in touched})),
        tuple(sorted(parameters)),
        _midnight(min(days)),
        _midnight(max(days) + timedelta(days=1)),
        Level.CORRECTED,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC) - _LOCAL


def _of_days(hours: pa.Table, days: pa.Table) -> pa.Table:
    """Keep the hours of touched days; the label 00:00 belongs to the day before."""
    local = pc.add(hours["time"], pa.scalar(_LOCAL - timedelta(microseconds=1), pa.duration("us")))
    hours = hours.append_column("day", local.cast(pa.date32(), safe=False))
    return hours.join(days, ["station", "parameter", "day"], join_type="left semi").drop_columns(
        ["day"]
    )


def _differing(derived: pa.Table, kept: pa.Table) -> pa.Table:
    """Return the derived hours that are not kept like that, as HOURS without ``made``."""
    beside = derived.join(
        kept.select([*_KEY, *_COMPARED]), _KEY, join_type="left outer", right_suffix="_kept"
    )
    same = pa.scalar(value=True)
    for name in _COMPARED:
        one, other = beside[name], beside[f"{name}_kept"]
        both_null = pc.and_(pc.is_null(one), pc.is_null(other))
        same = pc.and_(same, pc.or_(pc.fill_null(pc.equal(one, other), False), both_null))
    rows = beside.filter(pc.invert(same)).select([*_KEY, *_COMPARED])
    rows = rows.append_column("made", pa.nulls(rows.num_rows, pa.timestamp("us")))
    return rows.select(HOURS.names).cast(HOURS)
