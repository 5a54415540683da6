"""$filter (OGC 18-088, 9.3.3.5): what is understood, what it means, and that it stays data."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import duckdb
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from web.sensorthings.world import MARCH, got, names, values
from xanh.web.sensorthings.compiling import Compiler
from xanh.web.sensorthings.evaluating import reduced
from xanh.web.sensorthings.grammar import Call, Interval, Literal, Node, Path, parse
from xanh.web.sensorthings.ordering import read_mark
from xanh.web.sensorthings.refusals import RefusedError

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ROWS = [
    (1.5, "00", "", True, 300),
    (-2.5, "01", "spike stuck", False, 300),
    (None, "", "unreadable", False, 3600),
    (100.0, "00", "it's 100%", True, 0),
]


def worked_out(text: str) -> object:
    """Return what a filter without any path says."""
    tree = reduced(parse(text), lambda path: path, NOW)
    assert isinstance(tree, Literal), tree
    return tree.value


def ids(client: Client, asked: str, path: str = "Datastreams(1)/Observations") -> set[str]:
    return {one["@iot.id"] for one in values(client, path, filter=asked, top=1000)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # Operators and how strongly they bind.
        ("1 add 2 mul 3 eq 7", True), ("(1 add 2) mul 3 eq 9", True), ("7 mod 4", 3),
        ("10 sub 4 sub 3", 3), ("7 div 2", 3.5), ("1 div 0 eq 1", False), ("-3 add 1", -2),
        ("true or false and false", True), ("(true or false) and false", False),
        ("not false and false", False), ("not (true and false)", True), ("not 1 eq 2", True),
        ("null eq null", True), ("null ne 1", True), ("null lt 1", False), ("not (null lt 1)", True),
        ("1 eq 'a'", False), ("1 ne 'a'", True), ("true ne false", True), ("2 ge 2.0", True),
        # Text.
        ("substringof('b','abc')", True), ("contains('abc','b')", True), ("endswith('abc','c')", True),
        ("startswith('abc','b')", False), ("length('Hà Nội')", 6), ("indexof('abc','c')", 2),
        ("substring('abcd',1)", "bcd"), ("substring('abcd',1,2)", "bc"), ("tolower('ĐÔ')", "đô"),
        ("toupper('đô')", "ĐÔ"), ("trim(' a ')", "a"), ("concat('a','''b')", "a'b"),
        # Dates and times.
        ("year(2026-03-01T05:00:00+07:00)", 2026), ("month(2026-03-01T05:00:00+07:00)", 2),
        ("day(2026-03-01T05:00:00Z)", 1), ("hour(2026-03-01T05:00:00+07:00)", 22),
        ("minute(2026-03-01T05:07:00Z)", 7), ("second(2026-03-01T05:07:09Z)", 9),
        ("fractionalseconds(2026-03-01T05:07:09.25Z)", 0.25), ("now() gt 2020-01-01T00:00:00Z", True),
        ("date(2026-03-01T05:00:00Z) eq 2026-03-01", True), ("mindatetime() lt maxdatetime()", True),
        ("time(2026-03-01T05:00:00Z) eq 05:00:00", True), ("totaloffsetminutes(now())", 0),
        ("2026-03-01T00:00:00Z add duration'PT1H30M' eq 2026-03-01T01:30:00Z", True),
        ("2026-03-02T00:00:00Z sub 2026-03-01T00:00:00Z eq duration'P1D'", True),
        ("2026-03-01T00:00:00Z/2026-03-02T00:00:00Z lt 2026-03-02T00:00:01Z", True),
        # Numbers.
        ("round(2.5)", 3), ("round(-2.5)", -2), ("floor(-2.5)", -3), ("ceiling(2.1)", 3),
        # Places.
        ("geo.distance(geography'POINT(0 0)',geography'POINT(3 4)')", 5.0),
        ("geo.length(geography'LINESTRING(0 0, 3 4)')", 5.0),
        ("geo.intersects(geography'POINT(1 1)',geography'POLYGON((0 0,2 0,2 2,0 2,0 0))')", True),
        ("st_within(geography'POINT(0 1)',geography'POLYGON((0 0,2 0,2 2,0 2,0 0))')", False),
        ("st_touches(geography'POINT(0 1)',geography'POLYGON((0 0,2 0,2 2,0 2,0 0))')", True),
        ("st_contains(geography'POLYGON((0 0,9 0,9 9,0 9,0 0),(1 1,2 1,2 2,1 2,1 1))',"
         "geography'POINT(1.5 1.5)')", False),
        ("st_disjoint(geography'POINT(5 5)',geography'LINESTRING(0 0,1 1)')", True),
        ("st_equals(geography'POINT(5 5)',geography'SRID=4326;POINT(5 5)')", True),
        ("st_crosses(geography'POINT(0 1)',geography'LINESTRING(0 0,0 2)')", False),
        ("st_overlaps(geography'POINT(0 1)',geography'POINT(0 1)')", False),
        ("st_intersects(geography'POINT(8 8)',"
         "geography'MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((7 7,9 7,9 9,7 9,7 7)))')", True),
    ],
)  # fmt: skip
def test_req_request_data_built_in_filter_operations_and_query_functions(text: str, said: object):
    found = worked_out(text)
    assert found == said
    assert type(found) is type(said) or isinstance(found, int | float)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("result gt", 400), ("result gt 1)", 400), ("(result gt 1", 400), ("gt 1", 400),
        ("result == 1", 400), ("result gt 'a", 400), ("foo(result)", 400), ("round(1,2)", 400),
        ("result gt 1 2", 400), ("resultTime gt 2026-02-30T00:00:00Z", 400), ("", 400),
        ("resultTime gt 2026-03-01T00:00:00", 400), ("resultTime gt 2026-03-01", 400),
        ("duration'PT' eq result", 400), ("result eq geography'POINT(1)'", 400),
        ("result gt 'a'", 400), ("result", 400), ("resultTime add 1 eq 2", 400),
        ("length(result) eq 1", 400), ("nothing eq 1", 400), ("parameters/nothing eq 1", 400),
        ("Datastream/nothing eq 1", 400), ("Datastream eq 1", 400), ("(" * 100 + "1", 400),
        ("result gt 1 " + "or result gt 1 " * 900, 400), ("not " * 100 + "true", 400),
        ("st_relate(FeatureOfInterest/feature,geography'POINT(1 1)')", 501),
        ("Datastream/Observations/result gt 1", 501),
        ("Datastream/Thing/Locations/name eq 'x'", 501), ("substring(id,1) eq '2'", 501),
    ],
)  # fmt: skip
def test_req_request_data_status_code_for_filters_that_cannot_be_answered(
    service: Client, text: str, status: int
):
    error = got(service, "Observations", status, filter=text)
    assert error["en"]
    assert error["vi"]


def test_req_request_data_filter_over_observations(service: Client):
    assert ids(service, "result ge 98 and resultTime le 2026-03-01T12:00:00Z") == {
        "1-20260301T081500", "1-20260301T082000",
    }  # fmt: skip
    hour = "phenomenonTime ge 2026-03-02T00:00:00+07:00 and phenomenonTime lt 2026-03-02T00:31:00+07:00"
    assert len(ids(service, hour)) == 6
    assert ids(service, "phenomenonTime eq 2026-03-01T00:00:00Z/2026-03-01T00:05:00Z") == {
        "1-20260301T000500"
    }
    assert ids(service, "'2026-03-01T00:05:00Z' ge resultTime") == {"1-20260301T000500"}
    assert len(ids(service, "minute(resultTime) eq 0 and hour(resultTime) eq 7")) == 3
    assert len(ids(service, "day(resultTime) eq 2 or result mul 2 eq 198")) == 288 + 5
    assert ids(service, "id eq '1-20260301T000500'") == {"1-20260301T000500"}
    assert ids(service, "result eq null", "Observations") == {"4-20260301T030000"}
    assert ids(service, "now() sub resultTime lt duration'PT1S'") == set()


def test_req_request_data_filter_over_what_observations_belong_to(service: Client):
    acid = "Datastream/ObservedProperty/id eq 'ph' and result gt 7"
    assert ids(service, acid, "Observations") == {"4-20260301T020000", "4-20260301T040000"}
    near = "geo.distance(FeatureOfInterest/feature,geography'POINT(105.84 21.0)') lt 0.1"
    asked = f"{near} and resultTime eq 2026-03-01T00:05:00Z"
    assert ids(service, asked, "Observations") == {"1-20260301T000500", "2-20260301T000500"}
    mixed = "(Datastream/id eq 1 and result eq 99) or (Datastream/id eq 2 and result eq 49)"
    assert len(ids(service, mixed, "Observations")) == 8 + 8
    simulated = "Datastream/properties/simulated eq true and result gt 52"
    assert len(ids(service, simulated, "Observations")) == 40


def test_req_request_data_filter_over_the_register(service: Client):
    assert names(service, "Things", filter="properties/river eq 'Sông Thử'") == ["Cầu Mới"]
    by_parameter = "Datastreams/ObservedProperty/id eq 'no2'"
    assert names(service, "Things", filter=by_parameter) == ["Trạm Bách Khoa"]
    # One Datastream must fulfil both halves.
    both = "Datastreams/ObservedProperty/id eq 'ph' and Datastreams/Sensor/id eq 5"
    assert names(service, "Things", filter=both) == []
    square = "geography'POLYGON((105.5 20.8,106 20.8,106 21.2,105.5 21.2,105.5 20.8))'"
    assert names(service, "Locations", filter=f"st_within(location,{square})") == ["Trạm Bách Khoa"]
    assert names(service, "Things", filter="not (id lt 5)") == ["Trạm Mới"]
    since = "phenomenonTime ge 2026-03-01T00:00:00Z"
    assert {one["@iot.id"] for one in values(service, "Datastreams", filter=since)} == {1, 2, 4, 5}
    assert values(service, "HistoricalLocations", filter="time lt 2025-01-01T00:00:00Z") == []


def test_observations_are_of_the_corrected_level_and_say_what_is_wrong_with_them(service: Client):
    spike = got(service, "Observations('1-20260301T020000')")
    assert spike["resultQuality"] == {"usable": False, "status": "00", "flags": "spike"}
    corrected = got(service, "Observations('2-20260301T043000')")
    assert corrected["result"] == 10 * 53 / 2
    assert corrected["resultQuality"]["flags"] == "corrected"
    assert ids(service, "resultQuality/usable eq false") == {"1-20260301T020000"}
    assert ids(service, "substringof('spike',resultQuality/flags)") == {"1-20260301T020000"}
    assert got(service, "Datastreams(1)")["properties"]["level"] == "corrected"


INJECTIONS = [
    "' or 1 eq 1 or '", "'; DROP TABLE readings; --", "x') UNION SELECT 1 --", "$v0", "{0}", "%", "\\",
    "\x00", "''", "read_parquet", '"; SELECT 1',
]  # fmt: skip


@pytest.mark.parametrize("text", INJECTIONS)
def test_text_of_a_filter_is_never_sql(service: Client, text: str):
    quoted = "'" + text.replace("'", "''") + "'"
    compiler = Compiler()
    sql = compiler.condition(parse(f"resultQuality/flags eq {quoted}"))
    assert sql == '("flag" = $v0)'
    assert compiler.values == {"v0": text}
    assert ids(service, f"resultQuality/flags eq {quoted}", "Observations") == set()
    assert ids(service, f"substringof({quoted},resultQuality/status)", "Observations") == set()
    assert len(ids(service, f"resultQuality/flags ne {quoted}")) == 864


@pytest.mark.parametrize(
    "text", ["'", '"value"', "value eq 1", "1; SELECT 1", "result eq $v0", "{}"]
)
def test_names_of_a_filter_are_those_of_the_standard(service: Client, text: str):
    got(service, "Observations", 400, filter=text)
    got(service, "Observations", 400, orderby=text)


# --- The two readings of one language agree ---------------------------------------------------

numbers = st.sampled_from(
    [Path(("result",)), Path(("parameters", "averagingSeconds"))]
) | st.builds(
    Literal,
    st.sampled_from([0, 1, 2.5, -3, 300, 7]) | st.floats(-1e3, 1e3).map(lambda x: round(x, 2)),
)
texts = st.sampled_from(
    [Path(("resultQuality", "flags")), Path(("resultQuality", "status"))]
) | st.builds(Literal, st.sampled_from(["", "spike", "00", "it's 100%", "i"]))
moments = st.just(Path(("resultTime",))) | st.builds(
    Literal,
    st.integers(-3, 6).map(lambda n: MARCH.replace(tzinfo=UTC) + n * timedelta(minutes=30)),
)
periods = st.just(Path(("phenomenonTime",))) | st.builds(
    lambda start, length: Literal(
        Interval(
            MARCH.replace(tzinfo=UTC) + start * timedelta(minutes=30),
            MARCH.replace(tzinfo=UTC) + (start + length) * timedelta(minutes=30),
        )
    ),
    st.integers(-3, 5),
    st.integers(1, 3),
)
compare = st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le"])


def call(name: str, *args: Node) -> Node:
    return Call(name, args)


sums = st.recursive(
    numbers,
    lambda inner: (
        st.builds(call, st.sampled_from(["add", "sub", "mul", "div"]), inner, inner)
        | st.builds(call, st.sampled_from(["round", "floor", "ceiling", "neg"]), inner)
        | st.builds(lambda text: call("length", text), texts)
        | st.builds(lambda a, b: call("indexof", a, b), texts, texts)
        | st.builds(call, st.sampled_from(["hour", "minute", "day", "year"]), moments)
    ),
    max_leaves=4,
)
conditions = st.recursive(
    st.builds(call, compare, sums, sums)
    | st.builds(call, st.sampled_from(["eq", "ne"]), texts, texts)
    | st.builds(call, compare, moments, moments)
    | st.builds(call, compare, periods, moments)
    | st.builds(call, compare, periods, periods)
    | st.builds(call, st.sampled_from(["substringof", "startswith", "endswith"]), texts, texts)
    | st.builds(call, compare, numbers, st.just(Literal(None))),
    lambda inner: (
        st.builds(call, st.sampled_from(["and", "or"]), inner, inner)
        | st.builds(lambda one: call("not", one), inner)
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def database():
    connection = duckdb.connect()
    connection.execute(
        'CREATE TABLE readings ("n" INTEGER, "time" TIMESTAMP, "seconds" INTEGER, "value" DOUBLE, '
        '"status" VARCHAR, "flag" VARCHAR, "usable" BOOLEAN)'
    )
    for number, (value, status, flag, usable, seconds) in enumerate(ROWS):
        connection.execute(
            "INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?, ?)",
            [number, MARCH + number * timedelta(minutes=30), seconds, value, status, flag, usable],
        )
    return connection


def known_of(number: int, path: Path) -> Literal:
    value, status, flag, usable, seconds = ROWS[number]
    end = (MARCH + number * timedelta(minutes=30)).replace(tzinfo=UTC)
    return Literal(
        {
            "result": value,
            "resultTime": end,
            "phenomenonTime": Interval(end - timedelta(seconds=seconds), end),
            "resultQuality/usable": usable,
            "resultQuality/status": status,
            "resultQuality/flags": flag,
            "parameters/averagingSeconds": seconds,
        }[str(path)]
    )


@settings(max_examples=300, deadline=None)
@given(tree=conditions)
def test_a_filter_means_the_same_in_the_store_as_over_known_values(tree: Node, database):
    compiler = Compiler()
    sql = compiler.condition(tree)
    found = database.execute(f"SELECT n FROM readings WHERE {sql}", compiler.bound(sql)).fetchall()
    expected = [
        number
        for number in range(len(ROWS))
        if reduced(tree, lambda path, at=number: known_of(at, path), NOW) == Literal(value=True)
    ]
    assert sorted(number for (number,) in found) == expected, sql


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet="resultgtandornot()'$,/0123456789.-:TZ @;%ê\x00\n", max_size=60)
    | st.lists(
        st.sampled_from(
            ["result", "gt", "and", "not", "(", ")", "'a'", "1", ",", "st_within", "2026-03-01",
             "duration'P1D'", "geography'POINT(1 1)'", "-", "round(", "null", "true", "/"]
        ),
        max_size=25,
    ).map(" ".join)
)  # fmt: skip
def test_no_text_breaks_the_reader_of_filters(text: str):
    try:
        tree = parse(text)
        reduced(tree, lambda path: path, NOW)
        Compiler().condition(tree)
    except RefusedError as refused:
        assert refused.status in (400, 501)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_reader_of_marks(text: str):
    try:
        read_mark(text)
    except RefusedError as refused:
        assert refused.status == 400


def test_numbers_that_no_double_holds_are_no_break(service: Client):
    assert ids(service, f"result lt {'9' * 400}") in (set(), ids(service, "result ge 0"))
    assert math.isinf(parse("9" * 400).value)  # type: ignore[union-attr]
    got(
        service, "Observations", filter="substring(resultQuality/flags,99999999999999) eq ''", top=1
    )
