"""The air quality index of the United States, with its versions (40 CFR part 58, appendix G).

The tables were entered from knowledge of the rules and not held against the Federal Register:
none is marked verified. The PM2.5 column of 2012 gives every index that the US Embassy in Hanoi
published from 2016 to 2018.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from xanh.methods.air.formulas import raw_sub_index
from xanh.methods.air.scales import Band, Corners, Scale
from xanh.methods.air.single import AirIndex, Number, index_of
from xanh.methods.air.units import to_ppb
from xanh.methods.forms import Value, forms_of
from xanh.methods.versions import version_named, version_on

_BANDS = tuple(
    Band(
        code=code,
        low=low,
        high=high,
        name_vi=vi,
        name_en=en,
        colour_vi=colour_vi,
        colour_en=colour_en,
        hex=code_of_colour,
    )
    for code, low, high, vi, en, colour_vi, colour_en, code_of_colour in (
        ("good", 0, 50, "Tốt", "Good", "Xanh", "Green", "#00E400"),
        ("moderate", 51, 100, "Trung bình", "Moderate", "Vàng", "Yellow", "#FFFF00"),
        (
            "unhealthy-for-sensitive",
            101,
            150,
            "Có hại cho nhóm nhạy cảm",
            "Unhealthy for Sensitive Groups",
            "Da cam",
            "Orange",
            "#FF7E00",
        ),
        ("unhealthy", 151, 200, "Có hại", "Unhealthy", "Đỏ", "Red", "#FF0000"),
        ("very-unhealthy", 201, 300, "Rất có hại", "Very Unhealthy", "Tím", "Purple", "#8F3F97"),
        ("hazardous", 301, 500, "Nguy hại", "Hazardous", "Nâu", "Maroon", "#7E0023"),
    )
)
_INDEX = ((0, 50), (51, 100), (101, 150), (151, 200), (201, 300), (301, 400), (401, 500))
_INDEX_2024 = (*_INDEX[:5], (301, 500))
# Above 500 the last line goes on, as the published indices do (PM2.5 of 886 µg/m³ was 755).
_BEYOND = 100.0
# Of these the table ends below 500: higher values are judged by another average.
_ENDING = ("o3_8h", "so2")
_STEPS = {
    "pm25": 0.1,
    "pm10": 1.0,
    "o3_8h": 0.001,
    "o3_1h": 0.001,
    "no2": 1.0,
    "so2": 1.0,
    "so2_24h": 1.0,
    "co": 0.1,
}
# Ends of the bands: particles [µg/m³], O3 and CO [ppm], NO2 and SO2 [ppb].
_PM25_2012 = (12.0, 35.4, 55.4, 150.4, 250.4, 350.4, 500.4)
_PM25_2024 = (9.0, 35.4, 55.4, 125.4, 225.4, 325.4)
_PM10 = (54, 154, 254, 354, 424, 504, 604)
_O3_8H_2008 = (0.059, 0.075, 0.095, 0.115, 0.374)
_O3_8H_2015 = (0.054, 0.070, 0.085, 0.105, 0.200)
_O3_1H = (0.124, 0.164, 0.204, 0.404, 0.504, 0.604)  # from index 101 on
_NO2 = (53, 100, 360, 649, 1249, 1649, 2049)
_SO2 = (35, 75, 185, 304)
_SO2_24H = (304, 604, 804, 1004)  # from index 201 on
_CO = (4.4, 9.4, 12.4, 15.4, 30.4, 40.4, 50.4)


def _corners(
    name: str, ends: tuple[float, ...], index: tuple[tuple[int, int], ...], start: float | None
) -> Corners:
    """Return the corners of bands that begin one step above the end of the one before."""
    step = _STEPS[name]
    lows = [0.0 if start is None else start, *(round(end + step, 4) for end in ends[:-1])]
    corners: list[tuple[float, float]] = []
    for low, high, (least, most) in zip(lows, ends, index, strict=False):
        corners += [(low, float(least)), (float(high), float(most))]
    if name not in _ENDING:
        (x0, y0), (x1, y1) = corners[-2:]
        corners.append((x1 + _BEYOND * (x1 - x0), y1 + _BEYOND * (y1 - y0)))
    return tuple(corners)


def _merged(ends: tuple[float, ...]) -> tuple[float, ...]:
    """Return ends without the one at index 400: the rule of 2024 has one band above 300."""
    return (*ends[:-2], ends[-1])


def _scale(
    name: str,
    source: str,
    in_force: date,
    until: date | None,
    pm25: tuple[float, ...],
    ozone: tuple[float, ...],
    *,
    merged: bool = False,
) -> Scale:
    index = _INDEX_2024 if merged else _INDEX
    ends = {"pm10": _PM10, "no2": _NO2, "co": _CO, "o3_1h": _O3_1H, "so2_24h": _SO2_24H}
    if merged:
        ends = {curve: _merged(column) for curve, column in ends.items()}
    ends |= {"pm25": pm25, "o3_8h": ozone, "so2": _SO2}
    begins = {"o3_1h": (_O3_1H[0], 2), "so2_24h": (_SO2_24H[0], 4)}
    corners = {}
    for curve, column in ends.items():
        if curve in begins:
            start, skipped = begins[curve]
            start = round(start + _STEPS[curve], 4)
            corners[curve] = _corners(curve, column[1:], index[skipped:], start)
        else:
            corners[curve] = _corners(curve, column, index, None)
    year = name.rpartition(":")[2]
    return Scale(
        id=name,
        name_vi=f"AQI của Hoa Kỳ, {year}",
        name_en=f"US EPA AQI, {year}",
        source=source,
        in_force=in_force,
        until=until,
        verified=False,
        corners=corners,
        bands=_BANDS,
        steps=_STEPS,
    )


US_AQI_2012 = _scale(
    "us_aqi:2012",
    "78 FR 3086, 15 January 2013",
    date(2013, 3, 18),
    date(2015, 12, 27),
    _PM25_2012,
    _O3_8H_2008,
)
US_AQI_2015 = _scale(
    "us_aqi:2015",
    "80 FR 65292, 26 October 2015",
    date(2015, 12, 28),
    date(2024, 5, 5),
    _PM25_2012,
    _O3_8H_2015,
)
US_AQI_2024 = _scale(
    "us_aqi:2024",
    "89 FR 16202, 6 March 2024",
    date(2024, 5, 6),
    None,
    _PM25_2024,
    _O3_8H_2015,
    merged=True,
)
US_AQI = (US_AQI_2012, US_AQI_2015, US_AQI_2024)


def us_sub_index(curve: str, concentration: Value, scale: Scale = US_AQI_2024) -> Value:
    """Return the US sub-index before rounding, of a number, array or column [µg/m³, CO too].

    ``curve``: ``pm25``, ``pm10`` (24-h mean or NowCast), ``o3_8h``, ``o3_1h``, ``no2`` (1 h),
    ``so2`` (1 h), ``so2_24h``, ``co`` (8 h). Gases are turned to ppb or ppm at 25 °C, and all are
    cut down to the digits of the table. Missing where the curve gives no index: O3 over 8 h and
    SO2 over 1 h above their ends, O3 over 1 h and SO2 over 24 h below their beginnings.
    """
    forms = forms_of([concentration])
    value = forms.take(concentration)
    gas = curve.partition("_")[0]
    if gas in ("no2", "so2"):
        value = to_ppb(gas, value)
    elif gas in ("o3", "co"):
        value = to_ppb(gas, value) / 1000.0
    corners = scale.corners[curve]
    value = forms.where(value > corners[0][0] - 1e-9, value)
    if curve in _ENDING:
        value = forms.where(value < corners[-1][0] + scale.steps[curve] - 1e-9, value)
    return forms.give(raw_sub_index(curve, value, scale))


def us_aqi(
    concentrations: Mapping[str, Number],
    *,
    version: str | None = None,
    day: date | None = None,
) -> AirIndex:
    """Return the US AQI of concentrations [µg/m³] by curve (see :func:`us_sub_index`).

    By the version named, else by the one in force on ``day``, else by the newest. Where a gas has
    two curves the larger counts.
    """
    if version is not None:
        scale = version_named(US_AQI, version)
    else:
        scale = US_AQI[-1] if day is None else version_on(US_AQI, day)
    parts: dict[str, float] = {}
    for curve, value in concentrations.items():
        part = us_sub_index(curve, value, scale)
        gas = curve.partition("_")[0]
        if part is not None:
            parts[gas] = max(part, parts.get(gas, 0.0))
    return index_of(parts, scale)
