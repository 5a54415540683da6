"""Numbers as instruments, spreadsheets and laboratories write them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from math import isfinite

from xanh.vietnamese import fold

Number = tuple[float | None, str]  # value, flags: "" | "bdl" | "instrument" | "unreadable" | both
NOTHING: Number = (None, "unreadable")

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_THOUSANDS_COMMA = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_THOUSANDS_POINT = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_MANY_POINTS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3}){2,}")
_INSIDE = re.compile(r"\d[\d.,]*(?:[eE][+-]?\d+)?")
# Said of a substance that the method did not find.
_NOT_FOUND = re.compile(
    r"kph|kphd|khong phat hien(?: duoc)?|nd|n\.d\.?|not detected|non-?detect|bdl|bql"
    r"|lod|loq|mdl"
)


@lru_cache(maxsize=65536)
def parse(text: str, comma: bool = True) -> Number:
    """Return the value in ``text`` and what there is to say about it.

    ``comma`` says that a single comma is the decimal sign. A value below a limit ("<0,02",
    "KPH (LOD=0.01)") is the limit with ``bdl``; without a limit there is no value. A value beyond
    what could be measured (">6000") is that bound with ``instrument``.

    >>> parse("1.234,5"), parse("<0,02"), parse("---")
    ((1234.5, ''), (0.02, 'bdl'), (None, 'unreadable'))
    """
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip().strip("\"'")
    text = text.replace("\u2264", "<").replace("\u2265", ">").strip()
    if not text:
        return NOTHING
    if text[0] == "<":
        return _limit(text.lstrip("<= "), comma)
    if text[0] == ">":
        value = _value(text.lstrip(">= "), comma)
        return NOTHING if value is None else (value, "instrument")
    value = _value(text, comma)
    if value is not None:
        return value, ""
    return _limit(text, comma) if _NOT_FOUND.match(fold(text)) else NOTHING


def _limit(text: str, comma: bool) -> Number:
    inside = _INSIDE.search(text)
    value = _value(inside.group().rstrip(".,"), comma) if inside else None
    return (None, "bdl unreadable") if value is None else (value, "bdl")


def _value(text: str, comma: bool) -> float | None:
    text = text.replace(" ", "")
    if not _PLAIN.fullmatch(text):
        text = _without_thousands(text, comma)
        if not _PLAIN.fullmatch(text):
            return None
    elif _MANY_POINTS.fullmatch(text):
        text = text.replace(".", "")
    value = float(text)
    return value if isfinite(value) else None


def _without_thousands(text: str, comma: bool) -> str:
    """Return ``text`` with a decimal point and no other sign between digits."""
    if "." in text and "," in text:
        if _THOUSANDS_POINT.fullmatch(text):
            return text.replace(".", "").replace(",", ".")
        return text.replace(",", "") if _THOUSANDS_COMMA.fullmatch(text) else ""
    if _MANY_POINTS.fullmatch(text):
        return text.replace(".", "")
    if text.count(",") > 1 or (not comma and _THOUSANDS_COMMA.fullmatch(text)):
        return text.replace(",", "") if _THOUSANDS_COMMA.fullmatch(text) else ""
    # "0,01" in quotes between commas: what cannot part thousands is a decimal sign.
    return text.replace(",", ".")
