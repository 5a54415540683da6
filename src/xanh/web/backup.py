"""``xanh backup`` and ``xanh restore``: everything that Xanh keeps, with proof that it is whole.

A backup is a folder: the database (a copy of the SQLite file, or PostgreSQL's own archive), the
secret key, the originals, and ``manifest.json`` with the SHA-256 of each. What ``xanh serve``
builds again by itself (style sheets, fonts, translations) is left out.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xanh import __version__
from xanh.errors import XanhError
from xanh.web.backup_store import FOLDER, copy_store
from xanh.web.configuration import configured_database, home_folder
from xanh.web.prepare import held

MANIFEST = "manifest.json"
FORM = "xanh-backup-1"
SQLITE, ARCHIVE = "xanh.sqlite3", "xanh.pgdump"
REBUILT = {"prepared", "preparing.lock", "serving.lock", "mail.lock"}


def back_up(folder: Path) -> dict[str, Any]:
    """Copy everything into ``folder``, which must be new or empty; returns the manifest.

    May run while Xanh serves. The database is copied first: every original that it names was on
    disk before, and originals never change. The observations are copied by
    :mod:`xanh.web.backup_store`. Raises XanhError.
    """
    home = home_folder()
    if not home.is_dir():
        raise XanhError(
            "nothing-to-back-up", f"{home} chưa có dữ liệu.", f"{home} holds nothing yet.",
            "Kiểm tra XANH_HOME.", "Check XANH_HOME.",
        )  # fmt: skip
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise XanhError(
            "backup-exists", f"{folder} không phải thư mục trống.", f"{folder} is no empty folder.",
            "Chọn một thư mục mới.", "Choose a new folder.",
        )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    _copy_database(home, folder)
    for name in _kept(home):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(home / name, target)
    kept = copy_store(home / FOLDER, folder / FOLDER)
    digests = {str(path): _digest(folder / path) for path in _files(folder)}
    for path, digest in kept.items():
        if digests.get(f"{FOLDER}/{path}") != digest:
            raise _damaged_store(path)
    manifest = {
        "form": FORM,
        "version": __version__,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "files": digests,
    }
    _write_whole(folder / MANIFEST, json.dumps(manifest, indent=2))
    return manifest


def restore(folder: Path, *, replace: bool = False) -> dict[str, Any]:
    """Put the backup in ``folder`` in place, after verifying all of it; returns its manifest.

    Refuses a home that holds anything; with ``replace`` that is set aside inside the home, in
    ``before-restore-…``. Raises XanhError, and then nothing has changed.
    """
    manifest = verify(folder)
    home = home_folder()
    home.mkdir(parents=True, exist_ok=True)
    with held(home, shared=False):
        occupied = [path for path in home.iterdir() if _is_content(path)]
        if (occupied or _archive_would_overwrite()) and not replace:
            raise XanhError(
                "home-not-empty", f"{home} đang có dữ liệu; chưa có gì thay đổi.",
                f"{home} holds data; nothing was changed.",
                "Thêm --replace để cất dữ liệu cũ sang một bên và thay bằng bản sao lưu.",
                "Add --replace to set the old data aside and put the backup in its place.",
            )  # fmt: skip
        arriving = home / f"arriving-{os.getpid()}"
        try:
            _copy_verified(folder, arriving, manifest["files"])
            _restore_archive(arriving)
            _exchange(home, arriving, occupied)
        finally:
            shutil.rmtree(arriving, ignore_errors=True)
    return manifest


def verify(folder: Path) -> dict[str, Any]:
    """Check every file of a backup against its manifest; returns the manifest."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["form"] != FORM:
            raise _damaged(folder, manifest["form"])
        files: dict[str, str] = manifest["files"]
        for name, digest in files.items():
            if Path(name).is_absolute() or ".." in Path(name).parts:
                raise _damaged(folder, name)
            if _digest(folder / name) != digest:
                raise _damaged(folder, name)
    except FileNotFoundError as error:
        raise _damaged(folder, Path(error.filename).name) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(folder, MANIFEST) from error
    extra = {str(path) for path in _files(folder)} - files.keys() - {MANIFEST}
    if extra:
        raise _damaged(folder, min(extra))
    if (folder / SQLITE).exists():
        _check_sqlite(folder / SQLITE)
    return manifest


# --- The database ------------------------------------------------------------------------------


def _copy_database(home: Path, folder: Path) -> None:
    database = configured_database()
    if not database["ENGINE"].endswith("sqlite3"):
        _run_postgresql("pg_dump", database, "--format=custom", f"--file={folder / ARCHIVE}")
        return
    source = home / SQLITE
    if not source.exists():
        return
    with (
        closing(sqlite3.connect(source)) as live,
        closing(sqlite3.connect(folder / SQLITE)) as copy,
    ):
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    _check_sqlite(folder / SQLITE)


def _check_sqlite(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
            sound = database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    except sqlite3.DatabaseError:
        sound = False
    if not sound:
        raise _damaged(path.parent, path.name)


def _restore_archive(arriving: Path) -> None:
    archive = arriving / ARCHIVE
    database = configured_database()
    uses_files = database["ENGINE"].endswith("sqlite3")
    if archive.exists() == uses_files:
        raise XanhError(
            "other-database", "Bản sao lưu thuộc loại cơ sở dữ liệu khác với XANH_DATABASE_URL.",
            "The backup is of another kind of database than XANH_DATABASE_URL.",
            "Đặt XANH_DATABASE_URL như khi sao lưu.",
            "Set XANH_DATABASE_URL as it was when the backup was made.",
        )  # fmt: skip
    if uses_files:
        return
    _run_postgresql(
        "pg_restore", database, "--clean", "--if-exists", "--no-owner", "--single-transaction",
        str(archive),
    )  # fmt: skip
    archive.unlink()


def _archive_would_overwrite() -> bool:
    """Say whether the PostgreSQL database that is set already holds tables."""
    database = configured_database()
    if database["ENGINE"].endswith("sqlite3"):
        return False
    import psycopg

    parameters: dict[str, Any] = {
        name.lower().removeprefix("pg"): value for name, value in _pg(database).items()
    }
    with psycopg.connect(dbname=database["NAME"], **parameters) as connection:
        row = connection.execute(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema())"
        ).fetchone()
    return bool(row and row[0])


def _pg(database: dict[str, Any]) -> dict[str, str]:
    """Return how to reach ``database`` as the environment of PostgreSQL's programs."""
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    return {variable: database[key] for variable, key in names.items() if database[key]}


def _run_postgresql(program: str, database: dict[str, Any], *arguments: str) -> None:
    found = shutil.which(program)
    if not found:
        raise XanhError(
            "no-postgresql-tools", f"Không tìm thấy {program}.", f"{program} was not found.",
            "Cài gói postgresql-client.", "Install the package postgresql-client.",
        )  # fmt: skip
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, no shell
        [found, f"--dbname={database['NAME']}", *arguments],
        env=dict(os.environ) | _pg(database), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or [str(done.returncode)])[-1]
        raise XanhError(
            "postgresql-refused", f"{program} báo: {reason}.", f"{program} says: {reason}.",
            "Kiểm tra XANH_DATABASE_URL và phiên bản PostgreSQL.",
            "Check XANH_DATABASE_URL and the version of PostgreSQL.",
        )  # fmt: skip


# --- The files ---------------------------------------------------------------------------------


def _is_content(path: Path) -> bool:
    return path.name not in REBUILT and not path.name.startswith(("arriving-", "before-restore-"))


def _kept(home: Path) -> list[Path]:
    """Return the files to copy as they are, relative to ``home``: all but the database."""
    return [
        path
        for path in _files(home)
        if _is_content(Path(path.parts[0]))
        and path.parts[0] != FOLDER
        and not path.name.startswith(SQLITE)
    ]


def _files(folder: Path) -> list[Path]:
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def _copy_verified(folder: Path, arriving: Path, files: dict[str, str]) -> None:
    for name, digest in files.items():
        target = arriving / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(folder / name, target)
        if _digest(target) != digest:
            raise _damaged(folder, name)


def _exchange(home: Path, arriving: Path, occupied: list[Path]) -> None:
    if occupied:
        aside = home / f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
        aside.mkdir(mode=0o700)
        for path in occupied:
            path.rename(aside / path.name)
    for path in arriving.iterdir():
        path.rename(home / path.name)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_whole(path: Path, text: str) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _damaged(folder: Path, what: str) -> XanhError:
    return XanhError(
        "backup-damaged", f"Bản sao lưu {folder} không nguyên vẹn: {what}; chưa có gì thay đổi.",
        f"The backup {folder} is not whole: {what}; nothing was changed.",
        "Dùng một bản sao lưu khác.", "Use another backup.",
    )  # fmt: skip


def _damaged_store(name: str) -> XanhError:
    return XanhError(
        "store-damaged", f"Tệp {name} của kho số liệu đã hỏng; bản sao lưu chưa xong.",
        f"The file {name} of the store is damaged; the backup is not complete.",
        "Lấy lại tệp đó từ một bản sao lưu cũ rồi chạy lại.",
        "Take that file from an older backup, then run it again.",
    )  # fmt: skip
