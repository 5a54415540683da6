"""How long an interval a series of times stands for: the most frequent difference."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa

from xanh.observations.tables import Tables

_DAY = 86_400
_DEFAULT = 3600


class Intervals:
    """Remembers the interval of each series through the parts of a long file."""

    def __init__(self, tables: Tables, default: int = _DEFAULT) -> None:
        self.tables = tables
        self.default = default
        self.known: dict[tuple[str, str], int] = {}
        self.seen: Counter[int] = Counter()

    def fill(self, table: pa.Table) -> pa.Table:
        """Return readings with ``seconds`` told from their times."""
        if not table.num_rows:
            return table
        series, which = _series(table)
        new = [i for i, key in enumerate(series) if key not in self.known]
        if new:
            self._learn(series, which, new, table)
        seconds = np.array([self._of(key) for key in series], dtype=np.int32)[which]
        place = table.schema.get_field_index("seconds")
        return table.set_column(place, table.schema.field("seconds"), pa.array(seconds))

    def _learn(
        self, series: list[tuple[str, str]], which: Any, new: list[int], table: pa.Table
    ) -> None:
        rows = np.flatnonzero(np.isin(which, new))
        time = table["time"].to_numpy()[rows].astype("datetime64[us]").astype(np.int64)
        key = which[rows]
        order = np.lexsort((time, key))
        gap = np.diff(time[order]) // 1_000_000
        keep = (np.diff(key[order]) == 0) & (gap > 0) & (gap < 1 << 31)
        pairs, counts = np.unique((key[order][1:][keep] << 31) + gap[keep], return_counts=True)
        # Most frequent last; of equals the shortest.
        for i in np.lexsort((-pairs, counts)).tolist():
            place, found = divmod(int(pairs[i]), 1 << 31)
            # Further apart than a day: samples, each of its own moment.
            self.known[series[place]] = found if found <= _DAY else 0
        self.seen.update(self.known[series[i]] for i in new if series[i] in self.known)

    def _of(self, key: tuple[str, str]) -> int:
        if key in self.known:
            return self.known[key]
        if self.seen:
            return self.seen.most_common(1)[0][0]
        profile = self.tables.station(key[0])
        parameter = self.tables.parameters.get(key[1])
        if parameter and parameter.kind == "water" and not profile:
            return 0
        return profile.seconds if profile else self.default


def _series(table: pa.Table) -> tuple[list[tuple[str, str]], Any]:
    """Return the series of a table and which one each row belongs to."""
    station, parameter = (_encoded(table[name]) for name in ("station", "parameter"))
    width = len(parameter.dictionary)
    codes = station.indices.to_numpy().astype(np.int64) * width + parameter.indices.to_numpy()
    seen = np.zeros(len(station.dictionary) * width, dtype=bool)
    seen[codes] = True
    present = np.flatnonzero(seen)
    places = np.zeros(len(seen), dtype=np.int64)
    places[present] = np.arange(len(present))
    stations, parameters = station.dictionary.to_pylist(), parameter.dictionary.to_pylist()
    series = [(stations[c // width], parameters[c % width]) for c in present.tolist()]
    return series, places[codes]


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
