"""304 for those who have seen it: a stamp of what is published, cheaper than any answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition

from xanh import __version__
from xanh.office.organisations.models import Organisation
from xanh.office.plans.models import Event
from xanh.web.public.reading import public_versions


def stamp_of(request: HttpRequest) -> str:
    """Return an ETag of the answer to ``request``: its address and the state of what is public."""
    facts = (
        __version__,
        request.get_full_path(),
        public_versions().aggregate(Max("published_at"), Count("id")),
        Event.objects.aggregate(Max("id")),
        Organisation.objects.aggregate(Max("id"), Count("id")),
    )
    digest = hashlib.sha256(repr(facts).encode()).hexdigest()[:24]
    return f'W/"{digest}"'


def last_published() -> datetime | None:
    """Return when a plan was last published."""
    latest: datetime | None = public_versions().aggregate(at=Max("published_at"))["at"]
    return latest


def only_when_changed(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 304 before doing any work, when the reader has this very answer.

    Only the ETag is compared: a place or organisation may change while no plan is published.
    """

    @wraps(run)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        def work(_request: HttpRequest) -> HttpResponse:
            return run(request, **kwargs)

        response = condition(etag_func=stamp_of)(work)(request)
        if response.status_code == 200:
            latest = last_published()
            if latest is not None:
                response["Last-Modified"] = latest.strftime("%a, %d %b %Y %H:%M:%S GMT")
            response["Cache-Control"] = "no-cache"
        return response

    return answer
