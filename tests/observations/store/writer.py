"""A writer in a process of its own, to be killed: says on standard output what is acknowledged.

Batch `n` holds the readings of label `n` for every station, and every third batch sends the batch
before once more, one value changed. Called as `python writer.py FOLDER FIRST`.
"""

import sys
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa

from xanh.observations.readings import READINGS
from xanh.observations.store import Original, Store

STATIONS = tuple(f"S{number}" for number in range(5))
BEGIN = datetime(2026, 2, 27, 12)


def batch(number: int) -> list[tuple]:
    time = BEGIN + timedelta(minutes=20 * number)
    rows = [
        (s, "pm25", time, 300, float(number), "µg/m³", "00", "", position)
        for position, s in enumerate(STATIONS)
    ]
    if number % 3 == 2:  # the batch before comes again, and one of it differs
        earlier = [(*row[:8], 0) for row in batch(number - 1)[: len(STATIONS)]]
        rows += [(*earlier[0][:4], -1.0, *earlier[0][5:]), *earlier[1:]]
    return rows


def originals(number: int) -> list[Original]:
    return [Original(f"{s}_{number}.txt", f"{s} {number}".encode(), s) for s in STATIONS]


def table(rows: list[tuple]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [[] for _ in READINGS]
    return pa.table([list(column) for column in columns], schema=READINGS)


def main() -> None:
    store = Store(Path(sys.argv[1]), grace=0.2)
    for number in range(int(sys.argv[2]), 1_000_000):
        store.add(table(batch(number)), originals(number))
        print(number, flush=True)
        if number % 7 == 0:
            store.compact(BEGIN + timedelta(minutes=20 * number))


if __name__ == "__main__":
    main()
