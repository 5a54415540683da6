"""Keeps answers that were dear to make while stations go on sending every second."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """Answers by question. One serves as long as the store stays as it was, and, if it was dear,
    for a hundred times as long as it took: a page says as of when it speaks.
    """

    def __init__(self, most: int = 32, cheap: float = 0.25, worth: float = 100.0) -> None:
        """``cheap`` [s] is what may be asked anew at every change."""
        self._most, self._cheap, self._worth = most, cheap, worth
        self._kept: OrderedDict[Hashable, tuple[datetime, float, float, T]] = OrderedDict()

    def get(self, question: Hashable, moment: datetime, make: Callable[[], T]) -> T:
        """Return what is kept for a question, or make it; ``moment`` is of the last commit."""
        began = time.monotonic()
        if (kept := self._kept.get(question)) is not None:
            known, made, cost, answer = kept
            if known == moment or (cost > self._cheap and began - made < cost * self._worth):
                return answer
        answer = make()
        self._kept[question] = (moment, time.monotonic(), time.monotonic() - began, answer)
        self._kept.move_to_end(question)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return answer
