"""Backup and restore of the observations while stations send and files are merged."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from xanh.errors import XanhError
from xanh.observations.readings import READINGS, Problem
from xanh.observations.receiving.inbox import Inbox
from xanh.observations.receiving.quarantine import Quarantine, Received
from xanh.observations.store import Original, Store
from xanh.web.backup import back_up, restore, verify

START = datetime(2026, 3, 1)  # naive UTC, as in the store


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("XANH_HOME", str(folder))
    monkeypatch.delenv("XANH_DATABASE_URL", raising=False)
    return folder


def batch(number: int) -> pa.Table:
    row = {
        "station": "A", "parameter": "pm25", "time": START + number * timedelta(minutes=5),
        "seconds": 300, "value": float(number), "unit": "µg/m³", "status": "00", "flag": "",
        "origin": 0,
    }  # fmt: skip
    return pa.Table.from_pylist([row], schema=READINGS)


def test_copy_taken_under_a_writer_is_whole_and_holds_all_that_was_acknowledged(home, tmp_path):
    # No grace: files that compaction has merged are gone at the next commit.
    store = Store(home / "observations", grace=0)
    inbox = Inbox(home / "observations" / "inbox")
    waiting = inbox.put("tram-a", "x.txt", b"waits for the store")
    (inbox.unfinished / "half.writing").write_bytes(b"half")
    quarantine = Quarantine(home / "observations")
    received = Received("bad.txt", "tram-a", datetime.now(UTC), b"bad")
    quarantine.keep([(received, XanhError("bad", "xấu", "bad"))])
    quarantine.note([(received, [Problem("bad.txt", 3, XanhError("line", "dòng", "line"))])])
    stopping, written = threading.Event(), [0]

    def write() -> None:
        while not stopping.is_set():
            number = written[0]
            store.add(batch(number), [Original(f"{number}.txt", b"%d" % number, "tram-a")])
            written[0] = number + 1
            if number % 7 == 0:
                store.compact(datetime(2026, 6, 1))

    thread = threading.Thread(target=write)
    thread.start()
    try:
        while written[0] < 20:
            pass
        for place in range(3):
            before = written[0]
            back_up(tmp_path / f"backup-{place}")
            copied = Store(tmp_path / f"backup-{place}" / "observations")
            assert copied.verify() == []
            assert copied.manifest().rows("readings") >= before
            assert copied.manifest().rows("originals") >= before
    finally:
        stopping.set()
        thread.join(30)
    assert not any(tmp_path.glob("backup-*/observations/staging/*"))
    verify(tmp_path / "backup-2")
    kept = copied.manifest().rows("readings")
    restore(tmp_path / "backup-2", replace=True)
    again = Store(home / "observations")
    assert again.verify() == []
    assert again.manifest().rows("readings") == kept
    again.add(batch(100_000), [Original("new.txt", b"new", "tram-a")])
    assert sum(1 for _ in (home / "observations" / "readings").rglob("*.parquet"))
    assert Quarantine(home / "observations").count() == 1
    assert len(Quarantine(home / "observations").lines()) == 1
    assert (home / "observations" / "inbox" / waiting.name).read_bytes() == b"waits for the store"
    assert not list((home / "observations" / "inbox").rglob("*.writing"))


def test_damaged_store_is_not_backed_up_in_silence(home, tmp_path):
    store = Store(home / "observations")
    store.add(batch(1), [Original("1.txt", b"1", "tram-a")])
    path = next((home / "observations" / "kept").glob("*.pq"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(XanhError) as refused:
        back_up(tmp_path / "backup")
    assert refused.value.code == "store-damaged"
