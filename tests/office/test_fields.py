from __future__ import annotations

import pytest

from xanh.office.plans.bundled import read_bundled
from xanh.office.plans.fields import BY_CODE, FIELDS, field_name, field_of


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("Xây dựng trạm quan trắc chất lượng không khí", "air"),
        ("Thu gom, xử lý nước thải tập trung tại cụm công nghiệp", "water"),
        ("Cải tạo bãi chôn lấp chất thải rắn", "waste"),
        ("Kiểm kê khí nhà kính trên địa bàn", "ghg"),
        ("Cập nhật kịch bản biến đổi khí hậu", "climate"),
        ("Điều tra diện tích đất chưa sử dụng", "land"),
        ("Danh mục khoáng sản chiến lược", "minerals"),
        ("Bảo tồn đa dạng sinh học", "nature"),
        ("Quản lý tổng hợp tài nguyên biển và hải đảo", "marine"),
        ("Chuyển đổi xe buýt sang sử dụng điện", "energy"),
        ("Tuyên truyền về chất thải nhựa", "communication"),
        ("Sửa đổi, bổ sung Luật Tài nguyên nước", "water"),
        ("Xây dựng cơ chế, chính sách", "institutions"),
        ("Mua sắm trang phục", "other"),
    ],
)
def test_a_title_tells_its_field(title, code):
    assert field_of(title) == code
    assert field_of(title.upper()) == code


def test_most_tasks_of_a_real_plan_have_a_field_and_none_takes_all():
    codes = [field_of(task["title"]) for task in read_bundled()["tasks"]]
    assert codes.count("other") <= 2
    assert max(codes.count(code) for code in set(codes)) < len(codes) / 2


def test_every_field_is_named_in_both_languages():
    assert len(BY_CODE) == len(FIELDS)
    for field in FIELDS:
        assert field_name(field.code, "vi")
        assert field_name(field.code, "en")
    assert field_name("none", "vi") == ""
