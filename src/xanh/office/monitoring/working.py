"""What those who look after the stations see in the morning: faults, receiver, quarantine."""

from __future__ import annotations

import json
import logging
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connection

from xanh.office.monitoring.models import Station
from xanh.office.monitoring.profiles import station_profile, store_folder, tables_folder
from xanh.office.monitoring.readings import store

if TYPE_CHECKING:
    from xanh.observations.health import StationHealth
    from xanh.observations.morning import Item
    from xanh.observations.receiving.quarantine import Quarantine
    from xanh.observations.tables import Tables

RECEIVER = "receiver.json"  # written by `xanh receive`
PATIENCE = timedelta(minutes=2)  # a receiver that says nothing for longer does not run
CHECKED_WITHIN = timedelta(minutes=10)  # of being received
_FRESH, _OLD = 60.0, 600.0  # [s] that a look serves; beyond which nobody is shown it
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Morning:
    """The stations that ought to send, how each is, and what to fix, the worst first."""

    moment: datetime
    stations: dict[str, Station]
    healths: list[StationHealth]
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Receiver:
    """What the receiving process said last of itself."""

    seen: datetime  # aware
    error: str  # what stands in its way now, in both languages
    data: dict[str, Any]

    def runs(self, now: datetime) -> bool:
        """Say whether it was there a moment ago."""
        return now - self.seen < PATIENCE


def morning(now: datetime | None = None, *, fresh: bool = False) -> Morning:
    """Look at every open station; a look serves for minutes unless ``fresh`` or ``now`` asks."""
    if now is not None:
        return _look(now)
    if fresh:
        _seen(store_folder()).last = None
    return _seen(store_folder()).get()


class _Seen:
    """The last look at a store, shared by the threads of a process.

    A look takes a second in a city of 150 stations. One that is a little old is shown as it is (the
    page says from when it is) while another thread looks anew.
    """

    def __init__(self) -> None:
        self.last: tuple[float, Morning] | None = None
        self._looking = threading.Lock()

    def get(self) -> Morning:
        known = self.last
        age = time.monotonic() - known[0] if known else _OLD
        if known is None or age >= _OLD:
            with self._looking:
                if self.last is None or self.last is known:
                    return self._look()
                return self.last[1]
        if age > _FRESH and self._looking.acquire(blocking=False):
            threading.Thread(target=self._renew, name="xanh-morning", daemon=True).start()
        return known[1]

    def _renew(self) -> None:
        try:
            self._look()
        except Exception:
            log.exception("the stations could not be looked at")
        finally:
            self._looking.release()
            connection.close()

    def _look(self) -> Morning:
        found = _look(datetime.now(UTC))
        self.last = time.monotonic(), found
        return found


@lru_cache(maxsize=2)
def _seen(_folder: Path) -> _Seen:
    return _Seen()


def _look(now: datetime) -> Morning:
    from xanh.observations.health import station_health
    from xanh.observations.morning import morning_list

    day = (now.astimezone(UTC) + timedelta(hours=7)).date()
    stations = {
        station.key: station
        for station in Station.objects.prefetch_related("instruments")
        if station.closed is None or station.closed > day
    }
    profiles = {key: station_profile(station) for key, station in stations.items()}
    healths = station_health(store(), profiles, now)
    names = {key: station.name for key, station in stations.items()}
    return Morning(now, stations, healths, morning_list(healths, names, tables().parameters))


def tables() -> Tables:
    """Return the tables of names with the operator's own and the registered stations."""
    from xanh.observations.loading import load_tables
    from xanh.office.monitoring.profiles import station_profiles

    folder = tables_folder()
    return load_tables(folder if folder.is_dir() else None, station_profiles())


def quarantine() -> Quarantine:
    """Return the quarantine of this installation."""
    from xanh.observations.receiving.quarantine import Quarantine

    return Quarantine(store_folder())


def receiver() -> Receiver | None:
    """Return what the receiver said last of itself; None where none has ever run here."""
    path = store_folder() / RECEIVER
    try:
        data = json.loads(path.read_text("utf-8"))
        seen = datetime.fromisoformat(data["heartbeat"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    error = data.get("error") or ""
    return Receiver(seen if seen.tzinfo else seen.replace(tzinfo=UTC), str(error), data)


def unchecked_since() -> tuple[bool, datetime | None]:
    """Say whether the checks have ever run, and since when the oldest reading waits for them."""
    from xanh.observations.keeper import read_position

    done = read_position(store_folder()).readings
    waiting = [
        entry.made
        for entry in store().manifest().of("readings")
        if done is None or entry.made > done
    ]
    return done is not None, min(waiting).replace(tzinfo=UTC) if waiting else None
