"""Places: a light page for each."""

from __future__ import annotations

from django.db.models import Count, F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from xanh.office.places.models import Place
from xanh.web.public.reading import public_organisations, public_plans

_PROVINCES = (Place.Kind.PROVINCE, Place.Kind.CITY)


def place_list(request: HttpRequest) -> HttpResponse:
    """List the provinces that exist today."""
    today = timezone.localdate()
    places = (
        Place.objects.at(today)
        .filter(kind__in=_PROVINCES)
        .annotate(child_count=Count("children", distinct=True))
    )
    return render(request, "xanh/public/place_list.html", {"places": places})


def place(request: HttpRequest, code: str) -> HttpResponse:
    """Show a place: name, code, where it lies, what it came from, its committee.

    A code that served two places shows the later one.
    """
    found = (
        Place.objects.filter(code=code)
        .select_related("parent")
        .order_by(F("valid_from").desc(nulls_last=True))
        .first()
    )
    if found is None:
        raise Http404
    today = timezone.localdate()
    context = {
        "place": found,
        "origins": found.origins.all(),
        "children": Place.objects.at(today).filter(parent=found),
        "organisations": public_organisations().at(today).filter(place=found),
        "plans": public_plans().filter(place=found).order_by("number"),
    }
    return render(request, "xanh/public/place.html", context)
