"""``xanh account``: the people who may edit."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from xanh.cli.shared import group, records, say, verb
from xanh.errors import XanhError


def add(families: Any) -> None:
    """Add the verbs of accounts to the command."""
    verbs = group(families, "account", "the people who edit and monitor")
    new = verb(verbs, "add", _account_add, "make an account; the password is asked or piped in")
    new.add_argument("name", metavar="NAME")
    new.add_argument("--administrator", action="store_true", help="may do everything")
    new.add_argument("--monitor", action="store_true", help="works on stations and readings")
    new.add_argument(
        "--editor", action="store_true", help="edits plans (so does who is given no role)"
    )
    password = verb(verbs, "password", _account_password, "set the password of an account")
    password.add_argument("name", metavar="NAME")
    verb(verbs, "list", _account_list, "print name, role and state of every account")


def _account_add(options: argparse.Namespace) -> None:
    password = _password()
    records()
    from xanh.office.accounts import EDITOR, MONITOR, create_account

    roles = [role for role in (EDITOR, MONITOR) if getattr(options, role)] or [EDITOR]
    create_account(options.name, password, options.administrator, roles)
    say(f"Đã tạo tài khoản {options.name}.", f"Account {options.name} was made.")


def _account_password(options: argparse.Namespace) -> None:
    password = _password()
    records()
    from xanh.office.accounts import set_password

    set_password(options.name, password)
    say(f"Đã đổi mật khẩu của {options.name}.", f"The password of {options.name} was changed.")


def _account_list(_options: argparse.Namespace) -> None:
    records()
    from django.contrib.auth.models import User

    from xanh.office.accounts import ADMINISTRATOR, ROLES

    for user in User.objects.prefetch_related("groups").order_by("username"):
        roles = {group.name for group in user.groups.all()}
        known = [ADMINISTRATOR] if ADMINISTRATOR in roles else [r for r in ROLES if r in roles]
        role = ",".join(known) or "-"
        print(user.username, role, "active" if user.is_active else "inactive", sep="\t")


def _password() -> str:
    """Ask twice at a terminal; otherwise take the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    password = getpass("Mật khẩu / Password: ")
    if getpass("Nhập lại / Again: ") != password:
        raise XanhError(
            "passwords-differ",
            "Hai lần nhập không giống nhau; chưa có gì thay đổi.",
            "The two entries differ; nothing was changed.",
            "Chạy lại lệnh.",
            "Run the command again.",
        )
    return password
