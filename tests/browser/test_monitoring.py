"""The working side of the stations in a browser: it fits, and a correction goes through it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from browser.conftest import LAPTOP, PHONE, photograph

pytestmark = pytest.mark.browser
TESTS = Path(__file__).parents[1]
PREPARE = """
import django
django.setup()
from datetime import UTC, datetime
from web.live import samples
from xanh.errors import XanhError
from xanh.observations.receiving.quarantine import Quarantine, Received
from xanh.observations.readings import Problem
from django.contrib.auth.models import User
from xanh.office.accounts import create_account
from xanh.office.monitoring import clients, registering
from xanh.office.monitoring.models import Client, Station
from xanh.office.monitoring.profiles import store_folder
from xanh.office.monitoring.readings import store

if not store().manifest().entries:  # another module may have been first on this server
    samples.make_store(store_folder())
if not Station.objects.exists():
    samples.register()
station = Station.objects.get(key="A")
registering.change(station, {"operator_email": "tram@example.vn", "account": "tram-a"})
unknown = XanhError(
    "unknown-station", "Chưa có trạm HN_CDAI_KHICDAI trong danh mục.",
    "The station HN_CDAI_KHICDAI is not registered.",
    "Thêm trạm (hoặc tên gọi khác của trạm) vào danh mục rồi chạy lại khu cách ly.",
    "Register the station (or this name of it), then replay the quarantine.",
)
file = Received("HN_CDAI_KHICDAI_20260301080000.txt", "", datetime.now(UTC), b"x")
held = Quarantine(store_folder())
held.keep([(file, unknown)])
held.note([(file, [Problem(file.name, 3, XanhError("line", "Dòng thiếu cột.", "Too few cells."))])])
if not User.objects.filter(username="quan-trac").exists():
    create_account("quan-trac", "hoa-sua-thang-muoi", roles=["monitor"])
if not Client.objects.exists():
    clients.add_client("Phần mềm truyền số liệu", Station.objects.all())
"""
PAGES = {
    "morning": "/", "register": "/tram/", "register-add": "/them/", "register-import": "/nhap/",
    "register-station": "/tram/A/", "instrument": "/tram/A/thiet-bi/",
    "readings": "/tram/A/so-do/?thong-so=pm25", "readings-water": "/tram/W/so-do/",
    "readings-new": "/tram/N/so-do/", "quarantine": "/cach-ly/", "clients": "/chuong-trinh/",
    "client-add": "/chuong-trinh/them/", "client": "/chuong-trinh/1/",
}  # fmt: skip
SIZES = {"phone": PHONE, "laptop": LAPTOP}


@pytest.fixture(scope="module", autouse=True)
def stations(server) -> None:
    """Have stations, a file in quarantine and a program on the server."""
    environment = server.environment | {
        "DJANGO_SETTINGS_MODULE": "xanh.web.settings",
        "PYTHONPATH": str(TESTS),
    }
    subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_of_the_working_side_fit_and_ask_nobody_else(open_page, size: str, language: str):
    page = open_page(signed_in=True, viewport=SIZES[size])
    for name, path in PAGES.items():
        page.goto(("" if language == "vi" else "/en") + "/quan-ly-tram" + path)
        assert page.locator("h1").count() == 1
        photograph(page, f"work-{name}-{size}-{language}")
    page.goto(("" if language == "vi" else "/en") + "/tai-khoan/danh-sach/")
    photograph(page, f"work-accounts-{size}-{language}")


def test_a_correction_is_seen_before_it_is_written_and_taken_back(open_page):
    page = open_page(signed_in=True, viewport=PHONE)
    page.goto("/quan-ly-tram/tram/A/so-do/?thong-so=pm25")
    page.select_option("select[name=action]", "exclude")
    page.fill("textarea[name=reason]", "vệ sinh đầu hút")
    page.get_by_role("button", name="Xem trước").click()
    assert "số đo của khoảng này thay đổi" in page.locator("#xem-truoc").inner_text()
    photograph(page, "work-preview-phone-vi")
    page.get_by_role("button", name="Ghi lần sửa này").click()
    row = page.locator("#lich-su + table tbody tr").first
    assert "vệ sinh đầu hút" in row.inner_text()
    row.locator("input[name=reason]").fill("nhầm trạm")
    row.get_by_role("button", name="Hoàn tác").click()
    assert "đã hoàn tác" in page.locator("#lich-su + table").inner_text()
