"""The text of a document in order: paragraphs, headings, items and table cells, and their lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from xanh.documents.blocks import Block, Document, Table
from xanh.documents.passages import Passage

_LINE_END = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]")


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
    if not passage:
        return []
    starts = [0]
    for match in _LINE_END.finditer(text, passage.starts[0], passage.ends[-1]):
        # The character of the passage in which the document's line end went up: a space.
        index = bisect_right(passage.starts, match.start()) - 1
        within = passage.text[index] == " " and match.start() < passage.ends[index]
        if within and starts[-1] != index + 1:
            starts.append(index + 1)
    return starts


def lines(text: str, passage: Passage) -> Iterator[Passage]:
    """Yield ``passage`` cut where the document ends a line."""
    starts = line_starts(text, passage)
    for start, stop in zip(starts, [*starts[1:], len(passage.text)], strict=True):
        part = passage.part(start, stop)
        if part:
            yield part
