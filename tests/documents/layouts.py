"""The ways in which real documents lay out one table as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

HEADER = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian thực hiện")


@dataclass(frozen=True)
class Group:
    """A group row: its mark and title; both empty for a row emptied to bars."""

    mark: str = ""
    title: str = ""
    merged: bool = False  # mark and title in one cell


Row = Group | Sequence[str | None]  # None: the text has no cell (merged downwards)


def _cells(row: Row, width: int) -> list[str]:
    if isinstance(row, Group):
        if row.merged:
            return [f"{row.mark}. {row.title}"]
        return [row.mark, row.title] if row.mark else [""] * width
    return [cell for cell in row if cell is not None]


def ended_cells(header: Sequence[str], rows: Sequence[Row]) -> str:
    """A cell a line with a bar at its end; an empty cell is a lone bar; rows are not marked."""
    cells = [*header, *(cell for row in rows for cell in _cells(row, len(header)))]
    return "\n".join(f"{cell} |".strip() for cell in cells)


def lone_bars(header: Sequence[str], rows: Sequence[Row]) -> str:
    """A lone bar before and after each cell; an empty cell looks like the end of a row."""
    lines = []
    for row in [header, *rows]:
        lines.append("|")
        for cell in _cells(row, len(header)):
            lines += [*wrap(cell), "|"] if cell else ["|"]
    return "\n".join(lines)


def bold_lone_bars(header: Sequence[str], rows: Sequence[Row]) -> str:
    """Lone bars with the header in bold."""
    return lone_bars([f"**{name}**" for name in header], rows)


def markdown(header: Sequence[str], rows: Sequence[Row]) -> str:
    """Rows of bars with a ruler under the header."""
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += ["| " + " | ".join(_cells(row, len(header))) + " |" for row in rows]
    return "\n".join(lines)


def bare_rows(header: Sequence[str], rows: Sequence[Row]) -> str:
    """Rows of bars without a first bar and without a ruler."""
    return "\n".join(" | ".join(_cells(row, len(header))) + " |" for row in [header, *rows])


def tabbed(header: Sequence[str], rows: Sequence[Row]) -> str:
    """Rows whose cells are set apart by tabs."""
    return "\n".join("\t".join(_cells(row, len(header))) for row in [header, *rows])


def bare_cells(header: Sequence[str], rows: Sequence[Row]) -> str:
    """A paragraph a cell: the bars are lost."""
    cells = [cell for row in [header, *rows] for cell in _cells(row, len(header)) if cell]
    return "\n\n".join(cells)


LAYOUTS: dict[str, Callable[[Sequence[str], Sequence[Row]], str]] = {
    "ended-cells": ended_cells,
    "lone-bars": lone_bars,
    "bold-lone-bars": bold_lone_bars,
    "markdown": markdown,
    "bare-rows": bare_rows,
}


def wrap(text: str, width: int = 34) -> list[str]:
    """Cut a cell into lines as a web page does."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
