"""Who owes something, and to whom, as the sentences of a plan say it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xanh.documents.organisations import looks_like_organisations, split_organisations

# The first verb of a sentence ends its subject. Lookbehinds keep verbs that are parts of names:
# "Sở Xây dựng", "các tổ chức chính trị - xã hội", "Cục Thống kê", "Ban Chỉ đạo".
_VERBS = (
    r"(?:có|chịu) trách nhiệm|có nhiệm vụ|chủ trì|phối hợp|chủ động|tổng hợp|báo cáo|gửi|định kỳ"
    r"|(?<!sở )(?<!bộ )xây dựng|(?<!cục )thống kê|(?<!ban )kiểm tra|(?<!ban )chỉ đạo"
    r"|(?<!các )(?<!ban )(?<!, )tổ chức(?!,| ,| chính| xã| có| đảng| đoàn| liên| khác)"
    r"|(?<!phòng )đăng ký|thực hiện|triển khai|rà soát|lập|tham mưu|trình|nghiêm túc|khẩn trương"
    r"|kịp thời|theo dõi|đôn đốc|đánh giá|cập nhật|căn cứ|giúp|phải|là cơ quan|là đầu mối"
    r"|(?:hằng|hàng) (?:năm|quý|tháng)|trước ngày|trước \d|chậm nhất|được giao|được phân công"
    r"|sơ kết|tổng kết|công bố|đề xuất|kiểm kê|hoàn thành|hướng dẫn|quán triệt|tiếp tục|tăng cường"
    r"|vào ngày|cung cấp|giám sát|vận động|tuyên truyền|bố trí|ban hành|trong phạm vi|nộp|công khai"
)
_VERB = re.compile(rf"(?<!\w)(?:{_VERBS})(?!\w)", re.IGNORECASE)
_ASKED = re.compile(
    r"(?<!\w)(?:yêu\s+cầu|đề\s+nghị|giao|phân\s+công)\s+(?!.{0,12}kỹ\s+thuật)", re.I
)
_ADVERBIAL = re.compile(
    r"^(?:(?:định\s+kỳ|trước|chậm|muộn|vào|đến|hằng|hàng|mỗi|trong|trên\s+cơ\s+sở|căn\s+cứ|theo|từ|ngày"
    r"|sau|khi|để|đồng\s+thời|ngoài|riêng|cụ\s+thể|6|06|đối\s+với|năm)(?!\w)[^,:]*[,:]\s*)+",
    re.IGNORECASE,
)
_HEAD = (
    r"(?:(?:các|Các)\s+)?(?:Ủy\s+ban|Uỷ\s+ban|UBND|HĐND|Hội\s+đồng|Sở|Bộ|Chủ\s+tịch|Thủ\s+tướng"
    r"|Chính\s+phủ|Ban|Văn\s+phòng|Thành\s+ủy|Tỉnh\s+ủy|Thường\s+trực|Chi\s+cục|Cục|Tổng\s+cục"
    r"|Công\s+an|Phòng|Trung\s+tâm|Viện|Quỹ|Tổ|Cơ\s+quan|cơ\s+quan|cấp\s+có\s+thẩm\s+quyền|Lãnh\s+đạo)"
)
_TO = re.compile(
    r"(?<!\w)(?:(?:gửi|báo\s+cáo|trình|nộp|cung\s+cấp)(?:\s+(?:về|cho|tới|đến|lên|kết\s+quả\s+về))?"
    rf"|về|cho|tới|đến)\s+(?P<to>(?-i:{_HEAD})(?!\w).*)",
    re.IGNORECASE,
)
_TO_END = re.compile(
    r"[.;:]|\s+(?:để|trước|theo|nhằm|định\s+kỳ|hằng|hàng|kết\s+quả|tình\s+hình|việc|tiến\s+độ|về"
    r"|danh\s+mục|nội\s+dung|những|dự\s+toán|kế\s+hoạch|phương\s+án|đề\s+án|đề\s+xuất|điều\s+chỉnh|xem\s+xét|tổng\s+hợp|phục\s+vụ|chậm|muộn|vào|khi|phê\s+duyệt"
    r"|ban\s+hành|quyết\s+định|công\s+bố|cập\s+nhật|theo\s+dõi|báo\s+cáo|trong)(?!\w)"
    r"|,\s*(?=(?!các|và)[a-zà-ỹđ])|\s*\((?!\s*qua)",
)
_SURE = 0.75


def recipient(text: str) -> str | None:
    """Return to whom a sentence sends what is owed, as written, with "(qua …)" if it says so."""
    for match in _recipients(text):
        rest = match["to"]
        end = _TO_END.search(rest)
        name = rest[: end.start()] if end else rest
        name = name.strip(" ,")
        if looks_like_organisations(re.sub(r"\(.*", "", name)) > 0:
            return name
    return None


def _recipients(text: str) -> Iterator[re.Match[str]]:
    """Yield every place where a recipient may begin; each match runs to the end of the text."""
    match = _TO.search(text)
    while match:
        yield match
        match = _TO.search(text, match.start("to"))


def owers(sentence: str) -> tuple[str, ...]:
    """Return the organisations that are the subject of a sentence; none if it names none."""
    asked = _ASKED.search(sentence)
    if asked and not _VERB.search(_ADVERBIAL.sub("", sentence[: asked.start()])):
        names = _subject(sentence[asked.end() :])
        if names:
            return names
    return _subject(_ADVERBIAL.sub("", sentence)) or _subject(sentence)


def _subject(text: str) -> tuple[str, ...]:
    verb = _VERB.search(text)
    subject = (text[: verb.start()] if verb else "").strip(" ,:")
    return _organisations(subject)


def owers_above(titles: Sequence[str]) -> tuple[str, ...]:
    """Return the organisations that the nearest heading names ("1. Sở Tài chính")."""
    for title in reversed(titles):
        names = _organisations(re.sub(r"\([^()]*\)", "", title).strip(" .:"))
        if names:
            return names
    return ()


def _organisations(text: str) -> tuple[str, ...]:
    for prefix in ("Giao ", "Đề nghị ", "Yêu cầu ", "Trách nhiệm của ", "Đối với "):
        if text.casefold().startswith(prefix.casefold()):
            text = text[len(prefix) :]
    if not text or looks_like_organisations(text) < _SURE:
        return ()
    return split_organisations(text).names
