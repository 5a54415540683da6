"""Many series of readings as flat arrays, sorted so that neighbours in time lie side by side.

A series is what one station sends of one parameter with one averaging interval. Checks look at
all series of a block at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xanh.observations.quality.rules import Rule, Rules
from xanh.observations.readings import EXCLUDING, FLAGS, OK_STATUSES, Flag
from xanh.observations.tables import Medium, StationProfile

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SECOND = 1_000_000  # [µs]
BITS = {flag: 1 << place for place, flag in enumerate(Flag)}
EXCLUDING_BITS = sum(BITS[flag] for flag in EXCLUDING)


@dataclass(frozen=True, slots=True)
class Series:
    """Which series a row of the block belongs to."""

    station: str
    parameter: str
    seconds: int
    profile: StationProfile

    @property
    def medium(self) -> Medium:
        """What the station measures."""
        return self.profile.medium


@dataclass(slots=True)
class Block:
    """Readings of several series: newest versions, sorted by series and time."""

    series: list[Series]
    at: Ints  # index into `series`, per row
    time: Ints  # label [µs since 1970, UTC]
    value: Floats  # NaN where nothing was sent
    raw: list[str]  # texts of raw flags …
    raw_at: Ints  # … and which one a row has
    statuses: list[str]  # texts of statuses …
    status_at: Ints  # … and which one a row has
    ok: Bools  # status says that the instrument measured
    version: Ints
    received: Ints  # [µs]
    before: Ints  # when the version before this one was received [µs]; 0: there is none
    known: NDArray[np.object_]  # whole flag that holds until now, None: the raw one
    made: Ints  # since when it holds [µs]; 0 where there is none
    bits: Ints = field(default_factory=lambda: np.zeros(0, np.int64))  # raw flags, by BITS

    def __len__(self) -> int:
        return len(self.time)

    @property
    def seconds(self) -> Ints:
        """Length of the averaging interval of every row [s]."""
        return self.by_series([float(s.seconds) for s in self.series]).astype(np.int64)

    def by_series(self, values: Sequence[float]) -> Floats:
        """Return one value a series as one value a row."""
        return np.asarray(values, np.float64)[self.at]

    def rules(self, rules: Rules, check: str) -> list[Rule | None]:
        """Return each series' rule of a check."""
        return [rules.find(check, s.parameter, s.medium, s.seconds) for s in self.series]

    def column(self, found: Sequence[Rule | None], get: Callable[[Rule], float | None]) -> Floats:
        """Return a column of each series' rule as one value a row; NaN where it has none."""
        values = [None if rule is None else get(rule) for rule in found]
        return self.by_series([np.nan if value is None else float(value) for value in values])

    def usable(self) -> Bools:
        """Say which rows count by what was received: measured, readable, without such a flag."""
        return self.ok & ~np.isnan(self.value) & ((self.bits & EXCLUDING_BITS) == 0)

    def spans(self) -> Iterator[tuple[int, slice]]:
        """Yield each series with the rows that are its own."""
        edges = np.flatnonzero(np.diff(self.at, prepend=-1, append=len(self.series)))
        for start, stop in pairwise(edges.tolist()):
            yield int(self.at[start]), slice(start, stop)


def make_block(
    rows: pa.Table, flags: pa.Table | None, profiles: Mapping[str, StationProfile]
) -> Block:
    """Return readings of the store (KEPT, all versions) and what is known of them as a block.

    ``flags`` is FLAGS; of several rows of a key the newest counts.
    """
    stations, station = _codes(rows, "station")
    parameters, parameter = _codes(rows, "parameter")
    time = _micros(rows, "time")
    version = _ints(rows, "version")
    order = np.lexsort((version, time, parameter, station))
    station, parameter, time = station[order], parameter[order], time[order]
    same = _same_as_next(station, parameter, time)
    received = _micros(rows, "received")[order]
    before = np.zeros_like(received)
    before[1:][same[:-1]] = received[:-1][same[:-1]]
    keep = ~same
    table = rows.select(["seconds", "value", "status", "flag"]).take(pa.array(order[keep]))
    seconds = _ints(table, "seconds")
    keys = np.stack([station[keep], parameter[keep], seconds])
    # A change of the averaging interval makes another series: sorted again, by series and time.
    unique, at = np.unique(keys, axis=1, return_inverse=True)
    at = at.reshape(-1)
    again = np.lexsort((time[keep], at))
    raw, raw_at = _codes(table, "flag")
    statuses, status = _codes(table, "status")
    measured = np.array([text in OK_STATUSES for text in statuses] or [False])
    series = [
        _series(stations[a], parameters[b], int(c), profiles) for a, b, c in unique.T.tolist()
    ]
    block = Block(
        series=series,
        at=at[again],
        time=time[keep][again],
        value=_floats(table, "value")[again],
        raw=raw,
        raw_at=raw_at[again],
        statuses=statuses,
        status_at=status[again],
        ok=measured[status][again],
        version=version[order][keep][again],
        received=received[keep][again],
        before=before[keep][again],
        known=np.full(int(keep.sum()), None, object),
        made=np.zeros(int(keep.sum()), np.int64),
    )
    block.bits = np.array([_bits(text) for text in raw] or [0], np.int64)[block.raw_at]
    if flags is not None and flags.num_rows:
        _know(block, flags)
    return block


def _series(
    station: str, parameter: str, seconds: int, profiles: Mapping[str, StationProfile]
) -> Series:
    return Series(station, parameter, seconds, profiles.get(station) or StationProfile(station))


def _bits(text: str) -> int:
    return sum(BITS[Flag(word)] for word in set(text.split()) if word in BITS)


def _same_as_next(*columns: Ints) -> Bools:
    same = np.zeros(len(columns[0]), np.bool_)
    if len(same) > 1:
        same[:-1] = np.logical_and.reduce([c[1:] == c[:-1] for c in columns])
    return same


def _know(block: Block, flags: pa.Table) -> None:
    """Put the newest known flag beside each row."""
    number: dict[tuple[str, str], list[int]] = {}
    for index, series in enumerate(block.series):
        number.setdefault((series.station, series.parameter), []).append(index)
    rows = dict(block.spans())
    ordered = flags.sort_by([("station", "ascending"), ("parameter", "ascending")])
    stations, parameters = ordered["station"].to_pylist(), ordered["parameter"].to_pylist()
    time, made = _micros(ordered, "time"), _micros(ordered, "made")
    text = np.array(ordered["flag"].to_pylist(), object)
    changes = [
        i
        for i in range(len(stations))
        if i == 0 or (stations[i], parameters[i]) != (stations[i - 1], parameters[i - 1])
    ]
    for start, stop in zip(changes, [*changes[1:], len(stations)], strict=True):
        oldest_first = start + np.argsort(made[start:stop], kind="stable")
        for index in number.get((stations[start], parameters[start]), ()):
            span = rows[index]
            place = span.start + np.searchsorted(block.time[span], time[oldest_first])
            hit = place < span.stop
            hit[hit] = block.time[place[hit]] == time[oldest_first][hit]
            # Of several rows of one key the last assignment, the newest, stays.
            block.known[place[hit]] = text[oldest_first][hit]
            block.made[place[hit]] = made[oldest_first][hit]


def flag_texts(block: Block, added: Ints) -> NDArray[np.object_]:
    """Return the whole flag of every row: what was received with it and the added BITS."""
    new = added & ~block.bits
    pairs, at = np.unique(block.raw_at << 32 | new, return_inverse=True)
    texts = [_text(block.raw[pair >> 32], pair & 0xFFFFFFFF) for pair in pairs.tolist()]
    return np.array([*texts, ""], object)[at.reshape(-1)]


def _text(raw: str, added: int) -> str:
    return " ".join([*raw.split(), *(str(flag) for flag, bit in BITS.items() if added & bit)])


def flag_rows(block: Block, rows: Ints, texts: NDArray[np.object_], version: str) -> pa.Table:
    """Return rows of FLAGS for some rows of the block; the store says when they were made."""
    named = [block.series[i] for i in block.at[rows].tolist()]
    return pa.table(
        {
            "station": [series.station for series in named],
            "parameter": [series.parameter for series in named],
            "time": pa.array(block.time[rows]).cast(pa.timestamp("us")),
            "flag": list(texts[rows]),
            "rules": [version] * len(rows),
            "made": pa.nulls(len(rows), pa.timestamp("us")),
        },
        schema=FLAGS,
    )


def _codes(table: pa.Table, name: str) -> tuple[list[str], Ints]:
    """Return the different texts of a column and the index of each row's; null is no text."""
    column = table[name].combine_chunks()
    if not pa.types.is_dictionary(column.type):
        column = column.fill_null("").dictionary_encode()
    texts = [text or "" for text in column.dictionary.to_pylist()]
    return texts, column.indices.to_numpy(zero_copy_only=False).astype(np.int64)


def _ints(table: pa.Table, name: str) -> Ints:
    return table[name].cast(pa.int64()).fill_null(0).to_numpy()


def _micros(table: pa.Table, name: str) -> Ints:
    return table[name].cast(pa.timestamp("us")).cast(pa.int64()).to_numpy()


def _floats(table: pa.Table, name: str) -> Floats:
    return table[name].cast(pa.float64()).to_numpy().astype(np.float64)
