"""Numbers originals: one that the store has keeps its number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xanh.observations.readings import ORIGINALS
from xanh.observations.store import errors
from xanh.observations.store.columns import Columns, Ints
from xanh.observations.store.parquet import opened
from xanh.observations.store.shapes import Original


class Numbering:
    """Gives the originals of one commit their numbers.

    A file that has brought a key that the store did not have cannot be one that was sent before,
    so only the others are looked up among what is kept.
    """

    def __init__(self, originals: Sequence[Original], highest: int, files: list[Path]) -> None:
        self._originals = originals
        self._files = files
        self._first = highest + 1
        self._next = highest + 1
        self._number = np.zeros(len(originals), np.int64)  # 0: not yet numbered
        self._new: list[int] = []
        self._given: dict[tuple[str, str, str], int] = {}

    @property
    def highest(self) -> int:
        """Return the highest number given."""
        return self._next - 1

    def numbered(self, rows: Columns, fresh: Ints) -> Ints:
        """Return the numbers for rows whose `origin` counts places among the originals."""
        if not self._originals:
            return rows.origin
        origin = rows.origin
        if len(origin) and int(origin.max()) >= len(self._originals):
            raise errors.unfit(
                "`origin` chỉ tới bản gốc không được gửi kèm.",
                "`origin` points to an original that was not given.",
            )
        brought = np.unique(fresh[fresh >= 0])
        self._give(brought[self._number[brought] == 0].tolist())
        rest = np.unique(origin[origin >= 0])
        self._look_up(rest[self._number[rest] == 0].tolist())
        result = np.full(len(origin), -1, np.int64)
        result[origin >= 0] = self._number[origin[origin >= 0]]
        return result

    def table(self, received: datetime) -> pa.Table | None:
        """Return the originals to keep, all numbered; None if the store has them all."""
        self._look_up(np.flatnonzero(self._number == 0).tolist())
        if not self._new:
            return None
        chosen = sorted((self._originals[i] for i in self._new), key=lambda o: (o.account, o.name))
        rows = [
            {
                "number": self._given[o.identity],
                "sha256": o.sha256,
                "name": o.name,
                "account": o.account,
                "form": o.form,
                "received": received,
                "content": o.content,
            }
            for o in chosen
        ]
        return pa.Table.from_pylist(rows, schema=ORIGINALS)

    def _give(self, places: Sequence[int]) -> None:
        for place in places:
            identity = self._originals[place].identity
            if identity not in self._given:
                self._given[identity] = self._next
                self._next += 1
                self._new.append(place)
            self._number[place] = self._given[identity]

    def _look_up(self, places: Sequence[int]) -> None:
        if not places:
            return
        known = find(self._files, [self._originals[place] for place in places])
        for place in places:
            number = known.get(self._originals[place].identity)
            if number is not None:
                self._number[place] = number
        self._give([place for place in places if self._number[place] == 0])


def find(files: list[Path], wanted: Sequence[Original]) -> dict[tuple[str, str, str], int]:
    """Return the numbers of those originals that are in the files."""
    names = pa.array(sorted({original.name for original in wanted}), pa.string())
    identities = {original.identity for original in wanted}
    found: dict[tuple[str, str, str], int] = {}
    for path in files:
        with opened(path) as file:
            for index in range(file.metadata.num_row_groups):
                named = file.read_row_group(index, columns=["name"])["name"]
                if not pc.any(pc.is_in(named, value_set=names)).as_py():
                    continue
                columns = ["number", "sha256", "name", "account"]
                rows = file.read_row_group(index, columns=columns)
                rows = rows.filter(pc.is_in(rows["name"], value_set=names))
                for row in rows.to_pylist():
                    identity = (row["account"], row["name"], row["sha256"])
                    if identity in identities:
                        found[identity] = row["number"]
    return found
