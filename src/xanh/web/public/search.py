"""Search over everything that is public, with results as one types."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy

from xanh.office.plans.models import PlanVersion, SearchEntry
from xanh.office.plans.search import Hit, search
from xanh.web.public.addresses import record_part, version_address

_Kind = SearchEntry.Kind
_LIMIT = 60
_LONGEST = 200  # [characters] of a query
KINDS = {
    _Kind.PLAN: gettext_lazy("Kế hoạch"),
    _Kind.ORGANISATION: gettext_lazy("Cơ quan"),
    _Kind.TASK: gettext_lazy("Nhiệm vụ"),
    _Kind.TARGET: gettext_lazy("Chỉ tiêu"),
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


def search_page(request: HttpRequest) -> HttpResponse:
    """Show what was found by kind; only the results when the page itself asks for them."""
    query = request.GET.get("q", "")[:_LONGEST].strip()
    hits = search(query, limit=_LIMIT) if query else []
    context = {
        "section": "search",
        "query": query,
        "kinds": _by_kind(hits),
        "count": len(hits),
        "most": len(hits) == _LIMIT,
    }
    partial = getattr(request, "htmx", False)
    name = "xanh/parts/hits.html" if partial else "xanh/public/search.html"
    return render(request, name, context)


def _by_kind(hits: list[Hit]) -> list[tuple[str, list[Found]]]:
    """Group the hits; the kind with the best hit comes first, each keeps its order."""
    order = list(dict.fromkeys(hit.kind for hit in hits))
    ordered = sorted(hits, key=lambda hit: order.index(hit.kind))
    return [
        (str(KINDS[_Kind(kind)]), [_found(hit) for hit in members])
        for kind, members in groupby(ordered, key=lambda hit: hit.kind)
    ]


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
