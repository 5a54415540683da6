"""The fields of each kind of entry as a form shows them, and the way from value to text and back.

What a field accepts is decided in :mod:`xanh.office.plans.entry`; here it only gets its words.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xanh.office.plans.entry import COMPARATORS, RECURRENCES
from xanh.office.plans.fields import FIELDS as WORK_FIELDS
from xanh.office.plans.models import Anchored, Duty, Measure, Party, PlanVersion, Target, Task
from xanh.publishing import wording

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in the office, its label and help, and how it is entered.

    ``shape`` is "line", "text", "names" (one a line), "date", "number", "choice" or "box".
    """

    name: str
    label: Words
    shape: str = "line"
    help: Words = ""
    choices: tuple[str, ...] = ()


_DAY = _("Ngày/tháng/năm, ví dụ 01/12/2025; để trống nếu văn bản không ghi.")
_NAMES = _("Mỗi dòng một cơ quan, ghi như trong văn bản.")
_HOW_OFTEN = RECURRENCES

KINDS: dict[str, Words] = {
    "target": _("chỉ tiêu"),
    "task": _("nhiệm vụ"),
    "duty": _("nghĩa vụ"),
    "measure": _("giải pháp"),
}

FIELDS: dict[str, tuple[Field, ...]] = {
    "document": (
        Field("number", _("Số hiệu")),
        Field("kind", _("Loại văn bản")),
        Field("title", _("Tên kế hoạch"), "text"),
        Field("issuer", _("Cơ quan ban hành")),
        Field("place", _("Nơi ban hành")),
        Field("issued", _("Ngày ban hành"), "date", _DAY),
        Field("effective", _("Ngày có hiệu lực"), "date", _DAY),
        Field("signer", _("Người ký")),
    ),
    "task": (
        Field("number", _("Số thứ tự")),
        Field("title", _("Nội dung nhiệm vụ"), "text"),
        Field("leads", _("Cơ quan chủ trì"), "names", _NAMES),
        Field("partners", _("Cơ quan phối hợp"), "names", _NAMES),
        Field("period_text", _("Thời gian như văn bản ghi")),
        Field("period_start", _("Bắt đầu"), "date", _DAY),
        Field("period_end", _("Kết thúc"), "date", _DAY),
        Field("recurrence", _("Định kỳ"), "choice", "", _HOW_OFTEN),
        Field("field", _("Lĩnh vực"), "choice", "", tuple(f.code for f in WORK_FIELDS)),
        Field("group_title", _("Nhóm")),
    ),
    "target": (
        Field("subject", _("Chỉ tiêu về"), "text"),
        Field("comparator", _("So sánh"), "choice", "", COMPARATORS),
        Field("value", _("Giá trị"), "number", _("Ví dụ 1.234,5.")),
        Field("unit", _("Đơn vị"), "line", _("Ghi như văn bản: %, ha, tấn…")),
        Field("stretch_comparator", _("So sánh khi phấn đấu"), "choice", "", ("", *COMPARATORS)),
        Field("stretch_value", _("Giá trị phấn đấu"), "number"),
        Field("year", _("Năm phải đạt"), "number", _("Để trống nếu văn bản không ghi.")),
        Field("relative_to", _("So với năm"), "number"),
    ),
    "duty": (
        Field("text", _("Nội dung nghĩa vụ"), "text"),
        Field("organisations", _("Cơ quan thực hiện"), "names", _NAMES),
        Field("to", _("Gửi đến")),
        Field("recurrence", _("Định kỳ"), "choice", "", _HOW_OFTEN),
        Field("day", _("Ngày"), "number"),
        Field("month", _("Tháng"), "number"),
        Field("year", _("Năm"), "number", _("Chỉ ghi khi phải làm một lần.")),
        Field("inclusive", _("Tính cả ngày hạn (bỏ chọn khi văn bản ghi “trước ngày”)"), "box"),
    ),
    "measure": (
        Field("path", _("Vị trí trong văn bản"), "line", _("Ví dụ II.3.b.")),
        Field("text", _("Nội dung giải pháp"), "text"),
    ),
}
_OF: dict[type[Anchored], str] = {
    Task: "task", Target: "target", Duty: "duty", Measure: "measure",
}  # fmt: skip
_ROLES = {"leads": "lead", "partners": "partner", "organisations": "debtor"}


def kind_of(record: Anchored | PlanVersion) -> str:
    """Return "task", "target", "duty", "measure", or "document" for the header."""
    return _OF.get(type(record), "document")  # type: ignore[arg-type]


def fields_of(record: Anchored | PlanVersion) -> list[Field]:
    """Return the fields of a record, with a condition for each of several leads."""
    fields = list(FIELDS[kind_of(record)])
    if not isinstance(record, Task):
        return fields
    leads = [party for party in record.parties.all() if party.role == Party.Role.LEAD]
    if len(leads) > 1 or any(lead.condition for lead in leads):
        at = [field.name for field in fields].index("partners")
        fields[at:at] = [
            Field(f"condition:{lead.position}", condition_label(lead.written)) for lead in leads
        ]
    return fields


def condition_label(written: str) -> str:
    """Return the label of the condition under which ``written`` leads."""
    return str(_("Điều kiện để %(name)s chủ trì")) % {"name": written}


def value_of(record: Anchored | PlanVersion, name: str) -> Any:
    """Return the value of a field as JSON holds it."""
    if name in _ROLES:
        parties = record.parties.all()  # type: ignore[union-attr]
        return [party.written for party in parties if party.role == _ROLES[name]]
    if name.startswith("condition:"):
        position = int(name.partition(":")[2])
        parties = [p for p in record.parties.all() if p.role == Party.Role.LEAD]  # type: ignore[union-attr]
        return next((p.condition for p in parties if p.position == position), "")
    attribute = "place_written" if kind_of(record) == "document" and name == "place" else name
    value = getattr(record, attribute)
    return value.isoformat() if isinstance(value, date) else value


def text_of(name: str, value: Any) -> str:
    """Return a value as a form shows it; the same value always gives the same text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else ""
    if isinstance(value, list):
        return ".".join(value) if name == "path" else "\n".join(value)
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return str(int(value))
    if isinstance(value, float):
        return repr(value).replace(".", ",")
    if name in {"issued", "effective", "period_start", "period_end"} and value:
        return wording.day(date.fromisoformat(value))
    return str(value)


def remembered(value: Any) -> str:
    """Return a value as the form carries it to know later what its reader saw."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
