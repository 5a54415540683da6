"""The front door: a table of hourly means in, a table of VN_AQI out."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from xanh.errors import XanhError
from xanh.methods.air import arrays
from xanh.methods.air.formulas import SHARE
from xanh.methods.air.scales import PARAMETERS, PARTICLES, Scale
from xanh.methods.air.units import MOLAR_MASS, from_ppb
from xanh.methods.air.vn_aqi_2019 import VN_AQI, VN_AQI_2019
from xanh.methods.forms import is_column
from xanh.methods.versions import version_named

if TYPE_CHECKING:
    import pyarrow as pa

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
    ``share`` of the hours make an 8-h and a 24-h mean. A unit that is said (``unit``, or in the
    name of a column: ``CO (mg/m³)``) is heeded.

    Hours give ``station, time`` (local), ``index, band, dominant``, the sub-index of each parameter
    that is there, ``nowcast_pm25, nowcast_pm10`` [µg/m³] and ``completeness`` (share of NowCast's
    twelve hours); days give the date as ``time`` and as ``completeness`` the share of the 24 hours.
    Rows are in the order of stations and times (Ibis: in none). There is a row for every hour (day)
    of the data, and for the hours of a gap that NowCast bridges; what may not be computed is null.
    An Ibis table names parameters ``pm25`` … and gives expressions that any engine runs; what fits
    into memory is several times faster as an Arrow table. Days before the decision are judged by it
    all the same: the index of 2011 is not kept.

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
        return _of_arrow(data, (period,), share, scale)[0]
    if isinstance(data, dict):
        result = _of_arrow(pa.table(data), (period,), share, scale)[0]
        return {name: result[name].to_numpy() for name in result.column_names}
    return _of_frame(data, period, share, scale)


def hours_and_days(
    table: pa.Table, share: float = SHARE, version: str = VN_AQI_2019.id
) -> tuple[pa.Table, pa.Table]:
    """Return what :func:`vn_aqi` gives for hours and for days of one Arrow table, in one go."""
    hours, days = _of_arrow(table, ("hour", "day"), share, version_named(VN_AQI, version))
    return hours, days


def _of_frame(frame: Any, period: Period, share: float, scale: Scale) -> Any:
    """Take a pandas data frame, the times perhaps in its index."""
    import pandas as pd
    import pyarrow as pa

    if isinstance(frame, pd.Series):
        frame = frame.to_frame()
    if isinstance(frame.index, pd.DatetimeIndex):
        frame = frame.rename_axis("time").reset_index()
    table = pa.Table.from_pandas(frame, preserve_index=False)
    result = _of_arrow(table, (period,), share, scale)[0]
    whole = {pa.int32(): pd.Int32Dtype()}
    return result.to_pandas(types_mapper=whole.get)


def _of_arrow(
    table: pa.Table, periods: Sequence[Period], share: float, scale: Scale
) -> list[pa.Table]:
    """Return one table a period: station by station, as many at a time as there are processors."""
    from xanh.methods.air.shapes import long_form

    long = long_form(table)
    station = long["station"].combine_chunks()
    names = station.dictionary.to_pylist() if long.num_rows else []
    codes = station.indices.to_numpy() if long.num_rows else np.zeros(0, np.int32)
    parameters, times, values = (long[name].to_numpy() for name in ("parameter", "time", "value"))

    def computed(group: list[arrays.Readings]) -> list[list[arrays.Columns]]:
        return [
            arrays.of_group(group, partial(arrays.hourly_columns, scale=scale), 24)
            if period == "hour"
            else arrays.of_group(group, partial(arrays.daily_columns, share=share, scale=scale), 1)
            for period in periods
        ]

    pieces = sorted(arrays.station_rows(codes), key=lambda piece: names[piece[0]])
    order = [names[code] for code, _ in pieces]
    groups = arrays.gathered([(parameters[rows], times[rows], values[rows]) for _, rows in pieces])
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as pool:
        results = list(pool.map(computed, groups))
        return [
            _table(
                order,
                [columns for result in results for columns in result[place]],
                period,
                scale,
                pool,
            )
            for place, period in enumerate(periods)
        ]


def _table(
    stations: list[str],
    results: list[arrays.Columns],
    period: Period,
    scale: Scale,
    pool: ThreadPoolExecutor,
) -> pa.Table:
    """Return the stations' columns as one Arrow table."""
    import pyarrow as pa

    lengths = [len(columns["time"]) for columns in results]

    def joined(name: str) -> Any:
        parts = [
            columns[name] if name in columns else np.full(length, np.nan)
            for columns, length in zip(results, lengths, strict=True)
        ]
        return np.concatenate(parts) if parts else np.zeros(0)

    def texts(codes: Any, names: list[str]) -> Any:
        kept = pa.array(codes.astype(np.int32), mask=codes < 0)
        return pa.DictionaryArray.from_arrays(kept, pa.array(names, pa.string())).cast(pa.string())

    def number(name: str) -> Any:
        return pa.array(joined(name), from_pandas=True)

    def whole(name: str) -> Any:
        return number(name).cast(pa.int32())

    def time() -> Any:
        unit = "h" if period == "hour" else "D"
        moments = joined("time").astype(f"datetime64[{unit}]").astype("datetime64[us]")
        return pa.array(moments) if period == "hour" else pa.array(moments).cast(pa.date32())

    there = [name for name in PARAMETERS if any(name in columns for columns in results)]
    casts = [f"nowcast_{name}" for name in PARTICLES] if period == "hour" else []
    order = np.repeat(np.arange(len(results)), lengths)
    columns: dict[str, Callable[[], Any]] = {
        "station": lambda: texts(order, stations),
        "time": time,
        "index": partial(whole, "index"),
        "band": lambda: texts(joined("band"), [band.name_vi for band in scale.bands]),
        "dominant": lambda: texts(joined("dominant"), list(PARAMETERS)),
        **{name: partial(whole, name) for name in there},
        **{name: partial(number, name) for name in [*casts, "completeness"]},
    }
    made = pool.map(lambda column: column(), columns.values())
    return pa.table(dict(zip(columns, made, strict=True)))


def _of_expression(table: Any, period: Period, share: float, scale: Scale) -> Any:
    """Take an Ibis table and return an Ibis table: nothing is computed yet."""
    import ibis

    from xanh.methods.air.shapes import factor_of, roles, said_unit
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
        value = rows[found["value"]].cast("float64")
        if "unit" in found:
            value = value * _factor(rows[found["parameter"]], rows[found["unit"]])
        rows = rows.select("station", "time", parameter=rows[found["parameter"]], value=value)
    else:
        there = [name for name in PARAMETERS if name in found]
        rows = rows.select(
            "station",
            "time",
            **{
                name: rows[found[name]].cast("float64") * factor_of(name, said_unit(found[name]))
                for name in there
            },
        ).pivot_longer(there, names_to="parameter", values_to="value")
    grid = day_grid(rows, VIETNAM) if aware else day_grid(rows)
    result = hourly(grid, scale) if period == "hour" else daily(grid, share, scale)
    return result.drop(*(name for name in PARAMETERS if name not in there))


def _factor(parameter: Any, unit: Any) -> Any:
    """Return what brings a column of values to µg/m³; null for a unit that is not known."""
    import ibis

    bare = unit.fill_null("").lower().replace(" ", "").replace("µ", "u").replace("μ", "u")
    bare = bare.replace("³", "3").replace("/nm3", "/m3")
    gases = [
        ((bare == ratio) & (parameter == gas), float(from_ppb(gas, parts)))
        for gas in MOLAR_MASS
        for ratio, parts in (("ppb", 1.0), ("ppm", 1000.0))
    ]
    return ibis.cases((bare.isin(["", "ug/m3"]), 1.0), (bare == "mg/m3", 1000.0), *gases)
