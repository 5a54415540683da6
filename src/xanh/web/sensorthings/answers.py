"""What a path and its options are answered with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from xanh.web.sensorthings import observing
from xanh.web.sensorthings.matching import chosen
from xanh.web.sensorthings.options import Options
from xanh.web.sensorthings.paths import Target, inner_value, observation_id
from xanh.web.sensorthings.refusals import bad_option, not_found
from xanh.web.sensorthings.rendering import (
    Service,
    check,
    data_arrays,
    properties_of,
    query_of,
    rendered,
    rendered_rows,
    row_property,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A body: JSON, or plain text; None for a property that has no value."""

    body: Any
    text: bool = False


def root(service: Service) -> Answer:
    """Return the index of the service."""
    version = service.version
    data_array = next(name for name in version.conformance if name.endswith("/data-array"))
    settings = {
        "conformance": list(version.conformance),
        data_array: {"endpoints": [f"{service.base}/{version.create_observations}"]},
    }
    sets = [{"name": kind, "url": f"{service.base}/{kind}"} for kind in version.kinds]
    return Answer({"value": sets, "serverSettings": settings})


def answer(service: Service, target: Target, options: Options, address: str) -> Answer:
    """Return the answer to a GET; ``address`` is that of the set, for its next link."""
    check(options, target.kind, service.version)
    if options.data_array and (target.single or target.kind.plural != "Observations"):
        raise bad_option(
            "$resultFormat", "chỉ dùng cho Observations", "is for sets of Observations"
        )
    if target.property:
        return _property(service, target)
    if target.single:
        return Answer(_single(service, target, options))
    if target.entities is None:
        return Answer(_observations(service, target, options, address))
    return Answer(_entities(service, target, options, address))


def _property(service: Service, target: Target) -> Answer:
    first, *inside = target.property
    if target.place is not None:
        value = row_property(_row(service, target), first)
    else:
        assert target.entity is not None  # noqa: S101
        value = properties_of(service, target.entity, [first]).get(first)
    if inside:
        value = inner_value(value, tuple(inside))
    if value is None:
        return Answer(None)
    if target.value:
        return Answer(
            value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), text=True
        )
    return Answer({target.property[-1]: value})


def _row(service: Service, target: Target) -> observing.Row:
    assert target.place is not None  # noqa: S101
    row = observing.one(service.engine, target.place)
    if row is None:
        wanted = observation_id(target.place.series.entity.id, target.place.time)
        raise not_found(f"Observations('{wanted}')")
    return row


def _single(service: Service, target: Target, options: Options) -> dict[str, Any]:
    if target.place is not None:
        row = _row(service, target)
        if target.references:
            key = observation_id(row.series.entity.id, row.time)
            return {service.version.self_link: service.link("Observations", key)}
        return rendered_rows(service, [row], options)[0]
    assert target.entity is not None  # noqa: S101
    if target.references:
        link = service.link(target.entity.kind, target.entity.id)
        return {service.version.self_link: link}
    return rendered(service, [target.entity], target.kind, options)[0]


def _entities(service: Service, target: Target, options: Options, address: str) -> dict[str, Any]:
    version = service.version
    found = chosen(target.entities or [], options, version, service.times)
    shown = found[options.skip : options.skip + options.top]
    body: dict[str, Any] = {version.count: len(found)} if options.count else {}
    end = options.skip + options.top
    if options.top and end < len(found):
        body[version.next_link] = f"{address}?{query_of(options, skip=end)}"
    if target.references:
        body["value"] = [{version.self_link: service.link(e.kind, e.id)} for e in shown]
    else:
        body["value"] = rendered(service, shown, target.kind, options)
    return body


def _observations(
    service: Service, target: Target, options: Options, address: str
) -> dict[str, Any]:
    version = service.version
    scope = list(service.made.series.values()) if target.scope is None else target.scope
    page = observing.page(service.engine, scope, options)
    body: dict[str, Any] = {}
    if options.count:
        body = service.count(observing.count(service.engine, scope, options))
    if page.token:
        body[version.next_link] = f"{address}?{query_of(options, skiptoken=page.token)}"
    if target.references:
        keys = [observation_id(row.series.entity.id, row.time) for row in page.rows]
        body["value"] = [{version.self_link: service.link("Observations", key)} for key in keys]
    elif options.data_array:
        if options.expand:
            raise bad_option("$expand", "không đi cùng dataArray", "does not go with dataArray")
        body["value"] = data_arrays(service, page, options)
    else:
        body["value"] = rendered_rows(service, page.rows, options)
    return body
