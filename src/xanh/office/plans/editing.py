"""Changes by people to a draft: each is one row more, and what was read stays as it was."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from xanh.errors import XanhError
from xanh.office.locking import PLANS, alone
from xanh.office.plans import entry
from xanh.office.plans.drafts import attach, namer_of
from xanh.office.plans.fields import field_of
from xanh.office.plans.identity import find_plan, identity_of, new_plan, rename_plan
from xanh.office.plans.models import Anchored, Duty, Edit, Finding, Party, Plan, PlanVersion, Task
from xanh.office.plans.naming import CODES, Namer
from xanh.office.plans.records import set_keys

DOCUMENT = "document"
_WHO_AND_WHEN = {"number", "place", "issuer", "issued", "effective"}
_ANYTHING: Final = object()


def edit(
    version: PlanVersion,
    key: str,
    field: str,
    value: Any,
    user: User | None,
    seen: object = _ANYTHING,
) -> Edit:
    """Set one field of one record of a draft and return the row that remembers it.

    ``key`` is the record's key, or "document" for the header. Parties are lists of written names:
    ``leads`` and ``partners`` of a task, ``organisations`` of a duty; ``condition:N`` is the
    condition of the N-th lead. ``seen`` is the value that the person saw: if it has changed since,
    the edit is refused. Raises XanhError for a version that is no draft, an unknown record or
    field, and a value that cannot be.
    """
    if key == DOCUMENT:
        return _edit_header(version, field, value, user, seen)
    with transaction.atomic():
        draft = _draft(version)
        before, after = _edit_record(draft, _find(draft, key), field, value, seen)
        return _remember(draft, key, field, before, after, user)


def add(version: PlanVersion, kind: str, values: dict[str, Any], user: User | None) -> Anchored:
    """Add a task, target, measure or duty that the reading missed; its key is "added-task-1"."""
    model = entry.KINDS.get(kind)
    if model is None:
        raise _no_field(kind)
    with transaction.atomic():
        draft = _draft(version)
        record = model(version=draft, key=_next_key(draft, kind), position=_last(draft, model) + 1)
        parties = {name: values[name] for name in entry.PARTIES.get(model, {}) if name in values}
        plain = {name: value for name, value in values.items() if name not in parties}
        for name in (*entry.REQUIRED[model], *plain):
            setattr(record, name, _reader(model, name)(plain.get(name)))
        if isinstance(record, Task) and not record.field:
            record.field = field_of(record.title)
        entry.check(record)
        set_keys(record)
        record.save()
        for name, written in parties.items():
            _set_parties(draft, record, name, entry.names(written))
        _remember(draft, record.key, "added", None, _plain(values), user)
    return record


def remove(version: PlanVersion, key: str, user: User | None) -> Edit:
    """Strike a record out of a draft; it can be restored."""
    return _strike(version, key, True, user)


def restore(version: PlanVersion, key: str, user: User | None) -> Edit:
    """Take back a removal."""
    return _strike(version, key, False, user)


def settle(finding: Finding, note: str, user: User | None) -> Finding:
    """Mark a finding of a draft as looked at, with a note."""
    with transaction.atomic():
        _draft(finding.version)
        changed = Finding.objects.filter(pk=finding.pk, settled_at=None).update(
            settled_at=timezone.now(), settled_by=user, note=entry.text(note)
        )
        if not changed:
            raise XanhError(
                "already-settled",
                "Lưu ý này đã được người khác xử lý.",
                "Somebody has settled this finding already.",
                "Tải lại trang để xem.",
                "Reload the page to see it.",
            )
    finding.refresh_from_db()
    return finding


def reopen(finding: Finding, user: User | None) -> Finding:
    """Open a settled finding of a draft again."""
    with transaction.atomic():
        draft = _draft(finding.version)
        old = Finding.objects.filter(pk=finding.pk).exclude(settled_at=None).first()
        if old is not None:
            Finding.objects.filter(pk=finding.pk).update(settled_at=None, settled_by=None, note="")
            _remember(draft, f"finding-{finding.pk}", "reopened", old.note, None, user)
    finding.refresh_from_db()
    return finding


def _draft(version: PlanVersion) -> PlanVersion:
    """Return the version, locked, if it still is a draft."""
    draft = (
        PlanVersion.objects.select_for_update(of=("self",))
        .defer("text")
        .filter(pk=version.pk, state=PlanVersion.State.DRAFT)
        .first()
    )
    if draft is None:
        raise XanhError(
            "not-a-draft",
            "Chỉ sửa được dự thảo; bản này đã công bố hoặc đã bỏ.",
            "Only a draft can be edited; this version is published or discarded.",
            "Nhập văn bản sửa đổi để tạo dự thảo mới.",
            "Import the amended document to make a new draft.",
        )
    return draft


def _find(draft: PlanVersion, key: str) -> Anchored:
    for model in entry.RECORDS:
        record = model._default_manager.filter(version=draft, key=key).first()
        if record is not None:
            return record
    raise XanhError(
        "no-such-record",
        f"Dự thảo không có mục “{key}”.",
        f"The draft has no record “{key}”.",
        "Tải lại trang; mục này có thể đã đổi.",
        "Reload the page; it may have changed.",
    )


def _edit_header(
    version: PlanVersion, field: str, value: Any, user: User | None, seen: object
) -> Edit:
    """Edit the header, which may move the draft to another plan.

    Locks are taken in the order in which drafting and publishing take them: plans, plan, version.
    """
    with alone(PLANS):
        Plan.objects.select_for_update().filter(pk=version.plan_id).first()
        draft = _draft(version)
        before, after = _edit_document(draft, field, value, seen)
        return _remember(draft, DOCUMENT, field, before, after, user)


def _edit_document(draft: PlanVersion, field: str, value: Any, seen: object) -> tuple[Any, Any]:
    reader = entry.DOCUMENT.get(field)
    if reader is None:
        raise _no_field(field)
    attribute = "place_written" if field == "place" else field
    before, after = getattr(draft, attribute), reader(value)
    _refuse_stale(before, seen)
    setattr(draft, attribute, after)
    draft.save(update_fields=[attribute])
    if field in _WHO_AND_WHEN and before != after:
        _rehome(draft)
        _match_again(draft)
    return before, after


def _rehome(draft: PlanVersion) -> None:
    """Move a draft to the plan that its number, place and year now name."""
    identity, old = identity_of(draft), draft.plan
    found = find_plan(identity)
    if found is not None and found.pk == old.pk:
        return
    is_only_version = not old.versions.exclude(pk=draft.pk).exists()
    if found is None and is_only_version:
        rename_plan(old, identity)
        return
    attach(draft, found or new_plan(identity))
    draft.save(update_fields=["plan", "sequence", "supersedes"])
    if is_only_version:
        Plan.objects.filter(pk=old.pk).delete()


def _match_again(draft: PlanVersion) -> None:
    """Look all names up again: the place or the date that they are read by has changed."""
    namer = namer_of(draft)
    changed = []
    for owner in ("task", "duty"):
        parties = Party.objects.filter(**{f"{owner}__version": draft}).select_related(owner)
        for old in parties:
            record = getattr(old, owner)
            new = namer.party(record, old.role, old.position, old.written, old.condition)
            new.pk = old.pk
            changed.append(new)
    Party.objects.bulk_update(changed, ["organisation", "rule", "resolution"], batch_size=500)
    _refresh_findings(draft, namer)


def _edit_record(
    draft: PlanVersion, record: Anchored, field: str, value: Any, seen: object
) -> tuple[Any, Any]:
    model = type(record)
    if field in entry.PARTIES.get(model, {}):
        before: Any = _written(record, entry.PARTIES[model][field])
        after: Any = entry.names(value)
        _refuse_stale(before, seen)
        _set_parties(draft, record, field, after)
        return before, after
    if isinstance(record, Task) and (found := re.fullmatch(r"condition:(\d+)", field)):
        return _edit_condition(record, int(found.group(1)), entry.text(value), seen)
    before, after = getattr(record, field, None), _reader(model, field)(value)
    _refuse_stale(before, seen)
    setattr(record, field, after)
    entry.check(record)
    set_keys(record)
    record.save()
    return before, after


def _reader(model: type[Anchored], field: str) -> entry.Read:
    reader = entry.RECORDS[model].get(field)
    if reader is None:
        raise _no_field(field)
    return reader


def _edit_condition(task: Task, position: int, condition: str, seen: object) -> tuple[str, str]:
    lead = task.parties.filter(role=Party.Role.LEAD, position=position).first()
    if lead is None:
        raise _no_field(f"condition:{position}")
    before, lead.condition = lead.condition, condition
    _refuse_stale(before, seen)
    lead.save(update_fields=["condition"])
    return before, condition


def _written(record: Anchored, role: str) -> list[str]:
    owner = "task" if isinstance(record, Task) else "duty"
    parties = Party.objects.filter(**{owner: record}, role=role).order_by("position")
    return [party.written for party in parties]


def _set_parties(draft: PlanVersion, record: Anchored, field: str, written: list[str]) -> None:
    """Put these names in the place of those that the record had in this role."""
    if not isinstance(record, Task | Duty):
        raise _no_field(field)
    role = entry.PARTIES[type(record)][field]
    owner = "task" if isinstance(record, Task) else "duty"
    old = Party.objects.filter(**{owner: record}, role=role)
    conditions = {party.written: party.condition for party in old}
    old.delete()
    namer = namer_of(draft)
    Party.objects.bulk_create(
        namer.party(record, role, position, name, conditions.get(name, ""))
        for position, name in enumerate(written)
    )
    _refresh_findings(draft, namer)


def _refresh_findings(draft: PlanVersion, namer: Namer) -> None:
    """Open the findings of new names and drop the open ones of names that are gone.

    A finding that a person settled stays settled.
    """
    findings = Finding.objects.filter(version=draft, code__in=CODES)
    known = set(findings.values_list("message", flat=True))
    fresh = [finding for finding in namer.findings() if finding.message not in known]
    Finding.objects.bulk_create(fresh)
    present = set(Party.objects.filter(task__version=draft).values_list("written", flat=True))
    present |= set(Party.objects.filter(duty__version=draft).values_list("written", flat=True))
    gone = [
        finding.pk
        for finding in findings.filter(settled_at=None)
        if not any(f"“{written}”" in finding.message for written in present)
    ]
    Finding.objects.filter(pk__in=gone).delete()


def _strike(version: PlanVersion, key: str, removed: bool, user: User | None) -> Edit:
    with transaction.atomic():
        draft = _draft(version)
        record = _find(draft, key)
        changed = type(record)._default_manager.filter(pk=record.pk, removed=not removed)
        if not changed.update(removed=removed):
            raise XanhError(
                "already-done",
                "Mục này đã được xoá hoặc khôi phục trước đó.",
                "This record was removed or restored before.",
                "Tải lại trang để xem.",
                "Reload the page to see it.",
            )
        return _remember(draft, key, "removed", not removed, removed, user)


def _remember(
    draft: PlanVersion, key: str, field: str, before: Any, after: Any, user: User | None
) -> Edit:
    return Edit.objects.create(
        version=draft, record=key, field=field, before=_plain(before), after=_plain(after), by=user
    )


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value


def _refuse_stale(before: Any, seen: object) -> None:
    if seen is _ANYTHING or _plain(before) == _plain(seen):
        return
    if before in (None, "") and seen in (None, ""):
        return
    raise XanhError(
        "edited-meanwhile",
        "Người khác vừa sửa ô này; nội dung của họ được giữ nguyên.",
        "Somebody has just edited this; their text is kept.",
        "Tải lại trang, xem nội dung mới rồi sửa lại nếu cần.",
        "Reload the page, look at it and edit again if need be.",
    )


def _next_key(draft: PlanVersion, kind: str) -> str:
    prefix = f"added-{kind}-"
    keys = entry.KINDS[kind]._default_manager.filter(version=draft, key__startswith=prefix)
    taken = [int(key.removeprefix(prefix)) for key in keys.values_list("key", flat=True)]
    return f"{prefix}{max(taken, default=0) + 1}"


def _last(draft: PlanVersion, model: type[Anchored]) -> int:
    found = model._default_manager.filter(version=draft).aggregate(last=Max("position"))
    return found["last"] or 0


def _no_field(field: str) -> XanhError:
    return XanhError(
        "no-such-field",
        f"Không sửa được “{field}”.",
        f"“{field}” cannot be edited.",
        "Tải lại trang rồi thử lại.",
        "Reload the page and try again.",
    )
