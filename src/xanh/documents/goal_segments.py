"""A clause cut into the segments that may state goals, and each segment into its goals.

Texts are masked, never shortened: what is in brackets or quotation marks becomes spaces, so that
every position is a position in the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from xanh.documents.goal_words import (
    is_order,
    measured,
    strip_cues,
    strives,
)
from xanh.documents.goal_years import YearMention, find_years
from xanh.documents.quantities import Amount, find_amounts

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\([^()]*$")
_QUOTES = re.compile(r"[“\"](?!\s*0\s*[”\"])[^“”\"]{1,300}[”\"]")
_KEEP_BRACKET = re.compile(r"[(\[]\s*trong\s+đó", re.IGNORECASE)
_ONLY_YEAR = re.compile(r"[(\[]\D{0,24}20\d\d\s*[)\]]")
_OF_WHICH = re.compile(r"(?<!\w)trong\s+đó(?!\w)", re.IGNORECASE)
_STOP = re.compile(
    r";|(?<![\s(][A-ZĐa-zđ])(?<!TP)(?<!Tp)(?<!TX)[.!?…](?=\s+[A-ZĐÀ-ỸƠƯ\d“\"])|[.!?]\s*$"
)
_BOUNDARY = re.compile(
    r"[,:;]|(?<!\w)(?:và|đồng\s+thời|trong\s+đó|phấn\s+đấu|cố\s+gắng|hoặc|cũng\s+như|riêng)(?!\w)",
    re.IGNORECASE,
)
_BASELINE = re.compile(
    r"(?<!\w)(?:(?<!so với )hiện\s+(?:nay|tại|đạt|là|mới|chỉ|đang|toàn|trên\s+địa\s+bàn)"
    r"|(?<!so với )hiện(?=\s+(?:có|còn)\s+(?:khoảng\s+|trên\s+|hơn\s+|gần\s+)?\d)"
    r"|(?:tính\s+)?đến\s+(?:thời\s+điểm\s+)?(?:nay|hiện\s+(?:nay|tại))|tính\s+đến"
    r"|(?:những|các)\s+năm\s+(?:qua|gần\s+đây)|thời\s+gian\s+qua|ước\s+(?:đạt|tính)"
    r"|theo\s+(?:thống\s+kê|số\s+liệu|báo\s+cáo|kết\s+quả)|đã\s+(?:đạt|có)"
    r"|đã\s+(?:[^\W\d]+\s+){1,2}(?:được\s+)?(?:khoảng\s+|trên\s+|hơn\s+)?(?=\d)|thực\s+trạng"
    r"|phát\s+sinh\s+(?=khoảng|trên|trung\s+bình|bình\s+quân|\d))",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"(?<!\w)(?:phấn\s+đấu|mục\s+tiêu(?!\s+đã)|chỉ\s+tiêu\s+đến|(?:đến|vào|trước)\s+(?:hết\s+)?năm"
    r"\s+20\d\d)",
    re.IGNORECASE,
)
_RISES = re.compile(
    r"\s*(?:\(?(?:vào\s+)?năm\s+20\d\d\)?|hiện\s+nay)?\s*,?\s*(?:tăng\s+|giảm\s+)?"
    r"(?:lên|xuống|còn)(?!\w)", re.IGNORECASE,
)  # fmt: skip
_FROM = re.compile(r"từ(?!\w)", re.IGNORECASE)


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
    left_behind: list[int] = field(default_factory=list)  # ends of the first of "từ 50% lên 65%"
    stated: list[Stated] = field(default_factory=list)

    def blank(self, start: int, end: int) -> None:
        """Take a stretch out of the words that subjects are made of."""
        self.words = self.words[:start] + " " * (end - start) + self.words[end:]


def cut(text: str, issued: int | None = None) -> Cut:
    """Cut the text of a clause; positions are those of ``text``.

    ``issued`` is the year of the document: "năm 2024" of a plan of 2025 tells of the past.
    """
    masked = _mask(text)
    years = [m for m in find_years(text) if _visible(m, text, masked)]
    result = Cut(text, masked, masked, years, issued, list(_segments(text, masked)))
    for mention in years:
        result.blank(_said_from(masked, mention), mention.end)
    amounts = find_amounts(masked)
    for index, segment in enumerate(result.segments):
        inside = [a for a in amounts if segment.start <= a.number < segment.end]
        goals = _goals(result, index, inside)
        _assign_years(result, goals, segment)
        result.stated += goals
    _carry_years(result)
    _bracketed_stretches(result)
    return result


def _mask(text: str) -> str:
    chars = list(text)
    for match in _QUOTES.finditer(text):
        chars[match.start() : match.end()] = " " * len(match.group())
    quoted = "".join(chars)
    for match in _BRACKETS.finditer(quoted):
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


# -- the goals of one segment -------------------------------------------------------------------


def _goals(result: Cut, index: int, amounts: list[Amount]) -> list[Stated]:
    """Give each amount of a segment its words; thresholds inside a goal's words are left out."""
    segment = result.segments[index]
    goals: list[Stated] = []
    for amount in amounts:
        own = _own(result, segment, goals, amount)
        if _is_past(result, segment, amount):
            if goals and own:
                goals[-1].right = own[0]
            result.blank(amount.start, amount.end)
            continue
        if own is None or (goals and _joins(result, goals[-1], own, amount)):
            continue
        if not goals and _raises_earlier(result, segment, own, amount):
            continue
        if goals:
            goals[-1].right = own[0]
        before = goals[-1] if goals else None
        part = before is not None and _is_part(result, before, amount)
        goals.append(Stated(amount, own, segment.end, index, before, part=part))
    return goals


def _own(
    result: Cut, segment: Segment, goals: list[Stated], amount: Amount
) -> tuple[int, int] | None:
    """Return the stretch before an amount that belongs to it; None when it stands inside the
    words of the goal before it.
    """
    if goals:
        at = _split(result.words, goals[-1], amount)
    else:
        at = _after_caption(result.words, segment.start, amount)
    return None if at is None else (at, max(at, amount.start))


def _joins(result: Cut, goal: Stated, own: tuple[int, int], amount: Amount) -> bool:
    """Say whether an amount raises the goal before it or is a threshold inside it."""
    words = result.words[slice(*own)]
    if _is_stretch(result, goal, own, amount):
        goal.stretch, goal.right = amount, own[0]
        return True
    return not _is_part(result, goal, amount) and _is_inner(words, amount)


def _is_part(result: Cut, goal: Stated, amount: Amount) -> bool:
    """Say whether an amount is a part of the goal before: "trong đó: rừng phòng hộ 5.000 ha"."""
    if amount.unit != goal.amount.unit:
        return False
    gap = result.words[goal.amount.end : amount.start]
    return bool(_OF_WHICH.search(gap)) or (goal.part and gap.lstrip()[:1] == ",")


def _after_caption(words: str, start: int, amount: Amount) -> int:
    """Return where the words of a first goal begin: after "Về môi trường:", "trong đó:"."""
    colon = words.rfind(":", start, amount.start)
    return colon + 1 if colon >= 0 else start


def _split(words: str, before: Stated, amount: Amount) -> int | None:
    """Return where the words of ``amount`` begin after the goal ``before``; None inside it."""
    first = max(before.amount.end, before.stretch.end if before.stretch else 0)
    gap = words[first : amount.start]
    boundaries = list(_BOUNDARY.finditer(gap))
    if not boundaries:
        return None
    for match in boundaries:
        if match.group() in ",:;" and measured(strip_cues(gap[match.end() :])) == 0:
            return first + match.end()
    if not gap[: boundaries[0].start()].strip():
        return first + boundaries[0].start()
    return first + boundaries[-1].start()


def _is_inner(own: str, amount: Amount) -> bool:
    """Say whether an amount is a threshold inside the goal before it and not a goal of its own."""
    if is_order(_without_boundary(own)):
        return False
    if measured(strip_cues(own)) is not None:
        return False
    return not (amount.level or _OF_WHICH.match(own.lstrip()))


def _without_boundary(own: str) -> str:
    match = _BOUNDARY.match(own.lstrip())
    return own.lstrip()[match.end() :] if match else own


def _is_stretch(result: Cut, goal: Stated, own: tuple[int, int], amount: Amount) -> bool:
    """Say whether "phấn đấu đạt 85%" raises the goal before it."""
    words = result.words[slice(*own)]
    if not strives(words) or strip_cues(words) or goal.stretch or amount.unit != goal.amount.unit:
        return False
    return not any(own[0] <= mention.start < own[1] for mention in result.years)


def _raises_earlier(result: Cut, segment: Segment, own: tuple[int, int], amount: Amount) -> bool:
    """Say whether a segment is only "phấn đấu đạt 85%", and raise the goal before it."""
    alone = not result.words[amount.end : segment.end].strip(" .,")
    dated = any(segment.start <= mention.start < segment.end for mention in result.years)
    if not alone or dated or not result.stated:
        return False
    if not _is_stretch(result, result.stated[-1], own, amount):
        return False
    result.stated[-1].stretch = amount
    return True


def _is_past(result: Cut, segment: Segment, amount: Amount) -> bool:
    """Say whether an amount tells how things are, or is the first of "từ 50% lên 65%"."""
    masked = result.masked
    if _RISES.match(masked, amount.end) and _FROM.match(masked, amount.start):
        result.left_behind.append(amount.end)
        return True
    start = segment.sentence
    now = [
        match.start()
        for match in _BASELINE.finditer(masked, start, amount.end)
        if match.start() < amount.number
    ]
    now += [
        mention.start
        for mention in result.years
        if start <= mention.start < amount.number
        and _is_over(result, mention)
        and not _dates_baseline(result, mention)
    ]
    ahead = [match.start() for match in _AHEAD.finditer(masked, start, amount.number)]
    return bool(now) and max(now) > max(ahead, default=-1)


def _is_over(result: Cut, mention: YearMention) -> bool:
    """Say whether a year lies before the document's own."""
    return bool(mention.role == "plain" and result.issued and mention.year < result.issued)


def _dates_baseline(result: Cut, mention: YearMention) -> bool:
    """Say whether a year belongs to the first number of "từ 50% năm 2024 lên 65%"."""
    return any(
        end <= mention.start and not result.masked[end : mention.start].strip(" (")
        for end in result.left_behind
    )


# -- years --------------------------------------------------------------------------------------


def _assign_years(result: Cut, goals: list[Stated], segment: Segment) -> None:
    mentions = [m for m in result.years if segment.start <= m.start < segment.end]
    for index, mention in enumerate(mentions):
        before = [g for g in goals if g.amount.number < mention.start]
        after = [g for g in goals if g.amount.number > mention.start]
        if mention.role == "base":
            for goal in before[-1:] or after[:1]:
                goal.base = mention.year
        elif _sets_year(result, mention):
            _set_years(result, _year_list(mentions, index), mention, before, after)
    for goal in goals:
        if goal.part and goal.follows and goal.year is None:
            goal.year = goal.follows.year


def _sets_year(result: Cut, mention: YearMention) -> bool:
    if mention.role == "start" or mention.listed or _is_over(result, mention):
        return False
    return not _dates_baseline(result, mention)


def _set_years(
    result: Cut, years: list[int], mention: YearMention, before: list[Stated], after: list[Stated]
) -> None:
    if _hands_out(years, before, after):
        return
    if before and not (after and _points_ahead(result.masked, before[-1], mention)):
        _look_back(before, mention.year)
        return
    for goal in after:
        goal.year = mention.year


def _year_list(mentions: list[YearMention], index: int) -> list[int]:
    years = [mentions[index].year]
    for mention in mentions[index + 1 :]:
        if not mention.listed:
            break
        years.append(mention.year)
    return years


def _hands_out(years: list[int], before: list[Stated], after: list[Stated]) -> bool:
    """Give "60% và 80% vào năm 2030 và 2035" a year each."""
    goals = [g for g in before if g.year is None] or after
    if len(years) == 1 or len(years) != len(goals):
        return False
    for goal, year in zip(goals, years, strict=True):
        goal.year = year
    return True


def _look_back(goals: list[Stated], year: int) -> None:
    goals[-1].year = year
    for goal in reversed(goals[:-1]):
        if goal.year is not None:
            break
        goal.year = year


def _points_ahead(masked: str, before: Stated, mention: YearMention) -> bool:
    gap = masked[before.amount.end : mention.start].rstrip()
    ends = [match.end() for match in _BOUNDARY.finditer(gap)]
    return bool(ends) and ends[-1] == len(gap)


def _carry_years(result: Cut) -> None:
    """Let a year that opens a segment ("Đến năm 2030, …; …") hold for the goals after it."""
    openings = [
        (index, mention.year)
        for index, segment in enumerate(result.segments)
        for mention in result.years
        if segment.start <= mention.start < segment.end and mention.role in ("goal", "plain")
        and not strip_cues(result.words[segment.start : mention.start])
    ]  # fmt: skip
    for goal in result.stated:
        above = [year for index, year in openings if index < goal.segment]
        if goal.year is None and above:
            goal.year = above[-1]


def _bracketed_stretches(result: Cut) -> None:
    """Read "(phấn đấu đạt trên 85%)" as the stretch of the goal before the bracket."""
    for match in _BRACKETS.finditer(result.text):
        amounts = find_amounts(match.group()) if strives(match.group()) else []
        goals = [
            goal for goal in result.stated
            if goal.amount.end <= match.start() <= result.segments[goal.segment].end
        ]  # fmt: skip
        if amounts and goals and goals[-1].stretch is None:
            goals[-1].stretch = amounts[0]
