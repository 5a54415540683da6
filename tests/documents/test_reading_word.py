"""A Word file reads as its page looks: numbers, tabs, boxes, fields, tracked changes, tables."""

from __future__ import annotations

import pytest

from documents import forms
from documents.wordparts import cell, p, package, table
from xanh.documents.blocks import Document, Table
from xanh.documents.reading import read_document


def word(body: str, **parts: str) -> Document:
    """Read a Word file with this body; ``parts`` are "numbering" and "styles"."""
    return read_document(package(body, **parts))


def numbered(text: str, numbering: int, level: int = 0) -> str:
    number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbering}"/></w:numPr>'
    return p(text, number)


def level(depth: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*levels: str, overrides: str = "") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="7"/>{overrides}</w:num>'
    )


def lines(document: Document) -> list[str]:
    return document.text.rstrip("\n").split("\n")


def table_texts(document: Document) -> list[list[str]]:
    (table,) = [b for b in document.blocks if isinstance(b, Table)]
    return [[cell.passage.text for cell in row.cells] for row in table.rows]


def test_an_empty_numbered_cell_shows_its_number() -> None:
    shapes = numbering(level(0, "decimal", "%1."), level(1, "bullet", "-"))
    rows = [f"<w:tc>{numbered('', 1)}</w:tc>{cell(name)}" for name in ("Trồng cây", "Nạo vét hồ")]
    document = word(table(*rows) + numbered("", 1), numbering=shapes)
    assert table_texts(document) == [["1.", "Trồng cây"], ["2.", "Nạo vét hồ"]]
    assert len(document.blocks) == 1  # outside a table an empty paragraph shows nothing of use


def test_automatic_numbers_are_written_out() -> None:
    shapes = numbering(
        level(0, "upperRoman", "%1."), level(1, "decimal", "%2."), level(2, "lowerLetter", "%3)"),
        level(3, "bullet", "-"),
    )  # fmt: skip
    body = "".join(
        [
            numbered("MỤC TIÊU", 1), numbered("Chung", 1, 1), numbered("Cụ thể", 1, 1),
            numbered("Rừng", 1, 2), numbered("Nước", 1, 2), numbered("Hồ", 1, 3),
            numbered("NHIỆM VỤ", 1), numbered("Đầu tiên", 1, 1),
        ]
    )  # fmt: skip
    assert lines(word(body, numbering=shapes)) == [
        "I. MỤC TIÊU", "1. Chung", "2. Cụ thể", "a) Rừng", "b) Nước", "- Hồ",
        "II. NHIỆM VỤ", "1. Đầu tiên",
    ]  # fmt: skip


def test_numbers_of_several_levels_legal_numbers_and_starts() -> None:
    shapes = numbering(
        level(0, "upperRoman", "%1.", start=3),
        level(1, "decimal", "%1.%2.", more="<w:isLgl/>"),
        overrides='<w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride>',
    )
    body = numbered("A", 1) + numbered("B", 1, 1) + numbered("C", 1, 1) + numbered("D", 2)
    assert lines(word(body, numbering=shapes)) == ["III. A", "3.1. B", "3.2. C", "IX. D"]


def test_a_style_may_number_and_embolden() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="base"><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="muc"><w:basedOn w:val="base"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    body = (
        p("Một", '<w:pStyle w:val="muc"/>')
        + p("Hai", '<w:pStyle w:val="muc"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + p("Ba", '<w:pStyle w:val="muc"/>')
    )
    document = word(body, styles=styles, numbering=numbering(level(0, "decimal", "%1.")))
    assert lines(document) == ["1. Một", "Hai", "2. Ba"]
    assert document.blocks[1].bold  # type: ignore[union-attr]


def test_bullets_of_symbol_fonts_become_bullets() -> None:
    document = word(numbered("Trồng rừng", 1), numbering=numbering(level(0, "bullet", "\uf0b7")))
    assert lines(document) == ["• Trồng rừng"]


def test_tracked_changes_read_as_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>Sở </w:t></w:r><w:del><w:r><w:delText>Tài nguyên</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>Nông nghiệp</w:t></w:r></w:ins></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Đoạn bị </w:t></w:r></w:p>"
        "<w:p><w:r><w:t>nối lại</w:t></w:r></w:p>"
        "<w:p><w:moveFrom><w:r><w:t>cũ</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>mới</w:t></w:r></w:moveTo></w:p>"
    )
    assert lines(word(body)) == ["Sở Nông nghiệp", "Đoạn bị nối lại", "mới"]


def test_fields_links_controls_and_hidden_text() -> None:
    body = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText>'
        '</w:r><w:r><w:t>ẩn</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>12</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        "<w:hyperlink><w:r><w:t> tháng</w:t></w:r></w:hyperlink>"
        "<w:sdt><w:sdtContent><w:r><w:t> năm</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t> bí mật</w:t></w:r>"
        '<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        "<w:sdt><w:sdtContent>" + p("Trong hộp điều khiển") + "</w:sdtContent></w:sdt>"
    )
    assert lines(word(body)) == ["12 tháng năm", "Trong hộp điều khiển"]


def test_soft_breaks_wrap_a_line_or_start_a_clause() -> None:
    body = (
        "<w:p><w:r><w:t>Tăng cường quản lý</w:t><w:br/><w:t>nước thải đô thị:</w:t><w:br/>"
        "<w:t>- Kiểm kê</w:t><w:br/><w:t>- Thu gom</w:t></w:r></w:p>"
    )
    blocks = word(body).blocks
    assert [b.passage.text for b in blocks if not isinstance(b, Table)] == [
        "Tăng cường quản lý nước thải đô thị:",
        "- Kiểm kê",
        "- Thu gom",
    ]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = "<w:txbxContent>" + p("DỰ THẢO") + "</w:txbxContent>"
    body = (
        "<w:p><w:r><w:t>ỦY BAN NHÂN DÂN</w:t></w:r><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp>'
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert lines(word(body)) == ["ỦY BAN NHÂN DÂN", "DỰ THẢO"]


def test_symbols_tabs_hyphens_and_capitals() -> None:
    body = (
        '<w:p><w:r><w:t>Tỷ lệ </w:t><w:sym w:font="Symbol" w:char="F0B3"/><w:t> 95%</w:t><w:tab/>'
        "<w:t>các</w:t><w:noBreakHyphen/><w:t>bon</w:t></w:r></w:p>"
        "<w:p><w:r><w:rPr><w:caps/></w:rPr><w:t>kế hoạch</w:t></w:r></w:p>"
    )
    assert lines(word(body)) == ["Tỷ lệ ≥ 95% các-bon", "KẾ HOẠCH"]


def test_columns_that_are_out_of_line_by_a_hair_are_one() -> None:
    two, three = '<w:gridSpan w:val="2"/>', '<w:gridSpan w:val="3"/>'
    body = table(
        cell("TT") + cell("Nhiệm vụ", two) + cell("Chủ trì"),
        cell("1") + cell("Trồng rừng") + cell("Sở A", two),
        cell("2") + cell("Nạo vét") + cell("Sở B", two),
        cell("", three) + cell("Sở C"),
    )
    document = word(body)
    (read,) = [b for b in document.blocks if isinstance(b, Table)]
    assert read.columns == 3
    assert [[(c.column, c.colspan) for c in row.cells] for row in read.rows] == [
        [(0, 1), (1, 1), (2, 1)], [(0, 1), (1, 1), (2, 1)], [(0, 1), (1, 1), (2, 1)],
        [(0, 2), (2, 1)],
    ]  # fmt: skip


def test_cells_merged_downwards_and_places_without_cells() -> None:
    restart, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    before = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>'
    body = table(
        cell("1") + cell("Trồng rừng") + cell("Sở A", restart),
        cell("2") + cell("Nạo vét") + cell("", goes_on),
        before + cell("Trồng cây") + cell("Sở B"),
    )
    (read,) = [b for b in word(body).blocks if isinstance(b, Table)]
    assert [c.merged for c in read.rows[1].cells] == [False, False, True]
    assert read.rows[1].cells[2].passage.text == "Sở A"
    assert [c.missing for c in read.rows[2].cells] == [True, False, False]


def test_a_deleted_row_is_left_out_and_a_nested_table_is_flattened() -> None:
    nested = f"<w:tc>{table(cell('Sở A') + cell('Sở B'))}<w:p/></w:tc>"
    body = table(
        cell("TT") + cell("Nhiệm vụ rất dài để bảng ngoài không chỉ là khung") + cell("Chủ trì"),
        "<w:trPr><w:del/></w:trPr>" + cell("0") + cell("Đã xóa") + cell(""),
        cell("1") + cell("Trồng rừng phòng hộ đầu nguồn và ven biển") + nested,
    )
    assert table_texts(word(body))[1:] == [
        ["1", "Trồng rừng phòng hộ đầu nguồn và ven biển", "Sở A Sở B"]
    ]


def test_a_table_that_frames_the_page_is_no_table() -> None:
    inner = table(cell("TT") + cell("Nhiệm vụ"), cell("1") + cell("Trồng rừng ven biển"))
    body = table(f"<w:tc>{p('KẾ HOẠCH')}{inner}<w:p/></w:tc>")
    document = word(body)
    assert table_texts(document) == [["TT", "Nhiệm vụ"], ["1", "Trồng rừng ven biển"]]
    assert document.text.startswith("KẾ HOẠCH\n")


def test_the_letterhead_is_a_table_of_its_cells() -> None:
    body = table(
        f"<w:tc>{p('ỦY BAN NHÂN DÂN')}{p('TỈNH LAI CHÂU')}</w:tc>"
        f"<w:tc>{p('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM')}</w:tc>",
        cell("Số: 12/KH-UBND") + cell("Lai Châu, ngày 2 tháng 3 năm 2026"),
    )
    assert table_texts(word(body))[0][0] == "ỦY BAN NHÂN DÂN TỈNH LAI CHÂU"


def test_legacy_fonts_are_converted_capital_fonts_to_capitals() -> None:
    def run(text: str, font: str) -> str:
        return f'<w:r><w:rPr><w:rFonts w:ascii="{font}"/></w:rPr><w:t>{text}</w:t></w:r>'

    body = (
        f"<w:p>{run('kÕ ho¹ch', '.VnTimeH')}</w:p>"
        f"<w:p>{run('Th', 'VNI-Times')}{run('öïc hie', 'VNI-Times')}{run('än', 'VNI-Times')}</w:p>"
        f"<w:p>{run('Phông chữ nói sai', '.VnTime')}</w:p>"
    )
    assert lines(word(body)) == ["KẾ HOẠCH", "Thực hiện", "Phông chữ nói sai"]


@pytest.mark.parametrize("size", [10_000])
def test_a_table_of_ten_thousand_rows_is_read(size: int) -> None:
    rows = [cell(str(i)) + cell("Trồng rừng") for i in range(size)]
    (read,) = [b for b in word(table(*rows)).blocks if isinstance(b, Table)]
    assert len(read.rows) == size
    assert read.rows[-1].cells[0].passage.text == str(size - 1)


def test_what_python_docx_writes_is_read() -> None:
    import docx

    document = docx.Document()
    document.add_heading("MỤC TIÊU", 1)
    document.add_paragraph("Trồng cây", style="List Number")
    document.add_paragraph("Nạo vét", style="List Number")
    document.add_paragraph("Kênh", style="List Bullet")
    read = read_document(forms.saved(document))
    assert lines(read) == ["MỤC TIÊU", "1. Trồng cây", "2. Nạo vét", "• Kênh"]
