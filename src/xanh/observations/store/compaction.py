"""Merges small files: batches into days when the day is over, days into months likewise.

Merging reads and writes beside the writer; only the exchange of the files in the manifest holds
the lock. The rows, all versions of them, stay as they are.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import groupby

from xanh.errors import XanhError
from xanh.observations.store import errors, merging, parquet
from xanh.observations.store.folder import Folder
from xanh.observations.store.manifest import Entry, Manifest
from xanh.observations.store.shapes import KINDS

MANY = 32  # batch files of one day, before they are merged although the day goes on
_LARGE = 500_000  # rows; a batch file of so many waits for the end of its month
_LATE = 0.05  # share of a month's rows that is worth writing the month again


@dataclass(frozen=True, slots=True)
class Job:
    """Files to be merged into one."""

    span: str
    entries: tuple[Entry, ...]


def compact(
    folder: Folder,
    now: datetime,
    clock: Callable[[], datetime],
    kinds: Sequence[str] = tuple(KINDS),
) -> int:
    """Merge what is due; return how many files were merged. Only one compaction runs at a time."""
    if not folder.path.is_dir():
        return 0
    try:
        with folder.merging.held(0):
            return _compact(folder, now, clock, kinds)
    except XanhError as error:
        if error.code == "store-busy":
            return 0
        raise


def _compact(
    folder: Folder, now: datetime, clock: Callable[[], datetime], kinds: Sequence[str]
) -> int:
    with errors.spoken(folder.path):
        for left in (folder.path / "staging").glob("merge-*"):
            left.unlink(missing_ok=True)
    merged = 0
    for job in plan(folder.manifest(), now, kinds):
        if _merge(folder, job, clock):
            merged += len(job.entries)
    with folder.lock.held():
        folder.expire(clock())
    return merged


def plan(manifest: Manifest, now: datetime, kinds: Sequence[str] = tuple(KINDS)) -> list[Job]:
    """Return the merges that are due at a moment (naive UTC)."""
    jobs: list[Job] = []
    for kind in kinds:
        for month, entries in _grouped(manifest.of(kind), lambda entry: entry.month):
            if month and month < f"{now:%Y-%m}":
                jobs += _month(entries)
            elif month:
                jobs += _days(entries, f"{now:%Y-%m-%d}")
            elif len(entries) > MANY:
                jobs.append(Job("batch", tuple(entries)))
    return jobs


def _grouped(entries: list[Entry], key: Callable[[Entry], str]) -> list[tuple[str, list[Entry]]]:
    ordered = sorted(entries, key=key)
    return [(name, list(group)) for name, group in groupby(ordered, key)]


def _month(entries: list[Entry]) -> list[Job]:
    """Make one file of a month that is over; a few late rows wait until they are worth it."""
    if len(entries) == 1:
        return []
    large = max(entries, key=lambda entry: entry.rows)
    late = [entry for entry in entries if entry is not large]
    if large.span != "month" or sum(e.rows for e in late) >= _LATE * large.rows:
        return [Job("month", tuple(entries))]
    return [Job("batch", tuple(late))] if len(late) > 1 else []


def _days(entries: list[Entry], today: str) -> list[Job]:
    jobs = []
    small = [entry for entry in entries if entry.span == "day" or entry.rows < _LARGE]
    for day, group in _grouped(small, _day):
        if day and day < today:
            if len(group) > 1:
                jobs.append(Job("day", tuple(group)))
        elif len(group) > MANY:
            jobs.append(Job("batch", tuple(group)))
    return jobs


def _day(entry: Entry) -> str:
    """Return the UTC day of a file; "" if it spans several."""
    day = f"{entry.start:%Y-%m-%d}"
    return day if day == f"{entry.end:%Y-%m-%d}" else ""


def _merge(folder: Folder, job: Job, clock: Callable[[], datetime]) -> bool:
    """Merge one job's files; False if a commit came between."""
    first = job.entries[0]
    kind = KINDS[first.kind]
    staged = folder.staging() / f"merge-{os.getpid()}-{first.name}"
    files = [folder.path / entry.path for entry in job.entries]
    try:
        with errors.spoken(folder.path):
            written = parquet.write(staged, kind, merging.slices(files, kind))
        if written.rows != sum(entry.rows for entry in job.entries):
            raise errors.damaged(files[0], "rows")
        with folder.lock.held():
            folder.prepare()
            current = folder.manifest()
            names = {entry.name for entry in job.entries}
            if not names <= {entry.name for entry in current.entries}:
                return False
            sequence = current.sequence + 1
            name = "-".join(filter(None, (kind.name, first.month, f"{sequence:08d}", job.span)))
            entry = Entry(
                kind.name, name, first.month, job.span, sequence=sequence, **asdict(written)
            )
            new = replace(current.changed([entry], names, clock()), sequence=sequence)
            folder.commit(new, {name: staged}, clock())
    finally:
        with suppress(OSError):
            staged.unlink(missing_ok=True)
    return True
