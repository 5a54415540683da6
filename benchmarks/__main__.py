"""Run every benchmark and print one table; the status is 1 when a budget is exceeded."""

from __future__ import annotations

import sys

from benchmarks.figures import table
from benchmarks.pages import page_figures, simulated_system, wire_figures
from benchmarks.reading import process_figures, throughput_figures


def main() -> int:
    """Measure, print, and say whether all figures keep their budgets."""
    print("reading …", file=sys.stderr)
    figures = [*process_figures(), *throughput_figures()]
    print("filling a system with simulated plans …", file=sys.stderr)
    with simulated_system() as client:
        print("pages …", file=sys.stderr)
        figures += page_figures(client)
        figures += wire_figures(client)
    print(table(figures))
    return 0 if all(figure.kept for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
