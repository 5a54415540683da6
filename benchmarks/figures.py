"""One measured figure, and the table of all of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured; ``budget`` is the most that it may be, None where there is none."""

    name: str
    value: float
    unit: str
    budget: float | None = None

    @property
    def kept(self) -> bool:
        """Say whether the figure is within its budget."""
        return self.budget is None or self.value <= self.budget

    def cells(self) -> tuple[str, str, str]:
        """Return name, value with unit, and budget with "exceeded" where it is."""
        if self.budget is None:
            return self.name, _shown(self.value, self.unit), ""
        budget = _shown(self.budget, self.unit)
        return self.name, _shown(self.value, self.unit), budget + ("" if self.kept else " EXCEEDED")


def _shown(value: float, unit: str) -> str:
    digits = 0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2
    return f"{value:.{digits}f} {unit}".strip()


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that ``share`` (0 … 1] of ``values`` do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a Markdown table."""
    rows = [("figure", "measured", "budget"), *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *lines[1:]])
