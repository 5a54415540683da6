"""Saves what a person changed in one entry: all of it or nothing, and never over another's work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import User
from django.db import transaction

from xanh.errors import XanhError
from xanh.office.plans.editing import edit
from xanh.office.plans.models import PlanVersion
from xanh.web.editing.forms import Change

STALE = "edited-meanwhile"


class _NotSavedError(Exception):
    """Takes the transaction back."""


def save(
    version: PlanVersion, key: str, changes: Iterable[Change], user: User | None
) -> Mapping[str, XanhError]:
    """Make every change, or none; returns the refusals by field, empty when all was saved.

    Fields are checked against each other (an end must follow its beginning), so a change that is
    refused is tried again after the others, until nothing moves any more.
    """
    waiting = _conditions_first(changes)
    refused: dict[str, XanhError] = {}
    try:
        with transaction.atomic():
            while waiting:
                refused = _attempt(version, key, waiting, user)
                if len(refused) == len(waiting):
                    raise _NotSavedError
                waiting = [change for change in waiting if change.field in refused]
    except _NotSavedError:
        return refused
    return {}


def _attempt(
    version: PlanVersion, key: str, changes: list[Change], user: User | None
) -> dict[str, XanhError]:
    refused = {}
    for change in changes:
        try:
            edit(version, key, change.field, change.text, user, seen=change.seen)
        except XanhError as error:
            refused[change.field] = error
    return refused


def _conditions_first(changes: Iterable[Change]) -> list[Change]:
    """Put conditions before the leads: they are named by the position that their reader saw."""
    return sorted(changes, key=lambda change: not change.field.startswith("condition:"))
