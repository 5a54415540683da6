"""Simulated readings follow from seed, station and time alone, and look like Hanoi's."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow.compute as pc
import pytest

from xanh.observations.loading import load_tables
from xanh.observations.readings import READINGS
from xanh.observations.simulator import parts, readings, stations
from xanh.observations.simulator.shapes import QUANTITIES
from xanh.observations.tables import Medium

START = datetime(2026, 1, 5, tzinfo=UTC)
MONTH = START + timedelta(days=30)


@pytest.fixture(scope="module")
def month():
    return readings(stations(24), START, MONTH)


def usual(table, parameter):
    """Return values and local hours of readings that were measured."""
    chosen = table.filter(
        pc.and_(pc.equal(table["parameter"], parameter), pc.equal(table["status"], "00"))
    )
    seconds = chosen["time"].cast("int64").to_numpy() // 1_000_000
    return chosen["value"].to_numpy(), (seconds + 7 * 3600) % 86_400 // 3600


def hourly(table, parameter):
    value, hour = usual(table, parameter)
    return np.array([value[hour == h].mean() for h in range(24)])


def test_a_part_of_a_window_equals_the_same_part_made_alone(month):
    begin, end = START + timedelta(days=9, hours=5), START + timedelta(days=11)
    alone = readings(stations(24), begin, end)
    within = pc.and_(
        pc.greater(month["time"], begin.replace(tzinfo=None)),
        pc.less_equal(month["time"], end.replace(tzinfo=None)),
    )
    keys = [(name, "ascending") for name in ("station", "parameter", "time")]
    assert month.filter(within).sort_by(keys).equals(alone.sort_by(keys))


def test_more_stations_do_not_change_the_earlier_ones():
    assert stations(150)[:24] == stations(24)
    assert len({station.key for station in stations(150)}) == 150
    end = START + timedelta(hours=6)
    few, many = (readings(stations(n), START, end) for n in (3, 9))
    assert many.slice(0, few.num_rows).equals(few)


def test_another_seed_is_another_city():
    end = START + timedelta(days=1)
    one, other = (readings(stations(1), START, end, seed)["value"] for seed in (1, 2))
    assert one != other


def test_the_schema_is_that_of_readings_and_no_key_comes_twice(month):
    assert month.schema.equals(READINGS)
    keys = month.group_by(["station", "parameter", "time"]).aggregate([])
    assert keys.num_rows == month.num_rows


def test_parameters_and_units_are_those_of_the_tables(month):
    known = load_tables().parameters
    for medium in (Medium.AIR, Medium.WEATHER, Medium.SURFACE_WATER, Medium.WASTEWATER):
        for quantity in QUANTITIES[medium]:
            assert known[quantity.parameter].unit == quantity.unit
    units = month.group_by(["parameter", "unit"]).aggregate([])
    assert units.num_rows == len(set(month["parameter"].to_pylist()))


def test_values_that_were_measured_are_physically_possible(month):
    for parameter in set(month["parameter"].unique().to_pylist()):
        value, _hour = usual(month, parameter)
        rule = load_tables().parameters[parameter]
        assert rule.low is not None
        assert value.min() >= rule.low
        assert rule.high is not None
        assert value.max() <= rule.high


def test_the_day_has_two_peaks_of_traffic_and_ozone_in_the_afternoon(month):
    no2, o3, pm25 = (hourly(month, name) for name in ("no2", "o3", "pm25"))
    assert no2[:12].argmax() in (7, 8)
    assert 12 + no2[12:].argmax() in (17, 18)
    assert o3.argmax() in (13, 14, 15)
    assert o3.max() > 2 * o3[3]
    assert pm25.argmin() in (13, 14, 15)


def test_winter_is_colder_and_dustier_than_summer(month):
    summer = readings(stations(24), datetime(2026, 6, 20, tzinfo=UTC),
                      datetime(2026, 7, 20, tzinfo=UTC))  # fmt: skip
    assert hourly(month, "pm25").mean() > 1.5 * hourly(summer, "pm25").mean()
    assert hourly(month, "air_temperature").mean() < hourly(summer, "air_temperature").mean() - 8


def test_neighbours_agree_but_are_not_the_same(month):
    def series(key):
        chosen = month.filter(
            pc.and_(pc.equal(month["station"], key), pc.equal(month["parameter"], "pm25"))
        )
        return dict(zip(chosen["time"].to_pylist(), chosen["value"].to_pylist(), strict=True))

    one, other = series("SIM-001_KHIKXQ"), series("SIM-005_KHIKXQ")
    both = sorted(one.keys() & other.keys())
    pairs = np.array([(one[t], other[t]) for t in both])
    good = (pairs > 0).all(axis=1) & (pairs < 300).all(axis=1)
    agreement = np.corrcoef(pairs[good].T)[0, 1]
    assert 0.7 < agreement < 0.995


def test_fine_dust_is_less_than_all_dust(month):
    wide = {}
    for parameter in ("pm25", "pm10"):
        chosen = month.filter(
            pc.and_(pc.equal(month["parameter"], parameter), pc.equal(month["status"], "00"))
        )
        keys = zip(chosen["station"].to_pylist(), chosen["time"].to_pylist(), strict=True)
        wide[parameter] = dict(zip(keys, chosen["value"].to_pylist(), strict=True))
    both = wide["pm25"].keys() & wide["pm10"].keys()
    above = sum(wide["pm25"][key] > wide["pm10"][key] for key in both)
    assert above < 0.01 * len(both)  # only where an instrument is stuck or spikes


def test_instruments_have_faults_but_few(month):
    status = dict(month["status"].value_counts().to_pylist()[i].values() for i in range(3))
    assert status["00"] > 0.95 * month.num_rows
    assert status["01"] > 100
    assert status["02"] > 100


def test_parts_are_bounded():
    year = parts(stations(1), START, START + timedelta(days=365))
    assert all(part.num_rows <= 400_000 for part in year)
