"""The plans that the benchmarks make are the same every time, and are read whole."""

from __future__ import annotations

from benchmarks.figures import Figure, percentile, table
from benchmarks.sample import plan_text

from xanh.documents.parser import parse
from xanh.documents.reading import read_document


def test_the_simulated_plan_has_the_size_and_is_read_whole() -> None:
    text = plan_text(3, tasks=40, size=60_000)
    assert text == plan_text(3, tasks=40, size=60_000)
    assert 60_000 <= len(text.encode()) < 66_000
    plan = parse(read_document(text.encode(), "plan.txt"))
    assert (plan.header.number, plan.header.place) == ("1003/KH-UBND", "Quảng Ninh")
    assert "dữ liệu mô phỏng" in (plan.header.title or "")
    assert len(plan.tasks) == 40
    assert all(task.leads and task.partners and task.period for task in plan.tasks)


def test_the_percentile_is_a_measured_value() -> None:
    assert percentile([5.0, 1.0, 3.0, 2.0, 4.0], 0.95) == 5.0
    assert percentile(range(1, 201), 0.95) == 190


def test_a_figure_over_its_budget_shows_in_the_table() -> None:
    shown = table([Figure("a", 0.5, "s", 1.0), Figure("b", 300.0, "ms", 100.0)])
    assert "EXCEEDED" not in shown.splitlines()[2]
    assert "EXCEEDED" in shown.splitlines()[3]
