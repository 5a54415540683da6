"""What every family of verbs uses: the grammar of verbs, messages, JSON, the records."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

Verb = Callable[[argparse.Namespace], None]


def say(vi: str, en: str) -> None:
    """Tell the person at the terminal, in both languages."""
    print(f"xanh: {vi} / {en}", file=sys.stderr)


def print_json(data: Any) -> None:
    """Print data as JSON on standard output."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def records() -> None:
    """Open the records, with everything in place that they need."""
    from xanh.web.prepare import prepare

    prepare()


def verb(verbs: Any, name: str, run: Verb, text: str) -> argparse.ArgumentParser:
    """Add one verb, which calls ``run``; returns its parser for further arguments."""
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def group(verbs: Any, name: str, text: str) -> Any:
    """Add a family of verbs; returns what :func:`verb` takes first."""
    parser = verbs.add_parser(name, help=text, description=text)
    parser.set_defaults(parser=parser)
    return parser.add_subparsers(metavar="VERB")
