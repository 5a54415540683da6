"""The two ways out of a review: publish or discard, each after a page that says what it means."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xanh.errors import XanhError
from xanh.office.plans import states
from xanh.office.plans.models import PlanVersion
from xanh.web.editing.readings import all_entries
from xanh.web.editing.refusing import answers_refusals, find_draft, sentence
from xanh.web.editing.review import counts, open_findings


@never_cache
@require_http_methods(["GET", "POST"])
def publish_draft(request: HttpRequest, number: int) -> HttpResponse:
    """Show what will be published; publish. Open findings have to be accepted in so many words."""
    version = find_draft(number)
    waiting = open_findings(version)
    error, moved_on = "", False
    if request.method == "POST":
        if waiting and request.POST.get("accept") != str(len(waiting)):
            error = _("Còn lưu ý chưa xử lý. Đánh dấu vào ô xác nhận nếu vẫn muốn công bố.")
        else:
            try:
                return _published(request, states.publish(version, _user(request)))
            except XanhError as refusal:
                error, moved_on = sentence(refusal), refusal.code == "plan-moved-on"
    context = {
        "section": "imports",
        "version": version,
        "editable": version.state == PlanVersion.State.DRAFT,
        "waiting": waiting,
        "counts": counts(all_entries(version)),
        "edit_count": version.edits.count(),
        "error": error,
        "moved_on": moved_on or version.supersedes_id != version.plan.current_id,
    }
    return render(request, "xanh/editing/publish.html", context, status=409 if error else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@answers_refusals
def discard_draft(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, then discard the draft; its text and edits stay in the records."""
    version = find_draft(number)
    if request.method != "POST":
        context = {"section": "imports", "version": version}
        return render(request, "xanh/editing/discard.html", context)
    states.discard(version, _user(request))
    messages.success(request, _("Đã bỏ dự thảo %(number)s.") % {"number": version.number})
    return HttpResponseRedirect(reverse("imports"))


def _published(request: HttpRequest, version: PlanVersion) -> HttpResponse:
    messages.success(request, _("Đã công bố %(number)s.") % {"number": version.number})
    return HttpResponseRedirect(reverse("plan", args=[version.plan.slug]))


def _user(request: HttpRequest) -> Any:
    return request.user
