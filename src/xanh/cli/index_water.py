"""``xanh index water``: VN_WQI of samples in a file, or of the store."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xanh.cli.shared import verb
from xanh.errors import XanhError

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

    from xanh.observations.engine import Build
    from xanh.observations.readings import Problem, Read
    from xanh.observations.selection import Selection

VIETNAM = timedelta(hours=7)
# Written out: `--help` must not wait for what is behind them.
WEIGHTINGS = ("equal", "group-iv-twice")
PERIODS = ("auto", "sample", "day")
_DESCRIPTION = """\
Print VN_WQI (Decision 1460/QĐ-TCMT) as CSV: station,time,index,band, the groups g1 to g5 and each
parameter's q_<parameter>. One row a sample (station and time). Readings of automatic stations make
one row a station and local day of daily means: those of the store that stand for an interval, and
those in station files; grab samples in the store, and every other file, make one row a sample. An
index that may not be computed is empty: it needs 3 of the 5 groups, among them group IV with 3
parameters."""


def add(verbs: Any) -> None:
    """Add ``water`` to the verbs of ``xanh index``."""
    water = verb(verbs, "water", _water, "print VN_WQI as CSV, one row a sample")
    water.description = _DESCRIPTION
    add_source(water)
    water.add_argument(
        "--weighting", choices=WEIGHTINGS, default="equal", help="of group IV against group V"
    )
    water.add_argument("--per", choices=PERIODS, default="auto", help="what a row is made of")
    water.add_argument(
        "--share", type=share, default=0.75, help="least share of valid readings in a daily mean"
    )


def add_source(index: argparse.ArgumentParser) -> None:
    """Add the arguments that say which readings an index is made from."""
    index.add_argument("--input", metavar="FILE", help="readings; - for stdin (default: the store)")
    index.add_argument("--station", action="append", metavar="S", help="only this; may be repeated")
    index.add_argument("--from", dest="start", type=_moment, metavar="T", help="only from T on")
    index.add_argument("--to", dest="end", type=_moment, metavar="T", help="only up to T")


def share(text: str) -> float:
    """Return a share above 0 and up to 1, as an argument."""
    value = float(text)
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError("a share lies above 0 and is at most 1")
    return value


def _moment(text: str) -> datetime:
    """Return an ISO 8601 moment or day; without an offset it is local."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else (moment - VIETNAM).replace(tzinfo=UTC)).astimezone(UTC)


def _water(options: argparse.Namespace) -> None:
    from xanh.methods.water import vn_wqi

    read = read_source(options.input, _parameters()) if options.input else None
    tables = _from_file(options, read) if read else _from_store(options)
    made = [vn_wqi(table, weighting=options.weighting) for table in tables if table.num_rows]
    if not made:
        made = [vn_wqi(_nothing(), weighting=options.weighting)]
    _print(row for table in made for row in table.to_pylist())
    refuse_problems(read.problems if read else [])


def refuse_problems(problems: Sequence[Problem]) -> None:
    """Name what could not be read, after the rest has been printed. Raises XanhError if any."""
    if not problems:
        return
    for problem in problems:
        print(problem.sentence(), file=sys.stderr)
    raise XanhError(
        "lines-unreadable",
        f"Có {len(problems)} chỗ không đọc được; phần còn lại đã được tính.",
        f"{len(problems)} places could not be read; the rest has been computed.",
        "Sửa các dòng nêu trên rồi chạy lại.",
        "Mend the lines above and run again.",
    )


def read_source(name: str, parameters: Sequence[str]) -> Read:
    """Return the readings of some parameters in a file, or standard input for ``-``."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from xanh.cli.observations import tables
    from xanh.observations.reading.forms import read, read_file
    from xanh.observations.readings import Read

    wanted = pa.array(parameters)
    kept, problems, form = [], [], ""
    known = tables()
    stdin = name == "-"
    for part in (
        [read(sys.stdin.buffer.read(), "", known)] if stdin else read_file(Path(name), known)
    ):
        kept.append(part.table.filter(pc.is_in(part.table["parameter"], wanted)))
        problems += part.problems
        form = part.form
    return Read(pa.concat_tables(kept), form, problems)


def _from_file(options: argparse.Namespace, read: Read) -> list[pa.Table]:
    import ibis

    from xanh.observations import levels

    # What the reader found below the detection limit counts half, as at the store's checked level.
    readings = levels.checked_readings(
        levels.selected(ibis.memtable(read.table), selection(options, _parameters())), None
    )
    usable = levels.with_usable(readings)
    per = options.per
    if per == "auto":
        per = "day" if read.form == "station-text" else "sample"
    engine = ibis.duckdb.connect()
    return [engine.to_pyarrow(build(usable)) for build in _builds(per, options.share)]


def _from_store(options: argparse.Namespace) -> list[pa.Table]:
    from xanh.observations.engine import DuckEngine
    from xanh.observations.store import Store
    from xanh.web.configuration import home_folder

    engine = DuckEngine(Store(home_folder() / "observations"))
    asked = selection(options, _parameters())
    return [
        engine.table(asked, "index-water", build) for build in _builds(options.per, options.share)
    ]


def selection(options: argparse.Namespace, parameters: tuple[str, ...]) -> Selection:
    """Return which readings the arguments of :func:`add_source` ask for."""
    from xanh.observations.selection import Selection

    tick = timedelta(microseconds=1)
    return Selection(
        stations=tuple(options.station) if options.station else None,
        parameters=parameters,
        start=options.start and options.start - tick,  # a selection leaves its start out
        end=options.end,
    )


def _parameters() -> tuple[str, ...]:
    from xanh.methods.water import VN_WQI_2019

    return (*VN_WQI_2019.scales, "temperature", "do_saturation", "heptachlor_epoxide")


def _builds(per: str, share: float) -> Sequence[Build]:
    """Return the expressions over readings that give what is indexed: one table for each."""
    if per == "sample":
        return (_samples,)
    if per == "day":
        return (partial(_days, share=share, grabs=True),)
    return (partial(_days, share=share, grabs=False), _grabs)


def _samples(readings: ibis.Table) -> ibis.Table:
    """Return usable readings with the local time of each."""
    import ibis

    usable = readings.filter(readings.usable)
    return _long(usable, usable.time + ibis.interval(hours=7), usable.value)


def _grabs(readings: ibis.Table) -> ibis.Table:
    return _samples(readings.filter(readings.seconds == 0))


def _days(readings: ibis.Table, share: float, *, grabs: bool) -> ibis.Table:
    """Return daily means of automatic stations, where the share of valid readings allows one.

    Values of more than an hour (a slow analyser) stand under their day as they are, and so do
    grab samples if they are asked for.
    """
    import ibis

    from xanh.observations import rollups

    short = readings.filter(readings.seconds > 0, readings.seconds <= rollups.HOUR)
    days = rollups.days(rollups.whole_hours(short, winds=False), share, share, winds=False)
    days = days.filter(days["mean"].notnull())
    slow = readings.filter(readings.usable, readings.seconds > rollups.HOUR)
    parts = [
        _long(days, days.day, days["mean"]),
        _long(slow, rollups.local_day(slow.time), slow.value),
    ]
    if grabs:
        samples = _grabs(readings)
        parts.append(_long(samples, samples.time.date(), samples.value))
    return ibis.union(*parts)


def _long(readings: ibis.Table, time: Any, value: ibis.Value) -> ibis.Table:
    return readings.select("station", "parameter", "unit", time=time, value=value)


def _nothing() -> pa.Table:
    import pyarrow as pa

    names = ("station", "parameter", "unit")
    columns = {name: pa.array([], pa.string()) for name in names}
    return pa.table(
        {**columns, "time": pa.array([], pa.timestamp("us")), "value": pa.array([], pa.float64())}
    )


def _print(rows: Iterable[dict[str, Any]]) -> None:
    """Print rows in the order of station and time."""
    from xanh.methods.water import VN_WQI_2019

    groups = [f"g{number}" for number in VN_WQI_2019.groups]
    scores = [f"q_{name}" for names in VN_WQI_2019.groups.values() for name in names]
    columns = ["station", "time", "index", "band", *groups, *scores]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(columns)
    texts = [[_text(row[name]) for name in columns] for row in rows]
    texts.sort(key=lambda row: (row[0], row[1]))
    writer.writerows(texts)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.isoformat(timespec='seconds')}+07:00"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value)
