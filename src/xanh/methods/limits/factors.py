"""The factors of the old standards of wastewater: K, Kq and Kf."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TypeAlias

from xanh.errors import XanhError


@dataclass(frozen=True, slots=True)
class River:
    """A river, stream or canal, with its mean flow in the three driest months [m³/s]."""

    low_flow: float | None = None


@dataclass(frozen=True, slots=True)
class Lake:
    """A lake or pond, with its volume [m³]."""

    volume: float | None = None


@dataclass(frozen=True, slots=True)
class Sewer:
    """An urban sewer that leads to no central treatment plant."""


Receiving: TypeAlias = River | Lake | Sewer

# (up to and including, factor), ascending.
_KQ_RIVER = ((50, 0.9), (200, 1.0), (500, 1.1), (inf, 1.2))
_KQ_LAKE = ((10e6, 0.6), (100e6, 0.8), (inf, 1.0))
_KF = ((50, 1.2), (500, 1.1), (5_000, 1.0), (inf, 0.9))
_KQ_UNKNOWN = {River: 0.9, Lake: 0.6}
# Kind of facility: the size from which K is 1.0; it is 1.2 below.
DOMESTIC_SIZES = {
    "hotel": (50, "phòng", "rooms"),
    "office": (10_000, "m²", "m²"),
    "shop": (5_000, "m²", "m²"),
    "market": (1_500, "m²", "m²"),
    "restaurant": (500, "m²", "m²"),
    "works": (500, "người", "people"),  # production sites and barracks
    "housing": (50, "căn hộ", "flats"),
}


def kq(receiving: Receiving) -> float:
    """Return Kq of the water that takes the discharge (QCVN 40:2011; not verified).

    Without its flow or volume a river counts 0.9 and a lake 0.6. A sewer takes no factor: 1.
    """
    if isinstance(receiving, Sewer):
        return 1.0
    size = receiving.low_flow if isinstance(receiving, River) else receiving.volume
    if size is None:
        return _KQ_UNKNOWN[type(receiving)]
    return _step(size, _KQ_RIVER if isinstance(receiving, River) else _KQ_LAKE)


def kf(flow: float) -> float:
    """Return Kf of a discharge flow [m³/day] (QCVN 40:2011; not verified)."""
    return _step(flow, _KF)


def k_domestic(kind: str, size: float) -> float:
    """Return K of a facility by kind and size (QCVN 14:2008; not verified).

    ``kind`` and the unit of ``size`` are those of :data:`DOMESTIC_SIZES`.
    Raises :class:`XanhError` (``unknown-facility-kind``, ``impossible-size``).
    """
    if kind not in DOMESTIC_SIZES:
        raise XanhError(
            "unknown-facility-kind",
            f"Không có loại hình cơ sở “{kind}” trong QCVN 14:2008.",
            f"QCVN 14:2008 has no kind of facility “{kind}”.",
            f"Các loại hình: {', '.join(DOMESTIC_SIZES)}.",
            f"The kinds are: {', '.join(DOMESTIC_SIZES)}.",
        )
    return 1.0 if _possible(size) >= DOMESTIC_SIZES[kind][0] else 1.2


def _step(size: float, steps: tuple[tuple[float, float], ...]) -> float:
    return next(factor for most, factor in steps if _possible(size) <= most)


def _possible(size: float) -> float:
    if not 0 <= size < inf:
        raise XanhError(
            "impossible-size",
            f"Lưu lượng, dung tích hoặc quy mô {size} là không thể.",
            f"A flow, volume or size of {size} cannot be.",
            "Nhập một số không âm.",
            "Give a number that is not negative.",
        )
    return size
