from __future__ import annotations

import pytest

from office import readings
from xanh.errors import XanhError
from xanh.office.plans.comparison import compare_versions
from xanh.office.plans.models import Event, Plan, PlanVersion
from xanh.office.plans.states import discard, publish, rebase

pytestmark = pytest.mark.django_db
State = PlanVersion.State


def state(version: PlanVersion) -> str:
    return PlanVersion.objects.get(pk=version.pk).state


def test_a_published_draft_is_the_version_in_force(lists, editor):
    version = publish(readings.draft(editor), editor)
    assert (version.state, version.published_by) == (State.PUBLISHED, editor)
    assert version.published_at is not None
    assert Plan.objects.get(pk=version.plan_id).current == version
    assert [(e.what, e.by) for e in version.events.all()] == [
        ("drafted", editor), ("published", editor)
    ]  # fmt: skip


def test_the_next_version_takes_over_in_one_moment(lists, editor):
    first = readings.published(editor)
    second = readings.published(editor)
    assert (state(first), state(second)) == (State.AMENDED, State.PUBLISHED)
    assert Plan.objects.get(pk=first.plan_id).current == second
    assert [e.what for e in first.events.all()] == ["drafted", "published", "amended"]


def test_a_draft_is_published_once(lists, editor):
    draft = readings.draft(editor)
    publish(draft, editor)
    with pytest.raises(XanhError) as refused:
        publish(draft, editor)
    assert refused.value.code == "not-a-draft"
    assert Event.objects.filter(what="published").count() == 1


def test_a_draft_made_against_an_older_version_must_be_compared_again(lists, editor):
    readings.published(editor)
    one, two = readings.draft(editor), readings.draft(editor)
    publish(one, editor)
    with pytest.raises(XanhError) as refused:
        publish(two, editor)
    assert refused.value.code == "plan-moved-on"
    assert (state(one), state(two)) == (State.PUBLISHED, State.DRAFT)
    assert rebase(two, editor).supersedes == one
    publish(two, editor)
    assert (state(one), state(two)) == (State.AMENDED, State.PUBLISHED)


@pytest.mark.parametrize("missing", ["number", "title"])
def test_a_draft_without_number_or_title_cannot_be_published(lists, editor, missing):
    draft = readings.draft(editor, document={missing: None})
    with pytest.raises(XanhError) as refused:
        publish(draft, editor)
    assert refused.value.code == "header-missing"
    assert state(draft) == State.DRAFT


def test_a_plan_that_another_replaces_is_replaced_and_stays_readable(lists, editor):
    old = readings.published(editor)
    new = readings.draft(editor, document={
        "number": "20/KH-UBND", "issued": "2026-05-01",
        "replaces": [{"number": "12/KH-UBND", "issued": "2026-01-15"},
                     {"number": "3/KH-UBND", "issued": "2013-01-01"}],
    })  # fmt: skip
    assert state(old) == State.PUBLISHED
    publish(new, editor)
    assert state(old) == State.REPLACED
    assert Plan.objects.get(pk=old.plan_id).current == old
    assert [e.what for e in old.events.all()][-1] == "replaced"


def test_a_plan_of_another_place_or_year_is_not_replaced(lists, editor):
    lai_chau = {"issuer": "Ủy ban nhân dân tỉnh Lai Châu", "place": "Lai Châu"}
    other = readings.published(editor, document=lai_chau)
    readings.published(editor, document={
        "number": "20/KH-UBND", "replaces": [{"number": "12/KH-UBND", "issued": "2026-01-15"}],
    })  # fmt: skip
    assert state(other) == State.PUBLISHED


def test_a_discarded_draft_keeps_its_records_and_cannot_come_back(lists, editor):
    draft = readings.draft(editor)
    assert discard(draft, editor).state == State.DISCARDED
    assert draft.tasks.count() == 2
    for attempt in (publish, discard, rebase):
        with pytest.raises(XanhError):
            attempt(draft, editor)


def test_two_versions_can_be_compared(lists, editor):
    pytest.importorskip("xanh.documents.diff", reason="the comparison of readings is not there")
    first = readings.published(editor)
    second = readings.draft(editor, tasks=[
        readings.task(1, "Lắp đặt trạm quan trắc không khí", leads=["Sở Xây dựng"]),
        readings.task(2, "Trồng rừng phòng hộ"),
    ])  # fmt: skip
    difference = compare_versions(first, second)
    assert difference != compare_versions(first, first)
