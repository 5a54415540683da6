"""The rules of quality control, as data.

The package holds ``rules.csv``; an operator puts rows of the same columns into ``rules.csv`` of a
folder of their own. For each check and series of readings the first rule that fits is taken: the
operator's before the package's, and in one file the more precise before the more general.

Columns: ``check``; ``parameter`` (empty: all); ``medium`` (empty: all); ``shortest`` and
``longest`` averaging interval that it is for [s] (empty: any); ``low``, ``high``, ``factor``,
``limit``, ``window``, ``other`` as the check reads them (see :mod:`.checks`); ``off`` (``yes``
switches the check off for what the row fits); ``source``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from xanh.errors import XanhError
from xanh.observations.tables import Medium

PACKAGE_VERSION = "rules:2026.1"
FILE = "rules.csv"
CHECKS = (
    "range",
    "negative",
    "instrument",
    "bdl",
    "spike",
    "step",
    "stuck",
    "inconsistent",
    "outage",
    "unit",
    "clock",
    "future",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of rules."""

    check: str
    parameter: str = ""
    medium: str = ""
    shortest: int = 0
    longest: int | None = None
    low: float | None = None
    high: float | None = None
    factor: float | None = None
    limit: float | None = None
    window: int = 0
    other: str = ""
    off: bool = False
    source: str = ""

    def fits(self, parameter: str, medium: Medium, seconds: int) -> bool:
        """Say whether the rule is for a series of readings."""
        return (
            self.parameter in ("", parameter)
            and self.medium in ("", medium)
            and self.covers(seconds)
        )

    def covers(self, seconds: int) -> bool:
        """Say whether the rule is for an averaging interval [s]."""
        return self.shortest <= seconds and (self.longest is None or seconds <= self.longest)

    @property
    def precision(self) -> int:
        """How precisely the rule names what it is for."""
        bounds = bool(self.shortest or self.longest is not None)
        return 4 * bool(self.parameter) + 2 * bool(self.medium) + bounds


@dataclass(frozen=True)
class Rules:
    """A table of rules and the id of its version, which every flag is kept with."""

    version: str
    rules: tuple[Rule, ...]  # the first that fits counts

    @cached_property
    def _by_check(self) -> dict[str, tuple[Rule, ...]]:
        return {name: tuple(r for r in self.rules if r.check == name) for name in CHECKS}

    def find(self, check: str, parameter: str, medium: Medium, seconds: int) -> Rule | None:
        """Return the rule of a check for a series, or None where it is not checked."""
        for rule in self._by_check[check]:
            if rule.fits(parameter, medium, seconds):
                return None if rule.off else rule
        return None

    def pairs(self) -> frozenset[tuple[str, str]]:
        """Return the pairs of parameters that are compared with each other."""
        return frozenset((r.parameter, r.other) for r in self._by_check["inconsistent"])


def load_rules(folder: Path | None = None) -> Rules:
    """Return the rules of the package, after those of an operator's folder.

    A damaged file of the operator is refused with :class:`XanhError` ``rules-unreadable``.
    """
    own = folder / FILE if folder else None
    if own is None or not own.is_file():
        return _package()
    content = own.read_bytes()
    version = f"{PACKAGE_VERSION}+{sha256(content).hexdigest()[:8]}"
    return Rules(version, (*_parse(content, str(own)), *_package().rules))


@lru_cache(maxsize=1)
def _package() -> Rules:
    content = files(__package__).joinpath(FILE).read_bytes()
    return Rules(PACKAGE_VERSION, tuple(_parse(content, FILE)))


def _parse(content: bytes, name: str) -> Sequence[Rule]:
    try:
        lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        rules = [_rule(row) for row in lines if (row.get("check") or "").strip()]
    except (ValueError, csv.Error) as error:
        raise _refusal(name, str(error)) from error
    return sorted(rules, key=lambda rule: -rule.precision)


def _rule(row: dict[str, str | None]) -> Rule:
    cell = {key: (text or "").strip() for key, text in row.items() if isinstance(key, str)}
    check = cell["check"]
    if check not in CHECKS:
        raise ValueError(f"unknown check {check!r}")
    medium = cell.get("medium", "")
    if medium:
        Medium(medium)

    def number(column: str) -> float | None:
        return float(cell[column]) if cell.get(column) else None

    return Rule(
        check=check,
        parameter=cell.get("parameter", ""),
        medium=medium,
        shortest=int(cell.get("shortest") or 0),
        longest=int(cell["longest"]) if cell.get("longest") else None,
        low=number("low"),
        high=number("high"),
        factor=number("factor"),
        limit=number("limit"),
        window=int(cell.get("window") or 0),
        other=cell.get("other", ""),
        off=cell.get("off", "").lower() in ("yes", "1", "true", "có"),
        source=cell.get("source", ""),
    )


def _refusal(name: str, reason: str) -> XanhError:
    return XanhError(
        "rules-unreadable",
        f"Không đọc được bảng quy tắc kiểm tra {name}: {reason}.",
        f"The table of rules {name} cannot be read: {reason}.",
        "Sửa dòng sai trong tệp rồi chạy lại; chưa có số liệu nào bị thay đổi.",
        "Mend the row in the file and run again; no reading has been changed.",
    )
