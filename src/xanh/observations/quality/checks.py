"""What each check finds in a block: one function a check, one truth value a row.

What lies further away in time than :func:`reach` never changes what a check finds for a reading
(the gap before an outage and the level before a change of unit apart, which the runner looks up),
so that a day can be checked again without its year.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xanh.observations.quality.block import BITS, EXCLUDING_BITS, SECOND, Block, Bools, Floats, Ints
from xanh.observations.quality.rules import Rule, Rules
from xanh.observations.readings import Flag
from xanh.observations.tables import Instrument

HOUR = 3600 * SECOND  # [µs]
DAY = 24 * HOUR
NOTHING_KNOWN = Instrument()
LOCAL = 7 * HOUR  # the grid of days starts at local midnight
UNIT_GAP = 6 * HOUR  # longest pause in which a unit is changed
ROWS_AT_ONCE = 200_000  # of windows, to bound memory


def single(block: Block, rules: Rules) -> Ints:
    """Return what can be said of each reading alone: range, negative, instrument, bdl, future."""
    value = block.value
    bits = np.zeros(len(block), np.int64)
    found = block.rules(rules, "negative")
    bits |= BITS[Flag.NEGATIVE] * (value < block.column(found, lambda rule: rule.low))
    found = block.rules(rules, "range")
    out = value < block.column(found, lambda rule: rule.low)
    out |= value > block.column(found, lambda rule: rule.high)
    bits |= BITS[Flag.RANGE] * (out | np.isinf(value))
    bits |= _instrument(block, rules)
    ahead = block.by_series([float(series.profile.ahead) for series in block.series]) * SECOND
    ahead[~_has(block, rules, "future")] = np.inf
    bits |= BITS[Flag.FUTURE] * (block.time > block.received + ahead)
    return bits


def _instrument(block: Block, rules: Rules) -> Ints:
    instruments = [s.profile.instruments.get(s.parameter, NOTHING_KNOWN) for s in block.series]

    def known(values: Sequence[float | None], check: str) -> Floats:
        column = block.by_series([np.nan if v is None else v for v in values])
        column[~_has(block, rules, check)] = np.nan
        return column

    value = block.value
    out = value < known([i.low for i in instruments], "instrument")
    out |= value > known([i.high for i in instruments], "instrument")
    below = (value >= 0) & (value < known([i.detection_limit for i in instruments], "bdl"))
    return BITS[Flag.INSTRUMENT] * (out & ~below) | BITS[Flag.BDL] * below


def _has(block: Block, rules: Rules, check: str) -> Bools:
    found = block.rules(rules, check)
    return block.by_series([float(rule is not None) for rule in found]) > 0


def together(block: Block, rules: Rules, alone: Ints) -> Ints:
    """Return what readings say of each other; ``alone`` is what :func:`single` found."""
    good = block.usable() & ((alone & EXCLUDING_BITS) == 0)
    bits = BITS[Flag.SPIKE] * spike(block, rules, good)
    bits |= BITS[Flag.STEP] * step(block, rules, good)
    exact = good & (((block.bits | alone) & BITS[Flag.BDL]) == 0)
    bits |= BITS[Flag.STUCK] * stuck(block, rules, exact)
    bits |= BITS[Flag.INCONSISTENT] * inconsistent(block, rules, good)
    bits |= BITS[Flag.OUTAGE] * outage(block, rules)
    bits |= BITS[Flag.CLOCK] * off_grid(block, rules)
    bits |= (BITS[Flag.CLOCK] | BITS[Flag.INCONSISTENT]) * told_again(block, rules)
    return bits


def spike(block: Block, rules: Rules, good: Bools) -> Bools:
    """|x − median(±window)| > max(factor · MAD, limit): the Hampel identifier.

    Neighbours are readings at most ``window`` intervals away; at least two on each side, so that
    the start of an episode is no spike. Hampel (1974), doi:10.1080/01621459.1974.10482962.
    """
    found = block.rules(rules, "spike")
    limit, factor = block.column(found, lambda r: r.limit), block.column(found, lambda r: r.factor)
    rows = np.flatnonzero(good & ~np.isnan(limit) & (block.seconds > 0))
    result = np.zeros(len(block), np.bool_)
    widest = max((rule.window for rule in found if rule), default=0)
    if widest == 0 or len(rows) == 0:
        return result
    width = block.column(found, lambda r: r.window) * block.seconds * SECOND
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        near, enough = _neighbours(block, rows, part, widest, width)
        middle = _medians(near)
        spread = _medians(np.abs(near - middle[:, None]))
        mine = rows[part]
        far = np.abs(block.value[mine] - middle)
        bound = np.fmax(factor[mine] * spread, limit[mine])
        result[mine] = enough & (far > bound)
    return result


def _neighbours(
    block: Block, rows: Ints, part: slice, widest: int, width: Floats
) -> tuple[Floats, Bools]:
    """Return values around some of the rows (NaN: none), and whether two lie on each side."""
    positions = np.arange(len(rows))[part, None] + np.arange(-widest, widest + 1)[None, :]
    inside = (positions >= 0) & (positions < len(rows))
    index = rows[np.clip(positions, 0, len(rows) - 1)]
    mine = rows[part]
    inside &= block.at[index] == block.at[mine][:, None]
    inside &= np.abs(block.time[index] - block.time[mine][:, None]) <= width[mine][:, None]
    enough = (inside[:, :widest].sum(1) >= 2) & (inside[:, widest + 1 :].sum(1) >= 2)
    return np.where(inside, block.value[index], np.nan), enough


def _medians(near: Floats) -> Floats:
    """Return the median of each row, NaN passed over (much faster than numpy.nanmedian)."""
    ordered = np.sort(near, axis=1)
    count = (~np.isnan(near)).sum(1)
    each = np.arange(len(near))
    low = ordered[each, np.maximum(count - 1, 0) // 2]
    return (low + ordered[each, count // 2]) / 2


def step(block: Block, rules: Rules, good: Bools) -> Bools:
    """Two readings that follow each other differ by more than ``limit``; the later is marked."""
    limit = block.column(block.rules(rules, "step"), lambda rule: rule.limit)
    rows = np.flatnonzero(good & ~np.isnan(limit) & (block.seconds > 0))
    follows = _follows(block, rows, 1.5)
    jump = np.abs(np.diff(block.value[rows], prepend=np.nan)) > limit[rows]
    return _marked(block, rows[follows & jump])


def stuck(block: Block, rules: Rules, good: Bools) -> Bools:
    """At least ``window`` equal values in a row, none missing for longer than two intervals.

    Values from ``low`` to ``high`` may repeat: no rain, no wind, a saturated humidity.
    """
    found = block.rules(rules, "stuck")
    window = block.column(found, lambda rule: rule.window)
    low, high = block.column(found, lambda rule: rule.low), block.column(found, lambda r: r.high)
    rightly = (block.value >= low) & (block.value <= high)
    rows = np.flatnonzero(good & ~rightly & (window > 0) & (block.seconds > 0))
    equal = _follows(block, rows, 2) & (np.diff(block.value[rows], prepend=np.nan) == 0)
    return _marked(block, rows[_run_lengths(equal) >= window[rows]])


def inconsistent(block: Block, rules: Rules, good: Bools) -> Bools:
    """A part exceeds its whole: parameter > ``other`` · factor + limit at the same time.

    Which of the two is wrong cannot be known: both are marked.
    """
    spans = dict(block.spans())
    at_station: dict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    for index, series in enumerate(block.series):
        at_station[series.station, series.seconds][series.parameter] = index
    result = np.zeros(len(block), np.bool_)
    for (_, seconds), parameters in at_station.items():
        for name, index in parameters.items():
            medium = block.series[index].medium
            rule = rules.find("inconsistent", name, medium, seconds)
            if rule is not None and rule.other in parameters:
                _compare(block, rule, spans[index], spans[parameters[rule.other]], good, result)
    return result


def _compare(
    block: Block, rule: Rule, part: slice, whole: slice, good: Bools, result: Bools
) -> None:
    parts, wholes = (span.start + np.flatnonzero(good[span]) for span in (part, whole))
    _, i, j = np.intersect1d(
        block.time[parts], block.time[wholes], assume_unique=True, return_indices=True
    )
    bound = block.value[wholes[j]] * (rule.factor or 1) + (rule.limit or 0)
    wrong = block.value[parts[i]] > bound
    result[parts[i][wrong]] = True
    result[wholes[j][wrong]] = True


def outage(block: Block, rules: Rules) -> Bools:
    """The first ``window`` intervals after nothing at all came for ``limit`` hours: a warm-up.

    The very first readings of a series follow no outage.
    """
    found = block.rules(rules, "outage")
    gap = block.column(found, lambda rule: rule.limit) * HOUR
    lasts = block.column(found, lambda rule: rule.window) * block.seconds * SECOND
    again = np.zeros(len(block), np.bool_)
    again[1:] = (np.diff(block.time) > gap[1:]) & (np.diff(block.at) == 0)
    latest = np.maximum.accumulate(np.where(again, np.arange(len(block)), -1))
    since = np.maximum(latest, 0)
    warm = block.time - block.time[since] < lasts
    return (latest >= 0) & (block.at[since] == block.at) & warm


def off_grid(block: Block, rules: Rules) -> Bools:
    """The label lies more than ``limit`` seconds off the grid that the interval makes of a day."""
    limit = block.column(block.rules(rules, "clock"), lambda rule: rule.limit) * SECOND
    length = np.where(block.seconds > 0, block.seconds, 1) * SECOND
    phase = (block.time + LOCAL) % length
    off = np.minimum(phase, length - phase) > limit
    return off & (block.seconds > 0) & (length <= DAY)


def told_again(block: Block, rules: Rules) -> Bools:
    """Labels that had come in time come again later with other values, one interval at a time.

    So does a clock that was put back: old hours are overwritten by what is measured now. A
    re-sent file says the same values, and a backlog comes faster than it was measured.
    """
    window = block.column(block.rules(rules, "clock"), lambda rule: rule.window)
    interval = block.seconds * SECOND
    in_time = np.abs(block.before - block.time) <= np.maximum(2 * interval, HOUR)
    again = (block.before > 0) & in_time & (block.received - block.before > 2 * interval)
    rows = np.flatnonzero(again & (window > 0) & (interval > 0))
    pace = np.diff(block.received[rows], prepend=0) / np.maximum(interval[rows], 1)
    live = _follows(block, rows, 2) & (pace > 0.5) & (pace < 2.5)
    return _marked(block, rows[_run_lengths(live) >= window[rows]])


def _follows(block: Block, rows: Ints, intervals: float) -> Bools:
    """Say whether each row comes at most so many intervals after the one before, in its series."""
    result = np.zeros(len(rows), np.bool_)
    gap = np.diff(block.time[rows])
    near = gap <= intervals * block.seconds[rows[1:]] * SECOND
    result[1:] = near & (np.diff(block.at[rows]) == 0)
    return result


def _run_lengths(joined: Bools) -> Ints:
    """Return how long the run is that each row belongs to; ``joined``: to the row before."""
    starts = np.flatnonzero(~joined)
    lengths = np.diff(np.append(starts, len(joined)))
    return np.repeat(lengths, lengths)


def _marked(block: Block, rows: Ints) -> NDArray[np.bool_]:
    result = np.zeros(len(block), np.bool_)
    result[rows] = True
    return result


def reach(rules: Rules, seconds: int) -> int:
    """Return how far away readings may lie that change what is found for one [µs]."""
    return max(_far(rule, seconds * SECOND) for rule in rules.rules if rule.covers(seconds))


def _far(rule: Rule, interval: int) -> int:
    match rule.check:
        case "stuck" | "clock" | "outage":
            return 2 * rule.window * interval
        case "unit":
            return 2 * rule.window * interval + UNIT_GAP
    return rule.window * interval
