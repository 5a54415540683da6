"""The stations on a map and in a list beside it: how the city's air and water are now."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xanh.office.monitoring.models import River, Station
from xanh.office.monitoring.series import local_date
from xanh.office.places.models import Place
from xanh.web.live import now as current
from xanh.web.live import parts
from xanh.web.live.now_list import NO_BAND, Row, Wanted, headline, open_stations, rows_now
from xanh.web.live.station import medium_words


def monitoring(request: HttpRequest) -> HttpResponse:
    """Show all public stations as they are now; only what changes when the page asks again."""
    from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019
    from xanh.methods.water import VN_WQI_2019

    now = datetime.now(UTC)
    stations = open_stations(now)
    rows = rows_now(stations, now)
    wanted = Wanted.of(request.GET)
    context = {
        "now": parts.local(now),
        "headline": headline(rows),
        "rows": [row for row in rows if wanted.fits(row)],
        "count": len(rows),
        "wanted": wanted,
        "media": _media(stations),
        "bands": _band_words(),
        "places": _places(stations),
        "silent": sum(row.silent for row in rows),
        "legend": _legend(VN_AQI_2019),
        "air": current.version(VN_AQI_2019),
        "water": current.version(VN_WQI_2019),
        "sources": ", ".join(sorted({s.operator for s in stations if s.operator})),
        "simulated": any(station.simulated for station in stations),
        "this_year": local_date(now).year,
        "section": "stations",
    }
    pieces = {"dau": "map_headline", "tinh-hinh": "map_now"}
    asked = request.headers.get("HX-Target", "").rpartition("#")[2]
    return render(request, f"xanh/live/{pieces.get(asked, 'map')}.html", context)


def stations_geojson(request: HttpRequest) -> JsonResponse:
    """Return the same selection as GeoJSON, with the rivers and the names of the places."""
    now = datetime.now(UTC)
    wanted = Wanted.of(request.GET)
    stations = open_stations(now)
    placed = [s for s in stations if s.latitude is not None and s.longitude is not None]
    features = [_river(river) for river in River.objects.all() if len(river.course) > 1]
    features += [_ground(place) for place in _neighbours(placed)]
    features += [_feature(row) for row in rows_now(placed, now) if wanted.fits(row)]
    answer = {"type": "FeatureCollection", "features": features}
    return JsonResponse(answer, content_type="application/geo+json")


def _media(stations: list[Station]) -> list[tuple[str, str]]:
    there = {station.medium for station in stations}
    return [(key, words) for key, words in medium_words().items() if key in there]


def _places(stations: list[Station]) -> list[Place]:
    there = {s.place.code: s.place for s in stations if s.place}
    return sorted(there.values(), key=lambda place: place.sort_key)


def _band_words() -> list[tuple[str, str]]:
    """Return the bands that one can choose: the words of both scales at one step."""
    from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019
    from xanh.methods.water import VN_WQI_2019

    language = parts.language()
    words = []
    for step, (air, water) in enumerate(
        zip(VN_AQI_2019.bands, VN_WQI_2019.bands, strict=True), start=1
    ):
        names = dict.fromkeys((air.name(language), water.name(language)))
        words.append((str(step), " / ".join(names)))
    return [*words, (NO_BAND, _("chưa có chỉ số"))]


def _legend(scale: Any) -> list[dict[str, Any]]:
    language = parts.language()
    return [
        {
            "mark": parts.air_mark(band.high),
            "range": f"{band.low}–{band.high}",
            "advice": band.advice(language),
        }
        for band in scale.bands
    ]


def _feature(row: Row) -> dict[str, Any]:
    station = row.station
    mark = row.mark
    words = [row.name, medium_words()[station.medium]]
    if mark:
        words.append(f"{mark.value} {mark.band}" if mark.value is not None else mark.band)
    words.append(row.age)
    if station.simulated:
        words.append(_("dữ liệu mô phỏng"))
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [station.longitude, station.latitude]},
        "properties": {
            "kind": "station",
            "key": station.key,
            "name": row.name,
            "href": reverse("station", kwargs={"key": station.key}),
            "medium": station.medium,
            "shape": row.shape,
            "scale": mark.scale if mark else "",
            "index": mark.value if mark else None,
            "band": mark.band if mark else "",
            "time": row.time,
            "last": row.last.isoformat() if row.last else None,
            "silent": row.silent,
            "simulated": station.simulated,
            "words": words,
        },
    }


def _river(river: River) -> dict[str, Any]:
    name = river.name_en if parts.language() == "en" and river.name_en else river.name
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": river.course},
        "properties": {"kind": "river", "name": name},
    }


def _neighbours(stations: list[Station]) -> list[Place]:
    """Return the places of today beside those in which stations stand."""
    provinces = {s.place.parent_id for s in stations if s.place and s.place.parent_id}
    found = Place.objects.filter(parent__in=provinces, valid_to=None, latitude__isnull=False)
    return list(found.only("name", "latitude", "longitude"))


def _ground(place: Place) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
        "properties": {"kind": "place", "name": place.name},
    }
