"""Django's ``flush``, which empties a database, with the triggers of append-only rows lifted."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from xanh.office.append_only import lifted


class Command(flush.Command):
    """Empties every table, also those whose rows are otherwise never deleted."""

    def handle(self, **options: Any) -> None:
        """Lift the triggers, flush, put them back."""
        with lifted(connections[options["database"]]):
            super().handle(**options)
