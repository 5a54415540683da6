"""A station: how it is now, its series, what belongs to it, and its readings to take away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils.translation import gettext as _

from xanh.observations.selection import Selection
from xanh.office.monitoring.indices import AIR, latest_air, lineage
from xanh.office.monitoring.models import Station
from xanh.office.monitoring.readings import engine, store
from xanh.office.monitoring.series import last_label, local_date
from xanh.office.monitoring.waters import latest_water, water_lineage
from xanh.web.live import now as current
from xanh.web.live import parts
from xanh.web.live.choosing import (
    choice,
    level_words,
    period_words,
    public_station,
)
from xanh.web.live.discharge import waste
from xanh.web.live.station_parts import PARTS, part_figures, part_titles
from xanh.web.live.station_series import series_figure

if TYPE_CHECKING:
    from xanh.observations.engine import Engine

AIRY = (Station.Medium.AIR, Station.Medium.UNKNOWN)
WATERY = (Station.Medium.SURFACE_WATER, Station.Medium.GROUNDWATER)
_CORRECTIONS = 5


def station(request: HttpRequest, key: str) -> HttpResponse:
    """Show a station."""
    found = public_station(key)
    asked, now = engine(), datetime.now(UTC)
    last = last_label(asked, [key], now).get(key)
    state = _state(asked, found, now, request)
    names = measured(found, state)
    chosen = choice(request.GET, names, _preferred(state, names))
    context = {
        **frame(found),
        "state": state,
        "last": parts.local(last) if last else "",
        "age": parts.age(last, now),
        "silent": last is not None and (now - last).total_seconds() > 3600 + 2 * found.seconds,
        "last_day": local_date(last).isoformat() if last else "",
        "choice": chosen,
        "periods": period_words().items(),
        "levels": level_words().items(),
        "parameters": [(name, parts.parameter_name(name)) for name in names],
        "figure": series_figure(asked, found, chosen) if names and last else None,
        "parts": [
            {"name": name, "title": title}
            for name, title in part_titles().items()
            if last and PARTS[name].fits(found, names)
        ],
        "corrections": _corrections(key),
        "instruments": [
            {"row": row, "name": parts.parameter_name(row.parameter)}
            for row in found.instruments.all()
        ],
        "source": found.operator,
    }
    template = "series" if request.headers.get("HX-Target", "").endswith("chuoi") else ""
    name = "xanh/live/station_series.html" if template else "xanh/live/station.html"
    return render(request, name, context)


def frame(found: Station) -> dict[str, Any]:
    """Return what every page of a station says of it."""
    english = parts.language() == "en" and found.name_en
    return {
        "station": found,
        "name": found.name_en if english else found.name,
        "medium": medium_words()[found.medium],
        "simulated": found.simulated,
        "closed": found.closed is not None and found.closed <= local_date(datetime.now(UTC)),
        "section": "stations",
        "minutes": round(found.seconds / 60),
        "this_year": local_date(datetime.now(UTC)).year,
    }


def medium_words() -> dict[str, str]:
    """Return what stations measure, in words."""
    return {
        "air": _("không khí xung quanh"),
        "surface-water": _("nước mặt"),
        "groundwater": _("nước dưới đất"),
        "wastewater": _("nước thải"),
        "stack": _("khí thải"),
        "weather": _("khí tượng"),
        "unknown": _("chưa rõ môi trường"),
    }


def _state(asked: Engine, found: Station, now: datetime, request: HttpRequest) -> dict[str, Any]:
    if found.medium in WATERY:
        return current.water(asked, found, now)
    if found.medium == Station.Medium.WASTEWATER:
        return waste(asked, found, now, request.GET)
    if found.medium in AIRY:
        return current.air(asked, found, now)
    hours = current.latest_hours(asked, found.key, now)
    rows = [current.value_row(name, hours[name]) for name in sorted(hours)]
    return {"kind": "other", "rows": rows}


def measured(found: Station, state: dict[str, Any]) -> list[str]:
    """Return the parameters of a station: what it has instruments for, and what came lately."""
    lately = [row["id"] for row in state["rows"]]
    registered = [row.parameter for row in found.instruments.all()]
    order = [name for name in AIR if name in {*lately, *registered}]
    return list(dict.fromkeys([*order, *lately, *registered]))


def _preferred(state: dict[str, Any], names: list[str]) -> str:
    index = state.get("index")
    best = getattr(index, "dominant", None) or getattr(index, "worst", None)
    return best or (names[0] if names else "")


def _corrections(key: str) -> list[dict[str, Any]]:
    """Return the last corrections; who made them stays inside."""
    from xanh.observations.corrections import history

    actions = {
        "set": _("đặt giá trị"),
        "scale": _("nhân và cộng"),
        "exclude": _("loại ra"),
        "accept": _("chấp nhận"),
        "undo": _("hoàn tác"),
    }
    return [
        {
            "made": parts.local(row["made"].replace(tzinfo=UTC)),
            "start": parts.local(row["start"].replace(tzinfo=UTC)),
            "end": parts.local(row["end"].replace(tzinfo=UTC)),
            "parameter": parts.parameter_name(row["parameter"]),
            "action": actions.get(row["action"], row["action"]),
            "reason": row["reason"],
            "stands": row["stands"],
        }
        for row in history(store(), key)[:_CORRECTIONS]
    ]


def station_part(request: HttpRequest, key: str, part: str) -> HttpResponse:
    """Show one further side of a station: by itself, or as a piece of its page."""
    found = public_station(key)
    if part not in PARTS:
        raise Http404
    asked, now = engine(), datetime.now(UTC)
    names = measured(found, _state(asked, found, now, request))
    last = last_label(asked, [key], now).get(key)
    chosen = choice(request.GET, names, names[0] if names else "")
    context = {
        **frame(found),
        "title": part_titles()[part],
        "part": part,
        "shown": part_figures(part, asked, found, names, chosen, last, request.GET)
        if last
        else None,
        "source": found.operator,
    }
    piece = "HX-Request" in request.headers
    name = "station_figures" if piece else "station_part"
    return render(request, f"xanh/live/{name}.html", context)


def station_lineage(request: HttpRequest, key: str) -> HttpResponse:
    """Show what the station's current index was made from."""
    found = public_station(key)
    asked, now = engine(), datetime.now(UTC)
    moment = current.store_moment(asked)
    made = None
    if found.medium in WATERY:
        water = latest_water(asked, [key], now).get(key)
        made = water_lineage(asked, water, as_of=moment) if water else None
    elif (air := latest_air(asked, [key], now).get(key)) is not None:
        made = lineage(asked, air, as_of=moment)
    context = {
        **frame(found),
        "title": _("Chỉ số này được tính từ đâu"),
        "lineage": current.lineage_context(made, f"{found.name} ({key})") if made else None,
    }
    piece = "HX-Request" in request.headers
    name = "station_lineage_piece" if piece else "station_lineage"
    return render(request, f"xanh/live/{name}.html", context)


def station_data(request: HttpRequest, key: str, form: str) -> StreamingHttpResponse:
    """Let the readings of the chosen period out, at the chosen level, as CSV or Parquet."""
    from xanh.observations.exporting import Form, export, file_name

    found = public_station(key)
    try:
        chosen_form = Form(form)
    except ValueError:
        raise Http404 from None
    chosen = choice(request.GET, [], "")
    selection = Selection((key,), None, chosen.start, chosen.end, chosen.level)
    asked_for = request.GET.get("thong-so", "")
    if asked_for:
        selection = replace(selection, parameters=(asked_for,))
    marked = [key] if found.simulated else []
    response = StreamingHttpResponse(
        export(engine(), selection, chosen_form, marked), content_type=chosen_form.media_type
    )
    name = file_name(selection, chosen_form, marked)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
