"""VN_WQI of Decision 1460/QĐ-TCMT as data: groups, scales and bands.

A scale is a broken line through points (concentration, q) with one q below its first point and
one above its last. The steps of the decision come out of this without exceptions: N-NH4, Cd, Pb
and Hg have q = 100 *below* their first limit and 75 at it; N-NO3, As, Coliform and E. coli fall
from 25 to 10 behind their last point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from xanh.methods.versions import Version

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """How a measured value becomes a sub-index q (10 to 100)."""

    unit: str
    points: Points
    below: float = 100.0
    above: float = 10.0


@dataclass(frozen=True, slots=True)
class Band:
    """A level of water quality: the index from ``low`` up to the next band."""

    low: int
    code: str
    name_vi: str
    name_en: str
    hex: str
    use_vi: str
    use_en: str

    def name(self, language: str = "vi") -> str:
        """Return the level's name in ``vi`` or ``en``."""
        return self.name_vi if language == "vi" else self.name_en


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterIndex(Version):
    """One version of the water quality index."""

    groups: Mapping[int, tuple[str, ...]]  # group → parameters
    scales: Mapping[str, Scale]
    bands: tuple[Band, ...]  # best first
    least_groups: int = 3
    least_organics: int = 3  # parameters of group IV, which must be there

    def band_of(self, index: float | None) -> Band | None:
        """Return the band of an index; None for None."""
        if index is None:
            return None
        return next(band for band in self.bands if index >= band.low)


def _falling(unit: str, *limits: float, top: float | None = None) -> Scale:
    """Return a scale with q = 100, 75, 50, 25 at ``limits``, and 10 from ``top`` on."""
    points = tuple(zip(limits, (100.0, 75.0, 50.0, 25.0), strict=True))
    return Scale(unit, points if top is None else (*points, (top, 10.0)))


def _stepped(unit: str, *limits: float, top: float) -> Scale:
    """Return a scale with q = 100 below the first limit and 75, 50, 25 at ``limits``."""
    return Scale(unit, (*zip(limits, (75.0, 50.0, 25.0), strict=True), (top, 10.0)))


def _either(unit: str, limit: float) -> Scale:
    """Return a scale with q = 100 up to ``limit`` and 10 above it."""
    return Scale(unit, ((limit, 100.0),))


_MG, _UG, _MPN = "mg/L", "µg/L", "MPN/100mL"
_SCALES = {
    "ph": Scale("", ((5.5, 50.0), (6.0, 100.0), (8.5, 100.0), (9.0, 50.0)), below=10.0),
    # Heptachlor stands for the sum of heptachlor and its epoxide.
    "aldrin": _either(_UG, 0.1),
    "bhc": _either(_UG, 0.02),
    "dieldrin": _either(_UG, 0.1),
    "ddts": _either(_UG, 1.0),
    "heptachlor": _either(_UG, 0.2),
    "as": _falling(_MG, 0.01, 0.02, 0.05, 0.1),
    "cd": _stepped(_MG, 0.005, 0.008, 0.01, top=0.1),
    "pb": _stepped(_MG, 0.02, 0.04, 0.05, top=0.5),
    "cr6": _falling(_MG, 0.01, 0.02, 0.04, 0.05, top=0.1),
    "cu": _falling(_MG, 0.1, 0.2, 0.5, 1.0, top=2.0),
    "zn": _falling(_MG, 0.5, 1.0, 1.5, 2.0, top=3.0),
    "hg": _stepped(_MG, 0.001, 0.0015, 0.002, top=0.01),
    "do": Scale(
        "%",  # of saturation at the water's temperature
        (
            (20.0, 25.0),
            (50.0, 50.0),
            (75.0, 75.0),
            (88.0, 100.0),
            (112.0, 100.0),
            (125.0, 75.0),
            (150.0, 50.0),
            (200.0, 25.0),
        ),
        below=10.0,
    ),
    "bod5": _falling(_MG, 4, 6, 15, 25, top=50),
    "cod": _falling(_MG, 10, 15, 30, 50, top=150),
    "toc": _falling(_MG, 4, 6, 15, 25, top=50),
    "nh4_n": _stepped(_MG, 0.3, 0.6, 0.9, top=5.0),
    "no3_n": _falling(_MG, 2, 5, 10, 15),
    "no2_n": _either(_MG, 0.05),
    "po4_p": _falling(_MG, 0.1, 0.2, 0.3, 0.5, top=4.0),
    "coliform": _falling(_MPN, 2_500, 5_000, 7_500, 10_000),
    "e_coli": _falling(_MPN, 20, 50, 100, 200),
}

# The colours are the red, green and blue of the decision's table; the ministry's own software
# shows the last one as #7E0019.
_BANDS = (
    Band(
        91,
        "very-good",
        "Rất tốt",
        "Very good",
        "#3333FF",
        "Sử dụng tốt cho mục đích cấp nước sinh hoạt",
        "Good for domestic water supply",
    ),
    Band(
        76,
        "good",
        "Tốt",
        "Good",
        "#00E400",
        "Cấp nước sinh hoạt sau khi xử lý phù hợp",
        "Domestic water supply after suitable treatment",
    ),
    Band(
        51,
        "moderate",
        "Trung bình",
        "Moderate",
        "#FFFF00",
        "Tưới tiêu và các mục đích tương đương",
        "Irrigation and similar uses",
    ),
    Band(
        26,
        "bad",
        "Xấu",
        "Bad",
        "#FF7E00",
        "Giao thông thủy và các mục đích tương đương",
        "Navigation and similar uses",
    ),
    Band(
        10,
        "poor",
        "Kém",
        "Poor",
        "#FF0000",
        "Nước ô nhiễm nặng, cần biện pháp xử lý trong tương lai",
        "Heavily polluted; needs treatment in future",
    ),
    Band(
        0,
        "very-heavily-polluted",
        "Ô nhiễm rất nặng",
        "Very heavily polluted",
        "#7E0023",
        "Nước nhiễm độc, cần khắc phục, xử lý",
        "Toxic; must be remediated",
    ),
)

VN_WQI_2019 = WaterIndex(
    id="vn_wqi:2019",
    name_vi="Chỉ số chất lượng nước Việt Nam (VN_WQI)",
    name_en="Viet Nam water quality index (VN_WQI)",
    source="Quyết định 1460/QĐ-TCMT ngày 12/11/2019",
    in_force=date(2019, 11, 12),
    verified=True,
    groups={
        1: ("ph",),
        2: ("aldrin", "bhc", "dieldrin", "ddts", "heptachlor"),
        3: ("as", "cd", "pb", "cr6", "cu", "zn", "hg"),
        4: ("do", "bod5", "cod", "toc", "nh4_n", "no3_n", "no2_n", "po4_p"),
        5: ("coliform", "e_coli"),
    },
    scales=_SCALES,
    bands=_BANDS,
)
VERSIONS = (VN_WQI_2019,)
