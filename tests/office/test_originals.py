from __future__ import annotations

import hashlib
import io

import pytest

from xanh.errors import XanhError
from xanh.office.plans.models import Import, Original
from xanh.office.plans.originals import forget, path, store

pytestmark = pytest.mark.django_db


def test_a_file_is_kept_under_its_digest_with_its_content(home):
    original = store(io.BytesIO(b"ke hoach"), "Kế hoạch.docx", 100)
    digest = hashlib.sha256(b"ke hoach").hexdigest()
    assert (original.sha256, original.size, original.name) == (digest, 8, "Kế hoạch.docx")
    assert path(original) == home / "originals" / digest[:2] / digest[2:]
    assert path(original).read_bytes() == b"ke hoach"


def test_the_same_content_is_kept_once(home):
    first = store(io.BytesIO(b"a"), "a.txt", 10)
    assert store(io.BytesIO(b"a"), "b.txt", 10) == first
    assert len([p for p in (home / "originals").rglob("*") if p.is_file()]) == 1


@pytest.mark.parametrize(
    ("content", "limit", "code"), [(b"", 10, "empty-file"), (b"12345678901", 10, "file-too-large")]
)
def test_what_is_refused_leaves_nothing_behind(home, content, limit, code):
    with pytest.raises(XanhError) as refused:
        store(io.BytesIO(content), "x", limit)
    assert refused.value.code == code
    assert not Original.objects.exists()
    assert not [p for p in (home / "originals").rglob("*") if p.is_file()]


def test_an_upload_that_breaks_off_leaves_nothing_behind(home):
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        store(Broken(b"x"), "x", 10)
    assert not [p for p in (home / "originals").rglob("*") if p.is_file()]


def test_a_name_cannot_lead_out_of_the_folder(home):
    original = store(io.BytesIO(b"x"), "../../../etc/passwd", 10)
    assert path(original).is_relative_to(home / "originals")


def test_only_what_nothing_refers_to_is_forgotten(home):
    original = store(io.BytesIO(b"x"), "x", 10)
    arrival = Import.objects.create(original=original, name="x")
    assert not forget(original)
    assert path(original).exists()
    arrival.original = None
    arrival.save()
    assert forget(original)
    assert not path(original).exists()
    assert not Original.objects.exists()
