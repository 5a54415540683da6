"""Measure taking a CSV of 20 million readings into the store, with all checks.

Against DuckDB's bare read of the same file, and against PostgreSQL's COPY into a table with the
key (station, parameter, time), in a throwaway cluster. `python -m benchmarks.store_csv [READINGS]`
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path

from benchmarks.figures import Figure, table
from benchmarks.large_store import PARAMETERS, STATIONS

READINGS = 20_000_000


def csv_of(readings: int) -> Path:
    """Return a CSV of readings as loggers would have filled it, time by time; made once."""
    import duckdb

    path = Path(tempfile.gettempdir()) / f"xanh-bench-{readings}.csv"
    if path.exists():
        return path
    part = path.with_suffix(".part")
    with duckdb.connect() as base:
        base.execute("CREATE TABLE s AS SELECT unnest($1) station", [list(STATIONS)])
        rows = [(name, unit, level) for name, (unit, level) in PARAMETERS.items()]
        base.execute("CREATE TABLE p (parameter TEXT, unit TEXT, level DOUBLE)")
        base.executemany("INSERT INTO p VALUES (?, ?, ?)", rows)
        base.execute(
            f"""
            COPY (
              SELECT station, parameter,
                strftime(TIMESTAMP '2026-03-01 00:05' + INTERVAL (5 * step) MINUTE,
                         '%Y-%m-%dT%H:%M:%S+07:00') AS time,
                round(level * (0.7 + (hash(station, parameter, step) % 6000) / 10000), 1) AS value,
                unit
              FROM range({-(-readings // (len(STATIONS) * len(PARAMETERS)))}) r(step), s, p
              ORDER BY step, station, parameter LIMIT {readings}
            ) TO '{part}' (HEADER)
            """
        )
    part.rename(path)
    return path


def bare_seconds(path: Path) -> float:
    """Return how long DuckDB takes to read and parse every column."""
    import duckdb

    began = time.perf_counter()
    with duckdb.connect() as base:
        base.execute(
            "SELECT count(station), count(parameter), max(time), sum(value), count(unit) "
            f"FROM read_csv('{path}')"
        ).fetchall()
    return time.perf_counter() - began


def ingest_seconds(path: Path, readings: int) -> tuple[float, float]:
    """Return the seconds and the peak memory [GB] of taking the file in, in its own process."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_ingest, (path, readings))


def _ingest(path: Path, readings: int) -> tuple[float, float]:
    from xanh.observations.loading import load_tables
    from xanh.observations.reading.longcsv import scan
    from xanh.observations.store import Store

    tables = load_tables()
    folder = Path(tempfile.mkdtemp(prefix="xanh-bench-"))
    try:
        began = time.perf_counter()
        lines = scan(path, tables, dictionaries=True)
        counts = Store(folder).add_stream(lines)
        seconds = time.perf_counter() - began
        if counts.new != readings or lines.problems:
            raise SystemExit(f"{counts} of {readings} readings, {lines.problems[:3]}")
    finally:
        shutil.rmtree(folder)
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def postgresql_seconds(path: Path) -> float | None:
    """Return how long PostgreSQL takes to COPY the file into a keyed table; None without it."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        print("PostgreSQL is missing: not compared", file=sys.stderr)
        return None
    import psycopg

    with _cluster(programs[-1].parent) as address, psycopg.connect(address) as base:
        base.execute(
            "CREATE TABLE readings (station text, parameter text, time timestamptz, "
            "value double precision, unit text, PRIMARY KEY (station, parameter, time))"
        )
        began = time.perf_counter()
        order = "COPY readings FROM STDIN (FORMAT csv, HEADER)"
        with path.open("rb") as file, base.cursor().copy(order) as copy:
            while block := file.read(1 << 20):
                copy.write(block)
        base.commit()
        return time.perf_counter() - began


@contextmanager
def _cluster(programs: Path) -> Iterator[str]:
    """Run a throwaway cluster that waits for no disk."""
    folder = Path(tempfile.mkdtemp(prefix="xanh-bench-pg-"))
    owner = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if owner:
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(*words: object) -> None:
        command = [*owner, *map(str, words)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    data = folder / "data"
    try:
        run(programs / "initdb", "-D", data, "-U", "xanh", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8")  # fmt: skip
        options = (
            f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off "
            "-c shared_buffers=1GB -c maintenance_work_mem=512MB -c max_wal_size=8GB"
        )
        run(programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
        yield f"postgresql://xanh@127.0.0.1:{port}/postgres"
    finally:
        with suppress(subprocess.CalledProcessError):
            run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def figures(readings: int = READINGS, *, postgresql: bool = True) -> list[Figure]:
    """Measure all three in one run."""
    path = csv_of(readings)
    bare = min(bare_seconds(path) for _ in range(2))
    ours, memory = ingest_seconds(path, readings)
    bare = min(bare, bare_seconds(path))
    result = [
        Figure("CSV: DuckDB's bare read", readings / bare / 1e6, "M readings/s"),
        Figure("CSV: into the store with checks", readings / ours / 1e6, "M readings/s"),
        Figure("CSV: into the store, times the bare read", ours / bare, "×", 2.5),
        Figure("CSV: memory of taking it in", memory, "GB", 2.0),
    ]
    copied = postgresql_seconds(path) if postgresql else None
    if copied is not None:
        result += [
            Figure("CSV: PostgreSQL COPY, keyed table", readings / copied / 1e6, "M readings/s"),
            Figure("CSV: into the store, times COPY", ours / copied, "×", 1.0),
        ]
    return result


if __name__ == "__main__":
    measured = figures(int(sys.argv[1]) if len(sys.argv) > 1 else READINGS)
    print(table(measured))
    sys.exit(0 if all(figure.kept for figure in measured) else 1)
