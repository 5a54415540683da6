"""``xanh stations`` and the role of monitors at the terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PASSWORD = "hoa-sua-thang-muoi\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stations-home")


def xanh(home: Path, *arguments: object, given: str = "", **more: str):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XANH_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "xanh.cli", *map(str, arguments)],
        env=environment | {"XANH_HOME": str(home)} | more,
        input=given, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_table_is_imported_listed_and_its_stations_get_passwords(home: Path, tmp_path: Path):
    table = tmp_path / "tram.csv"
    table.write_text("mã trạm;tên;vĩ độ;kinh độ\nHN_A;Trạm A;21,03;105,85\n", "utf-8")
    tried = xanh(home, "stations", "import", table, "--try")
    assert json.loads(tried.stdout) == {
        "added": 1, "changed": 0, "same": 0, "wrong": 0, "written": False,
    }  # fmt: skip
    assert json.loads(xanh(home, "stations", "import", table).stdout)["written"]
    lines = xanh(home, "stations", "list").stdout.splitlines()
    assert lines[1].split("\t") == ["HN_A", "Trạm A", "air", "21.03", "105.85", "300", "", "open"]
    password = xanh(home, "stations", "password", "HN_A")
    assert len(password.stdout.strip()) == 19
    assert password.stdout.strip() not in xanh(home, "stations", "list").stdout
    missing = xanh(home, "stations", "password", "HN_B")
    assert (missing.returncode, "no-such-station" in missing.stderr) == (1, True)
    bad = tmp_path / "sai.csv"
    bad.write_text("key,name,latitude\nHN_C,Trạm C,xa\nHN_D,Trạm D,\n", "utf-8")
    refused = xanh(home, "stations", "import", bad)
    assert refused.returncode == 1
    assert "sai.csv:2 latitude" in refused.stderr
    assert "HN_D" not in xanh(home, "stations", "list").stdout


def test_mail_can_be_read_before_a_server_is_set(home: Path, tmp_path: Path):
    table = tmp_path / "thu.csv"
    table.write_text("key,name,email\nHN_T,Trạm Thư,tram@example.vn\n", "utf-8")
    xanh(home, "stations", "import", table)
    shown = xanh(home, "stations", "mail", "--dry-run").stdout
    assert shown.startswith("To: tram@example.vn\nSubject: [gấp] Trạm quan trắc")
    assert "Trạm Thư: nothing has been received in two months." in shown
    refused = xanh(home, "stations", "mail")
    assert (refused.returncode, "XANH_MAIL_URL" in refused.stderr) == (1, True)
    # Nobody listens there: the letter is kept with the reason and tried again.
    nobody = {"XANH_MAIL_URL": "smtp://127.0.0.1:9", "XANH_MAIL_FROM": "xanh@example.vn"}
    failed = xanh(home, "stations", "mail", **nobody)
    assert failed.returncode == 1
    assert json.loads(failed.stdout) == {"busy": False, "letters": 1, "sent": 0, "failed": 1}


def test_monitors_are_made_at_the_terminal(home: Path):
    assert xanh(home, "account", "add", "mai", "--monitor", given=PASSWORD).returncode == 0
    both = xanh(home, "account", "add", "hoa", "--monitor", "--editor", given=PASSWORD)
    assert both.returncode == 0
    listed = xanh(home, "account", "list").stdout.splitlines()
    assert {"mai\tmonitor\tactive", "hoa\teditor,monitor\tactive"} <= set(listed)
