"""Duties as an iCalendar feed (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, timedelta

from xanh.office.plans.models import Duty, Party, PlanVersion
from xanh.publishing import wording

_REMIND = timedelta(days=14)


def duties_ics(
    version: PlanVersion,
    occurrences: Iterable[tuple[date, Duty]],
    address: str,
    host: str,
    language: str,
) -> bytes:
    """Return a calendar with one all-day event for every day on which a duty falls due.

    ``address`` is the page of the duties, ``host`` the name that makes identifiers unique. An
    event keeps its UID for as long as the plan, the duty and the day stay the same, so that a
    calendar that fetches the feed again moves nothing.
    """
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Xanh//Duties of plans//" + language.upper())
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _name(version, language))
    calendar.add("x-published-ttl", "P1D")
    stamp = version.published_at or version.created_at
    for day, duty in occurrences:
        event = Event()
        event.add("uid", f"{version.plan.slug}-{duty.key}-{day.isoformat()}@{host}")
        event.add("dtstamp", stamp.astimezone(UTC))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", _summary(version, duty, language))
        event.add("description", _description(version, duty, language))
        event.add("url", address)
        event.add("transp", "TRANSPARENT")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", _summary(version, duty, language))
        alarm.add("trigger", -_REMIND)
        event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _name(version: PlanVersion, language: str) -> str:
    what = "Nghĩa vụ theo kế hoạch" if language == "vi" else "Duties under plan"
    return f"{what} {version.number}"


def _summary(version: PlanVersion, duty: Duty, language: str) -> str:
    due = wording.deadline(duty.month, duty.day, duty.year, duty.inclusive, language)
    text = duty.text if len(duty.text) <= 120 else duty.text[:119].rsplit(" ", 1)[0] + "…"
    return f"{version.number}: {text} ({due})"


def _description(version: PlanVersion, duty: Duty, language: str) -> str:
    vi = language == "vi"
    owing = [p.written for p in duty.parties.all() if p.role == Party.Role.DEBTOR]
    lines = [duty.text]
    if owing:
        lines.append(("Thực hiện: " if vi else "Owed by: ") + "; ".join(owing))
    if duty.to:
        lines.append(("Gửi đến: " if vi else "Sent to: ") + duty.to)
    if duty.recurrence:
        lines.append(
            ("Định kỳ: " if vi else "How often: ") + wording.recurrence(duty.recurrence, language)
        )
    lines.append(version.title)
    return "\n".join(line for line in lines if line)
