"""Reading documents: a whole process over 130 kB, and throughput over real plans."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.sample import plan_text

SIZE = 130_000  # [bytes]
PLANS = Path(__file__).parents[1] / "../shared/plans"
_RUNS = 9
_ROUNDS = 5
# What no reader can save: start Python, decode the file, cut it into words and signs.
_TOKENISE = (
    "import re, sys; from pathlib import Path; "
    "print(len(re.findall(r'\\w+|[^\\w\\s]', Path(sys.argv[1]).read_bytes().decode())))"
)


def process_figures() -> list[Figure]:
    """Measure ``xanh plan read`` on a document of 130 kB, start-up included."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.txt"
        file.write_text(plan_text(tasks=150, size=SIZE), encoding="utf-8")
        size = file.stat().st_size
        read = _measure([sys.executable, "-m", "xanh.cli", "plan", "read", str(file)])
        bare = _measure([sys.executable, "-c", _TOKENISE, str(file)])
    return [
        Figure("document read, size", size / 1000, "kB"),
        Figure("xanh plan read, whole process", read.seconds, "s", 1.0),
        Figure("xanh plan read, processor time", read.processor, "s"),
        Figure("xanh plan read, peak memory", read.megabytes, "MB", 300.0),
        Figure("decode and tokenise only, whole process", bare.seconds, "s"),
        Figure("decode and tokenise only, processor time", bare.processor, "s"),
        Figure("ratio of the processor times", read.processor / bare.processor, "times"),
    ]


@dataclass(frozen=True, slots=True)
class _Cost:
    """What a process cost: time by the clock, time of the processor, peak memory."""

    seconds: float
    processor: float
    megabytes: float


def _measure(command: Sequence[str]) -> _Cost:
    """Return the best times and the highest memory of several runs of ``command``."""
    runs = [_run(command) for _ in range(_RUNS)]
    return _Cost(
        min(run.seconds for run in runs),
        min(run.processor for run in runs),
        max(run.megabytes for run in runs),
    )


def _run(command: Sequence[str]) -> _Cost:
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kibibytes elsewhere
    return _Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6)


def throughput_figures() -> list[Figure]:
    """Measure reading and parsing in one process, over the real plans where they are present."""
    from xanh.documents.parser import parse
    from xanh.documents.reading import read_document

    figures = []
    total_size = total_time = 0.0
    for path in sorted(PLANS.glob("*.txt")):
        content = path.read_bytes()
        times = []
        for _ in range(_ROUNDS):
            start = time.perf_counter()
            parse(read_document(content, path.name))
            times.append(time.perf_counter() - start)
        total_size += len(content)
        total_time += min(times)
        figures.append(Figure(f"{path.stem}, read in process", 1000 * min(times), "ms"))
    if total_time:
        figures.append(Figure("throughput over them", total_size / 1000 / total_time, "kB/s"))
    return figures
