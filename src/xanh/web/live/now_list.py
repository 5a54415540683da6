"""All public stations as they are now, and which of them a reader wants to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import Q
from django.http import QueryDict

from xanh.observations.selection import Level, Selection
from xanh.office.monitoring.indices import AIR, SHARE, AirIndex, latest_air
from xanh.office.monitoring.memory import Memory
from xanh.office.monitoring.models import Station
from xanh.office.monitoring.profiles import store_folder
from xanh.office.monitoring.readings import engine
from xanh.office.monitoring.series import last_label, local_date
from xanh.office.monitoring.waters import WaterIndex, latest_water
from xanh.vietnamese import fold
from xanh.web.live import parts

if TYPE_CHECKING:
    from xanh.observations.engine import Engine

_Medium = Station.Medium
WATERY = (_Medium.SURFACE_WATER, _Medium.GROUNDWATER)
CURRENT = timedelta(hours=2)  # an index older than this is not how the air is now
NO_BAND = "0"
_KEPT = 60  # [s] that the front page's line serves
_ORDER = {_Medium.AIR: 0, _Medium.SURFACE_WATER: 1, _Medium.GROUNDWATER: 2}


@dataclass(frozen=True, slots=True)
class Sub:
    """The part of one parameter in an index."""

    name: str
    value: str
    scale: str  # class of the official colour; none where the part has no colour of its own
    decides: bool  # the highest of air, the lowest of water


@dataclass(frozen=True, slots=True)
class Row:
    """One station as the list and the map show it."""

    station: Station
    name: str
    mark: parts.Mark | None  # None: nothing is indexed at such a station
    current: bool  # whether the index is of now
    time: str  # of the index
    subs: list[Sub]
    last: datetime | None
    age: str
    silent: bool

    @property
    def shape(self) -> str:
        """Return the class of its shape on the map."""
        medium = self.station.medium
        return "air" if medium == _Medium.AIR else "water" if medium in WATERY else "other"


@dataclass(frozen=True, slots=True)
class Headline:
    """How the air is: the worst station and how many stations are in each band."""

    worst: Row
    counts: list[tuple[parts.Mark, int]]
    stations: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader chose in the address."""

    medium: str = ""
    band: str = ""  # 1 … 6 of its scale, 0: no index
    place: str = ""
    words: str = ""
    silent: bool = False
    river: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Wanted:
        """Read it; what makes no sense falls back."""
        medium, band = query.get("loai", ""), query.get("muc", "")
        return cls(
            medium if medium in _Medium.values else "",
            band if band in {NO_BAND, *"123456"} else "",
            query.get("noi", "")[:10],
            query.get("q", "")[:100].strip(),
            query.get("im") == "1",
            query.get("song", "")[:60],
        )

    def fits(self, row: Row) -> bool:
        """Say whether a station is wanted."""
        station = row.station
        river = station.river
        known = f"{station.search_key} {river.search_key if river else ''}"
        step = str(row.mark.step) if row.mark and row.mark.step else NO_BAND
        return (
            self.medium in ("", station.medium)
            and self.band in ("", step)
            and self.place in ("", station.place.code if station.place else "")
            and self.river in ("", station.river.key if station.river else "")
            and (row.silent or not self.silent)
            and all(word in known for word in fold(self.words).split())
        )


def open_stations(now: datetime) -> list[Station]:
    """Return the public stations that have not been closed."""
    today = local_date(now)
    return list(
        Station.objects.filter(Q(closed=None) | Q(closed__gt=today), public=True).select_related(
            "place", "river"
        )
    )


def rows_now(stations: Sequence[Station], now: datetime) -> list[Row]:
    """Return a row a station: air by index, the worst first, then waters, then the others."""
    asked = engine()
    question = (asked, tuple((s.key, s.medium) for s in stations), parts.language())
    air, water, values, labels = _FOUND.get(
        question, asked.store.manifest().moment, lambda: _found(asked, stations, now)
    )
    rows = [
        _row(s, air.get(s.key), water.get(s.key), labels.get(s.key), now, values.get(s.key, []))
        for s in stations
    ]
    return sorted(rows, key=_place)


def _newest_values(asked: Engine, keys: Sequence[str], now: datetime) -> dict[str, list[Sub]]:
    """Return the newest hourly mean of each parameter, where no index says how it is."""
    if not keys:
        return {}
    day = Selection(tuple(keys), None, now - timedelta(hours=24), now, Level.CORRECTED)
    found: dict[str, list[Sub]] = {}
    for row in asked.hours(day, "newest-values", _newest).to_pylist():
        name, unit = row["parameter"], row["unit"] or ""
        value = f"{parts.number(row['mean'], name)} {unit}".strip()
        found.setdefault(row["station"], []).append(
            Sub(parts.parameter_name(name), value, "", decides=False)
        )
    return {key: sorted(subs, key=lambda sub: sub.name) for key, subs in found.items()}


def _newest(hours: Any) -> Any:
    whole = hours.filter(
        hours["mean"].notnull(), hours["count"] >= SHARE * hours["expected"] - 1e-9
    )
    return whole.group_by("station", "parameter").agg(
        mean=whole["mean"].argmax(whole["time"]), unit=whole["unit"].argmax(whole["time"])
    )


Found = tuple[dict[str, AirIndex], dict[str, WaterIndex], dict[str, list[Sub]], dict[str, datetime]]
_FOUND: Memory[Found] = Memory()


def _found(asked: Engine, stations: Sequence[Station], now: datetime) -> Found:
    """Return what the store says of stations: indices, newest values, newest labels."""
    others = [s.key for s in stations if s.medium not in (_Medium.AIR, *WATERY)]
    return (
        latest_air(asked, [s.key for s in stations if s.medium == _Medium.AIR], now),
        latest_water(asked, [s.key for s in stations if s.medium in WATERY], now),
        _newest_values(asked, others, now),
        _labels(asked, stations, now),
    )


def headline(rows: Sequence[Row]) -> Headline | None:
    """Return how the air is by rows that are of now; None where there is none."""
    air = [row for row in rows if row.shape == "air" and row.current and row.mark]
    if not air:
        return None
    by_step: dict[int, list[Row]] = {}
    for row in air:
        by_step.setdefault(row.mark.step if row.mark else 0, []).append(row)
    counts = [(some[0].mark, len(some)) for _step, some in sorted(by_step.items()) if some[0].mark]
    return Headline(max(air, key=_value), counts, len(air))


def headline_of_the_city(now: datetime | None = None) -> Headline | None:
    """Return how the air is; a look at the store serves for a minute."""
    now = now or datetime.now(UTC)
    stations = [s for s in open_stations(now) if s.medium == _Medium.AIR]
    if not stations:
        return None
    found: Mapping[str, AirIndex] = cache.get_or_set(
        f"air-now-{hash((store_folder(), tuple(s.key for s in stations)))}",
        lambda: latest_air(engine(), [station.key for station in stations], now),
        _KEPT,
    )  # type: ignore[assignment]
    return headline([_row(s, found.get(s.key), None, None, now) for s in stations])


def _labels(asked: Engine, stations: Sequence[Station], now: datetime) -> dict[str, datetime]:
    return last_label(asked, [station.key for station in stations], now) if stations else {}


def _row(
    station: Station,
    air: AirIndex | None,
    water: WaterIndex | None,
    last: datetime | None,
    now: datetime,
    values: Sequence[Sub] = (),
) -> Row:
    english = parts.language() == "en" and station.name_en
    quiet = timedelta(seconds=3600 + 2 * station.seconds)
    common: dict[str, Any] = {
        "station": station,
        "name": station.name_en if english else station.name,
        "last": last,
        "age": parts.age(last, now),
        "silent": last is None or now - last > quiet,
    }
    if station.medium == _Medium.AIR:
        return Row(
            mark=parts.air_mark(air.index if air else None),
            current=air is not None and now - air.time <= CURRENT,
            time=parts.local(air.time) if air else "",
            subs=_air_subs(air),
            **common,
        )
    if station.medium in WATERY:
        return Row(
            mark=parts.water_mark(water.index if water else None),
            current=water is not None and water.index is not None,
            time=f"{water.day:%d/%m/%Y}" if water else "",
            subs=_water_subs(water),
            **common,
        )
    return Row(mark=None, current=False, time="", subs=list(values), **common)


def _air_subs(index: AirIndex | None) -> list[Sub]:
    if index is None:
        return []
    return [
        Sub(
            parts.parameter_name(name),
            str(index.parts[name]),
            parts.air_mark(index.parts[name]).scale,
            name == index.dominant,
        )
        for name in AIR
        if name in index.parts
    ]


def _water_subs(index: WaterIndex | None) -> list[Sub]:
    if index is None or index.index is None:
        return []
    return [
        Sub(parts.parameter_name(name), str(round(q)), "", name == index.worst)
        for name, q in sorted(index.parts.items(), key=lambda item: (item[1], item[0]))
    ]


def _value(row: Row) -> int:
    return row.mark.value or 0 if row.mark else 0


def _place(row: Row) -> tuple[int, bool, int, str]:
    """Return where a row stands: the worst first; little of water's index is bad."""
    medium = _Medium(row.station.medium)
    value = _value(row)
    none = row.mark is None or row.mark.value is None
    worst = -value if medium == _Medium.AIR else value
    return _ORDER.get(medium, 3), none, worst, row.station.sort_key
