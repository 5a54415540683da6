"""The title of a document: the block under KẾ HOẠCH, the site's title, or the preamble."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xanh.documents.front.casing import BodyCase, is_capitals, lower_first_word, recover_capitals
from xanh.documents.front.document_numbers import KIND_PATTERN, KINDS, NUMBER, canonical_kind
from xanh.documents.passages import Passage
from xanh.documents.text.leaves import lines

_KIND_LINE = re.compile(rf"\W*(?P<kind>{KIND_PATTERN})\W*$", re.IGNORECASE)
_KIND_FIRST = re.compile(rf"\W*(?P<kind>{KIND_PATTERN})\s+(?=\S)", re.IGNORECASE)
_ATTACHED = re.compile(r"\W*(?:\(|ban\s+hành\s+|đính\s+)?\s*kèm\s+theo(?!\w)", re.IGNORECASE)
_STOPS = re.compile(
    r"\W*(?:\(|Căn\s+cứ|Xét\s|Theo\s+đề\s+nghị|Điều\s+1|[IVX]{1,4}[.)]\s|[A-D1][.)]\s|PHẦN\s|CHƯƠNG\s"
    r"|Kính\s+gửi|Nơi\s+nhận|NƠI\s+NHẬN|[-–+•]\s)"
)
_DECIDER = re.compile(
    r"\W*(?:CHỦ\s+TỊCH|[UỦ][ỶY]\s+BAN|UBND|BỘ\s+TRƯỞNG|GIÁM\s+ĐỐC|HỘI\s+ĐỒNG|THỦ\s+TƯỚNG|CHÍNH\s+PHỦ)"
    r"(?!\w)"
)
_PREAMBLE = re.compile(
    r"\W*(?:Triển\s+khai|Thực\s+hiện|Để\s|Nhằm\s|Trên\s+cơ\s+sở|Theo\s|Tiếp\s+tục|Ngày\s)"
    r"|.*(?<!\w)(?:ban\s+hành|xây\s+dựng)\s+(?:Kế\s+hoạch|Chương\s+trình|Đề\s+án)",
    re.DOTALL,
)
_ORDERS = re.compile(
    rf"(?<!\w)(?:ban\s+hành|xây\s+dựng|phê\s+duyệt)\s+(?P<title>{KIND_PATTERN}\s+.+?)\s*"
    r"(?:\(\s*sau\s+đây|,?\s*(?:với|gồm)\s+(?:các\s+|những\s+|một\s+số\s+)?nội\s+dung|,?\s*như\s+sau"
    r"|[,;]?\s*cụ\s+thể|[:;]|\.(?:\s|/|$)|$)",
    re.DOTALL,
)
_BODY = re.compile(
    r"(?:UBND|[UuỦủ][ỷỶyY]\s+ban\s+nhân\s+dân|Bộ|Sở|Ban|Cục)\s[^;.]{0,90}$", re.IGNORECASE
)
_SITE_TITLE = re.compile(
    rf"\W*(?P<kind>{KIND_PATTERN})\s+(?:số\s*:?\s*)?{NUMBER.pattern}(?:\s+năm\s+\d{{4}})?,?\s+\w",
    re.IGNORECASE,
)
# A flattened line that runs from the title into the legal bases.
_RUN_ON = re.compile(
    r"\s(?=Căn\s+cứ\s|\((?:Ban\s+hành\s+)?[Kk]èm\s+theo|[IV]+\.\s|Điều\s+1\.|Xét\s+đề\s+nghị|CHỦ\s+TỊCH\s"
    r"|BỘ\s+TRƯỞNG\s|Thực\s+hiện\s+(?:Nghị|Quyết|Kế|Chỉ|Kết|Chương|Thông|Công)|Triển\s+khai\s+thực\s+hiện\s)"
)
_LONGEST_TITLE = 600
_SHORT = 16  # characters that cannot be a whole title
_SPACED_KINDS = {kind.upper().replace(" ", ""): kind.upper() for kind in KINDS}
_ABOUT = re.compile(r"^V/v:?\s+", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\s*[(\[]\d{1,2}[)\]]$")
_RULED = re.compile(r"^[\W_]*$")


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """A kind line and the lines under it, as written; ``attached`` when the plan goes with a
    decision ("Ban hành kèm theo Quyết định số …").
    """

    kind: str
    text: str
    attached: bool


def opens_title(text: str) -> bool:
    """Say whether a line in capitals names a kind of document, alone or with its title."""
    text = _unspaced(text)
    match = _KIND_LINE.match(text) or _KIND_FIRST.match(text)
    return match is not None and match.group("kind").isupper()


def title_block(paragraphs: Sequence[Sequence[Passage]]) -> TitleBlock | None:
    """Return the first title block in ``paragraphs`` (lists of lines)."""
    for index, paragraph in enumerate(paragraphs):
        for at, line in enumerate(paragraph):
            kind = _kind_of_line(line.text)
            if kind is None:
                continue
            following = [list(paragraph[at:]), *(list(p) for p in paragraphs[index + 1 :][:12])]
            text, attached = _title_lines(following)
            return TitleBlock(kind, text, attached)
    return None


def attached_block(text: str, leaves: Iterable[Passage]) -> TitleBlock | None:
    """Return the title block of a plan that is attached to a decision, wherever it stands."""
    listed = list(leaves)
    for index, leaf in enumerate(listed):
        if not opens_title(leaf.text):
            continue
        block = title_block([list(lines(text, p)) for p in listed[index : index + 10]])
        if block and block.attached and block.kind not in ("Quyết định", "Nghị quyết"):
            return block
    return None


def _kind_of_line(text: str) -> str | None:
    text = _unspaced(text)
    match = _KIND_LINE.match(text)
    if match and (match.group("kind").isupper() or match.group("kind")[:1].isupper()):
        return canonical_kind(match.group("kind"))
    match = _KIND_FIRST.match(text)
    if match and match.group("kind").isupper():
        return canonical_kind(match.group("kind"))
    return None


def _unspaced(text: str) -> str:
    """Return "K Ế H O Ạ C H" as "KẾ HOẠCH", other text unchanged."""
    letters = text.split()
    if len(letters) < 4 or any(len(letter) > 1 for letter in letters):
        return text
    return _SPACED_KINDS.get("".join(letters).upper(), text)


def _title_lines(paragraphs: Sequence[Sequence[Passage]]) -> tuple[str, bool]:
    """Return the title under (or behind) the kind that opens ``paragraphs``, and whether a line
    "(… kèm theo …)" follows it.
    """
    first = _unspaced(paragraphs[0][0].text)
    behind = _KIND_FIRST.match(first)
    title: list[str] = []
    if behind and not _KIND_LINE.match(first):
        rest = _RUN_ON.split(first[behind.end() :], maxsplit=1)
        title.append(rest[0])
        if len(rest) > 1:
            return _join(title), bool(_ATTACHED.match(rest[1]) or "kèm theo" in rest[1][:40])
    todo = [list(paragraphs[0][1:]), *(list(p) for p in paragraphs[1:])]
    for paragraph in todo:
        whole = " ".join(line.text for line in paragraph)
        for line in paragraph:
            if _ends_title(line.text, whole, title):
                return _join(title), bool(_ATTACHED.match(line.text))
            title.append(line.text)
    return _join(title), False


def _ends_title(line: str, whole: str, title: Sequence[str]) -> bool:
    """Say whether ``line`` of the paragraph ``whole`` no longer belongs to the title so far."""
    if _RULED.match(line):
        return bool(title)
    if _STOPS.match(line) or (_DECIDER.match(line) and is_capitals(line)):
        return True
    if sum(map(len, title)) + len(line) > _LONGEST_TITLE:
        return True
    if not title:
        return _is_preamble(whole) and not is_capitals(line)
    if len(title) == 1 and len(title[0]) < _SHORT:
        return _is_preamble(whole)  # "KẾ HOẠCH HÀNH ĐỘNG" over a title in small letters
    if is_capitals(title[0]) != is_capitals(line):
        # A title starts in capitals and ends with a number code, or its line is all digits.
        return any(c.isalpha() for c in line)
    if is_capitals(line):
        return False
    if whole.startswith(title[0]):
        return False  # still the paragraph in which the title started
    return not line[:1].islower() and (_is_preamble(whole) or len(line) > 90 or line[-1] in ".;:")


def _is_preamble(whole: str) -> bool:
    return len(whole) > _LONGEST_TITLE or (
        bool(_PREAMBLE.match(whole)) and (whole.rstrip()[-1:] in ";:." or len(whole) > 350)
    )


def _join(title: Sequence[str]) -> str:
    joined = " ".join(" ".join(title).split()).strip(" -–_*|.:;")
    return _FOOTNOTE.sub("", _ABOUT.sub("Về việc ", joined))


def full_title(block: TitleBlock, body: BodyCase, names: Iterable[str]) -> str | None:
    """Return "Kế hoạch …" in sentence case; None if the block has no words under its kind."""
    if not block.text:
        return None
    text = block.text
    if is_capitals(text):
        return f"{block.kind} {body.recover(text, names)}"
    text = recover_capitals(text, body, names)
    words = text.split(" ", 2)
    named = len(words) > 1 and words[0][:1].isupper() and words[1][:1].isupper()
    # "Thực hiện …" is small inside a sentence, "Việt Nam …" is not.
    return f"{block.kind} {text if named else lower_first_word(text)}"


def site_title(texts: Iterable[str]) -> str | None:
    """Return the title that a site sets above a document ("Kế hoạch 249/KH-UBND năm 2025 …")."""
    for text in texts:
        match = _SITE_TITLE.match(text)
        if match and len(text) < _LONGEST_TITLE:
            kind = canonical_kind(match.group("kind")) or match.group("kind")
            return kind + text[match.end("kind") :].rstrip(" .|")
    return None


def preamble_title(texts: Iterable[str]) -> str | None:
    """Return what the preamble says is being issued ("UBND tỉnh ban hành Kế hoạch …")."""
    for text in texts:
        for match in reversed(list(_ORDERS.finditer(text))):
            before = text[max(0, match.start() - 110) : match.start()]
            title = match.group("title").strip(" ,")
            if _BODY.search(before) and 12 < len(title) < _LONGEST_TITLE:
                return title[:1].upper() + title[1:]
    return None
