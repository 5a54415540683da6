"""Real air data that lies beside the checkout; tests skip without it."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

DATA = Path(__file__).parents[3].parent / "shared" / "data"


def beside(name: str) -> Path:
    """Return a file or folder of the shared data, or skip the test."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the shared data {name} are not beside this checkout")
    return path


class Hour(NamedTuple):
    """One row of the embassy's files; what is not published or not valid is None."""

    time: datetime  # local, end of the hour, the shifted hour of March put right
    raw: float | None
    nowcast: float | None
    aqi: int | None
    valid: bool


def embassy(years: tuple[int, ...] = (2016, 2017, 2018)) -> list[Hour]:
    """Return the embassy's hours, year after year."""
    hours: list[Hour] = []
    for year in years:
        path = beside(f"air-hanoi-usembassy/Hanoi_PM2.5_{year}_YTD.csv")
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        times = [datetime.strptime(row["Date (LT)"], "%Y-%m-%d %I:%M %p") for row in rows]  # noqa: DTZ007
        for place in range(1, len(times)):
            if times[place] == times[place - 1]:  # 02:00 was stamped 03:00
                times[place - 1] -= timedelta(hours=1)
        for time, row in zip(times, rows, strict=True):
            valid = row["QC Name"] == "Valid"
            raw, cast, aqi = (float(row[c]) for c in ("Raw Conc.", "NowCast Conc.", "AQI"))
            hours.append(
                Hour(
                    time,
                    None if raw == -999 or not valid else raw,
                    None if cast == -999 else cast,
                    None if aqi == -999 else int(aqi),
                    valid,
                )
            )
    return hours
