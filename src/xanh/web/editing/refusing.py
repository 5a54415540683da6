"""Refusals on editors' pages: the sentence in the page's language, with what to do."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xanh.errors import XanhError
from xanh.office.plans.models import PlanVersion
from xanh.web.public.refusals import refusal

View = Callable[..., HttpResponse]


def sentence(error: XanhError) -> str:
    """Return what happened and what to do, in the language of the page."""
    return error.sentence("en" if get_language() == "en" else "vi")


def is_part(request: HttpRequest) -> bool:
    """Say whether a script asks for a part of a page, and not a browser for a page."""
    return request.headers.get("HX-Request") == "true"


def answers_refusals(view: View) -> View:
    """Turn an XanhError of ``view`` into a page, or into a message beside what was pressed."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except XanhError as error:
            if is_part(request):
                message = {"kind": "bad", "heading": _("Chưa làm được."), "text": sentence(error)}
                response = render(request, "xanh/parts/message.html", message, status=409)
                response.headers["HX-Reswap"] = "beforebegin"  # what was typed stays as it is
                return response
            return refusal(request, 409, _("Chưa làm được"), sentence(error))

    return answer


def find_draft(number: int) -> PlanVersion:
    """Return a version with its plan, whatever its state; 404 when there is none."""
    versions = PlanVersion.objects.select_related("plan", "supersedes", "original")
    return get_object_or_404(versions.defer("text", "reading"), pk=number)
