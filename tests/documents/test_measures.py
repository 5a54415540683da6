"""The clauses of the body that order something are measures, each with its path."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.body import clause, plan_clauses
from xanh.documents.orders.measures import find_measures
from xanh.documents.text.clauses import Clause

WORK = ("NHIỆM VỤ VÀ GIẢI PHÁP",)
ORDER = "Tăng cường kiểm tra các bãi chôn lấp rác."


def texts(*clauses: Clause) -> list[str]:
    return [measure.text for measure in find_measures(clauses)]


def test_a_measure_has_the_markers_above_it() -> None:
    headings = (*WORK, "Giải pháp về nước", "Nước thải")
    (measure,) = find_measures([clause(ORDER, headings, path=("II", "3", "b"))])
    assert (measure.id, measure.path, measure.text) == ("measure-1", ("II", "3", "b"), ORDER)
    assert measure.to_json()["path"] == ["II", "3", "b"]


@pytest.mark.parametrize(
    "headings",
    [
        ("MỤC ĐÍCH, YÊU CẦU",),
        ("MỤC ĐÍCH, YÊU CẦU", "Yêu cầu"),
        ("MỤC TIÊU", "Mục tiêu cụ thể", "Đến năm 2030"),
        ("QUAN ĐIỂM, MỤC TIÊU",),
        ("ĐÁNH GIÁ TÌNH HÌNH", "Kết quả đạt được"),
        ("CĂN CỨ PHÁP LÝ",),
    ],
)
def test_purposes_goals_and_descriptions_order_nothing(headings: tuple[str, ...]) -> None:
    assert texts(clause(ORDER, headings)) == []


@pytest.mark.parametrize(
    "headings",
    [
        WORK,
        (*WORK, "Mở rộng và đổi mới cơ chế"),
        ("LỘ TRÌNH THỰC HIỆN", "Giai đoạn 2026 - 2030"),
        ("TỔ CHỨC THỰC HIỆN", "Sở Tài chính"),
        ("NỘI DUNG KẾ HOẠCH", "Thực hiện các mục tiêu về nước sạch"),
        (),
    ],
)
def test_work_and_its_carrying_out_order(headings: tuple[str, ...]) -> None:
    assert texts(clause(ORDER, headings)) == [ORDER]


def test_a_heading_in_the_middle_may_go_back_to_work() -> None:
    headings = ("MỤC TIÊU, NHIỆM VỤ", "Nhiệm vụ trọng tâm")
    assert texts(clause(ORDER, headings)) == [ORDER]


@pytest.mark.parametrize(
    "text",
    [
        "Nguồn kinh phí được quy định như sau:",
        "Các nhiệm vụ cụ thể được chi tiết tại phụ lục đính kèm.",
        "Trên đây là Kế hoạch bảo vệ môi trường năm 2026.",
        "Kế hoạch này có hiệu lực kể từ ngày ký và thay thế Kế hoạch số 12/KH-UBND.",
        "Căn cứ Luật Bảo vệ môi trường ngày 17/11/2020;",
        "---",
    ],
)
def test_clauses_about_the_document_are_no_measures(text: str) -> None:
    assert texts(clause(text, WORK)) == []


def test_headings_captions_and_addressees_have_no_order_of_their_own() -> None:
    clauses = (
        clause("Nước thải", WORK, marker="1", path=("II", "1"), kind="heading"),
        clause("Thủy sản", WORK, marker="-"),
        clause(ORDER, WORK, marker=""),
        clause("Các sở, ngành, UBND các xã, phường.", WORK, marker="4", path=("II", "4")),
        clause("Trồng cây", WORK, marker="-"),
    )
    assert texts(*clauses) == [ORDER, "Trồng cây"]


def test_a_numbered_order_without_a_full_stop_is_no_heading() -> None:
    order = "Rà soát, bổ sung quy hoạch các khu xử lý chất thải rắn"
    last = clause(order, WORK, marker="b", path=("II", "b"), kind="heading")
    first = clause(order, WORK, marker="a", path=("II", "a"), kind="heading")
    under = clause(ORDER, WORK, path=("II", "a"))
    assert texts(first, under, last) == [ORDER, order]
    assert texts(clause(order, (), marker="II", path=("II",), kind="heading")) == []


def test_a_repeated_passage_orders_once() -> None:
    assert texts(clause(ORDER, WORK), clause(ORDER, WORK, repeats=True)) == [ORDER]


@pytest.mark.parametrize(
    ("name", "least", "paths"),
    [
        ("249-KH-UBND", 60, {("II",), ("II", "a"), ("II", "đ"), ("II", "4")}),
        ("310-KH-UBND-HaNoi", 25, {("III", "1", "a"), ("V", "5")}),
        ("552-KH-UBND-DongThap", 50, {("III", "1"), ("III", "2", "2.8"), ("V", "10")}),
    ],
)
def test_the_measures_of_real_plans_have_exact_places(
    name: str, least: int, paths: set[tuple[str, ...]]
) -> None:
    document, clauses = plan_clauses(name)
    found = find_measures(clauses)
    assert len(found) >= least
    assert paths <= {measure.path for measure in found}
    for measure in found:
        stretch = document[measure.source.start : measure.source.end].replace("*", "")
        assert " ".join(stretch.split()).startswith(measure.text[:40])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=5), st.text(max_size=40))
def test_any_text_gives_measures_inside_their_clauses(lines: list[str], heading: str) -> None:
    clauses = [clause(line, (heading,)) for line in lines]
    found = find_measures(clauses)
    assert [m.id for m in found] == [f"measure-{i + 1}" for i in range(len(found))]
    assert {m.text for m in found} <= {c.content.text for c in clauses}
