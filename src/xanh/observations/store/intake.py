"""Takes readings in, chunk by chunk, and stages what is to be kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

import numpy as np
import pyarrow as pa

from xanh.observations.store.columns import Columns, columns, table
from xanh.observations.store.commit import Commit
from xanh.observations.store.kept import Memory
from xanh.observations.store.originals import Numbering
from xanh.observations.store.settling import ordered, settled
from xanh.observations.store.shapes import KINDS, Counts, Original

CHUNK = 1_000_000  # readings that are settled at once; as many come in meanwhile
_LONG = 4 * CHUNK  # where they span so many months that too many small files would come of it
_MONTHS = 93 * 86_400_000_000  # [µs]


class Intake:
    """Readings of one commit. What came in earlier chunks is already met like kept rows."""

    def __init__(self, commit: Commit, memory: Memory, originals: Sequence[Original]) -> None:
        self._commit = commit
        self._pools, self._kept = memory.ready({entry.name for entry in commit.current.entries})
        self._numbering = Numbering(
            originals,
            commit.current.originals,
            [path for _, path in reversed(commit.files("originals"))],
        )
        self._parts: list[Columns] = []
        self._held = 0
        self._counts = Counts()
        self._beside = ThreadPoolExecutor(1)  # settles a chunk while the next comes in
        self._going: Future[None] | None = None

    def __enter__(self) -> Intake:
        return self

    def __exit__(self, *_: object) -> None:
        self._beside.shutdown(cancel_futures=True)

    def push(self, batch: pa.RecordBatch | pa.Table) -> None:
        """Take a batch of READINGS."""
        for start in range(0, batch.num_rows, CHUNK):
            part = columns(batch.slice(start, CHUNK), self._pools)
            self._parts.append(part)
            self._held += len(part)
            if self._held >= _LONG or (self._held >= CHUNK and not self._spans_months()):
                self._wait()
                self._going = self._beside.submit(self._settle, self._all())

    def finish(self) -> Counts:
        """Stage what is left, and the originals; return what became of the readings."""
        self._wait()
        if self._held:
            self._settle(self._all())
        originals = self._numbering.table(self._commit.moment)
        if originals is not None:
            self._commit.append(KINDS["originals"], originals)
            self._commit.originals = self._numbering.highest
            self._counts += Counts(originals=originals.num_rows)
        return self._counts

    def _spans_months(self) -> bool:
        parts = [part.time for part in self._parts if len(part)]
        least, most = min(p.min() for p in parts), max(p.max() for p in parts)
        return int(most - least) > _MONTHS

    def _all(self) -> Columns:
        rows = Columns.joined(self._parts)
        self._parts, self._held = [], 0
        return rows

    def _wait(self) -> None:
        if self._going is not None:
            self._going.result()
            self._going = None

    def _settle(self, rows: Columns) -> None:
        files = self._commit.files("readings")
        received = _micros(self._commit.moment)
        for month, part, base in months(rows):
            batch = ordered(part, base, self._pools)
            self._kept.meet(batch, files)
            kept, version, fresh, counts = settled(batch)
            self._counts += counts
            if len(kept):
                kept.origin = self._numbering.numbered(kept, kept.origin[fresh])
                made = table(kept, version, received, self._pools)
                entry = self._commit.stage(KINDS["readings"], month, made)
                self._kept.wrote(entry, kept, version)


def months(rows: Columns) -> Iterator[tuple[str, Columns, int]]:
    """Yield the name, rows and first microsecond of each UTC month, rows in their order."""
    first, last = (
        np.datetime64(int(edge), "us").astype("datetime64[M]")
        for edge in (rows.time.min(), rows.time.max())
    )
    if first == last:
        yield str(first), rows, _start(first)
        return
    edges = np.arange(first, last + 2).astype("datetime64[us]").astype(np.int64)
    if bool(np.all(rows.time[1:] >= rows.time[:-1])):
        cuts = np.searchsorted(rows.time, edges)
    else:
        place = (np.searchsorted(edges, rows.time, side="right") - 1).astype(np.uint16)
        order = np.argsort(place, kind="stable")
        cuts = np.searchsorted(place[order], np.arange(len(edges)))
        rows = rows.take(order)
    for number in range(len(edges) - 1):
        if cuts[number] < cuts[number + 1]:
            month = first + number
            yield str(month), rows.take(slice(cuts[number], cuts[number + 1])), _start(month)


def _start(month: np.datetime64) -> int:
    return int(month.astype("datetime64[us]").astype(np.int64))


def _micros(moment: datetime) -> int:
    return int(np.datetime64(moment, "us").astype(np.int64))
