"""Rivers, bulletin and downloads in a browser: they fit, ask nobody else, and give their files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from browser.conftest import LAPTOP, PHONE, photograph
from browser.test_stations import REGISTER, TESTS

pytestmark = pytest.mark.browser
SIZES = {"phone": PHONE, "laptop": LAPTOP}
PAGES = {
    "rivers": "/song/", "river": "/song/song-thu/?ky=7d", "river-empty": "/song/to-lich/",
    "bulletin": "/ban-tin/?ky=tuan", "bulletin-water": "/ban-tin/?loai=nuoc",
    "downloads": "/du-lieu/?tram=A&tram=B&thong-so=pm25",
}  # fmt: skip


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
def test_pages_fit_and_ask_nobody_else(open_page, size: str, language: str):
    page = open_page(viewport=SIZES[size])
    for name, path in PAGES.items():
        page.goto(path if language == "vi" else f"/en{path}")
        assert page.locator("h1").count() == 1
        photograph(page, f"{name}-{size}-{language}")


def test_a_bulletin_and_readings_come_as_files(open_page, tmp_path: Path):
    page = open_page(accept_downloads=True)
    page.goto("/quan-trac/")
    page.click("text=Bản tin")
    for words, start in (("Tải PDF", b"%PDF-"), ("Tải Word", b"PK")):
        with page.expect_download() as waiting:
            page.click(f"text={words}")
        path = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(path)
        assert path.read_bytes().startswith(start)
    page.goto("/quan-trac/")
    page.click("text=Tải số liệu")
    page.check("[name=tram][value=A]")
    page.click("main .filters button")
    with page.expect_download() as waiting:
        page.click("text=Tải CSV")
    path = tmp_path / "a.csv"
    waiting.value.save_as(path)
    assert path.read_text().startswith("station,parameter,time,value")
    assert path.read_text().count("\nA,pm25,") > 24
