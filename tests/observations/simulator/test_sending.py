"""Loggers bring every file to the real FTP server, whatever happens to it in between."""

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from xanh.observations.loading import load_tables
from xanh.observations.receiving.folders import Shelf
from xanh.observations.receiving.ftp import FtpServer, FtpSettings
from xanh.observations.receiving.inbox import Inbox
from xanh.observations.receiving.passwords import encode
from xanh.observations.receiving.quarantine import Quarantine, Received
from xanh.observations.receiving.taking import Taker
from xanh.observations.simulator import deliveries, stations, tables_with, verify
from xanh.observations.simulator.sending import Fleet, FolderCarrier, FtpCarrier
from xanh.observations.store import Store

START = datetime(2026, 3, 10, tzinfo=UTC)
END = START + timedelta(hours=1)
NOW = END + timedelta(days=1)
STATIONS = stations(9)  # each logger's style once
HASH = encode("bí mật")


def serve(inbox: Inbox, port: int = 0) -> FtpServer:
    shelf = Shelf(inbox, most_bytes=100_000, reserve=0)
    passwords = {station.key: HASH for station in STATIONS}
    server = FtpServer(FtpSettings(host="127.0.0.1", port=port), shelf, lambda: passwords)
    server.start()
    return server


def taken(inbox: Inbox, folder: Path) -> tuple[Store, Quarantine]:
    store, quarantine = Store(folder / "store"), Quarantine(folder / "quarantine")
    tables = tables_with(load_tables(), STATIONS, "bí mật")
    for batch in inbox.batches(100_000):
        files = [
            Received(
                name=a.name, account=a.account, received=NOW, content=Path(a.path).read_bytes()
            )
            for a in batch
        ]
        Taker(store, quarantine).take(files, tables, NOW)
    return store, quarantine


@pytest.fixture
def inbox(tmp_path) -> Inbox:
    return Inbox(tmp_path / "inbox")


def test_all_files_arrive_by_ftp_and_make_the_store_of_the_ledger(inbox, tmp_path):
    server = serve(inbox)
    fleet = Fleet(lambda: FtpCarrier(*server.address, "bí mật"), threads=4)
    sent = fleet.run(deliveries(STATIONS, START, END))
    server.stop()
    assert sent.unsent == sent.trials_failed == 0
    assert sent.files == sum(sent.ledger.files.values()) == len(sent.waits) >= 9 * 12
    store, quarantine = taken(inbox, tmp_path)
    verdict = verify(store, sent.ledger.table())
    assert verdict.right, verdict.examples[:3]
    assert quarantine.count() == sent.ledger.refused


def test_a_server_that_goes_away_and_comes_back_loses_nothing(inbox, tmp_path):
    server = serve(inbox)
    host, port = server.address
    fleet = Fleet(lambda: FtpCarrier(host, port, "bí mật", timeout=5), threads=4)
    running = threading.Thread(
        target=fleet.run, args=(deliveries(STATIONS, START, END),), daemon=True
    )
    running.start()
    while fleet.sent.files < 20:
        time.sleep(0.01)
    server.stop()
    time.sleep(0.3)
    server = serve(inbox, port)
    running.join(60)
    server.stop()
    assert not running.is_alive()
    assert fleet.sent.trials_failed > 0
    assert fleet.sent.unsent == 0
    verdict = verify(taken(inbox, tmp_path)[0], fleet.sent.ledger.table())
    assert verdict.right, verdict.examples[:3]


def test_a_stopped_fleet_says_what_it_did_not_send(tmp_path):
    carrier = FtpCarrier("127.0.0.1", 1, "nobody listens")  # port 1 is never served here
    fleet = Fleet(lambda: carrier, threads=2)
    threading.Timer(0.5, fleet.stopping.set).start()
    sent = fleet.run(deliveries(STATIONS[:2], START, END))
    assert sent.files == 0
    assert sent.unsent >= 24
    assert len(sent.doubtful) == 2
    assert sent.ledger.table().num_rows == 0


def test_time_passes_at_the_speed_that_was_asked_for(tmp_path):
    fleet = Fleet(lambda: FolderCarrier(tmp_path), threads=2)
    begin = time.monotonic()
    fleet.run(deliveries(STATIONS[:1], START, START + timedelta(minutes=30)), speed=3600)
    assert time.monotonic() - begin > 0.3  # 25 minutes and a little between first and last
