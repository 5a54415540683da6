"""The observations in a backup, copied while stations send and the keeper works.

Whatever was acknowledged is in the copy: a received file goes from the inbox to the quarantine or
the store, and from the quarantine to the store, so they are copied in that order. Files of the
store never change; the manifest, read under the writers' lock, says which of them make it up.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from xanh.errors import XanhError

FOLDER = "observations"
_PASSES = 20  # compaction may take files away between reading the manifest and copying them


def copy_store(source: Path, target: Path) -> dict[str, str]:
    """Copy a store and what waits before it; return the SHA-256 that each kept file must have.

    Paths are relative to ``source``. Raises XanhError where the store is damaged or too busy.
    """
    if not source.is_dir():
        return {}
    target.mkdir(parents=True, exist_ok=True)
    _copy_inbox(source / "inbox", target / "inbox")
    _copy_quarantine(source / "quarantine", target / "quarantine")
    # What the keeper knew before: with a newer store it only looks again at what it has seen.
    _copy_if_there(source / "keeper.json", target / "keeper.json")
    return _copy_kept(source, target) if (source / "manifest.json").exists() else {}


def _copy_kept(source: Path, target: Path) -> dict[str, str]:
    from xanh.observations.store import Store
    from xanh.observations.store.manifest import NAME, load

    store = Store(source)
    for _pass in range(_PASSES):
        with store.lock():
            shutil.copy2(source / NAME, target / NAME)
        wanted = {entry.path: entry.sha256 for entry in load(target / NAME).entries}
        missing = [path for path in wanted if not (target / path).exists()]
        if all(_copy_if_there(source / path, target / path) for path in missing):
            for path in (target / "kept").glob("*"):
                if str(path.relative_to(target)) not in wanted:
                    path.unlink()
            return wanted
    raise XanhError(
        "store-too-busy",
        "Kho số liệu thay đổi quá nhanh nên chưa sao lưu được.",
        "The store changes too fast to be copied.",
        "Chạy lại; nếu vẫn vậy, dừng việc nhận số liệu trong lúc sao lưu.",
        "Run it again; if that does not help, stop receiving while it runs.",
    )


def _copy_inbox(source: Path, target: Path) -> None:
    """Copy what was acknowledged: files that wait for the store, or for their final name."""
    for folder in (Path(), Path("unfinished") / "waiting"):
        names = sorted(path.name for path in (source / folder).glob("*@*") if path.is_file())
        for name in names:
            _copy_if_there(source / folder / name, target / folder / name)


def _copy_quarantine(source: Path, target: Path) -> None:
    for path in source.glob("*.sqlite3"):
        target.mkdir(parents=True, exist_ok=True)
        with (
            closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(target / path.name)) as copy,
        ):
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")


def _copy_if_there(source: Path, target: Path) -> bool:
    """Copy a file; return whether it was still there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copy2(source, target)
    except FileNotFoundError:
        return False
    return True
