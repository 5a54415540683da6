"""Triggers that keep rows once written: edits and events are only ever added.

Each app guards its own tables by a migration. ``lifted`` takes all triggers off for the one
command that empties a whole database (``flush``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PLANS = ("plans_edit", "plans_event")
MONITORING = ("monitoring_stationevent",)
ALL = PLANS + MONITORING
_REFUSAL = "rows of {table} are only ever added"
_SQLITE = (
    "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
    "BEGIN SELECT RAISE(ABORT, '" + _REFUSAL + "'); END"
)
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '" + _REFUSAL + "'; END $$"
)
_POSTGRESQL = (
    "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
)
_VERBS = ("UPDATE", "DELETE")


def create(editor: BaseDatabaseSchemaEditor | BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Put the triggers on ``tables``."""
    connection = _connection(editor)
    with connection.cursor() as cursor:
        for table in tables:
            if connection.vendor == "postgresql":
                cursor.execute(_FUNCTION.format(table=table))
            form = _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE
            for verb in _VERBS:
                cursor.execute(form.format(table=table, verb=verb))


def drop(editor: BaseDatabaseSchemaEditor | BaseDatabaseWrapper, tables: Iterable[str]) -> None:
    """Take the triggers off ``tables``."""
    connection = _connection(editor)
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for table in tables:
            for verb in _VERBS:
                where = f" ON {table}" if postgresql else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{where}")
            if postgresql:
                cursor.execute(f"DROP FUNCTION IF EXISTS {table}_append_only()")


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let rows be deleted while the block runs."""
    drop(connection, ALL)
    try:
        yield
    finally:
        create(connection, ALL)


def _connection(editor: BaseDatabaseSchemaEditor | BaseDatabaseWrapper) -> BaseDatabaseWrapper:
    return editor.connection if isinstance(editor, BaseDatabaseSchemaEditor) else editor
