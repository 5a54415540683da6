"""AirNow's historical files of the monitors at United States embassies.

Columns Site, Parameter, Date (LT), …, Raw Conc., Conc. Unit, Duration, QC Name. Times are local and
name the end of the hour. On the day on which the United States start summer time, the row of 02:00
is stamped 03:00, so that 03:00 comes twice; where nothing else explains it, it is put right.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from xanh.observations.reading import numbers, text, times
from xanh.observations.reading.cells import Gathered, problem
from xanh.observations.reading.rows import rows_of
from xanh.observations.reading.settling import settle
from xanh.observations.readings import Problem, Read, empty
from xanh.observations.tables import Medium, Tables, name_key

FORM = "airnow"
COLUMNS = frozenset(map(name_key, ("Site", "Parameter", "Date (LT)", "Raw Conc.", "QC Name")))
_HOURS = re.compile(r"(\d+) ?hr", re.IGNORECASE)


def read(content: bytes, name: str, tables: Tables, now: datetime | None = None) -> Read:
    """Return the hourly raw concentrations of a file."""
    body, _encoding = text.decode(content)
    gathered, problems = Gathered(), list[Problem]()
    for line, row in rows_of(body):
        time = times.parse(row["Date (LT)"])
        if time is None:
            problems.append(
                problem(
                    name,
                    line,
                    "line-without-time",
                    "không có thời điểm hợp lệ",
                    "has no valid time",
                )
            )
            continue
        hours = _HOURS.match(row.get("Duration", ""))
        gathered.add(
            row["Site"],
            row["Parameter"],
            row.get("Conc. Unit", ""),
            time,
            numbers.parse(row["Raw Conc."], False),
            row["QC Name"],
            int(hours.group(1)) * 3600 if hours else 3600,
        )
    repaired = _repair(gathered)
    notes = tuple(f"doubled hour taken as the hour before: {time} UTC" for time in repaired)
    if not len(gathered):
        return Read(empty(), FORM, problems, notes)
    return Read(settle(gathered.lines(), tables, now, Medium.AIR), FORM, problems, notes)


def _repair(rows: Gathered) -> list[datetime]:
    """Move the first of two rows of one hour to the missing hour before; returns those hours."""
    hour = timedelta(hours=1)
    repaired = []
    for i in range(1, len(rows) - 1):
        same = all(
            column[i - 1] == column[i] == column[i + 1] for column in (rows.station, rows.name)
        )
        doubled = rows.time[i] == rows.time[i + 1] and rows.time[i - 1] == rows.time[i] - 2 * hour
        if same and doubled:
            rows.time[i] -= hour
            repaired.append(rows.time[i])
    return repaired
