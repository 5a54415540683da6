"""Slow deviation of one instrument from its neighbours.

The weather moves all stations of a city together; what one of them does alone over weeks is its
instrument, or a new source beside it: both are worth a visit. Per day the logarithm of the ratio of
the station's median to the median of its neighbours is taken. Its slope is that of Theil and Sen
(Sen 1968, doi:10.1080/01621459.1968.10480934); whether there is one at all says the Mann–Kendall
test with the variance of a series whose days depend on each other (Hamed and Rao 1998,
doi:10.1016/S0022-1694(97)00125-X). To compare a station with a proxy of its network follows Miskell
et al. (2016, doi:10.1021/acssensors.5b00087).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DAYS = 30  # looked at
ENOUGH = 20  # days with a value
NEIGHBOURS = 2  # at least, on every day that counts
CHANGE = 0.5  # smallest change over the days that is told: +50 %, or to 1 / 1.5
SIGNIFICANCE = 3.3  # of the Mann–Kendall statistic: p < 0.001
STEADY = 0.3  # largest scatter of the days around the slope [natural logarithm]


@dataclass(frozen=True, slots=True)
class Drift:
    """How one series moved against its neighbours."""

    change: float  # over the days looked at, as a share: 0.5 is +50 %
    significance: float  # |z| of the Mann–Kendall test
    scatter: float  # of the days around the slope [natural logarithm]
    days: int  # that had a value

    @property
    def drifting(self) -> bool:
        """Say whether it is more than weather and chance."""
        return (
            abs(math.log1p(self.change)) >= math.log1p(CHANGE)
            and self.significance >= SIGNIFICANCE
            and self.scatter <= STEADY
        )


def drift(own: Floats, others: Floats) -> Drift | None:
    """Compare daily values with those of neighbours; None where that cannot be judged.

    ``own`` has one value a day (days,), ``others`` one a neighbour and day (neighbours, days), all
    in the same unit; NaN where there is none. Values must be above 0 to count.
    """
    own = np.where(own > 0, own, np.nan)
    others = np.where(others > 0, others, np.nan)
    there = (~np.isnan(own)) & ((~np.isnan(others)).sum(0) >= NEIGHBOURS)
    if there.sum() < ENOUGH:
        return None
    ratio = np.log(own[there]) - np.log(np.nanmedian(others[:, there], axis=0))
    day = np.flatnonzero(there).astype(np.float64)
    slope = theil_sen(day, ratio)
    rest = ratio - slope * day
    scatter = 1.4826 * float(np.median(np.abs(rest - np.median(rest))))
    change = math.expm1(slope * (day[-1] - day[0]))
    return Drift(change, mann_kendall(ratio, slope, day), scatter, len(day))


def theil_sen(x: Floats, y: Floats) -> float:
    """Return the median of the slopes between all pairs of points (Sen 1968)."""
    i, j = np.triu_indices(len(x), 1)
    return float(np.median((y[j] - y[i]) / (x[j] - x[i])))


def mann_kendall(y: Floats, slope: float, x: Floats) -> float:
    """Return |z| of the Mann–Kendall test, its variance widened for autocorrelation.

    As Hamed and Rao (1998): from the ranks of what the slope leaves, lags that are significant at
    95 % and positive. Fewer than four points, or no spread at all, give 0.
    """
    n = len(y)
    if n <= 3:
        return 0.0
    i, j = np.triu_indices(n, 1)
    score = float(np.sign(y[j] - y[i]).sum())
    variance = n * (n - 1) * (2 * n + 5) / 18 * _widening(y - slope * x)
    return max(abs(score) - 1, 0.0) / math.sqrt(variance)


def _widening(rest: Floats) -> float:
    n = len(rest)
    ranks = np.argsort(np.argsort(rest)).astype(np.float64)
    ranks -= ranks.mean()
    power = float(ranks @ ranks)
    lags = np.arange(1, n - 2)
    correlation = np.array([float(ranks[lag:] @ ranks[:-lag]) / power for lag in lags])
    counts = correlation > 1.96 / math.sqrt(n)
    weights = (n - lags) * (n - lags - 1) * (n - lags - 2)
    return 1 + 2 / (n * (n - 1) * (n - 2)) * float((weights * correlation)[counts].sum())
