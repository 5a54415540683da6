"""The numbers, letters and dashes that Vietnamese documents put before clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Decree 30/2020/NĐ-CP, annex I: parts, chapters and sections, articles, clauses 1., points a).
LEVELS = {"part": 1, "upper": 2, "roman": 3, "article": 3, "number": 4, "decimal": 5, "letter": 7}

_KINDS = (
    (
        "part",
        r"(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?:THỨ\s+|thứ\s+)?"
        r"(?P<part>[IVXLC]+|\d{1,2}|[NH][HA][ẤIẤ]T?|(?i:nhất|hai|ba|bốn|năm))\b[.:\-–]?",
    ),
    ("article", r"(?P<article>Điều\s+\d{1,3})\s*[.:]"),
    ("roman", r"(?P<roman>[IVXLC]{1,6}|[IVX][ivx]{1,4})\s*(?:[.)\-–:]|/(?!\d))(?=\s|[A-ZĐÀ-Ỹ])"),
    ("decimal", r"(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,3})\s*[.):]?(?=\s|[A-ZĐÀ-Ỹ])"),
    ("number", r"(?P<number>\d{1,2})\s*[.)/](?!\d)"),
    ("letter", r"(?P<letter>[a-zđ])\s*[.)](?=\s|[A-ZĐÀ-Ỹ])"),
    ("upper", r"(?P<upper>[A-HĐ])\s*[.)](?=\s)"),
)
_DASH = r"(?P<dash>[-–—+•·●○▪■\uf0b7])(?=\s|[A-ZĐÀ-Ỹ\"“(\d])"
MARKER = re.compile("^(?:" + "|".join(pattern for _, pattern in _KINDS) + "|" + _DASH + r")\s*")

_LETTERS = "abcdđeghiklmnopqrstuvxy"
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker at the start of a text: its kind, the mark itself, and where the content starts."""

    kind: str  # a key of LEVELS, or "dash"
    mark: str
    end: int


def find_marker(text: str) -> Marker | None:
    """Return the marker that ``text`` starts with."""
    match = MARKER.match(text)
    if match is None:
        return None
    kind = next(name for name, value in match.groupdict().items() if value)
    mark = match[kind]
    if kind == "roman":
        mark = mark.upper()  # "Ii.": a site that writes its headings in sentence case
        if roman_value(mark) is None:
            return None
    if kind == "part":
        mark = text[: match.end()].strip(" .:-–")
    return Marker(kind, mark, match.end())


def starts_clause(line: str) -> bool:
    """Say whether a line of raw text (emphasis markers and all) starts a clause of its own."""
    return find_marker(line.lstrip("*_ ").replace("**", "")) is not None


def roman_value(mark: str) -> int | None:
    """Return the value of a Roman numeral, None when it is not well formed."""
    if not re.fullmatch(r"(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})", mark) or not mark:
        return None
    values = [_ROMAN_VALUES[c] for c in mark]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def ordinal(kind: str, mark: str) -> int | None:
    """Return the place of a mark in its series: "II" 2, "c" 3, "đ" 5, "2.1" 1."""
    if kind == "roman":
        return roman_value(mark)
    if kind == "letter":
        return _LETTERS.find(mark) + 1 or None
    if kind == "upper":
        return "ABCDĐEGH".find(mark) + 1 or None
    digits = re.findall(r"\d+", mark)
    return int(digits[-1]) if digits else None


def mark_of(kind: str, value: int) -> str:
    """Return the mark that stands at place ``value`` of its series (letters only)."""
    return _LETTERS[value - 1] if kind == "letter" and value <= len(_LETTERS) else str(value)
