"""How a station is now: its index with all sub-indices, or its water, and what that rests on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from xanh.observations.selection import Level, Selection
from xanh.office.monitoring.indices import AIR, AirIndex, Lineage, latest_air
from xanh.office.monitoring.models import Station
from xanh.office.monitoring.waters import WaterIndex, latest_water
from xanh.web.live import parts

if TYPE_CHECKING:
    from xanh.observations.engine import Engine


def store_moment(engine: Engine) -> datetime:
    """Return the moment as of which the store answers: that of its last commit, aware."""
    moment = engine.store.manifest().moment
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def latest_hours(engine: Engine, station: str, now: datetime) -> dict[str, dict[str, Any]]:
    """Return the newest complete hour of each parameter in the last day."""
    asked = Selection((station,), None, now - timedelta(hours=24), now, Level.CORRECTED)
    newest: dict[str, dict[str, Any]] = {}
    for row in engine.hours(asked, "station-hours").to_pylist():
        whole = row["mean"] is not None and row["count"] >= 0.75 * row["expected"] - 1e-9
        if whole and (
            row["parameter"] not in newest or newest[row["parameter"]]["time"] < row["time"]
        ):
            newest[row["parameter"]] = row
    return newest


def air(engine: Engine, station: Station, now: datetime) -> dict[str, Any]:
    """Return the current VN_AQI as the page shows it: all that Decision 1459 asks for."""
    from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019

    index = latest_air(engine, [station.key], now).get(station.key)
    band = VN_AQI_2019.band_of(index.index) if index else None
    return {
        "kind": "air",
        "index": index,
        "mark": parts.air_mark(index.index if index else None),
        "advice": band.advice(parts.language()) if band else None,
        "version": version(VN_AQI_2019),
        "rows": air_rows(index, latest_hours(engine, station.key, now)),
        "time": parts.local(index.time) if index else "",
        "stale": index is not None and now - index.time > timedelta(hours=2),
    }


def air_rows(index: AirIndex | None, hours: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a row for each measured parameter, those of the index first."""
    indexed = index.parts if index else {}
    names = [n for n in AIR if n in indexed or n in hours] + sorted(set(hours) - set(AIR))
    return [
        {
            **value_row(name, hours.get(name)),
            "mark": parts.air_mark(indexed[name]) if name in indexed else None,
            "highest": index is not None and name == index.dominant,
        }
        for name in names
    ]


def value_row(name: str, hour: dict[str, Any] | None) -> dict[str, Any]:
    """Return the newest hourly mean of a parameter in words."""
    known = parts.parameter(name)
    english = parts.language() == "en"
    return {
        "id": name,
        "symbol": parts.parameter_name(name),
        "name": known.en if english else known.vi,
        "unit": hour["unit"] if hour else known.unit,
        "value": parts.number(hour["mean"] if hour else None, name),
        "time": parts.local(hour["time"].replace(tzinfo=UTC)) if hour else "",
    }


def water(engine: Engine, station: Station, now: datetime) -> dict[str, Any]:
    """Return the newest VN_WQI and the class of QCVN 08, with each parameter's part."""
    from xanh.methods.limits import MEANINGS, QCVN08_2023
    from xanh.methods.water import MISSING, VN_WQI_2019

    english = parts.language() == "en"
    index = latest_water(engine, [station.key], now).get(station.key)
    band = VN_WQI_2019.band_of(index.index) if index and index.index is not None else None
    reasons = (index.missing or "").split() if index else []
    place = 1 if english else 0
    grade = next((g for g in MEANINGS if index and g.letter == index.grade), None)
    return {
        "kind": "water",
        "index": index,
        "mark": parts.water_mark(index.index if index else None),
        "use": (band.use_en if english else band.use_vi) if band else "",
        "missing": "; ".join(MISSING[reason][place] for reason in reasons if reason in MISSING),
        "version": version(VN_WQI_2019),
        "class_version": version(QCVN08_2023),
        "grade": grade,
        "grade_use": (grade.use_en if english else grade.use_vi) if grade else "",
        "rows": water_rows(index),
    }


def water_rows(index: WaterIndex | None) -> list[dict[str, Any]]:
    """Return a row for each parameter that was measured that day."""
    if index is None:
        return []
    first = sorted(index.means, key=lambda name: (name not in index.parts, name))
    return [
        {
            "id": name,
            "symbol": parts.parameter_name(name),
            "name": parts.parameter(name).en
            if parts.language() == "en"
            else parts.parameter(name).vi,
            "unit": parts.parameter(name).unit,
            "value": parts.number(index.means[name], name),
            "q": round(index.parts[name]) if name in index.parts else None,
            "lowest": name == index.worst,
            "grade": index.grades.get(name, ""),
        }
        for name in first
    ]


def version(of: Any) -> dict[str, Any]:
    """Return a version of a regulation as pages name it."""
    return {
        "id": of.id,
        "name": of.name_en if parts.language() == "en" else of.name_vi,
        "source": of.source,
        "anchor": parts.version_anchor(of.id),
        "verified": of.verified,
    }


def lineage_context(lineage: Lineage, names: str) -> dict[str, Any]:
    """Return a lineage as ``parts/lineage.html`` takes it; ``names`` are the stations."""
    from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019
    from xanh.methods.water import VN_WQI_2019
    from xanh.web.live.choosing import level_words

    versions = {one.id: one for one in (VN_AQI_2019, VN_WQI_2019)}
    asked = lineage.selection
    data = lineage.to_json()
    used = version(versions[lineage.version])
    return {
        "stations": names,
        "interval": " – ".join(parts.local(m) for m in (asked.start, asked.end) if m),
        "level": level_words()[str(asked.level)],
        "as_of": parts.local(asked.as_of) if asked.as_of else "–",
        "version_name": f"{used['name']} ({used['source']})",
        "anchor": used["anchor"],
        "share": parts.percent(lineage.share),
        "rows": parts.lineage_rows(data),
    }
