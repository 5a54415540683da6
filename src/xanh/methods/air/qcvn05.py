"""QCVN 05: limits of ambient air [µg/Nm³ at 25 °C and 760 mmHg], and the judgement by them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from xanh.errors import XanhError
from xanh.methods.forms import Value, forms_of, is_column
from xanh.methods.versions import Version, version_on

AVERAGES = ("1h", "8h", "24h", "year")


@dataclass(frozen=True, slots=True)
class Limit:
    """What the mean of a parameter over ``average`` may not exceed [µg/Nm³]."""

    parameter: str
    average: str
    value: float
    since: date | None = None  # where it changes within the version's time
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Say whether the limit holds on ``day``."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AirLimits(Version):
    """A version of QCVN 05 with its limits."""

    limits: tuple[Limit, ...]

    def limit(self, parameter: str, average: str, day: date) -> Limit | None:
        """Return the limit on ``day``; None where the regulation sets none."""
        wanted = (parameter, average)
        return next(
            (
                limit
                for limit in self.limits
                if (limit.parameter, limit.average) == wanted and limit.covers(day)
            ),
            None,
        )


def _limits(table: dict[str, str]) -> tuple[Limit, ...]:
    """Return the limits of rows such as ``1h 350, 24h 125``."""
    return tuple(
        Limit(parameter, average, float(value))
        for parameter, row in table.items()
        for average, value in (cell.split() for cell in row.split(", "))
    )


_LAST_OF_50 = date(2025, 12, 31)
QCVN05_2023 = AirLimits(
    id="qcvn05:2023",
    name_vi="QCVN 05:2023/BTNMT, chất lượng không khí",
    name_en="QCVN 05:2023/BTNMT, ambient air quality",
    source="Thông tư 01/2023/TT-BTNMT, 13/3/2023",
    in_force=date(2023, 9, 12),
    verified=True,
    limits=(
        Limit("pm25", "24h", 50.0, until=_LAST_OF_50),
        Limit("pm25", "24h", 45.0, since=date(2026, 1, 1)),
        *_limits(
            {
                "so2": "1h 350, 24h 125, year 50",
                "co": "1h 30000, 8h 10000",
                "no2": "1h 200, 24h 100, year 40",
                "o3": "1h 200, 8h 120",
                "tsp": "1h 300, 24h 200, year 100",
                "pm10": "24h 100, year 50",
                "pm25": "year 25",
                "pb": "24h 1.5",
                "as": "1h 0.03",
                "hcl": "24h 60",
                "h2so4": "1h 300, 24h 50",
                "cd": "1h 0.4, 8h 0.2",
                "cl2": "1h 100, 24h 30",
                "cr6": "1h 0.007, 24h 0.003",
                "hf": "1h 20, 24h 5",
                "hcn": "1h 10",
                "mn": "1h 10, 24h 8",  # as MnO2
                "ni": "24h 1",
                "hg": "24h 0.3",
                "benzene": "1h 22",
                "formaldehyde": "1h 20",
                "naphthalene": "8h 500, 24h 120",
                "phenol": "1h 10",
                "nh3": "1h 200",
                "h2s": "1h 42",
                "ch3sh": "1h 50, 24h 20",
                "styrene": "24h 260",
                "toluene": "1h 500",
                "xylene": "1h 1000",
                "thc": "1h 5000, 24h 1500",
                "vinyl_chloride": "24h 26",
            }
        ),
    ),
)
QCVN05_2013 = AirLimits(
    id="qcvn05:2013",
    name_vi="QCVN 05:2013/BTNMT, chất lượng không khí xung quanh",
    name_en="QCVN 05:2013/BTNMT, ambient air quality",
    source="Thông tư 32/2013/TT-BTNMT, 25/10/2013",
    in_force=date(2014, 1, 1),
    until=date(2023, 9, 11),
    verified=False,
    limits=_limits(
        {
            "so2": "1h 350, 24h 125, year 50",
            "co": "1h 30000, 8h 10000",
            "no2": "1h 200, 24h 100, year 40",
            "o3": "1h 200, 8h 120",
            "tsp": "1h 300, 24h 200, year 100",
            "pm10": "24h 150, year 50",
            "pm25": "24h 50, year 25",
            "pb": "24h 1.5, year 0.5",
        }
    ),
)
QCVN05 = (QCVN05_2013, QCVN05_2023)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How often means were above the limits of their days."""

    parameter: str
    average: str
    compared: int  # means that are there and have a limit
    exceeded: int
    highest: float | None  # [µg/Nm³]
    versions: tuple[str, ...]  # that judged, with their limits
    limits: tuple[float, ...]
    verified: bool

    @property
    def share(self) -> float | None:
        """Return the share of means above the limit; None where nothing could be compared."""
        return self.exceeded / self.compared if self.compared else None


def limit_on(parameter: str, average: str, day: date) -> tuple[AirLimits, Limit] | None:
    """Return the version in force on ``day`` and its limit; None where it sets none.

    Raises :class:`XanhError` for a day before 2014 and an average that QCVN 05 does not know.
    """
    if average not in AVERAGES:
        raise XanhError(
            "unknown-average",
            f"QCVN 05 không có trung bình “{average}”.",
            f'QCVN 05 has no average "{average}".',
            f"Chọn một trong: {', '.join(AVERAGES)}.",
            f"Choose one of: {', '.join(AVERAGES)}.",
        )
    version = version_on(QCVN05, day)
    limit = version.limit(parameter, average, day)
    return None if limit is None else (version, limit)


def exceeds(parameter: str, average: str, value: Value, day: date) -> Value:
    """Say whether a mean [µg/Nm³] of ``day`` is above its limit: 1 or 0, missing without either.

    A number, an array or a column, all of one day or of days with one limit.
    """
    forms = forms_of([value])
    taken = forms.take(value)
    found = limit_on(parameter, average, day)
    if found is None:
        return forms.give(forms.missing([taken]))
    above = (taken > found[1].value).cast("int32") if is_column(value) else taken > found[1].value
    return forms.give(forms.where(taken >= 0, above * 1.0))


def judge(
    parameter: str, average: str, days: Sequence[date], values: Sequence[float | None]
) -> Judgement:
    """Return the judgement of means [µg/Nm³] by the limit of each one's day.

    ``days`` are local dates; a yearly mean takes any date of its year. Means that are missing or
    negative, and days without a limit, are not compared.
    """
    found: dict[date, tuple[AirLimits, Limit] | None] = {}
    used: dict[tuple[str, float], bool] = {}
    there = []
    exceeded = 0
    for day, value in zip(days, values, strict=True):
        if day not in found:
            found[day] = limit_on(parameter, average, day)
        hit = found[day]
        if hit is None or value is None or not value >= 0 or value == float("inf"):
            continue
        version, limit = hit
        used[version.id, limit.value] = version.verified
        there.append(value)
        exceeded += value > limit.value
    return Judgement(
        parameter=parameter,
        average=average,
        compared=len(there),
        exceeded=exceeded,
        highest=max(there, default=None),
        versions=tuple(dict.fromkeys(name for name, _ in used)),
        limits=tuple(value for _, value in used),
        verified=all(used.values()),
    )


def annual_mean(daily: Any, share: float = 0.75, days: int = 365) -> float | None:
    """Return a year's mean as the mean of its daily values; None under ``share`` of its days."""
    values = np.asarray(daily, dtype=float)
    values = values[np.isfinite(values)]
    return float(values.mean()) if len(values) and len(values) >= share * days else None
