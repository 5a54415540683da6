"""The little of CSS that decides what a page shows: what is hidden, bold, in capitals, in which
font, and which lists have no markers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;]+)", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE
)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_RULE = re.compile(r"([^{}@]{1,2000})\{([^{}]{0,4000})\}")
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?([.#][\w-]+)", re.IGNORECASE)
_LONGEST_SHEET = 1_000_000


def declarations(style: str | None) -> dict[str, str]:
    """Return the properties of a style attribute, names in lower case."""
    if not style:
        return {}
    return {name.lower(): value.strip() for name, value in _DECLARATION.findall(style[:4000])}


def hides(style: str | None) -> bool:
    """Say whether a style attribute hides its element."""
    return bool(style) and bool(_HIDDEN.search(style or ""))


def is_bold(weight: str | None) -> bool | None:
    """Return what a font-weight says, None when it says nothing."""
    if not weight:
        return None
    if weight.isdigit():
        return int(weight) >= 600
    return {"bold": True, "bolder": True, "normal": False}.get(weight.lower())


@dataclass(slots=True)
class StyleSheet:
    """The classes and ids that a page's own style elements hide."""

    hidden: set[str] = field(default_factory=set)

    def read(self, text: str) -> None:
        """Take in one style element. Rules for print and other media say nothing of the page."""
        plain = _without_media(_COMMENT.sub(" ", text[:_LONGEST_SHEET]))
        for selectors, body in _RULE.findall(plain):
            for selector in selectors.split(",") if _HIDDEN.search(body) else ():
                match = _SIMPLE.fullmatch(selector.strip())
                if match:
                    self.hidden.add(match[1])

    def hides(self, classes: str | None, identity: str | None) -> bool:
        """Say whether an element of these classes and this id is hidden."""
        if not self.hidden:
            return False
        names = [f".{name}" for name in (classes or "").split()]
        return any(name in self.hidden for name in [*names, f"#{identity}"])


def _without_media(text: str) -> str:
    """Cut out at-rules with their blocks."""
    kept: list[str] = []
    position = 0
    while (at := text.find("@", position)) >= 0:
        kept.append(text[position:at])
        position = _end_of_at_rule(text, at)
    return "".join(kept) + text[position:]


def _end_of_at_rule(text: str, at: int) -> int:
    depth = 0
    for match in re.compile(r"[{};]").finditer(text, at):
        if match.group() == "{":
            depth += 1
        elif match.group() == "}":
            depth -= 1
        if depth == 0:
            return match.end()
    return len(text)
