"""The numbers of a clause with the words that belong to each: what may be a goal."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from xanh.documents.goals.cuts import (
    BOUNDARY,
    BRACKETS,
    Cut,
    Segment,
    Stated,
    dates_baseline,
    is_over,
    prepare,
)
from xanh.documents.goals.dates import assign_years, carry_years
from xanh.documents.goals.quantities import Amount, find_amounts
from xanh.documents.goals.words import is_order, measured, strip_cues, strives

_OF_WHICH = re.compile(r"(?<!\w)trong\s+đó(?!\w)", re.IGNORECASE)
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


def cut(text: str, issued: int | None = None) -> Cut:
    """Cut the text of a clause into the goals that it may state.

    Positions are those of ``text``; ``issued`` is the year of the document.
    """
    result = prepare(text, issued)
    result.now = [match.start() for match in _BASELINE.finditer(result.masked)]
    result.ahead = [match.start() for match in _AHEAD.finditer(result.masked)]
    amounts = find_amounts(result.masked)
    for index, segment in enumerate(result.segments):
        inside = [a for a in amounts if segment.start <= a.number < segment.end]
        goals = _goals(result, index, inside)
        assign_years(result, goals, segment)
        result.stated += goals
    carry_years(result)
    _bracketed_stretches(result)
    return result


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
    if _is_part(result, goal, amount) or _is_next(result, goal, amount):
        return False
    return _is_inner(words, amount)


def _is_next(result: Cut, goal: Stated, amount: Amount) -> bool:
    """Say whether a list goes on: "cấp tỉnh dưới 1%, cấp xã dưới 2%"."""
    gap = result.words[goal.amount.end : amount.start].lstrip()
    return amount.unit == goal.amount.unit and bool(amount.cue) and gap.startswith(",")


def _is_part(result: Cut, goal: Stated, amount: Amount) -> bool:
    """Say whether an amount is a part of the goal before: "trong đó: rừng phòng hộ 5.000 ha"."""
    if amount.unit != goal.amount.unit:
        return False
    gap = result.words[goal.amount.end : amount.start]
    return bool(_OF_WHICH.search(gap)) or (goal.part and gap.lstrip()[:1] == ",")


def _after_caption(words: str, start: int, amount: Amount) -> int:
    """Return where the words of a first goal begin: after "Về môi trường:", "trong đó:"."""
    colon = words.rfind(":", start, amount.start)
    return colon + 1 if strip_cues(words[colon + 1 : amount.start]) and colon >= 0 else start


def _split(words: str, before: Stated, amount: Amount) -> int | None:
    """Return where the words of ``amount`` begin after the goal ``before``; None inside it."""
    first = max(before.amount.end, before.stretch.end if before.stretch else 0)
    gap = words[first : amount.start]
    boundaries = list(BOUNDARY.finditer(gap))
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
    match = BOUNDARY.match(own.lstrip())
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
    now = _last(result.now, segment.sentence, amount.number)
    dated = [
        mention.start
        for mention in result.years
        if segment.sentence <= mention.start < amount.number
        and is_over(result, mention)
        and not dates_baseline(result, mention)
    ]
    now = max([now, *dated])
    return now > _last(result.ahead, segment.sentence, amount.number)


def _last(places: Sequence[int], start: int, stop: int) -> int:
    """Return the last of ``places`` (in order) between start and stop, -1 if there is none."""
    index = bisect_left(places, stop) - 1
    return places[index] if index >= 0 and places[index] >= start else -1


def _bracketed_stretches(result: Cut) -> None:
    """Read "(phấn đấu đạt trên 85%)" as the stretch of the goal before the bracket."""
    for match in BRACKETS.finditer(result.text):
        amounts = find_amounts(match.group()) if strives(match.group()) else []
        goals = [
            goal for goal in result.stated
            if goal.amount.end <= match.start() <= result.segments[goal.segment].end
        ]  # fmt: skip
        if amounts and goals and goals[-1].stretch is None:
            goals[-1].stretch = amounts[0]
