"""Text comes out right whatever encoding it was written in, and whatever a header claims."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import forms
from xanh.documents.reading import legacy, read_document
from xanh.documents.reading.syllables import is_syllable, score

SENTENCES = (
    "Ủy ban nhân dân thành phố giao Sở Nông nghiệp và Môi trường chủ trì, phối hợp với các đơn vị "
    "liên quan tổ chức kiểm kê nguồn thải, lập bản đồ ngập lụt và quỹ đất trồng rừng.\n"
    "- Đến năm 2030, tỷ lệ nước thải đô thị được xử lý đạt trên 70%; giữ ổn định độ che phủ rừng.\n"
    "- Khuyến khích hộ gia đình phân loại rác tại nguồn, giảm túi ni lông khó phân hủy, "
    "sử dụng xe buýt điện và những nguồn năng lượng sạch khác ở mỗi phường, xã.\n"
)


def to_legacy(text: str, encoding: legacy.Encoding) -> str:
    """Write Unicode text in a legacy encoding, as Windows-1252 sees it."""
    if encoding is legacy.TCVN3:
        table = str.maketrans(legacy._TCVN3_LETTERS, legacy._TCVN3_PLACES)
        lower = {ord(c.upper()): p for c, p in zip(legacy._TCVN3_LETTERS, legacy._TCVN3_PLACES,
                                                    strict=True)}  # fmt: skip
        return text.translate({**lower, **table})
    written = {letter: pair for pair, letter in sorted(legacy._VNI.items(), reverse=True)}
    return "".join(written.get(c, c) for c in text)


def lowered(text: str) -> str:
    return text.lower()


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
    ],
)
def test_unicode_with_and_without_a_mark(codec: str, name: str) -> None:
    document = read_document(SENTENCES.encode(codec))
    assert document.text == SENTENCES
    assert document.encoding == name
    assert document.findings == ()


def test_windows_1258_keeps_its_combining_marks_and_exact_offsets() -> None:
    tones = "\u0300\u0301\u0303\u0309\u0323"
    loose = ""
    for char in SENTENCES:  # the code page has ê and ô but no ế: the tone stands apart
        parts = unicodedata.normalize("NFD", char)
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
        loose += base + "".join(c for c in parts if c in tones)
    document = read_document(loose.encode("cp1258"))
    assert document.encoding == "windows-1258"
    assert document.text == loose.encode("cp1258").decode("cp1258")
    assert unicodedata.normalize("NFC", document.text) == SENTENCES
    passage = document.blocks[0].passage  # type: ignore[union-attr]
    at = passage.text.index("Sở Nông nghiệp")
    source = passage.source(at, at + len("Sở Nông nghiệp"))
    assert (
        unicodedata.normalize("NFC", document.text[source.start : source.end]) == "Sở Nông nghiệp"
    )


@pytest.mark.parametrize("encoding", [legacy.TCVN3, legacy.VNI], ids=lambda e: e.name)
def test_legacy_bytes_are_recognised_and_converted(encoding: legacy.Encoding) -> None:
    document = read_document(to_legacy(SENTENCES, encoding).encode("cp1252"))
    assert document.encoding == encoding.name
    assert lowered(document.text) == lowered(SENTENCES)
    assert [f.code for f in document.findings] == ["legacy-encoding"]


@pytest.mark.parametrize("encoding", [legacy.TCVN3, legacy.VNI], ids=lambda e: e.name)
@pytest.mark.parametrize("form", [forms.to_html, forms.to_docx], ids=["html", "docx"])
def test_legacy_letters_in_unicode_clothing_are_converted(
    encoding: legacy.Encoding, form: object
) -> None:
    written = to_legacy(SENTENCES, encoding).strip().split("\n")
    document = read_document(form(written))  # type: ignore[operator]
    assert lowered(document.text) == lowered(SENTENCES)
    assert "legacy-encoding" in [f.code for f in document.findings]


def test_a_unicode_paragraph_among_legacy_ones_stays() -> None:
    written = to_legacy(SENTENCES, legacy.TCVN3) + "Hoà Bình, ngày 5 tháng 6: ©, ®, « và »\n"
    document = read_document((written + SENTENCES).encode())
    assert document.text.lower().startswith(SENTENCES.lower())
    assert document.text.endswith(SENTENCES)


def test_good_unicode_is_never_taken_for_legacy() -> None:
    text = "Hoà thuận, thuỷ lợi, Lào Cai, Hà Nam, xã Cà Mà, ô tô, ©2025, 5 µg/m³, ±0,5 °C, «nêu»\n"
    document = read_document((text + SENTENCES).encode())
    assert document.text == text + SENTENCES
    assert document.findings == ()


def test_capitals_of_tcvn3_are_restored_where_the_line_shows_them() -> None:
    assert (
        legacy.to_unicode("KÕ HO¹CH B¶O VÖ M¤I TR¦êNG", legacy.TCVN3)
        == "KẾ HOẠCH BẢO VỆ MÔI TRƯỜNG"
    )
    assert legacy.to_unicode("Hµ Néi", legacy.TCVN3) == "Hà Nội"


def test_vni_pairs_are_matched_before_single_characters() -> None:
    assert (
        legacy.to_unicode("Uûy ban nhaân daân thöïc hieän", legacy.VNI)
        == "Ủy ban nhân dân thực hiện"
    )
    assert legacy.to_unicode("ÑOÀNG THAÙP", legacy.VNI) == "ĐỒNG THÁP"


@pytest.mark.parametrize("claim", ["windows-1252", "iso-8859-1", "utf-16", "x-nonsense", "gb2312"])
def test_a_page_may_lie_about_its_encoding(claim: str) -> None:
    document = read_document(forms.to_html(["Ủy ban nhân dân thành phố"], charset=claim))
    assert document.text == "Ủy ban nhân dân thành phố\n"


def test_a_page_in_windows_1258_that_claims_utf_8() -> None:
    page = b"<html><head><meta charset='utf-8'></head><body><p>" + (
        b"U\xd2y ban nh\xe2n d\xe2n th\xe0nh ph\xf4\xec, \xf0\xf4\xf2ng Th\xe1p</p></body></html>"
    )
    assert "nhân dân thành phố" in read_document(page).text


def test_a_cut_character_at_the_end_and_a_spoilt_one_are_reported() -> None:
    cut = read_document(SENTENCES.rstrip().encode() + "ế".encode()[:2])
    assert cut.text[:-1] == SENTENCES.rstrip()
    assert [f.code for f in cut.findings] == ["damaged-characters"]


def test_bytes_that_are_no_vietnamese_are_read_with_a_finding() -> None:
    document = read_document(
        "Köln, Straße, Fußgänger, Überprüfung, Größe, Müll, schön".encode("cp1252")
    )
    assert "Köln" in document.text
    assert [f.code for f in document.findings] == ["unsure-encoding"]


def test_every_letter_of_both_tables_survives_the_round_trip() -> None:
    letters = "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵăâđêôơư"
    for encoding in (legacy.TCVN3, legacy.VNI):
        for letter in letters:
            word = f"x{letter} "
            assert legacy.to_unicode(to_legacy(word, encoding), encoding) == word
    for letter in letters.upper():
        assert legacy.to_unicode(to_legacy(letter, legacy.VNI), legacy.VNI) == letter


@given(
    st.sampled_from(
        sorted({w.strip(",.;") for w in SENTENCES.split() if w.strip("-,.;%0123456789")})
    )
)
@settings(max_examples=40, deadline=None)
def test_vietnamese_words_are_sound_in_any_spelling(word: str) -> None:
    assert is_syllable(unicodedata.normalize("NFC", word))
    assert is_syllable(unicodedata.normalize("NFD", word).upper())


def test_scores_tell_right_from_wrong() -> None:
    assert score(SENTENCES).share == 1.0
    assert score(to_legacy(SENTENCES, legacy.TCVN3)).share < 0.2
    assert score(to_legacy(SENTENCES, legacy.VNI)).share < 0.4
