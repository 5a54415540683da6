"""Files on disk enter the store once, whatever is wrong with some of them."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from xanh.errors import XanhError
from xanh.observations.ingesting import ingest
from xanh.observations.loading import load_tables
from xanh.observations.store import Counts, Store

NOW = datetime(2026, 3, 26, tzinfo=UTC)


def station_file(folder: Path, station: str, stamp: str, value: float = 27.5) -> Path:
    path = folder / f"{station}_{stamp}.txt"
    path.write_bytes(
        f"PM2.5\t{value}\tug/m3\t{stamp}\t00\r\nPM10\t48.2\tug/m3\t{stamp}\t01\r\n".encode()
    )
    return path


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "files" / "2026" / "03"
    made.mkdir(parents=True)
    for minute in range(0, 60, 5):
        station_file(made, "HN_A_KHI", f"2026032510{minute:02d}00")
    return tmp_path / "files"


def take(store: Store, *paths: Path):
    return ingest(store, paths, load_tables(), now=NOW)


def test_a_folder_is_taken_once_and_again_changes_nothing(tmp_path, folder):
    store = Store(tmp_path / "store")
    assert take(store, folder).counts == Counts(new=24, originals=12)
    assert take(store, folder).counts == Counts(same=24)


def test_a_differing_file_supersedes_and_both_are_kept(tmp_path, folder):
    store = Store(tmp_path / "store")
    take(store, folder)
    later = tmp_path / "later"
    later.mkdir()
    station_file(later, "HN_A_KHI", "20260325100000", value=30.0)
    assert take(store, later).counts == Counts(same=1, superseded=1, originals=1)


def test_every_reading_leads_to_the_file_it_came_in(tmp_path, folder):
    store = Store(tmp_path / "store")
    take(store, folder)
    readings = pq.read_table(store.files("readings")[0]).to_pylist()
    names = {
        row["number"]: row["name"] for row in pq.read_table(store.files("originals")[0]).to_pylist()
    }
    for reading in readings:
        local = f"{reading['time']:%M}"
        assert names[reading["origin"]] == f"HN_A_KHI_2026032510{local}00.txt"


def test_what_cannot_be_read_stops_nothing_and_is_named(tmp_path, folder):
    (folder / "HN_B_KHI_20260325100000.txt").write_bytes(b"\x00\x01\x02rubbish")
    (folder / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done = take(Store(tmp_path / "store"), folder)
    assert (done.files, done.unread, done.counts.new) == (14, 2, 24)
    assert {Path(problem.file).name for problem in done.problems} == {
        "HN_B_KHI_20260325100000.txt",
        "notes.csv",
    }


def test_bad_lines_of_a_csv_are_named_and_the_others_taken(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text(
        "station,parameter,time,value,unit\n"
        "A,pm25,2026-03-25T10:00:00+07:00,20,µg/m³\n"
        "A,pm25,yesterday,21,µg/m³\n"
        "A,pm25,2026-03-25T12:00:00+07:00,22,µg/m³\n",
        encoding="utf-8",
    )
    done = take(Store(tmp_path / "store"), path)
    assert (done.counts.new, done.counts.originals, done.unread) == (2, 1, 0)
    assert [problem.line for problem in done.problems] == [3]


def test_a_path_that_is_none_is_refused(tmp_path):
    with pytest.raises(XanhError) as refusal:
        take(Store(tmp_path / "store"), tmp_path / "nowhere")
    assert refusal.value.code == "no-such-file"
