"""Lines of a PDF to paragraphs: wrapped lines joined, page numbers and running titles dropped."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from xanh.documents.reading.drafts import DraftParagraph
from xanh.documents.reading.layout import KIND_LINE
from xanh.documents.reading.pdf_words import Line
from xanh.documents.text.markers import starts_clause

_PAGE_NUMBER = re.compile(r"[-–]?\s*(?:(?:Trang|Page)\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?\s*[-–]?", re.I)
_CUT = re.compile(r"[\w)]-$|\d/$")  # a word or a number that the end of a line cuts
_DIGITS = re.compile(r"\d+")
_INDENT = 9.0  # [pt] beyond which a line is indented
_MARGIN_ZONE = 0.09  # of the page's height, at its top and at its foot
_PAGE_SHARE = 0.4  # of the pages that repeat a running title


@dataclass(frozen=True, slots=True)
class Column:
    """The left and right edge of the text of a page [pt]."""

    left: float
    right: float


def column_of(lines: list[Line], width: float) -> Column:
    """Return the edges that wrapped lines reach; those of a usual page where none tells."""
    wide = [line for line in lines if line.right - line.left > 0.5 * width]
    if not wide:
        return Column(0.12 * width, 0.93 * width)
    lefts = sorted(line.left for line in wide)
    rights = sorted(line.right for line in wide)
    return Column(lefts[len(lefts) // 20], rights[len(rights) * 19 // 20])


def running_lines(pages: list[tuple[list[Line], float]]) -> set[int]:
    """Return the ids of the lines that are page numbers or running titles.

    ``pages`` are the lines and the height [pt] of each page.
    """
    marginal = [(line, _key(line)) for lines, height in pages for line in lines
                if line.bottom < _MARGIN_ZONE * height or line.top > (1 - _MARGIN_ZONE) * height
                ]  # fmt: skip
    count = Counter(key for _, key in marginal)
    often = max(3, int(_PAGE_SHARE * len(pages)))
    return {
        id(line)
        for line, key in marginal
        if _PAGE_NUMBER.fullmatch(line.text) or (count[key] >= often and len(pages) > 2)
    }


def _key(line: Line) -> tuple[str, int]:
    """Return what is the same in a running title on all pages: its words and its height."""
    return _DIGITS.sub("#", line.text), round(line.top / 6)


def by_columns(lines: list[Line]) -> list[Line]:
    """Put lines that stand side by side, as in a letterhead, into the order of their columns.

    A stretch that the page's content gives line by line across two columns ("ỦY BAN NHÂN DÂN",
    "CỘNG HÒA …", "THÀNH PHỐ …") is read down the left column first.
    """
    ordered: list[Line] = []
    index = 0
    while index < len(lines):
        stretch = _side_by_side(lines, index)
        ordered += stretch or [lines[index]]
        index += len(stretch) or 1
    return ordered


def _side_by_side(lines: list[Line], start: int) -> list[Line]:
    """Return the stretch of two columns that starts at ``start``, ordered; empty if none does."""
    if not _are_abreast(lines, start):
        return []
    gutter = (lines[start].right + lines[start + 1].left) / 2
    stop = last = start
    pairs = 0
    while stop < len(lines) and lines[stop].page == lines[start].page:
        if lines[stop].left < gutter < lines[stop].right:
            break
        if _are_abreast(lines, stop):
            pairs, last = pairs + 1, stop + 1
        stop += 1
    stretch = lines[start : last + 1]
    return sorted(stretch, key=lambda line: line.left > gutter) if pairs > 1 else []


def _are_abreast(lines: list[Line], index: int) -> bool:
    """Say whether a line and the next one stand on one height, the next one to the right."""
    if index + 1 >= len(lines) or lines[index].page != lines[index + 1].page:
        return False
    line, after = lines[index], lines[index + 1]
    overlap = min(line.bottom, after.bottom) - max(line.top, after.top)
    return after.left > line.right and overlap > 0.5 * (line.bottom - line.top)


def join_lines(lines: list[Line], columns: list[Column]) -> list[DraftParagraph]:
    """Join wrapped lines to paragraphs; ``columns`` are the edges of each page."""
    paragraphs: list[DraftParagraph] = []
    group: list[Line] = []
    for line in by_columns(lines):
        if group and not _goes_on(group, line, columns):
            paragraphs.append(_paragraph(group))
            group = []
        group.append(line)
    return [*paragraphs, _paragraph(group)] if group else paragraphs


def _paragraph(lines: list[Line]) -> DraftParagraph:
    return DraftParagraph(joined_text([x.text for x in lines]), all(x.bold for x in lines))


def joined_text(lines: list[str]) -> str:
    """Join the lines of one paragraph; a word that a hyphen or a slash cuts is made whole."""
    text = ""
    for line in lines:
        if text.endswith("\u00ad"):
            text = text[:-1] + line
        elif _CUT.search(text) and line[:1].isalnum():
            text += line
        else:
            text = f"{text} {line}" if text else line
    return text


def _goes_on(group: list[Line], line: Line, columns: list[Column]) -> bool:
    """Say whether ``line`` goes on with the paragraph whose lines are ``group``."""
    before = group[-1]
    if not _is_one_column(before, line, columns[line.page]):
        return False
    if starts_clause(line.text) or KIND_LINE.fullmatch(before.text):
        return False
    if before.page == line.page and not _is_next_line(before, line):
        return False
    if before.text.isupper() and line.text.isupper() and before.bold == line.bold:
        return True
    column = columns[before.page]
    if _is_centred(before, column) and _is_centred(line, columns[line.page]):
        return _titles_go_on(before, line, column)
    if before.right + line.words[0].size * 0.2 + _width_of_first(line) < column.right - 1:
        return False  # the next word would have had room: the paragraph ended there
    indented = line.left > columns[line.page].left + _INDENT
    return (
        not indented
        or (line.left <= before.left + _INDENT and len(group) > 1)
        or _hangs(group, line)
    )


def _is_one_column(before: Line, line: Line, column: Column) -> bool:
    """Say whether two lines stand over each other, or the second at the margin of the page."""
    overlap = min(before.right, line.right) - max(before.left, line.left)
    if overlap >= 0.3 * min(before.right - before.left, line.right - line.left):
        return True
    return line.left < column.left + _INDENT and before.left < column.left + 8 * _INDENT


def _is_next_line(before: Line, line: Line) -> bool:
    """Say whether ``line`` stands right under the line before it."""
    height = max(before.bottom - before.top, line.bottom - line.top)
    drop = line.top - before.top
    return 0.3 * height < drop < 2.1 * height


def _width_of_first(line: Line) -> float:
    first = line.words[0]
    return first.right - first.left


def _is_centred(line: Line, column: Column) -> bool:
    before, after = line.left - column.left, column.right - line.right
    return (
        before > _INDENT
        and after > _INDENT
        and abs(before - after) < 0.15 * (column.right - column.left)
    )


def _titles_go_on(before: Line, line: Line, column: Column) -> bool:
    if line.text[:1].islower():
        return True
    if before.bold != line.bold:
        return False
    return before.right - before.left > 0.6 * (column.right - column.left)


def _hangs(group: list[Line], line: Line) -> bool:
    """Say whether ``line`` stands under the text of a clause whose marker hangs left of it."""
    first = group[0]
    if not starts_clause(first.text) or len(first.words) < 2:
        return False
    return abs(line.left - first.words[1].left) < _INDENT
