"""Organisations: who they are, what they lead, help with and owe over all plans in force."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from xanh.office.organisations.models import Organisation, Resolution
from xanh.office.plans.models import Duty, Party, PlanVersion, Task
from xanh.office.plans.queries import organisation_view
from xanh.vietnamese import fold
from xanh.web.public.addresses import record_address, version_address
from xanh.web.public.labels import ORGANISATION_KINDS
from xanh.web.public.reading import public_organisations

_PER_PAGE = 200
_LONGEST = 200  # [characters] of a word that is looked for
_IN_FORCE = Q(task__removed=False, task__version__state=PlanVersion.State.PUBLISHED) | Q(
    duty__removed=False, duty__version__state=PlanVersion.State.PUBLISHED
)


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
    direct, collective = _direct_counts(), _collective_counts()
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


def _direct_counts() -> Counter[tuple[int, str]]:
    """Return how many records name an organisation itself, by (organisation, role)."""
    rows = (
        Party.objects.filter(_IN_FORCE, organisation__isnull=False)
        .order_by()
        .values_list("organisation", "role")
        .annotate(tasks=Count("task", distinct=True), duties=Count("duty", distinct=True))
    )
    return Counter({(key, role): tasks + duties for key, role, tasks, duties in rows})


def _collective_counts() -> Counter[int]:
    """Return how many records name an organisation under a collective name."""
    named = dict(
        Party.objects.filter(_IN_FORCE, resolution__isnull=False)
        .order_by()
        .values_list("resolution")
        .annotate(records=Count("id"))
    )
    counts: Counter[int] = Counter()
    memberships = Resolution.members.through.objects.filter(resolution__in=named)
    for resolution, organisation in memberships.values_list("resolution_id", "organisation_id"):
        counts[organisation] += named[resolution]
    return counts


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
    context = {
        "section": "organisations",
        "organisation": found,
        "leads": [_task_share(task, found, lists, Party.Role.LEAD) for task in view.leads],
        "helps": [_task_share(task, found, lists, Party.Role.PARTNER) for task in view.helps],
        "owes": sorted(owes, key=lambda share: (share.due is None, share.due or date.max)),
        "written": _written_names(found),
    }
    return render(request, "xanh/public/organisation.html", context)


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
