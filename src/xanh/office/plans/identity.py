"""Which plan a document belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from xanh.office.organisations.matching import match
from xanh.office.organisations.names import name_key
from xanh.office.places.finding import province_in, unit_in
from xanh.office.places.models import Place
from xanh.office.plans.models import Plan, PlanVersion
from xanh.vietnamese import fold, slug

_CENTRAL = re.compile(
    r"(?:bo (?!chi huy|tu lenh)|chinh phu|thu tuong|quoc hoi|ban chap hanh trung)"
)
_LONGEST = 110  # [characters] of a slug, with room for a number behind it


@dataclass(frozen=True, slots=True)
class Identity:
    """What says which plan a document belongs to."""

    number: str
    place: Place | None
    year: int | None
    issuer: str
    title: str

    @property
    def key(self) -> str:
        """Return the number without case, spaces and accents; "" when it has no digits."""
        key = re.sub(r"\s+", "", fold(self.number))[:200]
        return key if re.match(r"\d", key) else ""


def identity_of(version: PlanVersion) -> Identity:
    """Return the identity of a version by its header."""
    day = version_day(version)
    return Identity(
        number=version.number,
        place=place_of(version.issuer, version.place_written, day),
        year=version.issued.year if version.issued else None,
        issuer=version.issuer,
        title=version.title,
    )


def version_day(version: PlanVersion) -> date:
    """Return the day on which names in a version are to be understood."""
    return version.issued or version.effective or timezone.localdate()


def place_of(issuer: str, written: str, day: date) -> Place | None:
    """Return the place that an issuer answers for: None for the central level.

    ``written`` is where the document was signed, which tells only when the issuer names no place.
    """
    if issuer and _is_central(issuer, day):
        return None
    province = province_in(issuer, day) or province_in(written, day)
    return unit_in(issuer, province, day) or province


def _is_central(issuer: str, day: date) -> bool:
    found = match(issuer, None, day).organisation
    if found is not None:
        return found.place is None
    return _CENTRAL.match(name_key(issuer)) is not None


def find_plan(identity: Identity) -> Plan | None:
    """Return the plan with this number, place and year.

    Without a year there must be one candidate only; without a number there is none.
    """
    if not identity.key:
        return None
    candidates = Plan.objects.filter(number_key=identity.key)
    if identity.place is None:
        candidates = candidates.filter(place=None)
    else:
        candidates = candidates.filter(place__code=identity.place.code)
    if identity.year is not None:
        same = candidates.filter(year=identity.year).order_by("pk").first()
        return same or candidates.filter(year=None).order_by("pk").first()
    found = list(candidates[:2])
    return found[0] if len(found) == 1 else None


def new_plan(identity: Identity) -> Plan:
    """Make the plan of a document that belongs to none."""
    return Plan.objects.create(
        slug=free_slug(identity),
        number=identity.number,
        number_key=identity.key,
        year=identity.year,
        place=identity.place,
    )


def rename_plan(plan: Plan, identity: Identity) -> None:
    """Give a plan that was never published the identity that its draft now has."""
    plan.number, plan.number_key = identity.number, identity.key
    plan.year, plan.place = identity.year, identity.place
    plan.slug = free_slug(identity, plan)
    plan.save()


def free_slug(identity: Identity, own: Plan | None = None) -> str:
    """Return an address that no other plan has: "249-kh-ubnd-ha-noi-2025"."""
    name = identity.number if identity.key else (identity.title[:60] or "ke-hoach")
    where = identity.place.name if identity.place else ("" if identity.key else identity.issuer)
    stem = slug(f"{name} {where} {identity.year or ''}")[:_LONGEST].strip("-") or "ke-hoach"
    others = Plan.objects.exclude(pk=own.pk) if own else Plan.objects.all()
    taken = set(others.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(candidate for candidate in candidates if candidate not in taken)
