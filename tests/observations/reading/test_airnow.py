"""AirNow's historical files of the United States embassy in Hanoi."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from xanh.observations.reading import read

from .common import NOW, TABLES, real, rows, text_of

HEADING = (
    "Site,Parameter,Date (LT),Year,Month,Day,Hour,NowCast Conc.,AQI,AQI Category,Raw Conc.,"
    "Conc. Unit,Duration,QC Name\r\n"
)


def row(time: str, value: str, qc: str = "Valid") -> str:
    return f"Hanoi,PM2.5 - Principal,{time},2024,03,10,01,5,9,Good,{value},UG/M3,1 Hr,{qc}\r\n"


@pytest.mark.parametrize(
    ("year", "count", "statuses", "flags"),
    [
        (2016, 8784, {"Valid": 8322, "Missing": 402, "Invalid": 60},
         {"": 8322, "filler status": 402, "status": 60}),
        (2017, 8760, {"Valid": 8674, "Missing": 62, "Invalid": 24},
         {"": 8674, "filler status": 62, "status": 16, "negative status": 8}),
        (2018, 8339, {"Valid": 7998, "Missing": 145, "Invalid": 196},
         {"": 7998, "filler status": 145, "status": 193, "negative status": 3}),
    ],
)  # fmt: skip
def test_real_years_are_read_completely(year, count, statuses, flags):
    path = real("air-hanoi-usembassy", f"Hanoi_PM2.5_{year}_YTD.csv")
    result = read(path.read_bytes(), path.name, TABLES, now=NOW)
    table = result.table
    assert (result.form, result.problems, table.num_rows) == ("airnow", [], count)
    assert set(rows(table, "station", "parameter", "unit", "seconds")) == {
        ("Hanoi", "pm25", "µg/m³", 3600)
    }
    assert Counter(table["status"].to_pylist()) == statuses
    assert Counter(table["flag"].to_pylist()) == flags
    times = table["time"].to_pylist()
    # The first label is 01:00 on 1 January in Hanoi.
    assert times[0] == datetime(year - 1, 12, 31, 18)
    assert len(set(times)) == count
    assert len(result.notes) == 1


@pytest.mark.parametrize("year", [2016, 2017])
def test_a_whole_year_has_every_hour_after_the_repair_in_march(year):
    path = real("air-hanoi-usembassy", f"Hanoi_PM2.5_{year}_YTD.csv")
    times = read(path.read_bytes(), path.name, TABLES, now=NOW).table["time"].to_pylist()
    assert {b - a for a, b in pairwise(times)} == {timedelta(hours=1)}


def test_only_the_unambiguous_doubled_hour_is_moved():
    day = "2024-03-10 {} AM"
    moved = HEADING + "".join(row(day.format(t), v) for t, v in
                              [("01:00", "1"), ("03:00", "2"), ("03:00", "3"), ("04:00", "4")])  # fmt: skip
    hours = [t.hour for t in text_of(moved).table["time"].to_pylist()]
    assert hours == [18, 19, 20, 21]
    twice = HEADING + "".join(row(day.format(t), v) for t, v in
                              [("02:00", "1"), ("03:00", "2"), ("03:00", "3"), ("04:00", "4")])  # fmt: skip
    result = text_of(twice)
    assert [t.hour for t in result.table["time"].to_pylist()] == [19, 20, 20, 21]
    assert not result.notes


def test_noise_about_zero_that_was_passed_as_valid_is_no_fault():
    body = HEADING + "".join(
        row(f"2024-01-0{i} 01:00 AM", value, qc)
        for i, (value, qc) in enumerate(
            [("-2.0", "Valid"), ("-15.0", "Valid"), ("-2.0", "Invalid"), ("5", "Suspect")], start=1
        )
    )
    assert text_of(body).table["flag"].to_pylist() == [
        "", "negative", "negative status", "status",
    ]  # fmt: skip


def test_a_row_without_a_time_is_a_problem():
    result = text_of(HEADING + row("2024-01-01 01:00 AM", "5") + row("soon", "6"))
    assert result.table.num_rows == 1
    assert [p.line for p in result.problems] == [3]
