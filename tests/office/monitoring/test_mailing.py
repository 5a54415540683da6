"""The morning mail: once a day and address, never for nothing, never lost."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from xanh.errors import XanhError
from xanh.office.monitoring import mailing, registering
from xanh.office.monitoring.models import MorningMail
from xanh.web.background import due
from xanh.web.configuration import Mail, configuration

NOW = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)  # 07:30 of 2 March


@pytest.fixture
def office(tmp_path: Path, settings, db) -> Path:
    """Have a mail server, and two operators whose stations have never sent anything."""
    settings.BASE = tmp_path
    chosen = replace(django_settings.XANH, mail=Mail("localhost", 25), mail_from="xanh@example.vn")
    settings.XANH = chosen
    for key, address in (("A", "a@example.vn"), ("B", "a@example.vn"), ("C", "c@example.vn")):
        registering.register(key, {"name": f"Trạm {key}", "operator_email": address})
    registering.register("D", {"name": "Trạm D"})  # nobody to tell
    return tmp_path


def test_each_operator_is_told_once_a_day_and_again_the_next(office):
    done = mailing.post(NOW)
    assert (done.letters, done.sent, done.failed) == (2, 2, 0)
    assert mailing.post(NOW + timedelta(hours=2)).sent == 0
    assert {tuple(letter.to): letter.body.count("Trạm") for letter in mail.outbox} == {
        ("a@example.vn",): 4,
        ("c@example.vn",): 2,
    }
    letter = mail.outbox[0]
    assert "Trạm A: hai tháng nay không nhận được số liệu nào." in letter.body
    assert "Trạm A: nothing has been received in two months." in letter.body
    assert letter.subject.startswith("[gấp] Trạm quan trắc, 02/03/2026: 2 việc ở 2 trạm")
    assert mailing.post(NOW + timedelta(days=1)).sent == 2
    assert MorningMail.objects.count() == 4


def test_what_could_not_be_sent_is_shown_and_sent_the_next_time(office, monkeypatch):
    def broken(_self, _messages):
        raise ConnectionRefusedError("no mail server")

    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", broken)
        done = mailing.post(NOW)
    assert (done.sent, done.failed) == (0, 2)
    assert all("no mail server" in row.error for row in MorningMail.objects.all())
    registering.register("E", {"name": "Trạm E", "operator_email": "muon@example.vn"})
    assert mailing.post(NOW + timedelta(hours=1)).sent == 2
    assert {address for letter in mail.outbox for address in letter.to} == {
        "a@example.vn",
        "c@example.vn",
    }
    assert not MorningMail.objects.exclude(error="").exists()
    ids = [letter.extra_headers["Message-ID"] for letter in mail.outbox]
    assert len(set(ids)) == 2


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_send_one_letter_each_way(office, monkeypatch):
    first = threading.Event()
    kept = EmailBackend.send_messages

    def slow(self, messages):
        first.set()
        assert other_done.wait(10)
        return kept(self, messages)

    other_done = threading.Event()
    monkeypatch.setattr(EmailBackend, "send_messages", slow)
    results = []

    def run():
        results.append(mailing.post(NOW))
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert first.wait(10)
    assert mailing.post(NOW).busy
    other_done.set()
    thread.join(20)
    assert results[0].sent == 2
    assert len(mail.outbox) == 2


def test_nothing_is_sent_when_nothing_is_wrong_or_the_station_is_closed(office):
    from xanh.office.monitoring.models import Station

    for station in Station.objects.all():
        registering.close(station, NOW.date())
    done = mailing.post(NOW)
    assert (done.letters, done.sent) == (0, 0)
    assert not mail.outbox


def test_without_a_mail_server_it_says_which_setting_is_missing(office, settings):
    settings.XANH = replace(settings.XANH, mail=None)
    with pytest.raises(XanhError) as refused:
        mailing.post(NOW)
    assert "XANH_MAIL_URL" in refused.value.do_en


def test_it_is_time_in_the_morning_of_vietnam_only():
    assert not due(NOW - timedelta(hours=1), 7)
    assert due(NOW, 7)
    assert due(NOW + timedelta(hours=5), 7)
    assert not due(NOW + timedelta(hours=6), 7)


def test_settings_of_mail_are_read_and_bad_ones_refused_without_the_password(tmp_path):
    env = {"XANH_HOME": str(tmp_path), "XANH_MAIL_FROM": "xanh@x.vn"}
    chosen = configuration(env | {"XANH_MAIL_URL": "smtp+tls://u%40x:p%2Fw@mail.x.vn"})
    assert chosen.mail == Mail("mail.x.vn", 587, "u@x", "p/w", starttls=True)
    assert chosen.mail_hour == 7
    assert "p/w" not in repr(chosen)
    for bad in (
        {"XANH_MAIL_URL": "http://u:secret@x"},
        {"XANH_MAIL_URL": "smtp://mail", "XANH_MAIL_FROM": ""},
        {"XANH_MAIL_HOUR": "24"},
    ):
        with pytest.raises(XanhError) as refused:
            configuration(env | bad)
        assert "secret" not in refused.value.line()


class Listener(socketserver.StreamRequestHandler):
    """As much of a mail server as one letter needs (RFC 5321)."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        letter: list[bytes] | None = None
        for line in self.rfile:
            if letter is not None:
                if line == b".\r\n":
                    self.server.letters.append(b"".join(letter))
                    letter = None
                    self.wfile.write(b"250 taken\r\n")
                else:
                    letter.append(line)
            elif line.upper().startswith(b"DATA"):
                letter = []
                self.wfile.write(b"354 go on\r\n")
            elif line.upper().startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")


def test_letter_reaches_a_mail_server_with_its_vietnamese_whole(office, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with socketserver.TCPServer(("127.0.0.1", 0), Listener) as server:
        server.letters = []
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            assert mailing.post(NOW).sent == 2
        finally:
            server.shutdown()
            thread.join()
    first = email.message_from_bytes(server.letters[0], policy=email.policy.default)
    assert first["To"] == "a@example.vn"
    assert first["From"] == "xanh@example.vn"
    assert first["Subject"].strip().startswith("[gấp] Trạm quan trắc, 02/03/2026")
    assert "Trạm B: hai tháng nay không nhận được số liệu nào." in first.get_content()
