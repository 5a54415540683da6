"""The one intermediate form: every reader gives blocks, the parser reads nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field

from xanh.documents.passages import Passage, Source


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that names what follows. ``marker`` is its number as written without dot or bracket
    ("II", "3", "2.1", "b", "đ"), empty if it has none; ``level`` orders kinds of marker (1 is the
    outermost).
    """

    passage: Passage
    marker: str
    level: int
    title: Passage


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. ``bold`` when the document sets all of it in bold."""

    passage: Passage
    bold: bool = False


@dataclass(frozen=True, slots=True)
class ListItem:
    """A clause behind a dash, a plus or a bullet; ``content`` is the passage without the marker."""

    passage: Passage
    marker: str
    content: Passage


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell at ``column`` (from 0), spanning ``colspan`` columns and ``rowspan`` rows.

    ``merged`` marks the continuation of a cell merged downwards: its passage is that of the cell
    above. ``missing`` marks a place for which the text has no cell at all.
    """

    passage: Passage
    column: int
    colspan: int = 1
    rowspan: int = 1
    merged: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, from left to right, and where the row stands."""

    cells: tuple[Cell, ...]
    source: Source

    def cell(self, column: int) -> Cell | None:
        """Return the cell that covers ``column``."""
        for cell in self.cells:
            if cell.column <= column < cell.column + cell.colspan:
                return cell
        return None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells. ``columns`` is the width of the widest row."""

    rows: tuple[Row, ...]
    columns: int
    source: Source


Block = Heading | Paragraph | ListItem | Table


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person must look at.

    ``code`` is stable and in kebab case; ``message`` is the Vietnamese sentence, ``message_en``
    the English one; ``about`` is the id of the record that it concerns, if any.
    """

    code: str
    message: str
    message_en: str
    source: Source | None = None
    about: str | None = None

    def to_json(self) -> dict[str, object]:
        """Return the finding as the contract writes it."""
        return {
            "code": self.code,
            "message": self.message,
            "message_en": self.message_en,
            "about": self.about,
            "source": self.source.to_json() if self.source else None,
        }


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read: its text, its blocks, and what its reader noticed.

    ``text`` is what offsets refer to: for a text file the decoded file itself, for other forms
    the text that the reader laid out. ``form`` is ``text``, ``html``, ``docx``, ``pdf`` or ``doc``.
    """

    text: str
    form: str
    encoding: str | None
    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...] = field(default=())
