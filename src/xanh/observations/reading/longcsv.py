"""CSV of any length, part by part: typed columns where a part is clean, cell by cell where not.

The long form (one reading a row) is read by Arrow's CSV reader straight into columns. A part with a
cell that is no number or no time goes through :mod:`.cells`, which keeps the bad rows aside with
their line numbers. Both give the same readings.
"""

from __future__ import annotations

import csv as python_csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from xanh.errors import XanhError
from xanh.observations.reading import text, times
from xanh.observations.reading.cells import Reader, refuse_columns, refuse_twice
from xanh.observations.reading.headings import Headings, Role, delimiters_of, headings_of
from xanh.observations.reading.intervals import Intervals
from xanh.observations.reading.settling import Lines, Settler
from xanh.observations.readings import READINGS, Problem
from xanh.observations.tables import Tables, name_key

PART = 16 << 20  # bytes read at once
_HEAD = 1 << 16
_TEXT = pa.dictionary(pa.int32(), pa.string())
_SEVEN_HOURS = pa.scalar(7 * 3600 * 1_000_000, pa.duration("us"))
_NULLS = [*csv.ConvertOptions().null_values, "-", "--", "---", "None", "none", "NAN", "Na"]
_ROLES = (Role.STATION, Role.PARAMETER, Role.UNIT, Role.STATUS, Role.FLAG)
_SMALLEST = 1 << 10
_LINE = 1 << 16  # bytes of a line that has room behind a part
# Headings that only OpenAQ's exports have: version 2, 3 and the archive.
_OPENAQ = frozenset({"locationid", "sensorsid", "ismobile", "datetimelocal"})


@dataclass(slots=True)
class Layout:
    """How a CSV file is written."""

    headings: Headings
    delimiter: str
    lines_before: int  # up to and with the headings
    start: int  # byte at which rows begin
    encoding: str = "utf-8"
    days: bool = False  # the first rows name days, without a clock

    @property
    def comma(self) -> bool:
        """Say whether a single comma in a number is its decimal sign."""
        return self.delimiter != ","


@dataclass(slots=True)
class Scan:
    """Readings of one CSV file; what could not be read gathers in ``problems``."""

    file: BinaryIO
    name: str
    station: str
    layout: Layout
    tables: Tables
    settler: Settler
    intervals: Intervals
    dictionaries: bool = False
    sample: bool = False
    problems: list[Problem] = field(default_factory=list)
    careful_parts: int = 0
    _time: pa.DataType | None = None
    _counted: tuple[int, int] = (0, 1)  # a byte at which a line begins, and the line's number

    @property
    def form(self) -> str:
        """Return the name of the file's form."""
        if not self.layout.headings.is_long:
            return "csv-wide"
        names = set(map(name_key, self.layout.headings.names))
        return "openaq" if names & _OPENAQ and "parameter" in names else "csv-long"

    def __iter__(self) -> Iterator[pa.Table]:
        """Yield READINGS, a part of the file at a time."""
        with self.file:
            yield from self._tables()

    def _tables(self) -> Iterator[pa.Table]:
        self._counted = self.layout.start, self.layout.lines_before + 1
        for start, part in _parts(self.file, self.layout.start):
            table = self._part(part, start)
            if table.num_rows:
                yield table

    def _part(self, part: memoryview, start: int) -> pa.Table:
        given = Role.SECONDS in self.layout.headings.roles
        plain = self.layout.headings.is_long and not (self.sample or self.layout.days)
        lines = self._columns(part) if plain else None
        if lines is None:
            self.careful_parts += 1
            lines = self._cells(bytes(part), self._line_at(start))
        if lines is None:
            return READINGS.empty_table()
        table = self.settler.settle(lines, dictionaries=self.dictionaries)
        return table if given or self.sample else self.intervals.fill(table)

    # --- the fast way ---

    def _columns(self, part: memoryview) -> Lines | None:
        """Return the lines of a clean part, or None."""
        headings = self.layout.headings
        if self._time is None:
            self._time = _time_type(part, self.layout)
        types: dict[str, pa.DataType] = {
            f"c{headings.roles[role]}": _TEXT for role in _ROLES if role in headings.roles
        }
        types[f"c{headings.roles[Role.TIME]}"] = self._time
        types[f"c{headings.roles[Role.VALUE]}"] = pa.float64()
        if Role.SECONDS in headings.roles:
            types[f"c{headings.roles[Role.SECONDS]}"] = pa.int32()
        try:
            table = csv.read_csv(
                pa.BufferReader(part),
                csv.ReadOptions(
                    column_names=[f"c{i}" for i in range(len(headings.names))], block_size=4 << 20
                ),
                csv.ParseOptions(delimiter=self.layout.delimiter),
                csv.ConvertOptions(
                    column_types=types,
                    include_columns=list(types),
                    null_values=_NULLS,
                    strings_can_be_null=False,
                    decimal_point="," if self.layout.comma and _has_comma(part) else ".",
                ),
            )
            return self._lines(table.combine_chunks())
        except pa.ArrowInvalid:
            return None

    def _lines(self, table: pa.Table) -> Lines | None:
        roles = self.layout.headings.roles

        def column(role: Role, default: str = "") -> pa.Array | pa.ChunkedArray:
            if role in roles:
                return table[f"c{roles[role]}"].unify_dictionaries()
            return _constant(default, table.num_rows)

        time = self._moments(table[f"c{roles[Role.TIME]}"])
        name = column(Role.PARAMETER)
        if not table.num_rows or time is None or _has_blank(name):
            return None
        if Role.STATION in roles and _has_blank(column(Role.STATION)):
            return None
        seconds = roles.get(Role.SECONDS)
        return Lines(
            station=column(Role.STATION, self.station),
            name=name,
            unit=column(Role.UNIT),
            time=time,
            value=table[f"c{roles[Role.VALUE]}"],
            status=column(Role.STATUS),
            found=column(Role.FLAG),
            seconds=None if seconds is None else table[f"c{seconds}"],
        )

    def _moments(self, column: Any) -> Any:
        """Return UTC times without a zone, or None if one is missing or no time."""
        zone = 0 if self.layout.headings.utc else 7
        if pa.types.is_dictionary(column.type):
            column = column.unify_dictionaries().combine_chunks()
            column = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
            moments = [times.parse(t or "", zone) for t in column.dictionary.to_pylist()]
            if None in moments:
                return None
            return pa.array(moments, pa.timestamp("us")).take(column.indices)
        if column.null_count:
            return None
        if column.type.tz:
            return column.cast(pa.timestamp("us"))
        return pc.subtract(column, _SEVEN_HOURS) if zone else column

    # --- the careful way ---

    def _line_at(self, start: int) -> int:
        """Return the number of the line at a byte; lines are counted only where one is bad."""
        here = self.file.tell()
        place, line = self._counted
        self.file.seek(place)
        while place < start and (some := self.file.read(min(PART, start - place))):
            line += some.count(b"\n") or some.count(b"\r")
            place += len(some)
        self._counted = place, line
        self.file.seek(here)
        return line

    def _cells(self, part: bytes, line: int) -> Lines | None:
        try:
            body = part.decode(self.layout.encoding)
        except UnicodeDecodeError:
            body = text.decode(part)[0]
        source = python_csv.reader(
            io.StringIO(body.replace("\0", ""), newline=""), delimiter=self.layout.delimiter
        )
        reader = Reader(
            self.layout.headings, self.tables, self.name, self.station, self.layout.comma,
            self.sample, self.layout.days, self.problems,
        )  # fmt: skip
        try:
            gathered = reader.read([(line + source.line_num - 1, row) for row in source])
        except python_csv.Error as error:
            raise text.binary_file() from error
        return gathered.lines() if len(gathered) else None


def scan(
    path: Path,
    tables: Tables,
    *,
    name: str = "",
    now: datetime | None = None,
    dictionaries: bool = False,
) -> Scan:
    """Return the readings of a CSV file of any length, to be iterated once.

    Each item is a READINGS table of some hundred thousand rows; with ``dictionaries`` its text
    columns stay dictionary-encoded. After (and while) iterating, ``problems`` holds the lines that
    could not be read. Raises XanhError ``wrong-columns``, ``empty-file`` or ``not-text``.
    """
    return scan_file(path.open("rb"), name or path.name, tables, now, dictionaries=dictionaries)


def scan_file(
    file: BinaryIO,
    name: str,
    tables: Tables,
    now: datetime | None = None,
    *,
    dictionaries: bool = False,
) -> Scan:
    """Return the readings of an open, seekable CSV file, as :func:`scan` does."""
    head = file.read(_HEAD)
    layout = layout_of(head, tables)
    if layout is None or not (layout.headings.is_long or layout.headings.is_wide):
        raise refuse_columns(layout.headings.names if layout else [])
    refuse_twice(layout.headings, tables)
    if layout.encoding != "utf-8":
        body = text.decode(head + file.read())[0].encode()
        return scan_file(io.BytesIO(body), name, tables, now, dictionaries=dictionaries)
    return Scan(
        file=file,
        name=name,
        station=station_of(name),
        layout=layout,
        tables=tables,
        settler=Settler(tables, now),
        intervals=Intervals(tables),
        dictionaries=dictionaries,
        sample=layout.headings.is_sample,
    )


def station_of(name: str) -> str:
    """Return the station that a file without a station column is named after."""
    from xanh.observations.reading.careful import NAME

    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    match = NAME.fullmatch(base)
    return match.group(1) if match else base.rsplit(".", 1)[0] or "unknown"


def layout_of(head: bytes, tables: Tables) -> Layout | None:
    """Return how a CSV file is written, from its first bytes; None if it has no headings.

    Titles may stand above the headings; those are the first of 15 lines of which at least two
    columns are understood.
    """
    body, encoding = _decode_head(head)
    start = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    lines = body.splitlines(keepends=True)
    for number, line in enumerate(lines[:15], start=1):
        start += len(line.encode()) if encoding == "utf-8" else 0
        if line.lower().startswith("sep="):
            continue
        # "Thời gian;PM2,5" has as many commas as semicolons: what is understood decides.
        ways = [(sign, _headings(line, sign)) for sign in delimiters_of(line)]
        if not ways:
            continue
        delimiter, headings = max(ways, key=lambda way: way[1].known(tables))
        if headings.known(tables) >= 2 and (headings.has_time or Role.PARAMETER in headings.roles):
            rest = python_csv.reader(lines[number : number + 20], delimiter=delimiter)
            return Layout(headings, delimiter, number, start, encoding, only_days(headings, rest))
    return None


def _headings(line: str, delimiter: str) -> Headings:
    return headings_of(next(python_csv.reader([line.strip("\r\n")], delimiter=delimiter), []))


def only_days(headings: Headings, rows: Iterable[list[str]]) -> bool:
    """Say whether rows name days without a clock, all of them."""
    place = headings.roles.get(Role.TIME)
    if place is None or Role.CLOCK in headings.roles:
        return False
    said = [row[place] for row in rows if place < len(row) and row[place].strip()]
    return bool(said) and all(map(times.is_day, said))


def _decode_head(head: bytes) -> tuple[str, str]:
    """Return text and encoding of first bytes, which may end inside a character."""
    try:
        return head.removeprefix(b"\xef\xbb\xbf").decode(), "utf-8"
    except UnicodeDecodeError as error:
        if error.start > len(head) - 8 and len(head) >= _HEAD:
            return head[: error.start].removeprefix(b"\xef\xbb\xbf").decode(), "utf-8"
    try:
        return text.decode(head[: len(head) // 4 * 4])
    except XanhError:
        return "", "unknown"


def _parts(file: BinaryIO, start: int) -> Iterator[tuple[int, memoryview]]:
    """Yield the rows of a file in parts that end with a line, and where each begins.

    A part is good until the next is asked for: all lie in the same memory.
    """
    file.seek(start)
    buffer = bytearray(PART + _LINE)
    view = memoryview(buffer)
    while True:
        size: int = file.readinto(view[:PART])  # type: ignore[attr-defined]
        part = view[:size]
        if size and buffer[size - 1] != ord("\n"):
            rest = file.readline(8 * PART)
            if len(rest) >= 8 * PART:
                raise text.binary_file()  # a line longer than any line of readings
            if len(rest) <= _LINE:
                view[size : size + len(rest)] = rest
                part = view[: size + len(rest)]
            else:
                part = memoryview(bytes(part) + rest)
        if not part:
            return
        if bytes(part[:_SMALLEST]).strip() or bytes(part).strip():
            yield start, part
        start += len(part)


def _time_type(part: memoryview, layout: Layout) -> pa.DataType:
    """Return the type as which times can be read: ISO 8601 with or without a zone, else text."""
    place = layout.headings.roles[Role.TIME]
    line = bytes(part[: _SMALLEST * 4]).decode(errors="replace").splitlines()[0]
    row = next(python_csv.reader([line], delimiter=layout.delimiter), [])
    sample = pa.array([row[place] if place < len(row) else ""])
    for kind in (pa.timestamp("us", "UTC"), pa.timestamp("us")):
        try:
            csv.read_csv(
                pa.BufferReader(f'"{sample[0].as_py()}"\n'.encode()),
                csv.ReadOptions(column_names=["t"]),
                convert_options=csv.ConvertOptions(column_types={"t": kind}, null_values=[]),
            )
            return kind
        except pa.ArrowInvalid:
            continue
    return _TEXT


def _has_comma(part: memoryview) -> bool:
    return b"," in bytes(part[: _SMALLEST * 64])


def _constant(value: str, count: int) -> pa.DictionaryArray:
    codes = pa.nulls(count, pa.int32()).fill_null(0)
    return pa.DictionaryArray.from_arrays(codes, pa.array([value]))


def _has_blank(column: Any) -> bool:
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    return any(not (t or "").strip() for chunk in chunks for t in chunk.dictionary.to_pylist())
