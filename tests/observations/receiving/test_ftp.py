from __future__ import annotations

import ftplib
import io
import os
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from xanh.observations.receiving import folders as folders_module
from xanh.observations.receiving.certificate import self_made
from xanh.observations.receiving.folders import Shelf
from xanh.observations.receiving.ftp import FtpServer, FtpSettings
from xanh.observations.receiving.inbox import Inbox
from xanh.observations.receiving.passwords import encode

NAME = "HN_BKHN_KHIKXQ_20260325000500.txt"
CONTENT = b"NO\t0.00\tug/m3\t20260325000500\t00\r\nNO2\t14.91\tug/m3\t20260325000500\t00\r\n"
PASSWORDS = {"bachkhoa": encode("mật khẩu")}
REFUSED: list[str] = []


@contextmanager
def serving(folder: Path, **settings) -> Iterator[tuple[FtpServer, Inbox]]:
    inbox = Inbox(folder / "inbox")
    shelf = Shelf(inbox, most_bytes=10_000, reserve=0)
    server = FtpServer(
        FtpSettings(host="127.0.0.1", port=0, **settings), shelf, lambda: PASSWORDS, REFUSED.append
    )
    server.start()
    try:
        yield server, inbox
    finally:
        server.stop()


@contextmanager
def logger(server: FtpServer, password: str = "mật khẩu") -> Iterator[ftplib.FTP]:
    client = ftplib.FTP(encoding="utf-8")
    client.connect(*server.address, timeout=10)
    client.login("bachkhoa", password)
    try:
        yield client
    finally:
        client.close()


def store(client: ftplib.FTP, name: str, content: bytes = CONTENT) -> str:
    return client.storbinary(f"STOR {name}", io.BytesIO(content))


def taken(inbox: Inbox) -> list[tuple[str, str, bytes]]:
    found = [arrival for batch in inbox.batches(2) for arrival in batch]
    return sorted((a.account, a.name, Path(a.path).read_bytes()) for a in found)


@pytest.fixture
def served(tmp_path) -> Iterator[tuple[FtpServer, Inbox]]:
    with serving(tmp_path) as pair:
        yield pair


def test_acknowledged_upload_lies_in_the_inbox_as_it_came(served):
    server, inbox = served
    with logger(server) as client:
        assert store(client, NAME).startswith("226")
        assert taken(inbox) == [("bachkhoa", NAME, CONTENT)]


def test_ascii_mode_changes_no_byte(served):
    server, inbox = served
    sent = CONTENT + b"\n\rend\r"
    with logger(server) as client:
        client.voidcmd("TYPE A")
        with client.transfercmd(f"STOR {NAME}") as data:
            data.sendall(sent)
        assert client.voidresp().startswith("226")
    assert taken(inbox)[0][2] == sent


def test_logger_may_make_and_enter_date_folders_and_look_at_what_it_sent(served):
    server, inbox = served
    with logger(server) as client:
        for folder in ("2026", "03", "25"):
            client.mkd(folder)
            client.cwd(folder)
        store(client, NAME)
        assert client.pwd() == "/2026/03/25"
        assert client.nlst() == [NAME]
        client.voidcmd("TYPE I")
        assert client.size(NAME) == len(CONTENT)
        lines: list[str] = []
        client.dir(lines.append)
        assert lines[0].startswith("-rw")
        assert lines[0].endswith(NAME)
        assert dict(client.mlsd("/2026"))["03"]["type"] == "dir"
        store(client, f"/2026/03/26/{NAME}", b"other")
    assert [name for _, name, _ in taken(inbox)] == [NAME, NAME]


def test_temporary_name_waits_until_it_is_renamed(served):
    server, inbox = served
    with logger(server) as client:
        store(client, f"{NAME}.tmp")
        assert taken(inbox) == []
        client.rename(f"{NAME}.tmp", NAME)
        assert taken(inbox) == [("bachkhoa", NAME, CONTENT)]
        assert client.nlst() == [NAME]


def test_rename_works_after_the_server_was_started_anew(tmp_path):
    with serving(tmp_path) as (server, _), logger(server) as client:
        store(client, f"{NAME}.part")
    with serving(tmp_path) as (server, inbox), logger(server) as client:
        client.rename(f"{NAME}.part", NAME)
        assert taken(inbox) == [("bachkhoa", NAME, CONTENT)]


def test_file_that_nobody_renames_is_taken_in_the_end(tmp_path):
    inbox = Inbox(tmp_path)
    shelf = Shelf(inbox, most_bytes=1000, reserve=0)
    shelf.keep("a", "/x.tmp", CONTENT)
    shelf.sweep(patience=60, forget=60)
    assert taken(inbox) == []
    shelf.sweep(patience=-1, forget=60)
    assert taken(inbox) == [("a", "x.tmp", CONTENT)]


def test_two_files_under_one_name_are_both_kept(served):
    server, inbox = served
    with logger(server) as client:
        store(client, NAME)
        store(client, NAME, b"other")
    assert [content for *_, content in taken(inbox)] == [CONTENT, b"other"]


@pytest.mark.parametrize(
    "command", [f"APPE {NAME}", f"DELE {NAME}", f"RETR {NAME}", "RMD 2026", "STOU", "REST 10",
                f"MFMT 20260101000000 {NAME}", f"SITE CHMOD 777 {NAME}"]
)  # fmt: skip
def test_nothing_is_read_back_appended_or_removed(served, command):
    server, inbox = served
    with logger(server) as client:
        store(client, NAME)
        client.voidcmd("TYPE I")
        with pytest.raises(ftplib.error_perm, match=r"^5\d\d"):
            client.voidcmd(command)
        assert store(client, NAME).startswith("226"), "the session goes on"
    assert len(taken(inbox)) == 2


def test_upload_of_a_broken_connection_is_laid_aside_until_it_is_sent_anew(served):
    server, inbox = served
    with logger(server) as client:
        data = client.transfercmd(f"STOR {NAME}")
        data.sendall(CONTENT[:40])
        time.sleep(0.3)  # what the server has not even begun to take needs no setting aside
        client.sock.close()  # both ends go, as when a logger loses power
        client.file.close()
        data.close()
    cut = inbox.unfinished / "cut" / f"bachkhoa@{NAME}"
    wait_for(cut.exists)
    assert taken(inbox) == []
    assert cut.read_bytes() == CONTENT[:40]
    with logger(server) as client:
        store(client, NAME)
    assert taken(inbox) == [("bachkhoa", NAME, CONTENT)]
    assert not cut.exists()


def test_upload_that_was_aborted_is_not_taken(served):
    server, inbox = served
    with logger(server) as client:
        data = client.transfercmd(f"STOR {NAME}")
        data.sendall(CONTENT[:40])
        time.sleep(0.3)
        client.abort()
        data.close()
        assert taken(inbox) == []


def test_logger_that_says_goodbye_at_once_has_its_file_taken(served):
    server, inbox = served
    with logger(server) as client:
        data = client.transfercmd(f"STOR {NAME}")
        data.sendall(CONTENT)
        client.sock.sendall(b"QUIT\r\n")
        data.close()
        client.close()
    wait_for(lambda: taken(inbox))
    assert taken(inbox) == [("bachkhoa", NAME, CONTENT)]


def test_file_that_is_too_large_is_refused_and_the_session_goes_on(served):
    server, inbox = served
    with logger(server) as client:  # noqa: SIM117
        with pytest.raises((ftplib.error_perm, OSError), match=r"552|reset|Broken"):
            store(client, NAME, b"x" * 200_000)
    with logger(server) as client:
        store(client, NAME)
    assert taken(inbox) == [("bachkhoa", NAME, CONTENT)]


@pytest.mark.parametrize("name", ["x" * 190 + ".txt", "a\tb.txt"])
def test_name_that_cannot_be_kept_is_refused(served, name):
    server, _ = served
    with logger(server) as client, pytest.raises(ftplib.error_perm, match="550"):
        store(client, name)


def test_name_with_vietnamese_letters_is_kept(served):
    server, inbox = served
    with logger(server) as client:
        store(client, "Nhiệt độ @ Hà Nội.txt")
    assert taken(inbox)[0][1] == "Nhiệt độ @ Hà Nội.txt"


def test_full_disk_is_answered_with_452_and_the_receiver_goes_on(served, monkeypatch):
    server, inbox = served
    monkeypatch.setattr(folders_module.Shelf, "check_space", full_disk)
    REFUSED.clear()
    with logger(server) as client:
        with pytest.raises(ftplib.error_temp, match="452"):
            store(client, NAME)
        assert taken(inbox) == []
        assert [answer[:3] for answer in REFUSED] == ["452"]
        monkeypatch.undo()
        store(client, NAME)
    assert len(taken(inbox)) == 1


def full_disk(_self) -> None:
    raise OSError(28, os.strerror(28))


def test_reserve_of_free_space_is_kept_for_the_store(tmp_path):
    shelf = Shelf(Inbox(tmp_path), most_bytes=1000, reserve=2**62)
    with pytest.raises(OSError, match="space"):
        shelf.keep("a", "/x.txt", CONTENT)


def test_read_only_folder_is_answered_with_550_and_nothing_is_lost(served, monkeypatch):
    server, inbox = served

    def read_only(*_arguments) -> None:
        raise OSError(30, os.strerror(30))

    monkeypatch.setattr("xanh.observations.receiving.inbox.write_durably", read_only)
    with logger(server) as client:
        with pytest.raises(ftplib.error_perm, match="550"):
            store(client, NAME)
        monkeypatch.undo()
        store(client, NAME)
    assert len(taken(inbox)) == 1


def test_wrong_passwords_are_refused_and_an_address_that_goes_on_must_wait(tmp_path, monkeypatch):
    monkeypatch.setattr("xanh.observations.receiving.ftp._Commands.auth_failed_timeout", 0)
    with serving(tmp_path, failures=2, ban=60) as (server, _):
        for _ in range(2):
            with pytest.raises(ftplib.error_perm, match="530"), logger(server, "wrong"):
                pass
        with pytest.raises(ftplib.error_temp, match="421"), logger(server):
            pass


def test_unknown_account_and_anonymous_are_refused(served, monkeypatch):
    monkeypatch.setattr("xanh.observations.receiving.ftp._Commands.auth_failed_timeout", 0)
    server, _ = served
    for account in ("anonymous", "", "bachkhoa2"):
        client = ftplib.FTP()
        client.connect(*server.address, timeout=10)
        with pytest.raises(ftplib.error_perm, match=r"530|501|503"):
            client.login(account, "x")
        client.close()


def test_explicit_ftps_takes_files_over_a_safe_connection(tmp_path):
    certificate = self_made(tmp_path / "ftp.pem")
    assert certificate.stat().st_mode & 0o077 == 0
    first = certificate.read_bytes()
    assert self_made(certificate).read_bytes() == first
    with serving(tmp_path, certificate=certificate, plain=False) as (server, inbox):
        with pytest.raises(ftplib.error_perm, match="550"), logger(server):
            pass
        context = ssl.create_default_context(cafile=str(certificate))
        context.check_hostname = False
        client = ftplib.FTP_TLS(context=context, encoding="utf-8")
        client.connect(*server.address, timeout=10)
        client.login("bachkhoa", "mật khẩu")
        client.prot_p()
        assert store(client, NAME).startswith("226")
        assert store(client, NAME, b"other").startswith("226")
        client.close()
    assert [content for *_, content in taken(inbox)] == [CONTENT, b"other"]


def test_passive_ports_stay_within_the_range(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with serving(tmp_path, passive_ports=(port, port)) as (server, _), logger(server) as client:
        assert client.makepasv()[1] == port


def wait_for(condition) -> None:
    for _ in range(200):
        if condition():
            return
        time.sleep(0.02)
    raise AssertionError("it did not happen within 4 s")
