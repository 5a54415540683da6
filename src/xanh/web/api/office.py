"""Organisations and places."""

from __future__ import annotations

from typing import Annotated

from django.db.models import F
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router

from xanh.office.organisations.models import Organisation
from xanh.office.places.models import Place
from xanh.vietnamese import fold
from xanh.web.api import forms
from xanh.web.api.plans import REFUSALS, Limit, Offset, Words
from xanh.web.api.schemas import OrganisationDetail, OrganisationOut, Page, PlaceDetail, PlaceOut
from xanh.web.public.reading import public_organisations

router = Router()


@router.get(
    "/organisations",
    response={200: Page[OrganisationOut], **REFUSALS},
    operation_id="list_organisations",
    summary="Organisations",
    tags=["office"],
)
def organisations(
    request: HttpRequest,
    limit: Limit,
    offset: Offset,
    q: Words,
    kind: Annotated[Organisation.Kind | None, Query(None, description="Kind of organisation.")],
    place: Annotated[str, Query("", description="Code of the territory.")],
) -> forms.Json:
    """List the organisations that exist today, in Vietnamese alphabetical order."""
    rows = public_organisations().at(timezone.localdate()).select_related("place")
    if kind:
        rows = rows.filter(kind=kind)
    if place:
        rows = rows.filter(place__code=place)
    for word in fold(q).split():
        rows = rows.filter(search_key__contains=word)
    return forms.page(rows.order_by("sort_key"), limit, offset, forms.organisation_form(request))


@router.get(
    "/organisations/{slug}",
    response={200: OrganisationDetail, **REFUSALS},
    operation_id="get_organisation",
    summary="One organisation",
    tags=["office"],
)
def organisation(
    request: HttpRequest, slug: Annotated[str, Path(description="Slug of the organisation.")]
) -> forms.Json:
    """Give one organisation with the names that documents give it."""
    found = public_organisations().select_related("place").filter(slug=slug).first()
    if found is None:
        raise Http404
    written = found.written_names.order_by("text").values_list("text", flat=True)
    return forms.organisation_form(request)(found) | {"written": list(written)}


@router.get(
    "/places",
    response={200: Page[PlaceOut], **REFUSALS},
    operation_id="list_places",
    summary="Places",
    tags=["office"],
)
def places(
    request: HttpRequest,  # noqa: ARG001 - the framework calls it so
    limit: Limit,
    offset: Offset,
    q: Words,
    kind: Annotated[Place.Kind | None, Query(None, description="Kind of place.")],
    parent: Annotated[str, Query("", description="Code of the unit above.")],
) -> forms.Json:
    """List the places that exist today, in Vietnamese alphabetical order."""
    rows = Place.objects.at(timezone.localdate()).select_related("parent")
    if kind:
        rows = rows.filter(kind=kind)
    if parent:
        rows = rows.filter(parent__code=parent)
    for word in fold(q).split():
        rows = rows.filter(search_key__contains=word)
    return forms.page(rows.order_by("sort_key", "code"), limit, offset, forms.place_form)


@router.get(
    "/places/{code}",
    response={200: PlaceDetail, **REFUSALS},
    operation_id="get_place",
    summary="One place",
    tags=["office"],
)
def place(
    request: HttpRequest,  # noqa: ARG001 - the framework calls it so
    code: Annotated[str, Path(description="Official code.")],
) -> forms.Json:
    """Give one place with the old units that it came from."""
    found = (
        Place.objects.filter(code=code)
        .select_related("parent")
        .order_by(F("valid_from").desc(nulls_last=True))
        .first()
    )
    if found is None:
        raise Http404
    return forms.place_form(found) | {
        "area_km2": found.area_km2,
        "latitude": found.latitude,
        "longitude": found.longitude,
        "origins": [
            {
                "code": origin.old_code,
                "name": origin.old_name,
                "district": origin.old_district,
                "province": origin.old_province,
                "whole": origin.whole,
            }
            for origin in found.origins.all()
        ],
    }
