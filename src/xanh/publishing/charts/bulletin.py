"""The chart of a bulletin: a bar for each station in the official colour of its band."""

from __future__ import annotations

from collections.abc import Sequence

from xanh.publishing.charts.drawing import INK, Spec


def indices(rows: Sequence[tuple[str, int, str]], axis_title: str, *, width: int) -> Spec:
    """Return bars of (station, index, colour) in their order, each with its number."""
    values = [{"name": name, "index": index, "colour": colour} for name, index, colour in rows]
    y = {
        "field": "name",
        "type": "ordinal",
        "scale": {"domain": [name for name, _index, _colour in rows]},
        "axis": {"title": None, "labelLimit": 190, "ticks": False, "domain": False},
    }
    x = {"field": "index", "type": "quantitative", "axis": {"title": axis_title, "tickCount": 5}}
    return {
        "width": width,
        "height": {"step": 22},
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.65}, "stroke": INK,
                         "strokeWidth": 0.4},
                "encoding": {"x": x, "y": y,
                             "color": {"field": "colour", "type": "nominal", "scale": None}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "color": INK},
                "encoding": {"x": x, "y": y, "text": {"field": "index"}},
            },
        ],
    }  # fmt: skip
