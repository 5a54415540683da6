"""$filter and $orderby over the entities of the register, which are few enough to look at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import product
from typing import Any

from xanh.web.sensorthings.catalogue import Entity
from xanh.web.sensorthings.evaluating import reduced
from xanh.web.sensorthings.grammar import Call, Literal, Node, Path
from xanh.web.sensorthings.options import Options
from xanh.web.sensorthings.ordering import TIMES, sortable
from xanh.web.sensorthings.refusals import bad_filter, not_done
from xanh.web.sensorthings.scope import value_of
from xanh.web.sensorthings.version import Kind, Version

_MOST = 20_000  # combinations of related entities that are tried for one entity
Times = Callable[[Entity, str], Any]  # phenomenonTime or resultTime of a Datastream


def check_paths(node: Node, kind: Kind, version: Version) -> None:
    """Refuse (400, 501) a part that looks at what the entity does not have."""
    if isinstance(node, Call):
        for arg in node.args:
            check_paths(arg, kind, version)
    if not isinstance(node, Path):
        return
    here, rest = kind, list(node.parts)
    while rest and rest[0] in here.navigation:
        here = version.kind_behind(rest.pop(0))
        if here.plural == "Observations" and kind.plural != "Observations":
            raise not_done("$filter …/Observations/…")
    if not rest or rest[0] not in ("id", "selfLink", *here.properties):
        raise bad_filter(
            f"{kind.singular} không có “{str(node)[:60]}”",
            f"{kind.singular} has no “{str(node)[:60]}”",
        )


def chosen(
    entities: Sequence[Entity], options: Options, version: Version, times: Times
) -> list[Entity]:
    """Return the entities that a filter leaves, in the order asked."""
    found, now = list(entities), datetime.now(UTC)
    if options.filter is not None:
        tree = options.filter
        found = [one for one in found if _matches(one, tree, version, times, now)]
    for node, descending in reversed(options.order):
        found.sort(key=lambda one, at=node: _key(one, at, times, now), reverse=descending)  # type: ignore[misc]
    return found


def _key(entity: Entity, node: Node, times: Times, now: datetime) -> Any:
    worked_out = reduced(node, lambda path: Literal(_value(entity, path.parts, times)), now)
    missing, kind, value = sortable(worked_out)
    return missing, kind, (value.end if kind == "Interval" else value)


def _matches(entity: Entity, tree: Node, version: Version, times: Times, now: datetime) -> bool:
    """Say whether some choice of the related entities that a filter names fulfils it."""
    kind = version.kinds[entity.kind]
    prefixes = sorted({_prefix(path, kind, version) for path in _paths(tree)} - {()})
    related = [_related(entity, prefix) or [None] for prefix in prefixes]
    for tried, combination in enumerate(product(*related)):
        if tried == _MOST:
            raise not_done(f"$filter > {_MOST} {entity.kind}/…")
        at = dict(zip(prefixes, combination, strict=True))

        def known(path: Path, at: dict[tuple[str, ...], Entity | None] = at) -> Node:
            prefix = _prefix(path, kind, version)
            where = at[prefix] if prefix else entity
            rest = path.parts[len(prefix) :]
            return Literal(None if where is None else _value(where, rest, times))

        worked_out = reduced(tree, known, now)
        if isinstance(worked_out, Literal) and worked_out.value is True:
            return True
    return False


def _value(entity: Entity, path: tuple[str, ...], times: Times) -> Any:
    here, rest = entity, path
    while rest and rest[0] in here.one:
        here, rest = here.one[rest[0]], rest[1:]
    if here.kind == "Datastreams" and rest and rest[0] in TIMES:
        return times(here, rest[0])
    return value_of(here, rest)


def _paths(node: Node) -> Iterator[Path]:
    if isinstance(node, Path):
        yield node
    elif isinstance(node, Call):
        for arg in node.args:
            yield from _paths(arg)


def _prefix(path: Path, kind: Kind, version: Version) -> tuple[str, ...]:
    """Return the part of a path that leads over the last set on it; () without one."""
    last, here = 0, kind
    for place, name in enumerate(path.parts):
        if name not in here.navigation:
            break
        if name in here.many:
            last = place + 1
        here = version.kind_behind(name)
    return path.parts[:last]


def _related(entity: Entity, prefix: tuple[str, ...]) -> list[Entity | None]:
    found: dict[int, Entity] = {id(entity): entity}
    for name in prefix:
        further = [
            other
            for one in found.values()
            for other in ([one.one[name]] if name in one.one else one.many.get(name, []))
        ]
        found = {id(one): one for one in further}
    return list(found.values())
