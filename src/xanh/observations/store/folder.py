"""The folder of the store: its lock, its commits, and what is swept from it.

A commit is: files written whole in ``staging/`` and brought to the disk, renamed into ``kept/``, a
new manifest beside the old one, brought to the disk and renamed over it. What no manifest names
was never committed. ``readings/month=…`` and its like are second names (hard links) of the files
that the manifest names now, so that any tool finds exactly the kept rows there, while readers that
hold an older manifest go on with the names in ``kept/`` until the grace period is over.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from xanh.errors import XanhError
from xanh.observations.store import errors, manifest
from xanh.observations.store.manifest import Entry, Manifest
from xanh.observations.store.shapes import KINDS


class Lock:
    """A lock on a file between processes and threads; its holder may take it again."""

    def __init__(self, path: Path, wait: float) -> None:
        self._path = path
        self._wait = wait
        self._thread = threading.RLock()
        self._depth = 0
        self._file = -1

    @contextmanager
    def held(self, wait: float | None = None) -> Iterator[None]:
        """Hold the lock; `store-busy` when it is not to be had in ``wait`` seconds."""
        wait = self._wait if wait is None else wait
        if not self._thread.acquire(timeout=max(wait, 0)):
            raise errors.busy(self._path.parent, wait)
        try:
            if not self._depth:
                self._file = self._taken(wait)
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if not self._depth:
                    os.close(self._file)
        finally:
            self._thread.release()

    def _taken(self, wait: float) -> int:
        with errors.spoken(self._path.parent):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        end, pause = time.monotonic() + wait, 0.002
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= end:
                    os.close(file)
                    raise errors.busy(self._path.parent, wait) from None
                time.sleep(pause)
                pause = min(pause * 1.5, 0.05)
            else:
                return file


class Folder:
    """Reads the manifest and commits new ones."""

    def __init__(self, path: Path, grace: float, wait: float) -> None:
        self.path = path
        self.lock = Lock(path / "lock", wait)
        self.merging = Lock(path / "merge.lock", wait)  # one compaction at a time
        self._grace = timedelta(seconds=grace)
        self._known: tuple[tuple[int, ...], Manifest] | None = None
        self._swept: tuple[int, ...] | None = None  # the manifest after which all was in order

    def manifest(self) -> Manifest:
        """Return the manifest of now."""
        path = self.path / manifest.NAME
        mark = _mark(path)
        known = self._known
        if known is None or known[0] != mark or not mark:
            known = self._known = (mark, manifest.load(path))
        return known[1]

    def staging(self) -> Path:
        """Return the folder for files that are being written."""
        path = self.path / "staging"
        with errors.spoken(self.path):
            path.mkdir(parents=True, exist_ok=True)
        return path

    def prepare(self) -> None:
        """Put the folder in order after a writer that was killed. The lock is held."""
        if self._swept is not None and self._swept == _mark(self.path / manifest.NAME):
            return
        current = self.manifest()
        with errors.spoken(self.path):
            if not _mark(self.path / manifest.NAME):
                # An empty one first, so that kept files without any are always a damage.
                self._exchange(current)
            self._sweep(current)
            self._show(current)
        self._swept = _mark(self.path / manifest.NAME)

    def commit(self, new: Manifest, staged: dict[str, Path], now: datetime) -> None:
        """Make ``new`` the truth; ``staged`` holds its new files by name. The lock is held."""
        expired = self._expired(new, now)
        new = replace(new, retired=tuple(r for r in new.retired if r[0] not in expired))
        old = self.manifest()
        self._swept = None
        with errors.spoken(self.path):
            self._rename(staged, new)
        # The commit stands. Should a second name fail, the next writer gives it.
        with suppress(OSError, XanhError):
            self._show_changes(old, new)
            self._swept = _mark(self.path / manifest.NAME)
        for path in expired:
            with suppress(OSError):
                (self.path / path).unlink()

    def expire(self, now: datetime) -> None:
        """Delete retired files whose grace is over. The lock is held."""
        current = self.manifest()
        if self._expired(current, now):
            self.prepare()
            self.commit(current, {}, now)

    def _expired(self, current: Manifest, now: datetime) -> set[str]:
        return {path for path, at in current.retired if now - at > self._grace}

    def _rename(self, staged: dict[str, Path], new: Manifest) -> None:
        kept = self.path / "kept"
        moved: list[Path] = []
        try:
            kept.mkdir(exist_ok=True)
            for entry in new.entries:
                if entry.name in staged:
                    target = self.path / entry.path
                    staged[entry.name].rename(target)
                    moved.append(target)
            _sync(kept)
            beside = self._beside(new)
        except BaseException:
            for path in moved:
                with suppress(OSError):
                    path.unlink()
            raise
        self._exchange(new, beside)

    def _beside(self, new: Manifest) -> Path:
        """Write a manifest beside the one that holds."""
        beside = self.path / f"{manifest.NAME}.new"
        try:
            _write(beside, manifest.dump(new))
        except BaseException:
            with suppress(OSError):
                beside.unlink()
            raise
        return beside

    def _exchange(self, new: Manifest, beside: Path | None = None) -> None:
        (beside or self._beside(new)).rename(self.path / manifest.NAME)
        self._known = None
        _sync(self.path)

    def _show(self, current: Manifest) -> None:
        """Give every committed file its second name and take away those of others."""
        for entry in current.entries:
            self._link(entry)
        shown = {entry.public for entry in current.entries}
        for kind in KINDS:
            for path in (self.path / kind).glob("**/*.parquet"):
                if str(path.relative_to(self.path)) not in shown:
                    path.unlink(missing_ok=True)

    def _show_changes(self, old: Manifest, new: Manifest) -> None:
        before = {entry.name for entry in old.entries}
        after = {entry.name for entry in new.entries}
        for entry in old.entries:
            if entry.name not in after:
                (self.path / entry.public).unlink(missing_ok=True)
        for entry in new.entries:
            if entry.name not in before:
                self._link(entry)

    def _link(self, entry: Entry) -> None:
        kept, public = self.path / entry.path, self.path / entry.public
        if public.exists():
            return
        public.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(kept, public)
        except FileNotFoundError as error:
            raise errors.damaged(kept, error) from error
        except PermissionError:  # a file system without hard links
            part = self.staging() / f"{entry.name}.copy"
            shutil.copyfile(kept, part)
            part.rename(public)

    def _sweep(self, current: Manifest) -> None:
        """Delete what a killed writer left and no manifest names."""
        named = {entry.path for entry in current.entries} | {path for path, _ in current.retired}
        for path in (self.path / "kept").glob("*"):
            if str(path.relative_to(self.path)) not in named:
                path.unlink(missing_ok=True)
        for path in (self.path / "staging").glob("*"):
            if not path.name.startswith("merge-"):
                path.unlink(missing_ok=True)
        (self.path / f"{manifest.NAME}.new").unlink(missing_ok=True)


def _mark(path: Path) -> tuple[int, ...]:
    try:
        stat = path.stat()
    except OSError:
        return ()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


def _write(path: Path, content: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(file, rest) :]
        os.fsync(file)
    finally:
        os.close(file)


def _sync(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)
