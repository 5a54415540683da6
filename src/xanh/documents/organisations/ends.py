"""Where the name of an organisation ends: rows of nouns, rows of units, tails of names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xanh.documents.organisations import names, words
from xanh.documents.organisations.words import AND, BareNames, Token

ROLES = words.Phrases(("Thủ trưởng", "Lãnh đạo", "Giám đốc", "Người đứng đầu", "Chủ tịch"))
SUBUNITS = words.Phrases(("Chi cục", "Trung tâm", "Phòng", "Đội", "Trạm", "Viện", "Trường"))
_OFFICES = words.Phrases(("Văn phòng", "VP"))
_PRESS = words.Phrases(("Báo",))
_TELEVISION = words.Phrases(("Truyền hình",))
_BROADCASTER = words.Phrases(("Đài",))
_PARTY_COMMITTEES = words.Phrases(("Tỉnh ủy", "Thành ủy", "Đảng ủy"))
_PARTY_BOARDS = words.Phrases(("Ban", "Văn phòng", "Ủy ban Kiểm tra"))
_HOUSES = words.Phrases(("UBND", "HĐND", "Ủy ban nhân dân", "Hội đồng nhân dân", "Đoàn ĐBQH"))
_QUALIFIERS = frozenset(words.word_key(word) for word in names.QUALIFIERS)


@dataclass(slots=True)
class Lean:
    """What names without a leading word lean on: the word, the bare names that may follow it, and
    whether a colon or "các" said that any capital does.
    """

    prefix: str = ""
    bare: BareNames | None = None
    listing: bool = False


def tail(lean: Lean, tokens: Sequence[Token], start: int, at: int, kind: str) -> int:
    """Return the index where the name that begins at ``start`` ends, looking from ``at``."""
    core = at
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "word" and token.key != AND:
            if _stops(lean, tokens, start, core, at, kind):
                break
            at += _step(tokens, at)
        elif token.kind in (",", "-", "/") or token.key == AND:
            if not _goes_on(lean, tokens, start, at, kind):
                break
            at += 1
        else:
            break
    return at


def _step(tokens: Sequence[Token], at: int) -> int:
    """Return how many tokens hang together at ``at``: rows of units, names with commas."""
    bare = words.ELIDABLE.get(tokens[at].key)
    if bare and tokens[at].upper and (length := bare.match(tokens, at + 1)):
        return length + 1
    end, count = units(tokens, at)
    return end - at if count else 1


def _stops(lean: Lean, tokens: Sequence[Token], start: int, core: int, at: int, kind: str) -> bool:
    """Say whether a word ends the name: a verb, a condition, or another name."""
    assigned = tokens[at - 1].key in words.ASSIGNED
    if not assigned and clause(tokens, at, known=kind == "named"):
        return True
    if words.CONDITIONS.match(tokens, at):
        return True
    return _begins_anew(lean, tokens, start, core, at, kind)


def _begins_anew(
    lean: Lean, tokens: Sequence[Token], start: int, core: int, at: int, kind: str
) -> bool:
    """Say whether another body begins at ``at`` though no delimiter stands before it."""
    if tokens[at - 1].key in words.LINKS or not words.starts_name(tokens, at):
        return _bare_anew(lean, tokens, core, at, kind)
    plural = words.PLURALS.match(tokens, at)
    if plural and not tokens[at].upper:
        return (
            kind == "named"
            and at == core
            and bool(words.generic_at(tokens, at + plural))
            and (not words.UNITS.match(tokens, at + plural))
        )
    if not tokens[at].upper:
        return False
    if _PARTY_COMMITTEES.match(tokens, at) and _PARTY_BOARDS.match(tokens, start):
        return False  # "Ban Dân vận Tỉnh ủy"
    if kind in ("row", "named"):
        return bool(plural or words.head_at(tokens, at) or words.ROW_OPENERS.match(tokens, at))
    if at == core and kind == "free":
        return False
    if kind == "free" and words.CONTAINERS.match(tokens, start):
        council = words.COUNCILS.match(tokens, at)
        return bool(plural or (council and words.PLURALS.match(tokens, at + council)))
    return bool(plural) or is_strong(tokens, at)


def _bare_anew(lean: Lean, tokens: Sequence[Token], core: int, at: int, kind: str) -> bool:
    """Say whether a bare name follows another without a delimiter: "Sở Y tế Du lịch"."""
    if kind != "named" or at != core or not lean.bare or not tokens[at].upper:
        return False
    return tokens[at - 1].key not in words.LINKS and bool(lean.bare.match(tokens, at))


def _goes_on(lean: Lean, tokens: Sequence[Token], start: int, at: int, kind: str) -> bool:
    """Say whether the name goes on behind a comma, dash, slash or "và"."""
    then = at + 1
    if then >= len(tokens) or tokens[then].kind != "word":
        return False
    joint = "và" if tokens[at].key == AND else tokens[at].kind
    if joint == "và" and _is_office(tokens, start, at):
        return True
    if _PRESS.match(tokens, start) and _TELEVISION.match(tokens, then):
        return True  # "Báo và Phát thanh, Truyền hình"
    if joint == "-" and SUBUNITS.match(tokens, start) and is_strong(tokens, then):
        return True  # a unit and the body that it belongs to: "Chi cục … - Sở …"
    if words.starts_name(tokens, then) or _leans(lean, tokens, then):
        return joint in "-/" and not tokens[then].upper
    if joint in "-/" or not tokens[then].upper:
        return not words.CONDITIONS.match(tokens, then) and not clause(tokens, then, known=True)
    if joint == "và":
        return kind in ("free", "other", "generic")
    return kind == "free" and _is_triple(tokens, then)


def _leans(lean: Lean, tokens: Sequence[Token], at: int) -> bool:
    if not tokens[at].upper:
        return False
    return lean.listing or bool(lean.bare and lean.bare.match(tokens, at))


def _is_office(tokens: Sequence[Token], start: int, at: int) -> bool:
    """Say whether "và" stands inside one name: "Văn phòng HĐND và UBND", "Báo và Đài"."""
    if at == start + 1 and _PRESS.match(tokens, start) and _BROADCASTER.match(tokens, at + 1):
        return True
    if not _OFFICES.match(tokens, start) or not _HOUSES.match(tokens, at + 1):
        return False
    return not any(token.kind == "," for token in tokens[start:at])


def _is_triple(tokens: Sequence[Token], at: int) -> bool:
    """Say whether "X, Y và Z" is one name: nothing behind "và" begins another."""
    for index in range(at, len(tokens) - 1):
        if tokens[index].key == AND:
            return not words.starts_name(tokens, index + 1)
        if tokens[index].kind != "word" or words.starts_name(tokens, index):
            return False
    return False


def units(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """Return the index behind a row of units ("phường, xã, đặc khu") and how many stand in it."""
    count, end, index = 0, at, at
    while length := words.UNITS.match(tokens, index):
        if words.NOT_HEADS.match(tokens, index):
            break
        after = tokens[index + length] if index + length < len(tokens) else None
        if count and after is not None and after.kind == "word" and after.upper:
            break
        count, end = count + 1, index + length
        index = end
        while index < len(tokens) and (
            tokens[index].kind in (",", "/", "-") or tokens[index].key == AND
        ):
            index += 1
        if index == end:
            break
    return end, count


def next_in_row(tokens: Sequence[Token], at: int) -> int:
    """Return how many tokens the next noun of a row takes with what joins it, 0 if the row ends."""
    index = at
    while index < len(tokens) and (tokens[index].kind in (",", "/") or tokens[index].key == AND):
        index += 1
    length = words.generic_at(tokens, index)
    if not length or (index == at and tokens[index].upper):
        return 0
    after = tokens[index + length] if index + length < len(tokens) else None
    if after is None or after.kind != "word" or after.key == AND:
        return index + length - at
    if words.ROW_CLOSERS.match(tokens, index) == length:
        return index + length - at
    known = after.key in _QUALIFIERS or words.starts_name(tokens, index + length)
    return index + length - at if known or clause(tokens, index + length, known=True) else 0


def first_noun(tokens: Sequence[Token], at: int) -> Token:
    """Return the noun that opens the row at ``at``, behind a role and "các"."""
    index = at + ROLES.match(tokens, at)
    return tokens[min(index + words.PLURALS.match(tokens, index), len(tokens) - 1)]


def is_strong(tokens: Sequence[Token], at: int) -> bool:
    """Say whether a body begins at ``at`` that is sure to be one of its own."""
    if at >= len(tokens) or not tokens[at].upper:
        return False
    length = words.STRONG_HEADS.match(tokens, at)
    bare = words.ELIDABLE.get(tokens[at].key)
    if length == 1 and bare:
        return bool(bare.match(tokens, at + 1))
    return bool(length) or bool(words.PLURALS.match(tokens, at) and words.starts_name(tokens, at))


def clause(tokens: Sequence[Token], at: int, *, known: bool) -> int:
    """Return how many tokens a verb takes that begins a clause at ``at``, 0 if none does."""
    if at >= len(tokens) or tokens[at].upper:
        return 0
    return words.CLAUSES.match(tokens, at) or (
        words.KNOWN_CLAUSES.match(tokens, at) if known else 0
    )
