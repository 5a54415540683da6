"""Rivers: all of them with how their water is, and each along its course."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xanh.office.monitoring.courses import SAFETY, Means, capacities, means, stations_of
from xanh.office.monitoring.models import River, Station
from xanh.office.monitoring.readings import engine
from xanh.office.monitoring.series import local_date
from xanh.publishing import wording
from xanh.publishing.charts.courses import Stop, course
from xanh.publishing.charts.drawing import GREY
from xanh.publishing.charts.series import Limit
from xanh.web.live import now as current
from xanh.web.live import parts
from xanh.web.live.choosing import Choice, choice, period_words
from xanh.web.live.figures import Figure, figure
from xanh.web.live.now_list import Row, open_stations, rows_now

_MAIN = ("cod", "bod5", "nh4_n", "do", "tss")  # what a river is first asked about


def rivers(request: HttpRequest) -> HttpResponse:
    """Show all rivers, each with its best and worst water now."""
    now = datetime.now(UTC)
    stations = [station for station in open_stations(now) if station.river_id]
    by_river: dict[int, list[Row]] = {}
    for row in rows_now(stations, now):
        by_river.setdefault(row.station.river_id or 0, []).append(row)
    rows = [
        _summary(river, by_river.get(river.pk, []))
        for river in River.objects.select_related("flows_into")
    ]
    context = {
        "rows": rows,
        "simulated": any(station.simulated for station in stations),
        "section": "stations",
    }
    return render(request, "xanh/live/rivers.html", context)


def _summary(river: River, rows: Sequence[Row]) -> dict[str, Any]:
    """Return what the list says of a river; its rows stand with the worst water first."""
    indexed = [row for row in rows if row.mark and row.mark.value is not None]
    return {
        "river": river,
        "stations": len(rows),
        "worst": indexed[0] if indexed else None,
        "best": indexed[-1] if len(indexed) > 1 else None,
        "simulated": any(row.station.simulated for row in rows),
    }


def river(request: HttpRequest, key: str) -> HttpResponse:
    """Show a river from its source down."""
    found = River.objects.filter(key=key).select_related("flows_into").first()
    if found is None:
        raise Http404
    now = datetime.now(UTC)
    stations = stations_of(found)
    rows = {row.station.key: row for row in rows_now(stations, now)}
    names = _measured(stations)
    chosen = choice(request.GET, names, next((n for n in _MAIN if n in names), ""), "30d")
    values = means(engine(), [s.key for s in stations], chosen.start, chosen.end)
    stops = [(place, s, rows[s.key]) for place, s in enumerate(stations, start=1)]
    context = {
        "river": found,
        "tributaries": list(found.tributaries.all()),
        "stops": [{"place": place, "station": s, "row": row} for place, s, row in stops],
        "choice": chosen,
        "periods": period_words().items(),
        "parameters": [(name, parts.parameter_name(name)) for name in names],
        "figures": _figures(stops, values, chosen),
        "table": _table(stops, values, names),
        "capacities": _capacities(stations, values),
        "safety": wording.number(SAFETY, parts.language()),
        "download": _download(stations, chosen),
        "version": current.version(_wqi()),
        "source": ", ".join(sorted({s.operator for s in stations if s.operator})),
        "simulated": any(station.simulated for station in stations),
        "placed": any(s.latitude is not None for s in stations) or len(found.course) > 1,
        "section": "stations",
    }
    return render(request, "xanh/live/river.html", context)


def _wqi() -> Any:
    from xanh.methods.water import VN_WQI_2019

    return VN_WQI_2019


def _measured(stations: Sequence[Station]) -> list[str]:
    names = {row.parameter for station in stations for row in station.instruments.all()}
    first = [name for name in _MAIN if name in names]
    return [*first, *sorted(names - set(first))]


Stops = Sequence[tuple[int, Station, Row]]


def _figures(stops: Stops, values: Means, chosen: Choice) -> list[Figure]:
    drawn = [_indices(stops), _profile(stops, values, chosen)]
    return [one for one in drawn if one is not None]


def _indices(stops: Stops) -> Figure | None:
    """Return VN_WQI along the river, each dot in its official colour."""
    scale = _wqi()
    dots = []
    for place, station, row in stops:
        if station.river_km is None or row.mark is None or row.mark.value is None:
            continue
        band = scale.band_of(row.mark.value)
        colour = band.hex if band else GREY
        value = row.mark.value
        dots.append(Stop(station.river_km, str(place), value, colour=colour, words=str(value)))
    if not dots:
        return None
    return figure(
        _("VN_WQI gần nhất dọc sông"),
        _("100 là tốt nhất; màu của mức theo quy định; số nhỏ: thứ tự điểm đo trong bảng"),
        lambda width: course(dots, "VN_WQI", _("km từ đầu nguồn"), top=105, width=width),
        [_("Điểm đo"), _("Km"), "VN_WQI", _("Mức"), _("Ngày")],
        [
            [
                row.name,
                _km(station),
                str(row.mark.value if row.mark and row.mark.value is not None else "–"),
                row.mark.band if row.mark else "–",
                row.time or "–",
            ]
            for _place, station, row in stops
        ],
    )


def _profile(stops: Stops, values: Means, chosen: Choice) -> Figure | None:
    """Return the chosen parameter along the river over the period, with the classes' limits."""
    name = chosen.parameter
    dots, rows, unit = [], [], ""
    for place, station, row in stops:
        value = values.get((station.key, name))
        if value is None:
            continue
        unit = value.unit or parts.parameter(name).unit
        shown = parts.number(value.mean, name)
        spread = f"{parts.number(value.low, name)} … {parts.number(value.high, name)}"
        hours = wording.number(value.hours, parts.language())
        rows.append([row.name, _km(station), shown, spread, hours])
        if station.river_km is not None:
            dots.append(
                Stop(station.river_km, str(place), value.mean, value.low, value.high, words=shown)
            )
    if not dots:
        return None
    return figure(
        _("%(name)s dọc sông, %(period)s")
        % {"name": parts.parameter_name(name), "period": period_words()[chosen.period]},
        _("trung bình các giờ, %(unit)s; vạch xám: 80 %% số giờ ở giữa")
        % {"unit": unit or _("không đơn vị")},
        lambda width: course(
            dots, unit, _("km từ đầu nguồn"), limits=_limits(name, dots), width=width
        ),
        [_("Điểm đo"), _("Km"), _("Trung bình"), _("10–90 %"), _("Số giờ")],
        rows,
    )


def _limits(name: str, dots: Sequence[Stop]) -> list[Limit]:
    """Return the limits of QCVN 08:2023 that fit into the picture."""
    from xanh.methods.limits import grade_limits

    top = max(dot.high if dot.high is not None else dot.value for dot in dots) * 1.5
    found = []
    for letter in ("A", "B", "C"):
        limit = grade_limits("river", letter).get(name)
        value = (limit.high if limit.high is not None else limit.low) if limit else None
        if value is not None and value <= top:
            shown = wording.number(value, parts.language())
            found.append(Limit(value, _("mức %(letter)s: %(value)s")
                               % {"letter": letter, "value": shown}))  # fmt: skip
    return found


def _km(station: Station) -> str:
    return wording.number(station.river_km, parts.language(), 1)


def _table(stops: Stops, values: Means, names: Sequence[str]) -> dict[str, Any]:
    """Return the means of the period: a row a parameter, a column a place."""
    there = [name for name in names if any((s.key, name) in values for _p, s, _r in stops)]
    return {
        "head": [(place, row.name, station.key) for place, station, row in stops],
        "rows": [
            {
                "name": parts.parameter_name(name),
                "unit": parts.parameter(name).unit,
                "cells": [
                    parts.number(value.mean, name) if value else wording.NOTHING
                    for _place, station, _row in stops
                    for value in [values.get((station.key, name))]
                ],
            }
            for name in there
        ],
    }


def _capacities(stations: Sequence[Station], values: Means) -> list[dict[str, str]]:
    names = {station.key: station for station in stations}
    language = parts.language()
    return [
        {
            "station": _name(names[row.station]),
            "parameter": parts.parameter_name(row.parameter),
            "flow": wording.number(row.flow, language, 2),
            "present": parts.number(row.present, row.parameter),
            "limit": wording.number(row.limit, language),
            "capacity": wording.number(row.capacity, language, 0),
            "room": "good" if row.capacity > 0 else "bad",
        }
        for row in capacities(values)
    ]


def _name(station: Station) -> str:
    return station.name_en if parts.language() == "en" and station.name_en else station.name


def _download(stations: Sequence[Station], chosen: Choice) -> str:
    """Return where the hours behind the page can be had as a file."""
    query = QueryDict(mutable=True)
    query.setlist("tram", [station.key for station in stations])
    query["tu"] = local_date(chosen.start).isoformat()
    query["den"] = local_date(chosen.end - timedelta(microseconds=1)).isoformat()
    query["dang"] = "gio"
    return f"{reverse('downloads')}?{query.urlencode()}"
