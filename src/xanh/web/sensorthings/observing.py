"""Pages of observations out of the store, each question bounded however much the store holds.

Readings are asked for in stretches of time, from where the order begins, each longer than the one
before, until the page is full. After a while the page ends as it is and its nextLink goes on.
"""

from __future__ import annotations

import time as clocks
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from xanh.observations.selection import Selection
from xanh.web.sensorthings.catalogue import Series
from xanh.web.sensorthings.compiling import Compiler
from xanh.web.sensorthings.evaluating import TRUE
from xanh.web.sensorthings.options import Options
from xanh.web.sensorthings.ordering import (
    Key,
    Mark,
    behind,
    blocks_of,
    is_by_time,
    keys_of,
    read_mark,
    split_order,
)
from xanh.web.sensorthings.paths import Place
from xanh.web.sensorthings.refusals import bad_filter, bad_option
from xanh.web.sensorthings.scope import Bounds, Group, bounds_of, groups_of

if TYPE_CHECKING:
    import pyarrow as pa

    from xanh.observations.engine import DuckEngine

PATIENCE = 5.0  # [s] after which no further stretch of time is looked at
COUNTED = 1_000_000  # rows that are counted at most
_LARGEST = 20_000_000  # readings that one stretch may hold where nothing is missing
_LONGER = 4  # times the stretch before
_TICK = timedelta(microseconds=1)
_COLUMNS = ("station", "parameter", "time", "seconds", "value", "unit", "status", "flag", "usable")
_SELECTED = ", ".join(f'"{name}"' for name in _COLUMNS)


class Row(NamedTuple):
    """One observation."""

    series: Series
    time: datetime  # naive UTC, the end of the interval
    seconds: int
    value: float | None
    unit: str
    status: str
    flag: str
    usable: bool


@dataclass(slots=True)
class Page:
    """Some observations; ``token`` goes on behind them, "" at the end."""

    rows: list[Row] = field(default_factory=list)
    token: str = ""


def page(engine: DuckEngine, series: Iterable[Series], options: Options) -> Page:
    """Return a page of the observations of series. Raises RefusedError (400, 501)."""
    leading, own = split_order(options.order)
    blocks = blocks_of(groups_of(series, options.filter), leading)
    mark = read_mark(options.token) if options.token else None
    if mark:
        blocks = blocks[_block_with(mark.series, blocks) :]
    walk = _Walk(engine, own, options.top, 0 if mark else options.skip)
    for block in blocks if options.top else ():
        walk.take(block, mark)
        if walk.page.token:
            break
        mark = None
    return walk.page


def _block_with(series: int, blocks: Sequence[Sequence[Group]]) -> int:
    for place, block in enumerate(blocks):
        if any(one.entity.id == series for group in block for one in group.series):
            return place
    raise bad_option("$skiptoken", "không phải của trang trước", "is not of a page before")


class _Walk:
    """Fills a page from one block of series after another."""

    def __init__(self, engine: DuckEngine, own: list[Any], top: int, skip: int) -> None:
        self.engine = engine
        self.own = own
        self.top = top
        self.skip = skip
        self.page = Page()
        self.last: tuple[Any, ...] = ()  # keys of the last row
        self.deadline = clocks.monotonic() + PATIENCE

    def take(self, block: Sequence[Group], mark: Mark | None) -> None:
        """Add rows of a block, from a mark on."""
        by_time, descending = is_by_time(self.own), self.own[0][1]
        keys = tuple(mark.keys) if mark else ()
        bounds = reach(self.engine, block)
        if by_time and mark and (edge := mark.edge or _moment(keys)):
            bounds = bounds.within(Bounds(None, edge) if descending else Bounds(edge, None))
        if bounds.low is None or bounds.high is None:
            return
        number = sum(len(group.series) for group in block)
        width = stretch(block, self.top + self.skip + 1, number)
        for start, end, last in stretches(bounds, width, number, descending, whole=not by_time):
            self.fill(block, start, end, keys)
            if self.page.token:
                return
            if not last and clocks.monotonic() > self.deadline:
                edge = start + _TICK if descending else end
                self.page.token = Mark(_number(block), (), edge).text()
                return

    def fill(self, block: Sequence[Group], start: datetime, end: datetime, mark: Any) -> None:
        compiler = Compiler()
        keys = keys_of(self.own, compiler)
        where = condition(block, compiler)
        if mark:
            where = f"{where} AND {behind(keys, mark, compiler)}"
        room = self.top + 1 - len(self.page.rows)
        sql = (
            f"SELECT {_SELECTED}, {_named(keys)} FROM readings WHERE {where} "  # noqa: S608
            f"ORDER BY {', '.join(key.sql for key in keys)} LIMIT {self.skip + room:d}"
        )
        table = asked(self.engine, block, Bounds(start + _TICK, end), sql, compiler)
        passed = min(self.skip, table.num_rows)
        self.skip -= passed
        table = table.slice(passed)
        left = self.top - len(self.page.rows)
        shown = table.slice(0, left)
        self.page.rows += rows_of(shown, block)
        if shown.num_rows:
            self.last = tuple(shown[f"k{place}"][-1].as_py() for place in range(len(keys)))
        if table.num_rows > left:
            self.page.token = Mark(int(self.page.rows[-1].series.entity.id), self.last).text()


def _moment(keys: Sequence[Any]) -> datetime | None:
    """Return the time of a mark whose first key is the time."""
    first = keys[0] if keys else None
    return first.replace(tzinfo=UTC) if isinstance(first, datetime) else None


def _number(block: Sequence[Group]) -> int:
    return int(block[0].series[0].entity.id)


def _named(keys: Sequence[Key]) -> str:
    return ", ".join(f"{key.piece.sql} AS k{place}" for place, key in enumerate(keys))


def pages(engine: DuckEngine, series: Sequence[Series], options: Options) -> list[Page]:
    """Return one page for each series; where the order is by time, all are asked for together."""
    leading, own = split_order(options.order)
    if leading or len(own) > 1 or not is_by_time(own) or options.skip or not options.top:
        return [page(engine, [one], options) for one in series]
    descending = own[0][1]
    found: dict[tuple[str, str], Page] = {one.key: Page() for one in series}
    block = groups_of(series, options.filter)
    bounds = reach(engine, block)
    if bounds.low is not None and bounds.high is not None:
        _fill_all(engine, block, bounds, found, options.top, descending=descending)
    for one in series:
        _cut(found[one.key], options.top, one)
    return [found[one.key] for one in series]


def _fill_all(
    engine: DuckEngine,
    block: list[Group],
    bounds: Bounds,
    found: dict[tuple[str, str], Page],
    top: int,
    *,
    descending: bool,
) -> None:
    """Walk through time until every page has one row more than it may show."""
    deadline = clocks.monotonic() + PATIENCE
    number = sum(len(group.series) for group in block)
    width = stretch(block, 2 * (top + 1), 1)
    sign = "DESC" if descending else "ASC"
    for start, end, last in stretches(bounds, width, number, descending):
        compiler = Compiler()
        sql = (
            f"SELECT {_SELECTED} FROM readings WHERE {condition(block, compiler)} "  # noqa: S608
            'QUALIFY row_number() OVER (PARTITION BY "station", "parameter" '
            f'ORDER BY "time" {sign}) <= {top + 1:d} ORDER BY "time" {sign}'
        )
        table = asked(engine, block, Bounds(start + _TICK, end), sql, compiler)
        for row in rows_of(table, block):
            found[row.series.key].rows.append(row)
        block = [
            Group(left, group.rest)
            for group in block
            if (left := tuple(one for one in group.series if len(found[one.key].rows) <= top))
        ]
        if not block:
            return
        if not last and clocks.monotonic() > deadline:
            edge = start + _TICK if descending else end
            for one in (one for group in block for one in group.series):
                found[one.key].token = Mark(int(one.entity.id), (), edge).text()
            return


def _cut(made: Page, top: int, one: Series) -> None:
    if len(made.rows) > top:
        del made.rows[top:]
        made.token = Mark(int(one.entity.id), (made.rows[-1].time, *one.key)).text()


def count(engine: DuckEngine, series: Iterable[Series], options: Options) -> int:
    """Return how many observations a filter leaves, COUNTED + 1 where they are more than that."""
    block = groups_of(series, options.filter)
    bounds = reach(engine, block)
    if bounds.low is None:
        return 0
    compiler = Compiler()
    sql = (
        f"SELECT count(*) AS n FROM (SELECT 1 FROM readings WHERE {condition(block, compiler)} "  # noqa: S608
        f"LIMIT {COUNTED + 1:d})"
    )
    return int(asked(engine, block, bounds, sql, compiler)["n"][0].as_py())


def one(engine: DuckEngine, place: Place) -> Row | None:
    """Return one observation; None if the store has none."""
    block = [Group((place.series,), TRUE)]
    sql = f"SELECT {_SELECTED} FROM readings"  # noqa: S608
    table = asked(engine, block, Bounds(place.time, place.time), sql, Compiler())
    return next(iter(rows_of(table, block)), None)


def asked(
    engine: DuckEngine, block: Sequence[Group], bounds: Bounds, sql: str, compiler: Compiler
) -> pa.Table:
    """Ask the store about the series of a block between two labels (both included)."""
    import duckdb

    assert bounds.low is not None  # noqa: S101  # what is open was closed by `reach`
    stations = sorted({one.station for group in block for one in group.series})
    parameters = sorted({one.parameter for group in block for one in group.series})
    selection = Selection(tuple(stations), tuple(parameters), bounds.low - _TICK, bounds.high)
    try:
        return engine.ask(selection, sql, compiler.bound(sql))
    except (duckdb.DataError, duckdb.ProgrammingError) as error:
        raise bad_filter(
            "có phép tính không thực hiện được", "holds something that cannot be worked out"
        ) from error


def condition(block: Sequence[Group], compiler: Compiler) -> str:
    """Return what readings must fulfil: of one of the series, with what is asked of it."""
    cases = []
    for group in block:
        asked_of = "TRUE" if group.rest == TRUE else compiler.condition(group.rest)
        if len(block) == 1 and _is_product(group.series):
            return asked_of
        pairs = ", ".join(
            f"({compiler.bind(one.station)}, {compiler.bind(one.parameter)})"
            for one in group.series
        )
        cases.append(f'(("station", "parameter") IN ({pairs}) AND {asked_of})')
    return f"({' OR '.join(cases)})"


def _is_product(series: Sequence[Series]) -> bool:
    """Say whether the series are all that their stations and parameters can make."""
    stations, parameters = {one.station for one in series}, {one.parameter for one in series}
    return len(stations) * len(parameters) == len(series)


def reach(engine: DuckEngine, block: Sequence[Group]) -> Bounds:
    """Return between which labels the store can hold what is asked; both None for nowhere."""
    if not block:
        return Bounds()
    asked_for = bounds_of(block[0].rest)
    for group in block[1:]:
        asked_for = asked_for.around(bounds_of(group.rest))
    stations = {one.station for group in block for one in group.series}
    held = [
        entry
        for entry in engine.store.manifest().of("readings")
        if entry.stations is None or not stations.isdisjoint(entry.stations)
    ]
    if not held:
        return Bounds()
    low = min(entry.start for entry in held).replace(tzinfo=UTC)
    high = max(entry.end for entry in held).replace(tzinfo=UTC)
    bounds = asked_for.within(Bounds(low, high))
    assert bounds.low is not None  # noqa: S101
    assert bounds.high is not None  # noqa: S101
    return bounds if bounds.low <= bounds.high else Bounds()


def stretch(block: Sequence[Group], rows: int, number: int) -> timedelta:
    """Return how long it takes ``number`` series to give so many rows, and a little more."""
    seconds = max(one.seconds for group in block for one in group.series) or 3600
    return timedelta(seconds=max(1.2 * rows * seconds / number, 3600))


def stretches(
    bounds: Bounds, width: timedelta, number: int, descending: bool, *, whole: bool = False
) -> Iterator[tuple[datetime, datetime, bool]]:
    """Yield (start, end, whether it is the last), start < label ≤ end, each longer by far."""
    low, high = bounds.low, bounds.high
    assert low is not None  # noqa: S101
    assert high is not None  # noqa: S101
    low = low - _TICK
    most = timedelta(seconds=_LARGEST * 300 / max(number, 1))
    width = high - low if whole else width
    while low < high:
        if high - low <= width:
            yield low, high, True
            return
        if descending:
            yield high - width, high, False
            high -= width
        else:
            yield low, low + width, False
            low += width
        width = max(width, min(_LONGER * width, most))


def rows_of(table: pa.Table, block: Sequence[Group]) -> list[Row]:
    """Return the rows of an answer as observations of their series."""
    by_key = {one.key: one for group in block for one in group.series}
    stations, parameters, *others = (table[name].to_pylist() for name in _COLUMNS)
    return [
        Row(by_key[station, parameter], *rest)
        for station, parameter, *rest in zip(stations, parameters, *others, strict=True)
    ]
