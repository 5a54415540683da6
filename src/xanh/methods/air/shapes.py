"""What people bring: long or wide tables with their own names of columns and ways to write times.

Everything becomes station, parameter, time and value, with the end of the hour in local time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from operator import methodcaller
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from xanh.errors import XanhError
from xanh.methods.air.scales import PARAMETERS
from xanh.methods.air.units import MOLAR_MASS, from_ppb

_TIMES = ("time", "datetime", "timestamp", "date", "datelt", "thoigian", "thờigian", "ngàygiờ")
_STATIONS = ("station", "stationid", "site", "location", "trạm", "tram")
_VALUES = ("value", "rawconc", "concentration", "giátrị", "giatri")
_UNITS = ("unit", "units", "concunit", "đơnvị", "donvi")
_NAMES = ("parameter", "pollutant", "thôngsố", "thongso")
_WRITTEN = (
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%Y-%m-%d %I:%M %p",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
)
Integers = NDArray[np.int64]
_IN_BRACKETS = re.compile(r"\((.*?)\)|\[(.*?)\]")
_UNIT_SIGNS = str.maketrans({"µ": "u", "μ": "u", "³": "3", "^": ""})
_US = pa.timestamp("us")
_UTC = pa.timestamp("us", tz="UTC")
_VIETNAM = 7 * 3_600_000_000  # [µs]


def known_name(name: str) -> str:
    """Return a column's or parameter's name bare: "PM2.5 (µg/m³)" becomes "pm25"."""
    return re.sub(r"[\W_]", "", _IN_BRACKETS.sub("", str(name)).lower())


def factor_of(parameter: str, unit: str) -> float:
    """Return what a value in ``unit`` is multiplied with to be µg/m³; none said is µg/m³.

    Raises :class:`XanhError` (``air-unit``) for another unit than µg/m³, mg/m³, ppb and ppm.
    """
    bare = unit.lower().translate(_UNIT_SIGNS).replace(" ", "").replace("/nm3", "/m3")
    if bare in ("", "ug/m3"):
        return 1.0
    if bare == "mg/m3":
        return 1000.0
    if bare in ("ppb", "ppm") and parameter in MOLAR_MASS:
        return float(from_ppb(parameter, 1.0 if bare == "ppb" else 1000.0))
    raise XanhError(
        "air-unit",
        f"Không biết đơn vị “{unit}” của {parameter}.",
        f'The unit "{unit}" of {parameter} is not known.',
        "Đổi giá trị sang µg/m³.",
        "Convert the values to µg/m³.",
    )


def roles(names: Iterable[str]) -> dict[str, str]:
    """Return what each column is: ``station``, ``time``, ``parameter``, ``value`` or a parameter.

    A column of another meaning is left out. Raises :class:`XanhError` (``air-table``) for a table
    that has no time, or neither long nor wide form.
    """
    found: dict[str, str] = {}
    bare = {known_name(name): name for name in reversed(list(names))}
    for role, known in (
        ("station", _STATIONS),
        ("time", _TIMES),
        ("parameter", _NAMES),
        ("value", _VALUES),
        ("unit", _UNITS),
    ):
        match = next((bare[name] for name in known if name in bare), None)
        if match is not None:
            found[role] = match
    wide = {name: bare[name] for name in PARAMETERS if name in bare}
    if "time" in found and wide:
        return {role: found[role] for role in found if role in ("station", "time")} | wide
    if {"time", "parameter", "value"} <= set(found):
        return found
    raise XanhError(
        "air-table",
        "Bảng cần cột time và hoặc các cột pm25, pm10, o3, no2, so2, co, hoặc hai cột parameter "
        f"và value; bảng này có: {', '.join(map(str, bare.values()))}.",
        "The table needs a column time and either columns pm25, pm10, o3, no2, so2, co or the two "
        f"columns parameter and value; this one has: {', '.join(map(str, bare.values()))}.",
        "Đổi tên các cột rồi thử lại.",
        "Rename the columns and try again.",
    )


def local_times(times: Any) -> Integers:
    """Return times as the local clock's (UTC+7) microseconds since 1970.

    Times without a zone are local clock times; others are converted.
    """
    moments = times.type
    if pa.types.is_dictionary(moments):
        return local_times(times.dictionary_decode())
    if _is_text(moments):
        return local_times(_parsed(times))
    if not pa.types.is_timestamp(moments):
        raise _no_time(str(moments))
    shift = 0 if moments.tz is None else _VIETNAM
    plain = times.cast(_US if moments.tz is None else _UTC, safe=False).cast(pa.int64())
    ticks: Integers = plain.to_numpy(zero_copy_only=False)
    return ticks + shift if shift else ticks


def _parsed(times: Any) -> Any:
    """Return written times as moments: ISO 8601 first, then day before month."""
    ways: list[Callable[[Any], Any]] = [
        methodcaller("cast", _US),
        methodcaller("cast", _UTC),
        *(partial(pc.strptime, format=form, unit="us") for form in _WRITTEN),
    ]
    for way in ways:
        try:
            return way(times)
        except pa.ArrowInvalid:
            continue
    raise _no_time(str(next((text for text in times.to_pylist() if text), "")))


def _no_time(what: str) -> XanhError:
    return XanhError(
        "air-time",
        f"Không đọc được thời gian: {what}.",
        f"The times cannot be read: {what}.",
        "Viết thời gian theo ISO 8601, ví dụ 2026-03-05 14:00, là lúc kết thúc giờ đo.",
        "Write times in ISO 8601, such as 2026-03-05 14:00, the end of the hour measured.",
    )


def long_form(table: pa.Table) -> pa.Table:
    """Return ``station, parameter`` (dictionaries), ``time`` (local, [µs]) and ``value``.

    Rows of other parameters and rows without a time are left out.
    """
    found = roles(table.column_names)
    table = table.select(list(found.values()))
    if table[found["time"]].null_count:
        table = table.filter(pc.is_valid(table[found["time"]]))
    station = table[found["station"]] if "station" in found else pa.repeat("", table.num_rows)
    if station.null_count or not _is_text(station.type):
        station = pc.fill_null(station.cast(pa.string()), "")
    if "value" in found:
        names = table[found["parameter"]]
        names = names if _is_text(names.type) else names.cast(pa.string())
        with ThreadPoolExecutor(2) as pool:  # most of the time that long tables take
            station, names = pool.map(_encoded, (station, names))
        times = pa.array(local_times(_chunk(table[found["time"]])))
        return _of_long(table, found, station, names, times)
    station = _encoded(station)
    times = pa.array(local_times(_chunk(table[found["time"]])))
    parts = [
        pa.table(
            {
                "station": station,
                "parameter": pa.repeat(np.int8(code), table.num_rows),
                "time": times,
                "value": _scaled(
                    _numbers(table[found[name]]), factor_of(name, said_unit(found[name]))
                ),
            }
        )
        for code, name in enumerate(PARAMETERS)
        if name in found
    ]
    return pa.concat_tables(parts).combine_chunks()


def _of_long(
    table: pa.Table, found: dict[str, str], station: Any, names: Any, times: Any
) -> pa.Table:
    order = {name: code for code, name in enumerate(PARAMETERS)}
    code_of = [order.get(known_name(name or ""), -1) for name in names.dictionary.to_pylist()]
    places = names.indices.fill_null(len(code_of)) if names.null_count else names.indices
    codes = np.array([*code_of, -1], dtype=np.int8)[places.to_numpy()]
    values = _numbers(table[found["value"]])
    if "unit" in found:
        values = _by_units(values, codes, table[found["unit"]])
    whole = pa.table(
        {"station": station, "parameter": pa.array(codes), "time": times, "value": values}
    )
    return whole if codes.min(initial=0) >= 0 else whole.filter(pa.array(codes >= 0))


def said_unit(name: str) -> str:
    """Return the unit that a column's name says in brackets; empty for none."""
    said = _IN_BRACKETS.search(str(name))
    return (said[1] or said[2] or "") if said else ""


def _scaled(values: Any, factor: float) -> Any:
    return values if factor == 1.0 else pc.multiply(values, factor)


def _by_units(values: Any, codes: Integers, units: Any) -> Any:
    """Return values in µg/m³, each by its own row's unit."""
    units = _encoded(pc.fill_null(units.cast(pa.string()), ""))
    factors = np.ones((len(PARAMETERS), max(1, len(units.dictionary))))
    places = units.indices.to_numpy()
    for code, place in {*zip(codes.tolist(), places.tolist(), strict=True)}:
        if code >= 0:
            factors[code, place] = factor_of(PARAMETERS[code], units.dictionary[place].as_py())
    if (factors == 1.0).all():
        return values
    return pc.multiply(values, pa.array(factors[codes, places]))


def _chunk(column: Any) -> Any:
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return column.chunk(0) if isinstance(column, pa.ChunkedArray) else column


def _is_text(kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _encoded(column: Any) -> Any:
    """Return texts as one dictionary array."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    if isinstance(column, pa.ChunkedArray):
        column = column.unify_dictionaries()
    return _chunk(column)


def _numbers(column: Any) -> Any:
    try:
        return _chunk(column).cast(pa.float64())
    except pa.ArrowInvalid as error:
        raise XanhError(
            "air-value",
            f"Cột giá trị có chỗ không phải là số: {error}.",
            f"The column of values holds what is no number: {error}.",
            "Để trống những chỗ không có giá trị; dùng dấu chấm thập phân.",
            "Leave places without a value empty; write decimals with a point.",
        ) from error
