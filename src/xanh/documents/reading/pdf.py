"""PDF files with a text layer to drafts: paragraphs out of lines, tables out of ruling lines."""

from __future__ import annotations

import io
import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any

from xanh.documents.blocks import Finding
from xanh.documents.reading import refusals
from xanh.documents.reading.drafts import Draft
from xanh.documents.reading.findings import pages_without_text
from xanh.documents.reading.limits import Limits
from xanh.documents.reading.pdf_paragraphs import (
    Column,
    column_of,
    join_lines,
    running_lines,
)
from xanh.documents.reading.pdf_tables import (
    RuledTable,
    goes_on,
    has_rules,
    join,
    ruled_tables,
    to_draft,
)
from xanh.documents.reading.pdf_words import Line, lines_of, page_words
from xanh.errors import XanhError

_LOCK = threading.Lock()  # PDFium knows no threads
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_FEW = 40  # characters in a whole file, below which a file with pictures is a scan


@dataclass(slots=True)
class _Page:
    """What stands on one page, in the order of its content."""

    width: float
    height: float
    parts: list[Line | RuledTable] = field(default_factory=list)
    pictures: bool = False

    @property
    def lines(self) -> list[Line]:
        """The lines outside of tables."""
        return [part for part in self.parts if isinstance(part, Line)]


def read_pdf(data: bytes, name: str, limits: Limits) -> tuple[list[Draft], tuple[Finding, ...]]:
    """Return the drafts of a PDF and what was noticed.

    Raises XanhError ``encrypted-file``, ``needs-ocr``, ``damaged-file`` or a limit's.
    """
    with _LOCK:
        pages = _read_pages(data, name, limits)
    characters = sum(len(line.text) for page in pages for line in page.lines)
    tables = any(isinstance(part, RuledTable) for page in pages for part in page.parts)
    if characters < _FEW and not tables and any(page.pictures for page in pages):
        raise refusals.scan(name)
    silent = [i for i, page in enumerate(pages, 1) if not page.parts and page.pictures]
    return _drafts(pages), pages_without_text(silent)


def _read_pages(data: bytes, name: str, limits: Limits) -> list[_Page]:
    import pypdfium2

    try:
        with closing(pypdfium2.PdfDocument(data)) as document, ExitStack() as stack:
            limits.check_pages(len(document))
            plumber = _Plumber(data, stack)
            return [_read_page(document, i, plumber, limits) for i in range(len(document))]
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "password" in str(error).lower():
            raise refusals.encrypted(name) from error
        raise refusals.damaged(name, ".pdf") from error
    except (XanhError, MemoryError, RecursionError):
        raise
    except Exception as error:  # pdfminer raises whatever a broken file leads it to
        raise refusals.damaged(name, ".pdf") from error


class _Plumber:
    """The same file in pdfplumber, opened when the first page with ruling lines is met."""

    def __init__(self, data: bytes, stack: ExitStack) -> None:
        self._data = data
        self._stack = stack
        self._document: Any = None

    def page(self, number: int) -> Any:
        """Return the page ``number`` from 0."""
        if self._document is None:
            import pdfplumber

            # What it says of broken fonts and streams concerns nobody: PDFium reads the text.
            logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
            self._document = self._stack.enter_context(pdfplumber.open(io.BytesIO(self._data)))
        return self._document.pages[number]


def _read_page(document: Any, number: int, plumber: _Plumber, limits: Limits) -> _Page:
    import pypdfium2.raw as pdfium

    with closing(document[number]) as page:
        width, height = page.get_size()
        words = page_words(page)
        limits.check_characters(sum(len(word.text) for word in words))
        if not words:
            pictures = page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3)
            return _Page(width, height, pictures=next(iter(pictures), None) is not None)
        ruled = has_rules(page)
    tables: list[RuledTable] = []
    if ruled:
        drawn = plumber.page(number)
        tables, words = ruled_tables(drawn, words, number)
        drawn.close()
    parts: list[Line | RuledTable] = []
    position = 0
    for table in sorted(tables, key=lambda t: t.place):
        parts += lines_of(words[position : table.place], number)
        parts.append(table)
        position = table.place
    parts += lines_of(words[position:], number)
    return _Page(width, height, parts)


def _drafts(pages: list[_Page]) -> list[Draft]:
    running = running_lines([(page.lines, page.height) for page in pages])
    columns = [column_of(page.lines, page.width) for page in pages]
    drafts: list[Draft] = []
    lines: list[Line] = []
    table: RuledTable | None = None
    for part in _parts(pages, running):
        if isinstance(part, Line):
            drafts += [to_draft(table)] if table else []
            table = None
            lines.append(part)
        elif table and goes_on(table, part):
            join(table, part)
        else:
            drafts += [to_draft(table)] if table else _joined(lines, columns)
            lines, table = [], part
    drafts += [to_draft(table)] if table else []
    return [*drafts, *_joined(lines, columns)]


def _parts(pages: list[_Page], running: set[int]) -> Iterator[Line | RuledTable]:
    for page in pages:
        for part in page.parts:
            if id(part) not in running:
                yield part


def _joined(lines: list[Line], columns: list[Column]) -> list[Draft]:
    return list(join_lines(lines, columns))
