"""Excel workbooks: sheets of readings, and the tables in which laboratories report.

A laboratory's table has a row a result, a column a parameter, or a row a parameter and a column a
sample; in the last, place and day of the samples stand above it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa

from xanh.errors import XanhError
from xanh.observations.reading import numbers, text, times
from xanh.observations.reading.cells import NOON, Gathered, Reader, refuse_columns, refuse_twice
from xanh.observations.reading.headings import Headings, Role, headings_of
from xanh.observations.reading.intervals import Intervals
from xanh.observations.reading.longcsv import only_days, station_of
from xanh.observations.reading.settling import Settler
from xanh.observations.readings import Problem, Read
from xanh.observations.tables import Medium, Tables, name_key

FORM, LABORATORY = "sheet", "laboratory-sheet"
STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MOST_BYTES = 100_000_000
_ABOVE = 25  # rows in which the headings stand
_DAY = re.compile(r"ngay (?:lay|quan trac)|sampl\w* date|date of sampl|thoi gian lay")
_PLACE = re.compile(r"vi tri|diem lay|dia diem|sampling (?:point|site)|noi lay")
_NO_SAMPLE = re.compile(r"qcvn|gioihan|phuongphap|method|tcvn|ghichu|tieuchuan|stt|^tt$|lod|loq")


@dataclass(slots=True)
class _Book:
    """What is gathered from the sheets of one file."""

    file: str
    tables: Tables
    settler: Settler
    intervals: Intervals
    parts: list[pa.Table] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    laboratory: bool = False
    seen: list[str] = field(default_factory=list)  # headings that were not understood


def read(content: bytes, name: str, tables: Tables, now: datetime | None = None) -> Read:
    """Return the readings in all sheets of a workbook."""
    if len(content) > _MOST_BYTES:
        raise XanhError(
            "sheet-too-large",
            f"Bảng tính lớn hơn {_MOST_BYTES // 1_000_000} MB.",
            f"The workbook is larger than {_MOST_BYTES // 1_000_000} MB.",
            "Lưu bảng dưới dạng CSV rồi nộp lại.",
            "Save the sheet as CSV and hand that in.",
        )
    book = _Book(name, tables, Settler(tables, now), Intervals(tables))
    for title, rows in _sheets(content):
        _read_sheet(book, title, rows)
    if not book.parts:
        raise refuse_columns(book.seen)
    form = LABORATORY if book.laboratory else FORM
    return Read(pa.concat_tables(book.parts), form, book.problems, tuple(book.notes))


def _sheets(content: bytes) -> Iterable[tuple[str, list[list[str]]]]:
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return [
            (
                title,
                [
                    [_text(cell) for cell in row]
                    for row in book.get_sheet_by_name(title).to_python(skip_empty_area=False)
                ],
            )
            for title in book.sheet_names
        ]
    # The library raises many kinds, and its native part may panic on rubbish.
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise text.binary_file() from error


def _text(cell: Any) -> str:
    """Return a cell as people would type it; times in ISO 8601, whole numbers without a point."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat("minutes")
    if isinstance(cell, timedelta):
        return f"{cell.seconds // 3600}:{cell.seconds // 60 % 60:02d}"
    return str(cell)


def _read_sheet(book: _Book, title: str, rows: list[list[str]]) -> None:
    place, headings = _find_headings(rows, book.tables)
    if headings is None:
        if any(any(cell.strip() for cell in row) for row in rows):
            book.notes.append(f"sheet not understood: {title}")
            book.seen += next((row for row in rows if any(row)), [])
        return
    station = station_of(book.file)
    sample = headings.is_sample or not headings.has_time
    below = [(place + 2 + i, row) for i, row in enumerate(rows[place + 1 :])]
    if headings.is_long or headings.is_wide:
        days = only_days(headings, [row for _line, row in below])
        reader = Reader(
            headings, book.tables, book.file, station, True, sample, days, book.problems
        )
        gathered = reader.read(below)
    else:
        gathered = _turned(headings, rows[:place], below, station)
    if not len(gathered):
        book.notes.append(f"sheet without readings: {title}")
        book.seen += headings.names
        return
    book.laboratory |= sample
    lines = gathered.lines()
    lines.medium = Medium.SURFACE_WATER if sample else Medium.UNKNOWN
    table = book.settler.settle(lines)
    given = sample or Role.SECONDS in headings.roles
    book.parts.append(table if given else book.intervals.fill(table))


def _find_headings(rows: list[list[str]], tables: Tables) -> tuple[int, Headings | None]:
    for place, row in enumerate(rows[:_ABOVE]):
        if sum(1 for cell in row if cell.strip()) < 2:
            continue
        headings = headings_of(row)
        by_parameter = Role.PARAMETER in headings.roles and (
            Role.VALUE in headings.roles or bool(headings.rest)
        )
        if by_parameter or (headings.has_time and headings.known(tables) >= 2):
            refuse_twice(headings, tables)
            return place, headings
    return 0, None


def _turned(
    headings: Headings, above: list[list[str]], below: list[tuple[int, list[str]]], station: str
) -> Gathered:
    """Return the results of a table with a row a parameter and a column a sample."""
    gathered = Gathered()
    day = times.parse(_said(above, _DAY), 7, NOON) or _any_day(above)
    if day is None:
        return gathered
    if Role.VALUE in headings.roles:
        samples = {headings.roles[Role.VALUE]: _said(above, _PLACE) or station}
    else:
        samples = {
            i: headings.names[i]
            for i in headings.rest
            if not _NO_SAMPLE.search(name_key(headings.names[i]))
        }
    unit = headings.roles.get(Role.UNIT)
    for _line, row in below:
        name = row[headings.roles[Role.PARAMETER]].strip()
        for place, sample in samples.items():
            written = row[place].strip() if place < len(row) else ""
            if name and written and name_key(name) not in ("", "ghichu"):
                gathered.add(
                    sample, name, row[unit] if unit is not None else "", day,
                    numbers.parse(written), "", 0,
                )  # fmt: skip
    return gathered


def _said(above: list[list[str]], what: re.Pattern[str]) -> str:
    """Return what stands after a label above the table, in its own cell or the next."""
    from xanh.vietnamese import fold

    for row in above:
        cells = [cell.strip() for cell in row if cell.strip()]
        for i, cell in enumerate(cells):
            if what.search(fold(cell)):
                after = cell.split(":", 1)[1].strip() if ":" in cell else ""
                return after or (cells[i + 1] if i + 1 < len(cells) else "")
    return ""


def _any_day(above: list[list[str]]) -> datetime | None:
    found = (times.parse(cell, 7, NOON) for row in above for cell in row if len(cell) <= 20)
    return next((day for day in found if day), None)
