"""Files as loggers send them: late, twice, changed, cut, of a wrong clock; and what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

import numpy as np

from xanh.observations.simulator.chance import episodes, key_of, uniform
from xanh.observations.simulator.series import FILLER, STATUSES, Series, moments, series
from xanh.observations.simulator.shapes import QUANTITIES
from xanh.observations.simulator.stations import SEED, SimulatedStation

_LOCAL = 7 * 3600
_DAY = 86_400
_GARBAGE = bytes(range(256)) * 2
_HEADING = ("Thông số", "Giá trị", "Đơn vị", "Thời gian", "Trạng thái")
Row = tuple[str, float, str]  # parameter, value in Xanh's unit, status


class Kind(StrEnum):
    """What is special about a file."""

    PLAIN = "plain"
    LATE = "late"  # kept while the line was down, sent afterwards, oldest first
    AGAIN = "again"  # a file that was sent before
    CHANGED = "changed"  # under a name that was sent before, with another value
    AHEAD = "ahead"  # of a clock that runs years ahead: to be refused
    BEHIND = "behind"  # of a clock that runs an hour behind
    SLOW_LINES = "slow-lines"  # the lines' times lie behind that of the name
    NOISE = "noise"  # with a line that is no reading
    CUT = "cut"  # ends within its last line; sent whole afterwards
    GARBAGE = "garbage"  # no text at all: to be refused


# The share of files of each kind that is not plain; of faults one file has at most one.
_FAULTS = (
    (Kind.AHEAD, 0.002), (Kind.BEHIND, 0.002), (Kind.SLOW_LINES, 0.002), (Kind.NOISE, 0.003),
    (Kind.CUT, 0.003), (Kind.GARBAGE, 0.001),
)  # fmt: skip
_AGAIN, _CHANGED = 0.01, 0.004


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file on its way, and the readings that a correct receiver takes from it."""

    at: int  # when the logger sends it [s since 1970]
    station: SimulatedStation
    name: str
    content: bytes
    kind: Kind
    time: int  # of its readings [s since 1970]
    rows: tuple[Row, ...]

    @property
    def refused(self) -> bool:
        """Say whether the whole file belongs into the quarantine."""
        return self.kind in (Kind.AHEAD, Kind.GARBAGE)


def deliveries(
    stations: Sequence[SimulatedStation], start: datetime, end: datetime, seed: int = SEED
) -> Iterator[Delivery]:
    """Yield the files of readings with start < time ≤ end (aware) in the order of sending.

    One day is held in memory at a time. What is late may be sent after ``end``.
    """
    first, last = (int(at.astimezone(UTC).timestamp()) for at in (start, end))
    held: list[Delivery] = []
    while first < last:
        until = min(last, (first // _DAY + 1) * _DAY)
        begin, stop = (datetime.fromtimestamp(at, UTC) for at in (first, until))
        for station in stations:
            held += _of_station(station, begin, stop, seed)
        held.sort(key=lambda delivery: delivery.at)  # stable: the files of a station keep order
        ready = sum(delivery.at <= until for delivery in held)
        yield from held[:ready]
        held, first = held[ready:], until
    yield from held


def _of_station(
    station: SimulatedStation, start: datetime, end: datetime, seed: int
) -> Iterator[Delivery]:
    time = moments(station, start, end, seed)
    rows = series(station, time, seed)
    key = key_of(seed, station.key, "logger")
    down, since, until = episodes(key, time, _DAY, 0.25, 3 * 3600)
    at = np.where(down, until + (time - since) // 60, time + 5 + 40 * uniform(key ^ 1, time))
    fault, again, changed = (uniform(key ^ part, time) for part in (2, 3, 4))
    for place, moment in enumerate(time.tolist()):
        sent = int(at[place])
        kind = Kind.LATE if down[place] else Kind.PLAIN
        plain = _delivery(sent, station, moment, _rows(rows, place), kind)
        faulty = _fault(float(fault[place]))
        if faulty is not None:
            yield from _faulty(plain, faulty)
            continue
        yield plain
        if again[place] < _AGAIN:
            yield replace(plain, at=sent + 600, kind=Kind.AGAIN)
        if changed[place] < _CHANGED:
            yield _delivery(sent + 1200, station, moment, _other(plain.rows, rows), Kind.CHANGED)


def _fault(chance: float) -> Kind | None:
    for kind, share in _FAULTS:
        if chance < share:
            return kind
        chance -= share
    return None


def _faulty(plain: Delivery, kind: Kind) -> Iterator[Delivery]:
    station, time = plain.station, plain.time
    if kind is Kind.AHEAD:
        ahead = _delivery(plain.at, station, time + 3650 * _DAY, plain.rows, kind)
        yield replace(ahead, rows=())
    elif kind is Kind.BEHIND:
        yield _delivery(plain.at, station, time - 4033, plain.rows, kind)
    elif kind is Kind.SLOW_LINES:
        slow = _delivery(plain.at, station, time - 3613, plain.rows, kind)
        yield replace(slow, name=plain.name)
    elif kind is Kind.NOISE:
        end = station.style.end.encode()
        first, rest = plain.content.split(end, 1)
        noise = b"*** LOGGER RESTART ***"
        if station.style.heading:
            second, rest = rest.split(end, 1)
            first += end + second
        yield replace(plain, content=end.join((first, noise, rest)), kind=kind)
    elif kind is Kind.CUT:
        content = plain.content.rstrip()[:-9]  # in the middle of the last line's time
        yield replace(plain, content=content, rows=plain.rows[:-1], kind=kind)
        yield plain if plain.kind is Kind.LATE else replace(plain, at=plain.at + 60)
    else:
        yield replace(plain, content=_GARBAGE, rows=(), kind=kind)


def _rows(rows: Sequence[Series], place: int) -> tuple[Row, ...]:
    return tuple(
        (row.quantity.parameter, float(row.values[place]), STATUSES[row.status[place]])
        for row in rows
    )


def _other(sent: tuple[Row, ...], rows: Sequence[Series]) -> tuple[Row, ...]:
    """Return the rows with the first value corrected by the station's operator."""
    parameter, value, status = sent[0]
    if value == FILLER:
        return sent
    quantity = rows[0].quantity
    value = round(min(quantity.high, max(quantity.low, value * 0.9 + 0.3)), quantity.decimals)
    return ((parameter, value, status), *sent[1:])


def _delivery(
    at: int, station: SimulatedStation, time: int, rows: tuple[Row, ...], kind: Kind
) -> Delivery:
    stamp = datetime.fromtimestamp(time + _LOCAL, UTC).strftime("%Y%m%d%H%M%S")
    content = _content(station, stamp, rows)
    return Delivery(at, station, f"{station.key}_{stamp}.txt", content, kind, time, rows)


def _content(station: SimulatedStation, stamp: str, rows: tuple[Row, ...]) -> bytes:
    style = station.style
    lines = [style.separator.join(_HEADING)] if style.heading else []
    for quantity, (_parameter, value, status) in zip(QUANTITIES[station.medium], rows, strict=True):
        name = quantity.names[min(style.names, len(quantity.names) - 1)]
        unit = quantity.sent[min(style.names, len(quantity.sent) - 1)]
        if value == FILLER:
            number = "-9999"
        else:
            number = f"{value / 10**quantity.shift:.{quantity.decimals + quantity.shift}f}"
        if style.comma:
            number = number.replace(".", ",")
        lines.append(style.separator.join((name, number, unit, stamp, status)))
    text = style.end.join([*lines, ""])
    return text.encode("utf-8-sig" if style.mark else "utf-8")
