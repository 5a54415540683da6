"""The bulletin as a Word document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from xanh.publishing.bulletin.words import Cell, Text
from xanh.publishing.charts.drawing import document_png

_FONT = "Times New Roman"  # Decree 30/2020/NĐ-CP, annex I; every office suite has it or its twin
_WIDTH = 16.5  # [cm] of the text
_SAME_TIME = (1980, 1, 1, 0, 0, 0)  # of all parts: the same words are the same bytes


def bulletin_docx(text: Text) -> bytes:
    """Return the document; the same text gives the same bytes."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.shared import Cm, Pt

    document: Any = docx.Document()
    _ground(document)
    _national_title(document, text)
    for words, size in ((text.title.upper(), 14), (text.subtitle, 13)):
        _say(document.add_paragraph(), words, bold=True, size=size, align=ALIGN.CENTER)
    if text.notice:
        _say(document.add_paragraph(), text.notice.upper(), bold=True, align=ALIGN.CENTER)
    for words in text.paragraphs:
        paragraph = _say(document.add_paragraph(), words, align=ALIGN.JUSTIFY)
        paragraph.paragraph_format.first_line_indent = Cm(1)
    if text.chart is not None:
        document.add_picture(io.BytesIO(document_png(text.chart, "vi")), width=Cm(14))
        document.paragraphs[-1].alignment = ALIGN.CENTER
    _table(document, text)
    for words in text.notes:
        _say(document.add_paragraph(), words, italic=True, size=11)
    _end(document)
    properties = document.core_properties
    properties.title, properties.author = f"{text.title}. {text.subtitle}", ""
    properties.created = properties.modified = datetime(1980, 1, 1, tzinfo=UTC)
    for paragraph in document.paragraphs:
        paragraph.paragraph_format.space_after = Pt(4)
    buffer = io.BytesIO()
    document.save(buffer)
    return _steady(buffer.getvalue())


def _ground(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin = section.bottom_margin = Cm(2)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(13)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)


def _say(
    paragraph: Any,
    words: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: float | None = None,
    align: Any = None,
) -> Any:
    from docx.shared import Pt

    run = paragraph.add_run(words)
    run.bold, run.italic = bold, italic
    if size:
        run.font.size = Pt(size)
    if align is not None:
        paragraph.alignment = align
    return paragraph


def _national_title(document: Any, text: Text) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

    table = document.add_table(rows=1, cols=2)
    _fix(table, [6.3, 10.2])
    left, right = table.rows[0].cells
    sides = (
        (left, [(text.over.upper(), False), (text.issuer.upper(), True), ("_______", False),
                ("Số:          /BT-", False)]),
        (right, [("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", True),
                 ("Độc lập - Tự do - Hạnh phúc", True), ("_________________", False)]),
    )  # fmt: skip
    for cell, lines in sides:
        for place, (words, bold) in enumerate(lines):
            paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
            _say(paragraph, words, bold=bold, size=12, align=ALIGN.CENTER)
            paragraph.paragraph_format.space_after = 0
    _say(right.add_paragraph(), text.place_date, italic=True, align=ALIGN.CENTER)
    document.add_paragraph()


def _table(document: Any, text: Text) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    table = document.add_table(rows=1, cols=len(text.head), style="Table Grid")
    _fix(table, [width * _WIDTH / sum(text.widths) for width in text.widths])
    for cell, words in zip(table.rows[0].cells, text.head, strict=True):
        _say(cell.paragraphs[0], words, bold=True, size=11)
    properties = table.rows[0]._tr.get_or_add_trPr()  # no public way
    properties.append(repeated := OxmlElement("w:tblHeader"))
    repeated.set(qn("w:val"), "true")
    for row in text.rows:
        _cells(table.add_row().cells, row)
    _fix(table, [width * _WIDTH / sum(text.widths) for width in text.widths])


def _cells(cells: Sequence[Any], row: Sequence[Cell]) -> None:
    from docx.shared import RGBColor

    for cell, said in zip(cells, row, strict=True):
        paragraph = cell.paragraphs[0]
        if said.colour:
            swatch = paragraph.add_run("■ ")
            swatch.font.color.rgb = RGBColor.from_string(said.colour.lstrip("#").upper())
        _say(paragraph, said.text, size=11)


def _fix(table: Any, widths: Sequence[float]) -> None:
    """Fix the widths [cm] of columns and cells, or LibreOffice breaks the lines elsewhere."""
    from docx.shared import Cm

    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)


def _end(document: Any) -> None:
    """Add the recipients, and the place of the signature, which stays empty."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

    document.add_paragraph()
    table = document.add_table(rows=1, cols=2)
    _fix(table, [8.2, 8.3])
    left, right = table.rows[0].cells
    _say(left.paragraphs[0], "Nơi nhận:", bold=True, italic=True, size=12)
    for words in ("- …………………;", "- Lưu: VT."):
        _say(left.add_paragraph(), words, size=11)
    _say(right.paragraphs[0], "QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ", bold=True, align=ALIGN.CENTER)
    _say(right.add_paragraph(), "(ký, ghi rõ họ tên)", italic=True, size=11, align=ALIGN.CENTER)


def _steady(content: bytes) -> bytes:
    """Return the document with parts that carry no time of their making."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as made,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as steady,
    ):
        for name in made.namelist():
            part = zipfile.ZipInfo(name, _SAME_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            steady.writestr(part, made.read(name))
    return buffer.getvalue()
