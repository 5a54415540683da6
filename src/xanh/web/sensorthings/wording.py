"""Names that other systems know: codes of units (UCUM) and addresses of definitions."""

from __future__ import annotations

SIMULATED = "dữ liệu mô phỏng"

# Pollutants in the vocabulary of air quality of the European Environment Agency.
_EIONET = "http://dd.eionet.europa.eu/vocabulary/aq/pollutant/"
DEFINITIONS = {
    name: f"{_EIONET}{code}"
    for name, code in {
        "so2": 1,
        "pm10": 5,
        "o3": 7,
        "no2": 8,
        "nox": 9,
        "co": 10,
        "no": 38,
        "pm25": 6001,
    }.items()
}
# Unit of Xanh: its English name and its UCUM code.
_UNITS = {
    "µg/m³": ("microgram per cubic metre", "ug/m3"),
    "mg/m³": ("milligram per cubic metre", "mg/m3"),
    "mg/Nm³": ("milligram per normal cubic metre", "mg/m3"),
    "mg/L": ("milligram per litre", "mg/L"),
    "µg/L": ("microgram per litre", "ug/L"),
    "MPN/100mL": ("most probable number per 100 millilitres", "{MPN}/(100.mL)"),
    "°C": ("degree Celsius", "Cel"),
    "%": ("percent", "%"),
    "hPa": ("hectopascal", "hPa"),
    "m/s": ("metre per second", "m/s"),
    "°": ("degree", "deg"),
    "mm": ("millimetre", "mm"),
    "W/m²": ("watt per square metre", "W/m2"),
    "m³/s": ("cubic metre per second", "m3/s"),
    "m³/h": ("cubic metre per hour", "m3/h"),
    "µS/cm": ("microsiemens per centimetre", "uS/cm"),
    "NTU": ("nephelometric turbidity unit", "{NTU}"),
    "m": ("metre", "m"),
}


def unit_of_measurement(unit: str) -> dict[str, str | None]:
    """Return a unit as the standard describes it; without a unit all is null."""
    if not unit:
        return {"name": None, "symbol": None, "definition": None}
    name, code = _UNITS.get(unit, (unit, ""))
    return {"name": name, "symbol": unit, "definition": f"ucum:{code}" if code else unit}
