"""From when to when the store has readings of a series: looked up month by month, and kept.

Months do not overlap, and a month's files never change under their names, so that what was found
in them holds until the month gets another file.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from xanh.observations.selection import Level, Selection
from xanh.web.sensorthings.grammar import Interval

if TYPE_CHECKING:
    from xanh.observations.engine import DuckEngine
    from xanh.observations.store import Entry

Ends = tuple[datetime, datetime, datetime]  # begin of the first interval, first and last label
_MONTHS = 600
_TICK = timedelta(microseconds=1)
_SQL = """
SELECT "station", "parameter", min("time") AS first, max("time") AS last,
       min("time" - to_seconds(CAST(coalesce("seconds", 0) AS DOUBLE))) AS start
FROM readings GROUP BY ALL
"""
_found: OrderedDict[tuple[str, str, frozenset[str]], dict[tuple[str, str], Ends]] = OrderedDict()


def extent(engine: DuckEngine, key: tuple[str, str]) -> tuple[Interval, Interval] | None:
    """Return phenomenonTime and resultTime of a series; None where there is no reading."""
    months: dict[str, list[Entry]] = {}
    for entry in engine.store.manifest().of("readings"):
        months.setdefault(entry.month, []).append(entry)
    first = _search(engine, key, sorted(months), months)
    if first is None:
        return None
    last = _search(engine, key, sorted(months, reverse=True), months)
    assert last is not None  # noqa: S101  # the same months were looked at
    start, label, end = (moment.replace(tzinfo=UTC) for moment in (first[0], first[1], last[2]))
    return Interval(start, end), Interval(label, end)


def _search(
    engine: DuckEngine,
    key: tuple[str, str],
    names: Iterable[str],
    months: dict[str, list[Entry]],
) -> Ends | None:
    for name in names:
        entries = months[name]
        if not any(entry.stations is None or key[0] in entry.stations for entry in entries):
            continue
        found = _month(engine, name, entries).get(key)
        if found is not None:
            return found
    return None


def _month(engine: DuckEngine, name: str, entries: list[Entry]) -> dict[tuple[str, str], Ends]:
    """Return the ends of every series in one month."""
    folder = str(engine.store.folder)
    known = (folder, name, frozenset(entry.name for entry in entries))
    found = _found.get(known)
    if found is None:
        start = min(entry.start for entry in entries).replace(tzinfo=UTC) - _TICK
        end = max(entry.end for entry in entries).replace(tzinfo=UTC)
        table = engine.ask(Selection(None, None, start, end, Level.RAW), _SQL, {})
        found = {
            (row["station"], row["parameter"]): (row["start"], row["first"], row["last"])
            for row in table.to_pylist()
        }
        for older in [k for k in list(_found) if k[:2] == known[:2]]:
            _found.pop(older, None)
        _found[known] = found
        while len(_found) > _MONTHS:
            _found.popitem(last=False)
    return found
