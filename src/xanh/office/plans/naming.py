"""Turns written names into parties, and says where nobody knows who is meant."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from xanh.office.organisations.collectives import resolve
from xanh.office.organisations.matching import Match, match
from xanh.office.organisations.models import Organisation, Resolution
from xanh.office.organisations.registering import register
from xanh.office.places.models import Place
from xanh.office.plans.models import Duty, Finding, Party, PlanVersion, Task

CODES = ("unknown-organisation", "new-organisation", "former-organisation")


@dataclass(slots=True)
class Namer:
    """Finds who is meant by the names of one version; each name is looked up once."""

    version: PlanVersion
    place: Place | None
    day: date
    _matches: dict[str, Match] = field(default_factory=dict)
    _resolutions: dict[str, Resolution] = field(default_factory=dict)
    _findings: dict[str, Finding] = field(default_factory=dict)

    def party(
        self, record: Task | Duty, role: str, position: int, written: str, condition: str = ""
    ) -> Party:
        """Return the unsaved party that ``written`` names on ``record``."""
        found = self._match(written, record.key)
        party = Party(
            role=role,
            position=position,
            written=written,
            condition=condition,
            organisation=found.organisation,
            rule=found.rule.code if found.rule else "",
            resolution=self._resolution(found.rule.code) if found.rule else None,
        )
        if isinstance(record, Task):
            party.task = record
        else:
            party.duty = record
        return party

    def findings(self) -> list[Finding]:
        """Return what a person must look at in the names seen so far, unsaved."""
        return list(self._findings.values())

    def _match(self, written: str, about: str) -> Match:
        known = self._matches.get(written)
        if known is None:
            known = self._matches[written] = self._look_up(written, about)
        return known

    def _look_up(self, written: str, about: str) -> Match:
        found = match(written, self.place, self.day)
        if found.sure == "former" and found.organisation is not None:
            self._findings[written] = _former(self.version, about, written, self.day)
        if found.organisation is not None or found.rule is not None:
            return found
        registered = register(written, self.place)
        if registered is not None:
            self._findings[written] = _new(self.version, about, written, registered)
            return Match(registered, None, "exact")
        self._findings[written] = _unknown(self.version, about, written)
        return found

    def _resolution(self, rule: str) -> Resolution:
        known = self._resolutions.get(rule)
        if known is None:
            known = self._resolutions[rule] = resolve(rule, self.place, self.day)
        return known


def _unknown(version: PlanVersion, about: str, written: str) -> Finding:
    return Finding(
        version=version,
        code="unknown-organisation",
        message=f"Chưa rõ “{written}” là cơ quan nào; hãy sửa tên hoặc để nguyên.",
        message_en=f"Nobody is known as “{written}”; correct the name or leave it as it is.",
        about=about,
    )


def _new(version: PlanVersion, about: str, written: str, organisation: Organisation) -> Finding:
    where = organisation.place.full_name if organisation.place else "Trung ương"
    where_en = organisation.place.name_en if organisation.place else "the central level"
    return Finding(
        version=version,
        code="new-organisation",
        message=f"“{written}” chưa có trong danh mục; đã ghi là cơ quan của {where}.",
        message_en=f"“{written}” is not on the list; entered as a body of {where_en}.",
        about=about,
    )


def _former(version: PlanVersion, about: str, written: str, day: date) -> Finding:
    shown = f"{day:%d/%m/%Y}"
    return Finding(
        version=version,
        code="former-organisation",
        message=f"Ngày {shown} không có cơ quan nào tên “{written}”; tên này của thời gian khác.",
        message_en=f"No body was called “{written}” on {shown}; the name is of another time.",
        about=about,
    )
