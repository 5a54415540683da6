from __future__ import annotations

import json
from datetime import date

import pytest

from office import readings
from xanh.office.plans.drafts import create_draft
from xanh.office.plans.models import Finding, Party, Plan, PlanVersion, Reference
from xanh.office.plans.states import publish
from xanh.office.plans.values import in_force

pytestmark = pytest.mark.django_db


def test_a_draft_holds_every_record_of_the_reading_in_order(lists, editor):
    version = readings.draft(editor)
    assert version.state == PlanVersion.State.DRAFT
    assert version.plan.slug == "12-kh-ubnd-ha-noi-2026"
    assert [t.key for t in version.tasks.all()] == ["task-1-1", "task-1-2"]
    assert [t.title for t in version.targets.all() for t.title in [t.subject]]
    assert version.measures.get().path == ["II", "1"]
    duty = version.dutys.get()
    assert (duty.month, duty.day, duty.inclusive, duty.recurrence) == (12, 1, False, "yearly")
    assert (version.tasks.get(key="task-1-1").start, version.issued) == (0, date(2026, 1, 15))
    assert version.created_by == editor
    assert [e.what for e in version.events.all()] == ["drafted"]


def test_what_was_read_is_kept_exactly_and_comes_back_from_the_records(lists):
    reading = readings.reading(
        document={"replaces": [{"number": "1/KH-UBND", "kind": "Kế hoạch", "issued": "2020-02-03",
                                "source": {"start": 1, "end": 2}}]},
        tasks=[readings.task(1, "A", lead_conditions=[
            {"organisation": "Sở Nông nghiệp và Môi trường", "condition": "trong một xã"}],
            extra={"Sản phẩm": "Báo cáo"}), readings.task(2, "B", period=None, leads=[])],
        targets=[readings.target(1, "C", 80.5, stretch={"comparator": ">", "value": 85.0},
                                 year=2030, relative_to=2014)],
    )  # fmt: skip
    version = create_draft(reading, "văn bản", "docx", None, None)
    assert version.reading == reading
    values = in_force(PlanVersion.objects.get(pk=version.pk))
    for part in ("document", "targets", "measures", "duties"):
        assert values[part] == reading[part], part
    assert [{k: v for k, v in t.items() if k != "field"} for t in values["tasks"]] == [
        reading["tasks"][0], reading["tasks"][1]
    ]  # fmt: skip
    json.dumps(values)


def test_parties_are_matched_and_collective_names_resolved_on_the_plans_day(lists):
    version = readings.draft()
    lead, partner = Party.objects.filter(task__key="task-1-1")
    assert lead.organisation is not None
    assert lead.organisation.slug == "so-nong-nghiep-va-moi-truong-ha-noi"
    assert partner.rule == "local-committees"
    assert partner.resolution is not None
    assert partner.resolution.resolved_on == date(2026, 1, 15)
    assert partner.resolution.members.count() == 126
    assert not version.findings.exists()


def test_names_that_nobody_knows_become_findings_once_each(lists, hanoi):
    names = ["Chi cục Bảo vệ môi trường", "người có uy tín", "Bộ Tài nguyên và Môi trường"]
    tasks = [readings.task(n, f"Việc {n}", leads=names) for n in (1, 2)]
    version = readings.draft(tasks=tasks)
    found = {f.code: f for f in version.findings.all()}
    assert set(found) == {"new-organisation", "unknown-organisation", "former-organisation"}
    assert version.findings.count() == 3
    assert found["unknown-organisation"].about == "task-1-1"
    registered = Party.objects.filter(written=names[0]).first()
    assert registered is not None
    assert registered.organisation is not None
    assert registered.organisation.place == hanoi
    assert not registered.organisation.listed
    unknown = Party.objects.filter(written=names[1]).first()
    assert unknown is not None
    assert (unknown.organisation, unknown.rule) == (None, "")


def test_the_same_document_again_is_the_next_version_of_the_same_plan(lists):
    first = readings.published()
    second = readings.draft()
    assert second.plan == first.plan
    assert (second.sequence, second.supersedes) == (2, first)


@pytest.mark.parametrize(
    "document",
    [
        {"issued": "2027-01-15"},
        {"issuer": "Ủy ban nhân dân tỉnh Lai Châu", "place": "Lai Châu"},
        {"number": "13/KH-UBND"},
        {"issuer": "Ủy ban nhân dân phường Ba Đình"},
    ],
)
def test_another_year_place_or_number_is_another_plan(lists, document):
    first = readings.published()
    assert readings.draft(document=document).plan != first.plan


def test_a_number_written_with_spaces_or_small_letters_is_the_same_number(lists):
    first = readings.published()
    assert readings.draft(document={"number": "12 / kh-ubnd"}).plan == first.plan


def test_documents_without_a_number_are_never_taken_for_one_plan(lists):
    one = readings.draft(document={"number": None})
    two = readings.draft(document={"number": "/KH-UBND"})
    assert one.plan != two.plan
    assert one.plan.slug != two.plan.slug


def test_a_ministrys_document_signed_in_hanoi_belongs_to_no_province(lists):
    version = readings.draft(document={"issuer": "Bộ Xây dựng", "number": "5/KH-BXD"})
    assert version.plan.place is None
    assert version.plan.slug == "5-kh-bxd-2026"


def test_an_empty_reading_and_odd_characters_can_be_stored(lists):
    version = create_draft({"document": {}}, "a\x00b\ud800c", "text", None, None)
    version.refresh_from_db()
    assert version.text == "a\ufffdb\ufffdc"
    assert (version.number, version.tasks.count()) == ("", 0)
    odd = readings.reading(tasks=[readings.task(1, "Trồng\x00cây", group_title="\udfff")])
    assert create_draft(odd, "", "text", None, None).tasks.get().title == "Trồng\ufffdcây"


def test_long_values_and_repeated_ids_can_be_stored(lists):
    tasks = [readings.task(1, "x" * 5000, leads=["y" * 900], number="1" * 90) for _ in range(3)]
    for task in tasks:
        task["id"] = "z" * 80
        task["period"]["text"] = "p" * 900
    version = readings.draft(tasks=tasks)
    keys = [t.key for t in version.tasks.all()]
    assert len(set(keys)) == 3
    assert max(map(len, keys)) <= 60


def test_what_the_document_replaces_and_cites_is_kept_with_its_place(lists):
    version = readings.draft(document={
        "replaces": [{"number": "1/KH-UBND", "issued": "2013-09-26", "source": None}],
        "cites": [{"number": "122/NQ-CP", "kind": "Nghị quyết", "issued": None,
                   "source": {"start": 3, "end": 9}}],
    })  # fmt: skip
    replaced, cited = version.references.order_by("number")[:2]
    assert (replaced.relation, replaced.issued) == (
        Reference.Relation.REPLACES, date(2013, 9, 26)
    )  # fmt: skip
    assert (cited.kind, cited.start, cited.end) == ("Nghị quyết", 3, 9)


def test_findings_of_the_reader_come_first_and_name_their_record(lists):
    version = readings.draft(findings=[
        {"code": "missing-period", "message": "Không ghi thời gian.", "message_en": "No period.",
         "about": "task-1-1", "source": {"start": 1, "end": 4}},
        {"code": "duplicated-passage", "message": "Lặp lại."},
    ])  # fmt: skip
    first, second = Finding.objects.filter(version=version)
    assert (first.code, first.about, first.start) == ("missing-period", "task-1-1", 1)
    assert (second.message_en, second.about) == ("Lặp lại.", "")


def test_a_hundred_tasks_cost_a_bounded_number_of_queries(lists, django_assert_max_num_queries):
    tasks = [readings.task(n, f"Việc số {n}") for n in range(100)]
    readings.draft()  # what is looked up once per process
    with django_assert_max_num_queries(80):
        readings.draft(tasks=tasks, document={"number": "99/KH-UBND"})


def test_plans_of_provinces_with_the_same_number_have_their_own_addresses(lists):
    hanoi = publish(readings.draft(), None)
    lai_chau = readings.draft(
        document={"issuer": "Ủy ban nhân dân tỉnh Lai Châu", "place": "Lai Châu"}
    )
    assert hanoi.plan.slug == "12-kh-ubnd-ha-noi-2026"
    assert lai_chau.plan.slug == "12-kh-ubnd-lai-chau-2026"
    assert Plan.objects.count() == 2
