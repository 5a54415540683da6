"""VN_AQI over tables: the formulas as Ibis expressions, the same on DuckDB and on Spark.

Readings are first laid out on a grid, one row a station and local day with 24 hours a parameter.
An hour's predecessors are then columns beside it, missing hours are null and nothing depends on
how many rows lie between: no window over rows, no sort, only sums by group and equal joins.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from xanh.methods.air.formulas import (
    NOWCAST_HOURS,
    SHARE,
    combined,
    daily_ozone,
    eight_hour_most,
    highest,
    mean_of,
    nowcast_weight,
    raw_sub_index,
    usable,
    weighted,
)
from xanh.methods.air.scales import PARAMETERS, PARTICLES, Scale
from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019
from xanh.methods.forms import COLUMNS, count, round_half_up

# An Ibis table: imported late, so without a type here.
Table = Any
VIETNAM = timedelta(hours=7)
_DAY = range(1, 25)
_CASTS = tuple(f"nowcast_{name}" for name in PARTICLES)
# How many hours of the day before an hour of the day can need.
_BEFORE = {"pm25": NOWCAST_HOURS - 1, "pm10": NOWCAST_HOURS - 1, "o3": 7}


def day_grid(readings: Table, offset: timedelta = timedelta(0)) -> Table:
    """Return one row a station and day with readings: ``station``, ``day`` and ``pm25_1`` …

    ``readings`` has ``station, parameter, time, value`` [µg/m³] with naive times that are the end
    of the hour; ``offset`` brings them to local time (:data:`VIETNAM` for UTC). ``pm25_1`` is the
    mean that ends at 01:00, ``pm25_24`` the one at 00:00 of the next day. Several readings in one
    hour count with their mean. Keep the grid (``.cache()``) where hours and days are both wanted.
    """
    import ibis

    rows = readings.filter(readings.parameter.isin(PARAMETERS))
    within = rows.time + ibis.interval(
        microseconds=offset // timedelta(microseconds=1) - 1  # a label ends its hour and its day
    )
    long = rows.select(
        "station",
        "parameter",
        value=usable(rows.value),
        day=within.date(),
        hour=within.hour(),
        moment=within,
    )
    hours = long.group_by("station", "parameter", "day").agg(
        latest=long.moment.max(),
        **{f"given_{hour}": (long.hour == hour - 1).any() for hour in _DAY},
        **{f"h{hour}": long.value.mean(where=long.hour == hour - 1) for hour in _DAY},
    )
    return hours.group_by("station", "day").agg(
        **{f"given_{hour}": hours[f"given_{hour}"].any() for hour in _DAY},
        latest=hours.latest.max(),
        **{
            f"{parameter}_{hour}": ibis.cases(
                (hours.parameter == parameter, hours[f"h{hour}"])
            ).max()
            for parameter in PARAMETERS
            for hour in _DAY
        },
    )


def hourly(grid: Table, scale: Scale = VN_AQI_2019) -> Table:
    """Return the hourly VN_AQI of a :func:`day_grid`, in no order.

    Columns: ``station, time`` (local, end of the hour), ``index, band, dominant``, the sub-index
    of each parameter, ``nowcast_pm25, nowcast_pm10`` [µg/m³] and ``completeness``, the share of
    the twelve hours behind the NowCast (the lower of the two). An hour has a row when it has a
    row in the
    readings, whatever its value, or a NowCast that bridges it.
    """
    import ibis

    following = grid.select("station", day=_next(grid.day))
    beside = _beside(grid.select("station", "day").union(following, distinct=True), grid)
    ends = grid.group_by("station").agg(end=grid.latest.max())
    beside = beside.join(ends, "station")
    weights = {
        f"{name}_weight_{hour}": nowcast_weight(_ages(beside, name, hour))
        for name in PARTICLES
        for hour in _DAY
    }
    weighed = _apart(beside.mutate(**weights))
    casts = {
        f"nowcast_{name}_{hour}": weighted(
            _ages(weighed, name, hour), weighed[f"{name}_weight_{hour}"]
        )
        for name in PARTICLES
        for hour in _DAY
    }
    cast = _apart(weighed.mutate(**casts))
    # A list by itself first: an unnest copies every column that stands beside it.
    days = _apart(
        cast.select("station", "end", cells=ibis.array([_cell(cast, hour) for hour in _DAY]))
    )
    cells = days.select("station", "end", cell=days.cells.unnest())
    names = ["time", "given", "completeness", *_CASTS, *PARAMETERS]
    rows = cells.select("station", "end", **{name: cells.cell[name] for name in names})
    bridged = ibis.or_(*(rows[name].notnull() for name in _CASTS))
    # Nothing is foretold: no hour after the one of the station's last reading.
    rows = rows.filter(rows.given | (bridged & (rows.time - ibis.interval(hours=1) <= rows.end)))
    parts = {
        f"raw_{name}": raw_sub_index(
            "o3_1h" if name == "o3" else name,
            rows[f"nowcast_{name}" if name in PARTICLES else name],
            scale,
        )
        for name in PARAMETERS
    }
    return _indexed(_apart(rows.mutate(**parts)), [*_CASTS, "completeness"], scale)


def daily(grid: Table, share: float = SHARE, scale: Scale = VN_AQI_2019) -> Table:
    """Return the daily VN_AQI of a :func:`day_grid`, in no order.

    Columns: ``station, time`` (the date), ``index, band, dominant``, the sub-index of each
    parameter and ``completeness``, the share of the day's 24 hours behind the mean of the
    particles (the lower of the two). ``share`` of the hours make an 8-h and a 24-h mean.
    """
    beside = _beside(grid.select("station", "day"), grid)
    days = {name: [beside[f"{name}_{hour}"] for hour in _DAY] for name in PARAMETERS}
    before = [beside[f"before_o3_{hour}"] for hour in range(18, 25)]
    ozone = [*before, *days["o3"]]
    means = _apart(
        beside.select(
            "station",
            time=beside.day,
            **{name: mean_of(days[name], share) for name in PARTICLES},
            **{name: highest(days[name]) for name in PARAMETERS if name not in PARTICLES},
            o3_8h=eight_hour_most(ozone, share),
            completeness=_lower([count(COLUMNS, days[name]) / 24 for name in PARTICLES]),
        )
    )
    parts = {
        f"raw_{name}": raw_sub_index(name, means[name], scale)
        for name in PARAMETERS
        if name != "o3"
    }
    parts["raw_o3"] = daily_ozone(means.o3, means.o3_8h, scale)
    return _indexed(_apart(means.mutate(**parts)), ["completeness"], scale)


def _next(day: Any) -> Any:
    import ibis

    return (day + ibis.interval(days=1)).cast("date")


def _beside(days: Table, grid: Table) -> Table:
    """Return ``days`` with the hours of the day and the last hours of the day before."""
    yesterday = grid.select(
        before_station=grid.station,
        before_day=_next(grid.day),
        **{
            f"before_{name}_{hour}": grid[f"{name}_{hour}"]
            for name, hours in _BEFORE.items()
            for hour in range(25 - hours, 25)
        },
    )
    today = days.left_join(grid, ["station", "day"]).drop("station_right", "day_right")
    return today.left_join(
        yesterday,
        [today.station == yesterday.before_station, today.day == yesterday.before_day],
    )


def _ages(days: Table, name: str, hour: int) -> list[Any]:
    """Return the twelve hourly means that end with an hour of the day, the oldest first."""
    return [
        days[f"{name}_{at}"] if at > 0 else days[f"before_{name}_{24 + at}"]
        for at in range(hour - NOWCAST_HOURS + 1, hour + 1)
    ]


def _cell(days: Table, hour: int) -> Any:
    """Return what is known of one hour of the day."""
    import ibis

    counts = [count(COLUMNS, _ages(days, name, hour)) for name in PARTICLES]
    return ibis.struct(
        {
            "time": days.day.cast("timestamp") + ibis.interval(hours=hour),
            "given": days[f"given_{hour}"].fill_null(False),
            "completeness": _lower([number / NOWCAST_HOURS for number in counts]),
            **{name: days[f"{name}_{hour}"] for name in [*_CASTS, *PARAMETERS]},
        }
    )


def _lower(shares: list[Any]) -> Any:
    """Return the lower share, of those parameters that have any hour at all."""
    import ibis

    return ibis.least(*(share.nullif(0) for share in shares)).fill_null(0.0)


def _apart(rows: Table) -> Table:
    """Return the rows as a subquery of their own.

    Ibis merges one select into the next and would write each formula out wherever its result is
    used, which grows beyond measure here. It never merges over what is not deterministic, so a
    condition that always holds keeps the selects apart.
    """
    import ibis

    return rows.filter(ibis.random() >= 0)


def _indexed(rows: Table, more: list[str], scale: Scale) -> Table:
    parts = {name: rows[f"raw_{name}"] for name in PARAMETERS}
    result = combined(parts, scale)
    return rows.select(
        "station",
        "time",
        index=result["index"].cast("int32"),
        band=result["band"],
        dominant=result["dominant"],
        **{name: round_half_up(COLUMNS, part).cast("int32") for name, part in parts.items()},
        **{name: rows[name] for name in more},
    )
