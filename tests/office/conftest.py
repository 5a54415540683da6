"""What the tests of the records share: the lists loaded once, a home of their own, readings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from pytest_django.plugin import DjangoDbBlocker

from xanh.office.organisations.loading import load_organisations
from xanh.office.organisations.models import Organisation
from xanh.office.places.loading import load_places
from xanh.office.places.models import Place


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give every test a folder of its own for originals."""
    folder = tmp_path / "home"
    monkeypatch.setattr(django_settings, "XANH", replace(django_settings.XANH, home=folder))
    return folder


@pytest.fixture(scope="session")
def _lists_loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Load the lists outside of any test's transaction, once: they take a second or two."""
    with django_db_blocker.unblock():
        load_places()
        load_organisations()


@pytest.fixture
def lists(_lists_loaded: None, db: None) -> None:
    """Have all places and organisations (again, where a test before emptied the database)."""
    if not Organisation.objects.exists():
        load_places()
        load_organisations()


@pytest.fixture
def editor(db: None) -> User:
    return User.objects.create_user("bien-tap", password="x")


@pytest.fixture
def hanoi(lists: None) -> Place:
    return Place.objects.get(code="01")
