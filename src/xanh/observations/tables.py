"""Names, units and stations, as tables that an operator can extend.

The tables of the package hold what regulations and real files use. An operator adds rows in CSV
files of the same columns in a folder of their own; a row there goes before one of the package.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from xanh.vietnamese import fold


class Medium(StrEnum):
    """What a station measures; it decides what `Temp`, `Flow` or `NO2` mean."""

    AIR = "air"  # ambient air
    SURFACE_WATER = "surface-water"
    GROUNDWATER = "groundwater"
    WASTEWATER = "wastewater"
    STACK = "stack"
    WEATHER = "weather"
    UNKNOWN = "unknown"

    @property
    def is_water(self) -> bool:
        """Say whether the station lies in water."""
        return self in (Medium.SURFACE_WATER, Medium.GROUNDWATER, Medium.WASTEWATER)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A measured quantity."""

    id: str  # Xanh's name: "pm25"
    vi: str
    en: str
    symbol: str  # as people write it: "PM2.5", "N-NH₄⁺"
    unit: str  # the one unit in which Xanh keeps it: "µg/m³"
    low: float | None = None  # physical range, in `unit`
    high: float | None = None
    molar_mass: float | None = None  # [g/mol], of a gas that is sent in ppb or ppm
    decimals: int = 1  # shown on pages
    slow: bool = False  # changes so slowly that equal values are no sign of a stuck instrument
    kind: str = ""  # what it is measured in: "air" | "weather" | "water" | "stack"; "" any


@dataclass(frozen=True, slots=True)
class Instrument:
    """What is known of one parameter's instrument at one station."""

    low: float | None = None  # measuring range, in the parameter's unit
    high: float | None = None
    detection_limit: float | None = None
    unit: str = ""  # unit that it sends when the file names none


@dataclass(frozen=True, slots=True)
class StationProfile:
    """What receiving and checking must know of a station."""

    key: str  # as in the names of its files: "HN_BKHN_KHIKXQ"
    medium: Medium = Medium.UNKNOWN
    seconds: int = 300  # between two files, and the averaging interval [s]
    aliases: tuple[str, ...] = ()  # other keys under which it sends
    instruments: Mapping[str, Instrument] = field(default_factory=dict)  # by parameter
    ahead: int = 900  # how far its clock may run ahead of ours [s]
    account: str = ""  # FTP account; empty: none
    password: str = ""  # encoded as `xanh.observations.receiving.passwords` makes it
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """How a written unit becomes a canonical one: value × factor + offset."""

    canonical: str
    factor: float = 1.0
    offset: float = 0.0


_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.,_\-](?=\d)")
_NOT_A_LETTER = re.compile(r"[^0-9a-z%]+")
_SIGNS = str.maketrans(
    {"\u03bc": "u", "\u00b5": "u", "·": "", "^": "", "*": "", "\u00b0": "", "º": ""}
)


def name_key(text: str) -> str:
    """Return the form under which names of parameters are compared.

    Letter case, accents, spaces and signs do not count; a sign between digits does, so that
    PM1.0 is not PM10.

    >>> name_key("Nhiệt độ ") == name_key("nhietdo")
    True
    >>> name_key("PM2,5") == name_key("PM-2-5") != name_key("PM25")
    True
    """
    plain = fold(unicodedata.normalize("NFKC", text))
    return _NOT_A_LETTER.sub("", _BETWEEN_DIGITS.sub("p", plain))


def unit_key(text: str) -> str:
    """Return the form under which written units are compared.

    >>> unit_key("µg/m³") == unit_key("ug / M3") == "ug/m3"
    True
    """
    plain = fold(unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS))
    return plain.replace(" ", "")


@dataclass(frozen=True, slots=True)
class Tables:
    """All names that readers understand."""

    parameters: Mapping[str, Parameter]
    names: Mapping[tuple[str, str], str]  # (medium or "", name_key) → parameter id
    units: Mapping[str, Unit]  # unit_key of a written unit → the unit of its family
    stations: Mapping[str, StationProfile] = field(default_factory=dict)  # by key and alias
    groups: tuple[tuple[str, Medium], ...] = ()  # start of a key's last group → medium
    fillers: frozenset[float] = frozenset()  # numbers that stand for "nothing"

    def station(self, key: str) -> StationProfile | None:
        """Return the profile of a station by key or alias, in any letter case."""
        return self.stations.get(key) or self.stations.get(key.upper())

    def medium_of_key(self, key: str) -> Medium:
        """Return the medium that the last group of a station's key names: KHIKXQ is air."""
        group = key.rsplit("_", 1)[-1].upper()
        return next((m for start, m in self.groups if group.startswith(start)), Medium.UNKNOWN)
