"""A store with all that levels must tell apart, for tests of levels, engines and export.

Two months, three stations, five-minute readings and a few of other lengths; late data, three
versions of a key, flags made twice, overlapping corrections, an undo, and keys that look like SQL.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa

from xanh.observations.corrections import correct, undo
from xanh.observations.readings import FLAGS
from xanh.observations.store import Store

from . import stations
from .stations import Clock, rough

QUOTED = "X'; DROP TABLE raw; --"
START = datetime(2026, 3, 29, 17, tzinfo=UTC)  # Monday 30 March, 00:00 in Hanoi
DAYS = 4
STEPS = DAYS * 288
AT_FIRST = datetime(2026, 4, 4, tzinfo=UTC)  # when everything but the late rows was there
HOUR = timedelta(hours=1)


def series(values, *words, start: datetime = START, **more) -> pa.Table:
    """Return a series that begins at :data:`START`."""
    return stations.series(values, *words, start=start, **more)


def at(hours: float) -> datetime:
    """Return a moment so many hours after the start, naive as the store writes it."""
    return (START + hours * HOUR).replace(tzinfo=None)


def rich_store(folder: Path) -> Store:
    """Fill a store; its last commit is two days after :data:`AT_FIRST`."""
    clock = Clock(AT_FIRST)
    store = Store(folder, clock=clock)
    store.add(pa.concat_tables(_first()))
    clock.moment += timedelta(hours=6)
    store.append("flags", _flags([(10, "spike"), (11, "stuck"), (50, "stuck range")]))
    clock.moment += timedelta(hours=6)
    # Sent again: one value differs, then differs once more; some come late.
    store.add(series([500.0, 41.0], start=START + 10 * HOUR))
    store.add(series([42.5], start=START + 10 * HOUR))
    store.add(series(rough(24, seed=9), "no2", start=START + DAYS * 24 * HOUR))
    clock.moment += timedelta(hours=6)
    store.append("flags", _flags([(11, ""), (12, "spike"), (200, "outage")]))
    _correct(store, clock)
    return store


def _first() -> list[pa.Table]:
    pm25 = list(rough(STEPS, seed=1))
    pm25[30:60] = [None] * 30  # two and a half hours of nothing
    status = ["00"] * STEPS
    status[600:650] = ["02"] * 50
    flags = [""] * STEPS
    flags[600:650] = ["status"] * 50
    flags[700:720] = ["bdl"] * 20
    flags[720] = "bdl range"
    turning = (np.arange(STEPS) * 3.7 + 330) % 360
    showers = np.where(np.arange(STEPS) % 40 < 5, 0.2, 0.0)
    return [
        series(pm25, status=status, flag=flags),
        series(rough(STEPS, 70, seed=2), "pm10"),
        series(rough(STEPS, 60, seed=3), "o3"),
        series(turning, "wind_direction", unit="°"),
        series(np.abs(rough(STEPS, 2, seed=4)), "wind_speed", unit="m/s"),
        series(showers, "rain", unit="mm"),
        series(rough(DAYS * 24, 35, seed=5), "pm25", "B", seconds=3600),
        series(rough(DAYS * 24, 900, seed=6), "co", "B", seconds=3600),
        series(turning[:300], "wind_direction", "B", unit="°"),
        series(rough(STEPS, 30, seed=7), "pm25", QUOTED),
        series([7.1], "ph", QUOTED, seconds=0, unit="–"),
    ]


def _flags(found: list[tuple[int, str]]) -> pa.Table:
    """Return what a check found about five-minute readings of A, by number."""
    rows = [
        {
            "station": "A",
            "parameter": "pm25",
            "time": at(number / 12),
            "flag": flag,
            "rules": "1",
            "made": None,
        }
        for number, flag in found
    ]
    return pa.Table.from_pylist(rows, FLAGS)


def _correct(store: Store, clock: Clock) -> None:
    def corrected(station: str, parameter: str, first: float, last: float, action: str, **more):
        clock.moment += HOUR
        start, end = START + first * HOUR, START + last * HOUR
        words = {"reason": "kiểm tra", "person": "monitor"}
        return correct(store, station, parameter, start, end, action, **words, **more)

    corrected("A", "pm25", 20, 30, "scale", factor=1.1, offset=-2.0)
    corrected("A", "pm25", 25, 28, "set", offset=33.0)
    corrected("A", "pm25", 27, 40, "scale", factor=0.5)
    corrected("A", "pm25", 51, 52, "accept")
    excluded = corrected("A", "pm10", 5, 9, "exclude")
    corrected("B", "co", 1, 3, "exclude")
    corrected("A", "o3", 0, 12, "exclude")
    clock.moment += HOUR
    undo(store, excluded, reason="nhầm", person="monitor")
