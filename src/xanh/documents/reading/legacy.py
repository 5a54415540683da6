"""The two encodings of Vietnam before Unicode: TCVN3 (ABC fonts) and VNI.

Both put Vietnamese letters into the places of Western European ones and leave the rest to the
font: ``.VnTime`` and its family show TCVN3, ``VNI-Times`` and its family show VNI. The tables are
keyed by what Windows-1252 makes of the bytes, since this is how such text also stands, in Unicode
clothing, inside Word, web and PDF files.

Sources of the tables:

* TCVN3: TCVN 5712:1993, character set VN3 (the same places as glibc's ``TCVN5712-1``). It has no
  accented capitals: the capital fonts (``.VnTimeH``) show small letters as capitals.
* VNI: the VNI for Windows character set of VNI Software Company. A letter with a tone is the base
  letter and a second character for the marks, so pairs are matched before single characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xanh.documents.reading.syllables import Score, score

# Place (Windows-1252 character) to letter, in the order of the standard.
_TCVN3_PLACES = "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ"
_TCVN3_LETTERS = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
_TCVN3 = str.maketrans(_TCVN3_PLACES, _TCVN3_LETTERS)

# Base letter: its mark characters, and what the pairs are.
_VNI_PAIRS = {
    "a": ("ùøûõïâáàåãäêéèúüë", "áàảãạâấầẩẫậăắằẳẵặ"),
    "e": ("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ"),
    "o": ("ùøûõïâáàåãä", "óòỏõọôốồổỗộ"),
    "u": ("ùøûõï", "úùủũụ"),
    "y": ("ùøûõ", "ýỳỷỹ"),
    "ô": ("ùøûõï", "ớờởỡợ"),
    "ö": ("ùøûõï", "ứừửữự"),
}
_VNI_SINGLES = ("íìæóòôöîñ", "íìỉĩịơưỵđ")


def _vni_table() -> dict[str, str]:
    """Return pairs and single characters, small and capital, to letters."""
    table = dict(zip(*_VNI_SINGLES, strict=True))
    for base, (marks, letters) in _VNI_PAIRS.items():
        table |= {base + mark: letter for mark, letter in zip(marks, letters, strict=True)}
    capitals = {}
    for written, letter in table.items():
        capitals[written.upper()] = letter.upper()
        capitals[written[0].upper() + written[1:]] = letter.upper()
    return table | capitals


_VNI = _vni_table()
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

# Letters that only Unicode text can hold: ă đ ơ ư and every letter with two marks.
_CLEARLY_UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9\u0300\u0301\u0303\u0309\u0323]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_CAPITAL_FONT = re.compile(r"^\.?vn.*h$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Encoding:
    """A legacy encoding: its name for machines and for people."""

    name: str
    label: str


TCVN3 = Encoding("tcvn3", "TCVN3 (ABC)")
VNI = Encoding("vni", "VNI Windows")


def to_unicode(text: str, encoding: Encoding) -> str:
    """Convert ``text``, as Windows-1252 sees it, to Unicode."""
    if encoding is VNI:
        return _VNI_PATTERN.sub(lambda match: _VNI[match.group()], text)
    return "".join(map(_restore_capitals, text.splitlines(keepends=True)))


def _restore_capitals(line: str) -> str:
    """Convert one TCVN3 line; where its plain letters are all capitals, so are the others."""
    converted = line.translate(_TCVN3)
    plain = [c for c in line if c.isascii() and c.isalpha()]
    if len(plain) >= 4 and sum(map(str.isupper, plain)) >= 0.9 * len(plain):
        return converted.upper()
    if not any(map(str.isupper, plain)):
        return converted
    return re.sub(r"\S+", _restore_word, converted)


def _restore_word(match: re.Match[str]) -> str:
    """Put a word such as "HOạCH" into capitals: two plain capitals, no plain small letter."""
    word = match.group()
    plain = [c for c in word if c.isascii() and c.isalpha()]
    return word.upper() if len(plain) >= 2 and all(map(str.isupper, plain)) else word


def encoding_of_font(font: str | None) -> Encoding | None:
    """Return the encoding that a font such as ``.VnTime`` or ``VNI-Times`` implies."""
    name = (font or "").strip(" '\"").lower()
    if name.startswith((".vn", "vn3 ")) or re.match(r"\.?vn(?:time|arial)", name):
        return TCVN3
    return VNI if name.startswith(("vni-", "vni ")) else None


def is_capital_font(font: str | None) -> bool:
    """Say whether a TCVN3 font shows small letters as capitals (``.VnTimeH``)."""
    return bool(font and _CAPITAL_FONT.match(font.strip(" '\"")))


def is_clearly_unicode(text: str) -> bool:
    """Say whether ``text`` holds letters that no legacy encoding could have put there."""
    return bool(_CLEARLY_UNICODE.search(text))


def detect(text: str) -> Encoding | None:
    """Return the legacy encoding that ``text``, as Windows-1252 sees it, is written in.

    Only lines that are not clearly Unicode are judged. An encoding is found when it makes most
    accented words sound and the text as it stands does not.
    """
    suspects = "\n".join(line for line in text.splitlines() if _is_suspect(line))
    if not suspects:
        return None
    before = score(suspects)
    best = max((TCVN3, VNI), key=lambda encoding: _gain(suspects, encoding))
    after = score(to_unicode(suspects, best))
    return best if _convinces(before, after) else None


def _gain(text: str, encoding: Encoding) -> float:
    return score(to_unicode(text, encoding)).share


def _convinces(before: Score, after: Score) -> bool:
    if after.sound < 3 or after.sound <= 2 * before.sound:
        return False
    return after.share >= 0.7 and before.share <= 0.5


def _is_suspect(line: str) -> bool:
    return bool(_NOT_ASCII.search(line)) and not is_clearly_unicode(line)


def convert_line(line: str, encoding: Encoding) -> str:
    """Convert one line of a text in which ``encoding`` was detected, unless it is sound already."""
    if not _is_suspect(line):
        return line
    converted = to_unicode(line, encoding)
    return converted if score(converted).sound >= score(line).sound else line
