"""`xanh receive` and `xanh observations quarantine` as commands."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from observations.receiving.files import lay, name_of


def xanh(home: Path, *words: object) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XANH_", "DJANGO_"))}
    environment["XANH_HOME"] = str(home)
    command = [sys.executable, "-m", "xanh.cli", *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_calls_that_make_no_sense_are_refused(tmp_path: Path):
    for words, said in (
        (["--no-ftp"], "--watch"),
        (["--no-tls", "--no-plain-ftp"], "loại trừ"),
        (["--watch", tmp_path / "absent"], "Không có thư mục"),
    ):
        answer = xanh(tmp_path / "home", "receive", *words)
        assert answer.returncode == 1
        assert said in answer.stderr
        assert "Traceback" not in answer.stderr
    assert xanh(tmp_path / "home", "receive", "--port", "x").returncode == 2


def test_a_folder_is_received_until_told_to_stop_and_its_quarantine_replayed(tmp_path: Path):
    home, watched = tmp_path / "home", tmp_path / "in"
    lay(watched, 5)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XANH_", "DJANGO_"))}
    environment["XANH_HOME"] = str(home)
    words = ["receive", "--no-ftp", "--watch", str(watched), "--settle", "0.1"]
    process = subprocess.Popen([sys.executable, "-m", "xanh.cli", *words], env=environment)
    try:
        told = home / "observations" / "receiver.json"
        end = time.monotonic() + 60
        while not (told.exists() and json.loads(told.read_text())["quarantined"] == 1):
            assert time.monotonic() < end
            time.sleep(0.1)
        refused = xanh(home, "restore", tmp_path / "nowhere")
        assert refused.returncode == 1
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    listed = json.loads(xanh(home, "observations", "quarantine", "list").stdout)
    (held,) = listed["files"]
    assert (held["name"], held["code"]) == (name_of(), "unknown-station")
    table = tmp_path / "tram.csv"
    table.write_text("key,name,medium\nHN_BKHN_KHIKXQ,Bách Khoa,air\n", "utf-8")
    assert xanh(home, "stations", "import", table).returncode == 0
    replayed = xanh(home, "observations", "quarantine", "replay")
    assert replayed.returncode == 0, replayed.stderr
    assert json.loads(replayed.stdout)["new"] == 2
    assert json.loads(xanh(home, "observations", "quarantine", "list").stdout)["files"] == []
    unknown = xanh(home, "observations", "quarantine", "replay", "no-such-id")
    assert unknown.returncode == 1
    assert "no-such-id" in unknown.stderr
