"""A year of air against QCVN 05 and the levels of the WHO, station by station.

The mean of a year is the mean of its daily means (QCVN 05:2023/BTNMT); it counts with 75 % of the
days of the year. A year that is not over is judged by what is there, and says how much that is.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from xanh.observations.selection import Selection
from xanh.office.monitoring.indices import AIR, SHARE, air_indices
from xanh.office.monitoring.memory import Memory
from xanh.office.monitoring.series import DAY, Grid, grids, midnight

if TYPE_CHECKING:
    from xanh.methods.air.qcvn05 import Judgement
    from xanh.observations.engine import Engine

SHORT = ("1h", "8h", "24h")
PERCENTILES = (50, 90, 98, 99)
FIRST_JUDGED = 2014  # no version of QCVN 05 that is kept here is older


@dataclass(frozen=True, slots=True)
class YearOf:
    """One parameter of one station in one year [the parameter's unit]."""

    station: str
    parameter: str
    unit: str
    year: int
    mean: float | None  # of the daily means that are there, whatever their share
    days: int  # with a daily mean
    expected: int  # days of the year
    highest: float | None  # daily mean
    percentiles: dict[int, float] = field(default_factory=dict)  # of daily means
    limit: float | None = None  # QCVN 05, year
    judged: tuple[Judgement, ...] = ()  # QCVN 05: 1 h, 8 h, 24 h
    who: str | None = None  # the strictest level of the WHO that the mean meets; "": none
    who_days: dict[str, int] = field(default_factory=dict)  # 24 h: days above each level

    @property
    def completeness(self) -> float:
        """Return the share of the year's days with a mean."""
        return self.days / self.expected

    @property
    def enough(self) -> bool:
        """Say whether the mean counts as the mean of the year."""
        return self.completeness >= SHARE - 1e-9

    @property
    def above(self) -> bool | None:
        """Say whether the mean is above the limit; None without one or where it does not count."""
        if self.mean is None or self.limit is None or not self.enough:
            return None
        return self.mean > self.limit


@dataclass(frozen=True, slots=True)
class Summary:
    """A year of some stations, with the question that the store answered."""

    selection: Selection
    rows: tuple[YearOf, ...]
    bands: dict[str, tuple[int, ...]]  # station → days by band of VN_AQI, best first


_SUMMARIES: Memory[Summary] = Memory()


def summary(engine: Engine, stations: Sequence[str], year: int) -> Summary:
    """Return the summary of a year as the store is now, or was a little while ago."""
    moment = engine.store.manifest().moment
    asked: Any = engine  # protocols are not known to be hashable
    keys = tuple(stations)
    return _SUMMARIES.get((asked, keys, year), moment, lambda: _summary(asked, keys, year, moment))


def _summary(engine: Any, stations: tuple[str, ...], year: int, moment: datetime) -> Summary:
    first, last = date(year, 1, 1), date(year, 12, 31)
    as_of = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    selection = Selection(stations, AIR, midnight(first), midnight(last + DAY), as_of=as_of)
    rows: list[YearOf] = []
    bands: dict[str, tuple[int, ...]] = {}
    for station in stations:  # one at a time bounds memory
        found = grids(engine, [station], AIR, first, last, as_of=as_of)
        by_parameter = {parameter: grid for (_, parameter), grid in found.items()}
        rows += [year_of(by_parameter[name]) for name in AIR if name in by_parameter]
        if by_parameter:
            bands[station] = band_days(engine, station, first, last, as_of)
    return Summary(selection, tuple(rows), bands)


def band_days(
    engine: Engine, station: str, first: date, last: date, as_of: datetime | None = None
) -> tuple[int, ...]:
    """Return on how many days VN_AQI was in each band, best first."""
    from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019

    start, end = midnight(first), midnight(last + DAY)
    names = [band.name_vi for band in VN_AQI_2019.bands]
    counts = [0] * len(names)
    for index in air_indices(engine, [station], start, end, "day", as_of=as_of):
        if index.band is not None:
            counts[names.index(index.band)] += 1
    return tuple(counts)


def year_of(grid: Grid) -> YearOf:
    """Return the year that a grid of whole days holds."""
    import numpy as np

    from xanh.methods.air import who

    year = grid.first.year
    daily = grid.daily()
    there = daily[np.isfinite(daily)]
    mean = float(there.mean()) if len(there) else None
    key = grid.parameter
    levels = who.WHO_2021.levels
    expected = 366 if isleap(year) else 365
    annual = mean if len(there) >= SHARE * expected - 1e-9 else None
    return YearOf(
        station=grid.station,
        parameter=key,
        unit=grid.unit,
        year=year,
        mean=mean,
        days=len(there),
        expected=expected,
        highest=float(there.max()) if len(there) else None,
        percentiles={p: _percentile(there.tolist(), p) for p in PERCENTILES if len(there)},
        limit=_limit(key, grid.first),
        judged=exceedances(grid),
        who=who.met(key, "year", annual) if (key, "year") in levels else None,
        who_days=who.exceedance_days(key, "24h", daily.tolist()) if (key, "24h") in levels else {},
    )


def _percentile(values: list[float], percent: int) -> float:
    """Return the least value that ``percent`` of the values do not exceed."""
    return sorted(values)[-(-len(values) * percent // 100) - 1]


def _limit(parameter: str, day: date) -> float | None:
    from xanh.methods.air.qcvn05 import limit_on

    if day.year < FIRST_JUDGED:
        return None
    found = limit_on(parameter, "year", day)
    return found[1].value if found else None


def exceedances(grid: Grid) -> tuple[Judgement, ...]:
    """Return how often the means of 1 h, of 8 h (a day's greatest) and of 24 h were too high."""
    from xanh.methods.air.qcvn05 import judge, limit_on

    if grid.first.year < FIRST_JUDGED:
        return ()
    days = grid.days
    values = {
        "1h": (([day for day in days for _ in range(24)]), grid.hours()),
        "8h": (days, grid.eight_hours()),
        "24h": (days, grid.daily()),
    }
    found = []
    for average, (when, means) in values.items():
        if days and limit_on(grid.parameter, average, days[-1]) is not None:
            given = [None if mean != mean else float(mean) for mean in means.tolist()]
            found.append(judge(grid.parameter, average, when, given))
    return tuple(found)
