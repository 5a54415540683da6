"""The text of a document with the places marked that something was read from.

Places overlap freely (a finding inside a task inside a measure). The text is therefore cut at
every edge, and each piece carries the keys of all places that cover it: nothing ever nests.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class Place:
    """One place in the text: [start, end) belongs to the entry ``key`` of ``kind``."""

    key: str
    kind: str
    start: int
    end: int


def marked(text: str, places: Iterable[Place]) -> SafeString:
    """Return ``text`` as paragraphs of escaped text, one a line, with its places as marks.

    ``<i id="at-KEY">`` stands where a place begins. Marks carry ``data-keys``, the innermost place
    first, and a link to its entry, so that they lead there without scripts too. Time grows with
    the length of the text and the pieces that it is cut into.
    """
    sound = [place for place in places if 0 <= place.start < place.end <= len(text)]
    sound.sort(key=lambda place: (place.start, -place.end))
    out: list[str] = ["<p>"]
    for start, end, inside, opening in _pieces(len(text), sound):
        out += [f'<i id="at-{escape(place.key)}"></i>' for place in opening]
        lines = text[start:end].split("\n")
        before, after = _tags(inside)
        for number, line in enumerate(lines):
            if number:
                out.append("</p><p>")
            if line:
                out.append(f"{before}{escape(line)}{after}")
    out.append("</p>")
    return mark_safe("".join(out))  # noqa: S308 - every text in it is escaped above


def _pieces(
    length: int, places: list[Place]
) -> Iterator[tuple[int, int, list[Place], list[Place]]]:
    """Yield (start, end, places that cover it, places that begin there) from edge to edge."""
    edges = sorted({0, length, *(p.start for p in places), *(p.end for p in places)})
    inside: list[Place] = []
    following = 0
    for start, end in pairwise(edges):
        inside = [place for place in inside if place.end > start]
        opening = []
        while following < len(places) and places[following].start == start:
            opening.append(places[following])
            following += 1
        inside += opening
        yield start, end, inside, opening


def _tags(inside: list[Place]) -> tuple[str, str]:
    if not inside:
        return "", ""
    ordered = sorted(inside, key=lambda place: (place.end - place.start, place.key))
    keys = escape(" ".join(place.key for place in ordered))
    kinds = " ".join(sorted({place.kind for place in ordered}))
    link = f'<a tabindex="-1" href="#{escape(ordered[0].key)}">'
    return f'<mark class="{kinds}" data-keys="{keys}">{link}', "</a></mark>"
