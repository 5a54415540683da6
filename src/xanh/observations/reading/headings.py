"""What the headings of a table say: which column is the station, the time, the value, …"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from xanh.observations.tables import Tables, name_key, unit_key
from xanh.vietnamese import nfc, squeeze


class Role(StrEnum):
    """What a column holds."""

    STATION = "station"
    PARAMETER = "parameter"
    TIME = "time"
    CLOCK = "clock"  # time of day, beside a day
    VALUE = "value"
    UNIT = "unit"
    STATUS = "status"
    FLAG = "flag"
    SECONDS = "seconds"
    LIMIT = "limit"  # of detection
    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"


# Headings, the preferred one first where a table holds several of one role.
_WORDS = {
    Role.STATION: "station;tram;ma tram;ten tram;tram quan trac;station key;station id;station_code;"
    "location_name;location;site name;sitename;site;diem lay mau;vi tri lay mau;vi tri;diem quan "
    "trac;vi tri quan trac;ten diem;ky hieu mau;diem;dia diem;ten mau;sample point;"
    "sampling point;sampling site;monitoring location;location id;site id;siteid;device;sensor",
    Role.PARAMETER: "parameter;thong so;chi tieu;ten thong so;ten chi tieu;chi tieu phan tich;thong so "
    "quan trac;thong so phan tich;parameter name;parametername;param;pollutant;analyte;"
    "chi tieu thu nghiem;variable",
    Role.TIME: "time;datetime utc;date utc;utc;datetimeutc;date.utc;time utc;thoi gian utc;thoi gian (utc);"
    "timestamp;datetime;thoi gian;date time;thoi diem;ngay gio;ngay lay mau;thoi gian lay mau;"
    "ngay quan trac;datetime local;datetimelocal;local;date lt;date (lt);date;ngay;sample date;"
    "sampling date;ngay do;thoi gian do;date.local",
    Role.CLOCK: "gio lay mau;gio;sample time;sampling time;clock;gio do",
    Role.VALUE: "value;gia tri;ket qua;ket qua phan tich;nong do;raw concentration;concentration;result;"
    "measurement;gia tri do;ket qua thu nghiem;raw conc.;conc",
    Role.UNIT: "unit;units;don vi;don vi do;don vi tinh;dvt;conc. unit;uom",
    Role.STATUS: "status;trang thai;tinh trang;qc name;trang thai thiet bi;qc",
    Role.FLAG: "flag;flags",
    Role.SECONDS: "seconds;chu ky (s);chu ky (giay)",
    Role.LIMIT: "lod;loq;mdl;gioi han phat hien;gioi han dinh luong;detection limit;ghph;mdl/lod",
    Role.YEAR: "year;nam",
    Role.MONTH: "month;thang",
    Role.DAY: "day",
    Role.HOUR: "hour",
    Role.MINUTE: "minute;phut",
}  # fmt: skip
_RANKS = {
    name_key(word): (role, rank)
    for role, words in _WORDS.items()
    for rank, word in enumerate(words.split(";"))
}
# Headings of columns that are no readings.
_IGNORED = frozenset(
    name_key(word)
    for word in (
        "stt;tt;id;index;latitude;longitude;lat;lon;lng;kinh do;vi do;x;y;city;country;aqi;"
        "aqi category;category;nowcast conc.;nowcast;conc. unit;duration;owner_name;provider;"
        "country_iso;ismobile;ismonitor;is mobile;is analysis;sensors_id;sensors id;timezone;"
        "phuong phap;phuong phap phan tich;phuong phap thu;method;qcvn;tieu chuan;quy chuan;"
        "gioi han cho phep;ghi chu;note;remarks;nguoi lay mau;loai mau;agency;full aqs code;"
        "intl aqs code;sensortype;entity;location_id;location id;sensor_id;timestamp_local;unnamed"
    ).split(";")
)
_SAMPLE = re.compile("laymau|phantich|thunghiem|sampling|sampledate|lod|loq|mdl|phathien")
_IN_BRACKETS = re.compile(r"(.*?)\s*[(\[]([^()\[\]]*)[)\]]\s*")
_AFTER_COMMA = re.compile(r"(.*\S)\s*,\s*(\S[^,]*)")


@dataclass(slots=True)
class Headings:
    """The columns of a table by what they hold."""

    names: list[str]
    roles: dict[Role, int] = field(default_factory=dict)
    rest: list[int] = field(default_factory=list)  # columns that may be parameters

    @property
    def utc(self) -> bool:
        """Say whether the time column is named as UTC."""
        place = self.roles.get(Role.TIME)
        return place is not None and "utc" in name_key(self.names[place])

    @property
    def is_long(self) -> bool:
        """Say whether there is one reading a row."""
        return {Role.PARAMETER, Role.VALUE, Role.TIME} <= self.roles.keys()

    @property
    def has_time(self) -> bool:
        """Say whether the time can be told from a row."""
        return Role.TIME in self.roles or {Role.YEAR, Role.MONTH, Role.DAY} <= self.roles.keys()

    @property
    def is_wide(self) -> bool:
        """Say whether each parameter has a column."""
        return self.has_time and bool(self.rest) and Role.PARAMETER not in self.roles

    @property
    def is_sample(self) -> bool:
        """Say whether the headings speak of samples taken by hand."""
        return any(_SAMPLE.search(name_key(name)) for name in self.names)

    def known(self, tables: Tables) -> int:
        """Return how many columns are understood; tells headings from other rows."""
        return len(self.roles) + sum(
            ("", name_key(split_unit(self.names[i], tables)[0])) in tables.names for i in self.rest
        )


def headings_of(cells: list[str]) -> Headings:
    """Return what the columns named ``cells`` hold."""
    names = [squeeze(nfc(cell).strip("\ufeff\"' ")) for cell in cells]
    best: dict[Role, tuple[int, int]] = {}
    for place, name in enumerate(names):
        role, rank = _RANKS.get(name_key(name)) or (None, 0)
        if role and (role not in best or rank < best[role][0]):
            best[role] = (rank, place)
    found = Headings(names, {role: place for role, (_rank, place) in best.items()})
    if found.roles.keys() >= {Role.YEAR, Role.MONTH, Role.DAY} and Role.VALUE not in found.roles:
        found.roles.pop(Role.TIME, None)
    taken = set(found.roles.values())
    found.rest = [
        place
        for place, name in enumerate(names)
        if name
        and place not in taken
        and name_key(name) not in _IGNORED
        and name_key(name) not in _RANKS
        and not (place == 0 and name in ("No", "No.", "Nº"))
    ]
    return found


def split_unit(heading: str, tables: Tables) -> tuple[str, str]:
    """Return parameter and unit of a heading such as ``PM2.5 (µg/m³)``; unit "" if it has none."""
    for pattern in (_IN_BRACKETS, _AFTER_COMMA):
        match = pattern.fullmatch(heading)
        if match and match.group(1) and unit_key(match.group(2)) in tables.units:
            return match.group(1).strip(), match.group(2).strip()
    return heading, ""


def delimiter_of(line: str) -> str:
    """Return the sign that parts a line into the most cells."""
    return max(",;\t|", key=line.count)
