"""``xanh observations export``: readings out of the store as CSV or Parquet."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from xanh.cli.shared import records, say, verb
from xanh.errors import XanhError

if TYPE_CHECKING:
    from xanh.observations.selection import Selection

# Written out: `--help` must not wait for what is behind them.
FORMS = ("csv", "parquet")
LEVELS = ("raw", "checked", "corrected")
_DESCRIPTION = """\
Print readings of the store as CSV (station,parameter,time,value,unit,status,flag) or Parquet, month
by month, within a month by station, parameter and time. T is a moment (2026-03-25T07:00, local time
if it has no offset) or a day, whose readings begin after its 00:00; both ends are included."""


def add(verbs: Any) -> None:
    """Add ``export`` to the verbs of ``xanh observations``."""
    export = verb(verbs, "export", _export, "print readings of the store as CSV or Parquet")
    export.description = _DESCRIPTION
    export.add_argument("--station", action="append", metavar="S", help="may be repeated")
    export.add_argument("--parameter", action="append", metavar="P", help="may be repeated")
    export.add_argument("--from", dest="start", type=_first, metavar="T", help="from T on")
    export.add_argument("--to", dest="end", type=_moment, metavar="T", help="up to T")
    export.add_argument("--format", choices=FORMS, default="csv")
    export.add_argument(
        "--level",
        choices=LEVELS,
        default="corrected",
        help="as received, with what checks found, or with people's corrections (default)",
    )
    export.add_argument("--as-of", type=_moment, metavar="T", help="what was known at T")
    export.add_argument("--out", type=Path, metavar="FILE", help="instead of standard output")


def _moment(text: str) -> datetime:
    """Return an ISO 8601 moment or day; without an offset it is local."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        return (moment - timedelta(hours=7)).replace(tzinfo=UTC)
    return moment.astimezone(UTC)


def _first(text: str) -> datetime:
    """Return what lies just before the first label: the label 00:00 belongs to the day before."""
    moment = _moment(text)
    return moment if len(text) <= len("2026-03-25") else moment - timedelta(microseconds=1)


def _export(options: argparse.Namespace) -> None:
    from xanh.observations.engine import DuckEngine
    from xanh.observations.exporting import NOTICE, export
    from xanh.observations.store import Store
    from xanh.web.configuration import home_folder

    asked = _selection(options)
    simulated = _simulated()
    if simulated.intersection(asked.stations or simulated):
        say(*NOTICE.split(" / "))
    engine = DuckEngine(Store(home_folder() / "observations"))
    with _opened(options.out, options.format) as out:
        for block in export(engine, asked, options.format, simulated):
            out.write(block)


def _selection(options: argparse.Namespace) -> Selection:
    from xanh.cli.observations import tables
    from xanh.observations.selection import Level, Selection
    from xanh.observations.tables import name_key

    known = tables()

    def station(text: str) -> str:
        profile = known.station(text)
        return profile.key if profile else text

    def parameter(text: str) -> str:
        return text if text in known.parameters else known.names.get(("", name_key(text)), text)

    def each(texts: list[str] | None, name: Callable[[str], str]) -> tuple[str, ...] | None:
        return None if texts is None else tuple(dict.fromkeys(map(name, texts)))

    return Selection(
        each(options.station, station),
        each(options.parameter, parameter),
        options.start,
        options.end,
        Level(options.level),
        options.as_of,
    )


def _simulated() -> set[str]:
    """Return the keys of the simulated stations of the register, where there is one."""
    from xanh.web.configuration import configured_database

    database = configured_database()
    if database["ENGINE"].endswith("sqlite3") and not Path(database["NAME"]).exists():
        return set()
    records()
    from xanh.office.monitoring.models import Station

    return set(Station.objects.filter(simulated=True).values_list("key", flat=True))


@contextmanager
def _opened(path: Path | None, form: str) -> Iterator[BinaryIO]:
    """Give where to write; a file takes its name only when it is whole."""
    if path is None:
        if form == "parquet" and sys.stdout.isatty():
            raise XanhError(
                "binary-to-terminal",
                "Parquet không in ra màn hình được.",
                "Parquet cannot be shown on a terminal.",
                "Thêm --out TỆP, hoặc chuyển hướng đầu ra.",
                "Add --out FILE, or redirect the output.",
            )
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as out:
            yield out
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
