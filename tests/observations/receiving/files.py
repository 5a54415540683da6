"""Station files and what the receiver knows of stations, made for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq

from xanh.observations.loading import load_tables
from xanh.observations.receiving.quarantine import Received
from xanh.observations.store import Store
from xanh.observations.tables import Medium, StationProfile, Tables

STATION, OTHER = "HN_BKHN_KHIKXQ", "HN_CDAI_KHIKXQ"
START = datetime(2026, 3, 25, 0, 0)  # local, naive
NOW = datetime(2026, 3, 26, 12, 0, tzinfo=UTC)


def name_of(minutes: int = 5, station: str = STATION) -> str:
    return f"{station}_{START + timedelta(minutes=minutes):%Y%m%d%H%M%S}.txt"


def content_of(minutes: int = 5, value: float = 14.9) -> bytes:
    label = f"{START + timedelta(minutes=minutes):%Y%m%d%H%M%S}"
    lines = [f"NO2\t{value}\tug/m3\t{label}\t00", f"SO2\t{value + 1}\tug/m3\t{label}\t00"]
    return "\r\n".join(lines).encode() + b"\r\n"


def received(
    name: str | None = None, content: bytes | None = None, account: str = "bachkhoa"
) -> Received:
    return Received(name or name_of(), account, NOW, content_of() if content is None else content)


def profiles(*more: StationProfile) -> dict[str, StationProfile]:
    known = (StationProfile(STATION, Medium.AIR, account="bachkhoa"), *more)
    return {profile.key: profile for profile in known}


def tables(*more: StationProfile) -> Tables:
    return load_tables(None, profiles(*more))


def readings(store: Store) -> list[tuple[str, str, datetime, float, int]]:
    """Return every kept version: station, parameter, time, value, version."""
    rows = [row for path in store.files("readings") for row in pq.read_table(path).to_pylist()]
    return sorted((r["station"], r["parameter"], r["time"], r["value"], r["version"]) for r in rows)


def originals(store: Store) -> list[dict]:
    return [row for path in store.files("originals") for row in pq.read_table(path).to_pylist()]


def lay(folder: Path, minutes: int, value: float = 14.9, station: str = STATION) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name_of(minutes, station)
    path.write_bytes(content_of(minutes, value))
    return path
