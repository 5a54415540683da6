"""Runs the checks over what changed in the store and keeps what they find.

Only rows whose whole flag differs from what was known are written, each with the version of the
rules and the moment: running again writes nothing, and what was known before stays answerable.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from xanh.observations.ledger import standing
from xanh.observations.quality import checks, units
from xanh.observations.quality.block import (
    BITS,
    EXCLUDING_BITS,
    Block,
    Bools,
    Ints,
    flag_rows,
    flag_texts,
    make_block,
)
from xanh.observations.quality.loading import Loader
from xanh.observations.quality.rules import Rules
from xanh.observations.quality.touched import TOUCHED, merged, read_ledger, touched_between
from xanh.observations.readings import FLAGS, Flag
from xanh.observations.tables import StationProfile

if TYPE_CHECKING:
    from xanh.observations.store import Store

SERIES_AT_ONCE = 400
BOX = 3000  # series × days of a part
PAUSE = 3  # days without anything touched that end a part
KEY = ["station", "parameter", "time"]
MICRO = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  # naive, as in the store


@dataclass(frozen=True, slots=True)
class Checked:
    """What a run of the checks did."""

    readings: int = 0  # looked at
    written: int = 0  # flags that differ from what was known

    def __add__(self, other: Checked) -> Checked:
        return Checked(self.readings + other.readings, self.written + other.written)


def check(
    store: Store,
    rules: Rules,
    profiles: Mapping[str, StationProfile],
    touched: pa.Table,
) -> tuple[Checked, pa.Table]:
    """Check again what was touched (TOUCHED) and its surroundings.

    Return what was done, and as TOUCHED the series and days whose flags changed.
    """
    run = _Run(store, rules, profiles)
    waiting = deque(_parts(_with_partners(touched, rules)))
    looked_forward = len(waiting)
    total, changed, turn = Checked(), [TOUCHED.empty_table()], 0
    while waiting:
        part = waiting.popleft()
        done, flags, further = run.part(part, forward=turn < looked_forward)
        total, turn = total + done, turn + 1
        if flags.num_rows:
            changed.append(_touched_by(flags))
        if further.num_rows:
            waiting.extend(_parts(further))
    return total, merged(changed)


class _Run:
    """One run: everything that stays the same from part to part."""

    def __init__(self, store: Store, rules: Rules, profiles: Mapping[str, StationProfile]) -> None:
        self.store = store
        self.rules = rules
        self.profiles = profiles
        self.loader = Loader(store)
        self.settled = _settled(store)

    def part(self, touched: pa.Table, *, forward: bool) -> tuple[Checked, pa.Table, pa.Table]:
        """Check one part; return what was done, its new flags, and what must follow."""
        seen = self.store.manifest().moment
        spans = _spans(touched, self.rules)
        block, later = self._load(touched, spans, forward=forward)
        looked_at = _looked_at(block, spans)
        added, further = self._find(block, looked_at)
        texts = flag_texts(block, added)
        rows = np.flatnonzero(looked_at & (texts != effective(block)))
        flags = self._keep(flag_rows(block, rows, texts, self.rules.version), seen)
        done = Checked(int(looked_at.sum()), flags.num_rows)
        return done, flags, merged([later, *further])

    def _keep(self, flags: pa.Table, seen: datetime) -> pa.Table:
        """Commit flags, but for readings that have come again since they were looked at."""
        if not flags.num_rows:
            return flags
        with self.store.lock():
            came = self.loader.keys_since(seen)
            if came.num_rows:
                flags = flags.join(came, KEY, join_type="left anti").select(FLAGS.names)
            if flags.num_rows:
                self.store.append("flags", flags)
        return flags

    def _load(self, touched: pa.Table, spans: _Spans, *, forward: bool) -> tuple[Block, pa.Table]:
        """Return the block of a part, with the last reading before where a series begins in it."""
        stations, parameters = (set(touched[name].to_pylist()) for name in ("station", "parameter"))
        low = min(start - length for series in spans.values() for start, _, length in series)
        high = max(end + length for series in spans.values() for _, end, length in series)
        start, end = _moment(low), _moment(high)
        rows = self.loader.rows(stations, parameters, start, end)
        beginning = _without_earlier(rows, spans)
        before = self.loader.nearest(dict.fromkeys(beginning, start), -1)
        later = TOUCHED.empty_table()
        if forward:
            # What was the first reading of a series follows an outage now.
            new = beginning - set(zip(*_keys(before), strict=True))
            for key in new:
                spans[key] = [_joined(spans[key])]
            last = {key: _moment(spans[key][0][1]) for key in new}
            later = _first_again(self.loader.nearest(last, 1))
        rows = pa.concat_tables([before, rows])
        flags = self.loader.flags(stations, parameters, rows)
        return make_block(rows, flags, self.profiles), later

    def _find(self, block: Block, looked_at: Bools) -> tuple[Ints, list[pa.Table]]:
        """Return what the checks add to each row's flag, and what a change of unit touches."""
        alone = checks.single(block, self.rules)
        added = alone | checks.together(block, self.rules, alone)
        good = block.usable() & ((alone & EXCLUDING_BITS) == 0)
        changed = units.changes(block, self.rules, good)
        open_ones = [row for row in changed.tolist() if not self._is_settled(block, row)]
        state = units.other_unit(block, np.array(open_ones, np.int64), looked_at)
        return added | BITS[Flag.UNIT] * state, self._behind(block, looked_at, state)

    def _is_settled(self, block: Block, row: int) -> bool:
        series, time = block.series[block.at[row]], _moment(int(block.time[row]))
        spans = self.settled.get((series.station, series.parameter), ())
        actions = {action for start, end, action in spans if start <= time <= end}
        return "accept" in actions and not actions & {"scale", "set"}

    def _behind(self, block: Block, looked_at: Bools, state: Bools) -> list[pa.Table]:
        """Return the rest of every series whose last reading looked at changed its unit's state."""
        known = np.array([Flag.UNIT in text.split() for text in effective(block)], np.bool_)
        known &= (block.bits & BITS[Flag.UNIT]) == 0
        different = np.flatnonzero(looked_at & (known != state))
        last = {int(block.at[row]): int(row) for row in different}
        rest = []
        for index, row in last.items():
            span_end = int(np.searchsorted(block.at, index, "right"))
            if looked_at[row + 1 : span_end].any():
                continue
            series = block.series[index]
            after = _moment(int(block.time[row])) + MICRO
            rest.append(touched_between(self.store, series.station, series.parameter, after))
        return rest


# By station and parameter: first and last label to look at, and the margin around them [µs].
_Spans = dict[tuple[str, str], list[tuple[int, int, int]]]


def effective(block: Block) -> NDArray[np.object_]:
    """Return the whole flag that holds now; what came after the last check counts with it."""
    texts = np.array([*block.raw, ""], object)[block.raw_at]
    for row in np.flatnonzero(block.made).tolist():
        late = block.made[row] < block.received[row]
        texts[row] = f"{texts[row]} {block.known[row]}".strip() if late else block.known[row]
    return texts


def _spans(touched: pa.Table, rules: Rules) -> _Spans:
    spans: _Spans = {}
    first, last = (touched[name].cast(pa.int64()).to_pylist() for name in ("first", "last"))
    seconds = touched["seconds"].to_pylist()
    margins = {value: checks.reach(rules, value) for value in set(seconds)}
    for station, parameter, a, b, s in zip(*_keys(touched), first, last, seconds, strict=True):
        margin = margins[s]
        spans.setdefault((station, parameter), []).append((a - margin, b + margin, margin))
    return spans


def _keys(table: pa.Table) -> tuple[list[str], list[str]]:
    return table["station"].to_pylist(), table["parameter"].to_pylist()


def _looked_at(block: Block, spans: _Spans) -> Bools:
    result = np.zeros(len(block), np.bool_)
    for index, span in block.spans():
        series = block.series[index]
        for start, end, _ in spans.get((series.station, series.parameter), ()):
            low = span.start + np.searchsorted(block.time[span], start, "left")
            high = span.start + np.searchsorted(block.time[span], end, "right")
            result[low:high] = True
    return result


def _joined(parts: list[tuple[int, int, int]]) -> tuple[int, int, int]:
    starts, ends, margins = zip(*parts, strict=True)
    return min(starts), max(ends), max(margins)


def _without_earlier(rows: pa.Table, spans: _Spans) -> set[tuple[str, str]]:
    """Return the series of which too little was loaded before the first label to look at.

    A warm-up that reaches into it began at most half the margin earlier: what was before that?
    """
    least = rows.group_by(["station", "parameter"]).aggregate([("time", "min")])
    times = least["time_min"].cast(pa.int64()).to_pylist()
    earliest = dict(zip(zip(*_keys(least), strict=True), times, strict=True))
    return {
        key
        for key, parts in spans.items()
        if key in earliest and earliest[key] >= min(start - far // 2 for start, _, far in parts)
    }


def _first_again(found: pa.Table) -> pa.Table:
    """Return the first readings after a new beginning of their series as TOUCHED."""
    return _touched_by(found.select(["station", "parameter", "time", "seconds"]))


def _touched_by(rows: pa.Table) -> pa.Table:
    """Return rows with station, parameter and time as TOUCHED."""
    import pyarrow.compute as pc

    local = pc.add(rows["time"], pa.scalar(timedelta(hours=7) - MICRO))
    seconds = rows["seconds"] if "seconds" in rows.column_names else [0] * rows.num_rows
    table = pa.table(
        {
            "station": rows["station"],
            "parameter": rows["parameter"],
            "day": local.cast(pa.date32(), safe=False),
            "first": rows["time"],
            "last": rows["time"],
            "seconds": seconds,
        }
    )
    return merged([table.cast(TOUCHED)])


def _with_partners(touched: pa.Table, rules: Rules) -> pa.Table:
    """Add the parameters that are compared with the touched ones."""
    import pyarrow.compute as pc

    parts = [touched]
    for one, other in rules.pairs():
        for a, b in ((one, other), (other, one)):
            found = touched.filter(pc.field("parameter") == a)
            column = pa.array([b] * found.num_rows, pa.string())
            parts.append(found.set_column(1, TOUCHED.field("parameter"), column))
    return merged(parts)


def _parts(touched: pa.Table) -> Iterator[pa.Table]:
    """Cut what was touched into parts of bounded size, each series in the order of time."""
    if not touched.num_rows:
        return
    stations: list[str] = []
    count = 0
    each = touched.group_by("station").aggregate([("parameter", "count_distinct")])
    for row in each.sort_by("station").to_pylist():
        if stations and count + row["parameter_count_distinct"] > SERIES_AT_ONCE:
            yield from _by_days(touched, stations)
            stations, count = [], 0
        stations.append(row["station"])
        count += row["parameter_count_distinct"]
    yield from _by_days(touched, stations)


def _by_days(touched: pa.Table, stations: list[str]) -> Iterator[pa.Table]:
    import pyarrow.compute as pc

    mine = touched.filter(pc.field("station").isin(stations)).sort_by("day")
    numbers = mine["day"].cast(pa.int32()).to_numpy()
    series = len(set(zip(*_keys(mine), strict=True)))
    longest = max(BOX // series, 1)  # days
    start = 0
    while start < len(numbers):
        # A part ends when it is long enough, or where many days were not touched.
        gaps = np.flatnonzero(np.diff(numbers[start:]) > PAUSE)
        end = int(np.searchsorted(numbers, numbers[start] + longest, "left"))
        end = min(end, start + int(gaps[0]) + 1) if len(gaps) else end
        yield mine.slice(start, end - start)
        start = end


def _settled(store: Store) -> dict[tuple[str, str], list[tuple[Any, Any, str]]]:
    settled: dict[tuple[str, str], list[tuple[Any, Any, str]]] = {}
    for row in standing(read_ledger(store)):
        key = row["station"], row["parameter"]
        settled.setdefault(key, []).append((row["start"], row["end"], row["action"]))
    return settled


def _moment(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)
