"""Words of a cell that names organisations: tokens with offsets, and phrases found in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from xanh.documents.organisations import names

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_TOKEN = re.compile(
    r"(?P<number>(?<!\S)(?:\d{1,2}(?:\.\d{1,2})?[.)]|[a-zđ]\))(?=\s))|"
    r"(?P<word>(?:(?<=[A-ZĐ]),(?=[A-ZĐ])|[^\s,;:()\[\]/|•●▪■◦+–—-]|(?<=[^\s,;:()])[-–](?=[^\s,;:()]))+)"
    r"|(?P<mark>[,;:/()\[\]])|(?P<dash>[-–—])|(?P<bullet>[|•●▪■◦+])"
)
_OPEN, _CLOSE = "([", ")]"


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark at ``start:end`` of the cell. ``kind``: ``word``, ``note``, ``bullet``,
    ``number`` (of an item), ``-``, or the mark itself; ``key`` is the word for comparison;
    ``upper`` says that it begins with a capital.
    """

    kind: str
    text: str
    key: str
    start: int
    end: int
    upper: bool = False


@lru_cache(maxsize=16384)
def word_key(word: str) -> str:
    """Return a word for comparison: lower case, the tone behind it, so that "Hoà" is "Hòa"."""
    decomposed = unicodedata.normalize("NFD", word.casefold().strip(".…\"'“”‘’!?"))
    tone = "".join(char for char in decomposed if char in _TONES)
    rest = "".join(char for char in decomposed if char not in _TONES)
    return unicodedata.normalize("NFC", rest) + tone


def squash(abbreviation: str) -> str:
    """Return an abbreviation without its joints: "TN&MT", "TN-MT" and "TNvàMT" are "TNMT"."""
    return re.sub(r"[&,.\-–\s]|và", "", abbreviation).upper()


def tokenise(text: str) -> list[Token]:
    """Cut a cell into words and marks; a bracket becomes one token."""
    return _fold_brackets(text, cut(text))


def cut(text: str) -> list[Token]:
    """Cut prose into words and marks, brackets among them."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "mark":
            kind = match.group()
        elif kind == "dash":
            kind = "-"
        found.extend(_words(match, kind))
    if found and found[0].kind != "number":  # then a number belongs to a name: "khu vực 1."
        found = [
            replace(token, kind="word") if token.kind == "number" else token for token in found
        ]
    return found


def _words(match: re.Match[str], kind: str) -> Iterable[Token]:
    word, start = match.group(), match.start()
    if kind == "word" and "," in word and squash(word) not in names.BARE_ABBREVIATIONS:
        for part in re.finditer(r",|[^,]+", word):
            text = part.group()
            yield _token("," if text == "," else "word", text, start + part.start())
    else:
        yield _token(kind, word, start)


def _token(kind: str, text: str, start: int) -> Token:
    return Token(kind, text, word_key(text), start, start + len(text), text[:1].isupper())


def _fold_brackets(text: str, tokens: list[Token]) -> list[Token]:
    """Turn "( … )" into one token: ``note`` if it says when or as what, else part of a name.

    A bracket that nobody closed ends before the next bullet or semicolon that starts a name.
    """
    folded: list[Token] = []
    index = 0
    bulleted = bool(tokens) and tokens[0].kind in ("-", "bullet")
    while index < len(tokens):
        token = tokens[index]
        if token.kind in _OPEN:
            end, last = _bracket_end(tokens, index, bulleted)
            if inside := tokens[index + 1 : last]:
                folded.extend(_bracket(text, token, inside, tokens[end - 1].end, folded))
            index = end
            continue
        if token.kind not in _CLOSE:
            folded.append(token)
        index += 1
    return folded


def _bracket(
    text: str, opening: Token, inside: list[Token], stop: int, before: list[Token]
) -> list[Token]:
    """Return a bracket as one token, or its content where it lists what "Các sở" stands for."""
    lists = before and GENERICS.match(before, len(before) - 1) and inside[0].upper
    if lists and any(bare.match(inside, 0) for bare in ELIDABLE.values()):
        return [Token(":", ":", ":", opening.start, opening.end), *inside]
    kind = "note" if is_note(inside) else "word"
    return [Token(kind, text[opening.start : stop], "()", opening.start, stop)]


def _bracket_end(tokens: list[Token], index: int, bulleted: bool) -> tuple[int, int]:
    """Return the index behind the bracket and the index behind its content."""
    depth = 0
    limit = len(tokens)
    for at in range(index, len(tokens)):
        kind = tokens[at].kind
        starts = at + 1 < len(tokens) and starts_name(tokens, at + 1)
        if at > index and starts and (kind == ";" or (kind in ("-", "bullet") and bulleted)):
            limit = min(limit, at)
            if kind != ";":
                break
        depth += (kind in _OPEN) - (kind in _CLOSE)
        if depth == 0:
            return at + 1, at
    return limit, limit


def is_note(tokens: Sequence[Token]) -> bool:
    """Say whether the words in a bracket are a remark and no part of a name."""
    return bool(_NOTES.match(tokens, 0)) and not (tokens[0].upper and head_at(tokens, 0))


class Phrases:
    """A set of phrases, found at a place of a token list, the longest first."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for phrase in phrases:
            keys = tuple(word_key(word) for word in re.findall(r"[^\s,-]+|,", phrase))
            self._by_first.setdefault(keys[0], []).append(keys)
        for entries in self._by_first.values():
            entries.sort(key=len, reverse=True)

    def match(self, tokens: Sequence[Token], at: int) -> int:
        """Return how many tokens the longest phrase at ``at`` takes, 0 if none is there."""
        if at >= len(tokens):
            return 0
        for keys in self._by_first.get(tokens[at].key, ()):
            window = tokens[at : at + len(keys)]
            if len(window) == len(keys) and all(
                token.key == key for token, key in zip(window, keys, strict=True)
            ):
                return len(keys)
        return 0


class BareNames:
    """Names that follow a leading word, found whatever joins their words."""

    def __init__(self, bare: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], frozenset[int]]]] = {}
        full: set[str] = set()
        for name in bare:
            full.add(name)
            words: list[str] = []
            joints: set[int] = set()
            for part in re.findall(r"[^\s,-]+|[,-]", name):
                if part in ",-" or part == "và":
                    joints.add(len(words))
                else:
                    words.append(word_key(part))
            self._by_first.setdefault(words[0], []).append((tuple(words), frozenset(joints)))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: len(entry[0]), reverse=True)
        self._short = {s for s, name in names.BARE_ABBREVIATIONS.items() if name in full}

    def match(self, tokens: Sequence[Token], at: int) -> int:
        """Return how many tokens the longest bare name at ``at`` takes, 0 if none is there."""
        if at >= len(tokens) or tokens[at].kind != "word":
            return 0
        for words, joints in self._by_first.get(tokens[at].key, ()):
            if taken := _take(tokens, at, words, joints):
                return taken
        return self._abbreviation(tokens, at)

    def _abbreviation(self, tokens: Sequence[Token], at: int) -> int:
        joined, best = "", 0
        for count, token in enumerate(tokens[at : at + 5], start=1):
            if token.kind == "word" and (token.text.isupper() or token.text in ("&", "và", "NgV")):
                joined += token.text
            elif token.kind not in (",", "-"):
                break
            if token.kind == "word" and squash(joined) in self._short:
                best = count
        return best


def _take(tokens: Sequence[Token], at: int, words: tuple[str, ...], joints: frozenset[int]) -> int:
    """Match the words from ``at``, allowing joints; "A và B, C" is no name but two."""
    index, seen_and = at, False
    for place, word in enumerate(words):
        if place in joints:
            while index < len(tokens) and _is_joint(tokens[index]):
                if tokens[index].kind == "," and seen_and:
                    return 0
                seen_and = seen_and or tokens[index].key == AND
                index += 1
        if index >= len(tokens) or tokens[index].key != word or tokens[index].kind != "word":
            return 0
        index += 1
    return index - at


def _is_joint(token: Token) -> bool:
    return token.kind in (",", "-") or token.key == AND or token.text == "&"


AND = word_key("và")
HEADS = Phrases(names.HEADS)
NOT_HEADS = Phrases(names.NOT_HEADS)
CONTAINERS = Phrases(names.CONTAINERS)
STRONG_HEADS = Phrases(names.STRONG_HEADS)
GENERICS = Phrases(names.GENERICS)
ROW_OPENERS = Phrases(names.ROW_OPENERS)
UNITS = Phrases(names.UNITS)
PLURALS = Phrases(names.PLURALS)
CLAUSES = Phrases(names.CLAUSES)
KNOWN_CLAUSES = Phrases(names.KNOWN_CLAUSES)
CONDITIONS = Phrases(names.CONDITIONS)
VERBAL_HEADS = Phrases(names.VERBAL_HEADS)
ROW_CLOSERS = Phrases(names.ROW_CLOSERS)
LEVELS = Phrases(names.LEVELS)
LABELS = Phrases(names.LABELS)
CONNECTIVES = Phrases(names.CONNECTIVES)
SINGLE_BODIES = Phrases(names.SINGLE_BODIES)
_NOTES = Phrases(names.NOTES)
COUNCILS = Phrases(("UBND", "Ủy ban nhân dân"))
ELIDABLE = {word_key(lead): BareNames(bare) for lead, bare in names.ELIDABLE.items()}
ASSIGNED = frozenset(word_key(word) for word in names.ASSIGNED)
LINKS = frozenset(word_key(word) for word in names.LINKS)
_BEFORE_NO_HEAD = frozenset(word_key(word) for word in names.BEFORE_NO_HEAD)


_PLACES = frozenset(word_key(word) for word in names.AFTER_VERBAL_HEADS)
_ORGANISE = word_key("tổ"), word_key("chức")
_AFTER_ORGANISATION = frozenset(word_key(word) for word in names.AFTER_ORGANISATION)


def head_at(tokens: Sequence[Token], at: int) -> int:
    """Return how many tokens the noun takes that begins a proper name at ``at``, 0 if none.

    One-word nouns count only with a capital, and not where they begin or end another word.
    """
    if at >= len(tokens) or NOT_HEADS.match(tokens, at):
        return 0
    if single := SINGLE_BODIES.match(tokens, at):
        return single if tokens[at].upper else 0
    length = HEADS.match(tokens, at)
    if not length or (length == 1 and not tokens[at].upper):
        return 0
    before = tokens[at - 1] if at else None
    if before and before.kind == "word" and length == 1 and before.key in _BEFORE_NO_HEAD:
        # "Nam Bộ", "cán bộ"; but "Sở Nông nghiệp và Môi trường Sở Xây dựng" names two.
        return 0 if before.upper or not tokens[at].upper else length
    if VERBAL_HEADS.match(tokens, at) == length and _is_verb(tokens, at, length):
        return 0
    return length


def _is_verb(tokens: Sequence[Token], at: int, length: int) -> bool:
    after = tokens[at + length] if at + length < len(tokens) else None
    if after is None or after.kind != "word" or after.upper or not after.key[:1].isalpha():
        return False
    if _leads(tokens, at) or (
        after.key == AND and tokens[at + length + 1 :][:1] and tokens[at + length + 1].upper
    ):
        return False
    then = at + length
    return not (UNITS.match(tokens, then) or PLURALS.match(tokens, then) or after.key in _PLACES)


def generic_at(tokens: Sequence[Token], at: int) -> int:
    """Return how many tokens the common noun at ``at`` takes, 0 if none.

    "Sở" before a bare name, or before any capital, is no common noun.
    """
    if at >= len(tokens) or NOT_HEADS.match(tokens, at):
        return 0
    length = GENERICS.match(tokens, at)
    if length == 2 and (tokens[at].key, tokens[at + 1].key) == _ORGANISE:
        return 0 if _organises(tokens, at) else 2
    if length != 1:
        return length
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    bare = ELIDABLE.get(tokens[at].key)
    if bare and bare.match(tokens, at + 1):
        return 0
    proper = after is not None and after.kind == "word" and after.upper
    if proper and HEADS.match(tokens, at) and not GENERICS.match(tokens, at + 1):
        return 0
    return length


def _organises(tokens: Sequence[Token], at: int) -> bool:
    """Say whether "tổ chức" is the verb: nothing plural before, and a thing organised behind."""
    after = tokens[at + 2] if at + 2 < len(tokens) else None
    if after is None or after.kind != "word" or (at and PLURALS.match(tokens, at - 1)):
        return False
    return after.key not in _AFTER_ORGANISATION


def starts_name(tokens: Sequence[Token], at: int) -> bool:
    """Say whether an organisation begins at ``at``, behind a delimiter."""
    if at >= len(tokens) or tokens[at].kind != "word":
        return False
    if plural := PLURALS.match(tokens, at):
        then = at + plural
        return bool(generic_at(tokens, then) or head_at(tokens, then) or _leads(tokens, then))
    return bool(head_at(tokens, at) or generic_at(tokens, at))


def _leads(tokens: Sequence[Token], at: int) -> bool:
    """Say whether "sở" or "bộ" in small letters stands before one of its bare names."""
    if at >= len(tokens):
        return False
    bare = ELIDABLE.get(tokens[at].key)
    return bare is not None and bool(bare.match(tokens, at + 1))
