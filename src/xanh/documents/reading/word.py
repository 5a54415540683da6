"""Word files to drafts: what the page shows, automatic numbers included, deleted text left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xanh.documents.reading import refusals
from xanh.documents.reading.drafts import Draft, DraftCell, DraftTable
from xanh.documents.reading.limits import Limits
from xanh.documents.reading.package import Package
from xanh.documents.reading.runs import Runs, RunStyle
from xanh.documents.reading.word_numbers import Numbers
from xanh.documents.reading.word_styles import (
    Format,
    Styles,
    W,
    paragraph_format,
    run_format,
    value,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
# Wrappers that are as if they were not there.
_WRAPPERS = frozenset(
    W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "dir",
                          "bdo", "hyperlink", "fldSimple")
)  # fmt: skip
_DROPPED = frozenset(W + name for name in ("del", "moveFrom"))
_TEXT_BOX = W + "txbxContent"


@dataclass(slots=True)
class _Field:
    """A complex field: its instruction is not shown, its result is."""

    result: bool = False


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is being read; text boxes anchored in it follow it."""

    runs: Runs
    style: Format
    boxes: list[Draft] = field(default_factory=list)


class WordReader:
    """Walks the body of one Word document."""

    def __init__(self, package: Package, limits: Limits) -> None:
        self._limits = limits
        self._styles = Styles.read(package.related("styles"))
        self._numbers = Numbers(package.related("numbering"))
        self._fields: list[_Field] = []
        self._converted: set[str] = set()
        self._rows = 0
        self._joined: Runs | None = None  # runs of a paragraph whose end was deleted

    def content(self, parent: _Element, depth: int = 0) -> list[Draft]:
        """Return the paragraphs and tables of a body, a cell or a text box."""
        if depth > self._limits.max_nesting:
            raise refusals.nested_too_deep()
        drafts: list[Draft] = []
        for child in _blocks(parent):
            if child.tag == W + "p":
                drafts += self._paragraph(child, depth)
            else:
                drafts.append(self._table(child, depth))
        self._limits.check_blocks(len(drafts))
        return drafts

    # -- paragraphs -----------------------------------------------------------------------------

    def _paragraph(self, element: _Element, depth: int) -> list[Draft]:
        properties = element.find(W + "pPr")
        identity = value(properties, "pStyle") or self._styles.default_paragraph
        style = self._styles.format_of(identity)
        own = paragraph_format(properties)
        runs, self._joined = self._joined or Runs(self._converted), None
        paragraph = _Paragraph(runs, style.over(self._styles.default))
        self._inline(element, paragraph, depth, linked=False)
        if _end_is_deleted(properties):
            self._joined = paragraph.runs
            return paragraph.boxes
        draft = paragraph.runs.take()
        # A level of a style counts only with the numbering of that style.
        numbered = own.over(style)
        # An empty numbered paragraph shows its number in a cell: the column "TT" of many plans.
        if numbered.numbering not in (None, "0") and (draft.text.strip() or depth):
            marker = self._numbers.marker(numbered.numbering or "", numbered.level or 0)
            if marker and (draft.text.strip() or marker.strip("().").isalnum()):
                draft.text = f"{marker} {draft.text}".strip()
        return [draft, *paragraph.boxes] if draft.text.strip() else paragraph.boxes

    def _inline(self, parent: _Element, paragraph: _Paragraph, depth: int, *, linked: bool) -> None:
        for child in parent:
            if child.tag == W + "r":
                self._run(child, paragraph, depth, linked=linked)
            elif child.tag in _WRAPPERS:
                inside = linked or child.tag == W + "hyperlink"
                self._inline(child, paragraph, depth, linked=inside)
            elif child.tag == _MC + "AlternateContent":
                self._inline(_chosen(child), paragraph, depth, linked=linked)
            elif child.tag in (_MATH + "oMath", _MATH + "oMathPara"):
                text = "".join(e.text or "" for e in child.iter(_MATH + "t"))
                paragraph.runs.add(text, RunStyle())

    def _run(self, run: _Element, paragraph: _Paragraph, depth: int, *, linked: bool) -> None:
        properties = run.find(W + "rPr")
        named = self._styles.format_of(value(properties, "rStyle"))
        shown = run_format(properties).over(named.over(paragraph.style))
        style = RunStyle(bool(shown.bold), linked, bool(shown.capitals), shown.font)
        for child in run:
            if child.tag == W + "fldChar":
                self._field(child.get(W + "fldCharType"))
            elif child.tag == _MC + "AlternateContent":
                self._text_boxes(_chosen(child), paragraph, depth)
            elif child.tag in (W + "drawing", W + "pict", W + "object"):
                self._text_boxes(child, paragraph, depth)
            elif not shown.hidden and all(f.result for f in self._fields):
                paragraph.runs.add(_text(child), style)

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].result = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _text_boxes(self, element: _Element, paragraph: _Paragraph, depth: int) -> None:
        for box in _outermost(element, _TEXT_BOX):
            fields, self._fields = self._fields, []
            paragraph.boxes += self.content(box, depth + 1)
            self._fields = fields

    # -- tables ---------------------------------------------------------------------------------

    def _table(self, element: _Element, depth: int) -> DraftTable:
        table = DraftTable()
        above: dict[int, DraftCell] = {}  # column: the cell that a merge downwards goes on with
        for row in _children(element, W + "tr"):
            properties = row.find(W + "trPr")
            if properties is not None and properties.find(W + "del") is not None:
                continue
            self._rows += 1
            self._limits.check_rows(self._rows)
            table.rows.append(self._row(row, properties, above, depth))
        return table

    def _row(
        self,
        row: _Element,
        properties: _Element | None,
        above: dict[int, DraftCell],
        depth: int,
    ) -> list[DraftCell]:
        cells: list[DraftCell] = []
        column = self._count(value(properties, "gridBefore"), 0)
        for element in _children(row, W + "tc"):
            own = element.find(W + "tcPr")
            span = max(1, self._count(value(own, "gridSpan"), 1))
            merge = own.find(W + "vMerge") if own is not None else None
            goes_on = merge is not None and merge.get(W + "val") != "restart"
            origin = above.get(column) if goes_on else None
            if value(own, "hMerge") == "continue" and cells:
                cells[-1].colspan += span
            elif origin is not None and origin.colspan == span:
                origin.rowspan += 1
                # Word hides what a merged cell holds; it is almost always empty.
            else:
                cell = DraftCell(column, self.content(element, depth + 1), span)
                cells.append(cell)
                above.pop(column, None)
                if merge is not None:
                    above[column] = cell
            if merge is None:
                above.pop(column, None)
            column = min(column + span, self._limits.max_columns)
        return cells

    def _count(self, written: str | None, otherwise: int) -> int:
        """Return a number of columns, clamped."""
        if not written or not written.isdigit():
            return otherwise
        return min(int(written[:6]), self._limits.max_columns)


def read_word(data: bytes, name: str, limits: Limits) -> list[Draft]:
    """Return the drafts of a .docx.

    Raises XanhError when the file is damaged, encrypted, unsafe, no Word file or over the limits.
    """
    package = Package(data, name, limits)
    tree = package.tree(package.main)
    body = tree.find(W + "body") if tree is not None else None
    if body is None:
        raise refusals.damaged(name, ".docx")
    return WordReader(package, limits).content(body)


# -- the tree -----------------------------------------------------------------------------------


def _blocks(parent: _Element) -> list[_Element]:
    """Return the paragraphs and tables under ``parent``, wrappers looked through."""
    found: list[_Element] = []
    for child in parent:
        if child.tag in (W + "p", W + "tbl"):
            found.append(child)
        elif child.tag in _WRAPPERS:
            found += _blocks(child)
        elif child.tag == _MC + "AlternateContent":
            found += _blocks(_chosen(child))
    return found


def _children(parent: _Element, tag: str) -> list[_Element]:
    """Return the children ``tag`` of ``parent``, wrappers looked through."""
    found: list[_Element] = []
    for child in parent:
        if child.tag == tag:
            found.append(child)
        elif child.tag in _WRAPPERS:
            found += _children(child, tag)
    return found


def _chosen(alternate: _Element) -> _Element:
    """Return one branch of an mc:AlternateContent: the same text stands in each."""
    choice = alternate.find(_MC + "Choice")
    fallback = alternate.find(_MC + "Fallback")
    if choice is not None and (fallback is None or choice.find(f".//{W}t") is not None):
        return choice
    return fallback if fallback is not None else alternate


def _outermost(element: _Element, tag: str) -> list[_Element]:
    """Return the elements ``tag`` under ``element`` that lie in no other, one branch of each
    alternative only.
    """
    found: list[_Element] = []
    for child in element:
        if child.tag == tag:
            found.append(child)
        elif child.tag == _MC + "AlternateContent":
            found += _outermost(_chosen(child), tag)
        else:
            found += _outermost(child, tag)
    return found


def _end_is_deleted(properties: _Element | None) -> bool:
    """Say whether a tracked change joins a paragraph to the next one."""
    mark = properties.find(W + "rPr") if properties is not None else None
    return mark is not None and any(mark.find(tag) is not None for tag in _DROPPED)


def _text(element: _Element) -> str:
    """Return the text of one part of a run."""
    tag = element.tag
    if tag == W + "t":
        return element.text or ""
    if tag in (W + "tab", W + "ptab"):
        return "\t"
    if tag == W + "cr":
        return "\n"
    if tag == W + "br":
        return "\n" if element.get(W + "type") in (None, "textWrapping") else "\n\n"
    if tag == W + "noBreakHyphen":
        return "-"
    if tag == W + "softHyphen":
        return "\u00ad"
    if tag == W + "sym":
        return _symbol(element.get(W + "char"))
    return ""


def _symbol(code: str | None) -> str:
    """Return a character of a symbol font; the layout knows the common ones."""
    try:
        return chr(int(code or "", 16))
    except (ValueError, OverflowError):
        return ""
