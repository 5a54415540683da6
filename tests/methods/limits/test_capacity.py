"""What rivers and lakes can still take: worked examples and the readings of the result."""

from typing import Any

import ibis
import numpy as np
import pytest

from xanh.errors import XanhError
from xanh.methods.limits import (
    direct_capacity,
    grade_limits,
    has_capacity,
    indirect_capacity,
    lake_capacity,
    load,
    losses,
    point_load,
)


def test_direct_example_step_by_step() -> None:
    assert load(10, 12) == pytest.approx(10_368)
    assert load(6, 12) == pytest.approx(6_220.8)
    assert direct_capacity(10, 6, 12, 0.8) == pytest.approx(3_317.76)


def test_indirect_example_step_by_step() -> None:
    assert (load(10, 5), load(6, 5)) == (pytest.approx(4_320), pytest.approx(2_592))
    assert indirect_capacity(10, 6, 5, 800, 50, 0.8) == pytest.approx(792.4)


def test_lakes_go_by_volume() -> None:
    # (10 - 6) mg/L in a million m³ are 4,000 kg, of which 0.7 may be used.
    assert lake_capacity(10, 6, 1e6, 0.7) == pytest.approx(2_800)


def test_loads_of_discharges_add_up() -> None:
    assert point_load([(50, 0.1), (20, 0.05)]) == pytest.approx((5 + 1) * 86.4)
    assert point_load([(50, 0.1), (None, 0.05)]) is None


def test_losses_close_the_balance() -> None:
    assert losses(500, 200, 100, 1_350, 600) == pytest.approx(50)


def test_the_limit_comes_from_the_class_of_the_water() -> None:
    limit = grade_limits("river", "B")["bod5"].high
    assert direct_capacity(limit, 6, 12, 0.9) == 0
    assert has_capacity(direct_capacity(limit, 7, 12, 0.9)) == "no"


@pytest.mark.parametrize(
    ("capacity", "answer"), [(0.1, "yes"), (0, "no"), (-5, "no"), (None, None)]
)
def test_nothing_is_left_at_or_below_zero(capacity: Any, answer: Any) -> None:
    assert has_capacity(capacity) == answer


@pytest.mark.parametrize("safety", [0.69, 0.91, 1.0, float("nan")])
def test_the_safety_factor_has_bounds(safety: float) -> None:
    for formula in (
        lambda: direct_capacity(10, 6, 12, safety),
        lambda: indirect_capacity(10, 6, 12, 1, 1, safety),
        lambda: lake_capacity(10, 6, 12, safety),
    ):
        with pytest.raises(XanhError, match="safety-factor"):
            formula()


def test_negative_and_missing_values_give_nothing() -> None:
    assert direct_capacity(10, -6, 12, 0.8) is None
    assert direct_capacity(10, None, 12, 0.8) is None


def test_numbers_arrays_and_tables_agree() -> None:
    limits, present, flow = [10.0, 6.0, 4.0], [6.0, 7.0, -1.0], [12.0, 5.0, 5.0]
    numbers = [direct_capacity(*row, 0.8) for row in zip(limits, present, flow, strict=True)]
    arrays = direct_capacity(np.array(limits), np.array(present), np.array(flow), 0.8)
    table = ibis.memtable({"i": [0, 1, 2], "limit": limits, "present": present, "flow": flow})
    made = table.mutate(capacity=direct_capacity(table["limit"], table.present, table.flow, 0.8))
    made = made.mutate(left=has_capacity(made.capacity)).order_by("i").to_pyarrow().to_pylist()
    assert numbers[2] is None
    assert np.isnan(arrays[2])
    assert made[2]["capacity"] is None
    for i in range(2):
        assert numbers[i] == pytest.approx(arrays[i]) == made[i]["capacity"]
    assert [row["left"] for row in made] == ["yes", "no", None]
    # A limit that is one number beside columns.
    one = table.select(left=has_capacity(direct_capacity(6.5, table.present, table.flow, 0.8)))
    assert one.to_pyarrow()["left"].to_pylist() == ["yes", "no", None]
