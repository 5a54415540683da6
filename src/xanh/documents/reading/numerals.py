"""The numbers that word processors and browsers put before list items."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def roman(value: int) -> str:
    """Return a small Roman numeral: 4 gives "iv"; a number out of range stays decimal."""
    if not 0 < value < 4000:
        return str(value)
    numeral = ""
    for size, letters in _ROMAN:
        count, value = divmod(value, size)
        numeral += letters * count
    return numeral


def letters(value: int, *, doubled: bool = False) -> str:
    """Return a small letter: 1 gives "a", 27 gives "aa"; 28 gives "ab", or "bb" when doubled."""
    if value <= 0:
        return str(value)
    if doubled:
        return chr(97 + (value - 1) % 26) * min((value - 1) // 26 + 1, 20)
    name = ""
    while value > 0:
        value, rest = divmod(value - 1, 26)
        name = chr(97 + rest) + name
    return name
