"""Kept hours equal what readings give, after late data, corrections and their undo."""

from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

from xanh.observations.corrections import correct, undo
from xanh.observations.engine import DuckEngine
from xanh.observations.hours import derive_hours
from xanh.observations.readings import READINGS
from xanh.observations.rollups import whole_hours
from xanh.observations.selection import Selection
from xanh.observations.store import Store

DAY = date(2026, 3, 25)
BEGIN = datetime(2026, 3, 24, 17)  # 00:00 local of the day
TOUCHED = [("A", "pm25", DAY)]


def readings(first: int, last: int, value: float = 20.0) -> pa.Table:
    """Return five-minute readings number ``first`` … ``last`` of the day."""
    rows = [
        {
            "station": "A",
            "parameter": "pm25",
            "time": BEGIN + timedelta(minutes=5 * number),
            "seconds": 300,
            "value": value + number % 7,
            "unit": "µg/m³",
            "status": "00",
            "flag": "",
        }
        for number in range(first, last + 1)
    ]
    return pa.Table.from_pylist(rows, READINGS)


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path)
    store.add(readings(1, 100))
    derive_hours(store, TOUCHED)
    return store


def kept_and_computed(store: Store) -> tuple[list, list]:
    engine = DuckEngine(store)
    names = ["time", "mean", "least", "most", "count", "received", "expected"]
    tables = (engine.hours(Selection()), engine.table(Selection(), "hours", whole_hours))
    kept, computed = (table.select(names).sort_by("time").to_pylist() for table in tables)
    return kept, computed


def test_kept_hours_are_what_readings_give(store):
    kept, computed = kept_and_computed(store)
    assert kept == computed
    assert [row["count"] for row in kept] == [12] * 8 + [4]


def test_late_readings_change_the_hours_they_fall_into_and_no_others(store):
    store.add(readings(101, 130))
    assert derive_hours(store, TOUCHED) == 3
    kept, computed = kept_and_computed(store)
    assert kept == computed


def test_nothing_new_appends_nothing(store):
    assert derive_hours(store, TOUCHED) == 0


def test_a_correction_and_its_undo_reach_the_hours(store):
    before, _ = kept_and_computed(store)
    moment = BEGIN.replace(tzinfo=UTC)
    number = correct(
        store,
        "A",
        "pm25",
        moment,
        moment + timedelta(hours=1),
        action="scale",
        factor=2.0,
        reason="hiệu chuẩn",
        person="monitor",
    )
    derive_hours(store, TOUCHED)
    after, computed = kept_and_computed(store)
    assert after == computed
    assert after[0]["mean"] == pytest.approx(2 * before[0]["mean"])
    undo(store, number, reason="nhầm trạm", person="monitor")
    derive_hours(store, TOUCHED)
    assert kept_and_computed(store)[0] == before


def test_a_day_that_is_not_touched_stays(store):
    store.add(readings(101, 130))
    assert derive_hours(store, [("A", "pm25", DAY + timedelta(days=1))]) == 0
