"""Air quality: VN_AQI, the US AQI, QCVN 05 and the WHO's levels. Start at :func:`vn_aqi`."""

from xanh.methods.air.door import hours_and_days, vn_aqi
from xanh.methods.air.formulas import nowcast, nowcast_series, rounded, sub_index
from xanh.methods.air.qcvn05 import QCVN05, judge
from xanh.methods.air.single import AirIndex, vn_aqi_day, vn_aqi_hour
from xanh.methods.air.us_aqi import US_AQI, us_aqi, us_sub_index
from xanh.methods.air.vn_aqi_2019 import VN_AQI
from xanh.methods.air.who import WHO

__all__ = [
    "QCVN05",
    "US_AQI",
    "VN_AQI",
    "WHO",
    "AirIndex",
    "hours_and_days",
    "judge",
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
