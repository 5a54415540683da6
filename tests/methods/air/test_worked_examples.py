"""VN_AQI against the examples of Decision 1459/QĐ-TCMT and of the reference."""

import csv
import json
from datetime import date

import numpy as np
import pytest

from xanh.errors import XanhError
from xanh.methods.air import VN_AQI, nowcast, rounded, sub_index, vn_aqi_day, vn_aqi_hour
from xanh.methods.air.formulas import (
    daily_ozone,
    eight_hour_most,
    mean_of,
    needed,
    raw_sub_index,
)
from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019
from xanh.methods.versions import version_named, version_on

from .shared import beside

PM25 = [26.9, 24.7, 20.5, 23.5, 19.5, 16.5, 19.0, 16.5, 20.3, 22.4, 19.6, 20.6]
FALLING = [20, 20, 20, 25, 25, 30, 35, 40, 55, 60, 70, 80]  # the last hour last
OZONE = [
    15.7, 14.2, 17.7, 18.9, 19.3, 15.7, 19.7, 22.6, 27.1, 29.0, 31.9, 25.3, 34.7, 35.2, 41.6, 45.7,
    49.2, 55.8, 69.6, 78.3, 91.5, 97.7, 81.2, 71.8, 43.5, 34.3, 21.5, 20.5, 19.4, 20.4, 21.3,
]  # fmt: skip


def test_nowcast_of_the_decision():
    assert nowcast(PM25) == pytest.approx(20.27, abs=0.005)
    assert sub_index("pm25", nowcast(PM25)) == pytest.approx(40.5, abs=0.05)


def test_hourly_index_follows_the_formula_where_the_printed_example_slips():
    """The decision prints 60 for NO2 of 118.7 and so for the hour: its own formula gives 59.35."""
    index = vn_aqi_hour(pm25=PM25, o3=136.1, no2=118.7)
    assert index.sub_indices == {"pm25": 41, "o3": 43, "no2": 59}
    assert (index.index, index.dominant, index.band.name_vi) == (59, "no2", "Trung bình")
    assert sub_index("no2", 118.7) == pytest.approx(59.35)


def test_daily_index_of_the_decision():
    assert raw_sub_index("o3_8h", 89.3) == pytest.approx(44.65)
    assert sub_index("o3", 114.6) == pytest.approx(35.81, abs=0.005)
    assert sub_index("no2", 130.8) == pytest.approx(65.4)
    assert sub_index("pm25", 55.7) == pytest.approx(109.5)
    ozone = [89.3] * 8 + [None] * 15 + [114.6]
    index = vn_aqi_day(pm25=[55.7] * 24, no2=[130.8, *[20.0] * 23], o3=ozone)
    assert index.sub_indices == {"pm25": 110, "o3": 45, "no2": 65}
    assert (index.index, index.dominant, index.band.name_vi) == (110, "pm25", "Kém")


def test_eight_hour_means_of_the_decision():
    means = [mean_of([np.float64(v) for v in OZONE[end - 8 : end]], 0.75) for end in range(8, 32)]
    assert len(means) == 24
    assert float(means[0]) == pytest.approx(17.975)
    assert float(means[-1]) == pytest.approx(31.5875)
    assert float(eight_hour_most([np.float64(v) for v in OZONE], 0.75)) == pytest.approx(74.3875)


def test_examples_and_table_as_published():
    folder = beside("vn-aqi-1459")
    examples = json.loads((folder / "worked_examples.json").read_text(encoding="utf-8"))
    given = examples["nowcast_pm25"]
    assert round(nowcast(given["values_ugm3"]), 1) == given["nowcast"]
    ozone = examples["o3_8h_running_mean"]
    hours = [np.float64(value) for value in ozone["o3_1h"]["values"]]
    means = [float(mean_of(hours[end - 8 : end], 0.75)) for end in range(8, len(hours) + 1)]
    printed = ozone["o3_8h_printed"]["values"]
    assert printed[11] == 44.7  # a slip: the mean of the eight printed hours is 44.6375
    assert means == pytest.approx([*printed[:11], 44.6, *printed[12:]], abs=0.0501)
    for band, printed in zip(VN_AQI_2019.bands, examples["bands"], strict=True):
        assert (band.low, band.high, band.name_vi) == (
            printed["from"],
            printed["to"],
            printed["name"],
        )
        assert band.hex == "#{:02X}{:02X}{:02X}".format(*printed["rgb"])
    with (folder / "breakpoints.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = {"pm25": "PM2.5", "pm10": "PM10", "o3_1h": "O3_1h", "o3_8h": "O3_8h"}
    for curve, corners in VN_AQI_2019.corners.items():
        column = names.get(curve, curve.upper())
        wanted = [(float(row[column]), float(row["I"])) for row in rows if row[column]]
        assert list(corners) == wanted


def test_nowcast_is_normalised_for_the_least_weight():
    assert nowcast(FALLING) == pytest.approx(70.667, abs=0.0005)
    gaps = FALLING.copy()
    gaps[-2] = gaps[-5] = None
    assert nowcast(gaps) == pytest.approx(72.232, abs=0.0005)


def test_nowcast_needs_two_of_the_last_three_hours():
    for missing in ([-2, -3], [-1, -2], [-1, -3], [-1, -2, -3]):
        hours = FALLING.copy()
        for place in missing:
            hours[place] = None
        assert nowcast(hours) is None
    for missing in (-1, -2, -3):
        hours = FALLING.copy()
        hours[missing] = None
        assert nowcast(hours) is not None


@pytest.mark.parametrize(
    ("parameter", "concentration", "index"),
    [
        ("pm25", 100, 164.2857),
        ("pm25", 187.5, 237.5),
        ("pm10", 212, 131),
        ("co", 4200, 21),
        ("so2", 35, 14),
        ("pm25", 500, 500),
        ("pm25", 731, 500),
        ("o3", 1200, 500),
        ("pm25", 0, 0),
    ],
)
def test_sub_indices(parameter, concentration, index):
    assert sub_index(parameter, concentration) == pytest.approx(index, abs=1e-4)


@pytest.mark.parametrize("nothing", [None, float("nan"), -0.1, -999.0, float("inf")])
def test_what_is_no_concentration_has_no_sub_index(nothing):
    assert sub_index("pm25", nothing) is None


def test_no_index_without_particles():
    index = vn_aqi_hour(o3=300, no2=900)
    assert index.index is index.band is index.dominant is None
    assert index.sub_indices == {"o3": 150, "no2": 170}


def test_eight_hour_ozone_above_the_table_leaves_the_hour_alone():
    assert float(daily_ozone(420.0, 401.0)) == pytest.approx(205)
    assert float(daily_ozone(420.0, 400.0)) == pytest.approx(300)


def test_shares_of_a_mean():
    assert [needed(8, 0.75), needed(24, 0.75), needed(8, 0.01), needed(24, 1.0)] == [6, 18, 1, 24]
    hours = [50.0] * 17 + [None] * 7
    assert vn_aqi_day(pm25=hours).index is None
    assert vn_aqi_day(pm25=hours, share=0.7).index == 100
    assert vn_aqi_day(pm25=[50.0] * 18).index == 100


def test_halves_go_up_though_binary_fractions_fall_short():
    """50.3 µg/m³ is exactly 100.5, in binary a hair less: the next band begins there."""
    assert rounded(100.49999999999999) == 101
    assert vn_aqi_day(pm25=[50.3] * 24).band.code == "poor"
    assert [rounded(value) for value in (42.53, 109.5, 65.4, 0.5)] == [43, 110, 65, 1]


def test_equal_sub_indices_name_particles_first():
    assert vn_aqi_day(pm25=[25.0] * 24, pm10=[50.0] * 24, no2=[100.0]).dominant == "pm25"
    assert vn_aqi_day(pm10=[50.0] * 24, no2=[100.0], o3=[160.0]).dominant == "pm10"


def test_every_band_has_names_and_advice_in_both_languages():
    ends = [(band.low, band.high) for band in VN_AQI_2019.bands]
    assert ends == [(0, 50), (51, 100), (101, 150), (151, 200), (201, 300), (301, 500)]
    for band in VN_AQI_2019.bands:
        for language in ("vi", "en"):
            advice = band.advice(language)
            assert band.name(language)
            assert advice.effect
            assert advice.public
            assert advice.sensitive


def test_the_day_chooses_the_version():
    assert version_on(VN_AQI, date(2026, 3, 5)).id == "vn_aqi:2019"
    with pytest.raises(XanhError, match="no-version"):
        version_on(VN_AQI, date(2019, 11, 11))
    with pytest.raises(XanhError, match="unknown-version"):
        version_named(VN_AQI, "vn_aqi:1999")
