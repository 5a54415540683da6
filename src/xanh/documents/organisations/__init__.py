"""Organisations: cells split into names, names compared and gathered over a document."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from xanh.documents.organisations.index import find_organisations
from xanh.documents.organisations.keys import canonical
from xanh.documents.organisations.names import NOBODY
from xanh.documents.organisations.reader import Name, Reader
from xanh.documents.plan import LeadCondition
from xanh.vietnamese import fold, squeeze

__all__ = [
    "OrganisationCell",
    "canonical",
    "find_organisations",
    "looks_like_organisations",
    "split_organisations",
]


@dataclass(frozen=True, slots=True)
class OrganisationCell:
    """What a cell names: organisations as written, and the conditions under which they lead."""

    names: tuple[str, ...]
    conditions: tuple[LeadCondition, ...]


@lru_cache(maxsize=8192)
def split_organisations(text: str) -> OrganisationCell:
    """Split a cell into the organisations that it names.

    Each name is as written, a prefix restored where the text shares one ("Các Sở: A; B" gives
    "Sở A", "Sở B"). Where a list of wards and communes shares a prefix without saying which is
    which ("UBND các xã, phường: A, B"), only the sure part is restored ("UBND A"). Bodies joined
    by "và" are split where each can stand alone: "Mặt trận Tổ quốc và các tổ chức chính trị - xã
    hội" names two. Rows of common nouns stay together ("Viện, Trường"; "Các sở, ban, ngành").
    Text behind a name ("chủ trì theo chức năng …") is dropped; a bracket, a colon or "đối với …"
    that says when a body leads becomes its condition. A name that stands twice is given once.
    Never raises.
    """
    written = squeeze(text.replace("*", ""))
    reader = Reader(written).read()
    known: dict[str, str] = {}
    for name in reader.names:
        each = reader.written(name)
        if each and each.casefold() not in NOBODY:
            known.setdefault(canonical(each) or each, each)
    conditions = tuple(
        LeadCondition(each, condition)
        for name, condition in reader.conditions
        if condition and (each := reader.written(name))
    )
    return OrganisationCell(tuple(known.values()), conditions)


def looks_like_organisations(text: str) -> float:
    """Say from 0 to 1 how much a cell looks like organisations: 1 where names fill it.

    A title that merely begins with an organisation, or names one in passing, scores near 0.
    """
    written = squeeze(text.replace("*", ""))
    reader = Reader(written).read()
    total = sum(token.kind == "word" for token in reader.tokens)
    if not total:
        return 0.0
    starts = [token.start for token in reader.tokens if token.kind == "word"]
    told = sum(_told(reader, starts, name) for name in reader.names)
    rest = total - told - reader.aside
    return max(0.0, min(1.0, (told + reader.aside - 0.6 * rest) / total)) if told else 0.0


def _told(reader: Reader, starts: list[int], name: Name) -> int:
    """Return how many words of a name count as recognised: a long tail is prose."""
    count = bisect_left(starts, name.end) - bisect_left(starts, name.start)
    plural = fold(reader.text[name.start : name.start + 9]).startswith(("cac ", "nhung "))
    generic = 12 if plural else 5
    limit = {"other": 0, "generic": generic, "row": 14, "named": 16, "free": 16}[name.kind]
    return min(count, limit)
