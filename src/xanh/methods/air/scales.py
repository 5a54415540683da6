"""What an index of air quality consists of: bands and break points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xanh.methods.versions import Version

# In the order that decides which one is named when sub-indices are equal: particles first, since
# an index needs one of them.
PARAMETERS = ("pm25", "pm10", "o3", "no2", "so2", "co")
PARTICLES = ("pm25", "pm10")
# Pairs of concentration and index, ascending: the corners of a sub-index.
Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What a band means for people: the effect, and what to do, in one language."""

    effect: str
    public: str
    sensitive: str  # the elderly, children, people with heart or lung disease


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One level of an index: whole values from ``low`` to ``high``."""

    code: str
    low: int
    high: int
    name_vi: str
    name_en: str
    colour_vi: str
    colour_en: str
    hex: str
    advice_vi: Advice | None = None
    advice_en: Advice | None = None

    def name(self, language: str = "vi") -> str:
        """Return the level's name in ``vi`` or ``en``."""
        return self.name_vi if language == "vi" else self.name_en

    def advice(self, language: str = "vi") -> Advice | None:
        """Return the advice in ``vi`` or ``en``; None where the index gives none here."""
        return self.advice_vi if language == "vi" else self.advice_en


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(Version):
    """An index: break points by parameter (``o3_8h``: by parameter and average) and bands.

    ``steps`` are the steps that concentrations are cut down to before the table is read; a
    parameter without one is read as it is.
    """

    corners: Mapping[str, Corners]
    bands: tuple[Band, ...]
    steps: Mapping[str, float]
    top: float = 500.0  # the index at and above the last corner
    needs_particles: bool = False  # no index without PM2.5 or PM10

    def band_of(self, index: float | None) -> Band | None:
        """Return the band of a whole index; None for None. Above the last band it is the last."""
        if index is None:
            return None
        return next((band for band in self.bands if index <= band.high), self.bands[-1])
