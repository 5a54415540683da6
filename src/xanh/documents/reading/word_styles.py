"""What the styles of a Word file say of bold, capitals, hidden text, fonts and numbering."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST_STYLE = 20


@dataclass(frozen=True, slots=True)
class Format:
    """Properties of runs and paragraphs; None where nothing is said."""

    bold: bool | None = None
    capitals: bool | None = None
    hidden: bool | None = None
    font: str | None = None
    numbering: str | None = None  # id of a numbering; "0" takes it away
    level: int | None = None

    def over(self, below: Format) -> Format:
        """Return this format laid over ``below``."""
        names = ("bold", "capitals", "hidden", "font", "numbering", "level")
        said = {n: getattr(self, n) for n in names if getattr(self, n) is not None}
        return replace(below, **said)


def value(element: _Element | None, name: str) -> str | None:
    """Return the w:val of the child ``name``, None when there is no such child."""
    child = element.find(W + name) if element is not None else None
    return child.get(W + "val") if child is not None else None


def switch(element: _Element, name: str) -> bool | None:
    """Return a property that is on, off or not said."""
    child = element.find(W + name)
    if child is None:
        return None
    return (child.get(W + "val") or "true").lower() not in ("0", "false", "off", "none")


def run_format(properties: _Element | None) -> Format:
    """Read a w:rPr."""
    if properties is None:
        return Format()
    fonts = properties.find(W + "rFonts")
    font = (fonts.get(W + "ascii") or fonts.get(W + "hAnsi")) if fonts is not None else None
    return Format(
        switch(properties, "b"), switch(properties, "caps"), switch(properties, "vanish"), font
    )


def paragraph_format(properties: _Element | None) -> Format:
    """Read the numbering of a w:pPr."""
    numbering = properties.find(W + "numPr") if properties is not None else None
    if numbering is None:
        return Format()
    level = value(numbering, "ilvl")
    return Format(
        numbering=value(numbering, "numId"), level=int(level) if level and level.isdigit() else None
    )


@dataclass(slots=True)
class Styles:
    """The styles of a document by their id, what they inherit included."""

    default: Format = field(default_factory=Format)
    default_paragraph: str | None = None
    _own: dict[str, tuple[Format, str | None]] = field(default_factory=dict)
    _full: dict[str, Format] = field(default_factory=dict)

    @staticmethod
    def read(tree: _Element | None) -> Styles:
        """Read the part ``styles``."""
        styles = Styles()
        if tree is None:
            return styles
        defaults = tree.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        styles.default = run_format(defaults)
        for style in tree.iter(W + "style"):
            identity = style.get(W + "styleId") or ""
            own = run_format(style.find(W + "rPr")).over(paragraph_format(style.find(W + "pPr")))
            styles._own[identity] = (own, value(style, "basedOn"))
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true"):
                styles.default_paragraph = identity
        return styles

    def format_of(self, identity: str | None) -> Format:
        """Return the format of a style with all that it inherits, document defaults excepted."""
        if identity is None or identity not in self._own:
            return Format()
        if identity not in self._full:
            chain: list[str] = []
            current: str | None = identity
            while current in self._own and current not in chain and len(chain) < _DEEPEST_STYLE:
                chain.append(current)
                current = self._own[current][1]
            full = Format()
            for name in reversed(chain):
                full = self._own[name][0].over(full)
            self._full[identity] = full
        return self._full[identity]
