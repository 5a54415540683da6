"""Tasks that stand in the body as a title with labels under it."""

from __future__ import annotations

from xanh.documents.blocks import Document
from xanh.documents.plan import Task
from xanh.documents.tasks.labelled import read_labelled_tasks
from xanh.documents.text.outline import classify, outline
from xanh.documents.text.textblocks import text_blocks


def read(text: str) -> tuple[Task, ...]:
    parts = outline(Document(text, "text", "utf-8", classify(text_blocks(text))))
    return read_labelled_tasks(parts.clauses)[0]


def test_labels_under_numbered_titles_make_tasks() -> None:
    tasks = read(
        "I. NỘI DUNG\n1. Rà soát văn bản quy phạm pháp luật\n- Cơ quan chủ trì: Sở Tư pháp.\n"
        "- Cơ quan phối hợp: Các sở, ngành; UBND các xã, phường.\n- Thời gian thực hiện: Năm 2026.\n"
        "2. Tổ chức tập huấn\n- Đơn vị thực hiện: Sở Khoa học và Công nghệ.\n"
        "- Thời hạn hoàn thành: Trước ngày 30/11/2026.\n"
    )
    assert [(t.number, t.title) for t in tasks] == [
        ("1", "Rà soát văn bản quy phạm pháp luật"), ("2", "Tổ chức tập huấn")
    ]  # fmt: skip
    assert tasks[0].leads == ("Sở Tư pháp",)
    assert tasks[0].partners == ("Các sở, ngành", "UBND các xã, phường")
    assert tasks[1].partners == ()
    assert tasks[1].period is not None
    assert tasks[0].table is None


def test_letters_under_decimal_numbers_give_the_whole_number() -> None:
    tasks = read(
        "II. NỘI DUNG\n3. Tham gia góp ý\n3.1. Góp ý dự thảo\na) Nghị định thứ nhất.\n"
        "- Cơ quan chủ trì: Sở Tư pháp.\nb) Nghị định thứ hai.\n- Cơ quan chủ trì: Sở Y tế.\n"
    )
    assert [t.number for t in tasks] == ["3.1.a", "3.1.b"]


def test_labels_on_one_line_are_taken_apart() -> None:
    (task,) = read(
        "I. NHIỆM VỤ\n1. Xây dựng bản đồ ngập lụt\n"
        "Cơ quan chủ trì: Sở Xây dựng; cơ quan phối hợp: Sở Tài chính; thời gian thực hiện: 2026;"
        " sản phẩm: Bản đồ số.\n"
    )
    assert task.leads == ("Sở Xây dựng",)
    assert task.partners == ("Sở Tài chính",)
    assert task.period is not None
    assert task.period.text == "2026"
    assert task.extra == {"sản phẩm": "Bản đồ số."}


def test_dashes_may_carry_the_title_and_pluses_the_labels() -> None:
    tasks = read(
        "1. Lĩnh vực nước\n- Xây dựng kịch bản điều hoà nguồn nước:\n+ Chủ trì: Sở Xây dựng\n"
        "+ Phối hợp: UBND các xã\n+ Thời gian: Quý II/2026\n- Kiểm kê nguồn nước:\n+ Chủ trì: Sở Y tế\n"
    )
    assert [t.title for t in tasks] == [
        "Xây dựng kịch bản điều hoà nguồn nước", "Kiểm kê nguồn nước"
    ]  # fmt: skip


def test_a_block_with_only_a_period_counts_beside_full_ones() -> None:
    tasks = read(
        "II. NỘI DUNG\n1. Việc thứ nhất\n- Cơ quan chủ trì: Sở Y tế\n"
        "2. Tổ chức thực hiện Chiến lược\nThời gian thực hiện sau khi Chiến lược được ban hành.\n"
    )
    assert [(t.number, t.leads) for t in tasks] == [("1", ("Sở Y tế",)), ("2", ())]


def test_a_period_for_the_whole_plan_is_no_task() -> None:
    assert read("III. TỔ CHỨC THỰC HIỆN\n1. Thời gian\nThời gian thực hiện: 2026 - 2030.\n") == ()
    assert (
        read("III. TỔ CHỨC\n1. Sở Y tế\n- Chủ trì, phối hợp với các sở tổ chức thực hiện.\n") == ()
    )
