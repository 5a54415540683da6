"""Stations beside each other, chosen in the address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from web.live.house import house, sample_home  # noqa: F401  # fixtures

pytestmark = pytest.mark.usefixtures("house")


def test_two_stations_have_panels_boxes_and_numbers(client: Client):
    yesterday = (datetime.now(UTC) + timedelta(hours=7) - timedelta(days=1)).date()
    query = f"tram=A&tram=B&thong-so=pm25&ky=7d&den={yesterday}"
    page = client.get(f"/so-sanh/?{query}").content.decode()
    assert page.count("theo giờ trong ngày</strong>") == 2
    assert 'value="A" checked' in page
    assert 'value="S" checked' not in page
    table = page.split('<table class="rows">')[1]
    assert "41,5" in table  # mean of B over whole days: 30 and the hours 0 … 23
    assert "dữ liệu mô phỏng" in page


def test_lines_have_their_table_behind_them(client: Client):
    yesterday = (datetime.now(UTC) + timedelta(hours=7) - timedelta(days=1)).date()
    page = client.get(f"/so-sanh/?tram=A&tram=B&thong-so=pm25&ky=7d&den={yesterday}")
    table = page.content.decode().split("Bảng số của biểu đồ")[1].split("</table>")[0]
    newest = f"{yesterday + timedelta(days=1):%d/%m/%Y} 00:00"
    assert (
        "<thead><tr>"
        + "".join(
            f'<th scope="col">{head}</th>'
            for head in ("Thời điểm", "Trạm Bách Khoa", "Trạm Mô Phỏng")
        )
        in table
    )
    first = table.split("<tbody>")[1].split("</tr>")[0]
    assert first.startswith(f'<tr><th scope="row">{newest}</th>')
    assert first.count('<td class="number">') == 2
    assert table.count("<tr>") == 1 + 7 * 24


def test_stations_that_do_not_measure_the_parameter_are_not_offered(client: Client):
    page = client.get("/so-sanh/?thong-so=no2").content.decode()
    assert 'value="A"' in page
    assert 'value="B"' not in page  # it measures PM2.5 only


def test_nothing_chosen_says_what_to_do(client: Client):
    page = client.get("/so-sanh/").content.decode()
    assert "Chưa chọn trạm nào." in page
    assert "Trạm Kín" not in page


def test_stations_without_data_and_unknown_ones_do_no_harm(client: Client):
    answer = client.get("/so-sanh/?tram=N&tram=khong-co&tram=P&ky=x&thong-so=x")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "không có số liệu của thông số đã chọn" in page
    assert "Trạm Kín" not in page


def test_only_so_many_are_compared_and_the_page_says_so(client: Client):
    query = "&".join(f"tram={n}" for n in range(9))
    assert "Chỉ so sánh 8 trạm đầu tiên" in client.get(f"/so-sanh/?{query}").content.decode()
