"""Measure what pages ask of a store of 500 million readings, and hold it to 200 ms.

Each question is asked of the one warm engine that pages share, each time about another station or
another time: a station's week (every parameter, five minutes), the index of the city now, and the
year's calendar of a station. For comparison the calendar's days straight from the readings.
`python -m benchmarks.large_queries [FOLDER] [READINGS]`; without a folder one is built and deleted.
"""

from __future__ import annotations

import functools
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.figures import Figure, percentile, table
from benchmarks.large_store import PARAMETERS, STATIONS, build

READINGS = 500_000_000
BUDGET = 200.0  # [ms]
TIMES = 40
DAY = timedelta(days=1)


def measured(ask: Callable[[int], Any], times: int = TIMES) -> tuple[float, float]:
    """Return the first answer's time and the 95th percentile of the following [ms]."""
    taken = []
    for turn in range(times + 1):
        began = time.perf_counter()
        ask(turn)
        taken.append((time.perf_counter() - began) * 1000)
    return taken[0], percentile(taken[1:], 0.95)


def make_lively(store: Any) -> datetime:
    """Add what a store in use has: batches of today, late data, flags, corrections; return now."""
    import pyarrow as pa

    from xanh.observations.corrections import correct
    from xanh.observations.readings import FLAGS, READINGS

    now = store.manifest().of("readings")[-1].end.replace(tzinfo=UTC)
    store._clock = lambda: datetime.now(UTC).replace(tzinfo=None)
    if store.manifest().of("corrections"):
        return now
    random = np.random.default_rng(1)
    for batch in range(24):  # what came in the last two hours, and again what had come before
        label = (now - 2 * timedelta(hours=1) + batch * timedelta(minutes=5)).replace(tzinfo=None)
        rows = [
            {
                "station": station,
                "parameter": name,
                "time": label,
                "seconds": 300,
                "value": round(level * random.uniform(0.5, 1.5), 1),
                "unit": unit,
                "status": "00",
                "flag": "",
            }
            for station in STATIONS
            for name, (unit, level) in PARAMETERS.items()
        ]
        store.add(pa.Table.from_pylist(rows, READINGS))
    flags = [
        {
            "station": station,
            "parameter": "pm25",
            "time": (now - int(random.integers(1, 200_000)) * timedelta(minutes=5)).replace(
                tzinfo=None
            ),
            "flag": "spike",
            "rules": "1",
            "made": None,
        }
        for station in STATIONS
        for _ in range(2000)
    ]
    store.append("flags", pa.Table.from_pylist(flags, FLAGS))
    for station in STATIONS[:100]:
        start = now - int(random.integers(1, 300)) * DAY
        correct(
            store, station, "pm25", start, start + DAY, "scale",
            factor=1.1, reason="hiệu chuẩn", person="bench",
        )  # fmt: skip
    return now


def figures(store: Any) -> list[Figure]:
    """Measure every question."""
    from xanh.observations import rollups
    from xanh.observations.engine import DuckEngine, same
    from xanh.observations.selection import Level, Selection
    from xanh.office.monitoring import indices

    now = make_lively(store)
    engine = DuckEngine(store)

    def station(turn: int) -> tuple[str]:
        return (STATIONS[turn * 37 % len(STATIONS)],)

    def week(turn: int, level: Level) -> None:
        end = now - (turn * 11 % 1000) * DAY
        found = engine.table(Selection(station(turn), None, end - 7 * DAY, end, level), "w", same)
        assert found.num_rows == 7 * 288 * len(PARAMETERS), found.num_rows

    def hourly_week(turn: int) -> None:
        end = now - (turn * 11 % 1000) * DAY
        asked = Selection(station(turn), None, end - 7 * DAY, end)
        assert engine.hours(asked).num_rows >= 7 * 24 * len(PARAMETERS)

    def city(turn: int) -> None:
        found = indices.latest_air(engine, STATIONS, now - turn * timedelta(hours=7))
        assert len(found) == len(STATIONS)

    def calendar(turn: int) -> None:
        end = now - (turn * 13 % 600) * DAY
        days = indices.air_indices(engine, station(turn), end - 365 * DAY, end, "day")
        assert 364 <= len(days) <= 366, len(days)

    def daily(turn: int) -> None:
        end = now - (turn * 13 % 600) * DAY
        asked = Selection(station(turn), ("pm25",), end - 365 * DAY, end)
        found = engine.hours(asked, "days", functools.partial(rollups.days, winds=False))
        assert 364 <= found.num_rows <= 367, found.num_rows

    def daily_of_readings(turn: int) -> None:
        end = now - (turn * 13 % 600) * DAY
        asked = Selection(station(turn), ("pm25",), end - 365 * DAY, end)
        assert engine.table(asked, "days-of-readings", _days).num_rows >= 364

    questions: list[tuple[str, Callable[[int], None], bool]] = [
        ("station week, raw", lambda turn: week(turn, Level.RAW), True),
        ("station week, corrected", lambda turn: week(turn, Level.CORRECTED), True),
        ("station week, hours", hourly_week, True),
        ("city now, VN_AQI of 150 stations", city, True),
        ("year calendar, VN_AQI of six", calendar, True),
        ("year of PM2.5 days, from hours", daily, True),
        ("year of PM2.5 days, from readings", daily_of_readings, False),
    ]
    result = []
    for name, ask, held in questions:
        first, p95 = measured(ask)
        result.append(Figure(f"500 M: {name}, p95", p95, "ms", BUDGET if held else None))
        result.append(Figure(f"500 M: {name}, first", first, "ms"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return [*result, Figure("500 M: memory of all of that", memory, "GB", 2.0)]


def _days(readings: Any) -> Any:
    from xanh.observations import rollups

    return rollups.days(rollups.whole_hours(readings, winds=False), winds=False)


def _build(folder: Path, readings: int) -> None:
    build(folder, readings)


def main(words: list[str]) -> int:
    """Measure, print, and say whether all figures keep their budgets."""
    from xanh.observations.store import Store

    given = Path(words[0]) if words else None
    folder = given or Path(tempfile.mkdtemp(prefix="xanh-large-"))
    try:
        readings = int(words[1]) if len(words) > 1 else READINGS
        there = (folder / "manifest.json").exists()
        if not there:  # in a process of its own: its memory is none of the questions'
            with get_context("spawn").Pool(1) as pool:
                pool.apply(_build, (folder, readings))
        store = Store(folder)
        made = figures(store)
    finally:
        if given is None:
            with suppress(OSError):
                shutil.rmtree(folder)
    print(table(made))
    return 0 if all(figure.kept for figure in made) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
