"""Holds others off while something is looked for and, where there is none, made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

ORIGINALS, PLANS = 0x78616E68, 0x78616E69  # numbers of the locks, the same in every process


@contextmanager
def alone(lock: int) -> Iterator[None]:
    """Run the block in a transaction that no other holder of ``lock`` runs beside.

    The lock is held until the outermost transaction ends. SQLite lets one writer in at a time
    anyway (transactions begin IMMEDIATE); PostgreSQL needs an advisory lock.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])
        yield
