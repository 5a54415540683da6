"""Takes readings in, chunk by chunk, and stages what is to be kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import numpy as np
import pyarrow as pa

from xanh.observations.store.columns import Columns, columns, table
from xanh.observations.store.commit import Commit
from xanh.observations.store.kept import Memory
from xanh.observations.store.originals import Numbering
from xanh.observations.store.settling import ordered, settled
from xanh.observations.store.shapes import KINDS, Counts, Original

CHUNK = 8_000_000  # readings that are held in memory at once
_MANY = 500_000  # from here on two threads are faster than one


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
        self._alone = bool(originals)  # they are numbered one month after the other
        self._parts: list[Columns] = []
        self._held = 0
        self._counts = Counts()

    def push(self, batch: pa.RecordBatch | pa.Table) -> None:
        """Take a batch of READINGS."""
        for start in range(0, batch.num_rows, CHUNK):
            part = columns(batch.slice(start, CHUNK), self._pools)
            self._parts.append(part)
            self._held += len(part)
            if self._held >= CHUNK:
                self._settle()

    def finish(self) -> Counts:
        """Stage what is left, and the originals; return what became of the readings."""
        self._settle()
        originals = self._numbering.table(self._commit.moment)
        if originals is not None:
            self._commit.append(KINDS["originals"], originals)
            self._commit.originals = self._numbering.highest
            self._counts += Counts(originals=originals.num_rows)
        return self._counts

    def _settle(self) -> None:
        if not self._held:
            return
        rows = Columns.joined(self._parts)
        self._parts, self._held = [], 0
        files = self._commit.files("readings")
        received = _micros(self._commit.moment)

        def one(month: str, rows: Columns, base: int) -> Counts:
            batch = ordered(rows, base, self._pools)
            self._kept.meet(batch, files)
            kept, version, fresh, counts = settled(batch)
            if len(kept):
                kept.origin = self._numbering.numbered(kept, kept.origin[fresh])
                made = table(kept, version, received, self._pools)
                entry = self._commit.stage(KINDS["readings"], month, made)
                self._kept.wrote(entry, kept, version)
            return counts

        jobs = months(rows)
        if len(rows) < _MANY or self._alone:
            self._counts = sum((one(*job) for job in jobs), self._counts)
            return
        with ThreadPoolExecutor(2) as threads:
            self._counts = sum(threads.map(lambda job: one(*job), jobs), self._counts)


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
