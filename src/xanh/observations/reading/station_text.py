"""The regulator's text file: one line a parameter, name, value, unit, time, status.

Circular 10/2021/TT-BTNMT, annex 15. Two readers give the same readings: a fast one for many files
in the plain form, and a careful one for everything that loggers make of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import csv

from xanh.errors import XanhError
from xanh.observations.reading import careful
from xanh.observations.reading.settling import Lines, Settler
from xanh.observations.readings import READINGS, Flag, Problem, Read
from xanh.observations.tables import Tables

FORM = "station-text"
# Files in exactly this form go the fast way. Quotes and a space at an edge are the careful one's.
_FIELD = rb"[^\x00- \x7f\"](?:[^\x00-\x1f\x7f\"]*[^\x00- \x7f\"])?"
_PLAIN = re.compile(
    rb"(?:" + _FIELD + rb"\t-?[0-9]{1,15}(?:\.[0-9]{1,15})?\t(?:" + _FIELD + rb")?\t[0-9]{14}"
    rb"\t[0-9]{2}\r?\n)+"
)
_COLUMNS = ["name", "value", "unit", "time", "status"]
_TEXT = pa.dictionary(pa.int32(), pa.string())
_TYPES = {"name": _TEXT, "value": pa.float64(), "unit": _TEXT, "time": pa.int64(), "status": _TEXT}
_SOME = 4000  # files settled at once; bounds memory

Outcome = XanhError | list[Problem]


def read(content: bytes, name: str, tables: Tables, now: datetime | None = None) -> Read:
    """Return the readings of one file; raises XanhError when none can be read."""
    settler = Settler(tables, now)
    written = careful.read(content, name, settler.rules.tables)
    table = settler.settle(written.lines())
    return Read(table, FORM, written.problems, tuple(written.notes))


def read_many(
    contents: Sequence[bytes],
    names: Sequence[str],
    tables: Tables,
    now: datetime | None = None,
) -> tuple[pa.Table, dict[int, Outcome]]:
    """Return the readings of many files, and what was wrong with some of them.

    The table is READINGS and an int32 column ``file``, the place of each row's file in
    ``contents``; rows of one file are together and in its order. A file that could not be read at
    all is in the dictionary with its XanhError, one with bad lines with its problems.
    """
    settler = Settler(tables, now)
    outcomes: dict[int, Outcome] = {}
    parts = [
        _some(range(start, min(start + _SOME, len(contents))), contents, names, settler, outcomes)
        for start in range(0, len(contents), _SOME)
    ]
    if not parts:
        return READINGS.append(pa.field("file", pa.int32())).empty_table(), outcomes
    return pa.concat_tables(parts), outcomes


def _some(
    places: range,
    contents: Sequence[bytes],
    names: Sequence[str],
    settler: Settler,
    outcomes: dict[int, Outcome],
) -> pa.Table:
    plain: list[int] = []
    keys: list[tuple[str, int]] = []
    odd: list[int] = []
    for place in places:
        key = careful.NAME.fullmatch(names[place])
        if (
            key
            and len(contents[place]) < careful.MOST_BYTES
            and _PLAIN.fullmatch(contents[place])
            and _is_utf8(contents[place])
        ):
            plain.append(place)
            keys.append((key.group(1), int(key.group(2))))
        else:
            odd.append(place)
    parts = []
    if plain:
        lines, files, bad = _plain_lines(plain, keys, contents, settler)
        odd += bad
        parts.append((lines, files))
    for place in odd:
        try:
            written = careful.read(contents[place], names[place], settler.rules.tables)
        except XanhError as error:
            outcomes[place] = error
            continue
        if written.problems:
            outcomes[place] = written.problems
        parts.append((written.lines(), np.full(len(written), place, dtype=np.int32)))
    return _settled(parts, settler)


def _is_utf8(content: bytes) -> bool:
    if content.isascii():
        return True
    if content.startswith(b"\xef\xbb\xbf"):
        return False
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return careful.is_plain_text(text)


def _plain_lines(
    plain: list[int], keys: list[tuple[str, int]], contents: Sequence[bytes], settler: Settler
) -> tuple[Lines, Any, list[int]]:
    """Return the lines of plain files, the file of each, and files with a time that is none."""
    counts = np.array([contents[place].count(b"\n") for place in plain])
    table = csv.read_csv(
        pa.BufferReader(b"".join([contents[place] for place in plain])),
        csv.ReadOptions(column_names=_COLUMNS, use_threads=False, block_size=1 << 26),
        csv.ParseOptions(delimiter="\t", quote_char=False),
        csv.ConvertOptions(
            column_types=_TYPES, null_values=[], strings_can_be_null=False, check_utf8=False
        ),
    )
    row = np.repeat(np.arange(len(plain)), counts)
    time, good = _moments(table["time"].to_numpy())
    named, _good = _moments(np.array([number for _key, number in keys]))
    bad_files = np.unique(np.concatenate([row[~good], np.flatnonzero(~_good)]))
    if len(bad_files):
        keep = ~np.isin(row, bad_files)
        table, row, time = table.filter(pa.array(keep)), row[keep], time[keep]
    stations = pa.array([key for key, _number in keys]).dictionary_encode()
    seconds = np.array([settler.rules.seconds(key) for key in stations.dictionary.to_pylist()])
    codes = stations.indices.to_numpy()[row]
    odd = careful.odd_clock(named[row] - time, seconds[codes] * 1_000_000)
    found = pa.DictionaryArray.from_arrays(
        pa.array(odd.astype(np.int32)), pa.array(["", str(Flag.CLOCK)])
    )
    lines = Lines(
        station=pa.DictionaryArray.from_arrays(pa.array(codes), stations.dictionary),
        name=table["name"].unify_dictionaries(),
        unit=table["unit"].unify_dictionaries(),
        time=pa.array(time).view(pa.timestamp("us")),
        value=table["value"],
        status=table["status"].unify_dictionaries(),
        found=found,
    )
    places = np.array(plain, dtype=np.int32)
    return lines, places[row], [plain[i] for i in bad_files.tolist()]


def _moments(stamps: Any) -> tuple[Any, Any]:
    """Return microseconds since 1970 in UTC of yyyyMMddHHmmss, and which were a time at all."""
    date, clock = np.divmod(stamps, 1_000_000)
    year, rest = np.divmod(date, 10_000)
    month, day = np.divmod(rest, 100)
    hour, rest = np.divmod(clock, 10_000)
    minute, second = np.divmod(rest, 100)
    good = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1)
    good &= (hour < 24) & (minute < 60) & (second < 60)
    months = (np.where(good, (year - 1970) * 12 + month - 1, 0)).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1)
    good &= days.astype("datetime64[M]") == months
    # Seven hours before the first day there is no time.
    good &= date > 10101
    moment = days.astype(np.int64) * 86_400 + hour * 3600 + minute * 60 + second - 7 * 3600
    return moment * 1_000_000, good


def _settled(parts: list[tuple[Lines, Any]], settler: Settler) -> pa.Table:
    """Return the readings of all parts, in the order of their files."""
    schema = READINGS.append(pa.field("file", pa.int32()))
    tables = [
        settler.settle(lines).append_column("file", pa.array(files, pa.int32()))
        for lines, files in parts
        if len(files)
    ]
    if not tables:
        return schema.empty_table()
    if len(tables) == 1:
        return tables[0].cast(schema)
    whole = pa.concat_tables(tables)
    order = np.argsort(whole["file"].to_numpy(), kind="stable")
    return whole.take(pa.array(order)).cast(schema)
