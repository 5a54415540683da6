"""Sign-in, sign-out and one's own password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xanh.errors import XanhError
from xanh.office.accounts import MONITOR, set_password
from xanh.web.access import roles_of
from xanh.web.accounts.forms import OwnPasswordForm, SignInForm
from xanh.web.public.refusals import refusal


class SignIn(LoginView):
    """Ask for name and password; lead on to where the reader wanted to go."""

    template_name = "xanh/accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    http_method_names = ["get", "head", "post"]

    def get_default_redirect_url(self) -> str:
        """Lead those who do not edit plans to the stations."""
        roles = roles_of(self.request.user)
        return reverse("morning") if roles == {MONITOR} else super().get_default_redirect_url()


class SignOut(LogoutView):
    """End the session; by POST only, so that no link of a stranger does it."""

    http_method_names = ["post"]


def locked_out(
    request: HttpRequest, _response: object = None, _credentials: object = None, **_more: Any
) -> HttpResponse:
    """429: too many wrong passwords for one name from one machine."""
    return refusal(
        request,
        429,
        _("Tạm khoá đăng nhập"),
        _(
            "Đã nhập sai mật khẩu quá nhiều lần. Chờ 15 phút rồi thử lại, hoặc nhờ người quản trị "
            "đặt lại mật khẩu."
        ),
    )


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403: a form from another site, or from before the last sign-in."""
    return refusal(
        request,
        403,
        _("Biểu mẫu đã cũ"),
        _(
            "Biểu mẫu này được mở trước lần đăng nhập gần nhất nên không nhận được. Chưa có gì "
            "thay đổi. Quay lại trang trước, tải lại trang rồi gửi lại."
        ),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def own_account(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, and change the password."""
    user: Any = request.user
    form = OwnPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = set_password(user.username, form.cleaned_data["new"])
        except XanhError as error:
            form.add_error("new", error.sentence(get_language() or "vi"))
        else:
            update_session_auth_hash(request, changed)
            messages.success(request, _("Đã đổi mật khẩu."))
            return HttpResponseRedirect(reverse("account"))
    status = 400 if form.errors else 200
    return render(request, "xanh/accounts/own.html", {"form": form}, status=status)
