"""Ruled tables of a PDF: the cells between the lines, tables that go on over pages, cut rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from xanh.documents.reading.drafts import Draft, DraftCell, DraftParagraph, DraftTable
from xanh.documents.reading.pdf_paragraphs import joined_text
from xanh.documents.reading.pdf_words import Word, lines_of
from xanh.documents.text.markers import starts_clause

_SAME = 3.0  # [pt] within which two ruling lines are one
_SAME_TABLE = 8.0  # [pt] within which the edges of a continued table lie
_MOST_OBJECTS = 20_000
_MOST_HEADER_ROWS = 3
_ENDED = re.compile(r"[.;:][\"”)]*$")
_Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(slots=True)
class RuledCell:
    """A rectangle between ruling lines; it starts in the row ``row`` of its table."""

    box: _Box
    row: int
    rowspan: int
    words: list[Word] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All of its text on one line."""
        return " ".join(self.paragraphs)


@dataclass(slots=True)
class RuledTable:
    """The cells that start in each row; ``last`` is the last page that the table reaches."""

    box: _Box
    last: int
    rows: list[list[RuledCell]]
    place: int = -1  # how many words outside of tables the page's content has before it

    def row_text(self, row: int) -> list[str]:
        """Return the texts of the cells of a row."""
        return [cell.text for cell in self.rows[row]]


def has_rules(page: Any) -> bool:
    """Say whether a PDFium page may have a ruled table: lines or boxes in both directions."""
    import pypdfium2.raw as pdfium

    across = down = 0
    for count, path in enumerate(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=3)):
        left, bottom, right, top = path.get_bounds()
        wide, high = right - left > 30, top - bottom > 8
        across += 2 if wide and high else wide  # a box, or a grid drawn in one stroke
        down += 2 if wide and high else high
        if (across >= 2 and down >= 2) or count > _MOST_OBJECTS:
            return True
    return False


def ruled_tables(page: Any, words: list[Word], number: int) -> tuple[list[RuledTable], list[Word]]:
    """Find the tables of a pdfplumber page; return them and the words outside of them.

    ``number`` is the number of the page from 0.
    """
    ends = _open_ends(page.edges)
    drawn = page.find_tables({"explicit_horizontal_lines": ends})
    found = [ruled for table in drawn if (ruled := _ruled(table.cells, number))]
    outside: list[Word] = []
    for word in words:
        home = next((table for table in found if _holds(table.box, word)), None)
        cell = _cell_of(home, word) if home else None
        if home is None or cell is None:
            outside.append(word)
            continue
        if home.place < 0:
            home.place = len(outside)
        cell.words.append(word)
    found = [table for table in found if table.place >= 0]
    for cell in (cell for table in found for row in table.rows for cell in row):
        cell.paragraphs = _paragraphs(cell.words, number)
    for table in found:
        _drop_empty_parts(table, ends)
    return found, outside


def _drop_empty_parts(table: RuledTable, ends: list[float]) -> None:
    """Drop the part of a cut row that holds nothing, at the head or the foot of a page."""
    if any(abs(end - table.box[3]) < _SAME for end in ends) and not any(table.row_text(-1)):
        table.rows.pop()
    if any(abs(end - table.box[1]) < _SAME for end in ends) and not any(table.row_text(0)):
        del table.rows[0]
        for cell in (cell for row in table.rows for cell in row):
            cell.row -= 1


def _open_ends(edges: list[dict[str, Any]]) -> list[float]:
    """Return the heights at which the vertical lines of a table end and no line closes the cells.

    A row that a page break cuts is drawn so by some programs.
    """
    across = [edge["top"] for edge in edges if edge["orientation"] == "h"]
    ends: dict[int, set[int]] = {}
    for edge in edges:
        if edge["orientation"] == "v" and edge["bottom"] - edge["top"] > _SAME:
            for end in (edge["top"], edge["bottom"]):
                ends.setdefault(round(end), set()).add(round(edge["x0"]))
    heights = [height for height, columns in ends.items() if len(columns) >= 3]
    return [y for y in _clusters(heights) if not any(abs(y - line) < 2 * _SAME for line in across)]


def _ruled(boxes: list[_Box], page: int) -> RuledTable | None:
    """Lay rectangles over rows; None for a single column, which is a frame and no table."""
    tops = _clusters([edge for box in boxes for edge in (box[1], box[3])])
    lefts = _clusters([edge for box in boxes for edge in (box[0], box[2])])
    if len(tops) < 2 or len(lefts) < 3:
        return None
    rows: list[list[RuledCell]] = [[] for _ in tops[1:]]
    for box in boxes:
        row, end = _nearest(tops, box[1]), _nearest(tops, box[3])
        if end > row:
            rows[row].append(RuledCell(box, row, end - row))
    for cells in rows:
        cells.sort(key=lambda cell: cell.box[0])
    return RuledTable((lefts[0], tops[0], lefts[-1], tops[-1]), page, rows)


def _clusters(edges: Iterable[float]) -> list[float]:
    """Return edges in order, those that are one to the eye only once."""
    distinct: list[float] = []
    for edge in sorted(edges):
        if not distinct or edge - distinct[-1] > _SAME:
            distinct.append(edge)
    return distinct


def _nearest(edges: list[float], edge: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - edge))


def _holds(box: _Box, word: Word) -> bool:
    x, y = word.middle
    return box[0] - 1 <= x <= box[2] + 1 and box[1] - 1 <= y <= box[3] + 1


def _cell_of(table: RuledTable, word: Word) -> RuledCell | None:
    cells = (cell for row in table.rows for cell in row)
    return next((cell for cell in cells if _holds(cell.box, word)), None)


def _paragraphs(words: list[Word], page: int) -> list[str]:
    """Join the wrapped lines of a cell; a clause with a marker starts a paragraph."""
    lines = [line.text for line in sorted(lines_of(words, page), key=lambda x: round(x.top / 3))]
    groups: list[list[str]] = []
    for line in lines:
        if groups and not (starts_clause(line) and not re.match(r"\d+[.)]?$", line)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [joined_text(group) for group in groups]


# -- over pages ---------------------------------------------------------------------------------


def goes_on(table: RuledTable, after: RuledTable) -> bool:
    """Say whether ``after``, first on the next page, has the edges of ``table``."""
    return after.last == table.last + 1 and all(
        abs(table.box[side] - after.box[side]) < _SAME_TABLE for side in (0, 2)
    )


def join(table: RuledTable, after: RuledTable) -> None:
    """Append the rows of the next page: repeated headers dropped, a cut row made whole."""
    start = _repeated_header(table, after)
    first = _next_with_text(after.rows, range(start, len(after.rows)))
    last = _next_with_text(table.rows, range(len(table.rows) - 1, -1, -1))
    if min(first, last) >= 0 and _is_rest_of_row(table.rows[last], after.rows[first]):
        _append_rest(table.rows[last], after.rows[first])
        del table.rows[last + 1 :]
        start = first + 1
    for cell in (cell for row in table.rows for cell in row):
        cell.rowspan = min(cell.rowspan, len(table.rows) - cell.row)
    rows = after.rows[start:]
    shift = len(table.rows) - start
    if rows:
        rows[0] = [cell for cell in rows[0] if not _is_rest_of_cell(table, cell)]
    for cell in (cell for row in rows for cell in row):
        cell.row += shift
    table.rows += rows
    table.last = after.last


def _next_with_text(rows: list[list[RuledCell]], order: range) -> int:
    """Return the first row in ``order`` that holds words, -1 when none does."""
    return next((i for i in order if any(cell.text for cell in rows[i])), -1)


def _repeated_header(table: RuledTable, after: RuledTable) -> int:
    """Return how many rows of ``after`` repeat the first rows of ``table``."""
    count = 0
    most = min(_MOST_HEADER_ROWS, len(table.rows), len(after.rows))
    while count < most and table.row_text(count) == after.row_text(count):
        if not any(table.row_text(count)):
            break
        count += 1
    return count


def _is_rest_of_row(last: list[RuledCell], row: list[RuledCell]) -> bool:
    """Say whether the first row of a page goes on with the last row of the page before.

    Its number is empty then, and it is not a row of its own under a merged number: such a row is
    full, and each of its cells starts afresh.
    """
    if len(row) != len(last) or len(row) < 2 or row[0].text or not any(c.text for c in row):
        return False
    if any(abs(a.box[0] - b.box[0]) > _SAME_TABLE for a, b in zip(last, row, strict=True)):
        return False
    rest = row[1:]
    fresh = all(cell.text and cell.text[0].isupper() for cell in rest)
    ended = any(_ENDED.search(cell.text) for cell in last[1:])
    return bool(last[0].text) and not (fresh and (ended or len(rest) > 2))


def _is_rest_of_cell(table: RuledTable, cell: RuledCell) -> bool:
    """Say whether a cell over several rows is the rest of one that a page break cut; if so, the
    cell above is made to cover it.
    """
    if cell.text or cell.rowspan < 2:
        return False
    for row in reversed(table.rows):
        for above in row:
            reaches = above.row + above.rowspan == len(table.rows)
            if reaches and all(abs(above.box[s] - cell.box[s]) < _SAME_TABLE for s in (0, 2)):
                above.rowspan += cell.rowspan
                return True
    return False


def _append_rest(last: list[RuledCell], rest: list[RuledCell]) -> None:
    for cell, more in zip(last, rest, strict=True):
        if not more.paragraphs:
            continue
        if cell.paragraphs and not starts_clause(more.paragraphs[0]):
            cell.paragraphs[-1] = joined_text([cell.paragraphs[-1], more.paragraphs.pop(0)])
        cell.paragraphs += more.paragraphs


def to_draft(table: RuledTable) -> DraftTable:
    """Return the table with columns instead of edges."""
    cells = [cell for row in table.rows for cell in row]
    lefts = _clusters([edge for cell in cells for edge in (cell.box[0], cell.box[2])])
    kept = [i for i, row in enumerate(table.rows) if row and not _is_sliver(row)]
    draft = DraftTable()
    for index in kept:
        row: list[DraftCell] = []
        for cell in table.rows[index]:
            column = _nearest(lefts, cell.box[0])
            span = max(1, _nearest(lefts, cell.box[2]) - column)
            height = sum(index <= other < index + cell.rowspan for other in kept)
            content: list[Draft] = [DraftParagraph(text) for text in cell.paragraphs]
            row.append(DraftCell(column, content, span, max(1, height)))
        draft.rows.append(row)
    return draft


def _is_sliver(row: list[RuledCell]) -> bool:
    """Say whether a row is the room between two lines that stand for one."""
    return all(not c.text and c.rowspan == 1 and c.box[3] - c.box[1] < 2 * _SAME for c in row)
