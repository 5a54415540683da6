"""Clauses made by hand, for readers of the body."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from xanh.documents.passages import Passage
from xanh.documents.reading.entry import read_document
from xanh.documents.text.clauses import Clause
from xanh.documents.text.outline import outline

PLANS = Path(__file__).parents[2] / "../shared/plans"


def clause(
    text: str,
    headings: Sequence[str] = ("MỤC TIÊU",),
    marker: str = "-",
    path: Sequence[str] = ("II",),
    kind: str = "item",
    repeats: bool = False,
) -> Clause:
    """Make a clause whose passage is the text alone."""
    passage = Passage.clean(text)
    titles = tuple(Passage.clean(heading) for heading in headings)
    return Clause(kind, passage, passage, marker, tuple(path), titles, repeats)


def plan_clauses(name: str) -> tuple[str, tuple[Clause, ...]]:
    """Return the text and the clauses of a real document; skip where it is absent."""
    file = PLANS / f"{name}.txt"
    if not file.exists():
        pytest.skip(f"the shared document {name} is not beside this checkout")
    document = read_document(file.read_bytes(), file.name)
    return document.text, outline(document).clauses
