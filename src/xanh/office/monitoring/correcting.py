"""Corrections as a person makes them: look at readings, see what would change, write, undo."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User

from xanh.errors import XanhError
from xanh.observations.selection import Level, Selection, naive_utc
from xanh.office.monitoring.models import Station
from xanh.office.monitoring.registering import note

if TYPE_CHECKING:
    import pyarrow as pa

    from xanh.observations.corrections import Action
    from xanh.observations.engine import Engine
    from xanh.observations.store import Store

LONGEST = timedelta(days=366)  # of one correction
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading at a level; ``time`` is aware, the end of its interval."""

    time: datetime
    value: float | None
    unit: str
    status: str
    flags: tuple[str, ...]

    @property
    def usable(self) -> bool:
        """Say whether it takes part in averages."""
        from xanh.observations.readings import EXCLUDING, OK_STATUSES

        known = self.value is not None and self.status in OK_STATUSES
        return known and not EXCLUDING.intersection(self.flags)


@dataclass(frozen=True, slots=True)
class Wish:
    """A correction that somebody thinks of; times are aware, both labels included."""

    parameter: str
    start: datetime
    end: datetime
    action: Action
    factor: float | None = None
    offset: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a correction would do: readings now and then, where they differ."""

    total: int
    changes: list[tuple[Reading, Reading]]
    before: float | None  # mean of the usable readings of the interval
    after: float | None


def readings(
    engine: Engine,
    station: str,
    parameter: str,
    start: datetime,
    end: datetime,
    level: Level,
) -> list[Reading]:
    """Return the readings with start ≤ label ≤ end at a level, in order of time."""
    from xanh.observations.engine.scope import same

    asked = Selection((station,), (parameter,), start - _TICK, end, level)
    found = [
        Reading(
            row["time"].replace(tzinfo=UTC),
            row["value"],
            row["unit"] or "",
            row["status"] or "",
            tuple((row["flag"] or "").split()),
        )
        for row in engine.table(asked, "readings", same).to_pylist()
    ]
    return sorted(found, key=lambda reading: reading.time)


def preview(engine: Engine, store: Store, station: str, wish: Wish) -> Preview:
    """Return what a correction would change; nothing is written. Raises XanhError."""
    check(wish)
    now = readings(engine, station, wish.parameter, wish.start, wish.end, Level.CORRECTED)
    checked = readings(engine, station, wish.parameter, wish.start, wish.end, Level.CHECKED)
    segments = _segments(store, station, wish)
    then = [_applied(reading, segments) for reading in checked]
    changes = [(a, b) for a, b in zip(now, then, strict=True) if a != b]
    return Preview(len(now), changes, _mean(now), _mean(then))


def write(store: Store, station: Station, wish: Wish, person: User) -> int:
    """Write a correction and its event; return its number. Raises XanhError."""
    from xanh.observations.corrections import correct

    check(wish)
    number = correct(
        store,
        station.key,
        wish.parameter,
        wish.start,
        wish.end,
        wish.action,
        reason=wish.reason,
        person=person.username,
        factor=wish.factor,
        offset=wish.offset,
    )
    detail = {"number": number, "parameter": wish.parameter, "action": str(wish.action)}
    note(station, "corrected", detail | {"reason": wish.reason}, person)
    return number


def take_back(store: Store, station: Station, number: int, reason: str, person: User) -> int:
    """Undo a correction of this station; return the number of the undo. Raises XanhError."""
    from xanh.observations.corrections import history, undo

    if number not in {row["id"] for row in history(store, station.key)}:
        raise XanhError(
            "correction-unknown",
            f"Trạm này không có lần sửa số {number}.",
            f"This station has no correction {number}.",
        )
    made = undo(store, number, reason=reason, person=person.username)
    note(station, "undone", {"number": made, "undoes": number, "reason": reason}, person)
    return made


def check(wish: Wish) -> None:
    """Refuse an interval that no one correction should have; raises XanhError."""
    if wish.end - wish.start > LONGEST:
        raise XanhError(
            "correction-too-long",
            "Một lần sửa nhiều nhất 366 ngày.",
            "One correction covers at most 366 days.",
            "Chia ra nhiều lần.",
            "Make several.",
        )


def _segments(store: Store, station: str, wish: Wish) -> list[dict[str, Any]]:
    """Return the ledger as segments of this series, with the correction at its end."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from xanh.observations.ledger import resolve
    from xanh.observations.quality.touched import read_ledger
    from xanh.observations.readings import CORRECTIONS

    kept = read_ledger(store)
    scale = str(wish.action) == "scale"
    row = {
        "id": (pc.max(kept["id"]).as_py() or 0) + 1,
        "station": station,
        "parameter": wish.parameter,
        "start": naive_utc(wish.start),
        "end": naive_utc(wish.end),
        "action": str(wish.action),
        "factor": 1.0 if scale and wish.factor is None else wish.factor,
        "offset": 0.0 if scale and wish.offset is None else wish.offset,
        "undoes": None,
        "made": naive_utc(datetime.now(UTC)),
    }
    ledger: pa.Table = pa.concat_tables(
        [kept.select(CORRECTIONS.names), pa.Table.from_pylist([row], schema=CORRECTIONS)]
    )
    return [
        segment
        for segment in resolve(ledger).to_pylist()
        if (segment["station"], segment["parameter"]) == (station, wish.parameter)
    ]


def _applied(reading: Reading, segments: Sequence[dict[str, Any]]) -> Reading:
    """Return a checked reading as :func:`xanh.observations.levels.corrected_readings` makes it."""
    from xanh.observations.readings import EXCLUDING

    time = naive_utc(reading.time)
    place = bisect_right(segments, time, key=lambda segment: segment["start"]) - 1
    if place < 0 or time is None or segments[place]["end"] < time:
        return reading
    found = segments[place]
    value = reading.value
    if found["fixed"]:
        value = found["offset"]
    elif value is not None:
        value = (value if found["factor"] == 1 else value * found["factor"]) + found["offset"]
    flags = [f for f in reading.flags if not (found["accepted"] and f in EXCLUDING)]
    return Reading(
        reading.time, value, reading.unit, reading.status, (*flags, *found["words"].split())
    )


def _mean(some: Sequence[Reading]) -> float | None:
    values = [reading.value for reading in some if reading.usable and reading.value is not None]
    return sum(values) / len(values) if values else None
