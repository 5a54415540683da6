from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xanh.office.plans.calendar import occurrences
from xanh.office.plans.models import Duty, PlanVersion

YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def duty(issued: date | None = date(2025, 9, 11), **fields) -> Duty:
    version = PlanVersion(number="1/KH", issued=issued)
    return Duty(version=version, **{"recurrence": "yearly", "inclusive": True, **fields})


def test_before_the_first_of_december_leaves_30_november():
    assert occurrences(duty(month=12, day=1, inclusive=False), *YEAR) == [date(2026, 11, 30)]


def test_an_inclusive_deadline_is_its_own_last_day():
    assert occurrences(duty(month=12, day=15), *YEAR) == [date(2026, 12, 15)]


@pytest.mark.parametrize(("year", "day"), [(2027, 28), (2028, 29), (2100, 28), (2000 + 400, 29)])
def test_before_the_first_of_march_is_the_end_of_february_also_in_leap_years(year, day):
    found = occurrences(duty(month=3, day=1, inclusive=False), date(year, 1, 1), date(year, 12, 31))
    assert found == [date(year, 2, day)]


def test_29_february_of_a_common_year_is_its_28th():
    found = occurrences(duty(month=2, day=29), date(2027, 1, 1), date(2028, 12, 31))
    assert found == [date(2027, 2, 28), date(2028, 2, 29)]


def test_before_new_year_belongs_to_the_old_year():
    found = occurrences(duty(month=1, day=1, inclusive=False), *YEAR)
    assert found == [date(2026, 12, 31)]


def test_quarterly_and_monthly_duties_recur():
    quarterly = occurrences(duty(month=3, day=15, recurrence="quarterly"), *YEAR)
    assert [d.month for d in quarterly] == [3, 6, 9, 12]
    monthly = occurrences(duty(month=None, day=31, recurrence="monthly"), *YEAR)
    assert len(monthly) == 12
    assert date(2026, 2, 28) in monthly
    half = occurrences(duty(month=6, day=20, recurrence="half-yearly"), *YEAR)
    assert half == [date(2026, 6, 20), date(2026, 12, 20)]


def test_every_second_year_counts_from_the_year_that_the_plan_names():
    every = duty(month=5, day=30, year=2026, recurrence="every-2-years")
    found = occurrences(every, date(2025, 1, 1), date(2030, 12, 31))
    assert [d.year for d in found] == [2026, 2028, 2030]
    unknown = duty(month=5, day=30, recurrence="every-2-years")
    assert occurrences(unknown, *YEAR) == []


def test_a_single_deadline_falls_once_and_only_with_its_year():
    once = {"month": 6, "day": 30, "recurrence": ""}
    assert occurrences(duty(year=2026, **once), date(2025, 1, 1), date(2030, 1, 1)) == [
        date(2026, 6, 30)
    ]
    assert occurrences(duty(year=None, **once), *YEAR) == []


@pytest.mark.parametrize("recurrence", ["yearly", "quarterly", "continuous", "", "every-2-years"])
def test_a_duty_without_a_day_gives_none(recurrence):
    assert occurrences(duty(month=12, day=None, recurrence=recurrence), *YEAR) == []
    assert occurrences(duty(month=None, day=None, recurrence=recurrence), *YEAR) == []


def test_nothing_falls_due_before_the_plan_was_issued():
    early = duty(month=3, day=1, issued=date(2026, 5, 1))
    assert occurrences(early, date(2025, 1, 1), date(2027, 12, 31)) == [date(2027, 3, 1)]


@given(
    st.integers(1, 12), st.integers(1, 31), st.booleans(),
    st.sampled_from(["yearly", "half-yearly", "quarterly", "monthly", "every-3-years", ""]),
    st.none() | st.integers(2020, 2035), st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)  # fmt: skip
def test_days_lie_in_the_span_in_order_and_once(month, day, inclusive, recurrence, year, start):
    end = start.replace(year=start.year + 3, day=1)
    found = occurrences(
        duty(month=month, day=day, inclusive=inclusive, recurrence=recurrence, year=year,
             issued=None), start, end,
    )  # fmt: skip
    assert found == sorted(set(found))
    assert all(start <= each <= end for each in found)
