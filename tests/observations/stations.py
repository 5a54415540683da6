"""Stations and their readings, made for tests of the checks, the keeper and the health."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from xanh.observations.readings import READINGS
from xanh.observations.tables import Medium, StationProfile

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
START = datetime(2026, 3, 9, 17, tzinfo=UTC)  # Tuesday 10 March, 00:00 in Hanoi


def series(
    values: Sequence[float | None] | np.ndarray,
    parameter: str = "pm25",
    station: str = "A",
    start: datetime = START,
    seconds: int = 300,
    status: str | Sequence[str] = "00",
    flag: str | Sequence[str] = "",
    unit: str = "µg/m³",
) -> pa.Table:
    """Return one series; the first label is one interval after ``start``."""
    n = len(values)
    first = start.replace(tzinfo=None) + timedelta(seconds=seconds)
    times = [first + timedelta(seconds=seconds * i) for i in range(n)]
    column = [None if v is None or v != v else float(v) for v in values]

    def each(given: str | Sequence[str]) -> list[str]:
        return [given] * n if isinstance(given, str) else list(given)

    return pa.table(
        {
            "station": [station] * n,
            "parameter": [parameter] * n,
            "time": times,
            "seconds": [seconds] * n,
            "value": column,
            "unit": [unit] * n,
            "status": each(status),
            "flag": each(flag),
            "origin": [None] * n,
        },
        schema=READINGS,
    )


def rough(n: int, level: float = 40.0, seed: int = 1, spread: float = 2.0) -> np.ndarray:
    """Return values as a sound instrument gives them."""
    noise = np.random.default_rng(seed).normal(0, spread, n)
    return np.round(level + level / 5 * np.sin(np.arange(n) / 40) + noise, 2)


def profiles(*keys: str, medium: Medium = Medium.AIR, **more: Any) -> Mapping[str, StationProfile]:
    """Return profiles of some stations."""
    return {key: StationProfile(key, medium, **more) for key in keys or ("A",)}


class Clock:
    """A clock for the store that only moves when told."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment.astimezone(UTC).replace(tzinfo=None)


def shared(name: str) -> Path:
    """Return a folder of real data, or skip the test where it is absent."""
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the shared data {name} is not beside this checkout")
    return folder
