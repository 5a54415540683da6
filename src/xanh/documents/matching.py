"""Pairing the rows of two lists by what they say, not by where they stand."""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from heapq import nlargest

from rapidfuzz import fuzz

_ALIKE = 0.58  # below this two titles are two rows
_ALL_PAIRS = 250_000  # more pairs than this are narrowed by shared words first
_CANDIDATES = 12
_COMMON = 400  # a word in more rows than this tells nothing
_SHORT = 4  # words; a shorter title may be contained in any other by chance


@dataclass(frozen=True, slots=True)
class Row:
    """What of a row decides its pair: ``title`` folded to words; ``marks`` the tie-breakers, the
    weightiest first (leads, period, place, number …).
    """

    title: tuple[str, ...]
    marks: tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Indices into the old and the new list, and how alike the titles are (0 to 1)."""

    old: int
    new: int
    similarity: float


def pair_rows(old: Sequence[Row], new: Sequence[Row]) -> list[Pair]:
    """Pair rows that mean the same, in the order of the old list; each row is used once.

    Equal titles first: among them those that agree in most marks, so that two rows with one title
    and different leads do not swap. Then the most alike titles, marks breaking ties. Rows without
    a partner are left out. The result depends on nothing but the rows.
    """
    pairs = _equal(old, new)
    left_old = sorted(set(range(len(old))) - {pair.old for pair in pairs})
    left_new = sorted(set(range(len(new))) - {pair.new for pair in pairs})
    pairs += _alike(old, new, left_old, left_new)
    return sorted(pairs, key=lambda pair: pair.old)


def _equal(old: Sequence[Row], new: Sequence[Row]) -> list[Pair]:
    """Pair rows with equal titles: all marks equal, then fewer, the last marks given up first."""
    pairs: list[Pair] = []
    left_old, left_new = list(range(len(old))), list(range(len(new)))
    depth = len(old[0].marks) if old else 0
    levels = [tuple(range(count)) for count in range(depth, 0, -1)]
    levels += [(index,) for index in range(1, depth)]
    for level in (*levels, ()):
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for index in left_new:
            waiting[_signature(new[index], level)].append(index)
        still: list[int] = []
        for index in left_old:
            queue = waiting.get(_signature(old[index], level))
            if queue:
                pairs.append(Pair(index, queue.popleft(), 1.0))
            else:
                still.append(index)
        left_old = still
        left_new = sorted(index for queue in waiting.values() for index in queue)
    return pairs


def _signature(row: Row, level: tuple[int, ...]) -> Hashable:
    return row.title, tuple(row.marks[index] for index in level)


def _alike(
    old: Sequence[Row], new: Sequence[Row], left_old: list[int], left_new: list[int]
) -> list[Pair]:
    """Pair what is left by likeness, the most alike first."""
    if not left_old or not left_new:
        return []
    weights = _weights([*(old[i] for i in left_old), *(new[j] for j in left_new)])
    scored = []
    for i, j in _candidates(old, new, left_old, left_new, weights):
        similarity = _similarity(old[i].title, new[j].title, weights)
        if similarity >= _ALIKE:
            scored.append((-similarity - _agreement(old[i], new[j]), abs(i - j), i, j, similarity))
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    pairs = []
    for _, _, i, j, similarity in sorted(scored):
        if i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            pairs.append(Pair(i, j, round(similarity, 3)))
    return pairs


def _weights(rows: Sequence[Row]) -> dict[str, float]:
    """Weigh words by rarity: "xây dựng đề án" stands in every row and tells nothing."""
    counts = Counter(word for row in rows for word in set(row.title))
    return {word: math.log(1.0 + len(rows) / count) for word, count in counts.items()}


def _candidates(
    old: Sequence[Row],
    new: Sequence[Row],
    left_old: list[int],
    left_new: list[int],
    weights: dict[str, float],
) -> list[tuple[int, int]]:
    if len(left_old) * len(left_new) <= _ALL_PAIRS:
        return [(i, j) for i in left_old for j in left_new]
    places: dict[str, list[int]] = defaultdict(list)
    for j in left_new:
        for word in set(new[j].title):
            places[word].append(j)
    found: list[tuple[int, int]] = []
    for i in left_old:
        shared: dict[int, float] = defaultdict(float)
        for word in sorted(set(old[i].title)):
            if len(places.get(word, ())) <= _COMMON:
                for j in places.get(word, ()):
                    shared[j] += weights[word]
        best = nlargest(_CANDIDATES, shared.items(), key=lambda item: (item[1], -item[0]))
        found.extend((i, j) for j, _ in best)
    return found


def _similarity(one: tuple[str, ...], other: tuple[str, ...], weights: dict[str, float]) -> float:
    """Return the mean of likeness by letters and by weighted words, 0 to 1."""
    mine, theirs = set(one), set(other)
    shared = sum(weights[word] for word in sorted(mine & theirs))
    mine_weight = sum(weights[word] for word in sorted(mine))
    theirs_weight = sum(weights[word] for word in sorted(theirs))
    by_words = 2 * shared / (mine_weight + theirs_weight) if mine and theirs else 0.0
    if min(len(mine), len(theirs)) > _SHORT:
        by_words = max(by_words, 0.85 * shared / min(mine_weight, theirs_weight))
    by_letters = fuzz.ratio(" ".join(one), " ".join(other)) / 100
    return min((by_words + by_letters) / 2, 0.999)


def _agreement(one: Row, other: Row) -> float:
    """Return what equal marks add: a tie-breaker, half as much for each further mark."""
    marks = zip(one.marks, other.marks, strict=True)
    return sum(0.12 / 2.0**place for place, (a, b) in enumerate(marks) if a == b)
