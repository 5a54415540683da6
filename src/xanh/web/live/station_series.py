"""The series of one parameter at a station: readings of a day, hours of weeks, days of a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from xanh.observations.selection import Selection
from xanh.office.monitoring.indices import SHARE, VIETNAM
from xanh.office.monitoring.models import Station
from xanh.office.monitoring.series import DAY, grids, hours, local_date
from xanh.publishing import wording
from xanh.publishing.charts.series import Limit, Point, series
from xanh.web.live import parts
from xanh.web.live.choosing import PERIODS, Choice, level_words, period_words
from xanh.web.live.figures import Figure, figure

if TYPE_CHECKING:
    from xanh.observations.engine import Engine

HOUR = timedelta(hours=1)


def series_figure(engine: Engine, station: Station, choice: Choice) -> Figure | None:
    """Return the chart of a station's parameter; None where the period holds nothing."""
    points = points_of(engine, station, choice)
    if not any(point.value is not None for point in points):
        return None
    name = choice.parameter
    unit = parts.parameter(name).unit
    average = _averages()[choice.period]
    level = level_words()[str(choice.level)]
    limits = limits_on(station, name, "24h" if choice.period == "nam" else "1h", choice.end)
    doubtful = sum(point.doubtful for point in points)
    return figure(
        _("%(parameter)s tại %(station)s, %(period)s")
        % {
            "parameter": parts.parameter_name(name),
            "station": station.name,
            "period": period_words()[choice.period],
        },
        f"{average}, {unit or _('không đơn vị')}; {level}",
        lambda width: series(
            points,
            unit,
            limits=limits,
            doubtful_words=_("số liệu nghi ngờ"),
            width=width,
        ),
        [_("Thời điểm"), _("Giá trị") + (f" ({unit})" if unit else ""), _("Ghi chú")],
        [
            [
                f"{point.time:%d/%m/%Y %H:%M}",
                parts.number(point.value, name),
                _("nghi ngờ, không vào trung bình") if point.doubtful else "",
            ]
            for point in reversed(points)
            if point.value is not None
        ][:400],
        _("%(n)s giá trị nghi ngờ trong khoảng này, vẽ bằng tam giác rỗng.") % {"n": doubtful}
        if doubtful
        else "",
    )


def _averages() -> dict[str, str]:
    return {
        "24h": _("từng số đo"),
        "7d": _("trung bình 1 giờ"),
        "30d": _("trung bình 1 giờ"),
        "nam": _("trung bình 24 giờ"),
    }


def points_of(engine: Engine, station: Station, choice: Choice) -> list[Point]:
    """Return the points of a choice in order of time, with a gap where values are missing."""
    if choice.period == "24h":
        return _readings(engine, station, choice)
    if choice.period == "nam":
        return days(engine, station.key, choice)
    return _hours(engine, station.key, choice)


def _selection(station: str, choice: Choice) -> Selection:
    return Selection((station,), (choice.parameter,), choice.start, choice.end, choice.level)


def _readings(engine: Engine, station: Station, choice: Choice) -> list[Point]:
    from xanh.observations.engine.scope import same
    from xanh.observations.readings import EXCLUDING, OK_STATUSES

    table = engine.table(_selection(station.key, choice), "station-readings", same)
    found: list[Point] = []
    for row in sorted(table.to_pylist(), key=lambda row: row["time"]):
        flags = set((row["flag"] or "").split())
        doubtful = bool(flags & EXCLUDING) or (row["status"] or "") not in OK_STATUSES
        found.append(Point(row["time"] + VIETNAM, row["value"], doubtful))
    return with_gaps(found, timedelta(seconds=max(station.seconds, 60) * 2.5))


def with_gaps(points: Sequence[Point], most: timedelta) -> list[Point]:
    """Return points with an empty one where more than ``most`` lies between two."""
    found: list[Point] = []
    for point in points:
        if found and point.time - found[-1].time > most:
            found.append(Point(found[-1].time + most / 2, None))
        found.append(point)
    return found


def _hours(engine: Engine, station: str, choice: Choice) -> list[Point]:
    found = []
    rows = hours(engine, _selection(station, choice)).to_pylist()
    for row in sorted(rows, key=lambda row: row["time"]):
        whole = row["count"] >= SHARE * row["expected"] - 1e-9
        if row["mean"] is not None:
            found.append(Point(row["time"] + VIETNAM, row["mean"], not whole))
    return with_gaps(found, 1.5 * HOUR)


def days(engine: Engine, station: str, choice: Choice) -> list[Point]:
    """Return the daily means of the days up to the choice's end."""
    last = local_date(choice.end - timedelta(microseconds=1))
    first = last - (PERIODS["nam"] - 1) * DAY
    found = grids(engine, [station], [choice.parameter], first, last, level=choice.level, lead=0)
    grid = found.get((station, choice.parameter))
    if grid is None:
        return []
    return [
        Point(datetime(day.year, day.month, day.day), None if mean != mean else mean)  # noqa: DTZ001
        for day, mean in zip(grid.days, grid.daily().tolist(), strict=True)
    ]


def limits_on(station: Station, parameter: str, average: str, end: datetime) -> list[Limit]:
    """Return the limit of QCVN 05 in force at the end of a period."""
    from xanh.methods.air.qcvn05 import limit_on
    from xanh.office.monitoring.annual import FIRST_JUDGED

    day: date = local_date(end.astimezone(UTC))
    if station.medium != Station.Medium.AIR or day.year < FIRST_JUDGED:
        return []
    found = limit_on(parameter, average, day)
    if found is None:
        return []
    value = wording.number(found[1].value, parts.language())
    return [Limit(found[1].value, f"QCVN 05: {value}")]
