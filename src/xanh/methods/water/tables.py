"""VN_WQI of tables: pandas, pyarrow, Ibis or a dict of columns, long or wide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from xanh.errors import XanhError
from xanh.methods.forms import is_column
from xanh.methods.water.index import (
    HEPTACHLOR,
    Weighting,
    band_names,
    check_weighting,
    combine,
    group_indices,
    possible,
    scored_values,
    sub_indices,
    water_index,
)
from xanh.methods.water.regulation import VN_WQI_2019, WaterIndex

Per = Literal["sample", "day"]

KEYS = ("station", "time")
# value in the written unit × factor = value in the parameter's unit
_FACTORS = {
    "mg/L": {"mg/l": 1.0, "µg/l": 1e-3, "ug/l": 1e-3, "ng/l": 1e-6},
    "µg/L": {"mg/l": 1e3, "µg/l": 1.0, "ug/l": 1.0, "ng/l": 1e-3},
    "MPN/100mL": {"mpn/100ml": 1.0, "cfu/100ml": 1.0},
}


def vn_wqi(
    data: Any,
    *,
    weighting: Weighting = "equal",
    per: Per = "sample",
    version: WaterIndex = VN_WQI_2019,
) -> Any:
    """Return VN_WQI (Decision 1460/QĐ-TCMT), one row a sample, as the kind of table it is given.

    ``data`` is a pandas, pyarrow or Ibis table or a dict of columns (a dict of plain numbers is
    one sample: :func:`~xanh.methods.water.index.water_index`). Long form: ``parameter``,
    ``time``, ``value``, and ``station`` and ``unit`` if there are any; readings of one station,
    time and parameter (replicates) are averaged. Wide form: one row a sample, one column a
    parameter. Units: mg/L; µg/L for pesticides; MPN/100mL for coliform and e_coli; °C. In long
    form a column ``unit`` may also say µg/L, mg/L or ng/L for substances and CFU for bacteria.

    ``per="day"`` makes one row of a station and local day from the means of the day. Naive times
    are local; aware ones are moved to UTC+7; a label at midnight ends the day before.

    Values below detection limits count as they are given: half the limit is the usual choice, and
    the reader's. Give usable readings only. All dates are judged by ``version``: there is one.

    Columns: ``station``, ``time``, ``index`` (empty where the decision's minimum of data is not
    reached), ``band``, ``g1`` … ``g5``, ``q_<parameter>``, and ``missing`` with the reason
    (:data:`~xanh.methods.water.index.MISSING`).

    Raises :class:`XanhError`: ``no-water-columns``, ``unknown-unit``, ``unknown-weighting``.

    >>> table = {"time": ["2026-03-01"], "ph": [7.2], "bod5": [12.0], "cod": [24.0],
    ...          "nh4_n": [0.75], "coliform": [6000.0]}
    >>> vn_wqi(table)["index"]
    [58]
    """
    check_weighting(weighting)
    if is_column(data):
        return _indexed(data, weighting, per, version)
    if isinstance(data, Mapping) and not any(_is_series(value) for value in data.values()):
        return water_index(data, weighting=weighting, version=version)
    import ibis
    import pyarrow as pa

    if isinstance(data, pa.Table):
        arrow = data
    elif isinstance(data, Mapping):
        arrow = pa.table(
            {name: pa.array(column, from_pandas=True) for name, column in data.items()}
        )
    else:
        arrow = pa.Table.from_pandas(data, preserve_index=False)
    table = ibis.memtable(arrow)
    # A connection of its own: the default one is shared by all threads of a process.
    engine = ibis.duckdb.connect()
    _refuse_unknown_units(engine, table, version)
    wide = engine.to_pyarrow(_ordered(_wide(table, per, version)))
    result = _indexed_arrays(wide, weighting, version)
    if isinstance(data, pa.Table):
        return result
    return result.to_pydict() if isinstance(data, Mapping) else result.to_pandas()


def _is_series(value: Any) -> bool:
    return hasattr(value, "__len__") and not isinstance(value, str)


def _indexed(table: Any, weighting: Weighting, per: Per, version: WaterIndex) -> Any:
    import ibis

    wide = _wide(table, per, version)
    # Step by step, each a query over the one before: in one step the text of the query explodes.
    scored = scored_values({name: wide[name] for name in _measured(wide, version)}, version)
    staged = wide.mutate(**scored)
    q = sub_indices({name: staged[name] for name in scored}, version)
    staged = staged.mutate(**q)
    staged = staged.mutate(**group_indices({name: staged[name] for name in q}, version))
    groups = [f"g{number}" for number in version.groups]
    scores = {name: staged[name] for name in (*q, *groups)}
    staged = staged.mutate(**combine(scores, weighting, version))
    staged = staged.mutate(band=band_names(staged["index"], version))
    for name in KEYS:
        if name not in staged.columns:
            staged = staged.mutate(**{name: ibis.null("string")})
    staged = staged.mutate(index=staged["index"].cast("int64"))
    return _ordered(staged.select(*KEYS, "index", "band", *groups, *q, "missing"))


def _ordered(table: Any) -> Any:
    keys = [name for name in KEYS if name in table.columns]
    return table.order_by(keys) if keys else table


def _indexed_arrays(wide: Any, weighting: Weighting, version: WaterIndex) -> Any:
    """Return what :func:`_indexed` does of a table in memory; there arrays are faster."""
    import numpy as np
    import pyarrow as pa

    values = {
        name: np.asarray(wide[name].cast(pa.float64()).to_numpy(), dtype=float)
        for name in _measured(wide, version)
    }
    made = water_index(values, weighting=weighting, version=version)
    nothing = pa.nulls(wide.num_rows, pa.string())
    columns = {name: wide[name] if name in wide.column_names else nothing for name in KEYS}
    kinds = {"index": pa.int64(), "band": pa.string(), "missing": pa.string()}
    for name in [*(name for name in made if name != "missing"), "missing"]:
        column = pa.array(made[name], from_pandas=True)
        columns[name] = column.cast(kinds.get(name, pa.float64()))
    return pa.table(columns)


def _names(version: WaterIndex) -> list[str]:
    names = [name for group in version.groups.values() for name in group]
    return [*names, "temperature", "do_saturation", HEPTACHLOR[1]]


def _measured(wide: Any, version: WaterIndex) -> list[str]:
    columns = getattr(wide, "column_names", None) or wide.columns
    measured = [name for name in _names(version) if name in columns]
    if not measured:
        raise XanhError(
            "no-water-columns",
            "Bảng không có thông số chất lượng nước nào, hoặc thiếu cột time.",
            "The table has no parameter of water quality, or lacks the column time.",
            "Cần dạng dài (station, parameter, time, value) hoặc mỗi thông số một cột.",
            "Give the long form (station, parameter, time, value) or one column a parameter.",
        )
    return measured


def _wide(table: Any, per: Per, version: WaterIndex) -> Any:
    """Return one row a sample or day with a column for each parameter.

    A negative concentration or another impossible value takes no part in a mean.
    """
    if per == "day" and "time" in table.columns:
        table = table.mutate(time=_local_day(table["time"]))
    keys = [name for name in KEYS if name in table.columns]
    if {"parameter", "value", "time"} <= set(table.columns):
        values = dict.fromkeys(_names(version), _in_our_units(table, version))
        rows = {name: table["parameter"] == name for name in values}
    else:
        measured = _measured(table, version)
        if per == "sample":
            return table.select(*keys, *measured)
        values = {name: table[name].cast("float64") for name in measured}
        rows = dict.fromkeys(measured, True)
    return table.group_by(keys).aggregate(
        **{
            name: value.mean(where=value.between(*possible(name)) & rows[name])
            for name, value in values.items()
        }
    )


def _local_day(time: Any) -> Any:
    import ibis

    if time.type().is_date():
        return time
    if time.type().is_string():
        time = time.cast("timestamp")
    elif time.type().timezone:
        time = time.cast("timestamp('UTC')").cast("timestamp") + ibis.interval(hours=7)
    return (time - ibis.interval(microseconds=1)).date()


def _in_our_units(table: Any, version: WaterIndex) -> Any:
    """Return the value in the parameter's unit; null where the unit is not understood."""
    import ibis

    value = table["value"].cast("float64")
    if "unit" not in table.columns:
        return value
    unit, parameter = _unit_key(table["unit"]), table["parameter"]
    cases = []
    for ours, factors in _FACTORS.items():
        names = [name for name in _names(version) if _unit(name, version) == ours]
        for written, factor in factors.items():
            scaled = value * ibis.literal(factor, "float64")
            cases.append((parameter.isin(names) & (unit == written), scaled))
        cases.append((parameter.isin(names) & (unit != ""), ibis.null("float64")))
    return ibis.cases(*cases, else_=value)


def _unit(name: str, version: WaterIndex) -> str:
    own = {"do": "mg/L", "do_saturation": "%", "temperature": "°C"}
    return own.get(name) or version.scales["heptachlor" if name in HEPTACHLOR else name].unit


def _unit_key(unit: Any) -> Any:
    # The Greek letter and the micro sign look alike and are different characters.
    return unit.cast("string").fill_null("").lower().replace(" ", "").replace("μ", "µ")


def _refuse_unknown_units(engine: Any, table: Any, version: WaterIndex) -> None:
    """Raise rather than leave a value out in silence."""
    if not {"parameter", "value", "time", "unit"} <= set(table.columns):
        return
    lost = table.filter(_in_our_units(table, version).isnull(), table["value"].notnull())
    found = engine.to_pyarrow(lost.select("parameter", "unit").distinct().limit(5)).to_pylist()
    if found:
        pairs = ", ".join(sorted(f"{row['parameter']} ({row['unit']})" for row in found))
        raise XanhError(
            "unknown-unit",
            f"Không hiểu đơn vị của: {pairs}.",
            f"The unit is not understood of: {pairs}.",
            "Đổi sang mg/L (thuốc bảo vệ thực vật µg/L, vi sinh MPN/100mL).",
            "Convert to mg/L (pesticides µg/L, bacteria MPN/100mL).",
        )
