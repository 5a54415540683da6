"""Time stamps as stations, exports and spreadsheets write them. Local time is UTC+7."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

LOCAL = timezone(timedelta(hours=7))  # Asia/Ho_Chi_Minh has no summer time
_SHORT = re.compile(r"\d{14}|\d{12}|\d{10}")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})")
_CLOCK = re.compile(
    r"(\d{1,2})(?::|h|g)(\d{2})?(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?\s*(am|pm|sa|ch)?", re.IGNORECASE
)
_ZONE = re.compile(r"\s*(?:Z|UTC|GMT)?([+-]\d{2}):?(\d{2})?$|\s*(Z|UTC|GMT)$", re.IGNORECASE)
# Hours before UTC of the zones that laboratories name.
ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "ICT": 7, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7,
    "MDT": -6, "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "AST": -4, "ADT": -3,
}  # fmt: skip


def stamp(digits: str) -> datetime | None:
    """Return the moment, naive and in UTC, of 14 digits yyyyMMddHHmmss in local time.

    >>> stamp("20260325000500")
    datetime.datetime(2026, 3, 24, 17, 5)
    """
    try:
        local = datetime(  # noqa: DTZ001 - local, made UTC below
            int(digits[:4]), int(digits[4:6]), int(digits[6:8]),
            int(digits[8:10]), int(digits[10:12]), int(digits[12:14] or 0),
        )  # fmt: skip
        return local - timedelta(hours=7)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=65536)
def parse(text: str, zone: float = 7, bare_day: float = 0) -> datetime | None:
    """Return the moment that ``text`` names, naive and in UTC; None if it names none.

    ISO 8601, day/month/year (never month first), 10, 12 or 14 digits, a clock of 12 or 24 hours
    before or after the day. ``zone`` is the hours before UTC of times without a zone of their own,
    ``bare_day`` the hour that a day without a clock stands for.
    """
    text = text.strip().strip('"').strip()
    if _SHORT.fullmatch(text):
        moment = stamp(text)
        return moment and moment + timedelta(hours=7 - zone)
    day = _YEAR_FIRST.search(text) or _DAY_FIRST.search(text)
    if day is None:
        return None
    year, month, date = (int(g) for g in day.groups())
    if day.re is _DAY_FIRST:
        year, date = date, year
    rest = f"{text[: day.start()]} {text[day.end() :]}".replace("T", " ").strip(" ,")
    own = _ZONE.search(rest) if rest else None
    if own:
        rest = rest[: own.start()].strip()
        zone = 0 if own.group(3) else _hours(own.group(1), own.group(2))
    clock = _clock(rest) if rest else timedelta(hours=bare_day)
    try:
        begin = datetime(year, month, date)  # noqa: DTZ001 - the zone is taken off at once
        return None if clock is None else begin + clock - timedelta(hours=zone)
    except (ValueError, OverflowError):
        return None


def _hours(hours: str, minutes: str | None) -> float:
    sign = -1 if hours[0] == "-" else 1
    return sign * (int(hours[1:]) + int(minutes or 0) / 60)


def _clock(text: str) -> timedelta | None:
    """Return the time since midnight; 24:00 is the midnight that ends the day."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour, minute, second = (int(g or 0) for g in match.groups()[:3])
    half = (match.group(5) or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in ("pm", "ch") else 0)
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and (minute or second)):
        return None
    fraction = int((match.group(4) or "0").ljust(6, "0"))
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=fraction)


def is_day(text: str) -> bool:
    """Say whether ``text`` is a day without a clock."""
    text = text.strip()
    return bool(_YEAR_FIRST.fullmatch(text) or _DAY_FIRST.fullmatch(text))


def of_epoch(number: float) -> datetime | None:
    """Return the moment of a count of seconds, milliseconds, … since 1970."""
    while abs(number) > 1e11:
        number /= 1000
    try:
        return datetime.fromtimestamp(number, UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        return None
