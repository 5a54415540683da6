"""The page of parts: every token and every part in every state, photographed by the tests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from xanh.web.live.parts import air_mark, water_mark
from xanh.web.numbers import NumberField

TOKENS = (
    "paper",
    "surface",
    "ink",
    "muted",
    "line",
    "edge",
    "accent",
    "warn",
    "bad",
    "info",
    "mark",
)


class SampleForm(forms.Form):
    """Fields in their states."""

    title = forms.CharField(label=_("Tên nhiệm vụ"), help_text=_("Ghi đúng như trong văn bản."))
    lead = forms.ChoiceField(
        label=_("Cơ quan chủ trì"), choices=[("", "–"), ("1", _("Sở Nông nghiệp và Môi trường"))]
    )
    due = forms.DateField(label=_("Hạn hoàn thành"), required=False, help_text=_("Ngày/tháng/năm."))
    amount = NumberField(label=_("Khối lượng thu gom"), required=False)
    note = forms.CharField(label=_("Ghi chú"), required=False, widget=forms.Textarea)
    settled = forms.BooleanField(label=_("Đã đối chiếu với văn bản gốc"), required=False)


def look(request: HttpRequest) -> HttpResponse:
    """Show every token and part."""
    context: dict[str, Any] = {
        "tokens": TOKENS,
        "air_marks": [air_mark(value) for value in (25, 75, 125, 175, 250, 400, None)],
        "water_marks": [water_mark(value) for value in (95, 80, 60, 40, 15, 5, None)],
        "form": SampleForm(auto_id="mau_%s", initial={"amount": 1234.5}),
        "wrong": SampleForm({"due": "31/02/2026", "amount": "nhiều"}, auto_id="sai_%s"),
    }
    return render(request, "xanh/public/look.html", context)
