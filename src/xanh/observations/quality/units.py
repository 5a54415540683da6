"""A parameter whose unit changes on a Tuesday: from one reading on, all values are F times as much.

The reader converts units that a file names. Here is what a file does not say: a logger set to mg/m³
goes on writing "µg/m³". Everything from that reading on is marked until the level comes back or a
person settles it (accepts the new level at the reading where it begins).
"""

from __future__ import annotations

import numpy as np

from xanh.observations.quality.block import BITS, SECOND, Block, Bools, Ints
from xanh.observations.quality.checks import UNIT_GAP
from xanh.observations.quality.rules import Rule, Rules
from xanh.observations.readings import Flag

JUMP = 0.5  # decades by which one pair of readings may miss the factor


def changes(block: Block, rules: Rules, good: Bools) -> Ints:
    """Return the rows from which on a series is ``factor`` times as high or as low as before.

    The medians of ``window`` readings before and after differ by the factor (within ``limit``
    decades), the two sides do not overlap, and no more than six hours lie between them.
    """
    found = block.rules(rules, "unit")
    decades = np.log10(block.column(found, lambda rule: rule.factor))
    sound = good & (block.value > 0) & ((block.bits & BITS[Flag.BDL]) == 0)
    rows = np.flatnonzero(sound & ~np.isnan(decades) & (block.seconds > 0))
    if len(rows) == 0:
        return rows
    jump = np.abs(np.diff(np.log10(block.value[rows]), prepend=np.nan))
    near = np.diff(block.time[rows], prepend=0) <= UNIT_GAP
    near &= np.diff(block.at[rows], prepend=-1) == 0
    candidates = np.flatnonzero(near & (np.abs(jump - decades[rows]) <= JUMP))
    return np.array(
        [rows[k] for k in candidates if _holds(block, found[block.at[rows[k]]], rows, int(k))],
        np.int64,
    )


def _holds(block: Block, rule: Rule | None, rows: Ints, k: int) -> bool:
    """Say whether the levels before and from position ``k`` of the rows differ by the factor."""
    if rule is None or rule.factor is None or rule.limit is None:
        return False
    before, after = rows[max(k - rule.window, 0) : k], rows[k : k + rule.window]
    series = block.series[block.at[rows[k]]]
    longest = 2 * rule.window * series.seconds * SECOND
    for side in (before, after):
        short = len(side) < rule.window or block.time[side[-1]] - block.time[side[0]] > longest
        if short or np.any(block.at[side] != block.at[rows[k]]):
            return False
    low, high = sorted((block.value[before], block.value[after]), key=np.median)
    ratio = np.median(high) / np.median(low)
    apart = np.min(high) > np.max(low) * rule.factor ** (1 / 3)
    return bool(abs(np.log10(ratio / rule.factor)) <= rule.limit and apart)


def other_unit(block: Block, changed: Ints, looked_at: Bools) -> Bools:
    """Say which rows are in the other unit; beyond ``looked_at`` what is known goes on to hold."""
    unit = BITS[Flag.UNIT]
    known = np.array([text is not None and Flag.UNIT in text.split() for text in block.known])
    state = known.astype(np.bool_) & ((block.bits & unit) == 0)
    result = np.where(looked_at, False, state)
    turns = np.zeros(len(block), np.bool_)
    turns[changed] = True
    if not (state.any() or turns[looked_at].any()):
        return result
    for _, span in block.spans():
        if state[span].any() or turns[span].any():
            _follow(span, turns, looked_at, result)
    return result


def _follow(span: slice, turns: Bools, looked_at: Bools, result: Bools) -> None:
    """Carry the state of one series through the rows that are looked at."""
    current = False
    for row in range(span.start, span.stop):
        if looked_at[row]:
            current ^= bool(turns[row])
            result[row] = current
        else:
            current = bool(result[row])
