"""The regulator's text file in every form in which loggers really write it."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xanh.errors import XanhError
from xanh.observations.loading import load_tables
from xanh.observations.reading import read, station_text
from xanh.observations.tables import Instrument, Medium, StationProfile

from .common import NOW, TABLES, one, real, rows, text_of

NAME = "HN_X_KHIKXQ_20260325000500.txt"
STAMP = "20260325000500"


def test_real_air_station_is_read_completely():
    path = real("vn-station-txt", "HN_BKHN_KHIKXQ_20260325000500.txt")
    result = read(path.read_bytes(), path.name, TABLES, now=NOW)
    assert (result.form, result.problems, result.notes) == ("station-text", [], ())
    assert result.table.num_rows == 26
    assert set(result.table["station"].to_pylist()) == {"HN_BKHN_KHIKXQ"}
    assert set(result.table["time"].to_pylist()) == {datetime(2026, 3, 24, 17, 5)}
    assert set(result.table["seconds"].to_pylist()) == {300}
    assert rows(result.table, "parameter", "value", "unit", "status", "flag")[:14] == [
        ("no", 0.0, "µg/m³", "00", ""),
        ("no2", 14.91, "µg/m³", "00", ""),
        ("nox", 12.51, "µg/m³", "00", ""),
        ("so2", 0.0, "µg/m³", "00", ""),
        ("co", 3087.03, "µg/m³", "02", "status"),
        ("o3", 45.14, "µg/m³", "01", "status"),
        ("pm25", 27.81, "µg/m³", "00", ""),
        ("pm10", 48.24, "µg/m³", "00", ""),
        ("air_temperature", 23.88, "°C", "00", ""),
        ("humidity", 86.37, "%", "00", ""),
        ("pressure", 1009.92, "hPa", "00", ""),
        ("radiation", -1.6, "W/m²", "00", ""),
        ("wind_speed", 0.39, "m/s", "00", ""),
        ("wind_direction", 33.42, "°", "00", ""),
    ]
    names = set(result.table["parameter"].to_pylist())
    assert {"internal_temperature", "benzene", "vinyl_chloride", "o_xylene"} <= names
    assert names <= TABLES.parameters.keys()


def test_real_stack_is_read_completely():
    path = real("vn-station-txt", "TB_NMAM_KHIAMO_20260325000000.txt")
    result = read(path.read_bytes(), path.name, TABLES, now=NOW)
    assert rows(result.table, "parameter", "value", "unit", "status", "flag") == [
        ("gas_temperature", 44.9342, "°C", "00", ""),
        ("flow", 61617.0875, "m³/h", "00", ""),
        ("gas_pressure", 100.5425, "kPa", "00", ""),
        ("nh3", 1.5858, "mg/Nm³", "00", ""),
        ("dust", 7.17, "mg/Nm³", "00", ""),
    ]


@pytest.mark.parametrize("separator", ["\t", ";", "   ", " \t ", "; "])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("number", ["27.81", "27,81"])
@pytest.mark.parametrize("name", ["PM2.5", "PM2,5", "PM-2-5", "PM25", "pm2.5", "Bụi PM2.5"])
def test_separators_line_ends_and_spellings(separator, end, number, name):
    line = separator.join([name, number, "ug/m3", STAMP, "00"])
    assert one(line + end) == ("pm25", 27.81, "µg/m³", "00", "")


@pytest.mark.parametrize("separator", ["\t", ";", "  "])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_diacritics_marks_and_empty_units(separator, form, encoding):
    line = unicodedata.normalize(form, separator.join(["Nhiệt độ", "23.88", "", STAMP, "00\r\n"]))
    assert one(line.encode(encoding)) == ("air_temperature", 23.88, "°C", "00", "")


def test_windows_1258_and_tcvn3_names():
    # cp1258 writes ấ as â and a combining acute.
    line = "Áp su" + "â\u0301t" + f"\t1009.9\thPa\t{STAMP}\t00\r\n"
    assert one(line.encode("cp1258"))[0] == "pressure"
    tcvn3 = b"Nhi\xd6t \xae\xe9\t23.9\toC\t" + STAMP.encode() + b"\t00\r\n"
    assert one(tcvn3)[0] == "air_temperature"


@pytest.mark.parametrize(
    ("status", "flag"),
    [("00", ""), ("01", "status"), ("02", "status"), ("03", "status"), ("XX", "status"), ("", "")],
)
def test_status_is_kept_as_sent_and_decides(status, flag):
    assert one(f"NO2\t5\tug/m3\t{STAMP}\t{status}\r\n")[3:] == (status, flag)


def test_line_without_status_is_read_and_noted():
    result = text_of(f"NO2\t5\tug/m3\t{STAMP}\r\nSO2\t6\tug/m3\t{STAMP}\r\n", NAME)
    assert result.table.num_rows == 2
    assert "line without status" in result.notes


@pytest.mark.parametrize(
    ("sent", "value", "flag"),
    [
        ("1.234,5", 1234.5, ""),
        ("1,234.5", 1234.5, ""),
        ("1.5e2", 150.0, ""),
        ("1,5E+02", 150.0, ""),
        ("NaN", None, "unreadable"),
        ("---", None, "unreadable"),
        ("", None, "unreadable"),
        ("err", None, "unreadable"),
        ("1e999", None, "unreadable"),
        ("9999", 9999.0, "filler"),
        ("-999", -999.0, "filler"),
        ("-9999.00", -9999.0, "filler"),
        ("-99.99", -99.99, "filler"),
        ("99999", 99999.0, "filler"),
        ("-5", -5.0, "negative"),
        ("12000", 12000.0, "range"),
        ("<0,5", 0.5, "bdl"),
    ],
)
def test_numbers_and_what_is_found(sent, value, flag):
    assert one(f"NO2\t{sent}\tug/m3\t{STAMP}\t00\r\n") == ("no2", value, "µg/m³", "00", flag)


@pytest.mark.parametrize(
    ("name", "value", "unit", "expected"),
    [
        ("NO2", "10", "ppb", ("no2", 18.816, "µg/m³")),
        ("CO", "1", "ppm", ("co", 1145.6, "µg/m³")),
        ("CO", "1.2", "mg/m3", ("co", 1200.0, "µg/m³")),
        ("SO2", "10", "µg/Nm³", ("so2", 10.0, "µg/m³")),
        ("Pressure", "100.9", "kPa", ("pressure", 1009.0, "hPa")),
        ("Temp", "77", "°F", ("air_temperature", 25.0, "°C")),
        ("WindSpd", "36", "km/h", ("wind_speed", 10.0, "m/s")),
        ("WindDir", "33", "Degree", ("wind_direction", 33.0, "°")),
        ("Radiation", "5", "w/m2", ("radiation", 5.0, "W/m²")),
    ],
)
def test_units_become_the_one_of_the_parameter(name, value, unit, expected):
    parameter, got, written, _status, flag = one(f"{name}\t{value}\t{unit}\t{STAMP}\t00\r\n")
    assert (parameter, written, flag) == (expected[0], expected[2], "")
    assert got == pytest.approx(expected[1], rel=1e-4)


@pytest.mark.parametrize(
    ("name", "value", "unit", "expected"),
    [
        ("NH4", "4.85", "mg/L", ("nh4_n", 4.85, "mg/L")),
        ("Amoni", "1.2879", "mg NH4+/L", ("nh4_n", 1.0, "mg/L")),
        ("NO3", "62.004", "mg/l as NO3", ("no3_n", 14.007, "mg/L")),
        ("Nitrat (NO3- tính theo N)", "2", "mg/L", ("no3_n", 2.0, "mg/L")),
        ("Temp", "28", "oC", ("temperature", 28.0, "°C")),
        ("NO2", "0.1", "mg/L", ("no2_n", 0.1, "mg/L")),
        ("As", "5.1", "ug/l", ("as", 0.0051, "mg/L")),
        ("Flow", "2", "L/s", ("flow", 7.2, "m³/h")),
        ("Luuluong", "118.3", "m3/h", ("flow", 118.3, "m³/h")),
        ("Color", "20", "Pt-Co", ("colour", 20.0, "Pt-Co")),
        ("DO", "81", "%", ("do_saturation", 81.0, "%")),
        ("pH", "7.12", "-", ("ph", 7.12, "")),
        ("TSS", "22", "ppm", ("tss", 22.0, "mg/L")),
    ],
)
def test_the_station_medium_decides_what_a_name_means(name, value, unit, expected):
    got = one(f"{name}\t{value}\t{unit}\t{STAMP}\t00\r\n", f"HN_KCNTL_NUOC01_{STAMP}.txt")
    assert (got[0], got[2], got[4]) == (expected[0], expected[2], "")
    assert got[1] == pytest.approx(expected[1], rel=1e-4)


def test_every_symbol_of_table_34_is_known():
    water = "Flow Temp Color pH TSS COD NH4 TP TN TOC Cl".split()
    stack = "Flow Temp P NO NO2 CO SO2 O2 H2S NH3 VHg PM".split()
    air = "Temp RH P NO NO2 CO SO2 O3 PM10 PM2,5 H2S NH3 VHg".split()
    for key, names in (("NUOC01", water), ("KHI01", stack), ("KHIKXQ", air)):
        body = "".join(f"{n}\t1\t\t{STAMP}\t00\r\n" for n in names)
        table = text_of(body, f"HN_A_{key}_{STAMP}.txt").table
        assert set(table["parameter"].to_pylist()) <= TABLES.parameters.keys()
        assert len(set(table["parameter"].to_pylist())) == len(names)


def test_unknown_names_are_kept_with_their_unit_and_unknown_units_flagged():
    assert one(f"Độ rung\t3\tmm/s2\t{STAMP}\t00\n")[:3] == ("do_rung", 3.0, "mm/s2")
    assert one(f"NO2\t3\tfurlong\t{STAMP}\t00\n") == ("no2", 3.0, "furlong", "00", "unit")
    assert one(f"NO2\t3\tmg/L\t{STAMP}\t00\n")[4] == "unit"


def test_heading_trailing_separators_and_blank_lines():
    body = (
        "Thông số\tGiá trị\tĐơn vị\tThời gian\tTrạng thái\r\n\r\n"
        f"NO2\t5\tug/m3\t{STAMP}\t00\t\t\r\n\r\nSO2\t\t6\t\tug/m3\t\t{STAMP}\t\t00\r\n"
    )
    result = text_of(body, NAME)
    assert rows(result.table, "parameter", "value") == [("no2", 5.0), ("so2", 6.0)]
    assert "heading" in result.notes
    assert not result.problems


@pytest.mark.parametrize("cut", range(1, 34))
def test_a_file_cut_off_anywhere_never_gives_a_half_value(cut):
    whole = f"NO2\t14.91\tug/m3\t{STAMP}\t00\r\nCO\t3087.03\tug/m3\t{STAMP}\t00\r\n".encode()
    result = read(whole[:-cut], NAME, TABLES, now=NOW)
    values = dict(rows(result.table, "parameter", "value"))
    assert values["no2"] == 14.91
    if cut <= 2:
        assert values["co"] == 3087.03
    else:
        assert "co" not in values
        assert [p.line for p in result.problems] == ([2] if cut < 34 else [])


def test_bad_lines_are_problems_with_their_number_and_the_rest_is_read():
    body = (
        f"NO2\t5\tug/m3\t{STAMP}\t00\r\nrubbish\r\nCO\t1\tug/m3\t20261399000000\t00\r\n"
        f"SO2\t6\tug/m3\t{STAMP}\t00\r\n"
    )
    result = text_of(body, NAME)
    assert result.table["parameter"].to_pylist() == ["no2", "so2"]
    assert [(p.line, p.error.code) for p in result.problems] == [
        (2, "line-too-short"),
        (3, "line-without-time"),
    ]
    assert f"{NAME}:2: " in result.problems[0].sentence()


def test_the_clock_of_lines_against_the_name_and_against_ours():
    late = text_of("NO2\t5\tug/m3\t20260325001000\t00\r\n", NAME)
    assert rows(late.table, "time", "flag") == [(datetime(2026, 3, 24, 17, 10), "clock")]
    assert "time differs from the name" in late.notes
    ahead = text_of("NO2\t5\tug/m3\t20270101000000\t00\r\n", "HN_X_KHIKXQ_20270101000000.txt")
    assert ahead.table["flag"].to_pylist() == ["future"]
    own = text_of("NO2\t5\tug/m3\r\n", NAME)
    assert own.table["time"].to_pylist() == [datetime(2026, 3, 24, 17, 5)]


def test_a_profile_gives_medium_interval_instrument_and_key():
    profile = StationProfile(
        key="S1",
        medium=Medium.SURFACE_WATER,
        seconds=900,
        aliases=("OLD_KEY",),
        instruments={
            "cod": Instrument(low=0, high=100, detection_limit=3),
            "tss": Instrument(unit="g/L"),
        },
    )
    tables = load_tables(None, {"S1": profile})
    body = "".join(
        f"{n}\t{v}\t{u}\t{STAMP}\t00\r\n"
        for n, v, u in [("COD", "1", "mg/L"), ("COD", "150", "mg/L"), ("TSS", "0.02", "")]
    )
    table = text_of(body, f"old_key_{STAMP}.txt", tables).table
    assert set(rows(table, "station", "seconds")) == {("S1", 900)}
    assert rows(table, "parameter", "value", "flag") == [
        ("cod", 3.0, "bdl"),
        ("cod", 150.0, "instrument"),
        ("tss", 20.0, ""),
    ]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", NAME, "empty-file"),
        (b"\r\n \r\n", NAME, "empty-file"),
        (bytes(range(256)) * 4, NAME, "not-text"),
        (b"hello world\r\n", NAME, "no-reading"),
        (b"NO2\t5\tug/m3\t20260325000500\t00\r\n", "HN_X_20261399000000.txt", "name-without-time"),
        (b"NO2\t5\tug/m3\tyesterday\t00\r\n", NAME, "no-reading"),
        (b"NO2\t5\tug/m3\t20260325000500\t00\r\n" * 70_000, NAME, "station-file-too-large"),
    ],
)
def test_refusals_of_whole_files(content, name, code):
    with pytest.raises(XanhError) as refusal:
        read(content, name, TABLES, now=NOW)
    assert refusal.value.code == code
    assert refusal.value.vi
    assert refusal.value.do_en


# --- Many files at once -----------------------------------------------------------------------

odd_text = st.text(
    alphabet=st.sampled_from("aNOPM25.,;-+ \t\r\n\"'\xa0\x0b0123456789<>ệÁ\ufeff\u0301%/"),
    max_size=60,
)
times_ = st.datetimes(datetime(2025, 12, 1), datetime(2026, 12, 31)).map(
    lambda t: t.strftime("%Y%m%d%H%M%S")
)
stamps = st.one_of(times_, st.from_regex(r"20[0-9]{12}", fullmatch=True), st.just(STAMP))
values = st.one_of(
    st.decimals(-10_000, 100_000, places=3).map(str),
    st.sampled_from(["0", "-0.0", "9999", "-999", "1,5", "NaN", "", "<2", "007.10", "-"]),
)
lines = st.builds(
    lambda n, v, u, t, s, end: f"{n}\t{v}\t{u}\t{t}\t{s}{end}",
    st.sampled_from(["NO2", "PM2.5", "Nhiệt độ", "CO", "Lạ", " pH", "Value", "x y"]),
    values,
    st.sampled_from(["ug/m3", "ppb", "", "-", "mg/L", "oC", "unit", "µg/m³", " %"]),
    stamps,
    st.sampled_from(["00", "01", "02", "77", "0", "", "ok"]),
    st.sampled_from(["\r\n", "\n", "\r", ""]),
)
files = st.one_of(
    st.lists(lines, min_size=1, max_size=5).map("".join),
    odd_text,
    st.tuples(lines, odd_text).map("".join),
).map(str.encode)
names = st.builds(
    "{}_{}{}".format,
    st.sampled_from(["HN_A_KHIKXQ", "HN_B_NUOC01", "TB_KHI2", "x", "HN_A-KHI"]),
    stamps,
    st.sampled_from([".txt", ".TXT", " (1).txt", ".csv", ""]),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(files, names), max_size=6))
def test_many_files_at_once_are_read_as_one_by_one(batch):
    table, outcomes = station_text.read_many(
        [content for content, _name in batch], [name for _content, name in batch], TABLES, NOW
    )
    for place, (content, name) in enumerate(batch):
        mine = table.filter(pa.compute.equal(table["file"], place)).drop(["file"])
        try:
            alone = station_text.read(content, name, TABLES, NOW)
        except XanhError as error:
            assert mine.num_rows == 0
            assert outcomes[place].code == error.code
            continue
        # The medium of an unknown station is guessed from all of its names in the batch.
        assert mine.num_rows == alone.table.num_rows
        same = ["station", "time", "status"]
        assert rows(mine, *same) == rows(alone.table, *same)
        if TABLES.medium_of_key(name.rsplit("_", 1)[0]) is not Medium.UNKNOWN:
            assert mine.combine_chunks().equals(alone.table.combine_chunks())
        kept = outcomes.get(place, [])
        assert [p.line for p in kept] == [p.line for p in alone.problems]


def test_thousands_of_plain_files_keep_their_order_and_their_bad_ones_apart():
    contents, file_names = [], []
    start = datetime(2026, 1, 1)
    for i in range(5000):
        stamp = (start + timedelta(minutes=5 * i)).strftime("%Y%m%d%H%M%S")
        contents.append(
            f"NO2\t{i % 50}.5\tug/m3\t{stamp}\t00\r\nPM10\t7\t\t{stamp}\t00\r\n".encode()
        )
        file_names.append(f"HN_X_KHIKXQ_{stamp}.txt")
    contents[4321] = b"\x00\x01\x02"
    contents[77] = contents[77].replace(b"\t", b";")
    table, outcomes = station_text.read_many(contents, file_names, TABLES, NOW)
    assert outcomes.keys() == {4321}
    files_ = table["file"].to_pylist()
    assert files_ == sorted(files_)
    assert len(files_) == 2 * 4999
    assert table.filter(pa.compute.equal(table["file"], 77))["value"].to_pylist() == [27.5, 7.0]


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.binary(max_size=300), files, st.binary(max_size=80).map(lambda b: b"PK\3\4" + b)),
    st.one_of(names, st.text(max_size=20)),
)
def test_rubbish_raises_nothing_but_a_refusal(content, name):
    try:
        read(content, name, TABLES, now=NOW)
    except XanhError as error:
        assert error.code
