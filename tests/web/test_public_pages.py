"""What everybody may read: plans, tasks, targets, duties, organisations, places, search."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import get_resolver

from web import published as made
from xanh.office.plans.models import PlanVersion, Task
from xanh.web.security import POLICY

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> PlanVersion:
    made.lists()
    return made.published()


def _page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    assert answer["Content-Security-Policy"].startswith(POLICY)
    return answer.content.decode()


def _words(page: str) -> str:
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", " ", page))


def _addresses(plan: PlanVersion) -> list[str]:
    base = f"/ke-hoach/{plan.plan.slug}/"
    parts = ["", "nhiem-vu/", "nhiem-vu.xlsx", "nhiem-vu.csv", "nhiem-vu/1-1/", "chi-tieu/1/",
             "nghia-vu/", "nghia-vu.ics", "giai-phap/", "lich-su/"]  # fmt: skip
    return [base + part for part in parts]


def test_first_page_names_the_open_plan_and_what_is_due(client: Client, plan: PlanVersion):
    page = _words(_page(client, "/"))
    assert "15/KH-UBND" in page
    assert "Kế hoạch bảo vệ môi trường" in page
    assert "3 nhiệm vụ" in page
    assert "Báo cáo kết quả thực hiện" in page
    assert "Bộ Y tế" in page


def test_first_page_says_so_when_nothing_is_published(client: Client):
    assert "Chưa có kế hoạch nào được công bố" in _page(client, "/")
    assert "No plan has been published yet" in _page(client, "/en/")


def test_plan_page_shows_targets_duties_and_references(client: Client, plan: PlanVersion):
    page = _words(_page(client, _addresses(plan)[0]))
    for words in ("trên 80\u202f%, phấn đấu trên 85\u202f%", "văn bản không ghi", "122/NQ-CP",
                  "3/KH-UBND", "26/09/2013", "trước ngày 01/12"):  # fmt: skip
        assert words in page
    page = _words(_page(client, f"/en{_addresses(plan)[0]}"))
    assert "above 80\u202f%; aiming for above 85\u202f%" in page
    assert "before 01/12" in page


def test_task_page_quotes_its_sentence_in_context(client: Client, plan: PlanVersion):
    page = _page(client, _addresses(plan)[4])
    assert "<mark>Kiểm kê nguồn thải</mark>" in page
    assert "Báo cáo" in page  # the extra column
    assert "2 cơ quan có thể liên quan, tính đến 11/09/2025" in page
    assert "UBND phường Hoàn Kiếm" not in page
    condition = _page(client, f"/ke-hoach/{plan.plan.slug}/nhiem-vu/1-2/")
    assert "nếu liên xã" in condition
    assert "quý IV/2026" in condition


def test_plan_without_text_says_so(client: Client, plan: PlanVersion):
    PlanVersion.objects.update(text="", form="")
    assert "không lưu lời văn" in _page(client, _addresses(plan)[4])
    assert "does not hold the wording" in _page(client, f"/en{_addresses(plan)[5]}")


def test_markup_in_a_document_is_text(client: Client):
    made.lists()
    evil = "<script>alert(1)</script>"
    found = made.reading()
    found["tasks"][0]["title"] = evil
    plan = made.published(tasks=found["tasks"])
    for address in ("/", *(a for a in _addresses(plan) if not a.endswith((".csv", ".xlsx")))):
        assert evil.encode() not in client.get(address).content


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Kiểm kê nguồn thải", "Làm sạch sông Tô Lịch", "=cmd|' /C calc'!A0"]),
        ("tim=to+lich", ["Làm sạch sông Tô Lịch"]),
        ("chu-tri=bo-y-te", ["=cmd|' /C calc'!A0"]),
        ("thoi-gian=2027", ["Kiểm kê nguồn thải"]),
        ("xep=-number", ["=cmd|' /C calc'!A0", "Làm sạch sông Tô Lịch", "Kiểm kê nguồn thải"]),
        ("linh-vuc=khong-co", []),
        ("xep=%27;drop&nhom=zz&trang=x", ["Kiểm kê nguồn thải", "Làm sạch sông Tô Lịch",
                                        "=cmd|' /C calc'!A0"]),
    ],
)  # fmt: skip
def test_list_download_and_address_agree(client: Client, plan: PlanVersion, query, titles):
    import csv
    import io

    base = _addresses(plan)[1]
    page = client.get(f"{base}?{query}").content.decode()
    shown = re.findall(r'<th scope="row" lang="vi"><a [^>]+>([^<]+)</a>', page)
    assert [title.replace("&#x27;", "'") for title in shown] == titles
    body = client.get(f"{base.rstrip('/')}.csv?{query}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert [row["Nhiệm vụ"].lstrip("'") for row in rows] == titles


def test_filters_answer_with_the_table_alone_when_the_page_asks(client: Client, plan: PlanVersion):
    answer = client.get(_addresses(plan)[1], headers={"HX-Request": "true"})
    assert b"<html" not in answer.content
    assert b"<table" in answer.content


@pytest.mark.parametrize("group", ["group", "lead", "period", "field"])
def test_groups_have_headings(client: Client, plan: PlanVersion, group: str):
    page = _page(client, f"{_addresses(plan)[1]}?nhom={group}")
    assert page.count('scope="rowgroup"') >= (1 if group == "group" else 2)


def test_long_lists_come_in_pages_and_whole_for_print(
    client: Client, plan: PlanVersion, django_assert_max_num_queries
):
    first = Task.objects.get(key="task-1-1")
    Task.objects.bulk_create(
        Task(version=plan, key=f"x-{n}", position=100 + n, title=f"Việc {n}", sort_key=f"{n:04}",
             search_key="", number=str(n), group_title=first.group_title, table=1, group=1)
        for n in range(500)
    )  # fmt: skip
    with django_assert_max_num_queries(10):
        page = _page(client, f"{_addresses(plan)[1]}?nhom=group")
    assert page.count("<tr>") < 110
    assert "Trang 1 trên 6" in page
    with django_assert_max_num_queries(10):
        page = _page(client, f"{_addresses(plan)[1]}?trang=tat-ca")
    assert "Việc 499" in page
    with django_assert_max_num_queries(12):
        _page(client, _addresses(plan)[0])
    with django_assert_max_num_queries(10):
        _page(client, "/")


def test_duties_stand_in_the_month_of_their_last_day(client: Client, plan: PlanVersion):
    page = _words(_page(client, f"{_addresses(plan)[6]}?nam=2027"))
    assert "Lịch năm 2027" in page
    assert "30/11 Báo cáo kết quả thực hiện" in page
    assert "webcal://testserver" in _page(client, _addresses(plan)[6])
    _page(client, f"{_addresses(plan)[6]}?nam=abc", 404)
    _page(client, f"{_addresses(plan)[6]}?nam=99999", 404)


def test_organisation_says_what_came_by_name_and_what_by_a_collective_name(
    client: Client, plan: PlanVersion
):
    page = _words(_page(client, "/co-quan/so-xay-dung/"))
    assert "Chủ trì 1 nhiệm vụ, phối hợp 1 nhiệm vụ, 1 nghĩa vụ" in page
    assert "trực tiếp" in page
    assert "chung: Các sở, ngành liên quan" in page
    assert "được giao chung: Các sở, ban, ngành" in page


def test_organisations_with_work_come_first_and_all_on_request(client: Client, plan: PlanVersion):
    page = _page(client, "/co-quan/")
    assert "Bộ Y tế" in page
    assert "UBND phường Hoàn Kiếm" not in page
    assert "UBND phường Hoàn Kiếm" in _page(client, "/co-quan/?gom=tat-ca")
    assert "Sở Xây dựng" in _page(client, "/co-quan/?tim=so+xay")
    assert "Ministry of Health" in _page(client, "/en/co-quan/")


def test_place_names_its_code_parent_and_committee(client: Client, plan: PlanVersion):
    page = _page(client, "/dia-phuong/00070/")
    for words in ("Phường Hoàn Kiếm", "00070", "Thành phố Hà Nội", "UBND phường Hoàn Kiếm"):
        assert words in page
    assert "15/KH-UBND" in _page(client, "/dia-phuong/01/")
    _page(client, "/dia-phuong/99999/", 404)


def test_search_ignores_accents_and_groups_by_kind(client: Client, plan: PlanVersion):
    page = _page(client, "/tim/?q=moi+truong")
    assert "<h2>Kế hoạch" in page
    assert "<h2>Cơ quan" in page
    assert "Không tìm thấy" in _page(client, "/tim/?q=zzzz")
    answer = client.get("/tim/?q=to+lich", headers={"HX-Request": "true"})
    assert b"<html" not in answer.content
    assert "Làm sạch sông Tô Lịch".encode() in answer.content


def test_amended_versions_stay_readable_at_their_own_address(client: Client, plan: PlanVersion):
    second = made.published()
    assert second.plan_id == plan.plan_id
    base = f"/ke-hoach/{plan.plan.slug}/"
    assert "Không còn hiệu lực" not in _page(client, base)
    old = _page(client, f"{base}ban/1/")
    assert "Không còn hiệu lực" in old
    assert f"{base}ban/1/nhiem-vu/" in old
    _page(client, f"{base}ban/1/nhiem-vu/1-1/")
    assert "Bản 2" in _page(client, f"{base}lich-su/")
    _page(client, f"{base}ban/9/", 404)


def test_drafts_show_nowhere(client: Client, plan: PlanVersion):
    hidden = made.draft()
    second = made.draft("15/KH-UBND")  # a draft of the published plan itself
    assert second.plan_id == plan.plan_id
    open_pages = ["/", "/ke-hoach/", "/co-quan/?gom=tat-ca", "/dia-phuong/01/",
                  "/tim/?q=tuyet+mat", "/co-quan/?tim=tuyet+mat&gom=tat-ca",
                  *_addresses(plan)]  # fmt: skip
    for address in [*open_pages, *(f"/en{address}" for address in open_pages)]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "mật của bản nháp".encode() not in answer.content, address
        assert b"77/KH-UBND" not in answer.content, address
    for address in _addresses(hidden):
        assert client.get(address).status_code == 404, address
    base = f"/ke-hoach/{plan.plan.slug}/ban/{second.sequence}/"
    assert client.get(base).status_code == 404
    unlisted = hidden.tasks.get(key="task-1-1").parties.get(role="lead").organisation
    if unlisted is not None:
        assert client.get(f"/co-quan/{unlisted.slug}/").status_code == 404


def test_no_page_names_another_host(client: Client, plan: PlanVersion):
    for address in ("/", "/look", "/tim/", *_addresses(plan)[:2], "/api/v1/docs"):
        page = client.get(address).content.decode()
        loaded = re.findall(r'(?:src|href|action)="((?:https?:)?//[^"]+)"', page)
        assert [one for one in loaded if "testserver" not in one] == []
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", page)
        assert "<style" not in page
        assert ' style="' not in page or "/docs" in address


def test_refusals_are_pages_in_both_languages(client: Client):
    assert "Không có trang này" in _page(client, "/khong-co/", 404)
    assert "There is no such page" in _page(client, "/en/khong-co/", 404)
    client.raise_request_exception = False
    resolver = get_resolver()
    answer = resolver.resolve_error_handler(500)(None)
    assert answer.status_code == 500
    assert "Hệ thống gặp lỗi" in answer.content.decode()
    answer = resolver.resolve_error_handler(403)(
        client.get("/").wsgi_request, exception=PermissionError()
    )
    assert answer.status_code == 403


def test_pages_are_light(client: Client, plan: PlanVersion):
    import gzip
    from pathlib import Path

    import django_htmx

    import xanh.web

    static = Path(xanh.web.__file__).parent / "static/xanh"
    files = [*static.glob("*.css"), *static.glob("*.js"), *static.glob("*.svg"),
             Path(django_htmx.__file__).parent / "static/django_htmx/htmx-4.min.js"]  # fmt: skip
    size = sum(len(gzip.compress(file.read_bytes())) for file in files) + 2 * 40_000
    size += len(gzip.compress(client.get(_addresses(plan)[1]).content))
    assert size < 200_000


def test_an_organisation_with_many_tasks_shows_them_in_pages(
    client: Client, plan: PlanVersion, django_assert_max_num_queries
):
    from xanh.office.plans.models import Party

    health = Party.objects.get(organisation__slug="bo-y-te").organisation
    tasks = Task.objects.bulk_create(
        Task(version=plan, key=f"x-{n}", position=100 + n, title=f"Việc {n}", search_key="",
             sort_key="")
        for n in range(120)
    )  # fmt: skip
    Party.objects.bulk_create(
        Party(task=task, role="lead", position=0, written="Bộ Y tế", organisation=health)
        for task in tasks
    )
    with django_assert_max_num_queries(20):
        page = _page(client, "/co-quan/bo-y-te/")
    assert "Chủ trì 121 nhiệm vụ" in _words(page)
    assert page.count('class="when"') == 50
    assert "?chu-tri=2" in page
    assert "Việc 119" in _page(client, "/co-quan/bo-y-te/?chu-tri=3")
    assert "Việc 119" in _page(client, "/co-quan/bo-y-te/?chu-tri=999")


def test_counts_of_a_plan_do_not_multiply_one_another(client: Client, plan: PlanVersion):
    page = _words(_page(client, "/ke-hoach/"))
    assert re.search(r"11/09/2025 3 1 ", page)
