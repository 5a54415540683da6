"""What the receiver knows of the stations, asked anew as the register may have changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from xanh.observations.loading import load_tables
from xanh.observations.tables import StationProfile

log = logging.getLogger(__name__)


class Register:
    """The tables of names and the accounts; what was known stays when asking anew fails."""

    def __init__(
        self, profiles: Callable[[], Mapping[str, StationProfile]], folder: Path | None = None
    ) -> None:
        """``folder`` is that of the operator's own tables. Raises what asking first raises."""
        self.error: Exception | None = None
        self._ask = profiles
        self._folder = folder
        self._load()

    def refresh(self) -> None:
        """Ask anew; in trouble keep what was known, and the trouble in ``error``."""
        try:
            self._load()
            self.error = None
        except Exception as error:
            # The database or a table of the operator: stations go on sending meanwhile.
            if self.error is None:
                log.exception("the register of stations could not be asked")
            self.error = error

    def _load(self) -> None:
        folder = self._folder if self._folder and self._folder.is_dir() else None
        self.tables = load_tables(folder, self._ask())
        self.profiles = {p.key: p for p in self.tables.stations.values()}
        self.passwords = {
            p.account: p.password for p in self.profiles.values() if p.account and p.password
        }
        self.accounts = frozenset(p.account for p in self.profiles.values() if p.account)
