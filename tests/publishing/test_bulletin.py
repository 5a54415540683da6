"""The words of a bulletin, and documents that no name of a station can break."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import docx
import pypdfium2

from xanh.office.monitoring.bulletins import Bulletin, Exceedance, Line, span
from xanh.publishing.bulletin import Issuer, text_of
from xanh.publishing.bulletin.pdf import bulletin_pdf
from xanh.publishing.bulletin.word import bulletin_docx

NASTY = 'Trạm #hack [x] *y* $z$ \\ "q" <b> @ref = // `'
MADE = Bulletin(
    "air", "week", date(2026, 11, 16), date(2026, 11, 22),
    (
        Line("A", NASTY, "", False, 156, date(2026, 11, 18), 40, "pm25", 120, 6 / 7,
             (Exceedance("pm25", "24h", 3, 7),)),
        Line("B", "Trạm Đặng Ứng Ỷ", "", False),
    ),
    datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC), "vn_aqi:2019", ("Sở Thử",),
)  # fmt: skip


def test_words_say_worst_day_change_share_and_moment():
    text = text_of(MADE, Issuer(), str.upper, date(2026, 11, 24))
    assert text.subtitle == "Tuần từ 16/11/2026 đến 22/11/2026"
    assert "156 (mức Xấu)" in text.paragraphs[0]
    assert "ngày 18/11/2026" in text.paragraphs[0]
    assert [cell.text for cell in text.rows[0][1:]] == [
        "156 Xấu, 18/11", "PM25", "120 (tăng)", "PM25 24 giờ: 3/7", "86 %",
    ]  # fmt: skip
    assert text.rows[1][1].text == "không đủ số liệu"
    assert "08:02:03 ngày 24/11/2026" in text.notes[-1]
    assert text.notice == ""


def test_names_are_words_and_never_markup():
    text = text_of(MADE, Issuer(), str, date(2026, 11, 24))
    with pypdfium2.PdfDocument(bulletin_pdf(text)) as document:
        said = document[0].get_textpage().get_text_bounded().replace("\r\n", " ")
    assert "#hack [x] *y* $z$" in said
    assert "Trạm Đặng Ứng Ỷ" in said
    word = docx.Document(io.BytesIO(bulletin_docx(text)))
    assert word.tables[1].cell(1, 0).text == NASTY


def test_three_hundred_stations_make_several_pages_with_the_head_on_each():
    many = Bulletin(
        "air", "day", MADE.first, MADE.first,
        tuple(Line(f"S{n}", f"Trạm số {n}", "", True, n, MADE.first) for n in range(300, 0, -1)),
        MADE.as_of, MADE.version,
    )  # fmt: skip
    text = text_of(many, Issuer(), str, date(2026, 11, 24))
    with pypdfium2.PdfDocument(bulletin_pdf(text)) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    assert len(pages) > 5
    assert all("quyết định" in page for page in pages[1:8])
    assert "SIMULATED" in pages[0]


def test_spans_are_whole_weeks_and_months():
    assert span("week", date(2026, 11, 22)) == (date(2026, 11, 16), date(2026, 11, 22))
    assert span("month", date(2024, 2, 9)) == (date(2024, 2, 1), date(2024, 2, 29))
    assert span("day", date(2026, 1, 1)) == (date(2026, 1, 1), date(2026, 1, 1))
