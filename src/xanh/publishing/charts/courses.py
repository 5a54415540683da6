"""A river from its source down: an index or a concentration at each place along it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xanh.publishing.charts.drawing import ACCENT, GREY, INK, MUTED, Spec
from xanh.publishing.charts.series import WIDE, Limit, limit_layers


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on a river; ``label`` is its number in the list beside the chart."""

    km: float
    label: str
    value: float
    low: float | None = None  # of the middle 80 % of the hours
    high: float | None = None
    colour: str = ACCENT
    words: str = ""  # written above the dot


def course(
    stops: Sequence[Stop],
    axis_title: str,
    x_title: str,
    *,
    limits: Sequence[Limit] = (),
    top: float | None = None,
    width: int = WIDE,
    height: int = 220,
) -> Spec:
    """Return a dot for each place by kilometre, joined in the order of the water."""
    rows = [
        {
            "km": stop.km, "label": stop.label, "value": stop.value, "low": stop.low,
            "high": stop.high, "colour": stop.colour, "words": stop.words,
        }
        for stop in stops
    ]  # fmt: skip
    scale: Spec = {"zero": True} if top is None else {"domain": [0, top]}
    x = {
        "field": "km",
        "type": "quantitative",
        "scale": {"zero": False, "nice": True, "padding": 12},
        "axis": {"title": x_title, "tickCount": 4 if width < 500 else 8},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": scale,
        "axis": {"title": axis_title, "tickCount": 5},
    }
    data = {"values": rows}
    colour = {"field": "colour", "type": "nominal", "scale": None}
    spread = {
        "data": {"values": [row for row in rows if row["low"] is not None]},
        "mark": {"type": "rule", "color": GREY, "strokeWidth": 3},
        "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
    }
    layers: list[Spec] = [
        {"data": data, "mark": {"type": "line", "color": GREY, "strokeWidth": 1},
         "encoding": {"x": x, "y": y}},
        spread,
        {"data": data, "mark": {"type": "point", "filled": True, "size": 90, "stroke": INK,
                                "strokeWidth": 0.8, "opacity": 1},
         "encoding": {"x": x, "y": y, "color": colour}},
        {"data": data, "mark": {"type": "text", "dy": -13, "color": INK},
         "encoding": {"x": x, "y": y, "text": {"field": "words"}}},
        {"data": data, "mark": {"type": "text", "dy": 16, "color": MUTED},
         "encoding": {"x": x, "y": y, "text": {"field": "label"}}},
    ]  # fmt: skip
    return {"width": width, "height": height, "layer": [*layers, *limit_layers(limits)]}
