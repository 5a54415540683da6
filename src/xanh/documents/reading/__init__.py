"""Readers: the bytes of a file in, a :class:`~xanh.documents.blocks.Document` out.

``read_document`` looks at the content, never at the file's name. Every refusal is an
:class:`~xanh.errors.XanhError`. Files of strangers are best read in a process of their own:
:mod:`xanh.documents.reading.isolated`.
"""

from xanh.documents.reading.entry import read_document
from xanh.documents.reading.limits import DEFAULT, Limits

__all__ = ["DEFAULT", "Limits", "read_document"]
