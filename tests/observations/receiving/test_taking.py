"""What becomes of received files: the store, once, or the quarantine, with the reason."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from observations.receiving.files import (
    NOW,
    OTHER,
    START,
    STATION,
    content_of,
    name_of,
    originals,
    readings,
    received,
    tables,
)
from xanh.errors import XanhError
from xanh.observations.receiving.quarantine import Quarantine, Received
from xanh.observations.receiving.taking import Known, Taker
from xanh.observations.store import Store
from xanh.observations.tables import Medium, StationProfile


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def quarantine(store: Store, tmp_path: Path) -> Quarantine:
    return Quarantine(tmp_path / "store")


@pytest.fixture
def taker(store: Store, quarantine: Quarantine) -> Taker:
    return Taker(store, quarantine)


def test_a_file_enters_and_is_kept_as_it_came(taker: Taker, store: Store):
    done = taker.take([received()], tables(), NOW)
    assert (done.files, done.counts.new, done.quarantined) == (1, 2, 0)
    utc = START + timedelta(minutes=5) - timedelta(hours=7)
    assert readings(store) == [
        (STATION, "no2", utc, 14.9, 1),
        (STATION, "so2", utc, 15.9, 1),
    ]
    (kept,) = originals(store)
    assert kept["content"] == content_of()
    assert (kept["name"], kept["account"]) == (name_of(), "bachkhoa")


def test_the_same_file_again_changes_nothing_even_after_a_restart(
    store: Store, quarantine: Quarantine
):
    for _time in range(3):
        done = Taker(store, quarantine).take([received(), received()], tables(), NOW)
    assert (done.files, done.resent, done.counts.total) == (2, 2, 0)
    assert len(readings(store)) == 2
    assert len(originals(store)) == 1


def test_a_differing_file_supersedes_and_both_are_kept(taker: Taker, store: Store):
    taker.take([received()], tables(), NOW)
    done = taker.take([received(content=content_of(value=20.0))], tables(), NOW)
    assert done.counts.superseded == 2
    assert [(row[3], row[4]) for row in readings(store)] == [
        (14.9, 1), (20.0, 2), (15.9, 1), (21.0, 2),
    ]  # fmt: skip
    assert len(originals(store)) == 2


def test_an_old_file_sent_again_does_not_undo_its_correction(taker: Taker, store: Store):
    """What was taken once is taken: a late resend of the first file is no news."""
    taker.take([received()], tables(), NOW)
    taker.take([received(content=content_of(value=20.0))], tables(), NOW)
    done = taker.take([received()], tables(), NOW)
    assert done.resent == 1
    assert max(row[4] for row in readings(store)) == 2


def test_an_unknown_station_waits_until_it_is_registered(
    taker: Taker, store: Store, quarantine: Quarantine
):
    stranger = received(name_of(station=OTHER), account="cdai")
    done = taker.take([stranger, received()], tables(), NOW)
    assert done.quarantined == 1
    assert len(readings(store)) == 2
    (held,) = quarantine.files()
    assert (held.code, held.name) == ("unknown-station", name_of(station=OTHER))
    assert taker.replay(tables(), now=NOW).quarantined == 1
    known = tables(StationProfile(OTHER, Medium.AIR, account="cdai"))
    assert taker.replay(known, now=NOW).counts.new == 2
    assert quarantine.count() == 0
    assert {row[0] for row in readings(store)} == {STATION, OTHER}
    assert {row["account"] for row in originals(store)} == {"bachkhoa", "cdai"}


def test_a_file_of_another_station_stays_out(taker: Taker, store: Store, quarantine: Quarantine):
    known = tables(StationProfile(OTHER, Medium.AIR, account="cdai"))
    taker.take([received(name_of(station=OTHER))], known, NOW)
    assert quarantine.by_reason() == {"another-stations-file": 1}
    assert readings(store) == []
    # A folder or a person brings files of any station.
    taker.take([received(name_of(station=OTHER), account="")], known, NOW)
    assert len(readings(store)) == 2


def test_a_time_ahead_of_our_clock_waits_until_it_has_come(
    taker: Taker, store: Store, quarantine: Quarantine
):
    early = NOW - timedelta(days=3)
    taker.take([received()], tables(), early)
    assert quarantine.by_reason() == {"future-time": 1}
    assert readings(store) == []
    assert taker.replay(tables(), now=NOW).counts.new == 2
    assert quarantine.count() == 0


def test_readable_lines_enter_and_the_others_are_told(
    taker: Taker, store: Store, quarantine: Quarantine
):
    content = content_of() + b"PM10\n"
    done = taker.take([received(content=content)], tables(), NOW)
    assert done.bad_lines == 1
    assert done.quarantined == 0
    assert len(readings(store)) == 2
    (line,) = quarantine.lines()
    assert (line.file, line.line) == (name_of(), 3)
    assert line.vi
    assert line.en


RUBBISH = [
    b"", b"\x00\xff" * 50, b"PK\x03\x04rubbish", b"<html>404</html>", b"\n" * 9,
]  # fmt: skip


def test_rubbish_among_good_files_stops_none(taker: Taker, store: Store, quarantine: Quarantine):
    good = [received(name_of(m), content_of(m)) for m in range(5, 505, 5)]
    bad = [received(name_of(1000 + 5 * n), content) for n, content in enumerate(RUBBISH)]
    mixed = [*good[:50], *bad, *good[50:]]
    done = taker.take(mixed, tables(), NOW + timedelta(days=3))
    assert done.counts.new == 200
    assert quarantine.count() == done.quarantined == len(bad)
    assert {held.size for held in quarantine.files()} == {len(content) for content in RUBBISH}
    kept = {file.content for _key, file in quarantine.contents([h.id for h in quarantine.files()])}
    assert kept == set(RUBBISH)
    assert all(held.vi and held.en for held in quarantine.files())


def test_a_file_that_breaks_its_reader_is_put_aside_alone(
    taker: Taker, store: Store, quarantine: Quarantine, monkeypatch: pytest.MonkeyPatch
):
    from xanh.observations.reading import station_text

    whole = station_text.read_many

    def fragile(contents, names, *more):
        if any(b"999.5" in content for content in contents):
            raise ZeroDivisionError
        return whole(contents, names, *more)

    monkeypatch.setattr(station_text, "read_many", fragile)
    files = [received(name_of(m), content_of(m)) for m in range(5, 45, 5)]
    files[3] = received(name_of(20), content_of(20, 999.5))
    done = taker.take(files, tables(), NOW)
    assert done.counts.new == 14
    assert quarantine.by_reason() == {"reader-fault": 1}


def test_when_the_store_refuses_nothing_is_taken_and_all_can_come_again(
    taker: Taker, store: Store, quarantine: Quarantine, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "add", full)
        with pytest.raises(OSError, match="No space"):
            taker.take([received()], tables(), NOW)
    assert readings(store) == []
    assert quarantine.count() == 0
    assert taker.take([received()], tables(), NOW).counts.new == 2


def test_a_broken_quarantine_is_told_as_ours(taker: Taker, tmp_path: Path):
    place = tmp_path / "store" / "quarantine"
    place.mkdir(parents=True)
    (place / "quarantine.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(XanhError) as caught:
        taker.take([received(content=b"")], tables(), NOW)
    assert caught.value.code == "store-quarantine"


def test_counting_up_is_for_arrivals_only(quarantine: Quarantine):
    error = XanhError("x", "vi", "en")
    first = received(content=b"?")
    quarantine.keep([(first, error)])
    quarantine.keep([(first, error)])  # after a crash
    later = Received(first.name, first.account, NOW + timedelta(hours=1), first.content)
    quarantine.keep([(later, error)])
    (held,) = quarantine.files()
    assert held.times == 2


def test_only_the_newest_originals_are_remembered(store: Store, quarantine: Quarantine):
    files = [received(name_of(m), content_of(m)) for m in range(5, 55, 5)]
    Taker(store, quarantine).take(files, tables(), NOW)
    assert len(Known(store, most=4)._known) == 4
    taker = Taker(store, quarantine)
    taker._known = Known(store, most=4)
    done = taker.take(files, tables(), NOW)
    assert done.resent == 4  # the others are met by the store itself: nothing changes
    assert (done.counts.same, done.counts.new, done.counts.originals) == (12, 0, 0)
