"""A paragraph as it is collected from runs: text with its weight, link and legacy font."""

from __future__ import annotations

from dataclasses import dataclass, field

from xanh.documents.reading import legacy
from xanh.documents.reading.drafts import DraftParagraph


@dataclass(frozen=True, slots=True)
class RunStyle:
    """What matters of a run's format."""

    bold: bool = False
    linked: bool = False
    capitals: bool = False
    font: str | None = None


@dataclass(slots=True)
class Runs:
    """The runs of one paragraph, in order. ``converted`` notes the legacy encodings met."""

    converted: set[str] = field(default_factory=set)
    _runs: list[tuple[str, RunStyle]] = field(default_factory=list)

    def add(self, text: str, style: RunStyle) -> None:
        """Append a run."""
        if text:
            self._runs.append((text, style))

    def __bool__(self) -> bool:
        return bool(self._runs)

    def take(self, *, item: bool = False) -> DraftParagraph:
        """Return the paragraph and start a new one.

        Text in a legacy font is converted unless the paragraph holds letters of Unicode in that
        font: then the font's name lies, as after pasting.
        """
        text = self._text()
        visible = [style for part, style in self._runs if part.strip()]
        paragraph = DraftParagraph(
            text,
            bold=bool(visible) and all(style.bold for style in visible),
            linked=bool(visible) and all(style.linked for style in visible),
            item=item,
        )
        self._runs = []
        return paragraph

    def _text(self) -> str:
        parts: list[str] = []
        for encoding, capitals, text in self._stretches():
            if encoding is None or legacy.is_clearly_unicode(text):
                parts.append(text)
                continue
            converted = legacy.to_unicode(text, encoding)
            if converted != text:
                self.converted.add(encoding.name)
            parts.append(converted.upper() if capitals else converted)
        return "".join(parts)

    def _stretches(self) -> list[tuple[legacy.Encoding | None, bool, str]]:
        """Join neighbours of one encoding: a VNI pair may be cut between two runs."""
        stretches: list[tuple[legacy.Encoding | None, bool, str]] = []
        for text, style in self._runs:
            encoding = legacy.encoding_of_font(style.font)
            capitals = encoding is not None and legacy.is_capital_font(style.font)
            shown = text.upper() if style.capitals and encoding is None else text
            key = (encoding, capitals or (style.capitals and encoding is not None))
            if stretches and stretches[-1][:2] == key:
                stretches[-1] = (*key, stretches[-1][2] + shown)
            else:
                stretches.append((*key, shown))
        return stretches
