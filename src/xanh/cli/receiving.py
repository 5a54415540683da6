"""``xanh receive`` and ``xanh observations quarantine``: taking what stations send."""

from __future__ import annotations

import argparse
import logging
import signal
import threading
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xanh.cli.shared import group, print_json, records, say, verb
from xanh.errors import XanhError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xanh.observations.quality.rules import Rules
    from xanh.observations.receiving.ftp import FtpSettings
    from xanh.observations.tables import StationProfile

_MOST = 100_000


def add(families: Any) -> None:
    """Add ``receive`` to the command."""
    receive = verb(
        families, "receive", _receive, "take what stations send by FTP, FTPS and in folders"
    )
    receive.add_argument("--host", default="0.0.0.0", metavar="H")  # noqa: S104  # loggers are outside
    receive.add_argument("--port", default=2121, type=_port, metavar="N")
    receive.add_argument(
        "--passive-ports", type=_ports, metavar="A-B", help="for data connections; default: any"
    )
    receive.add_argument(
        "--public-address", default="", metavar="IP", help="told to loggers behind a router"
    )
    receive.add_argument(
        "--certificate", type=Path, metavar="PEM", help="certificate and key; default: self-made"
    )
    receive.add_argument("--no-tls", action="store_true", help="serve no FTPS")
    receive.add_argument("--no-plain-ftp", action="store_true", help="serve FTPS only")
    receive.add_argument("--no-ftp", action="store_true", help="watch folders only")
    receive.add_argument(
        "--watch", action="append", default=[], type=Path, metavar="FOLDER",
        help="take files out of this folder, too; may be given again",
    )  # fmt: skip
    receive.add_argument(
        "--keep-files", action="store_true", help="leave files in watched folders in place"
    )
    receive.add_argument(
        "--settle", type=float, default=10.0, metavar="S",
        help="seconds that a file in a watched folder has not changed before it is taken",
    )  # fmt: skip


def add_quarantine(verbs: Any) -> None:
    """Add ``quarantine`` to the verbs of observations."""
    own = group(verbs, "quarantine", "received files that could not enter the store")
    verb(own, "list", _list, "print them with their reasons as JSON")
    replay = verb(own, "replay", _replay, "try them again after a fix; prints counts")
    replay.add_argument("ids", metavar="ID", nargs="*", help="default: all")


def _receive(options: argparse.Namespace) -> None:
    if options.no_ftp and not options.watch:
        raise _wrong("--no-ftp cần --watch.", "--no-ftp asks for --watch.")
    if options.no_tls and options.no_plain_ftp:
        raise _wrong(
            "--no-tls và --no-plain-ftp loại trừ nhau.", "--no-tls and --no-plain-ftp exclude."
        )
    for folder in options.watch:
        if not folder.is_dir():
            raise _wrong(f"Không có thư mục {folder}.", f"There is no folder {folder}.")
    records()
    from xanh.observations.receiving.receiver import Receiver, ReceiverSettings
    from xanh.office.monitoring.profiles import store_folder, tables_folder
    from xanh.web.configuration import home_folder
    from xanh.web.prepare import held

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    settings = ReceiverSettings(
        folder=store_folder(),
        ftp=None if options.no_ftp else _ftp(options, store_folder().parent),
        watch=tuple(folder.absolute() for folder in options.watch),
        keep_files=options.keep_files,
        settle=options.settle,
        tables=tables_folder(),
    )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with held(home_folder(), shared=True):  # what is being restored is not written to
        Receiver(settings, _profiles, _rules).run(stop, _greet)


def _ftp(options: argparse.Namespace, home: Path) -> FtpSettings:
    from xanh.observations.receiving.certificate import self_made
    from xanh.observations.receiving.ftp import FtpSettings

    certificate = None
    if not options.no_tls:
        certificate = options.certificate or self_made(home / "ftps.pem")
    return FtpSettings(
        host=options.host,
        port=options.port,
        passive_ports=options.passive_ports,
        public_address=options.public_address,
        certificate=certificate,
        plain=not options.no_plain_ftp,
    )


def _greet(address: tuple[str, int] | None) -> None:
    where = f"ftp://{address[0]}:{address[1]}" if address else "thư mục / folders"
    say(f"Đang nhận: {where}", f"Receiving: {where}")


def _profiles() -> Mapping[str, StationProfile]:
    from django.db import close_old_connections, connection

    from xanh.office.monitoring.profiles import station_profiles

    close_old_connections()
    try:
        return station_profiles()
    finally:
        connection.close()


def _rules() -> Rules:
    from xanh.observations.quality.rules import load_rules
    from xanh.office.monitoring.profiles import tables_folder

    folder = tables_folder()
    return load_rules(folder if folder.is_dir() else None)


def _list(_options: argparse.Namespace) -> None:
    from xanh.observations.receiving.quarantine import Quarantine
    from xanh.web.configuration import home_folder

    held = Quarantine(home_folder() / "observations")
    print_json(
        {
            "files": [asdict(file) for file in held.files(_MOST)],
            "lines": [asdict(line) for line in held.lines()],
        }
    )


def _replay(options: argparse.Namespace) -> None:
    records()
    from xanh.observations.loading import load_tables
    from xanh.observations.receiving.quarantine import Quarantine
    from xanh.observations.receiving.taking import Taker
    from xanh.observations.store import Store
    from xanh.office.monitoring.profiles import store_folder, tables_folder

    folder = tables_folder()
    tables = load_tables(folder if folder.is_dir() else None, _profiles())
    quarantine = Quarantine(store_folder())
    unknown = set(options.ids) - {key for key, _ in quarantine.contents(options.ids)}
    if unknown:
        shown = ", ".join(sorted(unknown))
        raise _wrong(f"Khu cách ly không có: {shown}.", f"Not in the quarantine: {shown}.")
    done = Taker(Store(store_folder()), quarantine).replay(tables, options.ids or None)
    print_json(
        {
            "files": done.files,
            "quarantined": done.quarantined,
            "bad_lines": done.bad_lines,
            **asdict(done.counts),
        }
    )


def _wrong(vi: str, en: str) -> XanhError:
    return XanhError("wrong-call", vi, en)


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) <= 65535):
        raise argparse.ArgumentTypeError(f"{text!r} is no port (0 … 65535)")
    return int(text)


def _ports(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    ports = _port(first), _port(last or first)
    if not 0 < ports[0] <= ports[1]:
        raise argparse.ArgumentTypeError(f"{text!r} is no range of ports, as 50000-50100")
    return ports
