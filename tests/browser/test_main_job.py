"""The main job in a browser: bring the document, review, publish, find what is one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser.conftest import bring
from browser.sample import OWNER, amended, plan

pytestmark = pytest.mark.browser
REAL = Path(__file__).parents[3] / "shared" / "plans" / "249-KH-UBND.txt"


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.txt"
    path.write_text(plan(), encoding="utf-8")
    return path


def _to_review(page) -> None:
    if "so-sanh" in page.url:
        page.click("main .actions a.primary")
    page.wait_for_selector(".review .readings")


def _settle_all(page) -> None:
    page.wait_for_selector("#counter")
    while left := page.locator("article.finding:not(.settled)").count():
        page.locator("[data-settle]").first.click()
        page.wait_for_function(
            "n => document.querySelectorAll('article.finding:not(.settled)').length < n", arg=left
        )
    assert page.locator("#counter .state.good").is_visible()


def _publish(page) -> None:
    page.click(".review-end a.primary")
    page.click("main form button.primary")
    page.wait_for_url("**/ke-hoach/**")


def test_own_document_from_file_to_organisation_page(open_page, document: Path):
    page = open_page(signed_in=True)
    bring(page, document)
    _to_review(page)
    assert page.locator("[data-entry][id^=task-]").count() == 3
    _settle_all(page)
    page.click("#task-1-3 [data-edit]")
    page.fill("#task-1-3 [name=period_text]", "Quý IV/2026")
    page.fill("#task-1-3 [name=period_start]", "01/10/2026")
    page.fill("#task-1-3 [name=period_end]", "31/12/2026")
    page.click("#task-1-3 button.primary")
    page.wait_for_selector("#task-1-3:not(.editing)")
    assert "quý IV/2026" in page.inner_text("#task-1-3")
    assert "3 lần sửa" in page.inner_text("#counter")
    _publish(page)
    page.click("nav.sections a[href$='nhiem-vu/']")
    page.locator("main a", has_text=OWNER).first.click()
    assert page.inner_text("h1") == OWNER
    assert "Quan trắc chất lượng nước hồ" in page.inner_text("main")
    reader = open_page()
    reader.goto(page.url)
    assert "Quan trắc chất lượng nước hồ" in reader.inner_text("main")


def test_amended_document_shows_its_difference_before_anything_changes(
    open_page, document: Path, tmp_path: Path
):
    page = open_page(signed_in=True)
    bring(page, document)
    _to_review(page)
    if page.locator("article.finding:not(.settled)").count():
        _settle_all(page)
    _publish(page)
    published = page.url
    later = tmp_path / "sua-doi.txt"
    later.write_text(amended(document.read_text(encoding="utf-8")), encoding="utf-8")
    bring(page, later)
    assert page.url.endswith("/so-sanh/")
    words = page.inner_text("main")
    assert "Lập danh mục tuyến phố cần trồng thêm cây xanh" in words
    assert page.locator("ins", has_text="thêm").count() == 1
    assert page.locator("del", has_text="Sở Xây dựng").count() == 1
    assert page.locator("ins", has_text="2027").count() == 1
    reader = open_page()
    reader.goto(published)
    reader.click("nav.sections a[href$='nhiem-vu/']")
    assert "trồng thêm cây xanh" not in reader.inner_text("main")


@pytest.mark.skipif(not REAL.exists(), reason="the real plan is not beside this checkout")
def test_hanois_plan_from_file_to_the_department(open_page):
    page = open_page(signed_in=True)
    bring(page, REAL)
    _to_review(page)
    assert page.locator("[data-entry][id^=task-]").count() == 52
    assert page.locator("[data-entry][id^=target-]").count() == 7
    _settle_all(page)
    _publish(page)
    page.click("nav.sections a[href$='nhiem-vu/']")
    page.locator("main td a", has_text=OWNER).first.click()
    assert page.inner_text("h1") == OWNER
    assert page.locator("main table.rows tbody tr").count() > 10
