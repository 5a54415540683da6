"""A client library that others wrote reads the service over HTTP (frost-sta-client, LGPL)."""

from __future__ import annotations

import frost_sta_client as sta
import pytest
import requests
from django.test import Client

from xanh.web.sensorthings.version import V1_1


@pytest.fixture
def remote(live_server, service: Client) -> sta.SensorThingsService:
    """Serve the register and the store on a port, and connect the library."""
    return sta.SensorThingsService(f"{live_server.url}/{V1_1.prefix}")


def test_the_library_walks_through_the_register(remote: sta.SensorThingsService):
    things = list(remote.things().query().orderby("id", "asc").list())
    assert [thing.name for thing in things][:2] == ["Trạm Bách Khoa", "Trạm Mô Phỏng"]
    thing = remote.things().find(1)
    streams = list(thing.get_datastreams().query().expand("ObservedProperty").list())
    assert [stream.observed_property.id for stream in streams] == ["pm25", "no2"]
    assert streams[0].unit_of_measurement.symbol == "µg/m³"
    assert remote.locations().find(1).location["coordinates"] == [105.8436, 21.0046]
    assert remote.observed_properties().find("ph").name == "Độ pH"


def test_the_library_follows_pages_of_observations(remote: sta.SensorThingsService):
    stream = remote.datastreams().find(1)
    query = stream.get_observations().query().filter("result lt 50").orderby("phenomenonTime")
    page = query.top(100).count().list()
    assert page.count == 450  # of 864 values 0 … 99 over and over
    found = list(page)
    assert len(found) == page.count
    assert [one.phenomenon_time for one in found] == sorted(
        (one.phenomenon_time for one in found), reverse=True
    )
    assert found[-1].result == 0.0
    assert found[-1].result_quality["usable"] is True
    again = remote.observations().find(found[0].id)
    assert (again.result, again.result_time) == (found[0].result, found[0].result_time)


def test_the_library_is_told_what_cannot_be_done(remote: sta.SensorThingsService):
    with pytest.raises(requests.HTTPError) as refused:
        remote.things().query().filter("nothing eq 1").list()
    assert refused.value.response.json()["vi"].startswith("$filter: Thing không có")
    with pytest.raises(requests.HTTPError) as refused:
        remote.delete(remote.things().find(1))
    assert refused.value.response.status_code == 405
