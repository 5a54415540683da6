"""Watched folders: settled files are taken, in bounded batches, and removed only when kept."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from observations.receiving.files import content_of, lay, name_of
from xanh.observations.receiving import watching
from xanh.observations.receiving.watching import Seen, Watch


def nobody(_name: str) -> bool:
    return False


def names(watch: Watch, most: int = 1000) -> list[str]:
    return sorted(found.file.name for batch in watch.batches(most, nobody) for found in batch)


def test_a_file_is_taken_when_it_has_not_changed_for_a_while(tmp_path: Path):
    lay(tmp_path, 5)
    assert names(Watch(tmp_path, settle=60)) == []
    watch = Watch(tmp_path, settle=0.2)
    time.sleep(0.3)
    assert names(watch) == [name_of(5)]


def test_files_go_only_after_they_were_kept(tmp_path: Path):
    path = lay(tmp_path, 5)
    watch = Watch(tmp_path, settle=0)
    (batch,) = watch.batches(10, nobody)
    assert path.exists()
    watch.done(batch)
    assert not path.exists()


def test_a_file_that_changed_meanwhile_stays(tmp_path: Path):
    path = lay(tmp_path, 5)
    watch = Watch(tmp_path, settle=0)
    (batch,) = watch.batches(10, nobody)
    path.write_bytes(content_of(5, 99.0))
    os.utime(path, ns=(1, 1))
    watch.done(batch)
    assert path.read_bytes() == content_of(5, 99.0)


def test_folders_of_stations_and_days_are_walked_and_name_the_sender(tmp_path: Path):
    lay(tmp_path / "bachkhoa" / "2026" / "03" / "25", 5)
    lay(tmp_path / "khac", 10)
    watch = Watch(tmp_path, settle=0)
    found = {
        f.file.name: f.file.account for b in watch.batches(10, {"bachkhoa"}.__contains__) for f in b
    }
    assert found == {name_of(5): "bachkhoa", name_of(10): ""}


def test_links_and_files_under_way_are_left_alone(tmp_path: Path):
    outside = lay(tmp_path / "outside", 5)
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / name_of(10)).symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / f"{name_of(15)}.tmp").write_bytes(content_of(15))
    (inside / f".{name_of(20)}").write_bytes(content_of(20))
    assert names(Watch(inside, settle=0)) == []


def test_batches_are_bounded_by_number_and_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for minutes in range(5, 505, 5):
        lay(tmp_path, minutes)
    sizes = [len(batch) for batch in Watch(tmp_path, settle=0).batches(30, nobody)]
    assert sum(sizes) == 100
    assert max(sizes) <= 30
    monkeypatch.setattr(watching, "MOST_BYTES", 10 * len(content_of()))
    sizes = [len(batch) for batch in Watch(tmp_path, settle=0).batches(30, nobody)]
    assert sum(sizes) == 100
    assert max(sizes) <= 10


def test_a_walk_holds_no_more_than_a_batch(tmp_path: Path):
    """The first batch comes before the folder has been read: a million files cost no memory."""
    for minutes in range(5, 5005, 5):
        (tmp_path / name_of(minutes)).touch()
    batches = Watch(tmp_path, settle=0).batches(10, nobody)
    first = next(batches)
    for path in tmp_path.iterdir():
        if path.name not in {found.file.name for found in first}:
            path.unlink()
    assert sum(len(batch) for batch in batches) < 1000 - 10  # it had not looked at all of them


def test_files_left_in_place_are_taken_once(tmp_path: Path):
    folder = tmp_path / "in"
    path = lay(folder, 5)
    seen = Seen(tmp_path / "watched.sqlite3")
    watch = Watch(folder, settle=0, seen=seen)
    (batch,) = watch.batches(10, nobody)
    watch.done(batch)
    assert path.exists()
    assert names(watch) == []
    assert names(Watch(folder, settle=0, seen=Seen(tmp_path / "watched.sqlite3"))) == []
    path.write_bytes(content_of(5, 20.0) + b"\n")
    assert names(watch) == [name_of(5)]


def test_what_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(watching, "MOST_BYTES", 1000)
    (tmp_path / name_of(5)).write_bytes(b"x" * 1001)
    lay(tmp_path, 10)
    watch = Watch(tmp_path, settle=0)
    assert names(watch) == [name_of(10)]
    assert "too large" in watch.skipped[str(tmp_path / name_of(5))]
    with pytest.raises(FileNotFoundError):
        names(Watch(tmp_path / "absent", settle=0))
