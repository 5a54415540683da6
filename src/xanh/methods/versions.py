"""Regulations are versioned data: the date of an observation chooses the version that judges it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from xanh.errors import XanhError


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One regulation as it was in force from ``in_force`` up to and including ``until``.

    ``until`` is None while it is in force. ``verified`` is False where the numbers have not been
    held against the official text: pages say so. Regulations derive from this class and add
    their tables.
    """

    id: str
    name_vi: str
    name_en: str
    source: str
    in_force: date
    until: date | None = None
    verified: bool = False

    def covers(self, day: date) -> bool:
        """Say whether the version is in force on ``day``."""
        return self.in_force <= day and (self.until is None or day <= self.until)


VersionT = TypeVar("VersionT", bound=Version)


def version_on(versions: Iterable[VersionT], day: date) -> VersionT:
    """Return the version of ``versions`` in force on ``day``, the newest if several are.

    A ``datetime`` would compare wrongly with dates: pass the local date of the observation.
    Raises :class:`XanhError` (``no-version``) for a day that no version covers.
    """
    covering = [version for version in versions if version.covers(day)]
    if not covering:
        raise XanhError(
            "no-version",
            f"Không có quy định nào có hiệu lực vào ngày {day:%d/%m/%Y}.",
            f"No regulation is in force on {day.isoformat()}.",
            "Chọn một phiên bản quy định cụ thể nếu vẫn muốn tính.",
            "Name a version of the regulation to compute with it all the same.",
        )
    return max(covering, key=lambda version: version.in_force)


def version_named(versions: Iterable[VersionT], name: str) -> VersionT:
    """Return the version whose id is ``name`` (``vn_aqi:2019``).

    Raises :class:`XanhError` (``unknown-version``) with the known names.
    """
    known = {version.id: version for version in versions}
    if name not in known:
        raise XanhError(
            "unknown-version",
            f"Không có phiên bản quy định “{name}”.",
            f"There is no version “{name}” of a regulation.",
            f"Các phiên bản: {', '.join(known)}.",
            f"The versions are: {', '.join(known)}.",
        )
    return known[name]
