"""The first page: which plans are open, what is due next, who leads how much."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from xanh.office.organisations.models import Organisation
from xanh.office.plans.models import Party, PlanVersion, Task
from xanh.web.live.now_list import headline_of_the_city
from xanh.web.public.agenda import occurrences_of
from xanh.web.public.reading import PARTIES, duties_of, open_versions, with_counts

_LEADS = 10
_NEXT = 8
_AHEAD = timedelta(days=400)  # a yearly duty is always in sight


def home(request: HttpRequest) -> HttpResponse:
    """Show the open plans, search, what is due next and the tasks by lead."""
    today = timezone.localdate()
    versions = list(with_counts(open_versions()))
    context = {
        "versions": versions,
        "due": _due(versions, today),
        "leads": _leads(versions),
        "today": today,
        "air": headline_of_the_city(),
    }
    return render(request, "xanh/public/home.html", context)


def _due(versions: list[PlanVersion], today: date) -> list[tuple[date, str, object]]:
    """Return what falls next: (day, "task" or "duty", record), the soonest first."""
    end = today + _AHEAD
    found: list[tuple[date, str, object]] = [
        (day, "duty", duty) for day, duty in occurrences_of(duties_of(*versions), today, end)
    ]
    tasks = (
        Task.objects.filter(
            version__in=[v.pk for v in versions],
            removed=False,
            period_end__gte=today,
            period_end__lte=end,
        )
        .select_related("version__plan")
        .defer("version__text", "version__reading")
        .prefetch_related(PARTIES)
        .order_by("period_end", "position")[:_NEXT]
    )
    found += [(task.period_end, "task", task) for task in tasks if task.period_end]
    return sorted(found, key=lambda item: item[0])[:_NEXT]


def _leads(versions: list[PlanVersion]) -> list[Organisation]:
    """Return the organisations that lead most tasks, with ``task_count``."""
    counts = (
        Party.objects.filter(
            role=Party.Role.LEAD,
            organisation__isnull=False,
            task__removed=False,
            task__version__in=[v.pk for v in versions],
        )
        .values("organisation")
        .annotate(task_count=Count("task", distinct=True))
        .order_by("-task_count", "organisation__sort_key")[:_LEADS]
    )
    by_id = Organisation.objects.in_bulk([row["organisation"] for row in counts])
    leads = []
    for row in counts:
        organisation = by_id[row["organisation"]]
        organisation.task_count = row["task_count"]  # type: ignore[attr-defined]
        leads.append(organisation)
    return leads
