"""What people may enter in each field of a draft, and how it is read and refused.

Values come as JSON values or as text from a form: dates as 2025-12-01 or 01/12/2025, numbers in
Vietnamese form ("1.234,5") or plain.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from xanh.errors import XanhError
from xanh.office.plans.fields import BY_CODE
from xanh.office.plans.models import Anchored, Duty, Measure, PlanVersion, Target, Task
from xanh.vietnamese import squeeze

Read = Callable[[Any], Any]

COMPARATORS = ("=", ">", ">=", "<", "<=")
RECURRENCES = ("", "yearly", "half-yearly", "quarterly", "monthly", "continuous")
_EVERY = re.compile(r"every-[1-9]\d?-years")
_THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+")
_YEARS = (1900, 2200)
_LONGEST = 20_000  # [characters] of one text
_MOST_NAMES = 300
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def text(value: Any) -> str:
    """Read a text that may be empty."""
    if not isinstance(value, str | None):
        raise refusal("Giá trị phải là chữ.", "The value must be text.")
    cleaned = squeeze((value or "").replace("\x00", ""))
    if len(cleaned) > _LONGEST:
        raise refusal("Nội dung quá dài.", "The text is too long.")
    return cleaned


def some_text(value: Any) -> str:
    """Read a text that must not be empty."""
    cleaned = text(value)
    if not cleaned:
        raise refusal(
            "Ô này không được để trống.",
            "This must not be empty.",
            "Nhập nội dung, hoặc xoá cả mục nếu không cần.",
            "Enter a text, or remove the whole entry.",
        )
    return cleaned


def optional_date(value: Any) -> date | None:
    """Read a date, ISO or dd/mm/yyyy, or nothing."""
    if value in (None, ""):
        return None
    if isinstance(value, date):
        return value
    written = text(value)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", written):
            return date.fromisoformat(written)
        found = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", written)
        if found is not None:
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise refusal(
        f"“{written}” không phải là ngày có thật.",
        f"“{written}” is not a date.",
        "Nhập ngày/tháng/năm, ví dụ 01/12/2025.",
        "Enter day/month/year, for instance 01/12/2025.",
    )


def number(value: Any) -> float:
    """Read a number: "1.234,5", "1234.5" or a JSON number."""
    if isinstance(value, bool):
        raise _not_a_number(value)
    if isinstance(value, str):
        value = _plain(value)
    try:
        read = float(value)
    except (TypeError, ValueError):
        raise _not_a_number(value) from None
    if not math.isfinite(read):
        raise _not_a_number(value)
    return read


def optional_number(value: Any) -> float | None:
    """Read a number or nothing."""
    return None if value in (None, "") else number(value)


def whole(low: int, high: int) -> Read:
    """Return what reads a whole number from ``low`` to ``high``, or nothing."""

    def read(value: Any) -> int | None:
        if value in (None, ""):
            return None
        found = number(value)
        if found != int(found) or not low <= found <= high:
            raise refusal(
                f"Giá trị phải là số nguyên từ {low} đến {high}.",
                f"The value must be a whole number from {low} to {high}.",
            )
        return int(found)

    return read


def choice(allowed: tuple[str, ...], also: re.Pattern[str] | None = None) -> Read:
    """Return what reads one of ``allowed``, or what ``also`` matches."""

    def read(value: Any) -> str:
        written = text(value)
        if written in allowed or (also is not None and also.fullmatch(written)):
            return written
        shown = ", ".join(a for a in allowed if a)
        raise refusal(
            f"“{written}” không dùng được ở đây.",
            f"“{written}” cannot be used here.",
            f"Chọn một trong: {shown}.",
            f"Choose one of: {shown}.",
        )

    return read


def yes_or_no(value: Any) -> bool:
    """Read a JSON boolean or the text of a form's box."""
    if isinstance(value, bool):
        return value
    if value in ("1", "true", "on"):
        return True
    if value in (None, "", "0", "false", "off"):
        return False
    raise refusal("Giá trị phải là có hoặc không.", "The value must be yes or no.")


def names(value: Any) -> list[str]:
    """Read a list of written names, or a text with one name a line or between semicolons."""
    parts = re.split(r"[;\n]", value) if isinstance(value, str) else value
    if not isinstance(parts, list) or len(parts) > _MOST_NAMES:
        raise refusal("Cần một danh sách tên cơ quan.", "A list of names is needed.")
    return list(dict.fromkeys(cleaned for part in parts if (cleaned := text(part))))


def path(value: Any) -> list[str]:
    """Read the place of a measure in the outline: ["II", "3", "b"] or "II.3.b"."""
    parts = value.split(".") if isinstance(value, str) else value
    if not isinstance(parts, list):
        raise refusal("Cần vị trí của mục, ví dụ II.3.b.", "A path such as II.3.b is needed.")
    return [cleaned for part in parts if (cleaned := text(part))]


_YEAR = whole(*_YEARS)
DOCUMENT: dict[str, Read] = {
    "number": text, "kind": text, "issuer": text, "place": text, "issued": optional_date,
    "effective": optional_date, "title": some_text, "signer": text,
}  # fmt: skip
RECORDS: dict[type[Anchored], dict[str, Read]] = {
    Task: {
        "table": whole(1, 999), "group": whole(1, 999), "group_title": text, "number": text,
        "title": some_text, "period_text": text, "period_start": optional_date,
        "period_end": optional_date, "recurrence": choice(RECURRENCES, _EVERY),
        "field": choice(tuple(BY_CODE)),
    },
    Target: {
        "subject": some_text, "comparator": choice(COMPARATORS), "value": number, "unit": text,
        "stretch_comparator": choice(("", *COMPARATORS)), "stretch_value": optional_number,
        "year": _YEAR, "relative_to": _YEAR,
    },
    Measure: {"path": path, "text": some_text},
    Duty: {
        "text": some_text, "to": text, "recurrence": choice(RECURRENCES, _EVERY),
        "month": whole(1, 12), "day": whole(1, 31), "year": _YEAR, "inclusive": yes_or_no,
    },
}  # fmt: skip
PARTIES: dict[type[Anchored], dict[str, str]] = {
    Task: {"leads": "lead", "partners": "partner"},
    Duty: {"organisations": "debtor"},
}
KINDS: dict[str, type[Anchored]] = {
    "task": Task, "target": Target, "measure": Measure, "duty": Duty,
}  # fmt: skip
REQUIRED: dict[type[Anchored], tuple[str, ...]] = {
    Task: ("title",),
    Target: ("subject", "comparator", "value"),
    Measure: ("text",),
    Duty: ("text",),
}


def check(record: Anchored | PlanVersion) -> None:
    """Refuse values that are right alone and wrong together."""
    if isinstance(record, Task):
        _check_span(record.period_start, record.period_end)
    elif isinstance(record, Duty):
        _check_deadline(record.year, record.month, record.day)


def _check_span(start: date | None, end: date | None) -> None:
    if start is not None and end is not None and start > end:
        raise refusal(
            "Ngày kết thúc sớm hơn ngày bắt đầu.", "The end is earlier than the beginning."
        )


def _check_deadline(year: int | None, month: int | None, day: int | None) -> None:
    if month is None or day is None:
        return
    leap = year is None or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    if day > (28 if month == 2 and not leap else _DAYS[month - 1]):
        raise refusal(
            f"Tháng {month} không có ngày {day}.", f"There is no day {day} in month {month}."
        )


def refusal(vi: str, en: str, do_vi: str = "", do_en: str = "") -> XanhError:
    """Return the refusal of a value that a person entered."""
    return XanhError("bad-value", vi, en, do_vi, do_en)


def _plain(written: str) -> str:
    """Turn a number in Vietnamese form into one that Python reads."""
    compact = re.sub(r"\s", "", written).replace("−", "-")
    if "," in compact:
        return compact.replace(".", "").replace(",", ".")
    return compact.replace(".", "") if _THOUSANDS.fullmatch(compact) else compact


def _not_a_number(value: Any) -> XanhError:
    return refusal(
        f"“{value}” không phải là số.",
        f"“{value}” is not a number.",
        "Nhập số, ví dụ 1.234,5.",
        "Enter a number, for instance 1.234,5.",
    )
