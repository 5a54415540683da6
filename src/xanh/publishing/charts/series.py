"""Lines over time: one station's series with its limits, and several stations one above another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xanh.publishing.charts.drawing import ACCENT, BAD, LINE, WARN, Spec

WIDE, NARROW = 700, 310  # [px]


@dataclass(frozen=True, slots=True)
class Point:
    """One value at the end of its interval (local, naive); None is a gap."""

    time: datetime
    value: float | None
    doubtful: bool = False  # takes no part in averages


@dataclass(frozen=True, slots=True)
class Limit:
    """A level to draw across, with its words."""

    value: float
    words: str


def time_axis(width: int, days: float) -> Spec:
    """Return the axis of a span of time, with as many marks as there is room for."""
    form = "%H:%M" if days <= 1.5 else "%d/%m" if days <= 92 else "%m/%Y"
    return {"title": None, "format": form, "tickCount": 4 if width < 500 else 8, "labelFlush": True}


def series(
    points: Sequence[Point],
    axis_title: str,
    *,
    limits: Sequence[Limit] = (),
    doubtful_words: str = "",
    width: int = WIDE,
    height: int = 220,
) -> Spec:
    """Return a line of one parameter; doubtful readings stand beside it as hollow triangles."""
    times = [point.time for point in points]
    span = (max(times) - min(times)).total_seconds() / 86_400 if times else 1.0
    x = {"field": "time", "type": "temporal", "axis": time_axis(width, span)}
    y = {"field": "value", "type": "quantitative", "axis": {"title": axis_title, "tickCount": 5}}
    good = [_row(point.time, None if point.doubtful else point.value) for point in points]
    layers: list[Spec] = [
        {
            "data": {"values": good},
            "mark": {"type": "line", "color": ACCENT, "invalid": "break-paths-show-domains"},
            "encoding": {"x": x, "y": y},
        }
    ]
    bad = [_row(p.time, p.value) for p in points if p.doubtful and p.value is not None]
    if bad:
        layers.append(
            {
                "data": {"values": bad},
                "mark": {
                    "type": "point",
                    "shape": "triangle-up",
                    "color": WARN,
                    "size": 36,
                    "filled": False,
                },
                "encoding": {"x": x, "y": y},
            }
        )
        last = bad[-1] | {"words": doubtful_words}
        layers.append(_words([last], x, y, WARN, dy=-10, align="right"))
    layers += limit_layers(limits)
    return {"width": width, "height": height, "layer": layers}


def limit_layers(limits: Sequence[Limit]) -> list[Spec]:
    """Return the levels as dashed lines with their words at the left."""
    return [
        layer
        for limit in limits
        for layer in (
            {
                "data": {"values": [{"value": limit.value}]},
                "mark": {"type": "rule", "color": BAD, "strokeDash": [5, 3]},
                "encoding": {"y": {"field": "value", "type": "quantitative"}},
            },
            {
                "data": {"values": [{"value": limit.value, "words": limit.words}]},
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "bottom",
                    "dx": 4,
                    "dy": -2,
                    "color": BAD,
                },
                "encoding": {
                    "x": {"value": 0},
                    "y": {"field": "value", "type": "quantitative"},
                    "text": {"field": "words"},
                },
            },
        )
    ]


def multiples(
    lines: Sequence[tuple[str, Sequence[Point]]],
    axis_title: str,
    *,
    limits: Sequence[Limit] = (),
    width: int = WIDE,
    height: int = 90,
) -> Spec:
    """Return a panel for each station: its own line over those of all the others in grey."""
    times = [point.time for _, points in lines for point in points]
    span = (max(times) - min(times)).total_seconds() / 86_400 if times else 1.0
    top = max((p.value for _, points in lines for p in points if p.value is not None), default=1.0)
    top = max([top, *(limit.value for limit in limits)])
    x = {"field": "time", "type": "temporal", "axis": time_axis(width, span)}
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": True},
        "axis": {"title": axis_title, "tickCount": 3},
    }
    everybody = [
        {**_row(point.time, point.value), "name": name}
        for name, points in lines
        for point in points
    ]
    panels = []
    for name, points in lines:
        own = [_row(point.time, point.value) for point in points]
        others = [row for row in everybody if row["name"] != name]
        layers: list[Spec] = []
        for rows, colour, stroke in ((others, LINE, 1.0), (own, ACCENT, 1.5)):
            layers.append(
                {
                    "data": {"values": rows},
                    "mark": {
                        "type": "line",
                        "color": colour,
                        "strokeWidth": stroke,
                        "invalid": "break-paths-show-domains",
                    },
                    "encoding": {
                        "x": x,
                        "y": y,
                        **({"detail": {"field": "name"}} if colour == LINE else {}),
                    },
                }
            )
        panels.append(
            {
                "title": {"text": name, "anchor": "start", "fontSize": 13},
                "width": width,
                "height": height,
                "layer": [*layers, *limit_layers(limits)],
            }
        )
    return {"vconcat": panels, "spacing": 18}


def _row(time: datetime, value: float | None) -> Spec:
    return {"time": time.isoformat(), "value": None if value is None else round(value, 4)}


def _words(rows: list[Spec], x: Spec, y: Spec, colour: str, dy: int, align: str) -> Spec:
    return {
        "data": {"values": rows},
        "mark": {"type": "text", "color": colour, "dy": dy, "align": align},
        "encoding": {"x": x, "y": y, "text": {"field": "words"}},
    }
