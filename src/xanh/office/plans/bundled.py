"""Hanoi's plan 249/KH-UBND, which comes with Xanh as facts, so that there is a plan to open.

The data holds number, dates, titles, names, periods and values, and none of the document's prose:
so its records have no anchors. Importing the document itself gives the next version.
"""

from __future__ import annotations

import json
from importlib import resources

from django.db import transaction

from xanh.office.organisations.loading import load_organisations
from xanh.office.organisations.models import Organisation
from xanh.office.places.loading import load_places
from xanh.office.places.models import Place
from xanh.office.plans.drafts import create_draft
from xanh.office.plans.identity import place_of
from xanh.office.plans.models import Plan, PlanVersion
from xanh.office.plans.records import Json, day_of
from xanh.office.plans.search import index_lists
from xanh.office.plans.states import publish

_DATA = ("hanoi-249.json",)


def ensure_bundled() -> PlanVersion | None:
    """Publish the bundled plan where the records hold no plan of its number; else None.

    Loads the lists of places and organisations first when they are missing, and makes them
    findable. Running it again changes nothing.
    """
    with transaction.atomic():
        if not Place.objects.exists():
            load_places()
        if not Organisation.objects.exists():
            load_organisations()
        index_lists()
        published = None
        for name in _DATA:
            reading = read_bundled(name)
            if not _held(reading):
                published = publish(create_draft(reading, "", "", None, None), None)
    return published


def read_bundled(name: str = _DATA[0]) -> Json:
    """Return a bundled plan in the contract's shape."""
    text = (resources.files("xanh.office.plans") / "data" / name).read_text(encoding="utf-8")
    reading: Json = json.loads(text)
    return reading


def _held(reading: Json) -> bool:
    """Say whether the records hold the plan in any state, also one that people discarded."""
    head = reading["document"]
    issued = day_of(head["issued"])
    if issued is None:
        return False
    place = place_of(head["issuer"], head["place"], issued)
    plans = Plan.objects.filter(number__iexact=head["number"], year=issued.year)
    return plans.filter(place__code=place.code if place else None).exists()
