"""Points in and around simple shapes: what $filter asks about places (degrees, WGS 84).

Every place that Xanh serves is a point, so one side of each question is a point. Two shapes that
are both more than points are answered 501.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from xanh.web.sensorthings.refusals import bad_filter, not_done

Position = tuple[float, float]  # longitude, latitude [°]
_WKT = re.compile(r"(?:SRID=4326;)?\s*(POINT|LINESTRING|POLYGON|MULTIPOLYGON)\s*(\(.*\))\s*", re.I)
_TINY = 1e-12  # [°], far below a millimetre


@dataclass(frozen=True, slots=True)
class Geometry:
    """A point, a line (one part) or an area (parts of rings; the first ring is the outer one)."""

    kind: str  # "point", "line", "area"
    parts: tuple[tuple[tuple[Position, ...], ...], ...]

    @property
    def point(self) -> Position:
        """Return the position of a point."""
        return self.parts[0][0][0]

    def edges(self) -> Iterator[tuple[Position, Position]]:
        """Yield every edge of the line or of the rings."""
        for rings in self.parts:
            for ring in rings:
                yield from pairwise(ring)


def read_wkt(text: str) -> Geometry:
    """Return the shape that well-known text names. Raises RefusedError (400)."""
    match = _WKT.fullmatch(text)
    if match is None:
        raise bad_filter(f"không hiểu hình “{text[:40]}”", f"cannot understand “{text[:40]}”")
    name, body = match[1].upper(), match[2]
    try:
        rings = [
            tuple(_position(pair) for pair in ring.split(","))
            for ring in re.findall(r"\(([^()]+)\)", body)
        ]
        return _shape(name, body, rings)
    except ValueError:
        raise bad_filter(
            f"không hiểu hình “{text[:40]}”", f"cannot understand “{text[:40]}”"
        ) from None


def _position(pair: str) -> Position:
    longitude, latitude, *_height = (float(number) for number in pair.split())
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        raise ValueError(pair)
    return longitude, latitude


def _shape(name: str, body: str, rings: list[tuple[Position, ...]]) -> Geometry:
    if name == "POINT" and len(rings) == 1 and len(rings[0]) == 1:
        return Geometry("point", ((rings[0],),))
    if name == "LINESTRING" and len(rings) == 1 and len(rings[0]) > 1:
        return Geometry("line", ((rings[0],),))
    if rings and name in ("POLYGON", "MULTIPOLYGON"):
        if any(len(ring) < 4 or ring[0] != ring[-1] for ring in rings):
            raise ValueError(body)
        if name == "POLYGON":
            return Geometry("area", (tuple(rings),))
        counts = [part.count("(") for part in re.split(r"\)\s*\)\s*,", body.strip()[1:])]
        parts, start = [], 0
        for count in counts:
            parts.append(tuple(rings[start : start + count - 1]))
            start += count - 1
        if all(parts) and start == len(rings):
            return Geometry("area", tuple(parts))
    raise ValueError(body)


def from_geojson(value: object) -> Geometry | None:
    """Return the point of a GeoJSON object; None for anything else."""
    if isinstance(value, Mapping) and value.get("type") == "Point":
        longitude, latitude = value["coordinates"][:2]
        return Geometry("point", ((((longitude, latitude),),),))
    return None


def related(name: str, one: Any, other: Any) -> bool | float | None:
    """Return what a function of places says about two shapes; None where one is missing."""
    first, second = _geometry(one), _geometry(other)
    if first is None or second is None:
        return None
    if name in ("st_contains",):
        name, first, second = "st_within", second, first
    if name == "st_within" and first.kind != "point" and second.kind == "point":
        return False
    if first.kind != "point":
        first, second = second, first
    if first.kind != "point":
        raise not_done(f"{name} giữa hai hình không phải điểm / of two shapes that are no points")
    return _point_answers(name, first.point, second)


def _geometry(value: Any) -> Geometry | None:
    return value if isinstance(value, Geometry) else from_geojson(value)


def _point_answers(name: str, point: Position, shape: Geometry) -> bool | float:
    if name in ("st_overlaps", "st_crosses"):
        return False  # needs two shapes of one kind, or a line
    distance = _distance(point, shape)
    on_edge = shape.kind != "point" and _edge_distance(point, shape) <= _TINY
    at_end = shape.kind == "line" and _is_end(point, shape)
    if name == "geo.distance":
        return distance
    if name == "st_equals":
        return shape.kind == "point" and distance <= _TINY
    if name == "st_disjoint":
        return distance > _TINY
    if name == "st_touches":
        return at_end if shape.kind == "line" else on_edge
    if name == "st_within":  # the inside, without the boundary
        return distance <= _TINY and not (at_end if shape.kind == "line" else on_edge)
    return distance <= _TINY  # intersects


def length(value: Any) -> float | None:
    """Return the length of a line [°]; 0 for a point, None where there is no shape."""
    shape = _geometry(value)
    if shape is None:
        return None
    return sum(math.dist(start, end) for start, end in shape.edges())


def _is_end(point: Position, line: Geometry) -> bool:
    ring = line.parts[0][0]
    return (
        ring[0] != ring[-1] and min(math.dist(point, ring[0]), math.dist(point, ring[-1])) <= _TINY
    )


def _distance(point: Position, shape: Geometry) -> float:
    if shape.kind == "point":
        return math.dist(point, shape.point)
    if shape.kind == "area" and any(_inside(point, rings) for rings in shape.parts):
        return 0.0
    return _edge_distance(point, shape)


def _edge_distance(point: Position, shape: Geometry) -> float:
    return min((_to_segment(point, start, end) for start, end in shape.edges()), default=math.inf)


def _to_segment(point: Position, start: Position, end: Position) -> float:
    (px, py), (ax, ay), (bx, by) = point, start, end
    dx, dy = bx - ax, by - ay
    squared = dx * dx + dy * dy
    share = 0.0 if squared == 0 else ((px - ax) * dx + (py - ay) * dy) / squared
    share = min(1.0, max(0.0, share))
    return math.dist(point, (ax + share * dx, ay + share * dy))


def _inside(point: Position, rings: tuple[tuple[Position, ...], ...]) -> bool:
    """Say whether a ray to the east crosses the rings an odd number of times."""
    x, y = point
    odd = False
    for ring in rings:
        for (ax, ay), (bx, by) in pairwise(ring):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                odd = not odd
    return odd
