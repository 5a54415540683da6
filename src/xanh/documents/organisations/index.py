"""The organisations of a document: mentions found in prose, spellings gathered under one name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from xanh.documents.organisations import ends, names, words
from xanh.documents.organisations.keys import canonical
from xanh.documents.organisations.reader import Reader
from xanh.documents.organisations.words import Token, squash
from xanh.documents.plan import NamedOrganisation
from xanh.vietnamese import squeeze

_EDGES = ' .,;:/–—-|•+"“”'
_RELATED_END = words.word_key("quan")
_RELATED = words.Phrases(("liên quan", "có liên quan"))
_SEAT = re.compile(r"^(?:uy ban nhan dan|hoi dong nhan dan) (?:thanh pho|tinh) ([a-z ]+)$")
# Too common to be one body when nothing follows.
_HEADLESS = frozenset({"uy ban nhan dan", "hoi dong nhan dan", "cong an", "so", "bo", "ban"})


def find_organisations(texts: Iterable[str], cells: Iterable[str]) -> tuple[NamedOrganisation, ...]:
    """Gather the organisations that cells and prose name, in the order of their first mention.

    Cells are split; in prose only sure names count: departments and ministries, councils, rows of
    common nouns, and heads with capitals behind them. Spellings of one organisation are gathered
    under the fullest; "UBND Thành phố" joins "UBND thành phố Hà Nội" where the document knows
    only one such city.
    """
    groups: dict[str, list[str]] = {}
    for name in _mentions(texts, cells):
        key = canonical(name)
        if not key or key in ("so", "bo", "ban"):
            continue
        spellings = groups.setdefault(key, [])
        if name not in spellings:
            spellings.append(name)
    merged = _merge(groups)
    return tuple(
        NamedOrganisation(_fullest(spellings), tuple(spellings)) for spellings in merged.values()
    )


def _mentions(texts: Iterable[str], cells: Iterable[str]) -> Iterator[str]:
    for cell in dict.fromkeys(cells):
        reader = Reader(squeeze(cell.replace("*", ""))).read()
        for name in reader.names:
            if written := reader.written(name):
                yield written
    for text in dict.fromkeys(texts):
        yield from _in_prose(squeeze(text.replace("*", "")))


def _in_prose(text: str) -> Iterator[str]:
    """Yield the sure names of a running text, as written."""
    tokens = words.cut(text)
    index = 0
    while index < len(tokens):
        end = _sure_end(tokens, index)
        written = text[tokens[index].start : tokens[max(end, 1) - 1].end].strip(_EDGES)
        if end > index and (not _shouts(written) or _SEAT.match(canonical(written))):
            yield written
        index = max(end, index + 1)


def _sure_end(tokens: Sequence[Token], at: int) -> int:
    """Return the index behind a sure name at ``at``, 0 if none begins there."""
    if tokens[at].kind != "word":
        return 0
    if row := _row_end(tokens, at):
        return row
    if not tokens[at].upper:
        return 0
    bare = words.ELIDABLE.get(tokens[at].key)
    if bare and (length := bare.match(tokens, at + 1)):
        return _capitals(tokens, at + 1 + length)
    if council := words.COUNCILS.match(tokens, at):
        first = at + council + words.PLURALS.match(tokens, at + council)
        end, count = ends.units(tokens, first)
        return _qualified(tokens, _capitals(tokens, end)) if count else 0
    if single := words.SINGLE_BODIES.match(tokens, at):
        return at + single
    return _headed_end(tokens, at)


def _headed_end(tokens: Sequence[Token], at: int) -> int:
    length = words.head_at(tokens, at)
    if not length or (length == 1 and bool(words.ELIDABLE.get(tokens[at].key))):
        return 0
    spelled_in_capitals = len(tokens[at].text) > 1 and tokens[at].text.isupper()
    if spelled_in_capitals and (at + 1 < len(tokens) and tokens[at + 1].text.isupper()):
        return 0
    end = _capitals(tokens, at + length)
    return end if end > at + length else 0


def _row_end(tokens: Sequence[Token], at: int) -> int:
    """Read "các sở, ban, ngành liên quan": "các", and two nouns or a word that bounds them."""
    plural = words.PLURALS.match(tokens, at)
    length = words.generic_at(tokens, at + plural) if plural else 0
    if not length:
        return 0
    index, nouns = at + plural + length, 1
    while step := ends.next_in_row(tokens, index):
        index, nouns = index + step, nouns + 1
    end = _qualified(tokens, _capitals(tokens, index))
    return end if nouns > 1 or tokens[end - 1].key == _RELATED_END else 0


def _qualified(tokens: Sequence[Token], at: int) -> int:
    return at + _RELATED.match(tokens, at)


def _capitals(tokens: Sequence[Token], at: int) -> int:
    """Return the index behind the capitals at ``at``: "thành phố Hà Nội", "Thành phố"."""
    while step := _capital(tokens, at):
        at += step
    return at


def _capital(tokens: Sequence[Token], at: int) -> int:
    """Return how many tokens hang together at ``at`` behind a capital, 0 if the name is over."""
    if at >= len(tokens) or tokens[at].kind != "word" or tokens[at - 1].text.endswith((".", "…")):
        return 0
    unit = words.UNITS.match(tokens, at)
    after = tokens[at + unit] if unit and at + unit < len(tokens) else None
    named = after is not None and after.kind == "word" and after.upper
    level = words.LEVELS.match(tokens, at) if tokens[at].upper else 0
    if words.starts_name(tokens, at) and not level and not (unit and (named or tokens[at].upper)):
        return 0
    if not tokens[at].upper and not named:
        return 0
    return max(level, unit, words.head_at(tokens, at) if unit else 0, 1)


def _merge(groups: dict[str, list[str]]) -> dict[str, list[str]]:
    """Join a short name to the one longer name that adds only where the body is."""
    seats = {match.group(1) for key in groups if (match := _SEAT.match(key))}
    joined: dict[str, str] = {}
    for key in groups:
        if key in _HEADLESS:
            continue
        longer = [other for other in groups if _adds_place(key, other, seats)]
        if len(longer) == 1:
            joined[key] = longer[0]
    merged: dict[str, list[str]] = {}
    for key, spellings in groups.items():
        while key in joined:
            key = joined[key]
        known = merged.setdefault(key, [])
        known.extend(spelling for spelling in spellings if spelling not in known)
    return merged


def _adds_place(key: str, other: str, seats: set[str]) -> bool:
    if not other.startswith(key + " "):
        return False
    rest = other[len(key) + 1 :]
    if key.endswith(("thanh pho", "tinh")):
        return not seats or rest in seats
    return re.sub(r"^(?:thanh pho|tinh) ", "", rest) in seats


def _fullest(spellings: list[str]) -> str:
    """Return the spelling that says most: with the place, in full words; the first of equals."""
    best = max(
        spellings,
        key=lambda name: (len(canonical(name).split()), not name.isupper(), len(name.split())),
    )
    return _in_small_letters(best) if _shouts(best) else best


def _shouts(name: str) -> bool:
    """Say whether a name is set in capitals, and is more than abbreviations."""
    return name.isupper() and any(
        len(word) > 1 and squash(word) not in names.ABBREVIATIONS
        for word in re.findall(r"[^\W\d_]+", name)
    )


def _in_small_letters(name: str) -> str:
    """Write "ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP" as the body writes itself in a sentence."""
    match = re.fullmatch(r"(.*?)\b(TỈNH|THÀNH PHỐ|XÃ|PHƯỜNG)\b(.*)", name)
    if match is None:
        return name.capitalize()
    body, unit, place = match.groups()
    return squeeze(f"{body.capitalize()} {unit.lower()} {place.title()}")
