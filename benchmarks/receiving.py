"""Measure receiving: station files in a folder until they are in the store, kept as they came.

Against merely opening, reading and closing the same files, in the same run.
`python -m benchmarks.receiving [FILES]` (default 40,000; 1000000 for a backlog of a million).
"""

from __future__ import annotations

import os
import resource
import shutil
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from benchmarks.figures import Figure, table

FILES = 40_000
_STATIONS = 150
_PARAMETERS = {"PM10": 60.0, "PM2.5": 40.0, "SO2": 15.0, "NO2": 30.0, "CO": 800.0, "O3": 60.0}
_START = datetime(2026, 3, 1)  # noqa: DTZ001  # local, as loggers write


def backlog(folder: Path, files: int) -> None:
    """Write files as loggers would have sent them, all into one folder."""
    folder.mkdir(parents=True)
    descriptor = os.open(folder, os.O_RDONLY)
    for number in range(files):
        step, station = divmod(number, _STATIONS)
        label = f"{_START + timedelta(minutes=5 * (step + 1)):%Y%m%d%H%M%S}"
        content = "".join(
            f"{name}\t{level * (0.7 + number * 7919 % 6000 / 10_000):.2f}\tug/m3\t{label}\t00\r\n"
            for name, level in _PARAMETERS.items()
        )
        path = os.open(f"HN_T{station:03d}_KHIKXQ_{label}.txt", os.O_WRONLY | os.O_CREAT,
                       dir_fd=descriptor)  # fmt: skip
        os.write(path, content.encode())
        os.close(path)
    os.close(descriptor)


def bare_seconds(folder: Path) -> float:
    """Return how long it takes to open, read and close every file."""
    began = time.perf_counter()
    with os.scandir(folder) as entries:
        for entry in entries:
            with open(entry.path, "rb", buffering=0) as file:  # noqa: PTH123  # the least there is
                file.read()
    return time.perf_counter() - began


def receive_seconds(folder: Path, files: int) -> tuple[float, float]:
    """Return the seconds until all files are in the store and gone, and the peak memory [GB]."""
    # Not a Pool: its workers may have no process of their own, and the receiver has one.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_receive, folder, files).result()


def _receive(folder: Path, files: int) -> tuple[float, float]:
    from xanh.observations.receiving.inbox import Inbox
    from xanh.observations.receiving.ingester import Ingester
    from xanh.observations.receiving.quarantine import Quarantine
    from xanh.observations.receiving.register import Register
    from xanh.observations.receiving.taking import Taker
    from xanh.observations.receiving.watching import Watch
    from xanh.observations.store import Store
    from xanh.observations.tables import Medium, StationProfile

    known = {
        key: StationProfile(key, Medium.AIR)
        for key in (f"HN_T{number:03d}_KHIKXQ" for number in range(_STATIONS))
    }
    home = Path(tempfile.mkdtemp(prefix="xanh-bench-"))
    try:

        def receiver(name: str, watched: Path) -> Ingester:
            place = home / name
            taker = Taker(Store(place), Quarantine(place))
            register = Register(lambda: known)
            return Ingester(Inbox(place / "inbox"), [Watch(watched, settle=0)], taker, register)

        # A receiver runs for months: what Python loads for its first file is no part of this.
        backlog(home / "first", _STATIONS)
        receiver("warm", home / "first").once()
        ingester = receiver("store", folder)
        began = time.perf_counter()
        ingester.once()
        seconds = time.perf_counter() - began
        taken = ingester.taken
        if (taken.counts.new, taken.counts.originals) != (files * len(_PARAMETERS), files):
            raise SystemExit(f"{taken}")
        if any(folder.iterdir()):
            raise SystemExit("files are left")
    finally:
        shutil.rmtree(home)
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def figures(files: int = FILES) -> list[Figure]:
    """Measure both in one run; the backlog is made anew and read once before."""
    room = Path(tempfile.mkdtemp(prefix="xanh-backlog-"))
    folder = room / "in"
    try:
        backlog(folder, files)
        bare = min(bare_seconds(folder) for _ in range(2))
        ours, memory = receive_seconds(folder, files)
    finally:
        shutil.rmtree(room)
    return [
        Figure("receiving: files", files, ""),
        Figure("receiving: merely reading them", files / bare, "files/s"),
        Figure("receiving: into the store, originals kept", files / ours, "files/s"),
        Figure("receiving: times merely reading", ours / bare, "×", 4.0),
        Figure("receiving: memory", memory, "GB", 1.0),
    ]


if __name__ == "__main__":
    measured = figures(int(sys.argv[1]) if len(sys.argv) > 1 else FILES)
    print(table(measured))
    sys.exit(0 if all(figure.kept for figure in measured) else 1)
