"""Records as the API writes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from xanh.office.organisations.models import Organisation
from xanh.office.places.models import Place
from xanh.office.plans.models import (
    Anchored,
    Duty,
    Party,
    PlanVersion,
    Reference,
    Target,
    Task,
)
from xanh.web.public.addresses import record_address, version_address

Json = dict[str, Any]
Record = TypeVar("Record", bound=Model)


def page(rows: QuerySet[Record], limit: int, offset: int, form: Callable[[Record], Json]) -> Json:
    """Return some rows and the count of all."""
    return {
        "count": rows.order_by().count(),
        "items": [form(row) for row in rows[offset : offset + limit]],
    }


def plan_form(request: HttpRequest) -> Callable[[PlanVersion], Json]:
    """Return the form of a plan; a version comes from ``with_counts``."""

    def form(row: Any) -> Json:
        return version(row) | {
            "slug": row.plan.slug,
            "kind": row.kind or None,
            "title": row.title or None,
            "issuer": row.issuer or None,
            "issued": row.issued,
            "effective": row.effective,
            "task_count": row.task_count,
            "target_count": row.target_count,
            "duty_count": row.duty_count,
            "measure_count": row.measure_count,
            "url": request.build_absolute_uri(version_address(row, "plan")),
        }

    return form


def version(row: PlanVersion) -> Json:
    """Return one version of a plan."""
    return {
        "version": row.sequence,
        "state": row.state,
        "number": row.number,
        "published_at": row.published_at,
    }


def references(rows: list[Reference], relation: str) -> list[Json]:
    """Return the references of one relation."""
    return [
        {"number": row.number, "kind": row.kind or None, "issued": row.issued}
        for row in rows
        if row.relation == relation
    ]


def task_form(request: HttpRequest) -> Callable[[Task], Json]:
    """Return the form of a task with its parties and version at hand."""

    def form(row: Task) -> Json:
        known = row.period_text or row.period_start or row.period_end or row.recurrence
        return _anchored(row) | {
            "table": row.table,
            "group": row.group,
            "group_title": row.group_title or None,
            "number": row.number or None,
            "title": row.title,
            "leads": _parties(row, Party.Role.LEAD),
            "partners": _parties(row, Party.Role.PARTNER),
            "period": {
                "text": row.period_text,
                "start": row.period_start,
                "end": row.period_end,
                "recurrence": row.recurrence or None,
            }
            if known
            else None,
            "field": row.field or None,
            "extra": {str(name): str(value) for name, value in row.extra.items()},
            "url": request.build_absolute_uri(record_address(row)),
        }

    return form


def target_form(request: HttpRequest) -> Callable[[Target], Json]:
    """Return the form of a target with its version at hand."""

    def form(row: Target) -> Json:
        return _anchored(row) | {
            "subject": row.subject,
            "comparator": row.comparator,
            "value": row.value,
            "unit": row.unit or None,
            "stretch": None
            if row.stretch_value is None
            else {
                "comparator": row.stretch_comparator or row.comparator,
                "value": row.stretch_value,
            },
            "year": row.year,
            "relative_to": row.relative_to,
            "url": request.build_absolute_uri(record_address(row)),
        }

    return form


def duty_form(row: Duty) -> Json:
    """Return a duty with its parties and version at hand."""
    dated = row.month is not None or row.year is not None
    return _anchored(row) | {
        "text": row.text,
        "to": row.to or None,
        "organisations": _parties(row, Party.Role.DEBTOR),
        "recurrence": row.recurrence or None,
        "deadline": {
            "month": row.month,
            "day": row.day,
            "year": row.year,
            "inclusive": row.inclusive,
        }
        if dated
        else None,
    }


def organisation_form(request: HttpRequest) -> Callable[[Organisation], Json]:
    """Return the form of an organisation with its place at hand."""

    def form(row: Organisation) -> Json:
        return {
            "slug": row.slug,
            "name": row.name,
            "name_en": row.name_en or None,
            "kind": row.kind,
            "place": row.place.code if row.place else None,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "url": request.build_absolute_uri(reverse("organisation", args=[row.slug])),
        }

    return form


def place_form(row: Place) -> Json:
    """Return a place with its parent at hand."""
    return {
        "code": row.code,
        "name": row.full_name,
        "name_en": row.name_en or None,
        "kind": row.kind,
        "parent": row.parent.code if row.parent else None,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }


def _anchored(row: Task | Target | Duty) -> Json:
    return {"id": row.key, "plan": row.version.plan.slug, "source": _source(row)}


def _source(row: Anchored) -> Json | None:
    if row.start is None or row.end is None:
        return None
    return {"start": row.start, "end": row.end}


def _parties(row: Task | Duty, role: str) -> list[Json]:
    return [
        {
            "written": party.written,
            "organisation": party.organisation.slug if party.organisation else None,
            "collective": party.rule or None,
            "resolved_on": party.resolution.resolved_on if party.resolution else None,
            "condition": party.condition or None,
        }
        for party in row.parties.all()
        if party.role == role
    ]
