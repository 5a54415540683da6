"""``xanh observations``: readings of stations, laboratories and sensors."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xanh.cli import exporting, receiving
from xanh.cli.shared import group, print_json, verb
from xanh.errors import XanhError

if TYPE_CHECKING:
    from xanh.observations.tables import Tables

_STDIN_IN_MEMORY = 32 << 20


def add(families: Any) -> None:
    """Add the verbs of observations to the command."""
    verbs = group(families, "observations", "readings of stations, laboratories and sensors")
    read = verb(
        verbs, "read", _read, "print the readings of files in any known form as CSV; stores nothing"
    )
    read.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="a station's text file, CSV, .xlsx or sensor JSON; - for stdin",
    )
    take = verb(verbs, "ingest", _ingest, "take files and folders into the store; prints counts")
    take.add_argument("paths", metavar="PATH", nargs="+", type=Path)
    exporting.add(verbs)
    receiving.add_quarantine(verbs)


def tables() -> Tables:
    """Return the tables of names with the operator's own in XANH_HOME/tables."""
    from xanh.observations.loading import load_tables
    from xanh.web.configuration import home_folder

    folder = home_folder() / "tables"
    return load_tables(folder if folder.is_dir() else None)


def _read(options: argparse.Namespace) -> None:
    from xanh.observations.reading.forms import read_file
    from xanh.observations.reading.printing import print_heading, print_readings

    known = tables()
    out = sys.stdout.buffer
    print_heading(out)
    unread = 0
    for name in options.files:
        try:
            with _opened(name) as (path, shown):
                for part in read_file(path, known, name=shown):
                    print_readings(part.table, out)
                    for problem in part.problems:
                        print(problem.sentence(), file=sys.stderr)
                    unread += len(part.problems)
        except XanhError as error:
            print(f"{name}: {error.line()}", file=sys.stderr)
            unread += 1
    out.flush()
    if unread:
        raise XanhError(
            "not-all-read",
            f"Có {unread} dòng hoặc tệp không đọc được; phần còn lại đã được in.",
            f"{unread} lines or files could not be read; the rest was printed.",
            "Xem từng dòng ở trên.",
            "See the lines above.",
        )


def _ingest(options: argparse.Namespace) -> None:
    from xanh.observations.ingesting import ingest
    from xanh.observations.store import Store
    from xanh.web.configuration import home_folder

    done = ingest(Store(home_folder() / "observations"), options.paths, tables())
    for problem in done.problems:
        print(problem.sentence(), file=sys.stderr)
    print_json(
        {
            "files": done.files,
            "unread": done.unread,
            "problems": len(done.problems),
            "readings": done.counts.total,
            **asdict(done.counts),
            "not_kept_as_received": done.large,
        }
    )
    if done.problems:
        raise XanhError(
            "not-all-read",
            f"Có {len(done.problems)} dòng hoặc tệp không đọc được; phần còn lại đã vào kho.",
            f"{len(done.problems)} lines or files could not be read; the rest is in the store.",
            "Sửa các dòng ở trên rồi chạy lại: số liệu đã có không bị lặp.",
            "Mend the lines above and run it again: nothing is taken twice.",
        )


@contextmanager
def _opened(name: str) -> Iterator[tuple[Path, str]]:
    """Give the path of a file and the name to show; standard input becomes a file that passes."""
    if name != "-":
        path = Path(name)
        if path.is_dir():
            raise XanhError(
                "is-a-folder",
                f"{name} là thư mục, không phải tệp.",
                f"{name} is a folder, not a file.",
                "Chỉ ra từng tệp.",
                "Name the files.",
            )
        if not path.exists():
            raise XanhError(
                "no-such-file",
                f"Không có tệp {name}.",
                f"There is no file {name}.",
                "Kiểm tra lại đường dẫn.",
                "Check the path.",
            )
        yield path, path.name
        return
    with tempfile.NamedTemporaryFile() as kept:
        while block := sys.stdin.buffer.read(_STDIN_IN_MEMORY):
            kept.write(block)
        kept.flush()
        yield Path(kept.name), "-"
