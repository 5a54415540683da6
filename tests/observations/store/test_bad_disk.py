"""Full disks, closed folders, damaged files and second writers: clear refusals, nothing lost."""

import errno
import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from observations.store.test_adding import reading, rows
from observations.store.writer import table
from xanh.errors import XanhError
from xanh.observations.store import Original, Store
from xanh.observations.store import folder as folder_module


@contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [0, 100, 1_000, 3_000])
def test_a_full_disk_refuses_the_commit_and_the_next_one_works(tmp_path: Path, size: int) -> None:
    store = Store(tmp_path)
    store.add(table([reading()]))
    before = store.manifest()
    many = table([reading(f"S{n}", value=n * 1.37) for n in range(900)])
    with files_limited_to(size), pytest.raises(XanhError, match="store-full") as refusal:
        store.add(many)
    assert "vẫn còn" in refusal.value.vi
    assert "safe" in refusal.value.en
    assert Store(tmp_path).manifest() == before
    assert store.verify() == []
    assert list((tmp_path / "staging").iterdir()) == []
    assert len(list((tmp_path / "kept").iterdir())) == 1
    assert store.add(many).new == 900


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), Killed()])
def test_failing_at_every_single_call_of_a_commit_leaves_a_whole_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    """Let the n-th call to the system fail, for every n until a commit needs no more calls."""
    store, number, failures = Store(tmp_path), 0, 0
    while True:
        number += 1
        sent = [reading(minutes=number, origin=0)]
        with monkeypatch.context() as patch:
            calls = failing_at(patch, number, error)
            if isinstance(error, Killed):  # the dead clear nothing away
                patch.setattr(folder_module.Path, "unlink", lambda *_, **__: None)
            try:
                store.add(table(sent), [Original(f"{number}", b"content")])
            except (XanhError, Killed):
                failures += 1
        if isinstance(error, Killed):
            store = Store(tmp_path)  # nothing of the process is left
        assert Store(tmp_path).verify() == []
        acknowledged = {row["time"] for row in rows(store)}
        store.add(table(sent), [Original(f"{number}", b"content")])
        assert len(rows(store)) == number == len(acknowledged | {sent[0][2]})
        assert store.manifest().rows("originals") == number
        assert len(list((tmp_path / "readings").rglob("*.parquet"))) == number
        if calls() < number:
            break
    assert failures > 8


def failing_at(patch: pytest.MonkeyPatch, number: int, error: BaseException):
    count = 0

    def watched(real):
        def call(*args, **kwargs):
            nonlocal count
            count += 1
            if count == number:
                raise error
            return real(*args, **kwargs)

        return call

    for name in ("open", "write", "fsync", "link"):
        patch.setattr(os, name, watched(getattr(os, name)))
    for name in ("rename", "mkdir"):
        patch.setattr(folder_module.Path, name, watched(getattr(folder_module.Path, name)))
    return lambda: count


def test_a_folder_that_may_not_be_written_can_be_read_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path)
    store.add(table([reading()]))

    def closed(*_: object) -> None:
        raise PermissionError(errno.EROFS, "read-only file system")

    monkeypatch.setattr(os, "open", closed)
    with pytest.raises(XanhError, match="store-read-only"):
        Store(tmp_path).add(table([reading(minutes=5)]))
    monkeypatch.undo()
    assert len(rows(Store(tmp_path))) == 1


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"form": 1}', b"\x00\xff", b'{"form": 1, "sequence": "x"}']
)
def test_a_damaged_manifest_is_refused_and_nothing_is_overwritten(
    tmp_path: Path, content: bytes
) -> None:
    Store(tmp_path).add(table([reading()]))
    (tmp_path / "manifest.json").write_bytes(content)
    before = sorted(path.name for path in (tmp_path / "kept").iterdir())
    for work in (Store(tmp_path).manifest, lambda: Store(tmp_path).add(table([reading()]))):
        with pytest.raises(XanhError, match="store-damaged"):
            work()
    assert (tmp_path / "manifest.json").read_bytes() == content
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == before


def test_kept_files_without_a_manifest_are_not_taken_for_an_empty_store(tmp_path: Path) -> None:
    Store(tmp_path).add(table([reading()]))
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(XanhError, match="store-damaged"):
        Store(tmp_path).add(table([reading()]))
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_a_store_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    Store(tmp_path).add(table([reading()]))
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "form": 99}))
    with pytest.raises(XanhError, match="store-newer"):
        Store(tmp_path).add(table([reading()]))


@pytest.mark.parametrize("harm", ["cut", "changed", "gone", "replaced"])
def test_a_damaged_file_is_found_by_verify_and_named_when_it_is_needed(
    tmp_path: Path, harm: str
) -> None:
    store = Store(tmp_path)
    store.add(table([reading()]))
    store.add(table([reading("B", minutes=60 * 24 * 40)]))
    path = store.files("readings")[0]
    content = path.read_bytes()
    if harm == "cut":
        path.write_bytes(content[:-20])
    elif harm == "changed":
        path.write_bytes(content[:50] + b"\x00" + content[51:])
    elif harm == "gone":
        path.unlink()
    else:
        path.write_bytes(store.files("readings")[1].read_bytes())
    assert [fault.path for fault in store.verify()] == [f"kept/{path.name}"]
    if harm in ("cut", "gone"):
        with pytest.raises(XanhError, match="store-damaged") as refusal:
            Store(tmp_path).add(table([reading()]))
        assert path.name in refusal.value.en


def test_a_second_writer_waits_and_then_is_told(tmp_path: Path) -> None:
    first, second = Store(tmp_path), Store(tmp_path, wait=0.05)
    with first.lock(), first.lock():  # its holder may take it again
        with pytest.raises(XanhError, match="store-busy"):
            second.add(table([reading()]))
        first.add(table([reading()]))
    assert second.add(table([reading()])).same == 1


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    script = (
        "import os, sys; from xanh.observations.store import Store\n"
        "lock = Store(sys.argv[1]).lock(); lock.__enter__(); os.kill(os.getpid(), 9)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], env=environment)
    assert Store(tmp_path, wait=0).add(table([reading()])).new == 1


def test_threads_that_add_at_once_lose_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)

    def work(name: str) -> None:
        for number in range(10):
            store.add(table([reading(name, number), reading("shared", number)]))

    threads = [threading.Thread(target=work, args=(f"T{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows(store)) == 50
