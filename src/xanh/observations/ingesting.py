"""Takes files on disk into the store: station files by the thousand, long CSV in one piece.

Whoever runs this is trusted: stations that no table knows are taken as well.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

import pyarrow as pa

from xanh.errors import XanhError
from xanh.observations.reading import station_text
from xanh.observations.reading.careful import MOST_BYTES, NAME
from xanh.observations.reading.forms import read_file
from xanh.observations.readings import Problem
from xanh.observations.store import Counts, Original, Store
from xanh.observations.tables import Tables

BATCH = 4000  # station files of one commit
LARGEST_ORIGINAL = 64_000_000  # [bytes] of a file that is kept as it came


@dataclass(slots=True)
class Ingested:
    """What became of some files."""

    files: int = 0
    counts: Counts = field(default_factory=Counts)
    problems: list[Problem] = field(default_factory=list)  # lines and whole files
    unread: int = 0  # files of which nothing could be read
    large: list[str] = field(default_factory=list)  # read, but too large to be kept as they came


def ingest(
    store: Store, paths: Iterable[Path], tables: Tables, *, now: datetime | None = None
) -> Ingested:
    """Take files, and every file in folders, into the store; returns what became of them.

    A file that cannot be read, or a line of one, is among the problems and stops nothing. What is
    counted is durable, and the same files again change nothing. Raises XanhError where the store
    cannot be written or a path does not exist.
    """
    done = Ingested()
    batch: list[Path] = []
    for path in _files(paths):
        done.files += 1
        if NAME.fullmatch(path.name) and path.stat().st_size < MOST_BYTES:
            batch.append(path)
            if len(batch) == BATCH:
                _station_files(store, batch, tables, now, done)
                batch.clear()
        else:
            _table(store, path, tables, now, done)
    if batch:
        _station_files(store, batch, tables, now, done)
    return done


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders.sort()
                yield from (Path(folder) / name for name in sorted(names) if name[0] != ".")
        elif path.exists():
            yield path
        else:
            raise XanhError(
                "no-such-file",
                f"Không có tệp {path}.",
                f"There is no file {path}.",
                "Kiểm tra lại đường dẫn.",
                "Check the path.",
            )


def _station_files(
    store: Store, batch: list[Path], tables: Tables, now: datetime | None, done: Ingested
) -> None:
    contents = [path.read_bytes() for path in batch]
    names = [path.name for path in batch]
    table, outcomes = station_text.read_many(contents, names, tables, now)
    for place, outcome in sorted(outcomes.items()):
        if isinstance(outcome, XanhError):
            _refused(done, str(batch[place]), outcome)
        else:
            done.problems += outcome
    origin = table["file"].cast(pa.int64())
    table = table.drop_columns(["file"]).set_column(
        table.schema.get_field_index("origin"), "origin", origin
    )
    originals = [
        Original(name, content, form=station_text.FORM)
        for name, content in zip(names, contents, strict=True)
    ]
    done.counts += store.add(table, originals)


def _table(store: Store, path: Path, tables: Tables, now: datetime | None, done: Ingested) -> None:
    """Take one file of any other form, as one commit."""
    kept = path.stat().st_size <= LARGEST_ORIGINAL
    said: list[Problem] = []
    parts = read_file(path, tables, now=now)
    try:
        # The first part tells whether anything can be read, before the store is touched.
        first = list(islice(parts, 1))
        originals = []
        if kept:
            form = first[0].form if first else ""
            originals = [Original(path.name, path.read_bytes(), form=form)]

        def origins() -> Iterator[pa.Table]:
            for part in chain(first, parts):
                said.extend(part.problems)
                yield _with_origin(part.table, kept)

        counts = store.add_stream(origins(), originals)
    except XanhError as error:
        if error.code.startswith("store-"):
            raise
        _refused(done, str(path), error)
        return
    done.counts += counts
    done.problems += said
    if not kept:
        done.large.append(str(path))


def _with_origin(table: pa.Table, kept: bool) -> pa.Table:
    place = pa.repeat(pa.scalar(0 if kept else None, pa.int64()), table.num_rows)
    return table.set_column(table.schema.get_field_index("origin"), "origin", place)


def _refused(done: Ingested, name: str, error: XanhError) -> None:
    done.unread += 1
    done.problems.append(Problem(name, 0, error))
