"""Between the contract's JSON and the records of a version, both ways."""

from __future__ import annotations

from datetime import date
from typing import Any

from xanh.office.plans.fields import field_of
from xanh.office.plans.models import (
    Anchored,
    Duty,
    Finding,
    Measure,
    Party,
    PlanVersion,
    Reference,
    Target,
    Task,
)
from xanh.vietnamese import fold, sort_key

Json = dict[str, Any]


def task_record(version: PlanVersion, position: int, data: Json) -> Task:
    """Return the unsaved task of one entry of ``tasks``."""
    period = data.get("period") or {}
    task = Task(
        version=version,
        position=position,
        table=data.get("table"),
        group=data.get("group"),
        group_title=data.get("group_title") or "",
        number=data.get("number") or "",
        title=data["title"],
        period_text=period.get("text") or "",
        period_start=day_of(period.get("start")),
        period_end=day_of(period.get("end")),
        recurrence=(period.get("recurrence") or "")[:30],
        field=data.get("field") or field_of(data["title"]),
        extra=data.get("extra") or {},
    )
    _anchor(task, data)
    set_keys(task)
    return task


def target_record(version: PlanVersion, position: int, data: Json) -> Target:
    """Return the unsaved target of one entry of ``targets``."""
    stretch = data.get("stretch") or {}
    target = Target(
        version=version,
        position=position,
        subject=data["subject"],
        comparator=data["comparator"],
        value=data["value"],
        unit=data.get("unit") or "",
        stretch_comparator=stretch.get("comparator") or "",
        stretch_value=stretch.get("value"),
        year=data.get("year"),
        relative_to=data.get("relative_to"),
    )
    _anchor(target, data)
    set_keys(target)
    return target


def measure_record(version: PlanVersion, position: int, data: Json) -> Measure:
    """Return the unsaved measure of one entry of ``measures``."""
    measure = Measure(
        version=version, position=position, path=data.get("path") or [], text=data["text"]
    )
    _anchor(measure, data)
    set_keys(measure)
    return measure


def duty_record(version: PlanVersion, position: int, data: Json) -> Duty:
    """Return the unsaved duty of one entry of ``duties``."""
    deadline = data.get("deadline") or {}
    duty = Duty(
        version=version,
        position=position,
        text=data["text"],
        to=data.get("to") or "",
        recurrence=(data.get("recurrence") or "")[:30],
        month=deadline.get("month"),
        day=deadline.get("day"),
        year=deadline.get("year"),
        inclusive=deadline.get("inclusive", True),
    )
    _anchor(duty, data)
    set_keys(duty)
    return duty


def reference_record(version: PlanVersion, relation: str, data: Json) -> Reference:
    """Return the unsaved reference of one entry of ``replaces`` or ``cites``."""
    source = data.get("source") or {}
    return Reference(
        version=version,
        relation=relation,
        number=data["number"],
        kind=data.get("kind") or "",
        issued=day_of(data.get("issued")),
        start=source.get("start"),
        end=source.get("end"),
    )


def finding_record(version: PlanVersion, data: Json) -> Finding:
    """Return the unsaved finding of one entry of ``findings``."""
    source = data.get("source") or {}
    return Finding(
        version=version,
        code=data["code"][:60],
        message=data["message"],
        message_en=data.get("message_en") or data["message"],
        about=(data.get("about") or "")[:60],
        start=source.get("start"),
        end=source.get("end"),
    )


def set_keys(record: Anchored) -> None:
    """Derive the keys for searching and sorting from the words of a record."""
    if isinstance(record, Task):
        record.search_key = fold(f"{record.title} {record.group_title} {record.period_text}")
        record.sort_key = sort_key(record.title)
    elif isinstance(record, Target):
        record.search_key = fold(f"{record.subject} {record.value:g} {record.unit}")
    elif isinstance(record, Measure | Duty):
        record.search_key = fold(record.text)


def task_json(task: Task, parties: list[Party]) -> Json:
    """Return a task as the contract writes it."""
    leads = [p for p in parties if p.role == Party.Role.LEAD]
    dated = task.period_text or task.period_start or task.period_end or task.recurrence
    return {
        "id": task.key,
        "table": task.table,
        "group": task.group,
        "group_title": task.group_title or None,
        "number": task.number or None,
        "title": task.title,
        "leads": [p.written for p in leads],
        "partners": [p.written for p in parties if p.role == Party.Role.PARTNER],
        "lead_conditions": [
            {"organisation": p.written, "condition": p.condition} for p in leads if p.condition
        ],
        "period": {
            "text": task.period_text,
            "start": iso(task.period_start),
            "end": iso(task.period_end),
            "recurrence": task.recurrence or None,
        }
        if dated
        else None,
        "field": task.field or None,
        "extra": task.extra,
        "source": source_json(task),
    }


def target_json(target: Target) -> Json:
    """Return a target as the contract writes it."""
    stretch = None
    if target.stretch_value is not None:
        stretch = {
            "comparator": target.stretch_comparator or target.comparator,
            "value": target.stretch_value,
        }
    return {
        "id": target.key,
        "subject": target.subject,
        "comparator": target.comparator,
        "value": target.value,
        "unit": target.unit or None,
        "stretch": stretch,
        "year": target.year,
        "relative_to": target.relative_to,
        "source": source_json(target),
    }


def measure_json(measure: Measure) -> Json:
    """Return a measure as the contract writes it."""
    return {
        "id": measure.key,
        "path": measure.path,
        "text": measure.text,
        "source": source_json(measure),
    }


def duty_json(duty: Duty, parties: list[Party]) -> Json:
    """Return a duty as the contract writes it."""
    deadline = None
    if (duty.month, duty.day, duty.year) != (None, None, None):
        deadline = {
            "month": duty.month,
            "day": duty.day,
            "year": duty.year,
            "inclusive": duty.inclusive,
        }
    return {
        "id": duty.key,
        "organisations": [p.written for p in parties],
        "text": duty.text,
        "to": duty.to or None,
        "recurrence": duty.recurrence or None,
        "deadline": deadline,
        "source": source_json(duty),
    }


def reference_json(reference: Reference) -> Json:
    """Return a replaced or cited document as the contract writes it."""
    return {
        "number": reference.number,
        "kind": reference.kind or None,
        "issued": iso(reference.issued),
        "source": source_json(reference),
    }


def finding_json(finding: Finding) -> Json:
    """Return a finding as the contract writes it."""
    return {
        "code": finding.code,
        "message": finding.message,
        "message_en": finding.message_en,
        "about": finding.about or None,
        "source": source_json(finding),
    }


def source_json(record: Anchored | Reference | Finding) -> Json | None:
    """Return where a record stood in the text, None when it stood nowhere."""
    if record.start is None or record.end is None:
        return None
    return {"start": record.start, "end": record.end}


def day_of(text: str | None) -> date | None:
    """Return the date of an ISO string."""
    return date.fromisoformat(text) if text else None


def iso(value: date | None) -> str | None:
    """Return a date as an ISO string."""
    return value.isoformat() if value else None


def _anchor(record: Anchored, data: Json) -> None:
    source = data.get("source") or {}
    record.start, record.end = source.get("start"), source.get("end")
