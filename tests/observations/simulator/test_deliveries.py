"""Simulated files hold what the ledger says, as the real readers and the real store see it."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xanh.errors import XanhError
from xanh.observations.loading import load_tables
from xanh.observations.reading import station_text
from xanh.observations.receiving.quarantine import Quarantine, Received
from xanh.observations.receiving.taking import Taker
from xanh.observations.simulator import (
    Ledger,
    deliveries,
    readings,
    stations,
    tables_with,
    verify,
)
from xanh.observations.simulator.deliveries import Kind
from xanh.observations.simulator.ledger import EXPECTED
from xanh.observations.simulator.sending import FolderCarrier
from xanh.observations.store import Store

START = datetime(2026, 3, 9, 17, tzinfo=UTC)
END = START + timedelta(hours=30)
NOW = END + timedelta(days=1)
STATIONS = stations(18)  # each logger's style twice
TABLES = tables_with(load_tables(), STATIONS)


@pytest.fixture(scope="module")
def files():
    return list(deliveries(STATIONS, START, END))


def read(files):
    return station_text.read_many(
        [file.content for file in files], [file.name for file in files], TABLES, NOW
    )


def tuples(table):
    columns = ("station", "parameter", "time", "seconds", "value", "unit", "status", "flag")
    return list(zip(*(table[name].to_pylist() for name in columns), strict=True))


def test_the_same_seed_sends_the_same_bytes_in_order_of_sending(files):
    again = list(deliveries(STATIONS, START, END))
    assert [(f.at, f.name, f.content) for f in files] == [(f.at, f.name, f.content) for f in again]
    assert [f.at for f in files] == sorted(f.at for f in files)


def test_every_kind_of_file_comes(files):
    assert set(Counter(file.kind for file in files)) == set(Kind)


def test_late_files_come_oldest_first(files):
    for station in STATIONS:
        late = [f.time for f in files if f.station == station and f.kind is Kind.LATE]
        assert late == sorted(late)


def test_plain_files_read_as_just_the_readings_of_the_series(files):
    plain = [f for f in files if f.kind in (Kind.PLAIN, Kind.LATE)]
    table, outcomes = read(plain)
    assert outcomes == {}
    wanted = set(tuples(readings(STATIONS, START, END)))
    found = tuples(table)
    assert len(found) == len(set(found)) or Kind.CUT in {f.kind for f in files}
    assert set(found) <= wanted
    missing = {row[:1] + row[2:3] for row in wanted - set(found)}
    assert len(missing) < 0.02 * len(plain)  # those of faulty files


def test_every_logger_s_way_of_writing_reads_to_the_rows_of_the_delivery(files):
    chosen = [f for f in files if not f.refused]
    table, outcomes = read(chosen)
    of_file = [[] for _ in chosen]
    columns = ("file", "parameter", "value", "status", "time")
    for place, parameter, value, status, time in zip(
        *(table[name].to_pylist() for name in columns), strict=True
    ):
        of_file[place].append((parameter, value, status))
        assert time.replace(tzinfo=UTC).timestamp() == chosen[place].time
    for place, (delivery, rows) in enumerate(zip(chosen, of_file, strict=True)):
        assert tuple(rows) == delivery.rows, delivery.name
        has_problem = delivery.kind in (Kind.NOISE, Kind.CUT)
        assert (place in outcomes) == has_problem, (delivery.kind, outcomes.get(place))


def test_files_to_be_refused_are_unreadable_or_of_the_future(files):
    table, outcomes = read([f for f in files if f.kind is Kind.GARBAGE])
    assert table.num_rows == 0
    assert all(isinstance(o, XanhError) for o in outcomes.values())
    table, _ = read([f for f in files if f.kind is Kind.AHEAD])
    assert all("future" in flag for flag in table["flag"].to_pylist())


def receive(files, folder, size):
    """Take files as the receiver does, some at a time, and return the store and the quarantine."""
    store, quarantine = Store(folder / "store"), Quarantine(folder / "quarantine")
    taker = Taker(store, quarantine)
    tables = tables_with(load_tables(), STATIONS, password="none")
    for begin in range(0, len(files), size):
        received = [
            Received(name=f.name, content=f.content, account=f.station.key, received=NOW)
            for f in files[begin : begin + size]
        ]
        taker.take(received, tables, NOW)
    return store, quarantine


def test_the_receiver_ends_with_just_what_the_ledger_says(files, tmp_path):
    ledger = Ledger()
    for file in files:
        ledger.deliver(file)
    store, quarantine = receive(files, tmp_path, 997)
    verdict = verify(store, ledger.table())
    assert verdict.right, verdict.examples[:3]
    assert verdict.expected > len(files)
    assert pa.compute.max(ledger.table()["version"]).as_py() > 1
    assert len(list(quarantine.files(10_000, ""))) == ledger.refused


def test_the_verdict_names_what_is_missing_extra_and_differing(files, tmp_path):
    some = [f for f in files if f.station in STATIONS[:3]]
    ledger = Ledger()
    for file in some:
        ledger.deliver(file)
    store, _ = receive(some, tmp_path, 997)
    rows = ledger.table().to_pylist()
    rows[5]["value"] += 0.1
    del rows[7]
    rows.append({**rows[9], "version": 2, "value": 1.0})
    verdict = verify(store, pa.Table.from_pylist(rows, schema=EXPECTED))
    assert (verdict.missing, verdict.extra, verdict.differing) == (1, 1, 1)
    assert not verdict.right
    assert len(verdict.examples) == 3


def test_history_before_the_files_is_no_extra(files, tmp_path):
    some = [f for f in files if f.station in STATIONS[:3]]
    assert any(f.time < START.timestamp() for f in some) or Kind.BEHIND in {f.kind for f in some}
    ledger = Ledger()
    for file in some:
        ledger.deliver(file)
    store, _ = receive(some, tmp_path, 997)
    store.add(readings(STATIONS[:3], START - timedelta(days=1), START))
    verdict = verify(store, ledger.table())
    assert verdict.right, verdict.examples[:3]


def test_an_empty_store_lacks_everything(files, tmp_path):
    ledger = Ledger()
    ledger.deliver(next(f for f in files if f.kind is Kind.PLAIN))
    verdict = verify(Store(tmp_path), ledger.table())
    assert verdict.missing == verdict.expected > 0


def test_the_ledger_keeps_through_a_file(files, tmp_path):
    ledger = Ledger()
    for file in files[:50]:
        ledger.deliver(file)
    ledger.save(tmp_path / "ledger.parquet")
    assert pq.read_table(tmp_path / "ledger.parquet").equals(ledger.table())


@settings(max_examples=30, deadline=None)
@given(order=st.lists(st.integers(0, 7), max_size=24))
def test_files_of_one_key_in_any_order_end_as_the_store_does(tmp_path_factory, order):
    station = STATIONS[0]
    files = [f for f in deliveries([station], START, START + timedelta(hours=2)) if not f.refused]
    base = files[0]
    variants = [base]
    for number in range(1, 8):
        rows = ((base.rows[0][0], float(number % 3), "00"), *base.rows[1:])
        text = base.content.split(b"\r\n")
        line = text[0].split(b"\t")
        line[1] = b"%.1f" % (number % 3)
        # Some have equal readings in different bytes.
        content = b"\r\n".join([b"\t".join(line), *text[1:]]) + b"\r\n" * (number // 4)
        variants.append(
            type(base)(base.at, station, base.name, content, base.kind, base.time, rows)
        )
    ledger = Ledger()
    sent = [variants[place] for place in order]
    for file in sent:
        ledger.deliver(file)
    if sent:
        store, _ = receive(sent, tmp_path_factory.mktemp("any"), 5)
        verdict = verify(store, ledger.table())
        assert verdict.right, verdict.examples[:3]


def test_files_in_a_folder_lie_under_their_station(files, tmp_path):
    carrier = FolderCarrier(tmp_path)
    for file in files[:40]:
        carrier.send(file)
    for file in files[:40]:
        assert (tmp_path / file.station.key / file.name).exists()
