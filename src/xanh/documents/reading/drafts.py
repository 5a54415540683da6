"""What the readers of formatted files give to the layout: paragraphs and tables without offsets."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class DraftParagraph:
    """A paragraph; a line feed in ``text`` is a soft break.

    ``linked`` when all of it is the text of links, ``item`` when it stands in a list.
    """

    text: str
    bold: bool = False
    linked: bool = False
    item: bool = False


@dataclass(slots=True)
class DraftCell:
    """A cell where it starts; what it covers to the right and below has no cell of its own."""

    column: int
    content: list[Draft] = field(default_factory=list)
    colspan: int = 1
    rowspan: int = 1


@dataclass(slots=True)
class DraftTable:
    """Rows of the cells that start in them."""

    rows: list[list[DraftCell]] = field(default_factory=list)


Draft = DraftParagraph | DraftTable


def plain_text(content: list[Draft]) -> str:
    """Return the words of ``content``, a line a paragraph."""
    return "\n".join(paragraph.text for paragraph in flatten(content))


def flatten(content: list[Draft]) -> list[DraftParagraph]:
    """Return the paragraphs of ``content`` in reading order, those of its tables included."""
    flat: list[DraftParagraph] = []
    for draft in content:
        if isinstance(draft, DraftParagraph):
            flat.append(draft)
        else:
            for row in draft.rows:
                for cell in row:
                    flat += flatten(cell.content)
    return flat
