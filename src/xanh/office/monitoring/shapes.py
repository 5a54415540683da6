"""Shapes of a station's year: by hour, by weekday, by the direction that the wind comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xanh.office.monitoring.series import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xanh.office.monitoring.series import Floats

QUANTILES = (0.10, 0.25, 0.50, 0.75, 0.90)
SECTORS = 16
CALM = 0.5  # [m/s]; below it a direction says nothing
SPEEDS = (2.0, 4.0, 6.0)  # [m/s], where classes of the wind rose begin


@dataclass(frozen=True, slots=True)
class Spread:
    """How values lie: the quantiles at 10, 25, 50, 75 and 90 %."""

    quantiles: tuple[float | None, ...]
    count: int


def spread(values: Floats) -> Spread:
    """Return the spread of the finite values."""
    import numpy as np

    there = values[np.isfinite(values)]
    if not len(there):
        return Spread((None,) * len(QUANTILES), 0)
    return Spread(tuple(float(v) for v in np.quantile(there, QUANTILES)), len(there))


def by_hour(grid: Grid) -> list[tuple[int, Spread]]:
    """Return the spread of each hour, by its label 1 … 24."""
    rows = grid.mean[grid.lead :]
    return [(hour + 1, spread(rows[:, hour])) for hour in range(24)]


def by_weekday(grid: Grid) -> list[tuple[int, Spread]]:
    """Return the spread of each weekday's hours, 0 for Monday."""
    import numpy as np

    rows = grid.mean[grid.lead :]
    weekdays = np.array([day.weekday() for day in grid.days])
    return [(weekday, spread(rows[weekdays == weekday].reshape(-1))) for weekday in range(7)]


def wind_shares(
    direction: Grid, speed: Grid | None
) -> tuple[list[list[float]], float | None, tuple[float, ...]]:
    """Return for each of 16 sectors the shares of hours by class of speed; calm; the classes.

    Shares are of all hours with a direction, calm ones among them. Without speeds there is one
    class and nothing is known of calm.
    """
    import numpy as np

    angles = direction.hours()
    there = np.isfinite(angles)
    speeds = np.full(angles.shape, np.nan) if speed is None else speed.hours()
    calm = there & (speeds < CALM)
    total = max(int(there.sum()), 1)
    sector = _sector(angles)
    classes = np.digitize(speeds, SPEEDS) if speed is not None else np.zeros(angles.shape, int)
    blowing = there & ~calm & (np.isfinite(speeds) if speed is not None else there)
    rows = [
        [
            float((blowing & (sector == place) & (classes == step)).sum() / total)
            for step in range(len(SPEEDS) + 1 if speed is not None else 1)
        ]
        for place in range(SECTORS)
    ]
    return rows, (float(calm.sum() / total) if speed is not None else None), SPEEDS


def by_sector(
    grid: Grid, direction: Grid, speed: Grid | None
) -> tuple[Sequence[float | None], list[int], float | None]:
    """Return the mean of each sector's hours, how many there are, and the mean of them all."""
    import numpy as np

    values, angles = grid.hours(), direction.hours()
    there = np.isfinite(values) & np.isfinite(angles)
    if speed is not None:
        there &= ~(speed.hours() < CALM)
    sector = _sector(angles)
    groups = [values[there & (sector == place)] for place in range(SECTORS)]
    means = [float(group.mean()) if len(group) else None for group in groups]
    overall = float(values[there].mean()) if there.any() else None
    return means, [len(group) for group in groups], overall


def _sector(angles: Floats) -> Floats:
    """Return the sector 0 … 15 of angles [°]; north is 0 and reaches to both sides of 0°."""
    import numpy as np

    return np.floor(np.nan_to_num(angles) / (360 / SECTORS) + 0.5) % SECTORS
