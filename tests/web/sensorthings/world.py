"""A register and a store as the SensorThings service of an installation sees them.

Station 1 sends every five minutes (PM2.5, NO2) for three days of March 2026, station 2 is simulated
and sends PM2.5 every hour over 40 days and two months, station 3 lies in water, station 4 is not
public, station 5 has never sent anything.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
from django.test import Client

from xanh.observations.corrections import correct
from xanh.observations.readings import FLAGS, READINGS
from xanh.observations.store import Store
from xanh.office.monitoring.models import Instrument, River, Station
from xanh.web.sensorthings import catalogue

ROOT = "/sta/v1.1"
MARCH = datetime(2026, 3, 1)
WINTER = datetime(2026, 1, 20)
SPIKE = MARCH + timedelta(hours=2)  # found by a later check
UNIT = {"pm25": "µg/m³", "no2": "µg/m³", "ph": "", "do": "mg/L"}


def rows(
    station: str, parameter: str, first: datetime, seconds: int, values: list[float | None]
) -> pa.Table:
    """Return a series of readings."""
    step = timedelta(seconds=seconds)
    return pa.Table.from_pylist(
        [
            {
                "station": station,
                "parameter": parameter,
                "time": first + (place + 1) * step,
                "seconds": seconds,
                "value": value,
                "unit": UNIT[parameter],
                "status": "00",
                "flag": "" if value is not None else "unreadable",
            }
            for place, value in enumerate(values)
        ],
        READINGS,
    )


def make_store(folder: Path) -> None:
    """Write the readings, a check's finding and a person's correction."""
    store = Store(folder)
    fine = [float(place % 100) for place in range(3 * 288)]
    store.add(
        pa.concat_tables(
            [
                rows("ONE", "pm25", MARCH, 300, fine),
                rows("ONE", "no2", MARCH, 300, [value / 2 for value in fine]),
                rows("TWO", "pm25", WINTER, 3600, [30.0 + place % 24 for place in range(960)]),
                rows("WATER", "ph", MARCH, 3600, [7.0, 7.1, None, 7.3]),
                rows("WATER", "do", MARCH, 3600, [5.0, 5.5, 6.0, 6.5]),
                rows("SECRET", "pm25", MARCH, 3600, [99.0] * 10),
            ]
        )
    )
    flag = {"station": "ONE", "parameter": "pm25", "time": SPIKE, "flag": "spike", "rules": "1"}
    store.append("flags", pa.Table.from_pylist([{**flag, "made": None}], FLAGS))
    end = (MARCH + timedelta(hours=5)).replace(tzinfo=UTC)
    correct(
        store, "ONE", "no2", end - timedelta(hours=1), end, "scale",
        factor=10.0, reason="hiệu chuẩn", person="kiểm thử",
    )  # fmt: skip


def register() -> None:
    """Enter the stations, with fixed numbers."""
    river = River.objects.create(key="song-thu", name="Sông Thử", name_en="Thu River")
    air, water = Station.Medium.AIR, Station.Medium.SURFACE_WATER
    stations = [
        Station(pk=1, key="ONE", name="Trạm Bách Khoa", name_en="Bach Khoa", medium=air,
                latitude=21.0046, longitude=105.8436, seconds=300, opened=date(2025, 1, 31),
                address="Đại Cồ Việt"),
        Station(pk=2, key="TWO", name="Trạm Mô Phỏng", medium=air, simulated=True,
                latitude=20.5, longitude=105.0, seconds=3600),
        Station(pk=3, key="WATER", name="Cầu Mới", medium=water, river=river, river_km=6.0,
                seconds=3600),
        Station(pk=4, key="SECRET", name="Trạm Kín", medium=air, public=False, seconds=3600),
        Station(pk=5, key="NEW", name="Trạm Mới", medium=air, seconds=300),
    ]  # fmt: skip
    for station in stations:
        station.save()
    for number, (place, parameter) in enumerate(
        [(0, "pm25"), (0, "no2"), (1, "pm25"), (2, "ph"), (2, "do"), (3, "pm25"), (4, "pm25")], 1
    ):
        Instrument.objects.create(
            pk=number, station=stations[place], parameter=parameter, method="tán xạ <β>", high=500
        )
    catalogue.forget()


def address(path: str, **options: Any) -> str:
    """Return an address; option names stand without their $."""
    if path.startswith("http"):
        return path.removeprefix("http://testserver")
    query = "&".join(f"${name}={quote(str(value))}" for name, value in options.items())
    return f"{ROOT}/{quote(path)}" + (f"?{query}" if query else "")


def got(client: Client, path: str, status: int = 200, **options: Any) -> Any:
    """Return the JSON that a path is answered with."""
    answer = client.get(address(path, **options))
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def values(client: Client, path: str, **options: Any) -> list[Any]:
    """Return all entities of a set, over all its pages."""
    found = []
    body = got(client, path, **options)
    while True:
        found += body["value"]
        if "@iot.nextLink" not in body:
            return found
        body = got(client, body["@iot.nextLink"])


def names(client: Client, path: str, **options: Any) -> list[str]:
    """Return the names of the entities of a set."""
    return [entity["name"] for entity in values(client, path, **options)]
