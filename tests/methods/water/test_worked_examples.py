"""VN_WQI gives the worked examples and holds every limit of Decision 1460's tables."""

import numpy as np
import pytest

from methods.water.worked import LIMITS, ONE, TWO
from xanh.errors import XanhError
from xanh.methods.versions import version_on
from xanh.methods.water import (
    VERSIONS,
    VN_WQI_2019,
    do_at_saturation,
    do_percent,
    sub_index,
    water_index,
)


def test_oxygen_at_saturation() -> None:
    for temperature, saturation in ((20, 9.0218), (25, 8.1757), (30, 7.4374), (28, 7.7235)):
        assert do_at_saturation(temperature) == pytest.approx(saturation, abs=5e-5)
    assert do_percent(4.2, 28) == pytest.approx(54.380, abs=5e-4)


@pytest.mark.parametrize("temperature", [None, float("nan"), -6.0, 61.0, float("inf")])
def test_oxygen_needs_a_possible_temperature(temperature: float | None) -> None:
    assert do_at_saturation(temperature) is None
    assert water_index({**ONE, "temperature": temperature})["q_do"] is None


def test_first_example_step_by_step() -> None:
    made = water_index(ONE)
    expected = {
        "q_do": 54.380, "q_bod5": 58.333, "q_cod": 60, "q_nh4_n": 37.5, "q_no3_n": 100,
        "q_no2_n": 10, "q_po4_p": 62.5, "g4": 54.673, "g5": 65, "g1": 100,
    }  # fmt: skip
    for name, value in expected.items():
        assert made[name] == pytest.approx(value, abs=5e-4), name
    assert (made["index"], made["band"], made["missing"]) == (60, "Trung bình", "")
    assert made["g2"] is None
    assert made["g3"] is None


def test_weighting_is_a_choice() -> None:
    assert water_index(ONE, weighting="group-iv-twice")["index"] == 58
    with pytest.raises(XanhError, match="unknown-weighting"):
        water_index(ONE, weighting="best")  # type: ignore[arg-type]


def test_two_groups_give_no_index() -> None:
    made = water_index({k: v for k, v in ONE.items() if k != "coliform"})
    assert (made["index"], made["band"], made["missing"]) == (None, None, "groups")
    assert made["g1"] * made["g4"] / 100 == pytest.approx(54.67, abs=5e-3)


def test_second_example_with_metals_and_acid_water() -> None:
    made = water_index(TWO)
    for name, value in {"q_as": 66.667, "q_pb": 62.5, "g3": 64.550, "q_ph": 80}.items():
        assert made[name] == pytest.approx(value, abs=5e-4), name
    assert (made["index"], made["band"]) == (31, "Xấu")


def test_without_group_v_formula_4_holds_under_both_weightings() -> None:
    sample = {k: v for k, v in TWO.items() if k != "coliform"}
    value = 0.80 * 0.645497 * 54.6733
    assert water_index(sample)["index"] == round(value) == 28
    assert water_index(sample, weighting="group-iv-twice")["index"] == 28


def test_group_iv_needs_three_parameters() -> None:
    sample = {"ph": 7.0, "bod5": 5.0, "cod": 12.0, "coliform": 100.0, "as": 0.001}
    assert water_index(sample)["missing"] == "group-4"
    # Oxygen without temperature is no parameter; with it, it is the third.
    assert water_index({**sample, "do": 6.0})["missing"] == "group-4"
    assert water_index({**sample, "do": 6.0, "temperature": 25.0})["index"] is not None
    assert water_index({"bod5": 1.0})["missing"] == "group-4 groups"
    assert water_index({"temperature": 20.0})["missing"] == "group-4 groups"


@pytest.mark.parametrize("parameter", VN_WQI_2019.scales)
def test_every_limit_of_the_tables(parameter: str) -> None:
    for value, q in LIMITS[parameter]:
        assert sub_index(parameter, value) == pytest.approx(q), (parameter, value)


def test_every_scale_is_listed_in_one_group() -> None:
    listed = [name for names in VN_WQI_2019.groups.values() for name in names]
    assert sorted(listed) == sorted(VN_WQI_2019.scales)


@pytest.mark.parametrize("value", [None, float("nan"), -0.001, float("inf")])
def test_nonsense_has_no_sub_index(value: float | None) -> None:
    for parameter in VN_WQI_2019.scales:
        assert sub_index(parameter, value) is None


def test_an_unknown_parameter_is_refused() -> None:
    with pytest.raises(XanhError, match="unknown-parameter"):
        sub_index("turbidity", 1.0)


def test_heptachlor_and_its_epoxide_are_one() -> None:
    assert water_index({"heptachlor": 0.15, "heptachlor_epoxide": 0.1})["q_heptachlor"] == 10
    assert water_index({"heptachlor": 0.15})["q_heptachlor"] == 100
    assert water_index({"heptachlor_epoxide": 0.3})["q_heptachlor"] == 10


@pytest.mark.parametrize(
    ("index", "band"),
    [
        (100, "Rất tốt"), (91, "Rất tốt"), (90, "Tốt"), (76, "Tốt"), (75, "Trung bình"),
        (51, "Trung bình"), (50, "Xấu"), (26, "Xấu"), (25, "Kém"), (10, "Kém"),
        (9, "Ô nhiễm rất nặng"), (0, "Ô nhiễm rất nặng"), (None, None),
    ],
)  # fmt: skip
def test_bands(index: float | None, band: str | None) -> None:
    from xanh.methods.water import band_names

    assert band_names(index) == band


def test_halves_round_up() -> None:
    # Four q of 75, 75, 75, 73 → 74.5 with V = 74.5: the root is 74.5 but for binary fractions.
    sample = {
        "ph": 7.0, "bod5": 6.0, "cod": 15.0, "toc": 6.0, "no3_n": 5.4,
        "coliform": 5050.0,
    }  # fmt: skip
    made = water_index(sample)
    assert made["g4"] == pytest.approx(74.5)
    assert made["g5"] == pytest.approx(74.5)
    assert made["index"] == 75


def test_the_date_chooses_the_version() -> None:
    from datetime import date

    assert version_on(VERSIONS, date(2019, 11, 12)) is VN_WQI_2019
    with pytest.raises(XanhError, match="no-version"):
        version_on(VERSIONS, date(2019, 11, 11))


def test_oxygen_measured_as_saturation_stands_in_for_missing_temperature() -> None:
    assert water_index({"do": 4.2, "do_saturation": 60.0})["q_do"] == pytest.approx(60)
    assert water_index({**ONE, "do_saturation": 90.0})["q_do"] == pytest.approx(54.380, abs=5e-4)


def test_bands_have_their_official_colours() -> None:
    assert [band.hex for band in VN_WQI_2019.bands] == [
        "#3333FF", "#00E400", "#FFFF00", "#FF7E00", "#FF0000", "#7E0023",
    ]  # fmt: skip
    assert VN_WQI_2019.band_of(60).name("en") == "Moderate"  # type: ignore[union-attr]
    assert VN_WQI_2019.band_of(None) is None


def test_arrays_keep_their_length() -> None:
    made = water_index({"ph": np.array([7.0, np.nan]), "bod5": np.array([5.0, 5.0])})
    assert {len(value) for value in made.values()} == {2}
    assert np.isnan(made["index"]).all()
    assert list(made["missing"]) == ["group-4 groups", "group-4 groups"]
