"""Loads the tables of names: those of the package, and before them an operator's own.

An operator's folder may hold files of the same columns as those in ``data/``: ``parameters.csv``,
``names.csv``, ``units.csv``, ``groups.csv``, ``fillers.csv``; and ``stations.csv`` (key, medium,
seconds, aliases separated by ``;``, ahead) and ``instruments.csv`` (station, parameter, low, high,
detection_limit, unit).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from xanh.errors import XanhError
from xanh.observations.tables import (
    Instrument,
    Medium,
    Parameter,
    StationProfile,
    Tables,
    Unit,
    name_key,
    unit_key,
)
from xanh.vietnamese import nfc

K = TypeVar("K")
V = TypeVar("V")
Row = dict[str, str]
_WATERS = (Medium.SURFACE_WATER, Medium.GROUNDWATER, Medium.WASTEWATER)
_DATA = Path(str(files("xanh.observations") / "data"))


def load_tables(
    folder: Path | None = None, stations: Mapping[str, StationProfile] | None = None
) -> Tables:
    """Return the tables of the package, extended by the CSV files in ``folder``.

    ``stations`` are profiles by key that somebody else keeps (the register of stations); they go
    before those of ``stations.csv``. Raises XanhError ``table-unreadable`` that names the file and
    line of what cannot be taken.
    """
    base = _package()
    profiles = {**_stations(folder), **(stations or {})}
    if folder is None:
        return Tables(
            base.parameters,
            base.names,
            base.units,
            _by_alias(profiles),
            base.groups,
            base.fillers,
        )
    parameters = dict(_each(folder, "parameters.csv", _parameter))
    own_names = {("", name_key(name)): name for name in parameters} | _names(folder)
    return Tables(
        parameters={**base.parameters, **parameters},
        names={**base.names, **own_names},
        units={**base.units, **dict(_each(folder, "units.csv", _unit))},
        stations=_by_alias(profiles),
        groups=_groups(folder) + base.groups,
        fillers=base.fillers | dict(_each(folder, "fillers.csv", _filler)).keys(),
    )


@lru_cache(maxsize=1)
def _package() -> Tables:
    parameters = dict(_each(_DATA, "parameters.csv", _parameter))
    return Tables(
        parameters=parameters,
        names=_names(_DATA) | {("", name_key(name)): name for name in parameters},
        units=dict(_each(_DATA, "units.csv", _unit)),
        groups=_groups(_DATA),
        fillers=frozenset(dict(_each(_DATA, "fillers.csv", _filler))),
    )


def _each(
    folder: Path | None, name: str, make: Callable[[Row], tuple[K, V]]
) -> Iterator[tuple[K, V]]:
    """Yield what ``make`` makes of every row of a table; nothing where there is no such table."""
    path = folder and folder / name
    if path is None or not path.is_file():
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        for row in reader:
            cells = {k.strip(): nfc(v or "").strip() for k, v in row.items() if k}
            try:
                yield make(cells)
            except (KeyError, ValueError) as error:
                raise _unreadable(path, reader.line_num, error) from error


def _unreadable(path: Path, line: int, error: Exception) -> XanhError:
    return XanhError(
        "table-unreadable",
        f"Bảng {path.name}, dòng {line} không dùng được: {error}.",
        f"Table {path.name}, line {line} cannot be used: {error}.",
        "Sửa dòng đó; các cột phải như trong bảng đi kèm phần mềm.",
        "Correct that line; the columns must be those of the table that comes with the software.",
    )


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def _parameter(row: Row) -> tuple[str, Parameter]:
    return row["id"], Parameter(
        id=row["id"],
        vi=row["vi"],
        en=row["en"] or row["vi"],
        symbol=row["symbol"] or row["vi"],
        unit=row["unit"],
        low=_number(row.get("low")),
        high=_number(row.get("high")),
        molar_mass=_number(row.get("molar_mass")),
        decimals=int(row.get("decimals") or 1),
        slow=bool(row.get("slow")),
        kind=row.get("kind", ""),
    )


def _names(folder: Path | None) -> dict[tuple[str, str], str]:
    names: dict[tuple[str, str], str] = {}
    for (medium, name), parameter in _each(folder, "names.csv", _name):
        for each in _WATERS if medium == "water" else (medium,):
            names[each and str(Medium(each)), name_key(name)] = parameter
    return names


def _name(row: Row) -> tuple[tuple[str, str], str]:
    medium = row["medium"]
    if medium not in ("", "water"):
        Medium(medium)
    return (medium, row["name"]), row["parameter"]


def _unit(row: Row) -> tuple[str, Unit]:
    factor = float(row.get("factor") or 1)
    return unit_key(row["written"]), Unit(row["unit"], factor, float(row.get("offset") or 0))


def _filler(row: Row) -> tuple[float, None]:
    return float(row["value"]), None


def _groups(folder: Path | None) -> tuple[tuple[str, Medium], ...]:
    """Return starts of groups and what they mean, the longest start first."""
    rows = dict(_each(folder, "groups.csv", lambda row: (row["group"].upper(), row["medium"])))
    return tuple((start, Medium(rows[start])) for start in sorted(rows, key=len, reverse=True))


def _stations(folder: Path | None) -> dict[str, StationProfile]:
    instruments: dict[str, dict[str, Instrument]] = {}
    for (station, parameter), instrument in _each(folder, "instruments.csv", _instrument):
        instruments.setdefault(station, {})[parameter] = instrument

    def profile(row: Row) -> tuple[str, StationProfile]:
        return row["key"], StationProfile(
            key=row["key"],
            medium=Medium(row.get("medium") or "unknown"),
            seconds=int(row.get("seconds") or 300),
            aliases=tuple(a.strip() for a in row.get("aliases", "").split(";") if a.strip()),
            instruments=instruments.get(row["key"], {}),
            ahead=int(row.get("ahead") or 900),
        )

    return dict(_each(folder, "stations.csv", profile))


def _instrument(row: Row) -> tuple[tuple[str, str], Instrument]:
    return (row["station"], row["parameter"]), Instrument(
        low=_number(row.get("low")),
        high=_number(row.get("high")),
        detection_limit=_number(row.get("detection_limit")),
        unit=row.get("unit", ""),
    )


def _by_alias(profiles: Mapping[str, StationProfile]) -> dict[str, StationProfile]:
    """Return profiles by key and alias, as written and in capitals; a key goes before an alias."""
    found: dict[str, StationProfile] = {}
    for profile in profiles.values():
        for alias in profile.aliases:
            found |= {alias: profile, alias.upper(): profile}
    for profile in profiles.values():
        found |= {profile.key: profile, profile.key.upper(): profile}
    return found
