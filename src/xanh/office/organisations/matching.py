"""Who a written name means, in a plan of some place and date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from django.db.models import Q

from xanh.documents.organisations import canonical
from xanh.office.organisations.collectives import Rule, rule_of
from xanh.office.organisations.models import Organisation, WrittenName
from xanh.office.organisations.names import name_key
from xanh.office.places.loading import rows_of
from xanh.office.places.models import Place

Sure = Literal["exact", "former", "none"]
_BRACKETS = re.compile(r"\([^()]*\)?")
_UNIT_END = re.compile(r" (?:cua |thuoc |tai |tren dia ban )?(?:tp|tinh)$")
_TAIL = re.compile(
    r" (?:chu tri|phoi hop|thuc hien|tham muu|tong hop)$"
    r"| (?:theo|tren co so) (?:chuc nang|tham quyen|nhiem vu|quy dinh|phan cong).*$"
)


@dataclass(frozen=True, slots=True)
class Match:
    """Who is meant: a body, a collective name, or nobody known.

    ``sure`` is "exact" when the name is one of the body's names on that day, "former" when the
    body did not exist on that day (dissolved, or not yet founded), "none" when nobody is known.
    """

    organisation: Organisation | None
    rule: Rule | None
    sure: Sure


NOBODY = Match(None, None, "none")


def match(written: str, place: Place | None, day: date) -> Match:
    """Find who ``written`` means in a plan of ``place`` issued on ``day``.

    Departments are those of the plan's province, unless the name says another one; ministries and
    other central bodies follow. Where two bodies fit equally nobody is chosen.
    """
    bare = _BRACKETS.sub(" ", written).strip(" .;,:-–+")
    rule = rule_of(bare, place)
    if rule is not None:
        return Match(None, rule, "exact")
    seen: set[tuple[str, str | None]] = set()
    for form in (bare, canonical(bare)):
        for key, code in _readings(name_key(form), place):
            found = None if (key, code) in seen else _lookup(key, code, place, day)
            if found is not None:
                return found
            seen.add((key, code))
    return NOBODY


def _readings(key: str, place: Place | None) -> Iterator[tuple[str, str | None]]:
    """Yield the keys to look up with the code of the province to look in, the fullest first."""
    home = place.province_code if place else None
    shorter = _TAIL.sub("", key)
    for form in dict.fromkeys((key, shorter)):
        yield form, home
        base, code = _without_province(form)
        if code is not None:
            yield base, code
            base = _UNIT_END.sub("", base)
            yield base, code
        elif _UNIT_END.search(form):
            yield _UNIT_END.sub("", form), home


def _without_province(key: str) -> tuple[str, str | None]:
    """Split "so xay dung tinh bac ninh" into the body and the code of the province."""
    for name, code in _province_names():
        if key.endswith(f" {name}"):
            return key.removesuffix(f" {name}"), code
    return key, None


@cache
def _province_names() -> tuple[tuple[str, str], ...]:
    rows = rows_of("xanh.office.places", "provinces.csv")
    pairs = {(name_key(row["name"]), row["code"]) for row in rows}
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _lookup(key: str, code: str | None, place: Place | None, day: date) -> Match | None:
    if not key:
        return None
    where = Q(organisation__place=None)
    if code is not None:
        where |= Q(organisation__place__code=code) | Q(organisation__place__parent__code=code)
    names = WrittenName.objects.filter(where, key=key).select_related("organisation__place")
    ranked = sorted(
        {name.organisation for name in names},
        key=lambda organisation: _rank(organisation, code, place, day),
    )
    if not ranked:
        return None
    best = ranked[0]
    if len(ranked) > 1 and _rank(best, code, place, day) == _rank(ranked[1], code, place, day):
        return None
    return Match(best, None, "exact" if _exists(best, day) else "former")


def _rank(
    organisation: Organisation, code: str | None, place: Place | None, day: date
) -> tuple[int, int]:
    """Order candidates: existing ones first; the plan's own place, its province, the centre."""
    own = organisation.place
    if own is None:
        near = 2 if code is not None else 0
    elif place is not None and own.code == place.code:
        near = 0
    else:
        near = 1 if own.code == code else 3
    return (0 if _exists(organisation, day) else 1, near)


def _exists(organisation: Organisation, day: date) -> bool:
    begun = organisation.valid_from is None or organisation.valid_from <= day
    return begun and (organisation.valid_to is None or organisation.valid_to >= day)
