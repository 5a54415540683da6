"""The summary of a year of air as a workbook: means, exceedances, days by band."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from xanh.observations.exporting import NOTICE
from xanh.office.monitoring.annual import PERCENTILES, Summary

Cell = str | float | int | None

_SHEETS = {
    "vi": ("Trung bình năm", "Vượt giới hạn", "Ngày theo mức", "Nguồn"),
    "en": ("Annual means", "Exceedances", "Days by band", "Origin"),
}
_HEADS = {
    "vi": (
        ("Mã trạm", "Trạm", "Thông số", "Đơn vị", "Trung bình các ngày", "Số ngày có số liệu",
         "Số ngày của năm", "Đủ 75 %", "QCVN 05, năm", "Mức WHO 2021 đạt được", "Cao nhất 24 giờ",
         *(f"Bách phân vị {p}" for p in PERCENTILES)),
        ("Mã trạm", "Trạm", "Thông số", "Trung bình", "Giới hạn", "Số giá trị so được",
         "Số lần vượt", "Cao nhất", "Phiên bản", "Đã đối chiếu"),
        ("Mã trạm", "Trạm"),
    ),
    "en": (
        ("Key", "Station", "Parameter", "Unit", "Mean of the days", "Days with data",
         "Days of the year", "75 % there", "QCVN 05, year", "Level of WHO 2021 met",
         "Highest 24 h", *(f"Percentile {p}" for p in PERCENTILES)),
        ("Key", "Station", "Parameter", "Average", "Limit", "Values compared", "Above the limit",
         "Highest", "Version", "Verified"),
        ("Key", "Station"),
    ),
}  # fmt: skip
_YES = {"vi": ("có", "không"), "en": ("yes", "no")}
_LONGEST = 24  # [characters] of a column


def annual_xlsx(
    found: Summary, names: Mapping[str, str], simulated: Collection[str], year: int, language: str
) -> bytes:
    """Return the workbook of a year; numbers are numbers, text is never a formula.

    Names of stations in ``simulated`` are marked in every row.
    """
    import xlsxwriter

    from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019

    shown = {key: f"{name} ({NOTICE})" if key in simulated else name for key, name in names.items()}
    heads = _HEADS[language]
    bands = [band.name(language) for band in VN_AQI_2019.bands]
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        titles = _SHEETS[language]
        _sheet(book, titles[0], heads[0], _means(found, shown, language))
        _sheet(book, titles[1], heads[1], _judged(found, shown, language))
        days: list[list[Cell]] = [[key, shown[key], *counts] for key, counts in found.bands.items()]
        _sheet(book, titles[2], (*heads[2], *bands), days)
        _sheet(book, titles[3], ("", ""), _origin(found, year))
    return buffer.getvalue()


def _sheet(book: Any, title: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    sheet = book.add_worksheet(title)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    for column, words in enumerate(head):
        sheet.write_string(0, column, words, bold)
    for place, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(place, column, value)
            elif value is not None:
                sheet.write_number(place, column, value)
    sheet.set_column(0, len(head) - 1, 14)
    sheet.set_column(1, 1, _LONGEST)
    sheet.freeze_panes(1, 0)


def _means(found: Summary, names: Mapping[str, str], language: str) -> list[list[Cell]]:
    yes, no = _YES[language]
    return [
        [
            row.station, names[row.station], row.parameter, row.unit, row.mean, row.days,
            row.expected, yes if row.enough else no, row.limit, row.who, row.highest,
            *(row.percentiles.get(p) for p in PERCENTILES),
        ]
        for row in found.rows
    ]  # fmt: skip


def _judged(found: Summary, names: Mapping[str, str], language: str) -> list[list[Cell]]:
    yes, no = _YES[language]
    return [
        [
            row.station, names[row.station], row.parameter, judged.average,
            " / ".join(f"{limit:g}" for limit in judged.limits), judged.compared, judged.exceeded,
            judged.highest, ", ".join(judged.versions), yes if judged.verified else no,
        ]
        for row in found.rows
        for judged in row.judged
    ]  # fmt: skip


def _origin(found: Summary, year: int) -> list[list[Cell]]:
    selection = found.selection.to_json()
    versions = sorted({v for row in found.rows for j in row.judged for v in j.versions})
    stations = ", ".join(found.selection.stations or ())
    asked: list[list[Cell]] = [
        [name, str(selection[name])] for name in ("start", "end", "level", "as_of")
    ]
    named = ", ".join(["vn_aqi:2019", "who:2021", *versions])
    return [["year", str(year)], ["stations", stations], *asked, ["versions", named]]
