"""CSV in the long and the wide form, as exports and spreadsheets write it, of any length."""

from __future__ import annotations

import io
from datetime import datetime
from unittest import mock

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xanh.errors import XanhError
from xanh.observations.reading import longcsv, read
from xanh.observations.reading.forms import read_file
from xanh.observations.reading.printing import print_heading, print_readings
from xanh.observations.readings import READINGS

from .common import NOW, TABLES, real, rows, text_of

LONG = """station,parameter,time,value,unit
HN_A_KHIKXQ,pm25,2026-03-25T01:00:00+07:00,27.81,µg/m³
HN_A_KHIKXQ,pm25,2026-03-25T02:00:00+07:00,28,µg/m³
HN_A_KHIKXQ,no2,2026-03-25T01:00:00+07:00,10,ppb
HN_A_KHIKXQ,no2,2026-03-25T02:00:00+07:00,,ppb
"""
EXPECTED = [
    ("pm25", datetime(2026, 3, 24, 18), 3600, 27.81, "µg/m³", ""),
    ("pm25", datetime(2026, 3, 24, 19), 3600, 28.0, "µg/m³", ""),
    ("no2", datetime(2026, 3, 24, 18), 3600, pytest.approx(18.8164, rel=1e-4), "µg/m³", ""),
    ("no2", datetime(2026, 3, 24, 19), 3600, None, "µg/m³", "unreadable"),
]
COLUMNS = ("parameter", "time", "seconds", "value", "unit", "flag")


def printed(table: pa.Table) -> bytes:
    out = io.BytesIO()
    print_heading(out)
    print_readings(table, out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    "change",
    [
        lambda t: t,
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace("\n", "\r"),
        lambda t: "sep=,\n" + t,
        lambda t: "Báo cáo số liệu\n\n" + t,
        lambda t: t.replace(",", "\t"),
        lambda t: t.replace(",", ";").replace(".", ","),
        lambda t: t.replace("T", " ").replace("+07:00", ""),
        lambda t: t.replace("2026-03-25T", "25/03/2026 ").replace(":00+07:00", ""),
        lambda t: t.replace("2026-03-25T0", "202603250").replace(":00:00+07:00", "0000"),
        lambda t: (
            t.replace("T01:00:00+07:00", "T18:00:00Z")
            .replace("T02:00:00+07:00", "T19:00:00Z")
            .replace("03-25", "03-24")
        ),
        lambda t: t.replace(
            "station,parameter,time,value,unit", "Trạm,Thông số,Thời gian,Giá trị,Đơn vị"
        ),
        lambda t: "\n".join('"' + line.replace(",", '","') + '"' for line in t.split()),
    ],
)
def test_long_form_in_its_variants(change, encoding):
    result = text_of(change(LONG).encode(encoding))
    assert (result.form, result.problems) == ("csv-long", [])
    assert rows(result.table, *COLUMNS) == EXPECTED
    assert set(result.table["station"].to_pylist()) == {"HN_A_KHIKXQ"}
    assert result.table.schema.equals(READINGS)


def test_status_flag_and_seconds_columns_are_kept():
    body = (
        "station,parameter,time,value,unit,status,flag,seconds\n"
        "A,pm25,2026-03-25T01:00:00+07:00,5,µg/m³,00,suspect,60\n"
        "A,pm25,2026-03-25T01:01:00+07:00,6,µg/m³,02,unheard of,60\n"
    )
    assert rows(text_of(body).table, "status", "flag", "seconds") == [
        ("00", "suspect", 60),
        ("02", "status", 60),
    ]


def test_bad_lines_are_kept_aside_with_their_number_and_the_rest_is_read():
    body = LONG + (
        "HN_A_KHIKXQ,pm25,yesterday,5,µg/m³\n"
        "HN_A_KHIKXQ,pm25,2026-03-25T03:00:00+07:00,<2,µg/m³\n"
        "\n"
        "too,few\n"
        "HN_A_KHIKXQ,,2026-03-25T04:00:00+07:00,5,µg/m³\n"
        "HN_A_KHIKXQ,pm25,2026-03-25T05:00:00+07:00,5,µg/m³,one,too,many\n"
        "HN_A_KHIKXQ,pm25,2026-03-25T06:00:00+07:00,7,µg/m³\n"
    )
    result = text_of(body)
    assert [p.line for p in result.problems] == [6, 9, 10, 11]
    assert rows(result.table, "value", "flag")[4:] == [(2.0, "bdl"), (7.0, "")]


def test_a_long_file_is_read_part_by_part_with_right_line_numbers(tmp_path, monkeypatch):
    monkeypatch.setattr(longcsv, "PART", 1000)
    lines = [
        f"S{i % 3},pm25,2026-{1 + i // 600:02d}-{1 + i // 24 % 25:02d}T{i % 24:02d}:00:00+07:00,{i},µg/m³"
        for i in range(2000)
    ]
    lines[1500] = "S0,pm25,never,5,µg/m³"
    path = tmp_path / "long.csv"
    path.write_text("station,parameter,time,value,unit\n" + "\n".join(lines))
    scan = longcsv.scan(path, TABLES, now=NOW, dictionaries=True)
    table = pa.concat_tables([t.cast(READINGS) for t in scan])
    assert table["value"].to_pylist() == [float(i) for i in range(2000) if i != 1500]
    assert [(p.file, p.line) for p in scan.problems] == [("long.csv", 1502)]
    assert scan.careful_parts == 1
    parts = list(read_file(path, TABLES, now=NOW))
    assert len(parts) > 50
    assert sum(len(p.problems) for p in parts) == 1


cells = st.sampled_from(
    ["5", "5.25", "-3", "-999", "1e3", "", "NaN", "inf", "0.1", "123456.7", " 4", "<1", "x", "1,5"]
)
moments = st.sampled_from(
    ["2026-01-01T00:00:00+07:00", "2026-01-01T01:00:00+07:00", "2026-01-01 02:00:00+00:00"]
)
rows_ = st.tuples(
    st.sampled_from(["A", "B", "HN_KHIKXQ"]),
    st.sampled_from(["pm25", "PM10", "no2", "ph", "Lạ"]),
    moments,
    cells,
    st.sampled_from(["", "µg/m³", "ppb", "mg/L"]),
    st.sampled_from(["", "00", "01", "Valid"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(rows_, min_size=1, max_size=12))
def test_the_fast_and_the_careful_way_give_the_same(lines):
    import csv

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["station", "parameter", "time", "value", "unit", "status"])
    writer.writerows(lines)
    content = out.getvalue().encode()
    fast = longcsv.scan_file(io.BytesIO(content), "f.csv", TABLES, NOW)
    first = pa.concat_tables(list(fast)).combine_chunks()
    slow = longcsv.scan_file(io.BytesIO(content), "f.csv", TABLES, NOW)
    with mock.patch.object(longcsv.Scan, "_columns", return_value=None):
        second = pa.concat_tables(list(slow)).combine_chunks()
    assert slow.careful_parts == 1
    assert rows(first, *READINGS.names) == rows(second, *READINGS.names)
    assert fast.problems == slow.problems == []


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "Trạm, số 1", 'B"q"']),
            st.sampled_from(["pm25", "air_temperature", "nh4_n", "vung_la"]),
            st.datetimes(datetime(2000, 1, 1), datetime(2026, 1, 1)).map(
                lambda t: t.replace(microsecond=0)
            ),
            st.one_of(st.none(), st.floats(-1e6, 1e6)),
            st.sampled_from(["00", "01", "", "Valid"]),
        ),
        min_size=1,
        max_size=10,
        unique_by=lambda r: r[:3],
    )
)
def test_what_is_printed_reads_back_identically(lines):
    body = "station;parameter;time;value;status\n" + "".join(
        f'"{station.replace(chr(34), chr(34) * 2)}";{name};{time.isoformat()};'
        f"{'' if value is None else repr(value)};{status}\n"
        for station, name, time, value, status in lines
    )
    first = text_of(body).table
    again = text_of(printed(first)).table
    assert rows(again, *READINGS.names) == rows(first, *READINGS.names)
    assert printed(again) == printed(first)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty-file"),
        ("a,b,c\n1,2,3\n", "wrong-columns"),
        ("station,parameter,value\nA,pm25,3\n", "wrong-columns"),
        ("time,pm25\nx,5\n", "no-reading"),
        ("station,parameter,time,value,unit\n", "no-reading"),
    ],
)
def test_refusals(content, code):
    with pytest.raises(XanhError) as refusal:
        text_of(content)
    assert refusal.value.code == code


# --- A column a parameter ---------------------------------------------------------------------


def test_wide_form_with_units_in_headings():
    body = (
        "Thời gian;PM2.5 (µg/m³);CO (mg/m3);Nhiệt độ (°C);Hướng gió\n"
        "25/03/2026 01:00;27,8;1,2;24;NE\n25/03/2026 02:00;---;1,3;-99,99;180\n"
    )
    result = text_of(body, "HN_B_KHIKXQ.csv")
    assert (result.form, result.problems) == ("csv-wide", [])
    assert rows(result.table, *COLUMNS) == [
        ("pm25", datetime(2026, 3, 24, 18), 3600, 27.8, "µg/m³", ""),
        ("co", datetime(2026, 3, 24, 18), 3600, 1200.0, "µg/m³", ""),
        ("air_temperature", datetime(2026, 3, 24, 18), 3600, 24.0, "°C", ""),
        ("wind_direction", datetime(2026, 3, 24, 18), 3600, 45.0, "°", ""),
        ("pm25", datetime(2026, 3, 24, 19), 3600, None, "µg/m³", "unreadable"),
        ("co", datetime(2026, 3, 24, 19), 3600, 1300.0, "µg/m³", ""),
        ("air_temperature", datetime(2026, 3, 24, 19), 3600, -99.99, "°C", "filler"),
        ("wind_direction", datetime(2026, 3, 24, 19), 3600, 180.0, "°", ""),
    ]
    assert set(result.table["station"].to_pylist()) == {"HN_B_KHIKXQ"}


def test_wide_form_with_a_row_of_units_and_no_column():
    body = "Date,NO,PM2.5,SO2\n,ppb,ug/m3,ppb\n2026-03-25 01:00,10,5,1\n2026-03-25 02:00,10,6,1\n"
    table = text_of(body, "A.csv").table
    assert table["parameter"].to_pylist()[:3] == ["no", "pm25", "so2"]
    assert table["value"].to_pylist()[0] == pytest.approx(12.273, rel=1e-3)


def test_a_day_without_a_clock_stays_its_day():
    # A daily mean ends with its day; a water sample is of noon; among clocks it is midnight.
    air = text_of("date,pm25\n2026-01-01,35\n2026-01-02,36\n").table
    assert rows(air, "time", "seconds") == [
        (datetime(2026, 1, 1, 17), 86_400),
        (datetime(2026, 1, 2, 17), 86_400),
    ]
    for body in (
        "station,date,ph,do\nA,2026-01-01,7,5\n",
        "station,parameter,time,value,unit\nA,ph,01/01/2026,7,\nA,do,01/01/2026,5,mg/L\n",
    ):
        water = text_of(body).table
        assert rows(water, "parameter", "time", "seconds") == [
            ("ph", datetime(2026, 1, 1, 5), 0),
            ("do", datetime(2026, 1, 1, 5), 0),
        ]
    mixed = text_of("time,pm25\n2025-12-31 23:00,1\n2026-01-01,2\n2026-01-01 01:00,3\n").table
    assert mixed["time"].to_pylist()[1] == datetime(2025, 12, 31, 17)


def test_a_newcomer_with_hourly_pm25_alone():
    table = text_of("time,pm25\n2026-01-01 01:00,35\n2026-01-01 02:00,40.5\n", "home.csv").table
    assert rows(table, "station", "parameter", "seconds", "value") == [
        ("home", "pm25", 3600, 35.0),
        ("home", "pm25", 3600, 40.5),
    ]


@pytest.mark.parametrize("site", ["Aotizhongxin", "Dongsi", "Dingling", "Wanshouxigong"])
def test_real_beijing_files(site):
    path = real("air-beijing-multisite", f"PRSA_{site}_201511-201612.csv")
    result = read(path.read_bytes(), path.name, TABLES, now=NOW)
    frame = result.table.to_pandas()
    assert (result.form, result.problems) == ("csv-wide", [])
    assert set(frame.station) == {site}
    assert frame.groupby("parameter").size().to_dict() == dict.fromkeys(
        "pm25 pm10 so2 no2 co o3 air_temperature pressure dew_point rain wind_direction "
        "wind_speed".split(),
        10_248,
    )
    assert set(frame.seconds) == {3600}
    missing = path.read_text().count("NA")
    assert (frame.flag == "unreadable").sum() == missing == frame.value.isna().sum()
    assert set(frame.flag) == {"", "unreadable"}
    if site == "Dongsi":
        first = frame[frame.time == datetime(2015, 10, 31, 17)].set_index("parameter").value
        assert (first.pm25, first.co, first.wind_direction) == (114.0, 1300.0, 90.0)


# --- OpenAQ -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "locationId,location,city,country,utc,local,parameter,value,unit,latitude,longitude\n"
        "2178,Hà Nội,Hanoi,VN,2026-03-24T18:00:00+00:00,2026-03-25T01:00:00+07:00,pm25,27.8,µg/m³,21,105\n"
        "2178,Hà Nội,Hanoi,VN,2026-03-24T18:00:00+00:00,2026-03-25T01:00:00+07:00,o3,0.02,ppm,21,105\n",
        "location_id,location_name,parameter,value,unit,datetimeUtc,datetimeLocal,timezone,latitude,longitude,country_iso,isMobile,isMonitor,owner_name,provider\n"
        "2178,Hà Nội,pm25,27.8,µg/m³,2026-03-24T18:00:00Z,2026-03-25T01:00:00+07:00,Asia/Ho_Chi_Minh,21,105,VN,false,true,x,y\n"
        "2178,Hà Nội,o3,0.02,ppm,2026-03-24T18:00:00Z,2026-03-25T01:00:00+07:00,Asia/Ho_Chi_Minh,21,105,VN,false,true,x,y\n",
        '"location_id","sensors_id","location","datetime","lat","lon","parameter","units","value"\n'
        '2178,11,"Hà Nội","2026-03-25T01:00:00+07:00",21,105,"pm25","µg/m³",27.8\n'
        '2178,12,"Hà Nội","2026-03-25T01:00:00+07:00",21,105,"o3","ppm",0.02\n',
    ],
    ids=["version 2", "version 3", "archive"],
)
def test_openaq_exports(body):
    result = text_of(body)
    assert result.form == "openaq"
    assert rows(result.table, "station", "parameter", "time", "unit") == [
        ("Hà Nội", "pm25", datetime(2026, 3, 24, 18), "µg/m³"),
        ("Hà Nội", "o3", datetime(2026, 3, 24, 18), "µg/m³"),
    ]
    assert result.table["value"].to_pylist() == [27.8, pytest.approx(39.2621, rel=1e-4)]


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=200), st.lists(st.text('a,;"\n\t0.:-/ téµ', max_size=20)).map("\n".join)
    )
)
def test_rubbish_below_headings_raises_nothing_but_a_refusal(body):
    for heading in ("station,parameter,time,value,unit\n", "time;pm25;NO2 (ppb)\n"):
        try:
            text_of((heading + body).encode(errors="replace"))
        except XanhError as error:
            assert error.code
