"""Indices from the store, and what they were made from."""

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from xanh.observations.engine import DuckEngine
from xanh.observations.readings import HOURS
from xanh.observations.selection import Selection
from xanh.observations.store import Store
from xanh.office.monitoring.indices import air_indices, latest_air, lineage

# 09:00 … 20:00 local of the worked example of Decision 1459/QĐ-TCMT, section 2.3.
PM25 = [26.9, 24.7, 20.5, 23.5, 19.5, 16.5, 19.0, 16.5, 20.3, 22.4, 19.6, 20.6]
LAST = datetime(2026, 3, 25, 13, tzinfo=UTC)  # 20:00 local


def hour(parameter: str, back: int, mean: float, count: int = 12, station: str = "A") -> dict:
    time = (LAST - timedelta(hours=back)).replace(tzinfo=None)
    return {
        "station": station,
        "parameter": parameter,
        "time": time,
        "mean": mean,
        "least": mean,
        "most": mean,
        "count": count,
        "received": 12,
        "expected": 12,
        "unit": "µg/m³",
        "made": None,
    }


def engine_with(tmp_path, rows: list[dict]) -> DuckEngine:
    store = Store(tmp_path)
    store.append("hours", pa.Table.from_pylist(rows, HOURS))
    return DuckEngine(store)


@pytest.fixture
def example(tmp_path):
    rows = [hour("pm25", 11 - place, value) for place, value in enumerate(PM25)]
    return engine_with(tmp_path, [*rows, hour("o3", 0, 136.1), hour("no2", 0, 118.7)])


def test_the_decisions_own_hour_comes_out_of_the_store(example):
    (index,) = air_indices(example, ["A"], LAST - timedelta(hours=1), LAST)
    # The decision prints 60 for NO2; by its own formula it is 59.35.
    assert (index.index, index.dominant) == (59, "no2")
    assert index.parts == {"pm25": 41, "o3": 43, "no2": 59}
    assert index.time == LAST


def test_an_index_says_what_it_was_made_from(example):
    index = latest_air(example, ["A"], LAST)["A"]
    origin = lineage(example, index)
    assert origin.version == "vn_aqi:2019"
    assert origin.selection.stations == ("A",)
    assert [(s.parameter, s.valid, s.expected) for s in origin.shares] == [
        ("pm25", 144, 144),
        ("o3", 12, 12),
        ("no2", 12, 12),
    ]
    data = origin.to_json()
    assert Selection.from_json(data["selection"]) == origin.selection


def test_an_hour_under_the_share_takes_no_part(tmp_path):
    engine = engine_with(tmp_path, [hour("pm25", 1, 20.0), hour("pm25", 0, 400.0, count=8)])
    (only,) = air_indices(engine, ["A"], LAST - timedelta(hours=2), LAST)
    assert only.time == LAST - timedelta(hours=1)
    assert only.index is None  # one of three hours is no NowCast


def test_no_index_is_given_for_an_hour_that_has_not_ended(example):
    assert latest_air(example, ["A"], LAST + timedelta(minutes=20))["A"].time == LAST


def test_asked_as_of_before_the_hours_were_made_there_is_no_index(example):
    assert air_indices(example, ["A"], LAST - timedelta(hours=1), LAST, as_of=LAST) == []


def test_a_station_without_data_has_no_latest_index(example):
    assert latest_air(example, ["B"], LAST) == {}
