"""Who issued a document, in the normal form of the name.

"UBND TỈNH LAI CHÂU", "ỦY BAN NHÂN DÂN / THÀNH PHỐ HÀ NỘI" and "Thành phố Hà Nội" of a site's
metadata become "Ủy ban nhân dân tỉnh Lai Châu", "Ủy ban nhân dân thành phố Hà Nội".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from xanh.documents.front.casing import LEVEL_PATTERN, BodyCase, title_case

COMMITTEE = "Ủy ban nhân dân"
_COMMITTEE = re.compile(
    r"(?<!\w)(?:UBND|[UỦ][ỶY]\s+BAN\s+NHÂN\s+DÂN|U\.B\.N\.D)(?!\w)\.?", re.IGNORECASE
)
_COUNCIL = re.compile(r"(?<!\w)HĐND(?!\w)", re.IGNORECASE)
_HEADS = (
    r"UBND|[UỦ][ỶY]\s+BAN|HĐND|HỘI\s+ĐỒNG|BỘ|SỞ|CỤC|TỔNG\s+CỤC|CHI\s+CỤC|VĂN\s+PHÒNG|PHÒNG|BAN|VỤ"
    r"|CHÍNH\s+PHỦ|THỦ\s+TƯỚNG|QUỐC\s+HỘI|CHỦ\s+TỊCH\s+NƯỚC|THÀNH\s+[UỦ][ỶY]|TỈNH\s+[UỦ][ỶY]"
    r"|ĐẢNG\s+[UỦ][ỶY]|QUẬN\s+[UỦ][ỶY]|HUYỆN\s+[UỦ][ỶY]|ĐẢNG\s+BỘ|CÔNG\s+AN|THANH\s+TRA|NGÂN\s+HÀNG"
    r"|TÒA\s+ÁN|VIỆN|TRUNG\s+TÂM|TỔNG\s+CÔNG\s+TY|TẬP\s+ĐOÀN|ĐẠI\s+HỌC|TRƯỜNG|LIÊN\s+ĐOÀN|HỘI"
    r"|MẶT\s+TRẬN|BẢO\s+HIỂM|KHO\s+BẠC|LIÊN\s+MINH|ĐOÀN"
)
_STARTS = re.compile(rf"(?:{_HEADS})(?!\w)", re.IGNORECASE)
# Inside one flattened line only these surely begin a second body.
_INNER = re.compile(
    r"(?<=\w)\s+(?=(?:SỞ|UBND|[UỦ][ỶY]\s+BAN\s+NHÂN\s+DÂN|CHI\s+CỤC|TỔNG\s+CỤC|BAN\s+QUẢN\s+LÝ)\s)"
)
_FIELDS = re.compile(r"^(?:sở|bộ|phòng)\s+(?!chỉ\s+huy|tư\s+lệnh)", re.IGNORECASE)
_NAMED_BY_PLACE = re.compile(
    r"^(thành ủy|tỉnh ủy|đảng ủy|quận ủy|huyện ủy|đảng bộ|công an)\s+(.+)$", re.IGNORECASE
)
_LEVEL = re.compile(rf"^{LEVEL_PATTERN}(?!\w)", re.IGNORECASE)
_LEVEL_INSIDE = re.compile(rf"(?<!\w){LEVEL_PATTERN}(?!\w)\s*", re.IGNORECASE)
_LEVEL_WORDS = re.compile(r"(?<!\w)(?:tỉnh|thành|phố|phường|xã|đặc|khu)(?!\w)", re.IGNORECASE)
_OFFICE_OF = re.compile(
    r"^(?:Chủ\s+tịch|Bộ\s+trưởng|Giám\s+đốc)\s+(?=UBND|[UỦ][ỶY]\s+ban|Bộ\s|Sở\s|Hội\s+đồng)",
    re.IGNORECASE,
)
_WHOLE = {
    "chính phủ": "Chính phủ",
    "thủ tướng chính phủ": "Thủ tướng Chính phủ",
    "quốc hội": "Quốc hội",
    "ủy ban thường vụ quốc hội": "Ủy ban Thường vụ Quốc hội",
    "văn phòng chính phủ": "Văn phòng Chính phủ",
    "văn phòng quốc hội": "Văn phòng Quốc hội",
    "sở công thương": "Sở Công Thương",
    "bộ công thương": "Bộ Công Thương",
    "ban chấp hành trung ương": "Ban Chấp hành Trung ương",
    "bộ chính trị": "Bộ Chính trị",
}


def starts_organisation(text: str) -> bool:
    """Say whether a line of a letterhead begins the name of a body."""
    return bool(_STARTS.match(text))


def issuer_from_lines(lines: Sequence[str], body: BodyCase) -> str | None:
    """Return the issuer that the lines of a letterhead name: the last body among them.

    A letterhead gives the parent first ("UBND TỈNH X / SỞ Y"); a line that begins no body goes on
    with the line before it.
    """
    bodies: list[list[str]] = []
    for line in (part for text in lines for part in _INNER.split(text)):
        if _STARTS.match(line) and not (bodies and _goes_on(bodies[-1][-1])):
            bodies.append([line])
        elif bodies:
            bodies[-1].append(line)
    if not bodies:
        return None
    names = [normal_name(" ".join(b), body) for b in bodies]
    own = names[-1]
    if own == COMMITTEE and len(names) > 1 and names[-2].startswith(COMMITTEE):
        own = names[-2]
    return own


def _goes_on(line: str) -> bool:
    """Say whether a line cannot end a name ("SỞ NÔNG NGHIỆP VÀ", "THÀNH PHỐ")."""
    return bool(
        re.search(rf"(?:\s(?:VÀ|CÁC|CỦA)|[,-]|(?:^|\s){LEVEL_PATTERN})$", line, re.IGNORECASE)
    )


def names_whole_body(name: str) -> bool:
    """Say whether a normal name tells which body it is ("Ủy ban nhân dân tỉnh" does not)."""
    committee = re.match(r"(?:Ủy ban|Hội đồng) nhân dân\s*", name)
    if committee:
        return len(name[committee.end() :].split()) > len(_LEVEL_WORDS.findall(name))
    return starts_organisation(name) and len(name) < 120


def normal_name(text: str, body: BodyCase) -> str:
    """Return the name of a body in its normal form; ``text`` may be in capitals or shortened."""
    words = " ".join(_COUNCIL.sub("Hội đồng nhân dân", _COMMITTEE.sub(COMMITTEE, text)).split())
    words = _OFFICE_OF.sub("", words.strip(" -–*_|.,;:"))
    lower = re.sub(r"(?<!\w)uỷ(?!\w)", "ủy", words.lower())
    if lower in _WHOLE:
        return _WHOLE[lower]
    by_place = _NAMED_BY_PLACE.match(lower)
    if by_place:
        name = by_place.group(2)
        head = by_place.group(1)[:1].upper() + by_place.group(1)[1:]
        return f"{head} {place_words(name) if _LEVEL.match(name) else title_case(name)}"
    level = _LEVEL_INSIDE.search(lower)
    committee = re.match(r"(?:ủy ban|hội đồng) nhân dân", lower)
    if committee:
        return (
            committee.group()[:1].upper()
            + committee.group()[1:]
            + (" " + place_words(lower[committee.end() :].strip()))
        ).strip()
    known = lower if level is None else lower[: level.start()].strip()
    rest = "" if level is None else " " + place_words(lower[level.start() :])
    return (_field_case(known, body) + rest).strip()


def place_words(lower: str) -> str:
    """Return "thành phố hà nội" as "thành phố Hà Nội": the level small, the name in capitals."""
    text = re.sub(r"(?<!\w)tp\.?\s*(?=\w)", "thành phố ", lower, flags=re.IGNORECASE)
    level = _LEVEL.match(text)
    if not level:
        return title_case(text)
    name = text[level.end() :].strip()
    inner = _LEVEL_INSIDE.search(name)
    if inner and inner.start():
        return f"{_small(level.group())} {title_case(name[: inner.start()].strip(' ,'))}, " + (
            place_words(name[inner.start() :])
        )
    return f"{_small(level.group())} {title_case(name)}".strip()


def _small(level: str) -> str:
    return " ".join(level.lower().split())


def _field_case(lower: str, body: BodyCase) -> str:
    """Return "sở văn hóa và thể thao" as "Sở Văn hóa và Thể thao"."""
    recovered = body.recover(lower.upper())
    recovered = recovered[:1].upper() + recovered[1:]
    if sum(c.isupper() for c in recovered) > 1:
        return recovered
    parts = lower.split(" ")
    capital = 1 if parts[0] != "tổng" and parts[0] != "chi" and parts[0] != "văn" else 2
    fields = bool(_FIELDS.match(lower))
    for index, word in enumerate(parts):
        opens = (
            fields
            and index > 1
            and (parts[index - 1] in ("và", "-", "–") or parts[index - 1].endswith(","))
        )
        if index in (0, capital) or opens:
            parts[index] = word[:1].upper() + word[1:]
    return " ".join(parts)


def issuer_from_metadata(value: str, number: str | None, body: BodyCase) -> str | None:
    """Return the issuer of a site's metadata; a bare place is that place's people's committee
    when the number says so ("Thành phố Hà Nội" with 249/KH-UBND).
    """
    value = value.split(";")[0].strip()
    if not value:
        return None
    if _LEVEL.match(value):
        head = ""
        if number and "HĐND" in number:
            head = "Hội đồng nhân dân "
        elif number is None or "UBND" in number:
            head = f"{COMMITTEE} "
        name = place_words(value.lower())
        return head + name if head else name[:1].upper() + name[1:]
    return normal_name(value, body)


def with_place(issuer: str, place: str | None, texts: Iterable[str]) -> str:
    """Complete a bare "Ủy ban nhân dân" by the place of the date line, where the text says what
    the place is ("thành phố Hà Nội"); otherwise return ``issuer`` unchanged.
    """
    if issuer != COMMITTEE or not place:
        return issuer
    pattern = re.compile(rf"(?<!\w)({LEVEL_PATTERN})\s+{re.escape(place)}(?!\w)", re.IGNORECASE)
    levels = Counter(_small(m.group(1)) for text in texts for m in pattern.finditer(text))
    for odd in ("thủ đô", "tp", "tp."):
        if levels.pop(odd, 0) and odd != "thủ đô":
            levels["thành phố"] += 1
    if not levels:
        return issuer
    return f"{issuer} {levels.most_common(1)[0][0]} {place}"
