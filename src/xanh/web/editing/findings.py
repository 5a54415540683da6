"""Settling findings, and opening them again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from xanh.office.plans import editing
from xanh.office.plans.models import Finding, PlanVersion
from xanh.web.editing.refusing import answers_refusals, find_draft, is_part
from xanh.web.editing.review import part_context


@require_POST
@answers_refusals
def settle_finding(request: HttpRequest, number: int, finding_id: int) -> HttpResponse:
    """Mark a finding as looked at, with the note that was entered."""
    version, finding = _find(number, finding_id)
    editing.settle(finding, request.POST.get("note", ""), _user(request))
    return _answer(request, version, finding_id)


@require_POST
@answers_refusals
def reopen_finding(request: HttpRequest, number: int, finding_id: int) -> HttpResponse:
    """Open a settled finding again."""
    version, finding = _find(number, finding_id)
    editing.reopen(finding, _user(request))
    return _answer(request, version, finding_id)


def _find(number: int, finding_id: int) -> tuple[PlanVersion, Finding]:
    version = find_draft(number)
    return version, get_object_or_404(Finding, pk=finding_id, version=version)


def _answer(request: HttpRequest, version: PlanVersion, finding_id: int) -> HttpResponse:
    if not is_part(request):
        address = reverse("review", args=[version.pk])
        return HttpResponseRedirect(f"{address}#finding-{finding_id}")
    context = {"version": version, "editable": True, **part_context(version)}
    return render(request, "xanh/editing/findings_answer.html", context)


def _user(request: HttpRequest) -> Any:
    return request.user
