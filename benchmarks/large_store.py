"""Build a store of hundreds of millions of readings: 150 stations, ten parameters, five minutes.

The rows go straight into month files as compaction leaves them, with hours beside them, and are
the same every time. `python -m benchmarks.large_store FOLDER [READINGS]` builds one.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa

from xanh.observations.readings import HOURS
from xanh.observations.store import KINDS, Store
from xanh.observations.store.columns import Columns, Pools, like, table
from xanh.observations.store.commit import Commit

STATIONS = tuple(f"HN_T{number:03d}_KHIKXQ" for number in range(1, 151))
PARAMETERS = {
    "pm25": ("µg/m³", 45.0),
    "pm10": ("µg/m³", 80.0),
    "so2": ("µg/m³", 12.0),
    "no2": ("µg/m³", 35.0),
    "co": ("µg/m³", 900.0),
    "o3": ("µg/m³", 60.0),
    "air_temperature": ("°C", 25.0),
    "humidity": ("%", 75.0),
    "wind_speed": ("m/s", 2.0),
    "pressure": ("hPa", 1008.0),
}
START = np.datetime64("2023-01-01T00:00", "m")
STEP = 5  # [min]


def build(folder: Path, readings: int = 500_000_000, *, hours: bool = True) -> Store:
    """Fill an empty folder and return its store; the last month ends where the count is reached."""
    store = Store(folder)
    steps = readings // (len(STATIONS) * len(PARAMETERS))
    labels = START + (np.arange(steps) + 1) * STEP
    for edge, following in pairwise(_months(labels)):
        month = str(labels[edge].astype("datetime64[M]"))
        _commit(store, month, labels[edge:following].astype("datetime64[us]"), hours)
    return store


def _months(labels: np.ndarray) -> Iterator[int]:
    names = labels.astype("datetime64[M]")
    yield 0
    yield from (np.flatnonzero(names[1:] != names[:-1]) + 1).tolist()
    yield len(labels)


def _commit(store: Store, month: str, labels: np.ndarray, hours: bool) -> None:
    end = labels[-1].astype(datetime)
    store._clock = lambda: end
    with store.lock(), store._commit() as commit, ThreadPoolExecutor(2) as threads:
        pools = Pools()
        jobs = [threads.submit(_readings, commit, pools, month, labels)]
        if hours:
            jobs.append(threads.submit(_hours, commit, month, labels))
        for job in jobs:
            job.result()


def _values(station: int, parameter: int, labels: np.ndarray) -> np.ndarray:
    """Return one series: a daily and a yearly wave with noise, one decimal."""
    level = list(PARAMETERS.values())[parameter][1]
    day = labels.astype("datetime64[m]").astype(np.int64) * (2 * np.pi / 1440)
    seed = station * 100 + parameter + int(labels[0].astype(np.int64) // 1_000_000) * 20_000
    noise = np.random.default_rng(seed).normal(0, 0.15, len(labels))
    wave = 1 + 0.3 * np.sin(day + station) + 0.2 * np.cos(day / 365.25) + noise
    return np.maximum(np.round(level * wave, 1), 0.0)


def _readings(commit: Commit, pools: Pools, month: str, labels: np.ndarray) -> None:
    pieces = []
    for station, key in enumerate(STATIONS):
        pieces += [_series(pools, station, key, name, labels) for name in sorted(PARAMETERS)]
    rows = Columns.joined(pieces)
    made = int(np.datetime64(commit.moment, "us").astype(np.int64))
    version = np.ones(len(rows), np.int16)
    commit.stage(KINDS["readings"], month, table(rows, version, made, pools), "month")


def _series(pools: Pools, station: int, key: str, name: str, labels: np.ndarray) -> Columns:
    count = len(labels)
    number = list(PARAMETERS).index(name)
    unit = int(pools.units.codes([PARAMETERS[name][0]])[0])
    status = int(pools.statuses.codes(["00"])[0])
    return Columns(
        np.full(count, pools.series.codes([(key, name)])[0]),
        labels.astype(np.int64),
        _values(station, number, labels),
        np.full(count, like(unit, status, STEP * 60)),
        np.full(count, pools.flags.codes([""])[0]),
        np.full(count, -1),
    )


def _hours(commit: Commit, month: str, labels: np.ndarray) -> None:
    """Stage the hours whose end lies in the month, each of the readings in it."""
    per = 60 // STEP
    ends = -(-labels.astype("datetime64[m]").astype(np.int64) // 60)
    whole = np.unique(ends)
    pieces = []
    for station, key in enumerate(STATIONS):
        for name in sorted(PARAMETERS):
            values = _values(station, list(PARAMETERS).index(name), labels)
            first = np.searchsorted(ends, whole)
            count = np.diff(np.append(first, len(values))).astype(np.int32)
            size = len(whole)
            columns = {
                "station": _same(key, size),
                "parameter": _same(name, size),
                "time": pa.array(whole * 3_600_000_000).view(pa.timestamp("us")),
                "mean": pa.array(np.add.reduceat(values, first) / count),
                "least": pa.array(np.minimum.reduceat(values, first)),
                "most": pa.array(np.maximum.reduceat(values, first)),
                "count": pa.array(count),
                "received": pa.array(count),
                "expected": pa.array(np.full(size, per, np.int32)),
                "unit": _same(PARAMETERS[name][0], size),
                "made": pa.array([commit.moment] * size, pa.timestamp("us")),
            }
            pieces.append(pa.table(list(columns.values()), names=HOURS.names))
    whole_month = pa.concat_tables(pieces).unify_dictionaries().combine_chunks()
    commit.stage(KINDS["hours"], month, whole_month, "month")


def _same(word: str, count: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(np.zeros(count, np.int32), pa.array([word]))


if __name__ == "__main__":
    began = time.perf_counter()
    made = build(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 500_000_000)
    size = sum(entry.size for entry in made.manifest().entries) / 1e9
    rows = made.manifest().rows("readings")
    print(f"{rows} readings, {size:.2f} GB, {time.perf_counter() - began:.0f} s")
