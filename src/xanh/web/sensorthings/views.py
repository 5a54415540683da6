"""The service over HTTP: methods, statuses, and refusals as the standard writes them."""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import parse_qsl, quote

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from xanh.errors import XanhError
from xanh.office.monitoring.readings import engine
from xanh.web.sensorthings import answers, observing
from xanh.web.sensorthings.catalogue import catalogue
from xanh.web.sensorthings.options import read_options
from xanh.web.sensorthings.paths import follow
from xanh.web.sensorthings.posting import created
from xanh.web.sensorthings.refusals import RefusedError, bad_option
from xanh.web.sensorthings.rendering import Service
from xanh.web.sensorthings.version import V1_1

_log = logging.getLogger(__name__)
_UNQUOTED = "/'$(),"  # of a path
_READING = ("GET", "HEAD", "OPTIONS")
_METHODS = (*_READING, "POST")  # the last for Observations, with a token


@csrf_exempt  # no cookie says who asks: whoever may add observations shows a token
def service_page(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer anything under the root of the service."""
    try:
        response = _answered(request, path.strip("/"))
    except RefusedError as error:
        response = _refused(error)
    except XanhError as error:
        _log.warning("%s: %s", request.path, error.line())
        status = 413 if error.code == "query-too-large" else 503
        response = _refused(
            RefusedError(status, error.code, error.vi, error.en, error.do_vi, error.do_en)
        )
    response["Access-Control-Allow-Origin"] = "*"  # open data, and no cookie counts here
    return response


def _answered(request: HttpRequest, path: str) -> HttpResponse:
    if request.method == "OPTIONS":
        return _options()
    service = _service(request)
    if request.method == "POST":
        return _posted(service, created(request, path, service.made))
    if request.method not in _READING or path == V1_1.create_observations:
        raise _method_refused()
    if not path:
        return _json(answers.root(service).body)
    target = follow(
        path, service.made, V1_1, lambda place: observing.one(service.engine, place) is not None
    )
    options = read_options(_pairs(request), target.kind, V1_1)
    address = f"{service.base}/{quote(path, _UNQUOTED)}"
    found = answers.answer(service, target, options, address)
    if found.body is None:
        return HttpResponse(status=204)
    if found.text:
        return HttpResponse(found.body, content_type="text/plain; charset=utf-8")
    return _json(found.body)


def _posted(service: Service, made: str | list[str]) -> HttpResponse:
    if isinstance(made, list):
        links = [
            one if one.startswith("error") else service.link("Observations", one) for one in made
        ]
        return _json(links, 201)
    response = HttpResponse(status=201)
    response["Location"] = service.link("Observations", made)
    return response


def _service(request: HttpRequest) -> Service:
    base = request.build_absolute_uri(f"/{V1_1.prefix}")
    return Service(catalogue(), engine(), V1_1, base)


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        return parse_qsl(request.META["QUERY_STRING"], keep_blank_values=True, max_num_fields=50)
    except ValueError:
        raise bad_option("query", "có quá nhiều tùy chọn", "has too many options") from None


def _options() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Allow"] = ", ".join(_METHODS)
    response["Access-Control-Allow-Methods"] = ", ".join(_METHODS)
    response["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
    return response


def _method_refused() -> RefusedError:
    return RefusedError(
        405,
        "method-not-allowed",
        "Mục này không nhận cách gọi đó.",
        "This resource does not take that method.",
    )


def _refused(error: RefusedError) -> HttpResponse:
    response = _json(error.to_json(), error.status)
    if error.status == 405:
        response["Allow"] = ", ".join(_READING)
    if error.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="xanh"'
    return response


def _json(body: Any, status: int = 200) -> HttpResponse:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json; charset=utf-8", status=status)
