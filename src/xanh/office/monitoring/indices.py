"""Air indices from the store, each with what it was made from.

An index stands beside its :class:`Lineage`: the question that the store answered, the version of
the regulation, and how much of what was expected was received and valid. It is plain data, so that
whoever keeps the value can keep its origin with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from xanh.observations.selection import Level, Selection

if TYPE_CHECKING:
    import pyarrow as pa

    from xanh.observations.engine import Engine

VIETNAM = timedelta(hours=7)
AIR = ("pm25", "pm10", "o3", "no2", "so2", "co")
SHARE = 0.75  # of the readings of an hour, and of the hours of a mean
_HOUR = timedelta(hours=1)
_BEHIND = {"hour": 12 * _HOUR, "day": 8 * _HOUR}  # what NowCast and 8-h means reach back to
Period = Literal["hour", "day"]


@dataclass(frozen=True, slots=True)
class Share:
    """How much of one parameter stood behind a value; counts are of readings."""

    parameter: str
    valid: int
    received: int
    expected: int

    @property
    def ratio(self) -> float | None:
        """Return valid / expected; None when nothing was expected."""
        return self.valid / self.expected if self.expected else None


@dataclass(frozen=True, slots=True)
class Lineage:
    """What an index was made from."""

    selection: Selection
    version: str  # of the regulation: "vn_aqi:2019"
    shares: tuple[Share, ...]
    share: float = SHARE  # the least share of valid values that an average asks for

    def to_json(self) -> dict[str, Any]:
        """Return the lineage as JSON values."""
        return {
            "selection": self.selection.to_json(),
            "version": self.version,
            "share": self.share,
            "parameters": [asdict(share) for share in self.shares],
        }


@dataclass(frozen=True, slots=True)
class AirIndex:
    """VN_AQI of one station and hour or day.

    ``time`` is aware, the end of the hour, or of the day. ``index`` is None when it may not be
    computed; ``parts`` are the sub-indices of the parameters that are there.
    """

    station: str
    time: datetime
    index: int | None
    band: str | None
    dominant: str | None
    parts: dict[str, int] = field(default_factory=dict)


def air_indices(
    engine: Engine,
    stations: Iterable[str],
    start: datetime,
    end: datetime,
    period: Period = "hour",
    *,
    share: float = SHARE,
    as_of: datetime | None = None,
) -> list[AirIndex]:
    """Return VN_AQI of stations for the hours or days with start < time ≤ end, in their order.

    Values come from the kept hours at the corrected level. Hours under ``share`` take no part.
    """
    asked = _selection(stations, start - _BEHIND[period], end, as_of)
    rows = _indexed(engine, asked, period, share).to_pylist()
    found = [_index(row, period) for row in rows]
    return [index for index in found if start < index.time <= end]


def _indexed(engine: Engine, asked: Selection, period: Period, share: float) -> pa.Table:
    """Return VN_AQI of the kept hours of a selection, by station and time."""
    from xanh.methods.air import vn_aqi

    return vn_aqi(_hourly_means(engine.hours(asked, "air-hours"), share), period, share)


def latest_air(
    engine: Engine, stations: Iterable[str], now: datetime, within: timedelta = timedelta(hours=24)
) -> dict[str, AirIndex]:
    """Return the newest hourly index of each station up to ``now``, where there is one."""
    import numpy as np
    import pyarrow.compute as pc

    asked = _selection(stations, now - within - _BEHIND["hour"], now, None)
    rows = _indexed(engine, asked, "hour", SHARE)
    rows = rows.filter(pc.is_valid(rows["index"]))
    # They stand by station and time: the last of each is the newest, and only that is wanted.
    names = rows["station"].to_numpy()
    rows = rows.take(np.flatnonzero(np.append(names[1:] != names[:-1], [True] * bool(len(names)))))
    found = [_index(row, "hour") for row in rows.to_pylist()]
    return {index.station: index for index in found if index.time > now - within}


def lineage(
    engine: Engine,
    index: AirIndex,
    period: Period = "hour",
    *,
    share: float = SHARE,
    as_of: datetime | None = None,
) -> Lineage:
    """Return what an index was made from, asked of the store anew."""
    from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019

    length = {"hour": 12 * _HOUR, "day": 24 * _HOUR}[period]
    asked = _selection([index.station], index.time - length, index.time, as_of)
    hours = engine.hours(asked, "air-hours")
    sums = hours.group_by("parameter").aggregate(
        [("count", "sum"), ("received", "sum"), ("expected", "sum")]
    )
    shares = tuple(
        Share(row["parameter"], row["count_sum"], row["received_sum"], row["expected_sum"])
        for row in sorted(sums.to_pylist(), key=lambda row: AIR.index(row["parameter"]))
    )
    # The index of 2011 is not kept: earlier days are judged by the decision of 2019 as well.
    return Lineage(asked, VN_AQI_2019.id, shares, share)


def _selection(
    stations: Iterable[str], start: datetime, end: datetime, as_of: datetime | None
) -> Selection:
    return Selection(tuple(stations), AIR, start, end, Level.CORRECTED, as_of)


def _hourly_means(hours: pa.Table, share: float) -> pa.Table:
    """Return the hours that are complete enough, in local time, as the index takes them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    part = pc.divide(hours["count"].cast(pa.float64()), hours["expected"].cast(pa.float64()))
    kept = hours.filter(pc.and_(pc.greater_equal(part, share - 1e-9), pc.is_valid(hours["mean"])))
    local = pc.add(kept["time"], pa.scalar(VIETNAM, pa.duration("us")))
    return pa.table(
        {
            "station": kept["station"],
            "parameter": kept["parameter"],
            "time": local,
            "value": kept["mean"],
        }
    )


def _index(row: dict[str, Any], period: Period) -> AirIndex:
    time = row["time"]
    if period == "day":
        time = datetime(time.year, time.month, time.day) + timedelta(days=1)  # noqa: DTZ001
    return AirIndex(
        station=row["station"],
        time=(time - VIETNAM).replace(tzinfo=UTC),
        index=row["index"],
        band=row["band"],
        dominant=row["dominant"],
        parts={name: row[name] for name in AIR if row.get(name) is not None},
    )
