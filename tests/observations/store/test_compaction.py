"""Merging keeps every row, and readers and writers go on meanwhile."""

# ruff: noqa: DTZ005 (the store's times are naive, in UTC)

import os
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from observations.store.test_adding import reading, rows
from observations.store.writer import table
from xanh.observations.readings import CORRECTIONS, FLAGS, HOURS, KEPT
from xanh.observations.store import KINDS, Original, Store, compaction, merging

DAY = datetime(2026, 3, 10)


def at(moment: datetime, station: str = "A", value: float = 1.0) -> tuple:
    return station, "pm25", moment, 300, value, "µg/m³", "00", "", None


def spans(store: Store) -> list[tuple[str, int]]:
    return sorted((entry.span, entry.rows) for entry in store.manifest().of("readings"))


def test_batches_become_days_and_days_a_month(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for hour in range(0, 72, 6):
        store.add(table([at(DAY + timedelta(hours=hour))]))
    before = rows(store)
    assert store.compact(DAY + timedelta(hours=60)) == 8
    assert spans(store) == [*[("batch", 1)] * 4, ("day", 4), ("day", 4)]
    assert store.compact(DAY + timedelta(hours=60)) == 0
    store.add(table([at(DAY + timedelta(hours=1))]))  # late
    assert store.compact(DAY + timedelta(days=40)) == 7
    assert spans(store) == [("month", 13)]
    assert [row for row in rows(store) if row in before] == before
    assert store.verify() == []


def test_a_day_with_many_batches_is_merged_before_it_is_over(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(compaction.MANY + 1):
        store.add(table([at(DAY + timedelta(minutes=number))]))
    assert store.compact(DAY + timedelta(hours=1)) == compaction.MANY + 1
    assert spans(store) == [("batch", compaction.MANY + 1)]


def test_a_few_late_rows_do_not_write_a_large_month_again(tmp_path: Path) -> None:
    store, over = Store(tmp_path), DAY + timedelta(days=40)
    store.add(table([at(DAY + timedelta(minutes=5 * n)) for n in range(300)]))
    store.add(table([at(DAY + timedelta(minutes=-5))]))
    store.compact(over)
    month = next(entry for entry in store.manifest().of("readings"))
    for number in range(3):
        store.add(table([at(DAY + timedelta(minutes=number + 1))]))
    assert store.compact(over) == 3
    assert month in store.manifest().entries
    assert spans(store) == [("batch", 3), ("month", 301)]


def test_where_nobody_compacts_commits_keep_the_number_of_files_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xanh.observations.store.core._MANY", 40)
    store = Store(tmp_path)
    for number in range(90):
        store.add(table([at(DAY + timedelta(minutes=number))]))
    assert len(store.files("readings")) <= 41
    assert len(rows(store)) == 90


def test_merging_in_slices_gives_the_same_file_as_in_one_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = []
    for size in (1_000_000, 40):
        monkeypatch.setattr(merging, "SLICE", size)
        store = Store(tmp_path / str(size), clock=lambda: DAY)
        for number in range(4):
            sent = [at(DAY + timedelta(minutes=n), f"S{n * 7 % 13:02d}", number) for n in range(99)]
            store.add(table(sent))
        store.compact(DAY + timedelta(days=40))
        (path,) = store.files("readings")
        tables.append(pq.read_table(path))
        order = [(name, "ascending") for name in KINDS["readings"].order]
        assert tables[-1].equals(tables[-1].sort_by(order))
    assert tables[0].equals(tables[1])


def test_row_groups_let_a_station_s_week_touch_two_of_them_at_most(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for station in range(30):
        labels = (DAY.replace(day=1) + timedelta(minutes=5 * n) for n in range(8_640))
        store.add(table([at(label, f"S{station:02d}", 1.5) for label in labels]))
    store.compact(DAY + timedelta(days=40))
    (path,) = store.files("readings")
    metadata = pq.ParquetFile(path).metadata
    bounds = [metadata.row_group(n).column(0).statistics for n in range(metadata.num_row_groups)]
    assert metadata.num_row_groups == 3
    assert max(sum(b.min <= f"S{n:02d}" <= b.max for b in bounds) for n in range(30)) <= 2
    assert metadata.metadata[b"time"].startswith(b"UTC, end")


def test_a_reader_with_an_older_manifest_goes_on_until_the_grace_is_over(tmp_path: Path) -> None:
    now = [DAY + timedelta(days=40)]
    store = Store(tmp_path, grace=600, clock=lambda: now[0])
    for number in range(3):
        store.add(table([at(DAY + timedelta(hours=number))]))
    old = store.files("readings")
    store.compact(now[0])
    assert sum(pq.read_metadata(path).num_rows for path in old) == 3
    now[0] += timedelta(seconds=599)
    store.compact(now[0])
    assert all(path.exists() for path in old)
    now[0] += timedelta(seconds=2)
    store.compact(now[0])
    assert not any(path.exists() for path in old)
    assert store.manifest().retired == ()
    assert len(rows(store)) == 3


def test_files_of_a_period_of_stations_and_of_late_arrivals(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(4):
        store.add(table([at(DAY + timedelta(days=number), f"S{number}")]))
    moments = [entry.made for entry in store.manifest().entries]
    names = [path.name for path in store.files("readings")]
    chosen = store.files("readings", DAY + timedelta(days=1), DAY + timedelta(days=2))
    assert [path.name for path in chosen] == names[1:3]
    assert [p.name for p in store.files("readings", stations=["S3", "S9"])] == names[3:]
    assert [p.name for p in store.files("readings", since=moments[1])] == names[2:]


def flags(moment: datetime | None) -> pa.Table:
    row = {"station": "A", "parameter": "pm25", "time": DAY, "flag": "spike", "rules": "1"}
    return pa.Table.from_pylist([{**row, "made": moment}], FLAGS)


def test_flags_hours_corrections_and_originals_keep_their_history_through_merging(
    tmp_path: Path,
) -> None:
    store, over = Store(tmp_path), DAY + timedelta(days=400)
    hour = {"station": "A", "parameter": "pm25", "time": DAY, "mean": 1.0, "count": 12}
    for number in range(40):
        made = DAY + timedelta(days=number)
        store.append("flags", flags(made))
        store.append("hours", pa.Table.from_pylist([{**hour, "made": made}], HOURS))
        row = {"id": number, "station": "A", "action": "exclude", "made": made}
        store.append("corrections", pa.Table.from_pylist([row], CORRECTIONS))
        store.add(table([]), [Original(f"{number}", bytes([number]) * 9)])
    expected = {kind: everything(store, kind) for kind in KINDS if kind != "readings"}
    assert {kind: len(found) for kind, found in expected.items()} == dict.fromkeys(expected, 40)
    store.compact(datetime.now() + timedelta(days=400))
    assert [len(store.files(kind)) for kind in expected] == [1, 1, 1, 1]
    assert {kind: everything(store, kind) for kind in expected} == expected
    assert store.compact(over) == 0


def everything(store: Store, kind: str) -> list[tuple]:
    paths = [str(path) for path in store.files(kind)]
    order = ", ".join(KINDS[kind].order)
    columns = ", ".join(f'"{name}"' for name in KINDS[kind].schema.names)
    return duckdb.execute(
        f"SELECT {columns} FROM read_parquet($1) ORDER BY {order}", [paths]
    ).fetchall()


def test_an_empty_moment_becomes_that_of_the_commit(tmp_path: Path) -> None:
    store = Store(tmp_path)
    first, second = store.append("flags", flags(None)), store.append("flags", flags(None))
    assert first < second
    assert [row[-1] for row in everything(store, "flags")] == [first, second]


READER = """
import sys, time
import duckdb
from xanh.observations.store import Store
store, seen = Store(sys.argv[1]), 0
end = time.monotonic() + float(sys.argv[2])
while time.monotonic() < end:
    least = store.manifest().rows("readings")
    paths = [str(path) for path in store.files("readings")]
    if paths:
        count, keys = duckdb.execute(
            "SELECT count(*), count(DISTINCT (station, time, version)) FROM read_parquet($1)", [paths]
        ).fetchone()
        assert count == keys and count >= max(least, seen) and count % 3 == 0, (count, keys, least)
        seen = count
print(seen)
"""


def test_readers_see_whole_commits_while_a_writer_adds_and_another_compacts(
    tmp_path: Path,
) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    store = Store(tmp_path, grace=30)
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(tmp_path), "3"],
            env=environment, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    number, end = 0, time.monotonic() + 3.5
    while time.monotonic() < end:
        label = DAY + timedelta(hours=number)
        store.add(table([at(label, station) for station in "ABC"]))
        number += 1
        if number % 10 == 0:
            Store(tmp_path, grace=30).compact(label)
    for reader in readers:
        output, _ = reader.communicate(timeout=30)
        assert reader.returncode == 0
        assert int(output) > 0
    assert len(rows(store)) == 3 * number


def test_a_commit_during_a_merge_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path)
    for number in range(3):
        store.add(table([reading(minutes=number)]))
    real = merging.slices

    def slow(*args: object):
        Store(tmp_path).add(table([reading(minutes=1, value=7.0), reading("B")]))
        yield from real(*args)

    monkeypatch.setattr(merging, "slices", slow)
    assert store.compact(datetime(2027, 1, 1)) == 3
    assert len(rows(store)) == 5
    assert store.add(table([reading(minutes=1, value=7.0)])).same == 1
    assert pq.read_schema(store.files("readings")[0]).equals(KEPT)
