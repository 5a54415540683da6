"""Which numbers of a plan are targets.

In a section of goals every share counts, and every count behind a word that sets a bound or a
verb that orders it. Elsewhere a number counts only behind a word such as "phấn đấu" or "đạt".
Shares of funding and technical values are no targets anywhere.
"""

from __future__ import annotations

import re

from xanh.documents.goals.cuts import Cut, Stated
from xanh.documents.goals.subjects import is_caption, noun_after, words_before
from xanh.documents.goals.words import (
    ends_in_verb,
    is_order,
    measured,
    promises,
    strip_cues,
    strives,
)
from xanh.documents.text.sections import GOALS, PURPOSE, Place

_FUNDS = re.compile(
    r"(?:tổng\s+|mức\s+|nguồn\s+|số\s+)?(?:kinh\s+phí|vốn|chi\s+phí|ngân\s+sách|dự\s+toán|chi(?!\w)"
    r"|lãi\s+suất|học\s+phí|tiền|thuế|phí(?!\w)|giá\s+trị\s+(?:hợp\s+đồng|đầu\s+tư)|định\s+mức"
    r"|mức\s+(?:đầu\s+tư|đóng|hỗ\s+trợ)|đơn\s+giá)",
    re.IGNORECASE,
)
_FUNDED = re.compile(
    r"(?:hỗ\s+trợ|ngân\s+sách(?:\s+\S+){0,4}|kinh\s+phí(?:\s+\S+){0,4}|vốn(?:\s+\S+){0,3}"
    r"|miễn(?:,?\s+giảm)?|thuế\s+suất|lãi\s+suất|chi\s+trả)\s*$",
    re.IGNORECASE,
)
_SUPPORT = re.compile(r"hỗ\s+trợ\s*$", re.IGNORECASE)
_EMISSIONS = re.compile(r"phát\s+thải|các-?\s*bon|carbon", re.IGNORECASE)
_REACHES = re.compile(r"đạt|lên|xuống|còn", re.IGNORECASE)
_THRESHOLD = re.compile(r"từ\s", re.IGNORECASE)


def sets_target(place: Place, result: Cut, goal: Stated, subject: str) -> bool:
    """Say whether an amount is a target of the plan."""
    if goal.amount.kind == "percent" and _is_share_of_funds(result, goal):
        return False
    if place.section == GOALS:
        return _sets_among_goals(result, goal, subject)
    return _sets_elsewhere(place, result, goal, subject)


def _is_share_of_funds(result: Cut, goal: Stated) -> bool:
    before = words_before(result, goal)
    noun = noun_after(result, goal)
    if _FUNDS.match(noun):
        return True
    return bool(_SUPPORT.search(before) if noun else _FUNDED.search(before))


def _sets_among_goals(result: Cut, goal: Stated, subject: str) -> bool:
    amount, before = goal.amount, words_before(result, goal)
    if amount.kind in ("percent", "rank", "times"):
        return True
    if amount.kind == "zero":
        return bool(_EMISSIONS.search(subject)) or measured(strip_cues(before)) is not None
    if amount.kind == "power":
        return amount.level and measured(strip_cues(before)) is not None
    if amount.kind == "concentration":
        return bool(amount.cue) and "nồng độ" in subject.casefold() and promises(before)
    return _is_ordered(result, goal, before)


def _is_ordered(result: Cut, goal: Stated, before: str) -> bool:
    """Say whether a count is what the sentence asks for and not a number in passing."""
    amount = goal.amount
    if amount.cue == "strong":
        return True
    if _THRESHOLD.match(result.masked, amount.start):
        spans = amount.high is not None and measured(strip_cues(before)) is not None
        return amount.level or spans or is_order(before) or ends_in_verb(before)
    return goal.part or amount.level or is_order(before) or ends_in_verb(before)


def _sets_elsewhere(place: Place, result: Cut, goal: Stated, subject: str) -> bool:
    amount, before = goal.amount, words_before(result, goal)
    segment = result.segments[goal.segment]
    if strives(result.masked[segment.start : amount.number]):
        return _sets_among_goals(result, goal, subject)
    said = result.masked[amount.start : amount.number]
    if place.section == PURPOSE:
        return False
    if amount.kind == "zero":
        return bool(_EMISSIONS.search(subject)) and "đạt" in before.casefold()
    if amount.kind != "percent":
        return False
    if is_caption(result, goal) or not strip_cues(before):
        return goal.follows is None or bool(promises(before) or _REACHES.search(said))
    return promises(before) or (bool(_REACHES.search(said)) and measured(strip_cues(before)) == 0)
