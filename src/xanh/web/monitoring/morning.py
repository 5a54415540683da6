"""What to do this morning: every fault of a station, the worst first, and how each one is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from xanh.office.monitoring import working
from xanh.office.monitoring.models import MorningMail
from xanh.publishing import wording
from xanh.web.live import parts
from xanh.web.monitoring.forms import language
from xanh.web.monitoring.register import page

if TYPE_CHECKING:
    from xanh.observations.health import StationHealth
    from xanh.observations.morning import Item
    from xanh.office.monitoring.working import Morning

_BAD, _WARN = 80, 50  # from these troubles on: at once, today
_MAILS = 5


@never_cache
@require_GET
def morning(request: HttpRequest) -> HttpResponse:
    """Show what to fix, the receiver, and every open station."""
    seen, now = working.morning(), datetime.now(UTC)
    worst = {key: item.trouble for item in reversed(seen.items) for key in [item.station]}
    healths = sorted(seen.healths, key=lambda one: (-worst.get(one.station, 0), one.station))
    context = {
        "moment": parts.local(seen.moment),
        "items": [_item(item, seen) for item in seen.items],
        "troubled": len(worst),
        "rows": [_row(one, seen, worst.get(one.station, 0), now) for one in healths],
        "receiver": _receiver(now),
        "keeper": _keeper(now),
        "quarantined": working.quarantine().count(),
        "mail_hour": settings.XANH.mail_hour if settings.XANH.mail else None,
        "mails": MorningMail.objects.all()[:_MAILS],
    }
    return page(request, "morning", "morning", context)


def _item(item: Item, seen: Morning) -> dict[str, Any]:
    kind, words = _urgency(item.trouble)
    return {
        "kind": kind,
        "urgency": words,
        "text": item.en if language() == "en" else item.vi,
        "station": seen.stations[item.station],
        "parameter": item.parameter,
    }


def _urgency(trouble: int) -> tuple[str, str]:
    if trouble >= _BAD:
        return "bad", _("sửa ngay")
    if trouble >= _WARN:
        return "warn", _("sửa hôm nay")
    return "info", _("theo dõi")


def _row(one: StationHealth, seen: Morning, trouble: int, now: datetime) -> dict[str, Any]:
    kind, words = _urgency(trouble) if trouble else ("good", _("tốt"))
    return {
        "station": seen.stations[one.station],
        "kind": kind,
        "state": words,
        "last": parts.local(one.last_reading) if one.last_reading else "",
        "age": parts.age(one.last_reading, now),
        "received": parts.percent(one.ratios.received_share),
        "valid": parts.percent(one.ratios.valid_share),
        "expected": wording.number(one.ratios.expected, language()) if one.ratios.expected else "",
        "delay": _delay(one),
    }


def _delay(one: StationHealth) -> str:
    if one.delay is None:
        return wording.NOTHING
    minutes = one.delay.total_seconds() / 60
    if abs(minutes) < 120:
        return _("%(n)s phút") % {"n": wording.number(minutes, language(), 0)}
    return _("%(n)s giờ") % {"n": wording.number(minutes / 60, language(), 0)}


def _receiver(now: datetime) -> dict[str, Any]:
    """Return what to say of the process that receives files."""
    said = working.receiver()
    if said is None:
        return {"kind": "none", "state": _("chưa chạy lần nào"), "since": "", "error": ""}
    if not said.runs(now):
        kind, state = "bad", _("không chạy")
    elif said.error:
        kind, state = "warn", _("đang gặp trở ngại")
    else:
        kind, state = "good", _("đang chạy")
    return {"kind": kind, "state": state, "since": parts.age(said.seen, now), "error": said.error}


def _keeper(now: datetime) -> dict[str, str]:
    """Return what to say of the checks that run by themselves."""
    ran, since = working.unchecked_since()
    if since is not None and now - since > working.CHECKED_WITHIN:
        return {"kind": "warn", "state": _("đang chậm"), "since": parts.age(since, now)}
    if not ran:
        return {"kind": "none", "state": _("chưa chạy lần nào"), "since": ""}
    return {"kind": "good", "state": _("theo kịp"), "since": ""}
