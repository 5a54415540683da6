"""Years in the sentences and headings that set goals."""

from __future__ import annotations

import re
from dataclasses import dataclass

_YEAR = r"(?P<year>20\d\d)(?!\d|[.,]\d|\s*%)"
_LEAD = (
    r"(?P<lead>(?:so\s+với|của|tại|từ|kể\s+từ|sau|tính\s+đến|tầm\s+nhìn|định\s+hướng|đến|tới|vào"
    r"|trước|trong|hết|cuối|đầu|giữa)\s+)*"
)
_MENTION = re.compile(
    rf"(?:{_LEAD}(?P<words>(?:(?:hết|cuối|đầu|trước|tháng\s+\d+(?:/|\s+))\s*)*(?:các\s+)?năm\s+)"
    rf"|{_LEAD.replace('<lead>', '<lead2>')}(?:giai\s+đoạn|thời\s+kỳ|nhiệm\s+kỳ)\s+(?:từ\s+)?"
    r"|(?P<until>(?:đến|tới|vào|trước|hết|tầm\s+nhìn|nhìn\s+đến)\s+(?:ngày\s+)?(?:\d{1,2}/)*)"
    r"|so\s+với(?:\s+[^\s,;.\d]+){1,5}?\s+|(?P<open>\())"
    rf"(?P<first>20\d\d\s*(?:-|–|—|đến(?:\s+năm)?)\s*)?{_YEAR}",
    re.IGNORECASE,
)
_BASE_WORDS = re.compile(
    r"(?:so\s+với|cùng\s+kỳ|kể\s+từ|từ|sau|của|mức|tính\s+đến|quy\s+mô)\s*$", re.IGNORECASE
)
_COMPARED = re.compile(r"so\s+với(?:\s+[^\s,;.]+){0,12}?\s*$", re.IGNORECASE)
_AHEAD = re.compile(r"(?:đến|tới|vào|trước|trong|hết|cuối) ")
_LISTED = re.compile(r"\s*(?:,|và)\s*(?:năm\s+)?(20\d\d)(?!\d|[.,/-]\d|\s*[-–%])")
_VISION = re.compile(r"(?:tầm\s+nhìn|định\s+hướng)(?:\s+đến)?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class YearMention:
    """A year in a text: where its words begin and end, and what it is there.

    ``role`` is "goal" ("đến năm 2030"), "base" ("so với năm 2014"), "start" ("từ năm 2026") or
    "plain" ("năm 2024" without a word before it that points ahead). ``listed`` marks the later
    years of "vào năm 2030 và 2035".
    """

    start: int
    end: int
    year: int
    role: str
    listed: bool = False


def find_years(text: str) -> list[YearMention]:
    """Return the years of ``text`` from left to right; a span counts as its last year."""
    mentions: list[YearMention] = []
    for match in _MENTION.finditer(text):
        role = _role(text, match)
        mentions.append(YearMention(match.start(), match.end(), int(match["year"]), role))
        listed = _LISTED.match(text, match.end()) if match["words"] else None
        while listed:
            mentions.append(
                YearMention(listed.start(1), listed.end(), int(listed[1]), role, listed=True)
            )
            listed = _LISTED.match(text, listed.end())
    return mentions


def _role(text: str, match: re.Match[str]) -> str:
    said = match.group()[: match.start("year") - match.start()].casefold()
    before = text[max(0, match.start() - 90) : match.start()]
    words = " ".join(said.split())
    if "so với" in words or (_COMPARED.search(before) and not _AHEAD.match(words)):
        return "base"
    if words.startswith("tính đến"):
        return "base"
    if match["first"]:
        return "goal"
    if words.startswith(("từ ", "kể từ ", "sau ", "của ")) and "đến" not in words:
        return "start" if not words.startswith("của ") else "base"
    if any(word in words for word in ("đến", "tới", "vào", "trước", "hết", "cuối", "tầm nhìn")):
        return "goal"
    return "goal" if "giai đoạn" in words or "nhiệm kỳ" in words else "plain"


def heading_year(title: str) -> int | None:
    """Return the year that a heading or lead-in sets for what stands under it.

    A vision ("tầm nhìn đến năm 2050") counts only where it stands alone.
    """
    mentions = [m for m in find_years(title) if m.role in ("goal", "plain")]
    plain = [
        m
        for m in mentions
        if not re.match(r"tầm|nhìn", title[m.start : m.end], re.I)
        and not _VISION.search(title[: m.start])
    ]
    chosen = plain or mentions
    return chosen[0].year if chosen else None
