"""Original files, kept under their SHA-256 in ``XANH_HOME/originals``."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError

from xanh.errors import XanhError
from xanh.office.locking import ORIGINALS, alone
from xanh.office.plans.models import Original
from xanh.vietnamese import nfc

_CHUNK = 1 << 20  # [bytes]


def store(stream: IO[bytes], name: str, limit: int) -> Original:
    """Keep the content of ``stream`` and return its record; the same content is kept once.

    The file is on disk, whole, before the record exists. Raises XanhError when the stream is
    empty or holds more than ``limit`` [bytes]; then nothing is kept.
    """
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    handle, arriving = tempfile.mkstemp(prefix="arriving-", dir=folder)
    part = Path(arriving)
    try:
        with os.fdopen(handle, "wb") as file:
            digest, size = _copy(stream, file, limit)
        with alone(ORIGINALS):
            place = folder / digest[:2] / digest[2:]
            place.parent.mkdir(exist_ok=True)
            part.replace(place)
            _sync(place.parent)
            original, _ = Original.objects.get_or_create(
                sha256=digest, defaults={"name": nfc(name)[-255:], "size": size}
            )
            return original
    finally:
        part.unlink(missing_ok=True)


def path(original: Original) -> Path:
    """Return where the file of ``original`` lies."""
    return _folder() / original.sha256[:2] / original.sha256[2:]


def forget(original: Original) -> bool:
    """Remove a file that nothing refers to any more; say whether it was removed."""
    with alone(ORIGINALS):
        try:
            with transaction.atomic():
                Original.objects.filter(pk=original.pk).delete()
        except ProtectedError:
            return False
        path(original).unlink(missing_ok=True)
    return True


def _folder() -> Path:
    home: Path = settings.XANH.home
    return home / "originals"


def _copy(stream: IO[bytes], file: IO[bytes], limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise XanhError(
                "file-too-large",
                f"Tệp lớn hơn {limit // 1_000_000} MB; không có gì được lưu.",
                f"The file is larger than {limit // 1_000_000} MB; nothing was stored.",
                "Hãy bỏ bớt hình ảnh hoặc chia nhỏ tệp.",
                "Take out pictures or split the file.",
            )
        digest.update(chunk)
        file.write(chunk)
    if size == 0:
        raise XanhError(
            "empty-file",
            "Tệp trống; không có gì được lưu.",
            "The file is empty; nothing was stored.",
            "Hãy kiểm tra tệp rồi gửi lại.",
            "Check the file and send it again.",
        )
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest(), size


def _sync(folder: Path) -> None:
    """Make the renaming itself durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
