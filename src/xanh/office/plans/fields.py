"""Fields (lĩnh vực) of tasks: declared data, suggested from the title, corrected by people."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xanh.vietnamese import fold


@dataclass(frozen=True, slots=True)
class Field:
    """One field of work; a title that holds more of its keywords, or longer ones, belongs to it."""

    code: str
    vi: str
    en: str
    keywords: tuple[str, ...]


def _field(code: str, vi: str, en: str, keywords: str) -> Field:
    return Field(code, vi, en, tuple(fold(word) for word in keywords.split("|") if word))


FIELDS: tuple[Field, ...] = (
    _field(
        "air", "Không khí", "Air",
        "môi trường không khí|chất lượng không khí|không khí|khí thải|bụi|tiếng ồn|khói",
    ),
    _field(
        "water", "Nước và nước thải", "Water and waste water",
        "tài nguyên nước|nước thải|nước sạch|nước mặt|nước dưới đất|cấp nước|thoát nước|thủy lợi"
        "|lưu vực sông|dòng sông|đoạn sông|hồ ao|ao hồ|kênh mương|nguồn nước|bổ cập nước|chống ngập"
        "|sử dụng nước|sông hồ|xả thải|môi trường nước|sông",
    ),
    _field(
        "waste", "Chất thải", "Waste",
        "chất thải rắn|chất thải nguy hại|chất thải nhựa|rác thải|chất thải|bãi chôn lấp|nhựa"
        "|túi nilong|túi ni lông|phế liệu|tái chế|phân loại rác|rác|dioxin|bom mìn|hóa chất"
        "|thuốc bảo vệ thực vật",
    ),
    _field(
        "ghg", "Phát thải khí nhà kính", "Greenhouse gases",
        "khí nhà kính|phát thải ròng|các-bon|carbon|tín chỉ|khí mê-tan|giảm phát thải|net zero",
    ),
    _field(
        "climate", "Thích ứng khí hậu, thiên tai", "Climate adaptation and disasters",
        "biến đổi khí hậu|thích ứng|thiên tai|khí tượng|thủy văn|kịch bản|lũ|bão|hạn hán|ngập lụt"
        "|xâm nhập mặn|sạt lở|cảnh báo sớm",
    ),
    _field(
        "land", "Đất đai", "Land",
        "đất đai|tài nguyên đất|sử dụng đất|đất chưa sử dụng|đất bãi bồi|môi trường đất|giá đất"
        "|địa chính|cây trồng|ô nhiễm đất|thoái hóa đất",
    ),
    _field(
        "minerals", "Địa chất, khoáng sản", "Geology and minerals",
        "khoáng sản|địa chất|đất hiếm|không gian ngầm|khai thác mỏ",
    ),
    _field(
        "nature", "Rừng, đa dạng sinh học", "Forests and biodiversity",
        "đa dạng sinh học|hệ sinh thái|đất ngập nước|rừng|cây xanh|bảo tồn|lâm nghiệp|loài"
        "|động vật hoang dã|khu bảo tồn",
    ),
    _field(
        "marine", "Biển và hải đảo", "Sea and islands",
        "biển và hải đảo|môi trường biển|hải đảo|biển sâu|vùng biển|biển",
    ),
    _field(
        "energy", "Năng lượng, giao thông, xây dựng", "Energy, transport and construction",
        "năng lượng|điện mặt trời|điện gió|giao thông|phương tiện|xe buýt|xe điện|vật liệu xây dựng"
        "|vật liệu xanh|tòa nhà|công trình xanh|taxi|đô thị thông minh",
    ),
    _field(
        "communication", "Truyền thông, giáo dục", "Communication and education",
        "truyền thông|tuyên truyền|giáo dục|nâng cao nhận thức|đào tạo|tập huấn|bồi dưỡng"
        "|phổ biến pháp luật|thế hệ trẻ|hội thảo",
    ),
    _field(
        "institutions", "Thể chế, chính sách, nguồn lực", "Institutions, policy and resources",
        "luật|nghị quyết|nghị định|cơ chế|chính sách|chiến lược|quy hoạch|quy chế|hội nhập"
        "|hợp tác quốc tế|cơ sở dữ liệu|chuyển đổi số|an ninh phi truyền thống|thanh tra|kiểm tra"
        "|nguồn lực|kinh phí|tiêu chuẩn|quy chuẩn|chức năng, nhiệm vụ|văn bản quy phạm",
    ),
    _field("other", "Khác", "Other", ""),
)  # fmt: skip
BY_CODE = {field.code: field for field in FIELDS}
# Making a law about water is about water; spreading the word about it is communication.
_GENERAL = {"institutions": 0.45, "climate": 0.8}
_FIRST = {"communication": 60}
_LEAD = {
    field.code: re.compile(r"\b(" + "|".join(map(re.escape, field.keywords)) + r")\b")
    for field in FIELDS
    if field.keywords
}


def field_of(title: str) -> str:
    """Return the code of the field that a task's title speaks of; "other" when none fits."""
    text = fold(title)
    best, most = "other", 0.0
    for code, pattern in _LEAD.items():
        found = {match.group(): match.start() for match in reversed(list(pattern.finditer(text)))}
        score = sum(map(len, found)) * _GENERAL.get(code, 1.0)
        if found and min(found.values()) < _FIRST.get(code, 0):
            score += 100
        if score > most:
            best, most = code, score
    return best


def field_name(code: str, language: str) -> str:
    """Return the name of a field in ``vi`` or ``en``, "" for a code that is none."""
    field = BY_CODE.get(code)
    if field is None:
        return ""
    return field.vi if language == "vi" else field.en
