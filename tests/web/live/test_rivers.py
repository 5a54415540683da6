"""A river along its course, and what it can still take in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from web.live import samples
from web.live.house import house, sample_home  # noqa: F401  # fixtures
from xanh.observations.hours import derive_hours
from xanh.observations.store import Store
from xanh.office.monitoring.courses import capacities, means
from xanh.office.monitoring.models import Instrument, River, Station
from xanh.office.monitoring.readings import engine
from xanh.office.monitoring.rivers import load_rivers

pytestmark = pytest.mark.usefixtures("house")


def test_all_rivers_stand_with_their_water(client: Client):
    load_rivers()
    page = client.get("/song/").content.decode()
    row = next(r for r in page.split("<tr>") if "Sông Thử" in r)
    assert "scale-vn-wqi-" in row
    assert "Cầu Mới" in row
    for name in ("Tô Lịch", "Nhuệ", "Đáy", "Lừ", "Sét", "Kim Ngưu"):
        assert f"Sông {name}</a>" in page
    assert "chưa có điểm đo" in page


def test_a_river_is_shown_from_its_source_down(client: Client):
    river = River.objects.get(key="song-thu")
    Station.objects.create(key="W0", name="Đầu Nguồn", medium="surface-water", river=river,
                           river_km=1.0, seconds=3600)  # fmt: skip
    for name in ("cod", "do"):
        Instrument.objects.create(station=Station.objects.get(key="W"), parameter=name)
    page = client.get("/song/song-thu/?thong-so=cod&ky=7d").content.decode()
    places = re.findall(r'<span class="number">(\d)\.</span> <a href="[^"]+">([^<]+)</a>', page)
    assert places == [("1", "Đầu Nguồn"), ("2", "Cầu Mới")]
    assert page.count("<figure") == 2
    assert "COD dọc sông, 7 ngày" in page
    assert "38" in page.split("COD dọc sông, 7 ngày</strong>")[1].split("</figure>")[0]
    assert "/tram/W/nguon-goc/" in page
    assert "Chưa tính được: cần lưu lượng" in page
    assert "/du-lieu/?tram=W0&amp;tram=W&amp;tu=" in page


def test_a_river_without_stations_says_what_to_do(client: Client):
    load_rivers()
    page = client.get("/song/to-lich/").content.decode()
    assert "Chưa có điểm đo nào trên sông này." in page
    assert client.get("/song/khong-co/").status_code == 404


def test_the_map_of_a_river_holds_its_stations_only(client: Client):
    Station.objects.filter(key="W").update(latitude=21.0, longitude=105.8)
    found = client.get("/quan-trac/tram.geojson?song=song-thu").json()["features"]
    keys = {f["properties"].get("key") for f in found} - {None}
    assert keys == {"W"}


@pytest.mark.django_db
def test_capacity_is_that_of_the_circular(tmp_path: Path, settings):
    """(30 - 20) mg/L × 2 m³/s × 86.4 × 0.7 = 1209.6 kg/day at the limit of the class."""
    settings.BASE = tmp_path
    last = samples.now()
    times = [last - timedelta(hours=back) for back in range(24)][::-1]
    store = Store(tmp_path / "observations")
    for name, value in (("flow", 7200.0), ("cod", 10.0)):
        store.add(samples._rows("R", name, [(time, value, "") for time in times]))
    days = {(time + timedelta(hours=7) - timedelta(seconds=1)).date() for time in times}
    derive_hours(store, [("R", name, day) for day in sorted(days) for name in ("cod", "flow")])
    end = datetime.now(UTC)
    found = means(engine(), ["R"], end - timedelta(days=2), end)
    assert found["R", "flow"].mean == 7200.0
    assert found["R", "flow"].hours == 24
    (row,) = capacities(found)
    assert (row.parameter, row.flow) == ("cod", 2.0)
    assert row.capacity == pytest.approx((row.limit - 10.0) * 2.0 * 86.4 * 0.7)


def test_a_station_with_too_few_readings_has_no_mean():
    assert means(engine(), [], datetime.now(UTC), datetime.now(UTC)) == {}
