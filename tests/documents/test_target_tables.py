"""Targets that stand in a table are read with their year; baselines are not targets."""

from __future__ import annotations

import pytest

from documents.layouts import bare_rows, markdown
from xanh.documents.blocks import Table
from xanh.documents.goals.target_tables import read_target_tables
from xanh.documents.plan import Target
from xanh.documents.text.textblocks import text_blocks


def read(text: str, issued: int | None = 2025) -> tuple[Target, ...]:
    return read_target_tables([b for b in text_blocks(text) if isinstance(b, Table)], issued)


@pytest.mark.parametrize("layout", [markdown, bare_rows])
def test_each_year_column_gives_a_target(layout: object) -> None:
    header = ("TT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện năm 2024", "Năm 2026", "Đến năm 2030")
    rows = [
        ["1", "Tỷ lệ che phủ rừng", "%", "5,5", "5,7", "≥ 6,2"],
        ["2", "Chất thải rắn đô thị được thu gom", "%", "90", "trên 95", "100%"],
        ["3", "Cây xanh trồng mới", "cây", "-", "1.000", "2.500"],
    ]
    text = layout(header, rows)  # type: ignore[operator]
    targets = read(text)
    assert [(t.subject[:12], t.comparator, t.value, t.unit, t.year) for t in targets] == [
        ("Tỷ lệ che ph", "=", 5.7, "%", 2026), ("Tỷ lệ che ph", ">=", 6.2, "%", 2030),
        ("Chất thải rắ", ">", 95, "%", 2026), ("Chất thải rắ", "=", 100, "%", 2030),
        ("Cây xanh trồ", "=", 1000, "cây", 2026), ("Cây xanh trồ", "=", 2500, "cây", 2030),
    ]  # fmt: skip
    assert text[targets[0].source.start :].startswith("Tỷ lệ che phủ rừng")
    assert text[: targets[0].source.end].endswith("5,7")


def test_rows_may_say_for_which_year_the_rows_under_them_are() -> None:
    header = ("TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Cơ quan theo dõi")
    rows = [["I", "Đến năm 2030", "", "", ""], ["1", "Kinh tế số", "%", "≥ 30", "Sở Tài chính"],
            ["II", "Tầm nhìn đến năm 2045", "", "", ""],
            ["1", "Xếp hạng chính phủ số", "Thứ bậc", "≤ 3 Đông Nam Á; ≤ 50 Thế giới", "Sở Y tế"]]  # fmt: skip
    targets = read(markdown(header, rows))
    assert [(t.comparator, t.value, t.year) for t in targets] == [(">=", 30, 2030), ("<=", 3, 2045)]


def test_years_before_the_plan_are_baselines() -> None:
    header = ("TT", "Chỉ tiêu", "Đơn vị", "2020", "2030")
    assert [t.year for t in read(markdown(header, [["1", "Tỷ lệ A", "%", "10", "20"]]))] == [2030]


def test_a_task_table_or_one_without_years_gives_no_targets() -> None:
    tasks = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Năm 2026")
    assert read(markdown(tasks, [["1", "Trồng cây", "Sở Y tế", "100"]])) == ()
    assert read(markdown(("TT", "Chỉ tiêu", "Giá trị"), [["1", "Tỷ lệ A", "10"]])) == ()
