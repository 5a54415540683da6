"""A clause: one heading, paragraph or list item of the body with its place in the outline."""

from __future__ import annotations

from dataclasses import dataclass

from xanh.documents.blocks import Block, Table
from xanh.documents.passages import Passage


@dataclass(frozen=True, slots=True)
class Clause:
    """One unit of the body.

    ``path`` holds the markers of the headings above and of the clause itself if it is a heading
    (("II", "3", "b")); ``headings`` their titles, outermost first, without markers; ``marker`` the
    clause's own marker ("-", "+", "a", "" …); ``content`` the passage without the marker.
    ``repeats`` is true for a passage that stands earlier in the document word for word.
    """

    kind: str  # "heading", "paragraph" or "item"
    passage: Passage
    content: Passage
    marker: str
    path: tuple[str, ...]
    headings: tuple[Passage, ...]
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Appendix:
    """A stretch after the body: the lines that announce it and its tables."""

    announcement: tuple[Passage, ...]
    clauses: tuple[Clause, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A document cut into its parts.

    ``front`` is everything before the first clause (site noise, letterhead, title, legal bases),
    ``closing`` the recipients and the signature, ``clauses`` the body with its outline.
    """

    front: tuple[Block, ...]
    clauses: tuple[Clause, ...]
    closing: tuple[Block, ...]
    appendices: tuple[Appendix, ...]
