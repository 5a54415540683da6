"""The background work on the store: check what is new, derive its hours, merge small files.

One step may be killed anywhere: what is left to do follows from the store and from a small file
that is replaced only when the step is done, and doing it again changes nothing. Of several
processes one works, the others pass.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from xanh.observations.quality.rules import Rules, load_rules
from xanh.observations.tables import StationProfile

if TYPE_CHECKING:
    from xanh.observations.engine import Engine
    from xanh.observations.store import Store

POSITION = "keeper.json"
COMPACT_EVERY = timedelta(minutes=10)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """What one step did."""

    busy: bool = False  # another process was at work: nothing was done
    touched: int = 0  # series and days that changed
    checked: int = 0  # readings looked at
    flags: int = 0  # flags written
    hours: int = 0  # series and days whose hours were derived
    merged: int = 0  # files merged by compaction

    @property
    def idle(self) -> bool:
        """Say whether there was nothing to do."""
        return not (self.touched or self.flags or self.hours or self.merged)


@dataclass(frozen=True, slots=True)
class Position:
    """How far the work has come. Moments are naive UTC, as in the store."""

    readings: datetime | None = None  # readings and corrections up to here have been checked
    flags: datetime | None = None  # hours know the flags up to here
    compacted: datetime | None = None


def keep(
    store: Store,
    profiles: Mapping[str, StationProfile],
    rules: Rules | None = None,
    now: datetime | None = None,
    engine: Engine | None = None,
) -> Kept:
    """Do one step: check → hours → compaction when due; ``now`` (aware) decides whether compaction
    is due, ``engine`` derives the hours.

    Raises :class:`xanh.errors.XanhError` where the store cannot be read or written; what was done
    until then stays.
    """
    with _alone(store.folder) as mine:
        if not mine:
            return Kept(busy=True)
        moment = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
        return _step(store, profiles, rules or load_rules(), moment, engine)


def _step(
    store: Store,
    profiles: Mapping[str, StationProfile],
    rules: Rules,
    now: datetime,
    engine: Engine | None,
) -> Kept:
    from xanh.observations.hours import derive_hours
    from xanh.observations.quality import check, days, touched_since
    from xanh.observations.quality.touched import flagged_since, merged

    position = read_position(store.folder)
    until = store.manifest().moment
    touched = touched_since(store, position.readings, until)
    checked, _ = check(store, rules, profiles, touched)
    after = store.manifest().moment
    # Flags from the store, not from this run: a run that was killed had left some.
    stale = days(merged([touched, flagged_since(store, position.flags, after)]))
    if stale:
        derive_hours(store, stale, engine)
    files, compacted = 0, position.compacted
    if compacted is None or abs(now - compacted) >= COMPACT_EVERY:
        files, compacted = store.compact(now), now
    done = Position(until, after, compacted)
    if done != position:
        _write_position(store.folder, done)
    return Kept(
        touched=touched.num_rows,
        checked=checked.readings,
        flags=checked.written,
        hours=len(stale),
        merged=files,
    )


class Loop:
    """Keeps a store in a thread of its own until it is stopped.

    ``profiles`` and ``rules`` are asked before every step, so that a change of the register or of
    the operator's tables counts at once. An error is logged, kept in ``error``, and the next step
    tries again.
    """

    def __init__(
        self,
        store: Store,
        profiles: Callable[[], Mapping[str, StationProfile]],
        rules: Callable[[], Rules] = load_rules,
        *,
        every: float = 20.0,
        told: Callable[[Kept], None] | None = None,
    ) -> None:
        self.error: Exception | None = None
        self._store = store
        self._profiles = profiles
        self._rules = rules
        self._every = every
        self._told = told
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._run, name="xanh-keeper", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def wake(self) -> None:
        """Do the next step now."""
        self._wake.set()

    def stop(self, wait: float = 30.0) -> bool:
        """Finish the step at hand and end; return whether it ended in ``wait`` seconds."""
        self._stopping.set()
        self._wake.set()
        self._thread.join(wait)
        return not self._thread.is_alive()

    def _run(self) -> None:
        from xanh.observations.engine import DuckEngine

        engine = DuckEngine(self._store, memory="512MB", threads=1)
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                kept = keep(self._store, self._profiles(), self._rules(), engine=engine)
                self.error = None
                if self._told is not None:
                    self._told(kept)
            except Exception as error:
                # Disk full, folder read-only, a damaged table: the next step tries again.
                self.error = error
                log.exception("the keeper could not finish its step")
            if not self._stopping.is_set():
                self._wake.wait(self._every)


def read_position(folder: Path) -> Position:
    """Return how far the work has come; an unreadable file means from the beginning."""
    try:
        data = json.loads((folder / POSITION).read_text("utf-8"))
        moments = (data.get(name) for name in ("readings", "flags", "compacted"))
        return Position(*(text and datetime.fromisoformat(text) for text in moments))
    except (OSError, ValueError, TypeError, AttributeError):
        return Position()


def _write_position(folder: Path, position: Position) -> None:
    moments = {name: getattr(position, name) for name in Position.__slots__}
    text = json.dumps({name: at and at.isoformat() for name, at in moments.items()})
    beside = folder / f"{POSITION}.new"
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / POSITION)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Say whether no other process or thread keeps this store, and hold it for as long."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "keeper.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
