"""Recognises the form of a file by its content and hands it to the reader of that form."""

from __future__ import annotations

from datetime import datetime

from xanh.observations.readings import Read
from xanh.observations.tables import Tables


def read(content: bytes, name: str, tables: Tables, *, now: datetime | None = None) -> Read:
    """Return the readings in a file of any form that is known."""
    from xanh.observations.reading import station_text

    return station_text.read(content, name, tables, now)
