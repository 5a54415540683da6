"""VN_AQI over arrays: the fast way for what fits into memory, by the same formulas as tables.

A station's hours lie on one axis of whole days. Days without readings are left out but for one
after each run of days: it holds the hours that NowCast still bridges, and is more than the
twelve hours that any average looks back.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xanh.methods.air.formulas import (
    NOWCAST_HOURS,
    SHARE,
    daily_ozone,
    greatest_part,
    highest,
    mean_of,
    nowcast_weight,
    raw_sub_index,
    usable,
    weighted,
)
from xanh.methods.air.scales import PARAMETERS, PARTICLES, Scale
from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019
from xanh.methods.forms import ARRAYS, round_half_up

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Columns = dict[str, NDArray[Any]]
Readings = tuple[Integers, Integers, Floats]  # parameters, times and values of one station
_HOUR = 3_600_000_000  # [µs]
_SPAN = 200_000  # [days] longer ones come from clocks gone wild
# Stations of a few days are laid end to end: for each alone most time would go into calls.
_TOGETHER = 20_000  # [readings]
_SHORT = 62  # [days]


@dataclass(frozen=True, slots=True)
class Axis:
    """One station's hours: ``days`` since 1970 and, for each, 24 hourly means a parameter."""

    days: Integers
    values: Mapping[str, Floats]  # of length 24 × days, NaN where nothing usable was measured
    given: NDArray[np.bool_]  # whether the readings have a row for the hour


def axis_of(parameters: Integers, times: Integers, values: Floats) -> Axis:
    """Return the axis of one station's readings.

    ``parameters`` index :data:`PARAMETERS`, ``times`` are the local clock's in µs since 1970; each
    falls into the hour that ends with or after it. Several readings in one hour count with their
    mean.
    """
    days, cells = _laid_out((times - 1) // _HOUR)  # a label ends its hour and its day
    length = 24 * len(days)
    given = np.zeros(length, dtype=bool)
    given[cells] = True
    sound = usable(values)
    there = ~np.isnan(sound)
    # All parameters one after the other on one axis: one pass over the readings serves them all.
    flat = parameters.astype(np.int64) * length + cells
    if not there.all():
        flat, sound = flat[there], sound[there]
    means = np.full(len(PARAMETERS) * length, np.nan)
    means[flat] = sound
    if np.count_nonzero(~np.isnan(means)) < len(flat):
        counts = np.bincount(flat, minlength=len(means))
        sums = np.bincount(flat, sound, minlength=len(means))
        means = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    present = np.flatnonzero(np.bincount(parameters))
    return Axis(days, {PARAMETERS[c]: means[c * length : (c + 1) * length] for c in present}, given)


def _laid_out(hours: Integers) -> tuple[Integers, Integers]:
    """Return the days of the axis, and the place on it of each hour (counted from 1970)."""
    first = int(hours.min()) // 24
    span = int(hours.max()) // 24 - first + 1
    if span < _SPAN:  # a table of places, far quicker than sorting
        since = hours - 24 * first
        seen = np.zeros(24 * span, dtype=bool)
        seen[since] = True
        seen_days = seen.reshape(-1, 24).any(axis=1)
        places, days = _places(np.flatnonzero(seen_days) + first)
        starts = np.zeros(span, dtype=np.int64)
        starts[seen_days] = 24 * places
        table = np.repeat(starts, 24) + np.tile(np.arange(24), span)
        return days, table[since]
    day, hour = np.divmod(hours, 24)
    unique, ranks = np.unique(day, return_inverse=True)
    places, days = _places(unique)
    return days, places[ranks] * 24 + hour


def _places(days: Integers) -> tuple[Integers, Integers]:
    """Return the place of each day with readings, and all days: one more after each run."""
    places = np.concatenate([[0], np.cumsum(np.minimum(np.diff(days), 2))]).astype(np.int64)
    whole = np.empty(int(places[-1]) + 2, dtype=np.int64)
    whole[places + 1] = days + 1
    whole[places] = days
    return places, whole


def _windows(series: Floats, hours: int) -> list[Floats]:
    """Return for every hour the ``hours`` that end with it, the oldest first."""
    padded = np.concatenate([np.full(hours - 1, np.nan), series])
    return [padded[start : start + len(series)] for start in range(hours)]


def hourly_columns(axis: Axis, scale: Scale = VN_AQI_2019) -> Columns:
    """Return the hourly VN_AQI of a station's axis: see :func:`xanh.methods.air.tables.hourly`.

    ``time`` in hours since 1970; ``band`` and ``dominant`` as positions in the scale's bands and
    in :data:`PARAMETERS`, -1 for none.
    """
    now, shares, more = {}, [], {}
    for name, series in axis.values.items():
        if name not in PARTICLES:
            now[name] = series
            continue
        windows = _windows(series, NOWCAST_HOURS)
        now[name] = weighted(windows, nowcast_weight(windows))
        there = np.cumsum(np.concatenate([np.zeros(NOWCAST_HOURS), ~np.isnan(series)]))
        shares.append((there[NOWCAST_HOURS:] - there[:-NOWCAST_HOURS]) / NOWCAST_HOURS)
        more[f"nowcast_{name}"] = now[name]
    more["completeness"] = _lower(shares, len(axis.given))
    parts = {
        name: raw_sub_index("o3_1h" if name == "o3" else name, series, scale)
        for name, series in now.items()
    }
    bridging = np.zeros_like(axis.given)
    for name in PARTICLES:
        if name in parts:
            bridging |= ~np.isnan(more[f"nowcast_{name}"])
    bridging[np.flatnonzero(axis.given)[-1] :] = False  # nothing is foretold
    rows = axis.given | bridging
    time = np.repeat(axis.days * 24, 24) + np.tile(np.arange(1, 25), len(axis.days))
    return _indexed(time, parts, more, rows, scale)


def daily_columns(axis: Axis, share: float = SHARE, scale: Scale = VN_AQI_2019) -> Columns:
    """Return the daily VN_AQI of a station's axis: see :func:`xanh.methods.air.tables.daily`.

    ``time`` in days since 1970; ``band`` and ``dominant`` as in :func:`hourly_columns`.
    """
    parts, shares = {}, []
    for name, series in axis.values.items():
        days = series.reshape(-1, 24)
        if name in PARTICLES:
            parts[name] = raw_sub_index(name, mean_of(list(days.T), share), scale)
            shares.append((~np.isnan(days)).sum(axis=1) / 24)
        elif name == "o3":
            eight = mean_of(_windows(series, 8), share).reshape(-1, 24)
            parts[name] = daily_ozone(highest(list(days.T)), highest(list(eight.T)), scale)
        else:
            parts[name] = raw_sub_index(name, highest(list(days.T)), scale)
    rows: NDArray[np.bool_] = np.asarray(axis.given.reshape(-1, 24).any(axis=1))
    more = {"completeness": _lower(shares, len(axis.days))}
    return _indexed(axis.days, parts, more, rows, scale)


def _lower(shares: list[Floats], length: int) -> Floats:
    """Return the lower share, of those parameters that have any hour at all."""
    if not shares:
        return np.zeros(length)
    lower = highest([-np.where(share > 0, share, np.nan) for share in shares])
    known: Floats = np.nan_to_num(-lower, nan=0.0)
    return known


def _indexed(
    time: Integers,
    parts: Mapping[str, Floats],
    more: Mapping[str, Floats],
    rows: NDArray[np.bool_],
    scale: Scale,
) -> Columns:
    parts = {name: part[rows] for name, part in parts.items()}
    most = greatest_part(parts, scale) if parts else np.full(int(rows.sum()), np.nan)
    index = round_half_up(ARRAYS, most)
    band = np.searchsorted([band.high for band in scale.bands], index).astype(np.int8)
    dominant = np.full(len(index), -1, dtype=np.int8)
    for code in reversed(range(len(PARAMETERS))):
        if PARAMETERS[code] in parts:
            dominant[parts[PARAMETERS[code]] >= most] = code
    return {
        "time": time[rows],
        "index": index,
        "band": np.where(np.isnan(index), np.int8(-1), band),
        "dominant": dominant,
        **{name: round_half_up(ARRAYS, parts[name]) for name in PARAMETERS if name in parts},
        **{name: column[rows] for name, column in more.items()},
    }


def gathered(pieces: Sequence[Readings]) -> list[list[Readings]]:
    """Return the readings of stations in groups, in their order: short ones together."""
    groups: list[list[Readings]] = []
    room = 0
    for piece in pieces:
        times = piece[1]
        short = int(times.max() - times.min()) < _SHORT * 24 * _HOUR
        if not short or len(times) > room:
            groups.append([])
            room = _TOGETHER if short else 0
        groups[-1].append(piece)
        room -= len(times)
    return groups


def of_group(
    group: Sequence[Readings], make: Callable[[Axis], Columns], unit: int
) -> list[Columns]:
    """Return what ``make`` makes of each station, from one axis on which they lie end to end.

    ``unit`` is how many of the columns' ``time`` make a day: 24 or 1.
    """
    first = [(int(times.min()) - 1) // _HOUR // 24 for _, times, _ in group]
    last = [(int(times.max()) - 1) // _HOUR for _, times, _ in group]
    shifts, free = [], first[0]
    for start, end in zip(first, last, strict=True):
        shifts.append(free - start)
        free += end // 24 - start + 3  # two days between: no average of one reaches the next
    parameters, values = (np.concatenate([piece[c] for piece in group]) for c in (0, 2))
    moved = [times + shift * 24 * _HOUR for (_, times, _), shift in zip(group, shifts, strict=True)]
    columns = make(axis_of(parameters, np.concatenate(moved), values))
    results = []
    for start, end, shift in zip(first, last, shifts, strict=True):
        # Nothing is foretold: not behind the last reading of each.
        latest = end + 1 if unit == 24 else end // 24
        edges = (start + shift) * unit, latest + shift * unit
        low = np.searchsorted(columns["time"], edges[0], "right" if unit == 24 else "left")
        high = np.searchsorted(columns["time"], edges[1], "right")
        part = {name: column[low:high] for name, column in columns.items()}
        results.append({**part, "time": part["time"] - shift * unit})
    return results


def station_rows(codes: NDArray[Any]) -> list[tuple[int, Any]]:
    """Return each code with its rows, as a slice where rows are in order, else as positions."""
    if not len(codes):
        return []
    order = None
    if np.any(codes[1:] < codes[:-1]):
        order = np.argsort(codes, kind="stable")
        codes = codes[order]
    edges = [0, *(np.flatnonzero(codes[1:] != codes[:-1]) + 1).tolist(), len(codes)]
    pieces = [slice(start, end) for start, end in itertools.pairwise(edges)]
    return [(int(codes[piece.start]), piece if order is None else order[piece]) for piece in pieces]
