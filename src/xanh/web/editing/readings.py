"""What was read from a document, made ready for the review page in a fixed number of queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xanh.office.plans.fields import field_name
from xanh.office.plans.models import (
    Anchored,
    Duty,
    Edit,
    Finding,
    Measure,
    Party,
    PlanVersion,
    Reference,
    Target,
    Task,
)
from xanh.office.plans.queries import PARTIES
from xanh.publishing import wording
from xanh.web.editing.marking import Place

DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of an entry; ``doubt`` says what a reader should know about the value."""

    label: str
    value: str
    doubt: str = ""


@dataclass(slots=True)
class Entry:
    """One record as the review shows it; ``key`` is its name in the page too."""

    key: str
    kind: str
    number: str
    title: str
    facts: list[Fact]
    anchored: bool = False
    removed: bool = False
    findings: list[Finding] = field(default_factory=list)
    last_edit: Edit | None = None

    @property
    def open_findings(self) -> int:
        """Return how many findings about this entry nobody has settled."""
        return sum(finding.settled_at is None for finding in self.findings)


def all_entries(version: PlanVersion) -> list[Entry]:
    """Return every entry of a version: targets, tasks, duties, measures."""
    records = [record for _kind, found in _records(version) for record in found]
    return _with_notes(version, [_entry(record) for record in records])


def one_entry(version: PlanVersion, key: str) -> tuple[Entry, Anchored | PlanVersion]:
    """Return one entry and its record; the document's header for "document"; 404 for others."""
    if key == DOCUMENT:
        return document_entry(version), version
    for _kind, found in _records(version):
        record = found.filter(key=key).first()
        if record is not None:
            return _with_notes(version, [_entry(record)])[0], record
    raise Http404


def document_entry(version: PlanVersion) -> Entry:
    """Return the header of the document as an entry."""
    references = list(version.references.all())
    facts = [
        Fact(_("Số hiệu"), version.number),
        Fact(_("Loại văn bản"), version.kind),
        Fact(_("Cơ quan ban hành"), version.issuer),
        Fact(_("Nơi ban hành"), version.place_written),
        Fact(_("Ngày ban hành"), wording.day(version.issued)),
        Fact(_("Ngày có hiệu lực"), wording.day(version.effective)),
        Fact(_("Người ký"), version.signer),
        Fact(_("Thay thế"), _listed(references, Reference.Relation.REPLACES)),
        Fact(_("Dẫn chiếu"), _listed(references, Reference.Relation.CITES)),
    ]
    entry = Entry(DOCUMENT, DOCUMENT, "", version.title, facts)
    return _with_notes(version, [entry])[0]


def places(version: PlanVersion, entries: Iterable[Entry]) -> Iterator[Place]:
    """Yield where the entries and findings of a version stand in its text."""
    shown = {entry.key for entry in entries if entry.anchored}
    for kind, found in _records(version):
        for key, start, end in found.values_list("key", "start", "end"):
            if key in shown:
                yield Place(key, kind, start, end)
    for finding in version.findings.exclude(start=None).exclude(end=None):
        yield Place(f"finding-{finding.pk}", "finding", finding.start or 0, finding.end or 0)


def organisation_rows(version: PlanVersion) -> list[dict[str, object]]:
    """Return every written name with whom it means and how often it stands."""
    parties = [
        party
        for role in ("task", "duty")
        for party in Party.objects.filter(
            **{f"{role}__version": version, f"{role}__removed": False}
        ).select_related("organisation")
    ]
    counts = Counter(party.written for party in parties)
    first = {party.written: party for party in reversed(parties)}
    return [
        {"party": first[written], "count": count}
        for written, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]


def _records(version: PlanVersion) -> Iterator[tuple[str, QuerySet[Any]]]:
    """Yield every kind with its records, in the order of the document."""
    yield "target", version.targets.all()
    yield "task", version.tasks.prefetch_related(PARTIES)
    yield "duty", version.dutys.prefetch_related(PARTIES)
    yield "measure", version.measures.all()


def _entry(record: Anchored) -> Entry:
    entry = _MAKERS[type(record)](record)
    entry.anchored = record.start is not None and record.end is not None
    entry.removed = record.removed
    return entry


def _language() -> str:
    return "en" if get_language() == "en" else "vi"


def _task(task: Task) -> Entry:
    parties = list(task.parties.all())
    when = wording.period(
        task.period_start, task.period_end, task.recurrence, task.period_text, _language()
    )
    written = f"“{task.period_text}”" if task.period_text and task.period_text != when else ""
    facts = [
        *_party_facts(parties, Party.Role.LEAD, _("Chủ trì")),
        *_party_facts(parties, Party.Role.PARTNER, _("Phối hợp")),
        Fact(_("Thời gian"), when, written),
        Fact(_("Lĩnh vực"), field_name(task.field, _language())),
        *(Fact(name, value) for name, value in task.extra.items()),
    ]
    if not any(party.role == Party.Role.LEAD for party in parties):
        facts.insert(0, Fact(_("Chủ trì"), ""))
    place = _("PL %(n)s") % {"n": task.table} if task.table else ""
    group = task.group_title or (str(task.group) if task.group else "")
    number = " · ".join(part for part in (place, group, task.number) if part)
    return Entry(task.key, "task", number, task.title, facts)


def _target(target: Target) -> Entry:
    asked = wording.requirement(
        target.comparator,
        target.value,
        target.unit,
        _language(),
        target.stretch_comparator,
        target.stretch_value,
    )
    facts = [
        Fact(_("Phải đạt"), asked),
        Fact(_("Năm"), str(target.year) if target.year else ""),
    ]
    if target.relative_to:
        facts.append(Fact(_("So với năm"), str(target.relative_to)))
    return Entry(target.key, "target", "", target.subject, facts)


def _duty(duty: Duty) -> Entry:
    due = wording.deadline(duty.month, duty.day, duty.year, duty.inclusive, _language())
    often = wording.recurrence(duty.recurrence, _language()) if duty.recurrence else ""
    facts = [
        *_party_facts(list(duty.parties.all()), Party.Role.DEBTOR, _("Thực hiện")),
        Fact(_("Hạn"), due),
        Fact(_("Định kỳ"), often),
        Fact(_("Gửi đến"), duty.to),
    ]
    return Entry(duty.key, "duty", "", duty.text, facts)


def _measure(measure: Measure) -> Entry:
    return Entry(measure.key, "measure", ".".join(measure.path), measure.text, [])


_MAKERS: dict[type[Anchored], Callable[[Any], Entry]] = {
    Task: _task, Target: _target, Duty: _duty, Measure: _measure,
}  # fmt: skip


def _party_facts(parties: list[Party], role: str, label: str) -> Iterator[Fact]:
    """Yield one line for the names that are known, and one for each that is in doubt."""
    plain = [p.written for p in parties if p.role == role and not _doubt(p)]
    if plain:
        yield Fact(label, "; ".join(plain))
    for party in parties:
        if party.role == role and _doubt(party):
            yield Fact(label, party.written, _doubt(party))


def _doubt(party: Party) -> str:
    if party.condition:
        return party.condition
    if party.organisation_id is None and not party.rule:
        return _("chưa xác định là cơ quan nào")
    return ""


def _listed(references: list[Reference], relation: str) -> str:
    return "; ".join(f"{r.kind} {r.number}".strip() for r in references if r.relation == relation)


def _with_notes(version: PlanVersion, entries: list[Entry]) -> list[Entry]:
    """Give entries the findings about them and their last edit, in two queries."""
    about: dict[str, list[Finding]] = defaultdict(list)
    for finding in version.findings.exclude(about=""):
        about[finding.about].append(finding)
    last = {edit.record: edit for edit in version.edits.select_related("by").order_by("pk")}
    for entry in entries:
        entry.findings = about.get(entry.key, [])
        entry.last_edit = last.get(entry.key)
    return entries
