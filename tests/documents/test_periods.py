"""Periods are read as a careful official reads them, and nothing is invented."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xanh.documents.tasks.periods import looks_like_period, parse_period

PLANS = Path(__file__).parents[2] / "../shared/plans"

DATED = [
    ("2025", "2025-01-01", "2025-12-31"),
    ("**2025**", "2025-01-01", "2025-12-31"),
    ("2025.", "2025-01-01", "2025-12-31"),
    ("2025 [1]", "2025-01-01", "2025-12-31"),
    ("2026¹", "2026-01-01", "2026-12-31"),
    ("2025-2026", "2025-01-01", "2026-12-31"),
    ("2024- 2030", "2024-01-01", "2030-12-31"),
    ("2025–2026", "2025-01-01", "2026-12-31"),
    ("2025 — 2026", "2025-01-01", "2026-12-31"),
    ("2025 đến 2026", "2025-01-01", "2026-12-31"),
    ("Từ 2025 - 2030", "2025-01-01", "2030-12-31"),
    ("2025-30", "2025-01-01", "2030-12-31"),
    ("2025, 2026", "2025-01-01", "2026-12-31"),
    ("Năm 2026", "2026-01-01", "2026-12-31"),
    ("Trong năm 2026", "2026-01-01", "2026-12-31"),
    ("6/2025", "2025-06-01", "2025-06-30"),
    ("9-10/2025", "2025-09-01", "2025-10-31"),
    ("Tháng 10/2025", "2025-10-01", "2025-10-31"),
    ("T10/2025", "2025-10-01", "2025-10-31"),
    ("Tháng 9-12/2025", "2025-09-01", "2025-12-31"),
    ("Tháng 9, 10, 11 năm 2025", "2025-09-01", "2025-11-30"),
    ("từ tháng 9/2025 đến tháng 6/2026", "2025-09-01", "2026-06-30"),
    ("Từ tháng 9 đến tháng 12 năm 2025", "2025-09-01", "2025-12-31"),
    ("Quý IV/2025", "2025-10-01", "2025-12-31"),
    ("Quý 4/2025", "2025-10-01", "2025-12-31"),
    ("Quí IV-2025", "2025-10-01", "2025-12-31"),
    ("I/2026", "2026-01-01", "2026-03-31"),
    ("Quý IV/2025- Quý II/2026", "2025-10-01", "2026-06-30"),
    ("Quý III Năm 2026", "2026-07-01", "2026-09-30"),
    ("Quý I, II/2026", "2026-01-01", "2026-06-30"),
    ("Từ quý I - quý III/2026", "2026-01-01", "2026-09-30"),
    ("Năm 2026: Quý III, quý IV", "2026-07-01", "2026-12-31"),
    ("Từ quý IV/2025 đến hết năm 2026", "2025-10-01", "2026-12-31"),
    ("Hoàn thành trong quý I/2026", "2026-01-01", "2026-03-31"),
    ("6 tháng đầu năm 2026", "2026-01-01", "2026-06-30"),
    ("6 tháng cuối năm 2025", "2025-07-01", "2025-12-31"),
    ("15/12/2025", "2025-12-15", "2025-12-15"),
    ("ngày 15 tháng 12 năm 2025", "2025-12-15", "2025-12-15"),
    ("Từ 01/3 đến 30/6/2026", "2026-03-01", "2026-06-30"),
    ("31/11/2025", "2025-11-30", "2025-11-30"),  # a day that November has not
    ("Giai đoạn 2026 - 2030", "2026-01-01", "2030-12-31"),
    ("Giai đoạn 2026 - 2030, tầm nhìn đến năm 2045", "2026-01-01", "2030-12-31"),
    ("năm học 2025-2026", "2025-09-01", "2026-08-31"),
    ("Năm 2026 (sau khi có hướng dẫn)", "2026-01-01", "2026-12-31"),
    ("Trước ngày 30/11/2025", None, "2025-11-30"),
    ("Xong trước 31/12/2025", None, "2025-12-31"),
    ("Đến năm 2030", None, "2030-12-31"),
    ("Trước năm 2030", None, "2029-12-31"),
    ("Từ năm 2026", "2026-01-01", None),
    ("Từ năm 2026 trở đi", "2026-01-01", None),
    ("Sau năm 2030", "2031-01-01", None),
]

RECURRING = [
    ("Thường xuyên", None, None, "continuous"),
    ("Thường xuyên, 2025-2030", "2025-01-01", "2030-12-31", "continuous"),
    ("Hằng năm", None, None, "yearly"),
    ("Hàng năm", None, None, "yearly"),
    ("HẰNG NĂM", None, None, "yearly"),
    ("Tháng 12 hằng năm", None, None, "yearly"),
    ("Trước 30/11 hằng năm", None, None, "yearly"),
    ("Hằng năm, giai đoạn 2026-2030", "2026-01-01", "2030-12-31", "yearly"),
    ("2025 và hằng năm", "2025-01-01", None, "yearly"),
    ("Quý IV năm 2025 và các năm tiếp theo.", "2025-10-01", None, "yearly"),
    ("Năm 2025-2026 và những năm tiếp theo", "2025-01-01", None, "yearly"),
    ("Định kỳ hằng quý", None, None, "quarterly"),
    ("hàng tháng", None, None, "monthly"),
]

UNDATED = [
    "Sau khi có Quy chế",
    "Sau Đại hội Đảng bộ các cấp",
    "Theo kế hoạch",
    "Theo quy định",
    "Theo Kế hoạch số 12/KH-UBND ngày 12/5/2025",
    "Theo tiến độ xây dựng dự thảo văn bản của cơ quan chủ trì soạn thảo.",
    "Sau khi Nghị định quy định chi tiết thi hành Luật năm 2025 được ban hành.",
    "Khi có yêu cầu",
    "Quý IV",
    "Tháng 12",
    "12 tháng",
]

TITLES = [
    "Chiến lược quốc gia về đa dạng sinh học đến năm 2030, tầm nhìn đến năm 2045",
    "Xây dựng Chiến lược tài nguyên nước quốc gia giai đoạn 2031 - 2040, tầm nhìn 2050",
    "Sửa đổi, bổ sung Luật Đa dạng sinh học 2008",
    "Tuyên truyền thực hiện Kết luận số 81-KL/TW ngày 04/6/2024 của Bộ Chính trị",
    "Sở Nông nghiệp và Môi trường",
    "UBND các phường, xã",
    "Báo cáo tổng kết năm 2025 của Sở Xây dựng",
    "12",
    "I",
    "",
]


def _days(text: str, issued: date | None = None) -> tuple[str | None, str | None, str | None]:
    period = parse_period(text, issued)
    assert period is not None
    shown = period.to_json()
    return shown["start"], shown["end"], shown["recurrence"]


@pytest.mark.parametrize(("text", "start", "end"), DATED)
def test_dates_are_first_and_last_day(text: str, start: str | None, end: str | None) -> None:
    assert _days(text) == (start, end, None)
    assert looks_like_period(text) > 0.7


@pytest.mark.parametrize(("text", "start", "end", "recurrence"), RECURRING)
def test_recurrence(text: str, start: str | None, end: str | None, recurrence: str) -> None:
    assert _days(text) == (start, end, recurrence)
    assert looks_like_period(text) == 1.0


@pytest.mark.parametrize("text", UNDATED)
def test_no_date_is_invented(text: str) -> None:
    assert _days(text, issued=date(2025, 9, 11)) == (None, None, None)


def test_from_the_issue_means_the_date_of_the_document() -> None:
    text = "Từ khi ban hành đến năm 2030"
    assert _days(text, date(2025, 9, 11)) == ("2025-09-11", "2030-12-31", None)
    assert _days(text) == (None, "2030-12-31", None)


@pytest.mark.parametrize("text", ["", " ", "-", "–", "…", "**", "|"])
def test_an_empty_cell_is_no_period(text: str) -> None:
    assert parse_period(text) is None
    assert looks_like_period(text) == 0.0


def test_the_text_stays_as_written() -> None:
    period = parse_period(" **Quý IV/2025-**\n Quý II/2026. ")
    assert period is not None
    assert period.text == "Quý IV/2025- Quý II/2026."


@pytest.mark.parametrize("text", TITLES)
def test_other_cells_do_not_look_like_periods(text: str) -> None:
    assert looks_like_period(text) < 0.25


def _cells(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        found = [value] if "period_raw" in value else []
        return found + [cell for inner in value.values() for cell in _cells(inner)]
    if isinstance(value, list):
        return [cell for inner in value for cell in _cells(inner)]
    return []


@pytest.mark.skipif(not PLANS.is_dir(), reason="the sample plans are not on this machine")
@pytest.mark.parametrize("name", ["249-KH-UBND", "310-KH-UBND-HaNoi", "552-KH-UBND-DongThap"])
def test_every_period_of_the_sample_plans(name: str) -> None:
    expected = json.loads((PLANS / f"{name}.expected.json").read_text(encoding="utf-8"))
    cells = [cell for cell in _cells(expected) if cell["period_raw"]]
    assert cells
    for cell in cells:
        period = parse_period(cell["period_raw"])
        assert period is not None
        assert period.text == cell["period_raw"]
        assert looks_like_period(cell["period_raw"]) == 1.0
        assert looks_like_period(cell["title"]) < 0.4
        wanted = cell.get("period") or {}
        if "start_year" in wanted:
            assert period.start == date(wanted["start_year"], 1, 1)
            assert period.end == date(wanted["end_year"], 12, 31)


FRAGMENTS = """2025 2026 2030 12 6 31/12 15/12/2025 Quý IV I II tháng năm ngày trước sau đến từ và
- – / , ; . ( ) hằng hàng thường xuyên giai đoạn tiếp theo các những khi theo số học đầu cuối
6/2025 2025-26 31/2/2026 2100 1950 trở đi tầm nhìn định kỳ 122/NQ-CP"""
_FRAGMENTS = st.sampled_from(FRAGMENTS.split())


@given(st.lists(_FRAGMENTS, max_size=9), st.sampled_from([" ", "", "  "]))
def test_fragments_never_raise_and_start_is_not_after_end(parts: list[str], glue: str) -> None:
    period = parse_period(glue.join(parts), date(2025, 9, 11))
    if period and period.start and period.end:
        assert period.start <= period.end
    assert 0.0 <= looks_like_period(glue.join(parts)) <= 1.0


@given(st.text(max_size=60))
def test_any_text_never_raises(text: str) -> None:
    parse_period(text)
    assert 0.0 <= looks_like_period(text) <= 1.0
