"""Raw, checked and corrected readings, as of any moment: Ibis expressions that any engine runs.

The tables given are ``raw`` (:data:`~xanh.observations.readings.KEPT`), ``flags``
(:data:`~xanh.observations.readings.FLAGS`) and ``segments`` (:data:`~.ledger.SEGMENTS`), bound or
unbound. What comes out has the columns of readings, ``version``, ``received``, and ``usable``:
whether the reading may take part in an average.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xanh.observations.readings import EXCLUDING, OK_STATUSES, Flag
from xanh.observations.selection import Level, Selection, naive_utc

if TYPE_CHECKING:
    import ibis

KEY = ("station", "parameter", "time")
FIRST = 1  # version of a key's first reading
# Words are joined by one space, so a word boundary is enough.
EXCLUDING_PATTERN = rf"\b({'|'.join(sorted(EXCLUDING))})\b"


def selected(table: ibis.Table, selection: Selection, known: str = "") -> ibis.Table:
    """Keep the rows of a selection; ``known`` names the column of when we came to have them."""
    conditions = []
    if selection.stations is not None:
        conditions.append(table.station.isin(selection.stations))
    if selection.parameters is not None:
        conditions.append(table.parameter.isin(selection.parameters))
    if selection.start is not None:
        conditions.append(table.time > naive_utc(selection.start))
    if selection.end is not None:
        conditions.append(table.time <= naive_utc(selection.end))
    if known and selection.as_of is not None:
        conditions.append(table[known] <= naive_utc(selection.as_of))
    return table.filter(conditions) if conditions else table


def newest(table: ibis.Table, moment: str = "made") -> ibis.Table:
    """Keep of each key the row with the greatest ``moment``."""
    import ibis

    rank = ibis.row_number().over(group_by=KEY, order_by=ibis.desc(table[moment]))
    return table.mutate(_rank=rank).filter(lambda t: t._rank == 0).drop("_rank")


def raw_readings(raw: ibis.Table, *, superseded: bool = True) -> ibis.Table:
    """Return the newest version of every key.

    Few readings are ever sent twice: the rows with a version above 1 name the keys that have more
    than one, and only those are compared. ``superseded=False`` says that there is no such row.
    """
    if not superseded:
        return raw
    later = raw.filter(raw.version > FIRST).group_by(KEY).agg(newest=lambda t: t.version.max())
    joined = raw.left_join(later, KEY)
    current = joined.filter(joined.newest.isnull() | (joined.version == joined.newest))
    return current.select(*raw.columns)


def checked_readings(raw: ibis.Table, flags: ibis.Table | None) -> ibis.Table:
    """Return current readings with what the checks found, half the limit for ``bdl``.

    ``raw`` holds one row a key. The newest row of ``flags`` replaces the flag of its reading. If
    the reading came after that check, both count until it is checked again: better a reading too
    few in an average than a wrong one.
    """
    import ibis

    if flags is not None:
        found = newest(flags).select(*KEY, found="flag", checked="made")
        joined = raw.left_join(found, KEY)
        flag = ibis.cases(
            (joined.found.isnull(), joined.flag),
            (joined.checked < joined.received, (joined.flag + " " + joined.found).strip()),
            else_=joined.found,
        )
        raw = joined.mutate(flag=flag).select(*raw.columns)
    below = has_word(raw.flag, rf"\b{Flag.BDL}\b")
    return raw.mutate(value=ibis.ifelse(below, raw.value / 2, raw.value))


def corrected_readings(checked: ibis.Table, segments: ibis.Table | None) -> ibis.Table:
    """Return checked readings with the corrections of people.

    ``segments`` do not overlap, so that a reading meets at most one: value × factor + offset, or
    the offset itself where the value was set; ``accepted`` takes the excluding words of the checks
    away, ``words`` come behind what is left.
    """
    import ibis

    if segments is None:
        return checked
    theirs = segments.rename(_station="station", _parameter="parameter")
    joined = checked.left_join(
        theirs,
        [
            checked.station == theirs._station,
            checked.parameter == theirs._parameter,
            checked.time >= theirs.start,
            checked.time <= theirs.end,
        ],
    )
    value = ibis.cases(
        (joined.factor.isnull(), joined.value),
        (joined.fixed, joined.offset),
        (joined.factor == 1, joined.value + joined.offset),
        else_=joined.value * joined.factor + joined.offset,
    )
    kept = joined.flag.re_replace(EXCLUDING_PATTERN, "").re_replace(" +", " ")
    flag = ibis.cases(
        (joined.factor.isnull(), joined.flag),
        (joined.accepted, (kept.strip() + " " + joined.words).strip()),
        else_=(joined.flag + " " + joined.words).strip(),
    )
    return joined.mutate(value=value, flag=flag).select(*checked.columns)


def has_word(flag: ibis.StringValue, pattern: str) -> ibis.BooleanValue:
    """Say whether a flag holds a word; most flags are empty and cost nothing."""
    import ibis

    return ibis.ifelse(flag == "", ibis.literal(value=False), flag.re_search(pattern))


def with_usable(readings: ibis.Table) -> ibis.Table:
    """Add ``usable``: the instrument measured, no excluding flag, and there is a value."""
    measured = readings.status.isin(OK_STATUSES) & readings.value.notnull()
    return readings.mutate(usable=measured & ~has_word(readings.flag, EXCLUDING_PATTERN))


def levelled(
    raw: ibis.Table,
    flags: ibis.Table | None,
    segments: ibis.Table | None,
    level: Level,
    *,
    superseded: bool = True,
) -> ibis.Table:
    """Return the readings of a level from tables that hold nothing but what is asked.

    ``None`` for a table says that it holds no row: its join is left out.
    """
    readings = raw_readings(raw, superseded=superseded)
    if level is not Level.RAW:
        readings = checked_readings(readings, flags)
    if level is Level.CORRECTED:
        readings = corrected_readings(readings, segments)
    return with_usable(readings)


def level_of(
    raw: ibis.Table, flags: ibis.Table | None, segments: ibis.Table | None, selection: Selection
) -> ibis.Table:
    """Return the readings of a selection at its level, as of its moment.

    ``segments`` come from :func:`xanh.observations.ledger.resolve` as of the same moment.
    """
    return levelled(
        selected(raw, selection, "received"),
        None if flags is None else selected(flags, selection, "made"),
        segments,
        selection.level,
    )
