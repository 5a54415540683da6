"""What a limit is, and how a mean is judged by it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from xanh.methods.forms import COLUMNS, Forms, Value, forms_of

# What :func:`judge` says.
MEETS, EXCEEDS, UNKNOWN = "meets", "exceeds", "unknown"
VERDICTS = {
    MEETS: ("Đạt", "Meets the limit"),
    EXCEEDS: ("Vượt", "Exceeds the limit"),
    UNKNOWN: ("Chưa biết giới hạn", "The limit is not known"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit value of one parameter, in the parameter's unit, with where it comes from.

    ``verified`` is False where the number has not been held against the official text. Where a
    source tells only between which values the upper limit lies, they are ``least`` and ``high``.
    """

    parameter: str
    unit: str
    standard: str  # id of the version: "qcvn40:2011"
    source: str
    low: float | None = None
    high: float | None = None
    least: float | None = None
    column: str = ""  # column or class of the standard
    verified: bool = False
    note: str = ""

    @property
    def known(self) -> bool:
        """Say whether there is a number at all."""
        return self.low is not None or self.high is not None


def judge(
    value: Value, limit: Limit, *, share: Value | None = None, least_share: float = 0.75
) -> Value:
    """Return ``meets``, ``exceeds`` or ``unknown`` for the mean of valid values of an hour or day.

    ``value`` is a number, an array or an Ibis column, in the limit's unit. A value at the limit
    meets it. There is no verdict (``None``) without a value, or where ``share``, the share of
    valid readings behind the mean (0 to 1), is below ``least_share``. A value within the bounds
    of a limit of which only bounds are known is ``unknown``, and so is any value where no limit
    is known.
    """
    given = (value,) if share is None else (value, share)
    forms = forms_of(given)
    taken = forms.take(value)
    if share is not None:
        taken = forms.where(forms.take(share) >= least_share, taken)
    return forms.give(forms.label(_cases(forms, taken, limit)))


def _cases(forms: Forms, value: Value, limit: Limit) -> list[tuple[Value, str]]:
    there = forms.present(value) == 1
    cases = []
    if limit.low is not None:
        cases.append((there & (value < limit.low), EXCEEDS))
    if limit.high is not None:
        cases.append((there & (value > limit.high), EXCEEDS))
        if limit.least is not None:
            cases.append((there & (value > limit.least), UNKNOWN))
    return [*cases, (there, MEETS if limit.known else UNKNOWN)]


def judge_table(table: Any, limits: Mapping[str, Limit], *, least_share: float = 0.75) -> Any:
    """Return an Ibis table of means with a column ``verdict``.

    ``table`` is long: ``parameter``, ``value`` and, if there is one, ``completeness`` (0 to 1).
    A parameter of which ``limits`` holds nothing is ``unknown``.
    """
    value = table["value"].cast("float64")
    if "completeness" in table.columns:
        value = COLUMNS.where(table["completeness"] >= least_share, value)
    cases = [
        (there & (table["parameter"] == name), verdict)
        for name, limit in limits.items()
        for there, verdict in _cases(COLUMNS, value, limit)
    ]
    return table.mutate(verdict=COLUMNS.label([*cases, (value.notnull(), UNKNOWN)]))


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one of the package's tables."""
    text = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def number(text: str) -> float | None:
    """Return a number of a table; None for an empty cell."""
    return float(text) if text.strip() else None
