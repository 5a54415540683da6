"""Limits of surface water and wastewater, and what waters can still take in."""

from xanh.methods.limits.capacity import (
    CIRCULAR_76,
    direct_capacity,
    has_capacity,
    indirect_capacity,
    lake_capacity,
    load,
    losses,
    point_load,
)
from xanh.methods.limits.factors import Lake, River, Sewer, k_domestic, kf, kq
from xanh.methods.limits.limit import VERDICTS, Limit, judge, judge_table
from xanh.methods.limits.surface import (
    MEANINGS,
    QCVN08_2023,
    grade_limits,
    health_limits,
    surface_class,
)
from xanh.methods.limits.wastewater import (
    STANDARDS,
    Discharge,
    limit_on,
    limits_on,
    load_cells,
    standard_on,
)

__all__ = [
    "CIRCULAR_76",
    "MEANINGS",
    "QCVN08_2023",
    "STANDARDS",
    "VERDICTS",
    "Discharge",
    "Lake",
    "Limit",
    "River",
    "Sewer",
    "direct_capacity",
    "grade_limits",
    "has_capacity",
    "health_limits",
    "indirect_capacity",
    "judge",
    "judge_table",
    "k_domestic",
    "kf",
    "kq",
    "lake_capacity",
    "limit_on",
    "limits_on",
    "load",
    "load_cells",
    "losses",
    "point_load",
    "standard_on",
    "surface_class",
]
