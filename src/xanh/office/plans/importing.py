"""A file on its way to a draft: kept first, read in a process of its own, then entered whole.

Each step leaves the records so that a restart can go on: what was acknowledged is never lost.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO

from django.contrib.auth.models import User
from django.db import close_old_connections, connections, transaction

from xanh.documents.reading.isolated import read_plan_isolated
from xanh.errors import XanhError
from xanh.office.plans.drafts import create_draft
from xanh.office.plans.models import Import
from xanh.office.plans.originals import forget, path, store
from xanh.vietnamese import nfc

_log = logging.getLogger(__name__)
_State = Import.State
_LIMIT = 20_000_000  # [bytes] unless the caller says otherwise
_workers = ThreadPoolExecutor(1, thread_name_prefix="xanh-reading")


def receive(stream: IO[bytes], name: str, user: User | None, limit: int = _LIMIT) -> Import:
    """Keep a file and return the record that acknowledges it. Raises XanhError if it is refused."""
    shown = nfc(name)[-255:] or "?"
    with transaction.atomic():
        original = store(stream, shown, limit)
        return Import.objects.create(original=original, name=shown, by=user)


def read_import(import_id: int) -> Import:
    """Read a received file into a draft; the import ends as read or refused.

    Of two who ask at once one reads; the other gets the record as it stands. A refused file is
    not kept.
    """
    if not Import.objects.filter(pk=import_id, state=_State.RECEIVED).update(state=_State.READING):
        return Import.objects.get(pk=import_id)
    arrival = Import.objects.select_related("original", "by").get(pk=import_id)
    try:
        _read(arrival)
    except XanhError as error:
        _refuse(arrival, error)
    except Exception:
        _log.exception("import %s could not be read", import_id)
        _refuse(arrival, _unreadable())
    return Import.objects.get(pk=import_id)


def start_reading(import_id: int) -> Future[Import]:
    """Read a received file in the background."""
    return _workers.submit(_read_in_background, import_id)


def resume_imports() -> int:
    """Take up the imports that a stop cut short; return how many are read in the background.

    To be called once, when the server starts: what was being read then is read again.
    """
    Import.objects.filter(state=_State.READING).update(state=_State.RECEIVED)
    waiting = Import.objects.filter(state=_State.RECEIVED).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True))
    for import_id in ids:
        start_reading(import_id)
    return len(ids)


def _read_in_background(import_id: int) -> Import:
    close_old_connections()
    try:
        return read_import(import_id)
    finally:
        connections.close_all()


def _read(arrival: Import) -> None:
    """Read outside of any transaction, then enter draft and state in one."""
    if arrival.original is None:
        raise _unreadable()
    answer = read_plan_isolated(path(arrival.original), name=arrival.name)
    document = answer["document"]
    with transaction.atomic():
        version = create_draft(
            answer["plan"], document["text"], document["form"], arrival.original, arrival.by
        )
        moved = Import.objects.filter(pk=arrival.pk, state=_State.READING)
        if not moved.update(state=_State.READ, version=version):
            # Somebody else took the import up meanwhile and entered its draft.
            transaction.set_rollback(True)


def _refuse(arrival: Import, error: XanhError) -> None:
    Import.objects.filter(pk=arrival.pk, state=_State.READING).update(
        state=_State.REFUSED,
        error_code=error.code[:60],
        error_vi=error.sentence("vi"),
        error_en=error.sentence("en"),
        original=None,
    )
    if arrival.original is not None:
        forget(arrival.original)


def _unreadable() -> XanhError:
    return XanhError(
        "reading-failed",
        "Không đọc được tệp này do lỗi của chương trình; chưa có gì được lưu.",
        "This file could not be read because of a fault in the program; nothing was stored.",
        "Hãy thử dạng khác (.docx, .pdf, .html, .txt) hoặc báo cho người quản trị.",
        "Try another form (.docx, .pdf, .html, .txt) or tell the administrator.",
    )
