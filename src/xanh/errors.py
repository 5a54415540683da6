"""The public face of every refusal: a code, two sentences, and what to do next.

This module and :mod:`xanh.vietnamese` lie under the rooms of the house: every room may import
them, and they import nothing of Xanh.
"""

from __future__ import annotations


class XanhError(Exception):
    """A refusal that a person will read.

    ``code`` is a stable identifier in kebab case; ``vi`` and ``en`` say what happened and what
    is safe, ``do_vi`` and ``do_en`` what to do next.
    """

    def __init__(self, code: str, vi: str, en: str, do_vi: str = "", do_en: str = "") -> None:
        super().__init__(f"{code}: {en}")
        self.code = code
        self.vi = vi
        self.en = en
        self.do_vi = do_vi
        self.do_en = do_en

    def sentence(self, language: str = "vi") -> str:
        """Return the whole message, refusal and advice, in ``vi`` or ``en``."""
        parts = (self.vi, self.do_vi) if language == "vi" else (self.en, self.do_en)
        return " ".join(part for part in parts if part)

    def line(self) -> str:
        """Return one line for a terminal, in both languages."""
        return f"{self.sentence('vi')} / {self.sentence('en')} [{self.code}]".replace("\n", " ")
