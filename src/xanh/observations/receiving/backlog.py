"""Works off a long backlog of a watched folder with the help of a second process.

Reading and removing small files costs as much as taking them, and Python does one at a time: so a
process of its own reads the next files and removes the last ones while this one takes those
between. It removes nothing before it is told to.
"""

from __future__ import annotations

import signal
from collections.abc import Collection, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection

from xanh.observations.receiving.watching import Found, Watch

_PATIENCE = 10.0  # [s] for the process to end


class Backlog:
    """The files of a watched folder, read by another process; to be used in ``with``."""

    def __init__(self, watch: Watch, most: int, accounts: Collection[str]) -> None:
        self._watch = watch
        context = get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_read, args=(theirs, watch, most, frozenset(accounts)), daemon=True
        )
        self._process.start()
        theirs.close()

    def __enter__(self) -> Backlog:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()

    def batches(self) -> Iterator[list[Found]]:
        """Yield what has settled, in bounded lists; with the next, the last may be removed.

        Ends when all files that were taken are removed. Raises OSError when the folder cannot be
        read, or when the other process has ended: then what is left is met at the next look.
        """
        while True:
            try:
                got = self._connection.recv()
            except EOFError:
                raise OSError("the process that reads the watched folder has ended") from None
            if isinstance(got, Exception):
                raise got
            if isinstance(got, dict):
                self._watch.skipped = got
                return
            yield got
            self._connection.send("taken")


def _read(connection: Connection, watch: Watch, most: int, accounts: frozenset[str]) -> None:
    """Send batches, one ahead of what has been taken, and remove those that have been."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the receiver says when to end
    waiting: list[list[Found]] = []
    try:
        try:
            for batch in watch.batches(most, accounts.__contains__):
                connection.send(batch)
                waiting.append(batch)
                while connection.poll():
                    _remove(connection, watch, waiting)
            while waiting:
                _remove(connection, watch, waiting)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return  # the receiver has ended
        except Exception as error:  # told to the receiver, which logs it and tries again
            connection.send(error)
            return
        connection.send(watch.skipped)
    except OSError:
        return


def _remove(connection: Connection, watch: Watch, waiting: list[list[Found]]) -> None:
    connection.recv()
    watch.done(waiting.pop(0))
