"""Numbers, arrays and tables give the same values, by property and over real data."""

from datetime import UTC, date, datetime, timedelta

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xanh.methods.air import nowcast, sub_index, us_sub_index, vn_aqi, vn_aqi_day, vn_aqi_hour
from xanh.methods.air.scales import PARAMETERS, PARTICLES
from xanh.methods.air.us_aqi import US_AQI
from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019

from .shared import beside

START = datetime.fromisoformat("2024-02-27 00:00")
VALUE = st.one_of(
    st.none(),
    st.integers(0, 40_000).map(lambda tenths: tenths / 10),
    st.sampled_from([-999.0, -1.2, 9999.0, 0.0, 25.0, 50.3, 3850.0, float("nan"), float("inf")]),
)
SLOTS = st.tuples(st.sampled_from(["A", "B"]), st.sampled_from(PARAMETERS), st.integers(0, 100))


@pytest.fixture(scope="module")
def duck():
    return ibis.duckdb.connect()


def column(values):
    return ibis.memtable(pd.DataFrame({"x": pd.Series(values, dtype="float64")})).x


@settings(max_examples=25, deadline=None)
@given(st.lists(VALUE, min_size=1, max_size=30), st.sampled_from([*PARAMETERS]))
def test_vn_sub_index(duck, values, parameter):
    numbers = [sub_index(parameter, value) for value in values]
    array = sub_index(parameter, np.array(values, dtype=float))
    table = duck.execute(sub_index(parameter, column(values)).name("y"))
    plain = np.array(numbers, dtype=float)
    np.testing.assert_array_equal(array, plain)
    np.testing.assert_allclose(sorted(table.astype(float)), sorted(plain), rtol=1e-12)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(VALUE, min_size=1, max_size=30),
    st.sampled_from(sorted(US_AQI[0].corners)),
    st.sampled_from(US_AQI),
)
def test_us_sub_index(duck, values, curve, scale):
    numbers = [us_sub_index(curve, value, scale) for value in values]
    array = us_sub_index(curve, np.array(values, dtype=float), scale)
    table = duck.execute(us_sub_index(curve, column(values), scale).name("y"))
    plain = np.array(numbers, dtype=float)
    np.testing.assert_array_equal(array, plain)
    np.testing.assert_allclose(sorted(table.astype(float)), sorted(plain), rtol=1e-12)


@settings(max_examples=4, deadline=None)
@given(st.lists(st.tuples(*[VALUE] * 12), min_size=5, max_size=40))
def test_nowcast(duck, rows):
    numbers = [nowcast(list(row)) for row in rows]
    array = nowcast(np.array(rows, dtype=float))
    frame = pd.DataFrame(np.array(rows, dtype=float), columns=[f"c{age}" for age in range(12)])
    table = ibis.memtable(frame)
    result = duck.execute(nowcast([table[name] for name in table.columns]).name("y"))
    np.testing.assert_array_equal(array, np.array(numbers, dtype=float))
    np.testing.assert_allclose(
        sorted(result.astype(float)), sorted(np.array(numbers, dtype=float)), rtol=1e-12
    )


def series(readings, station, name, times):
    return [readings.get((station, name, time)) for time in times]


@settings(max_examples=3, deadline=None)
@given(st.dictionaries(SLOTS, VALUE, min_size=60, max_size=300))
def test_vn_aqi_of_tables(duck, readings):
    """Hour by hour and day by day, with hours, days and parameters missing anywhere."""
    long = pd.DataFrame(
        [(s, p, START + timedelta(hours=h), v) for (s, p, h), v in readings.items()],
        columns=["station", "parameter", "time", "value"],
    )
    long["value"] = long["value"].astype(float)
    given_values = {(s, p, START + timedelta(hours=h)): v for (s, p, h), v in readings.items()}
    for period in ("hour", "day"):
        frame = vn_aqi(long, period)
        lazy = duck.execute(vn_aqi(ibis.memtable(long), period))
        lazy = lazy.sort_values(["station", "time"], ignore_index=True)
        there = [name for name in PARAMETERS if name in frame.columns]
        assert set(there) == set(long["parameter"])
        lazy = lazy.drop(columns=[name for name in PARAMETERS if name not in there])
        assert list(lazy.columns) == list(frame.columns)
        assert list(lazy["time"].astype(str)) == list(frame["time"].astype(str))
        for name in frame.columns[2:]:
            if name in ("band", "dominant"):
                assert list(lazy[name].fillna("")) == list(frame[name].fillna("")), name
            else:
                ours = frame[name].astype("Float64").to_numpy(float, na_value=np.nan)
                np.testing.assert_allclose(lazy[name].astype(float), ours, rtol=1e-12, err_msg=name)
        for row in frame.to_dict("records"):
            assert_same_as_single(given_values, row, period)


def assert_same_as_single(readings, row, period):
    if period == "hour":
        hours = [row["time"] - timedelta(hours=age) for age in range(11, -1, -1)]
        values = {n: series(readings, row["station"], n, hours) for n in PARAMETERS}
        single = vn_aqi_hour(**{n: v if n in PARTICLES else v[-1] for n, v in values.items()})
    else:
        start = datetime.combine(row["time"], datetime.min.time())
        hours = [start + timedelta(hours=hour) for hour in range(-6, 25)]
        values = {n: series(readings, row["station"], n, hours) for n in PARAMETERS}
        single = vn_aqi_day(**{n: v if n == "o3" else v[-24:] for n, v in values.items()})
    assert (None if pd.isna(row["index"]) else row["index"]) == single.index
    assert (None if pd.isna(row["dominant"]) else row["dominant"]) == single.dominant
    ours = {n: row[n] for n in PARAMETERS if n in row and not pd.isna(row[n])}
    assert ours == dict(single.sub_indices)


@pytest.fixture(scope="module")
def beijing():
    frames = [
        pd.read_csv(path) for path in sorted(beside("air-beijing-multisite").glob("PRSA_*.csv"))
    ]
    frame = pd.concat(frames, ignore_index=True)
    frame["time"] = pd.to_datetime(frame[["year", "month", "day", "hour"]])
    names = ["PM2.5", "PM10", "SO2", "NO2", "CO", "O3"]
    return frame[["station", "time", *names]]


def test_beijing_by_the_hour(duck, beijing):
    hours = vn_aqi(beijing)
    assert len(hours) >= len(beijing)
    assert set(hours["station"]) == {"Aotizhongxin", "Dingling", "Dongsi", "Wanshouxigong"}
    parts = hours[list(PARAMETERS)].astype("Float64")
    particles = parts[["pm25", "pm10"]].notna().any(axis=1)
    assert (hours["index"].notna() == particles).all()
    there = hours[particles]
    assert (there["index"] == parts[particles].max(axis=1)).all()
    assert there["index"].between(0, 500).all()
    bands = {band.name_vi: band for band in VN_AQI_2019.bands}
    assert set(there["band"]) == set(bands)
    for name, rows in there.groupby("band"):
        assert rows["index"].between(bands[name].low, bands[name].high).all()
    lazy = duck.execute(vn_aqi(ibis.memtable(beijing)))
    lazy = lazy.sort_values(["station", "time"], ignore_index=True)
    for name in ("index", *PARAMETERS):
        np.testing.assert_array_equal(
            lazy[name].astype(float), hours[name].astype("Float64").to_numpy(float, na_value=np.nan)
        )
    assert list(lazy["dominant"].fillna("")) == list(hours["dominant"].fillna(""))


def test_beijing_by_the_day(beijing):
    days = vn_aqi(beijing, "day")
    strict, loose = vn_aqi(beijing, "day", share=1.0), vn_aqi(beijing, "day", share=0.01)
    # 31 October has the label 00:00 of 1 November alone.
    assert len(days) == 4 * 428
    assert days["time"].min() == date(2015, 10, 31)
    assert strict["index"].notna().sum() < days["index"].notna().sum()
    assert days["index"].notna().sum() < loose["index"].notna().sum()
    both = days["index"].notna() & loose["index"].notna()
    assert (days["pm25"][both & days["pm25"].notna()] <= 500).all()
    dongsi = beijing[beijing["station"] == "Dongsi"].set_index("time")
    label = pd.date_range("2016-03-01 01:00", "2016-03-02 00:00", freq="h")
    mean = dongsi["PM2.5"].reindex(label).mean()
    row = days[(days["station"] == "Dongsi") & (days["time"] == date(2016, 3, 1))].iloc[0]
    assert row["pm25"] == int(sub_index("pm25", mean) + 0.5)


def test_times_with_and_without_a_zone(duck):
    naive = pd.DataFrame({"time": pd.date_range("2026-03-05 17:00", periods=12, freq="h")})
    naive["pm25"] = np.arange(12.0) + 20
    aware = naive.assign(time=(naive["time"] - pd.Timedelta(hours=7)).dt.tz_localize(UTC))
    for period in ("hour", "day"):
        local = vn_aqi(naive, period)
        pd.testing.assert_frame_equal(vn_aqi(aware, period), local)
        lazy = duck.execute(vn_aqi(ibis.memtable(aware), period))
        lazy = lazy.sort_values("time", ignore_index=True)
        assert list(lazy["time"].astype(str)) == list(local["time"].astype(str))
    assert list(vn_aqi(naive, "day")["time"]) == [date(2026, 3, 5), date(2026, 3, 6)]
