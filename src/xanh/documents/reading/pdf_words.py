"""The words of a PDF page with their places, by PDFium, and the lines that they stand in.

Places are in points [pt] from the top left corner of the page as it is shown.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_LINE_ENDS = frozenset((0x0A, 0x0D))
_SPACES = frozenset((0x20, 0x09, 0xA0))
_HYPHEN = 0x02  # PDFium's sign for a hyphen at a line's end
_COLUMN_GAP = 2.2  # gap between two columns on one line, in type sizes
_Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(slots=True)
class Word:
    """A word; ``ends_line`` when PDFium sees the end of a line after it."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    bold: bool
    ends_line: bool = False

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the word."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(slots=True)
class Line:
    """Words on one line of one column of the page numbered ``page`` from 0."""

    page: int
    words: list[Word]

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        """The left edge."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """The right edge."""
        return self.words[-1].right

    @property
    def top(self) -> float:
        """The highest edge."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """The lowest edge."""
        return max(word.bottom for word in self.words)

    @property
    def bold(self) -> bool:
        """Whether all words are bold."""
        return all(word.bold for word in self.words)


def page_words(page: Any) -> list[Word]:
    """Return the words of a PDFium page in the order of its content."""
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    try:
        place = _placer(page)
        return list(_words(pdfium, textpage.raw, place))
    finally:
        textpage.close()


def _placer(page: Any) -> Callable[[_Box], _Box]:
    """Return the map from PDF coordinates to places on the page as it is shown."""
    x0, y0, x1, y1 = page.get_mediabox()
    width, height = x1 - x0, y1 - y0
    rotation = page.get_rotation()

    def turn(x: float, y: float) -> tuple[float, float]:
        turned = {0: (x, height - y), 90: (y, x), 180: (width - x, y)}
        return turned.get(rotation, (height - y, width - x))

    def place(box: _Box) -> _Box:
        left, bottom, right, top = box
        (ax, ay), (bx, by) = turn(left - x0, bottom - y0), turn(right - x0, top - y0)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    return place


def _words(pdfium: Any, textpage: Any, place: Callable[[_Box], _Box]) -> Iterator[Word]:
    word: Word | None = None
    for index in range(pdfium.FPDFText_CountChars(textpage)):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if code in _LINE_ENDS or code in _SPACES:
            if word:
                word.ends_line = code in _LINE_ENDS
                yield word
            word = None
            continue
        if code == 0 or code == 0xFFFE or 0xD800 <= code < 0xE000:
            continue
        char = "\u00ad" if code == _HYPHEN else chr(code)
        box = place(_char_box(pdfium, textpage, index))
        if word and _is_apart(word, box):
            yield word
            word = None
        if word is None:
            word = Word(char, *box, *_type(pdfium, textpage, index))
        else:
            _extend(word, char, box)
    if word:
        yield word


def _char_box(pdfium: Any, textpage: Any, index: int) -> _Box:
    left, right = ctypes.c_double(), ctypes.c_double()
    bottom, top = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
    return left.value, bottom.value, right.value, top.value


def _type(pdfium: Any, textpage: Any, index: int) -> tuple[float, bool]:
    """Return the type size [pt] of a character and whether it is bold."""
    size = pdfium.FPDFText_GetFontSize(textpage, index)
    name = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(textpage, index, name, 128, flags)
    return size, b"bold" in name.value.lower()


def _is_apart(word: Word, box: _Box) -> bool:
    """Say whether a character without a space before it stands too far away for the same word."""
    reach = max(word.size, word.bottom - word.top, 4.0)
    if box[0] == box[2]:
        return False  # a combining mark without a width
    return box[0] - word.right > reach or box[2] < word.left - reach or box[1] > word.bottom + reach


def _extend(word: Word, char: str, box: _Box) -> None:
    word.text += char
    word.left, word.top = min(word.left, box[0]), min(word.top, box[1])
    word.right, word.bottom = max(word.right, box[2]), max(word.bottom, box[3])


def lines_of(words: list[Word], page: int) -> list[Line]:
    """Group words into lines, in the order of the page's content; columns stay apart."""
    lines: list[Line] = []
    current: list[Word] = []
    for word in words:
        if current and (current[-1].ends_line or not _follows(current[-1], word)):
            lines.append(Line(page, current))
            current = []
        current.append(word)
    return [*lines, Line(page, current)] if current else lines


def _follows(before: Word, word: Word) -> bool:
    """Say whether ``word`` goes on with the line of the word before it."""
    overlap = min(before.bottom, word.bottom) - max(before.top, word.top)
    height = max(min(before.bottom - before.top, word.bottom - word.top), 0.1)
    gap = word.left - before.right
    size = max(before.size, word.size, before.bottom - before.top)
    if overlap < -0.5 * size:
        return False
    return -size < gap < _COLUMN_GAP * size and (overlap > 0 or height < 0.6 * size)
