"""What pages ask of one station's past: its hours on a grid of local days, and its readings.

A :class:`Grid` holds whole local days, 24 hours each: place 0 is the label 01:00, place 23 the
label 00:00 that belongs to the day before. Means of days and of 8 hours, shapes of the day and the
week, roses and exceedances are sums over it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias

from xanh.observations.selection import Level, Selection
from xanh.office.monitoring.indices import SHARE, VIETNAM

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from xanh.observations.engine import Engine

    Floats: TypeAlias = npt.NDArray[np.float64]
    Ints: TypeAlias = npt.NDArray[np.int64]

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Grid:
    """Hours of one station and parameter on whole local days; all arrays are (days, 24).

    ``mean`` is NaN where an hour is not complete enough. ``lead`` days stand before ``first``, for
    averages that reach back; they are in the arrays and in no result.
    """

    station: str
    parameter: str
    unit: str
    first: date
    mean: Floats
    count: Ints  # usable readings
    received: Ints
    expected: Ints  # by what came; 0 where nothing did
    lead: int = 0

    @property
    def days(self) -> list[date]:
        """Return the days of the results."""
        return [self.first + DAY * place for place in range(len(self.mean) - self.lead)]

    def daily(self, share: float = SHARE) -> Floats:
        """Return the mean of each day's hours, NaN under ``share`` of 24 of them."""
        return _means(self.mean[self.lead :], share)

    def eight_hours(self, share: float = SHARE) -> Floats:
        """Return each day's greatest mean of 8 hours, by label; NaN without 18 such means.

        The mean at a label takes the 8 hours that end at it, 6 of which must be there.
        """
        import numpy as np

        flat = np.concatenate([np.full(7, np.nan), self.mean.reshape(-1)])
        windows = np.lib.stride_tricks.sliding_window_view(flat, 8)
        rolled = _means(windows, share).reshape(-1, 24)[self.lead :]
        enough = np.isfinite(rolled).sum(axis=1) >= share * 24 - 1e-9
        greatest = np.where(np.isfinite(rolled), rolled, -np.inf).max(axis=1, initial=-np.inf)
        return np.where(enough, greatest, np.nan)

    def hours(self) -> Floats:
        """Return the hours of the results, one after the other."""
        return self.mean[self.lead :].reshape(-1)


def _means(rows: Floats, share: float) -> Floats:
    """Return the mean of each row's finite values, NaN where fewer than ``share`` are there."""
    import numpy as np

    there = np.isfinite(rows)
    counts = there.sum(axis=1)
    sums = np.where(there, rows, 0.0).sum(axis=1)
    enough = counts >= share * rows.shape[1] - 1e-9
    return np.where(enough, sums / np.maximum(counts, 1), np.nan)


def midnight(day: date) -> datetime:
    """Return the aware moment at which a local day begins."""
    return datetime.combine(day, time(), UTC) - VIETNAM


def local_date(moment: datetime) -> date:
    """Return the local date of a moment."""
    return (moment.astimezone(UTC) + VIETNAM).date()


def grids(
    engine: Engine,
    stations: Iterable[str],
    parameters: Iterable[str] | None,
    first: date,
    last: date,
    *,
    level: Level = Level.CORRECTED,
    as_of: datetime | None = None,
    share: float = SHARE,
    lead: int = 1,
) -> dict[tuple[str, str], Grid]:
    """Return the hours of local days first … last (both included) by station and parameter."""
    wanted = None if parameters is None else tuple(parameters)
    start = first - lead * DAY
    selection = Selection(
        tuple(stations), wanted, midnight(start), midnight(last + DAY), level, as_of
    )
    table = hours(engine, selection)
    return _gridded(table, first, (last - first).days + 1 + lead, lead, share)


def hours(engine: Engine, selection: Selection) -> pa.Table:
    """Return hours at the level of a selection: those kept where it is the corrected one."""
    if selection.level is Level.CORRECTED:
        return engine.hours(selection, "station-hours")
    from xanh.observations.rollups import whole_hours

    return engine.table(selection, "whole-hours", whole_hours)


def _gridded(
    table: pa.Table, first: date, days: int, lead: int, share: float
) -> dict[tuple[str, str], Grid]:
    import numpy as np

    origin = np.datetime64(midnight(first - lead * DAY).replace(tzinfo=None), "h")
    series: dict[tuple[str, str], list[int]] = {}
    names = zip(table["station"].to_pylist(), table["parameter"].to_pylist(), strict=True)
    for row, key in enumerate(names):
        series.setdefault(key, []).append(row)
    place = table["time"].to_numpy().astype("datetime64[h]").astype(np.int64)
    place = place - origin.astype(np.int64) - 1
    mean = table["mean"].to_numpy(zero_copy_only=False).astype(float)
    counts = {
        name: table[name].to_numpy().astype(np.int64) for name in ("count", "received", "expected")
    }
    whole = counts["count"] >= share * counts["expected"] - 1e-9
    mean = np.where(whole, mean, np.nan)
    units = table["unit"]
    found = {}
    for (station, parameter), rows in sorted(series.items()):
        at = place[rows]
        values = np.full(days * 24, np.nan)
        values[at] = mean[rows]
        numbers = {}
        for name, column in counts.items():
            numbers[name] = np.zeros(days * 24, np.int64)
            numbers[name][at] = column[rows]
        found[station, parameter] = Grid(
            station,
            parameter,
            units[rows[0]].as_py() or "",
            first,
            values.reshape(days, 24),
            **{name: column.reshape(days, 24) for name, column in numbers.items()},
            lead=lead,
        )
    return found


def last_label(engine: Engine, stations: Iterable[str], now: datetime) -> dict[str, datetime]:
    """Return the newest label of kept hours of each station, aware; asked near first."""
    keys = set(stations)
    found: dict[str, datetime] = {}
    # Most stations sent today; only for those that did not is the past read.
    for back in (2 * DAY, 62 * DAY, None):
        missing = tuple(sorted(keys - set(found)))
        if not missing:
            break
        start = None if back is None else now - back
        asked = Selection(missing, None, start, now + timedelta(hours=1), Level.CORRECTED)
        for row in engine.hours(asked, "last-label", _last).to_pylist():
            found[row["station"]] = row["time"].replace(tzinfo=UTC)
    return found


def _last(table: object) -> object:
    return table.group_by("station").agg(time=table.time.max())  # type: ignore[attr-defined]
