"""Numbers, requirements, periods and deadlines in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xanh.publishing import wording


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (1234.5, "1.234,5", "1,234.5"),
        (80.0, "80", "80"),
        (-1234567.0, "−1.234.567", "−1,234,567"),
        (0.1 + 0.2, "0,3", "0.3"),
        (-0.0000001, "0", "0"),
        (None, "–", "–"),
        (float("nan"), "–", "–"),
    ],
)
def test_numbers(value, vi, en):
    assert wording.number(value, "vi") == vi
    assert wording.number(value, "en") == en


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_a_vietnamese_number_reads_back(value: float):
    text = wording.number(value, "vi")
    back = float(text.replace(".", "").replace(",", ".").replace("−", "-"))
    assert back == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize(
    ("comparator", "vi", "en"),
    [
        (">", "trên 80\u202f%", "above 80\u202f%"),
        (">=", "ít nhất 80\u202f%", "at least 80\u202f%"),
        ("<", "dưới 80\u202f%", "below 80\u202f%"),
        ("<=", "không quá 80\u202f%", "at most 80\u202f%"),
        ("=", "80\u202f%", "80\u202f%"),
    ],
)
def test_requirements(comparator, vi, en):
    assert wording.requirement(comparator, 80.0, "%", "vi") == vi
    assert wording.requirement(comparator, 80.0, "%", "en") == en


def test_stretch_value_is_striven_for():
    words = wording.requirement(">", 80.0, "%", "vi", ">", 85.0)
    assert words == "trên 80\u202f%, phấn đấu trên 85\u202f%"


@pytest.mark.parametrize(
    ("start", "end", "code", "vi", "en"),
    [
        ("2026-10-01", "2026-12-31", "", "quý IV/2026", "Q4 2026"),
        ("2025-01-01", "2030-12-31", "", "2025–2030", "2025–2030"),
        ("2026-01-01", "2026-12-31", "", "2026", "2026"),
        ("2025-10-01", "2025-10-31", "", "tháng 10/2025", "October 2025"),
        ("2025-10-01", "2026-06-30", "", "quý IV/2025 – quý II/2026", "Q4 2025 – Q2 2026"),
        ("2025-11-01", "2026-02-28", "", "tháng 11/2025 – tháng 2/2026",
         "November 2025 – February 2026"),
        (None, "2025-11-30", "", "đến 30/11/2025", "by 30/11/2025"),
        ("2026-01-01", None, "yearly", "hằng năm, từ 2026", "every year, from 2026"),
        ("2025-10-01", None, "", "từ tháng 10/2025", "from October 2025"),
        (None, None, "continuous", "thường xuyên", "continuous"),
        (None, None, "every-5-years", "5 năm một lần", "every 5 years"),
        (None, None, "", "Sau khi có Quy chế", "Sau khi có Quy chế"),
        ("2025-03-05", "2025-03-05", "", "05/03/2025", "05/03/2025"),
    ],
)  # fmt: skip
def test_periods_have_names(start, end, code, vi, en):
    days = [date.fromisoformat(day) if day else None for day in (start, end)]
    assert wording.period(*days, code, "Sau khi có Quy chế", "vi") == vi
    assert wording.period(*days, code, "Sau khi có Quy chế", "en") == en


@given(
    st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.dates(date(1990, 1, 1), date(2100, 12, 31))
)
def test_every_span_has_a_name_with_its_years(first: date, second: date):
    start, end = sorted((first, second))
    words = wording.period(start, end, "", "", "vi")
    assert str(start.year) in words
    assert str(end.year) in words


@pytest.mark.parametrize(
    ("month", "day", "year", "inclusive", "vi", "en"),
    [
        (12, 1, None, False, "trước ngày 01/12", "before 01/12"),
        (12, 15, 2026, True, "chậm nhất ngày 15/12/2026", "by 15/12/2026"),
        (6, None, None, True, "trong tháng 6", "within June"),
        (None, None, 2026, True, "trong năm 2026", "within 2026"),
        (None, None, None, True, "–", "–"),
    ],
)
def test_deadlines(month, day, year, inclusive, vi, en):
    assert wording.deadline(month, day, year, inclusive, "vi") == vi
    assert wording.deadline(month, day, year, inclusive, "en") == en
