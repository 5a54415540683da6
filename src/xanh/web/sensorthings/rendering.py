"""Entities and observations as the standard writes them in JSON, with links and expansions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from xanh.web.sensorthings import observing
from xanh.web.sensorthings.catalogue import Catalogue, Entity, Series
from xanh.web.sensorthings.extents import extent
from xanh.web.sensorthings.grammar import Interval
from xanh.web.sensorthings.matching import check_paths, chosen
from xanh.web.sensorthings.observing import Page, Row
from xanh.web.sensorthings.options import Options
from xanh.web.sensorthings.ordering import TIMES
from xanh.web.sensorthings.paths import observation_id
from xanh.web.sensorthings.refusals import bad_option
from xanh.web.sensorthings.version import Kind, Version

if TYPE_CHECKING:
    from xanh.observations.engine import DuckEngine

_EXPANDED = 100_000  # observations that the expansions of one request may ask for


@dataclass(frozen=True, slots=True)
class Service:
    """What an answer is made of; ``base`` is the address of the service, without a slash."""

    made: Catalogue
    engine: DuckEngine
    version: Version
    base: str

    def link(self, kind: str, key: int | str) -> str:
        """Return the address of an entity."""
        shown = key if isinstance(key, int) else quote("'" + key.replace("'", "''") + "'", "'")
        return f"{self.base}/{kind}({shown})"

    def times(self, stream: Entity, name: str) -> Interval | None:
        """Return phenomenonTime or resultTime of a Datastream."""
        found = extent(self.engine, self.made.series[int(stream.id)].key)
        return found and found[TIMES.index(name)]

    def count(self, total: int) -> dict[str, Any]:
        """Return the count of a set; one that was not counted to its end says so."""
        if total <= observing.COUNTED:
            return {self.version.count: total}
        return {self.version.count: observing.COUNTED, "@xanh.countIsAtLeast": True}


def query_of(options: Options, **changed: Any) -> str:
    """Return options as the query of a link, some of them changed; None takes one away."""
    pairs = dict(_pairs(options))
    pairs |= {f"${name}": value for name, value in changed.items()}
    shown = {name: value for name, value in pairs.items() if value is not None}
    return urlencode(shown, quote_via=quote, safe="$'(),;/:=@*")


def _pairs(options: Options) -> list[tuple[str, Any]]:
    expand = ",".join(
        name + (f"({';'.join(f'{key}={value}' for key, value in inner)})" if inner else "")
        for name, one in options.expand.items()
        for inner in [_pairs(one)]
    )
    pairs = [
        ("$filter", options.filter_text),
        ("$orderby", options.order_text),
        ("$select", ",".join(options.select or ())),
        ("$expand", expand),
        ("$count", "true" if options.count else ""),
        ("$resultFormat", "dataArray" if options.data_array else ""),
    ]
    return [*((name, value) for name, value in pairs if value), ("$top", options.top)]


def plain_time(moment: datetime) -> str:
    """Return a moment in UTC as the standard writes it; one without a zone is in UTC."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.isoformat() + "Z"


def plain(value: Any) -> Any:
    """Return a property as JSON."""
    if isinstance(value, datetime):
        return plain_time(value)
    if isinstance(value, Interval):
        return f"{plain_time(value.start)}/{plain_time(value.end)}"
    return value


def properties_of(service: Service, entity: Entity, wanted: Sequence[str]) -> dict[str, Any]:
    """Return some properties of an entity, in the order of the standard; none that is null."""
    found = {}
    for name in wanted:
        dynamic = entity.kind == "Datastreams" and name in TIMES
        value = service.times(entity, name) if dynamic else entity.properties.get(name)
        if value is not None:
            found[name] = plain(value)
    return found


def row_property(row: Row, name: str) -> Any:
    """Return one property of an observation."""
    match name:
        case "phenomenonTime":
            end = plain_time(row.time)
            if not row.seconds:
                return end
            return f"{plain_time(row.time - timedelta(seconds=row.seconds))}/{end}"
        case "resultTime":
            return plain_time(row.time)
        case "result":
            return row.value
        case "resultQuality":
            return {"usable": row.usable, "status": row.status, "flags": row.flag}
        case "parameters":
            odd = {} if row.unit == row.series.unit else {"unit": row.unit}
            return {"averagingSeconds": row.seconds, **odd}
    return None


def _head(
    service: Service, kind: Kind, key: int | str, options: Options
) -> tuple[dict[str, Any], list[str], dict[str, str]]:
    """Return control information, the properties asked for, and the links to what is related."""
    version, select = service.version, options.select
    link = service.link(kind.plural, key)
    head: dict[str, Any] = {}
    if select is None or "id" in select:
        head[version.id] = key
    if select is None or "selfLink" in select:
        head[version.self_link] = link
    names = None if select is None else {name.split("/")[0] for name in select}
    wanted = [name for name in kind.properties if names is None or name in names]
    links = {
        f"{name}{version.navigation_link}": f"{link}/{name}"
        for name in kind.navigation
        if name not in options.expand and (names is None or name in names)
    }
    return head, wanted, links


def rendered(
    service: Service, entities: Sequence[Entity], kind: Kind, options: Options
) -> list[dict[str, Any]]:
    """Return entities of one kind with their expansions, each of which is made at once for all."""
    bodies = []
    for entity in entities:
        head, wanted, links = _head(service, kind, entity.id, options)
        bodies.append({**head, **properties_of(service, entity, wanted), **links})
    for name, inner in options.expand.items():
        behind = service.version.kind_behind(name)
        check(inner, behind, service.version)
        if name == "Observations":
            _expand_observations(service, entities, inner, bodies)
        elif name in kind.one:
            related = [entity.one[name] for entity in entities]
            for body, one in zip(bodies, rendered(service, related, behind, inner), strict=True):
                body[name] = one
        else:
            _expand_sets(service, entities, kind, name, inner, bodies)
    return bodies


def check(options: Options, kind: Kind, version: Version) -> None:
    """Refuse (400, 501) a filter or an order that looks at what the kind does not have."""
    for node in (*([options.filter] if options.filter else ()), *(key for key, _ in options.order)):
        check_paths(node, kind, version)


def _expand_sets(
    service: Service,
    entities: Sequence[Entity],
    kind: Kind,
    name: str,
    inner: Options,
    bodies: list[dict[str, Any]],
) -> None:
    version = service.version
    behind = version.kind_behind(name)
    sets = [chosen(entity.many.get(name, []), inner, version, service.times) for entity in entities]
    shown = [one[inner.skip : inner.skip + inner.top] for one in sets]
    made = iter(rendered(service, [entity for one in shown for entity in one], behind, inner))
    for entity, body, whole, part in zip(entities, bodies, sets, shown, strict=True):
        if inner.count:
            body[f"{name}{version.count}"] = len(whole)
        body[name] = [next(made) for _ in part]
        end = inner.skip + inner.top
        if inner.top and end < len(whole):
            link = f"{service.link(kind.plural, entity.id)}/{name}"
            body[f"{name}{version.next_link}"] = f"{link}?{query_of(inner, skip=end)}"


def _expand_observations(
    service: Service, entities: Sequence[Entity], inner: Options, bodies: list[dict[str, Any]]
) -> None:
    version, name = service.version, "Observations"
    if len(entities) * inner.top > _EXPANDED:
        raise bad_option(
            "$expand",
            f"nhiều hơn {_EXPANDED} Observations; hãy giảm $top",
            f"more than {_EXPANDED} Observations; ask for a smaller $top",
        )
    series = [service.made.series_of(entity) for entity in entities]
    if all(len(each) == 1 for each in series):
        found = observing.pages(service.engine, [each[0] for each in series], inner)
    else:
        found = [observing.page(service.engine, each, inner) for each in series]
    for entity, each, body, page in zip(entities, series, bodies, found, strict=True):
        if inner.count:
            total = observing.count(service.engine, each, inner)
            body |= {f"{name}{key}": value for key, value in service.count(total).items()}
        body[name] = rendered_rows(service, page.rows, inner)
        if page.token:
            link = f"{service.link(entity.kind, entity.id)}/{name}"
            body[f"{name}{version.next_link}"] = f"{link}?{query_of(inner, skiptoken=page.token)}"


def rendered_rows(service: Service, rows: Sequence[Row], options: Options) -> list[dict[str, Any]]:
    """Return observations with their expansions."""
    version, kind = service.version, service.version.kinds["Observations"]
    # A page has a thousand of them: what is the same in all is worked out once.
    head, wanted, links = _head(service, kind, 0, options)
    wanted = [name for name in wanted if name != "validTime"]
    names = [(link, f"/{link.removesuffix(version.navigation_link)}") for link in links]
    with_id, with_link = version.id in head, version.self_link in head
    bodies = []
    for row in rows:
        key = observation_id(row.series.entity.id, row.time)
        address = f"{service.base}/Observations('{key}')"
        body: dict[str, Any] = {version.id: key} if with_id else {}
        if with_link:
            body[version.self_link] = address
        for name in wanted:
            body[name] = row_property(row, name)
        for link, end in names:
            body[link] = address + end
        bodies.append(body)
    for name, inner in options.expand.items():
        behind = service.version.kind_behind(name)
        series = {id(row.series): row.series for row in rows}
        related = [_beside(one, name) for one in series.values()]
        made = dict(zip(series, rendered(service, related, behind, inner), strict=True))
        for row, body in zip(rows, bodies, strict=True):
            body[name] = made[id(row.series)]
    return bodies


def _beside(series: Series, name: str) -> Entity:
    return series.entity if name == "Datastream" else series.feature


def data_arrays(service: Service, page: Page, options: Options) -> list[dict[str, Any]]:
    """Return observations as rows of columns, by Datastream (OGC 18-088, chapter 13)."""
    version = service.version
    names = ("id", *(n for n in version.kinds["Observations"].properties if n != "validTime"))
    if options.select:
        names = tuple(name for name in names if name in options.select)
    by_series: dict[int, list[Row]] = {}
    for row in page.rows:
        by_series.setdefault(int(row.series.entity.id), []).append(row)
    return [
        {
            f"Datastream{version.navigation_link}": service.link("Datastreams", number),
            "components": list(names),
            f"dataArray{version.count}": len(rows),
            "dataArray": [
                [
                    observation_id(number, row.time) if name == "id" else row_property(row, name)
                    for name in names
                ]
                for row in rows
            ],
        }
        for number, rows in by_series.items()
    ]
