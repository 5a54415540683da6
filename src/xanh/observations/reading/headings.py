"""What the headings of a table say: which column is the station, the time, the value, …"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files

from xanh.observations.tables import Tables, name_key, unit_key
from xanh.vietnamese import nfc, squeeze


class Role(StrEnum):
    """What a column holds."""

    STATION = "station"
    PARAMETER = "parameter"
    TIME = "time"
    CLOCK = "clock"  # time of day, beside a day
    VALUE = "value"
    UNIT = "unit"
    STATUS = "status"
    FLAG = "flag"
    SECONDS = "seconds"
    LIMIT = "limit"  # of detection
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"


def _words() -> dict[str, tuple[str, int]]:
    """Return role and rank of each known heading; of one role the first in the table goes first."""
    path = files("xanh.observations") / "data" / "headings.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name_key(row["heading"]): (row["role"], rank) for rank, row in enumerate(rows)}


_RANKS = _words()
_ONCE = (Role.STATION, Role.PARAMETER, Role.TIME, Role.VALUE)
_IGNORED = "ignored"  # role of columns that are no readings
_SAMPLE = re.compile("laymau|phantich|thunghiem|sampling|sampledate|lod|loq|mdl|phathien")
_IN_BRACKETS = re.compile(r"(.*?)\s*[(\[]([^()\[\]]*)[)\]]\s*")
_AFTER_COMMA = re.compile(r"(.*\S)\s*,\s*(\S[^,]*)")


@dataclass(slots=True)
class Headings:
    """The columns of a table by what they hold."""

    names: list[str]
    roles: dict[Role, int] = field(default_factory=dict)
    rest: list[int] = field(default_factory=list)  # columns that may be parameters

    @property
    def utc(self) -> bool:
        """Say whether the time column is named as UTC."""
        place = self.roles.get(Role.TIME)
        return place is not None and "utc" in name_key(self.names[place])

    @property
    def is_long(self) -> bool:
        """Say whether there is one reading a row."""
        return {Role.PARAMETER, Role.VALUE, Role.TIME} <= self.roles.keys()

    @property
    def has_time(self) -> bool:
        """Say whether the time can be told from a row."""
        return Role.TIME in self.roles or {Role.YEAR, Role.MONTH, Role.DAY} <= self.roles.keys()

    @property
    def is_wide(self) -> bool:
        """Say whether each parameter has a column."""
        return self.has_time and bool(self.rest) and Role.PARAMETER not in self.roles

    @property
    def is_sample(self) -> bool:
        """Say whether the headings speak of samples taken by hand."""
        return any(_SAMPLE.search(name_key(name)) for name in self.names)

    def known(self, tables: Tables) -> int:
        """Return how many columns are understood; tells headings from other rows."""
        return len(self.roles) + sum(
            ("", name_key(split_unit(self.names[i], tables)[0])) in tables.names for i in self.rest
        )


def twice(headings: Headings, tables: Tables) -> list[str]:
    """Return the headings that stand twice, so that nobody can say which column is meant."""
    seen: set[str] = set()
    found = []
    for name in headings.names:
        key = name_key(name)
        role = _RANKS.get(key, (_IGNORED, 0))[0]
        parameter = ("", name_key(split_unit(name, tables)[0])) in tables.names
        if key and key in seen and (role in _ONCE or (role == _IGNORED and parameter)):
            found.append(name)
        seen.add(key)
    return found


def headings_of(cells: list[str]) -> Headings:
    """Return what the columns named ``cells`` hold."""
    names = [squeeze(nfc(cell).strip("\ufeff\"' ")) for cell in cells]
    best: dict[Role, tuple[int, int]] = {}
    for place, name in enumerate(names):
        said, rank = _RANKS.get(name_key(name), (_IGNORED, 0))
        if said == _IGNORED:
            continue
        role = Role(said)
        if role not in best or rank < best[role][0]:
            best[role] = (rank, place)
    found = Headings(names, {role: place for role, (_rank, place) in best.items()})
    if found.roles.keys() >= {Role.YEAR, Role.MONTH, Role.DAY} and Role.VALUE not in found.roles:
        found.roles.pop(Role.TIME, None)
    taken = set(found.roles.values())
    found.rest = [
        place
        for place, name in enumerate(names)
        if name
        and place not in taken
        and name_key(name) not in _RANKS
        and not (place == 0 and name in ("No", "No.", "Nº"))
    ]
    return found


def split_unit(heading: str, tables: Tables) -> tuple[str, str]:
    """Return parameter and unit of a heading such as ``PM2.5 (µg/m³)``; unit "" if it has none."""
    for pattern in (_IN_BRACKETS, _AFTER_COMMA):
        match = pattern.fullmatch(heading)
        if match and match.group(1) and unit_key(match.group(2)) in tables.units:
            return match.group(1).strip(), match.group(2).strip()
    return heading, ""


def delimiters_of(line: str) -> list[str]:
    """Return the signs that may part a line into cells, that with the most cells first."""
    return sorted((sign for sign in ",;\t|" if sign in line), key=line.count, reverse=True)


def delimiter_of(line: str) -> str:
    """Return the sign that parts a line into the most cells."""
    return next(iter(delimiters_of(line)), ",")
