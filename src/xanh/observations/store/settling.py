"""Decides what of a batch is new, the same, or a further version."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from xanh.observations.store import errors
from xanh.observations.store.columns import OFFSET_BITS, Columns, Ints, Pools, taken
from xanh.observations.store.shapes import Counts

_MOST_VERSIONS = np.iinfo(np.int16).max


@dataclass
class Keys:
    """The keys of one month's batch, each once and sorted, and the newest kept row of each."""

    rank: npt.NDArray[np.int32]  # of a series in the batch, by code; -1: not in it
    base: int  # start of the month [µs]
    unique: Ints
    version: Ints  # 0: not kept yet
    value: Ints  # bits
    like: Ints
    least: int  # first and last time in the batch [µs]
    most: int

    def of(self, series: npt.NDArray[np.int32], time: Ints) -> Ints:
        """Return the keys of rows; negative for series that the batch does not have."""
        ranks = np.full(len(series), -1, np.int64)
        inside = series < len(self.rank)
        ranks[inside] = self.rank[series[inside]]
        keys: Ints = (ranks << OFFSET_BITS) | (time - self.base)
        return keys

    def meet(
        self,
        series: npt.NDArray[np.int32],
        time: Ints,
        value: npt.NDArray[np.float64],
        like: Ints,
        version: npt.NDArray[np.int16],
    ) -> None:
        """Take in kept rows: the newest version of each key counts."""
        near = np.flatnonzero((time >= self.least) & (time <= self.most))
        keys = self.of(series[near], time[near])
        place = np.searchsorted(self.unique, keys)
        place[place == len(self.unique)] = 0
        hit = np.flatnonzero(self.unique[place] == keys)
        place, near = place[hit], near[hit]
        order = np.argsort(version[near], kind="stable")  # the last assignment wins
        place, near = place[order], near[order]
        newer = version[near] > self.version[place]
        place, near = place[newer], near[newer]
        self.version[place] = version[near]
        self.value[place] = value[near].view(np.int64)
        self.like[place] = like[near]


@dataclass
class Batch:
    """One month's readings, sorted by key, in order of arrival within a key."""

    rows: Columns
    keys: Keys
    first: npt.NDArray[np.bool_]  # of its key

    def stations(self, pools: Pools) -> set[str]:
        """Return the stations in it."""
        codes = np.flatnonzero(self.keys.rank >= 0)
        return {pools.series.values[code][0] for code in codes.tolist()}


def ordered(rows: Columns, base: int, pools: Pools) -> Batch:
    """Sort one month's rows by station, parameter and time, keeping the order of arrival."""
    present = np.flatnonzero(np.bincount(rows.series, minlength=1))
    names = sorted((pools.series.values[code], code) for code in present.tolist())
    rank = np.full(int(present[-1]) + 1, -1, np.int32)
    rank[[code for _, code in names]] = np.arange(len(names), dtype=np.int32)
    key = (rank[rows.series].astype(np.int64) << OFFSET_BITS) | (rows.time - base)
    if not bool(np.all(key[1:] >= key[:-1])):
        order = np.argsort(key, kind="stable")
        key = key[order]
        # Series and time stand in the key: cheaper taken from there than from all over the batch.
        codes = np.array([code for _, code in names], np.int32)
        rows = Columns(
            codes[key >> OFFSET_BITS],
            (key & ((1 << OFFSET_BITS) - 1)) + base,
            rows.value[order],
            taken(rows.like, order),
            taken(rows.flag, order),
            taken(rows.origin, order),
        )
    first = np.ones(len(key), np.bool_)
    np.not_equal(key[1:], key[:-1], out=first[1:])
    unique = key[first]
    nothing = np.zeros(len(unique), np.int64)
    keys = Keys(
        rank, base, unique, nothing, nothing.copy(), nothing.copy(),
        int(rows.time.min()), int(rows.time.max()),
    )  # fmt: skip
    return Batch(rows, keys, first)


def settled(
    batch: Batch,
) -> tuple[Columns, npt.NDArray[np.int16], npt.NDArray[np.bool_], Counts]:
    """Return the rows to keep, their versions, which of them are of new keys, and the counts."""
    rows, keys, first = batch.rows, batch.keys, batch.first
    if len(keys.unique) == len(rows) and not keys.version.any():
        return rows, np.ones(len(rows), np.int16), first, Counts(new=len(rows))
    bits = rows.value.view(np.int64)
    before_value, before_like = np.empty_like(bits), np.empty_like(rows.like)
    before_value[1:], before_like[1:] = bits[:-1], rows.like[:-1]
    before_value[first], before_like[first] = keys.value, keys.like
    fresh = first.copy()
    fresh[first] = keys.version == 0
    keep = fresh | (bits != before_value) | (rows.like != before_like)
    group = np.cumsum(first) - 1
    steps = np.cumsum(keep)
    starts = np.flatnonzero(first)
    version = keys.version[group] + steps - (steps[starts] - keep[starts])[group]
    kept, new = int(steps[-1]), int(fresh.sum())
    counts = Counts(new=new, same=len(rows) - kept, superseded=kept - new)
    if kept < len(rows):
        rows, version, fresh = rows.take(keep), version[keep], fresh[keep]
    if kept and int(version.max()) > _MOST_VERSIONS:
        raise errors.unfit(
            "Một số liệu đã được gửi lại với giá trị khác quá nhiều lần.",
            "One reading was sent again with another value too many times.",
        )
    return rows, version.astype(np.int16), fresh, counts
