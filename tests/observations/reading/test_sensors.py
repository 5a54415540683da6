"""JSON of low-cost sensors and their networks."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xanh.errors import XanhError

from .common import rows, text_of

AT = datetime(2026, 3, 24, 18)
EPOCH = 1774375200
COLUMNS = ("station", "parameter", "time", "value", "unit")


def got(value, name: str = "x.json"):
    return rows(text_of(json.dumps(value), name).table, *COLUMNS)


def test_purpleair_fields_and_data():
    body = {
        "api_version": "V1.0", "time_stamp": EPOCH, "fields":
        ["sensor_index", "last_seen", "name", "pm2.5_atm", "pm10.0_atm", "humidity", "temperature"],
        "data": [[131075, EPOCH, "Ba Đình", 27.8, 40, 70, 77], [2, EPOCH, "x", None, 5, 1, 50]],
    }  # fmt: skip
    assert got(body)[:4] == [
        ("131075", "pm25", AT, 27.8, "µg/m³"),
        ("131075", "pm10", AT, 40.0, "µg/m³"),
        ("131075", "internal_humidity", AT, 70.0, "%"),
        ("131075", "internal_temperature", AT, 25.0, "°C"),
    ]


def test_purpleair_one_sensor():
    body = {"sensor": {"sensor_index": 7, "last_seen": EPOCH, "pm2.5": 12.5, "rssi": -60}}
    assert got(body) == [("7", "pm25", AT, 12.5, "µg/m³")]


def test_sensor_community():
    body = [
        {
            "id": 1, "timestamp": "2026-03-24 18:00:00", "sensor": {"id": 4711, "pin": "1"},
            "location": {"id": 3, "latitude": "21.0"},
            "sensordatavalues": [
                {"id": 1, "value_type": "P1", "value": "40.5"},
                {"id": 2, "value_type": "P2", "value": "27.8"},
                {"id": 3, "value_type": "pressure", "value": "100990"},
            ],
        }
    ]  # fmt: skip
    assert got(body) == [
        ("4711", "pm10", AT, 40.5, "µg/m³"),
        ("4711", "pm25", AT, 27.8, "µg/m³"),
        ("4711", "pressure", AT, 1009.9, "hPa"),
    ]


def test_airgradient():
    body = [
        {"locationId": 1, "locationName": "Trường", "serialno": "84fce612", "pm01": 10, "pm02": 20,
         "pm10": 30, "pm003Count": 900, "atmp": 25.5, "rhum": 60, "rco2": 420, "tvocIndex": 100,
         "timestamp": "2026-03-24T18:00:00.000Z"}
    ]  # fmt: skip
    assert got(body) == [
        ("84fce612", "pm1", AT, 10.0, "µg/m³"),
        ("84fce612", "pm25", AT, 20.0, "µg/m³"),
        ("84fce612", "pm10", AT, 30.0, "µg/m³"),
        ("84fce612", "air_temperature", AT, 25.5, "°C"),
        ("84fce612", "humidity", AT, 60.0, "%"),
        ("84fce612", "co2", AT, 420.0, "ppm"),
        ("84fce612", "voc_index", AT, 100.0, "index"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        {"station": "S1", "time": "2026-03-25T01:00:00+07:00", "pm25": 27.8},
        {"device": "S1", "timestamp": EPOCH, "PM2.5": "27,8"},
        {"device_id": "S1", "ts": EPOCH * 1000, "data": {"pm25": {"value": 27.8, "unit": "ug/m3"}}},
        {"station": "S1", "data": [{"time": "25/03/2026 01:00", "pm2_5": 27.8}]},
        {"station": "S1", "time": "2026-03-25 01:00", "parameter": "pm25", "value": 27.8},
    ],
)
def test_any_object_with_station_time_and_parameters(body):
    assert got(body) == [("S1", "pm25", AT, 27.8, "µg/m³")]
    assert got([body]) == got(body)


def test_json_lines_with_a_bad_one():
    good = {"station": "S1", "time": "2026-03-25T01:00:00", "pm25": 1}
    later = {**good, "time": "2026-03-25T01:10:00"}
    body = "\n".join([json.dumps(good), "{broken", json.dumps(later)])
    result = text_of(body, "x.jsonl")
    assert rows(result.table, "value", "seconds") == [(1.0, 600), (1.0, 600)]
    assert [p.line for p in result.problems] == [2]


def test_sensorthings_observations():
    stream = {
        "name": "PM2.5 at S1", "unitOfMeasurement": {"symbol": "ug/m3"},
        "ObservedProperty": {"name": "PM2.5"}, "Thing": {"name": "S1"},
    }  # fmt: skip
    interval = "2026-03-24T17:00:00Z/2026-03-24T18:00:00Z"
    one = {"phenomenonTime": interval, "result": 27.8}
    for body in ({"value": [{**one, "Datastream": stream}]}, {**stream, "Observations": [one]}):
        table = text_of(json.dumps(body), "x.json").table
        assert rows(table, *COLUMNS, "seconds") == [("S1", "pm25", AT, 27.8, "µg/m³", 3600)]


@pytest.mark.parametrize("body", ["{}", "[]", "[1,2]", '{"station":"a"}', "{" * 5000, "[" * 99999])
def test_refusals(body):
    with pytest.raises(XanhError) as refusal:
        text_of(body, "x.json")
    assert refusal.value.code == "no-reading"


words = st.sampled_from(
    "station time pm25 value parameter data result phenomenonTime sensordatavalues fields x".split()
)
leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from(["2026-03-25T01:00:00Z", "pm25", "5"]),
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    st.recursive(
        leaves, lambda v: st.one_of(st.lists(v, max_size=4), st.dictionaries(words, v, max_size=6))
    )
)
def test_json_of_any_shape_raises_nothing_but_a_refusal(value):
    try:
        text_of("[" + json.dumps(value) + "]", "x.json")
    except XanhError as error:
        assert error.code
