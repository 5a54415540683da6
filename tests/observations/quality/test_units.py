"""A unit that changes on Tuesday is kept out of averages until it is settled."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from observations.quality.found import flags, run
from observations.stations import START, Clock, rough, series
from xanh.observations.corrections import correct
from xanh.observations.quality import check, load_rules, touched_since
from xanh.observations.store import Store

BREAK = 100


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store", clock=Clock(START + timedelta(days=9)))


def test_all_from_the_change_on_is_marked(store: Store) -> None:
    values = rough(288)
    values[BREAK:] /= 1000  # mg/m³ under the name of µg/m³
    store.add(series(values))
    run(store)
    marked = [i for i, flag in flags(store).items() if "unit" in flag.split()]
    assert marked == list(range(BREAK, 288))


def test_a_change_upwards_is_seen_as_well(store: Store) -> None:
    values = rough(288, 0.8, spread=0.02)
    values[BREAK:] *= 1000
    store.add(series(values, "co"))
    run(store)
    marked = [i for i, flag in flags(store, "co").items() if "unit" in flag.split()]
    assert marked == list(range(BREAK, 288))


def test_later_days_stay_marked_and_the_way_back_is_seen(store: Store) -> None:
    values = rough(288 * 4)
    values[BREAK:900] /= 1000
    for start in range(0, len(values), 96):  # eight hours at a time
        seen = store.manifest().moment
        part = values[start : start + 96]
        store.add(series(part, start=START + timedelta(minutes=5 * start)))
        run(store, after=seen)
    marked = [i for i, flag in flags(store).items() if "unit" in flag.split()]
    assert marked == list(range(BREAK, 900))


def test_a_silence_of_days_does_not_end_it(store: Store) -> None:
    values = rough(288)
    values[BREAK:] /= 1000
    store.add(series(values))
    run(store)
    seen = store.manifest().moment
    store.add(series(rough(24) / 1000, start=START + timedelta(days=5)))
    run(store, after=seen)
    marked = [i for i, flag in flags(store).items() if "unit" in flag.split()]
    assert marked == [*range(BREAK, 288), *range(1440, 1464)]


def test_a_change_found_late_reaches_all_that_follows(store: Store) -> None:
    values = rough(288 * 3)
    values[BREAK:] /= 1000
    hole = slice(BREAK - 80, BREAK + 6)
    given = values.copy()
    given[hole] = np.nan
    table = series(given)
    keep = np.ones(len(given), bool)
    keep[hole] = False
    store.add(table.filter(keep))
    run(store)
    assert not any("unit" in flag.split() for flag in flags(store).values())
    seen = store.manifest().moment
    store.add(series(values).filter(~keep))
    run(store, after=seen)
    marked = [i for i, flag in flags(store).items() if "unit" in flag.split()]
    assert marked == list(range(BREAK, len(values)))


def test_a_person_who_accepts_the_new_level_ends_it(store: Store) -> None:
    values = rough(288)
    values[BREAK:] /= 1000
    store.add(series(values))
    run(store)
    seen = store.manifest().moment
    at = START + timedelta(minutes=5 * (BREAK + 1))
    given = {"reason": "thay máy", "person": "ha"}
    correct(store, "A", "pm25", at, at + timedelta(minutes=10), "accept", **given)
    check(store, load_rules(), {}, touched_since(store, seen, store.manifest().moment))
    assert not any("unit" in flag.split() for flag in flags(store).values())


@pytest.mark.parametrize("factor", [3, 20, 100])
def test_a_great_episode_is_no_change_of_unit(store: Store, factor: int) -> None:
    values = rough(288, 4.0, spread=0.1)
    values[BREAK:200] *= factor
    store.add(series(values))
    run(store)
    assert not any("unit" in flag.split() for flag in flags(store).values())


def test_spikes_of_a_thousand_are_spikes(store: Store) -> None:
    values = rough(288, 4.0, spread=0.1)
    values[50:52] *= 400
    store.add(series(values))
    run(store)
    assert not any("unit" in flag.split() for flag in flags(store).values())
