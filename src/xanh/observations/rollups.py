"""Hours, 8 hours, days, months and years, each value with its completeness.

Written over Ibis tables, so that any engine runs them. Every table that comes out has

``station, parameter``
    whose values they are
``time`` (hours, 8 hours: UTC, end of the interval) or ``day`` (local, first day of the period)
    which period; the label 00:00 belongs to the day before
``mean``
    of the usable parts; their sum for rain, their vector mean for wind direction [°];
    null under the share
``least, most``
    of the parts that were averaged; null for wind direction
``count, received, expected``
    parts that were averaged, parts that there are, parts that there should be
``completeness``
    count / expected
``unit``
    of the values

The parts of an hour are readings, of 8 hours and of a day hours, of a month and of a year days, as
Decision 1459/QĐ-TCMT and QCVN 05:2023/BTNMT average (the year's mean is the mean of daily values).
No regulation fixes the share for all of them: 75 % (45 minutes, 6 of 8 hours, 18 of 24 hours) is
what is practised, and can be set.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis

SHARE = 0.75
HOUR = 3600  # [s]
DIRECTION, SPEED = "wind_direction", "wind_speed"
SUMMED = ("rain",)
# Opposite winds cancel out: a resultant below this share of its parts has no direction.
_CALM = 1e-9
_COLUMNS = ("mean", "least", "most", "count", "received", "expected", "unit")


def hour_label(time: ibis.TimestampValue) -> ibis.TimestampValue:
    """Return the end of the hour ]t−1h, t] that a label lies in."""
    import ibis

    return (time - ibis.interval(microseconds=1)).truncate("h") + ibis.interval(hours=1)


def local_day(time: ibis.TimestampValue) -> ibis.DateValue:
    """Return the local day (UTC+7) of a label; 00:00 belongs to the day before."""
    import ibis

    return (time + ibis.interval(hours=7) - ibis.interval(microseconds=1)).date()


def whole_hours(readings: ibis.Table, *, winds: bool = True) -> ibis.Table:
    """Return the hours of readings whatever their completeness: HOURS without ``made``.

    ``readings`` has the columns of :func:`xanh.observations.levels.with_usable`. Readings of more
    than an hour take no part. How many are expected follows from the length of those received: six
    of 300 s and thirty of 60 s fill an hour. A grab sample (0 s) expects nothing beside itself.
    ``winds=False`` says that no wind direction is asked for, and saves its joins.
    """
    import ibis

    parts = readings.filter(readings.seconds <= HOUR)
    parts = parts.mutate(time=hour_label(parts.time), instant=parts.time)
    table = _averaged(parts, "time", winds, received=ibis._.count(), seconds=ibis._.seconds.sum())
    fitting = table.received.cast("float64") * HOUR / table.seconds.cast("float64").nullif(0.0)
    expected = ibis.coalesce((fitting + 0.5).floor(), table.received)
    expected = ibis.greatest(expected.cast("int32"), 1)
    return table.mutate(expected=expected).select("station", "parameter", "time", *_COLUMNS)


def with_share(table: ibis.Table, share: float = SHARE) -> ibis.Table:
    """Add ``completeness`` and take away the values of periods that are under the share."""
    import ibis

    completeness = table["count"].cast("float64") / table.expected
    # 0.75 × 12 is 9 exactly; a share such as 0.7 × 10 is not 7.
    enough = completeness >= share - 1e-9
    kept = {
        name: ibis.ifelse(enough, table[name], ibis.null("float64"))
        for name in ("mean", "least", "most")
    }
    table = table.mutate(completeness=completeness, **kept)
    first = [name for name in table.columns if name not in ("unit", "completeness")]
    return table.select(*first, "completeness", "unit")


def hours(readings: ibis.Table, share: float = SHARE, *, winds: bool = True) -> ibis.Table:
    """Return hourly means of readings."""
    return with_share(whole_hours(readings, winds=winds), share)


def eight_hours(whole: ibis.Table, share: float = SHARE, hour_share: float = SHARE) -> ibis.Table:
    """Return the running mean of the 8 hours that end at each label; none of wind direction.

    ``whole`` are hours as :func:`whole_hours` gives them or the store keeps them. There is a value
    at every label that has an hour among its 8, up to the last hour of the table; the first 7
    labels lack what lies before it.
    """
    import ibis

    parts = _parts(with_share(whole, hour_share))
    last = parts.time.max().as_scalar()
    spread = parts.mutate(ahead=ibis.range(8).unnest())
    spread = spread.mutate(time=spread.time + spread.ahead.as_interval("h"))
    spread = spread.filter(spread.time <= last)
    table = _averaged(spread, "time", winds=False, received=ibis._.present.sum())
    return _period(table.mutate(expected=ibis.literal(8, "int32")), "time", share)


def days(
    whole: ibis.Table, share: float = SHARE, hour_share: float = SHARE, *, winds: bool = True
) -> ibis.Table:
    """Return local days from hours: 18 of 24 valid hours make a day."""
    import ibis

    hourly = with_share(whole, hour_share)
    parts = _parts(hourly.mutate(day=local_day(hourly.time), instant=hourly.time))
    table = _averaged(parts, "day", winds, received=ibis._.present.sum())
    return _period(table.mutate(expected=ibis.literal(24, "int32")), "day", share)


def months(daily: ibis.Table, share: float = SHARE, *, winds: bool = True) -> ibis.Table:
    """Return local months from days."""
    table = _longer(daily, "M", winds)
    month = table.day.month()
    # 31 in odd months up to July and in even ones from August on.
    long = (month + (month > 7).cast("int32")) % 2
    short = (month == 2).cast("int32") * (2 - _leap(table.day))
    return _period(table.mutate(expected=(30 + long - short).cast("int32")), "day", share)


def years(daily: ibis.Table, share: float = SHARE, *, winds: bool = True) -> ibis.Table:
    """Return local years from days: the mean of the daily values."""
    table = _longer(daily, "Y", winds)
    return _period(table.mutate(expected=(365 + _leap(table.day)).cast("int32")), "day", share)


def _longer(daily: ibis.Table, unit: str, winds: bool) -> ibis.Table:
    import ibis

    instant = daily.day.cast("timestamp")
    # A truncated date is a date on one engine and a timestamp on another.
    first = instant.truncate(unit).date()
    parts = _parts(daily.mutate(day=first, instant=instant))
    return _averaged(parts, "day", winds, received=ibis._.present.sum())


def _leap(day: ibis.DateValue) -> ibis.IntegerValue:
    year = day.year()
    return ((year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))).cast("int32")


def _period(table: ibis.Table, label: str, share: float) -> ibis.Table:
    return with_share(table.select("station", "parameter", label, *_COLUMNS), share)


def _parts(table: ibis.Table) -> ibis.Table:
    """Turn averages into the parts of a longer one."""
    present = (table.received > 0).cast("int32")
    return table.mutate(value=table["mean"], usable=table["mean"].notnull(), present=present)


def _averaged(parts: ibis.Table, label: str, winds: bool, **more: object) -> ibis.Table:
    """Average ``value`` where ``usable``, by station, parameter and ``label``; rain adds up."""
    import ibis

    key = ("station", "parameter", label)
    table = parts.group_by(*key).agg(
        plain=parts.value.mean(where=parts.usable),
        total=parts.value.sum(where=parts.usable),
        least=parts.value.min(where=parts.usable),
        most=parts.value.max(where=parts.usable),
        count=parts.usable.cast("int32").sum().cast("int32"),
        unit=parts.unit.max(),
        **more,
    )
    nothing = ibis.null("float64")
    if winds:
        table = table.left_join(_vectors(parts, label), key).select(*table.columns, "direction")
    direction = table.direction if winds else nothing
    turning = table.parameter == DIRECTION
    summed = table.parameter.isin(SUMMED)
    return table.mutate(
        mean=ibis.cases((turning, direction), (summed, table.total), else_=table.plain),
        least=ibis.ifelse(turning, nothing, table.least),
        most=ibis.ifelse(turning, nothing, table.most),
        received=table.received.cast("int32"),
    )


def _vectors(parts: ibis.Table, label: str) -> ibis.Table:
    """Average wind directions [°] as vectors.

    Each part counts with the wind speed of its instant if all have one, else all count alike
    (World Meteorological Organization, Guide to Instruments and Methods of Observation, WMO-No. 8,
    vol. I, chapter 5).
    """
    import ibis

    def of(name: str) -> ibis.Deferred:
        return ibis._.value.max(where=ibis._.parameter == name)

    usable = parts.filter(parts.usable & parts.parameter.isin((DIRECTION, SPEED)))
    winds = usable.group_by("station", label, "instant").agg(angle=of(DIRECTION), speed=of(SPEED))
    winds = winds.filter(winds.angle.notnull())
    winds = winds.mutate(angle=winds.angle * (math.pi / 180))
    east, north = winds.angle.sin(), winds.angle.cos()
    sums = winds.group_by("station", label).agg(
        weighed=winds.speed.count() == winds.count(),
        east=east.sum(),
        north=north.sum(),
        blown_east=(east * winds.speed).sum(),
        blown_north=(north * winds.speed).sum(),
        parts=winds.count().cast("float64"),
        blown=winds.speed.sum(),
    )
    sums = sums.mutate(
        parameter=ibis.literal(DIRECTION),
        east=ibis.ifelse(sums.weighed, sums.blown_east, sums.east),
        north=ibis.ifelse(sums.weighed, sums.blown_north, sums.north),
        whole=ibis.ifelse(sums.weighed, sums.blown, sums.parts),
    )
    sums = sums.mutate(
        degrees=sums.east.atan2(sums.north) * (180 / math.pi),
        calm=(sums.east**2 + sums.north**2).sqrt() <= sums.whole * _CALM,
    )
    turned = ibis.ifelse(sums.degrees < 0, sums.degrees + 360, sums.degrees)
    direction = ibis.ifelse(sums.calm, ibis.null("float64"), turned)
    return sums.select("station", "parameter", label, direction=direction)
