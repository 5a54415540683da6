"""Mixing ratio and mass concentration of gases, at 25 °C and 1 atm as QCVN 05 states limits."""

from __future__ import annotations

from xanh.methods.forms import Value

MOLAR_VOLUME = 24.45  # [L/mol] of an ideal gas at 25 °C and 1 atm
MOLAR_MASS = {"so2": 64.07, "no2": 46.01, "o3": 48.00, "co": 28.01}  # [g/mol]


def from_ppb(parameter: str, ratio: Value) -> Value:
    """Return a gas's concentration [µg/m³] of its mixing ratio [ppb]: ppb × M / 24.45."""
    return ratio * MOLAR_MASS[parameter] / MOLAR_VOLUME


def to_ppb(parameter: str, concentration: Value) -> Value:
    """Return a gas's mixing ratio [ppb] of its concentration [µg/m³]."""
    return concentration * MOLAR_VOLUME / MOLAR_MASS[parameter]
