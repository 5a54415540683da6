"""``xanh simulate``: a person sees living pages with one command, and can send and compare."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

PLAIN = {k: v for k, v in os.environ.items() if not k.startswith(("XANH_", "DJANGO_"))}


def xanh(*arguments: object, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "xanh.cli", *map(str, arguments)],
        env=PLAIN | {"XANH_HOME": str(home)} | more,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("simulated") / "home"


def test_load_registers_stations_and_fills_the_store_once(home):
    done = xanh("simulate", "load", "--stations", 4, "--days", 1, home=home)
    assert done.returncode == 0, done.stderr
    first = json.loads(done.stdout)
    assert first["registered"] == first["stations"] == 4
    assert first["new"] == first["readings"] > 4 * 7 * 200
    assert first["days_of_hours"] > 0
    again = json.loads(xanh("simulate", "load", "--stations", 4, "--days", 1, home=home).stdout)
    assert again["registered"] == 0
    assert again["new"] < 0.05 * first["new"]  # what was measured meanwhile
    listed = xanh("stations", "list", home=home).stdout
    assert listed.count("mô phỏng") == 4
    hours = list((home / "observations" / "hours").rglob("*.parquet"))
    assert duckdb.sql(f"SELECT count(DISTINCT station) FROM read_parquet({list(map(str, hours))})"
                      ).fetchone() == (4,)  # fmt: skip


def test_what_is_sent_into_a_folder_and_ingested_is_verified(home, tmp_path):
    ledger = tmp_path / "ledger.parquet"
    window = ("--stations", 3, "--hours", 2, "--from", "2026-03-10T00:00:00+07:00")
    sent = xanh("simulate", "send", "--folder", tmp_path / "files", "--speed", 0,
                "--ledger", ledger, *window, home=home)  # fmt: skip
    assert sent.returncode == 0, sent.stderr
    assert json.loads(sent.stdout)["files"] >= 3 * 24
    early = xanh("simulate", "verify", ledger, home=home)
    assert early.returncode == 1
    assert "store-differs" in early.stderr or "Kho khác" in early.stderr
    assert json.loads(early.stdout)["missing"] > 0
    xanh("observations", "ingest", tmp_path / "files", home=home)
    late = xanh("simulate", "verify", ledger, home=home)
    assert json.loads(late.stdout)["missing"] == 0


def test_sending_by_ftp_without_the_password_says_how_to_get_one(home):
    done = xanh("simulate", "send", "--stations", 1, "--hours", 1, home=home)
    assert done.returncode == 1
    assert "xanh simulate register" in done.stderr
    assert "XANH_SIMULATE_PASSWORD" in done.stderr


def test_register_prints_the_password_alone_on_standard_output(home):
    done = xanh("simulate", "register", "--stations", 2, home=home)
    assert done.returncode == 0
    assert len(done.stdout.split()) == 1
