"""What belongs to version 1.1 of the standard (OGC 18-088): paths, names, what is conformed to.

Version 2.0 (OGC 23-019) renames control information and some entities; it would be a second
:class:`Version` beside this one.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of entity: its names, its properties in order, and where it leads."""

    plural: str
    singular: str
    properties: tuple[str, ...]
    one: tuple[str, ...] = ()  # navigation to one entity, by its singular name
    many: tuple[str, ...] = ()  # navigation to a set, by its plural name

    @property
    def navigation(self) -> tuple[str, ...]:
        """Return the names of all navigation."""
        return (*self.one, *self.many)


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the standard."""

    prefix: str
    id: str  # control information
    self_link: str
    navigation_link: str
    next_link: str
    count: str
    kinds: MappingProxyType[str, Kind]  # by plural
    conformance: tuple[str, ...]
    create_observations: str  # path of the data array extension

    def kind_behind(self, navigation: str) -> Kind:
        """Return the kind of entity to which a navigation leads."""
        found = self.kinds.get(navigation)
        return found or next(kind for kind in self.kinds.values() if kind.singular == navigation)


_DESCRIBED = ("name", "description")
_KINDS = (
    Kind(
        "Things",
        "Thing",
        (*_DESCRIBED, "properties"),
        many=("Locations", "HistoricalLocations", "Datastreams"),
    ),
    Kind(
        "Locations",
        "Location",
        (*_DESCRIBED, "encodingType", "location", "properties"),
        many=("Things", "HistoricalLocations"),
    ),
    Kind("HistoricalLocations", "HistoricalLocation", ("time",), ("Thing",), ("Locations",)),
    Kind(
        "Datastreams",
        "Datastream",
        (
            *_DESCRIBED,
            "observationType",
            "unitOfMeasurement",
            "observedArea",
            "phenomenonTime",
            "resultTime",
            "properties",
        ),
        ("Thing", "Sensor", "ObservedProperty"),
        ("Observations",),
    ),
    Kind(
        "Sensors",
        "Sensor",
        (*_DESCRIBED, "encodingType", "metadata", "properties"),
        many=("Datastreams",),
    ),
    Kind(
        "ObservedProperties",
        "ObservedProperty",
        ("name", "definition", "description", "properties"),
        many=("Datastreams",),
    ),
    Kind(
        "Observations",
        "Observation",
        ("phenomenonTime", "resultTime", "result", "resultQuality", "validTime", "parameters"),
        ("Datastream", "FeatureOfInterest"),
    ),
    Kind(
        "FeaturesOfInterest",
        "FeatureOfInterest",
        (*_DESCRIBED, "encodingType", "feature", "properties"),
        many=("Observations",),
    ),
)
_REQUIREMENTS = """
datamodel/thing/properties datamodel/thing/relations
datamodel/location/properties datamodel/location/relations
datamodel/historical-location/properties datamodel/historical-location/relations
datamodel/datastream/properties datamodel/datastream/relations
datamodel/sensor/properties datamodel/sensor/relations
datamodel/observed-property/properties datamodel/observed-property/relations
datamodel/observation/properties datamodel/observation/relations
datamodel/feature-of-interest/properties datamodel/feature-of-interest/relations
datamodel/entity-control-information/common-control-information
resource-path/resource-path-to-entities
request-data/order request-data/status-code request-data/query-status-code
request-data/expand request-data/select request-data/orderby request-data/top
request-data/skip request-data/count request-data/filter request-data/pagination
request-data/built-in-filter-operations request-data/built-in-query-functions
data-array/data-array
"""
V1_1 = Version(
    prefix="sta/v1.1",
    id="@iot.id",
    self_link="@iot.selfLink",
    navigation_link="@iot.navigationLink",
    next_link="@iot.nextLink",
    count="@iot.count",
    kinds=MappingProxyType({kind.plural: kind for kind in _KINDS}),
    conformance=tuple(
        f"http://www.opengis.net/spec/iot_sensing/1.1/req/{name}" for name in _REQUIREMENTS.split()
    ),
    create_observations="CreateObservations",
)
