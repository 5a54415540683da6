"""Makes a draft of what was read from a document."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.models import User

from xanh.office.locking import PLANS, alone
from xanh.office.plans.identity import find_plan, identity_of, new_plan, version_day
from xanh.office.plans.models import (
    Anchored,
    Duty,
    Event,
    Finding,
    Measure,
    Original,
    Party,
    Plan,
    PlanVersion,
    Reference,
    Target,
    Task,
)
from xanh.office.plans.naming import Namer
from xanh.office.plans.records import (
    Json,
    day_of,
    duty_record,
    finding_record,
    measure_record,
    reference_record,
    target_record,
    task_record,
)

Record = TypeVar("Record", bound=Anchored)
_BATCH = 500
_LONGEST_KEY = 60
# PostgreSQL stores no NUL and no encoding stores half a surrogate pair. One sign for one sign,
# so that the offsets stay.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def create_draft(
    reading: Json,
    text: str,
    form: str,
    original: Original | None,
    user: User | None,
) -> PlanVersion:
    """Store what was read as a draft of the plan that the document belongs to.

    ``reading`` is the contract's JSON, ``text`` what its offsets refer to. The same number, place
    and year make it a version of a known plan; otherwise the plan is new. Names are matched to
    organisations; where nobody is known the draft has a finding.
    """
    clean = storable(reading)
    with alone(PLANS):
        version = _version(clean, storable(text), form, original, user)
        identity = identity_of(version)
        attach(version, find_plan(identity) or new_plan(identity))
        version.save()
        fill(version, clean)
        Event.objects.create(version=version, what="drafted", by=user)
    return version


def attach(version: PlanVersion, plan: Plan) -> None:
    """Make ``version`` the next one of ``plan``, after the version in force (unsaved)."""
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    last = locked.versions.exclude(pk=version.pk).order_by("-sequence").first()
    version.plan = locked
    version.sequence = last.sequence + 1 if last else 1
    version.supersedes = locked.current


def namer_of(version: PlanVersion) -> Namer:
    """Return what finds the organisations of a version's names."""
    return Namer(version, identity_of(version).place, version_day(version))


def storable(value: Any) -> Any:
    """Return text or JSON with the characters that no database stores replaced, one for one."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, list):
        return [storable(item) for item in value]
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    return value


def _version(
    reading: Json, text: str, form: str, original: Original | None, user: User | None
) -> PlanVersion:
    head = reading.get("document") or {}
    return PlanVersion(
        number=head.get("number") or "",
        kind=head.get("kind") or "",
        issuer=head.get("issuer") or "",
        place_written=head.get("place") or "",
        issued=day_of(head.get("issued")),
        effective=day_of(head.get("effective")),
        title=head.get("title") or "",
        signer=head.get("signer") or "",
        original=original,
        form=form,
        text=text,
        reading=reading,
        created_by=user,
    )


def fill(version: PlanVersion, reading: Json) -> None:
    """Make the records of a version from its reading."""
    namer = namer_of(version)
    tasks = _store(Task, version, "task", reading.get("tasks"), task_record)
    _store(Target, version, "target", reading.get("targets"), target_record)
    _store(Measure, version, "measure", reading.get("measures"), measure_record)
    duties = _store(Duty, version, "duty", reading.get("duties"), duty_record)
    parties = [p for task, data in tasks for p in _task_parties(namer, task, data)]
    parties += [p for duty, data in duties for p in _duty_parties(namer, duty, data)]
    Party.objects.bulk_create(parties, batch_size=_BATCH)
    _store_references(version, reading.get("document") or {})
    findings = [finding_record(version, data) for data in reading.get("findings") or []]
    Finding.objects.bulk_create(findings + namer.findings(), batch_size=_BATCH)


def _store(
    model: type[Record],
    version: PlanVersion,
    kind: str,
    entries: list[Json] | None,
    record_of: Callable[[PlanVersion, int, Json], Record],
) -> list[tuple[Record, Json]]:
    """Store one kind of record and return each with the entry that it came from."""
    pairs: list[tuple[Record, Json]] = []
    taken: set[str] = set()
    for position, data in enumerate(entries or [], start=1):
        record = record_of(version, position, data)
        key = str(data.get("id") or f"{kind}-{position}")[:_LONGEST_KEY]
        if key in taken:
            key = f"{key[: _LONGEST_KEY - 9]}-at-{position}"
        taken.add(key)
        record.key = key
        pairs.append((record, data))
    model._default_manager.bulk_create([record for record, _ in pairs], batch_size=_BATCH)
    return pairs


def _task_parties(namer: Namer, task: Task, data: Json) -> list[Party]:
    conditions = {
        entry["organisation"]: entry["condition"] for entry in data.get("lead_conditions") or []
    }
    leads = [
        namer.party(task, Party.Role.LEAD, n, written, conditions.get(written, ""))
        for n, written in enumerate(data.get("leads") or [])
    ]
    return leads + [
        namer.party(task, Party.Role.PARTNER, n, written)
        for n, written in enumerate(data.get("partners") or [])
    ]


def _duty_parties(namer: Namer, duty: Duty, data: Json) -> list[Party]:
    return [
        namer.party(duty, Party.Role.DEBTOR, n, written)
        for n, written in enumerate(data.get("organisations") or [])
    ]


def _store_references(version: PlanVersion, head: Json) -> None:
    relations = ((Reference.Relation.REPLACES, "replaces"), (Reference.Relation.CITES, "cites"))
    Reference.objects.bulk_create(
        reference_record(version, relation, data)
        for relation, name in relations
        for data in head.get(name) or []
        if data.get("number")
    )
