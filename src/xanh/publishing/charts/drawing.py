"""Draws a Vega-Lite specification as SVG for a page or as SVG or PNG for a document.

Specifications are plain dictionaries. Colours are the tokens of the pages (docs/design.md); on a
page they become the page's own variables, so that a chart follows the light or dark paper.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any

Spec = dict[str, Any]

INK, MUTED, LINE, ACCENT, WARN, BAD = (
    "#17211c", "#51605a", "#d9e0db", "#0a6b4e", "#8a5200", "#a8231b",
)  # fmt: skip
GREY = "#9aa5a0"  # series beside the one that matters
_VARIABLES = {
    INK: "var(--ink)",
    MUTED: "var(--muted)",
    LINE: "var(--line)",
    ACCENT: "var(--accent)",
    WARN: "var(--warn)",
    BAD: "var(--bad)",
    GREY: "var(--edge)",
}
_COLOUR = re.compile("|".join(_VARIABLES), re.I)
_FONT = "Be Vietnam Pro, sans-serif"
_NUMBERS = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["₫", ""]},
}
_DAYS_VI = ["Chủ nhật", "Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy"]
_MONTHS_VI = [f"tháng {number}" for number in range(1, 13)]
_TIMES = {
    "vi": {
        "dateTime": "%H:%M %d/%m/%Y",
        "date": "%d/%m/%Y",
        "time": "%H:%M",
        "periods": ["SA", "CH"],
        "days": _DAYS_VI,
        "shortDays": ["CN", "T2", "T3", "T4", "T5", "T6", "T7"],
        "months": _MONTHS_VI,
        "shortMonths": [f"Th{number}" for number in range(1, 13)],
    },
    "en": {
        "dateTime": "%H:%M %d/%m/%Y",
        "date": "%d/%m/%Y",
        "time": "%H:%M",
        "periods": ["AM", "PM"],
        "days": ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
        "shortDays": ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
        "months": [
            "January", "February", "March", "April", "May", "June", "July", "August",
            "September", "October", "November", "December",
        ],
        "shortMonths": [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ],
    },
}  # fmt: skip
_CONFIG: Spec = {
    "background": "transparent",
    "font": _FONT,
    "view": {"stroke": None},
    "axis": {
        "labelColor": MUTED,
        "titleColor": MUTED,
        "titleFontWeight": "normal",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "gridColor": LINE,
        "domainColor": GREY,
        "tickColor": GREY,
    },
    "axisX": {"grid": False},
    "legend": {"labelColor": INK, "titleColor": MUTED, "titleFontWeight": "normal"},
    "header": {"labelColor": INK, "titleColor": MUTED},
    "text": {"color": INK, "fontSize": 12},
    "line": {"color": ACCENT, "strokeWidth": 1.5},
    "bar": {"color": ACCENT},
    "rule": {"color": GREY},
}


def page_svg(spec: Spec, language: str) -> str:
    """Return the chart as SVG to stand inside a page; its colours follow the page."""
    drawn = _svg(json.dumps(spec, ensure_ascii=False, sort_keys=True), language)
    return _COLOUR.sub(lambda match: _VARIABLES[match[0].lower()], drawn)


def document_svg(spec: Spec, language: str) -> str:
    """Return the chart as SVG for a PDF."""
    return _svg(json.dumps(spec, ensure_ascii=False, sort_keys=True), language)


def document_png(spec: Spec, language: str, scale: float = 3.0) -> bytes:
    """Return the chart as PNG for a Word document, ``scale`` pixels to a point."""
    return _renderer().vegalite_to_png(  # type: ignore[no-any-return]
        whole(spec), scale=scale, **_locale(language)
    )


def whole(spec: Spec) -> Spec:
    """Return a specification with the version of its language and the house style."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        **spec,
        "config": {**_CONFIG, **spec.get("config", {})},
    }


@lru_cache(maxsize=256)
def _svg(text: str, language: str) -> str:
    drawn: str = _renderer().vegalite_to_svg(whole(json.loads(text)), **_locale(language))
    return drawn


def _locale(language: str) -> Spec:
    return {"format_locale": _NUMBERS[language], "time_format_locale": _TIMES[language]}


@lru_cache(maxsize=1)
def _renderer() -> Any:
    """Return vl-convert with our typeface; imported late, for it takes 100 MB."""
    from importlib.resources import files

    import vl_convert

    vl_convert.register_font_directory(str(files("fontpkg_be_vietnam_pro") / "files"))
    return vl_convert
