"""Which column of a task table is which, by its header; and what a cell looks like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from xanh.documents.organisations import looks_like_organisations
from xanh.documents.tasks.periods import looks_like_period
from xanh.vietnamese import fold

KINDS = ("number", "title", "lead", "partner", "period", "extra")

# Folded header texts. The order decides: "thời gian hoàn thành sản phẩm" is a period.
_HEADERS = (
    ("number", r"(?:s?tt|so tt|so thu tu|thu tu|no|#|ma so|so)"),
    ("partner", r".*\b(?:phoi hop|phoi thuoc|tham gia|ho tro thuc hien).*"),
    ("period", r".*\b(?:thoi gian|thoi han|tien do|thoi diem|ky han|lo trinh|han hoan thanh"
               r"|nam (?:thuc hien|hoan thanh)|giai doan thuc hien|thoi ky).*|hoan thanh|han|nam"),
    ("lead", r".*\b(?:chu tri|dau moi|chiu trach nhiem|trach nhiem thuc hien|phu trach"
             r"|(?:co quan|don vi|to chuc|noi|phan cong|chu the)(?:, \w+ ?\w*)? (?:thuc hien"
             r"|duoc giao|tham muu|trien khai|bao cao)|chu dau tu|phan cong).*"
             r"|trach nhiem|co quan|don vi|co quan, don vi"),
    ("extra", r".*\b(?:san pham|ket qua|kinh phi|nguon|trang thai|ghi chu|cap trinh|cap phe duyet"
              r"|tinh trang|hinh thuc|van ban|muc tieu|chi tieu|can cu|don vi tinh|tong).*"),
    ("title", r".*\b(?:nhiem vu|noi dung|cong viec|hoat dong|giai phap|de an|du an|chuong trinh"
              r"|ke hoach|dau viec|danh muc|ten|hang muc|cong trinh|viec).*"),
)  # fmt: skip
_HEADER_PATTERNS = tuple((kind, re.compile(f"^(?:{pattern})$")) for kind, pattern in _HEADERS)
_NUMBER = re.compile(r"^\(?\d{1,3}(?:\.\d{1,3})*[.):]?$")
_GROUP_MARK = re.compile(r"^(?:[IVXLC]{1,6}|[A-HĐ]|[a-zđ])[.):]?$")
_GROUP_START = re.compile(r"^(?:[IVXLC]{1,6}|[A-HĐ])\s*[.):\-–]\s+\S")


@dataclass(frozen=True, slots=True)
class Columns:
    """The header of a table: its texts and what each column holds."""

    names: tuple[str, ...]
    kinds: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.kinds)

    def index(self, kind: str) -> int | None:
        """Return the first column of ``kind``."""
        return self.kinds.index(kind) if kind in self.kinds else None

    @property
    def of_tasks(self) -> bool:
        """Whether rows of this table are tasks: a title, and somebody or a time."""
        return "title" in self.kinds and (
            "lead" in self.kinds or ("period" in self.kinds and "partner" in self.kinds)
        )


@lru_cache(maxsize=4096)
def header_kind(text: str) -> str | None:
    """Return the kind of column that a header cell names; None when it names none.

    Footnote marks, brackets and numbers behind the name are ignored ("Cơ quan phối hợp (1)").
    """
    if len(text) > 90:
        return None
    bare = re.sub(r"\([^)]*\)?|\[[^\]]*\]?|[¹²³*†‡]|(?<=[^\W\d])\d$", " ", text)
    folded = re.sub(r"\s+", " ", fold(bare)).strip(" .:;,/")
    for kind, pattern in _HEADER_PATTERNS:
        if pattern.match(folded):
            return kind
    return None


def read_columns(names: Sequence[str]) -> Columns | None:
    """Return the columns that a header row names; None when the row is no header."""
    kinds = [header_kind(name) if name else "extra" for name in names]
    known = {kind for kind in kinds if kind not in (None, "extra")}
    if len(known) < 2 or ("title" not in known and not known >= {"lead", "period"}):
        return None
    if kinds.count("title") == 0:
        free = [i for i, kind in enumerate(kinds) if kind in (None, "extra") and names[i]]
        if not free:
            return None
        kinds[free[0]] = "title"
    settled: list[str] = []
    for kind in kinds:
        # The first column of a kind is the one; a second "thời gian" is kept as an extra.
        settled.append("extra" if kind is None or kind in settled else kind)
    return Columns(tuple(names), tuple(settled))


def is_number(text: str) -> bool:
    """Say whether a cell is a row's number ("7", "7.", "2.1", "(3)"); a year is not."""
    return bool(_NUMBER.match(text))


def is_group_mark(text: str) -> bool:
    """Say whether a cell is the mark of a group ("II", "B.")."""
    return bool(_GROUP_MARK.match(text))


def has_group_mark(text: str) -> bool:
    """Say whether a cell starts with the mark of a group and a title follows."""
    return bool(_GROUP_START.match(text))


def starts_group(text: str) -> bool:
    """Say whether a cell is a group's mark and title in one ("II. NHÓM GIẢI PHÁP …")."""
    return has_group_mark(text) or (
        text.isupper() and len(text) > 12 and " " in text and not text.startswith("UBND")
    )


def starts_row(text: str) -> bool:
    """Say whether a cell can only be the first of a row: a number, or the mark of a group."""
    return is_number(text) or is_group_mark(text) or has_group_mark(text)


@lru_cache(maxsize=65536)
def misfit(text: str, kind: str) -> float:
    """Return how badly a cell fits a column: 0 fits, 4 cannot be."""
    if not text:
        return {"number": 1.2, "title": 1.6, "lead": 0.8, "partner": 0.4, "period": 0.5}.get(
            kind, 0.2
        )
    if is_number(text):
        return {"number": 0.0, "extra": 1.5, "period": 3.0}.get(kind, 4.0)
    return _MISFITS[kind](text)


def _misfit_number(text: str) -> float:
    return 0.3 if is_group_mark(text) else 4.0


def _misfit_title(text: str) -> float:
    organisation, period = looks_like_organisations(text), looks_like_period(text)
    doubt = 2.2 * organisation + 2.5 * period
    return min(4.0, doubt + (0.6 if len(text) < 12 else 0.0))


def _misfit_organisation(text: str) -> float:
    if looks_like_period(text) > 0.5:
        return 3.0
    return 2.2 * (1.0 - looks_like_organisations(text))


def _misfit_period(text: str) -> float:
    return 2.6 * (1.0 - looks_like_period(text))


def _misfit_extra(text: str) -> float:
    return 0.4 + 0.6 * looks_like_period(text) + 0.6 * looks_like_organisations(text)


_MISFITS = {
    "number": _misfit_number,
    "title": _misfit_title,
    "lead": _misfit_organisation,
    "partner": _misfit_organisation,
    "period": _misfit_period,
    "extra": _misfit_extra,
}
