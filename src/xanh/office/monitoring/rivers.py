"""The rivers that come with Xanh, as data; an administrator may add others."""

from __future__ import annotations

import json
from importlib import resources
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from django.db import transaction

from xanh.office.monitoring.models import River

EARTH = 6371.0088  # mean radius [km]
Point = tuple[float, float]  # longitude, latitude [°]


def load_rivers() -> None:
    """Enter the rivers of the package that the records do not hold yet; the others stay."""
    text = (resources.files("xanh.office.monitoring") / "data" / "rivers.json").read_text("utf-8")
    data = json.loads(text)
    with transaction.atomic():
        for order, row in enumerate(data["rivers"]):
            River.objects.get_or_create(
                key=row["key"],
                defaults={
                    "name": row["name"],
                    "name_en": row["name_en"],
                    "length_km": row["length_km"],
                    "course": row["course"],
                    "source": data["source"],
                    "order": order,
                },
            )
        for row in data["rivers"]:
            if row["flows_into"]:
                River.objects.filter(key=row["key"], flows_into=None).update(
                    flows_into=River.objects.get(key=row["flows_into"])
                )


def distance(one: Point, other: Point) -> float:
    """Return the great-circle distance of two points [km] (haversine)."""
    (x1, y1), (x2, y2) = ((radians(x), radians(y)) for x, y in (one, other))
    a = sin((y2 - y1) / 2) ** 2 + cos(y1) * cos(y2) * sin((x2 - x1) / 2) ** 2
    return 2 * EARTH * asin(sqrt(a))


def kilometre(course: list[Point], point: Point) -> float:
    """Return how far along a course lies the place nearest to ``point`` [km from the source].

    Pieces of the course are short, so each is taken as straight in longitude and latitude.
    """
    best, nearest, passed = 0.0, float("inf"), 0.0
    for start, end in pairwise(course):
        length = distance(start, end)
        share = _foot(start, end, point)
        foot = (
            start[0] + share * (end[0] - start[0]),
            start[1] + share * (end[1] - start[1]),
        )
        away = distance(foot, point)
        if away < nearest:
            best, nearest = passed + share * length, away
        passed += length
    return best


def _foot(start: Point, end: Point, point: Point) -> float:
    """Return where on a piece (0 … 1) the foot of the perpendicular from ``point`` falls."""
    squeeze = cos(radians(start[1]))
    dx, dy = (end[0] - start[0]) * squeeze, end[1] - start[1]
    size = dx * dx + dy * dy
    if not size:
        return 0.0
    along = ((point[0] - start[0]) * squeeze * dx + (point[1] - start[1]) * dy) / size
    return min(1.0, max(0.0, along))
