"""A store for the tests of stations, made once, and the records beside it for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from web.live import samples


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the store once: nothing in it is changed by a test."""
    home = tmp_path_factory.mktemp("live")
    samples.make_store(home / "observations")
    return home


@pytest.fixture
def house(sample_home: Path, settings, db) -> Path:
    """Have the sample store and its stations."""
    settings.BASE = sample_home
    samples.register()
    return sample_home
