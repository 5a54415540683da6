"""Every entity but the observations, made from the register of stations.

Ids are those of the records and last as long as they: a station gives the Thing, its Location,
HistoricalLocation and FeatureOfInterest of the same number, an instrument its Datastream and its
Sensor; an ObservedProperty has the name of its parameter.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save

from xanh.observations.loading import load_tables
from xanh.observations.reading.rules import Rules
from xanh.observations.tables import Medium, Parameter
from xanh.office.monitoring.models import Instrument, River, Station
from xanh.office.monitoring.profiles import tables_folder
from xanh.web.sensorthings.wording import DEFINITIONS, SIMULATED, unit_of_measurement

# A change of the records counts at once in this process, and after this [s] in the others.
AGE = 30.0
GEOJSON = "application/geo+json"
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
_MIDNIGHT = timedelta(hours=7)  # Vietnam is ahead of UTC by this


@dataclass(slots=True, eq=False)
class Entity:
    """One entity with what it is related to."""

    kind: str  # plural
    id: int | str
    properties: dict[str, Any]
    one: dict[str, Entity] = field(default_factory=dict)
    many: dict[str, list[Entity]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Series:
    """What stands behind one Datastream: a station and a parameter of the store."""

    entity: Entity
    feature: Entity
    station: str
    parameter: str
    seconds: int
    ahead: int
    unit: str

    @property
    def key(self) -> tuple[str, str]:
        """Return the key by which the store sorts."""
        return self.station, self.parameter


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All entities by kind and id, and the series by the number of their Datastream."""

    entities: dict[str, dict[int | str, Entity]]
    series: dict[int, Series]
    by_key: dict[tuple[str, str], Series]

    def series_of(self, entity: Entity) -> list[Series]:
        """Return the series whose observations belong to a Datastream or FeatureOfInterest."""
        if entity.kind == "Datastreams":
            return [self.series[int(entity.id)]]
        return [series for series in self.series.values() if series.feature is entity]


_lock = threading.Lock()
_kept: tuple[float, Catalogue] | None = None


def catalogue() -> Catalogue:
    """Return the entities of the public stations, half a minute old at most."""
    global _kept
    kept = _kept
    if kept is not None and time.monotonic() - kept[0] < AGE:
        return kept[1]
    with _lock:
        made = build(Station.objects.filter(public=True))
        _kept = (time.monotonic(), made)
    return made


def forget(**_signal: object) -> None:
    """Read the records again at the next request."""
    global _kept
    _kept = None


for _model in (Station, Instrument, River):
    for _signal in (post_save, post_delete):
        _signal.connect(forget, sender=_model, dispatch_uid=f"sensorthings-{_model.__name__}")


def build(stations: QuerySet[Station]) -> Catalogue:
    """Make the entities of the stations of a query set."""
    folder = tables_folder()
    tables = load_tables(folder if folder.is_dir() else None)
    rules = Rules(tables)
    entities: dict[str, dict[int | str, Entity]] = {
        kind: {}
        for kind in [
            "Things",
            "Locations",
            "HistoricalLocations",
            "Datastreams",
            "Sensors",
            "ObservedProperties",
            "FeaturesOfInterest",
        ]
    }
    made = Catalogue(entities, {}, {})
    chosen = stations.order_by("pk").select_related("place", "river")
    for station in chosen.prefetch_related("instruments"):
        thing = _thing(station, entities)
        feature = _feature(station, entities)
        for instrument in sorted(station.instruments.all(), key=lambda row: row.pk):
            known = tables.parameters.get(instrument.parameter) or _unknown(instrument)
            known = replace(known, unit=_unit(station, known, rules))
            stream = _datastream(station, instrument, known, thing, entities)
            series = Series(
                stream,
                feature,
                station.key,
                instrument.parameter,
                station.seconds,
                station.ahead,
                known.unit,
            )
            made.series[instrument.pk] = series
            made.by_key[series.key] = series
    return made


def _add(entities: dict[str, dict[int | str, Entity]], entity: Entity) -> Entity:
    entities[entity.kind][entity.id] = entity
    return entity


def _unit(station: Station, known: Parameter, rules: Rules) -> str:
    """Return the unit in which the store keeps a parameter of a station: in a stack mg/Nm³."""
    written = (station.key, known.id, known.unit)
    (rule,) = rules.of([written], Medium(station.medium))
    return rule.unit if rule.parameter == known.id else known.unit


def _unknown(instrument: Instrument) -> Parameter:
    name = instrument.parameter
    return Parameter(name, name, name, name, instrument.unit)


def _point(station: Station) -> dict[str, Any] | None:
    if station.longitude is None or station.latitude is None:
        return None
    height = [] if station.elevation is None else [station.elevation]
    return {"type": "Point", "coordinates": [station.longitude, station.latitude, *height]}


def _facts(station: Station) -> dict[str, Any]:
    facts = {
        "key": station.key,
        "name_en": station.name_en,
        "medium": station.medium,
        "address": station.address,
        "place": station.place and station.place.name,
        "operator": station.operator,
        "river": station.river and station.river.name,
        "riverKm": station.river_km,
        "opened": station.opened and station.opened.isoformat(),
        "closed": station.closed and station.closed.isoformat(),
    }
    return {name: value for name, value in facts.items() if value not in (None, "")} | _honest(
        station
    )


def _honest(station: Station) -> dict[str, Any]:
    return {"simulated": True, "notice": SIMULATED} if station.simulated else {"simulated": False}


def _thing(station: Station, entities: dict[str, dict[int | str, Entity]]) -> Entity:
    names = {"name": station.name, "description": station.name_en or station.name}
    thing = _add(entities, Entity("Things", station.pk, {**names, "properties": _facts(station)}))
    thing.many |= {"Locations": [], "HistoricalLocations": [], "Datastreams": []}
    point = _point(station)
    if point is None:
        return thing
    place = {**names, "description": station.address or station.name}
    shown = {**place, "encodingType": GEOJSON, "location": point, "properties": _honest(station)}
    location = _add(entities, Entity("Locations", station.pk, shown))
    location.many |= {"Things": [thing], "HistoricalLocations": []}
    thing.many["Locations"].append(location)
    if station.opened:
        midnight = datetime.combine(station.opened, datetime.min.time(), UTC) - _MIDNIGHT
        past = _add(
            entities,
            Entity("HistoricalLocations", station.pk, {"time": midnight}, {"Thing": thing}),
        )
        past.many["Locations"] = [location]
        thing.many["HistoricalLocations"].append(past)
        location.many["HistoricalLocations"].append(past)
    return thing


def _feature(station: Station, entities: dict[str, dict[int | str, Entity]]) -> Entity:
    nowhere: dict[str, Any] = {"type": "Feature", "geometry": None, "properties": {}}
    shown = {
        "name": station.name,
        "description": station.address or station.name,
        "encodingType": GEOJSON,
        "feature": _point(station) or nowhere,
        "properties": _honest(station),
    }
    return _add(entities, Entity("FeaturesOfInterest", station.pk, shown))


def _property(known: Parameter, entities: dict[str, dict[int | str, Entity]]) -> Entity:
    found = entities["ObservedProperties"].get(known.id)
    if found is not None:
        return found
    shown = {
        "name": known.vi,
        "definition": DEFINITIONS.get(known.id, f"urn:xanh:parameter:{known.id}"),
        "description": known.en,
        "properties": {"symbol": known.symbol},
    }
    entity = Entity("ObservedProperties", known.id, shown)
    entity.many["Datastreams"] = []
    return _add(entities, entity)


def _sensor(
    instrument: Instrument, known: Parameter, entities: dict[str, dict[int | str, Entity]]
) -> Entity:
    facts = {
        "low": instrument.low,
        "high": instrument.high,
        "detectionLimit": instrument.detection_limit,
        "calibrated": instrument.calibrated and instrument.calibrated.isoformat(),
    }
    name = instrument.name or f"{known.symbol or known.vi} – {instrument.station.name}"
    shown = {
        "name": name,
        "description": instrument.method or name,
        "encodingType": "text/html",
        "metadata": escape(instrument.method or name),
        "properties": {key: value for key, value in facts.items() if value is not None},
    }
    return _add(entities, Entity("Sensors", instrument.pk, shown))


def _datastream(
    station: Station,
    instrument: Instrument,
    known: Parameter,
    thing: Entity,
    entities: dict[str, dict[int | str, Entity]],
) -> Entity:
    observed = _property(known, entities)
    instrument.station = station  # spares a query
    sensor = _sensor(instrument, known, entities)
    point = _point(station)
    shown = {
        "name": f"{known.symbol or known.vi} – {station.name}",
        "description": f"{known.vi}, {station.name}",
        "observationType": MEASUREMENT,
        "unitOfMeasurement": unit_of_measurement(known.unit),
        **({"observedArea": point} if point else {}),
        "properties": {
            "station": station.key,
            "parameter": known.id,
            "averagingSeconds": station.seconds,
            "level": "corrected",
            **_honest(station),
        },
    }
    stream = Entity(
        "Datastreams",
        instrument.pk,
        shown,
        {"Thing": thing, "Sensor": sensor, "ObservedProperty": observed},
    )
    thing.many["Datastreams"].append(stream)
    observed.many["Datastreams"].append(stream)
    sensor.many["Datastreams"] = [stream]
    return _add(entities, stream)
