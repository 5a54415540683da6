"""The engine gives what was asked for: no more files, no foreign expression, no injected SQL."""

from __future__ import annotations

import functools
import threading
from datetime import UTC, timedelta

import duckdb
import pyarrow as pa
import pytest

from xanh.errors import XanhError
from xanh.observations.engine import DuckEngine, same
from xanh.observations.hours import derive_hours
from xanh.observations.selection import Level, Selection
from xanh.observations.store import Store

from ..rich import DAYS, HOUR, QUOTED, START, STEPS, rich_store, series
from ..stations import rough


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return rich_store(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def engine(store):
    return DuckEngine(store)


@pytest.mark.parametrize(
    "key",
    [QUOTED, "' OR 1=1 --", 'A"', "A\x00", "$raw_1", "%", "a", "", "'; ATTACH 'x.db'; --"],
)
def test_keys_of_stations_are_data(engine, key):
    expected = STEPS + 1 if key == QUOTED else 0
    assert engine.table(Selection((key,)), "all", same).num_rows == expected
    parameters = Selection(("A",), (key,))
    assert engine.table(parameters, "all", same).num_rows == 0
    assert engine.hours(Selection((key,))).num_rows == 0


def test_no_station_is_not_every_station(engine):
    assert engine.table(Selection(()), "all", same).num_rows == 0
    assert engine.table(Selection(parameters=()), "all", same).num_rows == 0


def test_start_is_outside_and_end_inside(engine):
    asked = Selection(("B",), ("pm25",), START + 5 * HOUR, START + 9 * HOUR)
    times = engine.table(asked, "all", same)["time"].to_pylist()
    assert sorted(times) == [(START + n * HOUR).replace(tzinfo=None) for n in (6, 7, 8, 9)]


def test_two_expressions_of_one_name_are_two(engine):
    def over(limit):
        return lambda table: table.filter(table.value > limit)

    asked = Selection(("A",), ("pm25",))
    counts = [engine.table(asked, "over", over(limit)).num_rows for limit in (0, 40, 1e9, 0)]
    assert counts[0] == counts[3] > counts[1] > counts[2] == 0
    partials = [functools.partial(_over, limit=limit) for limit in (0, 40)]
    assert [engine.table(asked, "over", part).num_rows for part in partials] == counts[:2]


def _over(table, limit):
    return table.filter(table.value > limit)


def test_what_changes_between_questions_is_seen(tmp_path):
    store = Store(tmp_path)
    engine = DuckEngine(store)
    asked = Selection(("A",))
    assert engine.table(asked, "all", same).num_rows == 0
    store.add(series([1.0, 2.0]))
    assert engine.table(asked, "all", same).num_rows == 2
    store.add(series([5.0]))
    assert sorted(engine.table(asked, "all", same)["value"].to_pylist()) == [2.0, 5.0]


def test_many_threads_share_an_engine(engine):
    wrong, sets = [], []

    def ask(number):
        for turn in range(10):
            hours = (number * 7 + turn) % 60 + 1
            asked = Selection(("A",), ("pm10",), START, START + hours * HOUR, Level.RAW)
            found = engine.table(asked, "all", same)
            sets.append(found.num_rows)
            if found.num_rows != hours * 12:
                wrong.append((hours, found.num_rows))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wrong, len(sets)) == ([], 60)


def test_a_question_between_two_batches_disturbs_nothing(engine):
    asked = Selection(("A",), level=Level.RAW)
    batches = engine.batches(asked, "all", same, rows=500)
    seen = len(next(batches))
    assert engine.table(Selection(("B",), ("co",)), "all", same).num_rows == DAYS * 24
    assert seen + sum(map(len, batches)) == engine.table(asked, "all", same).num_rows


def test_readers_go_on_while_the_store_is_compacted(tmp_path):
    store = Store(tmp_path, grace=0.0)
    engine = DuckEngine(store)
    for day in range(8):
        store.add(series(rough(50), start=START + day * 24 * HOUR))
        if day % 3 == 2:
            store.compact(START + timedelta(days=90))
        assert engine.table(Selection(("A",)), "all", same).num_rows == 50 * (day + 1)


def test_only_files_of_the_asked_months_and_stations_are_opened(tmp_path):
    store = Store(tmp_path)
    store.add(series(rough(5)))
    store.add(series(rough(5), start=START + timedelta(days=60)))
    store.add(series(rough(5), station="B"))
    for entry in store.manifest().of("readings"):
        if entry.month != "2026-03" or entry.stations != ("A",):
            (store.folder / entry.path).write_bytes(b"not Parquet")
    engine = DuckEngine(store)
    asked = Selection(("A",), end=START + timedelta(days=3))
    assert engine.table(asked, "all", same).num_rows == 5
    with pytest.raises(duckdb.Error):
        engine.table(Selection(), "all", same)


def test_too_large_a_question_says_so_and_the_engine_lives_on(tmp_path):
    store = Store(tmp_path / "store")
    store.add(pa.concat_tables(series(rough(4000), name) for name in map(str, range(60))))
    engine = DuckEngine(store, memory="24MB", threads=1, spill=tmp_path / "spill")

    def wide(table):  # lists do not go to disk
        return table.agg(**{f"all{n}": (table.value + n).collect() for n in range(30)})

    with pytest.raises(XanhError) as refused:
        engine.table(Selection(), "wide", wide)
    assert refused.value.code == "query-too-large"
    assert engine.table(Selection(parameters=("1",)), "all", same).num_rows == 4000


def test_hours_are_the_newest_of_each_key(tmp_path):
    store = Store(tmp_path)
    store.add(series(rough(24)))
    day = (START + 7 * HOUR).date()
    derive_hours(store, [("A", "pm25", day)])
    before = store.manifest().moment
    store.add(series([100.0] * 12))
    derive_hours(store, [("A", "pm25", day)])
    engine = DuckEngine(store)
    assert sorted(engine.hours(Selection(("A",)))["most"].to_pylist())[1] == 100.0
    old = engine.hours(Selection(("A",), as_of=before.replace(tzinfo=UTC)))
    assert (old.num_rows, max(old["most"].to_pylist()) < 100) == (2, True)
