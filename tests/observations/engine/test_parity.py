"""DuckDB and a Spark Connect server give the same, value by value, from the same files.

The server is Sail, which needs no Java. Where it or the client is not installed, this is skipped.
"""

from __future__ import annotations

import functools
import math
import socket

import pyarrow as pa
import pytest

from xanh.methods.air import vn_aqi
from xanh.observations import rollups
from xanh.observations.engine import DuckEngine, SparkEngine, open_engine, same
from xanh.observations.hours import derive_hours
from xanh.observations.selection import Level, Selection

from ..rich import AT_FIRST, DAYS, HOUR, QUOTED, START, rich_store

pytest.importorskip("pyspark", reason="the optional packages of xanh[spark] are not installed")
pytestmark = pytest.mark.filterwarnings("ignore:::pyspark", "ignore:::ibis")
spark = pytest.importorskip("pysail.spark", reason="no Spark Connect server: pysail is missing")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = rich_store(tmp_path_factory.mktemp("store"))
    local = (START + 7 * HOUR).date()
    days = [local.replace(day=30), local.replace(day=31), local.replace(month=4, day=1)]
    derive_hours(store, [("A", "pm25", day) for day in days])
    return store


@pytest.fixture(scope="module")
def engines(store):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = spark.SparkConnectServer("127.0.0.1", port)
    server.start(background=True)
    one, other = DuckEngine(store), open_engine(store, f"sc://127.0.0.1:{port}")
    assert isinstance(other, SparkEngine)
    yield one, other
    other.close()
    one.close()
    server.stop()


def compared(engines, ask) -> int:
    """Hold what two engines answer against each other; return how many rows there are."""
    one, other = (ask(engine) for engine in engines)
    assert one.column_names == other.column_names
    rows = [_sorted(table) for table in (one, other)]
    assert len(rows[0]) == len(rows[1])
    for first, second in zip(*rows, strict=True):
        for name, value in first.items():
            if isinstance(value, float) and isinstance(second[name], float):
                assert math.isclose(value, second[name], rel_tol=1e-9, abs_tol=1e-9), (
                    name,
                    first,
                    second,
                )
            else:
                assert value == second[name], (name, first, second)
    return len(rows[0])


def _sorted(table: pa.Table) -> list[dict]:
    keys = [n for n in ("station", "parameter", "time", "day", "made") if n in table.column_names]
    return table.sort_by([(key, "ascending") for key in keys]).to_pylist()


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("as_of", [None, AT_FIRST + HOUR, AT_FIRST + 13 * HOUR])
def test_levels(engines, level, as_of):
    asked = Selection(level=level, as_of=as_of)
    rows = compared(engines, lambda engine: engine.table(asked, "same", same))
    assert rows == 8557 + (24 if as_of is None or as_of > AT_FIRST + 12 * HOUR else 0)


def test_stations_parameters_and_times(engines):
    asked = Selection(("A", QUOTED), ("pm25", "ph"), START + 3 * HOUR, START + 70 * HOUR)
    assert compared(engines, lambda engine: engine.table(asked, "same", same)) == 2 * 67 * 12


def _days(readings, share=rollups.SHARE):
    return rollups.days(rollups.whole_hours(readings), share)


def _of_days(readings, longer):
    return longer(_days(readings), 0.1)


BUILDS = {
    "hours": rollups.hours,
    "whole hours": rollups.whole_hours,
    "eight hours": lambda readings: rollups.eight_hours(rollups.whole_hours(readings, winds=False)),
    "days": _days,
    "days at 0.99": functools.partial(_days, share=0.99),
    "months": functools.partial(_of_days, longer=rollups.months),
    "years": functools.partial(_of_days, longer=rollups.years),
}


@pytest.mark.parametrize("name", BUILDS)
@pytest.mark.parametrize("level", [Level.RAW, Level.CORRECTED])
def test_rollups(engines, name, level):
    asked = Selection(level=level)
    least = {"months": DAYS, "years": 8}.get(name, 8 * DAYS)
    assert compared(engines, lambda engine: engine.table(asked, name, BUILDS[name])) >= least


def _air(readings, period):
    hours = rollups.hours(readings, winds=False)
    long = hours.filter(hours["mean"].notnull()).select(
        "station", "parameter", "time", value=hours["mean"]
    )
    return vn_aqi(long, period=period)


@pytest.mark.parametrize(("period", "least"), [("hour", 3 * 24 * (DAYS - 1)), ("day", 3 * DAYS)])
def test_vn_aqi(engines, period, least):
    build = functools.partial(_air, period=period)
    asked = Selection(parameters=("pm25", "pm10", "o3", "co"))
    assert compared(engines, lambda engine: engine.table(asked, "air", build)) >= least


def test_kept_hours(engines):
    def ask(engine):
        return engine.hours(Selection(("A",)))

    assert compared(engines, ask) >= 60


def test_nothing(engines):
    asked = Selection(("nowhere",), start=START + 999 * HOUR)
    assert compared(engines, lambda engine: engine.table(asked, "hours", rollups.hours)) == 0


def test_batches_hold_what_the_table_holds(engines):
    asked = Selection(("A",), ("pm25",))
    for engine in engines:
        batches = list(engine.batches(asked, "same", same, 500))
        assert max(map(len, batches)) <= 2048
        assert sum(map(len, batches)) == engine.table(asked, "same", same).num_rows
