"""The text of a document in order: paragraphs, headings, items and table cells, and their lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xanh.documents.blocks import Block, Document, Table
from xanh.documents.passages import Passage

_LINE_ENDS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")


def passages(document: Document) -> Iterator[Passage]:
    """Yield the passage of every block and table cell that has text, in the document's order."""
    return block_passages(document.blocks)


def block_passages(blocks: Iterable[Block]) -> Iterator[Passage]:
    """Yield the passages of ``blocks``; the continuation of a merged cell counts once."""
    for block in blocks:
        if not isinstance(block, Table):
            if block.passage:
                yield block.passage
            continue
        for row in block.rows:
            for cell in row.cells:
                if cell.passage and not cell.merged and not cell.missing:
                    yield cell.passage


def line_starts(text: str, passage: Passage) -> list[int]:
    """Return where the document's own lines start within ``passage.text``; 0 comes first.

    ``text`` is the text of the document: a space of the passage that stands for a line end there
    separates two lines.
    """
    starts = [0] if passage else []
    for index, char in enumerate(passage.text):
        if char == " " and not _LINE_ENDS.isdisjoint(
            text[passage.starts[index] : passage.ends[index]]
        ):
            starts.append(index + 1)
    return starts


def lines(text: str, passage: Passage) -> Iterator[Passage]:
    """Yield ``passage`` cut where the document ends a line."""
    starts = line_starts(text, passage)
    for start, stop in zip(starts, [*starts[1:], len(passage.text)], strict=True):
        part = passage.part(start, stop)
        if part:
            yield part
