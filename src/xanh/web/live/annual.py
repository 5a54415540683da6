"""A year of air, of one station or of all, against QCVN 05 and the WHO; and as a workbook."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xanh.office.monitoring.annual import Summary, YearOf, summary
from xanh.office.monitoring.indices import AIR
from xanh.office.monitoring.models import Station
from xanh.office.monitoring.readings import engine
from xanh.office.monitoring.series import local_date
from xanh.publishing import wording
from xanh.publishing.annual_book import annual_xlsx
from xanh.publishing.charts.series import Limit
from xanh.publishing.charts.years import Mean, bands, means
from xanh.web.live import parts
from xanh.web.live.choosing import FIRST_YEAR
from xanh.web.live.exceeding import average_words
from xanh.web.live.figures import Figure, figure

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def annual(request: HttpRequest, year: int) -> HttpResponse:
    """Show the summary of a year."""
    stations, only = _stations(request, year)
    found = summary(engine(), [station.key for station in stations], year)
    names = _names(stations)
    now = local_date(datetime.now(UTC)).year
    used = [station for station in stations if station.key in found.bands]
    marked = {station.key for station in stations if station.simulated}
    parameter = _parameter(request, found)
    context = {
        "year": year,
        "before": year - 1,
        "after": year + 1 if year < now else None,
        "only": only,
        "stations": _public(),
        "running": year == now,
        "parameter": parameter,
        "parameters": [(name, parts.parameter_name(name)) for name in AIR],
        "figures": _figures(found, names, parameter),
        "means": [
            {**_mean_row(row, names), "simulated": row.station in marked} for row in found.rows
        ],
        "judged": [line for row in found.rows for line in _judged_rows(row, names)],
        "bands": [
            {
                "name": names[key],
                "key": key,
                "counts": counts,
                "total": sum(counts),
                "simulated": key in marked,
            }
            for key, counts in found.bands.items()
        ],
        "band_marks": [parts.air_mark(low) for low in (0, 51, 101, 151, 201, 301)],
        "simulated": any(station.simulated for station in used),
        "source": ", ".join(sorted({s.operator for s in used if s.operator})),
        "as_of": parts.local(found.selection.as_of) if found.selection.as_of else "",
        "section": "stations",
    }
    return render(request, "xanh/live/annual.html", context)


def annual_book(request: HttpRequest, year: int) -> HttpResponse:
    """Let the summary of a year out as a workbook."""
    stations, only = _stations(request, year)
    found = summary(engine(), [station.key for station in stations], year)
    simulated = {station.key for station in stations if station.simulated}
    content = annual_xlsx(found, _names(stations), simulated, year, parts.language())
    response = HttpResponse(content, content_type=XLSX)
    name = f"xanh_{only.key + '_' if only else ''}{year}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _public() -> list[Station]:
    return list(Station.objects.filter(public=True, medium=Station.Medium.AIR))


def _stations(request: HttpRequest, year: int) -> tuple[list[Station], Station | None]:
    """Return the stations that are asked for; raises Http404 for one or a year that is none."""
    if not FIRST_YEAR <= year <= local_date(datetime.now(UTC)).year:
        raise Http404
    public = _public()
    key = request.GET.get("tram", "")
    if not key:
        return public, None
    only = next((station for station in public if station.key == key), None)
    if only is None:
        raise Http404
    return [only], only


def _names(stations: list[Station]) -> dict[str, str]:
    english = parts.language() == "en"
    return {s.key: (english and s.name_en) or s.name for s in stations}


def _parameter(request: HttpRequest, found: Summary) -> str:
    asked = request.GET.get("thong-so", "")
    there = {row.parameter for row in found.rows}
    return asked if asked in AIR else next((name for name in AIR if name in there), AIR[0])


def _figures(found: Summary, names: dict[str, str], parameter: str) -> list[Figure]:
    from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019

    figures = []
    language = parts.language()
    rows = [r for r in found.rows if r.parameter == parameter and r.mean is not None]
    if rows:
        bars = [_bar(row, names) for row in sorted(rows, key=lambda row: -(row.mean or 0.0))]
        figures.append(
            figure(
                _("Trung bình năm của %(name)s") % {"name": parts.parameter_name(parameter)},
                _("µg/m³; cột rỗng: chưa đủ 75 % số ngày của năm"),
                lambda width: means(bars, _limits(rows[0]), "µg/m³", width=_room(width)),
                (),
                (),
            )
        )
    if found.bands:
        counts = [(names[key], days) for key, days in found.bands.items()]
        words = [band.name(language) for band in VN_AQI_2019.bands]
        colours = [band.hex for band in VN_AQI_2019.bands]
        figures.append(
            figure(
                _("Số ngày theo mức VN_AQI"),
                " · ".join(words),
                lambda width: bands(counts, colours, _("ngày"), width=_room(width)),
                (),
                (),
            )
        )
    return figures


def _room(width: int) -> int:
    """Return what the names of stations leave of a width."""
    return width - 140


def _bar(row: YearOf, names: dict[str, str]) -> Mean:
    value = row.mean or 0.0
    return Mean(names[row.station], value, parts.number(value, row.parameter), row.enough)


def _limits(row: YearOf) -> list[Limit]:
    from xanh.methods.air.who import WHO_2021

    levels = WHO_2021.levels.get((row.parameter, "year"), {})
    found = [] if row.limit is None else [Limit(row.limit, "QCVN")]
    return found + ([Limit(levels["AQG"], "WHO")] if "AQG" in levels else [])


def _mean_row(row: YearOf, names: dict[str, str]) -> dict[str, Any]:
    show = parts.number
    return {
        "station": names[row.station],
        "key": row.station,
        "parameter": parts.parameter_name(row.parameter),
        "mean": show(row.mean, row.parameter),
        "enough": row.enough,
        "share": parts.percent(row.completeness),
        "limit": show(row.limit, row.parameter),
        "above": row.above,
        "who": row.who,
        "middle": show(row.percentiles.get(50), row.parameter),
        "p98": show(row.percentiles.get(98), row.parameter),
        "highest": show(row.highest, row.parameter),
    }


def _judged_rows(row: YearOf, names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "station": names[row.station],
            "parameter": parts.parameter_name(row.parameter),
            "average": average_words()[judged.average],
            "limits": " / ".join(parts.number(v, row.parameter) for v in judged.limits) or "–",
            "compared": wording.number(judged.compared, parts.language()),
            "exceeded": wording.number(judged.exceeded, parts.language())
            if judged.compared
            else wording.NOTHING,
            "share": parts.percent(judged.share),
            "verified": judged.verified,
        }
        for judged in row.judged
    ]
