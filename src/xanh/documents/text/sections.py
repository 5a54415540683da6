"""What a clause of a plan is for, told by the headings and lead-ins above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xanh.documents.text.clauses import Clause
from xanh.vietnamese import fold

GOALS, PURPOSE, STATUS, FUNDING, BASIS, WORK, CARRYING_OUT = (
    "goals", "purpose", "status", "funding", "basis", "work", "carrying-out",
)  # fmt: skip

# On folded titles, in order. A verb in front ("Thực hiện các mục tiêu …") makes it an order.
_TITLES = (
    (FUNDING, r"(?:nguon )?(?:kinh phi|von\b|tai chinh|du toan)|nguon luc (?:thuc hien|tai chinh)"
              r"|huy dong (?:von|nguon luc|va quan ly)|nhu cau (?:von|kinh phi)|kinh phi$"),
    (STATUS, r"(?:danh gia )?(?:thuc trang|hien trang)|tinh hinh|ket qua|dac diem|khai quat"
             r"|tong quan|boi canh|su can thiet|danh gia (?:chung|tinh hinh|ket qua|cong tac)"
             r"|ton tai|han che|nguyen nhan|kho khan|thuan loi|du bao|phan tich"),
    (BASIS, r"(?:cac )?can cu(?: phap ly| xay dung| lap|$)|co so (?:phap ly|xay dung)"),
    (GOALS, r"(?:mot so |cac |nhung |he thong )?(?:muc tieu|chi tieu)|tam nhin|phan dau"
            r"|dinh huong (?:den|nam)"
            r"|(?:muc dich|quan diem|yeu cau|nguyen tac|tu tuong)\b.*\bmuc tieu"),
    (PURPOSE, r"muc dich|yeu cau|quan diem|nguyen tac|pham vi|doi tuong|tu tuong"),
    (CARRYING_OUT, r"(?:to chuc|trach nhiem|phan cong)(?: trien khai)?(?: thuc hien| to chuc)?$"
                   r"|to chuc (?:thuc hien|trien khai|theo doi)|trach nhiem|phan cong"
                   r"|che do (?:thong tin|bao cao)|dieu khoan"),
    (WORK, r"(?:cac |nhung |mot so )?(?:nhiem vu|giai phap|noi dung|bien phap|lo trinh|cong viec)"),
)  # fmt: skip
# "Đến năm 2030" sets goals where nothing further out says what the section is for.
_YEAR_TITLE = re.compile(r"(?:den|toi|vao|trong)(?: het| cuoi| truoc)? (?:nam )?20\d\d")
_TITLE = tuple((kind, re.compile(pattern)) for kind, pattern in _TITLES)
_LONGEST_TITLE = 140


def section_of(title: str) -> str | None:
    """Return the kind of section that a heading or lead-in opens; None when it does not say."""
    folded = fold(title).strip(" :.-*")
    if not folded or len(folded) > _LONGEST_TITLE:
        return None
    for kind, pattern in _TITLE:
        if pattern.match(folded):
            return kind
    return None


@dataclass(frozen=True, slots=True)
class Place:
    """A clause where it stands.

    ``section`` is the kind of section, None when nothing above says it; ``titles`` are headings
    and lead-ins above, innermost last; ``lead`` is the nearest lead-in ("Tỷ lệ thu gom:").
    """

    clause: Clause
    section: str | None
    titles: tuple[str, ...]
    lead: str | None


def places(clauses: Sequence[Clause]) -> Iterator[Place]:
    """Yield every clause with its place.

    A lead-in is a clause without a full stop that ends in a colon, or an italic caption such as
    "- Thủy sản"; it holds for the clauses after it under the same headings, an item until the
    next item with the same marker.
    """
    leads: list[Clause] = []
    for clause in clauses:
        leads = [lead for lead in leads if _holds(lead, clause)]
        above = [title.text for title in clause.headings]
        if clause.kind == "heading":
            above.append(clause.content.text)
        titles = (*above, *(lead.content.text for lead in leads), *_run_in(clause))
        section = _section(titles)
        yield Place(clause, section, titles, leads[-1].content.text if leads else None)
        if is_lead_in(clause):
            leads = [lead for lead in leads if lead.marker != clause.marker]
            leads.append(clause)


def _run_in(clause: Clause) -> tuple[str, ...]:
    """Return the caption at the start of a clause ("Mục tiêu: …") if it opens goals."""
    caption, colon, _ = clause.content.text[: _LONGEST_TITLE + 1].partition(":")
    return (caption,) if colon and section_of(caption) == GOALS else ()


def is_lead_in(clause: Clause) -> bool:
    """Say whether a clause only announces what follows it."""
    text = clause.content.text.rstrip(" *")
    return clause.kind != "heading" and text.endswith(":") and len(text) < 300


def _section(titles: Sequence[str]) -> str | None:
    for title in reversed(titles):
        section = section_of(title)
        if section is not None:
            return section
    return GOALS if any(_YEAR_TITLE.match(fold(title)) for title in titles) else None


def _holds(lead: Clause, clause: Clause) -> bool:
    """Say whether a lead-in still holds for a clause."""
    if clause.kind == "heading" or clause.headings[: len(lead.headings)] != lead.headings:
        return False
    return not lead.marker or clause.marker != lead.marker
