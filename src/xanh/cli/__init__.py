"""The ``xanh`` command: verbs that print data on standard output and messages on standard error.

Each family of verbs is a module here. Everything heavy is imported inside the function that needs
it, so that ``xanh --help`` and the library verbs start at once and touch neither settings nor
database.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from xanh.cli import (
    accounts,
    indices,
    keeping,
    observations,
    plans,
    receiving,
    simulating,
    stations,
)
from xanh.cli.shared import Verb
from xanh.errors import XanhError

DONE, FAILED, WRONG_CALL = 0, 1, 2
# The order in which `xanh --help` lists them.
FAMILIES = (keeping, plans, stations, receiving, observations, indices, simulating, accounts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with ``arguments`` (default: the process's); returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = parser().parse_args(arguments)
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


def parser() -> argparse.ArgumentParser:
    """Return the grammar of the command."""
    from xanh import __version__

    grammar = argparse.ArgumentParser(
        prog="xanh", description="Plans on climate, natural resources and the environment, at work."
    )
    grammar.add_argument("--version", action="version", version=f"xanh {__version__}")
    grammar.set_defaults(parser=grammar)
    families = grammar.add_subparsers(metavar="VERB")
    for family in FAMILIES:
        family.add(families)
    return grammar
