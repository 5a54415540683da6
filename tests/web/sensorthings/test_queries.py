"""Query options (OGC 18-088, chapter 9.3), over the register and over the store."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.test import Client

from web.sensorthings.world import ROOT, got, names, values
from xanh.web.sensorthings import observing


def results(client: Client, path: str, **options: object) -> list[float | None]:
    return [one["result"] for one in values(client, path, **options)]


def test_req_request_data_expand(service: Client):
    thing = got(service, "Things(1)", expand="Datastreams/ObservedProperty,Locations")
    assert [one["ObservedProperty"]["@iot.id"] for one in thing["Datastreams"]] == ["pm25", "no2"]
    assert thing["Locations"][0]["location"]["coordinates"] == [105.8436, 21.0046]
    assert "Datastreams@iot.navigationLink" not in thing
    assert "Things@iot.navigationLink" in thing["Locations"][0]
    one = got(service, "Observations('1-20260301T000500')", expand="Datastream($select=name)")
    assert one["Datastream"] == {"name": "PM2.5 – Trạm Bách Khoa"}
    both = got(service, "Datastreams(1)", expand="Thing/Locations,Thing/Datastreams,Sensor")
    assert len(both["Thing"]["Datastreams"]) == 2
    assert both["Thing"]["Locations"][0]["@iot.id"] == 1
    assert both["Sensor"]["@iot.id"] == 1


def test_req_request_data_expand_with_options_inside(service: Client):
    expand = (
        "Datastreams($filter=ObservedProperty/name eq 'NO2' or substringof(';',name);$count=true;"
        "$expand=Observations($top=2;$orderby=phenomenonTime desc;$select=result,phenomenonTime))"
    )
    thing = got(service, "Things(1)", expand=expand.replace("'NO2'", "'Nitơ đioxit (NO₂)'"))
    assert thing["Datastreams@iot.count"] == len(thing["Datastreams"])
    thing = got(
        service, "Things(1)", expand=expand.replace("ObservedProperty/name eq 'NO2'", "id eq 1")
    )
    (stream,) = thing["Datastreams"]
    assert thing["Datastreams@iot.count"] == 1
    assert [one["result"] for one in stream["Observations"]] == [63.0, 62.0]
    assert set(stream["Observations"][0]) == {"result", "phenomenonTime"}
    following = got(service, stream["Observations@iot.nextLink"])
    assert [one["result"] for one in following["value"]] == [61.0, 60.0]


def test_the_latest_of_every_datastream_in_one_request(service: Client):
    expand = "Datastreams($expand=Observations($top=1;$orderby=phenomenonTime desc))"
    things = values(service, "Things", expand=expand)
    latest = {
        stream["@iot.id"]: [one["result"] for one in stream["Observations"]]
        for thing in things
        for stream in thing["Datastreams"]
    }
    assert latest == {1: [63.0], 2: [31.5], 3: [53.0], 4: [7.3], 5: [6.5], 7: []}
    alone = {
        number: results(service, f"Datastreams({number})/Observations", top=1,
                        orderby="phenomenonTime desc")[:1]
        for number in latest
    }  # fmt: skip
    assert alone == latest


def test_sets_inside_go_on_by_their_next_link(service: Client):
    thing = got(service, "Things(1)", expand="Datastreams($top=1;$select=name)")
    link = thing["Datastreams@iot.nextLink"]
    assert [one["name"] for one in got(service, link)["value"]] == ["NO₂ – Trạm Bách Khoa"]
    area = got(service, "FeaturesOfInterest(3)", expand="Observations($top=3)")
    rest = got(service, area["Observations@iot.nextLink"])["value"]
    assert len({one["@iot.id"] for one in [*area["Observations"], *rest]}) == 6


def test_req_request_data_select(service: Client):
    assert got(service, "Things(1)", select="name,id") == {"@iot.id": 1, "name": "Trạm Bách Khoa"}
    one = got(service, "Things(1)", select="name,Datastreams")
    assert set(one) == {"name", "Datastreams@iot.navigationLink"}
    found = got(service, "Observations", select="result", top=2)["value"]
    assert [set(one) for one in found] == [{"result"}] * 2
    got(service, "Things", 400, select="result")


def test_req_request_data_orderby(service: Client):
    assert names(service, "Things", orderby="name desc")[0] == "Trạm Mới"
    assert names(service, "Datastreams", orderby="Thing/id desc,name asc")[:3] == [
        "PM2.5 – Trạm Mới",
        "DO – Cầu Mới",
        "pH – Cầu Mới",
    ]
    found = results(service, "Datastreams(1)/Observations", orderby="result desc", top=1000)
    assert found == sorted(found, reverse=True)
    assert results(service, "Datastreams(4)/Observations", orderby="result desc") == [
        7.3, 7.1, 7.0, None,
    ]  # fmt: skip
    # What the frost-sta-client writes by itself.
    newest = results(service, "Datastreams(4)/Observations", orderby="phenomenonTime DESC")
    assert newest == [7.3, None, 7.1, 7.0]
    by_stream = values(service, "Observations", orderby="Datastream/id desc,phenomenonTime desc")
    numbers = [int(one["@iot.id"].partition("-")[0]) for one in by_stream]
    assert len(by_stream) == 2 * 864 + 960 + 8
    assert numbers == sorted(numbers, reverse=True)
    assert by_stream[0]["@iot.id"] == "5-20260301T040000"
    assert [one["@iot.id"] for one in values(service, "Observations", orderby="id desc")] == [
        one["@iot.id"] for one in by_stream
    ]
    assert got(service, "Observations", 501, orderby="result,Datastream/id")["code"] == 501


def test_req_request_data_top_and_skip(service: Client):
    assert len(got(service, "Things", top=2)["value"]) == 2
    assert names(service, "Things", orderby="name", top=1, skip=1)[0] == "Trạm Bách Khoa"
    assert got(service, "Observations", top=0) == {"value": []}
    page = got(service, "Datastreams(1)/Observations", top=3, skip=860)
    assert [one["result"] for one in page["value"]] == [60.0, 61.0, 62.0]
    assert got(service, page["@iot.nextLink"])["value"][0]["result"] == 63.0
    assert len(got(service, "Datastreams(1)/Observations", top=5000)["value"]) == 864
    assert got(service, "Datastreams(1)/Observations", skip=864)["value"] == []
    for wrong in ({"top": -1}, {"top": "x"}, {"skip": 10_001}, {"skip": "1.5"}):
        got(service, "Observations", 400, **wrong)


def test_req_request_data_count(service: Client, monkeypatch):
    assert got(service, "Things", count="true", top=1)["@iot.count"] == 4
    assert "@iot.count" not in got(service, "Things", count="false")
    assert got(service, "Observations", count="true", top=1)["@iot.count"] == 2 * 864 + 960 + 8
    found = got(service, "Datastreams(1)/Observations", count="true", filter="result lt 10")
    assert found["@iot.count"] == 90
    # No more is counted than that, and the answer says so.
    monkeypatch.setattr(observing, "COUNTED", 50)
    found = got(service, "Datastreams(1)/Observations", count="true", filter="result lt 10")
    assert found["@iot.count"] == 50
    assert found["@xanh.countIsAtLeast"] is True
    got(service, "Things", 400, count="maybe")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"orderby": "phenomenonTime desc"},
        {"orderby": "result desc"},
        {"orderby": "result div 7,resultTime desc"},
        {"orderby": "resultQuality/usable,result"},
        {"orderby": "Datastream/id desc,result"},
        {"filter": "result gt 20 and result lt 60"},
        {"filter": "Datastream/id eq 1 or Datastream/Thing/properties/medium eq 'surface-water'"},
    ],
)
def test_req_request_data_pagination_gives_every_observation_once(service: Client, options):
    whole = {one["@iot.id"]: one for one in values(service, "Observations", top=1000, **options)}
    parts = [one["@iot.id"] for one in values(service, "Observations", top=277, **options)]
    assert parts == list(whole)
    assert len(whole) == got(service, "Observations", count="true", top=1, **options)["@iot.count"]


def test_pages_of_observations_go_on_from_a_row_and_not_by_skipping(service: Client):
    page = got(service, "Datastreams(1)/Observations", top=10, skip=5, orderby="phenomenonTime")
    assert "$skiptoken=" in page["@iot.nextLink"]
    assert "$skip=" not in page["@iot.nextLink"]
    for wrong in ("x", "é", "W10", "WzEsWzFdLG51bGxd", "WzksW10sbnVsbF0", "W" * 9000):
        assert (
            "skiptoken" in got(service, "Datastreams(1)/Observations", 400, skiptoken=wrong)["en"]
        )


def test_a_search_that_takes_long_goes_on_in_the_next_page(service: Client, monkeypatch):
    asked = {"filter": "result eq 53", "orderby": "phenomenonTime desc", "top": 300}
    whole = [one["@iot.id"] for one in values(service, "Datastreams(3)/Observations", **asked)]
    assert len(whole) == 40
    monkeypatch.setattr(observing, "PATIENCE", -1.0)
    monkeypatch.setattr(observing, "_LONGER", 1)
    monkeypatch.setattr(observing, "stretch", lambda *_: timedelta(hours=100))
    page = got(service, "Datastreams(3)/Observations", **asked)
    assert 0 < len(page["value"]) < 40
    parts = [one["@iot.id"] for one in values(service, "Datastreams(3)/Observations", **asked)]
    assert parts == whole
    upwards = values(service, "Datastreams(3)/Observations", filter="result eq 53")
    assert [one["@iot.id"] for one in upwards] == whole[::-1]
    # In an expansion as well.
    inner = "Observations($orderby=phenomenonTime desc;$filter=result eq 31)"
    stream = got(service, "Datastreams(3)", expand=inner)
    rest = values(service, stream["Observations@iot.nextLink"])
    assert len(stream["Observations"]) + len(rest) == 40


def test_links_carry_every_option_on(service: Client):
    link = got(
        service, "Observations", top=1, select="result,id", count="true",
        filter="Datastream/ObservedProperty/id eq 'ph'", expand="Datastream($select=name;$top=3)",
    )["@iot.nextLink"]  # fmt: skip
    assert link.startswith(f"http://testserver{ROOT}/Observations?")
    for part in ("$filter=Datastream/ObservedProperty/id eq 'ph'", "$select=result,id",
                 "$expand=Datastream($select=name;$top=3)", "$count=true", "$top=1"):  # fmt: skip
        assert part in unquote(link)
    assert got(service, link)["value"][0]["result"] == 7.1


def test_req_data_array_data_array(service: Client):
    body = got(
        service, "Observations", resultFormat="dataArray", count="true", top=3,
        filter="Datastream/id ge 4", orderby="Datastream/id,phenomenonTime",
    )  # fmt: skip
    (group,) = body["value"]
    assert body["@iot.count"] == 8
    assert group["Datastream@iot.navigationLink"] == f"http://testserver{ROOT}/Datastreams(4)"
    assert group["dataArray@iot.count"] == 3
    assert group["components"][:3] == ["id", "phenomenonTime", "resultTime"]
    row = dict(zip(group["components"], group["dataArray"][2], strict=True))
    assert row["id"] == "4-20260301T030000"
    assert row["result"] is None
    assert row["resultQuality"] == {"usable": False, "status": "00", "flags": "unreadable"}
    groups = got(service, body["@iot.nextLink"])["value"]
    assert [len(group["dataArray"]) for group in groups] == [1, 2]
    chosen = got(
        service, "Datastreams(4)/Observations", resultFormat="dataArray", select="result"
    )["value"][0]  # fmt: skip
    assert chosen["components"] == ["result"]
    assert chosen["dataArray"] == [[7.0], [7.1], [None], [7.3]]
    got(service, "Things", 400, resultFormat="dataArray")
    got(service, "Observations", 501, resultFormat="CSV")


@pytest.mark.parametrize(
    ("option", "value", "status"),
    [
        ("nothing", "1", 400), ("search", "x", 501), ("apply", "x", 501), ("format", "json", 501),
        ("expand", "Nothing", 400), ("expand", "Datastreams(", 400), ("expand", "Datastreams(x)", 400),
        ("expand", "Datastreams($nothing=1)", 400), ("filter", "", 400), ("filter", "foo eq 1", 400),
        ("filter", "Datastreams/Observations/result gt 1", 501), ("orderby", "foo", 400),
        ("filter", "Datastreams eq 1", 400), ("expand", "Datastreams($expand=Thing(" * 4, 400),
    ],
)  # fmt: skip
def test_req_request_data_query_status_code(service: Client, option: str, value: str, status: int):
    error = got(service, "Things", status, **{option: value})
    assert error["code"] == status
    assert error["vi"] != error["en"]


def test_an_option_given_twice_is_refused(service: Client):
    assert service.get(f"{ROOT}/Things?$top=1&$top=2").status_code == 400
    assert service.get(f"{ROOT}/Things?" + "a=1&" * 60).status_code == 400
    got(service, "Things", expand="Datastreams($expand=Observations($top=1000))")
    assert service.get(f"{ROOT}/Things?other=1").status_code == 200


def test_req_request_data_order_of_evaluation(service: Client):
    """The set is filtered, counted, sorted, skipped, cut, expanded and selected, in this order."""
    body = got(
        service, "Things", filter="id lt 5", count="true", orderby="id desc", skip=1, top=1,
        expand="Datastreams($select=id)", select="id",
    )  # fmt: skip
    assert body["@iot.count"] == 3
    assert body["value"] == [{"@iot.id": 2, "Datastreams": [{"@iot.id": 3}]}]
    body = got(
        service, "Datastreams(1)/Observations", filter="result lt 3", count="true",
        orderby="result desc,resultTime desc", skip=9, top=1, select="id,result",
    )  # fmt: skip
    assert body["@iot.count"] == 27
    assert body["value"] == [{"@iot.id": "1-20260303T185000", "result": 1.0}]
