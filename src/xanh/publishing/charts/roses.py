"""Roses: how often the wind blows from where, and what the air is like then.

The ring of a rose is made of arcs whose angles and radii are computed here, so that 0° is north and
angles run clockwise, as on a map.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from xanh.publishing.charts.drawing import ACCENT, BAD, INK, LINE, MUTED, Spec

SECTORS = 16
_WIDTH = 2 * math.pi / SECTORS
_OPACITY = (0.25, 0.5, 0.75, 1.0)


def rose(
    sectors: Sequence[Sequence[float]],
    rings: Sequence[tuple[float, str]],
    points: tuple[str, str, str, str],
    *,
    mark: tuple[float, str] | None = None,
    weak: Sequence[bool] = (),
    size: int = 300,
) -> Spec:
    """Return a rose: for each of 16 sectors, from north clockwise, the lengths of its pieces.

    Pieces lie one behind the other from the centre, the later ones darker. ``rings`` are circles
    with their words, ``mark`` one circle to compare with, ``points`` the letters of north, east,
    south, west. A ``weak`` sector rests on few values and is drawn hollow.
    """
    top = max([*(sum(pieces) for pieces in sectors), *(value for value, _ in rings), 1e-9])
    room = size / 2 - 26  # for the letters
    layers = [_circle(value / top * room, LINE) for value, _ in rings]
    for number, pieces in enumerate(sectors):
        hollow = bool(weak) and weak[number]
        layers += _sector(number, [piece / top * room for piece in pieces], hollow)
    if mark is not None and mark[0] <= top:
        layers.append(_circle(mark[0] / top * room, BAD, dash=True))
    texts = [
        {"text": words, "angle": math.pi * 0.375, "radius": value / top * room}
        for value, words in rings
    ]
    layers.append(_texts(texts, MUTED, 10))
    letters = [
        {"text": letter, "angle": place * math.pi / 2, "radius": room + 14}
        for place, letter in enumerate(points)
    ]
    layers.append(_texts(letters, INK, 12))
    return {
        "width": size,
        "height": size,
        "layer": layers,
        "resolve": {"scale": {"theta": "independent", "radius": "independent"}},
    }


def _sector(number: int, radii: Sequence[float], hollow: bool) -> list[Spec]:
    """Return the arcs of one sector, which a gap sets off from its neighbours."""
    start, end = (number - 0.44) * _WIDTH, (number + 0.44) * _WIDTH
    arcs = []
    inner = 0.0
    steps = _OPACITY[-len(radii) :] if len(radii) <= len(_OPACITY) else _OPACITY
    for piece, opacity in zip(radii, steps, strict=False):
        if piece > 0:
            look = (
                {"fill": None, "stroke": ACCENT, "strokeDash": [3, 2]}
                if hollow
                else {"color": ACCENT, "opacity": opacity}
            )
            arcs.append(_arc(start, end, inner, inner + piece, look))
        inner += piece
    return arcs


def _arc(start: float, end: float, inner: float, outer: float, look: Spec) -> Spec:
    return {
        "data": {"values": [{}]},
        "mark": {
            "type": "arc",
            "theta": round(start, 5),
            "theta2": round(end, 5),
            "innerRadius": round(inner, 2),
            "outerRadius": round(outer, 2),
            **look,
        },
    }


def _circle(radius: float, colour: str, *, dash: bool = False) -> Spec:
    look: Spec = {"fill": None, "stroke": colour, "strokeWidth": 1.5 if dash else 1}
    if dash:
        look["strokeDash"] = [5, 3]
    return _arc(0, 2 * math.pi, radius, radius, look)


def _texts(rows: Sequence[Spec], colour: str, size: int) -> Spec:
    return {
        "data": {"values": list(rows)},
        "mark": {"type": "text", "color": colour, "fontSize": size},
        "encoding": {
            "text": {"field": "text"},
            "theta": {"field": "angle", "type": "quantitative", "scale": None, "stack": None},
            "radius": {"field": "radius", "type": "quantitative", "scale": None, "stack": None},
        },
    }
