"""What is owed by a day or again and again: who owes it, to whom, how often, by when."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.body import clause, plan_clauses
from xanh.documents.orders.duties import find_duties
from xanh.documents.orders.duty_parties import owers, recipient
from xanh.documents.orders.duty_times import find_occasions
from xanh.documents.plan import Duty

ABOVE = ("TỔ CHỨC THỰC HIỆN", "Sở Xây dựng")
Day = tuple[int | None, int | None, int | None, bool]


def duties(text: str, *headings: str) -> tuple[Duty, ...]:
    return find_duties([clause(text, headings or ABOVE)])


def times(text: str) -> list[tuple[str | None, Day | None]]:
    return [
        (o.recurrence, (d.month, d.day, d.year, d.inclusive) if (d := o.deadline) else None)
        for o in find_occasions(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trước ngày 01 tháng 12 hằng năm", [("yearly", (12, 1, None, False))]),
        ("định kỳ trước ngày 20/11", [("yearly", (11, 20, None, False))]),
        ("trước 30/11 hàng năm", [("yearly", (11, 30, None, False))]),
        ("chậm nhất ngày 15/12 hằng năm", [("yearly", (12, 15, None, True))]),
        ("chậm nhất là ngày 15 tháng 12 hằng năm", [("yearly", (12, 15, None, True))]),
        ("chậm nhất trước ngày 15/12 hằng năm", [("yearly", (12, 15, None, False))]),
        ("vào ngày 05 tháng 12 hằng năm", [("yearly", (12, 5, None, True))]),
        ("đến ngày 31/12/2026", [(None, (12, 31, 2026, True))]),
        ("trước ngày 15 tháng 10 năm 2025", [(None, (10, 15, 2025, False))]),
        ("trước ngày 20/11", [(None, (11, 20, None, False))]),
        ("hằng quý trước ngày 20 của tháng cuối quý", [("quarterly", (None, 20, None, False))]),
        ("trước ngày 25 hằng tháng", [("monthly", (None, 25, None, False))]),
        ("trong tháng 7 hằng năm", [("yearly", (7, None, None, True))]),
        ("trong Quý I/2026", [(None, (3, 31, 2026, True))]),
        ("trước quý II năm 2026", [(None, (4, 1, 2026, False))]),
        ("định kỳ 02 năm một lần", [("every-2-years", None)]),
        ("02 năm/lần", [("every-2-years", None)]),
        ("định kỳ 5 năm", [("every-5-years", None)]),
        ("định kỳ hằng năm", [("yearly", None)]),
        ("định kỳ (hằng năm)", [("yearly", None)]),
        ("báo cáo năm", [("yearly", None)]),
        ("định kỳ 6 tháng", [("half-yearly", None)]),
        ("định kỳ hằng quý, 6 tháng, năm",
         [("quarterly", None), ("half-yearly", None), ("yearly", None)]),
        ("định kỳ 6 tháng (trước ngày 15/6) và hằng năm (trước ngày 15/12)",
         [("yearly", (6, 15, None, False)), ("yearly", (12, 15, None, False))]),
        ("trước ngày 15/6 và 15/12 hằng năm",
         [("yearly", (6, 15, None, False)), ("yearly", (12, 15, None, False))]),
        ("báo cáo quý trước ngày 10 của tháng sau, báo cáo năm trước ngày 10/12",
         [("quarterly", (None, 10, None, False)), ("yearly", (12, 10, None, False))]),
        ("sơ kết vào năm 2028 và tổng kết vào năm 2030",
         [(None, (None, None, 2028, True)), (None, (None, None, 2030, True))]),
        ("báo cáo giữa kỳ (năm 2030)", [(None, (None, None, 2030, True))]),
        ("năm 2030 tổ chức tổng kết", [(None, (None, None, 2030, True))]),
    ],
)  # fmt: skip
def test_times_are_read(text: str, expected: list[tuple[str | None, Day | None]]) -> None:
    assert times(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "theo định kỳ",
        "thường xuyên, kịp thời",
        "theo Công văn số 12/UBND-KT ngày 15/3/2025",
        "dự toán ngân sách hằng năm",
        "giai đoạn 2021 - 2030",
        "kế hoạch 5 năm 2026 - 2030",
        "trong vòng 6 tháng",
        "trước ngày 45/17",
    ],
)
def test_other_words_of_time_are_no_occasion(text: str) -> None:
    assert times(text) == []


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("báo cáo Ủy ban nhân dân tỉnh kết quả thực hiện", "Ủy ban nhân dân tỉnh"),
        ("gửi về Sở Tài chính để tổng hợp, báo cáo UBND tỉnh", "Sở Tài chính"),
        ("báo cáo kết quả về UBND tỉnh (qua Sở Y tế) trước 15/12", "UBND tỉnh (qua Sở Y tế)"),
        ("báo cáo UBND Tỉnh và Bộ Công Thương trước ngày 30/11", "UBND Tỉnh và Bộ Công Thương"),
        ("gửi Sở Văn hóa, Thể thao và Du lịch trước ngày 20/11",
         "Sở Văn hóa, Thể thao và Du lịch"),
        ("trình Hội đồng nhân dân tỉnh xem xét, quyết định", "Hội đồng nhân dân tỉnh"),
        ("báo cáo theo quy định", None),
        ("báo cáo về tình hình quản lý chất thải", None),
    ],
)  # fmt: skip
def test_the_recipient_is_given_as_written(text: str, to: str | None) -> None:
    assert recipient(text) == to


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sở Xây dựng tổng hợp, báo cáo", ("Sở Xây dựng",)),
        ("Định kỳ hằng năm, các sở, ban, ngành và UBND các xã, phường báo cáo",
         ("các sở, ban, ngành", "UBND các xã, phường")),
        ("Trước ngày 15/12 hằng năm, Công an tỉnh có trách nhiệm gửi", ("Công an tỉnh",)),
        ("Đề nghị Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh và các tổ chức chính trị - xã hội giám sát,"
         " gửi báo cáo",
         ("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh", "các tổ chức chính trị - xã hội")),
        ("Ủy ban nhân dân tỉnh yêu cầu các sở, ngành nghiêm túc thực hiện", ("các sở, ngành",)),
        ("Giao Sở Y tế theo dõi, báo cáo", ("Sở Y tế",)),
        ("UBND các phường, xã: Báo cáo kết quả", ("UBND các phường, xã",)),
        ("Tổng hợp, báo cáo kết quả", ()),
        ("Rà soát danh mục của các sở, ngành và báo cáo", ()),
    ],
)  # fmt: skip
def test_the_subject_of_the_sentence_owes(text: str, names: tuple[str, ...]) -> None:
    assert owers(text) == names


def test_without_a_subject_the_heading_owes() -> None:
    (duty,) = duties("Định kỳ hằng năm, báo cáo UBND tỉnh kết quả thực hiện.")
    assert duty.organisations == ("Sở Xây dựng",)


def test_a_sentence_without_a_subject_keeps_that_of_the_one_before() -> None:
    found = duties(
        "Sở Y tế tổng hợp, báo cáo UBND tỉnh trước ngày 30/11 hằng năm. Báo cáo giữa kỳ (năm 2028)"
        " và báo cáo tổng kết (năm 2030), gửi UBND tỉnh."
    )
    assert [d.organisations for d in found] == [("Sở Y tế",)] * 3
    assert [d.deadline.year for d in found if d.deadline] == [None, 2028, 2030]
    assert [d.id for d in found] == ["duty-1", "duty-2", "duty-3"]


def test_nobody_is_invented() -> None:
    (duty,) = duties("Kiểm kê khí nhà kính định kỳ 02 năm một lần.", "NHIỆM VỤ", "Về khí nhà kính")
    assert (duty.organisations, duty.to, duty.recurrence) == ((), None, "every-2-years")


@pytest.mark.parametrize(
    "text",
    [
        "Hằng năm tổ chức Ngày hội trồng cây.",
        "Chủ trì, phối hợp với các sở, ngành tổng hợp kết quả, báo cáo UBND tỉnh.",
        "Hoàn thành xây dựng trạm quan trắc trước ngày 31/12/2026.",
        "Nâng cao trình độ cán bộ hằng năm.",
    ],
)
def test_orders_without_a_time_or_without_a_report_are_no_duties(text: str) -> None:
    assert duties(text) == ()


def test_goals_and_repeated_passages_hold_no_duties() -> None:
    text = "Báo cáo UBND tỉnh hằng năm."
    assert duties(text, "MỤC TIÊU") == ()
    assert find_duties([clause(text, ABOVE, repeats=True)]) == ()


def test_the_source_is_the_sentence() -> None:
    document = "- Phối hợp. **Hằng năm**  báo cáo UBND tỉnh; lưu hồ sơ."
    (duty,) = duties(document)
    assert document[duty.source.start : duty.source.end] == "Hằng năm**  báo cáo UBND tỉnh;"


_REAL = {
    "249-KH-UBND": [
        ("UBND các phường, xã", "Sở Nông nghiệp và Môi trường", "yearly", (12, 1, None, False)),
        (None, None, "every-2-years", None),
    ],
    "310-KH-UBND-HaNoi": [
        ("UBND phường, xã",
         "UBND Thành phố (qua Ban Quản lý các khu công nghệ cao và khu công nghiệp)",
         "yearly", (11, 30, None, False)),
    ],
    "552-KH-UBND-DongThap": [
        ("Ủy ban nhân dân xã, phường", "Sở Khoa học và Công nghệ", "yearly", (11, 20, None, False)),
        ("Sở Khoa học và Công nghệ", "Ủy ban nhân dân Tỉnh và Bộ Khoa học và Công nghệ",
         "yearly", (11, 30, None, False)),
        ("Sở Khoa học và Công nghệ", "Ủy ban nhân dân Tỉnh và Bộ Khoa học và Công nghệ",
         None, (None, None, 2030, True)),
        ("Sở Khoa học và Công nghệ", "Ủy ban nhân dân Tỉnh và Bộ Khoa học và Công nghệ",
         None, (None, None, 2035, True)),
    ],
    "7360-KH-UBND-LaiChau": [
        ("Sở Khoa học và Công nghệ", "Chủ tịch Ủy ban nhân dân tỉnh", "yearly", None),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", _REAL)
def test_the_duties_of_real_plans_are_found(name: str) -> None:
    text, clauses = plan_clauses(name)
    found = find_duties(clauses)
    for who, to, recurrence, day in _REAL[name]:
        assert any(
            (d.to, d.recurrence) == (to, recurrence)
            and (who in d.organisations if who else not d.organisations)
            and ((x.month, x.day, x.year, x.inclusive) if (x := d.deadline) else None) == day
            for d in found
        ), (who, to, recurrence, day)
    assert len(found) <= len(_REAL[name]) + 1
    assert all(d.text for d in found)
    assert all(0 <= d.source.start < d.source.end <= len(text) for d in found)


_PIECES = st.sampled_from(
    ["báo cáo", "gửi", "về", "UBND tỉnh", "Sở Y tế", "các sở, ngành", "định kỳ", "hằng năm", "quý",
     "6 tháng", "02 năm", "một lần", "trước ngày", "31/02", "30/11", "ngày", "tháng", "12", "năm",
     "2030", "(", ")", ".", ";", ",", "và", "sơ kết", "Quý IV", "năm năm một lần", "00 năm/lần",
     "\u200b", "**", "yêu cầu", "giao", "trong", "chậm nhất"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=30).map(" ".join) | st.text(max_size=200))
def test_any_text_gives_sound_duties(text: str) -> None:
    place = clause(text, ABOVE)
    whole = place.passage.source()
    for duty in find_duties([place]):
        assert duty.recurrence or duty.deadline
        assert whole.start <= duty.source.start <= duty.source.end <= whole.end
        if duty.deadline:
            assert duty.deadline.month is None or 1 <= duty.deadline.month <= 12
            assert duty.deadline.day is None or 1 <= duty.deadline.day <= 31
