"""Reading a stranger's file in a process of its own, so that it cannot take the server down."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import xanh
from xanh.documents.reading import refusals
from xanh.documents.reading.limits import DEFAULT
from xanh.errors import XanhError

_LOG = logging.getLogger(__name__)


def read_plan_isolated(
    path: Path, seconds: float = 60, megabytes: int = 1500, name: str | None = None
) -> dict[str, Any]:
    """Read the plan in the file at ``path`` within ``seconds`` [s] and ``megabytes`` [MB].

    Returns ``{"document": {"text", "form", "encoding"}, "plan": the contract's JSON}``. ``name``
    is what messages call the file. Raises XanhError, also when the reader ran out of time or
    memory or crashed.
    """
    shown = name or path.name
    try:
        DEFAULT.check_bytes(path.stat().st_size)
    except OSError as error:
        raise refusals.not_found(shown) from error
    command = [
        *(sys.executable, "-m", "xanh.documents.reading.child", str(path), f"--name={shown}"),
        *(f"--seconds={int(seconds) + 1}", f"--megabytes={megabytes}"),
    ]
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, timeout=seconds, check=False, env=_environment()
        )
    except subprocess.TimeoutExpired as error:
        raise refusals.too_slow(seconds) from error
    except (OSError, ValueError) as error:
        raise refusals.failed(shown) from error
    if done.stderr:
        # The reader's own words are for whoever runs the server, never for the sender.
        _LOG.error("reader of a file: %s", done.stderr[-4000:].decode("utf-8", "replace"))
    return _answer(done.stdout, shown)


def _environment() -> dict[str, str]:
    """Return the environment of the child: this same Xanh, UTF-8."""
    places = [str(Path(xanh.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, places)),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _answer(output: bytes, name: str) -> dict[str, Any]:
    try:
        answer = json.loads(output)
    except ValueError as error:
        raise refusals.failed(name) from error
    if not isinstance(answer, dict):
        raise refusals.failed(name)
    if "error" in answer:
        raise XanhError(**answer["error"])
    return answer
