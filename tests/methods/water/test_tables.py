"""Tables of every kind and form go into VN_WQI and come out as what they were."""

from datetime import UTC, date, datetime

import ibis
import pandas as pd
import pyarrow as pa
import pytest

from methods.water.worked import ONE, TWO
from xanh.errors import XanhError
from xanh.methods.water import VN_WQI_2019, vn_wqi

COLUMNS = [
    "station", "time", "index", "band", "g1", "g2", "g3", "g4", "g5",
    *(f"q_{name}" for group in VN_WQI_2019.groups.values() for name in group),
    "missing",
]  # fmt: skip
MORNING, NOON = datetime(2026, 3, 1, 8), datetime(2026, 3, 1, 12)


def _long(*samples: tuple[str, datetime, dict[str, float]]) -> dict[str, list[object]]:
    rows = [(s, name, t, v) for s, t, values in samples for name, v in values.items()]
    names = ("station", "parameter", "time", "value")
    return dict(zip(names, (list(column) for column in zip(*rows, strict=True)), strict=True))


LONG = _long(("NHUE-1", MORNING, ONE), ("NHUE-1", NOON, TWO), ("DAY-2", MORNING, {"ph": 7.0}))


def test_long_table_gives_one_row_a_sample_in_order() -> None:
    made = vn_wqi(pa.table(LONG))
    assert made.column_names == COLUMNS
    rows = made.to_pylist()
    assert [(row["station"], row["time"], row["index"]) for row in rows] == [
        ("DAY-2", MORNING, None),
        ("NHUE-1", MORNING, 60),
        ("NHUE-1", NOON, 31),
    ]
    assert [row["missing"] for row in rows] == ["group-4 groups", "", ""]


def test_every_kind_of_table_gives_the_same_and_stays_its_kind() -> None:
    expected = vn_wqi(pa.table(LONG))
    frame = vn_wqi(pd.DataFrame(LONG))
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == COLUMNS
    assert frame["index"].dropna().tolist() == [60, 31]
    lists = vn_wqi(LONG)
    assert lists == expected.to_pydict()
    lazy = vn_wqi(ibis.memtable(pa.table(LONG)))
    assert isinstance(lazy, ibis.Table)
    assert lazy.to_pyarrow().to_pylist() == expected.to_pylist()


def test_wide_table_gives_one_row_for_each_of_its_own() -> None:
    table = pd.DataFrame([{"time": MORNING, **ONE}, {"time": NOON, **TWO}, {"time": NOON, **TWO}])
    made = vn_wqi(table)
    assert made["index"].tolist() == [60, 31, 31]
    assert made["station"].isna().all()


def test_one_sample_of_plain_numbers() -> None:
    assert vn_wqi(ONE)["index"] == 60
    assert vn_wqi({"station": "NHUE-1", **ONE})["index"] == 60


def test_weighting_reaches_the_table() -> None:
    assert vn_wqi(pa.table(LONG), weighting="group-iv-twice")["index"].to_pylist()[1] == 58
    with pytest.raises(XanhError, match="unknown-weighting"):
        vn_wqi(LONG, weighting="none")  # type: ignore[arg-type]


def test_replicates_of_a_sample_are_averaged() -> None:
    twice = _long(("S", MORNING, ONE), ("S", MORNING, {**ONE, "bod5": 18.0}))
    row = vn_wqi(pa.table(twice)).to_pylist()
    assert len(row) == 1
    assert row[0]["q_bod5"] == 50  # of 15 mg/L


def test_impossible_values_take_no_part_in_means() -> None:
    table = {
        "parameter": ["bod5", "bod5", "bod5", "temperature", "temperature", "do"],
        "time": [MORNING] * 6,
        "value": [15.0, -999.0, float("nan"), 28.0, 999.0, 4.2],
    }
    row = vn_wqi(pa.table(table)).to_pylist()[0]
    assert row["q_bod5"] == 50
    assert row["q_do"] == pytest.approx(54.380, abs=5e-4)
    wide = {"time": [MORNING, NOON], "bod5": [15.0, -999.0]}
    assert vn_wqi(wide, per="day")["q_bod5"] == [50]


def test_units_that_are_written_are_minded() -> None:
    table = {
        "parameter": ["as", "pb", "as", "coliform", "ddts", "cd", "ph"],
        "time": [MORNING] * 7,
        "value": [30.0, 0.03, 0.03, 6000.0, 0.002, 0.004, 7.0],
        "unit": ["ug/L", "mg/l", "mg/L", "CFU/100mL", "mg/L", None, "pH"],
    }
    row = vn_wqi(pa.table(table)).to_pylist()[0]
    assert row["q_as"] == pytest.approx(66.667, abs=5e-4)
    assert (row["q_coliform"], row["q_ddts"], row["q_cd"], row["q_ph"]) == (65, 10, 100, 100)
    assert vn_wqi({**table, "unit": ["µg/L", *table["unit"][1:]]})["q_as"] == [row["q_as"]]


def test_a_unit_that_is_not_understood_is_never_taken_for_another() -> None:
    table = {
        "parameter": ["no3_n", "ph"],
        "time": [MORNING] * 2,
        "value": [3.0, 7.0],
        "unit": ["mg/L NO3", ""],
    }
    with pytest.raises(XanhError, match=r"unknown-unit.*no3_n \(mg/L NO3\)"):
        vn_wqi(pa.table(table))
    # A lazy table cannot refuse: the value does not count.
    made = vn_wqi(ibis.memtable(pa.table(table))).to_pyarrow().to_pylist()[0]
    assert (made["q_no3_n"], made["q_ph"]) == (None, 100)


def test_days_are_local_and_end_at_midnight() -> None:
    # 16:55 and 17:00 UTC are 23:55 and 24:00 of 1 March in Viet Nam; 17:05 is of the 2nd.
    times = [datetime(2026, 3, 1, 16, 55), datetime(2026, 3, 1, 17), datetime(2026, 3, 1, 17, 5)]
    aware = pa.array([t.replace(tzinfo=UTC) for t in times], pa.timestamp("us", "UTC"))
    made = vn_wqi(pa.table({"time": aware, "ph": [5.5, 6.0, 9.0]}), per="day").to_pylist()
    assert [(row["time"], row["q_ph"]) for row in made] == [
        (date(2026, 3, 1), 75),
        (date(2026, 3, 2), 50),
    ]
    naive = {"time": [datetime(2026, 3, 1, 23, 55), datetime(2026, 3, 2)], "ph": [5.5, 6.0]}
    assert vn_wqi(naive, per="day")["time"] == [date(2026, 3, 1)]
    written = {**naive, "time": ["2026-03-01 23:55", "2026-03-02 00:00"]}
    assert vn_wqi(written, per="day")["time"] == [date(2026, 3, 1)]
    kept = {**naive, "time": [date(2026, 3, 1), date(2026, 3, 2)]}
    assert vn_wqi(kept, per="day")["time"] == [date(2026, 3, 1), date(2026, 3, 2)]


def test_long_days() -> None:
    made = vn_wqi(pa.table(LONG), per="day").to_pylist()
    assert [(row["station"], row["time"]) for row in made] == [
        ("DAY-2", date(2026, 3, 1)),
        ("NHUE-1", date(2026, 3, 1)),
    ]
    assert made[1]["q_ph"] == 100  # of 6.5


def test_a_table_of_something_else_is_refused() -> None:
    with pytest.raises(XanhError, match="no-water-columns"):
        vn_wqi({"time": [MORNING], "pm25": [12.0]})


def test_an_empty_table_gives_an_empty_table() -> None:
    made = vn_wqi(pa.table(LONG).slice(0, 0))
    assert (made.num_rows, made.column_names) == (0, COLUMNS)
