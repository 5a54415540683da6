"""An amended plan is compared by what its rows say, not by where they stand."""

from __future__ import annotations

import copy
import json
import random
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xanh.documents.diff import compare

Record = dict[str, Any]


def _task(number: int, title: str, lead: str, period: str = "2025", **more: Any) -> Record:
    years = [year for year in period.replace("-", " ").split() if year.isdigit()]
    return {
        "id": f"t{number}", "table": 1, "group": 1, "group_title": None, "number": str(number),
        "title": title, "leads": lead.split("; "), "partners": [], "lead_conditions": [],
        "period": {"text": period, "start": f"{years[0]}-01-01" if years else None,
                   "end": f"{years[-1]}-12-31" if years else None, "recurrence": None},
        "extra": {}, "source": {"start": 0, "end": 0},
    } | more  # fmt: skip


TASKS = [
    _task(1, "Sửa đổi, bổ sung Luật Khí tượng thủy văn", "Bộ Nông nghiệp và Môi trường"),
    _task(2, "Sửa đổi, bổ sung Luật Đa dạng sinh học 2008", "Bộ Nông nghiệp và Môi trường", "2028"),
    _task(3, "Xây dựng đề án chuyển đổi cơ cấu cây trồng nhằm sử dụng nước tiết kiệm, hiệu quả",
          "Bộ Nông nghiệp và Môi trường", "2024 - 2030"),
    _task(4, "Xây dựng và nâng cấp trạm quan trắc chất lượng môi trường không khí trên địa bàn",
          "Sở Nông nghiệp và Môi trường", "2024 - 2030"),
    _task(5, "Cải tạo, phục hồi môi trường các khu xử lý, bãi chôn lấp chất thải rắn đã đóng cửa",
          "Sở Nông nghiệp và Môi trường", "2024 - 2030"),
    _task(6, "Cải tạo, phục hồi môi trường các bãi chôn lấp chất thải gây ô nhiễm nghiêm trọng",
          "Sở Nông nghiệp và Môi trường", "2025 - 2030"),
    _task(7, "Xây dựng hệ thống thu gom, xử lý nước thải tập trung đạt tiêu chuẩn môi trường",
          "Sở Xây dựng", "2025 - 2030"),
]  # fmt: skip


def _plan(tasks: list[Record], **more: Any) -> Record:
    return {"document": {}, "tasks": copy.deepcopy(tasks), "targets": [], "duties": []} | more


def _tasks(old: list[Record], new: list[Record]) -> Record:
    changes = compare(_plan(old), _plan(new))["tasks"]
    assert isinstance(changes, dict)
    return changes


def test_the_same_plan_changes_nothing() -> None:
    changes = compare(_plan(TASKS), _plan(TASKS))
    assert changes["tasks"] == {
        "added": [], "removed": [], "reworded": [], "moved": [], "unchanged": 7,
    }  # fmt: skip
    assert changes["document"] == []


def test_order_and_numbering_are_no_change() -> None:
    shuffled = [task | {"number": str(n)} for n, task in enumerate(reversed(TASKS), start=1)]
    changes = _tasks(TASKS, shuffled)
    assert changes["unchanged"] == 7


def test_spelling_of_organisations_and_tone_marks_is_no_change() -> None:
    new = copy.deepcopy(TASKS)
    new[0] |= {"title": "SỬA ĐỔI, BỔ SUNG LUẬT KHÍ TƯỢNG THUỶ VĂN", "leads": ["Bộ NN&MT"]}
    new[3] |= {"leads": ["Sở NN và MT"]}
    new[4] |= {"leads": ["Sở NNMT"]}
    assert _tasks(TASKS, new)["unchanged"] == 7


def test_a_row_added_in_front_does_not_shift_the_others() -> None:
    fresh = _task(1, "Ban hành quy chế phối hợp ứng cứu sự cố tràn dầu", "Công an Thành phố")
    changes = _tasks(TASKS, [fresh, *TASKS])
    assert [task["title"] for task in changes["added"]] == [fresh["title"]]
    assert changes["removed"] == []
    assert changes["unchanged"] == 7
    assert _tasks([fresh, *TASKS], TASKS)["removed"][0]["leads"] == ["Công an Thành phố"]


def test_rewording_keeps_the_row() -> None:
    new = copy.deepcopy(TASKS)
    new[2]["title"] = "Đề án chuyển đổi cơ cấu cây trồng để sử dụng nước tiết kiệm và hiệu quả"
    changes = _tasks(TASKS, new)
    assert changes["added"] == changes["removed"] == changes["moved"] == []
    (change,) = changes["reworded"]
    assert (change["old"], change["before"], change["after"]) == (
        "t3", TASKS[2]["title"], new[2]["title"],
    )  # fmt: skip
    assert 0.6 < change["similarity"] < 1


def test_alike_rows_do_not_swap_when_both_are_reworded() -> None:
    new = copy.deepcopy(TASKS)
    new[4]["title"] = "Phục hồi môi trường các khu xử lý, bãi chôn lấp chất thải rắn đã đóng cửa"
    new[5]["title"] = "Phục hồi môi trường bãi chôn lấp chất thải gây ô nhiễm nghiêm trọng"
    new[4], new[5] = new[5], new[4]
    assert {(c["old"], c["after"]) for c in _tasks(TASKS, new)["reworded"]} == {
        ("t5", new[5]["title"]),
        ("t6", new[4]["title"]),
    }


@pytest.mark.parametrize(
    ("field", "value", "before", "after"),
    [
        ("leads", ["Sở Công Thương"], ["Sở Xây dựng"], ["Sở Công Thương"]),
        ("partners", ["UBND các phường, xã"], [], ["UBND các phường, xã"]),
        (
            "period",
            {"text": "2026", "start": "2026-01-01", "end": "2026-12-31", "recurrence": None},
            "2025 - 2030",
            "2026",
        ),
    ],
)
def test_a_moved_row_says_from_where_to_where(
    field: str, value: Any, before: Any, after: Any
) -> None:
    new = copy.deepcopy(TASKS)
    new[6][field] = value
    changes = _tasks(TASKS, new)
    assert changes["moved"] == [
        {"old": "t7", "new": "t7", "title": TASKS[6]["title"], "field": field, "before": before,
         "after": after}
    ]  # fmt: skip
    assert changes["unchanged"] == 6
    assert changes["added"] == changes["removed"] == changes["reworded"] == []


def test_a_row_in_another_group_has_moved() -> None:
    new = copy.deepcopy(TASKS)
    new[1]["group"] = 2
    (change,) = _tasks(TASKS, new)["moved"]
    assert (change["field"], change["before"]["group"], change["after"]["group"]) == ("place", 1, 2)


def test_a_group_that_moves_with_its_title_has_not_moved() -> None:
    old = [task | {"group": 2, "group_title": "Về môi trường"} for task in TASKS]
    new = [task | {"group": 3, "group_title": "VỀ MÔI TRƯỜNG"} for task in TASKS]
    assert _tasks(old, new)["unchanged"] == 7


def test_equal_titles_are_told_apart_by_lead_then_period_then_place() -> None:
    title = "Nghị định quy định chi tiết thi hành một số điều của Luật Tiêu chuẩn"
    old = [
        _task(1, title, "Sở Khoa học và Công nghệ", "2025"),
        _task(2, title, "Sở Khoa học và Công nghệ", "2026"),
        _task(3, title, "Sở Tư pháp", "2026"),
    ]
    new = [old[2] | {"id": "n1"}, old[1] | {"id": "n2"}, old[0] | {"id": "n3"}]
    assert _tasks(old, new)["unchanged"] == 3
    new[0] |= {"leads": ["Sở Tư pháp", "Sở Nội vụ"]}
    changes = _tasks(old, new)
    assert [(c["old"], c["new"], c["field"]) for c in changes["moved"]] == [("t3", "n1", "leads")]


def test_another_task_of_the_same_phrasing_is_no_rewording() -> None:
    other = _task(1, "Xây dựng Đề án phát triển thị trường các-bon", "Sở Tài chính")
    old = _task(1, "Xây dựng Đề án phục hồi các hệ sinh thái đất ngập nước", "Sở Tài chính")
    changes = _tasks([*TASKS, old], [*TASKS, other])
    assert len(changes["added"]) == len(changes["removed"]) == 1
    assert changes["reworded"] == []


def _target(number: int, subject: str, value: float, **more: Any) -> Record:
    return {"id": f"g{number}", "subject": subject, "comparator": ">", "value": value, "unit": "%",
            "stretch": None, "year": None, "source": {"start": 0, "end": 0}} | more  # fmt: skip


def test_targets_move_in_value_stretch_and_year() -> None:
    old = [
        _target(1, "tỷ lệ các hộ gia đình nông thôn được sử dụng nước sạch", 80.0),
        _target(2, "chất thải rắn sinh hoạt đô thị được thu gom, xử lý", 95.0),
        _target(3, "chất thải rắn sinh hoạt nông thôn được thu gom, xử lý", 90.0),
    ]
    new = [
        copy.deepcopy(old[2]),
        _target(1, old[0]["subject"], 85.0, year=2030, stretch={"comparator": ">", "value": 90.0}),
        copy.deepcopy(old[1]),
    ]
    changes = compare(_plan([], targets=old), _plan([], targets=new))["targets"]
    assert changes["unchanged"] == 2
    assert {(c["field"], json.dumps(c["after"])) for c in changes["moved"]} == {
        ("value", "85.0"), ("year", "2030"), ("stretch", '{"comparator": ">", "value": 90.0}'),
    }  # fmt: skip


def test_duties_move_in_deadline() -> None:
    duty = {"id": "d1", "organisations": ["Các Sở, ban, ngành"], "to": "UBND Thành phố",
            "text": "tổng hợp kết quả thực hiện", "recurrence": "yearly",
            "deadline": {"month": 12, "day": 1, "year": None, "inclusive": False}}  # fmt: skip
    later = duty | {"deadline": {"month": 12, "day": 15, "year": None, "inclusive": False}}
    changes = compare(_plan([], duties=[duty]), _plan([], duties=[later]))["duties"]
    assert [change["field"] for change in changes["moved"]] == ["deadline"]


def test_the_header_is_compared_field_by_field() -> None:
    old = {"number": "249/KH-UBND", "issued": "2025-09-11", "cites": [{"number": "122/NQ-CP"}]}
    new = {"number": "12/KH-UBND", "issued": "2025-09-11", "cites": []}
    assert compare(_plan([], document=old), _plan([], document=new))["document"] == [
        {"field": "number", "before": "249/KH-UBND", "after": "12/KH-UBND"},
        {"field": "cites", "before": ["122/NQ-CP"], "after": []},
    ]


def test_ten_thousand_rows_take_seconds() -> None:
    dice = random.Random(7)
    words = [f"từ{index}" for index in range(3000)]
    old = [
        _task(n, "Xây dựng " + " ".join(dice.choices(words, k=12)), "Sở Xây dựng")
        for n in range(10_000)
    ]
    new = copy.deepcopy(old)
    dice.shuffle(new)
    for task in new[:300]:
        task["title"] += " giai đoạn mới"
    started = time.perf_counter()
    changes = compare({"tasks": old}, {"tasks": new})["tasks"]
    assert time.perf_counter() - started < 8
    assert (changes["unchanged"], len(changes["reworded"])) == (9_700, 300)
    assert changes["added"] == changes["removed"] == []


def test_many_rewritten_rows_stay_bounded() -> None:
    dice = random.Random(8)
    words = [f"từ{index}" for index in range(900)]
    old = [_task(n, " ".join(dice.choices(words, k=12)), "Sở Xây dựng") for n in range(2_000)]
    new = [task | {"title": task["title"] + " đến cùng"} for task in old]
    started = time.perf_counter()
    changes = compare({"tasks": old}, {"tasks": new})["tasks"]
    assert time.perf_counter() - started < 8
    assert len(changes["reworded"]) == 2_000


_ROWS = st.lists(st.integers(0, 6), max_size=9)


@settings(max_examples=40, deadline=None)
@given(_ROWS, _ROWS)
def test_every_row_is_accounted_for_and_the_result_is_stable(
    left: list[int], right: list[int]
) -> None:
    old = [TASKS[n] | {"id": f"o{i}"} for i, n in enumerate(left)]
    new = [TASKS[n] | {"id": f"n{i}"} for i, n in enumerate(right)]
    changes = _tasks(old, new)
    assert changes == _tasks(old, new)
    pairs = len(old) - len(changes["removed"])
    assert pairs == len(new) - len(changes["added"])
    assert pairs >= sum(min(left.count(n), right.count(n)) for n in set(left))
