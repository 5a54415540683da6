"""Run every benchmark and print one table; the status is 1 when a budget is exceeded.

``python -m benchmarks`` takes a few minutes; with ``--full`` at the sizes of docs/benchmarks.md,
half an hour. The day of a city is apart: ``python -m benchmarks.city_day``.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import table
from benchmarks.pages import page_figures, simulated_system, wire_figures
from benchmarks.reading import process_figures, throughput_figures

# Each in a process of its own, so that its memory is its own: (module, small size, full size).
APART = (
    ("receiving", "20000", "1000000"),
    ("store_csv", "4000000", "20000000"),
    ("air_index", "4000000", "20000000"),
    ("large_queries", "20000000", "500000000"),
)


def main(words: list[str]) -> int:
    """Measure, print, and say whether all figures keep their budgets."""
    print("reading …", file=sys.stderr)
    figures = [*process_figures(), *throughput_figures()]
    print("filling a system with simulated plans …", file=sys.stderr)
    with simulated_system() as client:
        print("pages …", file=sys.stderr)
        figures += page_figures(client)
        figures += wire_figures(client)
    print(table(figures))
    kept = all(figure.kept for figure in figures)
    for module, small, full in APART:
        print(f"\n{module} …", file=sys.stderr, flush=True)
        size = full if "--full" in words else small
        with tempfile.TemporaryDirectory(prefix="xanh-bench-") as folder:
            given = [str(Path(folder) / "store"), size] if module == "large_queries" else [size]
            run = subprocess.run(
                [sys.executable, "-m", f"benchmarks.{module}", *given], check=False
            )
        kept &= run.returncode == 0
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
