"""``xanh account``: the people who may edit."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from xanh.cli.shared import group, records, say, verb
from xanh.errors import XanhError


def add(families: Any) -> None:
    """Add the verbs of accounts to the command."""
    verbs = group(families, "account", "the people who may edit")
    new = verb(verbs, "add", _account_add, "make an account; the password is asked or piped in")
    new.add_argument("name", metavar="NAME")
    new.add_argument("--administrator", action="store_true", help="may manage accounts too")
    password = verb(verbs, "password", _account_password, "set the password of an account")
    password.add_argument("name", metavar="NAME")
    verb(verbs, "list", _account_list, "print name, role and state of every account")


def _account_add(options: argparse.Namespace) -> None:
    password = _password()
    records()
    from xanh.office.accounts import create_account

    create_account(options.name, password, administrator=options.administrator)
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

    from xanh.office.accounts import is_administrator

    for user in User.objects.order_by("username"):
        role = "administrator" if is_administrator(user) else "editor"
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
