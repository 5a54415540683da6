"""English for the tests of pages, compiled once."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils.translation import trans_real

from xanh.web.translations import compile_translations


@pytest.fixture(scope="session", autouse=True)
def english(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Compile the catalogue into a folder of the tests and let Django read it."""
    folder = tmp_path_factory.mktemp("locale")
    compile_translations(folder)
    settings.LOCALE_PATHS = [folder]
    trans_real._translations.clear()
    trans_real._default = None
