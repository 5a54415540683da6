"""Stations in a browser: they fit, ask nobody else, and their parts follow what is chosen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from browser.conftest import LAPTOP, PHONE, photograph

pytestmark = pytest.mark.browser
TESTS = Path(__file__).parents[1]
REGISTER = """
import django
django.setup()
from web.live import samples
from xanh.office.monitoring.models import Station
if not Station.objects.exists():  # another module may have been first on this server
    samples.register()
"""
PAGES = {
    "station": "/tram/A/?thong-so=pm25", "station-water": "/tram/W/", "station-waste": "/tram/X/",
    "station-silent": "/tram/S/", "station-new": "/tram/N/", "station-part": "/tram/A/gio/",
    "station-origin": "/tram/A/nguon-goc/", "comparison": "/so-sanh/?tram=A&tram=B",
}  # fmt: skip
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


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_of_stations_fit_and_ask_nobody_else(open_page, size: str, language: str):
    page = open_page(viewport=SIZES[size])
    for name, path in PAGES.items():
        page.goto(path if language == "vi" else f"/en{path}")
        assert page.locator("h1").count() == 1
        photograph(page, f"{name}-{size}-{language}")


def test_parts_load_when_they_are_reached_and_follow_the_parameter(open_page):
    page = open_page()
    page.goto("/tram/A/?thong-so=pm25")
    page.locator("#nhip").scroll_into_view_if_needed()
    title = page.locator("#nhip figcaption strong").first
    assert "PM2.5" in title.inner_text()
    page.select_option("#chuoi select[name=thong-so]", "no2")
    page.locator("#chuoi figcaption strong", has_text="NO₂").wait_for()
    page.locator("#nhip figcaption strong", has_text="NO₂").first.wait_for()
    assert "thong-so=no2" in page.url
    assert page.locator("h1").count() == 1
    page.click("text=Tính từ đâu?")
    page.locator("#nguon-goc table").wait_for()
    assert page.url.endswith("muc=corrected")


def test_everything_can_be_had_without_scripts(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/tram/A/?thong-so=pm25")
    page.click("#gio a")
    assert page.locator("svg").count() >= 2
    page.goto("/tram/A/")
    page.select_option("#chuoi select[name=ky]", "24h")
    page.click("#chuoi button")
    assert "24 giờ" in page.locator("#chuoi figcaption strong").inner_text()
