"""Targets that stand in a table: "Chỉ tiêu | Đơn vị tính | Năm 2026 | Năm 2030"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from xanh.documents.blocks import Row, Table
from xanh.documents.goals.quantities import parse_number
from xanh.documents.passages import Source
from xanh.documents.plan import Target
from xanh.documents.tasks.tables import find_columns
from xanh.vietnamese import fold

_SUBJECT = re.compile(r"^(?:ten )?(?:cac )?(?:chi tieu|muc tieu|chi so|tieu chi)\b")
_UNIT = re.compile(r"^(?:don vi(?: tinh)?|dvt|d\.v\.t)$")
# "Thực hiện 2024", "Hiện trạng": what is, not what shall be.
_BASELINE = re.compile(r"\b(?:hien trang|hien nay|thuc hien|uoc|co so|ket qua|da dat|thuc trang)\b")
_GOAL = re.compile(r"\b(?:muc tieu|chi tieu|ke hoach|phan dau|den)\b")
# A column of values without a year of its own; rows such as "Đến năm 2030" give it.
_VALUES = re.compile(r"^(?:ket qua|gia tri|muc tieu|chi tieu|ke hoach|yeu cau|muc|so luong)\b")
_YEAR = re.compile(r"\b(20\d\d)\b")
_VALUE = re.compile(
    r"^(?P<words>trên|dưới|ít nhất|tối thiểu|không quá|tối đa|không dưới|từ|đạt|[<>≥≤]=?|)\s*"
    r"(?P<value>\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)(?![\d/])\s*(?P<unit>%)?"
    r"(?P<more>\s*trở lên)?(?P<rest>\s*[^\d;]{0,40}(?:;.*)?)$",
    re.IGNORECASE,
)
_COMPARATORS = {
    "trên": ">", ">": ">", "dưới": "<", "<": "<", "ít nhất": ">=", "tối thiểu": ">=",
    "không dưới": ">=", "từ": ">=", "≥": ">=", ">=": ">=", "không quá": "<=", "tối đa": "<=",
    "≤": "<=", "<=": "<=",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Columns:
    subject: int
    unit: int | None
    goals: tuple[tuple[int, int | None], ...]  # (column, year); None: rows above give it


def read_target_tables(
    tables: Iterable[Table], issued_year: int | None = None
) -> tuple[Target, ...]:
    """Read the targets of every table whose header names targets and the years they are for.

    A column of a year before the plan's own, or one that says what has been reached, holds
    baselines and gives no targets. ``id`` is "target-table-<table>-<n>".
    """
    targets: list[Target] = []
    number = 0
    for table in tables:
        found = None if find_columns(table) else _find_columns(table, issued_year)
        if found is None:
            continue
        columns, first = found
        number += 1
        year: int | None = None
        for row in table.rows[first:]:
            year = _year_row(row) or year
            targets += _read_row(row, columns, year, f"target-table-{number}", len(targets))
    return tuple(targets)


def _find_columns(table: Table, issued_year: int | None) -> tuple[_Columns, int] | None:
    for index, row in enumerate(table.rows[:4]):
        names = _names(row, table.columns)
        subject = next((i for i, name in enumerate(names) if _SUBJECT.match(fold(name))), None)
        if subject is None:
            continue
        first = index + 1
        if first < len(table.rows) and any(cell.merged for cell in table.rows[first].cells):
            below = _names(table.rows[first], table.columns)
            names = [a if a == b else f"{a} {b}" for a, b in zip(names, below, strict=True)]
            first += 1
        goals: tuple[tuple[int, int | None], ...] = tuple(_goals(names, issued_year))
        unit = next((i for i, name in enumerate(names) if _UNIT.match(fold(name))), None)
        if not goals and unit is not None:
            goals = tuple(_values(names, subject))
        return (_Columns(subject, unit, goals), first) if goals else None
    return None


def _names(row: Row, width: int) -> list[str]:
    cells = (row.cell(column) for column in range(width))
    return [cell.passage.text if cell else "" for cell in cells]


def _goals(names: Sequence[str], issued_year: int | None) -> Iterator[tuple[int, int]]:
    for column, name in enumerate(names):
        folded = fold(name)
        years = [int(year) for year in _YEAR.findall(folded)]
        if not years or len(folded) > 60:
            continue
        if _BASELINE.search(folded) and not _GOAL.search(folded):
            continue
        if issued_year is None or years[-1] >= issued_year:
            yield column, years[-1]


def _values(names: Sequence[str], subject: int) -> Iterator[tuple[int, None]]:
    for column, name in enumerate(names):
        if column != subject and _VALUES.match(fold(name)):
            yield column, None
            return


def _year_row(row: Row) -> int | None:
    """Return the year of a row that only says for when the rows under it are."""
    texts = {cell.passage.text for cell in row.cells if cell.passage}
    titles = [text for text in texts if len(text) > 6]
    match = _YEAR.search(titles[0]) if len(titles) == 1 and len(texts) <= 2 else None
    return int(match[1]) if match else None


def _read_row(
    row: Row, columns: _Columns, above: int | None, name: str, position: int
) -> Iterator[Target]:
    subject = row.cell(columns.subject)
    if subject is None or not subject.passage:
        return
    unit_cell = row.cell(columns.unit) if columns.unit is not None else None
    for column, year in columns.goals:
        cell = row.cell(column)
        match = _VALUE.match(cell.passage.text) if cell else None
        if cell is None or match is None:
            continue
        position += 1
        comparator = ">=" if match["more"] else _COMPARATORS.get(match["words"].lower(), "=")
        unit = match["unit"] or (unit_cell.passage.text if unit_cell else match["rest"].strip())
        start, end = subject.passage.source().start, cell.passage.source().end
        yield Target(
            id=f"{name}-{position}",
            subject=subject.passage.text,
            comparator=comparator,
            value=parse_number(match["value"]),
            unit=unit or None,
            stretch=None,
            year=year or above,
            source=Source(min(start, end), max(start, end)),
        )
