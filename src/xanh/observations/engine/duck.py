"""DuckDB over the store's files, for one machine: milliseconds for pages, bounded memory."""

from __future__ import annotations

import functools
import tempfile
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from xanh.errors import XanhError
from xanh.observations import levels
from xanh.observations.engine.scope import Build, Scopes, same
from xanh.observations.ledger import SEGMENTS
from xanh.observations.readings import FLAGS, HOURS, KEPT
from xanh.observations.selection import Selection, naive_utc
from xanh.observations.store import Store

if TYPE_CHECKING:
    import duckdb
    import ibis

_T = TypeVar("_T")
_TRIES = 3  # a compaction may take a file away between looking it up and opening it


class DuckEngine:
    """Runs expressions over a store. Threads may share it: each gets a cursor of its own.

    ``memory`` is DuckDB's limit for all of them together ("1GB"), ``threads`` its own threads;
    what does not fit goes to ``spill``, a folder for temporary files.
    """

    def __init__(
        self, store: Store, *, memory: str = "1GB", threads: int = 2, spill: Path | None = None
    ) -> None:
        import duckdb

        folder = spill or Path(tempfile.gettempdir()) / "xanh-spill"
        self.store = store
        self._scopes = Scopes(store)
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "memory_limit": memory,
                "threads": threads,
                "temp_directory": str(folder),
                "python_enable_replacements": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        # No file of the store ever changes under its name.
        self._connection.execute("SET parquet_metadata_cache = true")
        self._connection.execute("SET validate_external_file_cache = 'NO_VALIDATION'")
        self._local = threading.local()
        self._compiled: dict[Hashable, str] = {}

    def close(self) -> None:
        """Close the engine; cursors of other threads end with it."""
        self._connection.close()

    def table(self, selection: Selection, name: str, build: Build = same) -> pa.Table:
        """Run an expression over the readings of a selection, at its level."""
        return self._again(lambda: self._readings(self._cursor(), selection, name, build), _whole)

    def hours(self, selection: Selection, name: str = "hours", build: Build = same) -> pa.Table:
        """Run an expression over the kept hours (HOURS) of a selection, newest of each key."""

        def run() -> duckdb.DuckDBPyConnection:
            sql = self._sql(("hours", name), build, _newest_hours)
            files = self._scopes.hours(selection)
            source, values = _source("hours", HOURS, files, selection, "made")
            return self._cursor().execute(_joined([source], sql), values)

        return self._again(run, _whole)

    def ask(self, selection: Selection, question: str, values: Mapping[str, Any]) -> pa.Table:
        """Run SQL over ``readings``: those of a selection, at its level, with ``usable``.

        For questions that come from outside: every value of theirs is bound to a name, ``$v0``.
        """

        def run() -> duckdb.DuckDBPyConnection:
            return self._readings(self._cursor(), selection, "readings", same, question, values)

        return self._again(run, _whole)

    def batches(
        self, selection: Selection, name: str, build: Build = same, rows: int = 65_536
    ) -> Iterator[pa.RecordBatch]:
        """Run an expression over readings and give its rows in bounded memory."""
        # A cursor of its own: the thread may ask something else between two batches.
        with self._connection.cursor() as cursor:
            yield from self._again(
                lambda: self._readings(cursor, selection, name, build),
                lambda result: result.to_arrow_reader(rows),
            )

    def _readings(
        self,
        cursor: duckdb.DuckDBPyConnection,
        selection: Selection,
        name: str,
        build: Build,
        question: str = "",
        more: Mapping[str, Any] | None = None,
    ) -> duckdb.DuckDBPyConnection:
        scope = self._scopes.of(selection)

        def readings() -> ibis.Table:
            superseded, flags, segments = scope.shape
            return levels.levelled(
                _table(KEPT, "raw"),
                _table(FLAGS, "flags") if flags else None,
                _table(SEGMENTS, "segments") if segments else None,
                selection.level,
                superseded=superseded,
            )

        sql = self._sql((selection.level, scope.shape, name), build, readings)
        sources = [_source("raw", KEPT, scope.raw, selection, "received")]
        if scope.flags:
            sources.append(_source("flags", FLAGS, scope.flags, selection, "made"))
        if scope.segments is not None:
            cursor.register("segments", scope.segments)
        values = {key: value for _, bound in sources for key, value in bound.items()}
        texts = [text for text, _ in sources]
        if question:
            texts, sql = [*texts, f'"readings" AS NOT MATERIALIZED ({sql})'], question
        return cursor.execute(_joined(texts, sql), {**values, **(more or {})})

    def _sql(self, key: Hashable, build: Build, readings: Callable[[], ibis.Table]) -> str:
        """Return the SQL of an expression, compiled once."""
        import ibis

        key = (key, _identity(build))
        sql = self._compiled.get(key)
        if sql is None:
            sql = str(ibis.to_sql(build(readings()), dialect="duckdb"))
            self._compiled[key] = sql
        return sql

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        if not hasattr(self._local, "cursor"):
            self._local.cursor = self._connection.cursor()
        return self._local.cursor

    @staticmethod
    def _again(run: Callable[[], Any], fetch: Callable[[Any], _T]) -> _T:
        import duckdb

        for left in reversed(range(_TRIES)):
            try:
                return fetch(run())
            except duckdb.OutOfMemoryException as error:
                raise _too_large() from error
            except duckdb.IOException:
                if not left:
                    raise
        raise AssertionError


def _whole(result: duckdb.DuckDBPyConnection) -> pa.Table:
    return result.to_arrow_table()


def _newest_hours() -> ibis.Table:
    return levels.newest(_table(HOURS, "hours"))


def _table(schema: pa.Schema, name: str) -> ibis.Table:
    import ibis

    return ibis.table(ibis.Schema.from_pyarrow(schema), name=name)


def _joined(sources: Sequence[str], sql: str) -> str:
    """Put the sources in front of the SQL of an expression, which may have a WITH of its own."""
    more = sql.removeprefix("WITH ")
    return f"WITH {', '.join(sources)}{', ' if more != sql else ' '}{more}"


def _source(
    name: str, schema: pa.Schema, files: Sequence[Path], selection: Selection, known: str
) -> tuple[str, dict[str, Any]]:
    """Return the rows of a selection as SQL, with its values bound: keys of stations are data."""
    columns = ", ".join(f'"{column}"' for column in schema.names)
    if not files:
        typed = ", ".join(f'NULL::{_type(field.type)} AS "{field.name}"' for field in schema)
        return f'"{name}" AS (SELECT {typed} WHERE FALSE)', {}
    values: dict[str, Any] = {f"{name}_files": [str(path) for path in files]}
    conditions = []

    def condition(column: str, operator: str, value: object) -> None:
        if value is not None:
            key = f"{name}_{len(values)}"
            values[key] = value
            conditions.append(f'"{column}" {operator} ${key}')

    def among(column: str, wanted: Sequence[str] | None) -> None:
        if wanted is not None:
            keys = {f"{name}_{len(values) + place}": value for place, value in enumerate(wanted)}
            values.update(keys)
            marks = ", ".join(f"${key}" for key in keys)
            conditions.append(f'"{column}" IN ({marks})' if keys else "FALSE")

    among("station", selection.stations)
    among("parameter", selection.parameters)
    condition("time", ">", naive_utc(selection.start))
    condition("time", "<=", naive_utc(selection.end))
    condition(known, "<=", naive_utc(selection.as_of))
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    # Not materialised: an expression that asks for few columns reads few.
    read = f"read_parquet(${name}_files, hive_partitioning = false)"
    selected = f"SELECT {columns} FROM {read}{where}"  # noqa: S608  # values are bound
    return f'"{name}" AS NOT MATERIALIZED ({selected})', values


def _type(kind: pa.DataType) -> str:
    """Return DuckDB's name of a column type."""
    names = {
        pa.string(): "VARCHAR",
        pa.float64(): "DOUBLE",
        pa.int64(): "BIGINT",
        pa.int32(): "INTEGER",
        pa.int16(): "SMALLINT",
        pa.timestamp("us"): "TIMESTAMP",
    }
    return names[kind]


def _identity(build: Build) -> Hashable:
    """Return what tells one expression from another, with all that it closes over.

    Two lambdas of one line that hold different shares are two expressions.
    """
    if isinstance(build, functools.partial):
        return _identity(build.func), build.args, tuple(sorted(build.keywords.items()))
    cells = getattr(build, "__closure__", None) or ()
    held = tuple(cell.cell_contents for cell in cells)
    held = tuple(_identity(item) if callable(item) else item for item in held)
    code = getattr(build, "__code__", build)
    return code, held, getattr(build, "__defaults__", None)


def _too_large() -> XanhError:
    return XanhError(
        "query-too-large",
        "Câu hỏi cần nhiều bộ nhớ hơn mức cho phép; dữ liệu không bị ảnh hưởng.",
        "The question needs more memory than is allowed; no data is affected.",
        "Chọn ít trạm hơn hoặc khoảng thời gian ngắn hơn, hoặc tăng giới hạn bộ nhớ.",
        "Ask for fewer stations or a shorter time, or allow more memory.",
    )
