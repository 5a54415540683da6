"""The register and the store for every test of the service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from web.sensorthings import world
from xanh.office.monitoring import readings
from xanh.web.sensorthings import catalogue


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the store once: no test that uses it adds to it."""
    home = tmp_path_factory.mktemp("sensorthings")
    world.make_store(home / "observations")
    return home


@pytest.fixture
def service(sample_store: Path, settings, db) -> Iterator[Client]:
    """Have the register and the store, and return who asks."""
    settings.BASE = sample_store
    world.register()
    yield Client()
    catalogue.forget()
    readings._engine.cache_clear()
    readings._store.cache_clear()
