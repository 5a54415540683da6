"""Dates as Vietnamese documents write them: "04/6/2024", "27 tháng 9 năm 2025"."""

from __future__ import annotations

import re
from datetime import date

# Without the word "ngày"; no capturing groups, so that other patterns can embed it.
DATE_PATTERN = (
    r"(?:\d{1,2}\s?[/.\-–]\s?\d{1,2}\s?[/.\-–]\s?\d{4}(?!\d)"
    r"|\d{1,2}\s*tháng\s*\d{1,2}\s*,?\s*năm\s*\d{4}(?!\d))"
)
_NUMBERS = re.compile(r"\d+")


def read_date(text: str) -> date | None:
    """Return the date of ``text`` written day, month, year; None if there is no such day.

    ``read_date("27 tháng 9 năm 2025") == date(2025, 9, 27)``.
    """
    numbers = [int(n) for n in _NUMBERS.findall(text)]
    if len(numbers) != 3 or not 1900 <= numbers[2] <= 2200:
        return None
    day, month, year = numbers
    try:
        return date(year, month, day)
    except ValueError:
        return None
