"""On which days a duty falls due."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from xanh.office.plans.models import Duty

_EVERY = re.compile(r"every-(\d+)-years")
_STEPS = {"quarterly": 3, "half-yearly": 6}


def occurrences(duty: Duty, start: date, end: date) -> list[date]:
    """Return the last allowed days of ``duty`` from ``start`` to ``end``, both included.

    "trước ngày 01/12" leaves 30/11 as the last day. A duty whose document names no day gives
    none, and nothing falls due before the plan was issued. "ngày 31" of a shorter month, and
    29/2 of a common year, is the month's last day.
    """
    if duty.day is None:
        return []
    issued = duty.version.issued or duty.version.effective
    first = max(start, issued) if issued else start
    days = (_last_allowed(duty, year, month) for year, month in _months(duty, first, end))
    return sorted({day for day in days if first <= day <= end})


def _months(duty: Duty, start: date, end: date) -> Iterator[tuple[int, int]]:
    """Yield (year, month) of every deadline that may lie in the span."""
    if duty.recurrence == "":
        if duty.year is not None and duty.month is not None:
            yield duty.year, duty.month
        return
    for year in _years(duty, start.year, end.year + 1):
        if duty.recurrence == "monthly":
            yield from ((year, month) for month in range(1, 13))
        elif duty.month is None:
            return
        elif duty.recurrence in _STEPS:
            step = _STEPS[duty.recurrence]
            yield from ((year, month) for month in range((duty.month - 1) % step + 1, 13, step))
        elif duty.recurrence != "continuous":
            yield year, duty.month


def _years(duty: Duty, first: int, last: int) -> Iterator[int]:
    """Yield the years of a recurring duty; every second year needs a year to count from."""
    every = _EVERY.fullmatch(duty.recurrence)
    step = max(int(every.group(1)), 1) if every else 1
    if step > 1 and duty.year is None:
        return
    begin = max(first, duty.year or first)
    if duty.year is not None and step > 1:
        begin = duty.year + -(-(begin - duty.year) // step) * step
    yield from range(begin, last + 1, step)


def _last_allowed(duty: Duty, year: int, month: int) -> date:
    days = monthrange(year, month)[1]
    deadline = date(year, month, min(duty.day or days, days))
    return deadline if duty.inclusive else deadline - timedelta(days=1)
