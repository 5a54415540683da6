"""A chart on a page: two drawings, its words, and the same data as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe

from xanh.publishing.charts.drawing import Spec, page_svg
from xanh.publishing.charts.series import NARROW, WIDE
from xanh.web.live.parts import language


@dataclass(frozen=True, slots=True)
class Figure:
    """What ``parts/figure.html`` shows; ``narrow`` is for phones, empty where one drawing does."""

    title: str
    subtitle: str
    wide: SafeString
    narrow: SafeString | str = ""
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default_factory=tuple)
    note: str = ""


def figure(
    title: str,
    subtitle: str,
    build: Callable[[int], Spec],
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    note: str = "",
    *,
    small: bool = False,
) -> Figure:
    """Draw a chart for both widths; a ``small`` one fits a phone as it is."""
    if small:
        return Figure(title, subtitle, drawn(build(NARROW)), "", head, rows, note)
    wide, narrow = drawn(build(WIDE)), drawn(build(NARROW))
    return Figure(title, subtitle, wide, narrow, head, rows, note)


def drawn(spec: Spec) -> SafeString:
    """Return a drawing of ours as markup; texts in it were escaped by the renderer."""
    return mark_safe(page_svg(spec, language()))  # noqa: S308
