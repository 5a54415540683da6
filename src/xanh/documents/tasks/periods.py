"""Periods as officials write them: "Quý IV/2025 - Quý II/2026", "Thường xuyên", "Năm 2026".

A cell is read as a row of points in time (days, months, quarters, years); what stands before a
point ("từ", "đến", "trước") says whether it opens or closes the period. A point without a year
borrows the year of its neighbour; a period without any year has no dates, for none is invented.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from xanh.documents.plan import Period
from xanh.documents.tasks import period_patterns as patterns
from xanh.vietnamese import fold, squeeze


@dataclass(frozen=True, slots=True)
class _Point:
    """A stretch of days. ``year`` None: months of a year not named here; ``unit`` its grain."""

    unit: str  # "day", "months", "year"
    year: int | None
    first: tuple[int, int]  # month, day
    last: tuple[int, int]
    years: int = 0  # further years up to the end
    ranged: bool = False  # names both of its ends: "quý I - quý III"
    at: tuple[int, int] = (0, 0)

    def start(self) -> date:
        """Return the first day; the year must be known."""
        return _day(self.year or 1, *self.first)

    def end(self) -> date:
        """Return the last day; the year must be known."""
        return _day((self.year or 1) + self.years, *self.last)


def parse_period(text: str, issued: date | None = None) -> Period | None:
    """Read a cell that says when; None for an empty cell or a lone dash.

    ``text`` of the result is the cell as written, in NFC, single-spaced, without emphasis
    markers. ``end`` is the last allowed day: for "trước ngày 30/11/2025" it is that day itself,
    as readers of such tables take it, but "trước năm 2030" ends with 2029 and "trước quý II/2026"
    with March. "Và các năm tiếp theo" leaves the end open and recurs yearly. A school year runs
    from 1 September to 31 August. ``issued`` is the date of the document, which "từ khi ban
    hành" refers to. What depends on an event ("Sau khi có Quy chế") has no dates. Never raises;
    ``start <= end`` where both are given.
    """
    written = squeeze(text.replace("*", ""))
    if not any(char.isalnum() for char in written):
        return None
    words = _prepared(written)
    points, marks = _points(words)
    start, end = _bounds(points, marks, words)
    if issued and patterns.SINCE_ISSUE.search(words):
        start = issued
    recurrence = _recurrence(words)
    if _is_open_ended(points, words):
        recurrence, end = recurrence or "yearly", None
    if start and end and start > end:
        start, end = end, start
    return Period(written, start, end, recurrence)


def looks_like_period(text: str) -> float:
    """Say from 0 to 1 how much a cell looks like a period: the share of its words that tell time.

    A title that merely contains years scores near 0.
    """
    written = squeeze(text.replace("*", ""))
    whole = fold(written)
    total = len(patterns.WORD.findall(whole))
    if not total:
        return 0.0
    condition = patterns.CONDITION.match(whole.lstrip("(-– "))
    if condition and total <= 40:
        return 0.7 if total > 6 else 0.8
    words = _prepared(written)
    points, _ = _points(words)
    if not points and not _recurrence(words) and not patterns.FOLLOWING_YEARS.search(words):
        return 0.0
    rest = patterns.POINT.sub(" ", words)
    for pattern in (
        patterns.SINCE_ISSUE,
        patterns.FOLLOWING_YEARS,
        *(pattern for _, pattern in patterns.RECURRENCES),
        patterns.FILLER,
    ):
        rest = pattern.sub(" ", rest)
    strange = len(patterns.WORD.findall(rest))
    told = max(len(patterns.WORD.findall(words)), 1)
    return max(0.0, 1.0 - 1.6 * strange / told)


def _prepared(written: str) -> str:
    """Fold the cell and drop what brings foreign years: citations, visions, conditions."""
    words = fold(re.sub(r"[–—−‐‑]", "-", written))
    words = patterns.FOOTNOTE.sub(" ", words)
    words = patterns.VISION.sub(" ", patterns.CITATION.sub(" ", words))
    kept = patterns.SINCE_ISSUE.search(words)
    condition = patterns.CONDITION.search(words, kept.end() if kept else 0)
    return words[: condition.start()] if condition else words


def _recurrence(words: str) -> str | None:
    found = [
        (m.start(), name) for name, pattern in patterns.RECURRENCES if (m := pattern.search(words))
    ]
    return min(found)[1] if found else None


def _points(words: str) -> tuple[list[_Point], list[str]]:
    """Return the points in order, years borrowed, and the words before each."""
    found = [point for match in patterns.POINT.finditer(words) if (point := _point(match))]
    known = _borrow_years(found)
    marks = [words[(known[i - 1].at[1] if i else 0) : p.at[0]] for i, p in enumerate(known)]
    return known, marks


def _point(match: re.Match[str]) -> _Point | None:
    group = match.groupdict()
    point = _particular(group) or _coarse(group)
    if point is None:
        return None
    prefix = re.match(r"(?:ngay|thang|quy|qui|nam)\s*", match.group())
    start = match.start() + (prefix.end() if prefix else 0)
    return replace(point, at=(start, match.end()))


def _particular(group: dict[str, str | None]) -> _Point | None:
    """Read days and months."""
    if iso := group["iso"]:
        year, month, day = (int(part) for part in iso.split("-"))
        return _on(year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None
    for d, m, y in (("d1", "m1", "y1"), ("d2", "m2", "y2"), ("d3", "m4", "")):
        if group[d] and group[m]:
            return _on(_int(group.get(y)), int(group[m] or 0), int(group[d] or 0))
    if months := group["m"] or group["m3"]:
        numbers = [int(n) for n in re.findall(r"\d+", months)]
        return _months(_int(group["y6"] or group["y8"]), numbers)
    return None


def _coarse(group: dict[str, str | None]) -> _Point | None:
    """Read quarters, parts of a year, school years and years."""
    if quarters := group["q"] or group["q2"]:
        numbers = [_quarter(n) for n in re.findall(r"(?<![a-z])[iv]+(?![a-z])|\d+", quarters)]
        months = [month for n in numbers for month in (3 * n - 2, 3 * n)]
        return _months(_int(group["y5"] or group["y7"]), months, len(numbers) > 1)
    if side := group["side"] or group["side2"]:
        length = {"9": 9, "09": 9, "chin": 9, "3": 3, "03": 3, "ba": 3}.get(group["half"] or "", 6)
        first, last = (1, length) if side == "dau" else (13 - length, 12)
        return _months(_int(group["y3"] or group["y4"]), [first, last])
    if group["s1"] and group["s2"]:
        year, last_year = int(group["s1"]), int(group["s2"])
        return _Point("months", year, (9, 1), (8, 31), max(last_year - year, 1), True)
    if group["short"]:
        year = int(group["y9"] or 0)
        further = int(group["short"]) - year % 100
        return _Point("year", year, (1, 1), (12, 31), max(further, 0), True)
    return _Point("year", int(group["y10"] or 0), (1, 1), (12, 31)) if group["y10"] else None


def _borrow_years(points: list[_Point]) -> list[_Point]:
    """Give points without a year that of the next point, or of the one before; drop the rest.

    A bare year that lent itself to what follows ("Năm 2025: quý III, quý IV") is no point.
    """
    known: list[_Point] = []
    lenders: set[int] = set()
    for index, point in enumerate(points):
        if point.year is not None:
            known.append(point)
            continue
        after = next((p for p in points[index + 1 :] if p.year is not None), None)
        before = next((p for p in reversed(points[:index]) if p.year is not None), None)
        lender = after or before
        if lender is None:
            continue
        if lender is before and lender.unit == "year" and not lender.years:
            lenders.add(id(lender))
        known.append(replace(point, year=lender.year))
    return [point for point in known if id(point) not in lenders]


def _bounds(points: list[_Point], marks: list[str], words: str) -> tuple[date | None, date | None]:
    """Unite the points into one period, open where the words leave it open."""
    starts: list[date] = []
    ends: list[date] = []
    closing: list[date] = []
    for point, mark in zip(points, marks, strict=True):
        if patterns.AFTER.search(mark):
            starts.append(point.end() + timedelta(days=1))
        elif patterns.UNTIL.search(mark):
            closing.append(_closing_day(point, mark))
        else:
            starts.append(point.start())
            if not _opens(point, points[-1], mark, words):
                ends.append(point.end())
    start = min(starts, default=None)
    end = max(closing or ends, default=None)
    if start and end and end < start:
        end = max(ends + closing, default=None)
    return start, end


def _opens(point: _Point, last: _Point, mark: str, words: str) -> bool:
    """Say whether nothing closes what begins with the point: "từ 2026", "2026 trở đi"."""
    if patterns.GOES_ON.match(words[point.at[1] :]):
        return True
    return point is last and not point.ranged and bool(patterns.FROM.search(mark))


def _closing_day(point: _Point, mark: str) -> date:
    if point.unit != "day" and patterns.BEFORE.search(mark):
        return point.start() - timedelta(days=1)
    return point.end()


def _is_open_ended(points: list[_Point], words: str) -> bool:
    """Say whether the period goes on after its last point: "2025 và hằng năm"."""
    if patterns.FOLLOWING_YEARS.search(words):
        return True
    if not points:
        return False
    last = points[-1]
    after = patterns.OPEN_ENDED.match(words[last.at[1] :])
    return after is not None and (len(points) == 1 or after.group().lstrip().startswith("va"))


def _on(year: int | None, month: int, day: int) -> _Point:
    return _Point("day", year, (month, day), (month, day))


def _months(year: int | None, months: list[int], ranged: bool | None = None) -> _Point:
    several = len(months) > 1 if ranged is None else ranged
    return _Point("months", year, (min(months), 1), (max(months), 31), ranged=several)


def _quarter(number: str) -> int:
    return {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(number) or int(number)


def _int(number: str | None) -> int | None:
    return int(number) if number else None


def _day(year: int, month: int, day: int) -> date:
    """Return the date, or the last of the month for a day that it has not."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))
