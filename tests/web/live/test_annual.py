"""The summary of a year, as a page and as a workbook."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from web.live.house import house, sample_home  # noqa: F401  # fixtures

pytestmark = pytest.mark.usefixtures("house")
# The year of a day on which both stations had data, whatever the date of the test.
YEAR = (datetime.now(UTC) + timedelta(hours=7) - timedelta(days=5)).year


def test_a_year_that_is_not_full_is_not_held_against_its_limit(client: Client):
    page = client.get(f"/nam/{YEAR}/?tram=A").content.decode()
    assert "Trung bình năm" in page
    assert 'class="state open"' in page
    means = page.split("<h2>")[1]
    assert 'class="state bad">vượt' not in means
    assert "Số ngày theo mức VN_AQI" in page
    assert "Số lần vượt QCVN 05" in page


def test_all_stations_stand_together_and_simulated_ones_are_marked(client: Client):
    page = client.get(f"/nam/{YEAR}/").content.decode()
    assert "Trạm Bách Khoa" in page
    assert "Trạm Mô Phỏng" in page
    assert "Trạm Kín" not in page
    row = page.split('/tram/B/">')[1].split("</th>")[0]
    assert "dữ liệu mô phỏng" in row


def test_the_workbook_holds_numbers_and_where_they_came_from(client: Client):
    answer = client.get(f"/nam/{YEAR}.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    means = book.get_sheet_by_name("Trung bình năm").to_python()
    pm25 = next(row for row in means if row[0] == "B" and row[2] == "pm25")
    assert pm25[4] == pytest.approx(41.5, abs=0.6)
    assert pm25[7] == "không"
    assert "simulated data" in pm25[1]
    origin = dict(row[:2] for row in book.get_sheet_by_name("Nguồn").to_python()[1:])
    assert origin["level"] == "corrected"
    assert origin["as_of"]
    assert "who:2021" in origin["versions"]


@pytest.mark.parametrize("address", ["/nam/1800/", "/nam/9999/", f"/nam/{YEAR}/?tram=P"])
def test_years_and_stations_that_are_none_are_not_found(client: Client, address: str):
    assert client.get(address).status_code == 404


def test_a_year_without_data_says_so(client: Client):
    page = client.get("/nam/2001/").content.decode()
    assert "Năm này không có số liệu." in page
