"""Programs that add observations: who may, what is taken, what is kept, and that it is kept once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import frost_sta_client as sta
import pyarrow.parquet as pq
import pytest
import requests
from django.test import Client

from web.sensorthings.world import ROOT, got, names, register
from xanh.observations.store import Store
from xanh.office.monitoring import clients, readings
from xanh.office.monitoring.models import Client as Program
from xanh.office.monitoring.models import Instrument, Station
from xanh.web.sensorthings import catalogue

Send = Callable[..., Any]
TIME = "2026-03-01T07:05:00+07:00"
GIVEN = {"phenomenonTime": TIME, "result": 12.5, "Datastream": {"@iot.id": 1}}
ID = "1-20260301T000500"


@pytest.fixture
def store(tmp_path, settings, db):
    """Have the register beside an empty store."""
    settings.BASE = tmp_path
    register()
    yield Store(tmp_path / "observations")
    catalogue.forget()
    readings._engine.cache_clear()
    readings._store.cache_clear()


@pytest.fixture
def send(store: Store) -> Send:
    """Return what posts JSON with the token of a program for stations 1 and 4."""
    program, token = clients.add_client("Phòng TN", Station.objects.filter(pk__in=[1, 4]))
    assert program.last_used is None

    def post(path: str, body: Any, status: int = 201, token: str = token) -> Any:
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        answer = Client().post(
            f"{ROOT}/{path}", content, "application/json",
            headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip
        assert answer.status_code == status, answer.content.decode()
        return answer

    return post


def kept(store: Store) -> list[dict[str, Any]]:
    return [row for path in store.files("readings") for row in pq.read_table(path).to_pylist()]


def originals(store: Store) -> list[dict[str, Any]]:
    return [row for path in store.files("originals") for row in pq.read_table(path).to_pylist()]


def test_req_create_update_delete_create_entity_for_observations(send: Send, store: Store):
    answer = send("Observations", GIVEN)
    assert answer["Location"] == f"http://testserver{ROOT}/Observations('{ID}')"
    shown = got(Client(), answer["Location"])
    assert shown["result"] == 12.5
    assert shown["phenomenonTime"] == "2026-03-01T00:00:00Z/2026-03-01T00:05:00Z"
    (row,) = kept(store)
    assert (row["station"], row["parameter"], row["seconds"]) == ("ONE", "pm25", 300)
    assert (row["unit"], row["status"], row["flag"]) == ("µg/m³", "", "")
    (original,) = originals(store)
    assert row["origin"] == original["number"]
    assert json.loads(original["content"]) == GIVEN
    assert (original["account"], original["form"]) == ("Phòng TN", "sensorthings")
    assert Program.objects.get().last_used is not None


def test_the_same_again_changes_nothing_and_another_value_is_the_next_version(
    send: Send, store: Store
):
    for _ in range(3):
        assert send("Observations", GIVEN)["Location"].endswith(f"('{ID}')")
    assert len(kept(store)) == len(originals(store)) == 1
    send("Observations", {**GIVEN, "result": 13})
    assert sorted(row["version"] for row in kept(store)) == [1, 2]
    assert len(originals(store)) == 2
    assert got(Client(), f"Observations('{ID}')")["result"] == 13.0


def test_posted_under_a_datastream_it_need_not_be_named(send: Send):
    body = {"phenomenonTime": TIME, "result": 1}
    for path in ("Datastreams(1)/Observations", "Things(1)/Datastreams(1)/Observations"):
        assert send(path, body)["Location"].endswith(f"('{ID}')")
    send("Datastreams(1)/Observations", {**body, "Datastream": {"@iot.id": 2}}, 400)
    send("FeaturesOfInterest(1)/Observations", {**body, "Datastream": {"@iot.id": 2}})
    send("FeaturesOfInterest(1)/Observations", body, 400)
    send("Observations", body, 400)


def test_times_status_and_interval_are_taken_as_sent(send: Send, store: Store):
    hour = "2026-03-01T00:00:00Z/2026-03-01T01:00:00Z"
    quality = {"status": "01"}
    send("Observations", {**GIVEN, "phenomenonTime": hour, "resultQuality": quality,
                          "parameters": {"unit": "ug/m3", "averagingSeconds": 3600},
                          "resultTime": "2026-03-01T02:00:00Z", "validTime": None,
                          "FeatureOfInterest": {"@iot.id": 1}})  # fmt: skip
    (row,) = kept(store)
    assert (row["time"], row["seconds"]) == (datetime(2026, 3, 1, 1), 3600)
    assert (row["status"], row["flag"]) == ("01", "status")
    shown = got(Client(), "Datastreams(1)/Observations")["value"][0]
    assert shown["resultQuality"] == {"usable": False, "status": "01", "flags": "status"}


def test_the_first_checks_of_a_file_are_theirs_as_well(send: Send, store: Store):
    Instrument.objects.filter(pk=1).update(detection_limit=5.0)
    times = [f"2026-03-01T0{hour}:00:00Z" for hour in range(5)]
    for time, value in zip(times, [-9999, -50, 1e6, 700, 2], strict=True):
        send("Observations", {**GIVEN, "phenomenonTime": time, "result": value})
    flags = [row["flag"] for row in sorted(kept(store), key=lambda row: row["time"])]
    assert flags == ["filler", "negative", "range", "instrument", "bdl"]


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"phenomenonTime": None}, 400, "phenomenonTime"),
        ({"phenomenonTime": "2026-03-01T00:05:00"}, 400, "múi giờ"),
        ({"phenomenonTime": "hôm qua"}, 400, "ISO 8601"), ({"phenomenonTime": 5}, 400, "ISO 8601"),
        ({"phenomenonTime": "2026-03-01T01:00:00Z/2026-03-01T00:00:00Z"}, 400, "ISO 8601"),
        ({"phenomenonTime": "2024-03-01T01:00:00Z/2026-03-01T00:00:00Z"}, 400, "một năm"),
        ({"phenomenonTime": "2999-03-01T01:00:00Z"}, 400, "tương lai"),
        ({"phenomenonTime": "0001-03-01T01:00:00Z"}, 400, "1900"), ({"resultTime": "x"}, 400, "ISO"),
        ({"result": None}, 400, "số"), ({"result": "12"}, 400, "số"), ({"result": True}, 400, "số"),
        ({"result": 10**400}, 400, "hữu hạn"), ({"result": {}}, 400, "số"),
        ({"parameters": {"unit": "mg/m³"}}, 400, "µg/m³"), ({"parameters": {"x": 1}}, 400, "chỉ nhận"),
        ({"parameters": {"averagingSeconds": 1.5}}, 400, "giây"), ({"parameters": []}, 400, "chỉ nhận"),
        ({"resultQuality": "good"}, 400, "chỉ nhận"), ({"resultQuality": {"status": 1}}, 400, "chữ"),
        ({"validTime": TIME}, 501, "validTime"), ({"@iot.id": 5}, 400, "không nhận"),
        ({"Datastream": {"name": "new"}}, 501, "Datastream"), ({"Datastream": None}, 400, "thiếu"),
        ({"Datastream": {"@iot.id": 999}}, 400, "999"), ({"Datastream": {"@iot.id": "1"}}, 400, "1"),
        ({"Datastream": {"@iot.id": True}}, 400, "True"), ({"Datastream": {"@iot.id": 3}}, 403, "trạm"),
        ({"FeatureOfInterest": {"@iot.id": 2}}, 400, "trạm này"),
        ({"FeatureOfInterest": {"name": "x"}}, 501, "FeatureOfInterest"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused_and_nothing_is_kept(
    send: Send, store: Store, change: dict[str, Any], status: int, words: str
):
    error = send("Observations", {**GIVEN, **change}, status).json()
    assert words in error["vi"]
    assert error["code"] == status
    assert store.manifest().sequence == 0


@pytest.mark.parametrize("body", ["", "{", "[]", "5", '{"result": NaN}', b"\xff", "[" * 100_000])
def test_what_is_no_observation_is_refused(send: Send, store: Store, body: str | bytes):
    send("Observations", body, 400)
    send("CreateObservations", body, 400)
    assert store.manifest().sequence == 0


def test_more_than_a_request_may_hold_is_refused(send: Send, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert send("Observations", {**GIVEN, "x": "y" * 200}, 413).json()["error"] == "too-large"


def test_req_data_array_create_observations(send: Send, store: Store):
    soon = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    body = [
        {
            "Datastream": {"@iot.id": 1},
            "components": ["phenomenonTime", "result", "FeatureOfInterest/id"],
            "dataArray@iot.count": 4,
            "dataArray": [[TIME, 1, 1], [soon, 2, 1], [TIME, "x", 1], [TIME, 3]],
        },
        {
            "Datastream": {"@iot.id": 2},
            "components": ["result", "phenomenonTime"],
            "dataArray": [[5.5, TIME]],
        },
    ]
    found = send("CreateObservations", body).json()
    assert found[0] == f"http://testserver{ROOT}/Observations('{ID}')"
    assert [one[:6] for one in found[1:4]] == ["error:"] * 3
    assert "tương lai" in found[1]
    assert found[4].endswith("Observations('2-20260301T000500')")
    assert len(kept(store)) == 2
    assert store.manifest().sequence == 1
    assert [json.loads(row["content"]) for row in originals(store)] == [body]
    assert send("CreateObservations", body).json() == found
    assert len(kept(store)) == len(originals(store)) * 2 == 2
    for wrong in (
        [{**body[1], "components": ["result", "nothing"]}],
        [{**body[1], "components": ["result", "result"]}],
        [{**body[1], "dataArray": 5}], [{**body[1], "Datastream": None}], {},
    ):  # fmt: skip
        send("CreateObservations", wrong, 400)
    send("CreateObservations", [*body, {**body[1], "Datastream": {"@iot.id": 3}}], 403)
    assert Client().get(f"{ROOT}/CreateObservations").status_code == 405


def test_nobody_adds_anything_without_a_token_that_counts(send: Send, store: Store):
    for headers in ({}, {"Authorization": "Bearer"}, {"Authorization": "Bearer x"},
                    {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer \udcff"}):  # fmt: skip
        try:
            answer = Client().post(
                f"{ROOT}/Observations", "{}", "application/json", headers=headers
            )
        except UnicodeEncodeError:
            continue
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert "Bearer" in answer.json()["vi"]
    Program.objects.update(active=False)
    send("Observations", GIVEN, 401)
    assert store.manifest().sequence == 0


def test_a_token_counts_for_the_stations_of_its_program_only(send: Send, store: Store):
    other, token = clients.add_client("Chương trình khác", Station.objects.filter(pk=2))
    for path, body in (
        ("Observations", GIVEN), ("Datastreams(1)/Observations", GIVEN),
        ("CreateObservations", [{"Datastream": {"@iot.id": 1}, "components": ["result"],
                                 "dataArray": [[1]]}]),
    ):  # fmt: skip
        assert send(path, body, 403, token).json()["error"] == "not-your-station"
    send("Datastreams(99)/Observations", GIVEN, 404, token)
    assert store.manifest().sequence == 0
    send("Observations", {**GIVEN, "Datastream": {"@iot.id": 3}}, 201, token)
    other.stations.clear()
    send("Observations", {**GIVEN, "Datastream": {"@iot.id": 3}}, 403, token)


def test_a_station_that_is_not_public_is_sent_for_and_not_shown(send: Send, store: Store):
    send("Observations", {**GIVEN, "Datastream": {"@iot.id": 6}})
    assert [row["station"] for row in kept(store)] == ["SECRET"]
    assert got(Client(), "Observations")["value"] == []
    _, token = clients.add_client("Chương trình khác", [])
    send("Observations", {**GIVEN, "Datastream": {"@iot.id": 6}}, 400, token)
    send("Datastreams(6)/Observations", GIVEN, 404, token)


def test_req_create_update_delete_nothing_else_can_be_made_changed_or_removed(send: Send):
    send("Things", {"name": "x"}, 405)
    send("Datastreams(1)", {}, 405)
    send("Datastreams(1)/Observations/$ref", {}, 405)
    send("Nothing", {}, 404)
    assert names(Client(), "Things", filter="name eq 'x'") == []


def test_in_a_stack_values_are_sent_and_shown_in_its_own_unit(send: Send, store: Store):
    stack = Station.objects.create(pk=9, key="STACK", name="Ống khói", medium="stack")
    Instrument.objects.create(pk=90, station=stack, parameter="so2")
    Program.objects.get().stations.add(stack)
    unit = got(Client(), "Datastreams(90)")["unitOfMeasurement"]
    assert (unit["symbol"], unit["definition"]) == ("mg/Nm³", "ucum:mg/m3")
    send("Observations", {**GIVEN, "Datastream": {"@iot.id": 90}, "parameters": {"unit": "mg/Nm3"}})
    (row,) = kept(store)
    assert (row["parameter"], row["value"], row["unit"]) == ("so2", 12.5, "mg/Nm³")


def test_a_register_that_contradicts_itself_takes_nothing(send: Send, store: Store):
    Instrument.objects.create(pk=91, station_id=1, parameter="temperature")  # of water
    error = send("Observations", {**GIVEN, "Datastream": {"@iot.id": 91}}, 409).json()
    assert error["error"] == "bad-register"
    assert store.manifest().sequence == 0


def test_the_client_library_adds_observations(live_server, send: Send, store: Store):
    _, token = clients.add_client("Thư viện", Station.objects.all())
    remote = sta.SensorThingsService(f"{live_server.url}{ROOT}")
    stream = sta.Datastream(id=1)
    wanted = sta.Observation(result=4.5, phenomenon_time=TIME, datastream=stream)
    with pytest.raises(requests.HTTPError):
        remote.create(wanted)

    class Token(requests.auth.AuthBase):
        def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
            request.headers["Authorization"] = f"Bearer {token}"
            return request

    class Handler(sta.AuthHandler):
        def add_auth_header(self) -> Token:
            return Token()

    remote.auth_handler = Handler(username="", password="")
    remote.create(wanted)
    assert wanted.id == ID
    assert remote.observations().find(ID).result == 4.5
    assert len(kept(store)) == 1
