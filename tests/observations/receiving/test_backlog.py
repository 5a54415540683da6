"""A long backlog of a watched folder: taken with a second process, and nothing lost if that ends."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from observations.receiving.files import lay, originals, profiles, readings
from xanh.observations.receiving import ingester as module
from xanh.observations.receiving.backlog import Backlog
from xanh.observations.receiving.inbox import Inbox
from xanh.observations.receiving.ingester import Ingester
from xanh.observations.receiving.quarantine import Quarantine
from xanh.observations.receiving.register import Register
from xanh.observations.receiving.taking import Taker
from xanh.observations.receiving.watching import Seen, Watch
from xanh.observations.store import Store

FILES = 95


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "BATCH", 10)
    for number in range(FILES):
        lay(tmp_path / "in", 5 * (number + 1), 10.0 + number)
    return tmp_path / "in"


def ingester(folder: Path, home: Path, watch: Watch) -> Ingester:
    taker = Taker(Store(home), Quarantine(home))
    return Ingester(Inbox(home / "inbox"), [watch], taker, Register(profiles))


def test_all_files_are_taken_once_and_gone(folder: Path, tmp_path: Path):
    home = tmp_path / "store"
    working = ingester(folder, home, Watch(folder, settle=0))
    working.once()
    assert list(folder.iterdir()) == []
    assert working.taken.counts.new == 2 * FILES
    assert len(readings(Store(home))) == 2 * FILES
    assert len(originals(Store(home))) == FILES


def test_files_left_in_place_are_remembered_by_the_other_process(folder: Path, tmp_path: Path):
    home = tmp_path / "store"
    watch = Watch(folder, settle=0, seen=Seen(tmp_path / "watched.sqlite3"))
    working = ingester(folder, home, watch)
    working.once()
    assert len(list(folder.iterdir())) == FILES
    assert working.taken.files == FILES
    working.once()
    assert working.taken.files == FILES


def test_when_the_other_process_dies_the_rest_is_taken_at_the_next_look(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    home = tmp_path / "store"
    working = ingester(folder, home, Watch(folder, settle=0))
    batches = Backlog.batches

    def dying(self: Backlog):
        for number, batch in enumerate(batches(self)):
            if number == 2:
                os.kill(self._process.pid or 0, signal.SIGKILL)
                self._process.join()
            yield batch

    with monkeypatch.context() as patch:
        patch.setattr(Backlog, "batches", dying)
        with pytest.raises(OSError, match=r"has ended|Broken pipe|reset"):
            working.once()
    assert list(folder.iterdir())
    working.once()
    assert list(folder.iterdir()) == []
    assert len(readings(Store(home))) == 2 * FILES
    assert {row[4] for row in readings(Store(home))} == {1}


def test_an_error_while_reading_is_told_here(folder: Path):
    watch = Watch(folder / "absent", settle=0)
    with Backlog(watch, 10, ()) as backlog, pytest.raises(FileNotFoundError):
        list(backlog.batches())
