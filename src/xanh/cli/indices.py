"""``xanh index``: VN_AQI of hours or days, and VN_WQI of samples, as CSV."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from xanh.cli import index_water
from xanh.cli.shared import group, verb
from xanh.errors import XanhError

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

    from xanh.observations.readings import Problem

_SEVEN_HOURS = 7 * 3600 * 1_000_000  # [µs]
_DESCRIPTION = """\
Print VN_AQI (Decision 1459/QĐ-TCMT) as CSV: station,time,index,band,dominant, the sub-index of
each parameter under its own name, and for hours nowcast_pm25, nowcast_pm10 [µg/m³] and
completeness. Time is the end of the hour, or the date. Readings finer than an hour are averaged
first. An index that may not be computed is empty: it needs PM10 or PM2.5."""


def add(families: Any) -> None:
    """Add the verbs of indices to the command."""
    verbs = group(families, "index", "air and water quality indices as CSV")
    air = verb(verbs, "air", _air, "print VN_AQI as CSV")
    air.description = _DESCRIPTION
    air.add_argument("--period", choices=("hour", "day"), default="hour")
    index_water.add_source(air)
    air.add_argument(
        "--share",
        type=index_water.share,
        default=0.75,
        help="least share of valid values that an average asks for",
    )
    index_water.add(verbs)


def _air(options: argparse.Namespace) -> None:
    from xanh.methods.air import vn_aqi

    problems: list[Problem] = []
    hours = _of_file(options, problems) if options.input else _of_store(options)
    result = vn_aqi(_means(hours), period=options.period, share=options.share)
    _print(result)
    index_water.refuse_problems(problems)


def _of_file(options: argparse.Namespace, problems: list[Problem]) -> pa.Table:
    """Return the hours of the readings in a file; what could not be read goes to ``problems``."""
    import ibis

    from xanh.observations import levels

    read = index_water.read_source(options.input, _parameters())
    problems += read.problems
    asked = index_water.selection(options, _parameters())
    readings = levels.checked_readings(levels.selected(ibis.memtable(read.table), asked), None)
    expression = _hours(levels.with_usable(readings), options.share)
    return ibis.duckdb.connect().to_pyarrow(expression)


def _of_store(options: argparse.Namespace) -> pa.Table:
    from functools import partial

    from xanh.observations.engine import DuckEngine
    from xanh.observations.store import Store
    from xanh.web.configuration import home_folder

    engine = DuckEngine(Store(home_folder() / "observations"))
    asked = index_water.selection(options, _parameters())
    return engine.table(asked, "index-air", partial(_hours, share=options.share))


def _hours(readings: ibis.Table, share: float) -> ibis.Table:
    """Return the hours whose share of usable readings allows a mean."""
    from xanh.observations import rollups

    hours = rollups.hours(readings, share, winds=False)
    return hours.filter(hours["mean"].notnull()).select(
        "station", "parameter", "time", value=hours["mean"]
    )


def _means(hours: pa.Table) -> pa.Table:
    """Return hourly means with local times, as the index takes them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    local = pc.add(hours["time"], pa.scalar(_SEVEN_HOURS, pa.duration("us")))
    return hours.set_column(hours.schema.get_field_index("time"), "time", local)


def _parameters() -> tuple[str, ...]:
    from xanh.methods.air.scales import PARAMETERS

    return tuple(PARAMETERS)


def _print(table: pa.Table) -> None:
    """Print the index as CSV, times with their offset."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv

    if pa.types.is_timestamp(table["time"].type):
        text = pc.strftime(table["time"].cast(pa.timestamp("s")), "%Y-%m-%dT%H:%M:%S+07:00")
        table = table.set_column(table.schema.get_field_index("time"), "time", text)
    for place, name in enumerate(table.column_names):
        if pa.types.is_floating(table[name].type):
            table = table.set_column(place, name, pc.round(table[name], 4))
    if not table.num_rows and "index" not in table.column_names:
        raise XanhError(
            "nothing-to-index",
            "Không có số liệu để tính.",
            "There are no readings to compute from.",
        )
    csv.write_csv(
        table, sys.stdout.buffer, csv.WriteOptions(quoting_style="needed", quoting_header="none")
    )
