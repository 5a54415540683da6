"""A year by station: means against limits, and days by band of an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xanh.publishing.charts.drawing import ACCENT, GREY, INK, Spec
from xanh.publishing.charts.series import Limit


@dataclass(frozen=True, slots=True)
class Mean:
    """A station's mean; ``enough`` says whether it counts as the mean of the year."""

    name: str
    value: float
    words: str
    enough: bool = True


def means(rows: Sequence[Mean], limits: Sequence[Limit], axis_title: str, *, width: int) -> Spec:
    """Return a bar for each station with its number, hollow where too few days are there."""
    values = [
        {"name": r.name, "value": r.value, "words": r.words, "enough": r.enough} for r in rows
    ]
    y = {
        "field": "name",
        "type": "ordinal",
        "scale": {"domain": [row.name for row in rows]},
        "axis": {"title": None, "labelLimit": 130, "ticks": False, "domain": False},
    }
    x = {"field": "value", "type": "quantitative", "axis": {"title": axis_title, "tickCount": 5}}
    data = {"values": values}

    def bar(enough: bool, look: Spec) -> Spec:
        return {
            "data": data,
            "transform": [{"filter": f"datum.enough == {str(enough).lower()}"}],
            "mark": {"type": "bar", "height": {"band": 0.65}, **look},
            "encoding": {"x": x, "y": y},
        }

    layers = [
        bar(True, {"color": ACCENT, "opacity": 0.55}),
        bar(False, {"color": None, "fill": None, "stroke": GREY, "strokeDash": [3, 2]}),
        {
            "data": data,
            "mark": {"type": "text", "align": "left", "dx": 4, "color": INK},
            "encoding": {"x": x, "y": y, "text": {"field": "words"}},
        },
    ]
    return {
        "width": width,
        "height": {"step": 26},
        "layer": [*layers, *(layer for limit in limits for layer in _upright(limit))],
    }


def _upright(limit: Limit) -> list[Spec]:
    data = {"values": [{"value": limit.value, "words": limit.words}]}
    x = {"field": "value", "type": "quantitative"}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": "#a8231b", "strokeDash": [5, 3]},
            "encoding": {"x": x},
        },
        {
            "data": data,
            "mark": {"type": "text", "align": "center", "baseline": "bottom", "dy": -3,
                     "color": "#a8231b"},
            "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "words"}},
        },
    ]  # fmt: skip


def bands(
    rows: Sequence[tuple[str, Sequence[int]]],
    colours: Sequence[str],
    axis_title: str,
    *,
    width: int,
) -> Spec:
    """Return for each station the days of a year by band, in the official colours."""
    values = [
        {"name": name, "step": step, "days": days}
        for name, counts in rows
        for step, days in enumerate(counts)
        if days
    ]
    return {
        "width": width,
        "height": {"step": 26},
        "data": {"values": values},
        "mark": {"type": "bar", "height": {"band": 0.65}, "stroke": INK, "strokeWidth": 0.4},
        "encoding": {
            "y": {
                "field": "name",
                "type": "ordinal",
                "scale": {"domain": [name for name, _counts in rows]},
                "axis": {"title": None, "labelLimit": 130, "ticks": False, "domain": False},
            },
            "x": {
                "field": "days",
                "type": "quantitative",
                "stack": "zero",
                "axis": {"title": axis_title},
            },
            "order": {"field": "step", "type": "quantitative"},
            "color": {
                "field": "step",
                "type": "ordinal",
                "scale": {"domain": list(range(len(colours))), "range": list(colours)},
                "legend": None,
            },
        },
    }
