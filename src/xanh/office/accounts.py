"""Accounts of the people who edit plans or work on readings. Reading needs none."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from xanh.errors import XanhError
from xanh.vietnamese import squeeze

EDITOR, MONITOR, ADMINISTRATOR = "editor", "monitor", "administrator"
ROLES = (EDITOR, MONITOR, ADMINISTRATOR)
_NAME = re.compile(r"[\w.@+-]{2,150}")
_SHORTEST = 8  # [characters] of a password
# Letters and digits that nobody mistakes for one another when reading aloud.
_LETTERS = "abcdefghkmnpqrstuvwxyz23456789"


def create_account(
    name: str,
    password: str,
    administrator: bool = False,
    roles: Collection[str] = (EDITOR,),
) -> User:
    """Make an account for an editor, a monitor, both, or an administrator, who is an editor too.

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
            chosen = {*roles, EDITOR, ADMINISTRATOR} if administrator else set(roles)
            user.groups.set(_group(role) for role in ROLES if role in chosen)
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


def set_roles(user: User, roles: Collection[str]) -> None:
    """Say anew whether a person edits plans, works on readings, or both; the rest stays."""
    with transaction.atomic():
        for role in (EDITOR, MONITOR):
            change = user.groups.add if role in roles else user.groups.remove
            change(_group(role))


def readable_password() -> str:
    """Return a password of 16 letters in groups of four (78 bits), easy to read out."""
    groups = ("".join(secrets.choice(_LETTERS) for _n in range(4)) for _m in range(4))
    return "-".join(groups)


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
