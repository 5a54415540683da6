"""What the tests of reading share: the tables, real files, and one reading as a tuple."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from xanh.observations.loading import load_tables
from xanh.observations.reading import read

DATA = Path(__file__).parents[3].parent / "shared" / "data"
TABLES = load_tables()
NOW = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


def real(*parts: str) -> Path:
    """Return a shared file, or skip the test where it is not beside this checkout."""
    path = DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the shared data {'/'.join(parts)} is not beside this checkout")
    return path


def rows(table: pa.Table, *columns: str) -> list[tuple]:
    """Return some columns of a table as tuples."""
    return list(zip(*(table[name].to_pylist() for name in columns), strict=True))


def text_of(content: str | bytes, name: str = "file.csv", tables=TABLES):
    """Read ``content`` at the moment of the tests."""
    if isinstance(content, str):
        content = content.encode()
    return read(content, name, tables, now=NOW)


def one(content: str | bytes, name: str = "HN_X_KHIKXQ_20260325000500.txt"):
    """Return parameter, value, unit, status and flag of the one reading in a file."""
    table = text_of(content, name).table
    assert table.num_rows == 1
    return rows(table, "parameter", "value", "unit", "status", "flag")[0]
