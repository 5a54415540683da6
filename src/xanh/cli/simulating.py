"""``xanh simulate``: stations that are not there, to try everything with."""

from __future__ import annotations

import argparse
import os
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xanh.cli.shared import group, print_json, records, say, verb
from xanh.errors import XanhError

if TYPE_CHECKING:
    from xanh.observations.simulator.sending import Carrier, Sent

PASSWORD = "XANH_SIMULATE_PASSWORD"  # noqa: S105  # the name of a variable


def add(families: Any) -> None:
    """Add the verbs of the simulator to the command."""
    verbs = group(families, "simulate", "simulated stations, marked as such everywhere")
    load = verb(
        verbs, "load", _load, "register simulated stations and fill the store with their past"
    )
    _count(load, 24)
    load.add_argument("--days", type=_positive, default=30, metavar="D", help="how far back")
    load.add_argument("--until", type=_moment, metavar="TIME", help="ISO 8601; default: now")
    enter = verb(
        verbs, "register", _register,
        f"let simulated stations send by FTP with the password in {PASSWORD}, or a new one",
    )  # fmt: skip
    _count(enter, 24)
    send = verb(verbs, "send", _send, "send as the stations' loggers do, faults included")
    _count(send, 24)
    send.add_argument("--host", default="127.0.0.1")
    send.add_argument("--port", type=_positive, default=2121)
    send.add_argument("--tls", action="store_true", help="FTPS")
    send.add_argument("--folder", type=Path, metavar="DIR", help="write files instead of FTP")
    send.add_argument(
        "--speed", type=float, default=60.0, metavar="X", help="times faster than life; 0: at once"
    )
    send.add_argument(
        "--from", dest="start", type=_moment, metavar="TIME", help="ISO 8601; default: --hours ago"
    )
    send.add_argument("--hours", type=float, default=24.0, metavar="H")
    send.add_argument("--ledger", type=Path, metavar="FILE", help="write what must be held to FILE")
    check = verb(verbs, "verify", _verify, "compare the store with what `send --ledger` wrote")
    check.add_argument("ledger", type=Path, metavar="FILE")


def _count(parser: argparse.ArgumentParser, default: int) -> None:
    parser.add_argument("--stations", type=_positive, default=default, metavar="N")


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return int(text)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no ISO 8601 time") from None
    return moment.replace(tzinfo=moment.tzinfo or UTC)


def _load(options: argparse.Namespace) -> None:
    records()
    from xanh.observations.keeper import keep
    from xanh.observations.simulator import parts, stations
    from xanh.office.monitoring.profiles import station_profiles
    from xanh.office.monitoring.readings import store
    from xanh.office.monitoring.simulated import register_simulated

    simulated, end = stations(options.stations), options.until or datetime.now(UTC)
    added = register_simulated(simulated)
    say("Đang tạo dữ liệu mô phỏng…", "Making simulated data…")
    counts = store().add_stream(parts(simulated, end - timedelta(days=options.days), end))
    say("Đang kiểm tra và tính trung bình giờ…", "Checking, and deriving hourly means…")
    kept = keep(store(), station_profiles())
    print_json(
        {
            "simulated": True,
            "stations": len(simulated),
            "registered": added,
            "readings": counts.total,
            "new": counts.new,
            "flags": kept.flags,
            "days_of_hours": kept.hours,
            "left_to_the_receiver": kept.busy,
        }
    )


def _register(options: argparse.Namespace) -> None:
    records()
    from xanh.observations.simulator import stations
    from xanh.office.accounts import readable_password
    from xanh.office.monitoring.simulated import admit, register_simulated

    simulated = stations(options.stations)
    password = os.environ.get(PASSWORD) or readable_password()
    register_simulated(simulated)
    admit(simulated, password)
    say(
        f"Đặt {PASSWORD} bằng mật khẩu này khi gửi; nó chỉ hiện một lần:",
        f"Set {PASSWORD} to this password when sending; it is shown this once:",
    )
    print(password)


def _send(options: argparse.Namespace) -> None:
    from xanh.observations.simulator import deliveries, stations
    from xanh.observations.simulator.sending import Fleet

    start = options.start or datetime.now(UTC) - timedelta(hours=options.hours)
    end = start + timedelta(hours=options.hours)
    fleet = Fleet(lambda: _carrier(options), threads=min(8, options.stations))
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: fleet.stopping.set())
    sent = fleet.run(deliveries(stations(options.stations), start, end), options.speed)
    if options.ledger:
        sent.ledger.save(options.ledger)
    print_json(report(sent))
    if sent.unsent:
        raise XanhError(
            "not-all-sent",
            f"Đã dừng khi còn {sent.unsent} tệp chưa gửi.",
            f"Stopped with {sent.unsent} files unsent.",
            "Chạy lại với cùng --from để gửi tiếp.",
            "Run it again with the same --from to send the rest.",
        )


def _carrier(options: argparse.Namespace) -> Carrier:
    from xanh.observations.simulator.sending import FolderCarrier, FtpCarrier

    if options.folder:
        return FolderCarrier(options.folder)
    password = os.environ.get(PASSWORD, "")
    if not password:
        raise XanhError(
            "no-password",
            f"Chưa có mật khẩu của các trạm mô phỏng trong {PASSWORD}.",
            f"The simulated stations' password is not in {PASSWORD}.",
            "Tạo mật khẩu: xanh simulate register.",
            "Make one: xanh simulate register.",
        )
    return FtpCarrier(options.host, options.port, password, tls=options.tls)


def report(sent: Sent) -> dict[str, Any]:
    """Return how a sending went, as JSON values."""
    waits = sorted(sent.waits) or [0.0]
    return {
        "simulated": True,
        "files": sent.files,
        "bytes": sent.bytes,
        "by_kind": dict(sorted(sent.ledger.files.items())),
        "to_be_refused": sent.ledger.refused,
        "trials_failed": sent.trials_failed,
        "unsent": sent.unsent,
        "doubtful": sent.doubtful,
        "wait_p50_s": round(waits[len(waits) // 2], 3),
        "wait_p95_s": round(waits[int(len(waits) * 0.95)], 3),
    }


def _verify(options: argparse.Namespace) -> None:
    import pyarrow.parquet as pq

    from xanh.observations.simulator import verify
    from xanh.observations.store import Store
    from xanh.web.configuration import home_folder

    verdict = verify(Store(home_folder() / "observations"), pq.read_table(options.ledger))
    print_json(verdict.to_json())
    if not verdict.right:
        raise XanhError(
            "store-differs",
            "Kho khác với những gì các trạm đã gửi.",
            "The store differs from what the stations sent.",
            "Chờ máy nhận làm xong rồi so lại; xem các ví dụ ở trên.",
            "Wait until the receiver is done and compare again; see the examples above.",
        )
