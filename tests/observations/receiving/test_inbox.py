from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from xanh.errors import XanhError
from xanh.observations.receiving.inbox import Inbox, checked_name, read_contents, remove


def test_everything_known_of_a_file_comes_back_in_order_of_arrival(tmp_path):
    inbox = Inbox(tmp_path)
    for number in range(5):
        inbox.put("a.b-c_d", f"{number} @ trạm.txt", b"%d" % number)
    (batch,) = inbox.batches(10)
    assert [(a.account, a.name) for a in batch] == [
        ("a.b-c_d", f"{number} @ trạm.txt") for number in range(5)
    ]
    assert read_contents([a.path for a in batch]) == [b"0", b"1", b"2", b"3", b"4"]
    assert abs(datetime.now(UTC) - batch[0].received) < timedelta(minutes=1)
    remove([a.path for a in batch] * 2)
    assert list(inbox.batches(10)) == []


def test_batches_are_bounded_and_hold_every_file_once(tmp_path):
    inbox = Inbox(tmp_path)
    paths = {str(inbox.put("", "same.txt", b"")) for _ in range(25)}
    assert len(paths) == 25
    batches = list(inbox.batches(10))
    assert [len(batch) for batch in batches] == [10, 10, 5]
    assert {a.path for batch in batches for a in batch} == paths
    assert inbox.waiting() == 25


def test_strangers_in_the_folder_are_left_alone(tmp_path):
    inbox = Inbox(tmp_path)
    for name in ("readme", "x@y@z", "0" * 23 + "@a@b"):
        (tmp_path / name).write_bytes(b"")
    assert list(inbox.batches(10)) == []


def test_put_that_fails_leaves_nothing(tmp_path, monkeypatch):
    inbox = Inbox(tmp_path)
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        inbox.put("", "x.txt", b"1")
    assert list(inbox.batches(10)) == []
    assert list(inbox.unfinished.iterdir()) == []


def fail(_descriptor) -> None:
    raise OSError(28, "No space left on device")


def test_large_file_is_read_whole(tmp_path):
    content = os.urandom(300_000)
    path = Path(tmp_path / "large")
    path.write_bytes(content)
    assert read_contents([str(path)]) == [content]


@pytest.mark.parametrize("name", ["", "..", "a\nb", "a\x00b", "á" * 100])
def test_name_that_cannot_be_kept_is_refused(name):
    with pytest.raises(XanhError):
        checked_name(name)


def test_account_that_could_break_the_name_is_refused(tmp_path):
    with pytest.raises(XanhError):
        Inbox(tmp_path).put("a@b", "x.txt", b"")
