"""What the public may read: versions that are or were in force, never a draft."""

from __future__ import annotations

from django.db.models import (
    Count,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce
from django.http import Http404

from xanh.office.organisations.models import Organisation, OrganisationQuerySet
from xanh.office.plans.models import (
    Anchored,
    Duty,
    Measure,
    Party,
    Plan,
    PlanVersion,
    Target,
    Task,
)

_State = PlanVersion.State
PUBLIC_STATES = (_State.PUBLISHED, _State.AMENDED, _State.REPLACED)
PARTIES = Prefetch(
    "parties",
    Party.objects.select_related("organisation", "resolution").order_by("role", "position"),
)


def open_versions() -> QuerySet[PlanVersion]:
    """Return the published versions in force, the newest document first."""
    return (
        PlanVersion.objects.filter(state=_State.PUBLISHED)
        .select_related("plan__place")
        .defer("text", "reading")
        .order_by("-issued", "number")
    )


def public_versions() -> QuerySet[PlanVersion]:
    """Return every version that is or was in force."""
    return (
        PlanVersion.objects.filter(state__in=PUBLIC_STATES)
        .select_related("plan__place")
        .defer("text", "reading")
    )


def public_plans() -> QuerySet[Plan]:
    """Return the plans of which something has been published."""
    return Plan.objects.filter(versions__state__in=PUBLIC_STATES).distinct()


def public_organisations() -> OrganisationQuerySet:
    """Return the listed organisations and those that only a published plan names.

    A body that only a draft names stays unknown to the public.
    """
    named = (
        Party.objects.filter(
            Q(task__version__state__in=PUBLIC_STATES) | Q(duty__version__state__in=PUBLIC_STATES),
            organisation__listed=False,
        )
        .order_by()
        .values("organisation")
    )
    return Organisation.objects.filter(Q(listed=True) | Q(pk__in=named))


def find_version(slug: str, sequence: int | None = None) -> PlanVersion:
    """Return the version in force of a plan, or its version ``sequence``; 404 for a draft.

    A plan that another one replaced shows its last version.
    """
    versions = public_versions().filter(plan__slug=slug)
    if sequence is not None:
        versions = versions.filter(sequence=sequence)
    version = versions.order_by("-sequence").first()
    if version is None:
        raise Http404
    return version


def with_counts(versions: QuerySet[PlanVersion]) -> QuerySet[PlanVersion]:
    """Add ``task_count``, ``target_count``, ``measure_count`` and ``duty_count``."""
    return versions.annotate(
        task_count=_living(Task),
        target_count=_living(Target),
        measure_count=_living(Measure),
        duty_count=_living(Duty),
    )


def _living(kind: type[Anchored]) -> Coalesce:
    """Count the records of one kind apart: joined to one another they would multiply."""
    rows = (
        kind._default_manager.filter(version=OuterRef("pk"), removed=False)
        .order_by()
        .values("version")
        .annotate(many=Count("pk"))
        .values("many")
    )
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


def duties_of(*versions: PlanVersion) -> QuerySet[Duty]:
    """Return the duties of some versions with those who owe them."""
    return (
        Duty.objects.filter(version__in=[version.pk for version in versions], removed=False)
        .select_related("version__plan")
        .defer("version__text", "version__reading")
        .prefetch_related(PARTIES)
        .order_by("version_id", "position")
    )
