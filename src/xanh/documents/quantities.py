"""Numbers with their units and comparators, as Vietnamese plans write them.

``find_amounts`` returns what may be a quantity: it has already left out dates, numbers of
documents, articles and standards, sums of money, durations and frequencies. Whether an amount is
a target is for :mod:`xanh.documents.targets` to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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

_SCALE = r"(?:(?:nghìn|ngàn|vạn|triệu|tỷ|tỉ)\s+)*"
_PER = r"(?:\s*/\s*[^\W\d_]+\d?(?:\s+đêm)?)*"
_PERCENT = re.compile(r"\s*(?:%|phần trăm\b)(?:\s*/\s*năm\b|\s*(?:GRDP|GDP)\b)?", re.IGNORECASE)
_MONEY = re.compile(
    rf"\s*{_SCALE}(?:tỷ|tỉ|triệu|nghìn)?\s*"
    r"(?:đồng\b(?!\s+bộ|\s+hồ)|đ\b|vnđ|vnd|usd|đô la|eur\b|\$|€)",
    re.IGNORECASE,
)
_NO_QUANTITY = re.compile(
    r"\s*(?:năm|tháng|ngày|giờ|phút|giây|tuần|quý|tuổi|kỳ|buổi|khóa|khoá|sao|cấp|độ|o?C\b|chiều"
    r"|thành phần|làn|tầng|bước|bên|chữ số|vòng|gbps|mbps|gb/s|gigabit|megabit|mhz|ghz|kv|dba?|mm"
    r"|cm|m|px|inch|hệ số)(?!\w)",
    re.IGNORECASE,
)
_CONCENTRATION = re.compile(
    r"\s*(?:(?:mg|µg|μg|ug|g|mpn)\s*/\s*(?:l|lít|n?m3|n?m³|100\s?ml)|ntu|ppm|ppb)(?!\w)",
    re.IGNORECASE,
)
_POWER = re.compile(
    r"\s*(?:nghìn|triệu)?\s*(?:(?:[mgk]wp?|mva|kva|hp)\b"
    r"|(?:m3|m³|tấn|lít)\s*/\s*(?:ngày|giờ|h\b|s\b)(?:[\s.-]*đêm)?)",
    re.IGNORECASE,
)
_PHYSICAL = re.compile(
    rf"\s*{_SCALE}(?:tấn\s+CO2?\s*(?:tđ|tương đương|e)?|tCO2(?:tđ|e)?|tấn|ha\b|hecta|héc[\s-]?ta"
    rf"|km2|km²|km\b|m2|m²|m3|m³|kg\b|lít\b|[kmg]wh\b|k?toe\b|mtoe\b){_PER}",
    re.IGNORECASE,
)
# Nouns of counting that are longer, or shorter, than the two syllables of most Vietnamese nouns.
_LONG_NOUNS = re.compile(
    r"(?:khu|cụm) công nghiệp|khu kinh tế|khu đô thị|khu dân cư|khu xử lý|hợp tác xã|tổ hợp tác"
    r"|hộ gia đình|trạm quan trắc|trạm bơm|trạm sạc|trạm xử lý|xe buýt(?: điện)?|xe ô tô|cây xanh"
    r"|điểm du lịch|điểm tập kết|lượt người|vùng nuôi|vùng trồng|làng nghề|xe điện|tuyến phố"
    r"|bãi chôn lấp|bãi rác|lò đốt|hồ chứa|trường học|cơ quan|đơn vị",
    re.IGNORECASE,
)
_SHORT_NOUNS = re.compile(
    r"(?:xã|phường|huyện|tỉnh|thôn|bản|ấp|trạm|điểm|tuyến|cây|hộ|người|lượt|lớp|cuộc|bộ|khu|cụm"
    r"|bãi|hồ|sông|ao|chợ|trường|xe|giếng|vụ|đoạn|cầu|bến|cảng|chiếc|suất|đợt|lao động|con"
    r"|HTX|DN)(?!\w)",
    re.IGNORECASE,
)
_NO_NOUN = re.compile(
    r"(?:và|là|của|trong|ngoài|để|theo|với|so|tại|thì|cho|đến|tới|vào|trở|nhưng|hoặc|hay|các|những"
    r"|này|được|có|đối|như|từ|khi|nếu|mà|do|bởi|trên|dưới|phấn|đồng thời|gồm|bao)(?!\w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w-]*")
_SPACES_AND_SCALE = re.compile(rf"\s+{_SCALE}", re.IGNORECASE)
_TIMES = re.compile(r"lần\b", re.IGNORECASE)
_PER_YEAR = re.compile(r"\s*/\s*(?:năm|xã|phường|huyện|tháng|ngày|người)(?!\w)", re.IGNORECASE)

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
    + r"|(?P<level>đạt(?: được)?|chiếm|bằng|là|ở mức|lên(?: đến| tới)?|:)"
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
    kind, noun, end = _unit(text, match.end(), words.start)
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
    if _AFTER_NAME.search(before) and not _PERCENT.match(after):
        return True
    if high and _YEAR.fullmatch(high) and not _PHYSICAL.match(after):
        return True
    if _YEAR.fullmatch(low) and not (_PHYSICAL.match(after) or _PERCENT.match(after)):
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


_UNITS = (
    (_MONEY, "none"),
    (_CONCENTRATION, "concentration"),
    (_POWER, "power"),
    (_PHYSICAL, "physical"),
    (_NO_QUANTITY, "none"),
)


def _unit(text: str, end: int, start: int) -> tuple[str, int, int]:
    """Return the kind of the unit after ``end``, where its noun begins and where it ends.

    The kind is "bare" where no unit follows and "none" where what follows makes no quantity.
    """
    match = _PERCENT.match(text, end)
    if match:
        return "percent", match.end(), match.end()
    for pattern, kind in _UNITS:
        match = pattern.match(text, end)
        if match:
            return kind, match.end(), match.end()
    return _count(text, end, start)


def _count(text: str, end: int, start: int) -> tuple[str, int, int]:
    spaces = _SPACES_AND_SCALE.match(text, end)
    noun = spaces.end() if spaces else end
    if _TIMES.match(text, noun):
        times = text[:start].rstrip().endswith("gấp")
        return "times" if times else "none", noun + 3, noun + 3
    if noun == end or _NO_NOUN.match(text, noun) or not _WORD.match(text, noun):
        return "bare", end, end
    match = _LONG_NOUNS.match(text, noun) or _SHORT_NOUNS.match(text, noun)
    stop = match.end() if match else _two_words(text, noun)
    per = _PER_YEAR.match(text, stop)
    return "count", end, per.end() if per else stop


def _two_words(text: str, noun: int) -> int:
    first = _WORD.match(text, noun)
    stop = first.end() if first else noun
    second = _WORD.match(text, stop + 1) if text[stop : stop + 1] == " " else None
    if second is None or _NO_NOUN.match(text, stop + 1):
        return stop
    return second.end()
