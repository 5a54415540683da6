"""A small plan of our own, so that the browser tests run where no real document is at hand."""

from __future__ import annotations

from itertools import count

OWNER = "Sở Nông nghiệp và Môi trường"
_numbers = count(901)
_PLAN = """ỦY BAN NHÂN DÂN
THÀNH PHỐ HÀ NỘI
Số: 977/KH-UBND

Hà Nội, ngày 05 tháng 3 năm 2026

KẾ HOẠCH
Trồng cây và làm sạch hồ trên địa bàn thành phố Hà Nội năm 2026

I. MỤC ĐÍCH, YÊU CẦU
1. Mục đích
Mỗi khu dân cư có bóng mát và mặt nước sạch.
2. Mục tiêu cụ thể
- Tỷ lệ hộ dân được phân loại rác tại nguồn đạt trên 75%.
- Tỷ lệ che phủ cây xanh đường phố đạt ít nhất 30%.

II. NHIỆM VỤ, GIẢI PHÁP
1. Trồng cây
a) Rà soát các tuyến phố thiếu bóng mát.
b) Chọn loài cây bản địa, rễ sâu.
2. Làm sạch hồ
a) Nạo vét bùn ở các hồ nội thành.

III. TỔ CHỨC THỰC HIỆN
1. Các đơn vị báo cáo kết quả về Sở Nông nghiệp và Môi trường trước ngày 15 tháng 11 hằng năm.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

PHỤ LỤC
DANH MỤC NHIỆM VỤ
(Kèm theo Kế hoạch số 977/KH-UBND ngày 05 tháng 3 năm 2026)
| STT | Nội dung nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian thực hiện |
| --- | --- | --- | --- | --- |
| 1 | Lập danh mục tuyến phố cần trồng cây | Sở Xây dựng | Sở Nông nghiệp và Môi trường | 2026 |
| 2 | Quan trắc chất lượng nước hồ | Sở Nông nghiệp và Môi trường | UBND các phường, xã | Hằng năm |
| 3 | Nạo vét bùn hồ nội thành | Sở Xây dựng | Sở Tài chính | |
"""


def plan() -> str:
    """Return the plan under a number that no other test has used."""
    return _PLAN.replace("977/KH-UBND", f"{next(_numbers)}/KH-UBND")


def amended(text: str) -> str:
    """Return a plan with a task reworded, a task moved and a target raised."""
    changes = {
        "| Sở Xây dựng | Sở Tài chính | |": f"| {OWNER} | Sở Tài chính | 2027 |",
        "tuyến phố cần trồng cây": "tuyến phố cần trồng thêm cây xanh",
        "đạt trên 75%": "đạt trên 80%",
    }
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text
