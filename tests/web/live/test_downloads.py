"""Readings to take away: what is chosen in the address is what the file holds."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest
from django.test import Client

from web.live.house import house, sample_home  # noqa: F401  # fixtures

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture
def day() -> str:
    return (datetime.now(UTC) + timedelta(hours=7) - timedelta(days=3)).date().isoformat()


def body(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_a_day_of_two_stations_comes_whole(client: Client, day: str):
    query = f"tram=A&tram=B&thong-so=pm25&tu={day}&den={day}"
    found = rows(body(client, f"/du-lieu/so-lieu.csv?{query}"))
    assert len(found) == 48
    assert {row["station"] for row in found} == {"A", "B"}
    assert found[0]["time"] == f"{day}T01:00:00+07:00"
    assert found[23]["time"].endswith("T00:00:00+07:00")  # the label belongs to the day before
    assert {row["flag"] for row in found if row["station"] == "B"} == {"simulated"}
    assert {row["flag"] for row in found if row["station"] == "A"} == {""}


def test_hours_stand_beside_what_is_behind_them(client: Client, day: str):
    query = f"tram=A&tram=B&thong-so=pm25&tu={day}&den={day}&dang=gio"
    found = rows(body(client, f"/du-lieu/so-lieu.csv?{query}"))
    assert len(found) == 48
    assert list(found[0]) == [
        "station", "parameter", "time", "value", "unit", "count", "expected", "flag",
    ]  # fmt: skip
    assert {(row["count"], row["expected"]) for row in found} == {("1", "1")}
    assert found[24]["flag"] == "simulated"
    same = pq.read_table(io.BytesIO(body(client, f"/du-lieu/so-lieu.parquet?{query}")))
    assert same["value"].to_pylist() == [float(row["value"]) for row in found]
    assert str(same.schema.field("time").type) == "timestamp[us, tz=UTC]"


def test_parquet_of_readings_says_what_was_asked(client: Client, day: str):
    query = f"tram=B&tu={day}&den={day}&muc=raw"
    table = pq.read_table(io.BytesIO(body(client, f"/du-lieu/so-lieu.parquet?{query}")))
    assert table.num_rows == 24
    about = table.schema.metadata[b"xanh"].decode()
    assert '"level": "raw"' in about
    assert "dữ liệu mô phỏng" in about


def test_the_page_keeps_the_choice_and_links_its_files(client: Client, day: str):
    query = f"tram=A&thong-so=pm25&tu={day}&den={day}&muc=checked"
    page = client.get(f"/du-lieu/?{query}").content.decode()
    assert 'value="A" checked' in page
    assert 'value="pm25" checked' in page
    assert f'name="tu" value="{day}"' in page
    assert '<option value="checked" selected>' in page
    assert "/du-lieu/so-lieu.csv?" in page
    assert "Nhiều nhất 24 giá trị." in page
    assert "Trạm Kín" not in page


def test_nothing_and_too_much_are_refused_in_words(client: Client):
    assert "Chưa chọn trạm nào." in client.get("/du-lieu/").content.decode()
    assert "không đo thông số" in client.get("/du-lieu/?tram=B&thong-so=o3").content.decode()
    turned = client.get("/du-lieu/?tram=A&tu=2026-03-02&den=2026-03-01").content.decode()
    assert "Ngày đầu sau ngày cuối." in turned


def test_too_much_is_not_begun(client: Client, monkeypatch: pytest.MonkeyPatch, day: str):
    monkeypatch.setattr("xanh.web.live.downloads.MOST", 23)
    answer = client.get(f"/du-lieu/so-lieu.csv?tram=B&tu={day}&den={day}")
    assert "một tệp chứa nhiều nhất 23" in answer.content.decode()
    assert "Content-Disposition" not in answer.headers


def test_private_and_unknown_stations_and_forms_are_not_there(client: Client, day: str):
    page = client.get(f"/du-lieu/so-lieu.csv?tram=P&tram=khong-co&tu={day}").content.decode()
    assert "Chưa chọn trạm nào." in page
    assert client.get("/du-lieu/so-lieu.exe?tram=A").status_code == 404


def test_a_comparison_leads_to_its_data(client: Client, day: str):
    page = client.get(f"/so-sanh/?tram=A&tram=B&ky=7d&den={day}").content.decode()
    assert "/du-lieu/?tram=A&amp;tram=B&amp;thong-so=pm25&amp;tu=" in page
    assert f"den={day}&amp;dang=gio" in page
