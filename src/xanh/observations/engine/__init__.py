"""Runs expressions over the store's readings: DuckDB on one machine, or a cluster (Spark Connect).

    engine = open_engine(store)
    week = Selection(stations=("HN_01",), start=monday, end=sunday)
    engine.table(week, "hours", rollups.hours)  # a pyarrow.Table

Both engines run the same Ibis expressions over the same files.
"""

from __future__ import annotations

from xanh.observations.engine.duck import DuckEngine
from xanh.observations.engine.scope import Build, Engine, same
from xanh.observations.engine.spark import SparkEngine
from xanh.observations.store import Store

__all__ = ["Build", "DuckEngine", "Engine", "SparkEngine", "open_engine", "same"]


def open_engine(store: Store, address: str = "", root: str = "") -> Engine:
    """Return DuckDB, or the Spark Connect server at ``address`` (``sc://host:15002``).

    ``root`` is where that server finds the folder of the store, if not under the same path.
    """
    return SparkEngine(store, address, root) if address else DuckEngine(store)
