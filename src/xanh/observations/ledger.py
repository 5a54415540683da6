"""The ledger of corrections, resolved: what holds for which readings as of a moment.

Corrections overlap, follow one another and are undone. Applying them in the order of their ids to
every reading is no work for a query engine, but there are few of them: here they become segments
that do not overlap, each with one factor and offset, and the engines join those.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pyarrow as pa

from xanh.observations.readings import Flag
from xanh.observations.selection import naive_utc

SEGMENTS = pa.schema(
    [
        ("station", pa.string()),
        ("parameter", pa.string()),
        ("start", pa.timestamp("us")),  # first label, included
        ("end", pa.timestamp("us")),  # last label, included
        ("fixed", pa.bool_()),  # the value is `offset`, whatever was measured
        ("factor", pa.float64()),
        ("offset", pa.float64()),
        ("accepted", pa.bool_()),  # excluding words of the checks are taken away
        ("words", pa.string()),  # come into the flag: "corrected", "excluded"
    ]
)
_TICK = timedelta(microseconds=1)
_LATEST = datetime(9999, 12, 31)  # noqa: DTZ001  # naive, as in the store


@dataclass(frozen=True, slots=True)
class _Effect:
    """What the corrections met so far do to one reading."""

    fixed: bool = False
    factor: float = 1.0
    offset: float = 0.0
    accepted: bool = False
    corrected: bool = False
    excluded: bool = False

    def then(self, row: dict[str, Any]) -> _Effect:
        """Return the effect with one more correction behind it."""
        match row["action"]:
            case "set":
                return replace(self, fixed=True, factor=1.0, offset=row["offset"], corrected=True)
            case "scale":
                factor = 1.0 if row["factor"] is None else row["factor"]
                offset = self.offset * factor + (row["offset"] or 0.0)
                return replace(self, factor=self.factor * factor, offset=offset, corrected=True)
            case "exclude":
                return replace(self, excluded=True)
            case "accept":
                return replace(self, accepted=True, excluded=False)
        return self

    @property
    def words(self) -> str:
        """Return the words that the flag gains."""
        words = [Flag.CORRECTED] * self.corrected + [Flag.EXCLUDED] * self.excluded
        return " ".join(words)


def standing(ledger: pa.Table, as_of: datetime | None = None) -> list[dict[str, Any]]:
    """Return the corrections that stand as of a moment, in the order of their ids.

    ``ledger`` is a table of :data:`~xanh.observations.readings.CORRECTIONS`. A row that a standing
    row undoes does not count, so that undoing an undo brings the correction back.
    """
    moment = naive_utc(as_of)
    known = [row for row in ledger.to_pylist() if moment is None or row["made"] <= moment]
    undone: set[int] = set()
    rows = []
    for row in sorted(known, key=lambda row: -row["id"]):
        if row["id"] in undone:
            continue
        if row["action"] == "undo":
            undone.add(row["undoes"])
        else:
            rows.append(row)
    return rows[::-1]


def resolve(ledger: pa.Table, as_of: datetime | None = None) -> pa.Table:
    """Return what the ledger does as of a moment, as a table of :data:`SEGMENTS`.

    Segments of one station and parameter do not overlap; corrections of one reading are applied in
    the order of their ids.
    """
    keys: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in standing(ledger, as_of):
        keys[row["station"], row["parameter"]].append(row)
    segments = [
        {
            "station": station,
            "parameter": parameter,
            "start": start,
            "end": end - _TICK,
            "fixed": effect.fixed,
            "factor": effect.factor,
            "offset": effect.offset,
            "accepted": effect.accepted,
            "words": effect.words,
        }
        for (station, parameter), rows in sorted(keys.items())
        for start, end, effect in _pieces(rows)
    ]
    return pa.Table.from_pylist(segments, schema=SEGMENTS)


def _pieces(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[datetime, datetime, _Effect]]:
    """Cut the corrections of one key where any of them starts or ends; ends are excluded."""
    changes: dict[datetime, list[tuple[bool, dict[str, Any]]]] = defaultdict(list)
    for row in rows:
        if row["start"] <= row["end"]:
            changes[row["start"]].append((True, row))
            changes[min(row["end"], _LATEST) + _TICK].append((False, row))
    active: dict[int, dict[str, Any]] = {}
    moments = sorted(changes)
    for start, end in pairwise(moments):
        for begins, row in changes[start]:
            if begins:
                active[row["id"]] = row
            else:
                del active[row["id"]]
        effect = _Effect()
        for number in sorted(active):
            effect = effect.then(active[number])
        if active:
            yield start, end, effect
