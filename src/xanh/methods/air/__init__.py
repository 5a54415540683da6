"""Air quality: VN_AQI, the US AQI, QCVN 05 and the WHO's levels. Start at :func:`vn_aqi`."""

from xanh.methods.air.door import vn_aqi
from xanh.methods.air.formulas import nowcast, nowcast_series, rounded, sub_index
from xanh.methods.air.single import AirIndex, vn_aqi_day, vn_aqi_hour
from xanh.methods.air.us_aqi import us_aqi, us_sub_index

__all__ = [
    "AirIndex",
    "nowcast",
    "nowcast_series",
    "rounded",
    "sub_index",
    "us_aqi",
    "us_sub_index",
    "vn_aqi",
    "vn_aqi_day",
    "vn_aqi_hour",
]
