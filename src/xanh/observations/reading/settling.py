"""The last step of every reader: names, units and first checks, column by column.

A reader gives :class:`Lines`, which say what was written. :func:`settle` makes them READINGS: each
distinct (station, name, unit) is looked up once, and its rule applied to all rows at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xanh.observations.reading.rules import Rule, Rules
from xanh.observations.readings import OK_STATUSES, READINGS, Flag
from xanh.observations.tables import Medium, Tables

_BIT: dict[str, int] = {flag: 1 << place for place, flag in enumerate(Flag)}
# Statuses of a sender who has looked at values one by one: noise about zero is then no fault.
_LOOKED_AT = "Valid"
_NOISE = -10.0  # [µg/m³]; AirNow takes hourly PM2.5 down to -10 as measured

Column: TypeAlias = Any  # pa.Array | pa.ChunkedArray; pyarrow ships no types


@dataclass(slots=True)
class Lines:
    """What was written: columns of equal length; text may be dictionary-encoded."""

    station: Column  # key as sent
    name: Column  # of the parameter, as sent
    unit: Column  # as sent
    time: Column  # timestamp[us], UTC, no zone
    value: Column  # float64, null where no number stood
    status: Column  # as sent
    found: Column | None = None  # flags that the reader found, joined by one space
    seconds: Column | None = None  # int32; null or absent: the station's own interval
    medium: Medium = Medium.UNKNOWN  # of stations that no table knows


class Settler:
    """Settles lines, part by part of a file, with one memory of rules."""

    def __init__(
        self, tables: Tables, now: datetime | None = None, medium: Medium = Medium.UNKNOWN
    ) -> None:
        moment = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
        self.now = int(np.datetime64(moment, "us").astype(np.int64))
        self.rules = Rules(tables, medium)
        self.fillers = np.array(sorted(tables.fillers), dtype=float)
        self._asked: object = None
        self._rules: list[Rule] = []
        self._numbers: Any = None

    def settle(self, lines: Lines, *, dictionaries: bool = False) -> pa.Table:
        """Return READINGS of ``lines``, in their order.

        With ``dictionaries`` the text columns stay dictionary-encoded, which a long file wants.
        """
        which, rules = self._rules_of(lines)
        value, bits = self._values(lines, which, rules)
        status, good, looked_at = _statuses(lines.status)
        bits |= np.where(good, 0, _BIT[Flag.STATUS])
        bits &= ~np.where(looked_at & (value >= _NOISE), _BIT[Flag.NEGATIVE], 0).astype(bits.dtype)
        time = _array(lines.time).cast(pa.timestamp("us"))
        ahead = np.array([r.ahead for r in rules], dtype=np.int64)[which] * 1_000_000
        bits |= np.where(
            time.cast(pa.int64()).to_numpy(zero_copy_only=False) > self.now + ahead,
            _BIT[Flag.FUTURE],
            0,
        )
        bits |= _bits_of(lines.found, len(bits))
        columns = [
            _pick([r.station for r in rules], which),
            _pick([r.parameter for r in rules], which),
            time,
            _seconds(lines.seconds, which, rules),
            pa.array(value, mask=np.isnan(value)),
            _pick([r.unit for r in rules], which),
            status,
            _flags(bits),
            pa.nulls(len(bits), pa.int64()),
        ]
        if dictionaries:
            return pa.table(columns, names=READINGS.names)
        return pa.table(
            [c.cast(f.type) for c, f in zip(columns, READINGS, strict=True)], schema=READINGS
        )

    def _rules_of(self, lines: Lines) -> tuple[Any, list[Rule]]:
        """Return for each row the place of its rule, and the rules."""
        station, name, unit = (_encode(c) for c in (lines.station, lines.name, lines.unit))
        sizes = (len(name.dictionary), len(unit.dictionary))
        codes = _codes(station) * (sizes[0] * sizes[1]) + _codes(name) * sizes[1] + _codes(unit)
        place, present = _compact(codes, len(station.dictionary) * sizes[0] * sizes[1])
        texts = [[t or "" for t in c.dictionary.to_pylist()] for c in (station, name, unit)]
        asked = (texts, present.tobytes(), lines.medium)
        if asked != self._asked:  # the parts of one file mostly ask for the same
            written = [
                (
                    texts[0][code // (sizes[0] * sizes[1])],
                    texts[1][code // sizes[1] % sizes[0]],
                    texts[2][code % sizes[1]],
                )
                for code in present.tolist()
            ]
            self._rules = self.rules.of(written, lines.medium)
            self._numbers = np.array([r.numbers() for r in self._rules]).reshape(-1, 8).T
            self._asked = asked
        return place, self._rules

    def _values(self, lines: Lines, which: Any, rules: list[Rule]) -> tuple[Any, Any]:
        """Return values in the units of the rules, NaN where none, and what is to be said."""
        sent = _array(lines.value).cast(pa.float64()).fill_null(np.nan)
        sent = sent.to_numpy(zero_copy_only=False)
        sent = np.where(np.isfinite(sent), sent, np.nan)
        # What is the same for all rules stays one number.
        times, over, plus, low, high, least, most, limit = (
            column[which] if len(set(column.tolist())) > 1 else column[:1]
            for column in self._numbers
        )
        filler = self._is_filler(sent)
        with np.errstate(over="ignore"):
            value = _tidy(sent, sent * times / over + plus)
        value = np.where(filler, sent, value)
        real = ~filler & ~np.isnan(sent)
        bits = np.array([_BIT[Flag.UNIT] if r.odd_unit else 0 for r in rules], dtype=np.int64)[
            which
        ]
        negative = real & (value < 0) & (low >= 0)
        beyond = real & ~negative & ((value < low) | (value > high))
        outside = real & ~negative & ~beyond & ((value < least) | (value > most))
        for mask, flag in (
            (filler, Flag.FILLER),
            (np.isnan(sent), Flag.UNREADABLE),
            (negative, Flag.NEGATIVE),
            (beyond, Flag.RANGE),
            (outside, Flag.INSTRUMENT),
        ):
            if mask.any():
                bits |= np.where(mask, _BIT[flag], 0)
        below = real & ~negative & (value < limit)
        if below.any():
            # With `bdl` the value is the limit: what is known is that there was less than this.
            value = np.where(below, limit, value)
            bits = np.where(below, bits & ~_BIT[Flag.INSTRUMENT] | _BIT[Flag.BDL], bits)
        return value, bits

    def _is_filler(self, sent: Any) -> Any:
        mask = (sent <= self._top_negative) | (sent >= self._least_positive)
        if mask.any():
            mask[mask] = np.isin(sent[mask], self.fillers)
        return mask

    @property
    def _top_negative(self) -> float:
        return float(max((f for f in self.fillers if f <= 0), default=-np.inf))

    @property
    def _least_positive(self) -> float:
        return float(min((f for f in self.fillers if f > 0), default=np.inf))


def settle(
    lines: Lines,
    tables: Tables,
    now: datetime | None = None,
    medium: Medium = Medium.UNKNOWN,
) -> pa.Table:
    """Return READINGS of the lines of one file."""
    return Settler(tables, now, medium).settle(lines)


def _array(column: Column) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _encode(column: Column) -> pa.DictionaryArray:
    column = _array(column)
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    # A column without any text has an empty dictionary, which codes of 0 need filled.
    if len(column.dictionary) == 0 or column.null_count:
        column = _array(column.cast(pa.string()).fill_null("").dictionary_encode())
    return column


def _codes(column: pa.DictionaryArray) -> Any:
    return column.indices.to_numpy(zero_copy_only=False).astype(np.int64)


def _tidy(sent: Any, value: Any) -> Any:
    """Return converted values to 14 digits: 1.5858 mg is 1585.8 µg and not 1585.8000000000002."""
    places = np.flatnonzero((value != sent) & np.isfinite(value) & (value != 0))
    if len(places):
        some = value[places]
        digits = 13 - np.floor(np.log10(np.abs(some)))
        scale = 10.0 ** np.clip(digits, 0, 22)
        value[places] = np.where(digits > 22, some, np.rint(some * scale) / scale)
    return value


def _compact(codes: Any, size: int) -> tuple[Any, Any]:
    """Return the codes renumbered without gaps, and which codes there are."""
    if size > max(1 << 22, 4 * len(codes)):
        present, place = np.unique(codes, return_inverse=True)
        return place, present
    seen = np.zeros(size, dtype=bool)
    seen[codes] = True
    present = np.flatnonzero(seen)
    places = np.zeros(size, dtype=np.int64)
    places[present] = np.arange(len(present))
    return places[codes], present


def _pick(values: list[str], which: Any) -> pa.DictionaryArray:
    """Return a dictionary column of ``values`` at the places ``which``, each text once."""
    distinct = list(dict.fromkeys(values))
    place = {text: i for i, text in enumerate(distinct)}
    codes = np.array([place[v] for v in values], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(codes[which] if len(values) else codes), pa.array(distinct, pa.string())
    )


def _statuses(column: Column) -> tuple[pa.DictionaryArray, Any, Any]:
    """Return the status column, which rows were measured, and which were looked at."""
    column = _encode(column)
    codes = _codes(column)
    texts = [text.strip() for text in column.dictionary.to_pylist()]
    column = pa.DictionaryArray.from_arrays(column.indices, pa.array(texts, pa.string()))
    good = np.array([t in OK_STATUSES for t in texts], dtype=bool)
    looked = np.array([t == _LOOKED_AT for t in texts], dtype=bool)
    return column, good[codes], looked[codes]


def _bits_of(column: Column | None, count: int) -> Any:
    if column is None:
        return np.zeros(count, dtype=np.int64)
    column = _encode(column)
    values = [
        sum(_BIT[name] for name in set(text.split()) & _BIT.keys())
        for text in column.dictionary.to_pylist()
    ]
    return np.array(values, dtype=np.int64)[_codes(column)]


@lru_cache(maxsize=4096)
def _text_of(bits: int) -> str:
    return " ".join(flag for flag in Flag if bits & _BIT[flag])


def _flags(bits: Any) -> pa.DictionaryArray:
    if not bits.any():
        return _pick([""], np.zeros(len(bits), dtype=np.int64))
    place, present = _compact(bits, 1 << len(Flag))
    return _pick([_text_of(b) for b in present.tolist()], place)


def _seconds(column: Column | None, which: Any, rules: list[Rule]) -> pa.Array:
    own = pa.array(np.array([r.seconds for r in rules], dtype=np.int32)[which])
    if column is None:
        return own
    return pc.coalesce(_array(column).cast(pa.int32()), own)
