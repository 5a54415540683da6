"""Units and counted nouns behind a number, as Vietnamese plans write them."""

from __future__ import annotations

import re

_SCALE = r"(?:(?:nghìn|ngàn|vạn|triệu|tỷ|tỉ)\s+)*"
_PER = r"(?:\s*/\s*[^\W\d_]+\d?(?:\s+đêm)?)*"
PERCENT = re.compile(r"\s*(?:%|phần trăm\b)(?:\s*/\s*năm\b|\s*(?:GRDP|GDP)\b)?", re.IGNORECASE)
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
PHYSICAL = re.compile(
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
_UNITS = (
    (_MONEY, "none"),
    (_CONCENTRATION, "concentration"),
    (_POWER, "power"),
    (PHYSICAL, "physical"),
    (_NO_QUANTITY, "none"),
)


def read_unit(text: str, end: int, start: int) -> tuple[str, int, int]:
    """Return the kind of the unit after ``end``, where its noun begins and where it ends.

    The kind is "bare" where no unit follows and "none" where what follows makes no quantity.
    """
    match = PERCENT.match(text, end)
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
