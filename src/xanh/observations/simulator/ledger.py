"""What a correct receiver must hold after some files, and whether a store holds just that."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from xanh.observations.simulator.deliveries import Delivery
from xanh.observations.store import Store

# A row is one version of a reading; versions count from 1 in the order of arrival.
EXPECTED = pa.schema(
    [
        ("station", pa.string()),
        ("parameter", pa.string()),
        ("time", pa.timestamp("us")),
        ("version", pa.int64()),
        ("value", pa.float64()),
        ("status", pa.string()),
    ]
)
_EXAMPLES = 20
_COMPARE = """
WITH spans AS (
  SELECT station, min(time) AS first, max(time) AS last FROM expected
  WHERE epoch_us(time) % 300000000 = 0 GROUP BY station
),
held AS (
  SELECT station, parameter, time, value, status,
         row_number() OVER (PARTITION BY station, parameter, time ORDER BY version) AS version
  FROM {readings} JOIN spans USING (station)
  WHERE time BETWEEN first AND last
     OR (station, parameter, time) IN (SELECT (station, parameter, time) FROM expected)
)
SELECT station, parameter, time, version, e.value AS expected, h.value AS held,
       e.status AS expected_status, h.status AS held_status,
       CASE WHEN h.station IS NULL THEN 'missing' WHEN e.station IS NULL THEN 'extra'
            ELSE 'differing' END AS what
FROM expected AS e FULL JOIN held AS h USING (station, parameter, time, version)
WHERE h.station IS NULL OR e.station IS NULL
   OR e.value IS DISTINCT FROM h.value OR e.status IS DISTINCT FROM h.status
ORDER BY station, time, parameter, version
"""


class Ledger:
    """Readings by key with all their versions, as files were acknowledged one after the other."""

    def __init__(self) -> None:
        self.files: Counter[str] = Counter()  # acknowledged, by kind
        self._kept: dict[tuple[str, str, int], list[tuple[float, str]]] = {}
        self._seen: set[bytes] = set()
        self._refused: set[bytes] = set()

    def deliver(self, delivery: Delivery) -> None:
        """Enter an acknowledged file: the same file again changes nothing, whatever came between.

        A reading that equals the newest version of its key changes nothing either.
        """
        self.files[delivery.kind] += 1
        file = blake2b(delivery.name.encode() + b"\0" + delivery.content, digest_size=16).digest()
        if file in self._seen:
            return
        self._seen.add(file)
        if delivery.refused:
            self._refused.add(file)
            return
        for parameter, value, status in delivery.rows:
            key = (delivery.station.key, parameter, delivery.time)
            versions = self._kept.setdefault(key, [])
            if not versions or versions[-1] != (value, status):
                versions.append((value, status))

    @property
    def refused(self) -> int:
        """Return how many differing files belong into the quarantine."""
        return len(self._refused)

    def table(self) -> pa.Table:
        """Return all versions of all readings as EXPECTED."""
        rows = [
            (station, parameter, time * 1_000_000, number, value, status)
            for (station, parameter, time), versions in self._kept.items()
            for number, (value, status) in enumerate(versions, start=1)
        ]
        columns = list(zip(*rows, strict=True)) or [()] * len(EXPECTED)
        return pa.table(
            [pa.array(c, f.type) for c, f in zip(columns, EXPECTED, strict=True)], schema=EXPECTED
        )

    def save(self, path: Path) -> None:
        """Write the expectation to a Parquet file, for :func:`verify` on another day."""
        pq.write_table(self.table(), path)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a store compares with what it must hold."""

    expected: int  # versions of readings
    missing: int = 0
    extra: int = 0
    differing: int = 0
    examples: list[dict[str, Any]] = field(default_factory=list)

    @property
    def right(self) -> bool:
        """Say whether the store holds just what it must."""
        return not (self.missing or self.extra or self.differing)

    def to_json(self) -> dict[str, Any]:
        """Return the verdict as JSON values."""
        return {"right": self.right, **asdict(self)}


def verify(store: Store, expected: pa.Table) -> Verdict:
    """Compare the store with EXPECTED, version by version.

    What the store holds beyond it counts as extra from the first to the last regular reading of
    each station; what a wrong clock dates before them does not widen that span.
    """
    import duckdb

    files = [str(path) for path in store.files("readings")]
    if not expected.num_rows or not files:
        return Verdict(expected.num_rows, missing=expected.num_rows)
    with duckdb.connect() as connection:
        connection.register("expected", expected)
        sql = _COMPARE.format(readings="read_parquet($files)")
        wrong = connection.execute(sql, {"files": files}).to_arrow_table()
    count = Counter(wrong["what"].to_pylist())
    examples = [
        {**row, "time": row["time"].isoformat()} for row in wrong.slice(0, _EXAMPLES).to_pylist()
    ]
    return Verdict(
        expected.num_rows, count["missing"], count["extra"], count["differing"], examples
    )
