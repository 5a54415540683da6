"""Discharges: QCVN 14 (domestic) and QCVN 40 (industrial), old and new, with their transition.

The numbers are cells of a table keyed by standard, column, band of discharge flow and parameter.
Cells of the standards of 2025 that could not be had are not in it: such a limit is unknown, and an
operator who holds the official text adds a file of the same columns (:func:`load_cells`). The
environmental licence goes before every standard.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from xanh.errors import XanhError
from xanh.methods.limits.factors import Receiving, Sewer, kf, kq
from xanh.methods.limits.limit import Limit, number, rows
from xanh.methods.versions import Version, version_named, version_on

Kind = Literal["domestic", "industrial"]
NEW_SINCE = date(2025, 9, 1)  # the standards of 2025; binding on what is new from then on
OLD_UNTIL = date(2031, 12, 31)  # last day on which what existed before may keep the old ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard(Version):
    """A standard of wastewater; ``until`` is its last day for new facilities."""

    kind: Kind
    columns: tuple[str, ...]
    kept_until: date | None = None  # last day for facilities that existed before its successor


STANDARDS = (
    Standard(
        id="qcvn14:2008",
        name_vi="QCVN 14:2008/BTNMT về nước thải sinh hoạt",
        name_en="QCVN 14:2008/BTNMT on domestic wastewater",
        source="Quyết định 16/2008/QĐ-BTNMT",
        in_force=date(2009, 1, 1),
        until=date(2025, 8, 31),
        kept_until=OLD_UNTIL,
        kind="domestic",
        columns=("A", "B"),
    ),
    Standard(
        id="qcvn14:2025",
        name_vi="QCVN 14:2025/BTNMT về nước thải sinh hoạt, đô thị và khu dân cư tập trung",
        name_en="QCVN 14:2025/BTNMT on domestic, municipal and residential wastewater",
        source="Thông tư 05/2025/TT-BTNMT",
        in_force=NEW_SINCE,
        kind="domestic",
        columns=("A", "B", "C"),
    ),
    Standard(
        id="qcvn40:2011",
        name_vi="QCVN 40:2011/BTNMT về nước thải công nghiệp",
        name_en="QCVN 40:2011/BTNMT on industrial wastewater",
        source="Thông tư 47/2011/TT-BTNMT",
        in_force=date(2012, 2, 15),
        until=date(2025, 8, 31),
        kept_until=OLD_UNTIL,
        kind="industrial",
        columns=("A", "B"),
    ),
    Standard(
        id="qcvn40:2025",
        name_vi="QCVN 40:2025/BTNMT về nước thải công nghiệp",
        name_en="QCVN 40:2025/BTNMT on industrial wastewater",
        source="Thông tư 06/2025/TT-BTNMT",
        in_force=NEW_SINCE,
        kind="industrial",
        columns=("A", "B", "C"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a standard's table; the band of flow is above < flow ≤ to [m³/day]."""

    standard: str
    column: str
    above: float | None
    to: float | None
    parameter: str
    low: float | None
    least: float | None
    high: float | None
    unit: str
    factors: bool  # whether K, or Kq and Kf, multiply the upper limit
    verified: bool
    source: str = ""
    note: str = ""

    def covers(self, flow: float | None) -> bool:
        """Say whether the cell is for a discharge of ``flow`` [m³/day]."""
        if self.above is None and self.to is None:
            return True
        if flow is None:
            raise _needed("flow", "lưu lượng xả thải (m³/ngày)", "the discharge flow (m³/day)")
        return (self.above is None or flow > self.above) and (self.to is None or flow <= self.to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharge:
    """What decides which limits a discharge must meet."""

    kind: Kind
    column: str  # A or B; also C under the standards of 2025
    existing: bool  # in operation or approved before 1 September 2025
    # An existing facility may go over before it must; None: it keeps the old standard to the end.
    new_standard_since: date | None = None
    flow: float | None = None  # [m³/day]
    receiving: Receiving | None = None  # industrial, standard of 2011
    k: float | None = None  # domestic, standard of 2008: `factors.k_domestic`
    # Column under the standards of 2025 where it differs from the old one.
    new_column: str | None = None
    licence: Mapping[str, Limit] = field(default_factory=dict)  # limits of the licence


def standard_on(discharge: Discharge, day: date) -> Standard:
    """Return the standard that a discharge must meet on ``day`` (local date).

    New facilities: the standards of 2025 from 1 September 2025. Existing ones may keep the old
    standard until 31 December 2031; all must meet the new ones from 1 January 2032 (Circulars 05
    and 06/2025/TT-BTNMT). Raises :class:`XanhError` (``no-version``) before there was any.
    """
    standards = [standard for standard in STANDARDS if standard.kind == discharge.kind]
    moved = discharge.new_standard_since
    if discharge.existing and (moved is None or day < moved):
        for old in standards:
            if old.kept_until is not None and old.in_force <= day <= old.kept_until:
                return old
    return version_on(standards, day)


def limits_on(
    discharge: Discharge, day: date, cells: Sequence[Cell] | None = None
) -> dict[str, Limit]:
    """Return the limits of a discharge on ``day`` by parameter.

    QCVN 14:2008: Cmax = C × K. QCVN 40:2011: Cmax = C × Kq × Kf, and C of column B without
    factors into a sewer that leads to no treatment plant. pH, temperature, colour and coliform
    take no factor. The standards of 2025 are read directly. What the licence limits goes before.

    ``cells`` are an operator's own (:func:`load_cells`) and go before those of the package.
    Parameters without a cell are not in the result: :func:`limit_on` says so in words.
    Raises :class:`XanhError`: ``no-version``, ``unknown-column``, ``discharge-incomplete``.
    """
    standard = standard_on(discharge, day)
    column = _column(discharge, standard)
    found: dict[str, Limit] = {}
    for cell in (*package_cells(), *(cells or ())):
        if (cell.standard, cell.column) == (standard.id, column) and cell.covers(discharge.flow):
            found[cell.parameter] = _limit(cell, standard, discharge)
    return {**found, **discharge.licence}


def limit_on(
    discharge: Discharge, day: date, parameter: str, cells: Sequence[Cell] | None = None
) -> Limit:
    """Return one limit; one without numbers and with the reason where none is known."""
    known = limits_on(discharge, day, cells)
    if parameter in known:
        return known[parameter]
    standard = standard_on(discharge, day)
    return Limit(
        parameter=parameter,
        unit="",
        standard=standard.id,
        column=_column(discharge, standard),
        source=standard.source,
        note="Chưa có giá trị trong bảng / no value in the table",
    )


def _column(discharge: Discharge, standard: Standard) -> str:
    column = discharge.column
    if standard.in_force >= NEW_SINCE:
        column = discharge.new_column or column
    elif isinstance(discharge.receiving, Sewer) and discharge.kind == "industrial":
        column = "B"
    if column not in standard.columns:
        raise XanhError(
            "unknown-column",
            f"{standard.name_vi} không có cột {column}.",
            f"{standard.name_en} has no column {column}.",
            f"Các cột: {', '.join(standard.columns)}.",
            f"The columns are: {', '.join(standard.columns)}.",
        )
    return column


def _limit(cell: Cell, standard: Standard, discharge: Discharge) -> Limit:
    factor = _factor(standard, discharge) if cell.factors else 1.0
    return Limit(
        parameter=cell.parameter,
        unit=cell.unit,
        standard=standard.id,
        column=cell.column,
        source=cell.source or standard.source,
        low=cell.low,
        # Rounded to nine digits: 5 × 0.9 × 1.1 is 4.95 and not a hair beside it.
        high=None if cell.high is None else float(f"{cell.high * factor:.9g}"),
        least=cell.least,
        verified=cell.verified,
        note=cell.note,
    )


def _factor(standard: Standard, discharge: Discharge) -> float:
    if standard.id == "qcvn14:2008":
        if discharge.k is None:
            raise _needed("k", "hệ số K", "the factor K")
        return discharge.k
    if standard.id == "qcvn40:2011" and not isinstance(discharge.receiving, Sewer):
        if discharge.flow is None:
            raise _needed("flow", "lưu lượng xả thải (m³/ngày)", "the discharge flow (m³/day)")
        if discharge.receiving is None:
            raise _needed("receiving", "nguồn tiếp nhận", "the receiving water")
        return kq(discharge.receiving) * kf(discharge.flow)
    return 1.0


def _needed(field_name: str, vi: str, en: str) -> XanhError:
    return XanhError(
        "discharge-incomplete",
        f"Thiếu {vi} để tính giới hạn.",
        f"The limit needs {en}.",
        f"Khai báo trường {field_name} của nguồn thải.",
        f"Give the discharge's {field_name}.",
    )


@lru_cache(maxsize=1)
def package_cells() -> tuple[Cell, ...]:
    """Return the cells that come with the package."""
    return tuple(_cell(row) for row in rows("wastewater.csv"))


def load_cells(path: Path) -> tuple[Cell, ...]:
    """Return the cells in an operator's CSV file, of the columns of the package's own.

    ``standard,column,flow_above,flow_to,parameter,low,least,high,unit,factors,verified,source,
    note``; ``factors`` and ``verified`` are yes or no. Raises :class:`XanhError`
    (``table-unreadable``) that names the line.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(_cells(csv.DictReader(file), path.name))


def _cells(read: Iterable[dict[str, str]], name: str) -> Iterable[Cell]:
    for line, row in enumerate(read, start=2):
        try:
            cell = _cell(row)
            version_named(STANDARDS, cell.standard)
        except (KeyError, ValueError, AttributeError, XanhError) as error:
            raise XanhError(
                "table-unreadable",
                f"{name}, dòng {line}: không đọc được giới hạn ({error}).",
                f"{name}, line {line}: the limit cannot be read ({error}).",
                "Sửa dòng này theo các cột của bảng giới hạn.",
                "Mend the line after the columns of the table of limits.",
            ) from None
        yield cell


def _cell(row: dict[str, str]) -> Cell:
    return Cell(
        standard=row["standard"],
        column=row["column"],
        above=number(row["flow_above"]),
        to=number(row["flow_to"]),
        parameter=row["parameter"],
        low=number(row["low"]),
        least=number(row["least"]),
        high=number(row["high"]),
        unit=row["unit"],
        factors=row["factors"] == "yes",
        verified=row["verified"] == "yes",
        source=row["source"],
        note=row["note"],
    )
