"""The process that reads one file of a stranger: ``python -m xanh.documents.reading.child PATH``.

Prints one JSON object on standard output: ``{"document": …, "plan": …}``, or ``{"error": …}``.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from xanh.documents.reading import refusals
from xanh.documents.reading.limits import DEFAULT
from xanh.errors import XanhError


def set_limits(seconds: int, megabytes: int) -> None:
    """Bound the memory and processor time of this process where the system can."""
    try:
        import resource
    except ImportError:  # no such limits on this system: the parent's clock still holds
        return
    memory = megabytes * 1_000_000
    for kind, bound in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, most = resource.getrlimit(kind)
        bound = bound if most == resource.RLIM_INFINITY else min(bound, most)
        resource.setrlimit(kind, (bound, most))


def read(path: Path, name: str) -> dict[str, Any]:
    """Read the file at ``path`` and what it orders. Raises XanhError."""
    from xanh.documents.parser import parse
    from xanh.documents.reading.entry import read_document

    try:
        DEFAULT.check_bytes(path.stat().st_size)
        data = path.read_bytes()
    except OSError as error:
        raise refusals.not_found(name) from error
    document = read_document(data, name)
    written = {"text": document.text, "form": document.form, "encoding": document.encoding}
    return {"document": written, "plan": parse(document).to_json()}


def main() -> int:
    """Read one file, print JSON, return 0; 1 when the JSON is an error."""
    parser = argparse.ArgumentParser(prog="python -m xanh.documents.reading.child")
    parser.add_argument("path", type=Path)
    parser.add_argument("--name", default="")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--megabytes", type=int, default=1500)
    options = parser.parse_args()
    set_limits(options.seconds, options.megabytes)
    try:
        answer = read(options.path, options.name or options.path.name)
    except XanhError as error:
        answer = {"error": _face(error)}
    except (MemoryError, RecursionError):
        answer = {"error": _face(refusals.too_much_memory())}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))
    return 1 if "error" in answer else 0


def _face(error: XanhError) -> dict[str, str]:
    return {
        "code": error.code,
        "vi": error.vi,
        "en": error.en,
        "do_vi": error.do_vi,
        "do_en": error.do_en,
    }


if __name__ == "__main__":
    sys.exit(main())
