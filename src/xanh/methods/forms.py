"""One formula for three forms: numbers, numpy arrays and columns of an Ibis table.

A formula is written once over the few operations below and gives the same values in every form.
What is missing is NaN in arrays and null in columns; people give and get ``None`` for a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import pairwise
from operator import add, mul
from typing import Any, Protocol

import numpy as np

# A number, an array or a column: the forms share operators, not a type.
Value = Any
# No measured value is as great: keeps infinities, and NaN inside tables, out on every engine.
GREATEST = 1e15


class Forms(Protocol):
    """The operations that differ between arrays and columns."""

    def take(self, value: Value) -> Value:
        """Return ``value`` as float array or column; what is missing stays missing."""

    def give(self, value: Value) -> Value:
        """Return a result in the form that people know: a plain number for a number."""

    def missing(self, values: Iterable[Value]) -> Value:
        """Return what stands for nothing at all beside ``values``."""

    def where(self, condition: Value, value: Value) -> Value:
        """Return ``value`` where the condition holds, else missing."""

    def present(self, value: Value) -> Value:
        """Say whether there is a value, as 1 or 0."""

    def fill(self, value: Value, instead: Value) -> Value:
        """Return ``value``, and ``instead`` where it is missing."""

    def most(self, values: Sequence[Value]) -> Value:
        """Return the greatest of values of which none is missing."""

    def floor(self, value: Value) -> Value:
        """Return the greatest whole number not above ``value``."""

    def interpolate(
        self, value: Value, points: Sequence[tuple[float, float]], below: float, above: float
    ) -> Value:
        """Return y of the line through ``points`` (x ascending), and below and above it."""

    def label(self, pairs: Sequence[tuple[Value, str]], otherwise: str | None = None) -> Value:
        """Return the text of the first condition that holds."""


class _Arrays:
    """Numbers and numpy arrays; missing is NaN (None for texts)."""

    def take(self, value: Value) -> Value:
        return np.asarray(value, dtype=float)

    def give(self, value: Value) -> Value:
        array = np.asarray(value)
        if array.ndim:
            return array
        number = array.item()
        return None if number != number else number

    def missing(self, values: Iterable[Value]) -> Value:
        return np.full(np.broadcast_shapes(*(np.shape(value) for value in values)), np.nan)

    def where(self, condition: Value, value: Value) -> Value:
        return np.where(condition, value, np.nan)

    def present(self, value: Value) -> Value:
        return np.where(np.isnan(value), 0, 1)

    def fill(self, value: Value, instead: Value) -> Value:
        return np.where(np.isnan(value), instead, value)

    def most(self, values: Sequence[Value]) -> Value:
        return reduce(np.maximum, values)

    def floor(self, value: Value) -> Value:
        return np.floor(value)

    def interpolate(
        self, value: Value, points: Sequence[tuple[float, float]], below: float, above: float
    ) -> Value:
        xs, ys = zip(*points, strict=True)
        return np.interp(value, xs, ys, left=below, right=above)

    def label(self, pairs: Sequence[tuple[Value, str]], otherwise: str | None = None) -> Value:
        conditions = np.broadcast_arrays(*(condition for condition, _ in pairs))
        texts = [np.array(text, dtype=object) for _, text in pairs]
        return np.select(conditions, texts, np.array(otherwise, dtype=object))


class _Columns:
    """Columns of an Ibis table; missing is null. Runs on every engine that Ibis knows."""

    def take(self, value: Value) -> Value:
        import ibis

        return (value if is_column(value) else ibis.literal(value)).cast("float64")

    def give(self, value: Value) -> Value:
        return value

    def missing(self, values: Iterable[Value]) -> Value:  # noqa: ARG002
        import ibis

        return ibis.null("float64")

    def where(self, condition: Value, value: Value) -> Value:
        import ibis

        return ibis.cases((condition, value))

    def present(self, value: Value) -> Value:
        return value.notnull().cast("int64")

    def fill(self, value: Value, instead: Value) -> Value:
        return value.fill_null(instead)

    def most(self, values: Sequence[Value]) -> Value:
        import ibis

        return ibis.greatest(*values)

    def floor(self, value: Value) -> Value:
        return value.floor().cast("float64")

    def interpolate(
        self, value: Value, points: Sequence[tuple[float, float]], below: float, above: float
    ) -> Value:
        import ibis

        cases = [(value < points[0][0], ibis.literal(below, "float64"))]
        for (x0, y0), (x1, y1) in pairwise(points):
            # The slope is worked out here: engines divide written decimals in their own ways.
            cases.append((value < x1, (value - x0) * ((y1 - y0) / (x1 - x0)) + y0))
        last_x, last_y = points[-1]
        cases.append((value <= last_x, ibis.literal(last_y, "float64")))
        cases.append((value > last_x, ibis.literal(above, "float64")))
        return ibis.cases(*cases)

    def label(self, pairs: Sequence[tuple[Value, str]], otherwise: str | None = None) -> Value:
        import ibis

        return ibis.cases(*pairs, else_=ibis.literal(otherwise, "string"))


ARRAYS: Forms = _Arrays()
COLUMNS: Forms = _Columns()


def is_column(value: Value) -> bool:
    """Say whether a value is an Ibis column or table, without importing Ibis."""
    return type(value).__module__.startswith("ibis.")


def forms_of(values: Iterable[Value]) -> Forms:
    """Return the operations for ``values``: all columns, or all numbers and arrays."""
    return COLUMNS if any(is_column(value) for value in values) else ARRAYS


def between(forms: Forms, value: Value, low: float = 0.0, high: float = GREATEST) -> Value:
    """Return ``value`` where low ≤ value ≤ high, else missing: no index is made of nonsense."""
    taken = forms.take(value)
    return forms.where((taken >= low) & (taken <= high), taken)


def count(forms: Forms, values: Sequence[Value]) -> Value:
    """Return how many of ``values`` are there, place by place."""
    return reduce(add, (forms.present(value) for value in values))


def mean(forms: Forms, values: Sequence[Value]) -> Value:
    """Return the arithmetic mean of the values that are there; missing where none is."""
    there = count(forms, values)
    total = reduce(add, (forms.fill(value, 0.0) for value in values))
    return total / forms.where(there > 0, there)


def geometric_mean(forms: Forms, values: Sequence[Value]) -> Value:
    """Return the geometric mean of the values that are there; missing where none is."""
    there = count(forms, values)
    product = reduce(mul, (forms.fill(value, 1.0) for value in values))
    return forms.where(there > 0, product) ** (1.0 / forms.where(there > 0, there))


def round_half_up(forms: Forms, value: Value) -> Value:
    """Return floor(value + 0.5).

    Halves go up. A half that binary fractions put a hair below itself is still a half, so that
    every engine and every order of adding rounds it the same way.
    """
    return forms.floor(value + (0.5 + 1e-9))
