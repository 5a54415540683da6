"""The store: what it takes, what it has, and its one writer at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from xanh.errors import XanhError
from xanh.observations.selection import naive_utc
from xanh.observations.store import compaction, parquet, verifying
from xanh.observations.store.commit import Commit
from xanh.observations.store.folder import Folder
from xanh.observations.store.intake import Intake
from xanh.observations.store.kept import Memory
from xanh.observations.store.manifest import Manifest
from xanh.observations.store.shapes import KINDS, Counts, Original
from xanh.observations.store.verifying import Fault

_MANY = 200  # batch files of a kind, before a commit folds them itself


class Store:
    """Years of readings in a folder of Parquet files. The folder is made by the first commit.

    ``grace`` [s] is how long replaced files stay for readers that hold an older manifest, ``wait``
    [s] how long a second writer waits for the first; ``clock`` gives naive UTC.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        grace: float = 600.0,
        wait: float = 60.0,
        clock: Callable[[], datetime] = parquet.now,
    ) -> None:
        self.folder = Path(folder)
        self._folder = Folder(self.folder, grace, wait)
        self._clock = clock
        self._memory = Memory()

    def manifest(self) -> Manifest:
        """Return the manifest of now: ``moment`` is the `received` of the last commit.

        `received` is the moment at which a commit began. Whoever asks what was known "now" asks
        as of ``moment``: no later commit can add to that answer, though one may be under way.
        """
        return self._folder.manifest()

    def files(
        self,
        kind: str,
        start: datetime | None = None,
        end: datetime | None = None,
        *,
        stations: Iterable[str] | None = None,
        since: datetime | None = None,
    ) -> list[Path]:
        """Return the files that can hold rows with start ≤ time ≤ end.

        ``stations`` leaves out files that have none of them, ``since`` those without a row that
        was received (or made) after it. Times are aware, or naive in UTC.
        """
        start, end, since = (_utc(moment) for moment in (start, end, since))
        wanted = None if stations is None else set(stations)
        return [
            self.folder / entry.path
            for entry in self.manifest().of(kind)
            if (not KINDS[kind].monthly or entry.overlaps(start, end))
            and (wanted is None or entry.stations is None or wanted & set(entry.stations))
            and (since is None or entry.made > since)
        ]

    @contextmanager
    def lock(self, wait: float | None = None) -> Iterator[None]:
        """Be the writer: whoever else writes waits. May be taken again by its holder."""
        with self._folder.lock.held(wait):
            yield

    def add(self, readings: pa.Table, originals: Sequence[Original] = ()) -> Counts:
        """Take readings (READINGS) in one durable commit.

        One that equals the newest version of its key (value, unit, status and seconds; flag and
        origin do not matter) changes nothing, one that differs is kept as the next version. In
        the order of the table the same holds among its own rows. With ``originals``, `origin` of
        a reading is the place (from 0) of the original it came in, and becomes its number.
        """
        return self.add_stream([readings], originals)

    def add_stream(
        self,
        batches: Iterable[pa.RecordBatch | pa.Table] | pa.RecordBatchReader,
        originals: Sequence[Original] = (),
    ) -> Counts:
        """Take any number of readings in one commit, as :meth:`add`, in bounded memory."""
        with self.lock():
            with self._commit() as commit, Intake(commit, self._memory, originals) as intake:
                for batch in batches:
                    intake.push(batch)
                counts = intake.finish()
            self._fold_many()
        return counts

    def append(self, kind: str, table: pa.Table) -> datetime:
        """Commit rows of flags, hours or corrections as they are; return the moment of it.

        A null `made` becomes that moment (naive UTC, later than that of every commit before).
        """
        if kind in ("readings", "originals"):
            raise ValueError(kind)  # `add` takes them
        with self.lock():
            with self._commit() as commit:
                commit.append(KINDS[kind], table)
            self._fold_many()
        return commit.moment

    def compact(self, now: datetime | None = None) -> int:
        """Merge batch files into days and days into months; return how many files were merged.

        Readers and writers go on meanwhile; ``now`` (aware, or naive in UTC) decides which days
        and months are over.
        """
        return compaction.compact(self._folder, _utc(now) or self._clock(), self._clock)

    def verify(self) -> list[Fault]:
        """Check every file against the manifest; an empty list means that all is well."""
        return verifying.verify(self.folder, self.manifest())

    @contextmanager
    def _commit(self) -> Iterator[Commit]:
        self._folder.prepare()
        current = self._folder.manifest()
        moment = max(self._clock(), current.moment + timedelta(microseconds=1))
        commit = Commit(self._folder, current, moment)
        try:
            yield commit
            commit.publish()
        finally:
            commit.clear()

    def _fold_many(self) -> None:
        """Keep the number of files small where nobody compacts."""
        current = self._folder.manifest()
        for kind in KINDS:
            if sum(entry.span == "batch" for entry in current.of(kind)) > _MANY:
                with suppress(XanhError):  # the commit stands; the next one tries again
                    compaction.compact(self._folder, self._clock(), self._clock, (kind,))


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None or moment.tzinfo is None:
        return moment
    return naive_utc(moment.astimezone(UTC))
