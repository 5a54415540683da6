"""Tables of tasks come out right in every layout that real documents use."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.layouts import (
    HEADER,
    LAYOUTS,
    Group,
    Row,
    bare_cells,
    bare_rows,
    lone_bars,
    markdown,
    tabbed,
)
from xanh.documents.blocks import Document, Table
from xanh.documents.plan import Task
from xanh.documents.tasks.tables import read_tasks
from xanh.documents.text.outline import classify
from xanh.documents.text.textblocks import text_blocks

TITLES = (
    "Xây dựng chương trình tăng cường năng lực phân loại, thu gom chất thải rắn sinh hoạt",
    "Cải tạo, phục hồi môi trường các bãi chôn lấp đã đóng cửa giai đoạn 2021 - 2025",
    "Cập nhật Kịch bản biến đổi khí hậu",
    "Kiểm kê khí nhà kính cấp tỉnh theo Nghị định số 06/2022/NĐ-CP",
    "Sửa đổi Quy chế phối hợp quản lý tài nguyên nước đến năm 2030, tầm nhìn đến năm 2050",
    "Lắp đặt trạm quan trắc nước mặt loại II trên sông Nhuệ, sông Đáy",
    "Tổ chức tuyên truyền nâng cao nhận thức của cộng đồng dân cư về bảo vệ môi trường",
)
LEADS = ("Sở Nông nghiệp và Môi trường", "Sở Xây dựng", "Công an tỉnh", "UBND các phường, xã",
         "Bộ Tư lệnh Thủ đô")  # fmt: skip
PARTNERS = ("Các sở, ban, ngành; UBND các xã, phường", "Sở Tài chính", "Các đơn vị có liên quan",
            "Sở Y tế; Sở Công Thương", "Sở Văn hóa, Thể thao và Du lịch")  # fmt: skip
PERIODS = ("2025", "2025-2026", "2024- 2030", "Năm 2026", "6/2025", "Quý IV/2025- Quý II/2026",
           "Thường xuyên", "Hằng năm", "Trước ngày 30/11/2025", "Tháng 12 hằng năm")  # fmt: skip


def read(text: str) -> tuple[Task, ...]:
    document = Document(text, "text", "utf-8", classify(text_blocks(text)))
    tables = [b for b in document.blocks if isinstance(b, Table)]
    tasks, _ = read_tasks(tables, text_end=len(text.rstrip(" |\n")))
    return tasks


def seen(task: Task) -> tuple[str | None, str, str | None]:
    return task.number, task.title, task.period.text if task.period else None


rows_strategy = st.lists(
    st.tuples(
        st.sampled_from(TITLES), st.sampled_from(LEADS), st.sampled_from(PARTNERS),
        st.sampled_from(PERIODS),
    ),
    min_size=1, max_size=9,
)  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows_strategy)
def test_full_rows_come_out_in_order(layout: str, rows: list[tuple[str, ...]]) -> None:
    body: list[Row] = [[str(i), *row] for i, row in enumerate(rows, 1)]
    tasks = read(LAYOUTS[layout](HEADER, body))
    assert [seen(t) for t in tasks] == [(str(i), r[0], r[3]) for i, r in enumerate(rows, 1)]
    assert all(task.leads and task.partners for task in tasks)


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows_strategy, data=st.data())
def test_an_empty_period_or_partner_stays_in_its_own_row(
    layout: str, rows: list[tuple[str, ...]], data: st.DataObject
) -> None:
    hole = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from([3, 4]))
    body = [[str(i), *row] for i, row in enumerate(rows, 1)]
    body[hole][column] = ""
    tasks = read(LAYOUTS[layout](HEADER, body))
    assert [t.title for t in tasks] == [row[1] for row in body]
    assert [t.period.text if t.period else "" for t in tasks] == [row[4] for row in body]
    assert [bool(t.partners) for t in tasks] == [bool(row[3]) for row in body]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("merged", [False, True])
def test_group_rows_divide_the_tasks(layout: str, merged: bool) -> None:
    body: list[Row] = [
        Group("I", "NHÓM GIẢI PHÁP VỀ CƠ CHẾ, CHÍNH SÁCH", merged),
        ["1", TITLES[0], LEADS[0], PARTNERS[0], "2025"],
        ["2", TITLES[1], LEADS[1], PARTNERS[1], "2026"],
        Group("III", "PHÁT TRIỂN NGUỒN NHÂN LỰC", merged),
        ["1", TITLES[2], LEADS[2], PARTNERS[2], "Thường xuyên"],
    ]
    tasks = read(LAYOUTS[layout](HEADER, body))
    assert [(t.group, t.number) for t in tasks] == [(1, "1"), (1, "2"), (2, "1")]
    assert tasks[0].group_title == "NHÓM GIẢI PHÁP VỀ CƠ CHẾ, CHÍNH SÁCH"
    assert tasks[2].group_title == "PHÁT TRIỂN NGUỒN NHÂN LỰC"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_group_letters_may_have_gaps_and_numbers_may_run_on(layout: str) -> None:
    body: list[Row] = [
        Group("A", "Nhiệm vụ do Thành phố chủ trì"),
        ["1", TITLES[0], LEADS[0], PARTNERS[0], "2025"],
        Group("D", "Nhiệm vụ do xã, phường chủ trì"),
        ["2", TITLES[1], LEADS[1], PARTNERS[1], "2026"],
        ["5", TITLES[2], LEADS[1], PARTNERS[1], "2026"],
    ]
    tasks = read(LAYOUTS[layout](HEADER, body))
    assert [(t.group, t.number) for t in tasks] == [(1, "1"), (2, "2"), (2, "5")]


@pytest.mark.parametrize("layout", ["ended-cells", "lone-bars", "markdown"])
def test_a_group_row_emptied_to_bars_still_divides(layout: str) -> None:
    body: list[Row] = [
        Group(),
        ["1", TITLES[0], LEADS[0], PARTNERS[0], "2025"],
        ["2", TITLES[3], LEADS[0], PARTNERS[0], "2025"],
        Group(),
        ["1", TITLES[1], LEADS[1], PARTNERS[1], "2026"],
    ]
    tasks = read(LAYOUTS[layout](HEADER, body))
    assert [(t.group, t.number) for t in tasks] == [(1, "1"), (1, "2"), (2, "1")]
    assert all(t.group_title is None for t in tasks)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_cells_merged_downwards_fill_the_shorter_rows_below(layout: str) -> None:
    body: list[Row] = [
        ["1", TITLES[0], "Sở Xây dựng", "Sở Tài chính", "2025"],
        ["2", TITLES[1], None, None, "2026"],
        ["3", TITLES[2], None, "Công an tỉnh", "2027"],
    ]
    tasks = read(LAYOUTS[layout](HEADER, body))
    assert [t.leads for t in tasks] == [("Sở Xây dựng",)] * 3
    assert [t.partners for t in tasks] == [("Sở Tài chính",), ("Sở Tài chính",), ("Công an tỉnh",)]
    assert [t.period.text for t in tasks if t.period] == ["2025", "2026", "2027"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_columns_in_another_order_with_extra_ones_and_a_footnote_mark(layout: str) -> None:
    header = ("STT", "Nội dung công việc", "Sản phẩm", "Thời hạn hoàn thành", "Đơn vị chủ trì (1)",
              "Đơn vị phối hợp*", "Trạng thái")  # fmt: skip
    body: list[Row] = [
        ["1", TITLES[0], "Quyết định của UBND tỉnh", "Quý IV/2025", LEADS[0], PARTNERS[0], "Mới"],
        ["2", TITLES[1], "Báo cáo", "2026", LEADS[1], PARTNERS[1], "Đang làm"],
    ]
    tasks = read(LAYOUTS[layout](header, body))
    assert [t.title for t in tasks] == [TITLES[0], TITLES[1]]
    assert [t.leads[0] for t in tasks] == [LEADS[0], LEADS[1]]
    assert [t.period.text for t in tasks if t.period] == ["Quý IV/2025", "2026"]
    assert tasks[0].extra == {"Sản phẩm": "Quyết định của UBND tỉnh", "Trạng thái": "Mới"}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_sub_numbers_stand_under_the_number_that_has_no_lead(layout: str) -> None:
    body: list[Row] = [
        ["1", "Nhóm nhiệm vụ về tài nguyên nước", "", "", ""],
        ["1.1", TITLES[0], LEADS[0], PARTNERS[0], "2025"],
        ["1.2", TITLES[1], LEADS[1], PARTNERS[1], "2026"],
        ["2", "Nhóm nhiệm vụ về tài nguyên đất", "", "", ""],
        ["2.1", TITLES[2], LEADS[1], PARTNERS[1], "2026"],
    ]
    tasks = read(LAYOUTS[layout](HEADER, body))
    assert [(t.group, t.number) for t in tasks] == [(1, "1.1"), (1, "1.2"), (2, "2.1")]
    assert tasks[2].group_title == "Nhóm nhiệm vụ về tài nguyên đất"


def test_two_tasks_in_one_row_are_two_tasks() -> None:
    row = ["1", TITLES[0], LEADS[0], PARTNERS[0], "2025", "2", TITLES[1], LEADS[1], PARTNERS[1],
           "2026"]  # fmt: skip
    for layout in (markdown, bare_rows):
        tasks = read(layout(HEADER, [row, ["3", TITLES[2], LEADS[2], PARTNERS[2], "2027"]]))
        assert [t.number for t in tasks] == ["1", "2", "3"], layout.__name__
        assert tasks[1].leads == (LEADS[1],)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_trailing_empty_row_is_no_task_and_no_group(layout: str) -> None:
    body: list[Row] = [["1", TITLES[0], LEADS[0], PARTNERS[0], "2025"], ["", "", "", "", ""]]
    tasks = read(LAYOUTS[layout](HEADER, body))
    assert [(t.group, t.number) for t in tasks] == [(None, "1")]


def test_rows_before_a_lost_group_row_keep_ids_of_their_own() -> None:
    body: list[Row] = [
        ["1", TITLES[0], LEADS[0], PARTNERS[0], "2025"],
        ["1", TITLES[1], LEADS[0], PARTNERS[0], ""],
        ["", TITLES[2], LEADS[0], PARTNERS[0], "2025"],
        ["", TITLES[3], LEADS[0], PARTNERS[0], "2026"],
        Group(),
        ["1", TITLES[4], LEADS[1], PARTNERS[1], "2026"],
    ]
    text = markdown(HEADER, body)
    tables = [b for b in text_blocks(text) if isinstance(b, Table)]
    tasks, findings = read_tasks(tables)
    assert [task.group for task in tasks] == [1, 1, 1, 1, 2]
    assert len({task.id for task in tasks}) == 5
    assert {f.about for f in findings if f.about} <= {task.id for task in tasks}
    assert [f.about for f in findings if f.code == "missing-period"] == [tasks[1].id]


def test_a_table_cut_in_the_middle_keeps_what_is_there() -> None:
    full = lone_bars(HEADER, [["1", TITLES[0], LEADS[0], PARTNERS[0], "2025"],
                              ["2", TITLES[1], LEADS[1], PARTNERS[1], "2026"]])  # fmt: skip
    cut = full[: full.rindex(PARTNERS[1][:6])].rstrip("\n|")
    tasks = read(cut)
    assert [t.number for t in tasks] == ["1", "2"]
    assert tasks[1].leads == (LEADS[1],)
    assert tasks[1].period is None


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_row_of_column_numbers_is_no_task(layout: str) -> None:
    body: list[Row] = [["(1)", "(2)", "(3)", "(4)", "(5)"],
                       ["1", TITLES[0], LEADS[0], PARTNERS[0], "2025"]]  # fmt: skip
    assert [t.title for t in read(LAYOUTS[layout](HEADER, body))] == [TITLES[0]]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_offsets_of_titles_are_exact(layout: str) -> None:
    text = "Phụ lục\n\n" + LAYOUTS[layout](
        HEADER, [[str(i), t, LEADS[0], PARTNERS[0], "2025"] for i, t in enumerate(TITLES, 1)]
    )
    tasks = read(text)
    assert [" ".join(text[t.source.start : t.source.end].split()) for t in tasks] == list(TITLES)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_text_around_the_table_stays_outside(layout: str) -> None:
    table = LAYOUTS[layout](HEADER, [["1", TITLES[0], LEADS[0], PARTNERS[0], "2025"]])
    text = f"PHỤ LỤC I\n\n(Kèm theo Kế hoạch số 12/KH-UBND)\n\n{table}\n\n\nBản quyền © trang tin\n"
    blocks = text_blocks(text)
    tables = [b for b in blocks if isinstance(b, Table)]
    assert len(tables) == 1
    assert "Bản quyền" not in text[tables[0].source.start : tables[0].source.end]
    assert [t.title for t in read(text)] == [TITLES[0]]


@pytest.mark.parametrize("layout", [tabbed, bare_cells])
def test_tables_without_bars_are_read(layout: Callable[..., str]) -> None:
    body: list[Row] = [
        Group("I", "Nhận thức số"),
        ["1", TITLES[0], LEADS[0], PARTNERS[0], "Tháng 8/2024"],
        ["2", TITLES[1], LEADS[1], PARTNERS[1], "Năm 2024"],
        ["3", TITLES[2], LEADS[2], PARTNERS[2], "Thường xuyên"],
    ]
    text = "PHỤ LỤC\n\n" + layout(HEADER, body) + "\n\nGhi chú cuối trang, không thuộc bảng.\n"
    tasks = read(text)
    assert [seen(t) for t in tasks] == [
        ("1", TITLES[0], "Tháng 8/2024"), ("2", TITLES[1], "Năm 2024"),
        ("3", TITLES[2], "Thường xuyên"),
    ]  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_table_without_a_column_of_numbers_is_read(layout: str) -> None:
    body: list[Row] = [[TITLES[0], LEADS[0], PARTNERS[0], "Quý I/2026"],
                       [TITLES[2], LEADS[1], PARTNERS[1], "Hằng năm"]]  # fmt: skip
    tasks = read(LAYOUTS[layout](("Nội dung", "Chủ trì", "Phối hợp", "Thời gian"), body))
    assert [seen(t) for t in tasks] == [
        (None, TITLES[0], "Quý I/2026"), (None, TITLES[2], "Hằng năm")
    ]  # fmt: skip


def test_a_row_cut_by_a_page_goes_on_in_the_next() -> None:
    body: list[Row] = [
        ["1", "Xây dựng nền tảng dữ liệu dùng chung;", "Sở Y tế", "Sở Tài chính, Sở Nông", "2026"],
        ["", "kết nối với hệ thống quốc gia", "", "nghiệp và Môi trường", ""],
        ["2", TITLES[0], LEADS[0], PARTNERS[0], "2027"],
    ]
    tasks = read(markdown(HEADER, body))
    assert [t.number for t in tasks] == ["1", "2"]
    assert tasks[0].title.endswith("dùng chung; kết nối với hệ thống quốc gia")
    assert tasks[0].partners == ("Sở Tài chính", "Sở Nông nghiệp và Môi trường")


def test_ten_thousand_rows_are_read() -> None:
    rows: list[Row] = [[str(i), TITLES[i % 7], LEADS[i % 5], PARTNERS[i % 5], PERIODS[i % 10]]
                       for i in range(1, 10_001)]  # fmt: skip
    assert len(read(LAYOUTS["ended-cells"](HEADER, rows))) == 10_000
