"""What a bulletin says of a day, a week or a month: plain figures, as of one moment.

A period is judged by its worst day, as people breathe days and not means of weeks.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from xanh.office.monitoring.indices import AIR, AirIndex, air_indices
from xanh.office.monitoring.models import Station
from xanh.office.monitoring.series import DAY, Grid, grids, local_date, midnight
from xanh.office.monitoring.waters import WaterIndex, water_indices

if TYPE_CHECKING:
    from xanh.observations.engine import Engine

Kind = Literal["air", "water"]
Period = Literal["day", "week", "month"]
MEDIA = {
    "air": (Station.Medium.AIR,),
    "water": (Station.Medium.SURFACE_WATER, Station.Medium.GROUNDWATER),
}
_AVERAGES = ("1h", "24h")
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Exceedance:
    """How often means of one parameter were above QCVN 05."""

    parameter: str
    average: str  # 1h or 24h
    exceeded: int
    compared: int


@dataclass(frozen=True, slots=True)
class Line:
    """One station in a period. ``index`` is that of its worst day; None where no day has one."""

    station: str
    name: str
    name_en: str
    simulated: bool
    index: int | None = None
    worst_day: date | None = None
    best: int | None = None  # index of its best day
    dominant: str | None = None  # the parameter that decided on the worst day
    before: int | None = None  # index of the worst day of the period before
    share: float = 0.0  # of the period's days with an index; for one day of air, of its hours
    exceedances: tuple[Exceedance, ...] = ()
    grade: str | None = None  # QCVN 08 on the worst day


@dataclass(frozen=True, slots=True)
class Bulletin:
    """All stations of one kind in a period, the worst first."""

    kind: Kind
    period: Period
    first: date
    last: date
    lines: tuple[Line, ...]
    as_of: datetime
    version: str  # of the regulation
    sources: tuple[str, ...] = ()

    @property
    def simulated(self) -> bool:
        """Say whether any of it was not measured."""
        return any(line.simulated for line in self.lines)

    @property
    def indexed(self) -> list[Line]:
        """Return the stations that have an index, the worst first."""
        return [line for line in self.lines if line.index is not None]


def span(period: Period, day: date) -> tuple[date, date]:
    """Return first and last day of the period in which a day lies; weeks begin on Monday."""
    if period == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    if period == "month":
        return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
    return day, day


def bulletin(
    engine: Engine,
    stations: Sequence[Station],
    kind: Kind,
    period: Period,
    day: date,
    as_of: datetime,
) -> Bulletin:
    """Return the bulletin of the period of ``day`` by what the store held at ``as_of`` (aware)."""
    first, last = span(period, day)
    chosen = [station for station in stations if station.medium in MEDIA[kind]]
    before = span(period, first - DAY)
    make = _air if kind == "air" else _water
    lines = make(engine, chosen, first, last, as_of)
    earlier = {line.station: line.index for line in make(engine, chosen, *before, as_of)}
    lines = [replace(line, before=earlier.get(line.station)) for line in lines]
    worst = -1 if kind == "air" else 1
    lines.sort(key=lambda line: (line.index is None, worst * (line.index or 0), line.station))
    from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019
    from xanh.methods.water import VN_WQI_2019

    return Bulletin(
        kind, period, first, last, tuple(lines), as_of,
        (VN_AQI_2019 if kind == "air" else VN_WQI_2019).id,
        tuple(sorted({station.operator for station in chosen if station.operator})),
    )  # fmt: skip


def _line(station: Station) -> Line:
    return Line(station.key, station.name, station.name_en, station.simulated)


def _air(
    engine: Engine, stations: Sequence[Station], first: date, last: date, as_of: datetime
) -> list[Line]:
    keys = [station.key for station in stations]
    if not keys:
        return []
    start, end = midnight(first), midnight(last + DAY)
    days: dict[str, list[AirIndex]] = {}
    for index in air_indices(engine, keys, start, end, "day", as_of=as_of):
        if index.index is not None:
            days.setdefault(index.station, []).append(index)
    shares = {key: len(found) / ((last - first).days + 1) for key, found in days.items()}
    if first == last:
        shares = dict.fromkeys(keys, 0.0)
        for index in air_indices(engine, keys, start, end, as_of=as_of):
            shares[index.station] += (index.index is not None) / 24
    found = grids(engine, keys, AIR, first, last, as_of=as_of, lead=0)
    return [
        _air_line(station, days.get(station.key, []), shares.get(station.key, 0.0), found)
        for station in stations
    ]


def _air_line(
    station: Station,
    days: Sequence[AirIndex],
    share: float,
    found: Mapping[tuple[str, str], Grid],
) -> Line:
    line = replace(_line(station), share=share, exceedances=_exceedances(station.key, found))
    if not days:
        return line
    worst = max(days, key=lambda index: (index.index or 0, index.time))
    return replace(
        line,
        index=worst.index,
        worst_day=local_date(worst.time - _TICK),
        best=min(index.index for index in days if index.index is not None),
        dominant=worst.dominant,
    )


def _exceedances(station: str, found: Mapping[tuple[str, str], Grid]) -> tuple[Exceedance, ...]:
    from xanh.methods.air.qcvn05 import judge

    results = []
    for name in AIR:
        grid = found.get((station, name))
        for average in _AVERAGES if grid else ():
            assert grid is not None  # noqa: S101  # told above
            hourly = average == "1h"
            values = (grid.hours() if hourly else grid.daily()).tolist()
            days = [day for day in grid.days for _hour in range(24 if hourly else 1)]
            judged = judge(name, average, days, [None if v != v else v for v in values])
            if judged.exceeded:
                results.append(Exceedance(name, average, judged.exceeded, judged.compared))
    return tuple(results)


def _water(
    engine: Engine, stations: Sequence[Station], first: date, last: date, as_of: datetime
) -> list[Line]:
    keys = [station.key for station in stations]
    days: dict[str, list[WaterIndex]] = {}
    for index in water_indices(engine, keys, first, last, as_of=as_of) if keys else ():
        if index.index is not None:
            days.setdefault(index.station, []).append(index)
    length = (last - first).days + 1
    return [_water_line(station, days.get(station.key, []), length) for station in stations]


def _water_line(station: Station, days: Sequence[WaterIndex], length: int) -> Line:
    line = replace(_line(station), share=len(days) / length)
    if not days:
        return line
    worst = min(days, key=lambda index: (index.index or 0, -index.day.toordinal()))
    return replace(
        line,
        index=worst.index,
        worst_day=worst.day,
        best=max(index.index for index in days if index.index is not None),
        dominant=worst.worst,
        grade=worst.grade,
    )
