"""Backup and restore where the records lie in PostgreSQL; runs when the tests do."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from browser.sample import plan
from office.house import house

pytestmark = [
    pytest.mark.skipif(
        not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"),
        reason="the tests run on SQLite; set XANH_DATABASE_URL to a PostgreSQL server",
    ),
    pytest.mark.skipif(not shutil.which("pg_dump"), reason="pg_dump is not installed"),
]


def _xanh(environment: dict[str, str], *arguments: str, given: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-m", "xanh.cli", *arguments],
        env=environment, input=given, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout if done.returncode == 0 else done.stderr


def test_archive_goes_to_an_empty_database_and_not_over_a_used_one(tmp_path: Path):
    backup = tmp_path / "backup"
    with house(tmp_path / "old") as old:
        imported = json.loads(_xanh(old, "plan", "import", "-", given=plan()))
        assert imported["tasks"] == 3
        assert "xanh.pgdump" in json.loads(_xanh(old, "backup", str(backup)))["files"]
        assert "home-not-empty" in _xanh(
            old | {"XANH_HOME": str(tmp_path / "bare")}, "restore", str(backup)
        )
    with house(tmp_path / "new") as new:
        assert json.loads(_xanh(new, "restore", str(backup)))["form"] == "xanh-backup-1"
        again = json.loads(_xanh(new, "plan", "import", "-", given=plan()))
        assert again["import"] > imported["import"]
    sqlite = {name: value for name, value in new.items() if name != "XANH_DATABASE_URL"}
    sqlite["XANH_HOME"] = str(tmp_path / "other")
    assert "other-database" in _xanh(sqlite, "restore", str(backup))
