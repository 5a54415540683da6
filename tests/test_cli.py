"""The command: what it prints, where, with which exit status, and how soon."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from browser.sample import amended, plan

PLAIN = {
    k: v for k, v in os.environ.items() if not k.startswith(("XANH_", "DJANGO_", "LC_", "LANG"))
}
PASSWORD = "hoa-sua-thang-muoi"


def xanh(
    *arguments: str | Path, home: Path | None = None, given: bytes = b"", **more: str
) -> subprocess.CompletedProcess[bytes]:
    environment = PLAIN | ({"XANH_HOME": str(home)} if home else {}) | more
    command = [sys.executable, "-m", "xanh.cli", *map(str, arguments)]
    return subprocess.run(
        command, env=environment, input=given, capture_output=True, timeout=120, check=False
    )


def _one_line(done: subprocess.CompletedProcess[bytes], status: int = 1) -> str:
    text = done.stderr.decode()
    assert done.returncode == status, text
    assert done.stdout == b""
    assert text.count("\n") == 1, text
    assert " / " in text
    return text


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a prepared folder with an editor."""
    folder = tmp_path_factory.mktemp("home")
    done = xanh("account", "add", "lan", home=folder, given=f"{PASSWORD}\n".encode())
    assert done.returncode == 0, done.stderr.decode()
    return folder


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "kế hoạch.txt"
    path.write_text(plan(), encoding="utf-8")
    return path


# --- Help and the shape of calls -------------------------------------------------------------


@pytest.mark.parametrize(
    "verb",
    ["", "serve", "plan", "plan read", "plan import", "plan diff", "settings", "account",
     "account add", "account password", "account list", "backup", "restore"],
)  # fmt: skip
def test_every_verb_has_help(verb: str):
    done = xanh(*verb.split(), "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(b"usage: xanh")
    assert done.stderr == b""


@pytest.mark.parametrize(
    "call",
    ["", "plan", "account", "nothing", "plan read", "plan diff a", "serve --port x",
     "serve --port 70000", "demo", "index", "inventory", "report", "observations"],
)  # fmt: skip
def test_wrong_call_is_status_two_and_prints_no_data(call: str):
    done = xanh(*call.split())
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"usage: xanh" in done.stderr


def test_help_starts_at_once_and_touches_nothing(tmp_path: Path):
    program = "import sys; from xanh.cli import main\ntry: main(['--help'])\nfinally: " \
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'django', 'lxml', 'waitress'}))"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", program], env=PLAIN, capture_output=True)
    assert done.stdout.endswith(b"[]\n")
    took = []
    for _attempt in range(5):
        began = time.perf_counter()
        xanh("--help", home=tmp_path / "none")
        took.append(time.perf_counter() - began)
    bare = time.perf_counter()
    subprocess.run([sys.executable, "-c", ""], env=PLAIN)
    bare = time.perf_counter() - bare
    assert statistics.median(took) < 0.15 + bare
    assert not (tmp_path / "none").exists()


# --- Reading ---------------------------------------------------------------------------------


def test_read_prints_the_plan_from_file_and_from_standard_input(document: Path, tmp_path: Path):
    done = xanh("plan", "read", document, home=tmp_path / "none")
    assert (done.returncode, done.stderr) == (0, b"")
    found = json.loads(done.stdout)
    assert set(found) == {
        "document", "targets", "measures", "tasks", "duties", "organisations", "findings"
    }  # fmt: skip
    assert len(found["tasks"]) == 3
    assert xanh("plan", "read", "-", given=document.read_bytes()).stdout == done.stdout
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"}]
)
def test_data_is_utf8_whatever_the_locale(document: Path, locale: dict[str, str]):
    done = xanh("plan", "read", document, **locale)
    assert "Lập danh mục tuyến phố" in done.stdout.decode("utf-8")


def test_reader_that_goes_away_is_no_error(document: Path):
    command = (
        f"{sys.executable} -m xanh.cli plan read '{document}' | head -c 10; echo ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(["bash", "-c", command], env=PLAIN, capture_output=True)
    assert done.stderr == b""
    assert (len(done.stdout), done.stdout[10:]) == (12, b"0\n")


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (bytes(range(256)) * 50, ""), (b"PK\x03\x04" + b"x" * 50, "")],
    ids=["empty", "random", "no zip"],
)
def test_what_cannot_be_read_is_one_line_in_two_languages(
    tmp_path: Path, content: bytes, code: str
):
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    assert code in _one_line(xanh("plan", "read", path))
    assert code in _one_line(xanh("plan", "read", "-", given=content))


def test_missing_file_and_folder_say_so(tmp_path: Path):
    assert "no-such-file" in _one_line(xanh("plan", "read", tmp_path / "không có.txt"))
    assert "is-a-folder" in _one_line(xanh("plan", "read", tmp_path))
    unnamed = os.fsdecode(b"/nowhere/\xff.txt")
    assert "no-such-file" in _one_line(xanh("plan", "read", unnamed))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_forbidden_file_says_so(document: Path):
    document.chmod(0)
    assert "system-refused" in _one_line(xanh("plan", "read", document))


def test_hundred_megabytes_are_refused_without_being_read_whole(tmp_path: Path):
    path = tmp_path / "lon.txt"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (600_000_000,) * 2);"
        "from xanh.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", program, "plan", "read", str(path)]
    done = subprocess.run(command, env=PLAIN, capture_output=True)
    assert "too-big" in _one_line(done)


def test_diff_takes_documents_and_what_read_printed(document: Path, tmp_path: Path):
    later, printed = tmp_path / "sau.txt", tmp_path / "trước.json"
    later.write_text(amended(document.read_text(encoding="utf-8")), encoding="utf-8")
    printed.write_bytes(xanh("plan", "read", document).stdout)
    done = xanh("plan", "diff", document, later)
    found = json.loads(done.stdout)
    assert {change["field"] for change in found["tasks"]["moved"]} == {"leads", "period"}
    assert xanh("plan", "diff", printed, later).stdout == done.stdout


# --- Settings and accounts -------------------------------------------------------------------


def test_settings_are_listed_without_secrets_and_without_making_anything(tmp_path: Path):
    url = "postgresql://xanh:rat-bi-mat@db/xanh"
    done = xanh(
        "settings", home=tmp_path / "none", XANH_DATABASE_URL=url, XANH_SECRET_KEY="cung-bi-mat"
    )
    text = done.stdout.decode()
    assert f"XANH_HOME={tmp_path / 'none'}" in text
    assert "postgresql://xanh:***@db/xanh" in text
    assert "bi-mat" not in text
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("XANH_DEBUG", "maybe"), ("XANH_DATABASE_URL", "mysql://x/y"), ("XANH_UPLOAD_MB", "0"),
     ("XANH_DATABASE_URL", "postgresql://h:port/x"), ("XANH_ORIGINS", "xanh.vn"),
     ("XANH_PROXY", "somewhere"), ("XANH_HOME", "/dev/null/x")],
)  # fmt: skip
def test_bad_setting_is_refused_by_name(tmp_path: Path, name: str, value: str):
    text = _one_line(xanh("account", "list", **({"home": tmp_path} | {name: value})))
    assert name in text or value in text


def test_accounts_are_made_listed_and_given_new_passwords(home: Path):
    boss = xanh("account", "add", "minh", "--administrator", home=home, given=PASSWORD.encode())
    assert boss.returncode == 0
    listed = xanh("account", "list", home=home).stdout.decode().splitlines()
    assert {"lan\teditor\tactive", "minh\tadministrator\tactive"} <= set(listed)
    assert xanh("account", "password", "lan", home=home, given=b"mua-thu-ha-noi-9").returncode == 0
    taken = xanh("account", "add", "lan", home=home, given=PASSWORD.encode())
    assert "account-exists" in _one_line(taken)
    assert "weak-password" in _one_line(xanh("account", "add", "b2", home=home, given=b"123"))
    assert "no-such-account" in _one_line(
        xanh("account", "password", "ai", home=home, given=PASSWORD.encode())
    )


def test_import_stores_a_draft_and_refuses_with_the_reason(home: Path, document: Path):
    done = xanh("plan", "import", document, home=home)
    found = json.loads(done.stdout)
    assert (found["state"], found["tasks"], found["review"]) == (
        "draft",
        3,
        f"/duyet/{found['version']}/",
    )
    assert "empty-file" in _one_line(xanh("plan", "import", "-", home=home))


def test_second_start_finds_everything_in_place(home: Path):
    took = []
    for _attempt in range(3):
        began = time.perf_counter()
        assert xanh("account", "list", home=home).returncode == 0
        took.append(time.perf_counter() - began)
    assert min(took) < 2.0  # Python and Django included; the check itself is a fraction


# --- Serving ---------------------------------------------------------------------------------


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def address(home: Path):
    port = _free_port()
    command = [sys.executable, "-m", "xanh.cli", "serve", "--port", str(port)]
    environment = PLAIN | {"XANH_HOME": str(home)}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    try:
        assert b"http://127.0.0.1" in process.stderr.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0


def test_serve_answers_with_the_bundled_plan_named(address: str):
    with urllib.request.urlopen(address, timeout=30) as answer:
        assert "249/KH-UBND" in answer.read().decode()


def test_busy_port_is_refused_clearly(address: str, tmp_path: Path):
    done = xanh("serve", "--port", address.rsplit(":", 1)[1], home=tmp_path)
    assert "port-in-use" in _one_line(done)


def test_unknown_host_is_refused(tmp_path: Path):
    done = xanh("serve", "--host", "203.0.113.1", "--port", str(_free_port()), home=tmp_path)
    assert "cannot-listen" in _one_line(done)


def test_hundred_megabytes_are_refused_before_they_are_sent(address: str):
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(
            b"POST /nhap/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000000\r\n\r\n"
        )
        answer = b""
        while chunk := connection.recv(4096):
            answer += chunk
    assert answer.startswith(b"HTTP/1.1 413")
    assert "không có gì được lưu" in answer.decode()


def test_other_host_names_are_refused(address: str):
    request = urllib.request.Request(address, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)
    assert refused.value.code == 400


def test_restore_waits_for_the_server_to_stop(address: str, home: Path, tmp_path: Path):
    assert xanh("backup", tmp_path / "b", home=home).returncode == 0
    assert "home-in-use" in _one_line(xanh("restore", tmp_path / "b", "--replace", home=home))


# --- Backup ----------------------------------------------------------------------------------


@pytest.fixture
def backup(home: Path, document: Path, tmp_path: Path) -> Path:
    assert xanh("plan", "import", document, home=home).returncode == 0
    folder = tmp_path / "sao lưu"
    done = xanh("backup", folder, home=home)
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout)["files"]
    return folder


def _rows(home: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "xanh.sqlite3")) as database:
        found = database.execute("SELECT sha256, name FROM plans_original ORDER BY sha256")
        return found.fetchall()


def test_backup_restores_to_an_empty_home_whole(home: Path, backup: Path, tmp_path: Path):
    new = tmp_path / "mới"
    done = xanh("restore", backup, home=new)
    assert done.returncode == 0, done.stderr.decode()
    assert _rows(new) == _rows(home) != []
    for sha256, _name in _rows(new):
        assert (new / "originals" / sha256[:2] / sha256[2:]).is_file()
    assert (new / "secret-key").read_bytes() == (home / "secret-key").read_bytes()
    assert "lan\teditor" in xanh("account", "list", home=new).stdout.decode()


def test_backup_never_writes_into_a_used_folder(home: Path, backup: Path):
    before = sorted(backup.rglob("*"))
    assert "backup-exists" in _one_line(xanh("backup", backup, home=home))
    assert sorted(backup.rglob("*")) == before


def test_restore_refuses_a_used_home_and_replaces_only_when_told(backup: Path, tmp_path: Path):
    new = tmp_path / "mới"
    assert xanh("restore", backup, home=new).returncode == 0
    (new / "secret-key").write_text("cũ")
    assert "home-not-empty" in _one_line(xanh("restore", backup, home=new))
    assert (new / "secret-key").read_text() == "cũ"
    assert xanh("restore", backup, "--replace", home=new).returncode == 0
    assert (new / "secret-key").read_text() != "cũ"
    (aside,) = new.glob("before-restore-*")
    assert (aside / "secret-key").read_text() == "cũ"


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: _flip(folder / "xanh.sqlite3"),
        lambda folder: shutil.rmtree(folder / "originals"),
        lambda folder: (folder / "manifest.json").write_text("{"),
        lambda folder: (folder / "manifest.json").unlink(),
        lambda folder: (folder / "originals" / "extra").write_text("x"),
    ],
    ids=["bit flipped", "originals lost", "manifest broken", "manifest lost", "file added"],
)
def test_damaged_backup_changes_nothing(backup: Path, tmp_path: Path, harm):
    harm(backup)
    new = tmp_path / "mới"
    assert "backup-damaged" in _one_line(xanh("restore", backup, home=new))
    assert not new.exists()


def test_manifest_cannot_lead_out_of_the_folder(backup: Path, tmp_path: Path):
    manifest = json.loads((backup / "manifest.json").read_text())
    manifest["files"]["../../outside"] = "0" * 64
    (backup / "manifest.json").write_text(json.dumps(manifest))
    assert "backup-damaged" in _one_line(xanh("restore", backup, home=tmp_path / "mới"))


def test_nothing_to_back_up_says_so(tmp_path: Path):
    done = xanh("backup", tmp_path / "b", home=tmp_path / "none")
    assert "nothing-to-back-up" in _one_line(done)
