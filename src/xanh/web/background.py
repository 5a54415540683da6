"""What ``xanh serve`` does beside its pages: it keeps the store, and sends the morning mail.

Both are safe beside another process that does the same: of several one works, the others pass.
"""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import close_old_connections, connection

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xanh.observations.quality.rules import Rules
    from xanh.observations.tables import StationProfile

_LOOK, _AGAIN = 60.0, 900.0  # [s] between two looks at the clock; after a letter that failed
_HOURS = 6  # after the hour that is set, a mail is no longer of this morning
_LOCAL = timedelta(hours=7)
log = logging.getLogger(__name__)


class Background:
    """The threads beside the pages."""

    def __init__(self) -> None:
        from xanh.observations.keeper import Loop
        from xanh.office.monitoring.readings import store

        self._keeper = Loop(store(), _profiles, _rules)
        self._stopping = threading.Event()
        self._mail = threading.Thread(target=self._post, name="xanh-mail", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._keeper.start()
        if settings.XANH.mail is not None:
            self._mail.start()

    def stop(self, wait: float = 10.0) -> bool:
        """End after the step at hand; return whether all ended in ``wait`` seconds."""
        self._stopping.set()
        ended = self._keeper.stop(wait)
        if self._mail.ident is not None:
            self._mail.join(wait)
        return ended and not self._mail.is_alive()

    def _post(self) -> None:
        """Send the mail of each morning; in trouble, try again a quarter of an hour later."""
        from xanh.office.monitoring.mailing import post

        try_at = 0.0
        while not self._stopping.wait(_LOOK):
            if not due(datetime.now(UTC), settings.XANH.mail_hour) or time.monotonic() < try_at:
                continue
            close_old_connections()
            try:
                done = post()
                try_at = time.monotonic() + (_AGAIN if done.failed else 0.0)
            except Exception:
                # The database or the store cannot be read just now; the mail is not lost.
                log.exception("the morning mail could not be made")
                try_at = time.monotonic() + _AGAIN
            finally:
                connection.close()


def due(now: datetime, hour: int) -> bool:
    """Say whether it is time for the mail of this morning; ``hour`` is in Vietnam's time."""
    local = now.astimezone(UTC) + _LOCAL
    return hour <= local.hour < hour + _HOURS


def _profiles() -> Mapping[str, StationProfile]:
    from xanh.office.monitoring.profiles import station_profiles

    close_old_connections()
    try:
        return station_profiles()
    finally:
        connection.close()


def _rules() -> Rules:
    from xanh.observations.quality.rules import load_rules
    from xanh.office.monitoring.profiles import tables_folder

    folder = tables_folder()
    return load_rules(folder if folder.is_dir() else None)
