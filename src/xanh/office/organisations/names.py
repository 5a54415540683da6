"""The key under which a written name of an organisation is found.

Documents write one body in many ways: with "và" or a comma, "&" or nothing, "Uỷ ban" or "Ủy ban"
or "UBND". The key is the same for all of them, so that a table of abbreviations stays short.
"""

from __future__ import annotations

import re
from functools import lru_cache

from xanh.vietnamese import fold

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_SHORT = (
    (re.compile(r"\buy ban nhan dan\b"), "ubnd"),
    (re.compile(r"\bhoi dong nhan dan\b"), "hdnd"),
    (re.compile(r"\buy ban mat tran to quoc\b|\bub mttq\b|\buy ban mttq\b"), "ubmttq"),
    (re.compile(r"\bmat tran to quoc\b"), "mttq"),
    (re.compile(r"\bban quan ly\b"), "bql"),
    (re.compile(r"\bthanh pho\b"), "tp"),
    (re.compile(r"\bhcm\b"), "ho chi minh"),
    (re.compile(r"\bva\b"), ""),
)
_SPACES = re.compile(r" +")


@lru_cache(maxsize=65536)
def name_key(text: str) -> str:
    """Return the key of a written name.

    ``name_key("Sở Văn hoá Thể thao du lịch") == name_key("Sở Văn hóa, Thể thao và Du lịch")``.
    """
    key = _NOT_WORD.sub(" ", fold(text))
    for pattern, short in _SHORT:
        key = pattern.sub(short, key)
    return _SPACES.sub(" ", key).strip()
