"""The US AQI, QCVN 05, the WHO's levels and units."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xanh.errors import XanhError
from xanh.methods.air import judge, us_aqi, us_sub_index
from xanh.methods.air.qcvn05 import QCVN05, annual_mean, exceeds, limit_on
from xanh.methods.air.units import MOLAR_MASS, from_ppb, to_ppb
from xanh.methods.air.us_aqi import US_AQI
from xanh.methods.air.who import WHO, exceedance_days, met, peak_season, percentile_99
from xanh.methods.versions import version_named, version_on

DAY = date(2026, 3, 5)


def days(start: date, count: int) -> list[date]:
    return [start + timedelta(days=ahead) for ahead in range(count)]


@pytest.mark.parametrize(
    ("version", "concentration", "index"),
    [
        ("us_aqi:2012", 12.0, 50),
        ("us_aqi:2012", 12.09, 50),  # cut down to 12.0
        ("us_aqi:2012", 12.1, 51),
        ("us_aqi:2012", 35.4, 100),
        ("us_aqi:2012", 500.4, 500),
        ("us_aqi:2012", 886.0, 755),  # Beijing, 12 January 2013, as published
        ("us_aqi:2024", 9.0, 50),
        ("us_aqi:2024", 9.1, 51),
        ("us_aqi:2024", 55.5, 151),
        ("us_aqi:2024", 125.5, 201),
        ("us_aqi:2024", 225.5, 301),
        ("us_aqi:2024", 325.4, 500),
    ],
)
def test_us_index_of_particles(version, concentration, index):
    assert us_aqi({"pm25": concentration}, version=version).index == index


def test_us_index_of_gases_is_read_in_ppb_and_ppm():
    assert us_aqi({"no2": from_ppb("no2", 53)}).index == 50
    assert us_aqi({"no2": from_ppb("no2", 100)}).index == 100
    assert us_aqi({"so2": from_ppb("so2", 76)}).index == 101
    assert us_aqi({"co": from_ppb("co", 9400)}).index == 100
    assert us_aqi({"o3_8h": from_ppb("o3", 70)}).index == 100
    assert us_aqi({"o3_8h": from_ppb("o3", 75)}, version="us_aqi:2012").index == 100


def test_us_curves_end_where_another_average_judges():
    assert us_sub_index("o3_8h", from_ppb("o3", 200)) == pytest.approx(300)
    assert us_sub_index("o3_8h", from_ppb("o3", 201)) is None
    assert us_sub_index("o3_1h", from_ppb("o3", 124)) is None
    assert us_sub_index("o3_1h", from_ppb("o3", 125)) == pytest.approx(101)
    assert us_sub_index("so2", from_ppb("so2", 305)) is None
    assert us_sub_index("so2_24h", from_ppb("so2", 304)) is None
    assert us_sub_index("so2_24h", from_ppb("so2", 305)) == pytest.approx(201)


def test_every_us_curve_rises_and_meets_its_bands():
    for scale in US_AQI:
        assert not scale.verified
        for corners in scale.corners.values():
            xs, ys = zip(*corners, strict=True)
            assert list(xs) == sorted(set(xs))
            assert list(ys) == sorted(set(ys))


def test_the_day_chooses_the_us_version():
    assert us_aqi({"pm25": 9.1}, day=date(2024, 5, 5)).version == "us_aqi:2015"
    assert us_aqi({"pm25": 9.1}, day=date(2024, 5, 6)).version == "us_aqi:2024"
    assert us_aqi({"pm25": 9.1}).version == "us_aqi:2024"


def test_limit_of_pm25_changes_with_the_year_2026():
    values = [40.0, 44.0, 46.0, 51.0]
    new = judge("pm25", "24h", days(date(2026, 1, 1), 4), values)
    assert (new.exceeded, new.compared, new.limits) == (2, 4, (45.0,))
    old = judge("pm25", "24h", days(date(2025, 12, 28), 4), values)
    assert (old.exceeded, old.compared, old.limits) == (1, 4, (50.0,))
    both = judge("pm25", "24h", days(date(2025, 12, 30), 4), [46.0] * 4)
    assert (both.exceeded, both.limits, both.versions) == (2, (50.0, 45.0), ("qcvn05:2023",))
    assert both.share == 0.5


def test_the_day_chooses_the_version_of_qcvn_05():
    assert version_on(QCVN05, date(2023, 9, 11)).id == "qcvn05:2013"
    assert version_on(QCVN05, date(2023, 9, 12)).id == "qcvn05:2023"
    assert not judge("pm10", "24h", [date(2020, 1, 1)], [120.0]).verified
    assert judge("pm10", "24h", [date(2020, 1, 1)], [120.0]).exceeded == 0
    assert judge("pm10", "24h", [DAY], [120.0]).exceeded == 1
    with pytest.raises(XanhError, match="no-version"):
        limit_on("pm10", "24h", date(2010, 1, 1))


def test_a_limit_may_be_reached_and_what_is_missing_is_not_compared():
    found = judge("o3", "1h", days(DAY, 5), [200.0, 200.1, None, float("nan"), -5.0])
    assert (found.compared, found.exceeded, found.highest) == (2, 1, 200.1)
    assert judge("o3", "24h", [DAY], [900.0]).compared == 0
    with pytest.raises(XanhError, match="unknown-average"):
        judge("o3", "12h", [DAY], [1.0])


def test_exceeding_for_numbers_arrays_and_columns():
    import ibis

    values = [44.9, 45.0, 45.1, float("nan"), -3.0]
    numbers = [exceeds("pm25", "24h", value, DAY) for value in values]
    assert numbers == [0, 0, 1, None, None]
    array = exceeds("pm25", "24h", np.array(values), DAY)
    np.testing.assert_array_equal(array, np.array(numbers, dtype=float))
    table = ibis.memtable({"n": list(range(5)), "x": values})
    result = table.mutate(y=exceeds("pm25", "24h", table.x, DAY)).order_by("n").execute()
    np.testing.assert_array_equal(result["y"], np.array(numbers, dtype=float))


def test_a_year_is_the_mean_of_its_days():
    assert annual_mean([20.0] * 200 + [30.0] * 100) == pytest.approx(70 / 3)
    assert annual_mean([20.0] * 273) is None
    assert annual_mean([20.0] * 274) == 20.0


@pytest.mark.parametrize(
    ("parameter", "average", "value", "level"),
    [
        ("pm25", "year", 5.0, "AQG"),
        ("pm25", "year", 5.1, "IT-4"),
        ("pm25", "year", 35.1, ""),
        ("no2", "year", 15.0, "IT-3"),
        ("o3", "peak", 65.0, "IT-2"),
        ("co", "24h", 6500.0, "IT-1"),
        ("pm25", "24h", None, None),
    ],
)
def test_who_levels(parameter, average, value, level):
    assert met(parameter, average, value) == level


def test_who_short_averages_allow_three_days_a_year():
    year = [10.0] * 365
    three, four = [*year[3:], *[90.0] * 3], [*year[4:], *[90.0] * 4]
    assert met("pm25", "24h", percentile_99(three)) == "AQG"
    assert met("pm25", "24h", percentile_99(four)) == ""
    assert exceedance_days("pm25", "24h", four)["AQG"] == 4
    assert percentile_99([]) is None


def test_peak_season_is_the_highest_six_months_in_a_row():
    year = days(date(2025, 1, 1), 365)
    ozone = [110.0 if 4 <= day.month <= 9 else 50.0 for day in year]
    assert peak_season(year, ozone) == pytest.approx(110)
    assert met("o3", "peak", peak_season(year, ozone)) == ""
    gap = [None if day.month in (3, 6, 9, 12) else 50.0 for day in year]
    assert peak_season(year, gap) is None


@given(st.sampled_from(sorted(MOLAR_MASS)), st.floats(0, 1e5))
def test_units_there_and_back(gas, ratio):
    assert to_ppb(gas, from_ppb(gas, ratio)) == pytest.approx(ratio, rel=1e-12)


def test_units_of_the_reference():
    assert from_ppb("no2", 53) == pytest.approx(99.7, abs=0.05)
    assert from_ppb("co", 9000) == pytest.approx(10_310, abs=1)


def test_versions_by_name():
    for name, group in (("us_aqi:2012", US_AQI), ("qcvn05:2023", QCVN05), ("who:2021", WHO)):
        assert version_named(group, name).source
