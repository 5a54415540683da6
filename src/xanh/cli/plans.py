"""``xanh plan``: read, import and compare plan documents."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from xanh.cli.shared import group, print_json, records, verb
from xanh.errors import XanhError


def add(families: Any) -> None:
    """Add the verbs of plans to the command."""
    verbs = group(families, "plan", "read, import and compare plan documents")
    read = verb(verbs, "read", _plan_read, "print the plan in a document as JSON")
    read.add_argument("file", metavar="FILE", help=".txt, .html, .docx or .pdf; - for stdin")
    store = verb(verbs, "import", _plan_import, "read a document and store it as a draft")
    store.add_argument("file", metavar="FILE", help="as for read")
    diff = verb(verbs, "diff", _plan_diff, "print what an amended document changes, as JSON")
    diff.add_argument("old", metavar="OLD", help="a document, or the JSON that read printed")
    diff.add_argument("new", metavar="NEW", help="the same")


def _plan_read(options: argparse.Namespace) -> None:
    print_json(_reading(options.file))


def _plan_diff(options: argparse.Namespace) -> None:
    from xanh.documents.diff import compare

    print_json(compare(_reading(options.old), _reading(options.new)))


def _plan_import(options: argparse.Namespace) -> None:
    content, name = _content(options.file)
    records()
    from xanh.web.editing.arrivals import import_now

    print_json(import_now(content, name))


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
