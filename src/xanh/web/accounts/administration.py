"""The administrator's list: add accounts, stop and resume them, reset passwords."""

from __future__ import annotations

from typing import Any

from axes.utils import reset as forget_failures
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xanh.errors import XanhError
from xanh.office.accounts import (
    ADMINISTRATOR,
    EDITOR,
    MONITOR,
    create_account,
    readable_password,
    set_password,
    set_roles,
)
from xanh.web.accounts.forms import WORK, NewAccountForm

_WORK_ROLES = {EDITOR: (EDITOR,), MONITOR: (MONITOR,), "both": (EDITOR, MONITOR)}


@never_cache
@require_GET
def account_list(request: HttpRequest) -> HttpResponse:
    """Show every account with its role and state."""
    users = User.objects.prefetch_related("groups").order_by("-is_active", "username")
    rows = [
        {
            "user": user,
            "roles": (roles := {group.name for group in user.groups.all()}),
            "role": _chosen(roles),
            "own": user.pk == request.user.pk,
        }
        for user in users
    ]
    context = {"section": "accounts", "rows": rows, "choices": WORK}
    return render(request, "xanh/accounts/list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def add_account(request: HttpRequest) -> HttpResponse:
    """Make an account and show its first password once."""
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = readable_password()
        try:
            user = create_account(
                form.cleaned_data["name"],
                password,
                administrator=form.cleaned_data["administrator"],
                roles=_WORK_ROLES[form.cleaned_data["work"] or EDITOR],
            )
        except XanhError as error:
            form.add_error("name", error.sentence(get_language() or "vi"))
        else:
            return _show_once(request, user, password)
    status = 400 if form.errors else 200
    return render(
        request, "xanh/accounts/add.html", {"section": "accounts", "form": form}, status=status
    )


@never_cache
@require_http_methods(["GET", "POST"])
def reset_password(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, then give an account a new password and show it once."""
    user = get_object_or_404(User, pk=number)
    if request.method != "POST":
        return render(request, "xanh/accounts/reset.html", {"section": "accounts", "account": user})
    password = readable_password()
    set_password(user.username, password)
    forget_failures(username=user.username)
    return _show_once(request, user, password)


@require_POST
def set_state(request: HttpRequest, number: int) -> HttpResponse:
    """Stop an account, or let it be used again; nobody stops their own."""
    user = get_object_or_404(User, pk=number)
    active = request.POST.get("active") == "1"
    if user.pk == request.user.pk and not active:
        messages.error(request, _("Không thể tự ngừng tài khoản của mình."))
    else:
        User.objects.filter(pk=user.pk).update(is_active=active)
        text = (
            _("Tài khoản %(name)s dùng lại được.") if active else _("Đã ngừng tài khoản %(name)s.")
        )
        messages.success(request, text % {"name": user.username})
    return HttpResponseRedirect(reverse("accounts"))


@require_POST
def set_work(request: HttpRequest, number: int) -> HttpResponse:
    """Say whether a person edits plans, works on readings, or both."""
    user = get_object_or_404(User, pk=number)
    roles = _WORK_ROLES.get(request.POST.get("work", ""))
    if roles is None:
        return HttpResponseRedirect(reverse("accounts"))
    if user.groups.filter(name=ADMINISTRATOR).exists():
        messages.error(request, _("Quản trị làm được mọi việc; không đổi được."))
    else:
        set_roles(user, roles)
        text = _("Đã giao việc cho %(name)s: %(work)s.")
        work = str(dict(WORK)[_chosen(set(roles))])
        messages.success(request, text % {"name": user.username, "work": work})
    return HttpResponseRedirect(reverse("accounts"))


def _chosen(roles: set[str]) -> str:
    """Return which of the choices of work some roles are."""
    work = tuple(role for role in (EDITOR, MONITOR) if role in roles)
    return next((name for name, given in _WORK_ROLES.items() if given == work), "")


def _show_once(request: HttpRequest, user: User, password: str) -> HttpResponse:
    context: dict[str, Any] = {
        "section": "accounts",
        "account": user,
        "password": password,
    }
    return render(request, "xanh/accounts/password_once.html", context)
