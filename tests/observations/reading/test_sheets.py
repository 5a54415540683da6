"""Excel: the sheets in which laboratories and stations hand in their results."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
import xlsxwriter

from xanh.errors import XanhError

from .common import rows, text_of

COLUMNS = ("station", "parameter", "time", "seconds", "value", "unit", "flag")


def book(*sheets: list[list]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        clock = made.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for cells in sheets:
            sheet = made.add_worksheet()
            for i, line in enumerate(cells):
                for j, cell in enumerate(line):
                    if isinstance(cell, datetime):
                        sheet.write_datetime(i, j, cell, clock)
                    elif isinstance(cell, date):
                        sheet.write_datetime(i, j, datetime(cell.year, cell.month, cell.day), day)
                    else:
                        sheet.write(i, j, cell)
    return out.getvalue()


def test_a_result_a_row_in_vietnamese():
    result = text_of(
        book(
            [
                ["TRUNG TÂM QUAN TRẮC", "", "", "", "", ""],
                ["KẾT QUẢ PHÂN TÍCH MẪU NƯỚC MẶT"],
                [],
                ["TT", "Vị trí lấy mẫu", "Ngày lấy mẫu", "Chỉ tiêu", "Đơn vị", "Kết quả"],
                [1, "Cầu Mọc", date(2026, 3, 5), "Amoni (N-NH4+)", "mg/L", 4.85],
                [2, "", date(2026, 3, 5), "Chì (Pb)", "mg/L", "<0,02"],
                [3, "Cầu Mới", "05/03/2026", "Asen (As)", "µg/L", "KPH (LOD=0.01)"],
                [4, "Cầu Mới", "05/03/2026 09:15", "Thủy ngân (Hg)", "mg/L", "KPH"],
                [5, "Cầu Mới", "hôm qua", "pH", "-", 7.1],
            ]
        ),
        "ket-qua.xlsx",
    )
    noon = datetime(2026, 3, 5, 5)
    assert result.form == "laboratory-sheet"
    assert rows(result.table, *COLUMNS) == [
        ("Cầu Mọc", "nh4_n", noon, 0, 4.85, "mg/L", ""),
        ("Cầu Mọc", "pb", noon, 0, 0.02, "mg/L", "bdl"),
        ("Cầu Mới", "as", noon, 0, 0.00001, "mg/L", "bdl"),
        ("Cầu Mới", "hg", datetime(2026, 3, 5, 2, 15), 0, None, "mg/L", "bdl unreadable"),
    ]
    assert [p.line for p in result.problems] == [9]


def test_a_parameter_a_column():
    result = text_of(
        book(
            [
                ["Điểm lấy mẫu", "Ngày lấy mẫu", "Giờ lấy mẫu", "pH", "BOD5 (mg/L)", "Coliform (MPN/100mL)"],
                ["NM1", date(2026, 3, 5), "08:30", 7.2, "12,5", 6000],
                ["NM2", date(2026, 3, 5), "10:00", 6.9, "ND", ""],
            ]
        ),
        "nuoc-mat.xlsx",
    )  # fmt: skip
    assert rows(result.table, *COLUMNS) == [
        ("NM1", "ph", datetime(2026, 3, 5, 1, 30), 0, 7.2, "", ""),
        ("NM1", "bod5", datetime(2026, 3, 5, 1, 30), 0, 12.5, "mg/L", ""),
        ("NM1", "coliform", datetime(2026, 3, 5, 1, 30), 0, 6000.0, "MPN/100mL", ""),
        ("NM2", "ph", datetime(2026, 3, 5, 3), 0, 6.9, "", ""),
        ("NM2", "bod5", datetime(2026, 3, 5, 3), 0, None, "mg/L", "bdl unreadable"),
    ]


def test_a_parameter_a_row_and_a_sample_a_column():
    result = text_of(
        book(
            [
                ["PHIẾU KẾT QUẢ THỬ NGHIỆM"],
                ["Ngày lấy mẫu: 05/03/2026"],
                ["TT", "Thông số", "Đơn vị", "Phương pháp", "NM1", "NM2", "QCVN 08:2023"],
                [1, "pH", "-", "TCVN 6492", 7.2, 7.4, "6-8,5"],
                [2, "Oxy hòa tan (DO)", "mg/L", "TCVN 7325", "4,2", "<0,5", ">=5"],
            ]
        ),
        "phieu.xlsx",
    )
    noon = datetime(2026, 3, 5, 5)
    assert rows(result.table, *COLUMNS) == [
        ("NM1", "ph", noon, 0, 7.2, "", ""),
        ("NM2", "ph", noon, 0, 7.4, "", ""),
        ("NM1", "do", noon, 0, 4.2, "mg/L", ""),
        ("NM2", "do", noon, 0, 0.5, "mg/L", "bdl"),
    ]


def test_station_series_in_two_sheets_and_one_that_is_none():
    series = [
        ["Thời gian", "PM2.5 (µg/m³)", "NO2 (ppb)"],
        [datetime(2026, 3, 5, 1), 20.5, 10],
        [datetime(2026, 3, 5, 2), 21, 9999],
    ]
    result = text_of(book(series, [["Ghi chú"], ["không có gì"]]), "HN_A_KHIKXQ.xlsx")
    assert result.form == "sheet"
    assert rows(result.table, *COLUMNS)[2:] == [
        ("HN_A_KHIKXQ", "pm25", datetime(2026, 3, 4, 19), 3600, 21.0, "µg/m³", ""),
        ("HN_A_KHIKXQ", "no2", datetime(2026, 3, 4, 19), 3600, 9999.0, "µg/m³", "filler"),
    ]
    assert any("Sheet2" in note for note in result.notes)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 this is no workbook", "not-text"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "not-text"),
        (book([["a", "b"], [1, 2]]), "wrong-columns"),
        (book([]), "wrong-columns"),
    ],
)
def test_refusals(content, code):
    with pytest.raises(XanhError) as refusal:
        text_of(content, "x.xlsx")
    assert refusal.value.code == code
