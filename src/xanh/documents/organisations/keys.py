"""One organisation under many spellings: a key under which they are equal."""

from __future__ import annotations

import re
from functools import lru_cache

from xanh.documents.organisations import names
from xanh.documents.organisations.words import squash
from xanh.vietnamese import fold, squeeze

_PART = re.compile(r"[^\W_]+(?:[&.-][^\W_]+)*\.?")
_SPACED = re.compile(r"[A-ZĐ]{1,5}(?:\s*(?:[&,]|và)\s*[A-ZĐ]{1,5})+\b")
_PLURAL = re.compile(r"^(?:cac|nhung|mot so|toan the|tat ca cac|tat ca|moi) ")
_UNITS = re.compile(r"(?:\b(?:xa|phuong|dac khu|thi tran|thi xa|huyen|quan)\b ?){2,}")
_UNIT = re.compile(r"xa|phuong|dac khu|thi tran|thi xa|huyen|quan")
_SHORT = {squash(short): full for short, full in names.ABBREVIATIONS.items()}
_BARE = {squash(short): full for short, full in names.BARE_ABBREVIATIONS.items()}


@lru_cache(maxsize=16384)
def canonical(name: str) -> str:
    """Return the key under which spellings of one organisation are equal.

    Folded (no accents, lower case), abbreviations expanded ("Sở NN&MT" is "Sở Nông nghiệp và Môi
    trường", "UBND TP" is "Ủy ban nhân dân thành phố"), joints ("và", "&", commas, hyphens) and a
    leading "các" left out, units of a row in one order ("phường, xã" is "xã, phường").
    """
    parts = [part.group() for part in _PART.finditer(_SPACED.sub(_joined, squeeze(name)))]
    led = bool(parts) and fold(parts[0]) in ("so", "bo", "hoi", "ban", "cac", "giam")
    words: list[str] = []
    for index, part in enumerate(parts):
        words.extend(_expanded(part, led and index > 0).split())
    key = " ".join(word for word in words if word != "va")
    key = _PLURAL.sub("", key.replace("co lien quan", "lien quan"))
    key = re.sub(r"(?<=nhan dan )(?:cac|cap) (?=xa|phuong|dac khu)", "", key)
    return _UNITS.sub(_sorted_units, key).strip()


def _joined(match: re.Match[str]) -> str:
    """Close up an abbreviation in pieces: "NN & MT", "VH, TT & DL"."""
    return squash(match.group()) if squash(match.group()) in _BARE else match.group()


def _expanded(part: str, led: bool) -> str:
    if not part.isupper() and "&" not in part:
        return fold(part.replace("-", " ").rstrip("."))
    short = squash(part)
    full = (_BARE.get(short) if led else None) or _SHORT.get(short)
    return fold(re.sub(r"[,&-]", " ", full or part.rstrip(".")))


def _sorted_units(match: re.Match[str]) -> str:
    return " ".join(sorted(_UNIT.findall(match.group()), reverse=True)) + " "
