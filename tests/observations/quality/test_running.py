"""Checks run over what changed give what checks over everything give, and write nothing twice."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observations.quality.found import everything, flags, run, written
from observations.stations import START, Clock, profiles, rough, series, shared
from xanh.errors import XanhError
from xanh.observations.quality import check, load_rules, touched_since
from xanh.observations.store import Store
from xanh.observations.tables import Medium

FAR = START + timedelta(days=60)


def bad_days() -> pa.Table:
    """Return three days of two stations with everything that goes wrong."""
    dust, coarse, gas = rough(864), rough(864, 60.0, seed=2), rough(864, 20.0, seed=3)
    dust[100], dust[300:320], dust[500:] = 700.0, 41.5, dust[500:] / 1000
    coarse[600] = 1.0
    gas[40:60] = 8.0
    gap = np.ones(864, bool)
    gap[350:450] = False
    parts = [
        series(dust),
        series(coarse, "pm10"),
        series(gas, "so2").filter(gap),
        series(rough(864, 9.0, seed=7), "so2", "B"),
        series(rough(864, 30.0, seed=8), "no2", "B"),
        series(rough(864, 33.0, seed=9), "nox", "B"),
    ]
    return pa.concat_tables(parts)


def known(store: Store) -> dict[tuple[object, ...], str]:
    """Return the flag that holds for every key that a check has spoken of."""
    files = [str(path) for path in store.files("flags")]
    rows = duckdb.execute(
        "SELECT station, parameter, time, arg_max(flag, made) FROM read_parquet($f) GROUP BY ALL",
        {"f": files},
    ).fetchall()
    return {tuple(row[:3]): row[3] for row in rows if row[3]}


def test_running_again_writes_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path, clock=Clock(FAR))
    store.add(bad_days())
    first = run(store, profiles("A", "B"))
    assert first.written > 300
    assert run(store, profiles("A", "B")).written == 0
    assert written(store) == first.written


@settings(max_examples=12, deadline=None)
@given(
    cuts=st.lists(st.integers(1, 5000), min_size=1, max_size=6),
    order=st.randoms(use_true_random=False),
)
def test_any_order_of_arrival_ends_with_the_same_flags(cuts: list[int], order: object) -> None:
    table = bad_days().sort_by("time")
    edges = sorted({0, *(cut % table.num_rows for cut in cuts), table.num_rows})
    parts = [table.slice(a, b - a) for a, b in pairwise(edges)]
    order.shuffle(parts)  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        whole = Store(Path(folder) / "whole", clock=Clock(FAR))
        whole.add(table)
        run(whole, profiles("A", "B"))
        pieces = Store(Path(folder) / "pieces", clock=Clock(FAR))
        for part in parts:
            seen = pieces.manifest().moment
            pieces.add(part)
            run(pieces, profiles("A", "B"), after=seen)
        assert known(pieces) == known(whole)


def test_a_new_value_takes_the_flag_of_the_old_one_away(tmp_path: Path) -> None:
    store = Store(tmp_path, clock=Clock(FAR))
    values = rough(60)
    bad = values.copy()
    bad[30] = 800.0
    store.add(series(bad))
    run(store)
    assert flags(store)[30] == "spike step"
    seen = store.manifest().moment
    store.add(series(values))
    run(store, after=seen)
    assert flags(store) == {}
    assert everything(store)[30] == ""


def test_what_reading_found_stays_in_the_whole_flag(tmp_path: Path) -> None:
    store = Store(tmp_path, clock=Clock(FAR))
    flag = ["suspect"] * 40
    values = rough(40)
    values[20:35] = 50.0
    store.add(series(values, flag=["" if i != 5 else "suspect" for i in range(40)]))
    store.add(series(rough(40, seed=5), "so2", flag=flag))
    run(store)
    assert flags(store) == dict.fromkeys(range(20, 35), "stuck")
    assert flags(store, "so2") == {}  # known from the reading itself


def test_a_reading_that_comes_while_it_is_checked_keeps_its_own_flag(tmp_path: Path) -> None:
    store = Store(tmp_path, clock=Clock(FAR))
    values = rough(40)
    values[20] = 800.0
    store.add(series(values))
    touched = touched_since(store, None, store.manifest().moment)
    append = store.append

    def late(kind: str, table: pa.Table) -> object:
        raise AssertionError("flags of a reading that came again were written")

    from xanh.observations.quality.loading import Loader

    rows = Loader.rows

    def meanwhile(self: Loader, *args: object) -> pa.Table:
        loaded = rows(self, *args)  # type: ignore[arg-type]
        store.add(series(rough(40, seed=9)))
        store.append = late  # type: ignore[method-assign, assignment]
        return loaded

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Loader, "rows", meanwhile)
        assert check(store, load_rules(), profiles(), touched)[0].written == 0
    store.append = append  # type: ignore[method-assign]


def test_beijing_keeps_nearly_all_of_its_readings(tmp_path: Path) -> None:
    """Real hours without known faults: what is taken out are parts above their whole and stuck."""
    import pyarrow.csv as pc

    folder = shared("air-beijing-multisite")
    store = Store(tmp_path, clock=Clock(FAR + timedelta(days=4000)))
    names = {"PM2.5": "pm25", "PM10": "pm10", "SO2": "so2", "NO2": "no2", "CO": "co", "O3": "o3"}
    convert = pc.ConvertOptions(null_values=["NA"], strings_can_be_null=True)
    total = 0
    for path in sorted(folder.glob("*.csv")):
        data = pc.read_csv(path, convert_options=convert)
        start = START.replace(year=2015, month=10, day=31, hour=16)
        for column, parameter in names.items():
            values = data[column].cast("double").to_numpy()
            there = pa.array(~np.isnan(values))
            total += int((~np.isnan(values)).sum())
            station = data["station"][0].as_py()
            table = series(values, parameter, station, start=start, seconds=3600)
            store.add(table.filter(there))
    run(store, {})
    words: dict[str, int] = {}
    for flag in known(store).values():
        for word in flag.split():
            words[word] = words.get(word, 0) + 1
    assert words.get("range", 0) == words.get("negative", 0) == words.get("unit", 0) == 0
    assert words.get("spike", 0) / total < 0.001
    assert words.get("stuck", 0) / total < 0.005
    assert words.get("inconsistent", 0) / total < 0.02


def test_an_operators_rules_go_first_and_are_kept_with_the_flag(tmp_path: Path) -> None:
    (tmp_path / "rules.csv").write_text(
        "\ufeffcheck,parameter,window,limit,off\nstuck,pm25,6,,\nspike,,,,yes\n", "utf-8"
    )
    rules = load_rules(tmp_path)
    store = Store(tmp_path / "store", clock=Clock(FAR))
    values = rough(60)
    values[10:16], values[40] = 50.0, 900.0
    store.add(series(values))
    run(store, rules=rules)
    found = flags(store)
    assert [i for i, flag in found.items() if "stuck" in flag] == list(range(10, 16))
    assert not any("spike" in flag for flag in found.values())
    assert rules.version.startswith("rules:2026.1+")
    assert rules.version != load_rules().version
    assert load_rules().find("spike", "pm25", Medium.AIR, 300) is not None


@pytest.mark.parametrize("text", ["check\nnonsense\n", "check,medium\nspike,sea\n", "check\n\xff"])
def test_a_damaged_table_of_rules_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "rules.csv").write_bytes(text.encode("latin-1"))
    with pytest.raises(XanhError) as refused:
        load_rules(tmp_path)
    assert refused.value.code == "rules-unreadable"


def test_every_rule_of_the_package_is_sound() -> None:
    rules = load_rules().rules
    assert len(rules) > 150
    keys = [(r.check, r.parameter, r.medium, r.shortest, r.longest, r.other) for r in rules]
    assert len(keys) == len(set(keys))
    for rule in rules:
        assert rule.low is None or rule.high is None or rule.low <= rule.high
        if rule.check == "spike":
            assert rule.factor
            assert rule.limit
            assert rule.window
        if rule.check in ("step", "outage") and not rule.off:
            assert rule.limit
        if rule.check == "inconsistent":
            assert rule.parameter
            assert rule.other
