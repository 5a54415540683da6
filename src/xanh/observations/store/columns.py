"""Readings as columns of numbers, so that millions are compared and sorted at once.

Texts become codes of a pool that lives as long as the store object. What two readings must share
to be equal besides the value (unit, status and seconds) is packed into one number.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xanh.observations.readings import KEPT
from xanh.observations.store import errors

Ints = npt.NDArray[np.int64]
OFFSET_BITS = 42  # microseconds of a month fit: 31 days are 2.7e12
_STATUS_BITS, _SECONDS_BITS = 20, 31
_EARLIEST = int(np.datetime64("1900-01-01", "us").astype(np.int64))
_LATEST = int(np.datetime64("2200-01-01", "us").astype(np.int64))


class Pool:
    """Gives each text (or pair of texts) a number."""

    def __init__(self, most: int) -> None:
        self.values: list[Any] = []
        self._codes: dict[Any, int] = {}
        self._most = most
        self._lock = threading.Lock()

    def codes(self, values: Sequence[Any]) -> npt.NDArray[np.int32]:
        """Return the numbers of values; unknown ones get the next."""
        with self._lock:
            for value in values:
                if value not in self._codes:
                    if len(self.values) >= self._most:
                        raise errors.unfit(
                            f"Quá nhiều giá trị chữ khác nhau (hơn {self._most}).",
                            f"Too many different texts (more than {self._most}).",
                        )
                    self._codes[value] = len(self.values)
                    self.values.append(value)
            return np.fromiter((self._codes[value] for value in values), np.int32, len(values))

    def __len__(self) -> int:
        return len(self.values)


class Pools:
    """The pools of one store object."""

    def __init__(self) -> None:
        self.series = Pool(1 << 21)  # (station, parameter)
        self.units = Pool(1 << 12)
        self.statuses = Pool(1 << _STATUS_BITS)
        self.flags = Pool(1 << 20)

    @property
    def large(self) -> bool:
        """Say whether it is time to begin anew."""
        return any(len(p) > 200_000 for p in (self.series, self.statuses, self.flags)) or (
            len(self.units) > 2_000
        )


@dataclass
class Columns:
    """Readings by column."""

    series: npt.NDArray[np.int32]
    time: Ints  # [µs since 1970, UTC]
    value: npt.NDArray[np.float64]  # NaN: none
    like: Ints  # unit, status and seconds in one
    flag: npt.NDArray[np.int32]
    origin: Ints  # -1: none

    def __len__(self) -> int:
        return len(self.time)

    def take(self, index: Any) -> Columns:
        """Return the rows of an index, slice or mask."""
        return Columns(*(taken(getattr(self, field.name), index) for field in fields(self)))

    @classmethod
    def joined(cls, parts: Sequence[Columns]) -> Columns:
        """Return the rows of several, in their order."""
        if len(parts) == 1:
            return parts[0]
        return cls(*(_joined([getattr(p, field.name) for p in parts]) for field in fields(cls)))


def _same(array: npt.NDArray[Any]) -> bool:
    return array.strides == (0,) or bool((array == array[0]).all())


def taken(array: npt.NDArray[Any], index: Any) -> npt.NDArray[Any]:
    """Return elements of an array; one that is the same throughout costs next to nothing."""
    if isinstance(index, slice) or len(array) < 1_000 or not _same(array):
        chosen: npt.NDArray[Any] = array[index]
        return chosen
    count = int(index.sum()) if index.dtype == np.bool_ else len(index)
    return np.broadcast_to(array[:1], (count,))


def _joined(arrays: list[npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Return arrays as one; those that repeat one element without memory stay so."""
    arrays = [array for array in arrays if len(array)] or arrays[:1]
    first = arrays[0]
    if all(array.strides == (0,) and array[0] == first[0] for array in arrays):
        return np.broadcast_to(first[:1], (sum(map(len, arrays)),))
    return np.concatenate(arrays)


def columns(batch: pa.RecordBatch | pa.Table, pools: Pools) -> Columns:
    """Return a batch of READINGS (texts plain or as dictionaries) as columns."""
    time = _integers(batch, "time", pa.timestamp("us"), required=True)
    if len(time) and (int(time.min()) < _EARLIEST or int(time.max()) > _LATEST):
        raise errors.unfit(
            "Có số liệu ghi giờ ngoài các năm 1900–2200; cả lần ghi chưa được nhận.",
            "A reading's time lies outside the years 1900 to 2200; the commit was not taken.",
        )
    return Columns(
        series(batch, pools),
        time,
        values(batch),
        alike(batch, pools),
        _texts(batch, "flag", pools.flags),
        _integers(batch, "origin", pa.int64(), empty=-1),
    )


def values(batch: pa.RecordBatch | pa.Table) -> npt.NDArray[np.float64]:
    """Return the values; a null or NaN is the one NaN, and −0 is 0."""
    column = pc.cast(_column(batch, "value"), pa.float64())
    array: npt.NDArray[np.float64] = column.to_numpy(zero_copy_only=False) + 0.0
    array[np.isnan(array)] = np.nan
    return array


def alike(batch: pa.RecordBatch | pa.Table, pools: Pools) -> Ints:
    """Return unit, status and seconds packed."""
    unit = _texts(batch, "unit", pools.units).astype(np.int64)
    status = _texts(batch, "status", pools.statuses).astype(np.int64)
    seconds = _integers(batch, "seconds", pa.int32(), empty=0)
    if len(seconds) and int(seconds.min()) < 0:
        raise errors.unfit(
            "Khoảng lấy trung bình không được âm.", "An averaging interval may not be negative."
        )
    packed: Ints = like(unit, status, seconds)
    return packed


def like(unit: Any, status: Any, seconds: Any) -> Any:
    """Pack codes of unit and status, and seconds; numbers or arrays."""
    return (((unit << _STATUS_BITS) | status) << _SECONDS_BITS) | seconds


def _column(batch: pa.RecordBatch | pa.Table, name: str) -> pa.Array:
    column = batch.column(name)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _integers(
    batch: pa.RecordBatch | pa.Table,
    name: str,
    kind: pa.DataType,
    *,
    required: bool = False,
    empty: int = 0,
) -> Ints:
    column = _column(batch, name)
    if column.null_count and required:
        raise _missing(name)
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us", getattr(column.type, "tz", None)))
    if column.null_count == len(column):
        return np.broadcast_to(np.int64(empty), (len(column),))
    array = column.cast(pa.int64())
    if array.null_count:
        array = array.fill_null(empty)
    return np.asarray(array.to_numpy(zero_copy_only=False))


def _missing(name: str) -> Exception:
    return errors.unfit(
        f"Có số liệu thiếu `{name}`; cả lần ghi chưa được nhận.",
        f"A reading has no `{name}`; the commit was not taken.",
    )


def _encoded(batch: pa.RecordBatch | pa.Table, name: str) -> tuple[pa.Array, list[str | None]]:
    column = _column(batch, name)
    if not pa.types.is_dictionary(column.type):
        column = pc.dictionary_encode(column.cast(pa.string()))
    return column.indices, column.dictionary.to_pylist()


def _texts(batch: pa.RecordBatch | pa.Table, name: str, pool: Pool) -> npt.NDArray[np.int32]:
    indices, words = _encoded(batch, name)
    codes = pool.codes([*(word or "" for word in words), ""])
    if len(words) == 1 and not indices.null_count:
        return np.broadcast_to(codes[:1], (len(indices),))
    if indices.null_count:
        indices = indices.fill_null(len(words))
    taken: npt.NDArray[np.int32] = codes[indices.to_numpy(zero_copy_only=False)]
    return taken


def series(batch: pa.RecordBatch | pa.Table, pools: Pools) -> npt.NDArray[np.int32]:
    """Return the code of each row's station and parameter."""
    stations, station_words = _encoded(batch, "station")
    parameters, parameter_words = _encoded(batch, "parameter")
    for name, indices, words in (
        ("station", stations, station_words),
        ("parameter", parameters, parameter_words),
    ):
        if indices.null_count or None in words:
            raise _missing(name)
    width = max(len(parameter_words), 1)
    pair = stations.to_numpy().astype(np.int64) * width + parameters.to_numpy()
    few = len(station_words) * width <= max(4 * len(pair), 1 << 16)
    present = np.flatnonzero(np.bincount(pair, minlength=1)) if few else np.unique(pair)
    known = pools.series.codes(
        [(station_words[p // width], parameter_words[p % width]) for p in present.tolist()]
    )
    if few:
        by_pair = np.zeros(len(station_words) * width + 1, np.int32)
        by_pair[present] = known
        result: npt.NDArray[np.int32] = by_pair[pair]
        return result
    found: npt.NDArray[np.int32] = known[np.searchsorted(present, pair)]
    return found


def table(rows: Columns, version: npt.NDArray[np.int16], received: int, pools: Pools) -> pa.Table:
    """Return columns as a table of KEPT."""
    station, parameter = _apart(rows.series, pools.series)
    status = (rows.like >> _SECONDS_BITS) & ((1 << _STATUS_BITS) - 1)
    arrays = {
        "station": station,
        "parameter": parameter,
        "time": pa.array(rows.time).view(pa.timestamp("us")),
        "seconds": pa.array((rows.like & ((1 << _SECONDS_BITS) - 1)).astype(np.int32)),
        "value": pa.array(rows.value, mask=np.isnan(rows.value)),
        "unit": _dictionary(rows.like >> (_STATUS_BITS + _SECONDS_BITS), pools.units.values),
        "status": _dictionary(status, pools.statuses.values),
        "flag": _dictionary(rows.flag, pools.flags.values),
        "origin": pa.array(rows.origin, mask=rows.origin < 0),
        "version": pa.array(version),
        "received": pa.array(np.full(len(rows), received)).view(pa.timestamp("us")),
    }
    return pa.table([arrays[name] for name in KEPT.names], names=KEPT.names)


def _apart(
    series: npt.NDArray[np.int32], pool: Pool
) -> tuple[pa.DictionaryArray, pa.DictionaryArray]:
    """Return station and parameter of each row."""
    present = np.flatnonzero(np.bincount(series, minlength=1))
    result = []
    for side in (0, 1):
        words = sorted({pool.values[code][side] for code in present.tolist()})
        index = {word: i for i, word in enumerate(words)}
        by_series = np.zeros(len(pool) + 1, np.int32)
        by_series[present] = [index[pool.values[code][side]] for code in present.tolist()]
        result.append(
            pa.DictionaryArray.from_arrays(by_series[series], pa.array(words, pa.string()))
        )
    return result[0], result[1]


def _dictionary(codes: npt.NDArray[Any], words: list[str]) -> pa.DictionaryArray:
    """Return texts by code; the dictionary holds only the words in use."""
    if _same(codes):
        only = pa.array([words[int(codes[0])]], pa.string())
        return pa.DictionaryArray.from_arrays(np.zeros(len(codes), np.int32), only)
    present = np.flatnonzero(np.bincount(codes, minlength=1))
    by_code = np.zeros(len(words) + 1, np.int32)
    by_code[present] = np.arange(len(present), dtype=np.int32)
    return pa.DictionaryArray.from_arrays(
        by_code[codes], pa.array([words[code] for code in present.tolist()], pa.string())
    )
