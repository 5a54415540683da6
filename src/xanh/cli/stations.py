"""``xanh stations``: the register of stations."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from xanh.cli.shared import group, print_json, records, say, verb
from xanh.errors import XanhError


def add(families: Any) -> None:
    """Add the verbs of stations to the command."""
    verbs = group(families, "stations", "the register of measuring stations")
    verb(verbs, "list", _list, "print the stations as tab-separated lines")
    take = verb(verbs, "import", _import, "enter the stations of a CSV file or workbook")
    take.add_argument("file", metavar="FILE", type=Path)
    take.add_argument("--try", dest="only_try", action="store_true", help="check, write nothing")
    mail = verb(verbs, "mail", _mail, "send operators today's mail, unless that was done")
    mail.add_argument("--dry-run", action="store_true", help="print the letters, send nothing")
    password = verb(
        verbs, "password", _password, "give a station a new FTP password, print it once"
    )
    password.add_argument("key", metavar="KEY")


def _mail(options: argparse.Namespace) -> None:
    records()
    from xanh.office.monitoring import mailing
    from xanh.office.monitoring.working import morning

    if options.dry_run:
        for letter in mailing.letters(morning(fresh=True)):
            print(f"To: {letter.address}\nSubject: {letter.subject}\n\n{letter.text}")
        return
    done = mailing.post()
    print_json(asdict(done))
    if done.failed:
        raise XanhError(
            "mail-not-sent",
            f"Có {done.failed} thư chưa gửi được; lần sau sẽ thử lại.",
            f"{done.failed} letters could not be sent; they are tried again.",
            "Xem lý do ở trang Việc sáng nay; kiểm tra XANH_MAIL_URL.",
            "See why on the page of this morning; check XANH_MAIL_URL.",
        )


def _list(_options: argparse.Namespace) -> None:
    records()
    from xanh.office.monitoring.models import Station

    print("key", "name", "medium", "latitude", "longitude", "seconds", "account", "state", sep="\t")
    for station in Station.objects.all():
        position = ("" if x is None else x for x in (station.latitude, station.longitude))
        print(
            station.key, station.name, station.medium, *position, station.seconds, station.account,
            f"closed {station.closed}" if station.closed else "open", sep="\t",
        )  # fmt: skip


def _import(options: argparse.Namespace) -> None:
    from xanh.cli.observations import tables

    content, known = options.file.read_bytes(), tables()
    records()
    from xanh.office.monitoring.importing import import_stations

    done = import_stations(content, known, only_try=options.only_try)
    for fault in done.faults:
        place = f"{options.file.name}:{fault.row}" + (f" {fault.column}" if fault.column else "")
        print(f"{place}: {fault.error.line()}", file=sys.stderr)
    if done.ignored:
        names = ", ".join(done.ignored)
        say(f"Không dùng các cột: {names}", f"Columns not used: {names}")
    print_json(
        {
            "added": len(done.added),
            "changed": len(done.changed),
            "same": done.same,
            "wrong": len(done.faults),
            "written": done.written,
        }
    )
    if done.faults:
        raise XanhError(
            "stations-not-imported",
            f"Có {len(done.faults)} chỗ sai; chưa có gì được ghi.",
            f"{len(done.faults)} things are wrong; nothing was written.",
            "Sửa các dòng ở trên rồi chạy lại.",
            "Mend the rows above and run it again.",
        )


def _password(options: argparse.Namespace) -> None:
    records()
    from xanh.office.monitoring.models import Station
    from xanh.office.monitoring.registering import new_password

    station = Station.objects.filter(key=options.key).first()
    if station is None:
        raise XanhError(
            "no-such-station",
            f"Không có trạm {options.key}.", f"There is no station {options.key}.",
            "Xem danh sách: xanh stations list.", "See the list: xanh stations list.",
        )  # fmt: skip
    password = new_password(station)
    station.refresh_from_db()
    say(
        f"Tài khoản FTP {station.account}; mật khẩu chỉ hiện một lần:",
        f"FTP account {station.account}; the password is shown this once:",
    )
    print(password)
