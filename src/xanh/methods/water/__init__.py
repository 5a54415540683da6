"""VN_WQI, the water quality index of Decision 1460/QĐ-TCMT.

>>> from xanh.methods.water import vn_wqi
"""

from xanh.methods.water.index import (
    MISSING,
    WEIGHTINGS,
    band_names,
    do_at_saturation,
    do_percent,
    sub_index,
    water_index,
)
from xanh.methods.water.regulation import VERSIONS, VN_WQI_2019, Band, WaterIndex
from xanh.methods.water.tables import vn_wqi

__all__ = [
    "MISSING",
    "VERSIONS",
    "VN_WQI_2019",
    "WEIGHTINGS",
    "Band",
    "WaterIndex",
    "band_names",
    "do_at_saturation",
    "do_percent",
    "sub_index",
    "vn_wqi",
    "water_index",
]
