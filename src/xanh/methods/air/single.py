"""VN_AQI of one hour or one day at one station, with everything that is published beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xanh.methods.air.formulas import (
    SHARE,
    combined,
    daily_ozone,
    eight_hour_most,
    highest,
    mean_of,
    nowcast,
    raw_sub_index,
    rounded,
    usable,
)
from xanh.methods.air.scales import PARAMETERS, PARTICLES, Band, Scale
from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019
from xanh.methods.forms import ARRAYS, Value

Number = float | None
Hours = Sequence[Number] | Number


@dataclass(frozen=True, slots=True)
class AirIndex:
    """An index and what it came from; ``index`` is None where none may be computed."""

    version: str
    index: int | None
    dominant: str | None
    band: Band | None
    sub_indices: Mapping[str, int]
    nowcast: Mapping[str, float]  # [µg/m³]


def vn_aqi_hour(
    *,
    pm25: Hours = None,
    pm10: Hours = None,
    o3: Number = None,
    no2: Number = None,
    so2: Number = None,
    co: Number = None,
    scale: Scale = VN_AQI_2019,
) -> AirIndex:
    """Return the hourly VN_AQI [µg/m³, CO too].

    Particles: up to twelve hourly means, the last hour last. Gases: the hour's mean. What was not
    measured is None or left out.
    """
    given = {"pm25": pm25, "pm10": pm10, "o3": o3, "no2": no2, "so2": so2, "co": co}
    now: dict[str, Value] = {
        name: nowcast(_hours(value)) if name in PARTICLES else value
        for name, value in given.items()
    }
    casts = {name: now[name] for name in PARTICLES if now[name] is not None}
    parts = {
        name: raw_sub_index("o3_1h" if name == "o3" else name, usable(value), scale)
        for name, value in now.items()
    }
    return index_of(parts, scale, casts)


def vn_aqi_day(
    *,
    pm25: Hours = None,
    pm10: Hours = None,
    o3: Hours = None,
    no2: Hours = None,
    so2: Hours = None,
    co: Hours = None,
    share: float = SHARE,
    scale: Scale = VN_AQI_2019,
) -> AirIndex:
    """Return the daily VN_AQI [µg/m³, CO too] of the 24 hourly means that end 01:00 to 24:00.

    Ozone may have the 7 hours before the day in front of them (31 in all): its 8-h means reach
    back that far. ``share`` of the hours make an 8-h and a 24-h mean.
    """
    given = {"pm25": pm25, "pm10": pm10, "o3": o3, "no2": no2, "so2": so2, "co": co}
    hours = {
        name: list(usable(_padded(value, 31 if name == "o3" else 24)))
        for name, value in given.items()
    }
    parts = {
        name: raw_sub_index(
            name, mean_of(values, share) if name in PARTICLES else highest(values), scale
        )
        for name, values in hours.items()
        if name != "o3"
    }
    ozone = hours["o3"]
    parts["o3"] = daily_ozone(highest(ozone[-24:]), eight_hour_most(ozone, share), scale)
    return index_of(parts, scale)


def index_of(
    parts: Mapping[str, Value],
    scale: Scale,
    casts: Mapping[str, float] | None = None,
) -> AirIndex:
    """Return the index of raw sub-indices."""
    result = {name: ARRAYS.give(value) for name, value in combined(parts, scale).items()}
    index = None if result["index"] is None else int(result["index"])
    whole = {name: rounded(parts[name]) for name in PARAMETERS if name in parts}
    return AirIndex(
        version=scale.id,
        index=index,
        dominant=result["dominant"],
        band=scale.band_of(index),
        sub_indices={name: int(value) for name, value in whole.items() if value is not None},
        nowcast=dict(casts or {}),
    )


def _hours(value: Hours) -> Sequence[Number]:
    return [value] if value is None or isinstance(value, (int, float)) else value


def _padded(value: Hours, length: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    hours = np.asarray(_hours(value), dtype=float)[-length:]
    return np.concatenate([np.full(length - len(hours), np.nan), hours])
