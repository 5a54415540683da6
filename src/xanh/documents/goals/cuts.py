"""A clause cut into the segments that may state goals.

Texts are masked, never shortened: what is in brackets or quotation marks becomes spaces, so that
every position is a position in the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xanh.documents.goals.quantities import Amount, find_amounts
from xanh.documents.goals.years import YearMention, find_years

BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\([^()]*$")
_QUOTES = re.compile(r"[“\"](?!\s*0\s*[”\"])[^“”\"]{1,300}[”\"]")
_KEEP_BRACKET = re.compile(r"[(\[]\s*trong\s+đó", re.IGNORECASE)
_ONLY_YEAR = re.compile(r"[(\[]\D{0,24}20\d\d\s*[)\]]")
_STOP = re.compile(
    r";|(?<![\s(][A-ZĐa-zđ])(?<!TP)(?<!Tp)(?<!TX)[.!?…](?=\s+[A-ZĐÀ-ỸƠƯ\d“\"])|[.!?]\s*$"
)
BOUNDARY = re.compile(
    r"[,:;]|(?<!\w)(?:và|đồng\s+thời|trong\s+đó|phấn\s+đấu|cố\s+gắng|hoặc|cũng\s+như|riêng)(?!\w)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Stated:
    """An amount with the words around it, as positions in the clause.

    ``own`` is the stretch before it that belongs to it, ``right`` where its words after it end.
    ``follows`` is the goal before it in the same segment, ``base`` the year it is compared with,
    ``part`` is true for a share of the goal before ("trong đó rừng tự nhiên 30%").
    """

    amount: Amount
    own: tuple[int, int]
    right: int
    segment: int
    follows: Stated | None = None
    year: int | None = None
    base: int | None = None
    stretch: Amount | None = None
    part: bool = False
    subject: str | None = None  # once it has been worked out


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence, or a part of one between semicolons, and where its sentence starts."""

    start: int
    end: int
    sentence: int


@dataclass(slots=True)
class Cut:
    """A clause with its masked text, its segments and the goals that it may state.

    ``words`` is the masked text with years and baselines blanked too.
    """

    text: str
    masked: str
    words: str
    years: list[YearMention]
    issued: int | None
    segments: list[Segment]
    now: Sequence[int] = ()  # where words begin that tell how things are
    ahead: Sequence[int] = ()  # where words begin that look ahead
    left_behind: list[int] = field(default_factory=list)  # ends of the first of "từ 50% lên 65%"
    stated: list[Stated] = field(default_factory=list)

    def blank(self, start: int, end: int) -> None:
        """Take a stretch out of the words that subjects are made of."""
        self.words = self.words[:start] + " " * (end - start) + self.words[end:]


def prepare(text: str, issued: int | None = None) -> Cut:
    """Mask the text of a clause and cut it into segments; positions are those of ``text``.

    ``issued`` is the year of the document: "năm 2024" of a plan of 2025 tells of the past.
    """
    masked = _mask(text)
    years = [m for m in find_years(text) if _visible(m, text, masked)]
    result = Cut(text, masked, masked, years, issued, list(_segments(text, masked)))
    for mention in years:
        result.blank(_said_from(masked, mention), mention.end)
    return result


def is_over(result: Cut, mention: YearMention) -> bool:
    """Say whether a year lies before the document's own."""
    return bool(mention.role == "plain" and result.issued and mention.year < result.issued)


def dates_baseline(result: Cut, mention: YearMention) -> bool:
    """Say whether a year belongs to the first number of "từ 50% năm 2024 lên 65%"."""
    return any(
        end <= mention.start and not result.masked[end : mention.start].strip(" (")
        for end in result.left_behind
    )


def _mask(text: str) -> str:
    chars = list(text)
    for match in _QUOTES.finditer(text):
        chars[match.start() : match.end()] = " " * len(match.group())
    quoted = "".join(chars)
    for match in BRACKETS.finditer(quoted):
        if _KEEP_BRACKET.match(match.group()) or _states_alone(quoted, match):
            chars[match.start()] = ","
            if match.group()[-1] in ")]":
                chars[match.end() - 1] = " "
        else:
            chars[match.start() : match.end()] = " " * len(match.group())
    return "".join(chars)


def _states_alone(text: str, match: re.Match[str]) -> bool:
    """Say whether a bracket states the goal of its segment: "… được xử lý (tối thiểu 50%)"."""
    inside = find_amounts(match.group())
    if not inside or inside[0].kind != "percent":
        return False
    if not (inside[0].cue or "đạt" in match.group().casefold()):
        return False
    around = max(text.rfind(mark, 0, match.start()) for mark in (";", ". ")) + 1
    return not find_amounts(text[around : match.start()])


def _visible(mention: YearMention, text: str, masked: str) -> bool:
    if masked[mention.end - 1] != " ":
        return True
    opening = max(text.rfind("(", 0, mention.end), text.rfind("[", 0, mention.end))
    return opening >= 0 and bool(_ONLY_YEAR.match(text, opening))


def _said_from(masked: str, mention: YearMention) -> int:
    """Return where the words of a year begin, "so với kịch bản năm 2014" as a whole."""
    if mention.role == "base":
        compared = masked.casefold().rfind("so với", 0, mention.end)
        if compared >= 0 and mention.end - compared < 90:
            return compared
    return mention.start


def _segments(text: str, masked: str) -> Iterator[Segment]:
    start = sentence = 0
    stops = [(m.start(), m.end(), m.group()[0] != ";") for m in _STOP.finditer(masked)]
    for stop, after, ends_sentence in [*stops, (len(text), len(text), True)]:
        piece = text[start:stop]
        if piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            yield Segment(first, start + len(piece.rstrip()), sentence)
        start = after
        sentence = after if ends_sentence else sentence
