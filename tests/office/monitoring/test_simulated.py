"""Simulated stations enter the register once, marked, on their rivers, with accounts of theirs."""

import pytest

from xanh.observations.receiving.passwords import verify
from xanh.observations.simulator import stations
from xanh.office.monitoring.models import Station, StationEvent
from xanh.office.monitoring.profiles import station_profiles
from xanh.office.monitoring.registering import register
from xanh.office.monitoring.rivers import load_rivers
from xanh.office.monitoring.simulated import admit, register_simulated

pytestmark = pytest.mark.django_db


def test_all_are_marked_and_lie_on_the_six_rivers():
    load_rivers()
    assert register_simulated(stations(24)) == 24
    assert Station.objects.filter(simulated=True).count() == 24
    assert all("mô phỏng" in station.name for station in Station.objects.all())
    on_rivers = Station.objects.exclude(river=None)
    assert len(set(on_rivers.values_list("river__key", flat=True))) == 6
    assert all(station.river_km is not None for station in on_rivers)
    assert len(set(on_rivers.values_list("river", "river_km"))) == on_rivers.count()


def test_a_second_time_changes_nothing_and_more_are_added():
    register_simulated(stations(3))
    Station.objects.filter(key="SIM-001_KHIKXQ").update(name="Đổi tên")
    assert register_simulated(stations(3)) == 0
    assert register_simulated(stations(5)) == 2
    assert Station.objects.get(key="SIM-001_KHIKXQ").name == "Đổi tên"


def test_profiles_are_those_that_the_simulator_promises():
    register_simulated(stations(15))
    profiles = station_profiles()
    for station in stations(15):
        found, promised = profiles[station.key], station.profile()
        assert (found.medium, found.seconds) == (promised.medium, promised.seconds)
        assert found.simulated


def test_only_simulated_stations_get_the_password():
    register("HN_THAT", {"name": "Trạm thật"})
    register_simulated(stations(2))
    admit(stations(2), "bí mật")
    for station in Station.objects.filter(simulated=True):
        assert station.account == station.key
        assert verify("bí mật", station.password)
        assert StationEvent.objects.filter(station=station, kind="password").exists()
    assert Station.objects.get(key="HN_THAT").account == ""
