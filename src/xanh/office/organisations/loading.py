"""Loads the list of organisations: facts in ``data/*.csv``, applied to the list of places.

``central.csv`` names the bodies of the central level; ``provincial.csv`` is a template that every
province listed in its row fills in; the committees of wards and communes follow from the places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from xanh.office.organisations.models import Organisation, WrittenName
from xanh.office.organisations.names import name_key
from xanh.office.places.loading import rows_of
from xanh.office.places.models import Place
from xanh.vietnamese import slug

_PACKAGE = "xanh.office.organisations"
_PROVINCE_KINDS = (Place.Kind.PROVINCE, Place.Kind.CITY)
_FACTS = ["name", "name_en", "kind", "place", "valid_from", "valid_to", "listed", "search_key",
          "sort_key"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Entry:
    """One organisation of the list with the other ways in which it is written."""

    organisation: Organisation
    written: tuple[str, ...]


def load_organisations() -> int:
    """Bring the records in line with the list and return how many organisations it holds.

    Needs the places. Running it again changes nothing; a changed fact is updated in place.
    Organisations that plans brought in (``listed`` false) are left alone.
    """
    places = list(Place.objects.select_related("parent").order_by("code", "valid_from"))
    entries = [*_central(), *_provincial(places), *_committees(places)]
    with transaction.atomic():
        _store([entry.organisation for entry in entries])
        _store_names(entries)
    return len(entries)


def _central() -> Iterator[_Entry]:
    for row in rows_of(_PACKAGE, "central.csv"):
        organisation = _organisation(row, row["slug"], row["name"], row["name_en"], None)
        yield _Entry(organisation, _split(row["written"]))


def _provincial(places: list[Place]) -> Iterator[_Entry]:
    """Fill in the template for every province; a renamed one is written in all its names."""
    spans: dict[str, list[Place]] = {}
    for place in places:
        if place.kind in _PROVINCE_KINDS:
            spans.setdefault(place.code, []).append(place)
    template = rows_of(_PACKAGE, "provincial.csv")
    for code, records in spans.items():
        words = [_words(place) for place in records]
        for row in template:
            if not _applies(row["provinces"], code):
                continue
            address = f"{row['slug']}-{slug(records[-1].name)}"
            name = row["name"].format(**words[-1])
            organisation = _organisation(
                row, address, name, row["name_en"].format(**words[-1]), records[-1]
            )
            forms = (row["name"], *_split(row["written"]))
            yield _Entry(organisation, tuple(f.format(**w) for w in words for f in forms))


def _words(place: Place) -> dict[str, str]:
    """Return what the template's placeholders stand for in a province."""
    city = place.kind == Place.Kind.CITY
    unit = "thành phố" if city else "tỉnh"
    return {
        "name": place.name,
        "full": f"{unit} {place.name}",
        "unit": unit.capitalize() if city else unit,
        "abbr": "TP" if city else " tỉnh",
        "Committee": "Thành ủy" if city else "Tỉnh ủy",
        "Youth": "Thành đoàn" if city else "Tỉnh đoàn",
        "en": place.name_en,
    }


def _applies(provinces: str, code: str) -> bool:
    """Say whether a row is for a province: "*", "* -01 -79" (all but), or "01 79" (only)."""
    marks = provinces.split()
    return f"-{code}" not in marks if marks[0] == "*" else code in marks


def _committees(places: list[Place]) -> Iterator[_Entry]:
    taken: set[str] = set()
    for place in places:
        if place.parent is None or place.kind in _PROVINCE_KINDS:
            continue
        full = place.full_name[0].lower() + place.full_name[1:]
        address = slug(f"ubnd {full} {place.parent.name}")
        if address in taken:
            address = f"{address}-{place.code}"
        taken.add(address)
        organisation = Organisation(
            slug=address,
            name=f"UBND {full}",
            name_en=f"People's Committee of {place.name_en}",
            kind=Organisation.Kind.COMMUNE_COMMITTEE,
            place=place,
            valid_from=place.valid_from,
            valid_to=place.valid_to,
        )
        organisation.set_keys()
        yield _Entry(organisation, ())


def _organisation(
    row: dict[str, str], address: str, name: str, name_en: str, place: Place | None
) -> Organisation:
    organisation = Organisation(
        slug=address,
        name=name,
        name_en=name_en,
        kind=Organisation.Kind(row["kind"]),
        place=place,
        valid_from=_date(row["valid_from"]),
        valid_to=_date(row["valid_to"]),
    )
    organisation.set_keys()
    return organisation


def _store(wanted: list[Organisation]) -> None:
    known = Organisation.objects.in_bulk(field_name="slug")
    new: list[Organisation] = []
    changed: list[Organisation] = []
    for organisation in wanted:
        old = known.get(organisation.slug)
        if old is None:
            new.append(organisation)
            continue
        organisation.pk = old.pk
        if _facts(old) != _facts(organisation):
            changed.append(organisation)
    Organisation.objects.bulk_create(new, batch_size=1000)
    Organisation.objects.bulk_update(changed, _FACTS, batch_size=500)


def _facts(organisation: Organisation) -> tuple[object, ...]:
    return tuple(getattr(organisation, "place_id" if fact == "place" else fact) for fact in _FACTS)


def _store_names(entries: list[_Entry]) -> None:
    present = set(WrittenName.objects.values_list("organisation_id", "key"))
    new: list[WrittenName] = []
    for entry in entries:
        for text in (entry.organisation.name, *entry.written):
            pair = (entry.organisation.pk, name_key(text))
            if pair not in present:
                present.add(pair)
                new.append(WrittenName(organisation_id=pair[0], text=text, key=pair[1]))
    WrittenName.objects.bulk_create(new, batch_size=2000)


def _split(written: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in written.split("|") if part.strip())


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
