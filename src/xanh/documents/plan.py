"""What a document orders, as frozen values; ``Plan.to_json`` writes the contract's JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xanh.documents.blocks import Finding
from xanh.documents.passages import Source


@dataclass(frozen=True, slots=True)
class Citation:
    """Another document, as this one names it. ``number`` is normalised ("3865/QĐ-UBND")."""

    number: str
    kind: str | None = None
    issued: date | None = None
    source: Source | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the citation as the contract writes it."""
        return {
            "number": self.number,
            "kind": self.kind,
            "issued": _date(self.issued),
            "source": _source(self.source),
        }


@dataclass(frozen=True, slots=True)
class Header:
    """Who issued what, where and when. What the text does not say is None."""

    number: str | None = None
    kind: str | None = None
    issuer: str | None = None
    place: str | None = None
    issued: date | None = None
    effective: date | None = None
    title: str | None = None
    signer: str | None = None
    replaces: tuple[Citation, ...] = ()
    cites: tuple[Citation, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the ``document`` object of the contract."""
        return {
            "number": self.number,
            "kind": self.kind,
            "issuer": self.issuer,
            "place": self.place,
            "issued": _date(self.issued),
            "effective": _date(self.effective),
            "title": self.title,
            "signer": self.signer,
            "replaces": [c.to_json() for c in self.replaces],
            "cites": [c.to_json() for c in self.cites],
        }


@dataclass(frozen=True, slots=True)
class Bound:
    """A comparator (``=``, ``>``, ``>=``, ``<``, ``<=``) and a value."""

    comparator: str
    value: float

    def to_json(self) -> dict[str, Any]:
        """Return the pair as the contract writes it."""
        return {"comparator": self.comparator, "value": self.value}


@dataclass(frozen=True, slots=True)
class Target:
    """A number that the plan sets. ``year`` is None when the text gives none."""

    id: str
    subject: str
    comparator: str
    value: float
    unit: str | None
    stretch: Bound | None
    year: int | None
    source: Source
    relative_to: int | None = None  # base year of "giảm 15 % so với năm 2014"

    def to_json(self) -> dict[str, Any]:
        """Return the target as the contract writes it."""
        return {
            "id": self.id,
            "subject": self.subject,
            "comparator": self.comparator,
            "value": self.value,
            "unit": self.unit,
            "stretch": self.stretch.to_json() if self.stretch else None,
            "year": self.year,
            "relative_to": self.relative_to,
            "source": self.source.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Measure:
    """One clause of the body that orders something, with its path in the outline."""

    id: str
    path: tuple[str, ...]
    text: str
    source: Source

    def to_json(self) -> dict[str, Any]:
        """Return the measure as the contract writes it."""
        return {
            "id": self.id,
            "path": list(self.path),
            "text": self.text,
            "source": self.source.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Period:
    """When: the words as written, what they say of dates, and how often."""

    text: str
    start: date | None = None
    end: date | None = None
    recurrence: str | None = None  # "yearly", "quarterly", "monthly", "continuous"

    def to_json(self) -> dict[str, Any]:
        """Return the period as the contract writes it."""
        return {
            "text": self.text,
            "start": _date(self.start),
            "end": _date(self.end),
            "recurrence": self.recurrence,
        }


@dataclass(frozen=True, slots=True)
class LeadCondition:
    """When a lead is the lead: the organisation as written and the words of the condition."""

    organisation: str
    condition: str

    def to_json(self) -> dict[str, Any]:
        """Return the condition as the contract writes it."""
        return {"organisation": self.organisation, "condition": self.condition}


@dataclass(frozen=True, slots=True)
class Task:
    """One row of an appendix, or one labelled block of the body (then ``table`` is None)."""

    id: str
    table: int | None
    group: int | None
    number: str | None
    title: str
    leads: tuple[str, ...]
    partners: tuple[str, ...]
    period: Period | None
    source: Source
    group_title: str | None = None
    extra: dict[str, str] = field(default_factory=dict)
    lead_conditions: tuple[LeadCondition, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the task as the contract writes it."""
        return {
            "id": self.id,
            "table": self.table,
            "group": self.group,
            "group_title": self.group_title,
            "number": self.number,
            "title": self.title,
            "leads": list(self.leads),
            "partners": list(self.partners),
            "lead_conditions": [c.to_json() for c in self.lead_conditions],
            "period": self.period.to_json() if self.period else None,
            "extra": dict(self.extra),
            "source": self.source.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day of the year; ``year`` when it falls once; ``inclusive`` false for "trước ngày"."""

    month: int | None
    day: int | None
    inclusive: bool
    year: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the deadline as the contract writes it."""
        return {
            "month": self.month,
            "day": self.day,
            "year": self.year,
            "inclusive": self.inclusive,
        }


@dataclass(frozen=True, slots=True)
class Duty:
    """Something owed by a date, or again and again."""

    id: str
    organisations: tuple[str, ...]
    text: str
    to: str | None
    recurrence: str | None  # as of a period, and "every-N-years"
    deadline: Deadline | None
    source: Source

    def to_json(self) -> dict[str, Any]:
        """Return the duty as the contract writes it."""
        return {
            "id": self.id,
            "organisations": list(self.organisations),
            "text": self.text,
            "to": self.to,
            "recurrence": self.recurrence,
            "deadline": self.deadline.to_json() if self.deadline else None,
            "source": self.source.to_json(),
        }


@dataclass(frozen=True, slots=True)
class NamedOrganisation:
    """An organisation under the fullest of its names, and every way in which it is written."""

    name: str
    written: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the organisation as the contract writes it."""
        return {"name": self.name, "written": list(self.written)}


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that was read from one document."""

    header: Header
    targets: tuple[Target, ...]
    measures: tuple[Measure, ...]
    tasks: tuple[Task, ...]
    duties: tuple[Duty, ...]
    organisations: tuple[NamedOrganisation, ...]
    findings: tuple[Finding, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the JSON of ``xanh plan read``."""
        return {
            "document": self.header.to_json(),
            "targets": [t.to_json() for t in self.targets],
            "measures": [m.to_json() for m in self.measures],
            "tasks": [t.to_json() for t in self.tasks],
            "duties": [d.to_json() for d in self.duties],
            "organisations": [o.to_json() for o in self.organisations],
            "findings": [f.to_json() for f in self.findings],
        }


def _date(value: date | None) -> str | None:
    return value.isoformat() if value else None


def _source(value: Source | None) -> dict[str, int] | None:
    return value.to_json() if value else None
