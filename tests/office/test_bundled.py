from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from office import readings
from xanh.office.organisations.models import Organisation
from xanh.office.plans import queries
from xanh.office.plans.bundled import ensure_bundled, read_bundled
from xanh.office.plans.models import Party, Plan, PlanVersion
from xanh.office.plans.search import search

EXPECTED = Path(__file__).parents[3] / "shared/plans/249-KH-UBND.expected.json"


@pytest.mark.django_db
def test_the_bundled_plan_is_published_once(lists):
    version = ensure_bundled()
    assert version is not None
    assert version.state == PlanVersion.State.PUBLISHED
    assert version.plan.slug == "249-kh-ubnd-ha-noi-2025"
    assert version.tasks.count() == 52
    assert version.targets.count() == 7
    assert version.text == ""
    assert version.tasks.filter(start=None).count() == 52
    assert ensure_bundled() is None
    assert Plan.objects.count() == 1


@pytest.mark.django_db
def test_it_loads_the_lists_where_they_are_missing_and_makes_all_findable(db):
    Organisation.objects.all().delete()
    ensure_bundled()
    assert search("dioxin")
    assert search("sở tài chính", kinds=["organisation"])


@pytest.mark.django_db
def test_it_stays_away_where_people_have_imported_the_plan(lists):
    readings.draft(document={"number": "249/KH-UBND", "issued": "2025-09-11"})
    assert ensure_bundled() is None


@pytest.mark.django_db
def test_everybody_it_names_is_known(lists):
    version = ensure_bundled()
    parties = Party.objects.filter(task__version=version) | Party.objects.filter(
        duty__version=version
    )
    assert not [p.written for p in parties if p.organisation is None and not p.rule]
    assert {f.code for f in version.findings.all()} == {"missing-period", "two-dates"}
    conditions = parties.exclude(condition="")
    assert {p.task.key for p in conditions if p.task} == {"task-2-7"}


@pytest.mark.django_db
def test_a_ward_finds_what_it_leads_helps_with_and_owes(lists):
    ensure_bundled()
    ward = Organisation.objects.get(slug="ubnd-phuong-ba-dinh-ha-noi")
    view = queries.organisation_view(ward, date(2025, 10, 1))
    assert [task.key for task in view.leads.order_by("position")] == ["task-2-7", "task-2-15"]
    assert view.helps.count() == 14
    assert view.due[0].day == date(2025, 11, 30)


def test_it_holds_facts_and_no_prose():
    reading = read_bundled()
    assert reading["measures"] == []
    words = [duty["text"] for duty in reading["duties"]]
    words += [target["subject"] for target in reading["targets"]]
    assert max(map(len, words)) < 80
    assert all(task["source"] is None for task in reading["tasks"])


def test_its_facts_are_those_of_the_document():
    if not EXPECTED.exists():
        pytest.skip("the careful reading of the document lies beside the repository")
    expected = json.loads(EXPECTED.read_text(encoding="utf-8"))
    reading = read_bundled()
    rows = [task for a in expected["appendices"] for g in a["groups"] for task in g["tasks"]]
    assert len(rows) == len(reading["tasks"]) == 52
    for row, task in zip(rows, reading["tasks"], strict=True):
        assert task["title"] == row["title"].rstrip(" ,.")
        assert (task["leads"], task["partners"]) == (row["leads"], row["coords"])
        years = row.get("period")
        assert (task["period"] is None) == (years is None)
        if years:
            assert task["period"]["start"] == f"{years['start_year']}-01-01"
            assert task["period"]["end"] == f"{years['end_year']}-12-31"
    values = [(t["value"], t["year"]) for t in reading["targets"]]
    assert values == [(float(t["value"]), t["year"]) for t in expected["targets"]]
