"""VN_WQI and QCVN 08 from the store."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest

from xanh.observations.engine import DuckEngine
from xanh.observations.readings import HOURS
from xanh.observations.store import Store
from xanh.office.monitoring.series import midnight
from xanh.office.monitoring.waters import latest_water, water_indices, water_lineage

DAY = date(2026, 3, 1)
# The sample in the docstring of xanh.methods.water.vn_wqi.
SAMPLE = {"ph": 7.2, "bod5": 12.0, "cod": 24.0, "nh4_n": 0.75, "coliform": 6000.0}


@pytest.fixture
def engine(tmp_path) -> DuckEngine:
    store = Store(tmp_path)
    values = [(DAY, name, value) for name, value in SAMPLE.items()]
    values += [(DAY + timedelta(days=1), "ph", 7.0), (DAY + timedelta(days=1), "tss", 40.0)]
    rows = [
        {
            "station": "W", "parameter": name, "mean": value, "least": value, "most": value,
            "time": (midnight(day) + timedelta(hours=24)).replace(tzinfo=None), "count": 1,
            "received": 1, "expected": 1, "unit": "mg/L", "made": None,
        }
        for day, name, value in values
    ]  # fmt: skip
    store.append("hours", pa.Table.from_pylist(rows, HOURS))
    return DuckEngine(store)


def test_a_grab_sample_at_midnight_is_that_days_index(engine):
    first, second = water_indices(engine, ["W"], DAY, DAY + timedelta(days=1))
    assert (first.day, first.index, first.band) == (DAY, 58, "Trung bình")
    assert first.worst in SAMPLE
    assert first.grade in "ABCD"
    assert second.index is None
    assert second.missing == "group-4 groups"
    assert second.means["tss"] == 40.0


def test_the_newest_index_goes_before_newer_days_without_one(engine):
    newest = latest_water(engine, ["W"], midnight(DAY + timedelta(days=3)))["W"]
    assert newest.day == DAY


def test_it_says_what_it_was_made_from(engine):
    index = water_indices(engine, ["W"], DAY, DAY)[0]
    origin = water_lineage(engine, index)
    assert origin.version == "vn_wqi:2019"
    assert origin.selection.stations == ("W",)
    assert {s.parameter: s.valid for s in origin.shares} == dict.fromkeys(SAMPLE, 1)
