"""The readings of simulated stations, with the faults that instruments have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from xanh.observations.readings import READINGS, Flag
from xanh.observations.simulator.chance import Bools, Floats, Ints, episodes, key_of, uniform
from xanh.observations.simulator.shapes import QUANTITIES, Moment, Quantity
from xanh.observations.simulator.stations import SEED, SimulatedStation

FILLER = -9999.0
STATUSES = ("00", "01", "02")  # measuring, calibration, fault
_HOUR, _DAY = 3600, 86_400
_ROWS = 400_000  # of one part


@dataclass(frozen=True, slots=True)
class Series:
    """One quantity at one station: values [its unit] and statuses at the moments of the station."""

    quantity: Quantity
    values: Floats
    status: Ints  # place in STATUSES


def moments(station: SimulatedStation, start: datetime, end: datetime, seed: int = SEED) -> Ints:
    """Return when the station measures, start < time ≤ end [s since 1970]; not while it is off."""
    step = station.seconds
    first, last = (int(at.astimezone(UTC).timestamp()) // step for at in (start, end))
    time = np.arange(first + 1, last + 1, dtype=np.int64) * step
    off, _, _ = episodes(key_of(seed, station.key, "off"), time, 6 * _DAY, 0.12, 7 * _HOUR)
    return time[~off]


def series(station: SimulatedStation, time: Ints, seed: int = SEED) -> list[Series]:
    """Return what the station measures at some moments [s since 1970]."""
    return [_series(quantity, station, time, seed) for quantity in QUANTITIES[station.medium]]


def _series(quantity: Quantity, station: SimulatedStation, time: Ints, seed: int) -> Series:
    key = key_of(seed, station.key, quantity.parameter)
    stuck, since, _ = episodes(key ^ 0x5, time, 9 * _DAY, 0.05, 5 * _HOUR)
    calibrated, _, _ = episodes(key ^ 0x6, time, 7 * _DAY, 0.8, 2700)
    broken, _, _ = episodes(key ^ 0x7, time, 3 * _DAY, 0.03, 4 * _HOUR)
    # A stuck instrument goes on giving what it measured at the beginning.
    measured = np.where(stuck, since - since % station.seconds, time)
    values = quantity.values(Moment(seed, station, measured))
    values = _spiked(quantity, values, uniform(key ^ 0x8, time) < 5e-5)
    status = np.where(broken, 2, np.where(calibrated, 1, 0))
    if station.style.filler:
        values = np.where(broken, FILLER, values)
    return Series(quantity, values, status)


def _spiked(quantity: Quantity, values: Floats, spikes: Bools) -> Floats:
    if not spikes.any():
        return values
    high = np.round(np.clip(values * 8 + 5, quantity.low, quantity.high), quantity.decimals)
    return np.where(spikes, high, values)


def readings(
    stations: Sequence[SimulatedStation], start: datetime, end: datetime, seed: int = SEED
) -> pa.Table:
    """Return READINGS with start < time ≤ end (aware), as a receiver would hold them."""
    return pa.concat_tables([READINGS.empty_table(), *parts(stations, start, end, seed)])


def parts(
    stations: Sequence[SimulatedStation], start: datetime, end: datetime, seed: int = SEED
) -> Iterator[pa.Table]:
    """Yield the same, station by station in tables of bounded size."""
    for station in stations:
        time = moments(station, start, end, seed)
        size = max(1, _ROWS // len(QUANTITIES[station.medium]))
        for begin in range(0, len(time), size):
            yield _table(station, time[begin : begin + size], seed)


def _table(station: SimulatedStation, time: Ints, seed: int) -> pa.Table:
    rows = series(station, time, seed)
    count = len(time)
    status = np.concatenate([row.status for row in rows])
    values = np.concatenate([row.values for row in rows])
    found = np.where(status == 0, 0, np.where(values == FILLER, 2, 1))
    which = np.repeat(np.arange(len(rows)), count)
    columns = [
        _text([station.key], np.zeros(len(which), np.int32)),
        _text([row.quantity.parameter for row in rows], which),
        pa.array(np.tile(time * 1_000_000, len(rows)), pa.timestamp("us")),
        pa.array(np.full(len(which), station.seconds, np.int32)),
        pa.array(values),
        _text([row.quantity.unit for row in rows], which),
        _text(STATUSES, status),
        _text(["", Flag.STATUS, f"{Flag.FILLER} {Flag.STATUS}"], found),
        pa.nulls(len(which), pa.int64()),
    ]
    return pa.table(columns, schema=READINGS)


def _text(values: Sequence[str], which: Ints) -> pa.Array:
    codes = pa.array(which.astype(np.int32))
    return pa.DictionaryArray.from_arrays(codes, pa.array(list(map(str, values)))).cast(pa.string())
