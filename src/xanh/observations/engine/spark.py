"""The same expressions on a cluster that speaks Spark Connect, over the same files.

Needs the optional packages of ``xanh[spark]``. Tried with Spark 4.0 and Sail 0.7 (a server without
Java); Ibis 12 refuses Spark 4.1 and later.
"""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from xanh.errors import XanhError
from xanh.observations import levels
from xanh.observations.engine.scope import Build, Scopes, same
from xanh.observations.readings import FLAGS, HOURS, KEPT
from xanh.observations.selection import Selection
from xanh.observations.store import Store

if TYPE_CHECKING:
    import ibis


class SparkEngine:
    """Runs expressions over a store on a Spark Connect server (``sc://host:15002``).

    ``root`` is where the server finds the folder of the store (``file:///mnt/observations``,
    ``s3://…``); by default under the same path as here.
    """

    def __init__(self, store: Store, address: str, root: str = "") -> None:
        import ibis

        self.store = store
        self._scopes = Scopes(store)
        self._root = root.rstrip("/") or str(store.folder.resolve())
        self._session = _session(address)
        self._ibis = ibis.pyspark.connect(self._session)
        self._ibis.compiler = _compiler()
        # Views of one session are told apart by name, but Ibis's own books are not thread-safe.
        self._turn = threading.Lock()

    def close(self) -> None:
        """Close the session."""
        self._session.stop()

    def table(
        self,
        selection: Selection,
        name: str,  # noqa: ARG002  # compiled anew: the server is far slower than that
        build: Build = same,
    ) -> pa.Table:
        """Run an expression over the readings of a selection, at its level."""
        scope = self._scopes.of(selection)
        with self._turn, contextlib.ExitStack() as views:
            raw = self._view(views, scope.raw, KEPT)
            flags = self._view(views, scope.flags, FLAGS) if scope.flags else None
            segments = None if scope.segments is None else self._sent(views, scope.segments)
            readings = levels.level_of(raw, flags, segments, selection)
            return self._run(build(readings))

    def hours(
        self,
        selection: Selection,
        name: str = "hours",  # noqa: ARG002
        build: Build = same,
    ) -> pa.Table:
        """Run an expression over the kept hours (HOURS) of a selection, newest of each key."""
        files = self._scopes.hours(selection)
        with self._turn, contextlib.ExitStack() as views:
            kept = levels.selected(self._view(views, files, HOURS), selection, "made")
            return self._run(build(levels.newest(kept)))

    def batches(
        self, selection: Selection, name: str, build: Build = same, rows: int = 65_536
    ) -> Iterator[pa.RecordBatch]:
        """Run an expression over readings and give its rows in batches; all are held here."""
        yield from self.table(selection, name, build).to_batches(max_chunksize=rows)

    def _run(self, expression: ibis.Table) -> pa.Table:
        table: pa.Table = self._ibis.to_pyarrow(expression)
        # Sessions of Spark give times a zone; the store's have none.
        naive = [
            pa.field(field.name, pa.timestamp("us")) if pa.types.is_timestamp(field.type) else field
            for field in table.schema
        ]
        return table.cast(pa.schema(naive))

    def _view(
        self, views: contextlib.ExitStack, files: Sequence[Path], schema: pa.Schema
    ) -> ibis.Table:
        if not files:
            return self._sent(views, schema.empty_table())
        paths = [f"{self._root}/{file.relative_to(self.store.folder)}" for file in files]
        return self._named(views, self._session.read.parquet(*paths).select(*schema.names))

    def _sent(self, views: contextlib.ExitStack, table: pa.Table) -> ibis.Table:
        """Send rows that are no file."""
        from pyspark.sql.pandas.types import from_arrow_schema

        if not table.num_rows:  # which the client takes for rows of an unknown kind
            return self._named(
                views, self._session.createDataFrame([], from_arrow_schema(table.schema))
            )
        return self._named(views, self._session.createDataFrame(table))

    def _named(self, views: contextlib.ExitStack, frame: Any) -> ibis.Table:
        name = f"xanh_{uuid.uuid4().hex}"
        frame.createOrReplaceTempView(name)
        views.callback(self._session.catalog.dropTempView, name)
        return self._ibis.table(name)


def _compiler() -> Any:
    """Return a compiler that writes fractions as doubles.

    Spark reads 0.5 as a decimal, and servers differ in what a double times a decimal is.
    """
    from ibis.backends.sql.compilers import PySparkCompiler

    class Doubles(PySparkCompiler):  # type: ignore[misc]
        def visit_NonNullLiteral(self, op: Any, *, value: Any, dtype: Any) -> Any:  # noqa: N802
            if dtype.is_floating():
                return self.cast(repr(float(value)), dtype)
            return super().visit_NonNullLiteral(op, value=value, dtype=dtype)

    return Doubles()


def _session(address: str) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise XanhError(
            "spark-missing",
            "Chưa cài gói để nối với máy tính toán phân tán.",
            "The packages that speak to a distributed engine are not installed.",
            "Cài bằng: pip install 'xanh[spark]'.",
            "Install them: pip install 'xanh[spark]'.",
        ) from error
    session = SparkSession.builder.remote(address).create()
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return session
