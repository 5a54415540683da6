"""Every method of the house with its versions, functions and tables: what can be looked up.

The page of methods and ``docs/methods.md`` are written from here; ``make methods`` writes the
document again.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from xanh.methods import air, limits, water
from xanh.methods.air.qcvn05 import AirLimits
from xanh.methods.air.scales import Scale
from xanh.methods.air.who import LEVELS, Guidelines
from xanh.methods.limits.limit import Limit
from xanh.methods.limits.surface import GRADES, SURFACE_VERSIONS
from xanh.methods.limits.wastewater import package_cells
from xanh.methods.versions import Version

Text = tuple[str, str]  # Vietnamese, English
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a version; cells are text, the same in both languages unless pairs."""

    title: Text
    head: tuple[Text, ...]
    rows: tuple[tuple[str | Text, ...], ...]


@dataclass(frozen=True, slots=True)
class Method:
    """A subject that the house can compute or judge."""

    key: str
    name: Text
    functions: tuple[Callable[..., Any], ...]
    versions: tuple[Version, ...]


METHODS = (
    Method(
        "vn_aqi",
        ("Chỉ số chất lượng không khí VN_AQI", "Viet Nam's air quality index VN_AQI"),
        (air.vn_aqi, air.vn_aqi_hour, air.vn_aqi_day, air.nowcast),
        air.VN_AQI,
    ),
    Method(
        "us_aqi",
        ("Chỉ số AQI của Hoa Kỳ", "The air quality index of the United States"),
        (air.us_aqi, air.us_sub_index),
        air.US_AQI,
    ),
    Method(
        "qcvn05",
        ("Giới hạn chất lượng không khí QCVN 05", "Limits of ambient air, QCVN 05"),
        (air.judge,),
        air.QCVN05,
    ),
    Method("who", ("Mức khuyến nghị của WHO", "The WHO's guideline levels"), (), air.WHO),
    Method(
        "vn_wqi",
        ("Chỉ số chất lượng nước VN_WQI", "Viet Nam's water quality index VN_WQI"),
        (water.vn_wqi, water.do_at_saturation),
        water.VERSIONS,
    ),
    Method(
        "qcvn08",
        ("Chất lượng nước mặt QCVN 08", "Surface water, QCVN 08"),
        (limits.surface_class, limits.health_limits),
        SURFACE_VERSIONS,
    ),
    Method(
        "wastewater",
        ("Nước thải QCVN 14 và QCVN 40", "Wastewater, QCVN 14 and QCVN 40"),
        (limits.standard_on, limits.limits_on, limits.kq, limits.kf, limits.k_domestic),
        limits.STANDARDS,
    ),
    Method(
        "load_capacity",
        ("Khả năng tiếp nhận nước thải của sông, hồ", "What rivers and lakes can still take in"),
        (limits.load, limits.direct_capacity, limits.indirect_capacity, limits.lake_capacity),
        (limits.CIRCULAR_76,),
    ),
)


def method_of(version: str) -> Method:
    """Return the method that a version (``vn_aqi:2019``) belongs to; ``KeyError`` if none."""
    for method in METHODS:
        if any(one.id == version for one in method.versions):
            return method
    raise KeyError(version)


def first_words(function: Callable[..., Any]) -> str:
    """Return the first paragraph of a function's docstring on one line."""
    return " ".join((inspect.getdoc(function) or "").split("\n\n")[0].split())


def tables_of(version: Version) -> tuple[Table, ...]:
    """Return the tables of a version: break points, bands, limits."""
    if isinstance(version, Scale):
        return (_bands(version.bands), _corners(version))
    if isinstance(version, AirLimits):
        return (_air_limits(version),)
    if isinstance(version, Guidelines):
        return (_levels(version),)
    if isinstance(version, water.WaterIndex):
        return (_bands(version.bands), _water_scales(version))
    if version in SURFACE_VERSIONS:
        return tuple(_grades(kind) for kind in ("river", "lake"))
    cells = tuple(_cells(version.id))
    return (Table(_LIMITS, _CELL_HEAD, cells),) if cells else ()


_PARAMETER = ("Thông số", "Parameter")
_UNIT = ("Đơn vị", "Unit")
_LIMITS = ("Giá trị giới hạn", "Limits")
_CELL_HEAD = (
    ("Cột", "Column"),
    ("Lưu lượng (m³/ngày)", "Flow (m³/day)"),
    _PARAMETER,
    _LIMITS,
    _UNIT,
    ("Đã đối chiếu văn bản", "Held against the text"),
)
_YES, _NO = ("có", "yes"), ("chưa", "not yet")


def _text(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def _between(low: float | None, high: float | None, least: float | None = None) -> str:
    if low is None and high is None:
        return "" if least is None else f"≥ {_text(least)}"
    if low is None:
        return f"≤ {_text(high)}"
    return f"≥ {_text(low)}" if high is None else f"{_text(low)}–{_text(high)}"


def _bands(bands: Iterable[Any]) -> Table:
    rows = []
    for band in bands:
        least = _text(band.low)
        most = f"{band.high:g}" if hasattr(band, "high") else ""
        rows.append(((band.name_vi, band.name_en), f"{least}–{most}" if most else f"≥ {least}"))
    return Table(("Mức", "Bands"), (("Mức", "Band"), ("Khoảng giá trị", "Values")), tuple(rows))


def _corners(scale: Scale) -> Table:
    rows = tuple(
        (name, "; ".join(f"{x:g} → {y:g}" for x, y in corners if y <= scale.bands[-1].high))
        for name, corners in scale.corners.items()
    )
    return Table(
        ("Điểm gãy: nồng độ → chỉ số", "Break points: concentration → index"),
        (_PARAMETER, ("Nồng độ → chỉ số", "Concentration → index")),
        rows,
    )


def _air_limits(version: AirLimits) -> Table:
    rows = []
    for limit in version.limits:
        since = "" if limit.since is None else f"từ {limit.since:%d/%m/%Y}"
        until = "" if limit.until is None else f"đến {limit.until:%d/%m/%Y}"
        english = (since.replace("từ", "from"), until.replace("đến", "until"))
        when = (" ".join((since, until)).strip(), " ".join(english).strip())
        rows.append((limit.parameter, limit.average, f"{limit.value:g}", when))
    return Table(
        ("Giá trị giới hạn (µg/m³)", "Limits (µg/m³)"),
        (_PARAMETER, ("Trung bình", "Average"), _LIMITS, ("Hiệu lực", "In force")),
        tuple(rows),
    )


def _levels(version: Guidelines) -> Table:
    rows = tuple(
        (parameter, average, *(_text(levels.get(name)) for name in LEVELS))
        for (parameter, average), levels in version.levels.items()
    )
    head = (_PARAMETER, ("Trung bình", "Average"), *((name, name) for name in LEVELS))
    return Table(("Các mức (µg/m³)", "Levels (µg/m³)"), head, rows)


def _water_scales(version: water.WaterIndex) -> Table:
    groups = {name: group for group, names in version.groups.items() for name in names}
    rows = tuple(
        (
            _text(groups.get(name)),
            name,
            scale.unit,
            "; ".join(f"{x:g} → {q:g}" for x, q in scale.points),
        )
        for name, scale in version.scales.items()
    )
    head = (("Nhóm", "Group"), _PARAMETER, _UNIT, ("Giá trị → q", "Value → q"))
    return Table(("Thang của từng thông số", "Scale of each parameter"), head, rows)


def _grades(kind: str) -> Table:
    by_grade: list[dict[str, Limit]] = [
        limits.grade_limits("river" if kind == "river" else "lake", grade) for grade in GRADES
    ]
    names = dict.fromkeys(name for grade in by_grade for name in grade)
    rows = []
    for name in names:
        found = [grade.get(name) for grade in by_grade]
        unit = next(limit.unit for limit in found if limit is not None)
        cells = ("" if one is None else _between(one.low, one.high) for one in found)
        rows.append((name, unit, *cells))
    title = {
        "river": ("Sông, suối, kênh (bảng 2)", "Rivers, streams, canals (table 2)"),
        "lake": ("Hồ, ao (bảng 3)", "Lakes, ponds (table 3)"),
    }[kind]
    return Table(title, (_PARAMETER, _UNIT, *((grade, grade) for grade in GRADES)), tuple(rows))


def _cells(standard: str) -> Iterator[tuple[str | Text, ...]]:
    for cell in package_cells():
        if cell.standard == standard:
            above = "" if cell.above is None else f"> {cell.above:g}"
            to = "" if cell.to is None else f"≤ {cell.to:g}"
            yield (
                cell.column,
                " ".join((above, to)).strip(),
                cell.parameter,
                _between(cell.low, cell.high, cell.least),
                cell.unit,
                _YES if cell.verified else _NO,
            )


def markdown() -> str:
    """Return the document of all methods, in English with Vietnamese names."""
    lines = [
        "# Methods",
        "",
        "Written from `xanh.methods.registry` by `make methods`: do not edit.",
        "",
        "The date of an observation chooses the version that judges it. *Verified* says that the",
        "numbers were held against the official text; what is not verified says so on every page.",
    ]
    for method in METHODS:
        lines += ["", f"## {method.name[1]} ({method.name[0]})", ""]
        lines += [
            f"- `{function.__module__.rsplit('.', 1)[0]}.{function.__name__}`: "
            f"{first_words(function)}"
            for function in method.functions
        ]
        for version in method.versions:
            lines += _version_lines(version)
    return "\n".join(lines) + "\n"


def _version_lines(version: Version) -> Iterator[str]:
    until = "" if version.until is None else f" until {version.until.isoformat()}"
    yield from ("", f"### `{version.id}`: {version.name_en}", "")
    yield f"{version.name_vi}. {version.source}."
    yield f"In force from {version.in_force.isoformat()}{until}."
    yield "Verified." if version.verified else "Not verified against the official text."
    for table in tables_of(version):
        yield from ("", f"**{table.title[1]}**", "")
        yield "| " + " | ".join(head[1] for head in table.head) + " |"
        yield "|" + " --- |" * len(table.head)
        for row in table.rows:
            cells = (cell if isinstance(cell, str) else cell[1] for cell in row)
            yield "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    print(markdown(), end="")
