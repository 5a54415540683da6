"""The data model and the paths to it (OGC 18-088, chapters 8 and 9.2)."""

from __future__ import annotations

import pytest
from django.test import Client

from web.sensorthings.world import ROOT, got, values
from xanh.office.monitoring.models import Station
from xanh.web.sensorthings.version import V1_1

SETS = [
    "Things", "Locations", "HistoricalLocations", "Datastreams", "Sensors", "ObservedProperties",
    "Observations", "FeaturesOfInterest",
]  # fmt: skip
# Mandatory properties of each entity (tables 2 to 17), and where it leads.
MODEL = {
    "Things(1)": ("name description properties", "Locations HistoricalLocations Datastreams"),
    "Locations(1)": ("name description encodingType location", "Things HistoricalLocations"),
    "HistoricalLocations(1)": ("time", "Thing Locations"),
    "Datastreams(1)": (
        "name description observationType unitOfMeasurement observedArea phenomenonTime resultTime",
        "Thing Sensor ObservedProperty Observations",
    ),
    "Sensors(1)": ("name description encodingType metadata", "Datastreams"),
    "ObservedProperties('pm25')": ("name definition description", "Datastreams"),
    "Observations('1-20260301T000500')": (
        "phenomenonTime resultTime result resultQuality parameters",
        "Datastream FeatureOfInterest",
    ),
    "FeaturesOfInterest(1)": ("name description encodingType feature", "Observations"),
}


def test_req_resource_path_root_document(service: Client):
    for path in (ROOT, f"{ROOT}/"):
        root = service.get(path).json()
        assert [one["name"] for one in root["value"]] == SETS
        for one in root["value"]:
            assert one["url"] == f"http://testserver{ROOT}/{one['name']}"
            assert service.get(one["url"]).status_code == 200
        settings = root["serverSettings"]
        assert settings["conformance"] == list(V1_1.conformance)
        for name in settings["conformance"]:
            assert name.startswith("http://www.opengis.net/spec/iot_sensing/1.1/req/")
        endpoints = settings[next(n for n in settings if n.endswith("/data-array"))]["endpoints"]
        assert endpoints == [f"http://testserver{ROOT}/CreateObservations"]


@pytest.mark.parametrize("path", MODEL)
def test_req_datamodel_properties_and_relations(service: Client, path: str):
    entity = got(service, path)
    properties, relations = (text.split() for text in MODEL[path])
    for name in properties:
        assert name in entity
    links = {f"{name}@iot.navigationLink" for name in relations}
    assert links == {name for name in entity if name.endswith("@iot.navigationLink")}
    for name in links:
        assert service.get(entity[name]).status_code == 200
    kind = path.partition("(")[0]
    assert set(V1_1.kinds[kind].properties) >= set(properties)


@pytest.mark.parametrize("path", MODEL)
def test_req_datamodel_entity_control_information_common_control_information(
    service: Client, path: str
):
    entity = got(service, path)
    key = entity["@iot.id"]
    shown = f"'{key}'" if isinstance(key, str) else key
    assert entity["@iot.selfLink"] == f"http://testserver{ROOT}/{path.partition('(')[0]}({shown})"
    assert got(service, entity["@iot.selfLink"]) == entity


def test_req_resource_path_resource_path_to_entities(service: Client):
    assert got(service, "Things(1)/Datastreams(2)/ObservedProperty")["@iot.id"] == "no2"
    assert got(service, "Datastreams(1)/Thing/Locations")["value"][0]["@iot.id"] == 1
    first = got(service, "Things(1)/Datastreams(1)/Observations('1-20260301T000500')")
    assert first["result"] == 0.0
    assert got(service, "Observations('1-20260301T000500')/Datastream/Thing")["@iot.id"] == 1
    assert got(service, "Observations('1-20260301T000500')/FeatureOfInterest")["@iot.id"] == 1
    assert got(service, "Sensors(1)/Datastreams")["value"][0]["@iot.id"] == 1
    assert len(got(service, "FeaturesOfInterest(3)/Observations")["value"]) == 8
    assert got(service, "HistoricalLocations(1)")["time"] == "2025-01-30T17:00:00Z"


def test_req_resource_path_property_and_its_value(service: Client):
    assert got(service, "Things(1)/name") == {"name": "Trạm Bách Khoa"}
    assert got(service, "Things(1)/properties/key") == {"key": "ONE"}
    assert service.get(f"{ROOT}/Things(1)/name/$value").content.decode() == "Trạm Bách Khoa"
    raw = service.get(f"{ROOT}/Datastreams(1)/unitOfMeasurement/symbol/$value")
    assert raw.content.decode() == "µg/m³"
    assert raw["Content-Type"] == "text/plain; charset=utf-8"
    assert got(service, "Observations('1-20260301T001000')/result") == {"result": 1.0}
    value = service.get(f"{ROOT}/Observations('1-20260301T001000')/result/$value")
    assert value.content == b"1.0"
    # A property that has no value is there, and is nothing.
    assert service.get(f"{ROOT}/Observations('1-20260301T001000')/validTime").status_code == 204
    assert service.get(f"{ROOT}/Datastreams(5)/observedArea").status_code == 204


def test_req_resource_path_association_links(service: Client):
    links = got(service, "Things(1)/Datastreams/$ref")["value"]
    assert links == [{"@iot.selfLink": f"http://testserver{ROOT}/Datastreams({n})"} for n in (1, 2)]
    link = f"http://testserver{ROOT}/Observations('4-20260301T010000')"
    assert got(service, "Datastreams(4)/Observations/$ref")["value"][0] == {"@iot.selfLink": link}
    assert got(service, "Datastreams(4)/Thing/$ref") == {
        "@iot.selfLink": f"http://testserver{ROOT}/Things(3)"
    }


@pytest.mark.parametrize(
    "path",
    [
        "Nothing", "Things(99)", "Things('1')", "Things(1)/Nothing", "Things(1)(2)", "Things(x)",
        "Things(1)/Datastreams(3)", "Datastreams(1)/Observations('2-20260301T000500')",
        "Observations('1-20260301T000501')", "Observations('1-20260301T000501')/Datastream",
        "Observations(1)", "Things/name", "Things(1)/properties/nothing", "Things(1)/$nothing",
        "Observations('1-99999999T000500')", "Things(1)/$value", "Things(1)/name/$ref", "$value",
        "Things(1)//name",
    ],
)  # fmt: skip
def test_req_request_data_status_code_404_where_a_path_leads_nowhere(service: Client, path: str):
    error = got(service, path, 404)
    assert (error["code"], error["type"]) == (404, "error")
    assert error["vi"].startswith("Không có")
    assert error["en"].startswith("There is no")


def test_what_is_missing_is_named_by_its_id(service: Client):
    said = got(service, "Observations('1-20260301T000501')", 404)["en"]
    assert said.startswith("There is no Observations('1-20260301T000501').")


def test_stations_that_are_not_public_are_nowhere(service: Client):
    assert {thing["@iot.id"] for thing in values(service, "Things")} == {1, 2, 3, 5}
    assert 6 not in {stream["@iot.id"] for stream in values(service, "Datastreams")}
    for path in ("Things(4)", "Datastreams(6)", "Observations('6-20260301T010000')"):
        got(service, path, 404)
    found = values(service, "Observations", filter="result eq 99", top=1000)
    assert {one["@iot.id"].partition("-")[0] for one in found} == {"1"}
    Station.objects.get(pk=1).delete()
    assert {thing["@iot.id"] for thing in values(service, "Things")} == {2, 3, 5}


def test_simulated_stations_say_so_wherever_they_are_seen(service: Client):
    for path in ("Things(2)", "Locations(2)", "Datastreams(3)", "FeaturesOfInterest(2)"):
        properties = got(service, path)["properties"]
        assert properties["simulated"] is True
        assert properties["notice"] == "dữ liệu mô phỏng"
    assert got(service, "Things(1)")["properties"]["simulated"] is False


def test_datastreams_say_from_when_to_when_there_are_observations(service: Client):
    one = got(service, "Datastreams(1)")
    assert one["phenomenonTime"] == "2026-03-01T00:00:00Z/2026-03-04T00:00:00Z"
    assert one["resultTime"] == "2026-03-01T00:05:00Z/2026-03-04T00:00:00Z"
    two_months = got(service, "Datastreams(3)")
    assert two_months["phenomenonTime"] == "2026-01-20T00:00:00Z/2026-03-01T00:00:00Z"
    silent = got(service, "Datastreams(7)")
    assert "phenomenonTime" not in silent


def test_markup_in_the_register_stays_text(service: Client):
    assert got(service, "Sensors(1)")["metadata"] == "tán xạ &lt;β&gt;"
    answer = service.get(f"{ROOT}/Sensors(1)/description/$value")
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_only_reading_is_open(service: Client):
    for method in ("put", "patch", "delete"):
        answer = getattr(service, method)(f"{ROOT}/Things(1)")
        assert answer.status_code == 405
        assert "GET" in answer["Allow"]
        assert answer.json()["code"] == 405
    assert service.post(f"{ROOT}/Things", {}, "application/json").status_code == 401
    assert service.head(f"{ROOT}/Things").content == b""
    options = service.options(f"{ROOT}/Things")
    assert options.status_code == 204
    assert options["Access-Control-Allow-Origin"] == "*"
