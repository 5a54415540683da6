"""Duties as a calendar: a year of months, a list, a feed for one's own calendar."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from xanh.office.plans.models import Duty
from xanh.publishing.calendars import duties_ics
from xanh.web.public.addresses import version_address
from xanh.web.public.agenda import occurrences_of
from xanh.web.public.plans import plan_context
from xanh.web.public.reading import duties_of, find_version

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_FEED_YEARS = 10


def calendar(request: HttpRequest, slug: str, sequence: int | None = None) -> HttpResponse:
    """Show the duties of one year by month and all duties as a list."""
    version = find_version(slug, sequence)
    year = _year(request.GET.get("nam", ""))
    duties = list(duties_of(version))
    months: dict[int, list[tuple[date, Duty]]] = {month: [] for month in range(1, 13)}
    for day, duty in occurrences_of(duties, date(year, 1, 1), date(year, 12, 31)):
        months[day.month].append((day, duty))
    feed = request.build_absolute_uri(version_address(version, "plan-duties-ics"))
    context = plan_context(version, "duties") | {
        "duties": duties,
        "year": year,
        "previous_year": year - 1,
        "next_year": year + 1,
        "quarters": [
            (name, [(month, months[month]) for month in range(3 * n + 1, 3 * n + 4)])
            for n, name in enumerate(("I", "II", "III", "IV"))
        ],
        "dated": sum(map(len, months.values())),
        "feed": feed,
        "webcal": "webcal://" + feed.split("://", 1)[1],
    }
    return render(request, "xanh/public/duties.html", context)


def feed(request: HttpRequest, slug: str, sequence: int | None = None) -> HttpResponse:
    """Return the duties as an iCalendar feed (RFC 5545)."""
    version = find_version(slug, sequence)
    today = timezone.localdate()
    start = date((version.issued or today).year, 1, 1)
    found = occurrences_of(duties_of(version), start, date(today.year + _FEED_YEARS, 12, 31))
    page = request.build_absolute_uri(version_address(version, "plan-duties"))
    body = duties_ics(version, found, page, request.get_host(), get_language() or "vi")
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="nghia-vu-{version.plan.slug}.ics"'
    return response


def _year(written: str) -> int:
    if not written:
        return timezone.localdate().year
    if not written.isdecimal() or not _FIRST_YEAR <= int(written) <= _LAST_YEAR:
        raise Http404
    return int(written)
