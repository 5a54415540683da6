"""The exact grid of a table whose cells span columns and rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from xanh.documents.reading.drafts import DraftCell, DraftTable
from xanh.documents.reading.limits import Limits


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a row: the cell that covers it, or None where there is no cell at all.

    ``merged`` when the cell starts in a row above.
    """

    cell: DraftCell | None
    column: int
    colspan: int
    merged: bool = False


def place(rows: Iterable[list[tuple[DraftCell, int, int]]], limits: Limits) -> DraftTable:
    """Give columns to cells that only say their spans, as HTML does.

    ``rows`` hold (cell, columns wanted, rows wanted); a row span of 0 means the rest of the table.
    Absurd spans are clamped to the table.
    """
    listed = list(rows)
    table = DraftTable()
    taken: dict[int, int] = {}  # column: first row that is free again
    for index, wanted in enumerate(listed):
        row: list[DraftCell] = []
        column = 0
        for cell, columns, height in wanted:
            while taken.get(column, 0) > index:
                column += 1
            if column >= limits.max_columns:
                break
            rest = len(listed) - index
            cell.column = column
            cell.rowspan = rest if height == 0 else max(1, min(height, rest))
            cell.colspan = _free_columns(taken, index, column, columns, limits)
            for covered in range(column, column + cell.colspan):
                taken[covered] = index + cell.rowspan
            column += cell.colspan
            row.append(cell)
        table.rows.append(row)
    return table


def _free_columns(taken: dict[int, int], row: int, column: int, wanted: int, limits: Limits) -> int:
    """Return how many of the wanted columns are free from ``column`` on, at least one."""
    most = max(1, min(wanted, limits.max_columns - column))
    for width in range(1, most):
        if taken.get(column + width, 0) > row:
            return width
    return most


def compact(table: DraftTable) -> None:
    """Remove the columns in which no cell stands alone.

    Word and the pages that it saves have such columns where a border is out of line with the one
    above by a hair; a span over the whole row may claim a thousand of them.
    """
    cells = [cell for row in table.rows for cell in row]
    edges = sorted({c.column for c in cells} | {c.column + c.colspan for c in cells})
    rank = {edge: index for index, edge in enumerate(edges)}
    for cell in cells:
        end = rank[cell.column + cell.colspan]
        cell.column = rank[cell.column]
        cell.colspan = end - cell.column
    column = len(edges) - 2
    while column >= 0:
        alone = {cell.column for cell in cells if cell.colspan == 1}
        column = next((k for k in range(column, -1, -1) if k not in alone), -1)
        for cell in cells if column >= 0 else ():
            if cell.column > column:
                cell.column -= 1
            elif cell.column + cell.colspan > column:
                cell.colspan -= 1
        column -= 1


def width(table: DraftTable) -> int:
    """Return the number of columns of the widest row."""
    return max((c.column + c.colspan for row in table.rows for c in row), default=0)


def slots(table: DraftTable) -> list[list[Slot]]:
    """Return for each row its slots from left to right, merged and missing ones included."""
    columns = width(table)
    filled: list[list[Slot]] = []
    open_cells: list[tuple[DraftCell, int]] = []  # cell, first row that it does not cover
    for index, row in enumerate(table.rows):
        open_cells = [(cell, end) for cell, end in open_cells if end > index]
        found = [Slot(cell, cell.column, cell.colspan, merged=True) for cell, _ in open_cells]
        found += [Slot(cell, cell.column, cell.colspan) for cell in row]
        open_cells += [(cell, index + cell.rowspan) for cell in row if cell.rowspan > 1]
        filled.append(_with_gaps(sorted(found, key=lambda slot: slot.column), columns))
    return filled


def _with_gaps(row: list[Slot], columns: int) -> list[Slot]:
    """Put a missing cell into each column that nothing covers; drop what overlaps."""
    complete: list[Slot] = []
    column = 0
    for slot in row:
        if slot.column < column:
            continue
        complete += [Slot(None, gap, 1) for gap in range(column, slot.column)]
        complete.append(slot)
        column = slot.column + slot.colspan
    return complete + [Slot(None, gap, 1) for gap in range(column, columns)]
