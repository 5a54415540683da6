"""Collects what the pages say: messages of templates and Python, and words outside of any tag."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.template import engines
from django.template.base import Lexer, TokenType, Variable
from django.template.defaulttags import Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

import xanh

PACKAGE = Path(xanh.__file__).parent
TEMPLATES = PACKAGE / "web" / "templates"
CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
SHOWN_ATTRIBUTES = {"title", "placeholder", "alt", "aria-label", "data-label", "aria-description"}
LETTER = re.compile(r"[^\W\d_]{2,}")


def template_messages() -> Iterator[tuple[str, str]]:
    """Yield (file, msgid) of every translate and blocktranslate tag."""
    engine = engines["django"].engine
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = str(path.relative_to(TEMPLATES))
        for node in _nodes(engine.from_string(path.read_text(encoding="utf-8")).nodelist):
            if isinstance(node, TranslateNode):
                source = node.filter_expression.var
                text = source.literal if isinstance(source, Variable) else source
                yield name, str(text)
            elif isinstance(node, BlockTranslateNode):
                yield name, node.render_token_list(node.singular)[0]
                if node.plural:
                    yield name, node.render_token_list(node.plural)[0]


def _nodes(nodelist: object) -> Iterator[Node]:
    for node in nodelist:  # type: ignore[attr-defined]
        yield node
        for attribute in getattr(node, "child_nodelists", ()):
            yield from _nodes(getattr(node, attribute, None) or ())


def python_messages() -> Iterator[tuple[str, str]]:
    """Yield (file, msgid) of every gettext call with a written string."""
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "django.utils.translation" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call) or _called(node) not in CALLS:
                continue
            count = 2 if _called(node).startswith("ngettext") else 1
            for argument in node.args[:count]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield str(path.relative_to(PACKAGE)), argument.value


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


class _Words(HTMLParser):
    """Finds words between tags and in attributes that people see."""

    def __init__(self) -> None:
        super().__init__()
        self.untranslated = 0
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        hidden = values.get("translate") == "no" or tag in {"code", "kbd", "script", "style"}
        self.found += [
            value
            for name, value in values.items()
            if name in SHOWN_ATTRIBUTES and value and LETTER.search(value)
        ]
        if tag not in {"meta", "link", "input", "br", "hr", "img"}:
            self.open.append((tag, hidden))
            self.untranslated += hidden

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            name, hidden = self.open.pop()
            self.untranslated -= hidden
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self.untranslated and LETTER.search(data):
            self.found.append(data.strip())


def bare_words(source: str) -> list[str]:
    """Return the words of a template that stand outside every translation tag."""
    kept: list[str] = []
    inside = False
    for token in Lexer(source).tokenize():
        if token.token_type is TokenType.BLOCK:
            word = token.contents.split()[0]
            if word == "blocktranslate":
                inside = True
            elif word == "endblocktranslate":
                inside = False
            elif word == "comment":
                inside = True
            elif word == "endcomment":
                inside = False
        elif token.token_type is TokenType.TEXT and not inside:
            kept.append(token.contents)
    parser = _Words()
    parser.feed("".join(kept))
    return parser.found
