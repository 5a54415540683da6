"""Every chart draws, in both languages, from plain data, and says what it was given."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

import pytest

from xanh.publishing.charts.days import calendar, completeness, months
from xanh.publishing.charts.drawing import Spec, page_svg
from xanh.publishing.charts.roses import rose
from xanh.publishing.charts.series import Limit, Point, multiples, series
from xanh.publishing.charts.shapes import Box, boxes
from xanh.publishing.charts.years import Mean, bands, means

DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(60)]
POINTS = [
    Point(datetime(2026, 3, 1) + timedelta(hours=n), 20 + 10 * math.sin(n / 4), n == 7)
    for n in range(48)
]
SPECS: dict[str, tuple[Spec, str]] = {
    "series": (series(POINTS, "µg/m³", limits=[Limit(25, "QCVN 05: 25")], doubtful_words="nghi"),
               "QCVN 05: 25"),
    "multiples": (multiples([("Bách Khoa", POINTS), ("Ba Vì", POINTS)], "µg/m³", width=310),
                  "Ba Vì"),
    "calendar": (calendar({DAYS[3]: (137, "#FF7E00")}, 2026, [f"T{n}" for n in range(12)]), "137"),
    "completeness": (completeness(DAYS, [1.0] * 60, [0.5] * 60, ("đến", "đúng"), width=310),
                     "đúng"),
    "months": (months([3, None, *[0] * 10], [str(n) for n in range(1, 13)], "ngày", width=310),
               "–"),
    "boxes": (boxes([Box("T2", 1, 2, 3, 4, 5, 9), Box("T3", *[None] * 5)], "µg/m³"), "T3"),
    "rose": (rose([[1.0, 2.0]] * 16, [(3.0, "3 %")], ("B", "Đ", "N", "T")), "3 %"),
    "means": (means([Mean("Bách Khoa", 44.1, "44,1"), Mean("Ba Vì", 9, "9,0", False)],
                    [Limit(25, "QCVN")], "µg/m³", width=310), "44,1"),
    "bands": (bands([("Ba Vì", (3, 0, 1))], ["#00E400", "#FFFF00", "#FF7E00"], "ngày", width=310),
              "Ba Vì"),
}  # fmt: skip


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", SPECS)
def test_it_draws_what_it_was_given_without_styles_or_scripts(name: str, language: str):
    spec, words = SPECS[name]
    drawn = page_svg(spec, language)
    assert drawn.startswith("<svg")
    assert words in drawn
    # The pages' policy allows neither.
    assert "style=" not in drawn
    assert "<style" not in drawn
    assert "<script" not in drawn
    assert "NaN" not in drawn


def test_every_day_of_a_leap_year_has_its_cell_in_its_bands_colour():
    coloured = {date(2024, 2, 29): (55, "#FFFF00")}
    spec = calendar(coloured, 2024, [str(n) for n in range(12)], narrow=True)
    assert len(spec["data"]["values"]) == 366
    drawn = page_svg(spec, "vi").lower()
    assert drawn.count('fill="#ffff00"') == 1
    assert ">55<" in drawn


def test_east_lies_to_the_right_of_a_rose():
    pieces = [[0.0]] * 16
    pieces[4] = [5.0]
    spec = rose(pieces, [], ("B", "Đ", "N", "T"))
    (arc,) = [one["mark"] for one in spec["layer"] if one["mark"]["type"] == "arc"]
    assert arc["theta"] < math.pi / 2 < arc["theta2"]  # clockwise from north


def test_weak_sectors_are_hollow_and_what_is_lacking_leaves_a_gap():
    spec = rose([[5.0]] * 16, [], ("N", "E", "S", "W"), weak=[True] * 16)
    assert all(one["mark"]["fill"] is None for one in spec["layer"] if one["mark"]["type"] == "arc")
    gap = series([POINTS[0], Point(POINTS[1].time, None), POINTS[2]], "")
    assert [row["value"] is None for row in gap["layer"][0]["data"]["values"]] == [
        False, True, False,
    ]  # fmt: skip
