"""Plain text to blocks: paragraphs that line ends cut, and tables drawn with bars.

Legal web sites flatten tables in three ways, all of which stand in real documents:

* a cell a line with a bar at its end, rows not marked at all;
* a lone bar before and after each cell, where an empty cell looks like the end of a row;
* rows of bars as in Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xanh.documents.blocks import Paragraph, Table
from xanh.documents.passages import Passage
from xanh.documents.text.columns import header_kind, is_number, read_columns, starts_row
from xanh.documents.text.loosetables import Gap, LooseCell, Token, assemble
from xanh.documents.text.markers import MARKER, starts_clause

_LINE = re.compile(r"[^\n]*\n?")
_RULE_ROW = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)+\|?\s*$")
_LINE_OF_DASHES = re.compile(r"^[\s\-_=–—*~.]+$")
_ANNOUNCES = re.compile(
    r"^\**(?:PHỤ LỤC|Phụ lục\s+(?:số\s*)?[\dIVX]+\b|DANH MỤC|[IVX]+\.\s+[A-ZĐÀ-Ỹ]{2})"
)
_ENDS_BARE_TABLE = re.compile(r"(?:PHỤ LỤC|Nơi nhận|TM\.|KT\.|TUQ\.|TL\.)")
# Words after which no paragraph ends.
_DANGLES = re.compile(
    r"(?:^|\s)(?:quý|tháng|năm|ngày|số|sở|bộ|ban|và|của|các|tỉnh|thành phố|về|theo|từ|đến|cho"
    r"|với|luật|nghị|quyết|ủy|uỷ)$",
    re.IGNORECASE,
)
_HASHES = re.compile(r"\s*#{1,6}\s+")  # a heading of Markdown
_BOLD = re.compile(r"^\s*\*\*.*\*\*\s*$", re.DOTALL)
_WRAP_WIDTH = 120
_LONGEST_LOOSE_CELL = 60  # lines of one cell between lone bars
# Lines that no cell of a table holds: a title, a legal basis, the first section, an article.
_OF_THE_BODY = re.compile(
    r"^\**(?:(?:KẾ HOẠCH|QUYẾT ĐỊNH|CHƯƠNG TRÌNH|ĐỀ ÁN|NGHỊ QUYẾT|CHỈ THỊ)\b[ :*]*$|Căn cứ\s"
    r"|Điều 1\b|[IVX]+\.\s+[A-ZĐÀ-Ỹ]{2})"
)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str  # stripped

    @property
    def bars(self) -> int:
        return self.text.count("|") - self.text.count("\\|")

    @property
    def tabs(self) -> int:
        return 0 if "|" in self.text else self.text.count("\t")

    @property
    def lone(self) -> bool:
        return bool(self.text) and not self.text.strip("|* ") and "|" in self.text

    @property
    def row(self) -> bool:
        """Two cells or more on one line."""
        return self.bars >= 2 and not self.lone

    @property
    def cell(self) -> bool:
        """One cell and the bar that ends it."""
        return self.bars == 1 and self.text.endswith("|") and not self.lone


def text_blocks(text: str) -> tuple[Paragraph | Table, ...]:
    """Cut a decoded text into paragraphs and tables, in the order of the text."""
    return tuple(_with_bare_tables(_marked_blocks(text)))


def _marked_blocks(text: str) -> list[Paragraph | Table]:
    lines = [
        _Line(m.start(), m.end(), m.group().strip()) for m in _LINE.finditer(text) if m.group()
    ]
    wrapped = _is_wrapped(lines)
    blocks: list[Paragraph | Table] = []
    free: list[_Line] = []
    index = 0
    while index < len(lines):
        stop = _table_end(lines, index)
        if stop <= index:
            free.append(lines[index])
            index += 1
            continue
        blocks += _paragraphs(text, free, wrapped)
        free = []
        blocks += _tables(text, lines[index:stop])
        index = stop
    blocks += _paragraphs(text, free, wrapped)
    return blocks


# -- paragraphs ---------------------------------------------------------------------------------


def _is_wrapped(lines: list[_Line]) -> bool:
    """Say whether line ends cut paragraphs: no line is much longer than a typed line."""
    lengths = sorted(len(line.text) for line in lines if line.text and not line.bars)
    return bool(lengths) and lengths[int(len(lengths) * 0.97)] <= _WRAP_WIDTH and lengths[-1] <= 200


def _paragraphs(text: str, lines: list[_Line], wrapped: bool) -> Iterator[Paragraph]:
    spaced = sum(not line.text for line in lines) >= 0.15 * len(lines)
    width = max((len(line.text) for line in lines), default=0)
    pending: list[_Line] = []
    for line in lines:
        if not line.text or _LINE_OF_DASHES.match(line.text):
            yield from _paragraph(text, pending)
            pending = []
        elif pending and wrapped and _continues(pending[-1], line, spaced, width):
            pending.append(line)
        else:
            yield from _paragraph(text, pending)
            pending = [line]
    yield from _paragraph(text, pending)


def _continues(before: _Line, line: _Line, spaced: bool, width: int) -> bool:
    """Say whether ``line`` goes on with the paragraph of the line before it."""
    if _HASHES.match(before.text) or _HASHES.match(line.text):
        return False
    ends_sentence = before.text.rstrip("*_ ")[-1:] in ".;:!?"
    if starts_clause(line.text):
        # "hợp tác công / - tư": a dash in the middle of a sentence that was cut.
        after = MARKER.sub("", line.text.lstrip("* "), count=1).lstrip()
        return not ends_sentence and after[:1].islower() and line.text.lstrip("* ")[:1] in "-–"
    if spaced:
        return True
    if before.text.isupper() and line.text.isupper():
        return True
    if line.text.lstrip('*_ "“(')[:1].islower():
        return True
    if _DANGLES.search(before.text) and not before.text.isupper():
        return True
    if not ends_sentence and line.text[:1].isdigit() and not before.text.isupper():
        return True
    return len(before.text) >= 0.6 * width and not (ends_sentence and line.text[:1].isupper())


def _paragraph(text: str, lines: list[_Line]) -> Iterator[Paragraph]:
    if not lines:
        return
    start, end = lines[0].start, lines[-1].end
    hashes = _HASHES.match(text, start, end)
    passage = Passage.clean(text, hashes.end() if hashes else start, end)
    if passage:
        bold = hashes is not None or _BOLD.match(text[start:end]) is not None
        yield Paragraph(passage, bold=bold)


# -- tables -------------------------------------------------------------------------------------


def _table_end(lines: list[_Line], index: int) -> int:
    """Return the index after the table that starts at ``index``; ``index`` where none does."""
    first = lines[index]
    if first.tabs > 1:
        return _end_of_tabs(lines, index)
    if first.row or first.cell:
        return _end_of_ended_cells(lines, index)
    if first.lone:
        following = next((x for x in lines[index + 1 :] if x.bars), None)
        if following is not None and not following.lone:
            return _end_of_ended_cells(lines, index)
        return _end_of_lone_bars(lines, index)
    return index


def _end_of_tabs(lines: list[_Line], index: int) -> int:
    """Follow rows whose cells are set apart by tabs, as a spreadsheet pastes them."""
    stop = index
    while stop < len(lines) and lines[stop].tabs:
        stop += 1
    return stop if sum(line.tabs > 1 for line in lines[index:stop]) > 1 else index


def _end_of_ended_cells(lines: list[_Line], index: int) -> int:
    """Follow cells that end in a bar; lines without one belong to the next cell if few."""
    stop = index
    while index < len(lines):
        if lines[index].bars:
            if stop != index and _opens_table(lines[index].text):
                return stop
            index += 1
            stop = index
            continue
        ahead = index
        while ahead < len(lines) and not lines[ahead].bars:
            ahead += 1
        bare = [line for line in lines[index:ahead] if line.text]
        closed = ahead == len(lines) or (len(bare) != ahead - index and len(bare) > 0)
        if closed or _opens_table(lines[ahead].text) or not _is_cell_text(bare):
            return stop
        index = ahead
    return stop


def _opens_table(line: str) -> bool:
    """Say whether a line is the first header cell of a task table ("TT |", "STT |")."""
    return bool(re.match(r"^[|*\s]*(?:S?TT|Số\s+TT|Stt)[*.\s]*(?:\||$)", line, re.IGNORECASE))


def _is_cell_text(bare: list[_Line]) -> bool:
    return len(bare) <= 12 and not any(
        re.match(r"\**(?:PHỤ LỤC|DANH MỤC|Nơi nhận|KẾ HOẠCH\b|[IVX]+\.\s)", line.text)
        for line in bare
    )


def _end_of_lone_bars(lines: list[_Line], index: int) -> int:
    """Follow cells between lone bars until a bar is followed by free text."""
    stop = index = index + 1
    while index < len(lines):
        ahead = index
        while ahead < len(lines) and not lines[ahead].text:
            ahead += 1
        if ahead == len(lines):
            return stop
        if lines[ahead].lone:
            if ahead - index > 1:
                return stop
            stop = index = ahead + 1
            continue
        bar = ahead
        while bar < len(lines) and not lines[bar].lone:
            bar += 1
        if bar == len(lines):
            # The text was cut inside the table: a short rest is its last cell.
            rest = sum(bool(line.text) for line in lines[ahead:])
            return stop if ahead > index or rest > 8 else len(lines)
        if not _is_loose_cell(lines[ahead:bar], after_blank=ahead > index):
            return stop
        stop = index = bar + 1
    return stop


def _is_loose_cell(cell: list[_Line], *, after_blank: bool) -> bool:
    """Say whether the lines between two lone bars are a cell and not text between two tables."""
    first = cell[0].text
    if _ANNOUNCES.match(first) and (after_blank or "LỤC" in first.upper()):
        return False
    if len(cell) > 5 and any(_OF_THE_BODY.match(line.text) for line in cell):
        return False
    longest = 12 if after_blank else _LONGEST_LOOSE_CELL
    return len(cell) <= longest and not (after_blank and any(not line.text for line in cell))


def _tables(text: str, lines: list[_Line]) -> Iterator[Table]:
    """Turn the lines of one stretch of bars into tables."""
    lines = [line for line in lines if line.text and not _RULE_ROW.match(line.text)]
    if not lines:
        return
    if lines[0].tabs:
        yield from assemble(
            [t for x in lines for t in _row_tokens(text, x, "\t")], marked_rows=False
        )
        return
    ended = any(line.cell or line.row for line in lines)
    tokens = list(_ended_tokens(text, lines) if ended else _lone_tokens(text, lines))
    yield from assemble(tokens, marked_rows=not ended)


def _ended_tokens(text: str, lines: list[_Line]) -> Iterator[Token]:
    """Cells that end in a bar; a line with several cells is a row of its own."""
    pending: list[_Line] = []
    rows = sum(line.row for line in lines) > len(lines) / 2
    for line in lines:
        if not line.bars:
            pending.append(line)
        elif line.row:
            if pending:
                yield LooseCell(Passage.clean(text, pending[0].start, pending[-1].end))
                pending = []
            yield from _row_tokens(text, line)
        elif line.lone:
            if pending:
                yield LooseCell(Passage.clean(text, pending[0].start, pending[-1].end))
                pending = []
                continue
            if line.bars > 1 and rows:
                yield Gap(sure=True, emptied=True)
                continue
            for _ in range(line.bars):
                yield LooseCell(Passage.clean(text, line.start, line.start))
        else:
            start = pending[0].start if pending else line.start
            yield LooseCell(Passage.clean(text, start, text.rindex("|", line.start, line.end)))
            pending = []
    if pending:
        yield LooseCell(Passage.clean(text, pending[0].start, pending[-1].end))


def _row_tokens(text: str, line: _Line, mark: str = "|") -> Iterator[Token]:
    yield Gap(sure=True)
    start, end = text.index(line.text, line.start), line.end
    stop = start + len(line.text)
    bars = [m.start() + start for m in re.finditer(rf"(?<!\\){re.escape(mark)}", text[start:stop])]
    edges = [start, *(bar + 1 for bar in bars)]
    cells = [Passage.clean(text, a, b) for a, b in zip(edges, [*bars, end], strict=True)]
    if line.text.startswith("|"):
        cells = cells[1:]
    if line.text.endswith("|"):
        cells = cells[:-1]
    for passage in cells:
        yield LooseCell(passage)
    yield Gap(sure=True)


def _lone_tokens(text: str, lines: list[_Line]) -> Iterator[Token]:
    """Cells between lone bars; two bars in a row are a gap: an empty cell or the end of a row."""
    pending: list[_Line] = []
    after_bar = False
    for line in lines:
        if not line.lone:
            pending.append(line)
            continue
        if pending:
            yield LooseCell(Passage.clean(text, pending[0].start, pending[-1].end))
            pending = []
        elif after_bar:
            yield Gap(sure=False)
        for _ in range(line.bars - 1):
            yield Gap(sure=False)
        after_bar = True
    if pending:
        yield LooseCell(Passage.clean(text, pending[0].start, pending[-1].end))


# -- tables that lost their bars ------------------------------------------------------------------


def _with_bare_tables(blocks: list[Paragraph | Table]) -> Iterator[Paragraph | Table]:
    """Find tables of which only a paragraph a cell is left: a header, then cells in its order."""
    index = 0
    while index < len(blocks):
        block = blocks[index]
        stop = index
        if isinstance(block, Paragraph) and header_kind(block.passage.text) == "number":
            stop = _end_of_bare_cells(blocks, index)
        if stop == index:
            yield block
            index += 1
            continue
        cells = [LooseCell(b.passage) for b in blocks[index:stop] if isinstance(b, Paragraph)]
        yield from assemble(cells, marked_rows=False)
        index = stop


def _end_of_bare_cells(blocks: list[Paragraph | Table], index: int) -> int:
    """Return the index after the last cell; ``index`` when no header of tasks starts there."""
    names: list[str] = []
    for block in blocks[index : index + 12]:
        if not isinstance(block, Paragraph) or starts_row(block.passage.text):
            break
        names.append(block.passage.text)
    columns = read_columns(names[: next((i for i, n in enumerate(names) if len(n) > 90), 12)])
    if columns is None or not columns.of_tasks:
        return index
    last = stop = index + len(columns)
    while stop < len(blocks):
        block = blocks[stop]
        if isinstance(block, Table) or _ENDS_BARE_TABLE.match(block.passage.text):
            break
        if is_number(block.passage.text):
            last = stop
        stop += 1
    return min(stop, last + len(columns))
