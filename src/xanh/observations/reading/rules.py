"""What one (station, name, unit) as written means: parameter, unit, conversion and bounds."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

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
from xanh.vietnamese import slug, squeeze

_NO_UNIT = frozenset({"", "-", "--", "---", "none", "n/a", "na", "null", "khong", "0", "ph"})
# One name, two quantities: the unit tells.
_BY_UNIT = {("do", "%"): "do_saturation", ("do_saturation", "mg/L"): "do"}
# Litres that a mole of gas takes at 25 °C and 1 atm; QCVN 05:2023 and QCVN 19 refer to these.
_MOLAR_LITRES = 24.45
# Families of units that mean one another, by the medium's density: 1 ppm in water is 1 mg/L.
_IN_WATER = {("µg/m³", "mg/L"): 1e-6, ("ppb", "mg/L"): 1e-3}
_PURE_NUMBERS = ("pH", "index")  # written as a unit of what has none
_STACK_UNIT = "mg/Nm³"
# Xanh keeps nutrients as the element. Molar masses [g/mol] (IUPAC 2021, abridged).
_N, _P = 14.007, 30.974
_AS_ELEMENT = {
    "n": 1.0, "p": 1.0, "nh4": _N / 18.039, "nh3": _N / 17.031, "no3": _N / 62.004,
    "no2": _N / 46.005, "po4": _P / 94.970,
}  # fmt: skip
_ELEMENT = {"nh4_n": "n", "no3_n": "n", "no2_n": "n", "no3_no2_n": "n", "tn": "n", "po4_p": "p",
            "tp": "p"}  # fmt: skip
_SPECIES = r"(?P<{}>nh4|nh3|no3|no2|po4|n|p)(?:[+-]|[0-9]?-|3-)?"
_UNIT_OF = re.compile(
    rf"(?P<mass>[mµuμn]?g)\s*(?:{_SPECIES.format('before')})?\s*/\s*(?P<per>l|lít)\s*"
    rf"(?:\(?(?:as|theo|tính theo)?\s*{_SPECIES.format('after')}\)?)?",
    re.IGNORECASE,
)
_AS_ITSELF = re.compile(r"(?P<unit>[mµuμn]?g/l) +as +[A-Z][a-z]", re.IGNORECASE)  # µg/L as Cr
_NAME_OF = re.compile(
    rf"(?P<name>.*?)[\s,(]*\b(?:as|theo|tính theo)\s*{_SPECIES.format('after')}\)?", re.IGNORECASE
)
# Parts of a substance, each a parameter of its own: cu_dissolved.
_PARTS = {"dissolved": ("hòa tan", "dissolved"), "suspended": ("lơ lửng", "suspended")}


@dataclass(frozen=True, slots=True)
class Rule:
    """How the values of one (station, name, unit) become readings."""

    station: str
    parameter: str
    unit: str
    times: float = 1.0  # value × times / over + plus
    over: float = 1.0
    plus: float = 0.0
    low: float = -math.inf
    high: float = math.inf
    instrument: Instrument = Instrument()  # noqa: RUF009 - frozen
    odd_unit: bool = False
    seconds: int = 300
    ahead: int = 900

    def numbers(self) -> tuple[float, ...]:
        """Return conversion, physical range, instrument range and detection limit."""
        own = self.instrument
        return (
            self.times,
            self.over,
            self.plus,
            self.low,
            self.high,
            -math.inf if own.low is None else own.low,
            math.inf if own.high is None else own.high,
            -math.inf if own.detection_limit is None else own.detection_limit,
        )


Known = dict[tuple[str, str, str, Medium], "Rule"]
_MOST = 200_000  # rules that are remembered
_memory: tuple[Tables, Known] | None = None


def _remembered(tables: Tables) -> Known:
    """Return the rules that were made by the same tables: a receiver asks for them all day."""
    global _memory
    if _memory is None or _memory[0] != tables or len(_memory[1]) > _MOST:
        _memory = (tables, {})
    return _memory[1]


class Rules:
    """Looks up what was written, once for each (station, name, unit)."""

    def __init__(self, tables: Tables, medium: Medium = Medium.UNKNOWN) -> None:
        self.tables = tables
        self.medium = medium
        self._known = _remembered(tables)
        self._media: dict[str, Medium] = {}

    def of(
        self, written: Sequence[tuple[str, str, str]], medium: Medium = Medium.UNKNOWN
    ) -> list[Rule]:
        """Return a rule for each (station, name, unit), in their order."""
        names: dict[str, list[tuple[str, str]]] = {}
        for station, name, unit in written:
            names.setdefault(station, []).append((name, unit))
        given = self.medium if medium is Medium.UNKNOWN else medium
        media = {s: self._medium(s, each, given) for s, each in names.items()}
        return [self._rule(*each, media[each[0]]) for each in written]

    def seconds(self, station: str) -> int:
        """Return the interval at which a station sends [s]."""
        profile = self.tables.station(station)
        return profile.seconds if profile else 300

    def _medium(self, station: str, names: list[tuple[str, str]], given: Medium) -> Medium:
        """Return the medium of a station: its profile, its key, the reader, or its parameters."""
        profile = self.tables.station(station)
        if profile and profile.medium is not Medium.UNKNOWN:
            return profile.medium
        known = self._media.get(station) or self.tables.medium_of_key(station)
        if known is Medium.UNKNOWN:
            known = given if given is not Medium.UNKNOWN else self._guess(names)
        if known is not Medium.UNKNOWN:
            self._media[station] = known
        return known

    def _guess(self, names: Iterable[tuple[str, str]]) -> Medium:
        """Return the medium in which most of the parameters are measured."""
        kinds: Counter[str] = Counter()
        for name, unit in names:
            known = self.tables.parameters.get(self.tables.names.get(("", name_key(name)), ""))
            if unit_key(unit) == unit_key(_STACK_UNIT):
                return Medium.STACK
            if known and known.kind:
                kinds["air" if known.kind == "weather" else known.kind] += 1
        media = {"air": Medium.AIR, "water": Medium.SURFACE_WATER, "stack": Medium.STACK}
        return media[kinds.most_common(1)[0][0]] if kinds else Medium.UNKNOWN

    def _rule(self, station: str, name: str, unit: str, medium: Medium) -> Rule:
        key = (station, name, unit, medium)
        if key not in self._known:
            self._known[key] = self._made(station, name, unit, medium)
        return self._known[key]

    def _made(self, station: str, name: str, unit: str, medium: Medium) -> Rule:
        profile = self.tables.station(station)
        own = profile or StationProfile(key=squeeze(station), medium=medium)
        name, unit, species = _species(name, unit)
        parameter = self.parameter(name, unit, medium)
        instrument = own.instruments.get(parameter.id, Instrument())
        rule = Rule(
            station=own.key,
            parameter=parameter.id,
            unit=squeeze(unit),
            instrument=instrument,
            seconds=own.seconds,
            ahead=own.ahead,
        )
        if unit_key(rule.unit) in _NO_UNIT:
            rule = replace(rule, unit=instrument.unit)
        if not parameter.kind and parameter.id not in self.tables.parameters:
            return rule
        target = _target(parameter, medium)
        change = self._change(rule.unit, target, parameter, medium)
        if change is None:
            # The value stays as sent, in the unit as sent: nothing can be said of its range.
            return replace(rule, odd_unit=True)
        times, over, plus = change
        if species and _ELEMENT.get(parameter.id):
            times *= _AS_ELEMENT[species]
        low = -math.inf if parameter.low is None else parameter.low
        high = math.inf if parameter.high is None or target != parameter.unit else parameter.high
        return replace(rule, unit=target, times=times, over=over, plus=plus, low=low, high=high)

    def parameter(self, name: str, unit: str, medium: Medium) -> Parameter:
        """Return the parameter that ``name`` means; an unknown one under its slug."""
        key = name_key(name)
        known = self._name(key, medium)
        family = self.tables.units.get(unit_key(unit))
        if known and family:
            known = _BY_UNIT.get((known, family.canonical), known)
        if known and known in self.tables.parameters:
            return self.tables.parameters[known]
        for part, (vi, en) in _PARTS.items():
            whole = self._name(key.removesuffix(part), medium) if key.endswith(part) else None
            if whole and whole in self.tables.parameters:
                base = self.tables.parameters[whole]
                return replace(
                    base, id=f"{whole}_{part}", vi=f"{base.vi} {vi}", en=f"{base.en}, {en}"
                )
        slugged = known or slug(name).replace("-", "_") or key or "unnamed"
        return Parameter(id=slugged, vi=name, en=name, symbol=name, unit="")

    def _name(self, key: str, medium: Medium) -> str | None:
        names = self.tables.names
        return names.get((str(medium), key)) or names.get(("", key))

    def _change(
        self, written: str, target: str, parameter: Parameter, medium: Medium
    ) -> tuple[float, float, float] | None:
        """Return (times, over, plus) from one unit to another, or None where there is no way."""
        if unit_key(written) == unit_key(target) or unit_key(written) in _NO_UNIT:
            return 1.0, 1.0, 0.0
        if target == _STACK_UNIT:
            target = "mg/m3"
        old, new = self.tables.units.get(unit_key(written)), self.tables.units.get(unit_key(target))
        if not target and old and old.canonical in _PURE_NUMBERS:
            return 1.0, 1.0, 0.0
        if old is None or new is None:
            return None
        factor = self._factor(old, new, parameter, medium)
        if factor is None:
            return None
        plus = (old.offset - new.offset) / new.factor
        return (1.0, round(1 / factor), plus) if _whole(1 / factor) else (factor, 1.0, plus)

    @staticmethod
    def _factor(old: Unit, new: Unit, parameter: Parameter, medium: Medium) -> float | None:
        between: float | None = None
        if old.canonical == new.canonical:
            between = 1.0
        elif (old.canonical, new.canonical) == ("ppb", "µg/m³") and parameter.molar_mass:
            between = parameter.molar_mass / _MOLAR_LITRES
        elif medium.is_water or parameter.kind == "water":
            between = _IN_WATER.get((old.canonical, new.canonical))
        return None if between is None else old.factor * between / new.factor


def _species(name: str, unit: str) -> tuple[str, str, str]:
    """Return name and unit without "as NO3" and the like, and what stood there."""
    species = ""
    match = _NAME_OF.fullmatch(squeeze(name))
    if match:
        name, species = match.group("name"), match.group("after").lower()
    match = _UNIT_OF.fullmatch(squeeze(unit))
    if match and (match.group("before") or match.group("after")):
        unit = f"{match.group('mass')}/L"
        species = (match.group("after") or match.group("before")).lower()
    elif match := _AS_ITSELF.fullmatch(squeeze(unit)):
        unit = match.group("unit")
    return name, unit, species


def _whole(number: float) -> bool:
    """Say whether dividing by ``number`` keeps decimal fractions clean: 5.1 µg/L, 0.0051 mg/L."""
    return number > 1 and math.isclose(number, round(number), rel_tol=1e-9)


def _target(parameter: Parameter, medium: Medium) -> str:
    """Return the unit to keep: in a stack concentrations stay in mg/Nm³."""
    if medium is Medium.STACK and parameter.unit == "µg/m³":
        return _STACK_UNIT
    return parameter.unit
