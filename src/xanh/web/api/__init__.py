"""The HTTP API at /api/v1/: read only, open to everybody, published plans only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from xanh.web.api.freshness import only_when_changed
from xanh.web.api.office import router as office
from xanh.web.api.plans import router as plans
from xanh.web.api.refusals import answer_refusals
from xanh.web.security import READER_POLICY

DESCRIPTION = """
Published plans, their tasks, targets and duties, and the organisations and places they concern.

Drafts are never shown. Every list takes `limit` (at most 500) and `offset` and says the `count` of
all rows. Texts are in Vietnamese as the documents write them. Dates are ISO 8601. Every refusal
is `{"code", "vi", "en"}`. Answers carry an ETag and Last-Modified: send `If-None-Match` to be told
304 when nothing has changed.
"""


def _reader(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def page(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = view(request, **kwargs)
        response["Content-Security-Policy"] = READER_POLICY
        return response

    return page


api = NinjaAPI(
    title="Xanh",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api-1",
    docs_decorator=_reader,
)
api.add_decorator(only_when_changed, mode="view")
api.add_router("", plans)
api.add_router("", office)
answer_refusals(api)
