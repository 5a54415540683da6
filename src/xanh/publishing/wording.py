"""Numbers, comparators, periods and dates in words, in Vietnamese ("vi") and English ("en").

Pages, spreadsheets, calendars and reports say a thing in the same words because they all ask here.
"""

from __future__ import annotations

import math
from calendar import monthrange
from datetime import date

THIN = "\u202f"  # narrow no-break space, between a number and its unit
NOTHING = "–"

_COMPARATORS = {
    "vi": {"=": "", ">": "trên", ">=": "ít nhất", "<": "dưới", "<=": "không quá"},
    "en": {"=": "", ">": "above", ">=": "at least", "<": "below", "<=": "at most"},
}
_RECURRENCES = {
    "vi": {
        "yearly": "hằng năm",
        "half-yearly": "6 tháng một lần",
        "quarterly": "hằng quý",
        "monthly": "hằng tháng",
        "continuous": "thường xuyên",
    },
    "en": {
        "yearly": "every year",
        "half-yearly": "every six months",
        "quarterly": "every quarter",
        "monthly": "every month",
        "continuous": "continuous",
    },
}
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_QUARTERS_VI = ("I", "II", "III", "IV")


def number(value: float | None, language: str, decimals: int | None = None) -> str:
    """Return ``value`` as 1.234,5 ("vi") or 1,234.5 ("en"); a dash when there is none.

    ``decimals`` fixes the number of decimals; None shows up to six, without trailing zeros.
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    text = f"{value:,.{6 if decimals is None else decimals}f}"
    if decimals is None:
        text = text.rstrip("0").rstrip(".")
    if text.strip("-0.,") == "":
        text = text.lstrip("-")
    text = text.replace("-", "\u2212")
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def quantity(value: float | None, unit: str, language: str) -> str:
    """Return the number with its unit after a thin space: "1.234,5 ha"."""
    words = number(value, language)
    return f"{words}{THIN}{unit}" if unit and words != NOTHING else words


def bound(comparator: str, value: float, unit: str, language: str) -> str:
    """Return a required value in words: "trên 80 %", "at least 95 %"."""
    word = _COMPARATORS[language].get(comparator, comparator)
    return f"{word} {quantity(value, unit, language)}".strip()


def requirement(
    comparator: str,
    value: float,
    unit: str,
    language: str,
    stretch_comparator: str = "",
    stretch_value: float | None = None,
) -> str:
    """Return what a target asks, with its stretch value: "trên 80 %, phấn đấu trên 85 %"."""
    words = bound(comparator, value, unit, language)
    if stretch_value is None:
        return words
    stretch = bound(stretch_comparator or comparator, stretch_value, unit, language)
    return f"{words}, phấn đấu {stretch}" if language == "vi" else f"{words}; aiming for {stretch}"


def day(value: date | None) -> str:
    """Return a date as dd/mm/yyyy in either language; a dash when there is none."""
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}" if value else NOTHING


def recurrence(code: str, language: str) -> str:
    """Return how often, in words; "every-5-years" is "5 năm một lần"."""
    known = _RECURRENCES[language].get(code)
    if known is not None:
        return known
    parts = code.split("-")
    if len(parts) == 3 and parts[0] == "every" and parts[1].isdigit():
        return f"{parts[1]} năm một lần" if language == "vi" else f"every {parts[1]} years"
    return code


def period(start: date | None, end: date | None, code: str, written: str, language: str) -> str:
    """Return a period by name: "quý IV/2026", "2025–2030", "hằng năm từ 2026".

    ``code`` is the recurrence and ``written`` what the document says, which stands where neither
    dates nor recurrence are known. A dash where the document says nothing.
    """
    span = _span(start, end, language)
    if code:
        often = recurrence(code, language)
        return f"{often}, {span}" if span else often
    return span or written or NOTHING


def _span(start: date | None, end: date | None, language: str) -> str:
    if start and end:
        return _named(start, end, language)
    if start:
        return f"{'từ' if language == 'vi' else 'from'} {_since(start, language)}"
    if end:
        return f"đến {day(end)}" if language == "vi" else f"by {day(end)}"
    return ""


def _since(start: date, language: str) -> str:
    if (start.month, start.day) == (1, 1):
        return str(start.year)
    if start.day == 1:
        return _unit_name(start, _last(start, 1), language) or day(start)
    return day(start)


def _named(start: date, end: date, language: str) -> str:
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    whole = _unit_name(start, end, language)
    if whole:
        return whole
    first, last = _opening(start, language), _closing(end, language)
    if first and last:
        return f"{first} – {last}"
    return day(start) if start == end else f"{day(start)} – {day(end)}"


def _unit_name(start: date, end: date, language: str) -> str:
    """Return the name of a whole quarter or month, or "" when the span is neither."""
    if start.day == 1 and start.month % 3 == 1 and end == _last(start, 3):
        index = start.month // 3
        vi, en = f"quý {_QUARTERS_VI[index]}/{start.year}", f"Q{index + 1} {start.year}"
    elif start.day == 1 and end == _last(start, 1):
        vi = f"tháng {start.month}/{start.year}"
        en = f"{_MONTHS_EN[start.month - 1]} {start.year}"
    else:
        return ""
    return vi if language == "vi" else en


def _opening(start: date, language: str) -> str:
    """Name the quarter that begins on ``start``, else its month."""
    return _unit_name(start, _last(start, 3), language) or _unit_name(
        start, _last(start, 1), language
    )


def _closing(end: date, language: str) -> str:
    """Name the quarter that ends on ``end``, else its month."""
    if end.month % 3 == 0:
        quarter = _unit_name(date(end.year, end.month - 2, 1), end, language)
        if quarter:
            return quarter
    return _unit_name(end.replace(day=1), end, language)


def _last(start: date, months: int) -> date:
    month = start.month + months - 1
    year, month = start.year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def deadline(
    month: int | None, day_of_month: int | None, year: int | None, inclusive: bool, language: str
) -> str:
    """Return a deadline: "trước ngày 01/12", "chậm nhất ngày 15/12/2026", "trong tháng 6".

    ``inclusive`` false is the document's "trước ngày": the day itself is too late.
    """
    if month is None:
        if year is None:
            return NOTHING
        return f"trong năm {year}" if language == "vi" else f"within {year}"
    if day_of_month is None:
        when = f"{month}/{year}" if year else str(month)
        if language == "vi":
            return f"trong tháng {when}"
        return f"within {_MONTHS_EN[month - 1]}" + (f" {year}" if year else "")
    when = f"{day_of_month:02d}/{month:02d}" + (f"/{year}" if year else "")
    if language == "vi":
        return f"{'chậm nhất' if inclusive else 'trước'} ngày {when}"
    return f"{'by' if inclusive else 'before'} {when}"


def month_name(month: int, language: str) -> str:
    """Return "Tháng 3" or "March"."""
    return f"Tháng {month}" if language == "vi" else _MONTHS_EN[month - 1]
