"""Numbers as people type them: 1.234,5 on Vietnamese pages, 1,234.5 on English ones.

Django reads "1.234" as one and a bit whatever the language, unless it also writes separators into
every number of every template, identifiers and years included. So Xanh reads numbers itself.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xanh.publishing import wording

_SPACES = re.compile(r"[\s\u202f\u2009\u00a0]+")
_VIETNAMESE = re.compile(r"[-\u2212]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")
_ENGLISH = re.compile(r"[-\u2212]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


def read_number(text: str, language: str) -> Decimal | None:
    """Return the number that ``text`` writes in ``vi`` or ``en``; None when it writes none.

    "1.5" is no number on a Vietnamese page: neither 1,5 nor 15 may be guessed.
    """
    bare = _SPACES.sub("", text)
    if not (_ENGLISH if language == "en" else _VIETNAMESE).fullmatch(bare):
        return None
    bare = bare.replace("\u2212", "-")
    if language == "en":
        return Decimal(bare.replace(",", ""))
    return Decimal(bare.replace(".", "").replace(",", "."))


class NumberField(forms.Field):
    """A field that reads and shows numbers in the form of the page's language."""

    widget = forms.TextInput
    default_error_messages = {
        "form": _("Số này không đúng dạng. Viết như 1.234,5: chấm giữa hàng nghìn, phẩy thập phân.")
    }

    def to_python(self, value: Any) -> Decimal | None:
        """Return the number; raises ValidationError when the text writes none."""
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        number = read_number(text, get_language() or "vi")
        if number is None:
            raise ValidationError(self.error_messages["form"], code="form")
        return number

    def prepare_value(self, value: Any) -> Any:
        """Show a number in the form of the page; leave what a person typed as it is."""
        if isinstance(value, int | float | Decimal):
            return wording.number(float(value), get_language() or "vi")
        return value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask phones for the keyboard of numbers."""
        return {**super().widget_attrs(widget), "inputmode": "decimal"}
