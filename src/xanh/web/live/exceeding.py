"""How often a station's air was above QCVN 05 in a year, with the WHO's levels beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from xanh.office.monitoring.annual import FIRST_JUDGED, YearOf, year_of
from xanh.office.monitoring.indices import AIR
from xanh.office.monitoring.series import Grid
from xanh.publishing import wording
from xanh.publishing.charts.days import months
from xanh.web.live import parts
from xanh.web.live.figures import Figure, figure


def average_words() -> dict[str, str]:
    """Return the averages of the regulations in words."""
    return {
        "1h": _("1 giờ"),
        "8h": _("8 giờ, lớn nhất trong ngày"),
        "24h": _("24 giờ"),
        "year": _("năm"),
    }


def exceedance_tables(
    grid_of: Callable[..., dict[str, Grid]], parameter: str, year: int
) -> tuple[list[Figure], list[dict[str, Any]]]:
    """Return the months of one parameter as a chart, and all parameters as two tables."""
    found = grid_of(*AIR)
    years = [year_of(found[name]) for name in AIR if name in found]
    figures = []
    if parameter in found and (monthly := _monthly(found[parameter])) is not None:
        average, counts = monthly
        words = {
            "name": parts.parameter_name(parameter),
            "average": average_words()[average],
            "year": year,
        }
        names = [str(month) for month in range(1, 13)]
        figures.append(
            figure(
                _("Số ngày %(name)s vượt QCVN 05, năm %(year)s") % words,
                _("trung bình %(average)s; gạch: tháng không có số liệu để so") % words,
                lambda width: months(counts, names, _("ngày"), width=width),
                [_("Tháng"), _("Số ngày vượt")],
                [
                    [name, wording.NOTHING if count is None else str(count)]
                    for name, count in zip(names, counts, strict=True)
                ],
            )
        )
    return figures, [_national(years), _world(years)]


def _monthly(grid: Grid) -> tuple[str, list[int | None]] | None:
    from xanh.methods.air.qcvn05 import limit_on

    if grid.first.year < FIRST_JUDGED:
        return None
    average = "24h" if limit_on(grid.parameter, "24h", grid.first) else "8h"
    counts: list[int | None] = [None] * 12
    means = grid.daily() if average == "24h" else grid.eight_hours()
    for day, mean in zip(grid.days, means.tolist(), strict=True):
        limit = limit_on(grid.parameter, average, day)
        if limit is None:
            return None
        if mean == mean:
            counts[day.month - 1] = (counts[day.month - 1] or 0) + (mean > limit[1].value)
    return average, counts


def _national(years: list[YearOf]) -> dict[str, Any]:
    language = parts.language()
    rows = []
    for one in years:
        for judged in one.judged:
            versions = ", ".join(version.upper().replace("QCVN05", "QCVN 05") for version in
                                 judged.versions)  # fmt: skip
            rows.append(
                [
                    f"{parts.parameter_name(one.parameter)}, {average_words()[judged.average]}",
                    " / ".join(parts.number(limit, one.parameter) for limit in judged.limits)
                    or wording.NOTHING,
                    wording.number(judged.compared, language),
                    wording.number(judged.exceeded, language) if judged.compared else "–",
                    parts.percent(judged.share),
                    parts.number(judged.highest, one.parameter),
                    versions + ("" if judged.verified else f" ({_('chưa đối chiếu')})"),
                ]
            )
    return {
        "title": _("So với QCVN 05 (µg/m³)"),
        "anchor": "qcvn05",
        "head": [
            _("Thông số, trung bình"),
            _("Giới hạn"),
            _("Số giá trị so được"),
            _("Số lần vượt"),
            _("Tỷ lệ vượt"),
            _("Cao nhất"),
            _("Phiên bản"),
        ],
        "rows": rows,
    }


def _world(years: list[YearOf]) -> dict[str, Any]:
    from xanh.methods.air.who import LEVELS

    rows = [
        [
            parts.parameter_name(one.parameter),
            parts.number(one.percentiles.get(99), one.parameter),
            *(
                wording.number(one.who_days[level], parts.language())
                if level in one.who_days and one.days
                else wording.NOTHING
                for level in LEVELS
            ),
            wording.number(one.days, parts.language()),
        ]
        for one in years
        if one.who_days
    ]
    return {
        "title": _("Số ngày trên các mức của WHO 2021, trung bình 24 giờ"),
        "anchor": "who",
        "head": [
            _("Thông số"),
            _("Bách phân vị 99 (µg/m³)"),
            *(level if level != "AQG" else _("mức khuyến nghị") for level in LEVELS),
            _("Số ngày có số liệu"),
        ],
        "rows": rows,
    }
