"""Accounts of the people who edit. Reading needs none."""

from __future__ import annotations

import re

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from xanh.errors import XanhError
from xanh.vietnamese import squeeze

EDITOR, ADMINISTRATOR = "editor", "administrator"
_NAME = re.compile(r"[\w.@+-]{2,150}")
_SHORTEST = 8  # [characters] of a password


def create_account(name: str, password: str, administrator: bool = False) -> User:
    """Make an account for an editor or an administrator.

    Raises XanhError for a name that is taken or cannot be one, and for a weak password.
    """
    wanted = squeeze(name)
    if not _NAME.fullmatch(wanted):
        raise XanhError(
            "bad-account-name",
            f"“{name}” không dùng làm tên tài khoản được.",
            f"“{name}” cannot be the name of an account.",
            "Dùng 2 đến 150 chữ, số và các dấu . @ + - _",
            "Use 2 to 150 letters, digits and . @ + - _",
        )
    user = User(username=wanted, is_staff=administrator, is_superuser=administrator)
    _set(user, password)
    try:
        with transaction.atomic():
            user.save()
            user.groups.add(_group(EDITOR))
            if administrator:
                user.groups.add(_group(ADMINISTRATOR))
    except IntegrityError:
        raise XanhError(
            "account-exists",
            f"Đã có tài khoản {wanted}.",
            f"There is an account {wanted} already.",
            "Chọn tên khác, hoặc đặt lại mật khẩu của tài khoản đó.",
            "Choose another name, or set that account's password.",
        ) from None
    return user


def set_password(name: str, password: str) -> User:
    """Set the password of an account. Raises XanhError when there is none of that name."""
    user = User.objects.filter(username=squeeze(name)).first()
    if user is None:
        raise XanhError(
            "no-such-account",
            f"Không có tài khoản {name}.",
            f"There is no account {name}.",
            "Xem danh sách: xanh account list.",
            "See the list: xanh account list.",
        )
    _set(user, password)
    user.save(update_fields=["password"])
    return user


def is_administrator(user: User) -> bool:
    """Say whether a person may manage accounts."""
    return user.is_active and user.groups.filter(name=ADMINISTRATOR).exists()


def _set(user: User, password: str) -> None:
    problems: list[str] = []
    if len(password) < _SHORTEST:
        problems.append(f"≥ {_SHORTEST}")
    try:
        validate_password(password, user)
    except ValidationError as error:
        problems += error.messages
    if problems:
        raise XanhError(
            "weak-password",
            f"Mật khẩu không đủ mạnh: {'; '.join(problems)}.",
            f"The password is too weak: {'; '.join(problems)}.",
            f"Chọn mật khẩu khác, ít nhất {_SHORTEST} ký tự.",
            f"Choose another one of at least {_SHORTEST} characters.",
        )
    user.set_password(password)


def _group(name: str) -> Group:
    group, _ = Group.objects.get_or_create(name=name)
    return group
