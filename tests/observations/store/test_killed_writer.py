"""Killing the writer at any instant loses nothing acknowledged and keeps nothing twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import duckdb

from observations.store.writer import BEGIN, STATIONS, batch, originals, table
from xanh.observations.store import Store

ROUNDS = int(os.environ.get("XANH_KILLS", "25"))


def run_and_kill(folder: Path, first: int, seconds: float) -> int:
    """Let a writer work for a while after its first acknowledgement; return the last one."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    writer = Path(__file__).with_name("writer.py")
    command = [sys.executable, str(writer), str(folder), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None
        last = int(child.stdout.readline())
        time.sleep(seconds)
        os.kill(child.pid, signal.SIGKILL)
        rest = [line for line in child.stdout.read().split("\n")[:-1] if line]
    return int(rest[-1]) if rest else last


def kept(paths: list[str]) -> Counter:
    rows = duckdb.execute(
        "SELECT station, time, version, value FROM read_parquet($1)", [paths]
    ).fetchall()
    return Counter(rows)


def expected(batches: int) -> Counter:
    """Return what the store holds after the batches 0 … batches - 1."""
    rows: Counter = Counter()
    for number in range(batches):
        sent = batch(number)
        for station, _, label, _, value, *_ in sent[: len(STATIONS)]:
            rows[station, label, 1, value] += 1
        for station, _, label, _, value, *_ in sent[len(STATIONS) : len(STATIONS) + 1]:
            rows[station, label, 2, value] += 1
    return rows


def test_a_writer_killed_at_random_instants_loses_nothing_and_keeps_nothing_twice(
    tmp_path: Path,
) -> None:
    folder, following, chance = tmp_path / "store", 0, random.Random(os.environ.get("XANH_SEED"))
    for _ in range(ROUNDS):
        last = run_and_kill(folder, following, chance.uniform(0, 0.25))
        store = Store(folder, grace=0.2)
        here = kept([str(path) for path in store.files("readings")])
        # The commit under way at the kill may be there or not, but only whole.
        assert here in (expected(last + 1), expected(last + 2))
        assert store.verify() == []
        again = store.add(table(batch(last + 1)), originals(last + 1))
        assert again.total == len(batch(last + 1))
        following = last + 2
        seen_by_any_tool = kept([str(folder / "readings/**/*.parquet")])
        assert seen_by_any_tool == expected(following)
    files = [str(path) for path in store.files("originals")]
    numbers = duckdb.execute(
        "SELECT count(*), count(DISTINCT number), count(DISTINCT name) FROM read_parquet($1)",
        [files],
    ).fetchone()
    assert numbers == (following * len(STATIONS),) * 3
    store.compact(BEGIN.replace(year=2030))
    time.sleep(0.3)
    store.add(table(batch(following)))
    named = {entry.path for entry in store.manifest().entries}
    named |= {path for path, _ in store.manifest().retired}
    assert {f"kept/{path.name}" for path in (folder / "kept").iterdir()} == named
    assert list((folder / "staging").iterdir()) == []
