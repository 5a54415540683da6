from __future__ import annotations

from datetime import date

import pytest

from office import readings
from xanh.errors import XanhError
from xanh.office.plans import editing
from xanh.office.plans.models import Edit, Party, Plan, PlanVersion
from xanh.office.plans.states import discard, publish
from xanh.office.plans.values import in_force

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(lists, editor):
    return readings.draft(editor)


def test_an_edit_changes_the_value_in_force_and_leaves_the_reading(draft, editor):
    row = editing.edit(draft, "task-1-1", "title", "  Lắp  trạm mới ", editor)
    assert (row.before, row.after) == ("Lắp đặt trạm quan trắc không khí", "Lắp trạm mới")
    assert (row.by, row.record, row.field) == (editor, "task-1-1", "title")
    version = PlanVersion.objects.get(pk=draft.pk)
    task = version.tasks.get(key="task-1-1")
    assert task.title == "Lắp trạm mới"
    assert task.search_key.startswith("lap tram moi")
    assert version.reading["tasks"][0]["title"] == "Lắp đặt trạm quan trắc không khí"
    assert in_force(version)["tasks"][0]["title"] == "Lắp trạm mới"


@pytest.mark.parametrize(
    ("key", "field", "value", "stored"),
    [
        ("task-1-1", "period_start", "01/02/2026", date(2026, 2, 1)),
        ("task-1-1", "period_end", "2027-03-04", date(2027, 3, 4)),
        ("task-1-1", "period_end", "", None),
        ("task-1-1", "recurrence", "every-2-years", "every-2-years"),
        ("task-1-1", "field", "water", "water"),
        ("target-1", "value", "1.234,5", 1234.5),
        ("target-1", "value", "95", 95.0),
        ("target-1", "value", "1.000", 1000.0),
        ("target-1", "comparator", "<=", "<="),
        ("target-1", "stretch_value", "90,5", 90.5),
        ("target-1", "year", "2030", 2030),
        ("measure-1", "text", "Khác", "Khác"),
        ("measure-1", "path", "II.3.b", ["II", "3", "b"]),
        ("duty-1", "day", 15, 15),
        ("duty-1", "inclusive", "1", True),
    ],
)
def test_every_kind_of_value_is_read(draft, editor, key, field, value, stored):
    editing.edit(draft, key, field, value, editor)
    record = editing._find(draft, key)
    assert getattr(record, field) == stored


@pytest.mark.parametrize(
    ("key", "field", "value", "code"),
    [
        ("task-1-1", "title", "   ", "bad-value"),
        ("task-1-1", "period_start", "31/02/2026", "bad-value"),
        ("task-1-1", "period_start", "01/01/2030", "bad-value"),
        ("task-1-1", "field", "hoa", "bad-value"),
        ("task-1-1", "title", 5, "bad-value"),
        ("task-1-1", "leads", 5, "bad-value"),
        ("target-1", "value", "nhiều", "bad-value"),
        ("target-1", "value", "nan", "bad-value"),
        ("target-1", "value", None, "bad-value"),
        ("target-1", "comparator", "≈", "bad-value"),
        ("target-1", "year", "30", "bad-value"),
        ("duty-1", "month", "13", "bad-value"),
        ("duty-1", "day", "32", "bad-value"),
        ("document", "title", "", "bad-value"),
        ("document", "state", "published", "no-such-field"),
        ("task-1-1", "key", "x", "no-such-field"),
        ("task-9-9", "title", "x", "no-such-record"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(draft, editor, key, field, value, code):
    before = in_force(draft)
    with pytest.raises(XanhError) as refused:
        editing.edit(draft, key, field, value, editor)
    assert refused.value.code == code
    assert refused.value.vi
    assert refused.value.en
    assert in_force(PlanVersion.objects.get(pk=draft.pk)) == before
    assert not Edit.objects.exists()


def test_a_day_that_its_month_does_not_have_is_refused(draft, editor):
    editing.edit(draft, "duty-1", "day", 31, editor)
    with pytest.raises(XanhError):
        editing.edit(draft, "duty-1", "month", 4, editor)
    editing.edit(draft, "duty-1", "day", 29, editor)
    editing.edit(draft, "duty-1", "month", 2, editor)
    with pytest.raises(XanhError):
        editing.edit(draft, "duty-1", "year", 2027, editor)
    editing.edit(draft, "duty-1", "year", 2028, editor)


def test_names_are_matched_again_when_they_are_edited(draft, editor):
    editing.edit(draft, "task-1-1", "leads", ["Sở Y tế", "Tổ bí ẩn"], editor)
    first, second = Party.objects.filter(task__key="task-1-1", role="lead")
    assert first.organisation is not None
    assert first.organisation.slug == "so-y-te-ha-noi"
    assert second.organisation is None
    assert [f.code for f in draft.findings.all()] == ["unknown-organisation"]
    row = editing.edit(draft, "task-1-1", "leads", "Sở Y tế; Sở Tài chính", editor)
    assert (row.before, row.after) == (["Sở Y tế", "Tổ bí ẩn"], ["Sở Y tế", "Sở Tài chính"])
    assert not draft.findings.exists()


def test_a_lead_keeps_its_condition_while_its_name_stays(draft, editor):
    editing.edit(draft, "task-1-1", "condition:0", "trong một xã", editor)
    editing.edit(
        draft, "task-1-1", "leads", ["Sở Xây dựng", "Sở Nông nghiệp và Môi trường"], editor
    )
    assert in_force(draft)["tasks"][0]["lead_conditions"] == [
        {"organisation": "Sở Nông nghiệp và Môi trường", "condition": "trong một xã"}
    ]
    with pytest.raises(XanhError):
        editing.edit(draft, "task-1-1", "condition:7", "x", editor)


def test_those_who_owe_a_duty_can_be_edited(draft, editor):
    editing.edit(draft, "duty-1", "organisations", ["UBND các phường"], editor)
    party = Party.objects.get(duty__key="duty-1")
    assert (party.role, party.rule) == ("debtor", "ward-committees")


def test_an_edit_that_did_not_see_the_last_value_is_refused(draft, editor):
    editing.edit(draft, "task-1-1", "title", "Một", editor, seen="Lắp đặt trạm quan trắc không khí")
    with pytest.raises(XanhError) as refused:
        editing.edit(draft, "task-1-1", "title", "Hai", editor, seen="không phải")
    assert refused.value.code == "edited-meanwhile"
    assert draft.tasks.get(key="task-1-1").title == "Một"
    editing.edit(draft, "task-1-1", "period_end", "2027-01-01", editor, seen="2026-12-31")


def test_records_can_be_added_removed_and_restored(draft, editor):
    added = editing.add(
        draft, "task", {"title": "Việc mới", "leads": ["Sở Y tế"], "period_end": "2027-12-31"},
        editor,
    )  # fmt: skip
    second = editing.add(draft, "task", {"title": "Việc nữa"}, editor)
    assert (added.key, second.key, added.start) == ("added-task-1", "added-task-2", None)
    assert [t["title"] for t in in_force(draft)["tasks"]][-2:] == ["Việc mới", "Việc nữa"]
    editing.remove(draft, "task-1-1", editor)
    assert "task-1-1" not in [t["id"] for t in in_force(draft)["tasks"]]
    with pytest.raises(XanhError):
        editing.remove(draft, "task-1-1", editor)
    editing.restore(draft, "task-1-1", editor)
    assert in_force(draft)["tasks"][0]["id"] == "task-1-1"
    assert [(e.record, e.field) for e in Edit.objects.order_by("pk")] == [
        ("added-task-1", "added"), ("added-task-2", "added"),
        ("task-1-1", "removed"), ("task-1-1", "removed"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("target", {"subject": "Tỷ lệ", "comparator": ">=", "value": "95", "unit": "%"}),
        ("measure", {"text": "Tuyên truyền", "path": "III.1"}),
        ("duty", {"text": "Báo cáo", "month": 6, "day": 20, "organisations": ["Sở Y tế"]}),
    ],
)
def test_every_kind_of_record_can_be_added(draft, editor, kind, values):
    assert editing.add(draft, kind, values, editor).key == f"added-{kind}-1"


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("task", {}),
        ("target", {"subject": "Tỷ lệ"}),
        ("plan", {}),
        ("task", {"title": "x", "y": 1}),
    ],
)
def test_an_incomplete_record_is_not_added(draft, editor, kind, values):
    with pytest.raises(XanhError):
        editing.add(draft, kind, values, editor)
    assert not Edit.objects.exists()


def test_findings_are_settled_with_a_note_and_reopened(lists, editor):
    draft = readings.draft(editor, tasks=[readings.task(1, "A", leads=["người có uy tín"])])
    finding = draft.findings.get()
    editing.settle(finding, "Đã hỏi lại.", editor)
    assert (finding.settled_by, finding.note) == (editor, "Đã hỏi lại.")
    with pytest.raises(XanhError):
        editing.settle(finding, "Lần nữa", editor)
    editing.reopen(finding, editor)
    assert finding.settled_at is None


@pytest.mark.parametrize("end", [publish, discard])
def test_only_drafts_are_edited(lists, editor, end):
    draft = readings.draft(editor, tasks=[readings.task(1, "A", leads=["người có uy tín"])])
    finding = draft.findings.get()
    end(draft, editor)
    attempts = [
        lambda: editing.edit(draft, "task-1-1", "title", "x", editor),
        lambda: editing.add(draft, "task", {"title": "x"}, editor),
        lambda: editing.remove(draft, "task-1-1", editor),
        lambda: editing.restore(draft, "task-1-1", editor),
        lambda: editing.settle(finding, "x", editor),
        lambda: editing.reopen(finding, editor),
    ]
    for attempt in attempts:
        with pytest.raises(XanhError) as refused:
            attempt()
        assert refused.value.code == "not-a-draft"


def test_a_draft_whose_number_is_corrected_joins_the_plan_of_that_number(lists, editor):
    first = readings.published(editor)
    blank = readings.draft(editor, document={"number": "/KH-UBND"})
    lonely = blank.plan
    assert lonely != first.plan
    editing.edit(blank, "document", "number", "12/KH-UBND", editor)
    blank.refresh_from_db()
    assert (blank.plan, blank.sequence, blank.supersedes) == (first.plan, 2, first)
    assert not Plan.objects.filter(pk=lonely.pk).exists()


def test_a_new_plans_address_follows_its_corrected_number(draft, editor):
    editing.edit(draft, "document", "number", "15/KH-UBND", editor)
    draft.refresh_from_db()
    assert draft.plan.slug == "15-kh-ubnd-ha-noi-2026"


def test_correcting_the_place_looks_all_names_up_in_the_other_province(draft, editor):
    editing.edit(draft, "document", "issuer", "Ủy ban nhân dân tỉnh Lai Châu", editor)
    lead, partner = Party.objects.filter(task__key="task-1-1")
    assert lead.organisation is not None
    assert lead.organisation.slug == "so-nong-nghiep-va-moi-truong-lai-chau"
    assert partner.resolution is not None
    assert partner.resolution.members.count() == 38
