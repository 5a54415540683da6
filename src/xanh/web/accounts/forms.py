"""Forms of accounts; what they refuse is said by :mod:`xanh.office.accounts`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

# What an account that is no administrator's does.
WORK = [
    ("editor", _("biên tập kế hoạch")),
    ("monitor", _("quan trắc")),
    ("both", _("biên tập và quan trắc")),
]


class SignInForm(AuthenticationForm):
    """Name and password."""

    error_messages = {
        "invalid_login": _("Tên hoặc mật khẩu không đúng. Chú ý chữ hoa, chữ thường và bộ gõ."),
        "inactive": _("Tài khoản này đã ngừng dùng. Hỏi người quản trị."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Tên tài khoản")
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].label = _("Mật khẩu")


class OwnPasswordForm(forms.Form):
    """The old password and the new one, twice."""

    old = forms.CharField(
        label=_("Mật khẩu hiện nay"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("Mật khẩu mới"),
        strip=False,
        help_text=_("Ít nhất 8 ký tự, không phải mật khẩu phổ biến, không chỉ có chữ số."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Nhập lại mật khẩu mới"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self) -> str:
        """Refuse a wrong old password."""
        old: str = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError(_("Mật khẩu hiện nay không đúng."))
        return old

    def clean_again(self) -> str:
        """Refuse two different entries."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new"):
            raise forms.ValidationError(_("Hai lần nhập mật khẩu mới không giống nhau."))
        return again


class NewAccountForm(forms.Form):
    """Name and role of a new account; the password is made by Xanh."""

    name = forms.CharField(
        label=_("Tên tài khoản"),
        max_length=150,
        help_text=_("Chữ, số và các dấu . @ + - _; ví dụ tên thư công vụ."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    work = forms.ChoiceField(label=_("Việc được giao"), choices=WORK, required=False)
    administrator = forms.BooleanField(label=_("Được quản lý tài khoản (quản trị)"), required=False)
