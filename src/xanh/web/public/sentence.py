"""The sentence that a record was read from, in its context."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xanh.office.plans.models import Anchored, PlanVersion

_AROUND = 400  # [characters] shown before and after the sentence
_BARS = re.compile(r"[\s|]*\|[\s|]*")
_LONGEST = 4000  # [characters] of one source that a page quotes


@dataclass(frozen=True, slots=True)
class Sentence:
    """Text before, the source itself, text after; ``cut_*`` when the document goes on."""

    before: str
    source: str
    after: str
    cut_before: bool
    cut_after: bool


def sentence_of(record: Anchored) -> Sentence | None:
    """Return the source of ``record`` with what stands around it.

    None when the version keeps no text (a plan entered as facts) or a person added the record.
    The context begins and ends at a line or, failing that, at a word.
    """
    if record.start is None or record.end is None:
        return None
    text = PlanVersion.objects.filter(pk=record.version_id).values_list("text", flat=True).first()
    if not text:
        return None
    start, end = record.start, min(record.end, record.start + _LONGEST)
    first = _opening(text, max(0, start - _AROUND), start)
    last = _closing(text, end, min(len(text), end + _AROUND))
    return Sentence(
        _legible(text[first:start]),
        _legible(text[start:end]),
        _legible(text[end:last]),
        first > 0,
        last < len(text),
    )


def _legible(part: str) -> str:
    """Put cells that stand on lines of their own on one line, with one bar between them."""
    return _BARS.sub(" | ", part)


def _opening(text: str, low: int, start: int) -> int:
    if low == 0:
        return 0
    line = text.find("\n", low, start)
    if line >= 0:
        return line + 1
    word = text.find(" ", low, start)
    return word + 1 if word >= 0 else low


def _closing(text: str, end: int, high: int) -> int:
    if high == len(text):
        return high
    line = text.rfind("\n", end, high)
    if line > end:
        return line
    word = text.rfind(" ", end, high)
    return word if word > end else high
