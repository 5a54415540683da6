"""Bad input from the file to the mean of the hour: nothing wrong is averaged in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from observations.stations import START, Clock, profiles
from xanh.observations.engine import DuckEngine
from xanh.observations.keeper import keep
from xanh.observations.loading import load_tables
from xanh.observations.reading import read
from xanh.observations.selection import Selection
from xanh.observations.store import Original, Store

STATION = "HN_BKHN_KHIKXQ"


class Sent:
    """A store that takes the station's files one by one, as they come."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock(START)
        self.store = Store(folder, clock=self.clock)
        self.profiles = profiles(STATION)
        self.tables = load_tables(None, self.profiles)

    def file(self, value: str, minutes: int, *, arrives: int | None = None, **more: str) -> None:
        """Take a file with one line of PM2.5 (label: minutes after local midnight)."""
        self.clock.moment = START + timedelta(minutes=minutes if arrives is None else arrives)
        label = START + timedelta(hours=7, minutes=minutes)
        unit, status = more.get("unit", "ug/m3"), more.get("status", "00")
        line = f"PM2.5\t{value}\t{unit}\t{label:%Y%m%d%H%M%S}\t{status}\r\n"
        name = f"{STATION}_{label:%Y%m%d%H%M%S}.txt"
        found = read(line.encode(), name, self.tables, now=self.clock.moment)
        if found.table.num_rows:
            table = found.table.set_column(8, "origin", [[0] * found.table.num_rows])
            self.store.add(table, [Original(name, line.encode(), STATION)])

    def hour(self, number: int) -> tuple[float | None, int]:
        """Return mean and count of an hour of the day after everything has been kept."""
        keep(self.store, self.profiles, now=START + timedelta(days=3))
        table = DuckEngine(self.store).hours(Selection())
        label = (START + timedelta(hours=number)).replace(tzinfo=None)
        rows = [row for row in table.to_pylist() if row["time"] == label]
        return (rows[0]["mean"], rows[0]["count"]) if rows else (None, 0)


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    return Sent(tmp_path / "store")


def level(i: int) -> str:
    """Return a value near 30."""
    return f"{30 + i % 7 / 10:.1f}"


@pytest.mark.parametrize(
    "bad", ["-12.5", "9999", "-999", "-9999", "99999", "nan", "---", "inf", "-0.5e3", "8000"]
)
def test_what_is_no_concentration_takes_no_part(sent: Sent, bad: str) -> None:
    for i in range(1, 13):
        sent.file(bad if i in (4, 9) else level(i), 5 * i)
    mean, count = sent.hour(1)
    assert count == 10
    assert mean == pytest.approx(30.3, abs=0.3)


@pytest.mark.parametrize("status", ["01", "02", "07", "XX"])
def test_only_what_was_measured_counts(sent: Sent, status: str) -> None:
    for i in range(1, 13):
        sent.file("31.0" if i % 2 else "250.0", 5 * i, status="00" if i % 2 else status)
    assert sent.hour(1) == (31.0, 6)


def test_a_clock_in_the_future_puts_nothing_into_later_hours(sent: Sent) -> None:
    for i in range(1, 13):
        sent.file("300.0", 180 + 5 * i, arrives=5 * i)  # three hours fast
    for i in range(1, 13):
        sent.file(level(i), 60 + 5 * i)
    assert sent.hour(4)[1] == 0
    assert sent.hour(2)[1] == 12


def test_a_clock_put_back_puts_nothing_into_earlier_hours(sent: Sent) -> None:
    for i in range(1, 37):
        sent.file(level(i), 5 * i)
    for i in range(1, 13):
        sent.file("95.0" if i % 2 else "96.0", 60 + 5 * i, arrives=180 + 5 * i)
    mean, count = sent.hour(2)
    assert (mean, count) == (None, 0)  # which of the two is true cannot be known
    assert sent.hour(1)[1] == sent.hour(3)[1] == 12


def test_a_unit_that_changes_on_tuesday_and_says_so_is_converted(sent: Sent) -> None:
    for i in range(1, 49):
        value = level(i)
        later = i > 24
        sent.file(
            f"{float(value) / 1000:.4f}" if later else value,
            5 * i,
            unit="mg/m3" if later else "ug/m3",
        )
    mean, count = sent.hour(4)
    assert count == 12
    assert mean == pytest.approx(30.3, abs=0.3)


def test_a_unit_that_changes_on_tuesday_and_does_not_say_so_takes_no_part(sent: Sent) -> None:
    for i in range(1, 61):
        value = float(level(i))
        sent.file(f"{value / 1000 if i > 24 else value:.4f}", 5 * i)
    assert sent.hour(2)[1] == 12
    assert [sent.hour(n)[1] for n in (3, 4, 5)] == [0, 0, 0]


def test_a_unit_that_nobody_knows_takes_no_part(sent: Sent) -> None:
    for i in range(1, 13):
        sent.file(level(i), 5 * i, unit="ug/m3" if i % 2 else "furlong")
    assert sent.hour(1)[1] == 6


def test_a_resent_file_counts_once_and_a_differing_one_replaces(sent: Sent) -> None:
    for i in range(1, 13):
        sent.file("30.0" if i % 2 else "31.0", 5 * i)
    sent.file("31.0", 10, arrives=70)
    assert sent.hour(1) == (30.5, 12)
    sent.file("43.0", 10, arrives=75)
    assert sent.hour(1) == (31.5, 12)
