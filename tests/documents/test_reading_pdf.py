"""A PDF with a text layer: wrapped lines, page numbers, tables over pages, letterheads, scans."""

from __future__ import annotations

import io
from typing import Any

import pytest

from documents import forms
from documents.readings import lines, tables
from xanh.documents.reading import read_document
from xanh.documents.reading.pdf_paragraphs import joined_text
from xanh.errors import XanhError

HEADER = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"]


def drawn(draw: Any, size: tuple[float, float] = (595, 842)) -> bytes:
    """Return a PDF of what ``draw`` puts on a canvas."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size)
    canvas.setFont(forms.pdf_font(), 12)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def long_rows(count: int, words: int) -> list[list[str]]:
    task = "lập đề án trồng cây xanh trên các tuyến đường liên xã và khu dân cư mới"
    return [
        HEADER,
        *(
            [str(i), f"Nhiệm vụ {i}: " + "; ".join([task] * (1 + i % words)), "Sở Xây dựng", "2026"]
            for i in range(1, count + 1)
        ),
    ]


def test_paragraphs_go_on_over_pages_and_page_numbers_go() -> None:
    sentence = "Rà soát, bổ sung quy hoạch cây xanh và mặt nước của các đô thị trên địa bàn tỉnh"
    paragraphs = [f"Đoạn {i}: " + "; ".join([sentence] * (1 + i % 6)) + "." for i in range(1, 60)]
    document = read_document(forms.to_pdf(paragraphs))
    assert lines(document) == paragraphs


@pytest.mark.parametrize("landscape", [False, True], ids=["portrait", "landscape"])
def test_a_table_over_pages_is_one_table_with_one_header(landscape: bool) -> None:
    rows = long_rows(30, 5)
    document = read_document(forms.to_pdf(["Phụ lục"], [rows], landscape=landscape))
    assert tables(document) == [rows]


def test_a_row_that_a_page_break_cuts_is_one_row() -> None:
    rows = long_rows(30, 9)
    document = read_document(forms.to_pdf(["Phụ lục"], [rows], split_rows=True))
    assert tables(document) == [rows]


def test_running_titles_are_dropped_and_numbers_in_the_text_stay() -> None:
    def draw(canvas: Any) -> None:
        for page in range(1, 6):
            canvas.setFont(forms.pdf_font(), 12)
            canvas.drawString(70, 810, f"Kế hoạch số 12 - Trang {page}/5")
            canvas.drawString(70, 600, f"Nội dung riêng của phần thứ {page}.")
            canvas.drawString(70, 400, "2030")
            canvas.showPage()

    read = lines(read_document(drawn(draw)))
    assert read == [x for n in range(1, 6) for x in (f"Nội dung riêng của phần thứ {n}.", "2030")]


def test_a_letterhead_written_line_by_line_is_read_by_columns() -> None:
    def draw(canvas: Any) -> None:
        for top, (left, right) in enumerate(
            [
                ("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
                ("TỈNH LAI CHÂU", "Độc lập - Tự do - Hạnh phúc"),
            ]
        ):
            canvas.drawString(60, 780 - 16 * top, left)
            canvas.drawString(290, 780 - 16 * top, right)
        canvas.drawCentredString(297, 700, "KẾ HOẠCH")
        canvas.drawCentredString(297, 680, "Trồng rừng ven biển")

    assert lines(read_document(drawn(draw)))[:2] == [
        "ỦY BAN NHÂN DÂN TỈNH LAI CHÂU",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ]


@pytest.mark.parametrize(
    ("turn", "matrix"),
    [
        (0, (1, 0, 0, 1, 0, 0)),
        (90, (0, 1, -1, 0, 595, 0)),
        (180, (-1, 0, 0, -1, 595, 842)),
        (270, (0, -1, 1, 0, 0, 842)),
    ],
)
def test_turned_pages_are_read_as_they_are_shown(turn: int, matrix: tuple[int, ...]) -> None:
    rows = [["TT", "Nhiệm vụ"], ["1", "Trồng rừng ven biển"], ["2", "Nạo vét sông"]]

    def draw(canvas: Any) -> None:
        canvas.setPageRotation(turn)
        canvas.transform(*matrix)
        canvas.drawString(100, 500, "Danh mục nhiệm vụ kèm theo kế hoạch này")
        canvas.grid([100, 140, 400], [400, 420, 440, 460])
        for index, row in enumerate(rows):
            canvas.drawString(104, 445 - 20 * index, row[0])
            canvas.drawString(144, 445 - 20 * index, row[1])

    document = read_document(drawn(draw))
    assert lines(document) == ["Danh mục nhiệm vụ kèm theo kế hoạch này"]
    assert tables(document) == [rows]


def test_hyphens_at_line_ends() -> None:
    assert joined_text(["giảm phát thải các-", "bon và"]) == "giảm phát thải các-bon và"
    assert joined_text(["Công nghệ -", "Môi trường"]) == "Công nghệ - Môi trường"
    assert joined_text(["giai đoạn 2025-", "2030"]) == "giai đoạn 2025-2030"
    assert joined_text(["từ\u00ad", "ng"]) == "từng"


def picture(canvas: Any) -> None:
    from reportlab.lib.utils import ImageReader

    pixel = b"P6 1 1 255 abc"
    canvas.drawImage(ImageReader(io.BytesIO(pixel)), 0, 0, 595, 842)


def test_a_scan_says_that_it_needs_text_recognition() -> None:
    with pytest.raises(XanhError, match="needs-ocr") as refusal:
        read_document(drawn(picture), "quet.pdf")
    assert "OCR" in refusal.value.do_vi


def test_a_scanned_page_among_others_is_a_finding() -> None:
    def draw(canvas: Any) -> None:
        canvas.drawString(70, 700, "Kế hoạch trồng rừng ven biển giai đoạn tới của tỉnh nhà")
        canvas.showPage()
        picture(canvas)

    document = read_document(drawn(draw))
    (finding,) = document.findings
    assert finding.code == "pages-without-text"
    assert "2" in finding.message


def test_an_encrypted_file_is_refused_and_one_without_a_reading_password_is_not() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    def encrypted(user: str) -> bytes:
        buffer = io.BytesIO()
        canvas = Canvas(buffer, encrypt=StandardEncryption(user, ownerPassword="chu"))
        canvas.drawString(70, 700, "Noi dung")
        canvas.save()
        return buffer.getvalue()

    with pytest.raises(XanhError, match="encrypted-file"):
        read_document(encrypted("mat khau"))
    assert lines(read_document(encrypted(""))) == ["Noi dung"]
