"""Corrections, quarantine and sending programs, as a monitor uses their pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client as Browser

from web.editors import CHEAP, person, signed_in
from web.live import samples
from xanh.errors import XanhError
from xanh.observations.receiving.quarantine import Quarantine, Received
from xanh.office.monitoring.clients import client_of
from xanh.office.monitoring.models import Client, Station, StationEvent
from xanh.office.monitoring.readings import store

BASE = "/quan-ly-tram"
PAGE = f"{BASE}/tram/A/so-do/?thong-so=pm25"
# The form of the guidance: parameter, value, unit, time, status, tabs between them.
FILE = "PM2.5\t35.1\tug/m3\t20260301080000\t00\r\nNO2\t20\tug/m3\t20260301080000\t00\r\n"
NAME = "HN_HNMOI_KHIMOI_20260301080000.txt"


@pytest.fixture
def monitor(tmp_path: Path, settings, db) -> Browser:
    """Have a store of its own, which these tests change."""
    settings.PASSWORD_HASHERS = CHEAP
    settings.BASE = tmp_path
    samples.make_store(tmp_path / "observations")
    samples.register()
    return signed_in(person("quan-trac", roles=["monitor"]))


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def local(moment: datetime) -> str:
    return f"{moment + timedelta(hours=7):%Y-%m-%dT%H:%M}"


def test_correction_is_previewed_written_and_undone(monitor):
    start, end = samples.now() - timedelta(hours=3), samples.now()
    form = {"start": local(start), "end": local(end), "action": "scale", "factor": "2",
            "offset": "1,5", "reason": "đổi đầu đo"}  # fmt: skip
    seen = monitor.post(PAGE, form | {"step": "preview"})
    assert seen.status_code == 200
    assert "4 trong 4 số đo của khoảng này thay đổi." in text(seen)
    assert "20,6" in text(seen)
    assert "42,7" in text(seen)
    assert store().manifest().rows("corrections") == 0
    assert monitor.post(PAGE, form | {"step": "write"}).status_code == 302
    page = text(monitor.get(PAGE))
    assert "<strong>42,7</strong>" in page
    assert "đổi đầu đo" in page
    assert "đã sửa" in page
    refused = monitor.post(f"{BASE}/tram/A/so-do/1/hoan-tac/", {"reason": " "}, follow=True)
    assert "thiếu lý do" in text(refused)
    undone = monitor.post(
        f"{BASE}/tram/A/so-do/1/hoan-tac/", {"reason": "nhầm", "thong-so": "pm25"}, follow=True
    )
    assert "<strong>42,7</strong>" not in text(undone)
    assert "đã hoàn tác" in text(undone)
    assert StationEvent.objects.filter(station__key="A").count() == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"factor": "0"}, "Hệ số hoặc giá trị không hợp"),
        ({"reason": ""}, "bắt buộc"),
        ({"start": "hôm qua"}, "Ghi ngày và giờ."),
        ({"factor": "1.5"}, "không đúng dạng"),
        ({"end": "2020-01-01T00:00"}, "nằm sau thời điểm cuối"),
        ({"start": "2020-01-01T00:00"}, "nhiều nhất 366 ngày"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_written(monitor, change, said):
    form = {"start": local(samples.now()), "end": local(samples.now()), "action": "scale",
            "factor": "2", "reason": "x", "step": "write"}  # fmt: skip
    answer = monitor.post(PAGE, form | change)
    assert answer.status_code == 400
    assert said in text(answer)
    assert store().manifest().rows("corrections") == 0


def test_readings_pages_stand_for_every_kind_of_station(monitor):
    for key in ("A", "W", "X", "S"):
        for query in ("", "?ky=7d&chi=1", "?ky=30d&den=2026-02-31", "?thong-so=x"):
            answer = monitor.get(f"/en{BASE}/tram/{key}/so-do/{query}")
            assert answer.status_code == 200, (key, query)
    assert monitor.get(f"{BASE}/tram/KHONG/so-do/").status_code == 404


def test_file_of_an_unknown_station_is_registered_from_the_page_and_taken(monitor, settings):
    held = Quarantine(Path(settings.BASE) / "observations")
    error = XanhError(
        "unknown-station", "Chưa có trạm HN_HNMOI_KHIMOI trong danh mục.",
        "The station HN_HNMOI_KHIMOI is not registered.", "Thêm trạm.", "Register it.",
    )  # fmt: skip
    moment = datetime.now(UTC)
    file = Received(NAME, "", moment, FILE.encode())
    held.keep([(file, error), (Received("rac.txt", "tram-a", moment, b"\x00\x01"), error)])
    page = text(monitor.get(f"{BASE}/cach-ly/"))
    link = re.search(r'href="([^"]*ma=HN_HNMOI[^"]*)"', page)[1].replace("&amp;", "&")
    assert 'value="HN_HNMOI_KHIMOI"' in text(monitor.get(link))
    download = monitor.get(f"{BASE}/cach-ly/{file.id}/")
    assert download.content == FILE.encode()
    assert download["Content-Type"] == "application/octet-stream"
    assert monitor.get(f"{BASE}/cach-ly/khong-co/").status_code == 404
    still = monitor.post(f"{BASE}/cach-ly/chay-lai/", {"file": file.id}, follow=True)
    assert "Chưa tệp nào vào được kho" in text(still)
    new = {"key": "HN_HNMOI_KHIMOI", "name": "Mới", "medium": "air", "minutes": "5",
           "ahead_minutes": "15"}  # fmt: skip
    assert monitor.post(f"{BASE}/them/", new).status_code == 302
    before = store().manifest().rows("readings")
    done = text(monitor.post(f"{BASE}/cach-ly/chay-lai/", follow=True))
    assert "1 tệp đã vào kho (2 số đo mới); 1 tệp vẫn bị giữ." in done
    assert store().manifest().rows("readings") == before + 2
    assert [one.name for one in held.files()] == ["rac.txt"]
    monitor.post(f"{BASE}/cach-ly/chay-lai/")
    assert store().manifest().rows("readings") == before + 2


def test_program_gets_a_token_once_and_is_switched_off(monitor):
    form = {"name": "Phần mềm A", "stations": [Station.objects.get(key="A").pk]}
    page = monitor.post(f"{BASE}/chuong-trinh/them/", form)
    found = re.search(r'<code class="once"[^>]*>([^<]+)</code>', page.content.decode())
    made = Client.objects.get()
    assert client_of(found[1]) == made
    assert found[1] not in text(monitor.get(f"{BASE}/chuong-trinh/"))
    monitor.post(f"{BASE}/chuong-trinh/{made.pk}/", {"stations": []})
    assert not made.stations.exists()
    again = monitor.post(f"{BASE}/chuong-trinh/{made.pk}/khoa/")
    token = re.search(r'<code class="once"[^>]*>([^<]+)</code>', again.content.decode())[1]
    assert client_of(found[1]) is None
    assert client_of(token) == made
    monitor.post(f"{BASE}/chuong-trinh/{made.pk}/trang-thai/", {"active": "0"})
    assert client_of(token) is None
    assert "đã tắt" in text(monitor.get(f"{BASE}/chuong-trinh/"))
    assert monitor.post(f"{BASE}/chuong-trinh/them/", {"name": "Phần mềm A"}).status_code == 400
