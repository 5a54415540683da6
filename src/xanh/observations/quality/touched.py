"""What changed in the store since a moment: the series and local days to look at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from xanh.observations.readings import CORRECTIONS

if TYPE_CHECKING:
    from xanh.observations.store import Store

# One row a series and local day; `first` and `last` are labels, `seconds` the longest interval.
TOUCHED = pa.schema(
    [
        ("station", pa.string()),
        ("parameter", pa.string()),
        ("day", pa.date32()),
        ("first", pa.timestamp("us")),
        ("last", pa.timestamp("us")),
        ("seconds", pa.int32()),
    ]
)
_GROUPED = """
SELECT station, parameter,
  CAST(time + INTERVAL 7 HOUR - INTERVAL 1 MICROSECOND AS DATE) AS day,
  min(time) AS first, max(time) AS last, CAST(max({seconds}) AS INTEGER) AS seconds
FROM read_parquet($files) WHERE {where} GROUP BY ALL ORDER BY ALL
"""


def query(
    files: Sequence[Path],
    sql: str,
    tables: Mapping[str, pa.Table] | None = None,
    **values: object,
) -> pa.Table:
    """Run SQL over ``read_parquet($files)`` and some small tables, in little memory."""
    import duckdb

    with duckdb.connect(config={"memory_limit": "512MB", "threads": 2}) as engine:
        for name, table in (tables or {}).items():
            engine.register(name, table)
        given = {"files": [str(path) for path in files], **values}
        return engine.execute(sql, given).to_arrow_table()


def touched_since(store: Store, after: datetime | None, until: datetime) -> pa.Table:
    """Return what readings and corrections with after < moment ≤ until touch, as TOUCHED.

    Moments are naive UTC, as the store writes them in ``received`` and ``made``.
    """
    after = after or datetime(1970, 1, 1)  # noqa: DTZ001  # naive, as in the store
    files = store.files("readings", since=after)
    parts = [_select(files, "received > $after AND received <= $until", after=after, until=until)]
    parts += [
        touched_between(store, row["station"], row["parameter"], row["start"], row["end"])
        for row in _corrected(store, after, until)
    ]
    return merged(parts)


def flagged_since(store: Store, after: datetime | None, until: datetime) -> pa.Table:
    """Return the readings whose flags were written with after < made ≤ until, as TOUCHED."""
    after = after or datetime(1970, 1, 1)  # noqa: DTZ001  # naive, as in the store
    files = store.files("flags", since=after)
    where = "made > $after AND made <= $until"
    return _select(files, where, "0", after=after, until=until)


def touched_between(
    store: Store,
    station: str | None,
    parameter: str | None,
    start: datetime | None = None,
    end: datetime | None = None,
) -> pa.Table:
    """Return all that is kept with start ≤ time ≤ end, as TOUCHED; None leaves a side open."""
    where = ["true"]
    values = {"station": station, "parameter": parameter, "start": start, "end": end}
    for name, test in (
        ("station", "station = $station"),
        ("parameter", "parameter = $parameter"),
        ("start", "time >= $start"),
        ("end", "time <= $end"),
    ):
        if values[name] is not None:
            where.append(test)
    given: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
    return _select(store.files("readings", start, end), " AND ".join(where), **given)


def days(touched: pa.Table) -> list[tuple[str, str, date]]:
    """Return station, parameter and local day of each row, each once."""
    keys = touched.select(["station", "parameter", "day"])
    return sorted(set(zip(*(column.to_pylist() for column in keys.columns), strict=True)))


def merged(parts: Iterable[pa.Table]) -> pa.Table:
    """Return several tables as one with one row a series and day."""
    table = pa.concat_tables([TOUCHED.empty_table(), *parts])
    grouped = table.group_by(["station", "parameter", "day"], use_threads=False)
    wanted = [("first", "min"), ("last", "max"), ("seconds", "max")]
    return grouped.aggregate(wanted).rename_columns(TOUCHED.names).cast(TOUCHED)


def _select(files: Sequence[Path], where: str, seconds: str = "seconds", **values: Any) -> pa.Table:
    if not files:
        return TOUCHED.empty_table()
    return query(files, _GROUPED.format(where=where, seconds=seconds), **values).cast(TOUCHED)


def _corrected(store: Store, after: datetime, until: datetime) -> list[dict[str, Any]]:
    """Return the corrections written in a time, those that were undone in the place of undos."""
    ledger = read_ledger(store).to_pylist()
    by_id = {row["id"]: row for row in ledger}
    found = []
    for row in ledger:
        if after < row["made"] <= until:
            while row["action"] == "undo" and row["undoes"] in by_id:
                row = by_id[row["undoes"]]
            found.append(row)
    return found


def read_ledger(store: Store) -> pa.Table:
    """Return all corrections that the store holds, in the order of their ids."""
    import pyarrow.parquet as pq

    parts = [pq.read_table(path, partitioning=None) for path in store.files("corrections")]
    table = pa.concat_tables([CORRECTIONS.empty_table(), *(p.cast(CORRECTIONS) for p in parts)])
    return table.sort_by("id")
