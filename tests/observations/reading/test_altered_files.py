"""Real files as people alter them: the same readings, or a refusal in words; never others."""

from __future__ import annotations

import csv
import gzip
import io
import math
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observations.stations import shared
from xanh.errors import XanhError
from xanh.observations.loading import load_tables
from xanh.observations.reading import read
from xanh.observations.reading.numbers import parse

TABLES = load_tables()
NOW = datetime(2026, 11, 1, tzinfo=UTC)
ROWS = [
    ["Thời gian", "PM2,5 (µg/m3)", "NO2 (ug/m3)"],
    *[[f"2026-03-0{1 + h // 24} {h % 24:02d}:00", f"{40 + h * 0.5:.1f}", f"{h + 0.25}"]
      for h in range(1, 40)],
]  # fmt: skip


def csv_of(rows: list[list[str]], delimiter: str = ",", end: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue()


def kept(content: bytes, name: str = "tram.csv") -> list[tuple]:
    rows = read(content, name, TABLES, now=NOW).table.to_pylist()
    return sorted((r["parameter"], r["time"], r["value"], r["unit"]) for r in rows)


PLAIN = kept(csv_of(ROWS).encode())


def comma(rows: list[list[str]]) -> list[list[str]]:
    return [rows[0], *[[row[0], *(cell.replace(".", ",") for cell in row[1:])] for row in rows[1:]]]


def turned(rows: list[list[str]]) -> list[list[str]]:
    return [[row[2], row[0], row[1]] for row in rows]


ALTERED: dict[str, Callable[[], bytes]] = {
    "semicolons and decimal commas": lambda: csv_of(comma(ROWS), ";").encode(),
    "tabs": lambda: csv_of(ROWS, "\t").encode(),
    "bars": lambda: csv_of(ROWS, "|").encode(),
    "quoted decimal commas": lambda: csv_of(comma(ROWS)).encode(),
    "other order": lambda: csv_of(turned(ROWS)).encode(),
    "byte-order mark and CR LF": lambda: csv_of(ROWS, end="\r\n").encode("utf-8-sig"),
    "CR alone": lambda: csv_of(ROWS, end="\r").encode(),
    "UTF-16": lambda: csv_of(ROWS).encode("utf-16"),
    "UTF-16 without a mark": lambda: csv_of(ROWS).encode("utf-16-le"),
    "a title above": lambda: b"Tram Bach Khoa\n\n" + csv_of(ROWS).encode(),
    "blank lines": lambda: csv_of(ROWS).replace("\n", "\n\n").encode(),
    "commas at the end": lambda: csv_of([[*row, ""] for row in ROWS]).encode(),
    "day before month": lambda: csv_of(
        [ROWS[0], *[[f"{r[0][8:10]}/03/2026 {r[0][11:]}", *r[1:]] for r in ROWS[1:]]]
    ).encode(),
    "packed": lambda: gzip.compress(csv_of(ROWS).encode()),
    "twice the same rows": lambda: csv_of([*ROWS, *ROWS[1:]]).encode(),
}


@pytest.mark.parametrize("how", ALTERED)
def test_an_altered_table_gives_the_same_readings(how: str):
    assert sorted(set(kept(ALTERED[how]()))) == PLAIN


@pytest.mark.parametrize(
    "head",
    [
        ["time", "PM2.5", "PM2.5"],
        ["time", "time", "PM2.5"],
        ["station", "station", "time"],
    ],
)
def test_a_column_that_stands_twice_is_refused(head: list[str]):
    rows = [head, ["2026-03-01 01:00", "2026-03-01 01:00", "3"]]
    with pytest.raises(XanhError) as caught:
        read(csv_of(rows).encode(), "tram.csv", TABLES, now=NOW)
    assert caught.value.code in {"wrong-columns", "no-reading"}


def test_two_columns_of_values_are_refused():
    table = "station,parameter,time,value,value\nA,pm25,2026-03-01 01:00,5,6\n"
    with pytest.raises(XanhError, match="two columns of one name"):
        read(table.encode(), "tram.csv", TABLES, now=NOW)


def test_packed_files_that_are_damaged_packed_twice_or_bombs_are_refused():
    good = gzip.compress(csv_of(ROWS).encode())
    for content, code in (
        (good[: len(good) // 2], "not-text"),
        (gzip.compress(good), "too-large"),
        (gzip.compress(bytes(300_000_000), 1), "too-large"),
    ):
        with pytest.raises(XanhError) as caught:
            read(content, "tram.csv.gz", TABLES, now=NOW)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<0,01", (0.01, "bdl")), ("0,123", (0.123, "")), ("12,5", (12.5, "")),
        ("1,234", (1234.0, "")), ("1,234,567", (1234567.0, "")), ("1.234,5", (1234.5, "")),
        ("12,34,5", (None, "unreadable")), ("0.123.456", (None, "unreadable")),
    ],
)  # fmt: skip
def test_a_comma_between_commas_parts_thousands_or_is_a_decimal_sign(text: str, value: tuple):
    assert parse(text, comma=False) == value


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_real_station_files_cut_or_changed_never_break_a_reader(data: st.DataObject):
    paths = sorted(shared("vn-station-txt").glob("*.txt"))
    path = data.draw(st.sampled_from(paths))
    content = bytearray(path.read_bytes())
    for _change in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(0, len(content)))]
    try:
        found = read(bytes(content), path.name, TABLES, now=NOW)
    except XanhError as error:
        assert error.vi
        assert error.en
        return
    for row in found.table.to_pylist():
        assert row["station"]
        assert row["parameter"]
        assert row["value"] is None or math.isfinite(row["value"])
        assert row["value"] is not None or row["flag"]
