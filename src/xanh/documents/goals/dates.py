"""Which year goes with which goal of a sentence."""

from __future__ import annotations

from xanh.documents.goals.cuts import BOUNDARY, Cut, Segment, Stated, dates_baseline, is_over
from xanh.documents.goals.words import strip_cues
from xanh.documents.goals.years import YearMention


def assign_years(result: Cut, goals: list[Stated], segment: Segment) -> None:
    """Give the goals of a segment the years that its words give them."""
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
    if mention.role == "start" or mention.listed or is_over(result, mention):
        return False
    return not dates_baseline(result, mention)


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
    ends = [match.end() for match in BOUNDARY.finditer(gap)]
    return bool(ends) and ends[-1] == len(gap)


def carry_years(result: Cut) -> None:
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
