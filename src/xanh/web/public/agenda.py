"""Duties on the days of the calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from xanh.office.plans import calendar
from xanh.office.plans.models import Duty


def occurrences_of(duties: Iterable[Duty], start: date, end: date) -> list[tuple[date, Duty]]:
    """Return when the duties fall due in a span, both ends included, the soonest first."""
    found = [(day, duty) for duty in duties for day in calendar.occurrences(duty, start, end)]
    return sorted(found, key=lambda pair: (pair[0], pair[1].position))
