"""The form of one entry, built from its fields; it remembers what its reader saw."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xanh.errors import XanhError
from xanh.office.plans.fields import field_name
from xanh.publishing import wording
from xanh.web.editing.fields import Field, remembered, text_of

_LONGEST = 20_000  # [characters], as the office takes them
_SEEN = "seen-"
_MORE_OFTEN = ("every-2-years", "every-5-years")


@dataclass(frozen=True, slots=True)
class Change:
    """What a person changed in one field: the new text, and the value that they saw."""

    field: str
    text: str
    seen: Any


class EntryForm(forms.Form):
    """Fields of one entry. ``values`` are those in force, by field name."""

    def __init__(
        self,
        fields: Iterable[Field],
        values: Mapping[str, Any],
        data: Mapping[str, Any] | None = None,
        prefix: str = "",
    ) -> None:
        super().__init__(data, auto_id=f"{prefix}_%s", use_required_attribute=False)
        self.values = values
        for described in fields:
            name = described.name
            text = text_of(name, values.get(name))
            self.fields[name] = _form_field(described, text)
            self.fields[name].initial = bool(text) if described.shape == "box" else text
            self.fields[_SEEN + name] = forms.CharField(
                required=False,
                initial=remembered(values.get(name)),
                widget=forms.HiddenInput,
            )

    def shown(self) -> list[forms.BoundField]:
        """Return the fields that a person fills in."""
        return [self[name] for name in self.fields if not name.startswith(_SEEN)]

    def carried(self) -> list[forms.BoundField]:
        """Return the hidden fields."""
        return [self[name] for name in self.fields if name.startswith(_SEEN)]

    def changes(self) -> list[Change]:
        """Return what the person changed. Raises XanhError for a form that is not ours."""
        found = []
        for name in self.fields:
            if name.startswith(_SEEN) or _SEEN + name not in self.data:
                continue
            seen = _read_seen(str(self.data[_SEEN + name]))
            text = self.text(name)
            if text != text_of(name, seen):
                found.append(Change(name, text, seen))
        return found

    def texts(self) -> dict[str, str]:
        """Return every text that was entered, for a new entry."""
        return {name: self.text(name) for name in self.fields if not name.startswith(_SEEN)}

    def text(self, name: str) -> str:
        """Return what was entered in a field, line ends as the office writes them."""
        if isinstance(self.fields[name], forms.BooleanField):
            return "1" if self.data.get(name) else ""
        return str(self.data.get(name, "")).replace("\r\n", "\n").strip()


def renewed(form: EntryForm, fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, str]:
    """Return the data of a form shown again: what the person changed, the rest as it is now.

    The form then has seen the values in force: saving once more is a decision and no accident.
    """
    mine = {change.field: change.text for change in form.changes()}
    data = {}
    for field in fields:
        value = values.get(field.name)
        data[_SEEN + field.name] = remembered(value)
        data[field.name] = mine.get(field.name, text_of(field.name, value))
    return data


def _read_seen(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise XanhError(
            "broken-form",
            "Biểu mẫu gửi lên không đầy đủ; chưa có gì thay đổi.",
            "The form came in incomplete; nothing was changed.",
            "Tải lại trang rồi sửa lại.",
            "Reload the page and edit again.",
        ) from None


def _form_field(field: Field, text: str) -> forms.Field:
    common: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": False}
    if field.shape == "box":
        return forms.BooleanField(**common)
    if field.shape == "choice":
        values = dict.fromkeys((*_choices(field), text))
        return forms.ChoiceField(choices=[(v, _words(field.name, v)) for v in values], **common)
    attributes = {"autocomplete": "off", "maxlength": str(_LONGEST)}
    if field.shape in {"text", "names"}:
        rows = max(2, min(10, text.count("\n") + 2 + len(text) // 60))
        area = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
        return forms.CharField(widget=area, strip=False, **common)
    if field.shape in {"date", "number"}:
        attributes["inputmode"] = "text" if field.shape == "date" else "decimal"
    return forms.CharField(widget=forms.TextInput(attrs=attributes), strip=False, **common)


def _choices(field: Field) -> tuple[str, ...]:
    return (*field.choices, *_MORE_OFTEN) if field.name == "recurrence" else field.choices


def _words(name: str, value: str) -> str:
    language = "en" if get_language() == "en" else "vi"
    if name == "field":
        return field_name(value, language) or "–"
    if name == "recurrence":
        return wording.recurrence(value, language) if value else _("không ghi")
    words = {"=": _("bằng"), ">": _("trên (>)"), ">=": _("ít nhất (≥)"), "<": _("dưới (<)"),
             "<=": _("không quá (≤)"), "": _("không có")}  # fmt: skip
    return words.get(value, value)
