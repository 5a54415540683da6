"""How the stations are: silent, late, stuck, drifting; what came and what of it is valid.

Plain data: pages and letters are made of it elsewhere. Everything is said for one moment, from what
the store holds and the profiles of the stations that ought to send.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from xanh.observations.drift import DAYS, NEIGHBOURS, Drift, drift
from xanh.observations.quality.block import (
    BITS,
    EXCLUDING_BITS,
    Block,
    Bools,
    Floats,
    Ints,
    make_block,
)
from xanh.observations.quality.loading import LOOK_BACK, Loader
from xanh.observations.quality.runner import EPOCH, effective
from xanh.observations.quality.touched import query
from xanh.observations.readings import Flag
from xanh.observations.tables import Medium, StationProfile

if TYPE_CHECKING:
    from xanh.observations.store import Store

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
# station-data §6: no file for more than an hour is a warning, for more than a day an alarm.
SILENT_WARNING, SILENT_ALARM = timedelta(hours=1), DAY
LATE = timedelta(minutes=15)  # a file is owed 5 minutes after its interval
AHEAD = timedelta(minutes=1)  # a clock may run ahead by this without a word


class Silence(IntEnum):
    """How long nothing has come from a station."""

    NO = 0
    WARNING = 1
    ALARM = 2
    NEVER = 3  # nothing in two months


@dataclass(frozen=True, slots=True)
class Ratios:
    """What should have come in a time, what came, and what of it is valid (station-data §6)."""

    expected: int = 0
    received: int = 0
    valid: int = 0

    @property
    def received_share(self) -> float | None:
        """Return received / expected [0…1]; None where nothing was expected."""
        return self.received / self.expected if self.expected else None

    @property
    def valid_share(self) -> float | None:
        """Return valid / expected [0…1]; None where nothing was expected."""
        return self.valid / self.expected if self.expected else None

    def __add__(self, other: Ratios) -> Ratios:
        return Ratios(
            self.expected + other.expected,
            self.received + other.received,
            self.valid + other.valid,
        )


@dataclass(frozen=True, slots=True)
class ParameterHealth:
    """One parameter of a station in the day before the moment."""

    parameter: str
    ratios: Ratios
    last_reading: datetime | None = None  # newest label in two months
    stuck: bool = False  # the latest readings are
    other_unit: bool = False  # the latest readings are in another unit, it seems
    calibration: float = 0.0  # share of what was received with status 01
    fault: float = 0.0  # with status 02
    unknown_status: float = 0.0  # with a status that nobody knows
    flagged: float = 0.0  # share that a check took out
    drift: Drift | None = None  # None: cannot be judged

    @property
    def drifting(self) -> bool:
        """Say whether it moved away from its neighbours."""
        return self.drift is not None and self.drift.drifting


@dataclass(frozen=True, slots=True)
class StationHealth:
    """One station at a moment. Times are aware, in UTC."""

    station: str
    moment: datetime
    last_reading: datetime | None  # newest label
    last_received: datetime | None  # when anything came last
    silence: Silence
    delay: timedelta | None  # from label to arrival, median of what came in the day before
    ratios: Ratios  # of the day before, all parameters
    parameters: tuple[ParameterHealth, ...] = field(default_factory=tuple)
    future: int = 0  # readings of the day before that were ahead of our clock
    clock_faults: int = 0  # labels told again, or off their grid
    seconds: int = 300  # between two files
    simulated: bool = False

    @property
    def late(self) -> bool:
        """Say whether files come later than they should."""
        return self.delay is not None and self.delay > max(LATE, timedelta(seconds=self.seconds))

    @property
    def ahead(self) -> bool:
        """Say whether its clock runs ahead of ours."""
        return self.future > 0 or (self.delay is not None and self.delay < -AHEAD)


def station_health(
    store: Store, profiles: Mapping[str, StationProfile], now: datetime | None = None
) -> list[StationHealth]:
    """Return the health of every station of the profiles, sorted by key; ``now`` is aware."""
    moment = _naive(now or datetime.now(UTC))
    stations = {profile.key: profile for profile in profiles.values()}
    last: dict[str, dict[str, _Last]] = defaultdict(dict)
    for row in _last(store, stations, moment):
        last[row.station][row.parameter] = row
    block = _day(store, stations, moment)
    rows: dict[str, dict[str, tuple[int, slice]]] = defaultdict(dict)
    for index, span in block.spans():
        rows[block.series[index].station][block.series[index].parameter] = index, span
    day = _Day(moment, block, _bits(block), drifts(store, stations, moment))
    return [
        _station(day, profile, last.get(key, {}), rows[key])
        for key, profile in sorted(stations.items())
    ]


@dataclass(frozen=True, slots=True)
class _Last:
    """What came last of one series."""

    station: str
    parameter: str
    seconds: int
    reading: datetime
    received: datetime


@dataclass(frozen=True, slots=True)
class _Day:
    """All stations' readings of the day before the moment."""

    moment: datetime
    block: Block
    bits: Ints  # whole flag that holds, per row
    moved: Mapping[tuple[str, str], Drift]


def ratios(
    store: Store,
    station: str,
    parameter: str,
    start: datetime,
    end: datetime,
    seconds: int = 300,
) -> Ratios:
    """Return what was expected, received and valid with start < label ≤ end (aware)."""
    low, high = _naive(start), _naive(end)
    block = _block(store, {station}, {parameter}, low + TICK, high, {})
    expected = _expected(high - low, seconds) or len(block)
    return Ratios(expected, len(block), int(_valid(block, _bits(block)).sum()))


def _station(
    day: _Day,
    profile: StationProfile,
    last: Mapping[str, _Last],
    rows: Mapping[str, tuple[int, slice]],
) -> StationHealth:
    expected = {*profile.instruments, *last, *rows}
    parts = [
        _parameter(day, profile, name, last.get(name), rows.get(name)) for name in sorted(expected)
    ]
    spans = [np.arange(span.start, span.stop) for _, span in rows.values()]
    mine = np.concatenate([np.zeros(0, np.int64), *spans])
    delays = day.block.received[mine] - day.block.time[mine]
    reading = max((row.reading for row in last.values()), default=None)
    received = max((row.received for row in last.values()), default=None)
    return StationHealth(
        station=profile.key,
        moment=day.moment.replace(tzinfo=UTC),
        last_reading=reading and reading.replace(tzinfo=UTC),
        last_received=received and received.replace(tzinfo=UTC),
        silence=_silence(profile, day.moment, received),
        delay=timedelta(microseconds=int(np.median(delays))) if len(mine) else None,
        ratios=sum((part.ratios for part in parts), Ratios()),
        parameters=tuple(parts),
        future=int(((day.bits[mine] & BITS[Flag.FUTURE]) > 0).sum()),
        clock_faults=int(((day.bits[mine] & BITS[Flag.CLOCK]) > 0).sum()),
        seconds=profile.seconds,
        simulated=profile.simulated,
    )


def _silence(profile: StationProfile, moment: datetime, received: datetime | None) -> Silence:
    if received is None:
        return Silence.NEVER
    # A station that sends every six hours is not silent after one.
    patience = timedelta(seconds=2 * profile.seconds)
    silent = moment - received
    if silent > max(SILENT_ALARM, patience):
        return Silence.ALARM
    return Silence.WARNING if silent > max(SILENT_WARNING, patience) else Silence.NO


def _parameter(
    day: _Day,
    profile: StationProfile,
    name: str,
    last: _Last | None,
    found: tuple[int, slice] | None,
) -> ParameterHealth:
    seconds = last.seconds if last else profile.seconds
    reading = last.reading.replace(tzinfo=UTC) if last else None
    moved = day.moved.get((profile.key, name))
    if found is None:
        nothing = Ratios(_expected(DAY, seconds))
        return ParameterHealth(name, nothing, last_reading=reading, drift=moved)
    block, span = day.block, found[1]
    bits, measured, count = day.bits[span], block.ok[span], span.stop - span.start
    now = block.time[span] <= _micros(day.moment)
    expected = _expected(DAY, block.series[found[0]].seconds) or int(now.sum())
    status = [block.statuses[place] for place in block.status_at[span].tolist()]
    calibration, fault = status.count("01"), status.count("02")
    taken_out = measured & ((bits & EXCLUDING_BITS & ~BITS[Flag.STATUS]) > 0)
    return ParameterHealth(
        parameter=name,
        ratios=Ratios(expected, int(now.sum()), int((_valid(block, day.bits)[span] & now).sum())),
        last_reading=reading,
        stuck=bool(bits[-1] & BITS[Flag.STUCK]),
        other_unit=bool(bits[-1] & BITS[Flag.UNIT]),
        calibration=calibration / count,
        fault=fault / count,
        unknown_status=(int((~measured).sum()) - calibration - fault) / count,
        flagged=int(taken_out.sum()) / count,
        drift=moved,
    )


def _expected(length: timedelta, seconds: int) -> int:
    return int(length.total_seconds()) // seconds if seconds else 0


def _valid(block: Block, bits: Ints) -> Bools:
    return block.ok & ~np.isnan(block.value) & ((bits & EXCLUDING_BITS) == 0)


def _bits(block: Block) -> Ints:
    """Return the whole flag that holds for each row, as BITS."""
    texts, at = np.unique(effective(block).astype(str), return_inverse=True)
    bits = [sum(BITS[Flag(w)] for w in set(text.split()) if w in BITS) for text in texts.tolist()]
    return np.array(bits or [0], np.int64)[at.reshape(-1)]


def _day(store: Store, stations: Mapping[str, StationProfile], moment: datetime) -> Block:
    # Labels ahead of the clock belong to the day as well: the operator must see them.
    return _block(store, set(stations), None, moment - DAY + TICK, moment + DAY, stations)


def _block(
    store: Store,
    stations: set[str],
    parameters: set[str] | None,
    start: datetime,
    end: datetime,
    profiles: Mapping[str, StationProfile],
) -> Block:
    loader = Loader(store)
    rows = loader.rows(stations, parameters, start, end)
    return make_block(rows, loader.flags(stations, parameters, rows), profiles)


_LAST = """
SELECT station, parameter, arg_max(seconds, time) AS seconds, max(time) AS reading,
  max(received) AS received
FROM read_parquet($files)
WHERE list_contains($stations, station) AND received <= $moment AND time >= $start GROUP BY ALL
"""


def _last(store: Store, stations: Iterable[str], moment: datetime) -> list[_Last]:
    """Return the newest label and arrival of every series that came in two months."""
    found: list[_Last] = []
    for back in (2 * DAY, LOOK_BACK):
        missing = sorted(set(stations) - {row.station for row in found})
        files = store.files("readings", moment - back) if missing else []
        if files:
            since = moment - back
            rows = query(files, _LAST, stations=missing, moment=moment, start=since)
            found += [_Last(**row) for row in rows.to_pylist()]
    return found


_DAILY = """
WITH newest AS (
  SELECT station, parameter, time, arg_max(mean, made) AS mean FROM read_parquet($files)
  WHERE time > $start AND time <= $end AND list_contains($stations, station) GROUP BY ALL
)
SELECT station, parameter,
  datediff('day', CAST($start AS DATE),
           CAST(time + INTERVAL 7 HOUR - INTERVAL 1 MICROSECOND AS DATE)) AS day,
  median(mean) AS middle
FROM newest WHERE mean IS NOT NULL GROUP BY ALL HAVING count(*) >= 18
"""
# What one station's instrument should see alike with its neighbours'.
COMPARED = ("pm25", "pm10", "so2", "no2", "nox", "co", "o3")


def drifts(
    store: Store, stations: Mapping[str, StationProfile], moment: datetime
) -> dict[tuple[str, str], Drift]:
    """Return how the pollutants of ambient air moved against their neighbours, by series.

    Neighbours are all other stations of ambient air with that parameter. ``moment`` is naive UTC.
    """
    start = moment - timedelta(days=DAYS)
    files = store.files("hours", start, moment)
    wanted = sorted(key for key, profile in stations.items() if profile.medium is Medium.AIR)
    if not files or len(wanted) <= NEIGHBOURS:
        return {}
    daily = query(files, _DAILY, start=start, end=moment, stations=wanted).to_pylist()
    tables: dict[str, dict[str, Floats]] = defaultdict(dict)
    for row in daily:
        if row["parameter"] in COMPARED and 0 <= row["day"] <= DAYS:
            of = tables[row["parameter"]].setdefault(row["station"], np.full(DAYS + 1, np.nan))
            of[row["day"]] = row["middle"]
    found = {}
    for parameter, by_station in tables.items():
        for station, own in by_station.items():
            others = [values for key, values in by_station.items() if key != station]
            moved = drift(own, np.array(others)) if others else None
            if moved is not None:
                found[station, parameter] = moved
    return found


def _naive(moment: datetime) -> datetime:
    """Return a moment as the store writes it."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // TICK
