"""A web page reads as a person sees it: no scripts, menus or hidden parts; lists with numbers."""

from __future__ import annotations

import time

import pytest

from xanh.documents.blocks import Table
from xanh.documents.reading import read_document
from xanh.errors import XanhError


def text(body: str, head: str = "") -> str:
    page = f"<html><head><title>x</title>{head}</head><body>{body}</body></html>"
    return read_document(page.encode()).text


@pytest.mark.parametrize(
    "noise",
    [
        "<script>alert('ẩn')</script>",
        "<style>p:after{content:'ẩn'}</style>",
        "<!-- ẩn -->",
        "<nav><a href=/>ẩn</a></nav>",
        "<div role=navigation>ẩn</div>",
        "<div style='display: none'>ẩn<p>ẩn</p></div>",
        "<p style='visibility:hidden'>ẩn</p>",
        "<p hidden>ẩn</p>",
        "<select><option>ẩn</select>",
        "<noscript>ẩn</noscript>",
        "<template><p>ẩn</p></template>",
        "<button>ẩn</button><textarea>ẩn</textarea>",
        "<iframe src=x>ẩn</iframe><svg><text>ẩn</text></svg>",
        "<del>ẩn</del>",
        "<a href='#_ftn1'>[ẩn]</a>",
        "<ul><li><a href=1>ẩn 1</a><li><a href=2>ẩn 2</a><li><a href=3>ẩn 3</a></ul>",
    ],
)
def test_what_the_reader_does_not_see_is_not_read(noise: str) -> None:
    assert text(f"<p>Trước</p>{noise}<p>Sau</p>") == "Trước\nSau\n"


def test_classes_that_the_page_itself_hides_are_not_read() -> None:
    head = (
        "<style>.an, #menu { display:none } .to { color: red } "
        "@media print { .to { display:none } }</style>"
    )
    body = "<p class='x an'>ẩn</p><div id=menu>ẩn</div><p class=to>Thấy</p>"
    assert text(body, head) == "Thấy\n"


def test_scripts_are_text_of_nothing_even_when_written_strangely() -> None:
    body = "<p>Một<script>1<2</script><img src=x onerror=alert(1)> &lt;script&gt;</p><svg/onload=x>"
    assert text(body) == "Một <script>\n"


def test_breaks_entities_and_spaces() -> None:
    body = (
        "<p>Điều 1.&nbsp;&nbsp;Ph&ecirc; duyệt\n k&#7871; hoạch<br>Điều 2. Hiệu lực</p>"
        "<div>Một<br><br>Hai</div><p>Số:\n<b>12</b>/KH-UBND</p><p>&nbsp;</p>"
    )
    assert text(body) == (
        "Điều 1. Phê duyệt kế hoạch\nĐiều 2. Hiệu lực\nMột\nHai\nSố: 12/KH-UBND\n"
    )


def test_lists_show_the_numbers_that_the_browser_shows() -> None:
    body = (
        "<ol type=I><li>Một<ol><li>Trong<li>Nữa</ol><li>Hai</ol>"
        "<ol start=4 type=a><li>d<li value=7>g</ol><ul><li>gạch<li>- có sẵn</ul>"
        "<ol style='list-style-type:none'><li>trần</ol><ol><li>1. có sẵn</ol>"
    )
    assert text(body).split("\n")[:-1] == [
        "I. Một", "1. Trong", "2. Nữa", "II. Hai", "d. d", "g. g", "- gạch", "- có sẵn", "trần",
        "1. có sẵn",
    ]  # fmt: skip


def test_tables_that_place_the_page_give_way_to_the_table_inside() -> None:
    inner = (
        "<table><thead><tr><th>TT<th>Nhiệm vụ<th>Chủ trì</thead><tr><td>1<td>Trồng cây<td>Sở A"
        "<tr><td>2<td>Nạo vét sông<td>Sở B</table>"
    )
    page = f"<table><tr><td>Liên hệ<td><h1>KẾ HOẠCH</h1>{inner}<p>Hết</table>"
    document = read_document(page.encode())
    (table,) = [b for b in document.blocks if isinstance(b, Table)]
    assert [c.passage.text for c in table.rows[2].cells] == ["2", "Nạo vét sông", "Sở B"]
    assert document.text.startswith("Liên hệ\nKẾ HOẠCH\n")
    assert document.text.endswith("Hết\n")


def test_absurd_spans_are_clamped_to_the_table() -> None:
    page = (
        "<table><tr><td>TT<td>Nhiệm vụ<td>Chủ trì<tr><td colspan=99999>I. Nhóm"
        "<tr><td>1<td rowspan=65000>Trồng<td>Sở A<tr><td>2<td>Sở B<tr><td>3<td>Sở C<td rowspan=0>x"
        "</table>"
    )
    (table,) = [b for b in read_document(page.encode()).blocks if isinstance(b, Table)]
    assert table.columns == 4
    assert [c.merged for c in table.rows[3].cells] == [False, True, False, False]
    assert table.rows[1].cells[0].colspan == 4


def test_short_rows_have_missing_cells() -> None:
    page = "<table><tr><td>TT<td>Nhiệm vụ<td>Chủ trì<tr><td>1<td>Trồng</table>"
    (table,) = [b for b in read_document(page.encode()).blocks if isinstance(b, Table)]
    assert [(c.passage.text, c.missing) for c in table.rows[1].cells] == [
        ("1", False), ("Trồng", False), ("", True),
    ]  # fmt: skip


def test_a_page_saved_as_one_file_is_read() -> None:
    import email.mime.multipart
    import email.mime.text

    archive = email.mime.multipart.MIMEMultipart("related")
    archive.attach(email.mime.text.MIMEText("<html><p>Kế hoạch</p></html>", "html", "utf-8"))
    document = read_document(b"MIME-Version: 1.0\r\n" + archive.as_bytes())
    assert (document.text, document.form) == ("Kế hoạch\n", "html")


def test_text_that_speaks_of_elements_is_text() -> None:
    document = read_document("Thẻ <p> và </p> dùng trong HTML; 5 < 6.".encode())
    assert document.form == "text"


@pytest.mark.parametrize(("tag", "count"), [("div", 1_000_000), ("b", 200_000), ("ul", 200_000)])
def test_a_million_nested_elements_cost_little(tag: str, count: int) -> None:
    page = "<html><body>Kế hoạch" + f"<{tag}>" * count + "hết"
    started = time.process_time()
    assert "Kế hoạch" in read_document(page.encode()).text
    assert time.process_time() - started < 30


def test_a_million_nested_tables_are_refused() -> None:
    with pytest.raises(XanhError, match="nested-too-deep"):
        read_document(("<html>x" + "<table><tr><td>x" * 300_000).encode())


def test_unclosed_and_crossed_elements_do_not_matter() -> None:
    body = "<p><b>Mục <i>tiêu</b></i><td>lạc</td><tr></table><li>mục</ul><p>hết"
    assert text(body).split() == ["Mục", "tiêu", "lạc", "-", "mục", "hết"]


def test_letters_of_a_legacy_font_in_a_page() -> None:
    body = (
        "<p><font face='.VnTimeH'>kÕ ho¹ch</font></p>"
        "<p style=\"font-family:'VNI-Times',serif\">Thöïc hieän</p>"
    )
    assert text(body) == "KẾ HOẠCH\nThực hiện\n"


def test_a_page_frame_around_a_short_document_is_no_table() -> None:
    page = (
        "<table><tr><td>Đăng nhập<td><div><table><tr><td>ỦY BAN NHÂN DÂN<br>TỈNH LAI CHÂU"
        "<td>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<tr><td>Số: 12/KH-UBND<td>Lai Châu, ngày 5 tháng 3"
        "</table></div><p>KẾ HOẠCH</p><p>Trồng rừng ven biển</p><p>I. MỤC TIÊU</p>"
        "<p>1. Tỷ lệ che phủ đạt trên 42%.</p></table>"
    )
    document = read_document(page.encode())
    (letterhead,) = [b for b in document.blocks if isinstance(b, Table)]
    assert letterhead.rows[0].cells[0].passage.text == "ỦY BAN NHÂN DÂN TỈNH LAI CHÂU"
    texts = [b.passage.text for b in document.blocks if not isinstance(b, Table)]
    assert texts == [
        "Đăng nhập", "KẾ HOẠCH", "Trồng rừng ven biển", "I. MỤC TIÊU",
        "1. Tỷ lệ che phủ đạt trên 42%.",
    ]  # fmt: skip
