"""When something is owed: how often and by what day, as the sentences of a plan say it."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from xanh.documents.plan import Deadline

_NUMBERS = {"hai": 2, "ba": 3, "bốn": 4, "năm": 5}
_N = r"(?:0?[1-9]|10|hai|ba|bốn|năm)"
_EVERY = r"(?:hằng|hàng|mỗi|từng)\s+"
_REGULAR = r"định\s+kỳ\s*\(?\s*(?:vào\s+)?"
_REPORT = r"báo\s+cáo\s+(?:[^\s,;.()]+\s+){0,3}?"
_RECURRENCES = (
    ("years", rf"(?P<years>{_N})\s+năm\s*(?:/|một|1|01)\s*lần"
              rf"|{_REGULAR}(?:{_EVERY})?(?P<years2>{_N})\s+năm(?!\s*20)"),
    ("half-yearly", rf"(?:{_REGULAR}(?:{_EVERY})?|{_EVERY}|{_REPORT})(?:0?6|sáu)\s+tháng"
                    r"(?:\s+đầu\s+năm)?|(?:0?6|sáu)\s+tháng\s*(?:/|một|1|01)\s*lần"
                    r"|(?:2|02|hai)\s+lần\s*/\s*năm"),
    ("monthly", rf"(?:{_REGULAR})?{_EVERY}tháng|{_REGULAR}tháng|báo\s+cáo\s+tháng(?!\s*\d)"),
    ("quarterly", rf"(?:{_REGULAR})?{_EVERY}quý|{_REGULAR}quý|báo\s+cáo\s+quý(?!\s*[IVX\d])"
                  r"|(?:0?3|ba)\s+tháng\s*(?:/|một|1|01)\s*lần"),
    ("yearly", rf"(?:{_REGULAR})?{_EVERY}năm|{_REGULAR}năm(?!\s*20)|{_REPORT}năm(?!\s*\(?20)"
               r"|(?:01|1|một)\s+lần\s*/\s*năm|(?:01|1|mỗi)\s+năm\s+(?:01|1|một)\s+lần"
               r"|thường\s+niên"),
)  # fmt: skip
_RECURRENCE = re.compile(
    r"(?<!\w)(?:"
    + "|".join(f"(?P<r{i}>{p})" for i, (_, p) in enumerate(_RECURRENCES))
    + r")(?!\w)",
    re.IGNORECASE,
)
# What may follow in a list: "định kỳ hằng quý, 6 tháng, năm".
_LISTED = re.compile(
    rf"\s*(?:,|và|hoặc)\s*(?:{_EVERY}|cả\s+)?(?P<unit>tháng|quý|(?:0?6|sáu)\s+tháng|năm)"
    r"(?!\w|\s*\d)",
    re.IGNORECASE,
)
_LISTED_UNITS = {"tháng": "monthly", "quý": "quarterly", "năm": "yearly"}
# "ngân sách hằng năm" is no rhythm of a duty.
_OF_FUNDS = re.compile(
    r"(?:ngân\s+sách|dự\s+toán|kinh\s+phí|vốn|chi|thường\s+xuyên)(?:\s+[^\s,;.]+){0,3}\s*$",
    re.IGNORECASE,
)
_BY = (
    r"(?P<by>(?:(?:chậm|muộn|trễ)\s+nhất|hạn\s+(?:cuối|chót)|trước|đến(?:\s+hết)?|hết|vào|trong)"
    r"(?:\s+(?:là|vào|đến|trước|hết|ngày|cuối|đầu))*\s+)"
)
_DAY = r"(?P<day>[0-3]?\d)"
_MONTH = r"(?P<month>[01]?\d)"
_DATE = re.compile(
    rf"(?<!\w)(?:{_BY}|(?P<bare>ngày\s+))(?:ngày\s+)?{_DAY}\s*(?:[/.–-]|tháng)\s*{_MONTH}(?!\d)"
    r"(?:\s*(?:[/.–-]|,?\s*năm)\s*(?P<year>20\d\d))?",
    re.IGNORECASE,
)
_MONTHS = re.compile(
    rf"(?<!\w){_BY}(?:tháng\s+{_MONTH}|quý\s+(?P<quarter>IV|I{{1,3}}|[1-4]))(?![\w/]*\d\s*/\s*20)"
    r"(?!\w)(?:\s*(?:[/-]|năm)\s*(?P<year>20\d\d))?",
    re.IGNORECASE,
)
_DAY_ONLY = re.compile(
    rf"(?<!\w){_BY}(?:ngày\s+)?{_DAY}\s+(?=của|(?:hằng|hàng|mỗi)\s+(?:tháng|quý)"
    r"|tháng\s+(?:cuối|đầu|tiếp|sau|liền))",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"(?:sơ\s+kết|tổng\s+kết|giữa\s+kỳ|cuối\s+kỳ|kết\s+thúc)[^.;,]{0,60}?(?:\(\s*)?"
    r"(?P<by>(?:trước|vào|đến|trong|hết|cuối)(?:\s+(?:hết|cuối))*\s+)?năm\s+(?P<year>20\d\d)",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"(?P<by>(?:trước|vào|đến|trong|hết|cuối)(?:\s+(?:hết|cuối))*\s+)?năm\s+(?P<year>20\d\d),?"
    r"\s+(?:tổ\s+chức\s+|tiến\s+hành\s+)?(?:sơ\s+kết|tổng\s+kết)",
    re.IGNORECASE,
)
_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_REGULARLY = re.compile(r"(?<!\w)định\s+kỳ(?!\w)", re.IGNORECASE)
# The second of "trước ngày 15/6 và 15/12".
_AND_DATE = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:,|và)\s*(?:ngày\s+)?"
    r"(?P<day>[0-3]?\d)\s*/\s*(?P<month>[01]?\d)(?![\d/])"
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time, or one rhythm, at which something is owed."""

    recurrence: str | None
    deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    recurrence: str | None = None
    deadline: Deadline | None = None


def find_occasions(text: str) -> tuple[Occasion, ...]:
    """Return when a sentence says that something is owed; nothing when it does not say.

    Each deadline makes an occasion with the rhythm that stands nearest to it; rhythms without a
    deadline of their own make occasions without one. A day and month without a year behind
    "định kỳ" recurs yearly.
    """
    rhythms = _rhythms(text)
    deadlines = _deadlines(text)
    if not deadlines:
        return tuple(Occasion(r, None) for r in _distinct(mark.recurrence for mark in rhythms))
    taken: set[str] = set()
    occasions: list[Occasion] = []
    for deadline in deadlines:
        for recurrence in _rhythm_of(text, deadline, deadlines, rhythms):
            taken.add(recurrence or "")
            occasions.append(Occasion(_with_day(recurrence, deadline.deadline), deadline.deadline))
    rest = _distinct(mark.recurrence for mark in rhythms if mark.recurrence not in taken)
    return (*occasions, *(Occasion(r, None) for r in rest))


def _distinct(recurrences: Iterable[str | None]) -> list[str | None]:
    return list(dict.fromkeys(recurrences))


# -- how often ----------------------------------------------------------------------------------


def _rhythms(text: str) -> list[_Mark]:
    marks: list[_Mark] = []
    for match in _RECURRENCE.finditer(text):
        recurrence = _recurrence(match)
        if recurrence == "yearly" and _OF_FUNDS.search(
            text[max(0, match.start() - 60) : match.start()]
        ):
            continue
        marks.append(_Mark(match.start(), match.end(), recurrence))
        marks += _listed(text, match.end())
    return marks


def _recurrence(match: re.Match[str]) -> str:
    name = next(_RECURRENCES[i][0] for i in range(len(_RECURRENCES)) if match[f"r{i}"])
    if name != "years":
        return name
    written = (match["years"] or match["years2"]).casefold()
    years = _NUMBERS.get(written) or int(written)
    return "yearly" if years == 1 else f"every-{years}-years"


def _listed(text: str, at: int) -> Iterator[_Mark]:
    match = _LISTED.match(text, at)
    while match:
        unit = match["unit"].casefold()
        yield _Mark(match.start(), match.end(), _LISTED_UNITS.get(unit, "half-yearly"))
        match = _LISTED.match(text, match.end())


def _with_day(recurrence: str | None, deadline: Deadline | None) -> str | None:
    """Return the rhythm of one deadline: the half-year report of 15 June is owed once a year."""
    fixed = deadline is not None and deadline.month is not None
    return "yearly" if recurrence == "half-yearly" and fixed else recurrence


def _rhythm_of(
    text: str, deadline: _Mark, deadlines: Sequence[_Mark], rhythms: Sequence[_Mark]
) -> list[str | None]:
    """Return the rhythms of a deadline: the nearest one, or all for a lone day of the month."""
    day = deadline.deadline
    if day is None or day.year is not None:
        return [None]
    if not rhythms:
        return ["yearly" if _REGULARLY.search(text) and day.month else None]
    if day.month is None and len(deadlines) == 1:
        return _distinct(mark.recurrence for mark in rhythms)
    return [min(rhythms, key=lambda mark: _distance(mark, deadline, deadlines)).recurrence]


def _distance(rhythm: _Mark, deadline: _Mark, deadlines: Sequence[_Mark]) -> int:
    """Return the characters between; a deadline between the two counts as a long way."""
    low, high = sorted((rhythm.start, deadline.start))
    between = sum(low < other.start < high for other in deadlines if other is not deadline)
    gap = max(deadline.start - rhythm.end, rhythm.start - deadline.end, 0)
    return gap + 1000 * between


# -- by what day --------------------------------------------------------------------------------


def _deadlines(text: str) -> list[_Mark]:
    marks: list[_Mark] = []
    for pattern, read in (
        (_DATE, _date),
        (_DAY_ONLY, _day_only),
        (_MONTHS, _month),
        (_THEN, _year),
        (_ONCE, _year),
    ):
        for match in pattern.finditer(text):
            deadline = read(match)
            if deadline is None or any(
                m.start < match.end() and match.start() < m.end for m in marks
            ):
                continue
            marks.append(_Mark(match.start(), match.end(), deadline=deadline))
            if pattern is _DATE:
                marks += _second_date(text, match.end(), deadline)
    return sorted(marks, key=lambda mark: mark.start)


def _date(match: re.Match[str]) -> Deadline | None:
    """Read a day and month; a bare "ngày 22/7/2025" is the date of a document."""
    year = int(match["year"]) if match["year"] else None
    if match["bare"] and year:
        return None
    return _valid(int(match["month"]), int(match["day"]), not _is_before(match), year)


def _second_date(text: str, at: int, first: Deadline) -> list[_Mark]:
    match = _AND_DATE.match(text, at)
    if match is None:
        return []
    deadline = _valid(int(match["month"]), int(match["day"]), first.inclusive, first.year)
    return [_Mark(match.start(), match.end(), deadline=deadline)] if deadline else []


def _valid(month: int, day: int, inclusive: bool, year: int | None) -> Deadline | None:
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year or 2024, month)[1]:
        return None
    return Deadline(month, day, inclusive, year)


def _day_only(match: re.Match[str]) -> Deadline | None:
    day = int(match["day"])
    return Deadline(None, day, not _is_before(match)) if 1 <= day <= 31 else None


def _month(match: re.Match[str]) -> Deadline | None:
    """Read a month or quarter: a quarter ends with its last day, "trước" means before its first."""
    year = int(match["year"]) if match["year"] else None
    before = _is_before(match)
    if match["quarter"]:
        last = 3 * _QUARTERS[match["quarter"].upper()]
        if before:
            return Deadline(last - 2, 1, inclusive=False, year=year)
        return Deadline(last, calendar.monthrange(2024, last)[1], inclusive=True, year=year)
    month = int(match["month"])
    return Deadline(month, None, not before, year) if 1 <= month <= 12 else None


def _year(match: re.Match[str]) -> Deadline | None:
    return Deadline(None, None, not _is_before(match), int(match["year"]))


def _is_before(match: re.Match[str]) -> bool:
    return "trước" in (match["by"] or "").casefold()
