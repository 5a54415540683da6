"""Web pages to drafts: what a reader of the page sees, without scripts, menus and hidden parts.

The page is read as a stream of events; no tree is built, so a million nested elements cost no more
than a million words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from xanh.documents.reading import grid, numerals, refusals
from xanh.documents.reading.drafts import Draft, DraftCell, DraftParagraph
from xanh.documents.reading.limits import Limits
from xanh.documents.reading.runs import Runs, RunStyle
from xanh.documents.reading.styles_css import StyleSheet, declarations, hides, is_bold

_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav "
    "ol p pre section summary table tbody td tfoot th thead tr ul"
)
_UNREAD_NAMES = (
    "applet area aside audio button canvas datalist del embed head iframe input map math nav "
    "noembed noframes noscript object optgroup option script select style svg template textarea "
    "title video"
)
_BLOCKS, _UNREAD = frozenset(_BLOCK_NAMES.split()), frozenset(_UNREAD_NAMES.split())
_MENU_ROLES = frozenset(
    ("navigation", "menu", "menubar", "search", "dialog", "alertdialog", "tablist", "toolbar")
)
_BOLD = frozenset(("b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"))
_FOOTNOTE = re.compile(r"#_(?:ftn|edn)|#(?:cite_note|footnote|fn)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_ORDERED = {
    "a": "letter", "A": "Letter", "i": "roman", "I": "Roman", "1": "decimal",
    "lower-alpha": "letter", "lower-latin": "letter", "upper-alpha": "Letter",
    "upper-latin": "Letter", "lower-roman": "roman", "upper-roman": "Roman",
}  # fmt: skip
_WRITTEN_MARKER = re.compile(r"(?:[-–—+•*]|\(?(?:\d{1,3}|[a-zđ]|[IVXivx]{1,5})[.)])\s")


@dataclass(slots=True)
class _Frame:
    """An open element and what it gives to those inside."""

    tag: str
    style: RunStyle
    hidden: bool = False
    preformatted: bool = False


@dataclass(slots=True)
class _List:
    ordered: bool
    kind: str
    value: int
    step: int = 1


@dataclass(slots=True)
class _OpenTable:
    """A table that is being read: its rows as (cell, columns, rows wanted)."""

    rows: list[list[tuple[DraftCell, int, int]]] = field(default_factory=list)
    cell: DraftCell | None = None
    lists: list[_List] = field(default_factory=list)  # the lists open around the table


class PageReader:
    """Collects drafts from the events of an HTML parser."""

    def __init__(self, limits: Limits) -> None:
        self.drafts: list[Draft] = []
        self.converted: set[str] = set()
        self._limits = limits
        self._runs = Runs(self.converted)
        self._frames = [_Frame("", RunStyle())]
        self._tables: list[_OpenTable] = []
        self._lists: list[_List] = []
        self._marker: str | None = None
        self._in_item = 0
        self._sheet = StyleSheet()
        self._css: list[str] | None = None
        self._rows = 0
        self._count = 0

    # -- events ---------------------------------------------------------------------------------

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Open an element."""
        parent = self._frames[-1]
        if parent.hidden:
            self._frames.append(_Frame(tag, parent.style, hidden=True))
            self._css = [] if tag == "style" else self._css
            return
        hidden = self._is_hidden(tag, attributes)
        style = parent.style if hidden else _style(parent.style, tag, attributes)
        self._frames.append(
            _Frame(tag, style, hidden, preformatted=parent.preformatted or tag == "pre")
        )
        self._css = [] if tag == "style" else self._css
        if not hidden:
            self._open(tag, attributes)

    def end(self, tag: str) -> None:
        """Close an element."""
        frame = self._frames.pop() if len(self._frames) > 1 else self._frames[0]
        if tag == "style" and self._css is not None:
            self._sheet.read("".join(self._css))
            self._css = None
        if frame.hidden:
            return
        if tag in _BLOCKS:
            self._flush()
        if tag in ("ul", "ol", "menu", "dir") and self._lists:
            self._lists.pop()
        elif tag == "li":
            self._marker = None
            self._in_item = max(0, self._in_item - 1)
        elif tag in ("td", "th"):
            self._close_cell()
        elif tag == "table":
            self._close_table()

    def data(self, text: str) -> None:
        """Take in text."""
        frame = self._frames[-1]
        if self._css is not None:
            self._css.append(text)
        elif not frame.hidden:
            if not frame.preformatted:
                text = _SPACES.sub(" ", text)
            self._runs.add(text.replace("\r\n", "\n").replace("\xa0", " "), frame.style)

    def comment(self, text: str) -> None:
        """Drop a comment."""

    def close(self) -> list[Draft]:
        """Return the drafts of the page."""
        self._flush()
        while self._tables:
            self._close_cell()
            self._close_table()
        return self.drafts

    # -- elements -------------------------------------------------------------------------------

    def _is_hidden(self, tag: str, attributes: Mapping[str, str]) -> bool:
        if tag in _UNREAD or not attributes:
            return tag in _UNREAD
        if "hidden" in attributes:
            return True
        if attributes.get("role", "").lower() in _MENU_ROLES:
            return True
        if tag == "a" and _FOOTNOTE.match(attributes.get("href", "")):
            return True
        if hides(attributes.get("style")):
            return True
        return self._sheet.hides(attributes.get("class"), attributes.get("id"))

    def _open(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "br":
            self._runs.add("\n", self._frames[-1].style)
        elif tag in _BLOCKS:
            self._flush()
        if tag in ("ul", "ol", "menu", "dir"):
            self._lists.append(_open_list(tag, attributes))
        elif tag == "li":
            self._open_item(attributes)
        elif tag == "table":
            self._open_table()
        elif tag == "tr" and self._tables:
            self._open_row()
        elif tag in ("td", "th") and self._tables:
            self._open_cell(attributes)

    def _open_item(self, attributes: Mapping[str, str]) -> None:
        self._in_item += 1
        if not self._lists:
            self._marker = "- "
            return
        current = self._lists[-1]
        if attributes.get("value", "").lstrip("-").isdigit():
            current.value = int(attributes["value"][:9])
        styled = declarations(attributes.get("style")).get("list-style-type", current.kind)
        self._marker = _marker(current, _ORDERED.get(styled, styled))
        current.value += current.step

    def _open_table(self) -> None:
        if len(self._tables) >= self._limits.max_nesting:
            raise refusals.nested_too_deep()
        self._tables.append(_OpenTable(lists=self._lists))
        self._lists = []

    def _open_row(self) -> None:
        self._rows += 1
        self._limits.check_rows(self._rows)
        self._tables[-1].rows.append([])

    def _open_cell(self, attributes: Mapping[str, str]) -> None:
        table = self._tables[-1]
        if not table.rows:
            self._open_row()
        table.cell = DraftCell(0)
        columns, rows = _span(attributes.get("colspan")), _span(attributes.get("rowspan"))
        table.rows[-1].append((table.cell, max(columns, 1), rows))

    def _close_cell(self) -> None:
        if self._tables:
            self._tables[-1].cell = None
        self._lists = []

    def _close_table(self) -> None:
        if not self._tables:
            return
        table = self._tables.pop()
        self._lists = table.lists
        rows = [row for row in table.rows if row]
        if rows:
            self._container().append(grid.place(rows, self._limits))

    def _container(self) -> list[Draft]:
        """Return where the next paragraph or table goes: the innermost open cell, or the page."""
        for table in reversed(self._tables):
            if table.cell is not None:
                return table.cell.content
        return self.drafts

    def _flush(self) -> None:
        """End the paragraph that is being collected."""
        if not self._runs:
            return
        paragraph = self._runs.take(item=self._in_item > 0)
        lines = [_SPACES.sub(" ", line).strip() for line in paragraph.text.split("\n")]
        text = "\n".join(lines).strip("\n")
        if not text:
            return
        if self._marker:
            text = text if _WRITTEN_MARKER.match(text) else self._marker + text
            self._marker = None
        for part in re.split(r"\n{2,}", text):
            self._count += 1
            self._limits.check_blocks(self._count)
            self._container().append(
                DraftParagraph(part, paragraph.bold, paragraph.linked, paragraph.item)
            )


def _style(parent: RunStyle, tag: str, attributes: Mapping[str, str]) -> RunStyle:
    """Return the format inside an element."""
    if not attributes:
        bold = parent.bold or tag in _BOLD
        return parent if bold == parent.bold else replace(parent, bold=True)
    css = declarations(attributes.get("style"))
    weight = is_bold(css.get("font-weight"))
    bold = weight if weight is not None else parent.bold or tag in _BOLD
    linked = parent.linked or (tag == "a" and bool(attributes.get("href")))
    transform = css.get("text-transform", "").lower()
    capitals = transform == "uppercase" if transform else parent.capitals
    font = css.get("font-family", attributes.get("face") if tag == "font" else None)
    font = font.split(",")[0].strip(" '\"") if font else parent.font
    return RunStyle(bold, linked, capitals, font)


def _open_list(tag: str, attributes: Mapping[str, str]) -> _List:
    css = declarations(attributes.get("style"))
    written = css.get("list-style-type", attributes.get("type", ""))
    if "none" in css.get("list-style", ""):
        written = "none"
    start = attributes.get("start", "1").strip()
    value = int(start[:9]) if start.lstrip("-").isdigit() else 1
    ordered = tag == "ol"
    kind = _ORDERED.get(written, written or ("decimal" if ordered else "dash"))
    return _List(ordered, kind, value, -1 if "reversed" in attributes else 1)


def _marker(current: _List, kind: str) -> str | None:
    """Return what the browser shows before an item."""
    if kind == "none":
        return None
    if not current.ordered:
        return "- "
    named = {
        "letter": numerals.letters(current.value),
        "Letter": numerals.letters(current.value).upper(),
        "roman": numerals.roman(current.value),
        "Roman": numerals.roman(current.value).upper(),
    }
    return named.get(kind, str(current.value)) + ". "


def _span(value: str | None) -> int:
    digits = re.match(r"\s*(\d{1,6})", value or "1")
    return int(digits[1]) if digits else 1


def read_page(text: str, limits: Limits) -> list[Draft]:
    """Return the drafts of a web page that has been decoded to ``text``."""
    from lxml import etree

    # The page goes to the parser as UTF-8, so what its meta elements claim cannot mislead it.
    reader = PageReader(limits)
    target: Any = reader  # the stubs want a parser target of bytes, too
    parser = etree.HTMLParser(target=target, encoding="utf-8", no_network=True, huge_tree=False)
    parser.feed(text.replace("\x00", "").encode("utf-8", "replace"))
    parser.close()
    return reader.drafts
