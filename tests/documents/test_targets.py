"""Numbers that a plan sets are targets, with their bound, unit, year, stretch and place."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.body import PLANS, clause, plan_clauses
from documents.goal_cases import (
    GOALS,
    GOALS_AMONG_WORK,
    NO_GOALS,
    NO_GOALS_AMONG_WORK,
    Goal,
)
from xanh.documents.goals.targets import find_targets
from xanh.documents.plan import Target
from xanh.documents.tasks.labelled import is_label
from xanh.vietnamese import fold

WORK = ("NHIỆM VỤ VÀ GIẢI PHÁP CHỦ YẾU",)


def targets(text: str, *headings: str, issued: int | None = 2025) -> tuple[Target, ...]:
    return find_targets([clause(text, headings or ("MỤC TIÊU",))], issued)[0]


def facts(target: Target) -> tuple[str, float, str | None, int | None]:
    return target.comparator, target.value, target.unit, target.year


def check(found: tuple[Target, ...], expected: tuple[Goal, ...]) -> None:
    assert [facts(t) for t in found] == [goal[:4] for goal in expected]
    for target, goal in zip(found, expected, strict=True):
        assert fold(goal[4]) in fold(target.subject)


@pytest.mark.parametrize(("text", "expected"), GOALS, ids=lambda v: v if isinstance(v, str) else "")
def test_goals_are_read(text: str, expected: tuple[Goal, ...]) -> None:
    check(targets(text), expected)


@pytest.mark.parametrize("text", NO_GOALS)
def test_other_numbers_are_no_targets(text: str) -> None:
    assert targets(text) == ()


@pytest.mark.parametrize(("text", "expected"), GOALS_AMONG_WORK)
def test_work_sets_targets_only_behind_words_of_striving(
    text: str, expected: tuple[Goal, ...]
) -> None:
    check(targets(text, *WORK), expected)


@pytest.mark.parametrize("text", NO_GOALS_AMONG_WORK)
def test_numbers_in_orders_are_no_targets(text: str) -> None:
    assert targets(text, *WORK) == ()


@pytest.mark.parametrize(
    "headings",
    [("KINH PHÍ THỰC HIỆN",), ("TÌNH HÌNH THỰC HIỆN", "Kết quả đạt được"), ("Căn cứ pháp lý",)],
)
def test_funding_situation_and_bases_set_no_targets(headings: tuple[str, ...]) -> None:
    assert targets("Bảo đảm 90% nước thải được xử lý.", *headings) == ()


# -- stretch, base year, range ------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Tỷ lệ hộ dùng nước sạch đạt trên 80% (phấn đấu đạt trên 85%).",
        "Tỷ lệ hộ dùng nước sạch đạt trên 80%, phấn đấu đạt trên 85%.",
        "Tỷ lệ hộ dùng nước sạch đạt trên 80%; phấn đấu đạt trên 85%.",
        "Tỷ lệ hộ dùng nước sạch đạt trên 80%. Phấn đấu đạt trên 85%.",
    ],
)
def test_a_stretch_raises_the_target_and_is_none_of_its_own(text: str) -> None:
    (target,) = targets(text)
    assert (target.comparator, target.value) == (">", 80)
    assert target.stretch is not None
    assert (target.stretch.comparator, target.stretch.value) == (">", 85)


def test_striving_for_a_later_year_is_a_target_of_its_own() -> None:
    found = targets("Tỷ lệ tái chế đến năm 2030 đạt 30%, phấn đấu đến năm 2035 đạt 50%.")
    assert [(t.value, t.year, t.stretch) for t in found] == [(30, 2030, None), (50, 2035, None)]


@pytest.mark.parametrize(
    ("text", "base", "year"),
    [
        ("Giảm 15% lượng phát thải so với năm 2014.", 2014, None),
        ("Cường độ phát thải giảm ít nhất 15% so với năm 2014 vào năm 2030.", 2014, 2030),
        ("Giảm phát thải khí mê-tan 30% so với mức phát thải năm 2020.", 2020, None),
        ("Giảm phát thải 27% so với kịch bản thông thường (BAU) vào năm 2030.", None, 2030),
    ],
)
def test_a_base_year_is_no_year_to_reach(text: str, base: int | None, year: int | None) -> None:
    (target,) = targets(text)
    assert (target.relative_to, target.year) == (base, year)
    assert "giảm" in target.subject.casefold()


def test_a_scenario_without_a_year_stays_in_the_subject() -> None:
    (target,) = targets("Giảm phát thải khí nhà kính 9% so với kịch bản thông thường.")
    assert target.subject == "Giảm phát thải khí nhà kính so với kịch bản thông thường"


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("60-70% rác sinh hoạt được tái chế.", (">=", 60)),
        ("60% - 70% rác sinh hoạt được tái chế.", (">=", 60)),
        ("Tái chế từ 60% đến 70% rác sinh hoạt.", (">=", 60)),
        ("Diện tích cây xanh đạt 10 – 12 m2/người.", (">=", 10)),
        ("Tỷ lệ chôn lấp giảm xuống còn 20 - 30%.", ("<=", 30)),
    ],
)
def test_a_range_is_one_target_with_the_end_that_must_be_reached(
    text: str, bound: tuple[str, float]
) -> None:
    found, findings = find_targets([clause(text)])
    assert [(t.comparator, t.value) for t in found] == [bound]
    assert [(f.code, f.about) for f in findings] == [("range-target", "target-1")]


def test_a_comma_before_three_digits_is_a_finding() -> None:
    found, findings = find_targets([clause("Trồng mới 10,000 ha rừng.")])
    assert found[0].value == 10000
    assert [f.code for f in findings] == ["ambiguous-number"]


# -- where the year comes from ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headings", "year"),
    [
        (("MỤC TIÊU", "Mục tiêu đến hết năm 2026"), 2026),
        (("MỤC TIÊU", "Mục tiêu cụ thể", "Đến năm 2030", "Thủy sản"), 2030),
        (("MỤC TIÊU", "Giai đoạn 2026 - 2030"), 2030),
        (("MỤC TIÊU ĐẾN NĂM 2030, TẦM NHÌN ĐẾN NĂM 2050",), 2030),
        (("MỤC TIÊU", "Tầm nhìn đến năm 2050"), 2050),
        (("MỤC TIÊU", "Mục tiêu cụ thể"), None),
    ],
)
def test_the_nearest_heading_gives_the_year(headings: tuple[str, ...], year: int | None) -> None:
    (target,) = targets("100% cơ sở y tế xử lý chất thải.", *headings)
    assert target.year == year


def test_a_lead_in_gives_the_year_of_the_items_after_it() -> None:
    lines = (("-", "Đến năm 2028:"), ("+", "Tỷ lệ A đạt 10%."), ("+", "Tỷ lệ B đạt 20%."),
             ("-", "Tỷ lệ C đạt 30%."))  # fmt: skip
    found, _ = find_targets([clause(text, marker=marker) for marker, text in lines])
    assert [t.year for t in found] == [2028, 2028, None]


def test_a_lead_in_completes_bare_subjects() -> None:
    lines = (("-", "Tỷ lệ hộ dùng nước sạch:"), ("+", "Đô thị: 98%"), ("+", "Nông thôn: 80%"))
    found, _ = find_targets([clause(text, marker=marker) for marker, text in lines])
    assert [t.subject for t in found] == [
        "Tỷ lệ hộ dùng nước sạch: Đô thị",
        "Tỷ lệ hộ dùng nước sạch: Nông thôn",
    ]


def test_a_year_before_the_document_tells_of_the_past() -> None:
    text = "Năm 2024, tỷ lệ thu gom đạt 90%."
    assert targets(text, issued=2025) == ()
    assert [t.year for t in targets(text, issued=2023)] == [2024]


# -- stated twice, places -----------------------------------------------------------------------


def test_a_target_that_is_stated_again_counts_once() -> None:
    clauses = [
        clause("100% cụm công nghiệp phải triển khai chương trình đổi mới công nghệ.",
               ("MỤC TIÊU", "Đến năm 2030")),
        clause("Đổi mới: 100% cụm công nghiệp triển khai chương trình đổi mới công nghệ xanh.",
               (*WORK, "Giai đoạn 2026 - 2030")),
    ]  # fmt: skip
    found, findings = find_targets(clauses)
    assert len(found) == 1
    assert [(f.code, f.about) for f in findings] == [("repeated-target", "target-1")]


def test_like_targets_of_other_places_are_kept_apart() -> None:
    clauses = [
        clause("90% rác sinh hoạt đô thị được thu gom."),
        clause("Bảo đảm 90% rác sinh hoạt nông thôn được thu gom.", WORK),
        clause("100% khu công nghiệp có trạm xử lý."),
        clause("100% cụm công nghiệp có trạm quan trắc."),
    ]
    assert len(find_targets(clauses)[0]) == 4


def test_a_repeated_passage_is_read_once() -> None:
    text = "Tỷ lệ thu gom đạt 90%."
    assert len(find_targets([clause(text), clause(text, repeats=True)])[0]) == 1


def test_the_source_is_the_part_that_states_the_target() -> None:
    document = "  - **Mở rộng** mạng lưới; tỷ lệ  thu gom đạt\n**90%** (phấn đấu 95%); làm sạch hồ."
    (target,) = find_targets([clause(document)])[0]
    assert document[target.source.start : target.source.end] == (
        "tỷ lệ  thu gom đạt\n**90%** (phấn đấu 95%)"
    )


def test_ids_count_in_the_order_of_the_text() -> None:
    found = targets("Tỷ lệ A đạt 10%; tỷ lệ B đạt 20%; tỷ lệ C đạt 30%.")
    assert [(t.id, t.value) for t in found] == [
        ("target-1", 10),
        ("target-2", 20),
        ("target-3", 30),
    ]


# -- real documents -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["249-KH-UBND", "310-KH-UBND-HaNoi", "552-KH-UBND-DongThap", "7360-KH-UBND-LaiChau"]
)
def test_every_target_of_a_real_plan_is_found_and_none_invented(name: str) -> None:
    text, clauses = plan_clauses(name)
    expected = json.loads((PLANS / f"{name}.expected.json").read_text("utf-8"))["targets"]
    found, _ = find_targets([c for c in clauses if not is_label(c)], 2025)
    left = list(found)
    for goal in expected:
        same = next((t for t in left if _is(t, goal)), None)
        assert same is not None, goal
        left.remove(same)
    assert left == []
    assert all(0 <= t.source.start < t.source.end <= len(text) for t in found)


def _is(target: Target, goal: dict[str, object]) -> bool:
    accepted = goal.get("accept_comparators", [goal["comparator"]])
    assert isinstance(accepted, list)
    stretch = goal.get("stretch")
    words = set(fold(str(goal["what"])).split()) & set(fold(target.subject).split())
    return (
        target.comparator in accepted
        and (target.value, target.unit, target.year) == (goal["value"], goal["unit"], goal["year"])
        and (target.stretch.value if target.stretch else None)
        == (stretch["value"] if isinstance(stretch, dict) else None)
        and len(words) >= 2
    )


# -- any text -----------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    ["tỷ lệ", "đạt", "trên", "100%", "5,7", "1.000", "-", "12", "2030", "năm", "đến", "từ", "lên",
     "(", ")", ";", ".", ",", ":", "và", "phấn đấu", "trong đó", "so với", "“0”", "top 3", "ha",
     "giảm", "xuống", "còn", "hằng năm", "rừng", "mô hình", "\u200b", "²", "**", "trở lên", "gấp 2",
     "lần", "9" * 40, "1.2.3", "0,0,0", "hiện nay", "bằng", "0", "ở nông thôn", "\n"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=40).map(" ".join) | st.text(max_size=200))
def test_any_text_gives_finite_values_inside_the_clause(text: str) -> None:
    place = clause(text)
    found, findings = find_targets([place, place], 2025)
    whole = place.passage.source()
    for target in found:
        assert math.isfinite(target.value)
        assert target.subject
        assert target.comparator in ("=", ">", ">=", "<", "<=")
        assert whole.start <= target.source.start <= target.source.end <= whole.end
    assert len({t.id for t in found}) == len(found)
    assert all(f.source is not None for f in findings)
