"""Where a resource path leads (OGC 18-088, 9.2): a set, an entity, a property or references."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from xanh.web.sensorthings.catalogue import Catalogue, Entity, Series
from xanh.web.sensorthings.refusals import RefusedError, bad_option, not_found
from xanh.web.sensorthings.version import Kind, Version

_SEGMENT = re.compile(r"(?P<name>[$\w.\-]+)(?:\((?P<id>[^()]*)\))?")
_OBSERVATION_ID = re.compile(r"(\d{1,15})-(\d{8}T\d{6}(?:\.\d{1,6})?)")
LONGEST = 40  # segments


@dataclass(frozen=True, slots=True)
class Place:
    """One observation by what its id says: its series and its moment (UTC)."""

    series: Series
    time: datetime


@dataclass(slots=True)
class Target:
    """What a path names.

    Of a set either ``entities`` are given or, for observations, the ``scope`` of series (None:
    all); of a single one either ``entity`` or ``place``.
    """

    kind: Kind
    single: bool
    entities: list[Entity] | None = None
    scope: list[Series] | None = None
    entity: Entity | None = None
    place: Place | None = None
    property: tuple[str, ...] = ()
    value: bool = False  # …/$value
    references: bool = False  # …/$ref


def observation_id(series: int | str, moment: datetime) -> str:
    """Return the id of an observation: the number of its Datastream and its UTC label.

    >>> observation_id(12, datetime(2026, 3, 1, 0, 5))
    '12-20260301T000500'
    """
    plain = moment.replace(tzinfo=None).isoformat()  # twice as quick as strftime
    text = plain.replace("-", "").replace(":", "")
    return f"{series}-{text}"


def read_observation_id(text: str) -> tuple[int, datetime] | None:
    """Return what an id says; None if it is no id of an observation."""
    match = _OBSERVATION_ID.fullmatch(text)
    if match is None:
        return None
    form = "%Y%m%dT%H%M%S.%f" if "." in match[2] else "%Y%m%dT%H%M%S"
    try:
        return int(match[1]), datetime.strptime(match[2], form).replace(tzinfo=UTC)
    except ValueError:
        return None


def follow(path: str, made: Catalogue, version: Version, exists: Callable[[Place], bool]) -> Target:
    """Return what a path names; ``exists`` says whether the store has an observation.

    Raises RefusedError (404 for what is not there, 400 for what is no path).
    """
    return _Walk(made, version, exists).follow(path)


class _Walk:
    def __init__(self, made: Catalogue, version: Version, exists: Callable[[Place], bool]) -> None:
        self.made = made
        self.version = version
        self.exists = exists

    def follow(self, path: str) -> Target:
        segments = path.strip("/").split("/")
        if len(segments) > LONGEST:
            raise bad_option("path", "quá dài", "too long")
        target: Target | None = None
        for index, segment in enumerate(segments):
            match = _SEGMENT.fullmatch(segment)
            if match is None:
                raise not_found(segment[:60])
            name, key = match["name"], match["id"]
            if target is not None and name.startswith("$"):
                self.end(target, name, last=index == len(segments) - 1)
                return target
            if target is not None and (target.property or name in target.kind.properties):
                self.property(target, name, key)
                continue
            target = self.root(name) if target is None else self.step(target, name)
            if key is not None:
                self.choose(target, key)
        assert target is not None  # noqa: S101  # split gives at least one segment
        return target

    def root(self, name: str) -> Target:
        kind = self.version.kinds.get(name)
        if kind is None:
            raise not_found(name[:60])
        if name == "Observations":
            return Target(kind, single=False)
        return Target(kind, single=False, entities=list(self.made.entities[name].values()))

    def step(self, target: Target, name: str) -> Target:
        if not target.single or name not in target.kind.navigation:
            raise not_found(f"{target.kind.singular}/{name[:60]}")
        kind = self.version.kind_behind(name)
        single = name in target.kind.one
        if target.place is not None:
            self.must_exist(target.place)
            series = target.place.series
            there = series.entity if name == "Datastream" else series.feature
            return Target(kind, single=True, entity=there)
        entity = target.entity
        assert entity is not None  # noqa: S101  # a single target has one or the other
        if name == "Observations":
            return Target(kind, single=False, scope=self.made.series_of(entity))
        if single:
            return Target(kind, single=True, entity=entity.one[name])
        return Target(kind, single=False, entities=entity.many.get(name, []))

    def choose(self, target: Target, key: str) -> None:
        if target.single:
            raise not_found(f"{target.kind.singular}({key[:40]})")
        wanted = read_id(key)
        target.single = True
        if target.entities is None:
            target.place = self.place(target, wanted)
            target.scope = None
            return
        for entity in target.entities:
            if entity.id == wanted:
                target.entity, target.entities = entity, None
                return
        raise not_found(f"{target.kind.plural}({key[:40]})")

    def place(self, target: Target, wanted: int | str) -> Place:
        said = read_observation_id(wanted) if isinstance(wanted, str) else None
        series = self.made.series.get(said[0]) if said else None
        if (
            said is None
            or series is None
            or (target.scope is not None and series not in target.scope)
        ):
            raise not_found(f"Observations({str(wanted)[:40]})")
        return Place(series, said[1])

    def must_exist(self, place: Place) -> None:
        if not self.exists(place):
            wanted = observation_id(place.series.entity.id, place.time)
            raise not_found(f"Observations('{wanted}')")

    def property(self, target: Target, name: str, key: str | None) -> None:
        if not target.single or key is not None:
            raise not_found(f"{target.kind.plural}/{name[:60]}")
        target.property = (*target.property, name)

    def end(self, target: Target, name: str, last: bool) -> None:
        if last and name == "$value" and target.property:
            target.value = True
        elif last and name == "$ref" and not target.property:
            target.references = True
        else:
            raise not_found(name[:60])


def read_id(text: str) -> int | str:
    """Return the id that stands in brackets: a number, or text in single quotes."""
    if text.isascii() and text.isdigit() and len(text) <= 18:
        return int(text)
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    raise RefusedError(
        404, "not-found", f"Không có mục có mã {text[:40]}.", f"There is no id {text[:40]}."
    )


def inner_value(value: Any, path: tuple[str, ...]) -> Any:
    """Return what a path finds inside JSON; raises RefusedError (404) where it finds nothing."""
    for name in path:
        if not isinstance(value, dict) or name not in value:
            raise not_found("/".join(path)[:80])
        value = value[name]
    return value
