"""The words with which Vietnamese plans set goals, and how to take them off a phrase."""

from __future__ import annotations

import re

_PLACE = r"(?:trên\s+địa\s+bàn(?:\s+toàn)?|toàn)\s+(?:tỉnh|thành\s+phố)"
_PER_YEAR = r"(?:bình\s+quân\s+|trung\s+bình\s+)?(?:hằng|hàng|mỗi|một)\s+năm"
# Words that say that something is a goal, not what it is about.
_CUES = (
    r"phấn\s+đấu(?:\s+để)?|bảo\s+đảm|đảm\s+bảo|(?:cụ\s+thể\s+)?(?:mục|chỉ)\s+tiêu|hoàn\s+thành"
    r"|đạt(?:\s+được|\s+mức|\s+tỷ\s+lệ)?|trong\s+đó|đồng\s+thời|và|cụ\s+thể|riêng|ước|có|còn"
    r"|(?<!triệt\s)để|nhằm|với|hướng\s+(?:tới|đến)|tiếp\s+tục|cố\s+gắng|lần\s+lượt|tương\s+ứng"
    rf"|{_PER_YEAR}|bình\s+quân|ngoài\s+ra|bên\s+cạnh\s+đó|{_PLACE}|góp\s+phần"
    r"|cơ\s+bản\s+đạt|hiện\s+nay|duy\s+trì|giữ\s+vững|giữ"
)
_OPENING = r"tập\s+trung"
_CLOSING = r"là|thì|(?<!đồng\s)bằng|chiếm|ổn\s+định|ở|mức|gấp"
# Verbs that bring things about and add nothing to what is counted.
_MAKING = (
    r"hình\s+thành|xây\s+dựng(?:\s+mới)?|thành\s+lập|phát\s+triển|triển\s+khai|đầu\s+tư|(?<!tái\s)(?<!đào\s)(?<!cải\s)tạo(?:\s+ra)?"
    r"|thực\s+hiện|tổ\s+chức|đưa\s+vào\s+(?:vận\s+hành|hoạt\s+động|sử\s+dụng)|lắp\s+đặt|thiết\s+lập"
)
# Verbs that count as orders too, and say something about what is counted.
_DOING = (
    r"trồng|đào\s+tạo|bồi\s+dưỡng|tập\s+huấn|thu\s+hút|hỗ\s+trợ|phục\s+hồi|khôi\s+phục|cải\s+tạo"
    r"|khoanh\s+nuôi(?:[\s,]+\S+){0,4}|bảo\s+vệ|giảm|cắt\s+giảm|tăng|tiết\s+kiệm|thu\s+gom|xử\s+lý"
    r"|tái\s+chế|tái\s+sử\s+dụng|vận\s+chuyển|di\s+dời|nâng\s+cấp|mở\s+rộng|số\s+hóa|số\s+hoá|kết\s+nối|nhân\s+rộng|bổ\s+sung"
    r"|vận\s+hành|chuyển\s+đổi|đóng\s+cửa|công\s+nhận|cấp|thí\s+điểm|quan\s+trắc|giải\s+quyết"
    r"|nạo\s+vét|kiên\s+cố\s+(?:hóa|hoá)|cứng\s+(?:hóa|hoá)|ngầm\s+(?:hóa|hoá)|hạ\s+ngầm|xóa|thả|phủ"
    r"|chỉnh\s+trang|tu\s+bổ|phân\s+loại|giao|phát\s+sóng|bố\s+trí|thay\s+thế|duy\s+trì|sản\s+xuất|hấp\s+thụ|loại\s+bỏ|trồng\s+và\s+chăm\s+sóc"
    r"|cung\s+cấp|hoàn\s+thiện|tạo\s+việc\s+làm\s+cho|nâng|đưa"
)
_BETWEEN = r"(?:\s+(?:mới|được|thêm|lại|tập\s+trung|phân\s+tán))?"
_LEFT = re.compile(rf"^(?:[\s,;:.–—-]|(?:{_CUES}|{_OPENING})(?!\w))+", re.IGNORECASE)
_RIGHT = re.compile(rf"(?:[\s,;:.–—-]|(?<!\w)(?:{_CUES}|{_CLOSING})(?!\w))+$", re.IGNORECASE)
_LOOSE_END = re.compile(
    r"(?:[\s,;:.–—-]|(?<!\w)(?:và|đồng\s+thời|trong\s+đó|phấn\s+đấu|cố\s+gắng|riêng|hoặc|còn"
    r"|cụ\s+thể|cũng\s+như|hằng\s+năm|hàng\s+năm|mỗi\s+năm|vào|đến|trong)(?!\w))+$",
    re.IGNORECASE,
)
_ENDS_IN_MAKING = re.compile(rf"(?<!\w)(?:{_MAKING}){_BETWEEN}\s*$", re.IGNORECASE)
_ORDERS = re.compile(rf"(?:(?<!\w)(?:{_DOING}){_BETWEEN}(?!\w)[\s,]*(?:và\s+)?)+$", re.IGNORECASE)
_ENDS_IN_VERB = re.compile(rf"(?<!\w)(?:{_MAKING}|{_DOING}|có|đạt){_BETWEEN}\s*$", re.IGNORECASE)
_ONLY_VERBS = re.compile(
    rf"^(?:(?:{_MAKING}|{_DOING}){_BETWEEN}(?!\w)[\s,]*(?:và\s+)?)+$", re.IGNORECASE
)
_STRIVES = re.compile(r"(?<!\w)(?:phấn\s+đấu|cố\s+gắng)(?!\w)", re.IGNORECASE)
_PROMISES = re.compile(
    r"(?<!\w)(?:phấn\s+đấu|bảo\s+đảm|đảm\s+bảo|đạt|mục\s+tiêu|chỉ\s+tiêu|duy\s+trì|đưa|nâng"
    r"|hướng\s+(?:tới|đến))(?!\w)",
    re.IGNORECASE,
)
_ENDS_IN_PROMISE = re.compile(
    r"(?<!\w)(?:phấn\s+đấu|bảo\s+đảm|đảm\s+bảo|có|mục\s+tiêu|trong\s+đó)[\s,:]*$",
    re.IGNORECASE,
)
_YEARLY = re.compile(rf"(?<!\w){_PER_YEAR}(?!\w)", re.IGNORECASE)
_CHANGE = re.compile(
    r"^(?:(?:kéo\s+)?giảm(?:\s+thiểu|\s+dần)?|tăng(?:\s+dần)?|nâng(?:\s+cao|\s+dần)?|đưa|hạ"
    r"|duy\s+trì|giữ)(?!\w)\s*",
    re.IGNORECASE,
)
_DELTA = re.compile(
    r"(?<!\w)(?:giảm(?:\s+phát\s+thải)?|tăng(?:\s+trưởng)?|tiết\s+kiệm|cắt\s+giảm)\s*$",
    re.IGNORECASE,
)
_MEASURE = re.compile(
    r"(?:^|(?<=[,:]\s)|(?<!\w)(?:giảm|tăng|nâng|nâng\s+cao|đưa|duy\s+trì|hạ|về"
    r"|trong\s+đó|bảo\s+đảm|đảm\s+bảo|phấn\s+đấu|kiểm\s+soát|cải\s+thiện|mục\s+tiêu|chỉ\s+tiêu|giữ|thiểu|dần|đạt(?=\s+(?:mức\s+)?phát\s))\s+)"
    r"(?P<noun>(?:t[ỷỉ]\s+(?:lệ|trọng|suất)|diện\s+tích|sản\s+lượng|công\s+suất|cường\s+độ"
    r"|quy\s+mô|tốc\s+độ|mật\s+độ|chỉ\s+số|độ\s+che\s+phủ|che\s+phủ|mức|tổng|lượng|số\s+lượng"
    r"|số\s+(?!hóa|hoá|liệu)|khối\s+lượng|hệ\s+số|năng\s+suất|tiêu\s+hao|nồng\s+độ|hàm\s+lượng"
    r"|phát\s+thải|thất\s+thoát|điểm\s+số|giá\s+trị|bình\s+quân\s+diện\s+tích|trữ\s+lượng)(?!\w))",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[\s,]+(?:góp\s+phần|nhằm|qua\s+đó|từ\s+đó|tạo\s+(?:điều\s+kiện|nền\s+tảng|động\s+lực)"
    r"|làm\s+(?:cơ\s+sở|nền\s+tảng|hình\s+mẫu)|từng\s+bước|hướng\s+(?:tới|đến)|tiến\s+tới)\b.*$",
    re.IGNORECASE,
)


def strip_cues(phrase: str) -> str:
    """Take words of goal-setting off both ends: "phấn đấu có" is nothing, "rừng đạt" is "rừng"."""
    return _RIGHT.sub("", _LEFT.sub("", phrase))


def strip_end(phrase: str) -> str:
    """Take conjunctions and punctuation off the end."""
    return _LOOSE_END.sub("", phrase)


def orders(phrase: str) -> str:
    """Return the verbs at the end of the words before a number that say something about what is
    counted: "đào tạo, bồi dưỡng" but nothing for "hình thành"; the whole phrase if it does not
    end in such a verb.
    """
    if _ENDS_IN_MAKING.search(phrase):
        return ""
    match = _ORDERS.search(phrase)
    return match.group().strip(" ,") if match else phrase


def is_order(phrase: str) -> bool:
    """Say whether the words before a number are nothing but verbs of doing ("trồng mới")."""
    stripped = strip_cues(phrase)
    return not stripped or bool(_ONLY_VERBS.match(stripped))


def ends_in_verb(phrase: str) -> bool:
    """Say whether the words before a number end in a verb that takes it as its object."""
    return bool(_ENDS_IN_VERB.search(phrase))


def strives(phrase: str) -> bool:
    """Say whether "phấn đấu" or "cố gắng" stands in the phrase."""
    return bool(_STRIVES.search(phrase))


def promises(phrase: str) -> bool:
    """Say whether the phrase has a word that sets a goal."""
    return bool(_PROMISES.search(phrase))


def ends_in_promise(phrase: str) -> bool:
    """Say whether the words before a number end in one that only sets the goal."""
    return bool(_ENDS_IN_PROMISE.search(phrase))


def is_yearly(phrase: str) -> bool:
    """Say whether the phrase says "mỗi năm", "hằng năm"."""
    return bool(_YEARLY.search(phrase))


def ends_in_change(phrase: str) -> bool:
    """Say whether the phrase ends in "giảm", "tăng", so that the number is a difference."""
    return bool(_DELTA.search(phrase))


def without_change(phrase: str) -> str:
    """Take "giảm", "nâng", "đưa" off the front."""
    return _CHANGE.sub("", phrase)


def measured(phrase: str) -> int | None:
    """Return where the noun of measuring ("tỷ lệ", "diện tích") begins that governs the phrase."""
    starts = [match.start("noun") for match in _MEASURE.finditer(phrase)]
    return starts[-1] if starts else None


def without_tail(phrase: str) -> str:
    """Take off what the goal is for ("…, góp phần nâng cao …") and the last punctuation."""
    return _TAIL.sub("", phrase).rstrip(" ,;:./–—-")
