"""A year of days: the calendar of a daily index, and how complete each day is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from xanh.publishing.charts.drawing import ACCENT, GREY, INK, LINE, MUTED, Spec
from xanh.publishing.charts.series import time_axis

# Ink that is read on each official colour: black on the light ones, white on the dark ones.
_DARK = {"#FF0000", "#8F3F97", "#7E0023", "#3333FF"}


def calendar(
    values: Mapping[date, tuple[int, str]],
    year: int,
    months: Sequence[str],
    *,
    narrow: bool = False,
) -> Spec:
    """Return a year of days: number and official colour where there is an index, else a dot.

    ``values`` are the index and the colour (``#RRGGBB``) of its band; ``months`` the names of the
    twelve months. Wide: months are rows; narrow: months are columns.
    """
    rows = [_day(date(year, month, day), values) for month, day in _year(year)]
    month = {
        "field": "month",
        "type": "ordinal",
        "axis": {"title": None, "ticks": False, "domain": False, "labelAngle": 0,
                 "labelExpr": f"{list(months)!r}[datum.value - 1]"},
    }  # fmt: skip
    day = {
        "field": "day",
        "type": "ordinal",
        "axis": {"title": None, "ticks": False, "domain": False, "labelAngle": 0, "orient": "top"},
    }
    if narrow:
        day["axis"] = {**day["axis"], "orient": "left"}  # type: ignore[dict-item]
        month["axis"] = {**month["axis"], "orient": "top"}  # type: ignore[dict-item]
    place = {"x": month, "y": day} if narrow else {"x": day, "y": month}
    return {
        "width": {"step": 24 if narrow else 21},
        "height": {"step": 18 if narrow else 22},
        "data": {"values": rows},
        "encoding": place,
        "layer": [
            {
                "transform": [{"filter": "datum.index != null"}],
                "mark": {"type": "rect", "stroke": LINE, "strokeWidth": 0.5},
                "encoding": {"fill": {"field": "colour", "type": "nominal", "scale": None}},
            },
            {
                "transform": [{"filter": "datum.index != null"}],
                "mark": {"type": "text", "fontSize": 9},
                "encoding": {
                    "text": {"field": "index"},
                    "color": {"field": "ink", "type": "nominal", "scale": None},
                },
            },
            {
                "transform": [{"filter": "datum.index == null"}],
                "mark": {"type": "text", "text": "·", "color": MUTED},
            },
        ],
        "config": {"view": {"stroke": None}},
    }


def _year(year: int) -> list[tuple[int, int]]:
    first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    days = [date.fromordinal(number) for number in range(first, last + 1)]
    return [(day.month, day.day) for day in days]


def _day(day: date, values: Mapping[date, tuple[int, str]]) -> Spec:
    index, colour = values.get(day, (None, None))
    ink = "#ffffff" if colour and colour.upper() in _DARK else "#000000"
    return {"month": day.month, "day": day.day, "index": index, "colour": colour, "ink": ink}


def completeness(
    days: Sequence[date],
    received: Sequence[float | None],
    valid: Sequence[float | None],
    words: tuple[str, str],
    *,
    width: int,
    height: int = 120,
) -> Spec:
    """Return for each day the share [0…1] received (grey) and, of the same, valid (accent)."""
    rows = [
        {"day": f"{day}T00:00:00", "received": a, "valid": b}
        for day, a, b in zip(days, received, valid, strict=True)
    ]
    x = {"field": "day", "type": "temporal", "axis": time_axis(width, len(days))}

    def area(name: str, colour: str) -> Spec:
        return {
            "mark": {"type": "bar", "color": colour, "width": max(1.0, 0.8 * width / len(days))},
            "encoding": {
                "x": x,
                "y": {
                    "field": name,
                    "type": "quantitative",
                    "scale": {"domain": [0, 1]},
                    "axis": {"title": None, "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1]},
                },
            },
        }

    return {
        "width": width,
        "height": height,
        "title": {
            "text": f"■ {words[0]}",
            "subtitle": f"■ {words[1]}",
            "color": GREY,
            "subtitleColor": ACCENT,
            "anchor": "start",
            "fontSize": 12,
            "fontWeight": "normal",
            "subtitleFontSize": 12,
        },
        "data": {"values": rows},
        "layer": [area("received", GREY), area("valid", ACCENT)],
    }


def months(
    counts: Sequence[int | None], names: Sequence[str], axis_title: str, *, width: int
) -> Spec:
    """Return a bar for each month with its number; a dash where nothing could be compared."""
    rows = [
        {
            "month": name,
            "place": place,
            "count": count or 0,
            "words": "–" if count is None else str(count),
        }
        for place, (name, count) in enumerate(zip(names, counts, strict=True))
    ]
    x = {
        "field": "month",
        "type": "ordinal",
        "sort": {"field": "place"},
        "axis": {"title": None, "labelAngle": 0},
    }
    y = {"field": "count", "type": "quantitative",
         "axis": {"title": axis_title, "tickMinStep": 1, "tickCount": 4}}  # fmt: skip
    return {
        "width": width,
        "height": 140,
        "data": {"values": rows},
        "encoding": {"x": x, "y": y},
        "layer": [
            {"mark": {"type": "bar", "color": ACCENT, "width": {"band": 0.6}}},
            {
                "mark": {"type": "text", "dy": -7, "color": INK},
                "encoding": {"text": {"field": "words"}},
            },
        ],
    }
