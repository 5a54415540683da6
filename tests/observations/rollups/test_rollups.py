"""Averages are those of the regulations, with what stands behind them, in local periods."""

from __future__ import annotations

import calendar
import functools
import math
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xanh.observations import levels, rollups
from xanh.observations.readings import KEPT, READINGS

from ..stations import series

HOUR = timedelta(hours=1)
MIDNIGHT = datetime(2026, 3, 9, 17, tzinfo=UTC)  # 10 March, 00:00 in Hanoi


@functools.cache
def _base():
    import ibis

    return ibis.duckdb.connect()


def rolled(readings: pa.Table, *steps, **last) -> list[dict]:
    """Run steps over readings, the last with more arguments; rows in the order of their keys."""
    import ibis

    nothing = pa.nulls(readings.num_rows)
    columns = [*readings.columns, nothing.cast(pa.int16()), nothing.cast(pa.timestamp("us"))]
    table = levels.with_usable(ibis.memtable(pa.table(columns, schema=KEPT)))
    *first, final = steps
    for step in first:
        table = step(table)
    found = _base().to_pyarrow(final(table, **last))
    label = "time" if "time" in found.column_names else "day"
    keys = [(name, "ascending") for name in ("station", "parameter", label)]
    return found.sort_by(keys).to_pylist()


def hourly(values, parameter="pm25", start=MIDNIGHT, **more) -> pa.Table:
    return series(values, parameter, start=start, seconds=3600, **more)


def test_the_worked_example_eight_of_ten_received_make_no_mean():
    values = [20.0 + n for n in range(10)]
    status = ["00"] * 8 + ["01"] * 2
    (row,) = rolled(series(values, "cod", status=status, unit="mg/L"), rollups.hours)
    assert (row["received"], row["count"], row["expected"], row["mean"]) == (10, 8, 12, None)
    assert row["completeness"] == pytest.approx(0.667, abs=1e-3)


def test_the_worked_example_nine_make_the_mean_of_nine():
    values = [20.0 + n for n in range(10)]
    status = ["00"] * 9 + ["01"]
    (row,) = rolled(series(values, "cod", status=status, unit="mg/L"), rollups.hours)
    assert (row["count"], row["completeness"], row["unit"]) == (9, 0.75, "mg/L")
    assert (row["mean"], row["least"], row["most"]) == (24.0, 20.0, 28.0)
    assert row["time"] == (MIDNIGHT + HOUR).replace(tzinfo=None)


@pytest.mark.parametrize("share", [0.5, 0.7, 0.75, 0.9, 1.0])
def test_the_share_can_be_set_and_is_met_exactly(share):
    for count in range(1, 11):
        (row,) = rolled(series([5.0] * count, seconds=360), rollups.hours, share=share)
        assert (row["mean"] is not None) == (count >= share * 10 - 1e-9), count


@pytest.mark.parametrize(("seconds", "expected"), [(60, 60), (300, 12), (900, 4), (3600, 1)])
def test_what_is_expected_follows_from_the_interval(seconds, expected):
    (row,) = rolled(series([1.0], seconds=seconds), rollups.hours)
    assert row["expected"] == expected


def test_labels_on_the_hour_end_it_and_the_next_begins_the_next():
    rows = rolled(series(range(1, 25)), rollups.hours)
    assert [row["mean"] for row in rows] == [6.5, 18.5]
    assert [row["count"] for row in rows] == [12, 12]


def test_grab_samples_expect_nothing_beside_themselves_and_daily_values_no_hour():
    (row,) = rolled(series([7.0], "ph", seconds=0), rollups.hours)
    assert (row["mean"], row["expected"], row["completeness"]) == (7.0, 1, 1.0)
    assert rolled(series([7.0], seconds=86_400), rollups.hours) == []


def test_flagged_and_missing_readings_take_no_part():
    values = [10.0] * 9 + [500.0, None, 10.0]
    flags = [""] * 9 + ["spike", "", "bdl"]  # half of 10 only at the checked level
    (row,) = rolled(series(values, flag=flags), rollups.hours)
    assert (row["mean"], row["count"], row["received"]) == (10.0, 10, 12)


def test_eight_hours_run_and_need_six():
    values = [float(n) for n in range(1, 13)]
    values[3] = values[9] = math.nan
    rows = rolled(hourly(values, "o3"), rollups.whole_hours, rollups.eight_hours)
    assert len(rows) == 12
    for place, row in enumerate(rows):
        window = values[max(0, place - 7) : place + 1]
        there = [value for value in window if not math.isnan(value)]
        assert (row["count"], row["expected"]) == (len(there), 8)
        assert row["mean"] == (pytest.approx(np.mean(there)) if len(there) >= 6 else None)


@pytest.mark.parametrize(("valid", "whole"), [(17, False), (18, True), (24, True)])
def test_a_day_needs_eighteen_hours(valid, whole):
    values = [float(n) for n in range(valid)] + [math.nan] * (24 - valid)
    (row,) = rolled(hourly(values), rollups.whole_hours, rollups.days)
    assert (row["count"], row["expected"], row["mean"] is not None) == (valid, 24, whole)
    if whole:
        assert row["mean"] == pytest.approx((valid - 1) / 2)


def test_midnight_belongs_to_the_day_before():
    (first, second) = rolled(hourly(range(1, 49)), rollups.whole_hours, rollups.days)
    assert (first["day"], second["day"]) == (date(2026, 3, 10), date(2026, 3, 11))
    assert (first["mean"], second["mean"]) == (12.5, 36.5)
    assert (first["count"], second["count"]) == (24, 24)


def test_an_hour_under_the_share_is_no_part_of_a_day():
    fives = [10.0] * (12 * 18)
    fives += [100.0] * 8 + [None] * 4  # an hour of which two thirds are there
    (row,) = rolled(series(fives), rollups.whole_hours, rollups.days)
    assert (row["mean"], row["count"], row["received"]) == (10.0, 18, 19)


@pytest.mark.parametrize(
    ("year", "month"),
    [(2026, 2), (2024, 2), (2000, 2), (1900, 2), *((2025, m) for m in range(1, 13))],
)
def test_months_and_years_expect_the_days_of_the_calendar(year, month):
    start = datetime(year, month, 10, 17, tzinfo=UTC)
    days = [rollups.whole_hours, rollups.days]
    table = hourly([3.0] * 24, start=start)
    (of_month,) = rolled(table, *days, rollups.months, share=0.01)
    (of_year,) = rolled(table, *days, rollups.years, share=0.001)
    assert of_month["expected"] == calendar.monthrange(year, month)[1]
    assert of_year["expected"] == 365 + calendar.isleap(year)
    assert (of_month["day"], of_year["day"]) == (date(year, month, 1), date(year, 1, 1))
    assert of_month["mean"] == of_year["mean"] == 3.0


def test_the_year_is_the_mean_of_days_and_not_of_hours():
    values = [10.0] * 24 + [40.0] * 18 + [math.nan] * 6
    steps = [rollups.whole_hours, rollups.days, rollups.years]
    (row,) = rolled(hourly(values), *steps, share=0.001)
    assert (row["mean"], row["count"]) == (25.0, 2)
    (row,) = rolled(hourly(values), *steps)
    assert row["mean"] is None


def test_rain_adds_up():
    rows = rolled(series([0.2] * 12 * 24, "rain", unit="mm"), rollups.hours)
    assert [row["mean"] for row in rows] == [pytest.approx(2.4)] * 24
    steps = [rollups.whole_hours, rollups.days]
    (day,) = rolled(series([0.2] * 12 * 24, "rain", unit="mm"), *steps)
    assert day["mean"] == pytest.approx(57.6)


def wind(angles, speeds=None) -> dict:
    table = series(angles, "wind_direction", unit="°")
    if speeds is not None:
        table = pa.concat_tables([table, series(speeds, "wind_speed", unit="m/s")])
    return rolled(table, rollups.hours, share=0.1)[0]


def test_wind_turns_through_north():
    assert wind([350.0] * 6 + [10.0] * 6)["mean"] % 360 == pytest.approx(0, abs=1e-9)
    assert wind([340.0] * 6 + [350.0] * 6)["mean"] == pytest.approx(345)


def test_strong_winds_count_more_where_all_speeds_are_known():
    angles, speeds = [0.0] * 6 + [90.0] * 6, [3.0] * 6 + [1.0] * 6
    assert wind(angles, speeds)["mean"] == pytest.approx(math.degrees(math.atan2(1, 3)))
    assert wind(angles, [*speeds[:-1], None])["mean"] == pytest.approx(45)


def test_winds_that_cancel_out_have_no_direction_and_no_extremes():
    row = wind([90.0] * 6 + [270.0] * 6)
    assert (row["mean"], row["least"], row["most"]) == (None, None, None)


VALUES = st.lists(
    st.one_of(st.none(), st.floats(-5, 500, allow_nan=False)), min_size=1, max_size=60
)


@settings(max_examples=40, deadline=None)
@given(VALUES, st.integers(0, 11), st.sampled_from([0.5, 0.75, 1.0]))
def test_hours_are_those_of_plain_python(values, offset, share):
    start = MIDNIGHT + offset * timedelta(minutes=5)
    table = series(values, start=start)
    groups: dict[datetime, list] = {}
    for label, value in zip(table["time"].to_pylist(), values, strict=True):
        end = (label - timedelta(microseconds=1)).replace(minute=0, second=0, microsecond=0) + HOUR
        groups.setdefault(end, []).append(value)
    rows = rolled(table, rollups.hours, share=share)
    assert [row["time"] for row in rows] == sorted(groups)
    for row in rows:
        there = [value for value in groups[row["time"]] if value is not None]
        assert (row["count"], row["received"]) == (len(there), len(groups[row["time"]]))
        if len(there) >= share * 12:
            assert row["mean"] == pytest.approx(math.fsum(there) / len(there))
            assert (row["least"], row["most"]) == (min(there), max(there))
        else:
            assert (row["mean"], row["least"], row["most"]) == (None, None, None)


def test_stations_and_parameters_stay_apart():
    table = pa.concat_tables(
        [series([1.0] * 12), series([2.0] * 12, "pm10"), series([3.0] * 12, station="B")]
    )
    found = {(r["station"], r["parameter"]): r["mean"] for r in rolled(table, rollups.hours)}
    assert found == {("A", "pm25"): 1.0, ("A", "pm10"): 2.0, ("B", "pm25"): 3.0}


def test_nothing_gives_nothing():
    empty = READINGS.empty_table()
    steps = [rollups.whole_hours, rollups.days, rollups.years]
    assert rolled(empty, *steps) == []
    assert rolled(empty, rollups.whole_hours, rollups.eight_hours) == []
