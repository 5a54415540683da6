"""Numbers of official documents: "249/KH-UBND", "57-NQ/TW", "80/2025/NĐ-CP", "72/2020/QH14".

State bodies write number, slash, (year, slash,) code of the kind, hyphen, code of the issuer;
bodies of the Party write number, hyphen, code of the kind, slash, code of the issuer; laws write
number, year and the National Assembly's term. Documents add stray spaces, other dashes and
capitals: ``normalise_number`` gives the one spelling.
"""

from __future__ import annotations

import re

KIND_BY_CODE = {
    "BC": "Báo cáo",
    "CĐ": "Công điện",
    "CT": "Chỉ thị",
    "CTHĐ": "Chương trình hành động",
    "CTPH": "Chương trình phối hợp",
    "CTr": "Chương trình",
    "CV": "Công văn",
    "ĐA": "Đề án",
    "GP": "Giấy phép",
    "HD": "Hướng dẫn",
    "KH": "Kế hoạch",
    "KHPH": "Kế hoạch phối hợp",
    "KL": "Kết luận",
    "NĐ": "Nghị định",
    "NQ": "Nghị quyết",
    "NQLT": "Nghị quyết liên tịch",
    "PA": "Phương án",
    "QC": "Quy chế",
    "QĐ": "Quyết định",
    "TB": "Thông báo",
    "TT": "Thông tư",
    "TTLT": "Thông tư liên tịch",
    "TTr": "Tờ trình",
    "VBHN": "Văn bản hợp nhất",
}
# Kinds that no code of the table names, or that share one ("131-QĐ/TW" may be a Quy định).
_OTHER_KINDS = (
    "Bộ luật",
    "Luật",
    "Pháp lệnh",
    "Lệnh",
    "Quy định",
    "Quy hoạch",
    "Chiến lược",
    "Giấy mời",
    "Văn bản",
    "Thông tri",
)
KINDS = tuple(sorted({*KIND_BY_CODE.values(), *_OTHER_KINDS}, key=lambda k: (-len(k), k)))
KIND_PATTERN = "(?:" + "|".join(re.escape(k).replace(r"\ ", r"\s+") for k in KINDS) + ")"

_CANONICAL_KIND = {kind.casefold(): kind for kind in KINDS}
_CANONICAL_CODE = {code.casefold(): code for code in (*KIND_BY_CODE, "TTg", "QyĐ")}

_DASHES = "-‐‑‒–—−"
_CODE = r"[A-Za-zĐđÐ]{1,12}\d{0,3}"
CODES_PATTERN = rf"{_CODE}(?:\s?[{_DASHES}]\s?{_CODE})?(?:[{_DASHES}/&.]{_CODE})*(?![{_DASHES}]?\w)"
PARTY_CODES_PATTERN = rf"{_CODE}\s?/\s?{_CODE}(?:[{_DASHES}]{_CODE})*(?![{_DASHES}/]?\w)"
_DIGITS = r"\d{1,5}[a-zđ]?"

NUMBER = re.compile(
    rf"(?<![\w/.,])(?<!\d:)(?<!\d[{_DASHES}])"
    rf"(?P<digits>{_DIGITS})"
    rf"(?:\s?/\s?(?:(?P<year>(?:19|20)\d\d)\s?/\s?)?(?P<state>{CODES_PATTERN})"
    rf"|\s?[{_DASHES}]\s?(?P<party>{PARTY_CODES_PATTERN}))"
)
_SPLIT_CODES = re.compile(rf"\s*([{_DASHES}/&.])\s*")


def canonical_kind(words: str) -> str | None:
    """Return the kind of document in its usual spelling, None if ``words`` is no kind.

    A "Chương trình hành động" is a "Chương trình"; the longer name stays where the code says so.
    """
    return _CANONICAL_KIND.get(" ".join(words.split()).casefold())


def kind_of(number: str) -> str | None:
    """Return the kind that the code of a normalised number names, None for laws and letters."""
    match = re.match(r"\d+[a-zđ]?(?:/\d{4}/|/|-)([^-/]+)", number)
    return KIND_BY_CODE.get(match.group(1)) if match else None


def codes_of(number: str) -> str:
    """Return the codes of a normalised number without digits and year ("KH-UBND", "NQ/TW")."""
    return re.sub(r"^\d+[a-zđ]?(?:/\d{4}/|/|-)", "", number)


def spell(match: re.Match[str]) -> str:
    """Return the one spelling of a number that ``NUMBER`` found."""
    digits = match.group("digits").lower()
    if match.group("party"):
        return f"{digits}-{spell_codes(match.group('party'))}"
    year = f"{match.group('year')}/" if match.group("year") else ""
    return f"{digits}/{year}{spell_codes(match.group('state'))}"


def spell_codes(codes: str) -> str:
    """Return ``codes`` ("QĐ- UBND") without spaces, with hyphens and in usual capitals."""
    parts = _SPLIT_CODES.split(codes.strip().replace("Ð", "Đ"))
    return "".join(_spell_part(part, first=not index) for index, part in enumerate(parts))


def _spell_part(part: str, *, first: bool) -> str:
    if part in _DASHES:
        return "-"
    # Only the first code names a kind: "CTR" further on is somebody's department.
    known = _CANONICAL_CODE.get(part.casefold())
    if known and (first or known == "TTg"):
        return known
    # "ubnd" and "Ubnd" are slips; "BKHĐTh" or "Vx3" may be meant.
    return part.upper() if part.islower() or (len(part) > 2 and part.istitle()) else part


def has_kind_code(match: re.Match[str]) -> bool:
    """Say whether the number's first code names a kind of document."""
    codes = match.group("party") or match.group("state")
    first = re.split(rf"\s*[{_DASHES}/&.]\s*", codes.replace("Ð", "Đ"), maxsplit=1)[0]
    return first.casefold() in _CANONICAL_CODE


def normalise_number(text: str) -> str | None:
    """Return the first document number in ``text`` in its one spelling, None if there is none.

    ``normalise_number("Số : 249 / KH – UBND") == "249/KH-UBND"``. Idempotent.
    """
    match = NUMBER.search(" ".join(text.split()))
    return spell(match) if match else None
