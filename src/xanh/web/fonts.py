"""Be Vietnam Pro, cut to Vietnamese and Latin as WOFF2 when the system is set up."""

from __future__ import annotations

import os
from importlib.resources import as_file, files
from pathlib import Path

# What pages show: Latin with every Vietnamese letter, tones that stand alone in decomposed
# input, punctuation, dashes, arrows, comparison signs, super- and subscripts, currency.
_RANGES = (
    (0x0020, 0x007E), (0x00A0, 0x017F), (0x01A0, 0x01A1), (0x01AF, 0x01B0),
    (0x0300, 0x0309), (0x0323, 0x0323), (0x1EA0, 0x1EF9), (0x2009, 0x2009),
    (0x2010, 0x2026), (0x202F, 0x202F), (0x2030, 0x203A), (0x2070, 0x208E),
    (0x20AB, 0x20AC), (0x2190, 0x2193), (0x2212, 0x2212), (0x2260, 0x2265),
)  # fmt: skip
WEIGHTS = {400: "Regular", 600: "SemiBold"}


def font_name(weight: int) -> str:
    """Return the file name of the cut font of ``weight`` (400 or 600)."""
    return f"be-vietnam-pro-{weight}.woff2"


def cut_fonts(target: Path) -> list[Path]:
    """Write the fonts as WOFF2 into ``target`` where they are not there yet; returns their paths.

    About 30 kB a weight. Each file is written whole and renamed into place.
    """
    target.mkdir(parents=True, exist_ok=True)
    source = files("fontpkg_be_vietnam_pro") / "files"
    paths = []
    for weight, style in WEIGHTS.items():
        path = target / font_name(weight)
        paths.append(path)
        if not path.exists():
            with as_file(source / f"BeVietnamPro-{style}.ttf") as original:
                _cut(original, path)
    return paths


def _cut(original: Path, path: Path) -> None:
    from fontTools.subset import Options, Subsetter, load_font, save_font  # costs 0.3 s to import

    options = Options(
        flavor="woff2",
        layout_features=["kern", "liga", "mark", "mkmk", "ccmp", "locl", "tnum", "lnum"],
        hinting=True,
        notdef_outline=True,
    )
    font = load_font(str(original), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[c for first, last in _RANGES for c in range(first, last + 1)])
    subsetter.subset(font)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    save_font(font, str(partial), options)
    partial.replace(path)
