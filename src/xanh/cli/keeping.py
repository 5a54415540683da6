"""``xanh serve``, ``settings``, ``backup`` and ``restore``: running and keeping the whole."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from xanh.cli.shared import print_json, verb


def add(families: Any) -> None:
    """Add the verbs to the command."""
    serve = verb(families, "serve", _serve, "prepare what is missing and serve the pages")
    serve.add_argument("--host", default="127.0.0.1", metavar="H")
    serve.add_argument("--port", default=8000, type=_port, metavar="N")
    verb(families, "settings", _settings, "list the settings and their values")
    backup = verb(families, "backup", _backup, "copy everything that Xanh keeps into a new folder")
    backup.add_argument("folder", metavar="DIR")
    restore = verb(families, "restore", _restore, "put a verified backup in place")
    restore.add_argument("folder", metavar="DIR")
    restore.add_argument(
        "--replace", action="store_true", help="set aside what XANH_HOME holds now"
    )


def _serve(options: argparse.Namespace) -> None:
    from xanh.web.server import serve

    serve(options.host, options.port)


def _settings(_options: argparse.Namespace) -> None:
    from xanh.web.configuration import settings_in_force

    for name, value, description in settings_in_force():
        print(f"{name}={value}\n    {description}")


def _backup(options: argparse.Namespace) -> None:
    from xanh.web.backup import back_up

    print_json(back_up(Path(options.folder)))


def _restore(options: argparse.Namespace) -> None:
    from xanh.web.backup import restore

    print_json(restore(Path(options.folder), replace=options.replace))


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port (0 … 65535)")
    return int(text)
