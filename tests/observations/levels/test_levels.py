"""Levels say what was received, what checks found and what people decided, as of any moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xanh.observations.corrections import correct, undo
from xanh.observations.engine import DuckEngine
from xanh.observations.ledger import resolve
from xanh.observations.readings import CORRECTIONS, EXCLUDING, FLAGS, READINGS
from xanh.observations.selection import Level, Selection
from xanh.observations.store import Store

from ..stations import START, Clock, series

NOW = datetime(2026, 3, 12, tzinfo=UTC)
FIVE = timedelta(minutes=5)


@pytest.fixture
def clock():
    return Clock(NOW)


@pytest.fixture
def store(tmp_path, clock):
    return Store(tmp_path, clock=clock)


def rows(store, level=Level.CORRECTED, as_of=None) -> list[tuple]:
    """Return value, flag and usable of all readings in the order of time."""
    table = DuckEngine(store).table(Selection(level=level, as_of=as_of), "all").sort_by("time")
    return [(row["value"], row["flag"], row["usable"]) for row in table.to_pylist()]


def flag(store, number: int, words: str) -> None:
    label = (START + number * FIVE).replace(tzinfo=None)
    row = {"station": "A", "parameter": "pm25", "time": label, "flag": words}
    store.append("flags", pa.Table.from_pylist([{**row, "rules": "1", "made": None}], FLAGS))


def act(store, first: int, last: int, action: str, **numbers: float) -> int:
    words = {"reason": "kiểm tra", "person": "monitor"}
    start, end = START + first * FIVE, START + last * FIVE
    return correct(store, "A", "pm25", start, end, action, **words, **numbers)


def test_the_newest_version_counts_and_older_ones_as_of_their_time(store, clock):
    store.add(series([1.0, 2.0]))
    first = clock.moment
    clock.moment += timedelta(hours=1)
    store.add(series([5.0]))
    second = clock.moment
    clock.moment += timedelta(hours=1)
    store.add(series([6.0]))
    assert rows(store) == [(6.0, "", True), (2.0, "", True)]
    assert rows(store, as_of=second) == [(5.0, "", True), (2.0, "", True)]
    assert rows(store, as_of=first) == [(1.0, "", True), (2.0, "", True)]
    assert rows(store, as_of=first - timedelta(seconds=1)) == []


def test_checks_replace_the_flag_from_their_moment_on_and_raw_stays(store, clock):
    store.add(series([1.0, 2.0], flag=["negative", ""]))
    before = clock.moment
    clock.moment += timedelta(hours=1)
    flag(store, 1, "spike stuck")
    between = clock.moment
    clock.moment += timedelta(hours=1)
    flag(store, 1, "")
    assert rows(store, Level.CHECKED)[0] == (1.0, "", True)
    assert rows(store, Level.CHECKED, between)[0] == (1.0, "spike stuck", False)
    assert rows(store, Level.CHECKED, before)[0] == (1.0, "negative", False)
    assert rows(store, Level.RAW)[0] == (1.0, "negative", False)


def test_a_reading_sent_after_its_check_keeps_what_both_found(store, clock):
    store.add(series([1.0]))
    clock.moment += timedelta(hours=1)
    flag(store, 1, "spike")
    clock.moment += timedelta(hours=1)
    store.add(series([3.0], flag="negative"))
    assert rows(store) == [(3.0, "negative spike", False)]


def test_below_the_limit_counts_half_from_the_checked_level_on(store):
    store.add(series([8.0, 8.0], flag=["bdl", "bdl range"]))
    assert [row[0] for row in rows(store, Level.RAW)] == [8.0, 8.0]
    for level in (Level.CHECKED, Level.CORRECTED):
        assert [(row[0], row[2]) for row in rows(store, level)] == [(4.0, True), (4.0, False)]


@pytest.mark.parametrize("word", sorted(EXCLUDING))
def test_every_excluding_flag_keeps_a_reading_out(store, word):
    store.add(series([8.0, 8.0], flag=[f"clock {word}", "clock step"]))
    assert [row[2] for row in rows(store)] == [False, True]


def test_only_measuring_states_are_usable(store):
    status = ["00", "", "Valid", "01", "02", "03", "000"]
    store.add(series([1.0] * 7, status=status))
    assert [row[2] for row in rows(store, Level.RAW)] == [True] * 3 + [False] * 4


def test_a_missing_value_is_never_usable(store):
    store.add(series([None]))
    assert rows(store, Level.RAW) == [(None, "", False)]


def test_corrections_follow_one_another_in_the_order_of_their_ids(store):
    store.add(series([10.0] * 5))
    act(store, 1, 3, "scale", factor=2.0, offset=1.0)
    act(store, 2, 4, "set", offset=50.0)
    act(store, 3, 5, "scale", factor=0.5)
    assert [(row[0], row[1]) for row in rows(store)] == [
        (21.0, "corrected"),
        (50.0, "corrected"),
        (25.0, "corrected"),
        (25.0, "corrected"),
        (5.0, "corrected"),
    ]
    assert [row[0] for row in rows(store, Level.CHECKED)] == [10.0] * 5


def test_accepting_clears_what_checks_found_and_excluding_keeps_out(store):
    store.add(series([10.0] * 3, flag=["spike clock", "range", ""]))
    act(store, 1, 2, "accept")
    act(store, 2, 3, "exclude")
    assert rows(store) == [
        (10.0, "clock", True),
        (10.0, "excluded", False),
        (10.0, "excluded", False),
    ]
    act(store, 3, 3, "accept")
    assert rows(store)[2] == (10.0, "", True)


def test_what_is_undone_does_not_count_but_did_before(store, clock):
    store.add(series([10.0]))
    clock.moment += timedelta(hours=1)
    number = act(store, 1, 1, "scale", factor=3.0)
    corrected = clock.moment
    clock.moment += timedelta(hours=1)
    taken_back = undo(store, number, reason="nhầm", person="monitor")
    assert rows(store) == [(10.0, "", True)]
    assert rows(store, as_of=corrected) == [(30.0, "corrected", True)]
    clock.moment += timedelta(hours=1)
    undo(store, taken_back, reason="đúng rồi", person="monitor")
    assert rows(store) == [(30.0, "corrected", True)]


def test_other_stations_and_parameters_are_not_corrected(store):
    store.add(pa.concat_tables([series([10.0], "pm10"), series([10.0], station="B")]))
    act(store, 1, 1, "set", offset=1.0)
    assert [row[0] for row in rows(store)] == [10.0, 10.0]


ACTION = st.tuples(
    st.sampled_from(["set", "scale", "exclude", "accept", "undo"]),
    st.integers(1, 12),
    st.integers(0, 6),
    st.sampled_from([0.5, 2.0, 1.0, -1.0]),
    st.sampled_from([0.0, 3.0, -2.5]),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(ACTION, max_size=9))
def test_segments_do_what_the_ledger_read_row_by_row_does(actions):
    naive = START.replace(tzinfo=None)
    ledger = []
    for number, (action, first, length, factor, offset) in enumerate(actions, 1):
        ledger.append(
            {
                "id": number,
                "station": "A",
                "parameter": "pm25",
                "start": naive + first * FIVE,
                "end": naive + (first + length) * FIVE,
                "action": action,
                "factor": factor,
                "offset": offset,
                "undoes": max(1, number - length) if action == "undo" else None,
                "reason": "r",
                "person": "p",
                "made": naive,
            }
        )
    segments = resolve(pa.Table.from_pylist(ledger, CORRECTIONS)).to_pylist()
    for label in range(20):
        assert _by_segments(segments, naive + label * FIVE) == pytest.approx(
            _row_by_row(ledger, naive + label * FIVE)
        )


def _by_segments(segments: list[dict], label: datetime) -> tuple:
    met = [row for row in segments if row["start"] <= label <= row["end"]]
    assert len(met) <= 1
    if not met:
        return 10.0, False, False, False
    (row,) = met
    words = row["words"].split()
    value = row["offset"] if row["fixed"] else 10.0 * row["factor"] + row["offset"]
    return value, row["accepted"], "corrected" in words, "excluded" in words


def _row_by_row(ledger: list[dict], label: datetime) -> tuple:
    undone: set[int] = set()
    for row in reversed(ledger):
        if row["action"] == "undo" and row["id"] not in undone:
            undone.add(row["undoes"])
    value, accepted, corrected, excluded = 10.0, False, False, False
    for row in ledger:
        if row["id"] in undone or not row["start"] <= label <= row["end"]:
            continue
        if row["action"] == "set":
            value, corrected = row["offset"], True
        elif row["action"] == "scale":
            value, corrected = value * row["factor"] + row["offset"], True
        elif row["action"] == "exclude":
            excluded = True
        elif row["action"] == "accept":
            accepted, excluded = True, False
    return value, accepted, corrected, excluded


def test_a_level_has_the_columns_of_readings(store):
    store.add(series([1.0]))
    for level in Level:
        names = DuckEngine(store).table(Selection(level=level), "all").column_names
        assert names == [*READINGS.names, "version", "received", "usable"]
