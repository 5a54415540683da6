"""Runs programs against a database of their own, as several processes would use it."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

ROOT = Path(__file__).parents[2]
PROLOGUE = "import django; django.setup()\n"


@contextmanager
def house(folder: Path) -> Iterator[dict[str, str]]:
    """Give an environment with an empty home and an empty database on the engine under test."""
    environment = {
        **os.environ,
        "XANH_HOME": str(folder),
        "DJANGO_SETTINGS_MODULE": "xanh.web.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
    }
    chosen = settings.DATABASES["default"]
    if not chosen["ENGINE"].endswith("postgresql"):
        environment.pop("XANH_DATABASE_URL", None)
        yield environment
        return
    name = f"xanh_house_{uuid.uuid4().hex[:12]}"
    with _administrator() as run:
        run(f'CREATE DATABASE "{name}"')
        environment["XANH_DATABASE_URL"] = _url(chosen, name)
        try:
            yield environment
        finally:
            run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def run(environment: dict[str, str], program: str) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, whatever that is."""
    return subprocess.run(
        [sys.executable, "-c", PROLOGUE + program], env=environment, cwd=ROOT, timeout=120,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def run_well(environment: dict[str, str], program: str) -> str:
    """Run a program that must succeed and return what it printed."""
    done = run(environment, program)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def furnish(environment: dict[str, str]) -> None:
    """Make the tables and load the lists."""
    run_well(
        environment,
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0, skip_checks=True)\n"
        "from xanh.office.places.loading import load_places; load_places()\n"
        "from xanh.office.organisations.loading import load_organisations; load_organisations()\n",
    )


def _url(chosen: dict[str, str], name: str) -> str:
    user, password = quote(chosen["USER"], safe=""), quote(chosen["PASSWORD"], safe="")
    port = f":{chosen['PORT']}" if chosen["PORT"] else ""
    return f"postgresql://{user}:{password}@{chosen['HOST']}{port}/{name}"


@contextmanager
def _administrator():
    import psycopg

    chosen = settings.DATABASES["default"]
    with psycopg.connect(
        dbname="postgres", user=chosen["USER"], password=chosen["PASSWORD"],
        host=chosen["HOST"], port=chosen["PORT"] or None, autocommit=True,
    ) as connection:  # fmt: skip
        yield connection.execute
