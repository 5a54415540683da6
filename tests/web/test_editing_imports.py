"""The door: what is taken in, what is refused, and what is kept of it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from browser.sample import plan
from web.editors import home, person, signed_in
from xanh.errors import XanhError
from xanh.office.plans.importing import read_import
from xanh.office.plans.models import Import, Original
from xanh.web.editing import arrivals
from xanh.web.editing.arrivals import import_now, shown_name

__all__ = ["home"]


@pytest.fixture
def editor(home, monkeypatch):
    """Return an editor's browser; files are read when a test says so."""
    monkeypatch.setattr(arrivals, "start_reading", lambda number: None)
    return signed_in(person("bien-tap"))


def _send(client, content: bytes, name: str = "ke-hoach.txt", kind: str = "text/plain"):
    return client.post("/nhap/", {"file": SimpleUploadedFile(name, content, kind)})


def _kept(home: Path) -> list[Path]:
    return [path for path in (home / "originals").rglob("*") if path.is_file()]


def test_file_is_kept_acknowledged_and_read_into_a_draft(editor, home):
    answer = _send(editor, plan().encode())
    arrival = Import.objects.get()
    assert answer.url == f"/nhap/{arrival.pk}/"
    assert arrival.by.username == "bien-tap"
    assert len(_kept(home)) == 1
    waiting = editor.get(answer.url)
    assert "Đang đọc văn bản" in waiting.content.decode()
    assert '<noscript><meta http-equiv="refresh"' in waiting.content.decode()
    read_import(arrival.pk)
    arrival.refresh_from_db()
    assert editor.get(answer.url).url == f"/duyet/{arrival.version_id}/"
    part = editor.get(answer.url, headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == f"/duyet/{arrival.version_id}/"


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "Tệp trống"), (b"x" * 1_000_001, "lớn hơn 1 MB")],
    ids=["empty", "too large"],
)
def test_file_refused_at_the_door_leaves_nothing(editor, home, content: bytes, words: str):
    answer = _send(editor, content)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert (Import.objects.count(), Original.objects.count(), _kept(home)) == (0, 0, [])


def test_form_without_a_file_says_so(editor):
    assert "Chưa chọn tệp nào" in editor.post("/nhap/").content.decode()


def test_what_cannot_be_read_is_listed_with_its_reason_in_either_language(editor, home):
    _send(editor, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "anh.txt", "text/plain")
    arrival = read_import(Import.objects.get().pk)
    assert arrival.state == "refused"
    assert arrival.error_vi in editor.get("/nhap/").content.decode()
    assert arrival.error_en in editor.get(f"/en/nhap/{arrival.pk}/").content.decode()
    assert _kept(home) == []


def test_claimed_content_type_and_name_decide_nothing(editor):
    _send(editor, plan().encode(), "virus.exe", "application/x-msdownload")
    assert read_import(Import.objects.get().pk).state == "read"


def test_one_press_sent_twice_makes_one_import(editor):
    content = plan().encode()
    first, second = _send(editor, content), _send(editor, content)
    assert first.url == second.url
    assert Import.objects.count() == 1


def test_same_file_can_be_brought_again_after_its_draft_was_discarded(editor):
    content = plan().encode()
    _send(editor, content)
    version = read_import(Import.objects.get().pk).version
    editor.post(f"/duyet/{version.pk}/bo/")
    assert _send(editor, content).url != f"/nhap/{Import.objects.earliest('pk').pk}/"


def test_names_are_shown_as_text(editor):
    _send(editor, b"abc", '<img src=x onerror="alert(1)">.txt')
    page = editor.get("/nhap/").content.decode()
    assert "<img src=x" not in page


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Lan\\Kế hoạch.docx", "Kế hoạch.docx"),
        ("gpj.\u202edoc.exe", "gpj.doc.exe"),
        ("\u200bke\u200dhoach.txt\x00", "kehoach.txt"),
        ("", "?"),
        ("...", "?"),
    ],
)
def test_file_names_lose_folders_and_tricks(name: str, shown: str):
    assert shown_name(name) == shown


@given(st.text(max_size=400))
def test_any_name_becomes_one_short_printable_line(name: str):
    shown = shown_name(name)
    assert 0 < len(shown) <= 120
    assert "/" not in shown
    assert "\\" not in shown
    assert shown.isprintable() or " " in shown or "\u00a0" in shown or not shown.isascii()


def test_command_imports_at_once_and_says_what_it_found(home):
    found = import_now(plan().encode(), "ke-hoach.txt")
    assert (found["state"], found["tasks"], found["targets"]) == ("draft", 3, 2)
    with pytest.raises(XanhError):
        import_now(b"\x00\xff" * 4000, "x.bin")


def test_upload_is_taken_in_pieces(editor, home):
    stream = io.BytesIO(plan().encode() + b"\n" * 900_000)
    assert _send(editor, stream.getvalue()).status_code == 302
