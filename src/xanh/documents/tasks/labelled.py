"""Tasks without a table: "Cơ quan chủ trì: … / Cơ quan phối hợp: … / Thời gian thực hiện: …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from xanh.documents.blocks import Finding
from xanh.documents.organisations import split_organisations
from xanh.documents.passages import Passage
from xanh.documents.plan import Task
from xanh.documents.tasks.periods import parse_period
from xanh.documents.tasks.tables import missing
from xanh.documents.text.clauses import Clause
from xanh.documents.text.markers import LEVELS, find_marker
from xanh.vietnamese import fold

# Matched on folded text, which is as long as the text itself for NFC Vietnamese.
_WHO = r"(?:co quan|don vi|to chuc|cac co quan|cac don vi)(?:, (?:don vi|to chuc|dia phuong))*"
_LABELS = (
    ("partner", rf"(?:{_WHO} )?(?:cung )?phoi hop(?: thuc hien| chinh)?"),
    ("lead", rf"(?:{_WHO} )?(?:chu tri|dau moi)(?: thuc hien| tham muu)?(?: chinh)?"
             rf"|{_WHO} thuc hien|{_WHO} chiu trach nhiem(?: thuc hien| chinh)?"),
    ("period", r"(?:thoi gian|thoi han|tien do|thoi diem|lo trinh)(?: thuc hien| hoan thanh"
               r"| trien khai| trinh| bao cao| ban hanh)*"),
    ("extra", r"san pham(?: du kien| dau ra)?|ket qua(?: du kien| dau ra| thuc hien)?"
              r"|kinh phi(?: thuc hien| du kien)?|nguon (?:kinh phi|luc|von)(?: thuc hien)?"
              r"|hinh thuc(?: van ban)?|cap (?:trinh|ban hanh|phe duyet)|ghi chu"),
)  # fmt: skip
_LABEL = re.compile(
    r"(?:^|(?<=[.;,] )|(?<=[.;,(]))(?:[-–+•*] ?)?(?:"
    + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _LABELS)
    + r") ?(?:\([^)]*\) ?)?:"
)
# "Thời gian thực hiện sau khi Chiến lược … được ban hành": no colon.
_BARE_PERIOD = re.compile(
    r"^(?:[-–+•*] ?)?(?P<period>thoi gian (?:thuc hien|hoan thanh|trien khai)) (?=\S)"
)
_DASHES = "-–—+•·●○▪"
_UNMARKED = 20


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled value: its kind, the label as written, and the value."""

    kind: str
    name: Passage
    value: Passage


@dataclass(slots=True)
class _Block:
    """A title and the labels under it."""

    title: int  # index of the clause that names the task
    labels: list[Label] = field(default_factory=list)
    words: Passage | None = None  # the title, when it is only a part of the clause


def find_labels(passage: Passage) -> tuple[Label, ...]:
    """Return the labelled values of a clause; none when it does not start with a label."""
    folded = fold(passage.text)
    if len(folded) != len(passage.text):
        return ()
    found = list(_LABEL.finditer(folded))
    if not found or found[0].start() > 2:
        bare = _BARE_PERIOD.match(folded)
        return (_label(bare, passage, len(folded)),) if bare and not found else ()
    stops = [match.start() for match in found[1:]] + [len(folded)]
    return tuple(_label(m, passage, stop) for m, stop in zip(found, stops, strict=True))


def _label(match: re.Match[str], passage: Passage, stop: int) -> Label:
    kind = next(name for name, value in match.groupdict().items() if value)
    value = passage.part(match.end(), stop)
    end = len(value.text.rstrip(" ;"))
    if value.text.count(")") > value.text.count("("):
        end = len(value.text.rstrip(" ;.)"))  # the bracket around all the labels
    return Label(kind, passage.part(*match.span(kind)), value.part(0, end))


def split_title(clause: Clause) -> tuple[Passage, tuple[Label, ...]] | None:
    """Split a clause that names a task and goes on with its labels in the same paragraph.

    "c) Lập hồ sơ theo dõi. Đơn vị chủ trì: Sở Y tế; thời gian thực hiện: 2026."
    """
    passage = clause.content
    folded = fold(passage.text)
    if len(folded) != len(passage.text):
        return None
    found = list(_LABEL.finditer(folded))
    kinds = {kind for match in found for kind, value in match.groupdict().items() if value}
    if not found or found[0].start() < 10:
        return None
    if "lead" not in kinds or len(kinds) < 2:
        return None
    stops = [match.start() for match in found[1:]] + [len(folded)]
    labels = tuple(_label(m, passage, stop) for m, stop in zip(found, stops, strict=True))
    end = len(passage.text[: found[0].start()].rstrip(" (-–;"))
    return passage.part(0, end), labels


def is_label(clause: Clause) -> bool:
    """Say whether a clause is a label line of a task and not a clause of its own."""
    return bool(_labels(clause))


def read_labelled_tasks(
    clauses: Sequence[Clause], issued: date | None = None
) -> tuple[tuple[Task, ...], tuple[Finding, ...]]:
    """Read the tasks that the body gives as a title with labels under it.

    The title is the nearest clause above with an outer marker; a block that gives only a period
    counts when blocks beside it name organisations.
    """
    blocks = _blocks(clauses)
    homes = {_home(clauses[b.title]) for b in blocks if _kinds(b) & {"lead", "partner"}}
    tasks: list[Task] = []
    findings: list[Finding] = []
    for block in blocks:
        title = clauses[block.title]
        if not _kinds(block) & {"lead", "partner"} and _home(title) not in homes:
            continue
        if title.repeats:
            continue
        task = _task(title, block, issued, len(tasks), {t.id for t in tasks})
        tasks.append(task)
        findings += [missing("lead", task)] if not task.leads else []
        findings += [missing("period", task)] if task.period is None else []
    return tuple(tasks), tuple(findings)


def _blocks(clauses: Sequence[Clause]) -> list[_Block]:
    blocks: list[_Block] = []
    for index, clause in enumerate(clauses):
        labels = _labels(clause)
        split = None if labels else split_title(clause)
        if split is not None:
            blocks.append(_Block(index, list(split[1]), split[0]))
            continue
        title = _title_of(clauses, index) if labels else None
        if title is None:
            continue
        only_extra = all(label.kind == "extra" for label in labels)
        if only_extra and (not blocks or title != blocks[-1].title):
            continue
        last = blocks[-1] if blocks and blocks[-1].title == title else None
        repeated = last and _kinds(last) & {x.kind for x in labels if x.kind != "extra"}
        if last is None or last.words is not None or (repeated and "lead" in repeated):
            last = _Block(title)
            blocks.append(last)
        last.labels += labels
    return blocks


def _kinds(block: _Block) -> set[str]:
    return {label.kind for label in block.labels}


def _title_of(clauses: Sequence[Clause], index: int) -> int | None:
    """Return the clause that the label at ``index`` belongs to.

    That is the nearest above with a marker that lies further out; under a mere section heading,
    or behind the labels of another task, the nearest paragraph without a marker.
    """
    inner = _depth(clauses[index])
    above = index - 1
    while above >= 0 and _labels(clauses[above]):
        above -= 1
    paragraph: int | None = None
    for place in range(above, -1, -1):
        clause = clauses[place]
        if _labels(clause):
            if paragraph is not None:
                return paragraph
            continue
        depth = _depth(clause)
        if depth < inner and (clause.marker or clause.kind == "heading"):
            section = clause.kind == "heading" and depth <= LEVELS["roman"]
            return paragraph if section and paragraph is not None else place
        if paragraph is None and clause.kind == "paragraph" and len(clause.passage.text) <= 400:
            paragraph = place
    return paragraph


def _labels(clause: Clause) -> tuple[Label, ...]:
    return find_labels(clause.passage) or find_labels(clause.content)


def _depth(clause: Clause) -> int:
    """Return how far in a clause lies: its marker's level; dashes, pluses, no marker last."""
    if clause.marker == "":
        return _UNMARKED
    if clause.marker in "+•○▪":
        return _UNMARKED - 1
    if clause.marker in _DASHES:
        return _UNMARKED - 2
    marker = find_marker(clause.passage.text)
    return LEVELS[marker.kind] if marker else 0


def _home(title: Clause) -> tuple[str, ...]:
    return title.path[:1]


def _task(
    title: Clause, block: _Block, issued: date | None, position: int, taken: set[str]
) -> Task:
    values = {kind: _joined(block, kind) for kind in ("lead", "partner", "period")}
    lead = split_organisations(values["lead"])
    number = _number(title)
    words = block.words or title.content
    identifier = f"task-0-{number or position + 1}"
    if identifier in taken:
        identifier = f"task-0-{number or ''}-{position + 1}"
    return Task(
        id=identifier,
        table=None,
        group=None,
        number=number,
        title=words.text.rstrip(" :"),
        leads=lead.names,
        partners=split_organisations(values["partner"]).names,
        period=parse_period(values["period"].rstrip(". "), issued) if values["period"] else None,
        source=words.source(),
        extra={x.name.text: x.value.text for x in block.labels if x.kind == "extra" and x.value},
        lead_conditions=lead.conditions,
    )


def _joined(block: _Block, kind: str) -> str:
    return "; ".join(x.value.text for x in block.labels if x.kind == kind and x.value)


def _number(title: Clause) -> str | None:
    """Return the number that a reader would give the block: path ("II", "3", "3.1", "a") as
    "3.1.a".
    """
    parts: list[str] = []
    for mark in _inner_path(title):
        if parts and mark.startswith(parts[-1] + "."):
            parts[-1] = mark
        else:
            parts.append(mark)
    return ".".join(parts) or None


def _inner_path(title: Clause) -> Iterator[str]:
    for mark in title.path:
        if not re.fullmatch(r"[IVXLC]+|[A-HĐ]|(?:Điều|Phần|PHẦN|Chương|CHƯƠNG|Mục|MỤC).*", mark):
            yield mark
