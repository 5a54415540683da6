"""Files on their way in: the list, the door, the progress of one, and the file itself."""

from __future__ import annotations

import io
import re
import unicodedata
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from xanh.errors import XanhError
from xanh.office.plans import originals
from xanh.office.plans.importing import read_import, receive, start_reading
from xanh.office.plans.models import Import, Original, PlanVersion
from xanh.vietnamese import nfc
from xanh.web.configuration import MEGABYTE
from xanh.web.editing.refusing import is_part, sentence

_SAME_PRESS = timedelta(seconds=20)  # the same file from the same person: one press, sent twice
_LONGEST_NAME = 120  # [characters]
_ON_A_PAGE = 50


@never_cache
@require_http_methods(["GET", "POST"])
def arrivals(request: HttpRequest) -> HttpResponse:
    """Show the door, the drafts under review and what came in; take in a file."""
    error = ""
    if request.method == "POST":
        try:
            return HttpResponseRedirect(reverse("import-state", args=[_take_in(request).pk]))
        except XanhError as refusal:
            error = sentence(refusal)
    drafts = PlanVersion.objects.filter(state=PlanVersion.State.DRAFT).select_related(
        "plan", "created_by"
    )
    came = Import.objects.select_related("by", "version").defer("version__text", "version__reading")
    context = {
        "section": "imports",
        "error": error,
        "limit": settings.XANH.upload_limit,
        "megabytes": settings.XANH.upload_limit // MEGABYTE,
        "drafts": drafts.defer("text", "reading").order_by("-created_at"),
        "rows": Paginator(came, _ON_A_PAGE).get_page(request.GET.get("trang")),
    }
    return render(request, "xanh/editing/imports.html", context, status=400 if error else 200)


@never_cache
@require_GET
def arrival(request: HttpRequest, number: int) -> HttpResponse:
    """Show how far the reading of one file is; lead on when there is a draft."""
    found = get_object_or_404(Import.objects.select_related("version", "original"), pk=number)
    if found.state == Import.State.READ and found.version is not None:
        name = "review-difference" if found.version.supersedes_id else "review"
        address = reverse(name, args=[found.version.pk])
        if not is_part(request):
            return HttpResponseRedirect(address)
        response = HttpResponse(status=200)
        response.headers["HX-Redirect"] = address
        return response
    waiting = found.state in {Import.State.RECEIVED, Import.State.READING}
    context = {"section": "imports", "arrival": found, "waiting": waiting}
    page = "xanh/editing/arrival_state.html" if is_part(request) else "xanh/editing/arrival.html"
    return render(request, page, context)


@require_GET
def original(request: HttpRequest, number: int) -> FileResponse:  # noqa: ARG001
    """Hand out a document as it was received, always as a download and never to be shown."""
    found = get_object_or_404(Original, pk=number)
    path = originals.path(found)
    if not path.exists():
        raise Http404
    response = FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=shown_name(found.name),
        content_type="application/octet-stream",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def import_now(content: bytes, name: str) -> dict[str, Any]:
    """Store ``content`` and read it at once into a draft; returns what ``xanh`` prints.

    Raises XanhError when it cannot be taken in or read.
    """
    limit: int = settings.XANH.upload_limit
    arrival = read_import(receive(io.BytesIO(content), shown_name(name), None, limit).pk)
    version = arrival.version
    if arrival.state != Import.State.READ or version is None:
        raise XanhError(arrival.error_code, arrival.error_vi, arrival.error_en)
    return {
        "import": arrival.pk,
        "version": version.pk,
        "state": version.state,
        "number": version.number,
        "title": version.title,
        "tasks": version.tasks.count(),
        "targets": version.targets.count(),
        "measures": version.measures.count(),
        "duties": version.dutys.count(),
        "findings": version.findings.count(),
        "review": reverse("review", args=[version.pk]),
    }


def shown_name(name: str) -> str:
    """Return a file name without folders, control and direction characters, and not too long."""
    base = re.split(r"[/\\]", nfc(name))[-1]
    plain = "".join(c for c in base if unicodedata.category(c)[0] != "C").strip(" .")
    if len(plain) > _LONGEST_NAME:
        plain = f"{plain[: _LONGEST_NAME - 12]}…{plain[-10:]}"
    return plain or "?"


def _take_in(request: HttpRequest) -> Import:
    """Keep the uploaded file and start reading it. Raises XanhError; then nothing is kept."""
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise XanhError(
            "no-file",
            "Chưa chọn tệp nào.",
            "No file was chosen.",
            "Chọn tệp kế hoạch rồi bấm Nhập.",
            "Choose the plan's file, then press Import.",
        )
    user: Any = request.user
    limit: int = settings.XANH.upload_limit
    arrival = receive(file, shown_name(file.name or ""), user, limit)
    twin = _same_press(arrival)
    if twin is not None:
        arrival.delete()
        return twin
    start_reading(arrival.pk)
    return arrival


def _same_press(arrival: Import) -> Import | None:
    """Return the import that the same press of the button has already made."""
    going_on = Q(state__in=[Import.State.RECEIVED, Import.State.READING])
    under_review = Q(version__state=PlanVersion.State.DRAFT)
    same = Import.objects.filter(
        going_on | under_review,
        pk__lt=arrival.pk,
        original=arrival.original,
        by=arrival.by,
        at__gte=timezone.now() - _SAME_PRESS,
    )
    return same.order_by("pk").first()
