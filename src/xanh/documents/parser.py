"""From blocks to a plan: every part of the reading, in one place and in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xanh.documents.blocks import Document, Finding, Table
from xanh.documents.front.header import read_header
from xanh.documents.goals.target_tables import read_target_tables
from xanh.documents.goals.targets import find_targets
from xanh.documents.orders.duties import find_duties
from xanh.documents.orders.measures import find_measures
from xanh.documents.organisations import find_organisations
from xanh.documents.plan import Plan, Task
from xanh.documents.tasks.labelled import is_label, read_labelled_tasks
from xanh.documents.tasks.tables import read_tasks
from xanh.documents.text.clauses import Outline
from xanh.documents.text.outline import outline
from xanh.documents.text.structure import structure_findings


def parse(document: Document) -> Plan:
    """Read everything that ``document`` orders. Never raises on any document."""
    parts = outline(document)
    header, header_findings = read_header(document, parts)
    tables = [block for block in document.blocks if isinstance(block, Table)]
    tasks, table_findings = read_tasks(
        tables, header.issued, len(document.text.rstrip(" |*\n\r\t"))
    )
    clauses = [*parts.clauses, *(c for a in parts.appendices for c in a.clauses)]
    labelled, label_findings = read_labelled_tasks(clauses, header.issued)
    plain = [clause for clause in parts.clauses if not is_label(clause)]
    year = header.issued.year if header.issued else None
    targets, target_findings = find_targets(plain, year)
    targets = (*targets, *read_target_tables(tables, year))
    findings = [
        *document.findings,
        *header_findings,
        *structure_findings(parts),
        *table_findings,
        *label_findings,
        *target_findings,
    ]
    return Plan(
        header=header,
        targets=targets,
        measures=find_measures(plain),
        tasks=(*tasks, *labelled),
        duties=find_duties(plain),
        organisations=find_organisations(_texts(parts), _cells(tasks, labelled)),
        findings=tuple(_in_order(findings)),
    )


def _texts(parts: Outline) -> Iterator[str]:
    for clause in parts.clauses:
        if not clause.repeats:
            yield clause.content.text


def _cells(*tasks: Sequence[Task]) -> Iterator[str]:
    for group in tasks:
        for task in group:
            yield from task.leads
            yield from task.partners


def _in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings in the order of the text, those without a place first."""
    return sorted(findings, key=lambda f: f.source.start if f.source else -1)
