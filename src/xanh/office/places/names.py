"""Plain-letter forms of Vietnamese names, for English pages."""

from __future__ import annotations

import unicodedata


def unaccented(text: str) -> str:
    """Return ``text`` in plain letters, its case kept: ``unaccented("Ba Đình") == "Ba Dinh"``."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
