from __future__ import annotations

import time
from datetime import date

import pytest

from office import readings
from xanh.office.organisations.models import Organisation
from xanh.office.plans import editing, queries
from xanh.office.plans.models import Party, Task
from xanh.office.plans.states import publish

pytestmark = pytest.mark.django_db


def period(start: str | None, end: str | None, recurrence: str | None = None) -> dict[str, object]:
    return {"period": {"text": "x", "start": start, "end": end, "recurrence": recurrence}}


@pytest.fixture
def version(lists):
    return readings.published(tasks=[
        readings.task(1, "Quan trắc không khí", **period("2025-01-01", "2026-12-31")),
        readings.task(2, "Cải tạo hồ", leads=["Sở Xây dựng"], partners=["Các sở, ban, ngành"],
                      **period("2028-01-01", "2028-12-31")),
        readings.task(3, "Ấp Bắc trồng rừng", leads=["Sở Y tế"], partners=[], group=2,
                      **period(None, None, "yearly")),
        readings.task(4, "Bảo tồn loài", leads=["người có uy tín"], partners=[], period=None),
    ])  # fmt: skip


def numbers(found) -> list[str]:
    return [task.number for task in found]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, "1234"),
        ({"lead": "so-xay-dung-ha-noi"}, "2"),
        ({"lead": "no-such"}, ""),
        ({"partner": "so-y-te-ha-noi"}, "2"),
        ({"partner": "ubnd-phuong-ba-dinh-ha-noi"}, "1"),
        ({"field": "air"}, "1"),
        ({"text": "KHONG khi"}, "1"),
        ({"text": "rừng trong"}, "3"),
        ({"text": "sở xây dựng"}, "2"),
        ({"period": "2026"}, "1"),
        ({"period": 2028}, "2"),
        ({"period": "yearly"}, "3"),
        ({"period": "2031"}, ""),
        ({"period": "hôm nay"}, ""),
        ({"sort": "title"}, "3421"),
        ({"sort": "-title"}, "1243"),
        ({"sort": "period"}, "1234"),
        ({"group": "group", "sort": "title"}, "4213"),
    ],
)
def test_tasks_are_filtered_grouped_and_sorted(version, filters, expected):
    assert "".join(numbers(queries.tasks(version, **filters))) == expected


def test_sorting_by_lead_follows_the_alphabet_and_knows_unmatched_names(version):
    found = [(task.parties.all()[0].written) for task in queries.tasks(version, sort="lead")]
    assert found[:3] == ["Sở Nông nghiệp và Môi trường", "Sở Xây dựng", "Sở Y tế"]


def test_the_list_costs_three_queries_however_long_it_is(version, django_assert_num_queries):
    with django_assert_num_queries(2):
        for task in queries.tasks(version):
            for party in task.parties.all():
                assert party.organisation or party.rule or party.written


def test_groups_are_counted_in_their_order(version):
    sizes = queries.group_sizes(version)
    assert [(size.table, size.group, size.count) for size in sizes] == [(1, None, 3), (1, 2, 1)]


def test_an_organisation_sees_what_names_it_and_what_includes_it(version):
    ward = Organisation.objects.get(slug="ubnd-phuong-ba-dinh-ha-noi")
    view = queries.organisation_view(ward, date(2026, 2, 1))
    assert numbers(view.leads) == []
    assert [(task.number, task.direct) for task in view.helps] == [("1", False)]
    assert view.owes == []
    department = Organisation.objects.get(slug="so-nong-nghiep-va-moi-truong-ha-noi")
    view = queries.organisation_view(department, date(2026, 2, 1))
    assert [(task.number, task.direct) for task in view.leads] == [("1", True)]
    assert numbers(view.helps) == ["2"]
    assert [item.day for item in view.due][:2] == [date(2026, 11, 30), date(2027, 11, 30)]


def test_drafts_past_versions_and_removed_tasks_bind_nobody(lists, editor):
    draft = readings.draft(editor)
    department = Organisation.objects.get(slug="so-nong-nghiep-va-moi-truong-ha-noi")
    assert not queries.organisation_view(department, date(2026, 2, 1)).leads.exists()
    editing.remove(draft, "task-1-1", editor)
    publish(draft, editor)
    assert not queries.organisation_view(department, date(2026, 2, 1)).leads.exists()


def test_ten_thousand_tasks_leave_an_organisations_page_quick(version):
    department = Organisation.objects.get(slug="so-nong-nghiep-va-moi-truong-ha-noi")
    tasks = Task.objects.bulk_create(
        Task(version=version, key=f"many-{n}", position=n, title=f"Việc {n}") for n in range(10_000)
    )
    list_of_all = Party.objects.exclude(resolution=None).first()
    assert list_of_all is not None
    parties = []
    for n, task in enumerate(tasks):
        lead = department if n % 10 == 0 else None
        parties.append(Party(task=task, role="lead", position=0, written="a", organisation=lead))
        parties.append(
            Party(task=task, role="partner", position=0, written="b",
                  rule=list_of_all.rule, resolution=list_of_all.resolution)
        )  # fmt: skip
    Party.objects.bulk_create(parties, batch_size=5000)
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        view = queries.organisation_view(department, date(2026, 2, 1))
        assert view.leads.count() >= 1000
        assert len(list(view.leads[:100])) == 100
        assert len(list(view.helps[:100])) >= 1
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.2, times
