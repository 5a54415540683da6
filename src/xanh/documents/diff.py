"""What an amended document changes: two plans in the contract's JSON, compared by meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xanh.documents.matching import Pair, Row, pair_rows
from xanh.documents.organisations.keys import canonical
from xanh.documents.organisations.words import word_key
from xanh.vietnamese import fold

Record = Mapping[str, Any]
_WORD = re.compile(r"[^\W_]+")
_HEADER = ("number", "kind", "issuer", "place", "issued", "effective", "title", "signer")


@dataclass(frozen=True, slots=True)
class _Kind:
    """How records of one kind are compared: the words that name one, the marks that tell equal
    names apart, and the fields that may move, each with its value for comparison and for show.
    """

    title: str
    marks: Callable[[Record], tuple[Hashable, ...]]
    fields: Mapping[str, Callable[[Record], Hashable]]
    shown: Mapping[str, Callable[[Record], Any]]


def compare(old: Record, new: Record) -> dict[str, Any]:
    """Return what ``new`` changes in ``old``; both are plans as ``xanh plan read`` prints them.

    ``tasks``, ``targets`` and ``duties`` each give ``added`` and ``removed`` (whole records),
    ``reworded`` (``old``, ``new``: ids; ``before``, ``after``: titles; ``similarity`` 0 to 1),
    ``moved`` (``old``, ``new``, ``title``, ``field``, ``before``, ``after``) and ``unchanged``
    (how many). A row that is both reworded and moved stands in both. Rows are matched by what
    they say: numbering and order count only between rows that are equal in all else; spelling
    of organisations, case and tone-mark placement are no change. ``document`` lists changed
    fields of the header.
    """
    return {
        "tasks": _compared(old.get("tasks") or [], new.get("tasks") or [], _TASK),
        "targets": _compared(old.get("targets") or [], new.get("targets") or [], _TARGET),
        "duties": _compared(old.get("duties") or [], new.get("duties") or [], _DUTY),
        "document": _header(old.get("document") or {}, new.get("document") or {}),
    }


def _compared(old: Sequence[Record], new: Sequence[Record], kind: _Kind) -> dict[str, Any]:
    pairs = pair_rows([_row(record, kind) for record in old], [_row(r, kind) for r in new])
    paired_old = {pair.old for pair in pairs}
    paired_new = {pair.new for pair in pairs}
    reworded = [_reworded(old, new, pair, kind) for pair in pairs]
    moved = [_moved(old[pair.old], new[pair.new], kind) for pair in pairs]
    return {
        "added": [dict(record) for j, record in enumerate(new) if j not in paired_new],
        "removed": [dict(record) for i, record in enumerate(old) if i not in paired_old],
        "reworded": [change for change in reworded if change],
        "moved": [change for changes in moved for change in changes],
        "unchanged": sum(
            not change and not changes for change, changes in zip(reworded, moved, strict=True)
        ),
    }


def _row(record: Record, kind: _Kind) -> Row:
    words = tuple(_WORD.findall(fold(str(record.get(kind.title) or ""))))
    return Row(words, kind.marks(record))


def _reworded(
    old: Sequence[Record], new: Sequence[Record], pair: Pair, kind: _Kind
) -> dict[str, Any] | None:
    before = str(old[pair.old].get(kind.title) or "")
    after = str(new[pair.new].get(kind.title) or "")
    if _spelled(before) == _spelled(after):
        return None
    return {
        "old": old[pair.old].get("id"),
        "new": new[pair.new].get("id"),
        "before": before,
        "after": after,
        "similarity": pair.similarity,
    }


def _moved(old: Record, new: Record, kind: _Kind) -> list[dict[str, Any]]:
    return [
        {
            "old": old.get("id"),
            "new": new.get("id"),
            "title": new.get(kind.title),
            "field": field,
            "before": kind.shown[field](old),
            "after": kind.shown[field](new),
        }
        for field, value in kind.fields.items()
        if value(old) != value(new)
    ]


def _header(old: Record, new: Record) -> list[dict[str, Any]]:
    changes = [
        {"field": field, "before": old.get(field), "after": new.get(field)}
        for field in _HEADER
        if old.get(field) != new.get(field)
    ]
    for field in ("replaces", "cites"):
        before = [citation.get("number") for citation in old.get(field) or []]
        after = [citation.get("number") for citation in new.get(field) or []]
        if set(before) != set(after):
            changes.append({"field": field, "before": before, "after": after})
    return changes


def _spelled(text: str) -> tuple[str, ...]:
    """Return the words of a text, accents kept; case and the place of tone marks are spelling."""
    return tuple(word_key(word) for word in _WORD.findall(text))


def _bodies(field: str) -> Callable[[Record], Hashable]:
    return lambda record: frozenset(canonical(name) for name in record.get(field) or [])


def _period(record: Record) -> Hashable:
    """Return the dates of a period, or its words where it has none."""
    period = record.get("period") or {}
    dates = (period.get("start"), period.get("end"), period.get("recurrence"))
    return dates if any(dates) else fold(period.get("text") or "").strip(" .;-")


def _place(record: Record) -> Hashable:
    """Return the group's title where it has one, else the numbers of table and group."""
    title = fold(record.get("group_title") or "")
    return (record.get("table"), title or record.get("group"))


def _value(field: str) -> Callable[[Record], Any]:
    return lambda record: record.get(field)


def _words(field: str) -> Callable[[Record], Hashable]:
    return lambda record: tuple(_WORD.findall(fold(str(record.get(field) or ""))))


def _frozen(field: str) -> Callable[[Record], Hashable]:
    return lambda record: tuple(sorted((record.get(field) or {}).items()))


def _task_place(record: Record) -> dict[str, Any]:
    return {key: record.get(key) for key in ("table", "group", "group_title")}


_leads, _partners = _bodies("leads"), _bodies("partners")

_TASK = _Kind(
    "title",
    lambda record: (
        _leads(record),
        _period(record),
        _partners(record),
        _place(record),
        record.get("number"),
    ),
    {"leads": _leads, "partners": _partners, "period": _period, "place": _place},
    {
        "leads": lambda record: list(record.get("leads") or []),
        "partners": lambda record: list(record.get("partners") or []),
        "period": lambda record: (record.get("period") or {}).get("text"),
        "place": _task_place,
    },
)

_TARGET = _Kind(
    "subject",
    lambda record: (
        record.get("unit"),
        record.get("year"),
        record.get("value"),
        record.get("comparator"),
    ),
    {
        "value": _value("value"),
        "comparator": _value("comparator"),
        "year": _value("year"),
        "stretch": _frozen("stretch"),
        "unit": _value("unit"),
    },
    {field: _value(field) for field in ("value", "comparator", "year", "stretch", "unit")},
)

_DUTY = _Kind(
    "text",
    lambda record: (
        _bodies("organisations")(record),
        _frozen("deadline")(record),
        record.get("recurrence"),
        _words("to")(record),
    ),
    {
        "organisations": _bodies("organisations"),
        "deadline": _frozen("deadline"),
        "recurrence": _value("recurrence"),
        "to": _words("to"),
    },
    {field: _value(field) for field in ("organisations", "deadline", "recurrence", "to")},
)
