"""Every kind of page photographed on a phone and a laptop, in both languages, light and dark."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser.conftest import LAPTOP, PHONE, bring, photograph
from browser.sample import plan

pytestmark = pytest.mark.browser
PUBLIC = {
    "home": "/", "plans": "/ke-hoach/", "organisations": "/co-quan/", "places": "/dia-phuong/",
    "search": "/tim/?q=moi+truong", "look": "/look", "sign-in": "/dang-nhap/", "missing": "/khong-co/",
}  # fmt: skip
SIZES = {"phone": PHONE, "laptop": LAPTOP}


def _address(path: str, language: str) -> str:
    return path if language == "vi" else f"/en{path}"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_public_pages_fit_and_ask_nobody_else(open_page, watch, size: str, language: str):
    page = open_page(viewport=SIZES[size])
    for name, path in PUBLIC.items():
        page.goto(_address(path, language))
        photograph(page, f"{name}-{size}-{language}")
    watch.expect("404")
    page.goto(_address("/ke-hoach/", language))
    page.locator("main table a").first.click()
    photograph(page, f"plan-{size}-{language}")
    for number, href in enumerate(
        page.eval_on_selector_all(".sections a", "links => links.map(l => l.href)")
    ):
        page.goto(href)
        photograph(page, f"plan-{number}-{size}-{language}")
        assert page.locator("h1").count() == 1
    page.goto(href.replace("lich-su", "nhiem-vu"))
    page.locator("main tbody th a").first.click()
    photograph(page, f"task-{size}-{language}")
    page.locator("main .facts a").first.click()
    photograph(page, f"organisation-{size}-{language}")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_editors_pages_fit(open_page, tmp_path: Path, size: str, language: str):
    page = open_page(signed_in=True, viewport=SIZES[size])
    path = tmp_path / "ke-hoach.txt"
    path.write_text(plan(), encoding="utf-8")
    bring(page, path)
    draft = page.url.split("/duyet/")[1].split("/")[0]
    pages = {
        "imports": "/nhap/",
        "review": f"/duyet/{draft}/",
        "difference": f"/duyet/{draft}/so-sanh/",
        "history": f"/duyet/{draft}/lich-su/",
        "publish": f"/duyet/{draft}/cong-bo/",
        "discard": f"/duyet/{draft}/bo/",
        "edit": f"/duyet/{draft}/muc/task-1-1/sua/",
        "add": f"/duyet/{draft}/them/target/",
        "account": "/tai-khoan/",
        "accounts": "/tai-khoan/danh-sach/",
        "account-add": "/tai-khoan/danh-sach/them/",
    }
    for name, address in pages.items():
        page.goto(_address(address, language))
        photograph(page, f"{name}-{size}-{language}")
        assert page.locator("h1").count() == 1


def test_dark_pages_are_dark(open_page):
    page = open_page(color_scheme="dark")
    for name, path in {"home": "/", "look": "/look"}.items():
        page.goto(path)
        photograph(page, f"{name}-dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 22, 19)"
    chosen = open_page(color_scheme="light")
    chosen.goto("/giao-dien/dark/?next=/look")
    assert chosen.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 22, 19)"


def test_upload_of_what_is_too_large_is_refused_before_it_is_sent(open_page, tmp_path: Path):
    page = open_page(signed_in=True)
    large = tmp_path / "lon.txt"
    with large.open("wb") as file:
        file.truncate(21_000_000)
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.set_input_files("input[type=file]", large)
    page.click("main button[type=submit]")
    assert page.locator(".error-summary").is_visible()
    assert sent == []


def test_refused_file_says_why_and_stays_in_the_list(open_page, tmp_path: Path):
    page = open_page(signed_in=True)
    picture = tmp_path / "anh.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    page.set_input_files("input[type=file]", picture)
    page.click("main button[type=submit]")
    page.wait_for_selector(".message.bad")
    page.click("main a.button")
    assert page.locator("tr", has_text="anh.txt").locator(".state.bad").count() == 1
