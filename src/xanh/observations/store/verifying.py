"""Checks that the store's files are what the manifest says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from xanh.observations.store.manifest import Entry, Manifest
from xanh.observations.store.shapes import KINDS


@dataclass(frozen=True, slots=True)
class Fault:
    """One file that is not what it should be."""

    path: str
    vi: str
    en: str


def verify(folder: Path, manifest: Manifest) -> list[Fault]:
    """Return every file that is missing or differs in size, hash, rows or columns."""
    return [fault for entry in manifest.entries if (fault := _fault(folder, entry))]


def _fault(folder: Path, entry: Entry) -> Fault | None:
    path = folder / entry.path
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if path.stat().st_size != entry.size or digest != entry.sha256:
            return Fault(entry.path, "nội dung đã thay đổi", "the content has changed")
        with pq.ParquetFile(path) as parquet:
            if parquet.metadata.num_rows != entry.rows:
                return Fault(entry.path, "sai số dòng", "another number of rows")
            if not parquet.schema_arrow.equals(KINDS[entry.kind].schema):
                return Fault(entry.path, "sai các cột", "other columns")
    except FileNotFoundError:
        return Fault(entry.path, "không còn tệp", "the file is missing")
    except (OSError, pa.ArrowException) as error:
        return Fault(entry.path, f"không đọc được: {error}", f"cannot be read: {error}")
    return None
