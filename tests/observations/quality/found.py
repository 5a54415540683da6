"""Runs the checks over a store and answers what they found."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from observations.stations import profiles as some_profiles
from xanh.observations.quality import Checked, Rules, check, load_rules, touched_since
from xanh.observations.store import Store
from xanh.observations.tables import StationProfile


def run(
    store: Store,
    profiles: Mapping[str, StationProfile] | None = None,
    rules: Rules | None = None,
    after: object = None,
) -> Checked:
    """Check all that came after a moment."""
    touched = touched_since(store, after, store.manifest().moment)
    return check(store, rules or load_rules(), profiles or some_profiles(), touched)[0]


def flags(store: Store, parameter: str = "pm25", station: str = "A") -> dict[int, str]:
    """Return the flags written, newest of each key, by the number of the reading."""
    return {i: f for i, f in everything(store, parameter, station).items() if f}


def everything(store: Store, parameter: str = "pm25", station: str = "A") -> dict[int, str]:
    """Return the newest row of every key, also where it says that nothing is left."""
    files = [str(path) for path in store.files("flags")]
    if not files:
        return {}
    rows = duckdb.execute(
        "SELECT CAST((epoch(time) - 1773075600) / 300 AS BIGINT) - 1, arg_max(flag, made) "
        "FROM read_parquet($files) WHERE station = $s AND parameter = $p GROUP BY time ORDER BY time",
        {"files": files, "s": station, "p": parameter},
    ).fetchall()
    return dict(rows)


def written(store: Store) -> int:
    """Return how many rows of flags the store holds."""
    return store.manifest().rows("flags")
