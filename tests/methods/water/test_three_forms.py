"""Numbers, arrays and tables give the same VN_WQI; worse water never gives a better one."""

import math
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from methods.water.worked import LIMITS, ONE
from xanh.methods.water import VN_WQI_2019, WEIGHTINGS, sub_index, vn_wqi, water_index

NAMES = [*VN_WQI_2019.scales, "temperature", "do_saturation", "heptachlor_epoxide"]
FALLING = [name for name in VN_WQI_2019.scales if name not in ("ph", "do")]


def _values(name: str) -> st.SearchStrategy[float | None]:
    """Values of a parameter: its limits, those between and beyond them, and nothing."""
    if name == "temperature":
        numbers: st.SearchStrategy[float] = st.floats(-10, 70)
    elif name in ("do", "do_saturation"):
        numbers = st.floats(0, 30 if name == "do" else 220)
    else:
        limits = [value for value, _ in LIMITS.get(name, [(0.1, 0), (0.2, 0)])]
        numbers = st.sampled_from([float(x) for x in limits]) | st.floats(0, 2 * max(limits))
    return st.none() | numbers | st.sampled_from([-1.0, math.nan])


SAMPLES = st.lists(st.fixed_dictionaries({name: _values(name) for name in NAMES}), min_size=1,
                   max_size=20)  # fmt: skip


def _same(one: Any, other: Any) -> bool:
    if one is None or other is None or one != one or other != other:
        return (one is None or one != one) and (other is None or other != other)
    if isinstance(one, str):
        return bool(one == other)
    return math.isclose(one, other, rel_tol=1e-12)


@settings(max_examples=10, deadline=None)
@given(samples=SAMPLES, weighting=st.sampled_from(WEIGHTINGS))
def test_numbers_arrays_and_tables_agree(samples: list[dict[str, Any]], weighting: Any) -> None:
    numbers = [water_index(sample, weighting=weighting) for sample in samples]
    columns = {name: [sample[name] for sample in samples] for name in NAMES}
    arrays = water_index(
        {name: np.array(column, dtype=float) for name, column in columns.items()},
        weighting=weighting,
    )
    table = pa.table({name: pa.array(column, pa.float64()) for name, column in columns.items()})
    table = table.append_column("time", pa.array(range(len(samples))))
    rows = vn_wqi(table, weighting=weighting).to_pylist()
    lazy = vn_wqi(ibis.memtable(table), weighting=weighting).to_pyarrow().to_pylist()
    for i, number in enumerate(numbers):
        for name, value in number.items():
            assert _same(value, arrays[name][i]), name
            assert _same(value, rows[i][name]), name
            assert _same(value, lazy[i][name]), name


@settings(max_examples=200, deadline=None)
@given(name=st.sampled_from(FALLING), data=st.data())
def test_more_of_a_pollutant_never_gives_a_better_sub_index(name: str, data: Any) -> None:
    top = max(value for value, _ in LIMITS[name])
    low, high = sorted(data.draw(st.tuples(st.floats(0, 2 * top), st.floats(0, 2 * top))))
    assert sub_index(name, low) >= sub_index(name, high)
    assert 10 <= sub_index(name, low) <= 100


@settings(max_examples=200, deadline=None)
@given(share=st.floats(0, 300), less=st.floats(0, 300))
def test_oxygen_rises_to_saturation_and_falls_behind_it(share: float, less: float) -> None:
    low, high = sorted((share, less))
    if high <= 112:
        assert sub_index("do", low) <= sub_index("do", high)
    if low >= 88:
        assert sub_index("do", low) >= sub_index("do", high)


@settings(max_examples=100, deadline=None)
@given(name=st.sampled_from(["bod5", "cod", "nh4_n", "coliform", "as"]), factor=st.floats(1, 10))
def test_worse_water_never_gives_a_better_index(name: str, factor: float) -> None:
    sample = {**ONE, "as": 0.02}
    for weighting in WEIGHTINGS:
        before = water_index(sample, weighting=weighting)["index"]
        after = water_index({**sample, name: sample[name] * factor}, weighting=weighting)["index"]
        assert after <= before


def test_limits_come_out_the_same_in_a_table() -> None:
    rows = [(name, *pair) for name in FALLING for pair in LIMITS[name]]
    made = vn_wqi(
        {
            "time": list(range(len(rows))),
            "parameter": [name for name, _, _ in rows],
            "value": [float(value) for _, value, _ in rows],
        }
    )
    for i, (name, value, q) in enumerate(rows):
        assert made[f"q_{name}"][i] == pytest.approx(q), (name, value)
