"""The programs that may send readings over the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xanh.errors import XanhError
from xanh.office.monitoring import clients as office
from xanh.office.monitoring.models import Client, Station
from xanh.web.monitoring.forms import language
from xanh.web.monitoring.register import page, person, posted


class ClientForm(forms.Form):
    """A program and the stations that it sends for."""

    name = forms.CharField(
        label=gettext_lazy("Tên chương trình"),
        max_length=120,
        help_text=gettext_lazy("Để nhận ra ai gửi, ví dụ tên đơn vị và phần mềm."),
    )
    stations = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Được gửi số liệu của các trạm"),
        queryset=Station.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, client: Client | None = None, **kwargs: Any) -> None:
        if client is not None:
            kwargs["initial"] = {"stations": client.stations.all()}
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["stations"]
        open_or_named = Q(closed=None) | Q(clients__in=[client] if client else [])
        chosen.queryset = Station.objects.filter(open_or_named).distinct()
        if client is not None:
            del self.fields["name"]


@never_cache
@require_GET
def clients(request: HttpRequest) -> HttpResponse:
    """List the programs."""
    rows = Client.objects.prefetch_related("stations").select_related("made_by")
    return page(request, "clients", "clients", {"rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
def add_client(request: HttpRequest) -> HttpResponse:
    """Add a program and show its token this once."""
    form = ClientForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made, token = office.add_client(
                form.cleaned_data["name"], form.cleaned_data["stations"], person(request)
            )
        except XanhError as error:
            form.add_error("name", error.sentence(language()))
        else:
            return page(request, "token", "clients", {"client": made, "token": token})
    return page(request, "client", "clients", {"form": form})


@never_cache
@require_http_methods(["GET", "POST"])
def client(request: HttpRequest, number: int) -> HttpResponse:
    """Change the stations of a program."""
    found = get_object_or_404(Client, pk=number)
    form = ClientForm(posted(request), client=found)
    if request.method == "POST" and form.is_valid():
        office.set_stations(found, form.cleaned_data["stations"], person(request))
        messages.success(request, _("Đã lưu."))
        return HttpResponseRedirect(reverse("clients"))
    return page(request, "client", "clients", {"form": form, "client": found})


@require_POST
def client_state(request: HttpRequest, number: int) -> HttpResponse:
    """Switch a program off or on."""
    found = get_object_or_404(Client, pk=number)
    active = request.POST.get("active") == "1"
    office.switch(found, active, person(request))
    text = (
        _("Chương trình %(name)s gửi lại được.") if active else _("Đã tắt chương trình %(name)s.")
    )
    messages.success(request, text % {"name": found.name})
    return HttpResponseRedirect(reverse("clients"))


@never_cache
@require_POST
def client_token(request: HttpRequest, number: int) -> HttpResponse:
    """Give a program another token and show it this once."""
    found = get_object_or_404(Client, pk=number)
    token = office.new_token(found, person(request))
    return page(request, "token", "clients", {"client": found, "token": token})
