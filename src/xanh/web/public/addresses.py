"""Addresses of plans, their versions and their records, short enough to read over the telephone.

A task whose key is "task-1-2-7" lies at ``/ke-hoach/<plan>/nhiem-vu/1-2-7/``.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from xanh.office.plans.models import PlanVersion, Target, Task

_PREFIXES = ("task-", "target-")
_NAMES = {Task: "plan-task", Target: "plan-target"}


def version_address(version: PlanVersion, name: str, **more: Any) -> str:
    """Return the address of page ``name`` of ``version``.

    The version in force has the plan's own address; an older one carries its sequence number.
    """
    parts: dict[str, Any] = {"slug": version.plan.slug, **more}
    if version.pk != version.plan.current_id:
        parts["sequence"] = version.sequence
    return reverse(name, kwargs=parts)


def record_address(record: Task | Target, version: PlanVersion | None = None) -> str:
    """Return the address of a task or target; pass its ``version`` to save a query."""
    return version_address(
        version or record.version, _NAMES[type(record)], key=record_part(record.key)
    )


def record_part(key: str) -> str:
    """Return the key of a record as the last part of its address: "1-2-7" for "task-1-2-7"."""
    for prefix in _PREFIXES:
        key = key.removeprefix(prefix)
    return key


def keys_of(part: str) -> list[str]:
    """Return the keys that the last part of an address may stand for."""
    return [part, *(prefix + part for prefix in _PREFIXES)]
