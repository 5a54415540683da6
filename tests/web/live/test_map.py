"""The map of stations and the list beside it: the same selection, all that must be published."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from web.live.house import house, sample_home  # noqa: F401  # fixtures
from xanh.office.monitoring.models import Station

pytestmark = pytest.mark.usefixtures("house")


def names(page: str) -> list[str]:
    table = page.split('<table class="rows">')[1].split("</table>")[0]
    return re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', table)


def test_the_list_publishes_what_decision_1459_asks_for(client: Client):
    page = client.get("/quan-trac/").content.decode()
    row = next(r for r in page.split("<tr>") if "Trạm Bách Khoa" in r and "scope" in r)
    assert 'class="scale scale-vn-aqi-2"' in row  # the colour of the level
    assert '<b class="number">59</b> Trung bình' in row
    assert "21,0046° vĩ Bắc, 105,8436° kinh Đông" in row  # where it stands
    for part in ("PM2.5 <b", "O₃ <b", "NO₂ <b"):  # all sub-indices, the highest marked
        assert part in row
    assert row.count("(cao nhất)") == 1
    assert row.index("NO₂ <b") < row.index("(cao nhất)")
    assert "Mọi người" in page  # advice for health, band by band
    assert page.count("scale-vn-aqi-6") >= 1
    assert "/phuong-phap/#vn_aqi-2019" in page  # the method in detail
    assert "Nguồn: Chi cục Bảo vệ môi trường." in page  # the source


def test_the_worst_comes_first_and_the_headline_names_it(client: Client):
    page = client.get("/quan-trac/").content.decode()
    shown = names(page)
    assert shown[0] == "Trạm Mô Phỏng"  # B: its index is higher than the 59 of A
    assert "Trạm Cũ" not in shown  # closed
    assert "Trạm Kín" not in page
    lead = page.split('<p class="lead">')[1].split("</p>")[0]
    assert "Trạm Mô Phỏng" in lead
    assert "2 trạm có chỉ số" in lead
    assert "dữ liệu mô phỏng" in lead


def test_silent_stations_and_ages_are_told(client: Client):
    page = client.get("/quan-trac/").content.decode()
    row = next(r for r in page.split("<tr>") if "Trạm Im Lặng" in r)
    assert "im lặng</span> 30 ngày trước" in row
    assert "chưa có dữ liệu" in next(r for r in page.split("<tr>") if "Trạm Mới" in r)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("loai=surface-water", {"Cầu Mới"}),
        ("q=bach+khoa", {"Trạm Bách Khoa"}),
        ("muc=2&q=tram+bach", {"Trạm Bách Khoa"}),
        ("muc=6", None),
        ("im=1", {"Trạm Im Lặng", "Trạm Mới"}),
        ("loai=x&muc=9&noi=zz", None),
        ("q=khong-co-tram", None),
    ],
)
def test_the_list_and_the_map_are_one_selection(client: Client, query: str, expected):
    page = client.get(f"/quan-trac/?{query}").content.decode()
    found = client.get(f"/quan-trac/tram.geojson?{query}").json()["features"]
    marks = {f["properties"]["name"] for f in found if f["properties"]["kind"] == "station"}
    if expected is None:
        assert "Không có trạm nào như vậy." in page
        assert marks == set()
        return
    assert set(names(page)) == expected
    placed = Station.objects.filter(name__in=expected, latitude__isnull=False)
    assert marks == set(placed.values_list("name", flat=True))


def test_geojson_holds_stations_and_rivers_and_no_secret(client: Client):
    answer = client.get("/quan-trac/tram.geojson")
    assert answer.headers["Content-Type"] == "application/geo+json"
    features = answer.json()["features"]
    station = next(f for f in features if f["properties"].get("key") == "A")
    assert station["geometry"]["coordinates"] == [105.8436, 21.0046]
    assert station["properties"]["index"] == 59
    assert station["properties"]["scale"] == "scale-vn-aqi-2"
    assert not {f["properties"].get("key") for f in features} & {"P", "C"}


def test_stations_without_an_index_show_their_newest_values(client: Client):
    Station.objects.filter(key="W").update(medium="wastewater")
    page = client.get("/quan-trac/?q=cau+moi").content.decode()
    assert "COD <b" in page
    assert "38,0 mg/L" in page or "38 mg/L" in page


def test_a_river_s_name_finds_its_stations(client: Client):
    assert names(client.get("/quan-trac/?q=song+thu").content.decode()) == ["Cầu Mới"]


def test_the_headline_comes_first_and_alone_when_asked_for(client: Client):
    page = client.get("/quan-trac/").content.decode()
    assert page.index("Không khí xấu nhất bây giờ:") < page.index('class="filters"')
    piece = client.get("/quan-trac/", headers={"HX-Target": "div#dau"}).content.decode()
    assert "Không khí xấu nhất bây giờ:" in piece
    assert "<table" not in piece


def test_only_the_changing_part_is_sent_again(client: Client):
    answer = client.get("/quan-trac/", headers={"HX-Request": "true", "HX-Target": "tinh-hinh"})
    page = answer.content.decode()
    assert "<html" not in page
    assert "Trạm Bách Khoa" in page


def test_the_front_page_says_how_the_air_is(client: Client):
    from django.core.cache import cache

    cache.clear()
    page = client.get("/").content.decode()
    line = page.split("Không khí xấu nhất bây giờ:")[1].split("</p>")[0]
    assert "Trạm Mô Phỏng" in line
    assert "dữ liệu mô phỏng" in line
    assert 'href="/quan-trac/"' in line
    Station.objects.update(public=False)
    assert "Không khí xấu nhất" not in client.get("/").content.decode()


def test_search_finds_stations_without_accents(client: Client):
    page = client.get("/tim/?q=bach+khoa").content.decode()
    assert '<a href="/tram/A/"' in page
    assert "Trạm Kín" not in client.get("/tim/?q=tram+kin").content.decode()


def test_an_empty_register_says_so(client: Client):
    Station.objects.filter(instruments__isnull=True).delete()
    Station.objects.update(public=False)
    page = client.get("/quan-trac/").content.decode()
    assert "Chưa có trạm nào trong danh mục." in page
    assert client.get("/quan-trac/tram.geojson").status_code == 200
