"""Days, 8-hour means, years and shapes of a station, against the rules and the library's own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xanh.observations.engine import DuckEngine
from xanh.observations.readings import HOURS
from xanh.observations.rollups import days as days_of
from xanh.observations.selection import Selection
from xanh.observations.store import Store
from xanh.office.monitoring.annual import year_of
from xanh.office.monitoring.series import Grid, grids, last_label, midnight
from xanh.office.monitoring.shapes import by_sector, wind_shares

# Labels 18:00 of the day before … 00:00: example of Decision 1459/QĐ-TCMT, section 2.4.
OZONE = [
    15.7, 14.2, 17.7, 18.9, 19.3, 15.7, 19.7, 22.6, 27.1, 29.0, 31.9, 25.3, 34.7, 35.2, 41.6, 45.7,
    49.2, 55.8, 69.6, 78.3, 91.5, 97.7, 81.2, 71.8, 43.5, 34.3, 21.5, 20.5, 19.4, 20.4, 21.3,
]  # fmt: skip


def grid(parameter: str, rows: np.ndarray, first: date = date(2026, 1, 1), lead: int = 0) -> Grid:
    whole = np.isfinite(rows).astype(np.int64)
    return Grid("A", parameter, "µg/m³", first, rows, whole, whole, whole, lead)


def test_the_decisions_eight_hour_means_come_out():
    rows = np.full((2, 24), np.nan)
    rows[0, 17:] = OZONE[:7]
    rows[1] = OZONE[7:]
    one = grid("o3", rows, lead=1)
    assert one.eight_hours().tolist() == pytest.approx([74.3875])


@pytest.mark.parametrize(("there", "known"), [(18, True), (17, False)])
def test_a_day_counts_with_18_of_24_hours(there: int, known: bool):
    rows = np.full((1, 24), np.nan)
    rows[0, :there] = 10.0
    assert bool(np.isfinite(grid("pm25", rows).daily()[0])) is known


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 95), st.integers(1, 12)), max_size=80, unique_by=lambda r: r[0]
    )
)
def test_days_are_those_of_the_roll_ups(tmp_path_factory, hours):
    store = Store(tmp_path_factory.mktemp("s"))
    first = date(2026, 3, 1)
    rows = [
        {
            "station": "A", "parameter": "pm25", "mean": float(place), "least": 0.0, "most": 0.0,
            "time": (midnight(first) + timedelta(hours=place + 1)).replace(tzinfo=None),
            "count": count, "received": 12, "expected": 12, "unit": "µg/m³", "made": None,
        }
        for place, count in hours
    ]  # fmt: skip
    if rows:
        store.append("hours", pa.Table.from_pylist(rows, HOURS))
    engine = DuckEngine(store)
    last = first + timedelta(days=3)
    found = grids(engine, ["A"], ["pm25"], first, last).get(("A", "pm25"))
    mine = {} if found is None else dict(zip(found.days, found.daily().tolist(), strict=True))
    selection = Selection(("A",), ("pm25",), midnight(first), midnight(last + timedelta(days=1)))
    theirs = engine.hours(selection, "days", days_of).to_pylist()
    assert {d: m for d, m in mine.items() if m == m} == pytest.approx(
        {row["day"]: row["mean"] for row in theirs if row["mean"] is not None}
    )
    engine.close()


def test_limits_change_with_the_day_and_a_short_year_is_no_year():
    # Reference: 40, 44, 46, 51 in 2026 exceed 45 twice; with dates of 2025 they exceed 50 once.
    for first, exceeded in ((date(2026, 1, 1), 2), (date(2025, 1, 1), 1)):
        rows = np.repeat(np.array([[40.0], [44.0], [46.0], [51.0]]), 24, axis=1)
        year = year_of(grid("pm25", rows, first))
        judged = next(one for one in year.judged if one.average == "24h")
        assert (judged.exceeded, judged.compared) == (exceeded, 4)
        assert year.mean == pytest.approx(45.25)
        assert not year.enough
        assert year.above is None
        assert year.who is None


def test_a_full_year_is_held_against_qcvn_and_who():
    year = year_of(grid("pm25", np.full((365, 24), 20.0)))
    assert year.enough
    assert year.above is False
    assert year.limit == 25.0
    assert year.who == "IT-2"
    assert year.who_days["AQG"] == 365
    assert year.percentiles[99] == 20.0
    assert year_of(grid("pm25", np.full((365, 24), 20.0), date(1999, 1, 1))).judged == ()


def test_wind_is_counted_where_it_comes_from_and_calm_has_no_direction():
    angles = np.full((1, 24), 90.0)
    angles[0, :6] = 359.0  # north reaches to both sides of 0°
    speeds = np.full((1, 24), 3.0)
    speeds[0, -4:] = 0.2
    values = np.full((1, 24), 10.0)
    values[0, :6] = 40.0
    direction, speed = grid("wind_direction", angles), grid("wind_speed", speeds)
    sectors, calm, _ = wind_shares(direction, speed)
    assert sum(sectors[0]) == pytest.approx(6 / 24)
    assert sum(sectors[4]) == pytest.approx(14 / 24)
    assert calm == pytest.approx(4 / 24)
    assert sum(map(sum, sectors)) + calm == pytest.approx(1.0)
    means, counts, overall = by_sector(grid("pm25", values), direction, speed)
    assert means[0] == 40.0
    assert means[4] == 10.0
    assert counts[4] == 14
    assert overall == pytest.approx((6 * 40 + 14 * 10) / 20)


def test_the_newest_label_is_found_however_old_it_is(tmp_path):
    store = Store(tmp_path)
    now = datetime(2026, 6, 1, tzinfo=UTC)
    rows = [
        {
            "station": key, "parameter": "pm25", "mean": 1.0, "least": 1.0, "most": 1.0,
            "time": (now - timedelta(days=back)).replace(tzinfo=None), "count": 1, "received": 1,
            "expected": 1, "unit": "µg/m³", "made": None,
        }
        for key, back in (("A", 1), ("A", 30), ("B", 400))
    ]  # fmt: skip
    store.append("hours", pa.Table.from_pylist(rows, HOURS))
    found = last_label(DuckEngine(store), ["A", "B", "C"], now)
    assert found == {"A": now - timedelta(days=1), "B": now - timedelta(days=400)}
