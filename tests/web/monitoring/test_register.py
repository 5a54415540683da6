"""The pages of the register and of the morning, as a monitor uses them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from web.editors import CHEAP, person, signed_in
from web.live import samples
from web.live.house import house, sample_home
from xanh.observations.receiving.passwords import verify
from xanh.office.monitoring import working
from xanh.office.monitoring.models import River, Station
from xanh.office.monitoring.readings import store
from xanh.office.monitoring.rivers import load_rivers

__all__ = ["house", "sample_home"]
BASE = "/quan-ly-tram"
NEW = {
    "key": "HN_MOI", "name": "Trạm mới", "medium": "surface-water", "minutes": "5",
    "ahead_minutes": "15", "latitude": "21,0285", "longitude": "105.8542", "public": "on",
}  # fmt: skip


@pytest.fixture
def monitor(house, settings) -> Client:
    settings.PASSWORD_HASHERS = CHEAP
    return signed_in(person("quan-trac", roles=["monitor"]))


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_station_is_added_changed_and_closed(monitor):
    load_rivers()
    page = monitor.post(f"{BASE}/them/", NEW | {"river": River.objects.first().pk})
    station = Station.objects.filter(key="HN_MOI").first()
    assert station is not None, text(page)
    assert (page.status_code, page.url) == (302, f"{BASE}/tram/HN_MOI/")
    assert (station.latitude, station.longitude, station.seconds) == (21.0285, 105.8542, 300)
    shown = text(monitor.get(page.url))
    assert 'value="21,0285"' in shown
    assert "thêm trạm" in shown
    changed = NEW | {"name": "Tên khác", "minutes": "2,5"}
    assert monitor.post(page.url, changed).status_code == 302
    station.refresh_from_db()
    assert (station.name, station.seconds) == ("Tên khác", 150)
    assert "300 → 150" in text(monitor.get(page.url))
    monitor.post(f"{page.url}dong/", {"closed": "1"})
    station.refresh_from_db()
    assert station.closed is not None
    monitor.post(f"{page.url}dong/", {"closed": "0"})
    station.refresh_from_db()
    assert station.closed is None


def test_refusals_stand_beside_the_fields_and_keep_what_was_typed(monitor):
    page = monitor.post(f"{BASE}/them/", NEW | {"key": "A", "latitude": "hai mốt", "name": ""})
    assert page.status_code == 400
    assert "Ghi độ thập phân" in text(page)
    assert 'value="hai mốt"' in text(page)
    taken = monitor.post(f"{BASE}/them/", NEW | {"key": "A"})
    assert taken.status_code == 400
    assert "Trạm A đã dùng mã" in text(taken)
    english = monitor.post(f"/en{BASE}/them/", NEW | {"key": "A", "latitude": "21.0"})
    assert "goes by “A” already" in text(english)


def test_password_is_shown_once_and_to_nobody_else(monitor):
    page = monitor.post(f"{BASE}/tram/A/mat-khau/")
    password = re.search(r'<code class="once"[^>]*>([^<]+)</code>', page.content.decode())[1]
    assert "no-store" in page["Cache-Control"]
    assert verify(password, Station.objects.get(key="A").password)
    assert password not in text(monitor.get(f"{BASE}/tram/A/"))
    assert monitor.get(f"{BASE}/tram/A/mat-khau/").status_code == 405


def test_instruments_are_kept_with_ranges_in_the_page_s_numbers(monitor):
    address = f"{BASE}/tram/B/thiet-bi/"
    form = {"parameter": "no2", "name": "Serinus 40", "low": "0", "high": "1.000,5"}
    assert monitor.post(address, form).status_code == 302
    row = Station.objects.get(key="B").instruments.get(parameter="no2")
    assert (row.low, row.high, row.name) == (0.0, 1000.5, "Serinus 40")
    assert monitor.post(f"{address}no2/", form | {"low": "2.000"}).status_code == 400
    assert monitor.post(f"{address}no2/bo/").status_code == 302
    assert not Station.objects.get(key="B").instruments.filter(parameter="no2").exists()


def test_table_is_taken_whole_or_its_rows_are_named(monitor):
    good = SimpleUploadedFile("tram.csv", "mã trạm,tên\nHN_1,Một\nHN_2,Hai\n".encode())
    assert "Thêm 2, sửa 0" in text(monitor.post(f"{BASE}/nhap/", {"file": good}))
    bad = SimpleUploadedFile("tram.csv", "mã trạm,vĩ độ\nHN_3,x\nHN_1,95\n".encode())
    page = monitor.post(f"{BASE}/nhap/", {"file": bad})
    assert page.status_code == 400
    assert "“x” không phải là số" in text(page)
    assert Station.objects.filter(key__startswith="HN_").count() == 2
    large = SimpleUploadedFile("tram.csv", b"key,name\n" + b"x" * 5_000_001)
    assert "lớn hơn 5 MB" in text(monitor.post(f"{BASE}/nhap/", {"file": large}))
    empty = SimpleUploadedFile("tram.csv", b"")
    assert monitor.post(f"{BASE}/nhap/", {"file": empty}).status_code == 400
    assert monitor.post(f"{BASE}/nhap/", {}).status_code == 400


def test_morning_names_the_silent_station_first_and_counts_what_came(monitor):
    monitor.post(f"{BASE}/them/", NEW)
    working.morning(fresh=True)
    page = text(monitor.get(f"{BASE}/"))
    assert "hai tháng nay không nhận được số liệu nào" in page
    assert page.index("sửa ngay") < page.index("Từng trạm trong 24 giờ qua")
    assert "chưa chạy lần nào" in page
    english = text(monitor.get(f"/en{BASE}/"))
    assert "nothing has been received" in english
    assert "fix now" in english


def test_morning_says_how_receiving_and_checking_go(monitor, tmp_path, settings):
    settings.BASE = tmp_path
    folder = tmp_path / "observations"
    samples.make_store(folder)
    now = datetime.now(UTC)

    def said(heartbeat: timedelta, error: str, checked: timedelta | None) -> str:
        state = {"heartbeat": (now - heartbeat).isoformat(), "error": error}
        (folder / "receiver.json").write_text(json.dumps(state))
        if checked is not None:
            moment = (store().manifest().moment + checked).isoformat()
            (folder / "keeper.json").write_text(json.dumps({"readings": moment}))
        return text(monitor.get(f"{BASE}/"))

    page = said(timedelta(seconds=5), "", None)
    assert "đang chạy" in page
    assert "chưa chạy lần nào" in page
    page = said(timedelta(seconds=5), "đĩa đầy / disk full", timedelta())
    assert "đang gặp trở ngại" in page
    assert "disk full" in page
    assert "theo kịp" in page
    page = said(timedelta(hours=1), "", -timedelta(days=3))
    assert "không chạy" in page
    assert "theo kịp" in page  # what waits came just now
    (folder / "receiver.json").write_text("{")
    assert monitor.get(f"{BASE}/").status_code == 200


def test_pages_stand_in_english_and_without_any_station(monitor):
    for address in ("/", "/tram/", "/them/", "/nhap/", "/tram/A/", "/tram/A/thiet-bi/"):
        assert monitor.get(f"/en{BASE}{address}").status_code == 200, address
    assert monitor.get(f"{BASE}/tram/KHONG_CO/").status_code == 404
    found = text(monitor.get(f"{BASE}/tram/", {"q": "khong co tram nay"}))
    assert "Không có trạm nào." in found


def test_monitor_signs_in_to_the_morning_page_and_gets_its_role_on_the_page_of_accounts(monitor):
    boss = signed_in(person("quan-tri", administrator=True))
    made = person("nguoi-moi")
    assert signed_in(made).get(f"{BASE}/").status_code == 403
    boss.post(f"/tai-khoan/danh-sach/{made.pk}/viec/", {"work": "monitor"})
    assert signed_in(made).get(f"{BASE}/").status_code == 200
    assert signed_in(made).get("/nhap/").status_code == 403
    answer = Client().post(
        "/dang-nhap/", {"username": "nguoi-moi", "password": "hoa-sua-thang-muoi"}
    )
    assert answer.url == f"{BASE}/"
