"""Puts in place whatever Xanh needs to run: folders, tables, places, bundled plan, static files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xanh.errors import XanhError
from xanh.web.configuration import configuration

try:
    import fcntl
except ImportError:  # Windows: no two servers on one folder, by the administrator's care
    fcntl = None  # type: ignore[assignment]

PACKAGE = Path(__file__).parents[1]


def prepare() -> None:
    """Make Django ready and everything that the pages need; quick when nothing is missing."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xanh.web.settings")
    django.setup()
    home = configuration().home
    home.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(home):
        _migrate()
        _fill(home / "prepared")


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise XanhError(
            "database-unusable",
            f"Không mở được cơ sở dữ liệu: {reason}.",
            f"The database cannot be opened: {reason}.",
            "Kiểm tra XANH_DATABASE_URL và XANH_HOME (xanh settings).",
            "Check XANH_DATABASE_URL and XANH_HOME (xanh settings).",
        ) from error


def _fill(built: Path) -> None:
    """Load facts and build files into ``built``, unless that was done with these very sources."""
    from xanh.office.places.models import Place

    stamp = built / "sources"
    mark = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == mark and Place.objects.exists():
        return
    from django.core.management import call_command

    from xanh.office.monitoring.rivers import load_rivers
    from xanh.office.organisations.loading import load_organisations
    from xanh.office.places.loading import load_places
    from xanh.office.plans.bundled import ensure_bundled
    from xanh.web.fonts import cut_fonts
    from xanh.web.translations import compile_translations

    load_places()
    load_organisations()
    load_rivers()
    ensure_bundled()
    cut_fonts(built / "fonts")
    compile_translations(built / "locale")
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(mark, encoding="ascii")


def _fingerprint() -> str:
    """Return a digest of the installed sources and the database that they were loaded into."""
    chosen = configuration().database
    digest = hashlib.sha256(f"{chosen['ENGINE']} {chosen['NAME']} {chosen.get('HOST')}".encode())
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            facts = path.stat()
            name = path.relative_to(PACKAGE)
            digest.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


@contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    """Let a second process wait while the first prepares the same folder."""
    with (home / "preparing.lock").open("w") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def held(home: Path, *, shared: bool) -> Iterator[None]:
    """Hold the folder: shared while serving, alone while its content is replaced.

    Raises XanhError when the folder is held in a way that does not allow this.
    """
    with (home / "serving.lock").open("w") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except BlockingIOError:
                raise XanhError(
                    "home-in-use",
                    f"Thư mục {home} đang được một Xanh khác dùng.",
                    f"The folder {home} is in use by another Xanh.",
                    "Dừng chương trình đó rồi chạy lại.",
                    "Stop that one and run again.",
                ) from None
        yield
