"""Carries what waits in the inbox and in watched folders into the store, batch by batch."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence

from xanh.observations.receiving.backlog import Backlog
from xanh.observations.receiving.inbox import Arrival, Inbox, read_contents, remove
from xanh.observations.receiving.quarantine import Received
from xanh.observations.receiving.register import Register
from xanh.observations.receiving.taking import Taken, Taker
from xanh.observations.receiving.watching import MOST_BYTES, Watch

BATCH = 8000  # files of one commit
log = logging.getLogger(__name__)


class Ingester:
    """Works in a thread of its own; in trouble it keeps all files and tries again."""

    def __init__(
        self,
        inbox: Inbox,
        watches: Sequence[Watch],
        taker: Taker,
        register: Register,
        *,
        gather: float = 1.0,
        poll: float = 5.0,
    ) -> None:
        """``gather`` [s] lets files come together to one commit, ``poll`` [s] is the time between
        two looks into watched folders, and between two trials when the store cannot be written.
        """
        self.taken = Taken()
        self.error: Exception | None = None
        self._inbox = inbox
        self._watches = watches
        self._taker = taker
        self._register = register
        self._gather = gather
        self._poll = poll
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="xanh-ingester", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self, wait: float = 30.0) -> bool:
        """End after the batch at hand; return whether it ended in ``wait`` seconds."""
        self._stopping.set()
        self._inbox.arrived.set()
        self._thread.join(wait)
        return not self._thread.is_alive()

    @property
    def alive(self) -> bool:
        """Say whether it works."""
        return self._thread.is_alive()

    def once(self, *, watched: bool = True) -> None:
        """Take all that waits. Raises XanhError or OSError while it cannot be taken."""
        self._empty_inbox()
        for watch in self._watches if watched else ():
            if self._look_into(watch):
                self._work_off(watch)
            if self._stopping.is_set():
                return

    def _look_into(self, watch: Watch) -> bool:
        """Take what waits in a folder; return whether there is so much that help pays."""
        for batch in watch.batches(BATCH, self._register.accounts.__contains__):
            self._take([found.file for found in batch])
            watch.done(batch)
            if len(batch) == BATCH:
                return True
        return False

    def _work_off(self, watch: Watch) -> None:
        with Backlog(watch, BATCH, self._register.accounts) as backlog:
            for batch in backlog.batches():
                self._take([found.file for found in batch])
                self._empty_inbox()  # a backlog in a folder holds up no station
                if self._stopping.is_set():
                    return

    def _empty_inbox(self) -> None:
        for arrivals in self._inbox.batches(BATCH):
            for some, contents in _bounded(arrivals):
                self._take(
                    [
                        Received(arrival.name, arrival.account, arrival.received, content)
                        for arrival, content in zip(some, contents, strict=True)
                    ]
                )
                remove(arrival.path for arrival in some)
            if self._stopping.is_set():
                return

    def _take(self, files: Sequence[Received]) -> None:
        self.taken += self._taker.take(files, self._register.tables)
        self.error = None

    def _run(self) -> None:
        look_at = 0.0
        while not self._stopping.is_set():
            self._inbox.arrived.clear()
            begun = time.monotonic()
            due = begun >= look_at
            try:
                self.once(watched=due)
                self.error = None
            except Exception as error:
                # Disk full, folder read-only, the store held: nothing is lost, all waits.
                if self.error is None:
                    log.exception("received files wait, the store cannot take them")
                self.error = error
                self._stopping.wait(self._poll)
            now = time.monotonic()
            if due and self._watches:
                look_at = now + max(self._poll, now - begun)
            self._stopping.wait(max(0.0, self._gather - (now - begun)))
            if not self._stopping.is_set():
                self._inbox.arrived.wait(self._poll)


def _bounded(arrivals: Sequence[Arrival]) -> Iterator[tuple[list[Arrival], list[bytes]]]:
    """Yield arrivals with their contents, in parts that fit into memory."""
    some: list[Arrival] = []
    contents: list[bytes] = []
    size = 0
    for arrival in arrivals:
        content = read_contents([arrival.path])[0]
        if some and size + len(content) > MOST_BYTES:
            yield some, contents
            some, contents, size = [], [], 0
        some.append(arrival)
        contents.append(content)
        size += len(content)
    if some:
        yield some, contents
