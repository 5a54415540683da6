"""Which series a filter over observations leaves, and what is still to be asked of each.

What a filter says about Datastream and FeatureOfInterest is known here, before any reading is
looked at: it chooses series. Series of which the same remains to be asked are asked together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from xanh.web.sensorthings.catalogue import Entity, Series
from xanh.web.sensorthings.evaluating import COMPARISONS, FALSE, TRUE, as_time, reduced
from xanh.web.sensorthings.grammar import Call, Interval, Literal, Node, Path
from xanh.web.sensorthings.paths import read_observation_id
from xanh.web.sensorthings.refusals import bad_filter, not_done

_LONGEST_INTERVAL = timedelta(days=366)
_MIRRORED = {"gt": "lt", "lt": "gt", "ge": "le", "le": "ge"}


@dataclass(frozen=True, slots=True)
class Group:
    """Series of which the same is asked; ``rest`` is TRUE where nothing is."""

    series: tuple[Series, ...]
    rest: Node


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between which labels readings can lie (both included; None: open)."""

    low: datetime | None = None
    high: datetime | None = None

    def within(self, other: Bounds) -> Bounds:
        """Return what lies within both."""
        lows = [bound.low for bound in (self, other) if bound.low]
        highs = [bound.high for bound in (self, other) if bound.high]
        return Bounds(max(lows, default=None), min(highs, default=None))

    def around(self, other: Bounds) -> Bounds:
        """Return what holds both."""
        low = min(self.low, other.low) if self.low and other.low else None
        high = max(self.high, other.high) if self.high and other.high else None
        return Bounds(low, high)


def groups_of(series: Iterable[Series], tree: Node | None) -> list[Group]:
    """Return the series that a filter leaves, by what remains to be asked."""
    if tree is None:
        chosen = tuple(series)
        return [Group(chosen, TRUE)] if chosen else []
    now = datetime.now(UTC)
    if not asks_relations(tree):
        chosen, rest = tuple(series), reduced(tree, lambda path: path, now)
        return [Group(chosen, rest)] if chosen and not _is_false(rest) else []
    found: dict[str, tuple[Node, list[Series]]] = {}  # JSON in a constant cannot be hashed
    by_id = _mentions(tree, "id")
    for one in series:
        asked = _ids_settled(tree, one) if by_id else tree
        rest = reduced(asked, partial(known_of, series=one), now)
        if not _is_false(rest):
            found.setdefault(repr(rest), (rest, []))[1].append(one)
    return [Group(tuple(chosen), rest) for rest, chosen in found.values()]


def _is_false(node: Node) -> bool:
    return isinstance(node, Literal) and node.value is not True


def asks_relations(node: Node) -> bool:
    """Say whether a part looks at anything but the observation itself."""
    if isinstance(node, Path):
        return node.parts[0] in ("Datastream", "FeatureOfInterest", "id")
    return isinstance(node, Call) and any(asks_relations(arg) for arg in node.args)


def _mentions(node: Node, name: str) -> bool:
    if isinstance(node, Path):
        return node.parts[0] == name
    return isinstance(node, Call) and any(_mentions(arg, name) for arg in node.args)


def known_of(path: Path, series: Series) -> Node:
    """Return what a path over a relation finds; one of the observation itself stays."""
    first, *rest = path.parts
    if first == "Datastream":
        return Literal(value_of(series.entity, tuple(rest)))
    if first == "FeatureOfInterest":
        return Literal(value_of(series.feature, tuple(rest)))
    if first == "id":
        raise not_done("$filter id, other than compared with text")
    return path


def _ids_settled(node: Node, series: Series) -> Node:
    """Return the tree with comparisons of the observation's id as comparisons of its time."""
    if not isinstance(node, Call):
        return node
    if node.name in COMPARISONS:
        one, other = node.args
        if isinstance(one, Literal) and isinstance(other, Path):
            one, other, name = other, one, _MIRRORED.get(node.name, node.name)
        else:
            name = node.name
        if one == Path(("id",)) and isinstance(other, Literal):
            return _id_compared(name, other.value, series)
    return Call(node.name, tuple(_ids_settled(arg, series) for arg in node.args))


def _id_compared(name: str, value: Any, series: Series) -> Node:
    said = read_observation_id(value) if isinstance(value, str) else None
    if said is None:
        return TRUE if name == "ne" else FALSE
    number, moment = said
    if number == series.entity.id:
        return Call(name, (Path(("resultTime",)), Literal(moment)))
    own, theirs = int(series.entity.id), number
    return Literal(COMPARISONS[name](own, theirs))


def value_of(entity: Entity, path: tuple[str, ...]) -> Any:
    """Return what a path finds over relations to one; None where it finds nothing."""
    for place, name in enumerate(path):
        if name in entity.one:
            entity = entity.one[name]
        elif name in entity.many or name == "Observations":
            raise not_done(f"$filter …/{name}/…")
        else:
            return property_of(entity, path[place:])
    raise bad_filter(f"{entity.kind} không phải giá trị", f"{entity.kind} is no value")


def property_of(entity: Entity, path: tuple[str, ...]) -> Any:
    """Return a property or what lies inside it; None where there is nothing."""
    if path == ("id",):
        return entity.id
    value: Any = entity.properties
    for name in path:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def bounds_of(node: Node) -> Bounds:
    """Return between which labels a condition can hold."""
    if not isinstance(node, Call):
        return Bounds()
    if node.name == "and":
        bounds = Bounds()
        for arg in node.args:
            bounds = bounds.within(bounds_of(arg))
        return bounds
    if node.name == "or":
        first, *others = (bounds_of(arg) for arg in node.args)
        for other in others:
            first = first.around(other)
        return first
    return _compared_bounds(node) if node.name in COMPARISONS else Bounds()


def _compared_bounds(node: Call) -> Bounds:
    (one, other), name = node.args, node.name
    if isinstance(one, Literal):
        one, other, name = other, one, _MIRRORED.get(name, name)
    if not isinstance(one, Path) or str(one) not in ("phenomenonTime", "resultTime"):
        return Bounds()
    value = as_time(other.value, datetime.min) if isinstance(other, Literal) else None  # noqa: DTZ901
    if isinstance(value, Interval):
        return {
            "eq": Bounds(value.end, value.end),
            "lt": Bounds(None, value.start),
            "le": Bounds(None, value.end),
            "gt": Bounds(value.end),
            "ge": Bounds(value.end),
        }.get(name, Bounds())
    if type(value) is not datetime:
        return Bounds()
    if name == "eq":
        exact = str(one) == "resultTime"
        return Bounds(value, value if exact else value + _LONGEST_INTERVAL)
    return {"gt": Bounds(value), "ge": Bounds(value)}.get(
        name, Bounds(None, value) if name in ("lt", "le") else Bounds()
    )
