"""Several stations beside each other: one parameter over a period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xanh.office.monitoring.models import Instrument, Station
from xanh.office.monitoring.readings import engine
from xanh.office.monitoring.series import DAY, Grid, grids, local_date
from xanh.office.monitoring.shapes import by_hour, spread
from xanh.publishing import wording
from xanh.publishing.charts.series import Point, multiples
from xanh.publishing.charts.shapes import boxes
from xanh.web.live import parts
from xanh.web.live.choosing import PERIODS, Choice, choice, period_words
from xanh.web.live.figures import Figure, figure
from xanh.web.live.station_parts import box_head, box_of, box_rows

MOST = 8  # stations that one page compares
MOST_ROWS = 400  # of the table behind the lines


def comparison(request: HttpRequest) -> HttpResponse:
    """Compare the stations that stand in the address."""
    public = list(Station.objects.filter(public=True).prefetch_related("instruments"))
    asked = request.GET.getlist("tram")[:MOST]
    chosen = [station for station in public if station.key in asked]
    names = _parameters()
    selected = choice(request.GET, names, "pm25", "30d")
    found = _grids(chosen, selected)
    context = {
        "stations": [
            (station, station.key in asked)
            for station in public
            if station.key in asked or _measures(station, selected.parameter)
        ],
        "chosen": chosen,
        "most": MOST,
        "full": len(request.GET.getlist("tram")) > MOST,
        "choice": selected,
        "periods": [(key, words) for key, words in period_words().items() if key != "24h"],
        "parameters": [(name, parts.parameter_name(name)) for name in names],
        "figures": _figures(chosen, found, selected) if found else [],
        "rows": [_row(station, found.get(station.key), selected.parameter) for station in chosen],
        "unit": parts.parameter(selected.parameter).unit,
        "simulated": any(station.simulated for station in chosen),
        "source": ", ".join(sorted({s.operator for s in chosen if s.operator})),
        "download": _download(chosen, selected),
        "section": "stations",
    }
    return render(request, "xanh/live/comparison.html", context)


def _download(chosen: Sequence[Station], selected: Choice) -> str:
    """Return where the hours that are compared can be had as a file."""
    last = local_date(selected.end - timedelta(microseconds=1))
    query = QueryDict(mutable=True)
    query.setlist("tram", [station.key for station in chosen])
    query["thong-so"] = selected.parameter
    query["tu"] = (last - (PERIODS[selected.period] - 1) * DAY).isoformat()
    query["den"] = last.isoformat()
    query["dang"] = "gio"
    return f"{reverse('downloads')}?{query.urlencode()}"


def _parameters() -> list[str]:
    """Return what public stations measure, what most of them measure first."""
    registered = Instrument.objects.filter(station__public=True).values_list("parameter", flat=True)
    counts: dict[str, int] = {}
    for name in registered:
        counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name)) or ["pm25"]


def _measures(station: Station, parameter: str) -> bool:
    """Say whether a station may have a parameter; one without any instrument may have all."""
    names = {row.parameter for row in station.instruments.all()}
    return not names or parameter in names


def _grids(chosen: Sequence[Station], selected: Choice) -> dict[str, Grid]:
    if not chosen:
        return {}
    last = local_date(selected.end - timedelta(microseconds=1))
    first = last - (PERIODS[selected.period] - 1) * DAY
    keys = [station.key for station in chosen]
    found = grids(engine(), keys, [selected.parameter], first, last, lead=0)
    return {station: grid for (station, _name), grid in found.items()}


def _figures(chosen: Sequence[Station], found: dict[str, Grid], selected: Choice) -> list[Figure]:
    unit = next(iter(found.values())).unit
    daily = selected.period == "nam"
    lines = [
        (_name(station), _points(found[station.key], daily=daily))
        for station in chosen
        if station.key in found
    ]
    words = {
        "name": parts.parameter_name(selected.parameter),
        "period": period_words()[selected.period],
    }
    average = _("trung bình 24 giờ") if daily else _("trung bình 1 giờ")
    series = figure(
        _("%(name)s của từng trạm, %(period)s") % words,
        _("%(average)s, %(unit)s; nét xám: các trạm còn lại") % {"average": average, "unit": unit},
        lambda width: multiples(lines, unit, width=width),
        [_("Thời điểm"), *(name for name, _points in lines)],
        _beside([points for _name, points in lines], selected.parameter),
    )
    return [series, *_hours(chosen, found, selected.parameter, words)]


def _points(grid: Grid, *, daily: bool) -> list[Point]:
    values = grid.daily() if daily else grid.hours()
    step = timedelta(days=1) if daily else timedelta(hours=1)
    start = datetime(grid.first.year, grid.first.month, grid.first.day)  # noqa: DTZ001
    first = start if daily else start + step
    return [
        Point(first + place * step, None if value != value else value)
        for place, value in enumerate(values.tolist())
    ]


def _beside(lines: Sequence[Sequence[Point]], parameter: str) -> list[list[str]]:
    """Return a row a time, the newest first, with a value of each station where one has any."""
    rows = [
        [f"{points[0].time:%d/%m/%Y %H:%M}", *(parts.number(p.value, parameter) for p in points)]
        for points in zip(*lines, strict=True)
        if any(point.value is not None for point in points)
    ]
    return rows[::-1][:MOST_ROWS]


def _hours(
    chosen: Sequence[Station], found: dict[str, Grid], parameter: str, words: dict[str, str]
) -> list[Figure]:
    """Return the hours of the day of each station, on one scale."""
    unit = next(iter(found.values())).unit
    shapes = {
        key: [box_of(str(hour), s) for hour, s in by_hour(grid)] for key, grid in found.items()
    }
    tops = [row.high for rows in shapes.values() for row in rows if row.high is not None]
    top = max(tops, default=1.0)
    return [
        figure(
            _("%(station)s theo giờ trong ngày") % {"station": _name(station)},
            _("%(name)s, %(unit)s; vạch: trung vị, khối: 25–75 %%, nét: 10–90 %%")
            % {**words, "unit": unit},
            lambda width, rows=shapes[station.key]: boxes(  # type: ignore[misc]
                rows, unit, x_title=_("giờ"), every=3, width=width, height=130, top=top
            ),
            box_head(_("Giờ")),
            box_rows(shapes[station.key], parameter),
            small=True,
        )
        for station in chosen
        if station.key in shapes
    ]


def _name(station: Station) -> str:
    english = parts.language() == "en" and station.name_en
    return station.name_en if english else station.name


def _row(station: Station, grid: Grid | None, parameter: str) -> dict[str, Any]:
    """Return a station's figures over the period in words."""
    import numpy as np

    nothing = wording.NOTHING
    row: dict[str, Any] = {"station": station, "name": _name(station)}
    if grid is None:
        return {**row, "mean": nothing, "middle": nothing, "high": nothing, "share": nothing}
    hours = grid.hours()
    there = hours[np.isfinite(hours)]
    quantiles = spread(hours).quantiles
    return {
        **row,
        "mean": parts.number(float(there.mean()) if len(there) else None, parameter),
        "middle": parts.number(quantiles[2], parameter),
        "high": parts.number(float(there.max()) if len(there) else None, parameter),
        "share": parts.percent(len(there) / len(hours)),
    }
