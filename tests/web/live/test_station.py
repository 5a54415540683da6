"""The page of a station: what must be published, what belongs to it, and what it rests on."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest
from django.test import Client

from web.live.house import house, sample_home  # noqa: F401  # fixtures
from xanh.observations.corrections import correct
from xanh.observations.store import Store

pytestmark = pytest.mark.usefixtures("house")


def text(client: Client, address: str, status: int = 200, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == status
    return answer.content.decode()


def test_what_decision_1459_asks_to_publish_is_published(client: Client):
    page = text(client, "/tram/A/")
    # The decision's own example: 59 by NO2; every sub-index, the highest marked.
    now = page.split('aria-labelledby="h-now"')[1].split("</section>")[0]
    assert "scale-vn-aqi-2" in now
    assert ">59</b>" in now
    assert "Trung bình" in now
    rows = re.findall(r"thong-so=(\w+)#chuoi.*?</tr>", now, re.S)
    assert rows[:3] == ["pm25", "o3", "no2"]
    for value in ("41", "43", "59"):
        assert f'<b class="number">{value}</b>' in now
    highest = now.split("cao nhất")[0]
    assert highest.rindex("thong-so=no2") > highest.rindex("thong-so=o3")
    assert now.count("cao nhất") == 1
    assert "Mọi người" in now
    assert "Người nhạy cảm" in now
    assert "/phuong-phap/#vn_aqi-2019" in now
    assert "21,0046° vĩ Bắc, 105,8436° kinh Đông" in page
    assert "Chi cục Bảo vệ môi trường" in page


def test_the_page_speaks_english(client: Client):
    page = text(client, "/en/tram/A/")
    assert "Bach Khoa" in page
    assert "Moderate" in page
    assert "21.0046° N, 105.8436° E" in page


def test_simulated_data_say_so_on_every_side(client: Client):
    for address in ("/tram/B/", "/tram/B/lich/", "/tram/B/nhip/", "/tram/B/nguon-goc/"):
        assert "dữ liệu mô phỏng" in text(client, address)
        assert "dữ liệu mô phỏng" not in text(client, address.replace("/B/", "/A/"))


@pytest.mark.parametrize("part", ["lich", "nhip", "gio", "vuot", "day-du"])
def test_each_side_is_a_page_and_a_piece_of_one(client: Client, part: str):
    whole = text(client, f"/tram/A/{part}/?thong-so=pm25")
    piece = text(client, f"/tram/A/{part}/?thong-so=pm25", **{"HX-Request": "true"})
    assert "<h1>" in whole
    assert "<h1>" not in piece
    assert "<svg" in whole
    assert "<svg" in piece
    assert "<table" in piece
    assert f'data-hx-get="/tram/A/{part}/' in text(client, "/tram/A/")


def test_sides_that_do_not_fit_a_station_are_not_offered(client: Client):
    page = text(client, "/tram/W/")
    assert "/tram/W/lich/" in page
    assert "/tram/W/gio/" not in page
    assert "/tram/W/vuot/" not in page


def test_an_index_says_what_it_was_made_from(client: Client):
    page = text(client, "/tram/A/nguon-goc/")
    assert "Trạm Bách Khoa (A)" in page
    assert "đã hiệu chỉnh" in page
    assert "/phuong-phap/#vn_aqi-2019" in page
    cells = re.findall(r">(\d+)</td>", page.split("PM2.5</th>")[1].split("</tr>")[0])
    assert cells == ["12", "12", "12"]  # valid, received, expected of NowCast's hours
    assert "Theo kho số liệu lúc</dt><dd>–" not in page
    water = text(client, "/tram/W/nguon-goc/")
    assert "/phuong-phap/#vn_wqi-2019" in water


def test_readings_that_take_no_part_look_different_at_the_checked_level_alone(client: Client):
    around = (datetime.now(UTC) - timedelta(hours=99)).date().isoformat()
    query = f"/tram/A/?thong-so=pm25&ky=7d&den={around}"
    checked = text(client, f"{query}&muc=checked")
    assert "1 giá trị nghi ngờ" not in checked  # an hour without any valid reading is a gap
    day = (datetime.now(UTC) + timedelta(hours=7) - timedelta(hours=100)).date().isoformat()
    single = text(client, f"/tram/A/?thong-so=pm25&ky=24h&den={day}")
    assert "1 giá trị nghi ngờ" in single
    assert "vẽ bằng tam giác rỗng" in single


def test_periods_and_levels_live_in_the_address_and_nonsense_falls_back(client: Client):
    page = text(client, "/tram/A/?ky=nam&muc=raw&thong-so=no2")
    for chosen in ('value="nam" selected', 'value="raw" selected', 'value="no2" selected'):
        assert chosen in page
    odd = text(client, "/tram/A/?ky=x&muc=<b>&thong-so=%27&den=9999-99-99")
    assert 'value="7d" selected' in odd
    assert 'value="corrected" selected' in odd
    empty = text(client, "/tram/A/?den=1999-01-01")
    assert "Khoảng này không có số liệu" in empty


def test_states_of_a_station_are_said(client: Client):
    assert "Trạm đang im lặng." in text(client, "/tram/S/")
    assert "Chưa tính được VN_AQI" in text(client, "/tram/S/")
    assert "Chưa nhận được số liệu nào" in text(client, "/tram/N/")
    assert "Trạm ngừng đo từ ngày 31/01/2025" in text(client, "/tram/C/")
    for address in ("/tram/khong-co/", "/tram/P/", "/tram/P/lich/", "/tram/P/so-lieu.csv",
                    "/tram/A/khong-co/", "/tram/A/so-lieu.xml"):  # fmt: skip
        text(client, address, 404)
    assert "Năm này không có số liệu" in text(client, "/tram/N/lich/")


def test_water_has_its_index_and_class(client: Client):
    page = text(client, "/tram/W/")
    assert "VN_WQI ngày" in page
    assert "scale-vn-wqi-4" in page
    assert "Sông Thử" in page
    assert "<strong>D</strong>" in page
    assert "thấp nhất" in page


def test_wastewater_stands_beside_the_printed_values_without_a_verdict(client: Client):
    page = text(client, "/tram/X/?quy-chuan=qcvn14:2008&cot=A")
    assert "ngoài giá trị C" not in page.split("BOD")[0]
    assert "Đây không phải kết luận về vi phạm" in page
    row = page.split("thong-so=nh4_n")[1].split("</tr>")[0]
    assert "3,2" in row
    assert "5" in row
    assert "trong giá trị C" in row
    assert "chưa đối chiếu" in row
    new = text(client, "/tram/X/?quy-chuan=qcvn40:2025")
    assert "Chưa có giá trị nào của cột này" in new


def test_the_chosen_readings_can_be_taken_away(client: Client):
    answer = client.get("/tram/A/so-lieu.csv?ky=24h&thong-so=pm25&muc=raw")
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert len(lines) in {24, 25}
    assert {line.split(",")[1] for line in lines[1:]} == {"pm25"}
    assert "raw" in answer["Content-Disposition"]
    simulated = client.get("/tram/B/so-lieu.parquet?ky=24h")
    table = pq.read_table(io.BytesIO(b"".join(simulated)))
    assert set(table["flag"].to_pylist()) == {"simulated"}


def test_corrections_show_with_their_reason_and_without_their_author(client: Client, tmp_path,
                                                                     settings):  # fmt: skip
    from web.live import samples

    samples.make_store(tmp_path / "observations")
    settings.BASE = tmp_path
    then = datetime.now(UTC) - timedelta(hours=30)
    correct(Store(tmp_path / "observations"), "A", "pm25", then, then + timedelta(hours=2),
            "exclude", reason="Bơm hỏng", person="nguoi-sua")  # fmt: skip
    page = text(client, "/tram/A/")
    assert "Bơm hỏng" in page
    assert "loại ra" in page
    assert "nguoi-sua" not in page
