"""JSON of low-cost sensors and their networks.

Known shapes: PurpleAir (fields and data, or a sensor), Sensor.Community (``sensordatavalues``),
AirGradient, OGC SensorThings observations, and any object that names a station, a time and
parameters. One object, a list of them, or one a line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from xanh.errors import XanhError
from xanh.observations.reading import numbers, text, times
from xanh.observations.reading.cells import Gathered, problem
from xanh.observations.reading.intervals import Intervals
from xanh.observations.reading.longcsv import station_of
from xanh.observations.reading.settling import settle
from xanh.observations.readings import Problem, Read
from xanh.observations.tables import Medium, Tables, name_key

FORM = "sensor-json"
_MOST_BYTES = 100_000_000
# fmt: off
_STATION = (
    "station", "station_id", "stationid", "device", "device_id", "deviceid", "serialno",
    "serial", "sensor_index", "sensorindex", "sensor_id", "sensorid", "sensor", "thing",
    "locationid", "location_id", "site", "id", "name", "location",
)
# fmt: on
# fmt: off
_TIME = (
    "time", "timestamp", "datetime", "time_stamp", "last_seen", "lastseen", "date",
    "created_at", "phenomenontime", "ts", "updated", "lastupdated", "measured_at",
)
# fmt: on
_LISTS = (
    "data",
    "sensors",
    "results",
    "value",
    "observations",
    "Observations",
    "readings",
    "items",
)
_NESTED = ("data", "measurements", "values", "sensor", "current", "readings")
# PurpleAir measures inside its housing, in °F; Sensor.Community sends Pa.
_PURPLE = {
    "temperature": ("internal temperature", "°F"),
    "humidity": ("internal humidity", "%"),
    "pressure": ("pressure", "hPa"),
}
_COMMUNITY_UNITS = {"pressure": "Pa", "pressure_at_sealevel": "Pa"}

Record = dict[str, Any]


def read(content: bytes, name: str, tables: Tables, now: datetime | None = None) -> Read:
    """Return the readings in a JSON file."""
    if len(content) > _MOST_BYTES:
        raise text.binary_file()
    body, _encoding = text.decode(content)
    gathered, problems = Gathered(), list[Problem]()
    taker = _Taker(gathered, tables, station_of(name))
    for number, record in enumerate(_records(_loaded(body, name, problems)), start=1):
        if not taker.take(record):
            problems.append(
                problem(
                    name,
                    number,
                    "object-not-understood",
                    "(đối tượng JSON) thiếu trạm, thời điểm hoặc thông số",
                    "(a JSON object) lacks a time or a known parameter",
                )
            )
    if not len(gathered):
        raise XanhError(
            "no-reading",
            "Tệp JSON không chứa số liệu nào mà phần mềm hiểu.",
            "The JSON file holds no reading that is understood.",
            "Mỗi đối tượng cần trạm (station), thời điểm (time) và các thông số, ví dụ pm25.",
            "Each object needs a station, a time and parameters such as pm25.",
        )
    table = settle(gathered.lines(), tables, now, Medium.AIR)
    if not any(gathered.seconds):
        table = Intervals(tables, 300).fill(table)
    return Read(table, FORM, problems)


def _loaded(body: str, name: str, problems: list[Problem]) -> Any:
    """Return the JSON value of a file, or the list of the values of its lines."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        pass
    values = []
    for number, line in enumerate(body.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            values.append(json.loads(line))
        except (ValueError, RecursionError):
            problems.append(problem(name, number, "line-not-json", "không phải JSON", "is no JSON"))
    return values


def _records(value: Any, depth: int = 0) -> Iterator[Record]:
    """Yield the objects that may hold readings."""
    if depth > 6:
        return
    if isinstance(value, list):
        for each in value:
            yield from _records(each, depth + 1)
        return
    if not isinstance(value, dict):
        return
    if isinstance(value.get("fields"), list) and isinstance(value.get("data"), list):
        for row in value["data"]:
            if isinstance(row, list):
                yield dict(zip(map(str, value["fields"]), row, strict=False))
        return
    lists = [value[k] for k in _LISTS if isinstance(value.get(k), list)]
    if lists and "sensordatavalues" not in value and any(isinstance(i, dict) for i in lists[0]):
        outer = {k: v for k, v in value.items() if not isinstance(v, list)}
        for each in lists[0]:
            yield from _records({**outer, **each} if isinstance(each, dict) else each, depth + 1)
        return
    yield value


class _Taker:
    """Takes the readings out of one object at a time."""

    def __init__(self, gathered: Gathered, tables: Tables, station: str) -> None:
        self.gathered = gathered
        self.tables = tables
        self.station = station

    def take(self, record: Record) -> bool:
        """Take what is in ``record``; says whether there was anything."""
        before = len(self.gathered)
        flat = _flat(record)
        if "sensordatavalues" in record:
            self._community(record, flat)
        elif "result" in flat and "phenomenontime" in flat:
            self._observation(record, flat)
        elif "parameter" in flat and "value" in flat:
            self._one(flat)
        else:
            self._object(flat)
        return len(self.gathered) > before

    def _community(self, record: Record, flat: Record) -> None:
        time = _moment(flat.get("timestamp"), 0)
        sensor = record.get("sensor")
        station = str(sensor.get("id")) if isinstance(sensor, dict) else self._station_of(flat)
        values = record["sensordatavalues"]
        for each in values if isinstance(values, list) and time else ():
            kind = str(each.get("value_type", "")) if isinstance(each, dict) else ""
            if self._known(kind):
                self.gathered.add(
                    station, kind, _COMMUNITY_UNITS.get(kind, ""), time,  # type: ignore[arg-type]
                    _number(each.get("value")),
                )  # fmt: skip

    def _observation(self, record: Record, flat: Record) -> None:
        stream = record.get("Datastream")
        stream = stream if isinstance(stream, dict) else record
        begin, _slash, end = str(flat["phenomenontime"]).partition("/")
        time, start = times.parse(end or begin), times.parse(begin)
        name = _name(stream.get("ObservedProperty")) or _name(stream)
        unit = stream.get("unitOfMeasurement")
        if time and start and name:
            self.gathered.add(
                _name(stream.get("Thing")) or _name(record.get("Thing")) or self.station,
                name,
                str(unit.get("symbol") or "") if isinstance(unit, dict) else "",
                time,
                _number(flat["result"]),
                seconds=int((time - start).total_seconds()) or None,
            )

    def _one(self, flat: Record) -> None:
        time = _time_of(flat)
        if time and isinstance(flat["parameter"], str):
            self.gathered.add(
                self._station_of(flat),
                flat["parameter"],
                str(flat.get("unit") or flat.get("units") or ""),
                time,
                _number(flat["value"]),
                str(flat.get("status") or ""),
            )

    def _object(self, flat: Record) -> None:
        time = _time_of(flat)
        if time is None:
            return
        purple = "sensor_index" in flat
        taken: set[str] = set()
        station = self._station_of(flat)
        for key, value in flat.items():
            name, unit = _PURPLE.get(key, (key, "")) if purple else (key, "")
            if isinstance(value, dict):
                unit = str(value.get("unit") or value.get("units") or unit)
                value = value.get("value", value.get("v"))
            known = self._known(name)
            plain = value is None or isinstance(value, int | float | str)
            if known and known not in taken and plain and key not in _TIME + _STATION:
                taken.add(known)
                self.gathered.add(station, name, unit, time, _number(value))

    def _known(self, name: str) -> str | None:
        key = name_key(name)
        return self.tables.names.get((str(Medium.AIR), key)) or self.tables.names.get(("", key))

    def _station_of(self, flat: Record) -> str:
        for key in _STATION:
            value = flat.get(key)
            if isinstance(value, dict):
                value = value.get("id") or value.get("name")
            if isinstance(value, str | int) and str(value).strip():
                return str(value)
        return self.station


def _flat(record: Record) -> Record:
    """Return an object with small-letter keys, its nested objects of readings laid open."""
    flat: Record = {}
    for key, value in record.items():
        if key in _NESTED and isinstance(value, dict) and not {"value", "id"} & value.keys():
            flat |= {str(k).lower(): v for k, v in value.items()}
        else:
            flat[str(key).lower()] = value
    return flat


def _name(thing: Any) -> str:
    return str(thing.get("name") or "") if isinstance(thing, dict) else ""


def _time_of(flat: Record) -> datetime | None:
    return next((m for key in _TIME if (m := _moment(flat.get(key)))), None)


def _moment(value: Any, zone: float = 7) -> datetime | None:
    if isinstance(value, dict):  # OpenAQ: {"utc": …, "local": …}
        return _moment(value.get("utc"), 0)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return times.of_epoch(value) if value > 1e8 else None
    if isinstance(value, str) and value.isdecimal() and len(value) in (10, 13) and value[0] == "1":
        return times.of_epoch(int(value))
    return times.parse(value, zone) if isinstance(value, str) else None


def _number(value: Any) -> numbers.Number:
    if isinstance(value, bool) or value is None:
        return numbers.NOTHING
    return numbers.parse(str(value))
