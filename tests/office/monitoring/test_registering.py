"""The register: what is taken, what is refused, and that every change leaves an event."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xanh.errors import XanhError
from xanh.observations.loading import load_tables
from xanh.observations.receiving.passwords import verify
from xanh.observations.tables import Tables
from xanh.office.monitoring import registering
from xanh.office.monitoring.importing import HEADINGS, import_stations
from xanh.office.monitoring.models import River, Station, StationEvent
from xanh.office.monitoring.registering import StationRefusedError
from xanh.office.monitoring.rivers import load_rivers

pytestmark = pytest.mark.django_db
KEY = "HN_BKHN_KHIKXQ"


@pytest.fixture
def monitor() -> User:
    return User.objects.create_user("quan-trac", password="x")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


def faults(values: dict, key: str = KEY) -> dict[str, str]:
    with pytest.raises(StationRefusedError) as refused:
        registering.register(key, {"name": "Trạm"} | values)
    return {name: error.code for name, error in refused.value.faults}


def test_every_change_leaves_an_event_that_nobody_can_change(monitor):
    station = registering.register(
        KEY, {"name": "Bách Khoa", "latitude": 21.0, "longitude": 105.8}, monitor
    )
    changed = registering.change(station, {"name": " Đại  học Bách khoa ", "seconds": 600}, monitor)
    assert changed == {"name": ["Bách Khoa", "Đại học Bách khoa"], "seconds": [300, 600]}
    assert registering.change(station, {"seconds": 600}, monitor) == {}
    registering.set_instrument(station, "pm25", {"low": 0.0, "high": 1000.0}, monitor)
    assert registering.remove_instrument(station, "pm25", monitor)
    registering.close(station, date(2026, 1, 1), monitor)
    registering.close(station, None, monitor)
    kinds = [event.kind for event in station.events.order_by("id")]
    assert kinds == [
        "registered",
        "changed",
        "instrument",
        "instrument-removed",
        "closed",
        "reopened",
    ]
    assert station.events.filter(person=monitor).count() == 6
    before = list(StationEvent.objects.values())
    for attempt in (
        lambda: StationEvent.objects.update(kind="x"),
        lambda: StationEvent.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            attempt()
    assert list(StationEvent.objects.values()) == before


def test_what_no_station_can_be_is_refused_beside_its_field():
    registering.register("A", {"name": "A", "aliases": ["A_CU"], "account": "tram-a"})
    assert faults({}, key="khóa trạm") == {"key": "station-key"}
    assert faults({}, key="a_cu") == {"key": "station-key-taken"}
    assert faults({"aliases": ["a"]}) == {"aliases": "station-key-taken"}
    assert faults({"account": "TRAM-A"}) == {"account": "account-taken"}
    assert faults({"account": "trạm"}) == {"account": "bad-account-name"}
    assert faults({"name": " "}) == {"name": "station-name"}
    assert faults({"latitude": 105.8, "longitude": 21.0}) == {"latitude": "bad-position"}
    assert faults({"latitude": 21.0}) == {"longitude": "half-position"}
    assert faults({"operator_email": "a@b@c"}) == {"operator_email": "bad-email"}
    assert faults({"seconds": 0, "medium": "lửa"}) == {
        "seconds": "bad-cadence",
        "medium": "station-medium",
    }
    assert Station.objects.count() == 1


def test_kilometre_follows_the_position_unless_a_person_gave_it():
    load_rivers()
    river = River.objects.exclude(course=[]).first()
    (x1, y1), (x2, y2) = river.course[0], river.course[-1]
    station = registering.register(
        "S", {"name": "S", "river": river, "latitude": y1, "longitude": x1}
    )
    assert station.river_km == pytest.approx(0, abs=0.1)
    registering.change(station, {"latitude": y2, "longitude": x2})
    station.refresh_from_db()
    assert station.river_km > 1
    registering.change(station, {"river_km": 3.5})
    station.refresh_from_db()
    assert station.river_km == 3.5
    registering.change(station, {"river": None})
    station.refresh_from_db()
    assert station.river_km is None


def test_password_is_shown_once_and_kept_as_a_hash(monitor):
    station = registering.register(KEY, {"name": "Trạm"})
    password = registering.new_password(station, monitor)
    station.refresh_from_db()
    assert station.account == KEY
    assert verify(password, station.password)
    assert password not in str(list(StationEvent.objects.values()))
    registering.change(station, {"account": ""})
    station.refresh_from_db()
    assert station.password == ""


CSV = (
    "\ufeffMã trạm;Tên trạm;Vĩ độ;Kinh độ;Môi trường;Chu kỳ;Thông số;Email;Ngày hoạt động;Ghi chú\r\n"
    "HN_A_KHIKXQ;Trạm A;21,0285;105,8542;không khí;300;PM2.5; NO2;a@x.vn;31/12/2025;\r\n"
    'HN_B_NUOMAT;"Trạm B";20.98;105.79;Nước mặt;3600;"pH;DO";;2025-01-02;x\r\n'
).replace("PM2.5; NO2", '"PM2.5; NO2"')


def test_table_enters_whole_and_again_changes_nothing(monitor):
    tables = load_tables()
    done = import_stations(CSV.encode(), tables, monitor)
    assert (done.added, done.changed, done.same, done.faults) == (
        ["HN_A_KHIKXQ", "HN_B_NUOMAT"], [], 0, [],
    )  # fmt: skip
    assert done.ignored == ["Ghi chú"]
    a = Station.objects.get(key="HN_A_KHIKXQ")
    assert (a.latitude, a.longitude, a.opened) == (21.0285, 105.8542, date(2025, 12, 31))
    assert set(a.instruments.values_list("parameter", flat=True)) == {"pm25", "no2"}
    events = StationEvent.objects.count()
    again = import_stations(CSV.encode(), tables, monitor)
    assert (again.added, again.changed, again.same) == ([], [], 2)
    assert StationEvent.objects.count() == events


def test_one_wrong_row_keeps_the_whole_table_out():
    tables = load_tables()
    text = CSV + "HN_C;Trạm C;210;105,8;lửa;năm;quái;a;32/13/2025;\r\nHN_A_KHIKXQ;Lại;;;;;;;;\r\n"
    done = import_stations(text.encode(), tables)
    assert not done.written
    assert not Station.objects.exists()
    assert not StationEvent.objects.exists()
    assert {(fault.row, fault.column) for fault in done.faults} == {
        (4, "seconds"), (4, "parameters"), (4, "opened"), (5, "key"),
    }  # fmt: skip
    tried = import_stations(CSV.encode(), tables, only_try=True)
    assert (len(tried.added), tried.written, Station.objects.count()) == (2, False, 0)


def test_workbook_gives_what_the_csv_gives(tmp_path: Path):
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ["key", "name", "latitude", "longitude", "seconds", "opened"])
        sheet.write_row(1, 0, ["HN_A", "Trạm A", 21.0285, 105.8542, 600])
        sheet.write_datetime(1, 5, __import__("datetime").datetime(2025, 12, 31), day)
    done = import_stations(buffer.getvalue(), load_tables())
    assert done.added == ["HN_A"], done.faults
    a = Station.objects.get()
    assert (a.latitude, a.seconds, a.opened) == (21.0285, 600, date(2025, 12, 31))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-file"),
        (b"name;x\n1;2\n", "no-key-column"),
        (b"PK\x03\x04 damaged", "book-unreadable"),
        (b"\x00\x01\x02\x03\xff", "not-text"),
    ],
)
def test_table_that_cannot_be_read_is_refused_in_words(content: bytes, code: str):
    with pytest.raises(XanhError) as refused:
        import_stations(content, load_tables())
    assert refused.value.code == code


CELLS = st.one_of(
    st.sampled_from(["", "HN_A", "hn_a", "21,03", "-91", "1e999", "x", "31/12/2025", "99999999999",
                     "sông hồng", "00004", "pm25;no2", "=1+1", "air", "\x00", "a@b", "\r", '"']),
    st.text(max_size=12),
)  # fmt: skip


@given(
    st.lists(st.sampled_from([*HEADINGS, "khác", "key"]), min_size=1, max_size=8),
    st.lists(st.lists(CELLS, max_size=8), max_size=6),
    st.sampled_from(";,\t"),
)
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_table_is_taken_whole_or_refused_in_words(tables, headings, rows, separator):
    lines = [separator.join(cells) for cells in (["key", *headings], *rows)]
    with transaction.atomic():
        try:
            done = import_stations("\n".join(lines).encode("utf-8", "replace"), tables)
        except XanhError:
            assert not Station.objects.exists()
        else:
            assert Station.objects.count() == (len(done.added) if done.written else 0)
            assert done.written == (not done.faults)
        transaction.set_rollback(True)


@given(st.binary(max_size=300))
@settings(max_examples=80, deadline=None)
def test_any_bytes_are_refused_in_words_or_read(content: bytes):
    try:
        import_stations(content, load_tables(), only_try=True)
    except XanhError as refused:
        assert refused.vi
        assert refused.en
