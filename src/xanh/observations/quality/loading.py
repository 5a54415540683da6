"""Reads from the store what a run of the checks looks at."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from xanh.observations.quality.touched import query
from xanh.observations.readings import FLAGS, KEPT

if TYPE_CHECKING:
    from xanh.observations.store import Store

LOOK_BACK = timedelta(days=60)  # a series silent for longer begins anew
_NEAREST = """
WITH nearest AS (
  SELECT station, parameter, {which}(time) AS time
  FROM read_parquet($files) JOIN asked USING (station, parameter)
  WHERE time > $start AND time < $end AND time > asked.start AND time < asked.end
  GROUP BY ALL
)
SELECT kept.* FROM read_parquet($files) AS kept
JOIN nearest USING (station, parameter, time)
WHERE kept.time > $start AND kept.time < $end
"""


class Loader:
    """Reads readings of all versions, and what is known of them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def rows(
        self,
        stations: Collection[str],
        parameters: Collection[str] | None,
        start: datetime,
        end: datetime,
    ) -> pa.Table:
        """Return all versions of readings with start ≤ time ≤ end as KEPT."""
        files = self._store.files("readings", start, end)
        return _filtered(files, KEPT, stations, parameters, start, end)

    def flags(
        self, stations: Collection[str], parameters: Collection[str] | None, rows: pa.Table
    ) -> pa.Table:
        """Return what earlier checks found for the times of some readings."""
        import pyarrow.compute as pc

        if not rows.num_rows:
            return FLAGS.empty_table()
        span = pc.min_max(rows["time"]).as_py()
        files = self._store.files("flags", span["min"], span["max"])
        return _filtered(files, FLAGS, stations, parameters, span["min"], span["max"])

    def keys_since(self, moment: datetime) -> pa.Table:
        """Return station, parameter and time of the readings received after a moment."""
        files = self._store.files("readings", since=moment)
        if not files:
            return KEPT.empty_table().select(["station", "parameter", "time"])
        sql = (
            "SELECT DISTINCT station, parameter, time FROM read_parquet($files) WHERE received > $a"
        )
        return query(files, sql, a=moment)

    def nearest(self, moments: Mapping[tuple[str, str], datetime], side: int) -> pa.Table:
        """Return each series' last reading before its moment (side -1) or first after it (1)."""
        back, ahead = (LOOK_BACK, timedelta()) if side < 0 else (timedelta(), LOOK_BACK)
        spans = {key: (moment - back, moment + ahead) for key, moment in moments.items()}
        if not spans:
            return KEPT.empty_table()
        start = min(first for first, _ in spans.values())
        end = max(last for _, last in spans.values())
        files = self._store.files("readings", start, end)
        if not files:
            return KEPT.empty_table()
        asked = {
            "station": [station for station, _ in spans],
            "parameter": [parameter for _, parameter in spans],
            "start": pa.array([first for first, _ in spans.values()], pa.timestamp("us")),
            "end": pa.array([last for _, last in spans.values()], pa.timestamp("us")),
        }
        sql = _NEAREST.format(which="max" if side < 0 else "min")
        found = query(files, sql, {"asked": pa.table(asked)}, start=start, end=end)
        return found.select(KEPT.names).cast(KEPT)


def _filtered(
    files: Sequence[Path],
    schema: pa.Schema,
    stations: Collection[str],
    parameters: Collection[str] | None,
    start: datetime,
    end: datetime,
) -> pa.Table:
    import pyarrow.dataset as ds

    if not files:
        return schema.empty_table()
    field = ds.field
    low, high = (pa.scalar(moment, pa.timestamp("us")) for moment in (start, end))
    wanted = field("station").isin(sorted(stations))
    if parameters is not None:
        wanted &= field("parameter").isin(sorted(parameters))
    wanted &= (field("time") >= low) & (field("time") <= high)
    data = ds.dataset([str(path) for path in files], schema=schema, format="parquet")
    return data.to_table(filter=wanted)
