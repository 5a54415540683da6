"""An instrument that leaves its neighbours is told; weather, season and chance are not."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from observations.stations import START, Clock, profiles, series, shared
from xanh.observations.drift import DAYS, drift, mann_kendall, theil_sen
from xanh.observations.health import drifts, station_health
from xanh.observations.keeper import keep
from xanh.observations.morning import Trouble, morning_list
from xanh.observations.store import Store


def city(seed: int, stations: int = 6, days: int = DAYS) -> np.ndarray:
    """Return daily values of stations under one weather, with the memory that air has."""
    chance = np.random.default_rng(seed)
    weather = np.zeros(days)
    for day in range(1, days):
        weather[day] = 0.7 * weather[day - 1] + chance.normal(0, 0.4)
    own = np.zeros((stations, days))
    for day in range(1, days):
        own[:, day] = 0.4 * own[:, day - 1] + chance.normal(0, 0.12, stations)
    return 40 * np.exp(weather + own + chance.normal(0, 0.3, (stations, 1)))


def drifting(values: np.ndarray, which: int = 0) -> bool:
    found = drift(values[which], np.delete(values, which, 0))
    return found is not None and found.drifting


def test_the_slope_is_the_median_of_all_slopes() -> None:
    x = np.arange(10.0)
    y = 2 * x + 1
    y[4] = 500.0
    assert theil_sen(x, y) == 2.0


def test_mann_kendall_of_a_series_worked_by_hand() -> None:
    """S = 8 of 10 pairs, variance 5·4·15/18 = 16.67: z = 7 / 4.082."""
    y = np.array([1.0, 2.0, 4.0, 3.0, 5.0])
    assert mann_kendall(y, 1.0, np.arange(5.0)) == pytest.approx(7 / (5 * 4 * 15 / 18) ** 0.5)


def test_sound_instruments_raise_one_alarm_in_a_hundred_at_most() -> None:
    alarms = sum(drifting(city(seed), i) for seed in range(80) for i in range(6))
    assert alarms <= 0.01 * 80 * 6


def test_an_instrument_that_doubles_in_a_month_is_told() -> None:
    found = 0
    for seed in range(60):
        values = city(seed)
        values[0] *= np.exp(np.log(2.2) * np.arange(DAYS) / DAYS)
        found += drifting(values)
    assert found >= 0.9 * 60


def test_an_instrument_that_loses_half_in_a_month_is_told() -> None:
    found = 0
    for seed in range(60):
        values = city(seed)
        values[0] /= np.exp(np.log(2.2) * np.arange(DAYS) / DAYS)
        found += drifting(values)
    assert found >= 0.9 * 60


def test_too_few_neighbours_or_days_cannot_be_judged() -> None:
    values = city(1)
    assert drift(values[0], values[1:2]) is None
    values[0, ::2] = np.nan
    assert drift(values[0], values[1:]) is None


def test_what_moves_all_stations_is_no_drift() -> None:
    values = city(3) * np.exp(np.log(4) * np.arange(DAYS) / DAYS)
    assert not any(drifting(values, i) for i in range(6))


def test_beijing_raises_few_alarms_and_shows_an_added_drift() -> None:
    """14 months of four sound stations, every week, every pollutant."""
    tables: dict[str, dict[str, dict[str, list[float]]]] = defaultdict(lambda: defaultdict(dict))
    names = ("PM2.5", "PM10", "SO2", "NO2", "CO", "O3")
    for path in sorted(shared("air-beijing-multisite").glob("*.csv")):
        with path.open() as file:
            for row in csv.DictReader(file):
                day = f"{row['year']}-{int(row['month']):02}-{int(row['day']):02}"
                for name in names:
                    hours = tables[name][row["station"]].setdefault(day, [])
                    if row[name] != "NA":
                        hours.append(float(row[name]))
    judged = alarms = seen = 0
    for stations in tables.values():
        days = sorted(next(iter(stations.values())))
        values = np.array(
            [
                [np.median(s[d]) if len(s[d]) >= 18 else np.nan for d in days]
                for s in stations.values()
            ]
        )
        grow = np.exp(np.log(2) * np.arange(DAYS) / DAYS)
        for start in range(0, len(days) - DAYS, 7):
            part = values[:, start : start + DAYS]
            for i in range(len(part)):
                others = np.delete(part, i, 0)
                found, grown = drift(part[i], others), drift(part[i] * grow, others)
                if found is not None and grown is not None:
                    judged, alarms, seen = (
                        judged + 1,
                        alarms + found.drifting,
                        seen + grown.drifting,
                    )
    assert judged > 1300
    assert alarms / judged < 0.01
    assert seen / judged > 0.6  # a doubling in a month, of hourly data of a real city


def test_a_drift_in_the_store_stands_in_the_list(tmp_path: Path) -> None:
    now = START + timedelta(days=DAYS)
    store = Store(tmp_path, clock=Clock(now))
    daily = city(5, 4)
    daily[2] *= np.exp(np.log(3) * np.arange(DAYS) / DAYS)
    stations = profiles("A", "B", "C", "D", seconds=3600)
    wave = 1 + 0.1 * np.sin(np.arange(24) * 0.7)
    parts = [
        series(np.round(np.outer(row, wave).ravel(), 2), station=key, seconds=3600)
        for key, row in zip(stations, daily, strict=True)
    ]
    store.add(pa.concat_tables(parts))
    keep(store, stations, now=now)
    found = drifts(store, stations, now.replace(tzinfo=None))
    assert {key for key, moved in found.items() if moved.drifting} == {("C", "pm25")}
    listed = morning_list(station_health(store, stations, now))
    assert [(i.station, i.parameter) for i in listed if i.trouble is Trouble.DRIFT] == [
        ("C", "pm25")
    ]
