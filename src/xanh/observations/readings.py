"""What a reading is: the columns of every table of readings, the flags, and what a reader gives.

A table of readings is a :class:`pyarrow.Table`. Times are naive and in UTC, the end of the
averaging interval; ``seconds`` is the length of that interval (0 for a grab sample).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import pyarrow as pa

from xanh.errors import XanhError

# What readers give and `Store.add` takes.
READINGS = pa.schema(
    [
        ("station", pa.string()),
        ("parameter", pa.string()),  # Xanh's own name
        ("time", pa.timestamp("us")),  # UTC, end of the interval
        ("seconds", pa.int32()),  # length of the averaging interval [s]
        ("value", pa.float64()),  # in `unit`; null when nothing readable was sent
        ("unit", pa.string()),  # the parameter's unit in Xanh
        ("status", pa.string()),  # as sent
        ("flag", pa.string()),  # names of what reading found, joined by one space
        ("origin", pa.int64()),  # number of the original that it came in; null if none is kept
    ]
)
# What the store keeps: a reading, which version of its key it is, and since when we have it.
KEPT = READINGS.append(pa.field("version", pa.int16())).append(
    pa.field("received", pa.timestamp("us"))
)
# What later checks found: the whole `flag` of the key from `made` on (empty: nothing any more).
FLAGS = pa.schema(
    [
        ("station", pa.string()),
        ("parameter", pa.string()),
        ("time", pa.timestamp("us")),
        ("flag", pa.string()),
        ("rules", pa.string()),  # version of the rules
        ("made", pa.timestamp("us")),
    ]
)
# Corrections by people: a ledger. An undo is a row whose `undoes` names an earlier correction.
CORRECTIONS = pa.schema(
    [
        ("id", pa.int64()),
        ("station", pa.string()),
        ("parameter", pa.string()),
        ("start", pa.timestamp("us")),  # first label, included
        ("end", pa.timestamp("us")),  # last label, included
        ("action", pa.string()),  # set | scale | exclude | accept | undo
        ("factor", pa.float64()),  # scale: value × factor + offset
        ("offset", pa.float64()),  # scale; for `set` the new value
        ("undoes", pa.int64()),
        ("reason", pa.string()),
        ("person", pa.string()),
        ("made", pa.timestamp("us")),
    ]
)
# Hours derived from readings at the corrected level.
HOURS = pa.schema(
    [
        ("station", pa.string()),
        ("parameter", pa.string()),
        ("time", pa.timestamp("us")),  # UTC, end of the hour
        ("mean", pa.float64()),  # of usable readings, whatever their share; null if none
        ("least", pa.float64()),
        ("most", pa.float64()),
        ("count", pa.int32()),  # usable readings
        ("received", pa.int32()),  # readings, usable or not
        ("expected", pa.int32()),
        ("unit", pa.string()),
        ("made", pa.timestamp("us")),
    ]
)
ORIGINALS = pa.schema(
    [
        ("number", pa.int64()),
        ("sha256", pa.string()),
        ("name", pa.string()),
        ("account", pa.string()),  # who sent it: the station's account, a person, a folder
        ("form", pa.string()),  # which reader took it
        ("received", pa.timestamp("us")),
        ("content", pa.binary()),
    ]
)


class Flag(StrEnum):
    """What a check can find about one reading."""

    FILLER = "filler"  # 9999, -999 and the like stand for "nothing"
    NEGATIVE = "negative"  # of a quantity that cannot be
    RANGE = "range"  # physically impossible
    INSTRUMENT = "instrument"  # outside what the instrument can measure
    BDL = "bdl"  # below the detection limit: half of it counts
    STATUS = "status"  # calibration, fault, or a status nobody knows
    UNIT = "unit"  # unit unknown, or not the one that this station sends
    UNREADABLE = "unreadable"  # the value was no number
    FUTURE = "future"  # label ahead of the clock
    CLOCK = "clock"  # labels jump back or off the grid
    SPIKE = "spike"
    STEP = "step"
    STUCK = "stuck"
    INCONSISTENT = "inconsistent"  # PM2.5 above PM10 and the like
    OUTAGE = "outage"  # the station was off or warming up
    SUSPECT = "suspect"  # the sender's own doubt
    EXCLUDED = "excluded"  # by a person
    CORRECTED = "corrected"  # by a person


# A reading with one of these takes no part in any average.
EXCLUDING = frozenset(Flag) - {Flag.BDL, Flag.CORRECTED, Flag.STEP, Flag.CLOCK}
# Statuses under which an instrument measures: the regulator's, what spreadsheets make of it, none,
# what AirNow's own quality control says, and those of laboratories in the Water Quality Portal.
OK_STATUSES = (
    "00", "", "0", "Valid", "Accepted", "Final", "Validated", "Historical", "Preliminary",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """A line, or a whole file, that could not be read."""

    file: str
    line: int  # 1 is the first; 0 means the whole file
    error: XanhError

    def sentence(self) -> str:
        """Return one line for a terminal."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.error.line()}"


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader made of one file."""

    table: pa.Table  # READINGS without `origin` filled
    form: str  # name of the form: "station-text", "csv-long", …
    problems: list[Problem] = field(default_factory=list)
    notes: tuple[str, ...] = ()  # what was tolerated: "separator: spaces", …


def empty() -> pa.Table:
    """Return a table of no readings."""
    return READINGS.empty_table()
