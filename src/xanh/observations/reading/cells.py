"""Cells of a table, as text, to lines of readings, with a problem for each row that is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from xanh.errors import XanhError
from xanh.observations.reading import numbers, times
from xanh.observations.reading.headings import Headings, Role, split_unit, twice
from xanh.observations.reading.settling import Lines
from xanh.observations.readings import Problem
from xanh.observations.tables import Tables, name_key, unit_key

Rows = Sequence[tuple[int, list[str]]]  # line number and cells
NOON = 12.0  # hour of samples whose day alone is known
_COMPASS = {
    point: place * 22.5
    for place, point in enumerate(
        "N NNE NE ENE E ESE SE SSE S SSW SW WSW W WNW NW NNW".split()  # noqa: SIM905
    )
}


def problem(file: str, line: int, code: str, vi: str, en: str) -> Problem:
    """Return the problem of one row."""
    return Problem(
        file,
        line,
        XanhError(
            code,
            f"Dòng này {vi}; dòng không được nhận.",
            f"The line {en}; it was not taken.",
            "Sửa dòng đó rồi nộp lại tệp; những dòng khác đã được nhận.",
            "Correct it and hand the file in again; the other lines were taken.",
        ),
    )


@dataclass(slots=True)
class Gathered:
    """Columns of lines while rows are read."""

    station: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    unit: list[str] = field(default_factory=list)
    time: list[datetime] = field(default_factory=list)
    value: list[float | None] = field(default_factory=list)
    status: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    seconds: list[int | None] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.name)

    def add(
        self,
        station: str,
        name: str,
        unit: str,
        time: datetime,
        number: numbers.Number,
        status: str = "",
        seconds: int | None = None,
    ) -> None:
        """Take one reading."""
        self.station.append(station)
        self.name.append(name)
        self.unit.append(unit)
        self.time.append(time)
        self.value.append(number[0])
        self.found.append(number[1])
        self.status.append(status)
        self.seconds.append(seconds)

    def lines(self) -> Lines:
        """Return the rows as columns."""
        return Lines(
            station=pa.array(self.station, pa.string()),
            name=pa.array(self.name, pa.string()),
            unit=pa.array(self.unit, pa.string()),
            time=pa.array(self.time, pa.timestamp("us")),
            value=pa.array(self.value, pa.float64()),
            status=pa.array(self.status, pa.string()),
            found=pa.array(self.found, pa.string()),
            seconds=pa.array(self.seconds, pa.int32()),
        )


@dataclass(slots=True)
class Reader:
    """Reads rows under given headings."""

    headings: Headings
    tables: Tables
    file: str
    station: str  # of rows that name none
    comma: bool  # a single comma in a number is the decimal sign
    sample: bool = False  # taken by hand: interval 0
    days: bool = False  # the rows name days, without a clock
    problems: list[Problem] = field(default_factory=list)
    units: dict[int, str] = field(default_factory=dict)  # of a row of units under the headings
    _split: dict[int, tuple[str, str]] = field(default_factory=dict)
    _in_water: bool | None = None

    def cell(self, row: list[str], role: Role) -> str:
        """Return the text that a row holds in a role."""
        place = self.headings.roles.get(role)
        return row[place].strip() if place is not None and place < len(row) else ""

    def read(self, rows: Rows) -> Gathered:
        """Return the lines of ``rows``; those that are none go to ``problems``."""
        gathered = Gathered()
        take = self._long if self.headings.is_long else self._wide
        last_station = ""
        for number, row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) > len(self.headings.names) and any(row[len(self.headings.names) :]):
                self._refuse(number, "line-too-long", "thừa cột", "has too many columns")
                continue
            if not gathered and number <= self.first_lines and self._is_unit_row(row):
                continue
            time = self._time(row)
            if time is None:
                self._refuse(
                    number, "line-without-time", "không có thời điểm hợp lệ", "has no valid time"
                )
                continue
            # A merged cell of a sheet holds the station for the rows below it, too.
            station = self.cell(row, Role.STATION) or (self.sample and last_station) or self.station
            last_station = station
            take(gathered, number, row, station, time)
        return gathered

    @property
    def first_lines(self) -> int:
        """Return up to which line a row of units may stand."""
        return 20

    def _refuse(self, number: int, code: str, vi: str, en: str) -> None:
        self.problems.append(problem(self.file, number, code, vi, en))

    def _is_unit_row(self, row: list[str]) -> bool:
        """Say whether units stand under the headings; remembers them."""
        if self.headings.is_long or self._time(row):
            return False
        units = {i: row[i].strip() for i in self.headings.rest if i < len(row) and row[i].strip()}
        known = sum(unit_key(unit) in self.tables.units for unit in units.values())
        if not known or known * 2 < len(units):
            return False
        self.units = units
        return True

    def _time(self, row: list[str]) -> datetime | None:
        zone = 0 if self.headings.utc else 7
        bare = self._hour_of_day(row)
        if Role.TIME in self.headings.roles:
            text, clock = self.cell(row, Role.TIME), self.cell(row, Role.CLOCK)
            return times.parse(f"{text} {clock}".strip() if clock else text, zone, bare)
        parts = [self.cell(row, r) for r in (Role.YEAR, Role.MONTH, Role.DAY)]
        if not all(part.isdecimal() for part in parts):
            return None
        hour, minute = self.cell(row, Role.HOUR) or "0", self.cell(row, Role.MINUTE) or "0"
        return times.parse(f"{'-'.join(parts)} {hour}:{minute.zfill(2)}", zone)

    def _hour_of_day(self, row: list[str]) -> float:
        """Return the hour at which a day without a clock is put.

        Samples are of noon; the mean of a day ends with it; among rows with clocks it is midnight.
        """
        if self.sample:
            return NOON
        if not self.days:
            return 0.0
        if not self.headings.is_long and self._in_water is not None:
            return NOON if self._in_water else 24.0
        long = self.headings.is_long
        names = [self.cell(row, Role.PARAMETER)] if long else self.headings.names
        kinds = [
            self.tables.parameters[known].kind
            for name in names
            if (known := self.tables.names.get(("", name_key(split_unit(name, self.tables)[0]))))
        ]
        self._in_water = kinds.count("water") * 2 > len(kinds)
        return NOON if self._in_water else 24.0

    def _long(
        self, gathered: Gathered, number: int, row: list[str], station: str, time: datetime
    ) -> None:
        name = self.cell(row, Role.PARAMETER)
        if not name or self.headings.roles[Role.VALUE] >= len(row):
            self._refuse(number, "line-too-short", "thiếu cột", "has too few columns")
            return
        value, found = self._number(self.cell(row, Role.VALUE), name)
        if "bdl" in found and value is None and self.cell(row, Role.LIMIT):
            limit = numbers.parse(self.cell(row, Role.LIMIT).lstrip("<= "), self.comma)[0]
            value, found = (limit, "bdl") if limit is not None else (value, found)
        flags = f"{found} {self.cell(row, Role.FLAG)}".strip()
        seconds = self.cell(row, Role.SECONDS)
        gathered.add(
            station,
            name,
            self.cell(row, Role.UNIT),
            time,
            (value, flags),
            self.cell(row, Role.STATUS),
            int(seconds) if seconds.isdecimal() else 0 if self.sample else None,
        )

    def _wide(
        self, gathered: Gathered, _number: int, row: list[str], station: str, time: datetime
    ) -> None:
        status = self.cell(row, Role.STATUS)
        for place in self.headings.rest:
            if place not in self._split:
                self._split[place] = split_unit(self.headings.names[place], self.tables)
            name, unit = self._split[place]
            text = row[place].strip() if place < len(row) else ""
            if not text and self.sample:
                continue  # not analysed in this sample
            gathered.add(
                station,
                name,
                unit or self.units.get(place, ""),
                time,
                self._number(text, name),
                status,
                0 if self.sample else None,
            )

    def _number(self, text: str, name: str) -> numbers.Number:
        if text in _COMPASS and self._is_direction(name):
            return _COMPASS[text], ""
        return numbers.parse(text, self.comma)

    def _is_direction(self, name: str) -> bool:
        return self.tables.names.get(("", name_key(name))) == "wind_direction"


def refuse_twice(headings: Headings, tables: Tables) -> None:
    """Raise XanhError ``wrong-columns`` for a table that has a column twice."""
    if doubled := ", ".join(dict.fromkeys(twice(headings, tables))):
        raise XanhError(
            "wrong-columns",
            f"Bảng có hai cột cùng tên: {doubled}. Không biết lấy cột nào.",
            f"The table has two columns of one name: {doubled}. Nobody can say which counts.",
            "Xoá hoặc đổi tên một trong hai cột rồi nộp lại.",
            "Remove or rename one of the two and hand it in again.",
        )


def refuse_columns(names: Sequence[Any]) -> XanhError:
    """Return the refusal of a table whose columns are not understood."""
    shown = ", ".join(str(name) for name in names if name)[:200]
    return XanhError(
        "wrong-columns",
        f"Không hiểu các cột của bảng: {shown or '(trống)'}.",
        f"The columns of the table are not understood: {shown or '(none)'}.",
        "Dùng các cột station, parameter, time, value, unit; hoặc một cột thời gian và mỗi "
        "thông số một cột.",
        "Use the columns station, parameter, time, value, unit; or a time column and one column "
        "for each parameter.",
    )
