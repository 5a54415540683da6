"""Loads the list of places: facts in ``data/*.csv``, brought into the records as they stand.

``provinces.csv`` and ``units.csv`` hold one row for every span of days over which a unit kept its
name and kind; ``origins.csv`` says which units of before 1 July 2025 each new one came from, with
``old_districts.csv`` and ``old_provinces.csv`` naming what those belonged to.
"""

from __future__ import annotations

import csv
from datetime import date
from importlib import resources
from typing import Any

from django.db import transaction

from xanh.office.places.models import Place, PlaceOrigin
from xanh.office.places.names import unaccented

_MERGED_ON = date(2025, 7, 1)
_NAMED = {
    Place.Kind.PROVINCE: ("Tỉnh", "province"),
    Place.Kind.CITY: ("Thành phố", ""),
    Place.Kind.WARD: ("Phường", "ward"),
    Place.Kind.COMMUNE: ("Xã", "commune"),
    Place.Kind.SPECIAL_ZONE: ("Đặc khu", "special zone"),
}
_FACTS = ["name", "full_name", "name_en", "kind", "parent", "valid_to", "latitude", "longitude",
          "area_km2", "search_key", "sort_key"]  # fmt: skip
Key = tuple[str, date | None]


def load_places() -> int:
    """Bring the records in line with the list and return how many places it holds.

    Running it again changes nothing; a fact that changed in the list is updated in place.
    """
    provinces, units = _rows("provinces.csv"), _rows("units.csv")
    with transaction.atomic():
        known = _known()
        _store([_place(row, None) for row in provinces], known)
        known = _known()
        parents = _latest(known)
        _store([_place(row, parents[row["province"]]) for row in units], known)
        _store_origins(_known())
    return len(provinces) + len(units)


def rows_of(package: str, name: str) -> list[dict[str, str]]:
    """Return the rows of the CSV file ``name`` in the ``data`` folder of ``package``."""
    text = (resources.files(package) / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _rows(name: str) -> list[dict[str, str]]:
    return rows_of("xanh.office.places", name)


def _known() -> dict[Key, Place]:
    return {(place.code, place.valid_from): place for place in Place.objects.all()}


def _latest(known: dict[Key, Place]) -> dict[str, Place]:
    """Return the latest record of every code: children hang on that one."""
    return {
        place.code: place
        for place in sorted(known.values(), key=lambda p: p.valid_from or date.min)
    }


def _place(row: dict[str, str], parent: Place | None) -> Place:
    kind = Place.Kind(row["kind"])
    vietnamese, english = _NAMED[kind]
    plain = row.get("name_en") or unaccented(row["name"])
    place = Place(
        code=row["code"],
        name=row["name"],
        full_name=f"{vietnamese} {row['name']}",
        name_en=f"{plain} {english}".strip(),
        kind=kind,
        parent=parent,
        valid_from=_date(row["valid_from"]),
        valid_to=_date(row["valid_to"]),
        latitude=_number(row["latitude"]),
        longitude=_number(row["longitude"]),
        area_km2=_number(row.get("area_km2", "")),
    )
    place.set_keys()
    return place


def _store(wanted: list[Place], known: dict[Key, Place]) -> None:
    new: list[Place] = []
    changed: list[Place] = []
    for place in wanted:
        old = known.get((place.code, place.valid_from))
        if old is None:
            new.append(place)
        elif _facts(old) != _facts(place):
            place.pk = old.pk
            changed.append(place)
    Place.objects.bulk_create(new, batch_size=1000)
    Place.objects.bulk_update(changed, _FACTS, batch_size=500)


def _facts(place: Place) -> tuple[Any, ...]:
    return tuple(getattr(place, "parent_id" if fact == "parent" else fact) for fact in _FACTS)


def _store_origins(known: dict[Key, Place]) -> None:
    wanted = _wanted_origins(known)
    present = {
        (o.place_id, o.old_code): o for o in PlaceOrigin.objects.all().iterator(chunk_size=5000)
    }
    stale = [o.pk for key, o in present.items() if key not in wanted]
    PlaceOrigin.objects.filter(pk__in=stale).delete()
    changed = []
    for key, origin in wanted.items():
        old = present.get(key)
        if old is not None and _origin_facts(old) != _origin_facts(origin):
            origin.pk = old.pk
            changed.append(origin)
    fields = ["old_name", "old_district", "old_province", "whole", "holds_centre"]
    PlaceOrigin.objects.bulk_update(changed, fields, batch_size=500)
    new = [origin for key, origin in wanted.items() if key not in present]
    PlaceOrigin.objects.bulk_create(new, batch_size=2000)


def _wanted_origins(known: dict[Key, Place]) -> dict[tuple[int, str], PlaceOrigin]:
    """Return the origins of every unit and every merged province of 1 July 2025."""
    old_provinces = _rows("old_provinces.csv")
    province_names = {row["code"]: row["name"] for row in old_provinces}
    districts = {row["code"]: row for row in _rows("old_districts.csv")}
    origins = []
    for row in old_provinces:
        place = known.get((row["province"], _MERGED_ON))
        if place is not None:
            origins.append(_origin(place, row["code"], row["name"], "", row["name"], True, None))
    for row in _rows("origins.csv"):
        district = districts[row["old_district"]]
        centre = row["holds_centre"]
        origins.append(
            _origin(
                known[row["code"], _MERGED_ON], row["old_code"], row["old_name"],
                district["name"], province_names[district["province"]],
                row["whole"] == "1", None if not centre else centre == "1",
            )
        )  # fmt: skip
    return {(origin.place_id, origin.old_code): origin for origin in origins}


def _origin(
    place: Place, code: str, name: str, district: str, province: str, whole: bool,
    centre: bool | None,
) -> PlaceOrigin:  # fmt: skip
    return PlaceOrigin(
        place=place, old_code=code, old_name=name, old_district=district,
        old_province=province, whole=whole, holds_centre=centre,
    )  # fmt: skip


def _origin_facts(origin: PlaceOrigin) -> tuple[Any, ...]:
    return (
        origin.old_name, origin.old_district, origin.old_province, origin.whole,
        origin.holds_centre,
    )  # fmt: skip


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str) -> float | None:
    return float(text) if text else None
