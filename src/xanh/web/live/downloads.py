"""Readings to take away: stations, parameters, days and level chosen in the address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xanh.observations.exporting import Form, export, export_hours, file_name
from xanh.observations.selection import Level, Selection
from xanh.office.monitoring.models import Station
from xanh.office.monitoring.readings import engine
from xanh.office.monitoring.series import DAY, local_date, midnight
from xanh.publishing import wording
from xanh.web.live import parts
from xanh.web.live.choosing import day_of, level_words

MOST = 5_000_000  # readings of one file
_DAYS = 7  # up to now, where no day is named
_HOUR = 3600  # [s]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader wants; nothing named means all."""

    stations: list[Station]
    parameters: tuple[str, ...]
    first: date
    last: date
    level: Level
    hours: bool  # hourly means instead of readings as sent

    @property
    def selection(self) -> Selection:
        """Return the question to the store."""
        return Selection(
            tuple(station.key for station in self.stations),
            self.parameters or None,
            midnight(self.first),
            midnight(self.last + DAY),
            self.level,
        )

    @property
    def most(self) -> int:
        """Return how many values there are at most, by what the stations measure."""
        seconds = max((self.last - self.first).days + 1, 0) * DAY.total_seconds()
        return sum(
            int(seconds / (_HOUR if self.hours else max(station.seconds, 1)))
            * len(_names(station) & set(self.parameters) if self.parameters else _names(station))
            for station in self.stations
        )

    @property
    def simulated(self) -> list[str]:
        """Return the stations whose readings nobody measured."""
        return [station.key for station in self.stations if station.simulated]


def downloads(request: HttpRequest) -> HttpResponse:
    """Show what can be had, and links to the files of what is chosen."""
    public = _public()
    wish = wish_of(request.GET, public)
    names = sorted({name for station in public for name in _names(station)})
    context = {
        "stations": [(s, s.key in request.GET.getlist("tram")) for s in public],
        "parameters": [(name, parts.parameter_name(name), name in wish.parameters)
                       for name in sorted(names, key=parts.parameter_name)],
        "wish": wish,
        "first": wish.first.isoformat(),
        "last": wish.last.isoformat(),
        "levels": level_words().items(),
        "most": wording.number(wish.most, parts.language()),
        "limit": wording.number(MOST, parts.language()),
        "fits": 0 < wish.most <= MOST,
        "turned": wish.first > wish.last,
        "forms": list(Form),
        "columns": _columns(hours=wish.hours),
        "sources": ", ".join(sorted({s.operator for s in wish.stations if s.operator})),
        "simulated": bool(wish.simulated),
        "example": f"{request.scheme}://{request.get_host()}",
        "section": "stations",
    }  # fmt: skip
    return render(request, "xanh/live/downloads.html", context)


def download(request: HttpRequest, form: str) -> HttpResponse | StreamingHttpResponse:
    """Let the chosen readings out as one file, a block at a time."""
    try:
        chosen = Form(form)
    except ValueError:
        raise Http404 from None
    wish = wish_of(request.GET, _public())
    if not 0 < wish.most <= MOST:
        return downloads(request)
    write = export_hours if wish.hours else export
    blocks: Iterator[bytes] = write(engine(), wish.selection, chosen, wish.simulated)
    response = StreamingHttpResponse(blocks, content_type=chosen.media_type)
    name = file_name(wish.selection, chosen, wish.simulated)
    if wish.hours:
        name = name.replace("xanh_", "xanh_gio_", 1)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def wish_of(query: QueryDict, public: list[Station]) -> Wish:
    """Read what is wanted from an address; what makes no sense falls back."""
    keys = query.getlist("tram")
    known = {name for station in public for name in _names(station)}
    last = day_of(query.get("den", "")) or local_date(datetime.now(UTC))
    levels = {level.value: level for level in Level}
    return Wish(
        [station for station in public if station.key in keys],
        tuple(sorted(known.intersection(query.getlist("thong-so")))),
        day_of(query.get("tu", "")) or last - timedelta(days=_DAYS - 1),
        last,
        levels.get(query.get("muc", ""), Level.CORRECTED),
        query.get("dang", "") == "gio",
    )


def _public() -> list[Station]:
    return list(Station.objects.filter(public=True).prefetch_related("instruments"))


def _names(station: Station) -> set[str]:
    return {row.parameter for row in station.instruments.all()}


def _columns(*, hours: bool) -> list[tuple[str, str]]:
    """Return the columns of the file and what they hold."""
    common = [
        ("station", _("mã trạm")),
        ("parameter", _("thông số, theo tên của Xanh")),
        ("time", _("lúc kết thúc khoảng đo, ISO 8601, giờ Việt Nam; trong Parquet là giờ UTC")),
    ]
    if hours:
        return [
            *common,
            ("value", _("trung bình giờ; để trống khi dưới 75 % số đo hợp lệ")),
            ("unit", _("đơn vị")),
            ("count", _("số đo hợp lệ trong giờ")),
            ("expected", _("số đo phải có trong giờ")),
            ("flag", _("simulated: dữ liệu mô phỏng")),
        ]
    return [
        *common,
        ("value", _("giá trị")),
        ("unit", _("đơn vị")),
        ("status", _("trạng thái do trạm gửi: 00 đang đo, 01 hiệu chuẩn, 02 hỏng")),
        ("flag", _("dấu của kiểm tra; simulated: dữ liệu mô phỏng")),
    ]
