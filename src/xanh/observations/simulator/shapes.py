"""How simulated quantities move: over the day, the week and the seasons of Hanoi.

The curves are plausible, not measured: two traffic peaks, stagnant winters, afternoon ozone,
northeast and southeast monsoon. Weather is one field for the whole city, so stations agree.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xanh.observations.simulator.chance import Floats, Ints, key_of, normal, smooth
from xanh.observations.simulator.stations import SimulatedStation
from xanh.observations.tables import Medium

_HOUR, _DAY = 3600, 86_400
_LOCAL = 7 * _HOUR
_YEAR = 365.2425 * _DAY


class Moment:
    """Moments of one station [s since 1970, UTC], and what is the same for all its quantities."""

    def __init__(self, seed: int, station: SimulatedStation, time: Ints) -> None:
        self.seed, self.station, self.time = seed, station, time
        self.hour: Floats = ((time + _LOCAL) % _DAY) / _HOUR  # local
        self.season: Floats = 2 * np.pi * (((time + _LOCAL) / _YEAR) % 1)  # 0 on 1 January
        day = (time + _LOCAL) // _DAY
        self.weekend: Floats = ((day + 3) % 7 >= 5).astype(float)  # 1 January 1970: a Thursday

    def city(self, name: str, hours: float) -> Floats:
        """Return a wandering curve that all stations share."""
        return smooth(key_of(self.seed, "city", name), self.time, int(hours * _HOUR))

    def own(self, name: str, hours: float) -> Floats:
        """Return a wandering curve of this station."""
        key = key_of(self.seed, self.station.key, name)
        return smooth(key, self.time, int(hours * _HOUR))

    def grain(self, name: str) -> Floats:
        """Return the instrument's noise, without memory."""
        return normal(key_of(self.seed, self.station.key, name, "grain"), self.time)

    def peak(self, hour: float, width: float) -> Floats:
        """Return a bell of height 1 about an hour of the day; ``width`` is its deviation [h]."""
        away = (self.hour - hour + 12) % 24 - 12
        return np.exp(-0.5 * (away / width) ** 2)

    @cached_property
    def winter(self) -> Floats:
        """Return 1 in the middle of January, -1 in the middle of July."""
        return np.cos(self.season - 2 * np.pi * 15 / 365)

    @cached_property
    def traffic(self) -> Floats:
        """Return how much drives: 1 is the mean of a weekday."""
        rush = 1.1 * self.peak(7.8, 1.4) + 1.2 * self.peak(18.0, 1.8) + 0.6 * self.peak(12.5, 3.5)
        return (0.35 + rush) * (1 - 0.2 * self.weekend)

    @cached_property
    def stagnation(self) -> Floats:
        """Return how still the air is over the city; deviation 1."""
        return 0.8 * self.city("still", 60) + 0.5 * self.city("still", 17)

    @cached_property
    def sun(self) -> Floats:
        """Return the height of the sun as a share of noon in June, dimmed by clouds."""
        day = np.clip(np.sin(np.pi * (self.hour - 5.8) / 12.4), 0, None)
        return day * (0.82 - 0.18 * self.winter) * (0.75 + 0.2 * np.tanh(self.city("sky", 9)))

    @cached_property
    def temperature(self) -> Floats:
        """Return the temperature of the air [°C]."""
        daily = 3.4 * np.cos(2 * np.pi * (self.hour - 14.5) / 24)
        fronts = 2.2 * self.city("front", 80) + 0.6 * self.city("front", 9)
        return 24.2 - 6.3 * self.winter + daily + fronts + 0.3 * self.own("temperature", 6)


Shape = Callable[[Moment], Floats]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity that stations of a medium send."""

    parameter: str
    names: tuple[str, ...]  # as loggers write it
    unit: str  # in which Xanh keeps it
    sent: tuple[str, ...]  # how loggers write that unit; in the order of `names`
    decimals: int  # of the value in `unit`
    low: float
    high: float
    shape: Shape
    shift: int = 0  # the logger sends value / 10^shift, in another unit

    def values(self, moment: Moment) -> Floats:
        """Return the values [unit], rounded as they are sent."""
        clipped = np.clip(self.shape(moment), self.low, self.high)
        return np.asarray(np.round(clipped, self.decimals) + 0.0, np.float64)


def _dust(m: Moment) -> Floats:
    daily = 0.75 + 0.30 * m.peak(8.5, 2.2) + 0.36 * m.peak(21.0, 3.2) - 0.12 * m.peak(14.5, 2.5)
    wander = 0.38 * m.stagnation + 0.16 * m.own("dust", 7) + 0.05 * m.own("dust", 0.6)
    return np.asarray(
        36 * m.station.burden * daily * np.exp(0.42 * m.winter + wander) * (1 - 0.05 * m.weekend)
    )


def _pm25(m: Moment) -> Floats:
    return np.asarray(np.clip(_dust(m) * (1 + 0.025 * m.grain("pm25")), 1.0, None))


def _pm10(m: Moment) -> Floats:
    # Coarse dust comes on top of the fine, so PM10 never falls below PM2.5.
    return _pm25(m) * (1.25 + 0.25 * m.traffic * np.exp(0.2 * m.own("coarse", 5))) + 3


def _no2(m: Moment) -> Floats:
    level = 14 + 22 * m.traffic * np.exp(0.32 * m.stagnation + 0.12 * m.own("no2", 4))
    return np.asarray(m.station.burden * level * (1 + 0.12 * m.winter) + 0.8 * m.grain("no2"))


def _so2(m: Moment) -> Floats:
    level = np.exp(0.3 * m.stagnation + 0.25 * m.own("so2", 6) + 0.2 * m.winter)
    return np.asarray(11 * m.station.burden * level + 0.5 * m.grain("so2"))


def _co(m: Moment) -> Floats:
    level = 420 + 520 * m.traffic * np.exp(0.35 * m.stagnation + 0.1 * m.own("co", 4))
    return np.asarray(m.station.burden * level + 12 * m.grain("co"))


def _o3(m: Moment) -> Floats:
    light = 78 * m.peak(14.2, 2.8) * (0.75 + 0.3 * np.tanh(m.city("sky", 9)))
    season = 1 + 0.28 * np.cos(m.season - 2 * np.pi * 285 / 365)  # most in October
    return 20 / m.station.burden + light * season + 3 * m.own("o3", 3) + 1.2 * m.grain("o3")


def _temperature(m: Moment) -> Floats:
    return m.temperature + 0.1 * m.grain("temperature")


def _humidity(m: Moment) -> Floats:
    return 79 - 1.9 * (m.temperature - 24 + 6.3 * m.winter) + 6 * m.city("damp", 40)


def _wind(m: Moment) -> tuple[Floats, Floats]:
    """Return where the wind comes from: its parts from the east and the north [m/s]."""
    strength = 1.1 + 0.5 * m.peak(14.5, 4)
    east = strength * (0.9 + 0.7 * m.city("east", 14) + 0.2 * m.own("east", 1))
    north = strength * (0.9 * m.winter + 0.8 * m.city("north", 14) + 0.2 * m.own("north", 1))
    return east, north


def _wind_speed(m: Moment) -> Floats:
    return np.hypot(*_wind(m)) + 0.1 * np.abs(m.grain("wind"))


def _wind_direction(m: Moment) -> Floats:
    return np.degrees(np.arctan2(*_wind(m))) % 360


def _pressure(m: Moment) -> Floats:
    tide = 1.2 * np.cos(4 * np.pi * (m.hour - 9.6) / 24)
    return 1009 + 8 * m.winter - 2 * m.city("front", 80) + tide


def _rain(m: Moment) -> Floats:
    shower = m.city("shower", 5) + 0.5 * m.own("shower", 1) - 1.9 - 0.5 * m.winter
    return np.clip(shower, 0, None) * 3.0  # [mm] in an interval


def _radiation(m: Moment) -> Floats:
    return 1050 * m.sun


def _water_temperature(m: Moment) -> Floats:
    lag = 1.1 * np.cos(2 * np.pi * (m.hour - 17) / 24)
    return 25.0 - 5.0 * m.winter + lag + 1.2 * m.city("front", 80) + 0.2 * m.own("water", 8)


def _sewage(m: Moment) -> Floats:
    """Return how strong the water is: 1 at the mean of the city's rivers; rain thins it."""
    daily = 0.9 + 0.16 * m.peak(9, 2.5) + 0.2 * m.peak(20.5, 3)
    rain = np.exp(-0.22 * np.clip(m.city("shower", 5) - 0.8, 0, None))
    return np.asarray(
        m.station.burden * daily * rain * np.exp(0.14 * m.own("sewage", 30) + 0.1 * m.winter)
    )


def _ph(m: Moment) -> Floats:
    return 7.25 + 0.18 * m.peak(15, 3.5) + 0.12 * m.own("ph", 30) + 0.01 * m.grain("ph")


def _do(m: Moment) -> Floats:
    light = 1.1 * m.peak(15, 3.5)
    return np.asarray(6.3 - 3.3 * _sewage(m) + light + 0.3 * m.own("do", 12) + 0.03 * m.grain("do"))


def _of_sewage(name: str, level: float, spread: float, grain: float) -> Shape:
    def shape(m: Moment) -> Floats:
        wander = np.exp(spread * m.own(name, 20))
        return np.asarray(level * _sewage(m) * wander * (1 + grain * m.grain(name)))

    return shape


def _flow(m: Moment) -> Floats:
    daily = 0.8 + 0.25 * m.peak(9, 2.5) + 0.3 * m.peak(20, 3)
    return 420 * m.station.burden * daily * (1 - 0.15 * m.weekend) + 6 * m.grain("flow")


def _treated(name: str, level: float, spread: float) -> Shape:
    def shape(m: Moment) -> Floats:
        load = 0.9 + 0.15 * m.peak(11, 3) - 0.08 * m.weekend
        wander = np.exp(spread * m.own(name, 16) + 0.3 * spread * m.own(name, 1))
        return np.asarray(m.station.burden * level * load * wander * (1 + 0.01 * m.grain(name)))

    return shape


_UG, _MG, _C = "µg/m³", "mg/L", "°C"
_GAS = ("µg/Nm3", "ug/m3", "µg/m3")
_LITRE = ("mg/L", "mg/l", "mg/lit")
_WARM = ("oC", "°C", "Celsius")
_WIND = (
    Quantity("wind_speed", ("WS", "WindSpeed", "Tốc độ gió"), "m/s", ("m/s",), 1, 0, 40,
             _wind_speed),
    Quantity("wind_direction", ("WD", "WindDir", "Hướng gió"), "°", ("Degree",), 0, 0, 359,
             _wind_direction),
)  # fmt: skip
_AIR_WEATHER = (
    Quantity("air_temperature", ("Temp", "Nhiệt độ", "Temperature"), _C, _WARM, 1, -2, 43,
             _temperature),
    Quantity("humidity", ("RH", "Độ ẩm", "Humidity"), "%", ("%",), 1, 12, 100, _humidity),
)  # fmt: skip
_PH = Quantity("ph", ("pH",), "", ("-", "pH"), 2, 4, 10, _ph)
_WATER_WARM = Quantity(
    "temperature", ("Temp", "Nhiệt độ", "Temperature"), _C, _WARM, 1, 5, 42, _water_temperature
)
QUANTITIES: dict[Medium, tuple[Quantity, ...]] = {
    Medium.AIR: (
        Quantity("pm25", ("PM2,5", "PM2.5", "PM-2-5"), _UG, _GAS, 1, 0, 900, _pm25),
        Quantity("pm10", ("PM10", "PM-10"), _UG, _GAS, 1, 0, 1500, _pm10),
        Quantity("no2", ("NO2",), _UG, _GAS, 1, 0, 500, _no2),
        Quantity("so2", ("SO2",), _UG, _GAS, 1, 0, 500, _so2),
        Quantity("co", ("CO",), _UG, ("mg/m3", "mg/Nm3"), 0, 0, 30_000, _co, shift=3),
        Quantity("o3", ("O3",), _UG, _GAS, 1, 0, 500, _o3),
        *_AIR_WEATHER,
        *_WIND,
    ),
    Medium.WEATHER: (
        *_AIR_WEATHER,
        Quantity("pressure", ("P", "Áp suất", "Pressure"), "hPa", ("hPa", "mbar"), 1, 950, 1060,
                 _pressure),
        Quantity("rain", ("Rain", "Lượng mưa"), "mm", ("mm",), 1, 0, 40, _rain),
        Quantity("radiation", ("Radiation", "Bức xạ mặt trời"), "W/m²", ("W/m2",), 0, 0, 1300,
                 _radiation),
        *_WIND,
    ),
    Medium.SURFACE_WATER: (
        _PH,
        _WATER_WARM,
        Quantity("do", ("DO", "Oxy hòa tan"), _MG, _LITRE, 2, 0.1, 14, _do),
        Quantity("cod", ("COD",), _MG, _LITRE, 1, 2, 400, _of_sewage("cod", 46, 0.12, 0.01)),
        Quantity("bod5", ("BOD5", "BOD"), _MG, _LITRE, 1, 1, 200,
                 _of_sewage("cod", 21, 0.12, 0.01)),
        Quantity("nh4_n", ("NH4", "Amoni", "N-NH4"), _MG, _LITRE, 2, 0.02, 60,
                 _of_sewage("nh4", 6.5, 0.18, 0.01)),
        Quantity("tss", ("TSS",), _MG, _LITRE, 1, 2, 500, _of_sewage("tss", 38, 0.3, 0.02)),
        Quantity("coliform", ("Coliform", "Tổng Coliform"), "MPN/100mL", ("MPN/100mL",), 0, 20, 5e5,
                 _of_sewage("coliform", 9000, 0.4, 0.05)),
        Quantity("conductivity", ("EC", "Độ dẫn điện"), "µS/cm", ("uS/cm", "µS/cm"), 0, 50, 3000,
                 _of_sewage("conductivity", 560, 0.06, 0.003)),
    ),
    Medium.WASTEWATER: (
        Quantity("flow", ("Flow", "Lưu lượng", "Luuluong"), "m³/h", ("m3/h",), 1, 0, 5000, _flow),
        _PH,
        _WATER_WARM,
        Quantity("cod", ("COD",), _MG, _LITRE, 1, 1, 600, _treated("cod", 48, 0.16)),
        Quantity("tss", ("TSS",), _MG, _LITRE, 1, 1, 600, _treated("tss", 29, 0.22)),
        Quantity("nh4_n", ("NH4", "Amoni", "N-NH4"), _MG, _LITRE, 2, 0.02, 80,
                 _treated("nh4", 5.4, 0.24)),
        Quantity("tn", ("TN",), _MG, _LITRE, 2, 0.1, 120, _treated("tn", 17, 0.15)),
        Quantity("tp", ("TP",), _MG, _LITRE, 3, 0.01, 30, _treated("tp", 2.2, 0.2)),
        Quantity("colour", ("Color", "Độ màu"), "Pt-Co", ("Pt-Co",), 0, 2, 400,
                 _treated("colour", 32, 0.15)),
    ),
}  # fmt: skip
