"""Reading one cell that names organisations.

A cell is cut at semicolons, bullets, numbers and sentence ends; each piece is then read from left
to right by a small grammar: rows of common nouns ("Các sở, ban, ngành"), a leading word with bare
names behind it ("Các Sở: A; B"), councils with units ("UBND các phường, xã"), proper names that
begin with a head noun ("Ban Quản lý …"), and bare names that lean on what stood before ("Sở Công
Thương; Du lịch"). Commas and "và" end a name only where another can begin behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from xanh.documents.organisations import ends, words
from xanh.documents.organisations.words import AND, Token

_EDGES = " .,;:/–—-|•+"
_NEAR = 200  # words; how far a condition looks for the next
_ASIDES = words.Phrases(("theo", "chủ trì theo", "chủ trì", "phối hợp theo", "tùy"))
_SENTENCE_END = re.compile(r"[^\W\d_]{2,}[\"”)]?[.…]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name at ``start:end`` of the cell behind a restored ``prefix``. ``kind`` says how it was
    known: ``row``, ``generic``, ``named``, ``free`` or ``other``.
    """

    start: int
    end: int
    kind: str
    prefix: str = ""


class Reader:
    """Reads one cell; what later names lean on is kept as the reading goes on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = words.tokenise(text)
        self.names: list[Name] = []
        self.conditions: list[tuple[Name, str]] = []
        self.aside = 0  # words of conditions and of "theo chức năng …": no names, no prose
        self.bulleted = bool(self.tokens) and self.tokens[0].kind in ("-", "bullet")
        self._lean = ends.Lean()

    def read(self) -> Reader:
        """Read the whole cell."""
        for segment in self._segments():
            self._read_segment(segment)
        return self

    def written(self, name: Name) -> str:
        """Return the name as the cell writes it, behind its restored prefix."""
        return f"{name.prefix} {self.text[name.start : name.end].strip(_EDGES)}".strip(_EDGES)

    # --- cutting -------------------------------------------------------------------------------

    def _segments(self) -> Iterator[list[Token]]:
        segment: list[Token] = []
        for index, token in enumerate(self.tokens):
            if token.kind in (";", "bullet") or self._is_bullet(index, segment):
                yield segment
                segment = []
                continue
            segment.append(token)
            if self._ends_sentence(index):
                yield segment
                segment = []
        yield segment

    def _is_bullet(self, index: int, segment: list[Token]) -> bool:
        token = self.tokens[index]
        if token.kind == "number":
            return True
        if token.kind != "-":
            return False
        if not segment:
            return True
        if not words.starts_name(self.tokens, index + 1):
            return False
        if self.bulleted:
            return True
        first = max((i for i, t in enumerate(segment) if t.kind == ","), default=-1) + 1
        return not ends.SUBUNITS.match(segment, first) and self.tokens[index + 1].upper

    def _ends_sentence(self, index: int) -> bool:
        after = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        token = self.tokens[index]
        sentence = token.kind == "note" or _SENTENCE_END.fullmatch(token.text)
        return bool(after and after.upper and sentence and token.text.endswith((".", "…")))

    # --- one piece -----------------------------------------------------------------------------

    def _read_segment(self, segment: list[Token]) -> None:
        at = self._opening(segment)
        colon = next((i for i in range(at, len(segment)) if segment[i].kind == ":"), None)
        if colon is None or colon + 1 >= len(segment):
            self._read_list(segment[:colon], at)
        else:
            self._read_colon(segment[at:colon], segment[colon + 1 :])

    def _opening(self, segment: list[Token]) -> int:
        """Skip numbers, connectives and labels at the start of a piece."""
        at = 0
        while at < len(segment):
            label = words.LABELS.match(segment, at)
            labelled = at + label < len(segment) and segment[at + label].kind == ":"
            if label and (labelled or words.starts_name(segment, at + label)):
                at += label + labelled
            elif segment[at].kind in ("-", ","):
                at += 1
            elif taken := words.CONNECTIVES.match(segment, at):
                at += taken
            else:
                break
        self.aside += sum(token.kind == "word" for token in segment[:at])
        return at

    def _read_colon(self, left: list[Token], right: list[Token]) -> None:
        if self._opens_list(left, right):
            self.aside += sum(token.kind == "word" for token in left)
            self._read_list(right, 0)
            return
        if (last := self._last_item(left, right)) is not None:
            self._read_list(left[:last], 0)
            self._opens_list(left[last:], right)
            self._read_list(right, 0)
            return
        names_right = right[0].upper and words.starts_name(right, 0)
        known = len(self.names)
        if words.starts_name(left, 0):
            self._read_list(left, 0)
        told = self.names[known:]
        if names_right and all(name.kind in ("row", "generic") for name in told):
            self.aside += sum(token.kind == "word" for token in left) if told else 0
            del self.names[known:]  # the names behind the colon are what the row stands for
            self._read_list(right, 0)
        elif told:
            condition = self.text[right[0].start : right[-1].end].strip(_EDGES)
            self.aside += sum(token.kind == "word" for token in right)
            self.conditions.extend((name, condition) for name in told)
        else:
            self._read_list(left + right, 0)

    def _last_item(self, left: list[Token], right: list[Token]) -> int | None:
        """Return where the last of several bodies begins that opens a list: "Sở A, các Sở: B"."""
        for index in range(len(left) - 1, 0, -1):
            joint = left[index - 1].kind == "," or left[index - 1].key == AND
            if joint and words.PLURALS.match(left, index):
                return index if self._opens_list(left[index:], right) else None
        return None

    def _opens_list(self, left: list[Token], right: list[Token]) -> bool:
        """Say whether names without their leading word follow the colon, and remember it."""
        role = ends.ROLES.match(left, 0)
        at = role + words.PLURALS.match(left, role)
        if at >= len(left) or words.CONDITIONS.match(right, 0):
            return False
        opens = self._opens_bare(left, at, right)
        if not opens and right[0].upper:
            opens = self._opens_units(left, at, right) or self._opens_head(left, at, right)
        if opens and role:
            self._lean.prefix = f"{self._slice(left, 0, role)} {self._lean.prefix}"
        return opens

    def _opens_bare(self, left: list[Token], at: int, right: list[Token]) -> bool:
        """Read "Các Sở:" and "Các sở, ban, ngành:" before bare names."""
        bare = words.ELIDABLE.get(left[at].key)
        whole = at + 1 == len(left)
        if bare is None or not (whole or self._row(left, at)):
            return False
        known = bare.match(right, 0)
        if right[0].upper:
            known = known or int(whole)
        elif not _alone(right, known):
            return False
        if not known:
            return False
        self._lean.prefix, self._lean.bare, self._lean.listing = (
            left[at].text.capitalize(),
            bare,
            whole,
        )
        return True

    def _opens_units(self, left: list[Token], at: int, right: list[Token]) -> bool:
        """Read "UBND các xã, phường:" and a later "các phường:" before names of places."""
        council = words.COUNCILS.match(left, at)
        first = at + council + words.PLURALS.match(left, at + council)
        end, count = ends.units(left, first)
        if end != len(left) or not count or words.starts_name(right, 0):
            return False
        self._lean_on_units(left, at if council else first, council, first, end, count)
        self._lean.listing = True
        return True

    def _opens_head(self, left: list[Token], at: int, right: list[Token]) -> bool:
        """Read "Các Chi cục:" before what names each of them."""
        length = words.HEADS.match(left, at)
        if not length or at + length != len(left) or words.starts_name(right, 0):
            return False
        self._lean.prefix, self._lean.bare, self._lean.listing = (
            self._slice(left, at, len(left)),
            None,
            True,
        )
        return True

    def _lean_on_units(
        self, tokens: Sequence[Token], at: int, council: int, first: int, end: int, count: int
    ) -> None:
        head = self._slice(tokens, at, at + council) if council else ""
        if not head and self._lean.prefix.split(" ")[0] in ("UBND", "Ủy", "Uỷ"):
            head = " ".join(
                self._lean.prefix.split(" ")[: 1 if self._lean.prefix.startswith("UBND") else 4]
            )
        unit = self._slice(tokens, first, end).lower() if count == 1 else ""
        self._lean.prefix, self._lean.bare = f"{head} {unit}".strip(), None

    # --- a list of names -----------------------------------------------------------------------

    def _read_list(self, tokens: Sequence[Token], at: int) -> None:
        first = len(self.names)
        while at < len(tokens):
            token = tokens[at]
            if token.kind == "note":
                self._note(token)
                at += 1
            elif token.kind != "word" or token.key == AND:
                self.aside += token.key == AND
                at += 1
            elif words.CONDITIONS.match(tokens, at) and len(self.names) > first:
                at = self._condition(tokens, at)
            elif clause := self._clause_at(tokens, at):
                at = self._clause(tokens, at) if len(self.names) > first else at + clause
            else:
                at = self._read_name(tokens, at, len(self.names) > first)

    def _clause_at(self, tokens: Sequence[Token], at: int) -> int:
        if words.starts_name(tokens, at) or self._elided(tokens, at):
            return 0
        return ends.clause(tokens, at, known=True)

    def _clause(self, tokens: Sequence[Token], at: int) -> int:
        """Drop what is said of the names; by rights or by turns is an aside, a deed is prose."""
        if _ASIDES.match(tokens, at):
            self.aside += sum(token.kind == "word" for token in tokens[at:])
        return len(tokens)

    def _note(self, token: Token) -> None:
        self.aside += 1
        if self.names:
            inside = re.sub(r"^[(\[]\s*|\s*[)\]]$", "", token.text)
            if inside.count("(") > inside.count(")"):
                inside += ")"
            self.conditions.append((self.names[-1], inside.strip(_EDGES)))

    def _condition(self, tokens: Sequence[Token], at: int) -> int:
        """Read "đối với …" up to the next body that has a condition of its own."""
        near = range(at, min(len(tokens), at + _NEAR))
        last = max(i for i in near if words.CONDITIONS.match(tokens, i))
        end = len(tokens)
        for index in range(at + 1, last):
            if tokens[index].kind == "," and ends.is_strong(tokens, index + 1):
                end = index
                break
        condition = self.text[tokens[at].start : tokens[end - 1].end].strip(_EDGES)
        self.aside += sum(token.kind == "word" for token in tokens[at:end])
        self.conditions.append((self.names[-1], condition))
        return end

    def _read_name(self, tokens: Sequence[Token], at: int, started: bool) -> int:
        """Read one name and return the index behind it."""
        return (
            self._read_elided(tokens, at)
            or self._read_council(tokens, at)
            or self._read_row(tokens, at)
            or self._read_led(tokens, at)
            or self._read_head(tokens, at)
            or self._read_listed(tokens, at)
            or self._read_other(tokens, at, started)
        )

    def _add(self, tokens: Sequence[Token], at: int, end: int, kind: str, prefix: str = "") -> int:
        end = max(end, at + 1)
        self.names.append(Name(tokens[at].start, tokens[end - 1].end, kind, prefix))
        return end

    def _read_elided(self, tokens: Sequence[Token], at: int) -> int:
        """Read a bare name that leans on the word before: "Sở Công Thương; *Du lịch*"."""
        length = self._elided(tokens, at)
        if not length:
            return 0
        end = ends.tail(self._lean, tokens, at, at + length, "named")
        return self._add(tokens, at, end, "named", self._lean.prefix)

    def _elided(self, tokens: Sequence[Token], at: int) -> int:
        """Return how many tokens a bare name at ``at`` takes that leans on the word before."""
        bare = self._lean.bare
        length = bare.match(tokens, at) if bare else self._bare_head(tokens, at)
        alone = _alone(tokens, at + length)
        if not length or not (tokens[at].upper or (self._lean.listing and alone)):
            return 0
        return length if alone or not words.starts_name(tokens, at) else 0

    def _bare_head(self, tokens: Sequence[Token], at: int) -> int:
        """Measure a head noun that stands alone in a list: "Các Chi cục: Thủy lợi, *Kiểm lâm*"."""
        length = words.head_at(tokens, at) if self._lean.listing else 0
        strong = words.STRONG_HEADS.match(tokens, at)
        return length if length and not strong and _alone(tokens, at + length) else 0

    def _read_council(self, tokens: Sequence[Token], at: int) -> int:
        """Read "UBND các phường, xã" and "UBND các xã A, B"."""
        council = words.COUNCILS.match(tokens, at)
        if not council:
            return 0
        plural = words.PLURALS.match(tokens, at + council)
        first = at + council + plural
        first += first < len(tokens) and tokens[first].text.isdigit()
        end, count = ends.units(tokens, first)
        if not count:
            return 0
        proper = end < len(tokens) and tokens[end].kind == "word" and tokens[end].upper
        if proper and not words.starts_name(tokens, end):
            self._lean_on_units(tokens, at, council, first, end, count)
            self._lean.listing = bool(plural)
            begin, prefix = (end, self._lean.prefix) if plural and count == 1 else (at, "")
            self.aside += begin - at
            end = ends.tail(self._lean, tokens, begin, end + 1, "named")
            return self._add(tokens, begin, end, "named", prefix)
        end = ends.tail(self._lean, tokens, at, end, "named")
        return self._add(tokens, at, end, "named")

    def _read_row(self, tokens: Sequence[Token], at: int) -> int:
        """Read a row of common nouns, or one of them with its complement."""
        end = self._row(tokens, at)
        if not end:
            return 0
        kind = (
            "row"
            if any(token.kind == "," or token.key == AND for token in tokens[at:end])
            else "generic"
        )
        if words.ELIDABLE.get(ends.first_noun(tokens, at).key) and kind == "row":
            noun = ends.first_noun(tokens, at)
            self._lean.prefix, self._lean.bare = noun.text.capitalize(), words.ELIDABLE[noun.key]
        self._lean.listing = False
        return self._add(tokens, at, ends.tail(self._lean, tokens, at, end, kind), kind)

    def _row(self, tokens: Sequence[Token], at: int) -> int:
        """Return the index behind a row of common nouns that begins at ``at``, 0 if none does."""
        index = at + ends.ROLES.match(tokens, at)
        plural = words.PLURALS.match(tokens, index)
        index += plural
        if index < len(tokens) and tokens[index].text.isdigit():
            index, plural = index + 1, 1
        length = words.generic_at(tokens, index)
        if not length or (index > at and not plural):
            return 0
        opens = plural or words.ROW_OPENERS.match(tokens, index)
        headed = words.head_at(tokens, index)
        if not plural and headed and (not opens or self._is_proper(tokens, index, length)):
            return 0
        index += length
        while opens and (step := ends.next_in_row(tokens, index)):
            index += step
        return index

    @staticmethod
    def _is_proper(tokens: Sequence[Token], at: int, length: int) -> bool:
        after = tokens[at + length] if at + length < len(tokens) else None
        named = after is not None and after.kind == "word" and after.upper
        return (
            named and bool(words.head_at(tokens, at)) and not words.starts_name(tokens, at + length)
        )

    def _read_led(self, tokens: Sequence[Token], at: int) -> int:
        """Read "Sở Tài chính" and "Các Sở Tài chính, Xây dựng"."""
        lead = at + words.PLURALS.match(tokens, at)
        bare = words.ELIDABLE.get(tokens[lead].key) if lead < len(tokens) else None
        length = bare.match(tokens, lead + 1) if bare else 0
        if not length:
            return 0
        self._lean.prefix, self._lean.bare = tokens[lead].text.capitalize(), bare
        self._lean.listing = False
        end = ends.tail(self._lean, tokens, lead, lead + 1 + length, "named")
        if lead > at:
            self.aside += lead + 1 - at
            return self._add(tokens, lead + 1, end, "named", self._lean.prefix)
        return self._add(tokens, at, end, "named")

    def _read_head(self, tokens: Sequence[Token], at: int) -> int:
        """Read a proper name that begins with a head noun."""
        head = at + words.PLURALS.match(tokens, at)
        length = words.head_at(tokens, head)
        if not length:
            return 0
        self._lean.listing = False
        return self._add(
            tokens, at, ends.tail(self._lean, tokens, head, head + length, "free"), "free"
        )

    def _read_listed(self, tokens: Sequence[Token], at: int) -> int:
        """Read what leans on a prefix though no vocabulary knows it."""
        if not (self._lean.listing and tokens[at].upper):
            return 0
        end = ends.tail(self._lean, tokens, at, at + 1, "named")
        return self._add(tokens, at, end, "named", self._lean.prefix)

    def _read_other(self, tokens: Sequence[Token], at: int, started: bool) -> int:
        """Read words that no rule knows: a new name, or the rest of the one before."""
        end = ends.tail(self._lean, tokens, at, at + 1, "other")
        behind_comma = at > 0 and (
            tokens[at - 1].kind in (",", "/", "-") or tokens[at - 1].key == AND
        )
        if started and behind_comma and not tokens[at].upper:
            self.names[-1] = replace(self.names[-1], end=tokens[end - 1].end)
            return end
        return self._add(tokens, at, end, "other")

    def _slice(self, tokens: Sequence[Token], start: int, end: int) -> str:
        return self.text[tokens[start].start : tokens[end - 1].end]


def _alone(tokens: Sequence[Token], end: int) -> bool:
    """Say whether no word follows at ``end`` that would belong to what stands before."""
    return end >= len(tokens) or tokens[end].kind != "word" or tokens[end].key == AND
