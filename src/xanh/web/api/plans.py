"""Plans, tasks, targets and duties."""

from __future__ import annotations

from typing import Annotated, TypeVar

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from ninja import Path, Query, Router

from xanh.office.plans.models import Duty, Party, PlanVersion, Reference, Target, Task
from xanh.vietnamese import fold
from xanh.web.api import forms
from xanh.web.api.schemas import (
    DutyOut,
    Page,
    PlanDetail,
    PlanOut,
    Refusal,
    TargetOut,
    TaskOut,
)
from xanh.web.public.reading import (
    PARTIES,
    find_version,
    open_versions,
    public_organisations,
    public_versions,
    with_counts,
)

router = Router()
Row = TypeVar("Row", Task, Target, Duty)
REFUSALS = {404: Refusal, 422: Refusal}

Limit = Annotated[int, Query(50, ge=1, le=500, description="At most this many rows.")]
Offset = Annotated[int, Query(0, ge=0, le=1_000_000, description="Skip this many rows.")]
PlanSlug = Annotated[str, Query("", description="Slug of a plan; all plans in force without it.")]
Words = Annotated[
    str, Query("", max_length=200, description="Words to look for; accents do not matter.")
]


@router.get(
    "/plans",
    response={200: Page[PlanOut], **REFUSALS},
    operation_id="list_plans",
    summary="Plans",
    tags=["plans"],
)
def plans(request: HttpRequest, limit: Limit, offset: Offset) -> forms.Json:
    """List the plans in force and, after them, those that another plan replaced."""
    newest = public_versions().filter(
        Q(state=PlanVersion.State.PUBLISHED) | Q(state=PlanVersion.State.REPLACED)
    )
    rows = with_counts(newest).order_by("state", "-issued", "number")
    return forms.page(rows, limit, offset, forms.plan_form(request))


@router.get(
    "/plans/{slug}",
    response={200: PlanDetail, **REFUSALS},
    operation_id="get_plan",
    summary="One plan",
    tags=["plans"],
)
def plan(
    request: HttpRequest, slug: Annotated[str, Path(description="Slug of the plan.")]
) -> forms.Json:
    """Give one plan with what it replaces and cites and its published versions."""
    found = find_version(slug)
    version = with_counts(public_versions().filter(pk=found.pk)).get()
    references = list(Reference.objects.filter(version=version))
    history = public_versions().filter(plan=version.plan).order_by("-sequence")
    return forms.plan_form(request)(version) | {
        "signer": version.signer or None,
        "place": version.plan.place.code if version.plan.place else None,
        "replaces": forms.references(references, Reference.Relation.REPLACES),
        "cites": forms.references(references, Reference.Relation.CITES),
        "versions": [forms.version(row) for row in history],
    }


@router.get(
    "/tasks",
    response={200: Page[TaskOut], **REFUSALS},
    operation_id="list_tasks",
    summary="Tasks",
    tags=["plans"],
)
def tasks(
    request: HttpRequest,
    limit: Limit,
    offset: Offset,
    plan: PlanSlug,
    q: Words,
    lead: Annotated[str, Query("", description="Slug of an organisation that leads.")],
    partner: Annotated[str, Query("", description="Slug of an organisation that helps.")],
    field: Annotated[str, Query("", description="Code of a field of work.")],
    year: Annotated[
        int | None, Query(None, ge=1900, le=2200, description="A year that the period touches.")
    ],
) -> forms.Json:
    """List tasks. An organisation is also found through the collective names that include it."""
    rows = Task.objects.filter(version__in=_versions(plan), removed=False)
    for slug, role in ((lead, Party.Role.LEAD), (partner, Party.Role.PARTNER)):
        if slug:
            rows = rows.filter(pk__in=_party_ids(slug, role, "task"))
    if field:
        rows = rows.filter(field=field)
    for word in fold(q).split():
        rows = rows.filter(search_key__contains=word)
    if year is not None:
        rows = rows.filter(period_start__year__lte=year).filter(
            Q(period_end__year__gte=year) | Q(period_end=None)
        )
    rows = _with_version(rows).prefetch_related(PARTIES).order_by("version_id", "position")
    return forms.page(rows, limit, offset, forms.task_form(request))


@router.get(
    "/targets",
    response={200: Page[TargetOut], **REFUSALS},
    operation_id="list_targets",
    summary="Targets",
    tags=["plans"],
)
def targets(
    request: HttpRequest, limit: Limit, offset: Offset, plan: PlanSlug, q: Words
) -> forms.Json:
    """List targets."""
    rows = Target.objects.filter(version__in=_versions(plan), removed=False)
    for word in fold(q).split():
        rows = rows.filter(search_key__contains=word)
    rows = _with_version(rows).order_by("version_id", "position")
    return forms.page(rows, limit, offset, forms.target_form(request))


@router.get(
    "/duties",
    response={200: Page[DutyOut], **REFUSALS},
    operation_id="list_duties",
    summary="Duties",
    tags=["plans"],
)
def duties(
    request: HttpRequest,  # noqa: ARG001 - the framework calls it so
    limit: Limit,
    offset: Offset,
    plan: PlanSlug,
    q: Words,
    organisation: Annotated[str, Query("", description="Slug of an organisation that owes it.")],
) -> forms.Json:
    """List duties."""
    rows = Duty.objects.filter(version__in=_versions(plan), removed=False)
    if organisation:
        rows = rows.filter(pk__in=_party_ids(organisation, Party.Role.DEBTOR, "duty"))
    for word in fold(q).split():
        rows = rows.filter(search_key__contains=word)
    rows = _with_version(rows).prefetch_related(PARTIES).order_by("version_id", "position")
    return forms.page(rows, limit, offset, forms.duty_form)


def _versions(slug: str) -> list[int]:
    """Return the versions in force, or the one shown for a plan; 404 for an unknown plan."""
    if slug:
        return [find_version(slug).pk]
    return list(open_versions().order_by().values_list("pk", flat=True))


def _party_ids(slug: str, role: str, record: str) -> QuerySet[Party, int]:
    if not public_organisations().filter(slug=slug).exists():
        raise Http404
    parties = Party.objects.filter(role=role, **{f"{record}__isnull": False}).filter(
        Q(organisation__slug=slug) | Q(resolution__members__slug=slug)
    )
    return parties.values_list(record, flat=True)


def _with_version(rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows.select_related("version__plan").defer("version__text", "version__reading")
