"""Exactly once: what is the same changes nothing, what differs is kept as one more version."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from observations.store.writer import table
from xanh.errors import XanhError
from xanh.observations.readings import KEPT, READINGS
from xanh.observations.store import Counts, Original, Store
from xanh.observations.store import intake as intake_module

T = datetime(2026, 3, 31, 23, 50)


def reading(
    station: str = "A",
    minutes: int = 0,
    value: float | None = 1.0,
    unit: str = "µg/m³",
    status: str = "00",
    seconds: int = 300,
    flag: str = "",
    origin: int | None = None,
) -> tuple:
    time = T + timedelta(minutes=minutes)
    return station, "pm25", time, seconds, value, unit, status, flag, origin


def rows(store: Store) -> list[dict]:
    paths = [str(path) for path in store.files("readings")]
    order = [(name, "ascending") for name in ("station", "parameter", "time", "version")]
    return ds.dataset(paths, schema=KEPT, format="parquet").to_table().sort_by(order).to_pylist()


def test_an_equal_reading_changes_nothing_and_makes_no_commit(tmp_path: Path) -> None:
    store = Store(tmp_path)
    assert store.add(table([reading()])) == Counts(new=1)
    before = store.manifest()
    same = [reading(flag="range", origin=7), reading()]
    assert store.add(table(same)) == Counts(same=2)
    assert store.manifest() == before
    assert Store(tmp_path).add(table(same)) == Counts(same=2)


@pytest.mark.parametrize(
    "other",
    [{"value": 2.0}, {"value": None}, {"unit": "mg/m³"}, {"status": "01"}, {"seconds": 3600}],
)
def test_a_differing_reading_is_one_more_version_and_both_are_kept(
    tmp_path: Path, other: dict
) -> None:
    store = Store(tmp_path)
    store.add(table([reading()]))
    assert store.add(table([reading(**other)])) == Counts(superseded=1)
    assert store.add(table([reading(**other)])) == Counts(same=1)
    assert store.add(table([reading()])) == Counts(superseded=1)
    kept = rows(store)
    assert [row["version"] for row in kept] == [1, 2, 3]
    assert kept[0]["received"] < kept[1]["received"] < kept[2]["received"]


def test_within_one_call_the_order_of_arrival_decides(tmp_path: Path) -> None:
    store = Store(tmp_path)
    sent = [reading(value=value) for value in (1.0, 2.0, 2.0, 1.0)]
    assert store.add(table(sent)) == Counts(new=1, same=1, superseded=2)
    assert [row["value"] for row in rows(store)] == [1.0, 2.0, 1.0]
    assert len({row["received"] for row in rows(store)}) == 1


def test_nothing_readable_zero_and_minus_zero_compare_as_people_would(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add(table([reading(value=None), reading("B", value=0.0)]))
    again = [reading(value=float("nan")), reading("B", value=-0.0)]
    assert store.add(table(again)) == Counts(same=2)
    assert [row["value"] for row in rows(store)] == [None, 0.0]


def test_late_readings_find_their_versions_in_months_long_merged(tmp_path: Path) -> None:
    store = Store(tmp_path)
    long_ago = [reading(f"S{n % 40:02d}", minutes=-5 * n) for n in range(400)]
    for start in range(0, 400, 100):
        store.add(table(long_ago[start : start + 100]))
    assert store.compact(datetime(2027, 1, 1, tzinfo=UTC)) == 4
    late = [reading("S07", minutes=-5 * 7, value=9.0), reading("S08", minutes=-5 * 9)]
    for opened in (store, Store(tmp_path)):
        assert opened.add(table(long_ago)).same in (400, 399)
    assert store.add(table(late)).superseded == 1


def test_received_grows_even_when_the_clock_jumps_back(tmp_path: Path) -> None:
    moments = iter([T, T - timedelta(hours=1), T, T + timedelta(seconds=1)])
    store = Store(tmp_path, clock=lambda: next(moments))
    seen = []
    for number in range(4):
        store.add(table([reading(minutes=number)]))
        seen.append(store.manifest().moment)
    micro = timedelta(microseconds=1)
    assert seen == [T, T + micro, T + 2 * micro, T + timedelta(seconds=1)]


def test_originals_are_kept_once_and_readings_name_theirs(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first, second = Original("1.txt", b"one", "A", "station-text"), Original("2.txt", b"2", "A")
    sent = table([reading(origin=0), reading(minutes=5, origin=1)])
    assert store.add(sent, [first, second]) == Counts(new=2, originals=2)
    # The same file again, beside one whose content alone is new.
    third = Original("1.txt", b"changed", "A")
    sent = table([reading(origin=0), reading(value=5.0, origin=1)])
    assert store.add(sent, [first, third]) == Counts(same=1, superseded=1, originals=1)
    assert store.add(table([]), [first, second, third]) == Counts()
    kept = duckdb.execute(
        "SELECT number, name, content FROM read_parquet($1) ORDER BY 1",
        [[str(path) for path in store.files("originals")]],
    ).fetchall()
    assert kept == [(1, "1.txt", b"one"), (2, "2.txt", b"2"), (3, "1.txt", b"changed")]
    assert [row["origin"] for row in rows(store)] == [1, 3, 2]


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_reading_without_its_key_is_refused_and_nothing_of_the_call_kept(
    tmp_path: Path, missing: int
) -> None:
    store = Store(tmp_path)
    broken = list(reading(minutes=5))
    broken[missing] = None
    with pytest.raises(XanhError, match="store-rows"):
        store.add(table([reading(), tuple(broken)]))
    assert store.files("readings") == []


def test_a_stream_of_many_chunks_is_one_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "CHUNK", 64)
    monkeypatch.setattr(intake_module, "_LONG", 64)
    store = Store(tmp_path)
    sent = [reading(f"S{n % 7}", minutes=n // 7, value=float(n // 70)) for n in range(700)]
    stream = table(sent + sent[:50]).to_batches(max_chunksize=30)
    counts = store.add_stream(pa.RecordBatchReader.from_batches(READINGS, stream))
    assert counts == Counts(new=700, same=50)
    assert store.manifest().sequence == 1
    assert len(store.files("readings")) > 5
    assert len(rows(store)) == 700


def test_a_stream_that_breaks_off_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake_module, "CHUNK", 64)

    def breaking():
        yield table([reading(minutes=n) for n in range(200)])
        raise ConnectionError

    store = Store(tmp_path)
    with pytest.raises(ConnectionError):
        store.add_stream(breaking())
    assert store.manifest().sequence == 0
    assert [path for path in tmp_path.rglob("*") if path.suffix in (".pq", ".parquet")] == []
    assert list((tmp_path / "staging").iterdir()) == []


keys = st.tuples(st.sampled_from("AB"), st.integers(-3, 3).map(lambda step: step * 5))
sent_rows = st.lists(st.tuples(keys, st.sampled_from([1.0, 2.0, None])), max_size=12)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(sent_rows | st.just("compact") | st.just("reopen"), max_size=8))
def test_any_sequence_of_adds_equals_a_dictionary_of_histories_at_every_moment(
    tmp_path_factory: pytest.TempPathFactory, steps: list
) -> None:
    folder = tmp_path_factory.mktemp("store")
    store, model = Store(folder), {}
    histories: list[tuple[datetime, dict]] = []
    for step in steps:
        if step == "compact":
            store.compact(datetime(2027, 1, 1))
        elif step == "reopen":
            store = Store(folder)
        else:
            expected = apply(model, step)
            sent = [reading(key[0], minutes=key[1], value=value) for key, value in step]
            assert store.add(table(sent)) == expected
            newest = {key: values[-1] for key, values in model.items()}
            histories.append((store.manifest().moment, newest))
    kept = rows(store)
    assert len(kept) == sum(map(len, model.values()))
    for moment, expected_rows in histories:
        assert as_of(kept, moment) == expected_rows
    # The folder read without the manifest, by another library, holds the same rows.
    found = sorted((folder / "readings").rglob("*.parquet")) if model else []
    assert sum(ds.dataset(found, format="parquet").count_rows() for _ in found[:1]) == len(kept)


def apply(model: dict, step: list) -> Counts:
    new = same = superseded = 0
    for key, value in step:
        history = model.setdefault(key, [])
        if not history:
            new += 1
        elif history[-1] == value:
            same += 1
            continue
        else:
            superseded += 1
        history.append(value)
    return Counts(new, same, superseded)


def as_of(kept: list[dict], moment: datetime) -> dict:
    known = {}
    for row in kept:  # sorted by version within a key
        if row["received"] <= moment:
            known[row["station"], int((row["time"] - T).total_seconds()) // 60] = row["value"]
    return known


def by_duckdb(pattern: str) -> int:
    return duckdb.sql(f"SELECT count(*) FROM read_parquet('{pattern}')").fetchone()[0]


def by_pandas(pattern: str) -> int:
    import pandas as pd

    return len(pd.read_parquet(pattern.split("/**")[0]))


@pytest.mark.parametrize("count", [by_duckdb, by_pandas])
def test_any_tool_reads_exactly_the_kept_rows_from_the_folder(
    tmp_path: Path, count: Callable[[str], int]
) -> None:
    store = Store(tmp_path)
    for number in range(6):
        store.add(table([reading("A", number * 400), reading("A", 0, value=float(number))]))
    for _ in range(2):
        assert count(f"{tmp_path}/readings/**/*.parquet") == len(rows(store)) == 12
        store.compact(datetime(2027, 1, 1))
