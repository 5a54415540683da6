"""The person who signed: the name under the lines of office in the signature block."""

from __future__ import annotations

import re
from collections.abc import Sequence

_OFFICE = re.compile(
    r"(?<!\w)(?:(?:(?:TM|KT|TL|TUQ|Q|T/M|K/T)\s?\.\s*)?"
    r"(?:PHÓ\s+)?(?:CHỦ\s+TỊCH|BỘ\s+TRƯỞNG|THỨ\s+TRƯỞNG|GIÁM\s+ĐỐC|THỦ\s+TƯỚNG|CHÁNH\s+VĂN\s+PHÒNG"
    r"|CỤC\s+TRƯỞNG|VỤ\s+TRƯỞNG|TRƯỞNG\s+(?:BAN|PHÒNG)|BÍ\s+THƯ(?:\s+THƯỜNG\s+TRỰC)?|TỔNG\s+BÍ\s+THƯ"
    r"|VIỆN\s+TRƯỞNG|CHÁNH\s+THANH\s+TRA|HIỆU\s+TRƯỞNG|CHỈ\s+HUY\s+TRƯỞNG|TỔNG\s+CỤC\s+TRƯỞNG"
    r"|TỔNG\s+GIÁM\s+ĐỐC|CHI\s+CỤC\s+TRƯỞNG|CHỦ\s+NHIỆM|CHÍNH\s+ỦY)(?:\s+THƯỜNG\s+TRỰC)?)(?!\w)"
)
_SIGN_OF_OFFICE = re.compile(r"(?<!\w)(?:TM|KT|TL|TUQ)\s?\.\s*(?=\w)")
_SIGNED = re.compile(
    r"^\W*(?:\(?\s*đã\s+ký\s*\)?|\(?ký\s+tên\)?|\[?signed\]?|\(?ký,\s*đóng\s+dấu\)?)\W*",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"^(?:(?:GS|PGS|TS|ThS|BS|KS|CN|NGND|NGƯT|Đại\s+tá|Thượng\s+tá|Trung\s+tá|Thiếu\s+tướng"
    r"|Trung\s+tướng|Thượng\s+tướng|Đại\s+tướng|Ông|Bà)(?:[.\s]+|$))+"
)
_WORD = r"[^\W\d_][^\W\d_'’]*"
_NAME = re.compile(rf"{_WORD}(?:\s+{_WORD}){{1,5}}$")
# Common family names: needed only where a name ends a line of something else.
_FAMILIES = re.compile(
    r"(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trương|Tống"
    r"|Đào|Đoàn|Lương|Mai|Trịnh|Cao|Lưu|Hà|Tạ|Tô|Thái|Châu|Quách|Lâm|Phùng|Vương|Đàm|Kiều|La|Lại"
    r"|Chu|Ma|Nông|Lò|Giàng|Sùng|Vàng|Quàng|Lường|Cầm|Thạch|Sơn|Danh|Kim|Điểu|Triệu|Thào|Vi|Hầu|Lầu"
    r"|Nghiêm|Tăng|Uông|Khuất|Khổng|Doãn|Giang|Thân|Văn|Bạch|Cù|Phí|Âu|Đồng|Lữ|Hứa|Tiêu|Mạc|Đậu"
    r"|Ninh|Từ|Viên|Y)$",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    r"(?<!\w)(?:[uủ][ỷy] ban|hội đồng|nhân dân|sở|bộ|chủ tịch|phó|trưởng|^phòng|văn phòng|giám đốc"
    r"|nơi nhận|kế hoạch|phụ lục|quyết định|đảng bộ|công an|độc lập|tự do|cộng hòa|thường trực"
    r"|thủ tướng|chính phủ|thành phố|tỉnh|phường|xã|điều khoản|việt nam|cục|tổng cục)(?!\w)",
    re.IGNORECASE,
)
_LINES_AHEAD = 24


def person_name(text: str) -> str | None:
    """Return ``text`` as a person's name without rank or degree; None if it is no such name.

    A name in capitals is given its usual case.
    """
    bare = _RANK.sub("", _SIGNED.sub("", text).strip(" .,;:|*_-/\"'“”()"))
    if not _NAME.match(bare) or len(bare) > 45 or _NO_PERSON.search(bare):
        return None
    if not all(word[0].isupper() for word in bare.split()):
        return None
    if bare.isupper():
        bare = " ".join(w[:1] + w[1:].lower() for w in bare.split())
    return bare


def find_signer(lines: Sequence[str]) -> str | None:
    """Return the name under the first signature block in ``lines`` (the lines of a document in
    reading order); None if no block or no name stands there.
    """
    for index, line in enumerate(lines):
        if not _is_office_line(line):
            continue
        name = _name_below(lines, index)
        if name:
            return name
    return None


def _is_office_line(line: str) -> bool:
    """Say whether a line holds an office in capitals, alone or at its end (two columns)."""
    match = _OFFICE.search(line) or _SIGN_OF_OFFICE.search(line)
    if not match:
        return False
    tail = line[match.start() :]
    letters = [c for c in tail if c.isalpha()]
    # A deciding line "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH" above the legal bases has no name below it.
    return sum(c.isupper() for c in letters) >= 0.4 * len(letters)


def _name_below(lines: Sequence[str], index: int) -> str | None:
    """Return the name after the last office of the block that starts at ``index``."""
    ahead = lines[index : index + _LINES_AHEAD]
    for offset, line in enumerate(ahead):
        offices = list(_OFFICE.finditer(line))
        rest = line[offices[-1].end() :] if offices else line
        if offices and not rest.strip(" .*|"):
            continue
        if not offset and not offices:
            continue
        if _ends_block(line, offset):
            return None
        name = person_name(rest) or _name_at_end(rest)
        if name and _has_family(name, strict=not offices and _looks_like_text(line)):
            return name
    return None


def _ends_block(line: str, offset: int) -> bool:
    return offset > 0 and bool(
        re.match(
            r"\W*(?:Căn cứ|Theo đề nghị|Xét|Điều\s+\d|QUYẾT ĐỊNH|PHỤ LỤC|[IVX]+\.\s|KẾ HOẠCH"
            r"|DANH MỤC)",
            line,
        )
    )


def _looks_like_text(line: str) -> bool:
    return line.lstrip()[:1] in "-–+•" or len(line) > 60


def _has_family(name: str, *, strict: bool) -> bool:
    """Say whether the first word is a family name; asked only where the line is not the name."""
    return not strict or bool(_FAMILIES.match(name.split()[0]))


def _name_at_end(line: str) -> str | None:
    """Return a name that ends a line of something else ("- Lưu: VT, ĐT. Nguyễn Văn A")."""
    match = re.search(rf"(?<!\w){_WORD}(?:\s+{_WORD}){{1,4}}\W*$", line)
    if not match or match.start() == 0:
        return None
    words = match.group().strip(" .*|").split()
    for start in range(len(words) - 1):
        if _FAMILIES.match(words[start]):
            return person_name(" ".join(words[start:]))
    return None
