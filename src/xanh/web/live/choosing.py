"""What a reader chose in the address of a live page; what makes no sense falls back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.http import Http404, QueryDict
from django.utils.translation import gettext as _

from xanh.observations.selection import Level
from xanh.office.monitoring.models import Station
from xanh.office.monitoring.series import DAY, local_date, midnight

if TYPE_CHECKING:
    from collections.abc import Sequence

PERIODS = {"24h": 1, "7d": 7, "30d": 30, "nam": 365}  # [days]
FIRST_YEAR = 1990


@dataclass(frozen=True, slots=True)
class Choice:
    """A parameter, a period up to a moment, and a level."""

    parameter: str
    period: str
    end: datetime
    level: Level
    until: date | None  # the last day, where the reader named one

    @property
    def start(self) -> datetime:
        """Return the moment after which readings are shown."""
        return self.end - timedelta(days=PERIODS[self.period])


def public_station(key: str) -> Station:
    """Return a station that everybody may see; raises Http404."""
    station = Station.objects.filter(key=key, public=True).select_related("place", "river").first()
    if station is None:
        raise Http404
    return station


def choice(
    query: QueryDict, parameters: Sequence[str], preferred: str, period: str = "7d"
) -> Choice:
    """Read parameter, period, last day and level."""
    asked = query.get("thong-so", "")
    fallback = preferred if preferred in parameters or not parameters else parameters[0]
    chosen = query.get("ky", period)
    until = day_of(query.get("den", ""))
    levels = {level.value: level for level in Level}
    return Choice(
        asked if asked in parameters else fallback,
        chosen if chosen in PERIODS else period,
        midnight(until + DAY) if until else datetime.now(UTC),
        levels.get(query.get("muc", ""), Level.CORRECTED),
        until,
    )


def day_of(text: str) -> date | None:
    """Read a day (ISO 8601); None where there is none or where no readings can be."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= datetime.now(UTC).year + 1 else None


def year_of(text: str) -> int:
    """Read a year; the one that is now where there is none."""
    now = local_date(datetime.now(UTC)).year
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else now
    return year if FIRST_YEAR <= year <= now else now


def period_words() -> dict[str, str]:
    """Return the periods in words."""
    return {
        "24h": _("24 giờ"),
        "7d": _("7 ngày"),
        "30d": _("30 ngày"),
        "nam": _("1 năm"),
    }


def level_words() -> dict[str, str]:
    """Return the levels in words."""
    return {
        "raw": _("gốc, như trạm gửi"),
        "checked": _("đã kiểm tra tự động"),
        "corrected": _("đã hiệu chỉnh"),
    }
