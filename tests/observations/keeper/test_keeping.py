"""One step checks, derives hours and merges; killed anywhere, the next step ends the same."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from observations.stations import START, Clock, profiles, rough, series
from xanh.errors import XanhError
from xanh.observations import keeper
from xanh.observations.corrections import correct, undo
from xanh.observations.engine import DuckEngine
from xanh.observations.hours import derive_hours
from xanh.observations.keeper import Kept, Loop, keep, read_position
from xanh.observations.quality import days, touched_between
from xanh.observations.selection import Selection
from xanh.observations.store import Store

NOW = START + timedelta(days=5)
BY = {"reason": "máy mới", "person": "ha"}


def hours(store: Store, parameter: str = "pm25") -> dict[datetime, tuple[float | None, int]]:
    """Return mean and count of every hour that is kept."""
    table = DuckEngine(store).hours(Selection(parameters=(parameter,)))
    rows = table.sort_by("time").to_pylist()
    return {row["time"]: (row["mean"], row["count"]) for row in rows}


def hour(n: int) -> datetime:
    """Return the label of the n-th hour after the start (1 is the first)."""
    return START.replace(tzinfo=None) + timedelta(hours=n)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store", clock=Clock(NOW))


def spiked() -> pa.Table:
    values = np.round(np.full(288, 30.0) + np.arange(288) % 7, 1)
    values[15] = 900.0
    return series(values)


def test_a_step_checks_and_derives_and_the_next_has_nothing_to_do(store: Store) -> None:
    store.add(spiked())
    kept = keep(store, profiles(), now=NOW)
    assert (kept.touched, kept.flags > 0, kept.hours) == (1, True, 1)
    mean, count = hours(store)[hour(2)]
    assert count == 11
    assert mean is not None
    assert mean < 40
    before = store.manifest().sequence
    assert keep(store, profiles(), now=NOW).idle
    assert store.manifest().sequence == before


def test_hours_follow_flags_that_changed_on_a_day_that_nothing_came_for(store: Store) -> None:
    """A run of equal values over midnight: the second half makes the first half stuck."""
    values = rough(300)
    values[280:300] = 41.0
    store.add(series(values[:288]))
    keep(store, profiles(), now=NOW)
    assert hours(store)[hour(24)][1] == 12
    store.add(series(values[288:], start=START + timedelta(days=1)))
    keep(store, profiles(), now=NOW)
    assert hours(store)[hour(24)][1] == 4


def test_a_correction_and_its_undo_derive_the_hours_again(store: Store) -> None:
    store.add(series(np.arange(288) % 7 + 30.0))
    keep(store, profiles(), now=NOW)
    before = hours(store)
    first, last = START + timedelta(minutes=5), START + timedelta(hours=1)
    number = correct(store, "A", "pm25", first, last, "scale", factor=2.0, **BY)
    assert keep(store, profiles(), now=NOW).hours == 1
    assert hours(store)[hour(1)][0] == pytest.approx(2 * before[hour(1)][0])
    assert hours(store)[hour(2)] == before[hour(2)]
    undo(store, number, **BY)
    assert keep(store, profiles(), now=NOW).hours == 1
    assert hours(store) == before


@pytest.mark.parametrize("moment", ["check", "derive", "position"])
def test_a_step_that_ends_early_is_done_by_the_next(
    store: Store, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    store.add(spiked())
    keep(store, profiles(), now=NOW)
    values = rough(300)
    values[280:] = 41.0
    store.add(series(values, "pm10"))

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if moment == "check":
            patch.setattr("xanh.observations.quality.check", dies)
        elif moment == "derive":
            patch.setattr("xanh.observations.hours.derive_hours", dies)
        else:
            patch.setattr(keeper, "_write_position", dies)
        with pytest.raises(KeyboardInterrupt):
            keep(store, profiles(), now=NOW)
    keep(store, profiles(), now=NOW)
    kept = hours(store, "pm10")
    assert kept[hour(24)][1] == 4
    assert len(kept) == 25
    rows = store.manifest().rows("flags")
    assert keep(store, profiles(), now=NOW).idle
    assert store.manifest().rows("flags") == rows


CHILD = """
import sys
from datetime import datetime, timedelta, UTC
sys.path.insert(0, sys.argv[2])
from observations.stations import profiles
from xanh.observations.keeper import keep
from xanh.observations.store import Store
store = Store(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
keep(store, profiles("A", "B"))
print("done", flush=True)
"""


def test_a_killed_keeper_loses_nothing_and_does_nothing_twice(tmp_path: Path) -> None:
    rounds = int(os.environ.get("XANH_KILLS", "6"))
    store = Store(tmp_path / "store")
    chance = random.Random(7)
    start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(days=12)
    tests = Path(__file__).parents[2]
    killed = 0
    for turn in range(rounds):
        at = start + timedelta(hours=6 * turn)
        for station in "AB":
            values = rough(72, seed=turn)
            values[20:40], values[60] = 50.0, 800.0
            store.add(series(values, station=station, start=at))
        with subprocess.Popen(
            [sys.executable, "-c", CHILD, str(store.folder), str(tests)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdout.readline()
            child.stdin.write(b"go\n")
            child.stdin.flush()
            time.sleep(chance.uniform(0.0, 1.2))
            killed += child.poll() is None
            child.send_signal(signal.SIGKILL)
    assert killed
    while not keep(store, profiles("A", "B")).idle:
        pass
    assert not store.verify()
    derived = store.manifest().rows("hours")
    whole = Store(tmp_path / "whole")
    for path in store.files("readings"):
        columns = series([1.0]).schema.names
        whole.add(pq.read_table(path, partitioning=None).select(columns))
    keep(whole, profiles("A", "B"))
    assert hours(store) == hours(whole)
    # What stands is derived once: nothing is left to append.
    derive_hours(store, days(touched_between(store, None, None)))
    assert store.manifest().rows("hours") == derived


def _hold(folder: str, holding: object, free: object) -> None:
    with keeper._alone(Path(folder)) as mine:
        assert mine
        holding.set()  # type: ignore[attr-defined]
        free.wait(20)  # type: ignore[attr-defined]


def test_of_two_processes_one_works(store: Store) -> None:
    store.add(spiked())
    context = multiprocessing.get_context("spawn")
    holding, free = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(str(store.folder), holding, free))
    other.start()
    try:
        assert holding.wait(20)
        assert keep(store, profiles(), now=NOW) == Kept(busy=True)
    finally:
        free.set()
        other.join(20)
    assert keep(store, profiles(), now=NOW).hours == 1


def test_an_unreadable_position_means_from_the_beginning(store: Store) -> None:
    store.add(spiked())
    keep(store, profiles(), now=NOW)
    kept = hours(store)
    for content in (b"{", b"[]", b'{"readings": 3}', b"\xff"):
        (store.folder / keeper.POSITION).write_bytes(content)
        assert read_position(store.folder).readings is None
        keep(store, profiles(), now=NOW)
        assert hours(store) == kept
    assert json.loads((store.folder / keeper.POSITION).read_text())["readings"]


def test_the_loop_goes_on_after_an_error_and_stops_when_told(store: Store) -> None:
    store.add(spiked())
    refused = [True]
    seen: list[Kept] = []
    done = threading.Event()

    def registered() -> object:
        if refused[0]:
            refused[0] = False
            raise XanhError("disk-full", "Đĩa đầy.", "The disk is full.")
        return profiles()

    def told(kept: Kept) -> None:
        seen.append(kept)
        done.set()

    loop = Loop(store, registered, every=0.05, told=told)  # type: ignore[arg-type]
    loop.start()
    assert done.wait(20)
    assert loop.stop()
    assert loop.error is None
    assert seen[0].hours == 1
