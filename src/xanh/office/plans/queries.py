"""The questions that pages ask of plans; each answers in a fixed number of queries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    Count,
    Exists,
    F,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, StrIndex

from xanh.office.organisations.models import Organisation, Resolution
from xanh.office.plans.calendar import occurrences
from xanh.office.plans.models import Duty, Party, PlanVersion, Task
from xanh.vietnamese import fold

PARTIES = Prefetch("parties", Party.objects.select_related("organisation__place", "resolution"))
RECURRENCES = {"yearly", "half-yearly", "quarterly", "monthly", "continuous"}
_EVERY = re.compile(r"every-\d+-years")
_AHEAD = 2  # years of coming deadlines that an organisation's view shows


@dataclass(frozen=True, slots=True)
class GroupSize:
    """How many tasks one group of one appendix holds."""

    table: int | None
    group: int | None
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class DueDay:
    """One day on which something is due."""

    day: date
    duty: Duty


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """What one organisation has to do by the plans in force.

    ``leads`` and ``helps`` are tasks with their parties and version at hand, the earliest end
    first. On each task ``direct`` says whether the plan names the organisation itself; where not,
    a collective name includes it. ``owes`` are its duties, ``due`` their coming days.
    """

    organisation: Organisation
    leads: QuerySet[Task]
    helps: QuerySet[Task]
    owes: list[Duty]
    due: list[DueDay]


def tasks(
    version: PlanVersion,
    lead: Organisation | str | None = None,
    partner: Organisation | str | None = None,
    field: str | None = None,
    text: str | None = None,
    period: str | int | None = None,
    group: str | None = None,
    sort: str | None = None,
) -> QuerySet[Task]:
    """Return the tasks of a version with their parties, in three queries.

    ``lead`` and ``partner`` are organisations or their slugs; collective names that include them
    count. ``period`` is a year that the task's period touches, or a recurrence. ``text`` must
    stand in title, group, period or names, accents aside. ``group`` ("group", "lead", "period",
    "field") orders by that first; ``sort`` ("number", "title", "lead", "period", "field") orders
    within, "-" before it backwards.
    """
    found = Task.objects.filter(version=version, removed=False)
    if lead:
        found = found.filter(_has_party(lead, Party.Role.LEAD))
    if partner:
        found = found.filter(_has_party(partner, Party.Role.PARTNER))
    if field:
        found = found.filter(field=field)
    if text:
        found = _holding(found, text)
    if period:
        found = _in_period(found, str(period))
    return _ordered(found, group or "", sort or "").prefetch_related(PARTIES)


def group_sizes(version: PlanVersion) -> list[GroupSize]:
    """Return the appendices and groups of a version with how many tasks they hold."""
    rows = (
        Task.objects.filter(version=version, removed=False)
        .values("table", "group", "group_title")
        .annotate(count=Count("pk"), first=Min("position"))
        .order_by("first")
    )
    return [GroupSize(row["table"], row["group"], row["group_title"], row["count"]) for row in rows]


def organisation_view(organisation: Organisation, day: date) -> OrganisationView:
    """Return what an organisation leads, helps with and owes by the plans in force.

    ``day`` is where the coming deadlines are counted from.
    """
    owes = _duties_of(organisation)
    end = date(day.year + _AHEAD, 12, 31)
    due = [DueDay(found, duty) for duty in owes for found in occurrences(duty, day, end)]
    return OrganisationView(
        organisation=organisation,
        leads=_tasks_of(organisation, Party.Role.LEAD),
        helps=_tasks_of(organisation, Party.Role.PARTNER),
        owes=owes,
        due=sorted(due, key=lambda item: (item.day, item.duty.pk)),
    )


def _tasks_of(organisation: Organisation, role: str) -> QuerySet[Task]:
    direct = Party.objects.filter(task=OuterRef("pk"), role=role, organisation=organisation)
    mine = Party.objects.filter(_mine(organisation), role=role, task__isnull=False)
    return (
        Task.objects.filter(
            pk__in=mine.values("task"),
            removed=False,
            version__state=PlanVersion.State.PUBLISHED,
        )
        .annotate(direct=Exists(direct))
        .select_related("version__plan")
        .defer("version__text", "version__reading", "search_key")
        .prefetch_related(PARTIES)
        .order_by(F("period_end").asc(nulls_last=True), "version", "position")
    )


def _duties_of(organisation: Organisation) -> list[Duty]:
    mine = Party.objects.filter(_mine(organisation), duty__isnull=False)
    return list(
        Duty.objects.filter(
            pk__in=mine.values("duty"), removed=False, version__state=PlanVersion.State.PUBLISHED
        )
        .select_related("version__plan")
        .defer("version__text", "version__reading")
        .prefetch_related(PARTIES)
        .order_by("month", "day", "pk")
    )


def _mine(organisation: Organisation) -> Q:
    """Match the parties that are an organisation, by name or as one of many."""
    return Q(organisation=organisation) | Q(resolution__in=_lists_with(organisation))


def _lists_with(organisation: Organisation) -> list[int]:
    lists = Resolution.objects.filter(members=organisation)
    return list(lists.values_list("pk", flat=True))


def _has_party(who: Organisation | str, role: str) -> Exists:
    """Match tasks in which ``who`` has a role, by name or through a collective name."""
    parties = Party.objects.filter(task=OuterRef("pk"), role=role)
    organisation = (
        who if isinstance(who, Organisation) else Organisation.objects.filter(slug=who).first()
    )
    if organisation is None:
        return Exists(parties.none())
    return Exists(parties.filter(_mine(organisation)))


def _holding(found: QuerySet[Task], text: str) -> QuerySet[Task]:
    for number, word in enumerate(fold(text).split()[:8]):
        named = Party.objects.filter(task=OuterRef("pk"), organisation__search_key__contains=word)
        found = found.alias(**{f"at_{number}": StrIndex("search_key", Value(word))}).filter(
            Q(**{f"at_{number}__gt": 0}) | Exists(named)
        )
    return found


def _in_period(found: QuerySet[Task], period: str) -> QuerySet[Task]:
    if period in RECURRENCES or _EVERY.fullmatch(period):
        return found.filter(recurrence=period)
    if not re.fullmatch(r"\d{4}", period) or period == "0000":
        return found.none()
    first, last = date(int(period), 1, 1), date(int(period), 12, 31)
    begun = Q(period_start__lte=last) | Q(period_start=None, period_end__isnull=False)
    open_end = Q(period_end=None, period_start__isnull=False)
    ended = Q(period_end__gte=first) | (open_end & (~Q(recurrence="") | Q(period_start__gte=first)))
    return found.filter(begun & ended)


def _ordered(found: QuerySet[Task], group: str, sort: str) -> QuerySet[Task]:
    backwards = sort.startswith("-")
    order: list[object] = []
    for name in (group, sort.lstrip("-")):
        if name == "lead":
            found = found.annotate(first_lead=_first_lead())
        order += _order_by(name, backwards and name == sort.lstrip("-"))
    return found.order_by(*order, "position")  # type: ignore[arg-type]


def _order_by(name: str, backwards: bool) -> list[object]:
    """Return the order by one name; rows before the first group come first, unknown days last."""
    if name == "group":
        return [F("table").asc(nulls_first=True), F("group").asc(nulls_first=True), "group_title"]
    fields = {
        "number": ["position"],
        "title": ["sort_key"],
        "lead": ["first_lead"],
        "field": ["field"],
        "period": ["period_start", "period_end", "-recurrence", "period_text"],
    }.get(name, [])
    order: list[object] = []
    for field in fields:
        column = F(field.lstrip("-"))
        down = field.startswith("-") != backwards
        order.append(column.desc(nulls_last=True) if down else column.asc(nulls_last=True))
    return order


def _first_lead() -> Subquery:
    """Return the sort key of a task's first lead, or its written name where nobody is known."""
    leads = Party.objects.filter(task=OuterRef("pk"), role=Party.Role.LEAD).order_by("position")
    return Subquery(
        leads.annotate(shown=Coalesce("organisation__sort_key", "written")).values("shown")[:1]
    )
