"""Word's automatic numbering: the number that the page shows and the file does not hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xanh.documents.reading import numerals
from xanh.documents.reading.word_styles import W, value

if TYPE_CHECKING:
    from lxml.etree import _Element

_PLACE = re.compile(r"%([1-9])")
_PLAIN_BULLETS = "-–—+*•"
_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "lowerLetter": lambda n: numerals.letters(n, doubled=True),
    "upperLetter": lambda n: numerals.letters(n, doubled=True).upper(),
    "lowerRoman": numerals.roman,
    "upperRoman": lambda n: numerals.roman(n).upper(),
    "none": lambda _: "",
}


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    legal: bool = False  # all numbers decimal, whatever their levels say
    restart: int | None = None  # the level whose number restarts this one; 0 for never


@dataclass(slots=True)
class _Numbering:
    abstract: str
    levels: dict[int, _Level]
    restarts: dict[int, int] = field(default_factory=dict)


class Numbers:
    """Counts the numbered paragraphs of a document in their order."""

    def __init__(self, tree: _Element | None) -> None:
        self._numberings: dict[str, _Numbering] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._seen: set[tuple[str, int]] = set()
        if tree is None:
            return
        abstracts = {e.get(W + "abstractNumId") or "": e for e in tree.iter(W + "abstractNum")}
        links = {value(e, "styleLink"): key for key, e in abstracts.items()}
        for element in tree.iter(W + "num"):
            key = value(element, "abstractNumId") or ""
            linked = value(abstracts.get(key), "numStyleLink")
            key = links.get(linked, key) if linked else key
            numbering = _Numbering(key, _levels(abstracts.get(key)))
            _override(numbering, element)
            self._numberings[element.get(W + "numId") or ""] = numbering

    def marker(self, identity: str, level: int) -> str | None:
        """Count one paragraph of numbering ``identity`` at ``level``; return what it shows."""
        numbering = self._numberings.get(identity)
        if numbering is None or level not in numbering.levels:
            return None
        counters = self._counters.setdefault(numbering.abstract, {})
        self._count(identity, numbering, counters, level)
        shape = numbering.levels[level]
        if shape.form == "bullet":
            return shape.text if shape.text in _PLAIN_BULLETS and shape.text else "•"
        return _PLACE.sub(lambda m: _number(numbering, counters, shape, int(m[1]) - 1), shape.text)

    def _count(
        self, identity: str, numbering: _Numbering, counters: dict[int, int], level: int
    ) -> None:
        if (identity, level) not in self._seen:
            self._seen.add((identity, level))
            if level in numbering.restarts:
                counters[level] = numbering.restarts[level] - 1
        counters[level] = counters.get(level, numbering.levels[level].start - 1) + 1
        for deeper in [k for k in counters if k > level]:
            rule = numbering.levels[deeper].restart if deeper in numbering.levels else None
            # A level restarts after any level above it, or only after the one that it names.
            if rule is None or (rule > 0 and level < rule):
                del counters[deeper]


def _number(numbering: _Numbering, counters: dict[int, int], shape: _Level, level: int) -> str:
    """Return the number of ``level`` as it stands inside a number of the level ``shape``."""
    own = numbering.levels.get(level, _Level())
    count = counters.setdefault(level, own.start)
    form = "decimal" if shape.legal else own.form
    return _FORMATS.get(form, str)(count)


def _levels(abstract: _Element | None) -> dict[int, _Level]:
    if abstract is None:
        return {}
    levels = {}
    for element in abstract.findall(W + "lvl"):
        depth = element.get(W + "ilvl") or ""
        if depth.isdigit():
            levels[int(depth)] = _level(element)
    return levels


def _level(element: _Element) -> _Level:
    start, restart = value(element, "start"), value(element, "lvlRestart")
    return _Level(
        start=int(start) if start and start.lstrip("-").isdigit() else 1,
        form=value(element, "numFmt") or "decimal",
        text=(value(element, "lvlText") or "").strip(),
        legal=element.find(W + "isLgl") is not None,
        restart=int(restart) if restart and restart.isdigit() else None,
    )


def _override(numbering: _Numbering, element: _Element) -> None:
    """Apply what a numbering changes of its abstract one."""
    for override in element.findall(W + "lvlOverride"):
        depth = override.get(W + "ilvl") or ""
        if not depth.isdigit():
            continue
        level = override.find(W + "lvl")
        if level is not None:
            numbering.levels[int(depth)] = _level(level)
        start = value(override, "startOverride")
        if start and start.isdigit():
            numbering.restarts[int(depth)] = int(start)
