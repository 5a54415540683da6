"""Spreadsheets that Excel opens right and runs nothing from; calendars by RFC 5545."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

import pytest
from icalendar import Calendar
from lxml import etree

from web import published as made
from xanh.office.plans.models import PlanVersion
from xanh.office.plans.queries import tasks
from xanh.publishing.calendars import duties_ics
from xanh.publishing.spreadsheets import tasks_csv, tasks_xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> PlanVersion:
    made.lists()
    return made.published()


def test_csv_opens_as_vietnamese_and_runs_no_formula(plan: PlanVersion):
    body = tasks_csv(tasks(plan), "vi")
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert [row["STT"] for row in rows] == ["1", "2", "3"]
    assert rows[0]["Cơ quan chủ trì"] == "Sở Nông nghiệp và Môi trường"
    assert rows[1]["Điều kiện chủ trì"] == "Sở Xây dựng: nếu liên xã"
    assert rows[1]["Bắt đầu"] == "2026-10-01"
    assert rows[2]["Nhiệm vụ"] == "'=cmd|' /C calc'!A0"
    english = tasks_csv(tasks(plan), "en").decode("utf-8-sig").splitlines()[0]
    assert english.startswith("Plan,Appendix,Group,No.,Task")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_every_start_of_a_formula_is_guarded(plan: PlanVersion, start: str):
    task = plan.tasks.first()
    assert task is not None
    task.title = f"{start}1+1"
    rows = list(csv.reader(io.StringIO(tasks_csv([task], "vi").decode("utf-8-sig"), newline="")))
    assert rows[1][4] == f"'{start}1+1"


def test_xlsx_holds_dates_as_dates_and_no_formulas(plan: PlanVersion):
    book = zipfile.ZipFile(io.BytesIO(tasks_xlsx(tasks(plan), "vi")))
    sheet = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    assert sheet.xpath("//x:f", namespaces=space) == []
    serial = sheet.xpath("//x:c[@r='J3']/x:v/text()", namespaces=space)
    assert serial == [str((date(2026, 10, 1) - date(1899, 12, 30)).days)]
    words = book.read("xl/sharedStrings.xml").decode()
    assert "Làm sạch sông Tô Lịch" in words
    assert "Lĩnh vực" in words


def test_xlsx_takes_dates_older_than_excel_and_very_long_texts(plan: PlanVersion):
    task = plan.tasks.first()
    assert task is not None
    task.title, task.period_start = "dài " * 20_000, date(1885, 3, 1)
    words = zipfile.ZipFile(io.BytesIO(tasks_xlsx([task], "vi"))).read("xl/sharedStrings.xml")
    assert b"01/03/1885" in words
    assert "dài".encode() in words


def _events(plan: PlanVersion, *days: date) -> list[object]:
    duty = plan.dutys.get()
    body = duties_ics(plan, [(day, duty) for day in days], "http://x.vn/n/", "x.vn", "vi")
    assert body.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in body.split(b"\r\n"))
    assert b"\n" not in body.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(body)
    assert calendar["VERSION"] == "2.0"
    assert calendar["PRODID"]
    return list(calendar.walk("VEVENT"))


def test_feed_has_one_whole_day_event_for_each_day_with_a_stable_identifier(plan: PlanVersion):
    first, second = _events(plan, date(2026, 11, 30), date(2027, 11, 30))
    assert first["UID"] == f"{plan.plan.slug}-duty-1-2026-11-30@x.vn"
    assert first["UID"] != second["UID"]
    assert first["DTSTART"].dt == date(2026, 11, 30)
    assert first["DTEND"].dt == date(2026, 12, 1)
    assert first["DTSTAMP"].dt.tzinfo is not None
    assert "Báo cáo kết quả thực hiện" in first["SUMMARY"]
    assert "trước ngày 01/12" in first["SUMMARY"]
    assert "Các sở, ban, ngành" in first["DESCRIPTION"]
    (again, _other) = _events(plan, date(2026, 11, 30), date(2027, 11, 30))
    assert again.to_ical() == first.to_ical()
