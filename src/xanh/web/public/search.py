"""Search over everything that is public, with results as one types."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy

from xanh.office.monitoring.models import Station
from xanh.office.plans.models import PlanVersion, SearchEntry
from xanh.office.plans.search import Hit, search
from xanh.vietnamese import fold
from xanh.web.public.addresses import record_part, version_address

_Kind = SearchEntry.Kind
_STATIONS = "station"
_SOME, _ALL = 6, 100  # results of one kind among others, and alone
_SHORTEST = 2  # [characters]: one letter begins a word of nearly everything
_LONGEST = 200  # [characters] of a query
KINDS = {
    _Kind.PLAN: gettext_lazy("Kế hoạch"),
    _Kind.ORGANISATION: gettext_lazy("Cơ quan"),
    _Kind.TARGET: gettext_lazy("Chỉ tiêu"),
    _Kind.TASK: gettext_lazy("Nhiệm vụ"),
    _Kind.DUTY: gettext_lazy("Nghĩa vụ"),
    _Kind.MEASURE: gettext_lazy("Giải pháp"),
    _Kind.PLACE: gettext_lazy("Địa phương"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One result as the page shows it."""

    href: str
    title: str
    note: str
    language: str


@dataclass(frozen=True, slots=True)
class Part:
    """The results of one kind; ``more`` when there are others."""

    kind: str
    name: str
    hits: list[Found]
    more: bool


def search_page(request: HttpRequest) -> HttpResponse:
    """Show what was found by kind; only the results when the page itself asks for them."""
    query = request.GET.get("q", "")[:_LONGEST].strip()
    only = request.GET.get("loai", "")
    kinds = [_Kind(only)] if only in KINDS else [] if only == _STATIONS else list(KINDS)
    context = {
        "section": "search",
        "query": query,
        "only": only if only in {*KINDS, _STATIONS} else "",
        "kinds": _found_of(query, kinds) + _stations_of(query, only)
        if len(query) >= _SHORTEST
        else [],
    }
    partial = getattr(request, "htmx", False)
    name = "xanh/parts/hits.html" if partial else "xanh/public/search.html"
    return render(request, name, context)


def _found_of(query: str, kinds: list[SearchEntry.Kind]) -> list[Part]:
    """Return the best of each kind: some of every kind, or all of the only one."""
    limit = _ALL if len(kinds) == 1 else _SOME
    by_kind: dict[str, list[Hit]] = {kind.value: [] for kind in kinds}
    hungry = list(by_kind)
    order: list[str] = []  # the kind with the best hit first
    while hungry:
        # Most queries end here in one turn or two: a kind that fills the answer is left out of
        # the next, so that it does not hide the others.
        hits = search(query, limit=_ALL, kinds=hungry)
        order += dict.fromkeys(hit.kind for hit in hits if hit.kind not in order)
        for kind in hungry:
            by_kind[kind] = [hit for hit in hits if hit.kind == kind]
        if len(hits) < _ALL:
            break
        hungry = [kind for kind in hungry if len(by_kind[kind]) <= limit]
    return [
        Part(kind, str(KINDS[_Kind(kind)]), [_found(h) for h in hits[:limit]], len(hits) > limit)
        for kind in order
        if (hits := by_kind[kind])
    ]


def _stations_of(query: str, only: str) -> list[Part]:
    """Return the public stations whose name, river or address has all words."""
    if only not in ("", _STATIONS):
        return []
    found = Station.objects.filter(public=True)
    for word in fold(query).split():
        found = found.filter(Q(search_key__contains=word) | Q(river__search_key__contains=word))
    limit = _ALL if only else _SOME
    stations = list(found.select_related("river")[: limit + 1])
    english = get_language() == "en"
    hits = [
        Found(
            reverse("station", kwargs={"key": station.key}),
            station.name_en if english and station.name_en else station.name,
            station.river.name if station.river else station.address,
            "en" if english and station.name_en else "vi",
        )
        for station in stations[:limit]
    ]
    name = str(gettext_lazy("Trạm quan trắc"))
    return [Part(_STATIONS, name, hits, len(stations) > limit)] if hits else []


def _found(hit: Hit) -> Found:
    language = get_language() or "vi"
    english = language == "en" and bool(hit.title_en)
    title = hit.title_en if english else hit.title
    return Found(_address(hit), title, _note(hit), "en" if english else "vi")


def _address(hit: Hit) -> str:
    if hit.kind == _Kind.ORGANISATION and hit.organisation:
        return reverse("organisation", args=[hit.organisation.slug])
    if hit.place and hit.kind == _Kind.PLACE:
        return reverse("place", args=[hit.place.code])
    assert hit.version is not None  # noqa: S101 - the index gives every other kind a version
    return _in_plan(hit.kind, hit.version, hit.record)


def _in_plan(kind: str, version: PlanVersion, record: str) -> str:
    if kind in {_Kind.TASK, _Kind.TARGET}:
        return version_address(version, f"plan-{kind}", key=record_part(record))
    if kind == _Kind.DUTY:
        return f"{version_address(version, 'plan-duties')}#{record}"
    if kind == _Kind.MEASURE:
        return f"{version_address(version, 'plan-measures')}#{record}"
    return version_address(version, "plan")


def _note(hit: Hit) -> str:
    if hit.kind == _Kind.PLAN and hit.version:
        return hit.version.number
    if hit.kind == _Kind.ORGANISATION and hit.organisation and hit.organisation.place:
        return hit.organisation.place.full_name
    if hit.kind == _Kind.PLACE and hit.place and hit.place.parent:
        return f"{hit.place.parent.full_name} · {hit.place.code}"
    return hit.version.number if hit.version else ""
