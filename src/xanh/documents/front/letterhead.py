"""The letterhead: issuer, number, place and date, however a site or a reader laid it out.

Letterheads are two columns; flattened they come as cells, as lines that mix both columns, or as
one line. So the national motto, the number and the date line are found in the joined text, and
what is left before the number is the issuer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from xanh.documents.front.casing import is_capitals, title_case
from xanh.documents.front.dates import DATE_PATTERN, read_date
from xanh.documents.front.document_numbers import CODES_PATTERN, NUMBER, spell
from xanh.documents.front.issuers import starts_organisation
from xanh.documents.front.titles import opens_title
from xanh.documents.passages import Passage, Source
from xanh.documents.text.leaves import line_starts, lines

_MOTTO = re.compile(
    r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI(?:\s+CHỦ\s+NGHĨA(?:\s+VIỆT\s+NAM)?)?|CHỦ\s+NGHĨA\s+VIỆT\s+NAM"
    r"|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM|ĐỘC\s+LẬP\s*[-–]\s*TỰ\s+DO(?:\s*[-–]\s*HẠNH\s+PHÚC)?",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-_–—*=~|\\]{2,}|(?<!\S)[*|_](?!\S)")
_NUMBER = re.compile(
    rf"(?<!\w)(?:Số|SỐ)\s*[:.]?\s*(?:{NUMBER.pattern}"
    rf"|(?P<blank>[.…_\s]{{0,60}})[/-]\s*(?P<codes>{CODES_PATTERN}))"
    r"(?!\s*,?\s*(?:ngày\s+\d|của|về)(?!\w))"
)
_GAP = r"[.…_\s]{0,60}"
_DATE = re.compile(
    rf"(?<!\w)ngày\s*(?P<date>{DATE_PATTERN}"
    rf"|(?:\d{{1,2}}|{_GAP})\s*tháng\s*(?:\d{{1,2}}|{_GAP})\s*năm\s*(?:\d{{4}}|{_GAP})"
    rf"|(?:\d{{1,2}}|{_GAP})\s*/\s*(?:\d{{1,2}}|{_GAP})\s*/\s*\d{{4}})",
    re.IGNORECASE,
)
_PLACE = re.compile(r"[^\W\d_][\w .'’-]{0,40}$")
_PLACE_AT_END = re.compile(r"(?:[^\W\d_][\w.'’-]*\s?){1,4}$")
_SEARCHED = 300  # passages in which a letterhead may start: sites set much before it
_BEFORE, _AFTER = 6, 14  # passages around its first landmark


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What the letterhead says. ``rest`` is what follows it, a list of lines a paragraph."""

    number: str | None = None
    number_source: Source | None = None
    blank: Source | None = None
    place: str | None = None
    issued: date | None = None
    issued_source: Source | None = None
    issuer_lines: tuple[str, ...] = ()
    rest: tuple[tuple[Passage, ...], ...] = ()


def read_letterhead(text: str, leaves: Sequence[Passage]) -> Letterhead:
    """Read the first letterhead in ``leaves``, the document's passages without site noise.

    ``text`` is the document's text, in which the lines of a passage end.
    """
    first, stop = _window(leaves)
    window = leaves[first:stop]
    joined = Passage.join(window)
    edges = _edges(text, window)
    number = _find_number(joined.text, edges)
    dated = _find_date(joined.text, number)
    mottos = list(_MOTTO.finditer(joined.text))
    place, place_start = _place(joined.text, dated, [*mottos, number], edges)
    ends = [m.end() for m in (*mottos, number, dated) if m]
    head_end = max(ends, default=0)
    marks = [(m.start(), m.end()) for m in (*mottos, *_RULE.finditer(joined.text))]
    before = min((m.start() for m in (number, dated) if m), default=len(joined.text))
    if dated and number and dated.start() < number.start():
        before, marks = number.start(), [*marks, (place_start, dated.end())]
    issuer = _issuer_lines(joined.text, before, marks, edges)
    rest = _after(text, joined, head_end, edges)
    following = [tuple(lines(text, leaf)) for leaf in leaves[stop : stop + 60]]
    return Letterhead(
        number=spell(number) if number and number.group("digits") else None,
        number_source=_source(joined, number),
        blank=None if number is None or number.group("digits") else _source(joined, number),
        place=place,
        issued=read_date(dated.group("date")) if dated else None,
        issued_source=_source(joined, dated),
        issuer_lines=issuer,
        rest=(*rest, *following),
    )


def _source(joined: Passage, match: re.Match[str] | None) -> Source | None:
    return joined.source(match.start(), match.end()) if match else None


def _window(leaves: Sequence[Passage]) -> tuple[int, int]:
    """Return the range of passages around the first landmark; the first ones if there is none."""
    anchor = next((i for i, p in enumerate(leaves[:_SEARCHED]) if _is_landmark(p.text)), None)
    if anchor is None:
        return 0, _stop(leaves, 0, 0, 8)
    first = max(0, anchor - _BEFORE)
    for index in range(anchor - 1, first - 1, -1):
        if not is_capitals(leaves[index].text) and not starts_organisation(leaves[index].text):
            first = index + 1
            break
    return first, _stop(leaves, first, anchor, _AFTER)


def _stop(leaves: Sequence[Passage], first: int, anchor: int, count: int) -> int:
    for index in range(anchor, min(anchor + count, len(leaves))):
        leaf = leaves[index].text
        if (index > first and opens_title(leaf)) or (len(leaf) > 400 and not _is_landmark(leaf)):
            return index
    return min(anchor + count, len(leaves))


def _is_landmark(text: str) -> bool:
    if _MOTTO.match(text) or (_MOTTO.search(text[:200]) and starts_organisation(text)):
        return True
    number = _NUMBER.match(text) or (_NUMBER.search(text[:160]) if _leads(text) else None)
    return bool(number)


def _leads(text: str) -> bool:
    """Say whether a flattened letterhead may start here: a body's name in capitals."""
    return starts_organisation(text) and is_capitals(" ".join(text.split()[:3]))


def _edges(text: str, window: Sequence[Passage]) -> dict[int, bool]:
    """Return where lines start in the joined window; True where a passage starts."""
    edges: dict[int, bool] = {}
    place = 0
    for leaf in window:
        if not leaf.text:
            continue
        edges.update({place + s: s == 0 for s in line_starts(text, leaf)})
        place += len(leaf.text) + 1
    return edges


def _find_number(text: str, edges: dict[int, bool]) -> re.Match[str] | None:
    """Return the number after "Số" that stands at the start of a line or after capitals."""
    for match in _NUMBER.finditer(text):
        before = text[: match.start()].rstrip(" |*-_")
        words = before.split()
        if match.start() in edges or not words or words[-1].isupper():
            return match
        if _MOTTO.search(before[-30:]) or words[-1].lower().endswith("phúc"):
            return match
        if _DATE.search(before[-40:]) and len(before) < 300:
            return match
    return None


def _find_date(text: str, number: re.Match[str] | None) -> re.Match[str] | None:
    """Return the date line: the first date near the number, or the first after a comma."""
    for match in _DATE.finditer(text):
        before = text[: match.start()].rstrip()
        after_number = number is not None and match.start() >= number.end()
        if before.endswith(",") or not before or (after_number and before[-1:] not in ":;"):
            return match
    return None


def _place(
    text: str,
    dated: re.Match[str] | None,
    marks: Sequence[re.Match[str] | None],
    edges: dict[int, bool],
) -> tuple[str | None, int]:
    """Return the place before the date and where it starts."""
    if dated is None:
        return None, 0
    comma = len(text[: dated.start()].rstrip(" *"))
    if text[comma - 1 : comma] != ",":
        return None, dated.start()
    edge = max((e for e, leaf in edges.items() if leaf and e < comma - 1), default=0)
    edge = max([edge, *(m.end() for m in marks if m and m.end() < comma)])
    for rule in _RULE.finditer(text, edge, comma):
        edge = rule.end()
    words = text[edge : comma - 1].strip(" |*-–_")
    match = _PLACE.match(words) or _PLACE_AT_END.search(words)
    if not match:
        return None, edge
    place = match.group().strip()
    if not place[:1].isupper():
        place = title_case(place)
    return (title_case(place) if place.isupper() and len(place) > 3 else place), edge


def _issuer_lines(
    text: str, stop: int, marks: Sequence[tuple[int, int]], edges: dict[int, bool]
) -> tuple[str, ...]:
    """Return the lines in capitals before ``stop`` without motto and rules, from the first that
    names a body.
    """
    cuts = sorted({0, stop, *(e for e in edges if e < stop), *(x for m in marks for x in m)})
    found: list[str] = []
    for start, end in pairwise(cuts):
        piece = text[start : min(end, stop)].strip(" |*-–_,")
        if start >= stop or not piece or any(a <= start < b for a, b in marks):
            continue
        if not is_capitals(piece) and not (starts_organisation(piece) and len(piece) < 90):
            found.clear()
            continue
        if found or starts_organisation(piece):
            found.append(piece)
    return tuple(found)


def _after(
    text: str, joined: Passage, start: int, edges: dict[int, bool]
) -> list[tuple[Passage, ...]]:
    """Return the paragraphs of the window after ``start``."""
    starts = [start, *sorted(e for e, leaf in edges.items() if leaf and e > start)]
    parts = [
        joined.part(a, b) for a, b in zip(starts, [*starts[1:], len(joined.text)], strict=True)
    ]
    return [tuple(lines(text, part)) for part in parts if part]
