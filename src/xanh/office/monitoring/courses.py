"""A river along its course: what its stations measured, in the order of the water."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from xanh.observations.selection import Level, Selection
from xanh.office.monitoring.indices import SHARE
from xanh.office.monitoring.models import River, Station

if TYPE_CHECKING:
    from xanh.observations.engine import Engine

SAFETY = 0.7  # F_s of Circular 76/2017/TT-BTNMT, the most careful it allows
_CLASS = "B"  # of QCVN 08:2023, against which what a river can still take in is reckoned
_SECONDS = 3600  # of an hour: flow is kept in m³/h, loads are reckoned from m³/s


@dataclass(frozen=True, slots=True)
class Mean:
    """What a station measured of one parameter over a time, from hours that are complete."""

    mean: float
    low: float  # 10th percentile of the hours
    high: float  # 90th
    hours: int
    unit: str


@dataclass(frozen=True, slots=True)
class Capacity:
    """What the water at a station can still take in of a parameter [kg/day]."""

    station: str
    parameter: str
    flow: float  # [m³/s]
    present: float  # [mg/L]
    limit: float  # [mg/L]
    capacity: float


Means = dict[tuple[str, str], Mean]


def stations_of(river: River) -> list[Station]:
    """Return the public stations on a river, from the source down; those without a place last."""
    found = Station.objects.filter(river=river, public=True).prefetch_related("instruments")
    return sorted(found, key=lambda s: (s.river_km is None, s.river_km or 0.0, s.sort_key))


def means(engine: Engine, stations: Sequence[str], start: datetime, end: datetime) -> Means:
    """Return the mean of every station and parameter over start < time ≤ end, where there is one.

    Hours with less than 75 % of their readings take no part.
    """
    if not stations:
        return {}
    asked = Selection(tuple(stations), None, start, end, Level.CORRECTED)
    rows = engine.hours(asked, "course-means", _means).to_pylist()
    return {
        (row["station"], row["parameter"]): Mean(
            row["mean"], row["low"], row["high"], row["hours"], row["unit"] or ""
        )
        for row in rows
    }


def _means(hours: Any) -> Any:
    whole = hours.filter(
        hours["mean"].notnull(), hours["count"] >= SHARE * hours["expected"] - 1e-9
    )
    value = whole["mean"]
    return whole.group_by("station", "parameter").agg(
        mean=value.mean(),
        low=value.quantile(0.1),
        high=value.quantile(0.9),
        hours=value.count(),
        unit=whole["unit"].max(),
    )


def limits() -> Mapping[str, float]:
    """Return the greatest concentration [mg/L] of each parameter that class B allows."""
    from xanh.methods.limits import grade_limits, health_limits

    both = {**health_limits(), **grade_limits("river", _CLASS)}
    return {name: limit.high for name, limit in both.items() if limit.high is not None}


def capacities(found: Means) -> list[Capacity]:
    """Return the load-bearing capacity where flow and concentration are known.

    L_tn = (C_qc - C_nn) × Q × 86.4 × F_s (Circular 76/2017/TT-BTNMT, article 10), by the mean
    flow of the time, which is not the least flow that the circular asks for.
    """
    from xanh.methods.limits import direct_capacity
    from xanh.methods.limits.capacity import PARAMETERS

    allowed = limits()
    results = []
    for (station, name), flow in sorted(found.items()):
        if name != "flow":
            continue
        moved = flow.mean / _SECONDS
        for parameter in PARAMETERS:
            present = found.get((station, parameter))
            if present is None or parameter not in allowed:
                continue
            room = direct_capacity(allowed[parameter], present.mean, moved, SAFETY)
            if room is not None:
                results.append(
                    Capacity(station, parameter, moved, present.mean, allowed[parameter], room)
                )
    return results
