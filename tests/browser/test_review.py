"""The review in a browser: both sides together, by keyboard, on a phone, and without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser.conftest import PHONE, bring
from browser.sample import plan

pytestmark = pytest.mark.browser


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.txt"
    path.write_text(plan(), encoding="utf-8")
    return path


def _review(page, document: Path) -> str:
    """Import the document; returns the address of its review, which is open."""
    bring(page, document)
    if "so-sanh" in page.url:
        page.click("main .actions a.primary")
    page.wait_for_selector(".review .readings")
    return page.url


def _current(page) -> str:
    return page.evaluate("document.querySelector('[data-entry][aria-current]')?.id ?? ''")


def test_choosing_either_side_shows_the_other(open_page, document: Path):
    page = open_page(signed_in=True)
    _review(page, document)
    page.click("#task-1-2 [data-source]")
    marks = page.locator(".document mark.current")
    assert marks.all_inner_texts() == ["Quan trắc chất lượng nước hồ"]
    assert marks.first.is_visible()
    page.locator(".document mark", has_text="Lập danh mục tuyến phố").click()
    assert _current(page) == "task-1-1"
    assert page.locator("#task-1-1").is_visible()


def test_keys_walk_edit_cancel_and_settle(open_page, document: Path):
    page = open_page(signed_in=True)
    _review(page, document)
    open_before = page.locator("article.finding:not(.settled)").count()
    page.keyboard.press("n")
    first = _current(page)
    assert first.startswith("finding-")
    page.keyboard.press("j")
    assert _current(page) != first
    page.keyboard.press("k")
    assert _current(page) == first
    page.keyboard.press("a")
    page.wait_for_function(
        "n => document.querySelectorAll('article.finding:not(.settled)').length < n",
        arg=open_before,
    )
    page.focus("#task-1-1")
    page.keyboard.press("Enter")
    page.wait_for_selector("#task-1-1.editing")
    assert page.evaluate("document.activeElement.closest('.editing') !== null")
    page.keyboard.press("Escape")
    page.wait_for_selector("#task-1-1:not(.editing)")
    page.keyboard.press("?")
    assert page.locator(".keys dl").is_visible()
    page.uncheck("#use-keys")
    page.reload()
    page.locator("body").press("j")
    assert _current(page) == ""


def test_a_place_pressed_again_goes_outwards(open_page, document: Path):
    page = open_page(signed_in=True)
    _review(page, document)
    mark = page.locator(".document mark", has_text="báo cáo kết quả về Sở").first
    mark.click()
    first = _current(page)
    mark.click()
    assert {first, _current(page)} == {"duty-1", "measure-4"}


def test_phone_shows_one_side_at_a_time(open_page, document: Path):
    page = open_page(signed_in=True, viewport=PHONE)
    _review(page, document)
    assert not page.locator(".document").is_visible()
    page.click("#task-1-2 [data-source]")
    assert page.locator(".document mark.current").is_visible()
    assert not page.locator("#task-1-2").is_visible()
    page.click("label[for=side-readings]")
    assert page.locator("#task-1-2").is_visible()


def test_two_editors_lose_nothing(open_page, watch, document: Path):
    page = open_page(signed_in=True)
    address = _review(page, document)
    other = open_page(signed_in=True)
    for editor in (page, other):
        editor.goto(address)
        editor.click("#task-1-1 [data-edit]")
        editor.wait_for_selector("#task-1-1.editing")
    page.fill("#task-1-1 [name=title]", "Bản của người thứ nhất")
    page.click("#task-1-1 button.primary")
    page.wait_for_selector("#task-1-1:not(.editing)")
    other.fill("#task-1-1 [name=title]", "Bản của người thứ hai")
    other.click("#task-1-1 button.primary")
    other.wait_for_selector("#task-1-1 .error-summary")
    assert "Bản của người thứ nhất" in other.inner_text("#task-1-1 .error-summary")
    assert other.input_value("#task-1-1 [name=title]") == "Bản của người thứ hai"
    watch.expect("409 (Conflict)")
    other.click("#task-1-1 button.primary")
    other.wait_for_selector("#task-1-1:not(.editing)")
    assert "Bản của người thứ hai" in other.inner_text("#task-1-1")


def test_everything_works_without_scripts(open_page, document: Path):
    page = open_page(signed_in=True, java_script_enabled=False)
    page.goto("/nhap/")
    page.set_input_files("input[type=file]", document)
    page.click("main button[type=submit]")
    page.wait_for_url("**/duyet/**", timeout=60_000)
    if "so-sanh" in page.url:
        page.click("main .actions a.primary")
    page.click("#task-1-1 [data-edit]")
    page.fill("[name=title]", "Lập danh mục đường phố")
    page.click("main form button.primary")
    assert page.url.endswith("#task-1-1")
    assert "Lập danh mục đường phố" in page.inner_text("#task-1-1")
    page.locator("[data-settle]").first.click()
    assert page.locator("#counter").is_visible()
    page.locator("#task-1-2 form button").click()
    assert page.locator("#task-1-2.removed").count() == 1
    page.click(".review-end a.primary")
    waiting = page.locator("#accept")
    if waiting.count():
        page.click("main form button.primary")
        assert page.locator(".error-summary").is_visible()
        page.check("#accept")
    page.click("main form button.primary")
    page.wait_for_url("**/ke-hoach/**")
