"""Cleaned text remembers where each of its characters stood."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from xanh.documents.passages import Passage
from xanh.vietnamese import fold, nfc, slug, sort_key

ALPHABET = "aăâđệƯỚứ \t\n*\\.-15%|“”\u200b\u202e\u00ad\u0301\u0323\u031b\ufeffK가"


@given(st.text(ALPHABET, max_size=80), st.integers(0, 20), st.integers(0, 80))
@example("Sở  Y\n tế", 0, 80)
def test_every_character_knows_its_place(text: str, start: int, end: int) -> None:
    stop = min(end, len(text))
    passage = Passage.clean(text, start, stop)
    assert len(passage.text) == len(passage.starts) == len(passage.ends)
    assert list(passage.starts) == sorted(passage.starts)
    for char, first, last in zip(passage.text, passage.starts, passage.ends, strict=True):
        assert start <= first < last <= stop
        raw = text[first:last]
        assert raw.isspace() if char == " " else char in nfc(raw)
    assert passage.text == passage.text.strip()
    assert "  " not in passage.text


@given(st.text(ALPHABET, max_size=60))
def test_a_part_is_where_the_whole_says(text: str) -> None:
    passage = Passage.clean(text)
    middle = len(passage.text) // 2
    if 0 < middle < len(passage.text) and passage.starts[middle - 1] == passage.starts[middle]:
        return  # between a character and its mark
    for part in (passage.part(0, middle), passage.part(middle)):
        if part:
            assert Passage.clean(text, part.source().start, part.source().end).text == part.text


def test_decomposed_text_is_composed_and_bold_marks_and_invisible_characters_go() -> None:
    text = unicodedata.normalize("NFD", "**Ủy ban** nhân\u200b dân\n") + "\\- 2*3"
    passage = Passage.clean(text)
    assert passage.text == "Ủy ban nhân dân - 2*3"
    assert unicodedata.is_normalized("NFC", passage.text)


@pytest.mark.parametrize(
    "written", ["Tô Lịch", "to lich", "TÔ LỊCH", unicodedata.normalize("NFD", "Tô Lịch")]
)
def test_search_does_not_mind_accents_or_case(written: str) -> None:
    assert fold(written) == "to lich"


def test_sorting_follows_the_vietnamese_alphabet() -> None:
    letters = ["an", "án", "ăn", "ân", "Dân", "Đan", "ê", "ô", "ơ", "u", "ư"]
    backwards = letters[::-1]
    assert sorted(backwards, key=sort_key) == letters
    assert sorted(["Phường 10", "Phường 2"], key=sort_key) == ["Phường 2", "Phường 10"]
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    backwards = tones[::-1]
    assert sorted(backwards, key=sort_key) == tones


@given(st.text(max_size=40))
def test_slugs_are_plain(text: str) -> None:
    assert re.fullmatch(r"[0-9a-z]*(-[0-9a-z]+)*", slug(text))
