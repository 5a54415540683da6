"""A small store of a few stations up to the present hour, and their records."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from xanh.observations.hours import derive_hours
from xanh.observations.readings import READINGS
from xanh.observations.store import Store
from xanh.office.monitoring.models import Instrument, River, Station

# 09:00 … 20:00 of the worked example of Decision 1459/QĐ-TCMT, section 2.3, the newest last.
EXAMPLE = [26.9, 24.7, 20.5, 23.5, 19.5, 16.5, 19.0, 16.5, 20.3, 22.4, 19.6, 20.6]
DAYS = 40
WATER = {
    "ph": 7.2, "do": 3.1, "temperature": 26.0, "cod": 38.0, "bod5": 17.0, "nh4_n": 3.2,
    "coliform": 8200.0,
}  # fmt: skip
UNITS = {"ph": "", "temperature": "°C", "coliform": "MPN/100mL", "wind_direction": "°",
         "wind_speed": "m/s"}  # fmt: skip


def now() -> datetime:
    """Return the present hour, naive UTC."""
    return datetime.now(UTC).replace(tzinfo=None, minute=0, second=0, microsecond=0)


def _rows(station: str, parameter: str, values: list[tuple[datetime, float, str]]) -> pa.Table:
    unit = UNITS.get(parameter, "mg/L" if parameter in WATER else "µg/m³")
    return pa.table(
        {
            "station": [station] * len(values),
            "parameter": [parameter] * len(values),
            "time": pa.array([time for time, _, _ in values], pa.timestamp("us")),
            "seconds": pa.array([3600] * len(values), pa.int32()),
            "value": [value for _, value, _ in values],
            "unit": [unit] * len(values),
            "status": ["00"] * len(values),
            "flag": [flag for _, _, flag in values],
            "origin": pa.nulls(len(values), pa.int64()),
        }
    ).cast(READINGS)


def make_store(folder: Path) -> None:
    """Write readings of air (A, B), surface water (W), wastewater (X), silent air (S)."""
    last = now()
    times = [last - timedelta(hours=back) for back in range(24 * DAYS)][::-1]
    tables = []
    for station, level in (("A", 60.0), ("B", 30.0)):
        values = [(time, level + time.hour, "") for time in times]
        if station == "A":
            values[-100] = (values[-100][0], 4000.0, "spike")
            values[-12:] = [(t, v, "") for t, v in zip(times[-12:], EXAMPLE, strict=True)]
        tables.append(_rows(station, "pm25", values))
    tables += [
        _rows("A", "o3", [(time, 136.1, "") for time in times]),
        # It moves, but for the last hours: an instrument that stands still is taken for stuck.
        _rows("A", "no2", [(time, 118.7 + i % 3, "") for i, time in enumerate(times[:-3])]),
        _rows("A", "no2", [(time, 118.7, "") for time in times[-3:]]),
        _rows("A", "wind_direction", [(time, 90.0, "") for time in times]),
        _rows("A", "wind_speed", [(time, 3.0, "") for time in times]),
        _rows("S", "pm25", [(time, 20.0, "") for time in times[:240]]),
    ]
    for station in ("W", "X"):
        tables += [
            _rows(station, name, [(time, value, "") for time in times[-72:]])
            for name, value in WATER.items()
        ]
    store, table = Store(folder), pa.concat_tables(tables)
    store.add(table)
    local = timedelta(hours=7) - timedelta(microseconds=1)
    touched = {
        (row["station"], row["parameter"], (row["time"] + local).date())
        for row in table.select(["station", "parameter", "time"]).to_pylist()
    }
    derive_hours(store, sorted(touched, key=lambda row: (row[2], row[0], row[1])))


def register() -> None:
    """Enter the stations of the store, one without data, a closed and a private one."""
    river, _ = River.objects.get_or_create(key="song-thu", defaults={"name": "Sông Thử"})
    common = {"seconds": 3600, "operator": "Chi cục Bảo vệ môi trường"}
    air = Station.Medium.AIR
    rows = [
        Station(key="A", name="Trạm Bách Khoa", name_en="Bach Khoa", medium=air,
                latitude=21.0046, longitude=105.8436, **common),
        Station(key="B", name="Trạm Mô Phỏng", medium=air, simulated=True, **common),
        Station(key="S", name="Trạm Im Lặng", medium=air, **common),
        Station(key="N", name="Trạm Mới", medium=air, **common),
        Station(key="C", name="Trạm Cũ", medium=air, closed=date(2025, 1, 31), **common),
        Station(key="P", name="Trạm Kín", medium=air, public=False, **common),
        Station(key="W", name="Cầu Mới", medium=Station.Medium.SURFACE_WATER, river=river,
                river_km=6.0, **common),
        Station(key="X", name="Trạm Xử Lý", medium=Station.Medium.WASTEWATER, **common),
    ]  # fmt: skip
    for row in rows:
        row.save()
    for name in ("pm25", "o3", "no2", "wind_direction", "wind_speed"):
        Instrument.objects.create(station=rows[0], parameter=name)
    Instrument.objects.create(station=rows[1], parameter="pm25")
    Instrument.objects.create(station=rows[2], parameter="pm25")
