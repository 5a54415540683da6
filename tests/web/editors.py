"""People of each role, and a home of their own for what they upload."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.test import Client

from xanh.office.accounts import create_account

PASSWORD = "hoa-sua-thang-muoi"
CHEAP = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def person(name: str, administrator: bool = False, roles: Sequence[str] = ("editor",)) -> User:
    """Make an account with PASSWORD."""
    return create_account(name, PASSWORD, administrator, roles)


def signed_in(user: User | None, **options: object) -> Client:
    """Return a browser of ``user``, or of somebody who is not signed in."""
    client = Client(**options)
    if user is not None:
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def home(tmp_path: Path, settings, db) -> Path:
    """Give a test a folder of its own for originals, and quick passwords."""
    settings.PASSWORD_HASHERS = CHEAP
    settings.XANH = replace(django_settings.XANH, home=tmp_path, upload_limit=1_000_000)
    return tmp_path
