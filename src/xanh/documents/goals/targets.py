"""The targets of a plan: numbers that it sets, and not those that it merely mentions.

A range ("30 - 35%") gives the end that must be reached and a finding; a target that is stated
again counts once, with a finding. :mod:`xanh.documents.goals.target_rules` says what counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from xanh.documents.blocks import Finding
from xanh.documents.goals.cuts import Cut, Stated
from xanh.documents.goals.quantities import Amount
from xanh.documents.goals.segments import cut
from xanh.documents.goals.subjects import noun_after, subject_of, words_before
from xanh.documents.goals.target_rules import sets_target
from xanh.documents.goals.words import ends_in_change, is_yearly, measured, strip_cues
from xanh.documents.goals.years import heading_year
from xanh.documents.plan import Bound, Target
from xanh.documents.text.clauses import Clause
from xanh.documents.text.sections import BASIS, FUNDING, STATUS, Place, is_lead_in, places
from xanh.vietnamese import fold

# "… đạt từ 92% trở lên, trong đó:" sets a goal of its own before those of its parts.
_HAS_PARTS = re.compile(r"trong đó\s*:\s*$", re.IGNORECASE)
_LONGEST_CLAUSE = 20_000  # characters; what is longer is no clause that sets goals
_SILENT = (FUNDING, STATUS, BASIS)


@dataclass(slots=True)
class _Draft:
    """A target before it has its id, with the section that states it."""

    target: Target
    section: str | None
    amount: Amount
    words: frozenset[str]


def find_targets(
    clauses: Sequence[Clause], issued: int | None = None
) -> tuple[tuple[Target, ...], tuple[Finding, ...]]:
    """Find the targets that the clauses of a body set, in the order of the text.

    ``issued`` is the year of the document, which tells "năm 2024 đạt 91%" of the past from a
    goal. The year of a target is that of its sentence, else of the nearest lead-in or heading,
    else None. Findings: ``range-target``, ``ambiguous-number``, ``repeated-target``. Never raises.
    """
    drafts: list[_Draft] = []
    alike: dict[tuple[float, str | None], list[_Draft]] = {}
    findings: list[Finding] = []
    for place in places(clauses):
        if place.section in _SILENT or place.clause.repeats:
            continue
        for draft in _read(place, issued):
            others = alike.setdefault((draft.target.value, draft.target.unit), [])
            same = next((other for other in others if _is_same(other, draft)), None)
            if same is not None:
                findings.append(_repeated(same, draft))
                continue
            draft.target = replace(draft.target, id=f"target-{len(drafts) + 1}")
            drafts.append(draft)
            others.append(draft)
            findings += _doubts(draft)
    return tuple(draft.target for draft in drafts), tuple(findings)


def _read(place: Place, issued: int | None) -> list[_Draft]:
    """Read the targets of one clause."""
    text = place.clause.content.text
    if not any(char.isdigit() for char in text):
        return []
    if is_lead_in(place.clause) and not _HAS_PARTS.search(text):
        return []
    if len(text) > _LONGEST_CLAUSE:
        return []
    result = cut(text, issued)
    drafts: list[_Draft] = []
    for goal in result.stated:
        subject = subject_of(result, goal, _lead(place))
        if subject and sets_target(place, result, goal, subject):
            drafts.append(_draft(place, result, goal, subject))
    return drafts


def _lead(place: Place) -> str | None:
    """Return the lead-in above, or the title above if it says what is measured."""
    if place.lead is None and place.titles and measured(strip_cues(place.titles[-1])) == 0:
        return place.titles[-1]
    return place.lead


def _draft(place: Place, result: Cut, goal: Stated, subject: str) -> _Draft:
    amount = goal.amount
    segment = result.segments[goal.segment]
    comparator, value = _bound(_governed(result, goal))
    raised = goal.stretch
    target = Target(
        id="",
        subject=subject,
        comparator=comparator,
        value=value,
        unit=_unit(result, goal),
        stretch=Bound(*_bound(raised)) if raised else None,
        year=goal.year or _year_above(place),
        source=place.clause.content.source(segment.start, segment.end),
        relative_to=_base(result, goal),
    )
    return _Draft(target, place.section, amount, _words(subject))


def _base(result: Cut, goal: Stated) -> int | None:
    """Return the base year, that of the goal before in a list by years."""
    while goal.base is None and goal.follows is not None:
        if strip_cues(words_before(result, goal)) or noun_after(result, goal):
            return None
        goal = goal.follows
    return goal.base


def _governed(result: Cut, goal: Stated) -> Amount:
    """Return the amount under the bound of a list: "ít nhất 100 xã, 50 thôn" bounds both."""
    amount, first = goal.amount, goal
    while first.follows is not None and _continues_list(result, first):
        first = first.follows
    return replace(amount, comparator=first.amount.comparator)


def _continues_list(result: Cut, goal: Stated) -> bool:
    amount, before = goal.amount, goal.follows
    if before is None or amount.kind != "count" or before.amount.kind != "count":
        return False
    return amount.comparator == "=" and words_before(result, goal).strip(" ,") in ("", "và")


def _bound(amount: Amount) -> tuple[str, float]:
    """Return the comparator and the value; of a range the end that must be reached."""
    if amount.high is None:
        return amount.comparator, amount.value
    if amount.comparator in ("<", "<="):
        return amount.comparator, amount.high
    return (">=" if amount.comparator == "=" else amount.comparator), amount.value


def _unit(result: Cut, goal: Stated) -> str | None:
    unit = goal.amount.unit
    if unit is None or unit.endswith("/năm") or goal.amount.kind == "rank":
        return unit
    before = words_before(result, goal)
    after = " ".join(result.words[goal.amount.end : goal.right].split()[:3])
    if not is_yearly(before) and not is_yearly(after):
        return unit
    if goal.amount.kind == "percent" and not ends_in_change(before):
        return unit
    return f"{unit}/năm"


def _year_above(place: Place) -> int | None:
    for title in reversed(place.titles):
        year = heading_year(title)
        if year is not None:
            return year
    return None


# -- targets stated again -----------------------------------------------------------------------

_EMPTY_WORDS = frozenset(
    {"cac", "cua", "tren", "dia", "ban", "tinh", "thanh", "pho", "va", "duoc", "phai", "co",
     "theo", "quy", "dinh", "trong", "ty", "le", "toan"}
)  # fmt: skip
_SAME_AMONG_GOALS = 0.9  # words in common, of all words
_SAME_ELSEWHERE = 0.7  # words in common, of the words of the shorter subject


def _is_same(first: _Draft, again: _Draft) -> bool:
    """Say whether a target restates an earlier one with the same value and unit."""
    one, two = first.target, again.target
    if one.year != two.year and None not in (one.year, two.year):
        return False
    left, right = first.words, again.words
    common = len(left & right)
    if first.section == again.section:
        return one.year == two.year and common >= _SAME_AMONG_GOALS * len(left | right)
    apart = {"thi", "thon"} & (left ^ right)
    return not apart and common >= _SAME_ELSEWHERE * max(1, min(len(left), len(right)))


def _words(subject: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", fold(subject))) - _EMPTY_WORDS


def _repeated(same: _Draft, again: _Draft) -> Finding:
    return Finding(
        "repeated-target",
        f"Chỉ tiêu “{same.target.subject}” được nêu lại ở đây; chỉ tính một lần.",
        f"The target “{same.target.subject}” is stated again here; it is counted once.",
        source=again.target.source,
        about=same.target.id,
    )


# -- findings -----------------------------------------------------------------------------------


def _doubts(draft: _Draft) -> list[Finding]:
    target, amount = draft.target, draft.amount
    found: list[Finding] = []
    if amount.high is not None:
        found.append(
            _finding(
                "range-target",
                target,
                f"Chỉ tiêu là một khoảng, từ {_said(amount.value)} đến {_said(amount.high)};"
                f" lấy {target.comparator} {_said(target.value)}.",
                f"The target is a range, {amount.value:g} to {amount.high:g};"
                f" read as {target.comparator} {target.value:g}.",
            )
        )
    if amount.doubtful:
        found.append(
            _finding(
                "ambiguous-number",
                target,
                f"Dấu phẩy có thể là dấu thập phân hoặc dấu phân cách hàng nghìn;"
                f" đọc là {_said(target.value)}.",
                f"The comma may be a decimal or a thousands separator; read as {target.value:g}.",
            )
        )
    return found


def _finding(code: str, target: Target, vi: str, en: str) -> Finding:
    return Finding(code, vi, en, source=target.source, about=target.id)


def _said(value: float) -> str:
    """Return a number in Vietnamese form: 1234.5 is "1.234,5"."""
    return f"{value:,.10g}".translate(str.maketrans(",.", ".,"))
