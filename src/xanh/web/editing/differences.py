"""What a draft changes against the version in force, shown before anything changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html import escape
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from xanh.office.plans.comparison import compare_versions
from xanh.office.plans.states import rebase
from xanh.publishing import wording
from xanh.web.editing.refusing import answers_refusals, find_draft

_TITLES = {"tasks": "title", "targets": "subject", "duties": "text"}
_HEADINGS: dict[str, Promise] = {
    "tasks": gettext_lazy("Nhiệm vụ"),
    "targets": gettext_lazy("Chỉ tiêu"),
    "duties": gettext_lazy("Nghĩa vụ"),
}
# What may move, as the page names it.
_FIELDS: dict[str, Promise] = {
    "leads": gettext_lazy("cơ quan chủ trì"),
    "partners": gettext_lazy("cơ quan phối hợp"),
    "organisations": gettext_lazy("cơ quan thực hiện"),
    "period": gettext_lazy("thời gian"),
    "place": gettext_lazy("nhóm"),
    "value": gettext_lazy("giá trị"),
    "comparator": gettext_lazy("so sánh"),
    "year": gettext_lazy("năm"),
    "stretch": gettext_lazy("giá trị phấn đấu"),
    "unit": gettext_lazy("đơn vị"),
    "deadline": gettext_lazy("hạn"),
    "recurrence": gettext_lazy("định kỳ"),
    "to": gettext_lazy("nơi nhận"),
    "number": gettext_lazy("số hiệu"),
    "kind": gettext_lazy("loại văn bản"),
    "issuer": gettext_lazy("cơ quan ban hành"),
    "issued": gettext_lazy("ngày ban hành"),
    "effective": gettext_lazy("ngày có hiệu lực"),
    "title": gettext_lazy("tên"),
    "signer": gettext_lazy("người ký"),
    "replaces": gettext_lazy("thay thế"),
    "cites": gettext_lazy("dẫn chiếu"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison; ``key`` leads to the entry of the draft, if it is there."""

    key: str
    title: str
    note: SafeString | str = ""
    moves: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Section:
    """What changed in one kind of record."""

    heading: str
    unchanged: int
    added: list[Line]
    removed: list[Line]
    changed: list[Line]


@never_cache
@require_GET
def difference(request: HttpRequest, number: int) -> HttpResponse:
    """Show what is added, removed, reworded or moved against the version before."""
    version = find_draft(number)
    sections: list[Section] = []
    head: list[tuple[str, str, str]] = []
    if version.supersedes is not None:
        found = compare_versions(version.supersedes, version)
        sections = [_section(kind, found[kind]) for kind in _HEADINGS]
        head = [_move(change) for change in found["document"]]
    context = {
        "section": "imports",
        "version": version,
        "sections": sections,
        "head": head,
        "same": not head and not any(s.added or s.removed or s.changed for s in sections),
    }
    return render(request, "xanh/editing/difference.html", context)


@require_POST
@answers_refusals
def compare_again(request: HttpRequest, number: int) -> HttpResponse:
    """Set the draft against the version that is in force now."""
    user: Any = request.user
    version = rebase(find_draft(number), user)
    return HttpResponseRedirect(reverse("review-difference", args=[version.pk]))


def word_difference(before: str, after: str) -> SafeString:
    """Return ``after`` with the words that came as ``ins`` and those that went as ``del``."""
    spans = " ".join(_spans(before.split(), after.split()))
    return mark_safe(spans)  # noqa: S308 - _spans escapes every text


def _spans(old: list[str], new: list[str]) -> Iterator[str]:
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        went, came = escape(" ".join(old[i:j])), escape(" ".join(new[k:m]))
        if kind == "equal":
            yield came
            continue
        if went:
            yield f"<del>{went}</del>"
        if came:
            yield f"<ins>{came}</ins>"


def _section(kind: str, found: dict[str, Any]) -> Section:
    name = _TITLES[kind]
    return Section(
        heading=str(_HEADINGS[kind]),
        unchanged=found["unchanged"],
        added=[_whole(record, name, True) for record in found["added"]],
        removed=[_whole(record, name, False) for record in found["removed"]],
        changed=_changed(found),
    )


def _whole(record: dict[str, Any], name: str, ours: bool) -> Line:
    words = [
        _shown(field, record[field]) for field in ("leads", "organisations") if record.get(field)
    ]
    period = (record.get("period") or {}).get("text")
    note = " · ".join(filter(None, [*words, period]))
    return Line(str(record.get("id")) if ours else "", str(record.get(name) or "–"), note)


def _changed(found: dict[str, Any]) -> list[Line]:
    """Return one line a record, its rewording and its moves together."""
    lines: dict[str, Line] = {}
    for change in found["reworded"]:
        note = word_difference(change["before"], change["after"])
        lines[change["new"]] = Line(change["new"], change["after"], note)
    for change in found["moved"]:
        line = lines.setdefault(change["new"], Line(change["new"], str(change["title"] or "–")))
        line.moves.append(_move(change))
    return list(lines.values())


def _move(change: dict[str, Any]) -> tuple[str, str, str]:
    name = change["field"]
    before, after = change["before"], change["after"]
    return str(_FIELDS.get(name, name)), _shown(name, before), _shown(name, after)


def _shown(name: str, value: Any) -> str:
    """Return a value of a difference in words; a dash for nothing."""
    if value in (None, "", [], {}):
        return wording.NOTHING
    language = "en" if get_language() == "en" else "vi"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if name == "stretch":
        return wording.bound(value["comparator"], value["value"], "", language)
    if name == "deadline":
        parts = (value.get("month"), value.get("day"), value.get("year"), value["inclusive"])
        return wording.deadline(*parts, language)
    if name == "place":
        table = _("PL %(n)s") % {"n": value["table"]} if value.get("table") else ""
        group = value.get("group_title") or value.get("group") or ""
        return " · ".join(filter(None, [table, str(group)])) or wording.NOTHING
    if name == "value":
        return wording.number(value, language)
    if name == "recurrence":
        return wording.recurrence(value, language)
    return str(value)
