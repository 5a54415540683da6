"""What the tests of the readers look at in a document."""

from __future__ import annotations

from collections.abc import Iterator

from xanh.documents.blocks import Document, Heading, ListItem, Table
from xanh.documents.passages import Passage
from xanh.documents.reading import read_document
from xanh.errors import XanhError


def lines(document: Document) -> list[str]:
    return [b.passage.text for b in document.blocks if not isinstance(b, Table)]


def tables(document: Document) -> list[list[list[str]]]:
    return [
        [[cell.passage.text for cell in row.cells] for row in block.rows]
        for block in document.blocks
        if isinstance(block, Table)
    ]


def passages(document: Document) -> Iterator[Passage]:
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (cell.passage for row in block.rows for cell in row.cells)
        elif isinstance(block, Heading):
            yield from (block.passage, block.title)
        elif isinstance(block, ListItem):
            yield from (block.passage, block.content)
        else:
            yield block.passage


def assert_exact(document: Document) -> None:
    for passage in passages(document):
        source = passage.source()
        assert Passage.clean(document.text, source.start, source.end).text == passage.text


def read_or_refuse(data: bytes) -> Document | XanhError:
    """Read a file; a refusal is an answer, too."""
    try:
        return read_document(data)
    except XanhError as error:
        return error
