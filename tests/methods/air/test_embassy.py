"""The published NowCast and US AQI of the US Embassy in Hanoi, 2016 to 2018, reproduced.

The publisher averaged small negative hourly means: leaving them out, or taking them as zero,
misses 0.4 to 0.9 % of the hours of 2016 and 2017. A negative NowCast has no AQI.
"""

from datetime import datetime

import numpy as np
import pytest

from xanh.methods.air import nowcast_series, rounded, us_sub_index
from xanh.methods.air.us_aqi import US_AQI_2012

from .shared import embassy

HOUR = np.timedelta64(1, "h")


@pytest.fixture(scope="module")
def published():
    """The published hours with our NowCast beside each, computed across the turns of the years."""
    hours = embassy()
    times = np.array([hour.time for hour in hours], dtype="datetime64[h]")
    places = ((times - times[0]) / HOUR).astype(int)
    series = np.full(places.max() + 1, np.nan)
    series[places] = [np.nan if hour.raw is None else hour.raw for hour in hours]
    return list(zip(hours, nowcast_series(series)[places], strict=True))


@pytest.mark.parametrize("year", [2016, 2017, 2018])
def test_nowcast_within_a_tenth_in_999_of_1000_valid_hours(published, year):
    start, end = (datetime.fromisoformat(f"{y}-01-01 00:30") for y in (year, year + 1))
    valid = [
        (hour.nowcast, ours)
        for hour, ours in published
        if start < hour.time < end and hour.valid and hour.nowcast is not None
    ]
    close = sum(abs(theirs - ours) <= 0.1 + 1e-9 for theirs, ours in valid)
    assert len(valid) > 7900
    assert close / len(valid) >= 0.999


def test_no_nowcast_where_none_is_published(published):
    silent = [ours for hour, ours in published if hour.nowcast is None]
    assert len(silent) > 100
    assert np.isnan(silent).all()


def test_us_aqi_exactly(published):
    pairs = [(hour.nowcast, hour.aqi) for hour, _ in published if hour.nowcast is not None]
    ours = rounded(us_sub_index("pm25", np.array([cast for cast, _ in pairs]), US_AQI_2012))
    theirs = np.array([np.nan if aqi is None else aqi for _, aqi in pairs])
    assert len(pairs) > 24_000
    np.testing.assert_array_equal(ours, theirs)
