"""The map in a browser: it fits, asks nobody else, works by keyboard, and its list needs no script."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from browser.conftest import LAPTOP, PHONE, photograph
from browser.test_stations import REGISTER, TESTS

pytestmark = pytest.mark.browser
SIZES = {"phone": PHONE, "laptop": LAPTOP}


@pytest.fixture(scope="module", autouse=True)
def stations(server) -> None:
    """Have the sample stations and their readings on the server."""
    from web.live import samples

    samples.make_store(Path(server.environment["XANH_HOME"]) / "observations")
    environment = server.environment | {
        "DJANGO_SETTINGS_MODULE": "xanh.web.settings",
        "PYTHONPATH": str(TESTS),
    }
    subprocess.run([sys.executable, "-c", REGISTER], env=environment, check=True)


def drawn(page, path: str) -> None:
    page.goto(path)
    page.locator("#ban-do[data-drawn]").wait_for()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_map_fits_and_asks_nobody_else(open_page, size: str, language: str):
    page = open_page(viewport=SIZES[size])
    drawn(page, "/quan-trac/" if language == "vi" else "/en/quan-trac/")
    assert page.locator("#ban-do .map-mark").count() == 1  # one sample has coordinates
    photograph(page, f"map-{size}-{language}")


def test_a_mark_opens_its_station_by_keyboard_alone(open_page):
    page = open_page()
    drawn(page, "/quan-trac/?q=bach+khoa")
    mark = page.locator("#ban-do .map-mark")
    assert mark.count() == 1
    assert "59 Trung bình" in mark.get_attribute("aria-label")
    mark.focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup a[href$='/tram/A/']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/tram/A/")


def test_the_list_and_its_filters_need_no_script(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/quan-trac/")
    assert not page.locator("#ban-do").is_visible()
    page.fill("main [name=q]", "bach khoa")
    page.click("main .filters button")
    assert page.locator("#tinh-hinh tbody tr").count() == 1
    assert "q=bach" in page.url
