"""A station's readings with their flags, and what people correct in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from xanh.errors import XanhError
from xanh.observations.selection import Level
from xanh.office.monitoring import correcting
from xanh.office.monitoring.correcting import Reading, Wish
from xanh.office.monitoring.models import Station
from xanh.office.monitoring.readings import engine, store
from xanh.office.monitoring.series import last_label
from xanh.web.live import parts
from xanh.web.live.choosing import Choice, choice
from xanh.web.live.station_series import series_figure
from xanh.web.monitoring.forms import language
from xanh.web.monitoring.register import page, person, posted
from xanh.web.numbers import NumberField

LOCAL = timezone(timedelta(hours=7))
_FORM = "%Y-%m-%dT%H:%M"
_ON_A_PAGE, _SHOWN = 288, 40
ACTIONS = [
    ("exclude", gettext_lazy("loại khỏi trung bình")),
    ("accept", gettext_lazy("chấp nhận, bỏ nghi ngờ của máy")),
    ("scale", gettext_lazy("nhân hệ số, cộng độ lệch")),
    ("set", gettext_lazy("đặt một giá trị")),
]


class MomentField(forms.DateTimeField):
    """A moment in Vietnam's time, as browsers send it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_FORM)
    default_error_messages = {"invalid": gettext_lazy("Ghi ngày và giờ.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=[_FORM, "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"], **kwargs)


class CorrectionForm(forms.Form):
    """An interval, what to do to its readings, and why."""

    start = MomentField(label=gettext_lazy("Từ số đo lúc"))
    end = MomentField(label=gettext_lazy("đến hết số đo lúc"))
    action = forms.ChoiceField(label=gettext_lazy("Việc làm"), choices=ACTIONS)
    factor = NumberField(label=gettext_lazy("Hệ số (khi nhân)"), required=False)
    offset = NumberField(
        label=gettext_lazy("Độ lệch (khi cộng), hoặc giá trị (khi đặt)"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Ai xem số liệu cũng đọc được lý do này."),
    )

    def wish(self, parameter: str) -> Wish:
        """Return what was asked for."""
        from xanh.observations.corrections import Action

        data = self.cleaned_data
        numbers = {
            name: None if data[name] is None else float(data[name]) for name in ("factor", "offset")
        }
        return Wish(
            parameter, data["start"], data["end"], Action(data["action"]),
            **numbers, reason=data["reason"],
        )  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def station_readings(request: HttpRequest, key: str) -> HttpResponse:
    """Show readings and corrections; a POST shows what a correction would do, or writes it."""
    found = get_object_or_404(Station, key=key)
    asked, now = engine(), datetime.now(UTC)
    last = last_label(asked, [key], now).get(key)
    names = _measured(found, now)
    chosen = choice(request.GET, names, names[0] if names else "", "24h")
    if last and not chosen.until:
        chosen = _ending(chosen, last)
    initial = _interval(request.GET.get("luc", ""), chosen)
    form = CorrectionForm(posted(request), initial=initial)
    seen = None
    if request.method == "POST" and form.is_valid():
        try:
            wish = form.wish(chosen.parameter)
            if request.POST.get("step") == "write":
                return _written(request, found, wish)
            seen = _preview(found, wish)
        except XanhError as error:
            form.add_error(None, error.sentence(language()))
    rows = _rows(found, chosen) if names else []
    only = request.GET.get("chi") == "1"
    shown = [row for row in rows if row["marked"]] if only else rows
    context = {
        "station": found,
        "deeper": True,
        "form": form,
        "preview": seen,
        "choice": chosen,
        "only": only,
        "periods": [(name, words) for name, words in _periods().items()],
        "parameters": [(name, parts.parameter_name(name)) for name in names],
        "parameter": parts.parameter_name(chosen.parameter),
        "measured_in": parts.parameter(chosen.parameter).unit,
        "figure": series_figure(asked, found, chosen) if rows else None,
        "simulated": found.simulated,
        "rows": Paginator(shown, _ON_A_PAGE).get_page(request.GET.get("trang")),
        "history": _history(key, chosen.parameter),
    }
    return page(request, "readings", "register", context)


@require_POST
def correction_undo(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Undo a correction, or an undo, with a reason."""
    found = get_object_or_404(Station, key=key)
    try:
        correcting.take_back(
            store(), found, number, request.POST.get("reason", ""), person(request)
        )
    except XanhError as error:
        messages.error(request, error.sentence(language()))
    else:
        messages.success(request, _("Đã hoàn tác lần sửa số %(n)s.") % {"n": number})
    return _back(found, request.POST.get("thong-so", ""))


def _written(request: HttpRequest, found: Station, wish: Wish) -> HttpResponse:
    number = correcting.write(store(), found, wish, person(request))
    text = _("Đã ghi lần sửa số %(n)s. Trung bình giờ được tính lại trong ít phút.")
    messages.success(request, text % {"n": number})
    return _back(found, wish.parameter)


def _back(found: Station, parameter: str) -> HttpResponseRedirect:
    address = reverse("readings", args=[found.key])
    known = parameter in parts.parameters()
    return HttpResponseRedirect(f"{address}?thong-so={parameter}#lich-su" if known else address)


def _measured(found: Station, now: datetime) -> list[str]:
    """Return what a station measures: by its instruments, and by what came in two months."""
    from xanh.web.live.now import latest_hours

    registered = list(found.instruments.values_list("parameter", flat=True))
    return list(dict.fromkeys([*registered, *sorted(latest_hours(engine(), found.key, now))]))


def _ending(chosen: Choice, last: datetime) -> Choice:
    """Return the choice up to the last reading: of a silent station the last day is shown."""
    return replace(chosen, end=min(chosen.end, last))


def _interval(label: str, chosen: Choice) -> dict[str, datetime]:
    """Return the interval to begin with: one reading that was pointed at, or all that is shown."""
    try:
        one = datetime.strptime(label, _FORM).replace(tzinfo=LOCAL)
    except ValueError:
        return {"start": chosen.start + timedelta(minutes=1), "end": chosen.end}
    return {"start": one, "end": one}


def _periods() -> dict[str, str]:
    return {"24h": _("24 giờ"), "7d": _("7 ngày"), "30d": _("30 ngày")}


def _rows(found: Station, chosen: Choice) -> list[dict[str, Any]]:
    span = (found.key, chosen.parameter, chosen.start + timedelta(microseconds=1), chosen.end)
    raw = {one.time: one for one in correcting.readings(engine(), *span, Level.RAW)}
    return [
        _row(raw.get(one.time), one)
        for one in reversed(correcting.readings(engine(), *span, Level.CORRECTED))
    ]


def _row(raw: Reading | None, one: Reading) -> dict[str, Any]:
    sent = raw.value if raw else None
    return {
        "time": parts.local(one.time),
        "label": f"{one.time.astimezone(LOCAL):%Y-%m-%dT%H:%M}",
        "sent": sent,
        "value": one.value,
        "changed": sent != one.value,
        "status": one.status,
        "flags": flag_words(one.flags),
        "usable": one.usable,
        "marked": bool(one.flags) or not one.usable,
    }


def _preview(found: Station, wish: Wish) -> dict[str, Any]:
    seen = correcting.preview(engine(), store(), found.key, wish)
    name = wish.parameter
    return {
        "total": seen.total,
        "changed": len(seen.changes),
        "before": parts.number(seen.before, name),
        "after": parts.number(seen.after, name),
        "more": max(0, len(seen.changes) - _SHOWN),
        "rows": [
            {
                "time": parts.local(a.time),
                "value": parts.number(a.value, name),
                "then": parts.number(b.value, name),
                "usable": a.usable,
                "then_usable": b.usable,
                "flags": flag_words(b.flags),
            }
            for a, b in seen.changes[:_SHOWN]
        ],
    }


def _history(key: str, parameter: str) -> list[dict[str, Any]]:
    from xanh.observations.corrections import history

    words = dict(ACTIONS) | {"undo": _("hoàn tác")}
    return [
        {
            "id": row["id"],
            "made": parts.local(row["made"].replace(tzinfo=UTC)),
            "start": parts.local(row["start"].replace(tzinfo=UTC)),
            "end": parts.local(row["end"].replace(tzinfo=UTC)),
            "action": words.get(row["action"], row["action"]),
            "undoes": row["undoes"],
            "numbers": _numbers(row),
            "reason": row["reason"],
            "person": row["person"],
            "stands": row["stands"],
        }
        for row in history(store(), key, parameter)
    ]


def _numbers(row: dict[str, Any]) -> str:
    from xanh.publishing import wording

    if row["action"] == "set":
        return wording.number(row["offset"], language())
    if row["action"] != "scale":
        return ""
    factor, offset = (wording.number(row[name], language()) for name in ("factor", "offset"))
    return f"× {factor} + {offset}"


def flag_words(flags: Any) -> str:
    """Return what the checks and people found, in words."""
    words = {
        "filler": _("số thay cho “không có”"),
        "negative": _("âm"),
        "range": _("ngoài khoảng có thể"),
        "instrument": _("ngoài dải đo"),
        "bdl": _("dưới giới hạn phát hiện"),
        "status": _("trạng thái thiết bị"),
        "unit": _("đơn vị lạ"),
        "unreadable": _("không đọc được"),
        "future": _("giờ chưa tới"),
        "clock": _("giờ lệch"),
        "spike": _("đột biến"),
        "step": _("nhảy bậc"),
        "stuck": _("đứng yên"),
        "inconsistent": _("mâu thuẫn với thông số khác"),
        "outage": _("trạm tắt hoặc mới bật"),
        "suspect": _("nơi gửi nghi ngờ"),
        "excluded": _("đã loại"),
        "corrected": _("đã sửa"),
    }
    return ", ".join(words.get(flag, flag) for flag in flags)
