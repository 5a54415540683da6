"""Vietnamese text: one spelling (NFC), accent-insensitive keys, alphabetical order.

Lies under the rooms of the house, beside :mod:`xanh.errors`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^0-9a-z]+")

# TCVN 5712 alphabet: 29 letters; f, j, w, z stand where foreign words need them.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: index for index, letter in enumerate(_LETTERS, start=20)}
# Order of tones in Vietnamese dictionaries: level, falling, asking, broken, rising, heavy.
_TONE_RANK = {"̀": 1, "̉": 2, "̃": 3, "́": 4, "̣": 5}


def nfc(text: str) -> str:
    """Return ``text`` in Unicode NFC, the only form that Xanh stores."""
    return unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """Return ``text`` in NFC with every run of white space as one space, ends stripped."""
    return _SPACES.sub(" ", nfc(text)).strip()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the search key of ``text``: lower case, no accents, đ as d, single spaces.

    ``fold("Tô Lịch") == fold("to lich") == "to lich"``.
    """
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _SPACES.sub(" ", bare).strip()


def slug(text: str) -> str:
    """Return ``text`` as part of an address: ``slug("Sở Y tế") == "so-y-te"``."""
    return _NOT_WORD.sub("-", fold(text)).strip("-")


@lru_cache(maxsize=65536)
def sort_key(text: str) -> str:
    """Return a string whose code-point order is Vietnamese alphabetical order.

    Letters decide first, over the whole text; tones decide only between equal letters
    (TCVN 5712). Digits come before letters and keep their numeric value, so "10" follows "9".
    """
    letters: list[str] = []
    tones: list[str] = []
    for token in re.findall(r"\d+|\D", squeeze(text).casefold()):
        if token.isdigit():
            letters.append("1" + token.lstrip("0").rjust(12, "0"))
            continue
        marks = unicodedata.normalize("NFD", token)
        tones.append(str(max((_TONE_RANK.get(m, 0) for m in marks), default=0)))
        base = "".join(m for m in marks if m not in _TONE_RANK)
        letter = unicodedata.normalize("NFC", base)
        rank = _LETTER_RANK.get(letter)
        letters.append(f"{rank:02d}" if rank else ("00" if letter == " " else f"0{letter}"))
    return "".join(letters) + " " + "".join(tones)
