"""Dear answers are kept for a while, cheap ones only while the store stays as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from xanh.office.monitoring import memory
from xanh.office.monitoring.memory import Memory

NOW = datetime(2026, 3, 1, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(memory, "time", clock)
    return clock


def asked(kept: Memory[int], clock: Clock, moment: datetime, cost: float, answer: int) -> int:
    def make() -> int:
        clock.now += cost
        return answer

    return kept.get("question", moment, make)


def test_the_same_store_is_not_asked_twice(clock: Clock):
    kept = Memory[int]()
    assert asked(kept, clock, NOW, 0.01, 1) == 1
    clock.now += 1e6
    assert asked(kept, clock, NOW, 0.01, 2) == 1


def test_cheap_answers_follow_every_change(clock: Clock):
    kept = Memory[int]()
    assert asked(kept, clock, NOW, 0.1, 1) == 1
    assert asked(kept, clock, NOW + timedelta(seconds=1), 0.1, 2) == 2


def test_dear_answers_serve_a_hundred_times_as_long_as_they_took(clock: Clock):
    kept = Memory[int]()
    assert asked(kept, clock, NOW, 2.0, 1) == 1
    clock.now += 199.0
    assert asked(kept, clock, NOW + timedelta(seconds=199), 2.0, 2) == 1
    clock.now += 2.0
    assert asked(kept, clock, NOW + timedelta(seconds=201), 2.0, 3) == 3


def test_only_so_many_are_kept(clock: Clock):
    kept = Memory[int](most=2)
    for number in range(3):
        kept.get(number, NOW, lambda n=number: n)
    assert kept.get(2, NOW, lambda: -1) == 2
    assert kept.get(0, NOW, lambda: -1) == -1
