"""Results of water samples as the Water Quality Portal exports them (waterqualitydata.us).

Both its own columns and a shorter set are known. What is not detected is the limit with ``bdl``;
without a limit there is no value, with ``bdl unreadable``. Nutrients become the element by molar
mass. Blanks are left out; where one sample has several results for one parameter (replicates,
fractions, one value in two units), the routine one, dissolved for ions, is kept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from xanh.observations.reading import numbers, text, times
from xanh.observations.reading.cells import NOON, Gathered, problem
from xanh.observations.reading.rows import rows_of
from xanh.observations.reading.rules import Rules
from xanh.observations.reading.settling import settle
from xanh.observations.readings import Flag, Problem, Read, empty
from xanh.observations.tables import Medium, Tables, name_key

FORM = "water-quality-portal"
_COLUMNS = {
    "station": ("site_id", "MonitoringLocationIdentifier"),
    "activity": ("activity_type", "ActivityTypeCode"),
    "medium": ("ActivityMediaName",),
    "date": ("date", "ActivityStartDate"),
    "time": ("time", "ActivityStartTime/Time"),
    "zone": ("tz", "ActivityStartTime/TimeZoneCode"),
    "name": ("characteristic", "CharacteristicName"),
    "speciation": ("speciation", "MethodSpeciationName", "MethodSpecificationName"),
    "fraction": ("fraction", "ResultSampleFractionText"),
    "value": ("value", "ResultMeasureValue"),
    "unit": ("unit", "ResultMeasure/MeasureUnitCode"),
    "condition": ("detection_condition", "ResultDetectionConditionText"),
    "limit": ("dl_value", "DetectionQuantitationLimitMeasure/MeasureValue"),
    "limit_unit": ("dl_unit", "DetectionQuantitationLimitMeasure/MeasureUnitCode"),
    "status": ("status", "ResultStatusIdentifier"),
}
NEEDED = tuple(
    frozenset(name_key(_COLUMNS[key][i]) for key in ("station", "date", "name", "value"))
    for i in (0, 1)
)
_DISSOLVED = ("dissolved", "filtered", "filterable")
_SUSPENDED = ("suspended", "non-filterable", "particulate")
# Ions and properties of the water itself: dissolved by their nature.
# fmt: off
_SOLUBLE = frozenset((
    "nh4_n", "no3_n", "no2_n", "no3_no2_n", "po4_p", "do", "do_saturation", "ph",
    "conductivity", "temperature", "chloride", "fluoride", "sulfate", "cr6", "tds", "flow",
    "water_level",
))
# fmt: on
_WHOLE = frozenset({"tss", "turbidity"})


@dataclass(slots=True)
class _Result:
    """One row of the export."""

    cells: dict[str, str]

    def __getitem__(self, key: str) -> str:
        return next((self.cells[c] for c in _COLUMNS[key] if self.cells.get(c)), "")

    @property
    def fraction(self) -> str:
        """Return "dissolved", "suspended" or "" for the whole."""
        fraction = self["fraction"].lower()
        if fraction.startswith(_SUSPENDED):
            return "suspended"
        return "dissolved" if fraction.startswith(_DISSOLVED) else ""

    def number(self) -> tuple[numbers.Number, str]:
        """Return value, what is to be said of it, and its unit."""
        value, found = numbers.parse(self["value"], False)
        condition = self["condition"].lower()
        hidden = "not detected" in condition or "below" in condition
        if not hidden:
            return (value, found), self["unit"]
        limit = numbers.parse(self["limit"], False)[0]
        if limit is not None:
            return (limit, str(Flag.BDL)), self["limit_unit"] or self["unit"]
        return (value, "bdl" if value is not None else "bdl unreadable"), self["unit"]


def read(content: bytes, name: str, tables: Tables, now: datetime | None = None) -> Read:
    """Return the results of all samples but blanks."""
    body, _encoding = text.decode(content)
    results = [(line, _Result(cells)) for line, cells in rows_of(body)]
    usual = Counter(r["zone"] for _l, r in results if r["zone"] in times.ZONES).most_common(1)
    usual_zone = times.ZONES[usual[0][0]] if usual else 0
    rules = Rules(tables, Medium.SURFACE_WATER)
    gathered, problems, ranks = Gathered(), list[Problem](), list[int]()
    blanks = 0
    for line, result in results:
        if "blank" in result["activity"].lower() or result["medium"].lower() not in ("", "water"):
            blanks += 1
            continue
        zone = times.ZONES.get(result["zone"])
        time = (
            times.parse(f"{result['date']} {result['time']}", usual_zone if zone is None else zone)
            if result["time"]
            else times.parse(result["date"], 7, NOON)
        )
        if time is None or not result["name"]:
            problems.append(
                problem(
                    name,
                    line,
                    "line-without-time",
                    "không có thời điểm hợp lệ",
                    "has no valid time",
                )
            )
            continue
        (value, found), unit = result.number()
        if result["zone"] and zone is None:
            found = f"{found} {Flag.CLOCK}".strip()
        if result["speciation"].lower().startswith("as "):
            unit = f"{unit} {result['speciation']}" if unit and " as" not in unit else unit
        written, rank = _parameter(result, rules)
        gathered.add(result["station"], written, unit, time, (value, found), result["status"], 0)
        ranks.append(rank + (value is None) * 8)
    notes = [f"left out: {blanks} blanks or other media"] if blanks else []
    if not len(gathered):
        return Read(empty(), FORM, problems, tuple(notes))
    table = settle(gathered.lines(), tables, now, Medium.SURFACE_WATER)
    kept = _one_a_sample(table, np.array(ranks))
    if len(kept) < table.num_rows:
        notes.append(f"left out: {table.num_rows - len(kept)} further results of the same samples")
    return Read(table.take(pa.array(kept)), FORM, problems, tuple(notes))


def _parameter(result: _Result, rules: Rules) -> tuple[str, int]:
    """Return the name to look up, and how far the result is from the one to keep."""
    name, fraction = result["name"], result.fraction
    known = rules.parameter(name, result["unit"], Medium.SURFACE_WATER).id
    rank = 4 if "replicate" in result["activity"].lower() else 0
    if known in _SOLUBLE:
        return name, rank + (fraction == "") + 2 * (fraction == "suspended")
    return (name, rank) if not fraction or known in _WHOLE else (f"{name} {fraction}", rank)


def _one_a_sample(table: pa.Table, ranks: Any) -> Any:
    """Return the rows to keep, in their order: the best of each station, parameter and time."""
    station, parameter = (
        table[name].combine_chunks().dictionary_encode().indices.to_numpy()
        for name in ("station", "parameter")
    )
    time = table["time"].to_numpy().astype(np.int64)
    order = np.lexsort((np.arange(len(ranks)), ranks, time, parameter, station))
    keys = np.stack([station[order], parameter[order], time[order]])
    first = np.concatenate([[True], (np.diff(keys) != 0).any(axis=0)])
    return np.sort(order[first])
