"""Drafts to a text and its blocks: the text is laid out while walking, so offsets are exact.

One paragraph a line; a table gives a line for each paragraph of each cell and a blank line after
each row. Everything is NFC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xanh.documents.blocks import Cell, Finding, Paragraph, Row, Table
from xanh.documents.passages import Passage, Source
from xanh.documents.reading import grid, legacy, refusals
from xanh.documents.reading.drafts import (
    Draft,
    DraftCell,
    DraftParagraph,
    DraftTable,
    flatten,
    plain_text,
)
from xanh.documents.reading.findings import legacy_encoding
from xanh.documents.reading.limits import Limits
from xanh.documents.text.markers import starts_clause
from xanh.vietnamese import nfc

# The words that stand alone above a title ("KẾ HOẠCH / Phát triển hạ tầng …").
KIND_LINE = re.compile(
    r"(?:KẾ HOẠCH|QUYẾT ĐỊNH|NGHỊ QUYẾT|CHỈ THỊ|CHƯƠNG TRÌNH|ĐỀ ÁN|PHƯƠNG ÁN|THÔNG BÁO|"
    r"CÔNG VĂN|BÁO CÁO|TỜ TRÌNH|PHỤ LỤC(?:\s+[\dIVX]+)?|DANH MỤC)"
)
_LABEL = re.compile(r"[A-ZÀ-ỸĐ][^.;:!?]{3,60}:")
_SENTENCE_END = re.compile(r"[.;:!?…][\"”)\]]*$")
_SPACES = re.compile(r"[^\S\n]+")
_PAGE = 40  # paragraphs in one cell of a table that only places parts of a page
_DOCUMENT = 8  # paragraphs of the shortest document with a title
_MENU = 3  # list items in a row that are nothing but links
# The private places of Word's Symbol font.
_SYMBOLS = str.maketrans(
    "\uf02d\uf0a3\uf0a5\uf0ae\uf0b0\uf0b1\uf0b3\uf0b4\uf0b7\uf0b8\uf0b9\uf0bb\uf0a7\uf0d8\uf0fc",
    "-≤∞→°±≥×•÷≠≈•••",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A paragraph of the text, from ``start`` to ``end``."""

    start: int
    end: int
    bold: bool


@dataclass(frozen=True, slots=True)
class _CellMark:
    start: int
    end: int
    slot: grid.Slot
    rowspan: int


@dataclass(frozen=True, slots=True)
class _RowMark:
    start: int
    end: int
    cells: tuple[_CellMark, ...]


@dataclass(frozen=True, slots=True)
class _TableMark:
    rows: tuple[_RowMark, ...]
    columns: int


@dataclass(slots=True)
class LaidOut:
    """The text, its blocks, and what was noticed on the way."""

    text: str
    blocks: tuple[Paragraph | Table, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Sheet:
    """The text as far as it is laid out, and the places of its parts."""

    limits: Limits
    parts: list[str] = field(default_factory=list)
    length: int = 0
    marks: list[Mark | _TableMark] = field(default_factory=list)
    rows: int = 0
    cells: int = 0

    def write(self, text: str) -> tuple[int, int]:
        """Put ``text`` on a line of its own; return where it stands."""
        start = self.length
        self.parts.append(text + "\n")
        self.length += len(text) + 1
        self.limits.check_characters(self.length)
        return start, start + len(text)

    def blank_line(self) -> None:
        """Leave a line empty."""
        self.parts.append("\n")
        self.length += 1


def lay_out(drafts: list[Draft], limits: Limits) -> LaidOut:
    """Lay drafts out as a text and its blocks.

    Raises XanhError when there are more characters, paragraphs, rows or cells than the limits
    allow.
    """
    paragraphs = flatten(drafts)
    limits.check_blocks(len(paragraphs))
    for paragraph in paragraphs:
        paragraph.text = tidy(paragraph.text)
    drafts = _without_menus(_without_frames(drafts))
    encoding = _from_legacy(paragraphs)
    sheet = _Sheet(limits)
    for draft in drafts:
        if isinstance(draft, DraftParagraph):
            _write_paragraph(sheet, draft)
        else:
            _write_table(sheet, draft)
    text = "".join(sheet.parts)
    blocks = tuple(_block(text, mark) for mark in sheet.marks)
    return LaidOut(text, blocks, legacy_encoding(encoding, text) if encoding else ())


def tidy(text: str) -> str:
    """Return ``text`` in NFC: single spaces, no spaces at line ends, no private symbols."""
    spaced = _SPACES.sub(" ", nfc(text.translate(_SYMBOLS)).replace("\x00", ""))
    return "\n".join(line.strip() for line in spaced.strip().split("\n"))


def _from_legacy(paragraphs: list[DraftParagraph]) -> legacy.Encoding | None:
    """Convert paragraphs that hold the letters of a legacy font; return the encoding found."""
    encoding = legacy.detect("\n".join(paragraph.text for paragraph in paragraphs))
    if encoding is not None:
        for paragraph in paragraphs:
            lines = paragraph.text.split("\n")
            paragraph.text = nfc("\n".join(legacy.convert_line(x, encoding) for x in lines))
    return encoding


# -- what is no table and no text ---------------------------------------------------------------


def _without_frames(drafts: list[Draft]) -> list[Draft]:
    """Put the content of tables that only place parts of a page into the flow of the text."""
    flow: list[Draft] = []
    for draft in drafts:
        if isinstance(draft, DraftTable):
            if _is_frame(draft):
                for row in draft.rows:
                    for cell in row:
                        flow += _without_frames(cell.content)
                continue
            grid.compact(draft)
        flow.append(draft)
    return flow


def _is_frame(table: DraftTable) -> bool:
    """Say whether a table only frames parts of a page: one column, or a cell with a document."""
    if max((len(row) for row in table.rows), default=0) <= 1:
        return True
    cells = [cell for row in table.rows for cell in row]
    if any(_holds_document(cell, len(table.rows)) for cell in cells):
        return True
    held = [len(plain_text([d])) for cell in cells for d in _inner_tables(cell)]
    return bool(held) and max(held) > 0.5 * sum(len(plain_text(c.content)) for c in cells)


def _holds_document(cell: DraftCell, rows: int) -> bool:
    """Say whether a cell holds a document: its title, a table among paragraphs, or very much."""
    paragraphs = [d for d in cell.content if isinstance(d, DraftParagraph)]
    if len(paragraphs) >= _DOCUMENT and any(KIND_LINE.fullmatch(p.text) for p in paragraphs):
        return True
    if len(paragraphs) >= 3 and _inner_tables(cell):
        return True
    return rows <= 5 and len(flatten(cell.content)) > _PAGE


def _inner_tables(cell: DraftCell) -> list[DraftTable]:
    """Return the tables of two columns or more inside a cell."""
    tables = [draft for draft in cell.content if isinstance(draft, DraftTable)]
    return [table for table in tables if any(len(row) > 1 for row in table.rows)]


def _without_menus(drafts: list[Draft]) -> list[Draft]:
    """Drop runs of list items that are nothing but links: the menus of a saved page."""
    kept: list[Draft] = []
    run: list[Draft] = []
    for draft in [*drafts, None]:
        if isinstance(draft, DraftParagraph) and draft.item and draft.linked:
            run.append(draft)
            continue
        kept += run if len(run) < _MENU else []
        run = []
        if draft is not None:
            kept.append(draft)
    return kept


# -- writing ------------------------------------------------------------------------------------


def split_breaks(text: str) -> list[str]:
    """Cut a paragraph at those soft breaks that end a clause, a title's kind or a sentence.

    Other soft breaks stay: they wrap a line.
    """
    pieces: list[str] = []
    for line in text.split("\n"):
        previous = pieces[-1] if pieces else ""
        if previous and line and not _ends_at_break(previous.rsplit("\n", 1)[-1], line):
            pieces[-1] = f"{previous}\n{line}"
        else:
            pieces.append(line)
    return [piece for piece in pieces if piece]


def _ends_at_break(before: str, line: str) -> bool:
    if starts_clause(line) or _LABEL.match(line) or KIND_LINE.fullmatch(before):
        return True
    return bool(_SENTENCE_END.search(before)) and not line[0].islower()


def _write_paragraph(sheet: _Sheet, paragraph: DraftParagraph) -> None:
    for piece in split_breaks(paragraph.text):
        start, end = sheet.write(piece)
        sheet.marks.append(Mark(start, end, paragraph.bold))


def _write_table(sheet: _Sheet, table: DraftTable) -> None:
    sheet.rows += len(table.rows)
    sheet.limits.check_rows(sheet.rows)
    places: dict[int, tuple[int, int]] = {}
    rows = []
    for slots in grid.slots(table):
        sheet.cells += len(slots)
        if sheet.cells > sheet.limits.max_cells:
            raise refusals.too_many("cells", sheet.limits.max_cells)
        start = sheet.length
        cells = tuple(_write_cell(sheet, slot, places) for slot in slots)
        end = max(start, sheet.length - 1)
        rows.append(_RowMark(start, end, cells))
        if end > start:
            sheet.blank_line()
    if any(row.end > row.start for row in rows):
        sheet.marks.append(_TableMark(tuple(rows), grid.width(table)))


def _write_cell(sheet: _Sheet, slot: grid.Slot, places: dict[int, tuple[int, int]]) -> _CellMark:
    """Write a cell where it starts; remember where it stands for the rows that it reaches into."""
    cell = slot.cell
    if cell is None:
        return _CellMark(sheet.length, sheet.length, slot, 1)
    if slot.merged:
        return _CellMark(*places.get(id(cell), (sheet.length, sheet.length)), slot, 1)
    places[id(cell)] = _write_content(sheet, cell)
    return _CellMark(*places[id(cell)], slot, cell.rowspan)


def _write_content(sheet: _Sheet, cell: DraftCell) -> tuple[int, int]:
    start = end = sheet.length
    for paragraph in flatten(cell.content):
        for line in filter(None, paragraph.text.split("\n")):
            _, end = sheet.write(line)
    return start, end


# -- blocks -------------------------------------------------------------------------------------


def _block(text: str, mark: Mark | _TableMark) -> Paragraph | Table:
    if isinstance(mark, Mark):
        return Paragraph(Passage.clean(text, mark.start, mark.end), mark.bold)
    passages: dict[tuple[int, int], Passage] = {}
    rows = tuple(_row(text, row, passages) for row in mark.rows)
    return Table(rows, mark.columns, Source(mark.rows[0].start, mark.rows[-1].end))


def _row(text: str, mark: _RowMark, passages: dict[tuple[int, int], Passage]) -> Row:
    cells = []
    for cell in mark.cells:
        place = (cell.start, cell.end)
        if place not in passages:
            passages[place] = Passage.clean(text, *place)
        cells.append(
            Cell(
                passages[place],
                cell.slot.column,
                cell.slot.colspan,
                cell.rowspan,
                merged=cell.slot.merged,
                missing=cell.slot.cell is None,
            )
        )
    return Row(tuple(cells), Source(mark.start, mark.end))
