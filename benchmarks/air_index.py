"""Measure VN_AQI, hours and days, over 20 million hourly readings, and print ratios.

Against a bare scan of the same Parquet grouped by station, parameter and day; against a pandas
version; and, a value, against python-aqi, where XANH_AQI_PYTHON names a Python that has it.
`python -m benchmarks.air_index [READINGS]`
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, table

READINGS = 20_000_000
_HOURS = 26_280  # three years a station
_LEVELS = {"pm25": 40, "pm10": 60, "o3": 60, "no2": 30, "so2": 15, "co": 800}
_AQI_VALUES = 20_000
_AQI = f"""
import time, aqi
values = [str(i % 5000 / 10) for i in range({_AQI_VALUES})]
began = time.perf_counter()
for value in values:
    aqi.to_iaqi(aqi.POLLUTANT_PM25, value, algo=aqi.ALGO_EPA)
print((time.perf_counter() - began) / {_AQI_VALUES})
"""
_SCAN = "SELECT station, parameter, {key}, count(*), avg(value) FROM '{path}' GROUP BY ALL"


def parquet_of(readings: int) -> Path:
    """Return a Parquet file of hourly readings as the store keeps them; made once."""
    import duckdb

    path = Path(tempfile.gettempdir()) / f"xanh-bench-hours-{readings}.parquet"
    if path.exists():
        return path
    part = path.with_suffix(".part")
    stations = max(1, -(-readings // (_HOURS * len(_LEVELS))))
    with duckdb.connect() as base:
        base.execute("CREATE TABLE p (parameter TEXT, level DOUBLE)")
        base.executemany("INSERT INTO p VALUES (?, ?)", list(_LEVELS.items()))
        base.execute(
            f"""
            COPY (
              SELECT 's' || lpad(s::VARCHAR, 3, '0') AS station, parameter,
                TIMESTAMP '2023-01-01 01:00:00' + INTERVAL (h) HOUR AS time,
                round(level * (0.6 + 0.5 * sin(h / 24.0 + s)
                  + (hash(s, parameter, h) % 4000) / 10000), 1) AS value
              FROM range({stations}) a(s), p, range({_HOURS}) b(h)
              WHERE hash(h, parameter, s) % 50 > 0  -- one in fifty is missing
              ORDER BY station, parameter, time LIMIT {readings}
            ) TO '{part}' (FORMAT parquet)
            """
        )
    part.rename(path)
    return path


def _seconds(work: Callable[[], Any], runs: int = 1) -> float:
    times = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def _scan(path: Path, key: str) -> Callable[[], Any]:
    import duckdb

    base = duckdb.connect()
    query = _SCAN.format(key=key, path=path)
    return lambda: base.execute(f"CREATE OR REPLACE TEMP TABLE scanned AS {query}").fetchall()


def _arrays(path: Path) -> None:
    """Read names as the dictionaries that the file keeps, and index as arrays."""
    import pyarrow.parquet as pq

    from xanh.methods.air import hours_and_days

    hours_and_days(pq.read_table(path, read_dictionary=["station", "parameter"]))


def _sub_indices(values: int = 2_000_000) -> None:
    """Give concentrations their rounded index on the curve that python-aqi uses."""
    import numpy as np

    from xanh.methods.air import rounded, us_sub_index

    rounded(us_sub_index("pm25", np.arange(values) % 5000 / 10))


def _expressions(path: Path) -> None:
    """Index by Ibis expressions alone, as a distributed engine would."""
    import ibis

    from xanh.methods.air.tables import daily, day_grid, hourly

    base = ibis.duckdb.connect()
    base.raw_sql(
        f"CREATE TEMP TABLE grid AS {base.compile(day_grid(base.read_parquet(path)))}"
    ).fetchall()
    for period in (hourly, daily):
        base.raw_sql(
            f"CREATE TEMP TABLE {period.__name__} AS {base.compile(period(base.table('grid')))}"
        ).fetchall()


def _pandas(path: Path) -> None:
    """Do the same as a notebook would: pivot, shift within stations, take means by day."""
    import numpy as np
    import pandas as pd

    from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019

    def sub_index(curve: str, values: Any) -> Any:
        return np.interp(values, *zip(*VN_AQI_2019.corners[curve], strict=True))

    wide = pd.read_parquet(path).pivot(
        index=["station", "time"], columns="parameter", values="value"
    )
    hours, days = [], []
    for _, station in wide.groupby(level="station"):
        filled = station.droplevel("station").asfreq("h")
        parts = {}
        for name in ("pm25", "pm10"):
            ages = pd.concat([filled[name].shift(age) for age in range(12)], axis=1).to_numpy()
            weight = np.maximum(np.nanmin(ages, axis=1) / np.nanmax(ages, axis=1), 0.5)
            powers = weight[:, None] ** np.arange(12) * ~np.isnan(ages)
            cast = np.nansum(ages * powers, axis=1) / powers.sum(axis=1)
            cast[(~np.isnan(ages[:, :3])).sum(axis=1) < 2] = np.nan
            parts[name] = sub_index(name, cast)
        for name, curve in (("o3", "o3_1h"), ("no2", "no2"), ("so2", "so2"), ("co", "co")):
            parts[name] = sub_index(curve, filled[name])
        frame = pd.DataFrame(parts, filled.index)
        hours.append(np.floor(frame.max(axis=1) + 0.5))
        day = (filled.index - pd.Timedelta("1us")).date
        means, most = filled.groupby(day).mean(), filled.groupby(day).max()
        eight = filled["o3"].rolling(8, min_periods=6).mean().groupby(day).max()
        daily = [sub_index(name, means[name]) for name in ("pm25", "pm10")]
        daily += [sub_index(name, most[name]) for name in ("no2", "so2", "co")]
        daily += [sub_index("o3_1h", most["o3"]), sub_index("o3_8h", eight)]
        days.append(np.floor(np.nanmax(daily, axis=0) + 0.5))


def figures(readings: int = READINGS) -> list[Figure]:
    """Measure everything in one run."""
    import duckdb

    path = parquet_of(readings)
    count = duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchone()[0]
    scan = _seconds(_scan(path, "date_trunc('day', time) AS day"), 3)
    by_hour = _seconds(_scan(path, "time"), 2)
    arrays = _seconds(lambda: _arrays(path), 2)
    expressions = _seconds(lambda: _expressions(path))
    pandas = _seconds(lambda: _pandas(path))
    measured = [
        Figure("hourly readings", count / 1e6, "M"),
        Figure("bare scan by station, parameter, day", scan, "s"),
        Figure("bare scan by station, parameter, hour", by_hour, "s"),
        Figure("VN_AQI hours and days, read and indexed", arrays, "s"),
        Figure("… against the scan by day", arrays / scan, "times", 5.0),
        Figure("… against the scan by hour", arrays / by_hour, "times"),
        Figure("the same as expressions on DuckDB", expressions, "s"),
        Figure("… against the scan by day", expressions / scan, "times"),
        Figure("… against the scan by hour", expressions / by_hour, "times"),
        Figure("a pandas version", pandas, "s"),
        Figure("… against ours", pandas / arrays, "times"),
    ]
    return measured + _python_aqi(arrays / count)


def _python_aqi(ours: float) -> list[Figure]:
    python = os.environ.get("XANH_AQI_PYTHON")
    if not python:
        print("python-aqi is left out: XANH_AQI_PYTHON names no Python with it", file=sys.stderr)
        return []
    run = subprocess.run([python, "-c", _AQI], capture_output=True, text=True, check=True)
    theirs = float(run.stdout)
    values = 2_000_000
    alike = _seconds(lambda: _sub_indices(values), 3) / values
    return [
        Figure("python-aqi, a concentration's US index", theirs * 1e6, "µs"),
        Figure("ours, a concentration's US index", alike * 1e9, "ns"),
        Figure("ours, as a share of python-aqi's", alike / theirs, "", 0.01),
        Figure("a reading's share of all of VN_AQI, file and NowCast included", ours * 1e9, "ns"),
        Figure("… as a share of python-aqi's one index", ours / theirs, ""),
    ]


if __name__ == "__main__":
    measured = figures(*map(int, sys.argv[1:]))
    print(table(measured))
    sys.exit(0 if all(figure.kept for figure in measured) else 1)
