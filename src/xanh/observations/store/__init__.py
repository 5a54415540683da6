"""Keeps readings for years: Parquet files under a manifest, one writer, many readers."""

from xanh.observations.store.core import Store
from xanh.observations.store.manifest import Entry, Manifest
from xanh.observations.store.shapes import KINDS, Counts, Original
from xanh.observations.store.verifying import Fault

__all__ = ["KINDS", "Counts", "Entry", "Fault", "Manifest", "Original", "Store"]
