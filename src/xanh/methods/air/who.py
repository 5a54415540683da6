"""The WHO's global air quality guidelines of 2021: interim targets and guideline levels."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from xanh.errors import XanhError
from xanh.methods.versions import Version

# From the weakest to the strictest.
LEVELS = ("IT-1", "IT-2", "IT-3", "IT-4", "AQG")
PEAK_MONTHS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidelines(Version):
    """Levels by (parameter, average) and name [µg/m³, CO too]."""

    levels: Mapping[tuple[str, str], Mapping[str, float]]


def _row(*values: float | None) -> dict[str, float]:
    return {name: v for name, v in zip(LEVELS, values, strict=True) if v is not None}


WHO_2021 = Guidelines(
    id="who:2021",
    name_vi="Hướng dẫn chất lượng không khí toàn cầu của WHO, 2021",
    name_en="WHO global air quality guidelines, 2021",
    source="WHO, 22/9/2021, iris.who.int/handle/10665/345334",
    in_force=date(2021, 9, 22),
    verified=True,
    levels={
        ("pm25", "year"): _row(35, 25, 15, 10, 5),
        ("pm25", "24h"): _row(75, 50, 37.5, 25, 15),
        ("pm10", "year"): _row(70, 50, 30, 20, 15),
        ("pm10", "24h"): _row(150, 100, 75, 50, 45),
        ("o3", "peak"): _row(100, 70, None, None, 60),
        ("o3", "8h"): _row(160, 120, None, None, 100),
        ("no2", "year"): _row(40, 30, 20, None, 10),
        ("no2", "24h"): _row(120, 50, None, None, 25),
        ("so2", "24h"): _row(125, 50, None, None, 40),
        ("co", "24h"): _row(7000, None, None, None, 4000),
        # Older levels that the guidelines leave standing.
        ("no2", "1h"): _row(None, None, None, None, 200),
        ("so2", "10min"): _row(None, None, None, None, 500),
        ("co", "8h"): _row(None, None, None, None, 10_000),
        ("co", "1h"): _row(None, None, None, None, 35_000),
        ("co", "15min"): _row(None, None, None, None, 100_000),
    },
)
WHO = (WHO_2021,)


def met(parameter: str, average: str, value: float | None) -> str | None:
    """Return the strictest level that a value [µg/m³] meets: ``IT-1`` … ``AQG``.

    ``""`` where it is above all of them; None for no value. A level is met at its own value. For
    the short averages pass :func:`percentile_99` of a year. Raises :class:`XanhError` for a pair
    without a level.
    """
    row = WHO_2021.levels.get((parameter, average))
    if row is None:
        raise XanhError(
            "unknown-average",
            f"WHO 2021 không có mức cho {parameter}, {average}.",
            f"The WHO of 2021 has no level for {parameter}, {average}.",
        )
    if value is None or not value >= 0:
        return None
    return next((name for name in reversed(LEVELS) if name in row and value <= row[name]), "")


def percentile_99(values: Sequence[float | None]) -> float | None:
    """Return the 99th percentile of a year's daily values: the least that 99 % do not exceed.

    Of 365 or 366 days it is the fourth highest, so that a level it meets is exceeded on three
    days at most, the guidelines' "3–4 exceedance days".
    """
    there = sorted(value for value in values if value is not None and math.isfinite(value))
    return there[-(-len(there) * 99 // 100) - 1] if there else None


def exceedance_days(parameter: str, average: str, values: Sequence[float | None]) -> dict[str, int]:
    """Return for each level on how many days the values were above it."""
    row = WHO_2021.levels[parameter, average]
    there = [value for value in values if value is not None and math.isfinite(value)]
    return {name: sum(value > level for value in there) for name, level in row.items()}


def peak_season(
    days: Sequence[date], ozone: Sequence[float | None], share: float = 0.75
) -> float | None:
    """Return peak-season ozone [µg/m³]: the highest mean of six consecutive months.

    ``ozone`` are daily maxima of 8-h means. A month takes part with ``share`` of its days; months
    weigh alike in choosing the season, days in its mean. None where no six months are there.
    """
    months: dict[int, list[float]] = defaultdict(list)
    for day, value in zip(days, ozone, strict=True):
        if value is not None and math.isfinite(value):
            months[day.year * 12 + day.month - 1].append(value)
    full = {month: kept for month, kept in months.items() if len(kept) >= share * _length(month)}
    seasons = [
        [full[month + ahead] for ahead in range(PEAK_MONTHS)]
        for month in full
        if all(month + ahead in full for ahead in range(PEAK_MONTHS))
    ]
    if not seasons:
        return None
    peak = max(seasons, key=lambda season: float(np.mean([np.mean(month) for month in season])))
    return float(np.mean(np.concatenate(peak)))


def _length(month: int) -> int:
    year, place = divmod(month, 12)
    following = date(year + (place == 11), (place + 1) % 12 + 1, 1)
    return (following - date(year, place + 1, 1)).days
