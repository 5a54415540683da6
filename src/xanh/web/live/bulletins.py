"""The bulletin on air or water of a day, a week or a month: a page, Word and PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from xanh.office.monitoring.bulletins import (
    Bulletin,
    Exceedance,
    Kind,
    Line,
    Period,
    bulletin,
    span,
)
from xanh.office.monitoring.models import Station
from xanh.office.monitoring.readings import engine
from xanh.office.monitoring.series import DAY, local_date
from xanh.publishing import wording
from xanh.publishing.bulletin import Issuer, Text, text_of
from xanh.publishing.charts.bulletin import indices
from xanh.web.live import now as current
from xanh.web.live import parts
from xanh.web.live.choosing import day_of
from xanh.web.live.exceeding import average_words
from xanh.web.live.figures import Figure, figure

KINDS: dict[str, Kind] = {"khong-khi": "air", "nuoc": "water"}
PERIODS: dict[str, Period] = {"ngay": "day", "tuan": "week", "thang": "month"}
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_BARS = 25
_NAMES_WIDTH = 190  # [px] of the names beside the bars


@dataclass(frozen=True, slots=True)
class Wish:
    """Which bulletin is wanted; ``kind`` and ``period`` as they stand in the address."""

    kind: str
    period: str
    day: date
    as_of: datetime

    @property
    def made(self) -> Bulletin:
        """Return the bulletin of public stations that were open in the period."""
        kind, period = KINDS[self.kind], PERIODS[self.period]
        first, _last = span(period, self.day)
        stations = Station.objects.filter(Q(closed=None) | Q(closed__gt=first), public=True)
        return bulletin(engine(), list(stations), kind, period, self.day, self.as_of)

    def query(self, **changes: Any) -> str:
        """Return the address of this wish with changes."""
        wanted = {"loai": self.kind, "ky": self.period, "ngay": self.day, **changes}
        query = QueryDict(mutable=True)
        for name, value in wanted.items():
            query[name] = value.isoformat() if isinstance(value, date) else value
        return f"?{query.urlencode()}"


def wish_of(query: QueryDict) -> Wish:
    """Read which bulletin is wanted; without a day it is the last period that is over."""
    kind, period = query.get("loai", ""), query.get("ky", "")
    kind = kind if kind in KINDS else "khong-khi"
    period = period if period in PERIODS else "ngay"
    today = local_date(datetime.now(UTC))
    day = day_of(query.get("ngay", ""))
    if day is None or day > today:
        day = span(PERIODS[period], today)[0] - DAY
    return Wish(kind, period, day, _moment(query.get("luc", "")))


def _moment(written: str) -> datetime:
    """Return the moment as of which to answer: that named, else that of the last commit."""
    newest = current.store_moment(engine())
    try:
        asked = datetime.fromisoformat(written)
    except ValueError:
        return newest
    return min(asked, newest) if asked.tzinfo else newest


def bulletin_page(request: HttpRequest) -> HttpResponse:
    """Show a bulletin."""
    wish = wish_of(request.GET)
    made = wish.made
    today = local_date(datetime.now(UTC))
    following = made.last + DAY
    mark = _mark_of(made)
    context = {
        "wish": wish,
        "kinds": {"khong-khi": _("Không khí"), "nuoc": _("Nước mặt")}.items(),
        "periods": {"ngay": _("Ngày"), "tuan": _("Tuần"), "thang": _("Tháng")}.items(),
        "bulletin": made,
        "words": _period_words(made),
        "running": made.last >= today,
        "before": wish.query(ngay=made.first - DAY),
        "after": wish.query(ngay=following) if following <= today else "",
        "file": wish.query(luc=wish.as_of.isoformat()),
        "worst": _row(made, made.indexed[0], mark) if made.indexed else None,
        "advice": _advice(made),
        "rows": [_row(made, line, mark) for line in made.lines],
        "figure": _figure(made),
        "version": current.version(_scale(made)),
        "as_of": parts.local(made.as_of),
        "source": ", ".join(made.sources),
        "simulated": made.simulated,
        "section": "stations",
    }
    return render(request, "xanh/live/bulletin.html", context)


def bulletin_file(request: HttpRequest, form: str) -> HttpResponse:
    """Let a bulletin out as a document; the same moment gives the same file."""
    if form not in TYPES:
        raise Http404
    wish = wish_of(request.GET)
    made = wish.made
    issuer = Issuer(*settings.XANH.issuer)
    text = text_of(made, issuer, parts.parameter_name, local_date(made.as_of))
    response = HttpResponse(_writer(form)(text), content_type=TYPES[form])
    marked = "_mo-phong" if made.simulated else ""
    name = f"ban-tin_{wish.kind}_{wish.period}_{made.first:%Y%m%d}{marked}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _writer(form: str) -> Callable[[Text], bytes]:
    if form == "pdf":
        from xanh.publishing.bulletin.pdf import bulletin_pdf

        return bulletin_pdf
    from xanh.publishing.bulletin.word import bulletin_docx

    return bulletin_docx


def _scale(made: Bulletin) -> Any:
    from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019
    from xanh.methods.water import VN_WQI_2019

    return VN_AQI_2019 if made.kind == "air" else VN_WQI_2019


def _mark_of(made: Bulletin) -> Callable[[int | None], parts.Mark]:
    return parts.air_mark if made.kind == "air" else parts.water_mark


def _period_words(made: Bulletin) -> str:
    if made.period == "month":
        return _("tháng %(month)s") % {"month": f"{made.first:%m/%Y}"}
    if made.period == "week":
        return _("tuần %(first)s – %(last)s") % {
            "first": f"{made.first:%d/%m}",
            "last": f"{made.last:%d/%m/%Y}",
        }
    return _("ngày %(day)s") % {"day": f"{made.first:%d/%m/%Y}"}


def _advice(made: Bulletin) -> dict[str, str]:
    """Return what the worst band means for people, or what its water is good for."""
    if not made.indexed:
        return {}
    band = _scale(made).band_of(made.indexed[0].index)
    if made.kind == "water":
        return {"use": band.use_en if parts.language() == "en" else band.use_vi}
    advice = band.advice(parts.language())
    return {"effect": advice.effect, "public": advice.public, "sensitive": advice.sensitive}


def _name(line: Line) -> str:
    return line.name_en if parts.language() == "en" and line.name_en else line.name


def _row(made: Bulletin, line: Line, mark: Callable[[int | None], parts.Mark]) -> dict[str, Any]:
    several = made.period != "day"
    return {
        "line": line,
        "name": _name(line),
        "mark": mark(line.index),
        "day": f"{line.worst_day:%d/%m/%Y}" if several and line.worst_day else "",
        "dominant": parts.parameter_name(line.dominant) if line.dominant else "",
        "before": mark(line.before) if line.before is not None else None,
        "exceedances": [_exceedance(one) for one in line.exceedances],
        "grade": line.grade or "",
        "share": parts.percent(line.share),
    }


def _exceedance(one: Exceedance) -> str:
    return _("%(parameter)s %(average)s: %(n)s trong %(of)s") % {
        "parameter": parts.parameter_name(one.parameter),
        "average": average_words()[one.average],
        "n": wording.number(one.exceeded, parts.language()),
        "of": wording.number(one.compared, parts.language()),
    }


def _figure(made: Bulletin) -> Figure | None:
    scale = _scale(made)
    index = "VN_AQI" if made.kind == "air" else "VN_WQI"
    rows = [
        (_name(line), line.index, scale.band_of(line.index).hex)
        for line in made.indexed[:_BARS]
        if line.index is not None
    ]
    if not rows:
        return None
    return figure(
        _("%(index)s từng trạm, %(period)s") % {"index": index, "period": _period_words(made)},
        _("ngày xấu nhất của mỗi trạm; màu của mức theo quy định"),
        lambda width: indices(rows, index, width=max(width - _NAMES_WIDTH, 110)),
        [_("Trạm"), index],
        [[name, str(value)] for name, value, _colour in rows],
    )
