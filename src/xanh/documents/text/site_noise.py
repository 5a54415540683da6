"""What a legal web site sets around a document: metadata, notices, related documents.

None of it belongs to the document, but the metadata table may be the only place where the date
or the signer stands, so it is read (``read_metadata``) as well as recognised (``is_site_noise``,
``noise_flags``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from xanh.documents.front.document_numbers import KIND_PATTERN, NUMBER
from xanh.documents.passages import Passage
from xanh.documents.text.leaves import lines

# Label as sites write it -> field of the header ("" is a label that tells nothing we keep).
_LABELS = {
    "số hiệu": "number",
    "số hiệu văn bản": "number",
    "số ký hiệu": "number",
    "số/ký hiệu": "number",
    "số, ký hiệu": "number",
    "số văn bản": "number",
    "ký hiệu": "number",
    "ngày ban hành": "issued",
    "ngày văn bản": "issued",
    "ngày ký": "issued",
    "ngày có hiệu lực": "effective",
    "ngày hiệu lực": "effective",
    "ngày áp dụng": "effective",
    "hiệu lực từ ngày": "effective",
    "có hiệu lực từ ngày": "effective",
    "loại văn bản": "kind",
    "hình thức văn bản": "kind",
    "thể loại": "kind",
    "cơ quan ban hành": "issuer",
    "đơn vị ban hành": "issuer",
    "nơi ban hành": "issuer",
    "cơ quan ban hành/chức danh/người ký": "",
    "người ký": "signer",
    "người ký duyệt": "signer",
    "trích yếu": "title",
    "trích yếu nội dung": "title",
    "tên văn bản": "title",
    "tiêu đề": "title",
}
_MUTE_LABELS = (
    "chức danh",
    "chức vụ",
    "chức danh người ký",
    "lĩnh vực",
    "lĩnh vực, ngành",
    "ngành",
    "phạm vi",
    "tình trạng",
    "tình trạng hiệu lực",
    "hiệu lực",
    "trạng thái",
    "ngày công báo",
    "số công báo",
    "ngày đăng công báo",
    "nguồn thu thập",
    "ngày hết hiệu lực",
    "ngày đăng",
    "ngày cập nhật",
    "ngày đăng tải",
    "lượt xem",
    "lượt tải",
    "số trang",
    "người đăng",
    "thông tin áp dụng",
    "tệp đính kèm",
    "file đính kèm",
    "văn bản đính kèm",
    "tài liệu đính kèm",
)
LABELS = {**_LABELS, **dict.fromkeys(_MUTE_LABELS, "")}
_LABEL = re.compile(
    r"^\W*(?P<label>"
    + "|".join(re.escape(label) for label in sorted(LABELS, key=len, reverse=True))
    + r")\s*(?:[:|]\s*(?P<value>.*?)\W*|)$",
    re.IGNORECASE,
)
# Whole lines; anchored, so that a clause about copyright or log-in stays a clause.
_NOTICES = re.compile(
    r"""^\W*(?:
    (?:©|\(c\)\s|copyright\b).*
    |(?:bản\s+quyền|giữ\s+bản\s+quyền)(?:\s+(?:©|thuộc|của|bởi|năm|\d{4})\b.*)?
    |ghi\s+rõ\s+nguồn.*
    |(?:trang\s+chủ|home)\s*(?:[>»/|›:-].*)?
    |(?:bạn|quý\s+khách|quý\s+vị|người\s+dùng)\s+(?:\w+\s+){0,4}(?:đăng\s+nhập|đăng\s+ký)\b.*
    |(?:vui\s+lòng|xin\s+(?:vui\s+lòng|mời)|hãy|mời\s+bạn)\s+(?:đăng\s+nhập|đăng\s+ký)\b.*
    |đăng\s+(?:nhập|ký|xuất)(?:\s*(?:[|/,·-]|hoặc|tài\s+khoản|thành\s+viên|để|tại\s+đây).*)?
    |(?:tải\s+(?:về|xuống|văn\s+bản|file|ứng\s+dụng)|download)\b.{0,80}
    |(?:in|lưu|gửi|chia\s+sẻ|theo\s+dõi|so\s+sánh|bình\s+luận|phản\s+hồi|góp\s+ý)\s+
        (?:trang\s+này|văn\s+bản(?:\s+này)?|bài\s+viết|qua\s+email|facebook|zalo)\b.{0,60}
    |(?:thuộc\s+tính|toàn\s+văn|lược\s+đồ|bản\s+gốc|bản\s+pdf|nội\s+dung\s+văn\s+bản
        |văn\s+bản\s+gốc|tiếng\s+anh|bản\s+dịch|mục\s+lục|tóm\s+tắt|chỉ\s+dẫn|english
        |tra\s+cứu(?:\s+văn\s+bản|\s+nhanh)?|xem\s+thêm|thu\s+gọn|lên\s+đầu\s+trang|quảng\s+cáo
        |hỏi\s+đáp\s+pháp\s+luật|chia\s+sẻ|facebook|zalo|twitter|menu|tìm\s+kiếm)
        (?:\s+(?:văn\s+bản|liên\s+quan))?(?:\s*[|·/›>-]\s*.{0,80})?
    |(?:hotline|tổng\s+đài|fax|website)\s*:.{0,80}
    |(?:còn|hết|chưa\s+có|chưa\s+xác\s+định)\s+hiệu\s+lực
    |(?:đã\s+biết|đang\s+cập\s+nhật|không\s+xác\s+định)
    |(?:văn\s+bản\s+này\s+(?:được\s+đăng|chỉ\s+mang\s+tính\s+tham\s+khảo)).*
    |(?:https?://|www\.)\S+
    )\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_RELATED = re.compile(
    r"""^\W*(?:(?:các\s+|danh\s+sách\s+|những\s+)?
    (?:văn\s+bản|tài\s+liệu|tin|bài\s+viết|thông\s+tin|chủ\s+đề)\s+
    (?:(?:có\s+)?liên\s+quan|cùng(?:\s+\w+){1,4}|mới(?:\s+nhất|\s+ban\s+hành|\s+cập\s+nhật)?
    |nổi\s+bật|khác|xem\s+nhiều|(?:được|bị)(?:\s+\w+,?){1,6}|căn\s+cứ|dẫn\s+chiếu|hiện\s+thời
    |hướng\s+dẫn|thay\s+thế|hết\s+hiệu\s+lực|sửa\s+đổi(?:,?\s+bổ\s+sung)?|đã\s+xem)
    |có\s+thể\s+bạn\s+quan\s+tâm|xem\s+thêm|đọc\s+thêm|cùng\s+chuyên\s+mục)
    \s*(?:\(\d+\)|\[\d+\])?\s*(?::\s*(?P<value>.*))?$""",
    re.IGNORECASE | re.VERBOSE,
)
_ENTRY = re.compile(
    rf"^\W*(?:\d{{1,2}}[.)]\s*)?(?:{KIND_PATTERN}|Số\b|Ngày\b|\d{{1,2}}/\d{{1,2}}/\d{{4}})",
    re.IGNORECASE,
)
_LONGEST_ENTRY = 300  # characters; a related document is a title, not a clause


def label_of(text: str) -> tuple[str, str] | None:
    """Return (field, value) when ``text`` is a metadata label, with or without its value.

    The field is "" for labels that tell nothing about the header.
    """
    match = _LABEL.match(text) if len(text) <= _LONGEST_ENTRY else None
    if not match:
        return None
    return LABELS[match.group("label").lower()], (match.group("value") or "").strip(" |:")


def is_site_noise(passage: Passage) -> bool:
    """Say whether a line, seen alone, belongs to the site and not to the document."""
    text = passage.text
    if len(text) > _LONGEST_ENTRY:
        return False
    if "rights reserved" in text.lower():
        return True
    return bool(_NOTICES.match(text)) or bool(_RELATED.match(text)) or label_of(text) is not None


def noise_flags(passages: Sequence[Passage]) -> list[bool]:
    """Say of each passage, in the order of the document, whether it belongs to the site.

    Beyond ``is_site_noise`` this knows context: the titles under "Văn bản liên quan" are noise,
    and so is the value that follows a metadata label.
    """
    flags: list[bool] = []
    in_list = after_label = False
    for passage in passages:
        text = passage.text
        label = label_of(text)
        alone = is_site_noise(passage)
        listed = in_list and len(text) <= _LONGEST_ENTRY and _is_entry(text)
        flags.append(alone or listed or (after_label and len(text) <= _LONGEST_ENTRY))
        opens = len(text) <= _LONGEST_ENTRY and bool(_RELATED.match(text))
        in_list = opens or (in_list and (listed or alone or not text))
        after_label = label is not None and not label[1]
    return flags


def without_noise(text: str, passages: Iterable[Passage]) -> list[Passage]:
    """Return ``passages`` without what belongs to the site; ``text`` is the document's text.

    A passage in which some lines are noise is cut into its lines first: sites set a notice and a
    list of related documents without a blank line between them.
    """
    pieces: list[Passage] = []
    for passage in passages:
        parts = list(lines(text, passage))
        mixed = len(parts) > 1 and any(is_site_noise(part) for part in parts)
        pieces += parts if mixed else [passage]
    flags = noise_flags(pieces)
    return [piece for piece, noise in zip(pieces, flags, strict=True) if not noise]


def _is_entry(text: str) -> bool:
    return bool(_ENTRY.match(text)) and (
        bool(NUMBER.search(text)) or bool(re.match(r"^\W*(?:Ngày\b|\d)", text))
    )


def read_metadata(texts: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Return field -> (value, index of the line it was read from) of the metadata in ``texts``.

    Takes "label: value", "label | value |" and a label followed by its value. The first value of
    a field counts: later ones belong to related documents. Fewer than two labels are no metadata.
    """
    found: dict[str, tuple[str, int]] = {}
    labels = 0
    waiting: str | None = None
    for index, text in enumerate(texts):
        label = label_of(text)
        if label is None:
            if waiting and text:
                found.setdefault(waiting, (text.strip(" |"), index))
            waiting = None
            continue
        labels += 1
        name, value = label
        if name and value:
            found.setdefault(name, (value, index))
        waiting = name if not value else None
    return found if labels > 1 else {}
