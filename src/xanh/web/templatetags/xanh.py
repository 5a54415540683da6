"""Filters and tags of the pages: numbers, requirements, periods, dates, addresses of records."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xanh.office.plans.models import Duty, PlanVersion, Target, Task
from xanh.publishing import wording
from xanh.web.public.addresses import record_address, version_address
from xanh.web.public.labels import EDITED_FIELDS, ORGANISATION_KINDS, PLACE_KINDS

register = template.Library()


def _language() -> str:
    return "en" if get_language() == "en" else "vi"


@register.filter
def number(value: float | None) -> str:
    """Show a number as 1.234,5 or, on English pages, 1,234.5."""
    return wording.number(value, _language())


@register.filter
def day(value: date | None) -> str:
    """Show a date as dd/mm/yyyy."""
    return wording.day(value)


@register.filter
def requirement(target: Target) -> str:
    """Show what a target asks: "trên 80 %, phấn đấu trên 85 %"."""
    return wording.requirement(
        target.comparator,
        target.value,
        target.unit,
        _language(),
        target.stretch_comparator,
        target.stretch_value,
    )


@register.filter
def period(task: Task) -> str:
    """Show the period of a task by name."""
    return wording.period(
        task.period_start, task.period_end, task.recurrence, task.period_text, _language()
    )


@register.filter
def plan_title(version: PlanVersion) -> str:
    """Show number and title of a plan, without saying the number twice."""
    if version.number and version.number in version.title:
        return version.title
    name = f"{version.kind} {version.number}".strip()
    return f"{name}: {version.title}" if version.title else name


@register.filter
def deadline(duty: Duty) -> str:
    """Show by when a duty is due: "trước ngày 01/12"."""
    return wording.deadline(duty.month, duty.day, duty.year, duty.inclusive, _language())


@register.filter
def recurrence(code: str) -> str:
    """Show how often: "hằng năm"."""
    return wording.recurrence(code, _language()) if code else ""


@register.filter
def month_name(month: int) -> str:
    """Show the name of a month."""
    return wording.month_name(month, _language())


@register.filter
def named(thing: Any) -> str:
    """Show the name of an organisation or place in the language of the page, where it has one."""
    english = getattr(thing, "name_en", None)
    if english and _language() == "en":
        return str(english)
    full = getattr(thing, "full_name", None)
    return str(full or thing.name)


@register.simple_tag
def version_url(version: PlanVersion, name: str) -> str:
    """Return the address of a page of ``version``: its plan's, where the version is in force."""
    return version_address(version, name)


@register.simple_tag
def record_url(record: Task | Target) -> str:
    """Return the address of a task or target."""
    return record_address(record)


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """Return the query of this page with ``changes``; None or "" takes a key out."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(value)
    encoded = query.urlencode()
    return f"?{encoded}" if encoded else "?"


@register.simple_tag(takes_context=True)
def with_page(context: template.Context, name: str, number: int) -> str:
    """Return the query of this page with another page of the list called ``name``."""
    query = context["request"].GET.copy()
    query[name] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag
def organisation_url(slug: str) -> str:
    """Return the address of an organisation's page."""
    return reverse("organisation", args=[slug])


@register.simple_tag
def record_url_in(version: PlanVersion, record: Task | Target) -> str:
    """Return the address of a task or target whose version is at hand."""
    return record_address(record, version)


@register.filter
def quantity(value: float | None, unit: str) -> str:
    """Show a number with its unit after a thin space."""
    return wording.quantity(value, unit, _language())


@register.filter
def count_or_dash(value: int | None) -> str:
    """Show a count; a dash, never a bare zero, where there is nothing."""
    return wording.number(value, _language()) if value else wording.NOTHING


@register.filter
def kind_name(kind: str) -> str:
    """Show a kind of organisation."""
    return str(ORGANISATION_KINDS.get(kind, kind))  # type: ignore[call-overload]


@register.filter
def place_kind_name(kind: str) -> str:
    """Show a kind of place."""
    return str(PLACE_KINDS.get(kind, kind))  # type: ignore[call-overload]


@register.filter
def field_label(name: str) -> str:
    """Show what was edited."""
    return str(EDITED_FIELDS.get(name, name))


@register.filter
def value_words(value: Any) -> str:
    """Show a value of an edit: a list with semicolons, nothing as a dash."""
    if value is None or value in ("", [], {}):
        return wording.NOTHING
    if isinstance(value, bool):
        return str(_("có") if value else _("không"))
    if isinstance(value, int | float):
        return wording.number(value, _language())
    if isinstance(value, list):
        return "; ".join(value_words(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {value_words(item)}" for key, item in value.items())
    return str(value)
