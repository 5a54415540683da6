"""Wastewater: the day's means beside the values of QCVN 14 and 40, before any factor."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from xanh.office.monitoring.models import Station
from xanh.office.monitoring.waters import latest_water
from xanh.web.live import parts
from xanh.web.live.now import version

if TYPE_CHECKING:
    from xanh.methods.limits.wastewater import Cell, Standard
    from xanh.observations.engine import Engine


def waste(engine: Engine, station: Station, now: datetime, query: QueryDict) -> dict[str, Any]:
    """Return the newest day's means against the standard and column that the reader chose.

    Which standard binds a discharge, and with which factors, its licence says; the register does
    not hold that. So the values C are shown as they are printed, and no verdict is given.
    """
    from xanh.methods.limits import STANDARDS

    standard = next((s for s in STANDARDS if s.id == query.get("quy-chuan")), STANDARDS[2])
    asked = query.get("cot", "")
    column = asked if asked in standard.columns else standard.columns[-1]
    day = latest_water(engine, [station.key], now).get(station.key)
    cells = _cells(standard, column)
    means = day.means if day else {}
    return {
        "kind": "waste",
        "day": day.day if day else None,
        "standard": version(standard),
        "column": column,
        "columns": standard.columns,
        "standards": [(s.id, version(s)["name"]) for s in STANDARDS],
        "rows": [_row(name, value, cells.get(name)) for name, value in sorted(means.items())],
        "known": bool(cells),
    }


def _cells(standard: Standard, column: str) -> dict[str, Cell]:
    """Return the cells that need no flow to be chosen."""
    from xanh.methods.limits.wastewater import package_cells

    return {
        cell.parameter: cell
        for cell in package_cells()
        if (cell.standard, cell.column) == (standard.id, column)
        and cell.above is None
        and cell.to is None
    }


def _row(name: str, value: float, cell: Cell | None) -> dict[str, Any]:
    known = parts.parameter(name)
    return {
        "id": name,
        "symbol": parts.parameter_name(name),
        "name": known.en if parts.language() == "en" else known.vi,
        "unit": known.unit,
        "value": parts.number(value, name),
        "limit": _limit(cell, name) if cell else "",
        "beyond": bool(cell) and _beyond(value, cell),
        "factors": bool(cell and cell.factors),
        "verified": bool(cell and cell.verified),
    }


def _limit(cell: Cell, name: str) -> str:
    low, high = parts.number(cell.low, name), parts.number(cell.high, name)
    if cell.low is not None and cell.high is not None:
        return f"{low}–{high}"
    return _("từ %(low)s") % {"low": low} if cell.low is not None else high


def _beyond(value: float, cell: Cell | None) -> bool:
    if cell is None:
        return False
    return (cell.low is not None and value < cell.low) or (
        cell.high is not None and value > cell.high
    )
