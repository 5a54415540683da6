"""What one version changes against another."""

from __future__ import annotations

from typing import Any

from xanh.office.plans.models import PlanVersion
from xanh.office.plans.values import in_force


def compare_versions(old: PlanVersion, new: PlanVersion) -> dict[str, Any]:
    """Return the difference of two versions as they stand, edits applied.

    The shape is that of :func:`xanh.documents.diff.compare`: ids are keys of the records.
    """
    from xanh.documents.diff import compare

    difference: dict[str, Any] = compare(in_force(old), in_force(new))
    return difference
