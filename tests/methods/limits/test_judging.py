"""A mean is judged only on enough valid readings, the same in numbers, arrays and tables."""

from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from xanh.methods.limits import VERDICTS, Limit, judge, judge_table

PH = Limit(parameter="ph", unit="", low=6.0, high=9.0, standard="x", source="x")
COD = Limit(parameter="cod", unit="mg/L", high=75.0, standard="x", source="x")
BOD = Limit(parameter="bod5", unit="mg/L", least=30.0, high=40.0, standard="x", source="x")
NONE = Limit(parameter="tn", unit="mg/L", standard="x", source="x")
LIMITS = {limit.parameter: limit for limit in (PH, COD, BOD, NONE)}


def test_a_value_at_the_limit_meets_it() -> None:
    assert [judge(x, PH) for x in (5.99, 6.0, 9.0, 9.01)] == [
        "exceeds",
        "meets",
        "meets",
        "exceeds",
    ]
    assert [judge(x, COD) for x in (0, 75, 75.1)] == ["meets", "meets", "exceeds"]


def test_too_few_valid_readings_give_no_verdict() -> None:
    assert judge(100.0, COD, share=0.74) is None
    assert judge(100.0, COD, share=0.75) == "exceeds"
    assert judge(100.0, COD, share=0.5, least_share=0.5) == "exceeds"
    assert judge(100.0, COD, share=None) == "exceeds"
    assert judge(None, COD) is None
    assert judge(None, NONE) is None


def test_every_verdict_has_words() -> None:
    assert {judge(x, BOD) for x in (1.0, 35.0, 99.0)} == set(VERDICTS)


VALUES = st.none() | st.sampled_from([6.0, 9.0, 30.0, 40.0, 75.0]) | st.floats(0, 120)
MEANS = st.lists(
    st.tuples(st.sampled_from([*LIMITS, "colour"]), VALUES, st.floats(0, 1)), min_size=1
)


@settings(max_examples=20, deadline=None)
@given(means=MEANS)
def test_numbers_arrays_and_tables_agree(means: list[tuple[str, Any, float]]) -> None:
    names, values, shares = (list(column) for column in zip(*means, strict=True))
    table = ibis.memtable(
        pa.table(
            {
                "i": range(len(means)),
                "parameter": names,
                "value": pa.array(values, pa.float64()),
                "completeness": shares,
            }
        )
    )
    rows = judge_table(table, LIMITS).order_by("i").to_pyarrow().to_pylist()
    columns = table.mutate(
        **{
            name: judge(table.value, limit, share=table.completeness)
            for name, limit in LIMITS.items()
        }
    )
    judged = columns.order_by("i").to_pyarrow().to_pylist()
    for i, (name, value, share) in enumerate(means):
        limit = LIMITS.get(name, NONE)
        number = judge(value, limit, share=share)
        array = judge(np.array(values, dtype=float), limit, share=np.array(shares))
        assert number == array[i] == rows[i]["verdict"], means[i]
        assert name not in LIMITS or number == judged[i][name]


def test_a_table_without_completeness_is_judged_as_it_is() -> None:
    table = ibis.memtable({"parameter": ["cod", "cod"], "value": [70, 80]})
    assert sorted(judge_table(table, LIMITS).to_pandas()["verdict"]) == ["exceeds", "meets"]
