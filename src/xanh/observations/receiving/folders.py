"""What a logger sees when it looks around: its own small world of folders and files.

Nothing of it is a real folder: a file that was sent lies in the inbox, or beside it while it
still has a temporary name. The world only remembers enough to answer CWD, MKD, LIST and SIZE.
"""

from __future__ import annotations

import errno
import io
import os
import posixpath
import stat
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyftpdlib.exceptions import FilesystemError
from pyftpdlib.filesystems import AbstractedFS

from xanh.errors import XanhError
from xanh.observations.receiving.inbox import Inbox, checked_name, fsync_folder, write_durably

# Under other names a file waits until it is renamed: loggers send "x.txt.tmp" and rename it.
FINAL = frozenset({".txt", ".csv", ".json", ".jsonl", ".dat", ".xlsx", ".xls", ".tsv"})
_REMEMBERED = 2000  # files and folders of an account that LIST knows
_DEPTH = 8


def is_final(name: str) -> bool:
    """Say whether a file of this name is complete, and not waiting to be renamed."""
    return posixpath.splitext(name)[1].casefold() in FINAL and name[0] not in ".~"


@dataclass(slots=True)
class World:
    """What one account has sent lately, by path: size [bytes] and time [s]."""

    files: OrderedDict[str, tuple[int, float]] = field(default_factory=OrderedDict)
    folders: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def remember(self, path: str, size: int) -> None:
        """Keep a file in mind, and the folders above it."""
        self.files[path] = (size, time.time())
        self.files.move_to_end(path)
        if len(self.files) > _REMEMBERED:
            self.files.popitem(last=False)
        self.enter(posixpath.dirname(path))

    def enter(self, folder: str) -> None:
        """Keep a folder in mind, and those above it."""
        while folder != "/":
            self.folders[folder] = time.time()
            self.folders.move_to_end(folder)
            folder = posixpath.dirname(folder)
        while len(self.folders) > _REMEMBERED:
            self.folders.popitem(last=False)


class Shelf:
    """Where files lie before they are taken; shared by all connections."""

    def __init__(self, inbox: Inbox, *, most_bytes: int, reserve: int) -> None:
        self.inbox = inbox
        self.most_bytes = most_bytes
        self._reserve = reserve
        self._worlds: dict[str, World] = {}
        self._lock = threading.Lock()
        self._waiting = inbox.unfinished / "waiting"  # complete, under a temporary name
        self._cut = inbox.unfinished / "cut"  # what came of uploads that were cut off
        for folder in (self._waiting, self._cut):
            folder.mkdir(exist_ok=True)

    def world(self, account: str) -> World:
        """Return what is remembered of an account."""
        with self._lock:
            return self._worlds.setdefault(account, World())

    def check_space(self) -> None:
        """Raise OSError (ENOSPC) while the store would have no room left to work in."""
        free = os.statvfs(self.inbox.folder)
        if free.f_bavail * free.f_frsize < self._reserve:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def waiting_place(self, account: str, name: str) -> Path:
        """Return where a complete file lies that still has its temporary name."""
        return self._waiting / f"{account}@{name}"

    def keep(self, account: str, path: str, content: bytes) -> None:
        """Make a complete upload durable; raises OSError or XanhError."""
        name = checked_name(path)
        self.check_space()
        if is_final(name):
            self.inbox.put(account, name, content)
        else:
            place = self.waiting_place(account, name)
            draft = self.inbox.draft()
            write_durably(draft, content)
            draft.rename(place)
            fsync_folder(place.parent)
        self.world(account).remember(path, len(content))
        self._cut_place(account, name).unlink(missing_ok=True)

    def keep_cut(self, account: str, path: str, content: bytes) -> None:
        """Lay aside what came of a cut-off upload, for a person to look at."""
        try:
            place = self._cut_place(account, checked_name(path))
            self.check_space()
            place.write_bytes(content)
        except (OSError, XanhError):
            return  # nobody was promised anything

    def _cut_place(self, account: str, name: str) -> Path:
        return self._cut / f"{account}@{name}"

    def rename(self, account: str, source: str, target: str) -> None:
        """Give a waiting file its final name, by which it is taken; raises OSError, XanhError."""
        place, name = self.waiting_place(account, checked_name(source)), checked_name(target)
        size = place.stat().st_size
        if is_final(name):
            self.inbox.take_over(place, account, name)
        else:
            place.rename(self.waiting_place(account, name))
            fsync_folder(place.parent)
        world = self.world(account)
        world.files.pop(source, None)
        world.remember(target, size)

    def sweep(self, *, patience: float, forget: float) -> None:
        """Take files that nobody renamed for ``patience`` [s]; drop cut ones after ``forget``."""
        for path in _older(self._waiting, patience):
            account, _, name = path.name.partition("@")
            self.inbox.take_over(path, account, name)
        for folder in (self._cut, self.inbox.unfinished):
            for path in _older(folder, forget):
                path.unlink(missing_ok=True)


def _older(folder: Path, age: float) -> list[Path]:
    limit = time.time() - age
    with os.scandir(folder) as entries:
        return [Path(e.path) for e in entries if e.is_file() and e.stat().st_mtime < limit]


class Upload(io.BytesIO):
    """A file while it arrives: held in memory, since station files are small."""

    def __init__(self, shelf: Shelf, account: str, path: str) -> None:
        super().__init__()
        self.name = path
        self.too_large = False
        self.settled = False  # taken, refused or laid aside
        self._shelf = shelf
        self._account = account

    def write(self, chunk: Any) -> int:
        """Take a part; raises OSError when it grows over what a station may send."""
        if self.tell() + len(chunk) > self._shelf.most_bytes:
            self.too_large = True
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        return super().write(chunk)

    def commit(self) -> None:
        """Make the whole durable; raises OSError or XanhError."""
        self._shelf.keep(self._account, self.name, self.getvalue())

    def lay_aside(self) -> None:
        """Keep what came of an upload that was cut off."""
        if content := self.getvalue():
            self._shelf.keep_cut(self._account, self.name, content)


class Folders(AbstractedFS):
    """The world of one account as the FTP library asks for it. All paths are the logger's."""

    shelf: Shelf  # set on a subclass by the server

    def __init__(self, _root: str, cmd_channel: Any) -> None:
        super().__init__("/", cmd_channel)
        self._account: str = cmd_channel.username
        self._world = self.shelf.world(self._account)

    def ftp2fs(self, ftppath: str) -> str:  # noqa: D102
        return str(self.ftpnorm(ftppath))

    def fs2ftp(self, fspath: str) -> str:  # noqa: D102
        return fspath

    def validpath(self, path: str) -> bool:  # noqa: ARG002, D102
        return True

    def realpath(self, path: str) -> str:  # noqa: D102
        return path

    def open(self, filename: str, mode: str) -> Upload:  # noqa: D102
        if "w" not in mode:
            raise FilesystemError("Send the whole file with STOR")
        try:
            checked_name(filename)
        except XanhError as error:
            raise FilesystemError(error.en.rstrip(".")) from error
        return Upload(self.shelf, self._account, filename)

    def chdir(self, path: str) -> None:  # noqa: D102
        self.mkdir(path)
        self.cwd = path

    def mkdir(self, path: str) -> None:  # noqa: D102
        if path.count("/") > _DEPTH or len(path) > 255:
            raise FilesystemError("Too many folders in one another")
        if path in self._world.files:
            raise FilesystemError("Not a folder")
        self._world.enter(path)

    def rename(self, src: str, dst: str) -> None:  # noqa: D102
        try:
            self.shelf.rename(self._account, src, dst)
        except FileNotFoundError as error:
            raise FilesystemError("The file has been taken already; send it anew") from error
        except XanhError as error:
            raise FilesystemError(error.en.rstrip(".")) from error

    def isdir(self, path: str) -> bool:  # noqa: D102
        return path == "/" or path in self._world.folders

    def isfile(self, path: str) -> bool:  # noqa: D102
        return self._entry(path) is not None

    def lexists(self, path: str) -> bool:  # noqa: D102
        return self.isdir(path) or self.isfile(path)

    def getsize(self, path: str) -> int:  # noqa: D102
        return self.lstat(path).st_size

    def getmtime(self, path: str) -> float:  # noqa: D102
        return self.lstat(path).st_mtime

    def listdir(self, path: str) -> list[str]:  # noqa: D102
        inside = path.rstrip("/") + "/"
        names = (*self._world.files, *self._world.folders)
        return sorted({p[len(inside) :] for p in names if _parent(p) == inside})

    def listdirinfo(self, path: str) -> list[str]:  # noqa: D102
        return self.listdir(path)

    def lstat(self, path: str) -> os.stat_result:  # noqa: D102
        if self.isdir(path):
            return _stat(stat.S_IFDIR | 0o700, 0, self._world.folders.get(path, time.time()))
        if (entry := self._entry(path)) is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        return _stat(stat.S_IFREG | 0o600, *entry)

    stat = lstat

    def get_user_by_uid(self, uid: int) -> str:  # noqa: ARG002, D102
        return "station"

    get_group_by_gid = get_user_by_uid

    def _entry(self, path: str) -> tuple[int, float] | None:
        if known := self._world.files.get(path):
            return known
        try:
            # After a restart nothing is remembered, but a file may still wait to be renamed.
            found = self.shelf.waiting_place(self._account, checked_name(path)).stat()
        except (OSError, XanhError):
            return None
        return found.st_size, found.st_mtime


def _parent(path: str) -> str:
    return path[: path.rindex("/") + 1]


def _stat(mode: int, size: int, changed: float) -> os.stat_result:
    moment = int(changed)
    return os.stat_result((mode, 0, 0, 1, 0, 0, size, moment, moment, moment))
