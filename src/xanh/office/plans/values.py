"""What a version says, with the edits of people applied."""

from __future__ import annotations

from collections import defaultdict

from xanh.office.plans.models import Party, PlanVersion, Reference
from xanh.office.plans.records import (
    Json,
    duty_json,
    finding_json,
    iso,
    measure_json,
    reference_json,
    target_json,
    task_json,
)


def in_force(version: PlanVersion) -> Json:
    """Return the contract's JSON of a version: what was read, with people's edits applied."""
    by_task, by_duty = _parties(version)
    return {
        "document": document_json(version),
        "targets": [target_json(t) for t in version.targets.filter(removed=False)],
        "measures": [measure_json(m) for m in version.measures.filter(removed=False)],
        "tasks": [task_json(t, by_task[t.pk]) for t in version.tasks.filter(removed=False)],
        "duties": [duty_json(d, by_duty[d.pk]) for d in version.dutys.filter(removed=False)],
        "organisations": _organisations(version, [*by_task.values(), *by_duty.values()]),
        "findings": [finding_json(f) for f in version.findings.all()],
    }


def document_json(version: PlanVersion) -> Json:
    """Return the ``document`` object of the contract."""
    references = list(version.references.all())
    return {
        "number": version.number or None,
        "kind": version.kind or None,
        "issuer": version.issuer or None,
        "place": version.place_written or None,
        "issued": iso(version.issued),
        "effective": iso(version.effective),
        "title": version.title or None,
        "signer": version.signer or None,
        "replaces": [
            reference_json(r) for r in references if r.relation == Reference.Relation.REPLACES
        ],
        "cites": [reference_json(r) for r in references if r.relation == Reference.Relation.CITES],
    }


def _parties(version: PlanVersion) -> tuple[dict[int, list[Party]], dict[int, list[Party]]]:
    """Return the parties of a version by task and by duty, in two queries."""
    by_task: dict[int, list[Party]] = defaultdict(list)
    by_duty: dict[int, list[Party]] = defaultdict(list)
    parties = Party.objects.select_related("organisation")
    for party in parties.filter(task__version=version, task__removed=False):
        by_task[party.task_id or 0].append(party)
    for party in parties.filter(duty__version=version, duty__removed=False):
        by_duty[party.duty_id or 0].append(party)
    return by_task, by_duty


def _organisations(version: PlanVersion, groups: list[list[Party]]) -> list[Json]:
    """Return the organisations as read, and those that people's edits brought in."""
    entries = [dict(entry) for entry in version.reading.get("organisations") or []]
    seen = {written for entry in entries for written in entry.get("written") or []}
    for party in (party for group in groups for party in group):
        if party.written in seen:
            continue
        seen.add(party.written)
        name = party.organisation.name if party.organisation else party.written
        entries.append({"name": name, "written": [party.written]})
    return entries
