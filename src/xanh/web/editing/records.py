"""One entry of a draft: show, edit, add, remove, restore; as a part of the review or as a page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xanh.errors import XanhError
from xanh.office.plans import editing
from xanh.office.plans.models import Anchored, PlanVersion
from xanh.web.editing.fields import FIELDS, KINDS, Field, fields_of, text_of, value_of
from xanh.web.editing.forms import EntryForm, renewed
from xanh.web.editing.readings import one_entry
from xanh.web.editing.refusing import answers_refusals, find_draft, is_part, sentence
from xanh.web.editing.review import part_context
from xanh.web.editing.saving import STALE, save
from xanh.web.public.sentence import sentence_of


@never_cache
@require_GET
def show_record(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Show one entry of the review again, as after "cancel"."""
    version = find_draft(number)
    if not is_part(request):
        return _back(version, key)
    return _entry_part(request, version, key)


@never_cache
@require_http_methods(["GET", "POST"])
@answers_refusals
def edit_record(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Show the form of one entry; save what was changed."""
    version = find_draft(number)
    _entry, record = one_entry(version, key)
    fields = fields_of(record)
    if request.method == "GET":
        return _form_page(request, version, key, EntryForm(fields, _values(record, fields)))
    form = EntryForm(fields, _values(record, fields), request.POST)
    refused = save(version, key, form.changes(), _user(request))
    if not refused:
        version = find_draft(number)
        if is_part(request):
            return _entry_part(request, version, key, changed=True)
        return _back(version, key)
    _entry, record = one_entry(find_draft(number), key)
    values = _values(record, fields)
    again = EntryForm(fields, values, renewed(form, fields, values))
    for name, error in refused.items():
        again.add_error(name, _words(name, error, values))
    return _form_page(request, version, key, again, status=409)


@never_cache
@require_http_methods(["GET", "POST"])
@answers_refusals
def add_record(request: HttpRequest, number: int, kind: str) -> HttpResponse:
    """Show an empty form; add an entry that the reading missed."""
    if kind not in KINDS:
        raise Http404
    version = find_draft(number)
    fields = list(FIELDS[kind])
    initial = {"comparator": ">=", "inclusive": True, "field": ""}
    data = request.POST if request.method == "POST" else None
    form = EntryForm(fields, initial, data, prefix="new")
    if data is not None:
        values = {name: text for name, text in form.texts().items() if text}
        try:
            record = editing.add(version, kind, values, _user(request))
            return _back(version, record.key)
        except XanhError as error:
            form.add_error(None, sentence(error))
    context = {"section": "imports", "version": version, "form": form, "kind": KINDS[kind]}
    return render(request, "xanh/editing/add.html", context, status=409 if form.errors else 200)


@require_POST
@answers_refusals
def remove_record(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Strike an entry out; it stays visible and can be restored."""
    return _strike(request, number, key, editing.remove)


@require_POST
@answers_refusals
def restore_record(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Take a removal back."""
    return _strike(request, number, key, editing.restore)


def _strike(request: HttpRequest, number: int, key: str, act: Any) -> HttpResponse:
    version = find_draft(number)
    act(version, key, _user(request))
    if is_part(request):
        return _entry_part(request, version, key, changed=True)
    return _back(version, key)


def _values(record: Anchored | PlanVersion, fields: list[Field]) -> dict[str, Any]:
    return {field.name: value_of(record, field.name) for field in fields}


def _words(name: str, error: XanhError, values: dict[str, Any]) -> str:
    """Say why a field was refused; where another edited it, show what stands there now."""
    if error.code != STALE:
        return sentence(error)
    now = text_of(name, values.get(name)) or "–"
    return _(
        "Người khác vừa sửa ô này thành: “%(now)s”. Nội dung bạn nhập vẫn còn ở trên; bấm Lưu lần "
        "nữa nếu muốn thay nội dung của họ."
    ) % {"now": now}


def _form_page(
    request: HttpRequest, version: PlanVersion, key: str, form: EntryForm, status: int = 200
) -> HttpResponse:
    entry, record = one_entry(version, key)
    context = {
        "section": "imports",
        "version": version,
        "entry": entry,
        "form": form,
        "sentence": sentence_of(record) if isinstance(record, Anchored) else None,
    }
    page = "xanh/editing/edit_part.html" if is_part(request) else "xanh/editing/edit.html"
    return render(request, page, context, status=status)


def _entry_part(
    request: HttpRequest, version: PlanVersion, key: str, changed: bool = False
) -> HttpResponse:
    """Answer with one entry and, when something changed, the findings and the counters."""
    entry, _record = one_entry(version, key)
    context = {"version": version, "entry": entry, "editable": _editable(version)}
    if changed:
        context |= part_context(version)
    return render(request, "xanh/editing/entry_answer.html", context)


def _editable(version: PlanVersion) -> bool:
    return version.state == PlanVersion.State.DRAFT


def _back(version: PlanVersion, key: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('review', args=[version.pk])}#{key}")


def _user(request: HttpRequest) -> Any:
    return request.user
