"""One plan in every form: the same paragraphs and tables as .txt, .html, .docx and .pdf.

A table is a list of rows, a row a list of cells; a cell is a text or a ``Span`` that covers more
columns or rows (the cells that it covers are left out of the rows, as in HTML).
"""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Span:
    """A cell over several columns or rows."""

    text: str
    columns: int = 1
    rows: int = 1


Cell = str | Span
Rows = Sequence[Sequence[Cell]]


def spans(rows: Rows) -> list[tuple[int, int, Span]]:
    """Return (row, column, cell) of every cell, its column counted on the grid."""
    taken: set[tuple[int, int]] = set()
    placed = []
    for index, row in enumerate(rows):
        column = 0
        for cell in row:
            span = cell if isinstance(cell, Span) else Span(cell)
            while (index, column) in taken:
                column += 1
            covered = [
                (index + r, column + c) for r in range(span.rows) for c in range(span.columns)
            ]
            taken.update(covered)
            placed.append((index, column, span))
            column += span.columns
    return placed


def width(rows: Rows) -> int:
    """Return the number of columns of the grid."""
    return max(column + span.columns for _, column, span in spans(rows))


def to_text(paragraphs: Sequence[str], tables: Sequence[Rows] = ()) -> bytes:
    """Return a .txt with Markdown pipe rows (no merged cells)."""
    lines = list(paragraphs)
    for rows in tables:
        lines += ["", *("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows), ""]
    return "\n".join(lines).encode()


def to_html(
    paragraphs: Sequence[str], tables: Sequence[Rows] = (), charset: str = "utf-8"
) -> bytes:
    """Return a web page in UTF-8; ``charset`` is what its meta element claims."""
    parts = [f"<!DOCTYPE html><html><head><meta charset='{charset}'><title>x</title></head><body>"]
    parts += [f"<p>{html.escape(text)}</p>" for text in paragraphs]
    for rows in tables:
        parts.append("<table border=1>")
        for row in rows:
            parts.append("<tr>")
            for cell in row:
                span = cell if isinstance(cell, Span) else Span(cell)
                attributes = f" colspan={span.columns}" if span.columns > 1 else ""
                attributes += f" rowspan={span.rows}" if span.rows > 1 else ""
                parts.append(f"<td{attributes}><p>{html.escape(span.text)}</p></td>")
            parts.append("</tr>")
        parts.append("</table>")
    return "\n".join([*parts, "</body></html>"]).encode()


def to_docx(paragraphs: Sequence[str], tables: Sequence[Rows] = ()) -> bytes:
    """Return a Word file."""
    import docx

    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    for rows in tables:
        table = document.add_table(len(rows), width(rows))
        for row, column, span in spans(rows):
            cell = table.cell(row, column)
            if span.columns > 1 or span.rows > 1:
                cell = cell.merge(table.cell(row + span.rows - 1, column + span.columns - 1))
            cell.text = span.text
    return saved(document)


def saved(document: Any) -> bytes:
    """Return the bytes of a python-docx document."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def to_pdf(
    paragraphs: Sequence[str],
    tables: Sequence[Rows] = (),
    *,
    landscape: bool = False,
    page_numbers: bool = True,
    split_rows: bool = False,
) -> bytes:
    """Return a PDF with a text layer, a ruled grid for each table, and page numbers at the top."""
    from reportlab.lib import pagesizes, styles
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

    font = pdf_font()
    body = styles.ParagraphStyle(
        "body", fontName=font, fontSize=13, leading=17, firstLineIndent=28, alignment=4,
        spaceAfter=5,
    )  # fmt: skip
    size = pagesizes.landscape(pagesizes.A4) if landscape else pagesizes.A4
    story: list[Any] = [Paragraph(html.escape(text), body) for text in paragraphs]
    for rows in tables:
        story += [Spacer(1, 10), _pdf_table(rows, font, size[0] - 140, split_rows)]
    buffer = io.BytesIO()

    def number(canvas: Any, template: Any) -> None:
        canvas.setFont(font, 11)
        canvas.drawCentredString(size[0] / 2, size[1] - 36, str(template.page))

    template = SimpleDocTemplate(
        buffer, pagesize=size, leftMargin=70, rightMargin=60, topMargin=60, bottomMargin=60
    )
    if page_numbers:
        template.build(story, onFirstPage=number, onLaterPages=number)
    else:
        template.build(story)
    return buffer.getvalue()


def _pdf_table(rows: Rows, font: str, wide: float, split_rows: bool) -> Any:
    from reportlab.lib import colors, styles
    from reportlab.platypus import Paragraph, Table, TableStyle

    small = styles.ParagraphStyle("cell", fontName=font, fontSize=10, leading=13)
    columns = width(rows)
    grid: list[list[Any]] = [[""] * columns for _ in rows]
    commands: list[tuple[Any, ...]] = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    for row, column, span in spans(rows):
        grid[row][column] = Paragraph(html.escape(span.text), small)
        end = (column + span.columns - 1, row + span.rows - 1)
        commands.append(("SPAN", (column, row), end))
    widths = (
        [wide * 0.08] + [wide * 0.92 / (columns - 1)] * (columns - 1) if columns > 1 else [wide]
    )
    return Table(
        grid, colWidths=widths, style=TableStyle(commands), repeatRows=0 if split_rows else 1,
        splitInRow=1 if split_rows else 0,
    )  # fmt: skip


def pdf_font() -> str:
    """Register a typeface with Vietnamese letters for reportlab; return its name."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    name = "BeVietnamPro"
    if name not in pdfmetrics.getRegisteredFontNames():
        path = files("fontpkg_be_vietnam_pro") / "files" / "BeVietnamPro-Regular.ttf"
        pdfmetrics.registerFont(TTFont(name, str(path)))
    return name
