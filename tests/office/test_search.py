from __future__ import annotations

import time

import pytest

from office import readings
from xanh.office.plans import editing
from xanh.office.plans.models import SearchEntry, Task
from xanh.office.plans.search import index_lists, index_version, rebuild, search
from xanh.office.plans.states import publish

pytestmark = pytest.mark.django_db


def titles(query: str, **more) -> list[str]:
    return [hit.title for hit in search(query, **more)]


@pytest.mark.parametrize(
    "query", ["không khí", "khong khi", "KHÔNG  KHÍ", "tram khong", "quan trac"]
)
def test_words_are_found_without_regard_to_accents_case_and_order(lists, query):
    readings.published()
    assert "Lắp đặt trạm quan trắc không khí" in titles(query)


def test_every_word_must_match_the_beginning_of_a_word(lists):
    readings.published()
    assert "Lắp đặt trạm quan trắc không khí" in titles("tram kh")
    assert titles("tram vutru") == []
    assert "Lắp đặt trạm quan trắc không khí" not in titles("hi ram")
    assert titles("") == titles("  -- ") == []


def test_drafts_and_versions_of_the_past_are_not_found(lists):
    readings.draft(tasks=[readings.task(1, "Bí mật dự thảo")])
    assert titles("bi mat") == []
    readings.published(tasks=[readings.task(1, "Bản đầu tiên")])
    readings.published(tasks=[readings.task(1, "Bản thứ hai")])
    assert titles("ban dau tien") == []
    assert titles("ban thu hai") == ["Bản thứ hai"]


def test_what_people_edited_is_found_as_edited_and_what_they_removed_is_not(lists, editor):
    draft = readings.draft(editor)
    editing.edit(draft, "task-1-1", "title", "Nạo vét kênh", editor)
    editing.remove(draft, "task-1-2", editor)
    publish(draft, editor)
    assert titles("nao vet") == ["Nạo vét kênh"]
    assert titles("ho tay") == []


def test_titles_that_begin_with_the_query_come_first(lists):
    readings.published(tasks=[
        readings.task(1, "Kiểm tra việc bảo vệ hồ nước"),
        readings.task(2, "Bảo vệ hồ"),
        readings.task(3, "Hồ nào cũng phải bảo vệ"),
    ])  # fmt: skip
    found = [hit.title for hit in search("bảo vệ hồ", kinds=["task"])]
    assert found == ["Bảo vệ hồ", "Kiểm tra việc bảo vệ hồ nước", "Hồ nào cũng phải bảo vệ"]


def test_organisations_are_found_by_name_abbreviation_and_english(lists):
    index_lists()
    for query in ("sở xây dựng hà nội", "department of construction hanoi"):
        first = search(query)[0]
        assert first.organisation is not None
        assert first.organisation.slug == "so-xay-dung-ha-noi"
    assert "UBND phường Ba Đình" in titles("uy ban nhan dan phuong ba dinh")
    assert "UBND phường Ba Đình" in titles("ubnd ba dinh")
    place = search("phuong ba dinh", kinds=["place"])[0].place
    assert place is not None
    assert place.code == "00004"


def test_organisations_that_plans_name_come_before_their_namesakes(lists):
    index_lists()
    readings.published()
    first = search("sở nông nghiệp và môi trường", kinds=["organisation"])[0].organisation
    assert first is not None
    assert first.slug == "so-nong-nghiep-va-moi-truong-ha-noi"


def test_a_body_known_from_a_plan_is_found_once_it_is_published(lists):
    draft = readings.draft(tasks=[readings.task(1, "A", leads=["Chi cục Thủy lợi"])])
    assert titles("chi cuc thuy loi", kinds=["organisation"]) == []
    publish(draft, None)
    readings.published(
        tasks=[readings.task(1, "B", leads=["Chi cục Thủy lợi"])], document={"number": "9/KH"}
    )
    assert titles("chi cuc thuy loi", kinds=["organisation"]) == ["Chi cục Thủy lợi"]


def test_rebuilding_gives_the_same_entries(lists):
    index_lists()
    readings.published(tasks=[readings.task(1, "A", leads=["Chi cục Thủy lợi"])])
    facts = ("kind", "rank", "title", "title_en", "key", "record", "organisation", "place")
    before = sorted(map(str, SearchEntry.objects.values_list(*facts)))
    assert rebuild() == len(before)
    assert sorted(map(str, SearchEntry.objects.values_list(*facts))) == before


def test_ten_thousand_tasks_are_searched_within_a_blink(lists):
    index_lists()
    version = readings.published()
    Task.objects.bulk_create(
        Task(
            version=version, key=f"many-{n}", position=n,
            title=f"Xây dựng hệ thống thu gom, xử lý nước thải số {n} tại khu công nghiệp",
        )
        for n in range(10_000)
    )  # fmt: skip
    index_version(version)
    best = {}
    for query in ("xay dung he thong", "nuoc thai 9876", "khong co gi ca", "so nong nghiep"):
        times = []
        for _ in range(5):
            begun = time.perf_counter()
            search(query)
            times.append(time.perf_counter() - begun)
        best[query] = min(times)
    # The budget on a free machine is 20 ms; the rest leaves room for a busy one.
    assert max(best.values()) < 0.05, best
