"""The states of a version: draft -> published -> amended or replaced; draft -> discarded.

Every move is one conditional update and one event: of two people who press at once, one wins.
"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from xanh.errors import XanhError
from xanh.office.plans.identity import Identity, find_plan, identity_of
from xanh.office.plans.models import Event, Plan, PlanVersion, Reference
from xanh.office.plans.search import forget_version, index_version

_State = PlanVersion.State


def publish(version: PlanVersion, user: User | None) -> PlanVersion:
    """Publish a draft; the version that was in force becomes amended, in the same moment.

    Plans that the document replaces, where Xanh holds them, become replaced. Raises XanhError when
    the version is no draft any more, says nothing, or was compared with a version that is no
    longer in force.
    """
    try:
        with transaction.atomic():
            return _publish(version, user)
    except IntegrityError:
        raise _moved_on() from None


def discard(version: PlanVersion, user: User | None) -> PlanVersion:
    """Discard a draft. Nothing is deleted: what was read and edited stays on record."""
    with transaction.atomic():
        if not _move(version, _State.DRAFT, _State.DISCARDED, user):
            raise _no_draft()
    version.refresh_from_db()
    return version


def rebase(version: PlanVersion, user: User | None) -> PlanVersion:
    """Set a draft against the version now in force, so that its difference is shown anew."""
    with transaction.atomic():
        plan = Plan.objects.select_for_update().get(pk=version.plan_id)
        drafts = PlanVersion.objects.filter(pk=version.pk, state=_State.DRAFT)
        if not drafts.update(supersedes=plan.current_id):
            raise _no_draft()
        Event.objects.create(version=version, what="compared", by=user)
    version.refresh_from_db()
    return version


def _publish(version: PlanVersion, user: User | None) -> PlanVersion:
    plan = Plan.objects.select_for_update().get(pk=version.plan_id)
    draft = PlanVersion.objects.defer("text").filter(pk=version.pk, state=_State.DRAFT).first()
    if draft is None:
        raise _no_draft()
    _refuse_empty(draft)
    if draft.supersedes_id != plan.current_id:
        raise _moved_on()
    if plan.current is not None and plan.current.state == _State.PUBLISHED:
        if not _move(plan.current, _State.PUBLISHED, _State.AMENDED, user):
            raise _moved_on()
        forget_version(plan.current)
    if not _move(draft, _State.DRAFT, _State.PUBLISHED, user):
        raise _no_draft()
    PlanVersion.objects.filter(pk=draft.pk).update(published_by=user, published_at=timezone.now())
    Plan.objects.filter(pk=plan.pk).update(current=draft)
    _replace_others(draft, user)
    published = PlanVersion.objects.select_related("plan__place").get(pk=draft.pk)
    index_version(published)
    return published


def _move(version: PlanVersion, old: str, new: str, user: User | None) -> bool:
    """Move one version from one state to the next; False when it is not in ``old`` any more."""
    if not PlanVersion.objects.filter(pk=version.pk, state=old).update(state=new):
        return False
    Event.objects.create(version=version, what=new, by=user)
    return True


def _replace_others(version: PlanVersion, user: User | None) -> None:
    """Mark the plans that this document replaces, where they are held and in force."""
    own = identity_of(version)
    for reference in version.references.filter(relation=Reference.Relation.REPLACES):
        year = reference.issued.year if reference.issued else None
        other = find_plan(Identity(reference.number, own.place, year, own.issuer, ""))
        if other is None or other.pk == version.plan_id or other.current is None:
            continue
        if _move(other.current, _State.PUBLISHED, _State.REPLACED, user):
            forget_version(other.current)


def _refuse_empty(draft: PlanVersion) -> None:
    if not draft.number.strip() or not draft.title.strip():
        raise XanhError(
            "header-missing",
            "Dự thảo chưa có số hiệu hoặc tên; chưa công bố được.",
            "The draft has no number or no title; it cannot be published yet.",
            "Điền số hiệu và tên kế hoạch rồi công bố lại.",
            "Enter the number and the title of the plan and publish again.",
        )


def _no_draft() -> XanhError:
    return XanhError(
        "not-a-draft",
        "Bản này không còn là dự thảo: đã công bố hoặc đã bỏ.",
        "This version is no draft any more: it is published or discarded.",
        "Tải lại trang để xem.",
        "Reload the page to see it.",
    )


def _moved_on() -> XanhError:
    return XanhError(
        "plan-moved-on",
        "Kế hoạch đã có bản công bố khác sau khi dự thảo này được tạo; chưa có gì thay đổi.",
        "Another version was published after this draft was made; nothing was changed.",
        "So sánh lại với bản đang có hiệu lực rồi công bố.",
        "Compare with the version in force again, then publish.",
    )
