"""Simulated stations: where they stand, what they measure, how their loggers write."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from xanh.observations.tables import Medium, StationProfile, Tables

SEED = 20260101
_GROUP = {
    Medium.AIR: "KHIKXQ",
    Medium.WEATHER: "KTTV",
    Medium.SURFACE_WATER: "NUOCMAT",
    Medium.WASTEWATER: "NUOCTHAI",
}
_AIR, _RIVER, _WASTE, _WEATHER = (
    Medium.AIR, Medium.SURFACE_WATER, Medium.WASTEWATER, Medium.WEATHER,
)  # fmt: skip
# Medium, place, English, latitude and longitude [°], river, burden (1: the city's mean).
_PLACES: tuple[tuple[Medium, str, str, float, float, str, float], ...] = (
    (_AIR, "Hoàn Kiếm", "Hoan Kiem", 21.0288, 105.8525, "", 1.10),
    (_RIVER, "sông Tô Lịch, Cầu Mới", "To Lich River, Moi Bridge", 21.0030, 105.8190, "to-lich",
     1.25),
    (_WASTE, "nước thải Yên Sở", "Yen So wastewater", 20.9575, 105.8645, "", 0.90),
    (_WEATHER, "khí tượng Láng", "Lang weather", 21.0170, 105.8000, "", 1.0),
    (_AIR, "Cầu Giấy", "Cau Giay", 21.0362, 105.7905, "", 1.15),
    (_RIVER, "sông Nhuệ, Hà Đông", "Nhue River, Ha Dong", 20.9710, 105.7750, "nhue", 1.0),
    (_AIR, "Hà Đông", "Ha Dong", 20.9714, 105.7788, "", 1.05),
    (_RIVER, "sông Kim Ngưu, Lạc Trung", "Kim Nguu River, Lac Trung", 20.9950, 105.8610,
     "kim-nguu", 1.2),
    (_AIR, "Long Biên", "Long Bien", 21.0473, 105.8884, "", 1.0),
    (_RIVER, "sông Lừ, Kim Liên", "Lu River, Kim Lien", 20.9970, 105.8330, "lu", 1.3),
    (_AIR, "Đông Anh", "Dong Anh", 21.1390, 105.8475, "", 0.95),
    (_RIVER, "sông Sét, Giáp Bát", "Set River, Giap Bat", 20.9850, 105.8460, "set", 1.25),
    (_AIR, "Sơn Tây", "Son Tay", 21.1405, 105.5050, "", 0.75),
    (_RIVER, "sông Đáy, Đập Đáy", "Day River, Day Dam", 21.0880, 105.6600, "day", 0.35),
    (_WASTE, "nước thải Quang Minh", "Quang Minh wastewater", 21.1900, 105.7700, "", 1.1),
    (_RIVER, "sông Tô Lịch, Nghĩa Đô", "To Lich River, Nghia Do", 21.0300, 105.8022, "to-lich",
     1.05),
    (_RIVER, "sông Tô Lịch, Đại Kim", "To Lich River, Dai Kim", 20.9790, 105.8140, "to-lich",
     1.35),
    (_RIVER, "sông Nhuệ, Cổ Nhuế", "Nhue River, Co Nhue", 21.0400, 105.7650, "nhue", 0.7),
    (_RIVER, "sông Nhuệ, Khe Tang", "Nhue River, Khe Tang", 20.8800, 105.8400, "nhue", 1.15),
    (_RIVER, "sông Nhuệ, Đồng Quan", "Nhue River, Dong Quan", 20.7400, 105.8800, "nhue", 0.85),
    (_RIVER, "sông Đáy, Ba Thá", "Day River, Ba Tha", 20.9330, 105.7280, "day", 0.5),
    (_AIR, "Thanh Xuân", "Thanh Xuan", 20.9950, 105.8100, "", 1.1),
    (_AIR, "Ba Vì", "Ba Vi", 21.0700, 105.3700, "", 0.55),
    (_AIR, "Gia Lâm", "Gia Lam", 21.0200, 105.9400, "", 1.0),
)  # fmt: skip
_OTHERS = (_AIR, _AIR, _WASTE, _AIR, _RIVER, _AIR, _WEATHER, _WASTE, _AIR, _RIVER)
_OTHER_NAMES = {
    _AIR: ("không khí", "air"),
    _RIVER: ("nước hồ", "lake"),
    _WASTE: ("nước thải", "wastewater"),
    _WEATHER: ("khí tượng", "weather"),
}


@dataclass(frozen=True, slots=True)
class Style:
    """How a logger writes and sends its files; all of these are met in the field."""

    separator: str = "\t"
    end: str = "\r\n"
    comma: bool = False  # decimal comma
    names: int = 0  # which of a parameter's names it uses
    mark: bool = False  # byte order mark
    heading: bool = False
    filler: bool = False  # sends -9999 while an instrument is broken
    temporary: bool = False  # sends x.txt.tmp and renames it
    folders: bool = False  # sends into yyyy/MM/dd
    reconnects: bool = False  # signs in for every file


STYLES = (
    Style(),
    Style(names=1, temporary=True),
    Style(end="\n", filler=True),
    Style(comma=True, names=1, folders=True),
    Style(),
    Style(separator=";", comma=True, names=2),
    Style(separator="    ", end="\n", temporary=True),
    Style(mark=True, heading=True, filler=True),
    Style(names=2, folders=True, reconnects=True),
)


@dataclass(frozen=True)
class SimulatedStation:
    """One simulated station."""

    key: str
    number: int  # from 1
    medium: Medium
    name: str
    name_en: str
    latitude: float  # [°]
    longitude: float
    river: str = ""  # key of the river on which it lies
    burden: float = 1.0  # how polluted its place is; 1 is the city's mean
    seconds: int = 300

    @cached_property
    def style(self) -> Style:
        """Return how its logger writes."""
        return STYLES[(self.number - 1) % len(STYLES)]

    def profile(self, account: str = "", password: str = "") -> StationProfile:
        """Return what receiving must know of it."""
        return StationProfile(
            self.key, self.medium, self.seconds, account=account, password=password, simulated=True
        )


def stations(count: int = 24) -> list[SimulatedStation]:
    """Return the first ``count`` stations; more of them never change the earlier ones."""
    return [_station(number) for number in range(1, count + 1)]


def _station(number: int) -> SimulatedStation:
    if number <= len(_PLACES):
        medium, place, english, latitude, longitude, river, burden = _PLACES[number - 1]
        vi, en = f"Trạm mô phỏng {place}", f"Simulated station {english}"
        key = _key(number, medium)
        return SimulatedStation(key, number, medium, vi, en, latitude, longitude, river, burden)
    medium = _OTHERS[number % len(_OTHERS)]
    what, english = _OTHER_NAMES[medium]
    # Points of the plastic-number sequence fill the city evenly, however many there are.
    x, y = (number * 0.7548776662) % 1, (number * 0.5698402910) % 1
    return SimulatedStation(
        _key(number, medium),
        number,
        medium,
        f"Trạm mô phỏng {what} số {number}",
        f"Simulated {english} station {number}",
        round(20.88 + 0.30 * y, 4),
        round(105.62 + 0.34 * x, 4),
        burden=round(0.7 + 0.6 * ((number * 0.618034) % 1), 2),
    )


def _key(number: int, medium: Medium) -> str:
    return f"SIM-{number:03d}_{_GROUP[medium]}"


def tables_with(known: Tables, simulated: Iterable[SimulatedStation], password: str = "") -> Tables:
    """Return tables that know the stations too; each sends under an account of its key."""
    profiles = {s.key: s.profile(s.key if password else "", password) for s in simulated}
    return replace(known, stations={**known.stations, **profiles})
