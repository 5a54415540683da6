"""Chance that can be asked for any moment: numbers follow from a key and an index alone.

So a day is the same day whether it is made alone or as part of a year, and on every machine.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def key_of(*parts: object) -> int:
    """Return a 64-bit key of some words and numbers."""
    text = "|".join(map(str, parts)).encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little")


def uniform(key: int, index: Ints) -> Floats:
    """Return numbers in [0, 1) of any indices (splitmix64, doi:10.1145/2660193.2660195)."""
    with np.errstate(over="ignore"):
        x = index.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(key)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        x ^= x >> np.uint64(31)
    return (x >> np.uint64(11)).astype(np.float64) * 2.0**-53


def normal(key: int, index: Ints) -> Floats:
    """Return numbers of mean 0 and deviation 1, within ±3.5 (sum of four uniform ones)."""
    total = uniform(key, index)
    for part in (1, 2, 3):
        total = total + uniform(key ^ part, index)
    return np.asarray((total - 2.0) * 3.0**0.5)


def smooth(key: int, time: Ints, period: int) -> Floats:
    """Return a curve of deviation ≈ 1 that wanders over ``period`` [s]; ``time`` [s since 1970]."""
    if not len(time):
        return np.zeros(0)
    knot = time // period
    first = int(knot.min())
    knots = normal(key, np.arange(first, int(knot.max()) + 2, dtype=np.int64))
    share = (1 - np.cos(np.pi * (time % period) / period)) / 2
    place = knot - first
    return (knots[place] * (1 - share) + knots[place + 1] * share) * 1.15


def episodes(
    key: int, time: Ints, block: int, chance: float, longest: int
) -> tuple[Bools, Ints, Ints]:
    """Return which moments lie in an episode, and its begin and end [s since 1970].

    Time is cut in blocks [s]; each holds one episode with ``chance``, of 0.3 … 1 × ``longest`` [s].
    """
    number = time // block
    length = ((0.3 + 0.7 * uniform(key ^ 0xA, number)) * longest).astype(np.int64)
    begin = number * block + (uniform(key ^ 0xB, number) * (block - length)).astype(np.int64)
    inside = (uniform(key ^ 0xC, number) < chance) & (time >= begin) & (time < begin + length)
    return inside, begin, begin + length
