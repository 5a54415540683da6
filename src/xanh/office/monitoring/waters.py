"""VN_WQI and the classes of QCVN 08 from the store, each with what it was made from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from xanh.observations.selection import Level, Selection
from xanh.office.monitoring.indices import SHARE, VIETNAM, Lineage, Share
from xanh.office.monitoring.series import DAY, midnight

if TYPE_CHECKING:
    from xanh.observations.engine import Engine


@dataclass(frozen=True, slots=True)
class WaterIndex:
    """VN_WQI of one station and local day, and the class of QCVN 08:2023 by the same means."""

    station: str
    day: date
    index: int | None
    band: str | None  # the Vietnamese name
    missing: str | None  # why there is no index: keys of `xanh.methods.water.MISSING`
    parts: dict[str, float] = field(default_factory=dict)  # q by parameter, 10 … 100
    means: dict[str, float] = field(default_factory=dict)  # of the day, in the parameter's unit
    grade: str | None = None  # A … D; by the worst parameter
    grades: dict[str, str] = field(default_factory=dict)

    @property
    def worst(self) -> str | None:
        """Return the parameter with the lowest q."""
        return min(self.parts, key=self.parts.__getitem__) if self.parts else None


def water_indices(
    engine: Engine,
    stations: Iterable[str],
    first: date,
    last: date,
    *,
    share: float = SHARE,
    as_of: datetime | None = None,
) -> list[WaterIndex]:
    """Return VN_WQI of stations by station and local day, first … last (both included).

    Each day counts with the mean of its usable hours, a grab sample with its one; an hour with
    less than ``share`` of its readings takes no part.
    """
    from xanh.methods.limits import surface_class
    from xanh.methods.water import vn_wqi

    asked = Selection(
        tuple(stations), None, midnight(first), midnight(last + DAY), Level.CORRECTED, as_of
    )
    means = _daily_means(engine.hours(asked, "water-hours").to_pylist(), share)
    found = []
    for (station, day), values in sorted(means.items()):
        # One day is a dict of plain numbers, judged as a single sample.
        made: dict[str, Any] = vn_wqi(values) if _scored(values) else {}
        graded = surface_class(values)
        parts = {
            name.removeprefix("q_"): float(q)
            for name, q in made.items()
            if name.startswith("q_") and q is not None and q == q
        }
        found.append(
            WaterIndex(
                station=station,
                day=day,
                index=None if made.get("index") is None else int(made["index"]),
                band=made.get("band"),
                missing=made.get("missing") if made else "groups",
                parts=parts,
                means=values,
                grade=graded["class"],
                grades={
                    name.removeprefix("class_"): grade
                    for name, grade in graded.items()
                    if name.startswith("class_") and grade is not None
                },
            )
        )
    return found


def _scored(values: dict[str, float]) -> bool:
    from xanh.methods.water import VN_WQI_2019

    return any(name in values for group in VN_WQI_2019.groups.values() for name in group)


def _daily_means(
    rows: list[dict[str, Any]], share: float
) -> dict[tuple[str, date], dict[str, float]]:
    sums: dict[tuple[str, date], dict[str, list[float]]] = {}
    for row in rows:
        if row["mean"] is None or row["count"] < share * row["expected"] - 1e-9:
            continue
        day = (row["time"] + VIETNAM - timedelta(microseconds=1)).date()
        sums.setdefault((row["station"], day), {}).setdefault(row["parameter"], []).append(
            row["mean"]
        )
    return {
        key: {name: sum(values) / len(values) for name, values in by_name.items()}
        for key, by_name in sums.items()
    }


def latest_water(
    engine: Engine, stations: Collection[str], now: datetime, days: int = 31
) -> dict[str, WaterIndex]:
    """Return the newest day of each station that has an index, else the newest day with data."""
    today = (now.astimezone(UTC) + VIETNAM).date()
    newest: dict[str, WaterIndex] = {}
    # Most stations measured these days; only for those that did not is the month judged.
    for back in (2, days):
        missing = set(stations) - {key for key, index in newest.items() if index.index is not None}
        if not missing:
            break
        for index in water_indices(engine, sorted(missing), today - (back - 1) * DAY, today):
            if index.index is not None or newest.get(index.station, index).index is None:
                newest[index.station] = index
    return newest


def water_lineage(
    engine: Engine, index: WaterIndex, *, share: float = SHARE, as_of: datetime | None = None
) -> Lineage:
    """Return what an index was made from, asked of the store anew."""
    from xanh.methods.water import VN_WQI_2019

    asked = Selection(
        (index.station,),
        tuple(sorted(index.parts)) or None,
        midnight(index.day),
        midnight(index.day + DAY),
        Level.CORRECTED,
        as_of,
    )
    hours = engine.hours(asked, "water-hours")
    sums = hours.group_by("parameter").aggregate(
        [("count", "sum"), ("received", "sum"), ("expected", "sum")]
    )
    shares = tuple(
        Share(row["parameter"], row["count_sum"], row["received_sum"], row["expected_sum"])
        for row in sorted(sums.to_pylist(), key=lambda row: row["parameter"])
    )
    return Lineage(asked, VN_WQI_2019.id, shares, share)
