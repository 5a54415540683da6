"""Reading official documents: bytes to text, text to blocks, blocks to a plan.

``read_document`` gives the text and its blocks, ``read_plan`` what the text orders. Library
room: no Django, no web, no database of records.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xanh.documents.blocks import Document
    from xanh.documents.plan import Plan

__all__ = ["read_document", "read_plan"]


def read_document(data: bytes, name: str | None = None) -> Document:
    """Read a document of any form that Xanh knows, told by its content; ``name`` for messages.

    Raises :class:`xanh.errors.XanhError` for what cannot be read.
    """
    from xanh.documents.reading import read_document as read

    return read(data, name)


def read_plan(data: bytes, name: str | None = None) -> Plan:
    """Read what a document orders: targets, measures, tasks, duties, organisations, findings.

    Raises :class:`xanh.errors.XanhError` for what cannot be read.
    """
    from xanh.documents.parser import parse

    return parse(read_document(data, name))
