"""Shapes: what values are like by hour of the day or day of the week, as boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xanh.publishing.charts.drawing import ACCENT, GREY, INK, Spec
from xanh.publishing.charts.series import Limit, limit_layers


@dataclass(frozen=True, slots=True)
class Box:
    """How the values of one class lie; None where the class has none."""

    label: str
    low: float | None  # 10th percentile
    lower: float | None  # 25th
    middle: float | None  # 50th
    upper: float | None  # 75th
    high: float | None  # 90th
    count: int = 0


def boxes(
    rows: Sequence[Box],
    axis_title: str,
    *,
    x_title: str | None = None,
    every: int = 1,
    limits: Sequence[Limit] = (),
    width: int = 310,
    height: int = 180,
    top: float | None = None,
) -> Spec:
    """Return a box for each class: 10 to 90 % thin, 25 to 75 % thick, the median a tick.

    ``every`` labels each n-th class only; ``top`` fixes the end of the axis, for charts that are
    compared.
    """
    order = [row.label for row in rows]
    values = [
        {
            "label": row.label, "low": row.low, "lower": row.lower, "middle": row.middle,
            "upper": row.upper, "high": row.high,
        }
        for row in rows
        if row.middle is not None
    ]  # fmt: skip
    shown = order[::every]
    x = {
        "field": "label",
        "type": "ordinal",
        "scale": {"domain": order},
        "axis": {"title": x_title, "labelAngle": 0, "values": shown, "ticks": False},
    }
    scale: Spec = {"zero": True} if top is None else {"domain": [0, top], "nice": True}
    axis = {"title": axis_title, "tickCount": 5}

    def y(name: str) -> Spec:
        return {"field": name, "type": "quantitative", "scale": scale, "axis": axis}

    return {
        "width": width,
        "height": height,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "rule", "color": GREY},
                "encoding": {"x": x, "y": y("low"), "y2": {"field": "high"}},
            },
            {
                "mark": {"type": "bar", "color": ACCENT, "opacity": 0.45, "width": {"band": 0.7}},
                "encoding": {"x": x, "y": y("lower"), "y2": {"field": "upper"}},
            },
            {
                "mark": {"type": "tick", "color": INK, "thickness": 2, "width": {"band": 0.7}},
                "encoding": {"x": x, "y": y("middle")},
            },
            *limit_layers(limits),
        ],
    }
