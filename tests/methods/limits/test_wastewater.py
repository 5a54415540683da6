"""QCVN 14 and 40, old and new: formulas, factors, transition, licences, what is unknown."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from xanh.errors import XanhError
from xanh.methods.limits import (
    Discharge,
    Lake,
    Limit,
    River,
    Sewer,
    judge,
    k_domestic,
    kf,
    kq,
    limit_on,
    limits_on,
    load_cells,
    standard_on,
)

DAY = timedelta(days=1)
NEW, LAST_OLD, ALL_NEW = date(2025, 9, 1), date(2031, 12, 31), date(2032, 1, 1)
FACTORY = Discharge(
    kind="industrial", column="A", existing=True, flow=300.0, receiving=River(120.0)
)
FLATS = Discharge(kind="domestic", column="B", existing=True, k=k_domestic("housing", 30))


def test_thirty_flats_in_column_b() -> None:
    assert limits_on(FLATS, date(2024, 5, 1))["bod5"].high == 60  # 50 × 1.2


def test_factory_on_a_middling_river() -> None:
    limit = limits_on(FACTORY, date(2024, 5, 1))["cod"]
    assert (limit.high, limit.standard, limit.column) == (82.5, "qcvn40:2011", "A")


@pytest.mark.parametrize("kind", ["industrial", "domestic"])
def test_transition_by_date_and_facility(kind: str) -> None:
    number = {"industrial": "40", "domestic": "14"}[kind]
    old = f"qcvn{number}:{'2011' if kind == 'industrial' else '2008'}"
    new = f"qcvn{number}:2025"
    existing = replace(FACTORY, kind=kind)
    fresh = replace(existing, existing=False)
    moved = replace(existing, new_standard_since=date(2027, 1, 1))
    cases = [
        (existing, NEW - DAY, old), (existing, NEW, old), (existing, LAST_OLD, old),
        (existing, ALL_NEW, new), (fresh, NEW - DAY, old), (fresh, NEW, new),
        (moved, date(2026, 12, 31), old), (moved, date(2027, 1, 1), new),
    ]  # fmt: skip
    for discharge, day, standard in cases:
        assert standard_on(discharge, day).id == standard, (discharge, day)
    with pytest.raises(XanhError, match="no-version"):
        standard_on(existing, date(2005, 1, 1))


@pytest.mark.parametrize(
    ("size", "river", "lake"),
    [(None, 0.9, 0.6), (50, 0.9, 0.6), (50.1, 1.0, 0.6), (200, 1.0, 0.6), (201, 1.1, 0.6),
     (500, 1.1, 0.6), (501, 1.2, 0.6), (10e6, 1.2, 0.6), (10e6 + 1, 1.2, 0.8),
     (100e6, 1.2, 0.8), (100e6 + 1, 1.2, 1.0)],
)  # fmt: skip
def test_kq(size: float | None, river: float, lake: float) -> None:
    assert kq(River(size)) == river
    assert kq(Lake(size)) == lake
    assert kq(Sewer()) == 1.0


@pytest.mark.parametrize(
    ("flow", "factor"),
    [(0, 1.2), (50, 1.2), (51, 1.1), (500, 1.1), (501, 1.0), (5000, 1.0), (5001, 0.9)],
)
def test_kf(flow: float, factor: float) -> None:
    assert kf(flow) == factor


@pytest.mark.parametrize(
    ("kind", "size"),
    [("hotel", 50), ("office", 10_000), ("shop", 5_000), ("market", 1_500), ("restaurant", 500),
     ("works", 500), ("housing", 50)],
)  # fmt: skip
def test_k_domestic(kind: str, size: float) -> None:
    assert (k_domestic(kind, size), k_domestic(kind, size - 1)) == (1.0, 1.2)


def test_impossible_sizes_are_refused() -> None:
    for size in (-1.0, float("nan"), float("inf")):
        for refuse in (kf, lambda x: kq(River(x)), lambda x: k_domestic("hotel", x)):
            with pytest.raises(XanhError, match="impossible-size"):
                refuse(size)
    with pytest.raises(XanhError, match="unknown-facility-kind"):
        k_domestic("ship", 3)


def test_factors_leave_ph_temperature_colour_and_coliform_alone() -> None:
    limits = limits_on(replace(FACTORY, receiving=Lake(1e6), flow=10.0), date(2024, 1, 1))
    assert (limits["ph"].low, limits["ph"].high) == (6, 9)
    assert (limits["temperature"].high, limits["colour"].high) == (40, 50)
    assert limits["coliform"].high == 3000
    assert limits["bod5"].high == pytest.approx(30 * 0.6 * 1.2)
    domestic = limits_on(FLATS, date(2024, 1, 1))
    assert (domestic["coliform"].high, domestic["ph"].high) == (5000, 9)


def test_a_sewer_without_plant_takes_column_b_without_factors() -> None:
    limits = limits_on(replace(FACTORY, receiving=Sewer(), flow=None), date(2024, 1, 1))
    assert (limits["cod"].high, limits["cod"].column) == (150, "B")


# Every number of the two complete standards: (A, B).
OLD_14 = {"bod5": (30, 50), "tss": (50, 100), "tds": (500, 1000), "sulfide": (1, 4),
          "nh4_n": (5, 10), "no3_n": (30, 50), "animal_vegetable_oil": (10, 20),
          "surfactants": (5, 10), "po4_p": (6, 10), "coliform": (3000, 5000),
          "ph": (9, 9)}  # fmt: skip
OLD_40 = {"temperature": (40, 40), "colour": (50, 150), "ph": (9, 9), "bod5": (30, 50),
          "cod": (75, 150), "tss": (50, 100), "as": (0.05, 0.1), "hg": (0.005, 0.01),
          "pb": (0.1, 0.5), "cd": (0.05, 0.1), "cr6": (0.05, 0.1), "cr3": (0.2, 1),
          "cu": (2, 2), "zn": (3, 3), "ni": (0.2, 0.5), "mn": (0.5, 1), "fe": (1, 5),
          "cyanide": (0.07, 0.1), "phenol": (0.1, 0.5), "mineral_oil": (5, 10),
          "sulfide": (0.2, 0.5), "fluoride": (5, 10), "nh4_n": (5, 10), "tn": (20, 40),
          "tp": (4, 6), "chloride": (500, 1000), "residual_chlorine": (1, 2),
          "coliform": (3000, 5000)}  # fmt: skip


@pytest.mark.parametrize(("column", "i"), [("A", 0), ("B", 1)])
def test_every_number_of_the_old_standards(column: str, i: int) -> None:
    flats = replace(FLATS, k=1.0, column=column)
    made = {name: limit.high for name, limit in limits_on(flats, date(2024, 1, 1)).items()}
    assert made == {name: pair[i] for name, pair in OLD_14.items()}
    plain = replace(FACTORY, column=column, flow=1000.0)  # Kq = Kf = 1
    made = {name: limit.high for name, limit in limits_on(plain, date(2024, 1, 1)).items()}
    assert made == {name: pair[i] for name, pair in OLD_40.items()}
    assert limits_on(plain, date(2024, 1, 1))["ph"].low == (6, 5.5)[i]


def test_limits_say_what_is_verified() -> None:
    limits = limits_on(FACTORY, date(2024, 1, 1))
    assert {name for name, limit in limits.items() if limit.verified} == {
        "ph", "cod", "tss", "nh4_n",
    }  # fmt: skip
    assert not any(limit.verified for limit in limits_on(FLATS, date(2024, 1, 1)).values())
    assert all(limit.source for limit in limits.values())


def test_of_the_new_domestic_standard_only_bounds_are_known() -> None:
    town = Discharge(kind="domestic", column="C", existing=False, flow=2000.0)
    limits = limits_on(town, NEW)
    assert set(limits) == {"ph", "bod5", "cod"}
    assert [judge(x, limits["bod5"]) for x in (30.0, 30.1, 40.0, 40.1)] == [
        "meets", "unknown", "unknown", "exceeds",
    ]  # fmt: skip
    assert [judge(x, limits["ph"]) for x in (4.9, 5.0, 9.0, 9.1)] == [
        "exceeds", "meets", "meets", "exceeds",
    ]  # fmt: skip
    assert limits["bod5"].note


def test_an_unknown_limit_is_never_guessed() -> None:
    new = replace(FACTORY, existing=False)
    assert limits_on(new, NEW) == {}
    limit = limit_on(new, NEW, "cod")
    assert (limit.known, limit.verified, limit.standard) == (False, False, "qcvn40:2025")
    assert limit.note
    assert judge(1.0, limit) == "unknown"


def test_the_licence_goes_before_the_standard() -> None:
    own = Limit(parameter="cod", unit="mg/L", high=60.0, standard="licence", source="GPMT")
    for day in (date(2024, 1, 1), ALL_NEW):
        assert limits_on(replace(FACTORY, licence={"cod": own}), day)["cod"] is own


HEADER = (
    "standard,column,flow_above,flow_to,parameter,low,least,high,unit,factors,verified,source,note"
)


def test_an_operator_adds_the_numbers_of_the_new_standard(tmp_path: Path) -> None:
    file = tmp_path / "limits.csv"
    file.write_text(
        f"{HEADER}\n"
        "qcvn40:2025,A,,1000,cod,,,61,mg/L,no,yes,Phụ lục 1,\n"
        "qcvn40:2025,A,1000,,cod,,,51,mg/L,no,yes,Phụ lục 1,\n",
        encoding="utf-8-sig",
    )
    cells = load_cells(file)
    new = replace(FACTORY, existing=False)
    found = [
        limits_on(replace(new, flow=flow), NEW, cells)["cod"].high
        for flow in (10.0, 1000.0, 1000.1, 9e5)
    ]
    assert found == [61, 61, 51, 51]
    assert limits_on(new, NEW, cells)["cod"].verified
    with pytest.raises(XanhError, match="discharge-incomplete"):
        limits_on(replace(new, flow=None), NEW, cells)


@pytest.mark.parametrize(
    "line",
    ["qcvn99:2025,A,,,cod,,,61,mg/L,no,yes,,", "qcvn40:2025,A,,,cod,,,sixty,mg/L,no,yes,,", "x"],
)
def test_a_broken_line_of_an_operator_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "limits.csv"
    file.write_text(f"{HEADER}\n{line}\n", encoding="utf-8")
    with pytest.raises(XanhError, match=r"table-unreadable.*line 2"):
        load_cells(file)


def test_what_is_missing_for_a_limit_is_asked_for() -> None:
    day = date(2024, 1, 1)
    for discharge in (replace(FLATS, k=None), replace(FACTORY, flow=None),
                      replace(FACTORY, receiving=None)):  # fmt: skip
        with pytest.raises(XanhError, match="discharge-incomplete"):
            limits_on(discharge, day)
    with pytest.raises(XanhError, match="unknown-column"):
        limits_on(replace(FACTORY, column="C"), day)
    both = replace(FACTORY, new_column="C")
    assert limits_on(both, day)["cod"].column == "A"
    assert limit_on(both, ALL_NEW, "cod").column == "C"
