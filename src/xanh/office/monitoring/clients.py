"""Programs that may send readings over the API: their tokens, and the stations they send for."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from xanh.errors import XanhError
from xanh.office.monitoring.models import Client, Station
from xanh.office.monitoring.registering import note
from xanh.vietnamese import squeeze


def digest(token: str) -> str:
    """Return what is kept of a token: tokens are random and long, so no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def add_client(
    name: str, stations: Iterable[Station], person: User | None = None
) -> tuple[Client, str]:
    """Make a client and its token, which is kept only as a hash. Raises XanhError."""
    wanted = squeeze(name)[:120]
    if not wanted:
        raise XanhError("client-name", "Chương trình cần có tên.", "The program needs a name.")
    token = _token()
    try:
        with transaction.atomic():
            client = Client.objects.create(name=wanted, token_sha256=digest(token), made_by=person)
            client.stations.set(stations)
            _note(client, "added", person)
    except IntegrityError:
        raise XanhError(
            "client-exists",
            f"Đã có chương trình “{wanted}”.",
            f"There is a program “{wanted}” already.",
            "Chọn tên khác.",
            "Choose another name.",
        ) from None
    return client, token


def set_stations(client: Client, stations: Iterable[Station], person: User | None = None) -> None:
    """Say anew which stations a client sends for."""
    with transaction.atomic():
        client.stations.set(stations)
        _note(client, "stations", person)


def switch(client: Client, active: bool, person: User | None = None) -> None:
    """Switch a client off, or on again; it counts from its next request on."""
    with transaction.atomic():
        Client.objects.filter(pk=client.pk).update(active=active)
        _note(client, "on" if active else "off", person)


def new_token(client: Client, person: User | None = None) -> str:
    """Give a client another token; the old one ends at once."""
    token = _token()
    with transaction.atomic():
        Client.objects.filter(pk=client.pk).update(token_sha256=digest(token))
        _note(client, "token", person)
    return token


def client_of(token: str) -> Client | None:
    """Return the active client of a token."""
    return Client.objects.filter(token_sha256=digest(token), active=True).first()


def _token() -> str:
    return secrets.token_urlsafe(32)


def _note(client: Client, what: str, person: User | None) -> None:
    keys = sorted(client.stations.values_list("key", flat=True))
    note(None, "client", {"name": client.name, "what": what, "stations": keys}, person)
