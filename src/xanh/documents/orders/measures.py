"""The measures of a plan: the clauses of its body that order something."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xanh.documents.organisations import looks_like_organisations
from xanh.documents.plan import Measure
from xanh.documents.text.clauses import Clause
from xanh.documents.text.sections import BASIS, GOALS, PURPOSE, STATUS, is_lead_in, places
from xanh.vietnamese import fold

_NO_ORDERS = (GOALS, PURPOSE, STATUS, BASIS)
# Clauses that speak of the document itself. On folded text.
_ABOUT_ITSELF = re.compile(
    r"(?:tren day la|ke hoach nay (?:co hieu luc|thay the)|quyet dinh nay co hieu luc"
    r"|can cu (?:luat|nghi quyet|nghi dinh|quyet dinh|ket luan|thong tu|chi thi|cong van)"
    r"|\(?(?:chi tiet |co )?(?:tai |theo )?phu luc|noi nhan)"
    r"|.{0,160}(?:chi tiet|cu the|theo|tai|kem theo) (?:tai |theo )?(?:cac )?phu luc"
    r"(?: [ivx\d]+)?(?: dinh)?(?: kem)?(?: theo)?(?: ke hoach nay)?[.;)/]*$"
)
_CAPTION_WORDS = 6
_LEAST_DEPTH = 2  # headings of whole sections order nothing
_ONLY_NAMES = 0.95


def find_measures(clauses: Sequence[Clause]) -> tuple[Measure, ...]:
    """Find the clauses that order something, each with its path of markers, in order of the text.

    Purposes, goals, descriptions of the situation, legal bases, headings and captions without an
    order of their own, clauses that speak of the document itself and repeated passages are left
    out. Never raises.
    """
    measures: list[Measure] = []
    for index, place in enumerate(places(clauses)):
        clause = place.clause
        if place.section in _NO_ORDERS or clause.repeats or not _orders(clauses, index):
            continue
        measures.append(
            Measure(
                id=f"measure-{len(measures) + 1}",
                path=clause.path,
                text=clause.content.text,
                source=clause.content.source(),
            )
        )
    return tuple(measures)


def _orders(clauses: Sequence[Clause], index: int) -> bool:
    """Say whether a clause has an order of its own and does not only name what follows it."""
    clause = clauses[index]
    text = clause.content.text.strip()
    if is_lead_in(clause) or not any(c.isalpha() for c in text):
        return False
    if clause.kind == "heading" and not _stands_alone(clauses, index):
        return False
    if _is_caption(text) and index + 1 < len(clauses) and _is_under(clause, clauses[index + 1]):
        return False
    return not _ABOUT_ITSELF.match(fold(text)) and not _is_address(clause)


def _is_address(clause: Clause) -> bool:
    """Say whether a clause only names those whom the next ones concern ("4. Các Sở, ngành.")."""
    numbered = bool(clause.path) and clause.marker == clause.path[-1]
    return numbered and looks_like_organisations(clause.content.text) >= _ONLY_NAMES


def _stands_alone(clauses: Sequence[Clause], index: int) -> bool:
    """Say whether what looks like a heading is an order without a full stop: "a) Rà soát …" with
    nothing under it.
    """
    clause = clauses[index]
    if len(clause.path) < _LEAST_DEPTH or len(clause.content.text.split()) <= _CAPTION_WORDS:
        return False
    following = clauses[index + 1] if index + 1 < len(clauses) else None
    return following is None or following.path[: len(clause.path)] != clause.path


def _is_caption(text: str) -> bool:
    return text[-1] not in ".;,/" and len(text.split()) <= _CAPTION_WORDS


def _is_under(clause: Clause, following: Clause) -> bool:
    """Say whether the next clause stands under this one, as a dash under a letter."""
    return bool(clause.marker) and following.kind != "heading" and clause.marker != following.marker
