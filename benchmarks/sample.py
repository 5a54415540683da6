"""Plans made by rule, the same on every machine: simulated text in the form of real documents."""

from __future__ import annotations

import random
from itertools import cycle

PLACES = (
    ("THÀNH PHỐ HÀ NỘI", "Hà Nội", "thành phố Hà Nội"),
    ("TỈNH LÂM ĐỒNG", "Lâm Đồng", "tỉnh Lâm Đồng"),
    ("THÀNH PHỐ HẢI PHÒNG", "Hải Phòng", "thành phố Hải Phòng"),
    ("TỈNH QUẢNG NINH", "Quảng Ninh", "tỉnh Quảng Ninh"),
    ("TỈNH ĐỒNG THÁP", "Đồng Tháp", "tỉnh Đồng Tháp"),
)
_VERBS = (
    "Rà soát", "Xây dựng", "Điều tra, đánh giá", "Nâng cấp", "Triển khai", "Quan trắc",
    "Lập và công bố", "Kiểm kê", "Phục hồi", "Thu gom, xử lý", "Tuyên truyền", "Kiểm tra",
)  # fmt: skip
_MATTERS = (
    "nguồn nước mặt", "khí thải công nghiệp", "chất thải rắn sinh hoạt", "nước thải làng nghề",
    "hành lang đa dạng sinh học", "bãi chôn lấp đã đóng cửa", "trạm quan trắc không khí tự động",
    "phát thải khí nhà kính", "hồ chứa thủy lợi", "cây xanh đô thị", "bùn thải", "đất bị ô nhiễm",
    "phương tiện giao thông chạy điện", "phụ phẩm nông nghiệp", "vùng dễ bị ngập", "rừng phòng hộ",
)  # fmt: skip
_AREAS = (
    "tại các khu, cụm công nghiệp", "ở khu vực nội đô", "trên các lưu vực sông", "ở vùng ven biển",
    "tại các xã, phường", "tại các cơ sở y tế", "trong trường học", "dọc các tuyến đường chính",
)  # fmt: skip
_ENDS = (
    "bảo đảm đúng quy định và tiến độ", "gắn với cơ sở dữ liệu dùng chung",
    "theo hướng kinh tế tuần hoàn", "với sự tham gia của cộng đồng dân cư",
    "phù hợp với quy hoạch đã được phê duyệt", "bằng nguồn lực xã hội hóa",
)  # fmt: skip
_LEADS = (
    "Sở Nông nghiệp và Môi trường", "Sở Xây dựng", "Sở Công Thương", "Sở Tài chính",
    "Sở Khoa học và Công nghệ", "Sở Y tế", "Sở Giáo dục và Đào tạo", "UBND các phường, xã",
)  # fmt: skip
_PERIODS = (
    "2026",
    "2026 - 2028",
    "Thường xuyên",
    "Hằng năm",
    "Quý IV/2026",
    "Trước ngày 30/11/2027",
)
_HEADER = ("TT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian thực hiện")


def plan_text(index: int = 0, tasks: int = 150, size: int = 0) -> str:
    """Return plan ``index`` with ``tasks`` rows in its appendix, its body as long as it takes for
    ``size`` [bytes of UTF-8] in all (a little more).
    """
    chance = random.Random(index)
    capitals, place, name = PLACES[index % len(PLACES)]
    table = _table(chance, tasks)
    rest = size - len((_front(index, capitals, place, name) + _closing() + table).encode())
    return _front(index, capitals, place, name) + _body(chance, rest) + _closing() + table


def _front(index: int, capitals: str, place: str, name: str) -> str:
    return f"""ỦY BAN NHÂN DÂN
{capitals}
-------

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
---------------

Số: {1000 + index}/KH-UBND

{place}, ngày 15 tháng 01 năm 2026

KẾ HOẠCH

Bảo vệ môi trường và ứng phó với biến đổi khí hậu trên địa bàn {name} (dữ liệu mô phỏng {index})

Thực hiện Nghị quyết số 122/NQ-CP ngày 08/5/2025 của Chính phủ, Ủy ban nhân dân {name} ban hành \
Kế hoạch với các nội dung sau:

I. MỤC TIÊU

- Phấn đấu đến năm 2030 đạt trên {70 + index % 25}% chất thải rắn sinh hoạt được phân loại.

- Giảm tỷ lệ thất thoát nước xuống dưới {8 + index % 7}% vào năm 2030.

"""


def _body(chance: random.Random, size: int) -> str:
    """Return sections of clauses of at least ``size`` bytes."""
    parts, written = ["II. NHIỆM VỤ VÀ GIẢI PHÁP\n\n"], 0
    for section in range(1, 1000):
        heading = f"{section}. Về {_MATTERS[section % len(_MATTERS)]}\n\n"
        clauses = [f"- {_sentence(chance)}; {_sentence(chance).lower()}.\n\n" for _ in range(8)]
        parts += [heading, *clauses]
        written += sum(len(part.encode()) for part in (heading, *clauses))
        if written >= size:
            break
    return "".join(parts)


def _sentence(chance: random.Random) -> str:
    return " ".join(chance.choice(words) for words in (_VERBS, _MATTERS, _AREAS, _ENDS))


def _closing() -> str:
    return """III. TỔ CHỨC THỰC HIỆN

Các sở, ngành, UBND các phường, xã báo cáo kết quả trước ngày 01 tháng 12 hằng năm về Sở Nông \
nghiệp và Môi trường để tổng hợp./.

Nơi nhận:
- Các sở, ngành;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

PHỤ LỤC
DANH MỤC NHIỆM VỤ

"""


def _table(chance: random.Random, tasks: int) -> str:
    """Return the appendix in the form of legal web sites: lone bars around each cell."""
    lines = ["|", *(part for cell in _HEADER for part in (cell, "|"))]
    periods = cycle(_PERIODS)
    for number in range(1, tasks + 1):
        lead, partner = chance.sample(_LEADS, 2)
        cells = (str(number), _sentence(chance), lead, f"{partner}; các đơn vị liên quan")
        lines += ["|", *(part for cell in (*cells, next(periods)) for part in (cell, "|"))]
    return "\n".join(lines) + "\n"
