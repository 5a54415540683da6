"""Cleaned text that remembers where every character stood in the document.

Parsers match on ``Passage.text`` (NFC, single spaces, without emphasis markers and invisible
characters); ``Passage.source`` translates what they found back to exact offsets of the document.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

# Zero-width, bidirectional and soft-hyphen characters: kept in the document, never in a reading.
_INVISIBLE = frozenset(
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_MARKS = "\u0300-\u036f"  # combining marks
_SPECIAL = r"\s*\\" + _MARKS + "".join(sorted(_INVISIBLE))
# A run of white space; ordinary characters up to the next that needs a look; a base character
# with its combining marks; any one character.
_CLUSTER = re.compile(
    rf"\s+|(?P<plain>[^{_SPECIAL}]+(?: [^{_SPECIAL}]+)*(?![{_MARKS}]))|[^\W_][{_MARKS}]+|.",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Source:
    """A half-open range of character offsets into the text of the document."""

    start: int
    end: int

    def to_json(self) -> dict[str, int]:
        """Return the range as the contract writes it."""
        return {"start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of cleaned text; character ``i`` stood at ``starts[i]:ends[i]``."""

    text: str
    starts: array[int]
    ends: array[int]

    @staticmethod
    def clean(document: str, start: int = 0, end: int | None = None) -> Passage:
        """Clean ``document[start:end]``.

        Composes to NFC, drops invisible characters and emphasis asterisks, turns every run of
        white space into one space, and strips the ends.
        """
        stop = len(document) if end is None else end
        chars: list[str] = []
        starts, ends = array("I"), array("I")
        for match in _CLUSTER.finditer(document, start, stop):
            cluster = match.group()
            first, last = match.span()
            if match["plain"]:
                _append_plain(cluster, first, chars, starts, ends)
                continue
            if cluster[0].isspace():
                if not chars or chars[-1] == " ":
                    continue
                cluster = " "
            elif cluster in _INVISIBLE or _is_markup(document, first, stop, cluster):
                continue
            for char in unicodedata.normalize("NFC", cluster):
                chars.append(char)
                starts.append(first)
                ends.append(last)
        if chars and chars[-1] == " ":
            chars.pop()
            starts.pop()
            ends.pop()
        return Passage("".join(chars), starts, ends)

    @staticmethod
    def join(parts: Iterable[Passage], separator: str = " ") -> Passage:
        """Join passages; the separator is given the place where the part before it ends."""
        chars: list[str] = []
        starts, ends = array("I"), array("I")
        for part in parts:
            if not part.text:
                continue
            if chars:
                place = ends[-1]
                chars.append(separator)
                starts.extend([place] * len(separator))
                ends.extend([place] * len(separator))
            chars.append(part.text)
            starts.extend(part.starts)
            ends.extend(part.ends)
        return Passage("".join(chars), starts, ends)

    def source(self, start: int = 0, end: int | None = None) -> Source:
        """Return where ``self.text[start:end]`` stands in the document."""
        if not self.text:
            return Source(0, 0)
        stop = len(self.text) if end is None else min(end, len(self.text))
        first = min(max(start, 0), len(self.text) - 1)
        return Source(self.starts[first], self.ends[max(stop - 1, first)])

    def part(self, start: int, end: int | None = None) -> Passage:
        """Return ``self.text[start:end]`` as a passage, ends stripped of spaces."""
        stop = len(self.text) if end is None else end
        while start < stop and self.text[start] == " ":
            start += 1
        while stop > start and self.text[stop - 1] == " ":
            stop -= 1
        return Passage(self.text[start:stop], self.starts[start:stop], self.ends[start:stop])

    def __bool__(self) -> bool:
        return bool(self.text)


def _append_plain(
    run: str, first: int, chars: list[str], starts: array[int], ends: array[int]
) -> None:
    """Append ordinary characters, each in its own place."""
    if not unicodedata.is_normalized("NFC", run):
        # Single characters that NFC writes otherwise, such as the Kelvin sign.
        run = "".join(unicodedata.normalize("NFC", char)[:1] for char in run)
    chars.append(run)
    starts.extend(range(first, first + len(run)))
    ends.extend(range(first + 1, first + len(run) + 1))


def _is_markup(document: str, at: int, stop: int, char: str) -> bool:
    """Say whether an asterisk is emphasis and a backslash an escape of Markdown."""
    if char == "*":
        before = document[at - 1] if at else " "
        after = document[at + 1] if at + 1 < stop else " "
        return not (before.isdigit() and after.isdigit())
    return char == "\\" and at + 1 < stop and document[at + 1] in "\\`*_{}[]()#+-.!|>~"
