"""The review: the document as it reads, and what was taken from it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from xanh.office.plans.models import Finding, PlanVersion
from xanh.web.editing.fields import KINDS
from xanh.web.editing.marking import marked
from xanh.web.editing.readings import (
    Entry,
    all_entries,
    document_entry,
    organisation_rows,
    places,
)
from xanh.web.editing.refusing import find_draft

HEADINGS = {
    "target": _("Chỉ tiêu"),
    "task": _("Nhiệm vụ"),
    "duty": _("Nghĩa vụ"),
    "measure": _("Giải pháp"),
}
# What the list can be narrowed to, by the value in the address.
FILTERS = {
    "": _("mọi mục"),
    "luu-y": _("mục có lưu ý"),
    "da-sua": _("mục đã sửa"),
    "da-xoa": _("mục đã xoá"),
}


@never_cache
@require_GET
def review(request: HttpRequest, number: int) -> HttpResponse:
    """Show a draft beside its text, narrowed to what the address asks for."""
    version = find_draft(number)
    entries = all_entries(version)
    kind, which = request.GET.get("loai", ""), request.GET.get("loc", "")
    text = PlanVersion.objects.values_list("text", flat=True).get(pk=version.pk)
    context = {
        "section": "imports",
        "version": version,
        "editable": version.state == PlanVersion.State.DRAFT,
        "text": marked(text, places(version, entries)) if text else "",
        "head": document_entry(version),
        "groups": _groups(entries, kind, which),
        "organisations": organisation_rows(version),
        "kinds": [("", _("mọi loại")), *HEADINGS.items()],
        "kind": kind if kind in HEADINGS else "",
        "filters": list(FILTERS.items()),
        "which": which if which in FILTERS else "",
        **part_context(version),
    }
    return render(request, "xanh/editing/review.html", context)


@never_cache
@require_GET
def history(request: HttpRequest, number: int) -> HttpResponse:
    """Show who changed what and when."""
    version = find_draft(number)
    context = {
        "section": "imports",
        "version": version,
        "edits": version.edits.select_related("by").order_by("-pk"),
        "events": version.events.select_related("by"),
        "settled": version.findings.exclude(settled_at=None).select_related("settled_by"),
    }
    return render(request, "xanh/editing/history.html", context)


def part_context(version: PlanVersion) -> dict[str, Any]:
    """Return what changes with every step of a review: the findings and the counters."""
    findings = list(version.findings.select_related("settled_by"))
    waiting = [finding for finding in findings if finding.settled_at is None]
    return {
        "findings": findings,
        "open_count": len(waiting),
        "edit_count": version.edits.count(),
    }


def open_findings(version: PlanVersion) -> list[Finding]:
    """Return the findings that nobody has settled."""
    return list(version.findings.filter(settled_at=None))


def counts(entries: list[Entry]) -> list[tuple[str, int]]:
    """Return (heading, number of entries that are kept) of every kind."""
    numbers = Counter(entry.kind for entry in entries if not entry.removed)
    return [(str(HEADINGS[kind]), numbers[kind]) for kind in HEADINGS]


def _groups(entries: list[Entry], kind: str, which: str) -> list[dict[str, Any]]:
    groups = []
    for name, heading in HEADINGS.items():
        if kind in HEADINGS and kind != name:
            continue
        rows = [entry for entry in entries if entry.kind == name and _passes(entry, which)]
        groups.append({"kind": name, "heading": heading, "one": KINDS[name], "rows": rows})
    return groups


def _passes(entry: Entry, which: str) -> bool:
    if which == "luu-y":
        return bool(entry.open_findings)
    if which == "da-sua":
        return entry.last_edit is not None
    if which == "da-xoa":
        return entry.removed
    return True
