"""Words set in capitals, back in sentence case.

A title "PHÁT TRIỂN HẠ TẦNG 5G, IOT … THÀNH PHỐ HÀ NỘI" says nothing about which letters are
capitals; the body usually names the same things. ``BodyCase.recover`` copies the case of the
longest stretches that the body repeats, and falls back to lower case, keeping what cannot be a
Vietnamese word.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from xanh.documents.front.document_numbers import KIND_PATTERN, NUMBER, canonical_kind, spell

# The 34 provinces and cities since 1 July 2025 and those that merged into them: after a word such
# as "tỉnh" their names are names, elsewhere "hòa bình" may be peace.
PROVINCES = tuple(
    """An Giang|Bà Rịa - Vũng Tàu|Bạc Liêu|Bắc Giang|Bắc Kạn|Bắc Ninh|Bến Tre|Bình Dương|Bình Định
    |Bình Phước|Bình Thuận|Cà Mau|Cao Bằng|Cần Thơ|Đà Nẵng|Đắk Lắk|Đắk Nông|Điện Biên|Đồng Nai
    |Đồng Tháp|Gia Lai|Hà Giang|Hà Nam|Hà Nội|Hà Tĩnh|Hải Dương|Hải Phòng|Hậu Giang|Hòa Bình
    |Hồ Chí Minh|Huế|Hưng Yên|Khánh Hòa|Kiên Giang|Kon Tum|Lai Châu|Lạng Sơn|Lào Cai|Lâm Đồng
    |Long An|Nam Định|Nghệ An|Ninh Bình|Ninh Thuận|Phú Thọ|Phú Yên|Quảng Bình|Quảng Nam
    |Quảng Ngãi|Quảng Ninh|Quảng Trị|Sóc Trăng|Sơn La|Tây Ninh|Thái Bình|Thái Nguyên|Thanh Hóa
    |Thừa Thiên Huế|Tiền Giang|Trà Vinh|Tuyên Quang|Vĩnh Long|Vĩnh Phúc|Yên Bái""".replace(
        "\n", ""
    ).split("|")
)
_PROVINCES = tuple(sorted((" ".join(p.split()) for p in PROVINCES), key=len, reverse=True))
LEVEL_PATTERN = (
    r"(?:tỉnh|thành\s+phố|tp\.?|quận|huyện|thị\s+xã|thị\s+trấn|phường|xã|đặc\s+khu|thủ\s+đô)"
)
_PROPER = (
    "Ban Chấp hành Trung ương",
    "Ban Bí thư",
    "Bộ Chính trị",
    "Thủ tướng Chính phủ",
    "Chính phủ",
    "Quốc hội",
    "Trung ương",
    "Việt Nam",
    "Thủ đô",
    "Đồng bằng sông Cửu Long",
    "Biển Đông",
    "Liên hợp quốc",
)
_ACRONYM_SPELLING = {"iot": "IoT", "ai": "AI", "cop": "COP", "ttg": "TTg", "tp": "TP"}
_ONSET = r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnprstvx])?"
_SYLLABLE = re.compile(rf"{_ONSET}[aeiouy]{{1,3}}(?:ch|ng|nh|[cmnpt])?$")
_ROMAN = re.compile(r"[IVX]+$")
_ORDINALS = frozenset({"khóa", "khoá", "quý", "kỳ", "đoạn", "thứ", "loại", "cấp", "hạng", "vùng"})
_LONGEST_RUN = 16  # words
_MOST_OCCURRENCES = 24
_MOST_TEXT = 400_000  # characters of the body that are searched
_SHORTEST_CAPITALS = 4  # words in a row
_WORD_EDGE = re.compile(r"^\W+|\W+$")


class BodyCase:
    """The case of words in the running text of a document, gathered when first asked for."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts

    @cached_property
    def _text(self) -> str:
        # A full stop between the texts: the word after it starts a sentence.
        return " . ".join(_without_capitals(t) for t in self._texts)[:_MOST_TEXT]

    @cached_property
    def _lower(self) -> str:
        return _lower(self._text)

    def recover(self, text: str, names: Iterable[str] = ()) -> str:
        """Return ``text`` (any case) in sentence case, its first letter as inside a sentence.

        ``names`` are proper names in their right case, such as the document's place.
        """
        words = text.replace("“", '"').replace("”", '"').split()
        done: list[str] = []
        index = 0
        while index < len(words):
            size, form = self._longest(words, index)
            if size == 0:
                size, form = 1, self._single(words[index], words[index - 1] if index else "")
            done.append(form)
            index += size
        return _restore_names(" ".join(done), names)

    def _longest(self, words: list[str], index: int) -> tuple[int, str]:
        for size in range(min(_LONGEST_RUN, len(words) - index), 1, -1):
            phrase = _lower(" ".join(words[index : index + size]))
            form = self._form(phrase)
            if form is not None:
                return size, form
        return 0, ""

    def _form(self, phrase: str) -> str | None:
        """Return the case in which the body writes ``phrase``; None if it does not."""
        inside: Counter[str] = Counter()
        opening: Counter[str] = Counter()
        for start in self._occurrences(phrase):
            found = self._text[start : start + len(phrase)]
            if self._opens_sentence(start):
                opening[_lower_first(found)] += 1
            else:
                inside[found] += 1
        forms = inside or opening
        if not forms:
            return None
        return min(forms, key=lambda f: (-forms[f], sum(c.isupper() for c in f), f))

    def _occurrences(self, phrase: str) -> Iterator[int]:
        start = self._lower.find(phrase)
        for _ in range(_MOST_OCCURRENCES):
            if start < 0:
                return
            end = start + len(phrase)
            before = self._lower[start - 1 : start]
            after = self._lower[end : end + 1]
            if not (before.isalnum() or (after.isalnum() and phrase[-1].isalnum())):
                yield start
            start = self._lower.find(phrase, start + 1)

    def _opens_sentence(self, start: int) -> bool:
        before = self._text[max(0, start - 6) : start].rstrip(' "(')
        return not before or before[-1] in ".;:!?-–+•*)"

    def _single(self, word: str, before: str) -> str:
        """Return a word that the body does not repeat together with its neighbours."""
        core = _WORD_EDGE.sub("", word)
        if not core or any(c.isdigit() for c in core):
            return word
        lower = _lower(core)
        if lower in _ACRONYM_SPELLING and core.isupper():
            form = self._form(lower)
            keeps = form is None or form != form.lower()
            return word.replace(core, _ACRONYM_SPELLING[lower] if keeps else lower)
        if _ROMAN.match(core) and _lower(before) in _ORDINALS:
            return word
        if not _is_syllable(lower):
            form = self._form(lower)
            return word.replace(core, core if form is None or form == lower else form)
        form = self._form(lower)
        # Only a capital inside a word proves an acronym; "Môi" alone may come from a name.
        keep = form if form and any(c.isupper() for c in form[1:]) else lower
        return word.replace(core, keep)


def _restore_names(text: str, names: Iterable[str]) -> str:
    for name in _PROPER:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", name, text, flags=re.IGNORECASE)
    for name in names:
        if name:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", name, text, flags=re.IGNORECASE)
    for name in _PROVINCES:
        text = re.sub(
            rf"(?<!\w)({LEVEL_PATTERN}\s+){re.escape(name)}(?!\w)",
            lambda m, name=name: m.group(1) + name,  # type: ignore[misc]
            text,
            flags=re.IGNORECASE,
        )
    text = re.sub(
        rf"(?<!\w)({KIND_PATTERN})(?=\s+(?:số\s+)?\d+\s?[/-])",
        lambda m: canonical_kind(m.group()) or m.group(),
        text,
        flags=re.IGNORECASE,
    )
    return NUMBER.sub(spell, text)


def _without_capitals(text: str) -> str:
    """Return ``text`` without its stretches in capitals: they prove nothing about case."""
    kept: list[str] = []
    run: list[str] = []
    for word in [*text.replace("“", '"').replace("”", '"').split(), ""]:
        if word.isupper() and len(word) > 1:
            run.append(word)
            continue
        kept += ["."] if _is_heading(run) else run
        run = []
        kept.append(word)
    return " ".join(kept).strip()


def _is_heading(run: list[str]) -> bool:
    """Say whether words in capitals in a row are a heading and not acronyms ("UBND TP")."""
    if len(run) >= _SHORTEST_CAPITALS:
        return True
    return len(run) > 1 and all(_is_syllable(_lower(_WORD_EDGE.sub("", word))) for word in run)


def recover_capitals(text: str, body: BodyCase, names: Iterable[str] = ()) -> str:
    """Return ``text``, partly in capitals, with those stretches in sentence case."""
    done: list[str] = []
    run: list[str] = []
    names = tuple(names)
    for word in [*text.split(), ""]:
        if word.isupper() and not any(c.isdigit() for c in word):
            run.append(word)
            continue
        if run:
            done.append(body.recover(" ".join(run), names) if len(run) > 1 else run[0])
            run = []
        done.append(word)
    return " ".join(done).strip()


def title_case(text: str) -> str:
    """Return ``text`` with a capital at every word: the case of Vietnamese place names."""
    return re.sub(r"[^\W\d_]+", lambda m: m.group()[:1].upper() + _lower(m.group()[1:]), text)


def is_capitals(text: str) -> bool:
    """Say whether nearly all letters of ``text`` are capitals ("HẠ TẦNG 5G, IoT …" is)."""
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) >= 0.85 * len(letters)


def lower_first_word(text: str) -> str:
    """Return ``text`` as it stands inside a sentence: the first letter small, acronyms kept."""
    return _lower_first(text)


def _lower_first(text: str) -> str:
    first = text.split(" ", 1)[0]
    if any(c.isupper() or c.isdigit() for c in first[1:]):
        return text
    return text[:1].lower() + text[1:]


def _lower(text: str) -> str:
    """Lower case of the same length, so that positions agree."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _is_syllable(lower: str) -> bool:
    bare = "".join(
        c
        for c in unicodedata.normalize("NFD", lower.replace("đ", "d"))
        if not unicodedata.combining(c)
    )
    return bool(_SYLLABLE.match(bare))
