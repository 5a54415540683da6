"""One commit in the making: its staged files and the manifest it will leave."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime
from itertools import count
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xanh.observations.store import errors, parquet
from xanh.observations.store.folder import Folder
from xanh.observations.store.manifest import Entry, Manifest
from xanh.observations.store.shapes import Kind


class Commit:
    """Stages files and publishes them together."""

    def __init__(self, folder: Folder, current: Manifest, moment: datetime) -> None:
        self.current = current
        self.moment = moment
        self.originals = current.originals  # highest number
        self.entries: list[Entry] = []
        self._folder = folder
        self._staged: dict[str, Path] = {}
        self._numbers = count(1)

    def path(self, entry: Entry) -> Path:
        """Return where a file of the store or of this commit is now."""
        return self._staged.get(entry.name) or self._folder.path / entry.path

    def files(self, kind: str) -> list[tuple[Entry, Path]]:
        """Return the files of one kind, those of this commit last."""
        entries = [*self.current.of(kind), *(e for e in self.entries if e.kind == kind)]
        return [(entry, self.path(entry)) for entry in entries]

    def stage(self, kind: Kind, month: str, table: pa.Table, span: str = "batch") -> Entry:
        """Write one file."""
        sequence = self.current.sequence + 1
        name = "-".join(
            filter(None, (kind.name, month, f"{sequence:08d}", f"{next(self._numbers)}"))
        )
        path = self._folder.staging() / f"add-{name}"
        self._staged[name] = path
        with errors.spoken(self._folder.path):
            written = parquet.write(path, kind, [table])
        entry = Entry(kind.name, name, month, span, sequence=sequence, **asdict(written))
        self.entries.append(entry)
        return entry

    def append(self, kind: Kind, table: pa.Table) -> None:
        """Stage a table of any kind but readings, by month."""
        table = table.select(kind.schema.names).cast(kind.schema)
        made = table.schema.get_field_index(kind.made)
        moment = pa.scalar(self.moment, pa.timestamp("us"))
        table = table.set_column(made, kind.made, pc.fill_null(table[kind.made], moment))
        if not table.num_rows:
            return
        for name in (kind.time, *kind.order):
            if table[name].null_count:
                raise errors.unfit(f"Có dòng thiếu `{name}`.", f"A row has no `{name}`.")
        table = table.sort_by([(name, "ascending") for name in kind.order])
        if not kind.monthly:
            self.stage(kind, "", table)
            return
        months = table[kind.time].to_numpy().astype("datetime64[M]")
        for month in np.unique(months):
            self.stage(kind, str(month), table.filter(pa.array(months == month)))

    def publish(self) -> None:
        """Make the staged files part of the store. Nothing staged changes nothing."""
        if not self._staged:
            return
        new = replace(
            self.current.changed(self.entries, set(), self.moment),
            sequence=self.current.sequence + 1,
            moment=self.moment,
            originals=self.originals,
        )
        self._folder.commit(new, self._staged, self.moment)

    def clear(self) -> None:
        """Take away what was staged and not published."""
        for path in self._staged.values():
            with suppress(OSError):
                path.unlink(missing_ok=True)
