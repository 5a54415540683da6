"""The tasks of a plan as a list that lives in the address, as a spreadsheet, and one by one."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from xanh.office.plans.fields import field_name
from xanh.office.plans.models import Edit, Finding, Party, PlanVersion, Task
from xanh.publishing.spreadsheets import tasks_csv, tasks_xlsx
from xanh.web.public.addresses import keys_of
from xanh.web.public.choices import filters_of, read_choice
from xanh.web.public.plans import plan_context
from xanh.web.public.reading import PARTIES, find_version, public_organisations
from xanh.web.public.rows import grouped, party_lines, place_in_document, task_rows
from xanh.web.public.sentence import sentence_of

_PER_PAGE = 100
_ALL = "tat-ca"
_MOST = 5000  # rows of one page, when all are asked for


def task_list(request: HttpRequest, slug: str, sequence: int | None = None) -> HttpResponse:
    """Show the chosen tasks of a plan."""
    version = find_version(slug, sequence)
    choice = read_choice(request.GET)
    wanted = request.GET.get("trang", "1")
    size = _MOST if wanted == _ALL else _PER_PAGE
    pages = Paginator(choice.tasks(version), size)
    page = pages.get_page(1 if wanted == _ALL else wanted)
    context = plan_context(version, "tasks") | {
        "choice": choice,
        "filters": filters_of(version, choice),
        "groups": grouped(task_rows(page.object_list, version, choice.group)),
        "rows": page,
        "count": pages.count,
        "whole": wanted == _ALL,
    }
    partial = getattr(request, "htmx", False)
    name = "xanh/parts/task_table.html" if partial else "xanh/public/tasks.html"
    return render(request, name, context)


def spreadsheet(request: HttpRequest, slug: str, sequence: int | None = None) -> HttpResponse:
    """Return the chosen tasks as .xlsx."""
    version = find_version(slug, sequence)
    return _download(
        tasks_xlsx(_chosen(request, version), get_language() or "vi"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        f"nhiem-vu-{slug}.xlsx",
    )


def csv(request: HttpRequest, slug: str, sequence: int | None = None) -> HttpResponse:
    """Return the chosen tasks as .csv."""
    version = find_version(slug, sequence)
    return _download(
        tasks_csv(_chosen(request, version), get_language() or "vi"),
        "text/csv; charset=utf-8",
        f"nhiem-vu-{slug}.csv",
    )


def _chosen(request: HttpRequest, version: PlanVersion) -> list[Task]:
    tasks = list(read_choice(request.GET).tasks(version))
    for task in tasks:
        task.version = version  # one object for all rows
    return tasks


def _download(body: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def task(request: HttpRequest, slug: str, key: str, sequence: int | None = None) -> HttpResponse:
    """Show one task with the sentence that ordered it."""
    version = find_version(slug, sequence)
    found = (
        Task.objects.filter(version=version, key__in=keys_of(key), removed=False)
        .prefetch_related(PARTIES, Prefetch("parties__resolution__members", public_organisations()))
        .first()
    )
    if found is None:
        raise Http404
    found.version = version
    neighbours = Task.objects.filter(version=version, removed=False).defer("search_key")
    before = neighbours.filter(position__lt=found.position).order_by("-position").first()
    after = neighbours.filter(position__gt=found.position).order_by("position").first()
    for other in (before, after):
        if other is not None:
            other.version = version
    context = plan_context(version, "tasks") | {
        "task": found,
        "place": place_in_document(found),
        "field": field_name(found.field, get_language() or "vi"),
        "leads": party_lines(found, Party.Role.LEAD, members=True),
        "partners": party_lines(found, Party.Role.PARTNER, members=True),
        "sentence": sentence_of(found),
        "edits": Edit.objects.filter(version=version, record=found.key),
        "findings": Finding.objects.filter(version=version, about=found.key),
        "before": before,
        "after": after,
    }
    return render(request, "xanh/public/task.html", context)
