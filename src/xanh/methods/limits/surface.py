"""Surface water: QCVN 08:2023/BTNMT, limits for health (table 1) and classes (tables 2 and 3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from operator import add
from typing import Literal, get_args

from xanh.errors import XanhError
from xanh.methods.forms import Forms, Value, between, count, forms_of
from xanh.methods.limits.limit import Limit, number, rows
from xanh.methods.versions import Version

Water = Literal["river", "lake"]  # rivers, streams, canals (table 2); lakes, ponds (table 3)
GRADES = ("A", "B", "C", "D")

QCVN08_2023 = Version(
    id="qcvn08:2023",
    name_vi="QCVN 08:2023/BTNMT về chất lượng nước mặt",
    name_en="QCVN 08:2023/BTNMT on the quality of surface water",
    source="Thông tư 01/2023/TT-BTNMT",
    in_force=date(2023, 9, 12),
    verified=True,
)
SURFACE_VERSIONS = (QCVN08_2023,)


@dataclass(frozen=True, slots=True)
class Grade:
    """What a class of surface water means."""

    letter: str
    name_vi: str
    name_en: str
    use_vi: str
    use_en: str
    verified: bool = False  # the wording of the meanings


MEANINGS = (
    Grade(
        "A",
        "Tốt",
        "Good",
        "Cấp nước sinh hoạt sau khi xử lý phù hợp, bơi lội",
        "Domestic supply after suitable treatment, swimming",
    ),
    Grade(
        "B",
        "Trung bình",
        "Medium",
        "Sản xuất công nghiệp, nông nghiệp sau khi xử lý phù hợp",
        "Industry and farming after suitable treatment",
    ),
    Grade(
        "C",
        "Xấu",
        "Bad",
        "Nước thiếu oxy; công nghiệp sau khi xử lý phù hợp",
        "Low in oxygen; industry after suitable treatment",
    ),
    Grade(
        "D",
        "Rất xấu",
        "Very bad",
        "Giao thông thủy và mục đích tương tự",
        "Navigation and similar uses only",
    ),
)


@lru_cache(maxsize=1)
def health_limits() -> dict[str, Limit]:
    """Return table 1, the greatest values that protect health, by parameter.

    ``heptachlor`` limits heptachlor and its epoxide together.
    """
    return {
        row["parameter"]: Limit(
            parameter=row["parameter"],
            unit=row["unit"],
            high=number(row["high"]),
            standard=QCVN08_2023.id,
            source=f"{QCVN08_2023.source}, bảng 1",
            verified=True,
        )
        for row in rows("qcvn08_2023_health.csv")
    }


@lru_cache(maxsize=8)
def grade_limits(water: Water, grade: str) -> dict[str, Limit]:
    """Return the limits of a class of rivers or lakes (tables 2 and 3), by parameter.

    Class D holds what is beyond C: of its own it only asks for oxygen in rivers. Suspended solids
    have no limit in class C, where floating trash makes the difference to D.
    """
    table = "bảng 2" if water == "river" else "bảng 3"
    return {
        row["parameter"]: Limit(
            parameter=row["parameter"],
            unit=row["unit"],
            low=number(row["low"]),
            high=number(row["high"]),
            column=grade,
            standard=QCVN08_2023.id,
            source=f"{QCVN08_2023.source}, {table}",
            verified=row["verified"] == "yes",
        )
        for row in rows("qcvn08_2023_classes.csv")
        if (row["water"], row["grade"]) == (water, grade)
    }


def surface_class(
    values: Mapping[str, Value], *, water: Water = "river", floating_trash: Value = False
) -> dict[str, Value]:
    """Return the class of a site: that of its worst parameter, which is named.

    ``values`` are numbers, arrays or Ibis columns by parameter (``ph``, ``bod5``, ``cod``,
    ``toc``, ``tss``, ``do``, ``tp``, ``tn``, ``chlorophyll_a`` [µg/L], ``coliform``,
    ``fecal_coliform``). ``floating_trash`` (true or false, in the same forms) says whether trash
    floats on water with suspended solids beyond class B: then it is of class D, else C.

    Returns ``class`` (A to D, ``None`` where nothing was measured), ``deciding`` (the first of the
    worst parameters in the order of the table) and ``class_<parameter>``. Water that does not
    even hold class D's oxygen is D: there is no other. Taking the worst parameter is a choice of
    ours; the regulation tells the classes of each.

    Raises :class:`XanhError` (``unknown-water``).
    """
    if water not in get_args(Water):
        raise XanhError(
            "unknown-water",
            f"Không có loại thủy vực “{water}”.",
            f"There is no kind of water body “{water}”.",
            "Chọn river (sông, suối, kênh) hoặc lake (hồ, ao).",
            "Choose river (rivers, streams, canals) or lake (lakes, ponds).",
        )
    forms = forms_of(values.values())
    numbers = {
        name: _grade_number(forms, name, between(forms, values[name]), water, floating_trash)
        for name in grade_limits(water, "A")
        if name in values
    }
    if not numbers:
        return {"class": None, "deciding": None}
    filled = {name: forms.fill(value, 0) for name, value in numbers.items()}
    worst = forms.most(list(filled.values()))
    there = count(forms, list(numbers.values())) > 0
    deciding = [(there & (value == worst), name) for name, value in filled.items()]
    return {
        "class": forms.give(_letters(forms, worst)),
        "deciding": forms.give(forms.label(deciding)),
        **{f"class_{name}": forms.give(_letters(forms, value)) for name, value in filled.items()},
    }


def _grade_number(
    forms: Forms, name: str, value: Value, water: Water, floating_trash: Value
) -> Value:
    """Return 1 for class A to 4 for class D; missing without a value."""
    outside: list[Value] = []
    for grade in GRADES[:3]:
        limit = grade_limits(water, grade).get(name)
        if limit is None:  # suspended solids of class C: as B, where trash floats
            beyond = outside[-1] * forms.where(forms.take(floating_trash) == 1, 1)
            outside.append(forms.fill(beyond, 0))
        else:
            outside.append(_outside(forms, value, limit))
    return forms.where(forms.present(value) == 1, 1 + reduce(add, outside))


def _outside(forms: Forms, value: Value, limit: Limit) -> Value:
    """Return 1 where a value is outside a limit, else 0."""
    parts: list[Value] = []
    if limit.low is not None:
        parts.append(value < limit.low)
    if limit.high is not None:
        parts.append(value > limit.high)
    return forms.fill(forms.where(reduce(lambda a, b: a | b, parts), 1), 0)


def _letters(forms: Forms, value: Value) -> Value:
    return forms.label([(value == i, letter) for i, letter in enumerate(GRADES, start=1)])
