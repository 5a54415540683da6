"""The further sides of a station's page, each for one year: calendar, shapes, roses, and so on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from xanh.office.monitoring.indices import air_indices
from xanh.office.monitoring.models import Station
from xanh.office.monitoring.series import DAY, Grid, grids, local_date, midnight
from xanh.office.monitoring.shapes import Spread, by_hour, by_sector, by_weekday, wind_shares
from xanh.office.monitoring.waters import water_indices
from xanh.publishing import wording
from xanh.publishing.charts import days as day_charts
from xanh.publishing.charts.roses import rose
from xanh.publishing.charts.shapes import Box, boxes
from xanh.web.live import parts
from xanh.web.live.choosing import Choice, year_of
from xanh.web.live.exceeding import exceedance_tables
from xanh.web.live.figures import Figure, drawn, figure

if TYPE_CHECKING:
    from xanh.observations.engine import Engine

DIRECTION, SPEED = "wind_direction", "wind_speed"


@dataclass(frozen=True, slots=True)
class Asked:
    """One side of one station: what its builders are given."""

    engine: Engine
    station: Station
    parameter: str
    year: int
    last: date  # the last day with readings

    @property
    def first_day(self) -> date:
        """Return the first day of the year."""
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        """Return the last day of the year, or the last with readings."""
        return max(self.first_day, min(date(self.year, 12, 31), self.last))

    def grid(self, *names: str) -> dict[str, Grid]:
        """Return the hours of the year by parameter."""
        found = grids(self.engine, [self.station.key], names, self.first_day, self.last_day)
        return {name: grid for (_station, name), grid in found.items()}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a side shows: charts and tables of one year."""

    year: int
    figures: Sequence[Figure]
    tables: Sequence[dict[str, Any]] = ()
    small: bool = False  # charts stand side by side

    @property
    def before(self) -> int:
        """Return the year before."""
        return self.year - 1

    @property
    def after(self) -> int | None:
        """Return the year after, where it has begun."""
        return self.year + 1 if self.year < local_date(datetime.now(UTC)).year else None


@dataclass(frozen=True, slots=True)
class Part:
    """A side of a station's page."""

    build: Callable[[Asked], Shown]
    fits: Callable[[Station, Sequence[str]], bool]


def part_figures(
    part: str,
    engine: Engine,
    station: Station,
    names: Sequence[str],
    choice: Choice,
    last: datetime | None,
    query: QueryDict,
) -> Shown | None:
    """Return one side of a station; None where it does not fit it."""
    if last is None or not PARTS[part].fits(station, names):
        return None
    newest = local_date(last)
    year = year_of(query.get("nam", "") or str(newest.year))
    return PARTS[part].build(Asked(engine, station, choice.parameter, year, newest))


def part_titles() -> dict[str, str]:
    """Return the sides of a station by their place in the address."""
    return {
        "lich": _("Lịch chỉ số theo ngày"),
        "nhip": _("Nhịp trong ngày và trong tuần"),
        "gio": _("Hoa gió và hoa ô nhiễm"),
        "vuot": _("Số lần vượt giới hạn"),
        "day-du": _("Độ đầy đủ của số liệu"),
    }


def _calendar(asked: Asked) -> Shown:
    values = _air_days(asked) if asked.station.medium in _AIR else _water_days(asked)
    which = "VN_AQI" if asked.station.medium in _AIR else "VN_WQI"
    months = [wording.month_name(month, parts.language()) for month in range(1, 13)]
    short = [str(month) for month in range(1, 13)]
    coloured = {day: (index, colour) for day, (index, colour, _band) in values.items()}
    year = asked.year
    whole = Figure(
        _("%(index)s từng ngày của năm %(year)s") % {"index": which, "year": year},
        _("số trong ô là chỉ số của ngày, màu là mức theo thang chính thức; chấm: chưa có chỉ số"),
        drawn(day_charts.calendar(coloured, year, months)),
        drawn(day_charts.calendar(coloured, year, short, narrow=True)),
        [_("Ngày"), which, _("Mức")],
        [
            [wording.day(day), str(index), band]
            for day, (index, _colour, band) in sorted(values.items(), reverse=True)
        ],
    )
    return Shown(year, [whole] if values else [])


def _air_days(asked: Asked) -> dict[date, tuple[int, str, str]]:
    from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019

    start, end = midnight(asked.first_day), midnight(asked.last_day + DAY)
    found = {}
    for index in air_indices(asked.engine, [asked.station.key], start, end, "day"):
        band = VN_AQI_2019.band_of(index.index)
        if index.index is not None and band is not None:
            day = local_date(index.time) - DAY
            found[day] = (index.index, band.hex, band.name(parts.language()))
    return found


def _water_days(asked: Asked) -> dict[date, tuple[int, str, str]]:
    from xanh.methods.water import VN_WQI_2019

    found = {}
    stations = [asked.station.key]
    for index in water_indices(asked.engine, stations, asked.first_day, asked.last_day):
        band = VN_WQI_2019.band_of(index.index)
        if index.index is not None and band is not None:
            found[index.day] = (index.index, band.hex, band.name(parts.language()))
    return found


def box_of(label: str, spread: Spread) -> Box:
    """Return how a chart shows a spread."""
    low, lower, middle, upper, high = spread.quantiles
    return Box(label, low, lower, middle, upper, high, spread.count)


def box_rows(rows: Sequence[Box], name: str) -> list[list[str]]:
    """Return boxes as rows of a table."""
    return [
        [
            row.label,
            *(
                parts.number(value, name)
                for value in (row.low, row.lower, row.middle, row.upper, row.high)
            ),
            wording.number(row.count, parts.language()),
        ]
        for row in rows
    ]


def box_head(first: str) -> list[str]:
    """Return the head of the table of boxes."""
    return [first, "10 %", "25 %", _("trung vị"), "75 %", "90 %", _("số giờ")]


def _shapes(asked: Asked) -> Shown:
    grid = asked.grid(asked.parameter).get(asked.parameter)
    if grid is None:
        return Shown(asked.year, [])
    name, unit = parts.parameter_name(asked.parameter), grid.unit
    hourly = [box_of(str(hour), spread) for hour, spread in by_hour(grid)]
    weekdays = [_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN")]
    weekly = [box_of(weekdays[place], spread) for place, spread in by_weekday(grid)]
    about = _("trung bình 1 giờ, %(unit)s; vạch đen: trung vị, khối: 25–75 %%, nét: 10–90 %%")
    words = {"name": name, "year": asked.year}
    return Shown(
        asked.year,
        [
            figure(
                _("%(name)s theo giờ trong ngày, năm %(year)s") % words,
                about % {"unit": unit},
                lambda width: boxes(hourly, unit, x_title=_("giờ"), every=3, width=width),
                box_head(_("Giờ")),
                box_rows(hourly, asked.parameter),
                small=True,
            ),
            figure(
                _("%(name)s theo ngày trong tuần, năm %(year)s") % words,
                about % {"unit": unit},
                lambda width: boxes(weekly, unit, width=width),
                box_head(_("Ngày")),
                box_rows(weekly, asked.parameter),
                small=True,
            ),
        ],
        small=True,
    )


def points() -> tuple[str, str, str, str]:
    """Return the letters of north, east, south and west."""
    return ("N", "E", "S", "W") if parts.language() == "en" else ("B", "Đ", "N", "T")


def _roses(asked: Asked) -> Shown:
    found = asked.grid(asked.parameter, DIRECTION, SPEED)
    if DIRECTION not in found:
        return Shown(asked.year, [])
    figures = [_wind(asked, found)]
    if asked.parameter in found and asked.parameter not in (DIRECTION, SPEED):
        figures.append(_pollution(asked, found))
    return Shown(asked.year, figures, small=True)


def _wind(asked: Asked, found: dict[str, Grid]) -> Figure:
    sectors, calm, classes = wind_shares(found[DIRECTION], found.get(SPEED))
    percent = [[100 * share for share in pieces] for pieces in sectors]
    top = max((sum(pieces) for pieces in percent), default=0.0)
    step = 5 if top <= 20 else 10
    rings = [(float(v), f"{v} %") for v in range(step, int(top) + step, step)]
    names = [_("dưới %(top)s m/s") % {"top": wording.number(classes[0], parts.language())}] + [
        _("từ %(low)s m/s") % {"low": wording.number(low, parts.language())} for low in classes
    ]
    return Figure(
        _("Gió thổi từ đâu, năm %(year)s") % {"year": asked.year},
        _("phần trăm số giờ theo hướng gió; càng đậm gió càng mạnh"),
        drawn(rose(percent, rings, points())),
        "",
        [_("Hướng"), *(names if len(sectors[0]) > 1 else [_("mọi tốc độ")])],
        [
            [direction, *(f"{wording.number(piece, parts.language(), 1)} %" for piece in pieces)]
            for direction, pieces in zip(directions(), percent, strict=True)
        ],
        _("Lặng gió (dưới 0,5 m/s): %(calm)s.") % {"calm": parts.percent(calm)},
    )


def _pollution(asked: Asked, found: dict[str, Grid]) -> Figure:
    name, grid = asked.parameter, found[asked.parameter]
    means, counts, overall = by_sector(grid, found[DIRECTION], found.get(SPEED))
    total = sum(counts)
    weak = [count < max(10, 0.005 * total) for count in counts]
    top = max((mean for mean in means if mean is not None), default=1.0)
    rings = [(value, parts.number(value, name)) for value in (top / 2, top)]
    return Figure(
        _("%(name)s khi gió thổi từ mỗi hướng, năm %(year)s")
        % {"name": parts.parameter_name(name), "year": asked.year},
        _("trung bình các giờ có gió, %(unit)s; vòng đứt: trung bình chung; nét đứt: ít số liệu")
        % {"unit": grid.unit},
        drawn(
            rose(
                [[mean or 0.0] for mean in means],
                rings,
                points(),
                mark=(overall, "") if overall is not None else None,
                weak=weak,
            )
        ),
        "",
        [_("Hướng"), _("Trung bình"), _("số giờ")],
        [
            [direction, parts.number(mean, name), wording.number(count, parts.language())]
            for direction, mean, count in zip(directions(), means, counts, strict=True)
        ],
    )


def directions() -> list[str]:
    """Return the sixteen directions, from north clockwise."""
    n, e, s, w = points()
    # English says the pole first (NE), Vietnamese the side (ĐB).
    english = parts.language() == "en"
    ne, se, sw, nw = (a + b if english else b + a for a, b in ((n, e), (s, e), (s, w), (n, w)))
    return [
        n, n + ne, ne, e + ne, e, e + se, se, s + se,
        s, s + sw, sw, w + sw, w, w + nw, nw, n + nw,
    ]  # fmt: skip


def _exceedances(asked: Asked) -> Shown:
    figures, tables = exceedance_tables(asked.grid, asked.parameter, asked.year)
    return Shown(asked.year, figures, tables)


def _completeness(asked: Asked) -> Shown:
    # Nothing was expected before the station opened.
    first = min(max(asked.first_day, asked.station.opened or asked.first_day), asked.last_day)
    found = grids(asked.engine, [asked.station.key], [asked.parameter], first, asked.last_day)
    grid = found.get((asked.station.key, asked.parameter))
    if grid is None:
        return Shown(asked.year, [])
    expected = max(1, round(86_400 / max(asked.station.seconds, 1)))
    received = [min(1.0, n / expected) for n in grid.received[grid.lead :].sum(axis=1).tolist()]
    valid = [min(1.0, n / expected) for n in grid.count[grid.lead :].sum(axis=1).tolist()]
    name = parts.parameter_name(asked.parameter)
    counted = len(grid.days)
    whole = figure(
        _("Số liệu %(name)s nhận được và hợp lệ mỗi ngày, năm %(year)s")
        % {"name": name, "year": asked.year},
        _("phần trăm của %(n)s số đo phải có mỗi ngày")
        % {"n": wording.number(expected, parts.language())},
        lambda width: day_charts.completeness(
            grid.days, received, valid, (_("nhận được"), _("trong đó hợp lệ")), width=width
        ),
        [_("Ngày"), _("Nhận được"), _("Hợp lệ")],
        [
            [wording.day(day), parts.percent(a), parts.percent(b)]
            for day, a, b in zip(reversed(grid.days), received[::-1], valid[::-1], strict=True)
        ],
        _("Cả khoảng: nhận được %(received)s, hợp lệ %(valid)s.")
        % {
            "received": parts.percent(sum(received) / counted),
            "valid": parts.percent(sum(valid) / counted),
        },
    )
    return Shown(asked.year, [whole])


_AIR = (Station.Medium.AIR, Station.Medium.UNKNOWN)
_WATER = (Station.Medium.SURFACE_WATER, Station.Medium.GROUNDWATER)


def _indexed(station: Station, _names: Sequence[str]) -> bool:
    return station.medium in (*_AIR, *_WATER)


def _always(_station: Station, names: Sequence[str]) -> bool:
    return bool(names)


def _windy(_station: Station, names: Sequence[str]) -> bool:
    return DIRECTION in names


def _airy(station: Station, _names: Sequence[str]) -> bool:
    return station.medium in _AIR


PARTS = {
    "lich": Part(_calendar, _indexed),
    "nhip": Part(_shapes, _always),
    "gio": Part(_roses, _windy),
    "vuot": Part(_exceedances, _airy),
    "day-du": Part(_completeness, _always),
}
