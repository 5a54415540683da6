"""The health of stations, and the list of what to fix this morning."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from observations.stations import START, Clock, profiles, rough, series
from xanh.observations.health import Ratios, Silence, StationHealth, ratios, station_health
from xanh.observations.keeper import keep
from xanh.observations.loading import load_tables
from xanh.observations.morning import Trouble, morning_list
from xanh.observations.store import Store
from xanh.observations.tables import Instrument, Medium, StationProfile

NOW = START + timedelta(days=1)  # midnight


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Store:
    return Store(tmp_path / "store", clock=clock)


def sent(store: Store, clock: Clock, table: pa.Table, delay: timedelta = timedelta(0)) -> None:
    """Take readings as they come: those of a quarter of an hour together, at its end."""
    times = table["time"].to_numpy().astype("datetime64[s]").astype(object)
    quarter, start = timedelta(minutes=15), START.replace(tzinfo=None)
    quarters = np.array([(t - start - timedelta(seconds=1)) // quarter for t in times])
    for number in np.unique(quarters):
        clock.moment = START + (int(number) + 1) * quarter + delay
        store.add(table.filter(pa.array(quarters == number)))
    clock.moment = max(clock.moment, NOW)


def health(
    store: Store, now: datetime = NOW, stations: dict[str, StationProfile] | None = None
) -> StationHealth:
    found = station_health(store, stations or profiles(), now)
    assert [item.station for item in found] == sorted(item.station for item in found)
    return found[0]


def troubles(item: StationHealth) -> list[Trouble]:
    return [found.trouble for found in morning_list([item])]


def test_ratios_of_the_worked_example(store: Store) -> None:
    """288 expected, 270 received, 261 valid: 93.75 % and 90.63 % (station-data §6)."""
    status = ["00"] * 270
    status[100:109] = ["01"] * 9
    store.add(series(rough(270), status=status))
    keep(store, profiles(), now=NOW)
    found = ratios(store, "A", "pm25", START, NOW)
    assert found == Ratios(288, 270, 261)
    assert found.received_share == 0.9375
    assert round((found.valid_share or 0) * 100, 2) == 90.62  # 90.625: printed as 90.63
    assert health(store).ratios == found


@pytest.mark.parametrize(("good", "valid"), [(8, 8), (9, 9)])
def test_ratios_of_the_worked_hour(store: Store, good: int, valid: int) -> None:
    """10 of 12 received: with 8 valid 66.7 %, with 9 valid 75 % (station-data §6)."""
    status = ["00"] * good + ["01"] * (10 - good)
    store.add(series(rough(10), "cod", status=status))
    found = ratios(store, "A", "cod", START, START + timedelta(hours=1))
    assert found == Ratios(12, 10, valid)
    assert (found.valid_share or 0) >= 0.75 or good == 8


def test_readings_that_checks_took_out_are_not_valid(store: Store) -> None:
    values = rough(288)
    values[50:70] = 44.0
    store.add(series(values))
    keep(store, profiles(), now=NOW)
    assert ratios(store, "A", "pm25", START, NOW) == Ratios(288, 288, 268)


def test_a_sound_station_has_nothing_to_fix(store: Store, clock: Clock) -> None:
    sent(store, clock, series(rough(288)))
    keep(store, profiles(), now=NOW)
    item = health(store)
    assert item.silence is Silence.NO
    assert item.ratios == Ratios(288, 288, 288)
    assert item.last_reading == item.last_received == NOW
    assert not item.late
    assert not item.ahead
    assert troubles(item) == []


@pytest.mark.parametrize(
    ("hours", "silence", "trouble"),
    [
        (0.9, Silence.NO, []),
        (1.1, Silence.WARNING, [Trouble.QUIET]),
        (23.9, Silence.WARNING, [Trouble.QUIET, Trouble.INVALID]),
        (24.1, Silence.ALARM, [Trouble.SILENT]),
    ],
)
def test_an_hour_of_silence_is_a_warning_and_a_day_an_alarm(
    store: Store, clock: Clock, hours: float, silence: Silence, trouble: list[Trouble]
) -> None:
    sent(store, clock, series(rough(288)))
    item = health(store, NOW + timedelta(hours=hours))
    assert item.silence is silence
    assert troubles(item) == trouble


def test_a_station_of_long_intervals_may_be_silent_for_longer(store: Store, clock: Clock) -> None:
    sent(store, clock, series(rough(24), seconds=3600))
    patient = profiles("A", seconds=3600)
    assert health(store, NOW + timedelta(hours=1.5), patient).silence is Silence.NO


def test_a_station_that_never_sent_comes_first(store: Store, clock: Clock) -> None:
    sent(store, clock, series(rough(288)))
    both = {**profiles("A"), **profiles("NEW")}
    found = station_health(store, both, NOW + timedelta(hours=2))
    listed = morning_list(found, {"NEW": "Trạm mới"})
    assert [(i.station, i.trouble) for i in listed] == [
        ("NEW", Trouble.SILENT),
        ("A", Trouble.QUIET),
    ]
    assert listed[0].vi.startswith("Trạm mới: ")


def test_a_station_silent_for_a_month_is_remembered(store: Store, clock: Clock) -> None:
    sent(store, clock, series(rough(288)))
    item = health(store, NOW + timedelta(days=30))
    assert item.silence is Silence.ALARM
    assert item.last_received == NOW
    assert "30 ngày" in morning_list([item])[0].vi


def test_files_that_come_late_are_told(store: Store, clock: Clock) -> None:
    sent(store, clock, series(rough(288)), timedelta(hours=3))
    item = health(store, NOW + timedelta(hours=3))
    assert item.late
    assert item.delay is not None
    assert timedelta(hours=3) <= item.delay <= timedelta(hours=4)
    assert Trouble.LATE in troubles(item)


def test_a_clock_ahead_is_told(store: Store, clock: Clock) -> None:
    sent(store, clock, series(rough(288)), timedelta(hours=-3))
    keep(store, profiles(), now=NOW)
    clock.moment = NOW - timedelta(hours=3)
    item = health(store, NOW - timedelta(hours=3))
    assert item.ahead
    assert item.future > 200
    assert Trouble.AHEAD in troubles(item)


def test_a_stuck_instrument_is_told_while_it_is_stuck(store: Store, clock: Clock) -> None:
    values = rough(288)
    values[200:260] = 44.0
    other = rough(288, 60.0)
    other[260:] = 55.0
    sent(store, clock, pa.concat_tables([series(values), series(other, "pm10")]))
    keep(store, profiles(), now=NOW)
    item = health(store)
    assert {part.parameter: part.stuck for part in item.parameters} == {"pm10": True, "pm25": False}
    assert [found.parameter for found in morning_list([item])] == ["pm10"]


def test_an_unsettled_change_of_unit_is_told(store: Store, clock: Clock) -> None:
    values = rough(288)
    values[150:] /= 1000
    sent(store, clock, series(values))
    keep(store, profiles(), now=NOW)
    assert troubles(health(store))[0] is Trouble.OTHER_UNIT


def test_statuses_are_told_by_their_share(store: Store, clock: Clock) -> None:
    status = ["00"] * 288
    status[0:80], status[100:190], status[200:202] = ["01"] * 80, ["02"] * 90, ["09"] * 2
    sent(store, clock, series(rough(288), status=status))
    item = health(store)
    part = item.parameters[0]
    assert (part.calibration, part.fault) == (80 / 288, 90 / 288)
    assert part.unknown_status == pytest.approx(2 / 288)
    assert troubles(item) == [
        Trouble.FAULT, Trouble.UNKNOWN_STATUS, Trouble.INVALID, Trouble.CALIBRATION,
    ]  # fmt: skip


def test_one_parameter_that_stays_away_is_told(store: Store, clock: Clock) -> None:
    both = {"pm25": Instrument(), "so2": Instrument()}
    sent(store, clock, series(rough(288)))
    item = health(store, stations=dict(profiles("A", instruments=both)))
    assert [(i.parameter, i.trouble) for i in morning_list([item])] == [("so2", Trouble.MISSING)]
    assert item.ratios == Ratios(576, 288, 288)


def test_the_worst_comes_first_in_two_languages(store: Store, clock: Clock) -> None:
    values = rough(288)
    values[250:] = 44.0
    sent(store, clock, pa.concat_tables([series(values), series(rough(288), station="B")]))
    keep(store, profiles("A", "B"), now=NOW)
    sent(store, clock, series(rough(24), station="A", start=NOW))
    stations = {**profiles("A", "B", "C", medium=Medium.AIR)}
    later = NOW + timedelta(hours=2)
    listed = morning_list(
        station_health(store, stations, later), {"B": "Cầu Giấy"}, load_tables().parameters
    )
    assert [item.trouble for item in listed] == sorted((i.trouble for i in listed), reverse=True)
    assert [item.station for item in listed][:2] == ["C", "B"]
    assert listed[1].vi == "Cầu Giấy: mất tín hiệu 2 giờ, lần nhận cuối lúc 00:00 11/3/2026."
    assert listed[1].en == "Cầu Giấy: silent for 2 h, last received at 00:00 11/3/2026."
    for item in listed:
        assert item.vi != item.en
