"""Which place a document speaks for."""

from __future__ import annotations

import re
from datetime import date

from xanh.office.places.models import Place
from xanh.vietnamese import fold

_UNIT = re.compile(r"\b(phuong|xa|dac khu) ")
_KINDS = {"phuong": Place.Kind.WARD, "xa": Place.Kind.COMMUNE, "dac khu": Place.Kind.SPECIAL_ZONE}


def province_in(text: str, day: date) -> Place | None:
    """Return the province that ``text`` names, as it was on ``day``.

    The longest name wins. A province that did not exist yet is found by its first record.
    """
    words = f" {fold(text)} "
    provinces = Place.objects.filter(parent=None).order_by("valid_from")
    named = [p for p in provinces if re.search(rf"\b{re.escape(fold(p.name))}\b", words)]
    if not named:
        return None
    longest = max(len(p.name) for p in named)
    named = [p for p in named if len(p.name) == longest]
    on_the_day = [p for p in named if _holds(p, day)]
    return (on_the_day or named)[0]


def unit_in(text: str, province: Place | None, day: date) -> Place | None:
    """Return the ward, commune or special zone that ``text`` names, None if none or several."""
    words = fold(text)
    found = _UNIT.search(words)
    if found is None:
        return None
    units = Place.objects.at(day).filter(kind=_KINDS[found.group(1)])
    if province is not None:
        units = units.filter(parent__code=province.code)
    rest = words[found.end() :]
    named = [u for u in units.select_related("parent") if _begins(rest, fold(u.name))]
    if not named:
        return None
    longest = max(len(u.name) for u in named)
    named = [u for u in named if len(u.name) == longest]
    return named[0] if len(named) == 1 else None


def _begins(text: str, name: str) -> bool:
    return text == name or (text.startswith(name) and not text[len(name)].isalnum())


def _holds(place: Place, day: date) -> bool:
    begun = place.valid_from is None or place.valid_from <= day
    return begun and (place.valid_to is None or place.valid_to >= day)
