"""What people bring to ``vn_aqi``: one CSV, tables of every kind, and tables that are none."""

import contextlib
import io
from datetime import date, datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from xanh.errors import XanhError
from xanh.methods.air import nowcast, vn_aqi, vn_aqi_hour

HOURS = [f"2026-03-05 {hour:02}:00" for hour in range(9, 21)]
PM25 = [26.9, 24.7, 20.5, 23.5, 19.5, 16.5, 19.0, 16.5, 20.3, 22.4, 19.6, 20.6]


def test_three_lines_from_one_csv(tmp_path, monkeypatch):
    """The very lines of the docstring."""
    lines = [f"{time},{value}" for time, value in zip(HOURS, PM25, strict=True)]
    (tmp_path / "pm25.csv").write_text("time,pm25\n" + "\n".join(lines), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    said = vn_aqi.__doc__.partition("::\n\n")[2].partition("\n\n")[0]
    three = "\n".join(line.strip() for line in said.splitlines())
    assert three.count("\n") == 2
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(three, {})
    assert "12 rows" in printed.getvalue()
    frame = vn_aqi(pd.read_csv("pm25.csv"))
    last = frame.iloc[-1]
    assert (last["index"], last["band"], last["dominant"]) == (41, "Tốt", "pm25")
    assert last["nowcast_pm25"] == pytest.approx(20.2658, abs=1e-4)
    assert pd.isna(frame.iloc[0]["index"])
    assert list(frame.columns) == [
        "station", "time", "index", "band", "dominant", "pm25", "nowcast_pm25", "nowcast_pm10",
        "completeness",
    ]  # fmt: skip


def test_each_kind_of_table_comes_back_as_itself():
    columns = {"time": HOURS, "pm25": PM25}
    arrow = vn_aqi(pa.table(columns))
    assert isinstance(arrow, pa.Table)
    assert arrow["index"].to_pylist()[-1] == 41
    assert arrow["index"].to_pylist()[0] is None
    plain = vn_aqi(columns)
    assert plain["index"][-1] == 41
    series = pd.Series(PM25, pd.to_datetime(HOURS), name="pm25")
    assert list(vn_aqi(series)["index"].dropna()) == [i for i in arrow["index"].to_pylist() if i]
    assert vn_aqi(pa.table(columns), "day")["time"].to_pylist() == [date(2026, 3, 5)]


def test_long_and_wide_are_the_same():
    wide = pd.DataFrame({"Trạm": "A", "Time": HOURS, "PM2.5 (µg/m³)": PM25, "O3": 100.0})
    long = pd.concat(
        pd.DataFrame({"station": "A", "parameter": name, "time": HOURS, "value": values})
        for name, values in (("PM2.5", PM25), ("O3", 100.0), ("temperature", 20.0))
    )
    result = vn_aqi(wide)
    assert list(result.columns[5:7]) == ["pm25", "o3"]
    pd.testing.assert_frame_equal(result, vn_aqi(long.sample(frac=1, random_state=1)))


def test_units_that_are_said_are_heeded():
    plain = vn_aqi({"time": HOURS, "pm25": PM25, "co": [4200.0] * 12})
    wide = vn_aqi({"time": HOURS, "PM2.5": PM25, "CO [mg/m³]": [4.2] * 12})
    np.testing.assert_array_equal(plain["co"], wide["co"])
    long = vn_aqi(
        pd.DataFrame(
            {
                "time": HOURS * 2,
                "parameter": ["pm25"] * 12 + ["co"] * 12,
                "value": [*PM25, *[4.2] * 12],
                "unit": ["µg/m³"] * 12 + ["mg/Nm3"] * 12,
            }
        )
    )
    assert list(long["co"]) == [21] * 12
    with pytest.raises(XanhError, match="air-unit"):
        vn_aqi({"time": HOURS, "pm25 (pcs/L)": PM25})


@pytest.mark.parametrize(
    "written",
    ["2026-03-05T20:00:00", "2026-03-05T20:00:00+07:00", "2026-03-05T13:00:00Z",
     "05/03/2026 20:00", "2026-03-05 08:00 PM"],
)  # fmt: skip
def test_ways_to_write_a_time(written):
    assert vn_aqi({"time": [written], "pm25": [20.0]})["time"][0] == np.datetime64(
        datetime.fromisoformat("2026-03-05 20:00")
    )


def test_fillers_and_gaps_are_not_averaged_in():
    values = [*PM25[:5], -999.0, 9999.0, *PM25[7:]]
    times = [f"2026-03-05 {hour:02}:00" for hour in range(9, 21)]
    expected = nowcast([*PM25[:5], None, None, *PM25[7:]])
    result = vn_aqi({"time": times, "pm25": values})
    assert result["nowcast_pm25"][-1] == pytest.approx(expected, rel=1e-12)
    kept = [place for place in range(12) if place not in (5, 6)]
    gaps = vn_aqi({"time": [times[k] for k in kept], "pm25": [PM25[k] for k in kept]})
    assert gaps["nowcast_pm25"][-1] == pytest.approx(expected, rel=1e-12)
    assert result["completeness"][-1] == pytest.approx(10 / 12)


def test_nowcast_bridges_the_hour_after_the_last_day_with_readings():
    times = [f"2026-03-05 {hour:02}:00" for hour in range(13, 24)] + ["2026-03-06 00:00"]
    later = "2026-03-09 10:00"
    result = vn_aqi(pd.DataFrame({"time": [*times, later], "pm25": [*PM25, 10.0]}))
    bridged = result[result["time"] == datetime.fromisoformat("2026-03-06 01:00")].iloc[0]
    assert bridged["index"] == vn_aqi_hour(pm25=[*PM25[1:], None]).index
    assert not (result["time"] == datetime.fromisoformat("2026-03-06 02:00")).any()
    assert pd.isna(result.iloc[-1]["index"])


def test_several_readings_in_an_hour_count_with_their_mean():
    times = ["2026-03-05 09:10", "2026-03-05 09:50", "2026-03-05 11:00"]
    result = vn_aqi({"time": times, "pm25": [10.0, 30.0, 20.0]})
    assert result["nowcast_pm25"][-1] == pytest.approx(20.0)


def test_clocks_gone_wild_do_not_fill_the_memory():
    times = pa.array(
        [datetime.fromisoformat("1970-01-01 01:00"), datetime.fromisoformat("9999-01-01 00:00")],
        pa.timestamp("us"),
    )
    result = vn_aqi(pa.table({"time": times, "pm25": [1.0, 2.0]}))
    assert result.num_rows == 2


def test_an_empty_table_gives_an_empty_table():
    empty = pa.table({"time": pa.array([], pa.timestamp("us")), "pm25": pa.array([], pa.float64())})
    for period in ("hour", "day"):
        assert vn_aqi(empty, period).num_rows == 0


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"time": HOURS, "benzene": PM25}, "air-table"),
        ({"when": HOURS, "pm25": PM25}, "air-table"),
        ({"time": ["yesterday"], "pm25": [1.0]}, "air-time"),
        ({"time": [3.5], "pm25": [1.0]}, "air-time"),
        ({"time": HOURS[:1], "pm25": ["thirty"]}, "air-value"),
    ],
)
def test_refusals_say_what_to_do(columns, code):
    with pytest.raises(XanhError) as refusal:
        vn_aqi(columns)
    assert refusal.value.code == code
    assert refusal.value.do_vi


def test_wrong_calls():
    for call in ({"period": "week"}, {"share": 0}, {"share": 1.5}):
        with pytest.raises(XanhError, match="air-call"):
            vn_aqi({"time": HOURS, "pm25": PM25}, **call)
