"""The register of stations: list, add, change, instruments, FTP account, close, import."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xanh.errors import XanhError
from xanh.office.monitoring import registering
from xanh.office.monitoring.importing import HEADINGS, import_stations
from xanh.office.monitoring.models import Instrument, Station, StationEvent
from xanh.office.monitoring.registering import StationRefusedError
from xanh.office.monitoring.series import local_date
from xanh.office.monitoring.working import tables
from xanh.publishing import wording
from xanh.vietnamese import fold
from xanh.web.live.parts import parameter_name
from xanh.web.monitoring.forms import (
    MEDIUM_WORDS,
    InstrumentForm,
    StationForm,
    StationsFileForm,
    language,
)

_ON_A_PAGE, _EVENTS = 100, 30


@never_cache
@require_GET
def stations(request: HttpRequest) -> HttpResponse:
    """List the stations, by name or key where the reader asks."""
    asked = request.GET.get("q", "").strip()[:100]
    found = Station.objects.select_related("river", "place").order_by("closed", "sort_key", "key")
    medium = request.GET.get("moi-truong", "")
    if asked:
        found = found.filter(search_key__contains=fold(asked))
    if medium in MEDIUM_WORDS:
        found = found.filter(medium=medium)
    context = {
        "q": asked,
        "medium": medium,
        "media": MEDIUM_WORDS.items(),
        "rows": Paginator(found, _ON_A_PAGE).get_page(request.GET.get("trang")),
    }
    return page(request, "stations", "register", context)


@never_cache
@require_http_methods(["GET", "POST"])
def add_station(request: HttpRequest) -> HttpResponse:
    """Add a station; a file in quarantine may have given its key."""
    given = {"key": request.GET.get("ma", "")[:80], "medium": request.GET.get("moi-truong", "air")}
    form = StationForm(posted(request), initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            made = registering.register(form.cleaned_data["key"], form.values(), person(request))
        except StationRefusedError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Đã thêm trạm %(name)s.") % {"name": made.name})
            return HttpResponseRedirect(reverse("register-station", args=[made.key]))
    return page(request, "station_add", "register", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def station(request: HttpRequest, key: str) -> HttpResponse:
    """Show and change what the register knows of a station."""
    found = get_object_or_404(Station.objects.select_related("place", "river"), key=key)
    form = StationForm(posted(request), station=found)
    if request.method == "POST" and form.is_valid():
        try:
            changed = registering.change(found, form.values(), person(request))
        except StationRefusedError as refused:
            form.refuse(refused)
        else:
            text = _("Đã lưu.") if changed else _("Không có gì thay đổi.")
            messages.success(request, text)
            return HttpResponseRedirect(reverse("register-station", args=[key]))
    today = local_date(datetime.now(UTC))
    context = {
        "station": found,
        "form": form,
        "closed": found.closed is not None and found.closed <= today,
        "instruments": [
            {"row": row, "name": parameter_name(row.parameter)} for row in found.instruments.all()
        ],
        "events": list(_events(found)),
    }
    return page(request, "station", "register", context)


@never_cache
@require_http_methods(["GET", "POST"])
def instrument(request: HttpRequest, key: str, parameter: str = "") -> HttpResponse:
    """Add or change an instrument."""
    found = get_object_or_404(Station, key=key)
    row = get_object_or_404(Instrument, station=found, parameter=parameter) if parameter else None
    form = InstrumentForm(posted(request), instrument=row)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["parameter"]
        try:
            registering.set_instrument(found, chosen, form.values(), person(request))
        except StationRefusedError as refused:
            for name, error in refused.faults:
                form.add_error(name, error.sentence(language()))
        else:
            messages.success(
                request, _("Đã lưu thiết bị đo %(name)s.") % {"name": parameter_name(chosen)}
            )
            return _back(key)
    context = {"station": found, "form": form, "row": row}
    return page(request, "instrument", "register", context)


@require_POST
def instrument_remove(request: HttpRequest, key: str, parameter: str) -> HttpResponse:
    """Take an instrument out of the register."""
    found = get_object_or_404(Station, key=key)
    if registering.remove_instrument(found, parameter, person(request)):
        messages.success(
            request, _("Đã bỏ thiết bị đo %(name)s.") % {"name": parameter_name(parameter)}
        )
    return _back(key)


@never_cache
@require_POST
def password(request: HttpRequest, key: str) -> HttpResponse:
    """Give the FTP account a new password and show it this once."""
    found = get_object_or_404(Station, key=key)
    try:
        made = registering.new_password(found, person(request))
    except StationRefusedError as refused:
        messages.error(request, refused.sentence(language()))
        return _back(key)
    found.refresh_from_db()
    return page(request, "password", "register", {"station": found, "password": made})


@require_POST
def closing(request: HttpRequest, key: str) -> HttpResponse:
    """Close a station from today on, or open it again."""
    found = get_object_or_404(Station, key=key)
    if request.POST.get("closed") == "1":
        registering.close(found, local_date(datetime.now(UTC)), person(request))
        messages.success(
            request, _("Đã đóng trạm. Số liệu cũ vẫn còn; tệp gửi thêm vẫn được nhận.")
        )
    else:
        registering.close(found, None, person(request))
        messages.success(request, _("Trạm hoạt động trở lại."))
    return _back(key)


@never_cache
@require_http_methods(["GET", "POST"])
def import_table(request: HttpRequest) -> HttpResponse:
    """Take in a table of stations: the whole of it, or nothing."""
    form = StationsFileForm(posted(request), request.FILES or None)
    done, error = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            done = import_stations(
                form.cleaned_data["file"].read(),
                tables(),
                person(request),
                only_try=form.cleaned_data["only_try"],
            )
        except XanhError as refusal:
            error = refusal.sentence(language())
    context = {
        "form": form,
        "done": done,
        "error": error,
        "headings": [(name, words[0]) for name, words in HEADINGS.items()],
        "faults": [
            {"row": f.row, "column": f.column, "text": f.error.sentence(language())}
            for f in (done.faults if done else [])
        ],
    }
    bad = bool(error or form.errors or (done and done.faults))
    return page(request, "import", "register", context, status=400 if bad else 200)


def page(
    request: HttpRequest, name: str, tab: str, context: dict[str, Any], status: int = 0
) -> HttpResponse:
    """Return a page of the working side; a form with errors makes it a 400."""
    form = context.get("form")
    status = status or (400 if form is not None and form.errors else 200)
    context = {"section": "monitoring", "tab": tab, **context}
    return render(request, f"xanh/monitoring/{name}.html", context, status=status)


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form sent, nothing ticked included; None where the page is only asked for."""
    return request.POST if request.method == "POST" else None


def person(request: HttpRequest) -> Any:
    """Return who is signed in."""
    return request.user


def event_words() -> dict[str, str]:
    """Return what people do to stations, in words."""
    return {
        "registered": _("thêm trạm"),
        "changed": _("sửa"),
        "closed": _("đóng trạm"),
        "reopened": _("mở lại trạm"),
        "password": _("đặt mật khẩu FTP"),
        "instrument": _("sửa thiết bị"),
        "instrument-removed": _("bỏ thiết bị"),
        "corrected": _("hiệu chỉnh số đo"),
        "undone": _("hoàn tác hiệu chỉnh"),
        "replayed": _("chạy lại khu cách ly"),
        "client": _("chương trình gửi"),
    }


def _events(found: Station) -> Iterator[dict[str, Any]]:
    words = event_words()
    for event in found.events.select_related("person")[:_EVENTS]:
        yield {
            "at": event.at,
            "what": words.get(event.kind, event.kind),
            "person": event.person.username if event.person else "",
            "detail": "; ".join(_detail(event)),
        }


def _detail(event: StationEvent) -> Iterator[str]:
    words = _field_words()
    for key, value in event.detail.items():
        name = words.get(key, key)
        if isinstance(value, list) and len(value) == 2 and event.kind in ("changed", "instrument"):
            yield f"{name}: {_shown(value[0])} → {_shown(value[1])}"
        else:
            yield f"{name}: {_shown(value)}"


def _field_words() -> dict[str, str]:
    """Return what events name, in words."""
    fields = InstrumentForm.base_fields | StationForm.base_fields
    return {name: str(field.label) for name, field in fields.items()} | {
        "seconds": _("Chu kỳ gửi (giây)"),
        "ahead": _("Đồng hồ được chạy nhanh tối đa (giây)"),
        "number": _("Lần sửa số"),
        "undoes": _("Hoàn tác lần số"),
        "action": _("Việc làm"),
        "reason": _("Lý do"),
        "day": _("Ngày"),
        "new": _("Mới"),
    }


def _shown(value: Any) -> str:
    if value is None or value in ("", []):
        return wording.NOTHING
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, int | float):
        return wording.number(value, "en" if language() == "en" else "vi")
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _back(key: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("register-station", args=[key]))
