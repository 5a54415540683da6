"""QCVN 08:2023: limits for health, classes of rivers and lakes, the worst parameter decides."""

from datetime import date
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xanh.errors import XanhError
from xanh.methods.limits import QCVN08_2023, grade_limits, health_limits, judge, surface_class
from xanh.methods.limits.surface import SURFACE_VERSIONS
from xanh.methods.versions import version_on

# The greatest value of classes A, B, C.
RIVER = {
    "bod5": (4, 6, 10), "cod": (10, 15, 20), "toc": (4, 6, 8), "tp": (0.1, 0.3, 0.5),
    "tn": (0.6, 1.5, 2.0), "coliform": (1000, 5000, 7500), "fecal_coliform": (200, 1000, 1500),
}  # fmt: skip
LAKE = {**RIVER, "chlorophyll_a": (14, 35, 70)}


def _class(values: dict[str, Any], **more: Any) -> Any:
    return surface_class(values, **more)["class"]


@pytest.mark.parametrize(("water", "table"), [("river", RIVER), ("lake", LAKE)])
def test_every_upper_limit_of_the_classes(water: Any, table: dict[str, Any]) -> None:
    for name, bounds in table.items():
        for bound, at, beyond in zip(bounds, "ABC", "BCD", strict=True):
            assert _class({name: bound}, water=water) == at, (name, bound)
            assert _class({name: bound * 1.001}, water=water) == beyond, (name, bound)


@pytest.mark.parametrize("water", ["river", "lake"])
def test_oxygen_falls_through_the_classes(water: Any) -> None:
    found = [_class({"do": x}, water=water) for x in (6.0, 5.99, 5.0, 4.99, 4.0, 3.99, 2.0, 0.5)]
    assert found == ["A", "B", "B", "C", "C", "D", "D", "D"]


def test_ph_of_rivers() -> None:
    found = [_class({"ph": x}) for x in (6.5, 8.5, 6.4, 6.0, 5.9, 8.6)]
    assert found == ["A", "A", "B", "B", "D", "D"]
    assert _class({"ph": 5.0}, water="lake") is None  # table 3 knows no pH


@pytest.mark.parametrize(("water", "a", "b"), [("river", 25, 100), ("lake", 5, 15)])
def test_floating_trash_parts_the_last_classes(water: Any, a: float, b: float) -> None:
    for trash, last in ((False, "C"), (True, "D")):
        found = [
            _class({"tss": x}, water=water, floating_trash=trash) for x in (a, a + 1, b, b + 1)
        ]
        assert found == ["A", "B", "B", last]


def test_the_worst_parameter_decides_and_is_named() -> None:
    made = surface_class({"ph": 7.0, "bod5": 12.0, "cod": 14.0, "do": 5.5, "tp": 0.6})
    assert (made["class"], made["deciding"]) == ("D", "bod5")
    assert (made["class_cod"], made["class_do"], made["class_tp"]) == ("B", "B", "D")
    assert surface_class({})["class"] is None
    assert surface_class({"bod5": None, "cod": 9.0})["deciding"] == "cod"
    assert surface_class({"bod5": -3.0})["class"] is None


def test_limits_say_what_is_verified() -> None:
    assert grade_limits("river", "A")["bod5"].verified
    assert not grade_limits("river", "B")["tss"].verified
    assert not grade_limits("river", "C")["toc"].verified
    assert not grade_limits("lake", "B")["chlorophyll_a"].verified
    assert not any(limit.verified for limit in grade_limits("lake", "C").values())
    assert grade_limits("river", "D")["do"].low == 2.0
    assert grade_limits("lake", "D") == {}
    assert all("01/2023" in limit.source for limit in grade_limits("river", "A").values())


def test_limits_for_health() -> None:
    limits = health_limits()
    assert len(limits) == 36
    for name, high, unit in (
        ("as", 0.01, "mg/L"), ("hg", 0.001, "mg/L"), ("lindane", 0.02, "µg/L"),
        ("nh4_n", 0.3, "mg/L"), ("pcbs", 0.0005, "mg/L"), ("hexachlorobenzene", 0.04, "µg/L"),
    ):  # fmt: skip
        assert (limits[name].high, limits[name].unit) == (high, unit)
        assert judge(high, limits[name]) == "meets"
        assert judge(high * 1.01, limits[name]) == "exceeds"


def test_in_force_since_12_september_2023() -> None:
    assert version_on(SURFACE_VERSIONS, date(2023, 9, 12)) is QCVN08_2023
    with pytest.raises(XanhError, match="no-version"):
        version_on(SURFACE_VERSIONS, date(2023, 9, 11))


def test_an_unknown_kind_of_water_is_refused() -> None:
    with pytest.raises(XanhError, match="unknown-water"):
        surface_class({"ph": 7.0}, water="sea")  # type: ignore[arg-type]


VALUES = st.none() | st.sampled_from([4.0, 6.0, 6.5, 8.5, 10.0, 100.0]) | st.floats(-1, 200)
SITES = st.lists(
    st.fixed_dictionaries({"trash": st.booleans(), "ph": VALUES, "bod5": VALUES, "do": VALUES,
                           "tss": VALUES}),
    min_size=1, max_size=20,
)  # fmt: skip


@settings(max_examples=10, deadline=None)
@given(sites=SITES)
def test_numbers_arrays_and_tables_agree(sites: list[dict[str, Any]]) -> None:
    names = ["ph", "bod5", "do", "tss"]
    columns = {name: [site[name] for site in sites] for name in names}
    trash = [site["trash"] for site in sites]
    arrays = surface_class(
        {name: np.array(column, dtype=float) for name, column in columns.items()},
        floating_trash=np.array(trash),
    )
    table = ibis.memtable(
        pa.table(
            {
                "i": range(len(sites)),
                "trash": trash,
                **{name: pa.array(column, pa.float64()) for name, column in columns.items()},
            }
        )
    )
    made = table.mutate(
        **surface_class({name: table[name] for name in names}, floating_trash=table["trash"])
    )
    rows = made.order_by("i").to_pyarrow().to_pylist()
    for i, site in enumerate(sites):
        number = surface_class({name: site[name] for name in names}, floating_trash=site["trash"])
        for name, value in number.items():
            assert value == arrays[name][i] == rows[i][name], name


def test_a_whole_table_takes_one_answer_about_trash() -> None:
    table = ibis.memtable({"tss": [20.0, 120.0]})
    made = table.select(table.tss, **surface_class({"tss": table.tss}, floating_trash=True))
    assert sorted(made.to_pandas()["class"]) == ["A", "D"]
