"""English for pages written in Vietnamese: the catalogue is compiled when the system is set up."""

from __future__ import annotations

import os
from pathlib import Path

CATALOGUES = Path(__file__).parent / "locale"


def compile_translations(target: Path) -> list[Path]:
    """Compile every catalogue into ``target`` (a folder of LOCALE_PATHS); returns the .mo files.

    A catalogue is compiled again only when it is newer than what stands in ``target``.
    """
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for source in sorted(CATALOGUES.glob("*/LC_MESSAGES/django.po")):
        path = target / source.relative_to(CATALOGUES).with_suffix(".mo")
        written.append(path)
        if path.exists() and path.stat().st_mtime >= source.stat().st_mtime:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        with source.open("rb") as file, partial.open("wb") as out:
            write_mo(out, read_po(file, locale=source.parts[-3]))
        partial.replace(path)
    return written
