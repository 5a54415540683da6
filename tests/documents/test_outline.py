"""A document falls into its parts, whatever was lost, doubled or set around it."""

from __future__ import annotations

from xanh.documents.blocks import Document, Heading, Table
from xanh.documents.text.clauses import Outline
from xanh.documents.text.markers import find_marker, ordinal
from xanh.documents.text.outline import classify, outline
from xanh.documents.text.structure import structure_findings
from xanh.documents.text.textblocks import text_blocks

LONG = (
    "Tăng cường công tác quản lý nhà nước về tài nguyên và bảo vệ môi trường trên địa bàn tỉnh, "
    "bảo đảm thống nhất, đồng bộ và hiệu quả trong quá trình tổ chức thực hiện kế hoạch này"
)


def cut(text: str) -> Outline:
    return outline(Document(text, "text", "utf-8", classify(text_blocks(text))))


def paths(parts: Outline) -> list[tuple[tuple[str, ...], str]]:
    return [(c.path, c.content.text[:20]) for c in parts.clauses]


def test_markers_of_every_kind_are_found() -> None:
    wanted = {
        "II. NHIỆM VỤ": ("roman", "II"), "III.GIẢI PHÁP": ("roman", "III"), "A. Phần chung": ("upper", "A"),
        "1. Mục đích": ("number", "1"), "1.Mục đích": ("number", "1"), "2) Yêu cầu": ("number", "2"),
        "2.1. Đến năm 2030": ("decimal", "2.1"), "2.1 Đến năm": ("decimal", "2.1"),
        "đ) Đối với rừng": ("letter", "đ"), "a. Đối với": ("letter", "a"), "- Tiếp tục": ("dash", "-"),
        "+ Hướng dẫn": ("dash", "+"), "Điều 1. Ban hành": ("article", "Điều 1"),
        "Phần II. TỔ CHỨC": ("part", "Phần II"), "–Thực hiện": ("dash", "–"),
    }  # fmt: skip
    for text, expected in wanted.items():
        marker = find_marker(text)
        assert marker is not None, text
        assert (marker.kind, marker.mark) == expected


def test_numbers_that_are_no_markers_stay_in_the_text() -> None:
    for text in ("100% nước thải được xử lý", "3.000 lượt nhân lực", "2025 là năm bản lề",
                 "1,5 triệu cây xanh", "90% hộ dân", "Vì vậy, cần làm", "5G phủ sóng toàn tỉnh",
                 "1.5 triệu tấn"):  # fmt: skip
        marker = find_marker(text)
        assert marker is None or text.startswith("1.5"), text


def test_the_letter_after_d_is_đ() -> None:
    assert [ordinal("letter", c) for c in "abcdđe"] == [1, 2, 3, 4, 5, 6]


def test_paths_follow_roman_numbers_and_letters() -> None:
    parts = cut(
        f"KẾ HOẠCH\nThực hiện\nI. MỤC TIÊU\n1. Mục tiêu chung\n{LONG}.\n2. Mục tiêu cụ thể\n"
        f"a) Về nước\n- {LONG};\nb) Về đất\n- {LONG}.\nII. GIẢI PHÁP\n- {LONG}."
    )
    assert [p for p, _ in paths(parts)] == [
        ("I",), ("I", "1"), ("I", "1"), ("I", "2"), ("I", "2", "a"), ("I", "2", "a"),
        ("I", "2", "b"), ("I", "2", "b"), ("II",), ("II",),
    ]  # fmt: skip
    assert [h.text for h in parts.clauses[5].headings] == ["MỤC TIÊU", "Mục tiêu cụ thể", "Về nước"]


def test_sections_may_start_at_two_and_stand_twice() -> None:
    parts = cut(f"II. NHIỆM VỤ\n- {LONG}.\nIII. LỘ TRÌNH\n- {LONG}.\nIII. KINH PHÍ\n- {LONG}.")
    assert [c.path for c in parts.clauses if c.kind == "heading"] == [("II",), ("III",), ("III",)]
    assert [f.code for f in structure_findings(parts)] == ["repeated-number"]


def test_a_letter_lost_between_c_and_đ_is_reported_once() -> None:
    parts = cut(
        f"II. NHIỆM VỤ\na) Đất\n- {LONG}\nb) Nước\n- {LONG}\nc) Khoáng sản\n- {LONG}\nđ) Rừng\n- {LONG}"
    )
    found = structure_findings(parts)
    assert [f.code for f in found] == ["gap-in-lettering"]
    assert "d" in found[0].message


def test_d_and_đ_in_a_row_are_no_gap() -> None:
    parts = cut(f"I. A\nc) Đất\n- {LONG}\nd) Nước\n- {LONG}\nđ) Rừng\n- {LONG}\ne) Biển\n- {LONG}")
    assert structure_findings(parts) == ()


def test_a_passage_that_stands_twice_is_marked_and_reported() -> None:
    passage = f"1. Mục tiêu cụ thể\n- {LONG} một.\n- {LONG} hai.\n- {LONG} ba.\n"
    text = f"Số: 1/KH-UBND\n{passage}II. NHIỆM VỤ\n- Nhiệm vụ riêng của phần hai, không lặp lại.\n"
    text += f"Số: 1/KH-UBND |\nHà Nội, ngày 1 tháng 2 năm 2025 |\n{passage}- {LONG} bốn.\n"
    parts = cut(text)
    assert sum(c.repeats for c in parts.clauses) == 4
    (finding,) = [f for f in structure_findings(parts) if f.code == "duplicated-passage"]
    assert finding.source is not None
    assert text[finding.source.start :].startswith("1. Mục tiêu cụ thể")
    assert text[: finding.source.end].endswith("ba.")


def test_short_lines_that_recur_are_no_repeated_passage() -> None:
    block = "- Cơ quan chủ trì: Sở Khoa học và Công nghệ.\n- Thời gian thực hiện: Năm 2026.\n"
    parts = cut(
        f"I. NHIỆM VỤ\n1. Việc thứ nhất\n{block}2. Việc thứ hai\n{block}3. Việc thứ ba\n{block}"
    )
    assert not any(c.repeats for c in parts.clauses)


def test_a_decision_with_articles_and_a_signature_comes_before_its_plan() -> None:
    parts = cut(
        "QUYẾT ĐỊNH\nVề việc ban hành Kế hoạch\nCăn cứ Luật Bảo vệ môi trường;\nQUYẾT ĐỊNH:\n"
        f"Điều 1. Ban hành kèm theo Quyết định này Kế hoạch bảo vệ môi trường.\nĐiều 2. {LONG}.\n"
        "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNguyễn Văn A\n"
        "KẾ HOẠCH\nBẢO VỆ MÔI TRƯỜNG\n(Ban hành kèm theo Quyết định số 5/QĐ-UBND)\n"
        f"I. MỤC TIÊU\n- {LONG}.\nII. TỔ CHỨC THỰC HIỆN\n- {LONG}.\n"
    )
    assert [c.path for c in parts.clauses] == [
        ("Điều 1",), ("Điều 2",), ("I",), ("I",), ("II",), ("II",)
    ]  # fmt: skip


def test_appendices_and_noise_are_kept_out_of_the_body() -> None:
    parts = cut(
        f"KẾ HOẠCH\nI. MỤC TIÊU\n- {LONG}.\nNơi nhận:\n- Như trên;\nTM. ỦY BAN NHÂN DÂN\n"
        "PHỤ LỤC I\nDANH MỤC NHIỆM VỤ\n(Kèm theo Kế hoạch số 2/KH-UBND)\n"
        "TT |\nNhiệm vụ |\nCơ quan chủ trì |\nThời gian |\n1 |\nCập nhật kịch bản |\nSở Y tế |\n2026 |\n"
        "PHỤ LỤC II\nGHI CHÚ\n1. Số liệu năm 2024\n"
    )
    assert [c.path for c in parts.clauses] == [("I",), ("I",)]
    assert [len(a.tables) for a in parts.appendices] == [1, 0]
    assert parts.appendices[0].announcement[-1].text == "(Kèm theo Kế hoạch số 2/KH-UBND)"


def test_wrapped_lines_are_joined_and_clauses_are_not() -> None:
    text = (
        "**I. MỤC\nTIÊU**\n\n- Giảm tỷ lệ thất thoát nước trong hoạt\nđộng cấp nước theo mô hình công\n"
        "- tư xuống 10%;\n- Trồng mới 1.000\ncây xanh.\n\n**II. GIẢI\nPHÁP**\n\nThực hiện đồng bộ các\ngiải pháp.\n"
    )
    parts = cut(text)
    assert [c.passage.text for c in parts.clauses] == [
        "I. MỤC TIÊU",
        "- Giảm tỷ lệ thất thoát nước trong hoạt động cấp nước theo mô hình công - tư xuống 10%;",
        "- Trồng mới 1.000 cây xanh.",
        "II. GIẢI PHÁP",
        "Thực hiện đồng bộ các giải pháp.",
    ]


def test_every_block_knows_where_it_stands() -> None:
    text = f"I. **MỤC** TIÊU\n- {LONG}\nTT |\nNhiệm vụ |\nCơ quan chủ trì |\n1 |\nLàm **việc** A |\nSở Y tế |\n"
    for block in classify(text_blocks(text)):
        passages = (
            [c.passage for r in block.rows for c in r.cells]
            if isinstance(block, Table)
            else [block.passage]
        )
        for passage in passages:
            source = passage.source()
            assert text[source.start : source.end].replace("*", "").split() == passage.text.split()
    heading = classify(text_blocks(text))[0]
    assert isinstance(heading, Heading)
    assert heading.title.text == "MỤC TIÊU"
