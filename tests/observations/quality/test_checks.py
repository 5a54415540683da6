"""Each check finds what it is for, and lets pass what only looks like it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from observations.quality.found import flags, run
from observations.stations import START, Clock, profiles, rough, series
from xanh.observations.quality import load_rules
from xanh.observations.readings import Flag
from xanh.observations.store import Store
from xanh.observations.tables import Instrument, Medium, StationProfile


@pytest.fixture
def store(tmp_path: Path) -> Store:
    # All readings come a day after the first label: none lies in the future.
    return Store(tmp_path / "store", clock=Clock(START + timedelta(days=3)))


def test_sound_readings_get_no_flag(store: Store) -> None:
    store.add(series(rough(288)))
    assert run(store).written == 0


@pytest.mark.parametrize(
    ("parameter", "value", "flag"),
    [
        ("ph", 14.5, Flag.RANGE),
        ("temperature", 61.0, Flag.RANGE),
        ("do", 21.0, Flag.RANGE),
        ("humidity", 101.0, Flag.RANGE),
        ("pm25", -3.0, Flag.NEGATIVE),
        ("air_temperature", -45.0, Flag.RANGE),
    ],
)
def test_what_cannot_be_is_out_of_range(
    store: Store, parameter: str, value: float, flag: Flag
) -> None:
    values = rough(40, 7.0, spread=0.05)
    values[20] = value
    store.add(series(values, parameter))
    run(store)
    assert flag in flags(store, parameter)[20].split()
    assert list(flags(store, parameter)) == [20]


def test_temperature_and_radiation_may_be_below_zero(store: Store) -> None:
    store.add(series(rough(40, 5.0, spread=0.2) - 8.0, "air_temperature"))
    store.add(series(np.full(40, -1.6), "radiation"))
    assert run(store).written == 0


def test_the_range_and_detection_limit_of_the_instrument_count(store: Store) -> None:
    values = rough(40, 20.0, spread=0.5)
    values[10], values[20] = 510.0, 0.4
    store.add(series(values, "tss"))
    instrument = {"tss": Instrument(low=1.0, high=500.0, detection_limit=1.0)}
    run(store, profiles("A", medium=Medium.SURFACE_WATER, instruments=instrument))
    found = flags(store, "tss")
    assert found[10].split() == [Flag.INSTRUMENT]
    assert found[20].split() == [Flag.BDL]  # below what it can see, yet measured


def test_a_spike_is_found_and_the_start_of_an_episode_is_not(store: Store) -> None:
    values = rough(144)
    values[50] = 500.0
    values[100:] += 300.0  # smoke that stays
    store.add(series(values))
    run(store)
    found = flags(store)
    assert Flag.SPIKE in found[50]
    assert [i for i, flag in found.items() if Flag.SPIKE in flag] == [50]
    # The jump itself is told, and does not exclude.
    assert {i for i, flag in found.items() if flag == Flag.STEP} == {51, 100}


def test_a_spike_below_the_step_limit_is_none(store: Store) -> None:
    values = np.round(np.full(60, 10.0) + np.arange(60) % 2 * 0.1, 2)
    values[30] = 40.0  # far beyond 5 MAD, yet nothing unusual for dust
    store.add(series(values))
    assert run(store).written == 0


def test_twelve_equal_values_are_stuck_and_eleven_are_not(store: Store) -> None:
    values = rough(100)
    values[10:21] = 33.3
    values[50:62] = 44.4
    store.add(series(values))
    run(store)
    assert flags(store) == dict.fromkeys(range(50, 62), Flag.STUCK)


def test_slow_parameters_are_stuck_after_thirty_six(store: Store) -> None:
    values = rough(120, 7.0, spread=0.05)
    values[10:45] = 7.1
    values[60:96] = 7.2
    store.add(series(values, "ph"))
    run(store)
    found = [i for i, flag in flags(store, "ph").items() if Flag.STUCK in flag.split()]
    assert found == list(range(60, 96))


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("rain", 0.0), ("wind_speed", 0.2), ("radiation", 0.0), ("humidity", 100.0), ("flow", 0.0)],
)
def test_dry_calm_dark_and_saturated_hours_are_not_stuck(
    store: Store, parameter: str, value: float
) -> None:
    store.add(series(np.full(100, value), parameter))
    assert run(store).written == 0


def test_values_below_the_detection_limit_are_not_stuck(store: Store) -> None:
    store.add(series(np.full(50, 0.02), "nh4_n", flag="bdl"))
    assert run(store).written == 0


def test_zeros_of_a_pollutant_are_stuck(store: Store) -> None:
    store.add(series(np.zeros(50), "so2"))
    run(store)
    assert set(flags(store, "so2").values()) == {Flag.STUCK}


@pytest.mark.parametrize(
    ("part", "whole", "medium"),
    [("pm25", "pm10", Medium.AIR), ("no2", "nox", Medium.AIR), ("bod5", "cod", Medium.WASTEWATER)],
)
def test_a_part_above_its_whole_marks_both(
    store: Store, part: str, whole: str, medium: Medium
) -> None:
    small, large = rough(20, 10.0, spread=0.3), rough(20, 20.0, seed=2, spread=0.3)
    small[7] = large[7] * 1.2
    store.add(series(small, part))
    store.add(series(large, whole))
    run(store, profiles("A", medium=medium))
    assert flags(store, part) == flags(store, whole) == {7: Flag.INCONSISTENT}


def test_dust_may_lie_a_tenth_above_its_whole(store: Store) -> None:
    large = rough(20, 20.0)
    store.add(series(large * 1.09, "pm25"))
    store.add(series(large, "pm10"))
    assert run(store).written == 0


def test_a_calibration_is_no_neighbour_and_no_part(store: Store) -> None:
    values = rough(60)
    values[30:33] = 900.0
    status = ["00"] * 60
    status[30:33] = ["01"] * 3
    flag = ["status" if s == "01" else "" for s in status]
    store.add(series(values, "pm25", status=status, flag=flag))
    store.add(series(rough(60, 60.0, seed=3), "pm10"))
    assert run(store).written == 0


def test_the_first_half_hour_after_an_outage_is_a_warm_up(store: Store) -> None:
    store.add(series(rough(12), "so2"))
    later = START + timedelta(hours=9)
    store.add(series(rough(24), "so2", start=later))
    run(store)
    assert flags(store, "so2") == dict.fromkeys(range(108, 114), Flag.OUTAGE)


def test_a_resent_backlog_takes_the_warm_up_away_and_history_stays(store: Store) -> None:
    store.add(series(rough(12), "so2"))
    store.add(series(rough(24), "so2", start=START + timedelta(hours=9)))
    run(store)
    seen = store.manifest().moment
    store.add(series(rough(96, seed=4), "so2", start=START + timedelta(hours=1)))
    run(store, after=seen)
    assert flags(store, "so2") == {}
    assert store.manifest().rows("flags") == 12  # six that said so, six that took it back


def test_the_first_readings_ever_follow_no_outage(store: Store) -> None:
    store.add(series(rough(24), "so2"))
    assert run(store).written == 0


def test_an_outage_longer_than_what_is_loaded_is_seen(store: Store) -> None:
    store.add(series(rough(12), "so2"))
    run(store)
    seen = store.manifest().moment
    store.add(series(rough(24), "so2", start=START + timedelta(days=2)))
    run(store, after=seen)
    assert len(flags(store, "so2")) == 6


def test_a_label_ahead_of_the_clock_is_future(tmp_path: Path) -> None:
    store = Store(tmp_path / "store", clock=Clock(START + timedelta(hours=1)))
    store.add(series(rough(24)))  # labels up to 02:00, taken at 01:00
    run(store, {"A": StationProfile("A", Medium.AIR, ahead=900)})
    assert flags(store) == dict.fromkeys(range(15, 24), Flag.FUTURE)


def test_a_label_off_the_grid_is_told_and_counts(store: Store) -> None:
    store.add(series(rough(12), start=START + timedelta(seconds=120)))
    run(store)
    assert set(flags(store).values()) == {Flag.CLOCK}


def test_a_clock_put_back_does_not_overwrite_the_past(tmp_path: Path) -> None:
    clock = Clock(START)
    store = Store(tmp_path / "store", clock=clock)
    real, again = rough(36), rough(12, 90.0, seed=5)
    for i, value in enumerate(real):
        clock.moment = START + timedelta(minutes=5 * (i + 1), seconds=20)
        store.add(series([value], start=START + timedelta(minutes=5 * i)))
    for i, value in enumerate(again):  # at 03:05 the clock says 01:05
        clock.moment = START + timedelta(hours=3, minutes=5 * (i + 1), seconds=20)
        store.add(series([value], start=START + timedelta(hours=1, minutes=5 * i)))
    run(store)
    assert flags(store) == dict.fromkeys(range(12, 24), "inconsistent clock") or flags(
        store
    ) == dict.fromkeys(range(12, 24), "clock inconsistent")


def test_files_sent_again_with_other_values_are_no_clock_fault(tmp_path: Path) -> None:
    clock = Clock(START)
    store = Store(tmp_path / "store", clock=clock)
    for i, value in enumerate(rough(24)):
        clock.moment = START + timedelta(minutes=5 * (i + 1), seconds=20)
        store.add(series([value], start=START + timedelta(minutes=5 * i)))
    for i, value in enumerate(rough(24, seed=6)):  # resent within a minute: newest wins
        clock.moment = START + timedelta(hours=5, seconds=2 * i)
        store.add(series([value], start=START + timedelta(minutes=5 * i)))
    run(store)
    assert flags(store) == {}


def test_an_hourly_series_is_judged_by_rules_for_hours(store: Store) -> None:
    values = rough(48)
    values[10:22] = 50.0  # twelve equal hours are no hour of equal readings
    store.add(series(values, seconds=3600))
    assert run(store).written == 0


def test_samples_are_judged_alone(store: Store) -> None:
    store.add(series(np.full(50, 5.0), "cod", seconds=0))
    assert run(store, rules=load_rules()).written == 0
