"""The line that ties an appendix or an attached plan to its document.

"(Kèm theo Kế hoạch số 249/KH-UBND ngày 11/09/2025 của UBND thành phố Hà Nội)" may be the only
place where number, date or issuer stand, and its number is often left blank.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xanh.documents.front.dates import DATE_PATTERN, read_date
from xanh.documents.front.document_numbers import (
    CODES_PATTERN,
    KIND_PATTERN,
    NUMBER,
    canonical_kind,
    spell,
)
from xanh.documents.front.titles import opens_title
from xanh.documents.passages import Passage, Source
from xanh.documents.text.leaves import line_starts

_ATTACHMENT = re.compile(
    r"(?P<open>\(?\s*(?:(?:ban\s+hành|đính|gửi)\s+)?)kèm\s+theo\s+"
    rf"(?P<kind>{KIND_PATTERN})\s+(?:số\s*:?\s*)?"
    rf"(?:{NUMBER.pattern}|(?P<blank>[.…_\s]{{0,60}}/\s*{CODES_PATTERN}))"
    rf"(?:\s*,?\s*ngày\s*(?P<date>{DATE_PATTERN}))?(?P<rest>[^)]{{0,160}})",
    re.IGNORECASE,
)
_OF = re.compile(r"(?<!\w)của\s+(?P<issuer>[^)]+?)\s*$", re.IGNORECASE)
# An appendix may be a form that a circular prescribes: that circular is not this document.
_OTHERS_FORMS = frozenset({"Thông tư", "Thông tư liên tịch", "Nghị định", "Công văn", "Hướng dẫn"})


@dataclass(frozen=True, slots=True)
class Attachment:
    """What "(Kèm theo Kế hoạch số … ngày … của …)" says."""

    number: str | None
    issued: date | None
    issuer: str | None
    source: Source
    blank: bool


def read_attachments(text: str, leaves: Sequence[Passage]) -> list[Attachment]:
    """Return what the lines "(Kèm theo …)" under the titles of plans and appendices say."""
    found = []
    for leaf in leaves:
        match = _ATTACHMENT.search(leaf.text) if "kèm theo" in leaf.text.lower() else None
        if match is None or canonical_kind(match.group("kind")) in _OTHERS_FORMS:
            continue
        # In the middle of a sentence the words speak of some other document's annex.
        if match.start("open") not in line_starts(text, leaf) and not opens_title(leaf.text):
            continue
        blank = match.group("blank") is not None
        of = _OF.search(match.group("rest"))
        found.append(
            Attachment(
                number=None if blank else spell(match),
                issued=read_date(match.group("date") or ""),
                issuer=of.group("issuer") if of else None,
                source=leaf.source(match.start(), match.end()),
                blank=blank,
            )
        )
    return found
