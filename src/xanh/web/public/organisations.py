"""Organisations: who they are, what they lead, help with and owe over all plans in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from xanh.office.organisations.models import Organisation, Resolution
from xanh.office.plans.models import Duty, Party, PlanVersion, Task
from xanh.office.plans.queries import organisation_view
from xanh.vietnamese import fold
from xanh.web.public.addresses import record_address, version_address
from xanh.web.public.labels import ORGANISATION_KINDS
from xanh.web.public.reading import PARTIES, public_organisations

_PER_PAGE = 100
_SHARES = 50  # tasks of one organisation on a page
_LONGEST = 200  # [characters] of a word that is looked for


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation of the list: what was given to it by name, and under collective names."""

    organisation: Organisation
    leads: int
    helps: int
    owes: int
    collectively: int


def organisation_list(request: HttpRequest) -> HttpResponse:
    """List the organisations that have work in a plan in force, or all of them."""
    text = request.GET.get("tim", "")[:_LONGEST].strip()
    kind = request.GET.get("loai", "")
    everyone = request.GET.get("gom") == "tat-ca"
    state = _state()
    direct, collective = _direct_counts(state), _collective_counts(state)
    rows = public_organisations().at(timezone.localdate()).select_related("place")
    if kind in ORGANISATION_KINDS:
        rows = rows.filter(kind=kind)
    for word in fold(text).split():
        rows = rows.filter(search_key__contains=word)
    if not everyone:
        rows = rows.filter(pk__in={key for key, _role in direct} | set(collective))
    pages = Paginator(rows.order_by("sort_key", "slug"), _PER_PAGE)
    page = pages.get_page(request.GET.get("trang"))
    context = {
        "section": "organisations",
        "text": text,
        "kind": kind,
        "kinds": ORGANISATION_KINDS.items(),
        "everyone": everyone,
        "count": pages.count,
        "page": page,
        "lines": [
            Line(
                row,
                direct[row.pk, Party.Role.LEAD],
                direct[row.pk, Party.Role.PARTNER],
                direct[row.pk, Party.Role.DEBTOR],
                collective[row.pk],
            )
            for row in page
        ],
    }
    return render(request, "xanh/public/organisation_list.html", context)


State = tuple[tuple[int, datetime | None], ...]


def _state() -> State:
    """Return which versions are in force; what they hold never changes."""
    rows = PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED).order_by("pk")
    return tuple(rows.values_list("pk", "published_at"))


@lru_cache(maxsize=2)
def _direct_counts(state: State) -> Counter[tuple[int, str]]:
    """Return how many records name an organisation itself, by (organisation, role)."""
    counts: Counter[tuple[int, str]] = Counter()
    for parties, record in _parties_of(state):
        rows = parties.filter(organisation__isnull=False).values_list("organisation", "role")
        for organisation, role, many in rows.annotate(many=Count(record, distinct=True)):
            counts[organisation, role] += many
    return counts


@lru_cache(maxsize=2)
def _collective_counts(state: State) -> Counter[int]:
    """Return how many records name an organisation under a collective name."""
    named: Counter[int] = Counter()
    for parties, record in _parties_of(state):
        rows = parties.filter(resolution__isnull=False).values_list("resolution")
        named.update(dict(rows.annotate(many=Count(record, distinct=True))))
    counts: Counter[int] = Counter()
    memberships = Resolution.members.through.objects.filter(resolution__in=named)
    for resolution, member in memberships.values_list("resolution_id", "organisation_id"):
        counts[member] += named[resolution]
    return counts


def _parties_of(state: State) -> list[tuple[QuerySet[Party], str]]:
    """Return the parties of tasks and those of duties, each with the name of their record."""
    versions = [key for key, _published in state]
    return [
        (
            Party.objects.filter(
                **{f"{record}__version__in": versions, f"{record}__removed": False}
            ).order_by(),
            record,
        )
        for record in ("task", "duty")
    ]


@dataclass(frozen=True, slots=True)
class Share:
    """One task or duty of an organisation; ``via`` is the collective name that it came by."""

    record: Task | Duty
    href: str
    number: str
    via: str
    condition: str
    due: date | None = None


def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what an organisation leads, helps with and owes, by date."""
    found = public_organisations().select_related("place").filter(slug=slug).first()
    if found is None:
        raise Http404
    view = organisation_view(found, timezone.localdate())
    lists = set(found.resolutions.values_list("pk", flat=True))
    next_due: dict[int, date] = {}
    for item in view.due:
        next_due.setdefault(item.duty.pk, item.day)
    owes = [_duty_share(duty, found, lists, next_due.get(duty.pk)) for duty in view.owes]
    leads = Paginator(view.leads.values_list("pk", flat=True), _SHARES).get_page(
        request.GET.get("chu-tri")
    )
    helps = Paginator(view.helps.values_list("pk", flat=True), _SHARES).get_page(
        request.GET.get("phoi-hop")
    )
    context = {
        "section": "organisations",
        "organisation": found,
        "leads": leads,
        "helps": helps,
        "lead_shares": [
            _task_share(task, found, lists, Party.Role.LEAD) for task in _on_page(leads)
        ],
        "help_shares": [
            _task_share(task, found, lists, Party.Role.PARTNER) for task in _on_page(helps)
        ],
        "owes": sorted(owes, key=lambda share: (share.due is None, share.due or date.max)),
        "written": _written_names(found),
    }
    return render(request, "xanh/public/organisation.html", context)


def _on_page(page: Iterable[int]) -> list[Task]:
    """Return the tasks of one page; thousands are put in order by their numbers alone."""
    keys = list(page)
    tasks = (
        Task.objects.select_related("version__plan")
        .defer("version__text", "version__reading", "search_key")
        .prefetch_related(PARTIES)
        .in_bulk(keys)
    )
    return [tasks[key] for key in keys]


def _task_share(task: Task, who: Organisation, lists: set[int], role: str) -> Share:
    via, condition = _named_by(task, who, lists, role)
    return Share(task, record_address(task), task.version.number, via, condition)


def _duty_share(duty: Duty, who: Organisation, lists: set[int], due: date | None) -> Share:
    via, condition = _named_by(duty, who, lists, Party.Role.DEBTOR)
    href = f"{version_address(duty.version, 'plan-duties')}#{duty.key}"
    return Share(duty, href, duty.version.number, via, condition, due)


def _named_by(
    record: Task | Duty, who: Organisation, lists: set[int], role: str
) -> tuple[str, str]:
    """Return the collective name by which ``who`` is meant ("" where named itself), condition."""
    parties = [party for party in record.parties.all() if party.role == role]
    for party in parties:
        if party.organisation_id == who.pk:
            return "", party.condition
    for party in parties:
        if party.resolution_id in lists:
            return party.written, party.condition
    return "", ""


def _written_names(found: Organisation) -> list[str]:
    """Return the other ways in which documents write the name, shortest first."""
    names = {name.text for name in found.written_names.all()} - {found.name}
    return sorted(names, key=lambda text: (len(text), text))
