"""The store of this installation's readings, and the one engine that its pages ask."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from xanh.office.monitoring.profiles import store_folder

if TYPE_CHECKING:
    from xanh.observations.engine import DuckEngine
    from xanh.observations.store import Store


def store() -> Store:
    """Return the store of readings; its folder is made by the first commit."""
    return _store(store_folder())


def engine() -> DuckEngine:
    """Return the engine that all pages of this process share."""
    return _engine(store_folder())


@lru_cache(maxsize=1)
def _store(folder: Path) -> Store:
    from xanh.observations.store import Store

    return Store(folder)


@lru_cache(maxsize=1)
def _engine(folder: Path) -> DuckEngine:
    from xanh.observations.engine import DuckEngine

    return DuckEngine(_store(folder))
