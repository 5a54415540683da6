"""The morning mail: each operator is told once a day what to fix at its stations.

A day begins with one look at all stations, whose letters are entered together; what is entered and
not sent is tried again. A lock lets one process at a time do this. Only a power cut between the
mail server's answer and our note of it can send a letter twice; it then has the same Message-ID.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from xanh.errors import XanhError
from xanh.office.monitoring.models import MorningMail
from xanh.office.monitoring.series import local_date
from xanh.office.monitoring.working import Morning, morning

if TYPE_CHECKING:
    from xanh.observations.morning import Item

_MARK, _LOCK = "mail.json", "mail.lock"
_URGENT = 80  # from this trouble on the subject says so
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """What one operator is told."""

    address: str
    subject: str
    text: str


@dataclass(slots=True)
class Posted:
    """What became of a day's letters."""

    busy: bool = False  # another process is at it
    letters: int = 0  # of that day, in all
    sent: int = 0  # just now
    failed: int = 0  # just now; tried again later


def letters(seen: Morning) -> list[Letter]:
    """Return a letter for each address at whose stations something is wrong."""
    found: dict[str, list[Item]] = defaultdict(list)
    for item in seen.items:
        address = seen.stations[item.station].operator_email
        if address:
            found[address].append(item)
    day = local_date(seen.moment)
    return [_letter(address, items, day, seen) for address, items in sorted(found.items())]


def post(now: datetime | None = None) -> Posted:
    """Send what today's operators must know; what was sent today is not sent again.

    Raises XanhError where no mail server is set.
    """
    check_settings()
    moment = now or datetime.now(UTC)
    day = local_date(moment)
    with _alone() as mine:
        if not mine:
            return Posted(busy=True)
        if _looked() != day:
            _enter(day, letters(morning(moment)))
            _mark(day)
        done = Posted()
        for row in MorningMail.objects.filter(day=day):
            done.letters += 1
            if row.sent is None:
                sent = _send(row)
                done.sent += sent
                done.failed += not sent
        return done


def check_settings() -> None:
    """Raise XanhError where no mail server is set."""
    if settings.XANH.mail is None:
        raise XanhError(
            "mail-not-set",
            "Chưa đặt máy chủ thư.",
            "No mail server is set.",
            "Đặt XANH_MAIL_URL và XANH_MAIL_FROM.",
            "Set XANH_MAIL_URL and XANH_MAIL_FROM.",
        )


def _enter(day: date, some: Iterable[Letter]) -> None:
    with transaction.atomic():
        for letter in some:
            MorningMail.objects.get_or_create(
                day=day,
                address=letter.address,
                defaults={"subject": letter.subject, "text": letter.text},
            )


def _send(row: MorningMail) -> bool:
    digest = hashlib.sha256(f"{row.day} {row.address}".encode()).hexdigest()[:24]
    domain = settings.XANH.mail_from.rpartition("@")[2]
    message = EmailMessage(
        row.subject,
        row.text,
        settings.XANH.mail_from,
        [row.address],
        headers={"Message-ID": f"<xanh.{row.day:%Y%m%d}.{digest}@{domain}>"},
        connection=get_connection(),
    )
    try:
        message.send()
    except (OSError, SMTPException, ValueError) as error:
        log.warning("the morning mail to one operator could not be sent: %s", error)
        row.error = f"{type(error).__name__}: {error}"[:500]
        row.save(update_fields=["error"])
        return False
    row.sent, row.error = timezone.now(), ""
    row.save(update_fields=["sent", "error"])
    return True


def _letter(address: str, items: list[Item], day: date, seen: Morning) -> Letter:
    stations = len({item.station for item in items})
    urgent = any(item.trouble >= _URGENT for item in items)
    mark = "[gấp] " if urgent else ""
    subject = (
        f"{mark}Trạm quan trắc, {day:%d/%m/%Y}: {len(items)} việc ở {stations} trạm / "
        f"{len(items)} to fix at {stations} stations"
    )
    simulated = any(seen.stations[item.station].simulated for item in items)
    lines = [
        f"Việc cần làm ở các trạm của đơn vị, sáng {day:%d/%m/%Y}, việc gấp nhất đứng trước:",
        "",
        *(f"- {item.vi}{_simulated(item, seen, 'dữ liệu mô phỏng')}" for item in items),
        "",
        "-- English --",
        f"To fix at your stations on the morning of {day:%d/%m/%Y}, the worst first:",
        "",
        *(f"- {item.en}{_simulated(item, seen, 'simulated data')}" for item in items),
    ]
    if simulated and all(seen.stations[item.station].simulated for item in items):
        subject = f"(mô phỏng) {subject}"
    return Letter(address, subject, "\n".join(lines) + "\n")


def _simulated(item: Item, seen: Morning, words: str) -> str:
    return f" [{words}]" if seen.stations[item.station].simulated else ""


def _folder() -> Path:
    return Path(settings.BASE)


def _looked() -> date | None:
    """Return the day of the last look."""
    try:
        text = (_folder() / _MARK).read_text("utf-8")
        return date.fromisoformat(json.loads(text)["looked"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _mark(day: date) -> None:
    beside = _folder() / f"{_MARK}.new"
    beside.write_text(json.dumps({"looked": day.isoformat()}), "utf-8")
    beside.replace(_folder() / _MARK)


@contextmanager
def _alone() -> Iterator[bool]:
    with (_folder() / _LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
