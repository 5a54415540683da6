"""Recognises the form of a file by its content and hands it to the reader of that form."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from xanh.errors import XanhError
from xanh.observations.reading import (
    airnow,
    careful,
    longcsv,
    portal,
    sensors,
    sheets,
    station_text,
    text,
)
from xanh.observations.reading.cells import refuse_columns
from xanh.observations.reading.headings import Role
from xanh.observations.readings import Read, empty
from xanh.observations.tables import Tables, name_key

_HEAD = 1 << 16
_GZIP = b"\x1f\x8b"
_MOST_UNPACKED = 256_000_000  # [bytes]
Whole = Callable[[bytes, str, Tables, datetime | None], Read]


def read(content: bytes, name: str, tables: Tables, *, now: datetime | None = None) -> Read:
    """Return the readings in a file of any form that is known.

    The content tells the form; the name gives a station its key where the content does not, and a
    station's text file its time. Raises XanhError when nothing of the file can be read; lines that
    cannot are in ``problems``.
    """
    try:
        parts = list(_stream(io.BytesIO(content), name, tables, now))
    except (pa.ArrowException, RecursionError) as error:
        raise text.binary_file() from error
    problems = [p for part in parts for p in part.problems]
    tables_read = [part.table for part in parts if part.table.num_rows]
    if not tables_read:
        raise _nothing(parts)
    notes = tuple(dict.fromkeys(n for part in parts for n in part.notes))
    return Read(pa.concat_tables(tables_read), parts[0].form, problems, notes)


def read_file(
    path: Path, tables: Tables, *, name: str = "", now: datetime | None = None
) -> Iterator[Read]:
    """Yield the readings of a file part by part, in bounded memory where it is CSV.

    Problems come with the part in which they were found. Raises XanhError as :func:`read` does.
    """
    with path.open("rb") as file:
        some = False
        last: list[Read] = []
        for part in _stream(file, name or path.name, tables, now):
            some |= part.table.num_rows > 0
            last = [part]
            yield part
        if not some:
            raise _nothing(last)


def _stream(file: BinaryIO, name: str, tables: Tables, now: datetime | None) -> Iterator[Read]:
    head = file.read(_HEAD)
    if head.startswith(_GZIP):
        file.seek(0)
        unpacked = io.BytesIO(_unpacked(file))
        yield from _stream(unpacked, name.removesuffix(".gz"), tables, now)
        return
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise text.empty_file()
    whole = _reader_of(head, name, tables)
    if whole is not None:
        file.seek(0)
        yield whole(file.read(), name, tables, now)
        return
    file.seek(0)
    scan = longcsv.scan_file(file, name, tables, now)
    said = 0
    for table in scan:
        yield Read(table, scan.form, scan.problems[said:])
        said = len(scan.problems)
    if said < len(scan.problems):
        yield Read(empty(), scan.form, scan.problems[said:])


def _unpacked(file: BinaryIO) -> bytes:
    """Return what a gzip file holds; raises XanhError for a damaged one and for a bomb."""
    try:
        with gzip.open(file) as packed:
            content = packed.read(_MOST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise text.binary_file() from error
    if len(content) > _MOST_UNPACKED or content.startswith(_GZIP):
        raise XanhError(
            "too-large",
            f"Tệp nén chứa hơn {_MOST_UNPACKED // 1_000_000} MB, hoặc lại là một tệp nén.",
            f"It holds more than {_MOST_UNPACKED // 1_000_000} MB, or is packed twice.",
            "Giải nén rồi nộp lại tệp bên trong.",
            "Unpack it and hand in the file inside.",
        )
    return content


def _reader_of(head: bytes, name: str, tables: Tables) -> Whole | None:
    """Return the reader of a whole file, or None for CSV, which is read part by part."""
    if head.startswith(sheets.STARTS):
        return sheets.read
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:2]
    if start[:1] in (b"{", b"["):
        return sensors.read
    layout = longcsv.layout_of(head, tables)
    if layout is None:
        return _text_or_refusal
    names = frozenset(map(name_key, layout.headings.names))
    if names >= airnow.COLUMNS:
        return airnow.read
    if any(needed <= names for needed in portal.NEEDED):
        return portal.read
    if (layout.headings.is_long or layout.headings.is_wide) and not (
        careful.is_stamped(name) and Role.STATION not in layout.headings.roles
    ):
        return None
    return _text_or_refusal


def _text_or_refusal(
    content: bytes, name: str, tables: Tables, now: datetime | None = None
) -> Read:
    """Read a station's text file; a table that is none of ours is refused for its columns."""
    try:
        return station_text.read(content, name, tables, now)
    except XanhError as error:
        if error.code != "no-reading" or name.lower().endswith(".txt"):
            raise
        first = text.decode(content)[0].strip().splitlines()[0]
        raise refuse_columns([first]) from error


def _nothing(parts: list[Read]) -> XanhError:
    first = next((p for part in parts for p in part.problems), None)
    detail = (f" {first.error.vi}", f" {first.error.en}") if first else ("", "")
    line = first.line if first else 0
    return XanhError(
        "no-reading",
        f"Không đọc được số liệu nào trong tệp.{f' Dòng {line}:' if line else ''}{detail[0]}",
        f"No reading of the file could be read.{f' Line {line}:' if line else ''}{detail[1]}",
        "Kiểm tra các cột và cách viết thời gian rồi nộp lại.",
        "Check its columns and how times are written, and hand it in again.",
    )
