"""The review as forms: edit, settle, add, remove, publish, discard, and two people at once."""

from __future__ import annotations

import html
import re

import pytest

from browser.sample import amended, plan
from web.editors import home, person, signed_in
from xanh.office.plans.editing import edit
from xanh.office.plans.models import Finding, PlanVersion
from xanh.web.editing.arrivals import import_now

__all__ = ["home"]


@pytest.fixture
def editor(home):
    return signed_in(person("bien-tap"))


@pytest.fixture
def document() -> str:
    return plan()


@pytest.fixture
def draft(home, document: str) -> PlanVersion:
    return PlanVersion.objects.get(pk=import_now(document.encode(), "a.txt")["version"])


def form_of(client, address: str) -> dict[str, str]:
    """Return what a browser would send back of the form at ``address``."""
    page = client.get(address).content.decode()
    data = {}
    for tag in re.findall(r"<input [^>]*>", page):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if attributes.get("type") == "checkbox" and "checked" not in tag:
            continue
        if "name" in attributes:
            data[attributes["name"]] = html.unescape(attributes.get("value", ""))
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page, re.S):
        data[name] = html.unescape(text)
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        data[name] = html.unescape(chosen[1]) if chosen else ""
    data.pop("csrfmiddlewaretoken", None)
    data.pop("next", None)
    return data


def _edit_address(draft: PlanVersion, key: str) -> str:
    return f"/duyet/{draft.pk}/muc/{key}/sua/"


def test_page_shows_text_and_readings_and_what_is_left(editor, draft):
    page = editor.get(f"/duyet/{draft.pk}/").content.decode()
    assert 'id="at-task-1-1"' in page
    assert 'id="task-1-1"' in page
    count = draft.findings.filter(settled_at=None).count()
    assert f"còn {count} lưu ý chưa xử lý" in page
    assert page.count("data-settle") == count


def test_form_sent_back_unchanged_changes_nothing(editor, draft):
    for key in ("document", "task-1-1", "target-1", "duty-1", "measure-1"):
        address = _edit_address(draft, key)
        assert editor.post(address, form_of(editor, address)).status_code == 302
    assert draft.edits.count() == 0


def test_edit_keeps_what_was_read_and_says_who(editor, draft):
    address = _edit_address(draft, "task-1-1")
    form = form_of(editor, address) | {
        "title": "Lập danh mục đường phố", "leads": "Sở Xây dựng\r\nSở Tài chính",
        "period_end": "30/06/2027",
    }  # fmt: skip
    assert editor.post(address, form).url == f"/duyet/{draft.pk}/#task-1-1"
    task = draft.tasks.get(key="task-1-1")
    assert (task.title, f"{task.period_end}") == ("Lập danh mục đường phố", "2027-06-30")
    leads = task.parties.filter(role="lead").values_list("written", flat=True)
    assert list(leads) == ["Sở Xây dựng", "Sở Tài chính"]
    assert {e.by.username for e in draft.edits.all()} == {"bien-tap"}
    draft.refresh_from_db()
    assert draft.reading["tasks"][0]["title"] == "Lập danh mục tuyến phố cần trồng cây"
    history = editor.get(f"/duyet/{draft.pk}/lich-su/").content.decode()
    assert "Lập danh mục đường phố" in history


def test_dates_that_pass_each_other_are_saved_together(editor, draft):
    address = _edit_address(draft, "task-1-1")
    form = form_of(editor, address) | {"period_start": "01/01/2030", "period_end": "31/12/2031"}
    assert editor.post(address, form).status_code == 302
    form = form_of(editor, address) | {"period_start": "01/01/2020", "period_end": "31/12/2021"}
    assert editor.post(address, form).status_code == 302


@pytest.mark.parametrize(
    ("key", "change", "words"),
    [
        ("task-1-1", {"period_start": "31/02/2026"}, "không phải là ngày có thật"),
        ("task-1-1", {"period_start": "01/01/2030"}, "sớm hơn ngày bắt đầu"),
        ("task-1-1", {"title": "  "}, "không được để trống"),
        ("target-1", {"value": "nhiều"}, "không phải là số"),
        ("duty-1", {"month": "2", "day": "30"}, "không có ngày 30"),
    ],
)
def test_impossible_value_is_refused_at_its_field_and_nothing_is_saved(
    editor, draft, key, change, words
):
    address = _edit_address(draft, key)
    form = form_of(editor, address) | {"number": "99"} | change
    answer = editor.post(address, form)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 409
    assert words in page
    assert 'aria-invalid="true"' in page
    assert draft.edits.count() == 0


def test_stale_form_keeps_both_texts_and_overwrites_only_on_purpose(editor, draft):
    address = _edit_address(draft, "task-1-1")
    form = form_of(editor, address)
    edit(draft, "task-1-1", "title", "Bản của người khác", None)
    edit(draft, "task-1-1", "number", "7", None)
    answer = editor.post(address, form | {"title": "Bản của tôi"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bản của người khác" in page
    assert "Bản của tôi" in page
    assert draft.tasks.get(key="task-1-1").title == "Bản của người khác"
    editor.post(address, _resend(page))
    task = draft.tasks.get(key="task-1-1")
    assert (task.title, task.number) == ("Bản của tôi", "7")


def _resend(page: str) -> dict[str, str]:
    class Once:
        def get(self, _address: str):
            return type("Answer", (), {"content": page.encode()})

    return form_of(Once(), "")


def test_field_that_another_edited_is_left_alone_when_mine_is_elsewhere(editor, draft):
    address = _edit_address(draft, "task-1-1")
    form = form_of(editor, address)
    edit(draft, "task-1-1", "number", "7", None)
    assert editor.post(address, form | {"title": "Bản của tôi"}).status_code == 302
    task = draft.tasks.get(key="task-1-1")
    assert (task.title, task.number) == ("Bản của tôi", "7")


def test_part_answer_brings_entry_counter_and_findings(editor, draft):
    address = _edit_address(draft, "task-1-1")
    form = form_of(editor, address) | {"leads": "Ban Không Ai Biết"}
    answer = editor.post(address, form, headers={"HX-Request": "true"}).content.decode()
    assert '<article class="entry" id="task-1-1"' in answer.replace("  ", " ")
    assert 'id="counter"' in answer
    assert "Ban Không Ai Biết" in answer.split('id="findings"')[1]


def test_settle_counts_down_and_can_be_opened_again(editor, draft):
    finding = draft.findings.filter(settled_at=None).first()
    address = f"/duyet/{draft.pk}/luu-y/{finding.pk}"
    answer = editor.post(f"{address}/xong/", {"note": "Đúng"}, headers={"HX-Request": "true"})
    assert "Đúng" in answer.content.decode()
    finding.refresh_from_db()
    assert finding.settled_by.username == "bien-tap"
    twice = editor.post(f"{address}/xong/", headers={"HX-Request": "true"})
    assert twice.status_code == 409
    assert "đã được người khác xử lý" in twice.content.decode()
    editor.post(f"{address}/mo-lai/")
    finding.refresh_from_db()
    assert finding.settled_at is None


def test_finding_of_another_draft_is_not_found(editor, draft):
    other = PlanVersion.objects.get(pk=import_now(plan().encode(), "b.txt")["version"])
    finding = other.findings.first()
    assert editor.post(f"/duyet/{draft.pk}/luu-y/{finding.pk}/xong/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("task", {"title": "Việc mới", "leads": "Sở Xây dựng", "recurrence": "yearly"}),
        ("target", {"subject": "Tỷ lệ mới", "comparator": ">=", "value": "1.234,5", "unit": "ha"}),
        ("duty", {"text": "Báo cáo", "month": "12", "day": "1"}),
        ("measure", {"text": "Giải pháp mới", "path": "II.9"}),
    ],
)
def test_entry_that_the_reading_missed_is_added(editor, draft, kind: str, form: dict[str, str]):
    address = f"/duyet/{draft.pk}/them/{kind}/"
    assert editor.get(address).status_code == 200
    key = editor.post(address, form).url.partition("#")[2]
    assert key == f"added-{kind}-1"
    assert f'id="{key}"' in editor.get(f"/duyet/{draft.pk}/").content.decode()


def test_empty_new_entry_is_refused_and_an_unknown_kind_not_found(editor, draft):
    answer = editor.post(f"/duyet/{draft.pk}/them/task/", {"leads": "Sở Xây dựng"})
    assert answer.status_code == 409
    assert "Sở Xây dựng" in answer.content.decode()
    assert editor.get(f"/duyet/{draft.pk}/them/user/").status_code == 404


def test_removed_entry_stays_in_sight_and_comes_back(editor, draft):
    editor.post(f"/duyet/{draft.pk}/muc/task-1-2/xoa/")
    page = editor.get(f"/duyet/{draft.pk}/?loc=da-xoa").content.decode()
    assert 'id="task-1-2"' in page
    assert 'id="task-1-1"' not in page
    editor.post(f"/duyet/{draft.pk}/muc/task-1-2/khoi-phuc/")
    assert not draft.tasks.get(key="task-1-2").removed


def test_narrowing_to_a_kind_and_to_entries_with_findings(editor, draft):
    draft.findings.all().delete()
    Finding.objects.create(version=draft, code="x", message="x", message_en="x", about="task-1-2")
    page = editor.get(f"/duyet/{draft.pk}/?loai=task&loc=luu-y").content.decode()
    assert 'id="task-1-2"' in page
    assert 'id="task-1-1"' not in page
    assert 'id="target-1"' not in page


def test_publishing_with_open_findings_asks_once_more(editor, draft):
    count = draft.findings.filter(settled_at=None).count()
    address = f"/duyet/{draft.pk}/cong-bo/"
    refused = editor.post(address)
    assert refused.status_code == 409
    assert "Còn lưu ý chưa xử lý" in refused.content.decode()
    assert editor.post(address, {"accept": str(count + 1)}).status_code == 409
    answer = editor.post(address, {"accept": str(count)})
    assert answer.status_code == 302
    assert editor.get(answer.url).status_code == 200
    again = editor.post(address, {"accept": str(count)})
    assert again.status_code == 409
    assert "không còn là dự thảo" in again.content.decode()


def test_amended_document_is_compared_and_overtaken_drafts_compare_again(editor, draft, document):
    _publish(editor, draft)
    later = PlanVersion.objects.get(pk=import_now(amended(document).encode(), "c.txt")["version"])
    overtaken = PlanVersion.objects.get(pk=import_now(document.encode(), "d.txt")["version"])
    page = editor.get(f"/duyet/{later.pk}/so-sanh/").content.decode()
    assert "trồng <ins>thêm</ins> cây <ins>xanh</ins>" in page
    assert re.search(r"<del[^>]*>75</del> → <ins[^>]*>80</ins>", page)
    same = editor.get(f"/duyet/{overtaken.pk}/so-sanh/").content.decode()
    assert "Không khác gì" in same
    _publish(editor, later)
    page = editor.get(f"/duyet/{overtaken.pk}/cong-bo/").content.decode()
    assert "So lại với bản đang có" in page
    assert editor.post(f"/duyet/{overtaken.pk}/cong-bo/", {"accept": "9"}).status_code == 409
    answer = editor.post(f"/duyet/{overtaken.pk}/so-lai/")
    assert "<del>thêm</del>" in editor.get(answer.url).content.decode()


def _publish(editor, draft: PlanVersion) -> None:
    waiting = draft.findings.filter(settled_at=None).count()
    answer = editor.post(f"/duyet/{draft.pk}/cong-bo/", {"accept": str(waiting)})
    assert answer.status_code == 302


def test_discarded_draft_is_closed(editor, draft):
    assert "Bỏ dự thảo" in editor.get(f"/duyet/{draft.pk}/bo/").content.decode()
    editor.post(f"/duyet/{draft.pk}/bo/")
    draft.refresh_from_db()
    assert draft.state == "discarded"
    page = editor.get(f"/duyet/{draft.pk}/").content.decode()
    assert "Chỉ để xem" in page
    assert "data-edit" not in page
    address = _edit_address(draft, "task-1-1")
    form = form_of(editor, address) | {"title": "Khác"}
    assert "Chỉ sửa được dự thảo" in editor.post(address, form).content.decode()


def test_form_that_is_not_ours_changes_nothing(editor, draft):
    answer = editor.post(_edit_address(draft, "task-1-1"), {"seen-title": "{", "title": "x"})
    assert answer.status_code == 409
    assert draft.edits.count() == 0


def test_review_asks_the_database_a_fixed_number_of_times(
    editor, draft, django_assert_max_num_queries
):
    with django_assert_max_num_queries(40):
        editor.get(f"/duyet/{draft.pk}/")


def test_entries_of_the_document_are_text_and_never_markup(editor, draft):
    edit(draft, "task-1-1", "title", "<b onclick=alert(1)>", None)
    page = editor.get(f"/duyet/{draft.pk}/").content.decode()
    assert "<b onclick" not in page


def test_form_shows_the_sentence_that_the_entry_was_read_from(editor, draft):
    for headers in ({}, {"HX-Request": "true"}):
        page = editor.get(_edit_address(draft, "task-1-1"), headers=headers).content.decode()
        assert "<mark>Lập danh mục tuyến phố cần trồng cây</mark>" in page
