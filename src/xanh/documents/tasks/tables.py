"""Tasks of appendix tables: columns by their header, groups, merged cells, what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from xanh.documents.blocks import Cell, Finding, Row, Table
from xanh.documents.organisations import split_organisations
from xanh.documents.passages import Passage, Source
from xanh.documents.plan import Task
from xanh.documents.tasks.periods import parse_period
from xanh.documents.text.columns import (
    Columns,
    header_kind,
    is_group_mark,
    is_number,
    read_columns,
    starts_group,
)
from xanh.documents.text.markers import Marker, find_marker, ordinal
from xanh.vietnamese import fold

_GROUP_TITLE = re.compile(
    r"^(?:(?P<mark>[IVXLC]{1,6}|[A-HĐ])\s*[.):\-–]\s+)?(?P<title>.*)$", re.DOTALL
)
_ROWS_AHEAD = 20  # how far a row without a lead looks for those that may stand under it
_EMPTY = re.compile(r"^[\s\-–—.…/]*$")


@dataclass(slots=True)
class _Reading:
    """What is gathered while the rows of one table are read."""

    number: int
    columns: Columns
    issued: date | None
    ends_text: bool
    raw: dict[str, str] = field(default_factory=dict)  # cells of the last task
    taken: set[str] = field(default_factory=set)  # ids
    tasks: list[Task] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    group: int | None = None
    group_title: str | None = None
    groups: int = 0
    mark: Marker | None = None  # of the group before

    def open_group(self, title: str | None, mark: Marker | None = None) -> None:
        self.groups += 1
        self.group, self.group_title = self.groups, title
        self.mark = mark


def read_tasks(
    tables: Iterable[Table], issued: date | None = None, text_end: int | None = None
) -> tuple[tuple[Task, ...], tuple[Finding, ...]]:
    """Read the tasks of every table whose header names tasks, in the order of the document.

    ``text_end`` is where the text of the document ends: cells that are missing there were cut.

    A table without a header that is as wide as the task table before it goes on with it. A table
    that stands twice word for word counts once.
    """
    tasks: list[Task] = []
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    number = 0
    open_reading: _Reading | None = None
    for table in tables:
        found = find_columns(table)
        if found is None:
            if open_reading and _continues(table, open_reading.columns):
                _read_rows(open_reading, table.rows)
            continue
        columns, first = found
        key = fold(" ".join(c.passage.text for row in table.rows for c in row.cells))
        if seen.setdefault(key, number + 1) <= number:
            findings.append(_repeated_table(table, seen[key]))
            continue
        _close(open_reading, tasks, findings)
        number += 1
        ends_text = text_end is not None and table.source.end >= text_end
        open_reading = _Reading(number, columns, issued, ends_text)
        _read_rows(open_reading, table.rows[first:])
    _close(open_reading, tasks, findings)
    return tuple(tasks), tuple(findings)


def _close(reading: _Reading | None, tasks: list[Task], findings: list[Finding]) -> None:
    if reading is not None:
        _numbering(reading)
        tasks += reading.tasks
        findings += reading.findings


def _repeated_table(table: Table, first: int) -> Finding:
    return Finding(
        "repeated-table",
        f"Bảng này trùng từng chữ với bảng nhiệm vụ thứ {first}; các nhiệm vụ chỉ tính một lần.",
        f"This table repeats task table {first} word for word; its tasks are counted once.",
        table.source,
    )


# -- columns ------------------------------------------------------------------------------------


def find_columns(table: Table) -> tuple[Columns, int] | None:
    """Return the columns of a task table and the index of its first row of tasks."""
    for index, row in enumerate(table.rows[:6]):
        names = _names(row, table.columns)
        deeper = index + 1
        # A header over two rows: "Cơ quan thực hiện" spans "Chủ trì" and "Phối hợp".
        while deeper < min(len(table.rows), index + 3) and _is_sub_header(table.rows[deeper]):
            below = _names(table.rows[deeper], table.columns)
            names = [b or a for a, b in zip(names, below, strict=True)]
            deeper += 1
        columns = read_columns(names)
        if columns is None or not columns.of_tasks:
            continue
        if deeper < len(table.rows) and _counts_columns(table.rows[deeper]):
            deeper += 1
        return _with_best_title(columns, table.rows[deeper:]), deeper
    return None


def _names(row: Row, width: int) -> list[str]:
    cells = (row.cell(column) for column in range(width))
    return [cell.passage.text if cell else "" for cell in cells]


def _is_sub_header(row: Row) -> bool:
    if not any(cell.merged for cell in row.cells):
        return False
    fresh = [cell.passage.text for cell in row.cells if not cell.merged and cell.passage]
    return bool(fresh) and all(
        len(text) < 60 and not is_number(text) and header_kind(text) for text in fresh
    )


def _counts_columns(row: Row) -> bool:
    texts = [cell.passage.text.strip("()[]. ") for cell in row.cells]
    counted = [str(i) for i in range(1, len(texts) + 1)]
    return texts == counted or (texts[:2] == ["A", "B"] and texts[2:] == counted[: len(texts) - 2])


def _with_best_title(columns: Columns, rows: Sequence[Row]) -> Columns:
    """Take as title, of several columns that name work, the one whose cells differ most.

    "Nhóm nhiệm vụ" merged downwards beside "Nhiệm vụ cụ thể": the second is the task.
    """
    candidates = [
        i
        for i, name in enumerate(columns.names)
        if columns.kinds[i] == "title" or header_kind(name) == "title"
    ]
    if len(candidates) < 2:
        return columns
    own = {i: sum(1 for row in rows if _own_text(row, i)) for i in candidates}
    best = max(candidates, key=lambda i: (own[i], -i))
    present = columns.index("title")
    if present is None or own[best] <= 1.3 * own[present]:
        return columns
    kinds = list(columns.kinds)
    kinds[present], kinds[best] = "extra", "title"
    return Columns(columns.names, tuple(kinds))


def _own_text(row: Row, column: int) -> bool:
    cell = row.cell(column)
    return bool(cell and cell.passage and not cell.merged)


def _continues(table: Table, columns: Columns) -> bool:
    """Say whether a table without a header goes on with the task table before it."""
    at = columns.index("number")
    if table.columns != len(columns) or at is None or not table.rows:
        return False
    cells = [row.cell(at) for row in table.rows]
    return any(cell and is_number(cell.passage.text) for cell in cells)


# -- rows ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Values:
    """One row by kind of column; None where the text has no cell."""

    cells: dict[str, Cell | None]
    row: Row

    def passage(self, kind: str) -> Passage:
        cell = self.cells.get(kind)
        return cell.passage if cell else Passage.clean("")

    def text(self, kind: str) -> str:
        text = self.passage(kind).text
        return "" if _EMPTY.match(text) else text

    def missing(self, kind: str) -> bool:
        cell = self.cells.get(kind)
        return cell is not None and cell.missing


def _read_rows(reading: _Reading, rows: Sequence[Row]) -> None:
    values = [_values(reading.columns, row) for row in rows]
    last = max((i for i, row in enumerate(values) if row.text("title")), default=0)
    for index, row in enumerate(values):
        following = values[index + 1 : index + 1 + _ROWS_AHEAD]
        if _is_header_again(reading.columns, row):
            continue
        if not any(cell.passage for cell in row.row.cells):
            _emptied_row(reading, following)
        elif _continues_row(reading, row):
            _append_to_last(reading, row)
        elif _is_group(row, following):
            _open_group(reading, row)
        else:
            _task(reading, row, cut=reading.ends_text and index == last)


def _values(columns: Columns, row: Row) -> _Values:
    """Return the cells of a row by kind; a cell merged over columns counts once.

    Merged over the title it is the title, else it belongs to its first column.
    """
    cells: dict[str, Cell | None] = {}
    title = columns.index("title")
    for index, kind in enumerate(columns.kinds):
        cell = row.cell(index)
        if cell is not None and cell.colspan > 1:
            end = cell.column + cell.colspan
            home = title if title is not None and cell.column <= title < end else cell.column
            cell = cell if index == home else None
        if kind != "extra":
            cells[kind] = cell
    return _Values(cells, row)


def _is_task_row(values: _Values) -> bool:
    return bool(values.text("title") and (values.text("lead") or values.text("period")))


def _is_header_again(columns: Columns, values: _Values) -> bool:
    """A header that a new page repeats."""
    names = [fold(name) for name in columns.names if name]
    texts = [fold(c.passage.text) for c in values.row.cells if c.passage and not c.merged]
    return len(texts) >= 3 and sum(text in names for text in texts) >= len(texts) - 1


def _numbering(reading: _Reading) -> None:
    """Report numbers that a group leaves out; numbering may restart or run on."""
    before: tuple[int | None, int] | None = None
    for task in reading.tasks:
        if not task.number or not task.number.isdigit():
            continue
        value = int(task.number)
        if before is not None and before[0] == task.group and value > before[1] + 1:
            lost = ", ".join(str(n) for n in range(before[1] + 1, value))
            reading.findings.append(
                Finding(
                    "gap-in-numbering",
                    f"Bảng nhiệm vụ thiếu số {lost} trước nhiệm vụ {value}.",
                    f"The table of tasks leaves out number {lost} before task {value}.",
                    task.source,
                    task.id,
                )
            )
        before = (task.group, value)


def _emptied_row(reading: _Reading, following: Sequence[_Values]) -> None:
    """A row of bars: the trace of a group row when the numbering starts (again) behind it."""
    number = next((v.text("number") for v in following if _is_task_row(v)), "")
    if not reading.tasks and not reading.group and number:
        reading.open_group(None)
    elif reading.tasks and number.rstrip(".") == "1" and reading.tasks[-1].number != "1":
        if reading.group is None:
            # The rows so far were a group of their own whose row was lost. They keep their ids,
            # which findings already name.
            reading.tasks = [replace(task, group=1) for task in reading.tasks]
            reading.groups = 1
        reading.open_group(None)


def _is_group(values: _Values, following: Sequence[_Values]) -> bool:
    number, title = values.text("number"), values.text("title")
    work = [kind for kind in ("lead", "partner", "period") if values.text(kind)]
    if is_group_mark(number) and "lead" not in work and "partner" not in work:
        return True
    if work:
        return False
    if not number:
        text = title or values.row.cells[0].passage.text
        if starts_group(text):
            return True
        return _wide(values) and bool(following) and not is_number(text)
    # "2 | Nhóm nhiệm vụ …" over 2.1, 2.2: a number without lead and period that others go under.
    behind = next((v.text("number") for v in following if v.text("number")), "")
    return behind.startswith(number.rstrip(".") + ".") and behind != number


def _wide(values: _Values) -> bool:
    own = [cell for cell in values.row.cells if cell.passage and not cell.merged]
    return len(own) == 1 and (
        own[0].colspan > 1 or all(c.missing for c in values.row.cells if not c.passage)
    )


def _open_group(reading: _Reading, values: _Values) -> None:
    """Open the group that a row names, and report marks that the groups leave out."""
    number, title = values.text("number"), values.text("title")
    if not title or title == number:
        title = next((c.passage.text for c in values.row.cells if c.passage), "")
    match = _GROUP_TITLE.match(title)
    mark = find_marker(f"{number or (match['mark'] if match else '') or ''}. ".replace("..", "."))
    before = reading.mark
    reading.open_group((match["title"] if match else title).strip() or None, mark)
    if mark is None or before is None or mark.kind != before.kind:
        return
    here, there = ordinal(mark.kind, mark.mark), ordinal(before.kind, before.mark)
    if here is None or there is None or here <= there + 1:
        return
    lettered = mark.kind in ("upper", "letter")
    reading.findings.append(
        Finding(
            "gap-in-lettering" if lettered else "gap-in-numbering",
            f"Giữa nhóm {before.mark} và nhóm {mark.mark} của bảng nhiệm vụ có nhóm bị thiếu.",
            f"A group is missing between groups {before.mark} and {mark.mark} of the task table.",
            values.row.source,
        )
    )


def _continues_row(reading: _Reading, values: _Values) -> bool:
    """Say whether a row only goes on with the one before it, cut by the end of a page.

    Such a row has no number in a table that numbers its rows, no lead and period of its own, and
    its text goes on where the text above stopped.
    """
    if not reading.tasks or "number" not in reading.columns.kinds or values.text("number"):
        return False
    own = [k for k in ("lead", "period") if values.text(k) and not _merged(values, k)]
    title = values.text("title")
    if len(own) == 2 or starts_group(title):
        return False
    if not title:
        return bool(own or values.text("partner"))
    before = reading.tasks[-1].title
    return title[:1].islower() or title[:1] == "(" or before[-1:] in ";,:–-"


def _merged(values: _Values, kind: str) -> bool:
    cell = values.cells.get(kind)
    return cell is not None and cell.merged


def _append_to_last(reading: _Reading, values: _Values) -> None:
    """Add the cells of a row that goes on to the task before it."""
    last = reading.tasks.pop()
    title = values.passage("title")
    end = title.source().end if title else last.source.end
    for kind in ("lead", "partner", "period"):
        if values.text(kind) and not _merged(values, kind):
            reading.raw[kind] = f"{reading.raw.get(kind, '')} {values.text(kind)}".strip()
    longer = replace(
        last,
        title=f"{last.title} {title.text}".strip(),
        source=Source(last.source.start, max(end, last.source.end)),
    )
    reading.tasks.append(_with_cells(longer, reading))


def _with_cells(task: Task, reading: _Reading) -> Task:
    """Give a task the organisations and the period of the raw cells."""
    lead = split_organisations(reading.raw.get("lead", ""))
    return replace(
        task,
        leads=lead.names,
        lead_conditions=lead.conditions,
        partners=split_organisations(reading.raw.get("partner", "")).names,
        period=parse_period(reading.raw.get("period", ""), reading.issued),
    )


def _task(reading: _Reading, values: _Values, *, cut: bool) -> None:
    title = values.passage("title")
    if not title or _EMPTY.match(title.text):
        if not any(values.text(kind) for kind in ("lead", "period")):
            return
        title = next((c.passage for c in values.row.cells if c.passage), title)
    number = values.text("number").strip("().: ") or None
    identifier = _identifier(reading.number, reading.group, number, len(reading.tasks))
    if identifier in reading.taken:
        identifier = _identifier(reading.number, reading.group, None, len(reading.tasks))
    cut = cut and _lacks_last_cells(reading.columns, values)
    inherited = {} if cut else _inherited(reading, values, identifier)
    reading.raw = {k: inherited.get(k, values.text(k)) for k in ("lead", "partner", "period")}
    bare = Task(
        id=identifier,
        table=reading.number,
        group=reading.group,
        group_title=reading.group_title,
        number=number,
        title=title.text,
        leads=(),
        partners=(),
        period=None,
        source=title.source(),
        extra=_extra(reading.columns, values.row),
    )
    task = _with_cells(bare, reading)
    reading.taken.add(task.id)
    reading.tasks.append(task)
    _note_missing(reading, task, values, cut=cut)


def _lacks_last_cells(columns: Columns, values: _Values) -> bool:
    last = next((k for k in reversed(columns.kinds) if k != "extra"), "title")
    return values.missing(last)


def _inherited(reading: _Reading, values: _Values, identifier: str) -> dict[str, str]:
    """Give the cells that the text leaves out the value of the row above.

    A cell merged downwards makes the rows under it shorter. A cell that is there and empty stays
    empty, and the last cells of a text that was cut inherit nothing.
    """
    missing = [k for k in ("lead", "partner", "period") if values.missing(k)]
    present = [k for k in ("lead", "partner", "period") if values.text(k)]
    if not reading.tasks or not missing or not present:
        return {}
    above = reading.tasks[-1]
    found = {"lead": "; ".join(above.leads), "partner": "; ".join(above.partners)}
    found["period"] = above.period.text if above.period else ""
    result = {kind: found[kind] for kind in missing if found[kind]}
    if result:
        names = ", ".join(reading.columns.names[reading.columns.kinds.index(k)] for k in result)
        reading.findings.append(
            Finding(
                "merged-cell",
                f"Hàng này thiếu ô ({names}); đã lấy theo ô gộp của hàng trên.",
                f"This row lacks cells ({names}); the merged cell of the row above was used.",
                values.row.source,
                identifier,
            )
        )
    return result


def _note_missing(reading: _Reading, task: Task, values: _Values, *, cut: bool) -> None:
    if cut:
        reading.findings.append(
            Finding(
                "cut-table",
                "Bảng bị cắt giữa chừng: hàng cuối thiếu ô.",
                "The table is cut: its last row lacks cells.",
                values.row.source,
                task.id,
            )
        )
        return
    if "period" in reading.columns.kinds and task.period is None:
        reading.findings.append(missing("period", task))
    if "lead" in reading.columns.kinds and not task.leads:
        reading.findings.append(missing("lead", task))


def missing(what: str, task: Task) -> Finding:
    """Return the finding that a task has no lead or no period."""
    vi = {"period": "thời gian thực hiện", "lead": "cơ quan chủ trì"}[what]
    en = {"period": "period", "lead": "lead"}[what]
    label = f"{task.number}. " if task.number else ""
    return Finding(
        f"missing-{what}",
        f"Nhiệm vụ “{label}{task.title[:80]}” không ghi {vi}.",
        f"The task “{label}{task.title[:80]}” gives no {en}.",
        task.source,
        task.id,
    )


def _identifier(table: int | None, group: int | None, number: str | None, position: int) -> str:
    place = f"{table}-{group}" if group else f"{table}"
    return f"task-{place}-{number or f'row{position + 1}'}"


def _extra(columns: Columns, row: Row) -> dict[str, str]:
    extra: dict[str, str] = {}
    for index, kind in enumerate(columns.kinds):
        cell = row.cell(index)
        if kind == "extra" and columns.names[index] and cell and cell.passage:
            extra[columns.names[index]] = cell.passage.text
    return extra
