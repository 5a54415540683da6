"""The front door: a table of hourly means in, a table of VN_AQI out."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import numpy as np

from xanh.errors import XanhError
from xanh.methods.air import arrays
from xanh.methods.air.formulas import SHARE
from xanh.methods.air.scales import PARAMETERS, PARTICLES, Scale
from xanh.methods.air.vn_aqi_2019 import VN_AQI, VN_AQI_2019
from xanh.methods.forms import is_column
from xanh.methods.versions import version_named

Period = Literal["hour", "day"]


def vn_aqi(
    data: Any,
    period: Period = "hour",
    share: float = SHARE,
    version: str = VN_AQI_2019.id,
) -> Any:
    """Return VN_AQI of hourly means, as the kind of table that was given.

    From one CSV of hourly PM2.5 with the columns ``time`` and ``pm25`` to the index::

        import pandas as pd
        from xanh.methods.air import vn_aqi
        print(vn_aqi(pd.read_csv("pm25.csv")))

    ``data`` is a table of pandas, pyarrow or Ibis, or a dict of columns. Long: ``time, parameter,
    value`` and perhaps ``station``. Wide: ``time``, perhaps ``station``, and any of ``pm25 pm10 o3
    no2 so2 co`` [µg/m³, CO too]. A time is the end of the hour; without a zone it is the local
    clock (UTC+7), with one it is converted. Several readings in one hour count with their mean.
    ``share`` of the hours make an 8-h and a 24-h mean.

    Hours give ``station, time`` (local), ``index, band, dominant``, the sub-index of each parameter
    that is there, ``nowcast_pm25, nowcast_pm10`` [µg/m³] and ``completeness`` (share of NowCast's
    twelve hours); days give the date as ``time`` and as ``completeness`` the share of the 24 hours.
    Rows are in the order of stations and times (Ibis: in none). There is a row for every hour (day)
    of the data, and for the hours after a gap begins that NowCast bridges; what may not be computed
    is null. Days before the decision are judged by it all the same: the index of 2011 is not kept.

    Raises :class:`XanhError` for a table that it cannot make sense of.
    """
    scale = version_named(VN_AQI, version)
    if period not in ("hour", "day") or not 0 < share <= 1:
        raise XanhError(
            "air-call",
            "Kỳ tính là “hour” hoặc “day”, tỷ lệ số liệu lớn hơn 0 và không quá 1.",
            'The period is "hour" or "day", the share above 0 and not above 1.',
        )
    if is_column(data):
        return _of_expression(data, period, share, scale)
    import pyarrow as pa

    if isinstance(data, pa.Table):
        return _of_arrow(data, period, share, scale)
    if isinstance(data, dict):
        result = _of_arrow(pa.table(data), period, share, scale)
        return {name: result[name].to_numpy() for name in result.column_names}
    return _of_frame(data, period, share, scale)


def _of_frame(frame: Any, period: Period, share: float, scale: Scale) -> Any:
    """Take a pandas data frame, the times perhaps in its index."""
    import pandas as pd
    import pyarrow as pa

    if isinstance(frame, pd.Series):
        frame = frame.to_frame()
    if isinstance(frame.index, pd.DatetimeIndex):
        frame = frame.rename_axis("time").reset_index()
    result = _of_arrow(pa.Table.from_pandas(frame, preserve_index=False), period, share, scale)
    whole = {pa.int32(): pd.Int32Dtype()}
    return result.to_pandas(types_mapper=whole.get)


def _of_arrow(table: Any, period: Period, share: float, scale: Scale) -> Any:
    """Take an Arrow table: station by station, two or more at a time."""
    import pyarrow as pa

    from xanh.methods.air.shapes import long_form

    long = long_form(table)
    station = long["station"].combine_chunks() if long.num_rows else pa.array([], pa.string())
    names = station.dictionary.to_pylist() if long.num_rows else []
    codes = station.indices.to_numpy() if long.num_rows else np.zeros(0, np.int32)
    parameters, hours, values = (long[name].to_numpy() for name in ("parameter", "time", "value"))

    def computed(piece: tuple[int, Any]) -> tuple[int, arrays.Columns]:
        code, rows = piece
        axis = arrays.axis_of(parameters[rows], hours[rows], values[rows])
        if period == "hour":
            return code, arrays.hourly_columns(axis, scale)
        return code, arrays.daily_columns(axis, share, scale)

    pieces = sorted(arrays.station_rows(codes), key=lambda piece: names[piece[0]])
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        results = list(pool.map(computed, pieces))
    there = [PARAMETERS[code] for code in np.unique(parameters)]
    return _table([(names[code], columns) for code, columns in results], there, period, scale)


def _table(
    results: list[tuple[str, arrays.Columns]], there: list[str], period: Period, scale: Scale
) -> Any:
    """Return the stations' columns as one Arrow table."""
    import pyarrow as pa

    lengths = [len(columns["time"]) for _, columns in results]

    def joined(name: str) -> Any:
        parts = [
            columns.get(name, np.full(length, np.nan))
            for (_, columns), length in zip(results, lengths, strict=True)
        ]
        return np.concatenate(parts) if parts else np.zeros(0)

    def coded(name: str, texts: list[str]) -> Any:
        codes = joined(name)
        mask = codes < 0
        return pa.DictionaryArray.from_arrays(
            pa.array(np.where(mask, 0, codes).astype(np.int8), mask=mask), pa.array(texts)
        ).cast(pa.string())

    def number(name: str, kind: Any) -> Any:
        column = joined(name)
        mask = np.isnan(column)
        return pa.array(np.where(mask, 0, column), mask=mask).cast(kind)

    stations = np.repeat(np.arange(len(results), dtype=np.int32), lengths)
    time = joined("time").astype(np.int64)
    unit = "h" if period == "hour" else "D"
    moments = pa.array(time.astype(f"datetime64[{unit}]").astype("datetime64[us]"))
    casts = [f"nowcast_{name}" for name in PARTICLES] if period == "hour" else []
    return pa.table(
        {
            "station": pa.DictionaryArray.from_arrays(
                pa.array(stations), pa.array([name for name, _ in results], pa.string())
            ).cast(pa.string()),
            "time": moments if period == "hour" else moments.cast(pa.date32()),
            "index": number("index", pa.int32()),
            "band": coded("band", [band.name_vi for band in scale.bands]),
            "dominant": coded("dominant", list(PARAMETERS)),
            **{name: number(name, pa.int32()) for name in there},
            **{name: number(name, pa.float64()) for name in [*casts, "completeness"]},
        }
    )


def _of_expression(table: Any, period: Period, share: float, scale: Scale) -> Any:
    """Take an Ibis table and return an Ibis table: nothing is computed yet."""
    import ibis

    from xanh.methods.air.shapes import roles
    from xanh.methods.air.tables import VIETNAM, daily, day_grid, hourly

    found = roles(table.columns)
    time = table[found["time"]]
    aware = time.type().is_timestamp() and time.type().timezone is not None
    if aware:  # by the clock of UTC: casts would take the engine's own zone
        time = ibis.timestamp("1970-01-01 00:00:00") + time.epoch_seconds().as_interval("s")
    elif time.type().is_string():
        time = time.cast("timestamp")
    station = table[found["station"]] if "station" in found else ibis.literal("")
    rows = table.mutate(station=station, time=time)
    if "value" in found:
        there = list(PARAMETERS)
        rows = rows.select(
            "station", "time", parameter=rows[found["parameter"]], value=rows[found["value"]]
        )
    else:
        there = [name for name in PARAMETERS if name in found]
        rows = rows.select(
            "station", "time", **{name: rows[found[name]].cast("float64") for name in there}
        ).pivot_longer(there, names_to="parameter", values_to="value")
    grid = day_grid(rows, VIETNAM) if aware else day_grid(rows)
    result = hourly(grid, scale) if period == "hour" else daily(grid, share, scale)
    return result.drop(*(name for name in PARAMETERS if name not in there))
