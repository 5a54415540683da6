"""Who may add observations, and where: programs that show a token, for their stations only."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from xanh.observations.store import Original
from xanh.office.monitoring.clients import client_of
from xanh.office.monitoring.models import Client
from xanh.office.monitoring.readings import store
from xanh.office.monitoring.working import tables
from xanh.web.sensorthings.catalogue import Catalogue, Series, build
from xanh.web.sensorthings.creating import (
    FORM,
    Given,
    bad_body,
    read_arrays,
    read_one,
    take,
    utc_now,
)
from xanh.web.sensorthings.paths import Target, follow
from xanh.web.sensorthings.refusals import RefusedError
from xanh.web.sensorthings.version import V1_1

_SELDOM = timedelta(minutes=1)  # between two notes of when a client was last there


def created(request: HttpRequest, path: str, public: Catalogue) -> list[str] | str:
    """Take what was posted; return the id of the observation, or of each of an array.

    What of an array is refused is answered by a text that begins with "error". Raises RefusedError
    (400, 401, 403, 404, 405, 413, 501).
    """
    client = _client(request)
    now = utc_now()
    own = build(client.stations.all())
    arrays = path == V1_1.create_observations
    scope = None if arrays else _scope(path, own, public)
    body = _body(request)

    def series_of(number: Any) -> Series:
        return _series(number, own, public, scope)

    original = Original(path, request.body, client.name, FORM)
    if not arrays:
        only = scope[0] if scope is not None and len(scope) == 1 else None
        given = read_one(body, series_of, only, now)
        take(store(), tables(), [given], original, now)
        _note(client, now)
        return given.id
    answers = read_arrays(body, series_of, now)
    good = [one for one in answers if isinstance(one, Given)]
    if good:
        take(store(), tables(), good, original, now)
        _note(client, now)
    return [one.id if isinstance(one, Given) else f"error: {one.line()}" for one in answers]


def _client(request: HttpRequest) -> Client:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    client = client_of(token.strip()) if kind.lower() == "bearer" and token.strip() else None
    if client is None:
        raise RefusedError(
            401,
            "token-needed",
            "Cần mã truy cập của chương trình được phép gửi số liệu.",
            "The token of a program that may send readings is needed.",
            "Gửi kèm: Authorization: Bearer <mã>.",
            "Send: Authorization: Bearer <token>.",
        )
    return client


def _note(client: Client, now: datetime) -> None:
    if client.last_used is None or now - client.last_used > _SELDOM:
        Client.objects.filter(pk=client.pk).update(last_used=now)


def _scope(path: str, own: Catalogue, public: Catalogue) -> list[Series] | None:
    """Return the series of the set to which is posted; None for all."""
    try:
        target = _target(path, own)
    except RefusedError as refused:
        if refused.status == 404 and _leads_somewhere(path, public):
            raise _not_theirs() from None
        raise
    if target.kind.plural != "Observations" or target.single or target.references:
        raise RefusedError(
            405,
            "method-not-allowed",
            "Chỉ thêm được Observations.",
            "Only Observations can be added.",
        )
    return target.scope


def _target(path: str, made: Catalogue) -> Target:
    return follow(path, made, V1_1, lambda _place: False)


def _leads_somewhere(path: str, made: Catalogue) -> bool:
    try:
        _target(path, made)
    except RefusedError:
        return False
    return True


def _series(number: Any, own: Catalogue, public: Catalogue, scope: list[Series] | None) -> Series:
    known = type(number) is int
    series = own.series.get(number) if known else None
    if series is None:
        if known and number in public.series:
            raise _not_theirs()
        raise bad_body(
            "Datastream", f"không có Datastream {number!s:.40}", f"there is no {number!s:.40}"
        )
    if scope is not None and series not in scope:
        raise bad_body("Datastream", "khác với đường dẫn", "is not of the path")
    return series


def _not_theirs() -> RefusedError:
    return RefusedError(
        403,
        "not-your-station",
        "Mã truy cập này không được gửi số liệu của trạm đó. Không có gì được lưu.",
        "This token may not send readings of that station. Nothing was kept.",
        "Đề nghị người quản lý trạm thêm trạm cho chương trình.",
        "Ask those who look after the stations to add the station to the program.",
    )


def _body(request: HttpRequest) -> Any:
    try:
        content = request.body
    except RequestDataTooBig:
        raise RefusedError(
            413,
            "too-large",
            "Nội dung gửi quá lớn. Không có gì được lưu.",
            "What was sent is too large. Nothing was kept.",
            "Chia thành nhiều lần gửi.",
            "Send it in parts.",
        ) from None
    try:
        return json.loads(content, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise bad_body("JSON", "không đọc được", "cannot be read") from None


def _no_constant(name: str) -> Callable[..., Any]:
    raise ValueError(name)
