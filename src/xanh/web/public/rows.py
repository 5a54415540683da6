"""Rows of the list of tasks, made ready so that a template of 500 rows stays quick."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xanh.office.organisations.collectives import BY_CODE
from xanh.office.organisations.models import Organisation
from xanh.office.plans.fields import field_name
from xanh.office.plans.models import Party, PlanVersion, Task
from xanh.publishing import wording
from xanh.web.public.addresses import record_address


@dataclass(frozen=True, slots=True)
class PartyLine:
    """One organisation or collective name as a page shows it.

    ``members`` are those that a collective name was resolved to on ``resolved_on``; ``open`` where
    the name leaves out who is meant, so that they are those who may be.
    """

    name: str
    href: str
    condition: str
    collective: bool
    known: bool
    open: bool = False
    resolved_on: str = ""
    members: tuple[Organisation, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One task of the list."""

    href: str
    number: str
    title: str
    leads: str
    partners: str
    period: str
    field: str
    heading: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading; no heading when the list is not grouped."""

    heading: str
    rows: list[Row] = field(default_factory=list)


def task_rows(tasks: Iterable[Task], version: PlanVersion, group: str = "") -> list[Row]:
    """Return the rows of ``tasks``, which have their parties at hand."""
    language = get_language() or "vi"
    return [_row(task, version, group, language) for task in tasks]


def grouped(rows: Iterable[Row]) -> list[Group]:
    """Cut rows that are in the order of their groups into groups."""
    return [Group(heading, list(members)) for heading, members in groupby(rows, _heading_of)]


def party_lines(task: Task, role: str, members: bool = False) -> list[PartyLine]:
    """Return the parties of a task in one role; with the members of collective names if asked."""
    return [party_line(p, members) for p in task.parties.all() if p.role == role]


def party_line(party: Party, members: bool = False) -> PartyLine:
    """Return one party as a page shows it."""
    resolution = party.resolution if party.resolution_id else None
    return PartyLine(
        name=party.written,
        href=_organisation_address(party.organisation),
        condition=party.condition,
        collective=bool(party.rule),
        open=party.rule in BY_CODE and BY_CODE[party.rule].open,
        known=party.organisation_id is not None or bool(party.rule),
        resolved_on=wording.day(resolution.resolved_on) if resolution else "",
        members=tuple(resolution.members.all()) if resolution and members else (),
    )


def _organisation_address(organisation: Organisation | None) -> str:
    return reverse("organisation", args=[organisation.slug]) if organisation else ""


def _heading_of(row: Row) -> str:
    return row.heading


def _row(task: Task, version: PlanVersion, group: str, language: str) -> Row:
    when = wording.period(
        task.period_start, task.period_end, task.recurrence, task.period_text, language
    )
    headings = {
        "lead": _first_lead(task) or _("Chưa rõ cơ quan chủ trì"),
        "field": field_name(task.field, language) or _("Chưa xếp lĩnh vực"),
        "period": when if when != wording.NOTHING else _("Văn bản không ghi thời gian"),
        "group": place_in_document(task),
    }
    return Row(
        href=record_address(task, version),
        number=task.number,
        title=task.title,
        leads=_names(task, Party.Role.LEAD),
        partners=_names(task, Party.Role.PARTNER),
        period=when,
        field=field_name(task.field, language),
        heading=headings.get(group, ""),
    )


def _names(task: Task, role: str) -> SafeString:
    """Return the parties of one cell, ready: a template for each of 500 cells takes too long."""
    lines = party_lines(task, role)
    return format_html_join("; ", "{}{}", ((_name(line), _condition(line)) for line in lines))


def _name(line: PartyLine) -> str:
    return format_html('<a href="{}">{}</a>', line.href, line.name) if line.href else line.name


def _condition(line: PartyLine) -> str:
    if not line.condition:
        return ""
    return format_html(' <span class="note">({})</span>', line.condition)


def _first_lead(task: Task) -> str:
    """Return the first lead's own name, however the document writes it: a group's heading."""
    for party in task.parties.all():
        if party.role == Party.Role.LEAD:
            return party.organisation.name if party.organisation else party.written
    return ""


def place_in_document(task: Task) -> str:
    """Return the appendix and group of a task: "Phụ lục 1 – I. Chủ động ứng phó"."""
    table = _("Phụ lục %(number)s") % {"number": task.table} if task.table else _("Phần nội dung")
    return f"{table} – {task.group_title}" if task.group_title else table
