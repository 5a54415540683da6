"""One plan reads alike in every form, and every offset is exact."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents import forms
from documents.forms import Span
from documents.readings import assert_exact, lines, passages, tables
from xanh.documents.blocks import Paragraph, Table
from xanh.documents.reading import read_document

PARAGRAPHS = [
    "KẾ HOẠCH",
    "Phát triển không gian xanh trên địa bàn tỉnh đến năm 2030",
    "I. MỤC ĐÍCH, YÊU CẦU",
    "- Nâng cao nhận thức của cán bộ, công chức và người dân về bảo vệ môi trường, sử dụng tiết "
    "kiệm tài nguyên; huy động mọi nguồn lực xã hội cho trồng cây xanh giai đoạn 2025-2030.",
    "1. Tỷ lệ thu gom rác thải sinh hoạt đạt trên 95 % vào năm 2030.",
    "a) Rà soát quỹ đất công viên, hồ nước & bãi đỗ xe < 500 m2 ở các phường mới.",
]
PLAIN = [
    ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"],
    ["1", "Lập đề án trồng một triệu cây xanh", "Sở Xây dựng", "2025-2026"],
    ["2", "Rà soát quỹ đất công viên", "", "Năm 2026"],
]
MERGED = [
    ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"],
    ["I", Span("Trồng cây", columns=3)],
    ["1", "Lập đề án trồng một triệu cây xanh", Span("Sở Xây dựng", rows=2), "2025-2026"],
    ["2", "Rà soát quỹ đất công viên", "Năm 2026"],
]
FORMS = {"html": forms.to_html, "docx": forms.to_docx, "pdf": forms.to_pdf}


@pytest.mark.parametrize("form", FORMS)
def test_paragraphs_and_cells_are_those_of_the_text_form(form: str) -> None:
    text = read_document(forms.to_text(PARAGRAPHS, [PLAIN]))
    document = read_document(FORMS[form](PARAGRAPHS, [PLAIN]))
    assert document.form == form
    assert lines(document) == lines(text) == PARAGRAPHS
    assert tables(document) == tables(text) == [PLAIN]
    assert_exact(document)
    assert_exact(text)


@pytest.mark.parametrize("form", FORMS)
def test_merged_cells_keep_their_place_on_the_grid(form: str) -> None:
    document = read_document(FORMS[form](PARAGRAPHS, [MERGED]))
    (table,) = [b for b in document.blocks if isinstance(b, Table)]
    assert table.columns == 4
    group = table.rows[1].cells
    assert [(c.passage.text, c.column, c.colspan) for c in group] == [
        ("I", 0, 1),
        ("Trồng cây", 1, 3),
    ]
    above, below = table.rows[2].cell(2), table.rows[3].cell(2)
    assert above is not None
    assert below is not None
    assert (above.passage.text, above.rowspan, above.merged) == ("Sở Xây dựng", 2, False)
    assert (below.passage.text, below.merged) == ("Sở Xây dựng", True)
    assert below.passage.source() == above.passage.source()
    assert table.rows[3].cells[3].passage.text == "Năm 2026"


@pytest.mark.parametrize("form", FORMS)
def test_the_text_is_laid_out_in_reading_order(form: str) -> None:
    document = read_document(FORMS[form](PARAGRAPHS, [PLAIN]))
    places = [p.source().start for p in passages(document) if p]
    assert places == sorted(places)
    assert "Lập đề án trồng một triệu cây xanh\nSở Xây dựng\n2025-2026\n\n2\n" in document.text


def test_a_text_file_is_its_own_text() -> None:
    data = "\ufeffMột\r\n\r\n- Hai  ba\r\n".encode()
    document = read_document(data)
    assert document.text == "Một\r\n\r\n- Hai  ba\r\n"
    assert document.form == "text"
    assert lines(document) == ["Một", "- Hai ba"]


WORDS = st.sampled_from(
    ["cây", "xanh", "đường", "Sở", "Nội", "vụ", "2025-2026", "(nếu", "có)", "95%", "<b>", "&", "m³"]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=25).map(" ".join)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(TEXTS, min_size=1, max_size=5),
    st.integers(2, 4).flatmap(
        lambda n: st.lists(st.lists(TEXTS, min_size=n, max_size=n), min_size=2, max_size=4)
    ),
)
def test_any_words_come_out_of_word_and_web_as_they_went_in(
    paragraphs: list[str], rows: list[list[str]]
) -> None:
    for form in (forms.to_docx, forms.to_html):
        document = read_document(form(paragraphs, [rows]))
        assert lines(document) == paragraphs
        assert tables(document) == [rows]
        assert_exact(document)


def test_bold_paragraphs_are_known() -> None:
    page = "<p><b>Mục tiêu</b> </p><p><strong>Mục</strong> tiêu khác</p>"
    document = read_document(page.encode())
    assert [b.bold for b in document.blocks if isinstance(b, Paragraph)] == [True, False]
