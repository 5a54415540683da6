"""A plan: what it is, its targets, measures and history."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from xanh.office.plans.models import Edit, PlanVersion, Reference, Target
from xanh.office.plans.queries import group_sizes
from xanh.web.public.agenda import occurrences_of
from xanh.web.public.reading import (
    duties_of,
    find_version,
    open_versions,
    public_versions,
    with_counts,
)


def plan_context(version: PlanVersion, page: str) -> dict[str, Any]:
    """Return what every page of a plan shows: its head and its sections."""
    return {"version": version, "plan": version.plan, "page": page, "section": "plans"}


def plan_list(request: HttpRequest) -> HttpResponse:
    """List the open plans and, after them, those that were replaced."""
    replaced = public_versions().filter(state=PlanVersion.State.REPLACED)
    context = {
        "section": "plans",
        "versions": with_counts(open_versions()),
        "replaced": with_counts(replaced).order_by("-issued", "number"),
    }
    return render(request, "xanh/public/plan_list.html", context)


def plan(request: HttpRequest, slug: str, sequence: int | None = None) -> HttpResponse:
    """Show what a plan is and what it orders, in one page."""
    version = find_version(slug, sequence)
    today = timezone.localdate()
    references = list(Reference.objects.filter(version=version))
    duties = list(duties_of(version))
    context = plan_context(version, "plan") | {
        "targets": Target.objects.filter(version=version, removed=False).order_by("position"),
        "task_count": version.tasks.filter(removed=False).count(),
        "measure_count": version.measures.filter(removed=False).count(),
        "groups": group_sizes(version),
        "duties": duties,
        "next_duties": occurrences_of(duties, today, date(today.year + 1, 12, 31))[:5],
        "replaces": [r for r in references if r.relation == Reference.Relation.REPLACES],
        "cites": [r for r in references if r.relation == Reference.Relation.CITES],
        "open_findings": version.findings.filter(settled_at=None).count(),
    }
    return render(request, "xanh/public/plan.html", context)


def measures(request: HttpRequest, slug: str, sequence: int | None = None) -> HttpResponse:
    """Show the measures in the outline of the document."""
    version = find_version(slug, sequence)
    rows = version.measures.filter(removed=False).order_by("position")
    return render(
        request, "xanh/public/measures.html", plan_context(version, "measures") | {"measures": rows}
    )


def history(request: HttpRequest, slug: str, sequence: int | None = None) -> HttpResponse:
    """Show the published versions of a plan and what people changed before publishing."""
    version = find_version(slug, sequence)
    versions = with_counts(public_versions().filter(plan=version.plan)).order_by("-sequence")
    context = plan_context(version, "history") | {
        "versions": versions,
        "edits": Edit.objects.filter(version=version).select_related("by"),
    }
    return render(request, "xanh/public/history.html", context)
