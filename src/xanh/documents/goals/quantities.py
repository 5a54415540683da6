"""Numbers with their units and comparators, as Vietnamese plans write them.

``find_amounts`` returns what may be a quantity: it has already left out dates, numbers of
documents, articles and standards, sums of money, durations and frequencies. Whether an amount is
a target is for :mod:`xanh.documents.goals.targets` to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from xanh.documents.goals.units import PERCENT, PHYSICAL, read_unit

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_AMOUNT = re.compile(
    r"(?<![\w/°²³])(?<!\d[.,:])(?<![^\W\d_][.:-])(?P<quote>[“”\"'‘’]\s*)?"
    rf"(?P<low>{_NUMBER})(?:\s*(?P<mark>%)?\s*(?:-|–|—|÷|~|đến|tới)\s*"
    rf"(?!(?:19|20)\d\d(?!\d|[.,]\d))(?P<high>{_NUMBER}))?"
    r"(?(quote)\s*[“”\"'‘’])(?![\d°]|[./:,-]\d)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_AFTER_NAME = re.compile(
    r"(?:\b(?:điều|khoản|điểm|mục|phụ lục|chương|biểu|bảng|mẫu|phần|khóa|khoá"
    r"|(?<!mỗi )(?<!hằng )(?<!hàng )(?:tháng|quý|ngày)"
    r"|quốc lộ|tỉnh lộ|đường|vành đai|cấp độ|mức độ|mức|loại|giai đoạn|khu vực|phiên bản|thế hệ"
    r"|hạng|lần thứ|thứ|thế kỷ|euro|qcvn|tcvn|qcđp|tccs|iso|iec|sdg|chỉ thị|nghị quyết"
    r"|quyết định|kết luận|kế hoạch|thông báo|nghị định|thông tư|chương trình|hotline"
    r"|điện thoại)|(?<!tổng )\bsố|[a-zđ]{2,}-)\s*:?\s*$",
    re.IGNORECASE,
)
_CODE = re.compile(r"\s?[-/][\w-]*[A-ZĐ]{2}")


_COMPARATORS: tuple[tuple[str, str], ...] = (
    (
        ">=",
        r"tối thiểu|ít nhất|không dưới|không (?:thấp|ít|nhỏ) hơn|đạt (?:và|hoặc) vượt"
        r"|bằng hoặc (?:cao|lớn) hơn|≥|>=",
    ),
    (
        "<=",
        r"không (?:vượt )?quá|không vượt|tối đa|không (?:cao|lớn|nhiều) hơn|không trên"
        r"|nhiều nhất|≤|<=",
    ),
    ("<=", r"xuống(?: còn)?|chỉ còn|còn"),
    (">", r"cao hơn|lớn hơn|nhiều hơn|trên|hơn|vượt|>"),
    ("<", r"thấp hơn|nhỏ hơn|ít hơn|dưới|<"),
)
_STRENGTH = ("strong", "strong", "", "weak", "weak")  # as above; xuống, còn name a level
_DOWN = "c2"
_COMPARATOR = re.compile(
    "(?:"
    + "|".join(f"(?P<c{i}>{words})" for i, (_, words) in enumerate(_COMPARATORS))
    + r"|(?P<level>đạt(?: được)?|chiếm|(?<!đồng )bằng|là|ở mức|lên(?: đến| tới)?|:)"
    + r"|(?P<filler>khoảng|xấp xỉ|gần|mức|từ|đến|tới|được|cơ bản đạt))\s*$",
    re.IGNORECASE,
)
_OR_MORE = re.compile(r"\s*trở (lên|xuống)", re.IGNORECASE)
_RANK = re.compile(
    r"(?:\btop|(?:thuộc|trong|vào|nằm trong|giữ)(?: vững)? (?:nhóm|tốp)|\btốp|(?:xếp|đứng)"
    r"(?: hạng)?(?: thứ| ở vị trí(?: thứ)?)?|vị trí thứ)\s+(?P<value>\d{1,2})(?!\d|[.,/]\d|\s*%)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a text.

    ``start`` is where the words of comparison before it begin, ``number`` where its digits begin,
    ``end`` where its unit ends; for a count the noun begins at ``noun``, else ``noun == end``.
    ``kind`` is percent, physical, power, concentration, count, rank, times or zero. ``level`` is
    true when a word such as "đạt", "là", "lên", "xuống" stands before the number. ``cue`` is
    "strong" after words that set a bound ("tối thiểu", "không quá"), "weak" after words that may
    as well describe ("trên", "dưới"), else empty. ``high`` is the upper end of a range.
    """

    start: int
    number: int
    noun: int
    end: int
    value: float
    high: float | None
    unit: str | None
    kind: str
    comparator: str
    cue: str
    level: bool
    doubtful: bool = False


def parse_number(text: str) -> float:
    """Return the value of a Vietnamese numeral: ``3.000`` is 3000, ``1,5`` is 1.5, ``02`` is 2.

    A single dot that is not followed by exactly three digits is read as a decimal point.
    """
    whole, comma, fraction = text.partition(",")
    if comma and fraction == "000" and "." not in whole:
        return float(whole + fraction)
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", whole):
        whole = whole.replace(".", "")
    return float(f"{whole}.{fraction}" if comma and "." not in whole else whole)


def find_amounts(text: str) -> list[Amount]:
    """Return the quantities of ``text`` from left to right."""
    ranks = {match.start("value"): match for match in _RANK.finditer(text)}
    amounts: list[Amount] = []
    for match in _AMOUNT.finditer(text):
        if match.start("low") in ranks:
            amounts.append(_rank(ranks[match.start("low")]))
            continue
        amount = _amount(text, match)
        if amount is not None:
            amounts.append(amount)
    return amounts


def _rank(match: re.Match[str]) -> Amount:
    value = float(match.group("value"))
    return Amount(
        match.start(),
        match.start("value"),
        match.end(),
        match.end(),
        value,
        None,
        "thứ hạng",
        "rank",
        "<=",
        cue="strong",
        level=True,
    )


def _amount(text: str, match: re.Match[str]) -> Amount | None:
    low, high = match.group("low"), match.group("high")
    if _is_name(text, match):
        return None
    words = _comparison(text, match.start())
    kind, noun, end = read_unit(text, match.end(), words.start)
    if kind == "bare" and parse_number(low) == 0 and (words.level or match.group("quote")):
        kind = "zero"
    elif kind in ("bare", "none") or match.group("quote"):
        return None
    if kind != "percent" and match.group("mark"):
        return None
    value, top = parse_number(low), parse_number(high) if high else None
    if top is not None and top <= value:
        return None
    unit = " ".join(text[match.end() : end].split()) or None
    comparator = words.comparator
    more = _OR_MORE.match(text, end)
    if more:
        comparator, end = (">=" if more.group(1).casefold() == "lên" else "<="), more.end()
    return Amount(
        words.start,
        match.start(),
        noun,
        end,
        value,
        top,
        unit,
        kind,
        comparator or "=",
        cue=words.cue,
        level=words.level,
        doubtful=bool(re.fullmatch(r"\d{1,3},\d{3}", low)),
    )


def _is_name(text: str, match: re.Match[str]) -> bool:
    """Say whether the digits belong to a name, a date, a year or a code."""
    low, high = match.group("low"), match.group("high")
    before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() :]
    if _AFTER_NAME.search(before) and not PERCENT.match(after):
        return True
    if high and _YEAR.fullmatch(high) and not PHYSICAL.match(after):
        return True
    if _YEAR.fullmatch(low) and not (PHYSICAL.match(after) or PERCENT.match(after)):
        return True
    return bool(_CODE.match(after)) or len(low) > 15


@dataclass(frozen=True, slots=True)
class _Comparison:
    comparator: str | None
    cue: str
    level: bool
    start: int


def _comparison(text: str, number: int) -> _Comparison:
    """Read the words of comparison that end at ``number``; the nearest one decides."""
    comparator: str | None = None
    cue, level, at = "", False, number
    while True:
        window = max(0, at - 40)
        match = _COMPARATOR.search(text[window:at])
        begin = window + match.start() if match else 0
        if match is None or (begin and text[begin - 1].isalnum() and text[begin].isalpha()):
            return _Comparison(comparator, cue, level, at)
        group = match.lastgroup or "filler"
        if group == "level":
            level = True
        elif group != "filler" and comparator is None:
            comparator, strength = _COMPARATORS[int(group[1:])][0], _STRENGTH[int(group[1:])]
            cue, level = strength, level or not strength
        elif group == _DOWN:
            level = True
        at = begin
