"""The ``xanh`` command: verbs that print data on standard output and messages on standard error.

Everything heavy is imported inside the function that needs it, so that ``xanh --help`` and the
library verbs start at once and touch neither settings nor database.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from xanh.errors import XanhError

DONE, FAILED, WRONG_CALL = 0, 1, 2
Verb = Callable[[argparse.Namespace], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with ``arguments`` (default: the process's); returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = _parser().parse_args(arguments)
    run: Verb | None = getattr(options, "run", None)
    if run is None:
        options.parser.print_help(sys.stderr)
        return WRONG_CALL
    try:
        run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has gone (``xanh plan read FILE | head``). Python must not
        # complain either when it flushes once more on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        return _fail(error)
    return DONE


def _fail(error: Exception) -> int:
    if os.environ.get("XANH_DEBUG") == "1" and not isinstance(error, XanhError):
        raise error
    if isinstance(error, OSError):
        what = f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")
        error = XanhError(
            "system-refused",
            f"Máy từ chối: {what}.",
            f"The system refused: {what}.",
            "Kiểm tra đường dẫn, quyền truy cập và dung lượng đĩa.",
            "Check the path, its permissions and the free space.",
        )
    if not isinstance(error, XanhError):
        error = XanhError(
            "internal",
            f"Lỗi trong phần mềm: {type(error).__name__}: {error}.",
            f"A fault in the software: {type(error).__name__}: {error}.",
            "Chạy lại với XANH_DEBUG=1 và gửi kết quả cho người bảo trì.",
            "Run again with XANH_DEBUG=1 and send what it prints to the maintainers.",
        )
    print(f"xanh: {error.line()}", file=sys.stderr)
    return FAILED


def _say(vi: str, en: str) -> None:
    print(f"xanh: {vi} / {en}", file=sys.stderr)


def _print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))


def _content(name: str) -> tuple[bytes, str]:
    """Return the bytes and the name of a file, or of standard input for ``-``.

    Never more than what the reader takes and one byte, by which it knows that it is too much.
    """
    from xanh.documents.reading import DEFAULT

    most = DEFAULT.max_bytes + 1
    if name == "-":
        return sys.stdin.buffer.read(most), ""
    path = Path(name)
    if path.is_dir():
        raise XanhError(
            "is-a-folder",
            f"{name} là thư mục, không phải tệp.",
            f"{name} is a folder, not a file.",
            "Chỉ ra một tệp văn bản.",
            "Name one document.",
        )
    if not path.exists():
        raise XanhError(
            "no-such-file",
            f"Không có tệp {name}.",
            f"There is no file {name}.",
            "Kiểm tra lại đường dẫn.",
            "Check the path.",
        )
    with path.open("rb") as file:
        return file.read(most), path.name


def _reading(name: str) -> dict[str, Any]:
    """Return the plan in a document, or in JSON that ``xanh plan read`` printed."""
    from xanh.documents.parser import parse
    from xanh.documents.reading import read_document

    content, base = _content(name)
    if content.lstrip()[:1] == b"{":
        try:
            plan = json.loads(content)
        except ValueError:
            plan = None
        if isinstance(plan, dict) and "document" in plan and "tasks" in plan:
            return plan
    return parse(read_document(content, base)).to_json()


# --- The verbs -------------------------------------------------------------------------------


def _serve(options: argparse.Namespace) -> None:
    from xanh.web.server import serve

    serve(options.host, options.port)


def _plan_read(options: argparse.Namespace) -> None:
    _print_json(_reading(options.file))


def _plan_diff(options: argparse.Namespace) -> None:
    from xanh.documents.diff import compare

    _print_json(compare(_reading(options.old), _reading(options.new)))


def _plan_import(options: argparse.Namespace) -> None:
    content, name = _content(options.file)
    _records()
    from xanh.web.editing.arrivals import import_now

    _print_json(import_now(content, name))


def _settings(_options: argparse.Namespace) -> None:
    from xanh.web.configuration import settings_in_force

    for name, value, description in settings_in_force():
        print(f"{name}={value}\n    {description}")


def _account_add(options: argparse.Namespace) -> None:
    password = _password()
    _records()
    from xanh.office.accounts import create_account

    create_account(options.name, password, administrator=options.administrator)
    _say(f"Đã tạo tài khoản {options.name}.", f"Account {options.name} was made.")


def _account_password(options: argparse.Namespace) -> None:
    password = _password()
    _records()
    from xanh.office.accounts import set_password

    set_password(options.name, password)
    _say(f"Đã đổi mật khẩu của {options.name}.", f"The password of {options.name} was changed.")


def _account_list(_options: argparse.Namespace) -> None:
    _records()
    from django.contrib.auth.models import User

    from xanh.office.accounts import is_administrator

    for user in User.objects.order_by("username"):
        role = "administrator" if is_administrator(user) else "editor"
        print(user.username, role, "active" if user.is_active else "inactive", sep="\t")


def _backup(options: argparse.Namespace) -> None:
    from xanh.web.backup import back_up

    _print_json(back_up(Path(options.folder)))


def _restore(options: argparse.Namespace) -> None:
    from xanh.web.backup import restore

    _print_json(restore(Path(options.folder), replace=options.replace))


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


def _records() -> None:
    """Open the records, with everything in place that they need."""
    from xanh.web.prepare import prepare

    prepare()


# --- The grammar -----------------------------------------------------------------------------


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port (0 … 65535)")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    from xanh import __version__

    parser = argparse.ArgumentParser(
        prog="xanh", description="Plans on climate, natural resources and the environment, at work."
    )
    parser.add_argument("--version", action="version", version=f"xanh {__version__}")
    parser.set_defaults(parser=parser)
    verbs = parser.add_subparsers(metavar="VERB")
    serve = _verb(verbs, "serve", _serve, "prepare what is missing and serve the pages")
    serve.add_argument("--host", default="127.0.0.1", metavar="H")
    serve.add_argument("--port", default=8000, type=_port, metavar="N")
    _plan_verbs(_group(verbs, "plan", "read, import and compare plan documents"))
    _verb(verbs, "settings", _settings, "list the settings and their values")
    _account_verbs(_group(verbs, "account", "the people who may edit"))
    backup = _verb(verbs, "backup", _backup, "copy everything that Xanh keeps into a new folder")
    backup.add_argument("folder", metavar="DIR")
    restore = _verb(verbs, "restore", _restore, "put a verified backup in place")
    restore.add_argument("folder", metavar="DIR")
    restore.add_argument(
        "--replace", action="store_true", help="set aside what XANH_HOME holds now"
    )
    return parser


def _plan_verbs(verbs: Any) -> None:
    read = _verb(verbs, "read", _plan_read, "print the plan in a document as JSON")
    read.add_argument("file", metavar="FILE", help=".txt, .html, .docx or .pdf; - for stdin")
    store = _verb(verbs, "import", _plan_import, "read a document and store it as a draft")
    store.add_argument("file", metavar="FILE", help="as for read")
    diff = _verb(verbs, "diff", _plan_diff, "print what an amended document changes, as JSON")
    diff.add_argument("old", metavar="OLD", help="a document, or the JSON that read printed")
    diff.add_argument("new", metavar="NEW", help="the same")


def _account_verbs(verbs: Any) -> None:
    add = _verb(verbs, "add", _account_add, "make an account; the password is asked or piped in")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--administrator", action="store_true", help="may manage accounts too")
    password = _verb(verbs, "password", _account_password, "set the password of an account")
    password.add_argument("name", metavar="NAME")
    _verb(verbs, "list", _account_list, "print name, role and state of every account")


def _verb(verbs: Any, name: str, run: Verb, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def _group(verbs: Any, name: str, text: str) -> Any:
    parser = verbs.add_parser(name, help=text, description=text)
    parser.set_defaults(parser=parser)
    return parser.add_subparsers(metavar="VERB")


if __name__ == "__main__":
    sys.exit(main())
