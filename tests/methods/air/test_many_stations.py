"""A station's index does not depend on which other stations are in the table."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from xanh.methods.air import vn_aqi
from xanh.methods.air.scales import PARAMETERS

HOUR = np.timedelta64(1, "h")


def station(number: int) -> pa.Table:
    """Return hourly means with gaps and fillers, of a few hours or of months."""
    random = np.random.default_rng(number)
    first = np.datetime64("2025-12-20T00", "us") + int(random.integers(0, 2000)) * HOUR
    length = int(random.integers(1, 120)) if number % 6 else 3000
    pieces = []
    for name in PARAMETERS:
        there = random.random(length) < (0.9 if number % 3 else 0.4)
        if number % 4 == 0:
            there[length // 3 : length // 2] = False
        if random.random() < 0.3 and name != "pm25":
            continue
        there[-1] |= name == "pm25"
        times = first + np.flatnonzero(there) * HOUR
        values = random.gamma(2, 30, len(times))
        values[random.random(len(times)) < 0.03] = -999
        pieces.append(
            pa.table(
                {
                    "station": [f"s{number:02d}"] * len(times),
                    "parameter": [name] * len(times),
                    "time": times,
                    "value": values,
                }
            )
        )
    return pa.concat_tables(pieces)


@pytest.mark.parametrize("period", ["hour", "day"])
def test_many_stations_give_what_each_gives_alone(period):
    stations = [station(number) for number in range(30)]
    together = vn_aqi(pa.concat_tables(stations), period=period)
    alone = pa.concat_tables(
        (vn_aqi(table, period=period) for table in stations), promote_options="default"
    )
    assert together.equals(alone.select(together.column_names))
