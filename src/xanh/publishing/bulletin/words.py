"""What the document says, word for word, in the order of Decree 30/2020/NĐ-CP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, timedelta
from typing import Any

from xanh.observations.exporting import NOTICE
from xanh.office.monitoring.bulletins import Bulletin, Line
from xanh.publishing import wording
from xanh.publishing.charts.bulletin import indices
from xanh.publishing.charts.drawing import Spec

MOST_BARS = 25
_BLANK = "…………………………"
_NAMES = {"air": "không khí", "water": "nước mặt"}
_INDEX = {"air": "VN_AQI", "water": "VN_WQI"}
_AVERAGES = {"1h": "1 giờ", "24h": "24 giờ"}
_CHART = 330  # [px]


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues the document; what is empty is a dotted line to fill in."""

    over: str = ""  # the body above
    name: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the table; ``colour`` is drawn as a swatch before its words."""

    text: str
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """The whole document."""

    over: str
    issuer: str
    place_date: str
    title: str
    subtitle: str
    notice: str  # that data are simulated; empty where they are not
    paragraphs: list[str]
    head: list[str]
    widths: list[int]  # of the columns, relative
    rows: list[list[Cell]]
    notes: list[str]
    as_of: str
    chart: Spec | None = field(default=None, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Return everything but the chart as JSON values."""
        data = asdict(self)
        del data["chart"]
        return data


def text_of(
    bulletin: Bulletin, issuer: Issuer, parameter_name: Callable[[str], str], day: date
) -> Text:
    """Return the words of a bulletin that is dated ``day``."""
    place = issuer.place or _BLANK
    head, widths = _head(bulletin)
    return Text(
        over=issuer.over or _BLANK,
        issuer=issuer.name or _BLANK,
        place_date=f"{place}, ngày {day:%d} tháng {day:%m} năm {day:%Y}",
        title=f"Bản tin chất lượng {_NAMES[bulletin.kind]}",
        subtitle=period_words(bulletin),
        notice=NOTICE if bulletin.simulated else "",
        paragraphs=_paragraphs(bulletin),
        head=head,
        widths=widths,
        rows=[_row(bulletin, line, parameter_name) for line in bulletin.lines],
        notes=_notes(bulletin),
        as_of=_moment(bulletin),
        chart=_chart(bulletin),
    )


def period_words(bulletin: Bulletin) -> str:
    """Return the period in words: "Tuần từ 16/11/2026 đến 22/11/2026"."""
    if bulletin.period == "month":
        return f"Tháng {bulletin.first:%m/%Y}"
    if bulletin.period == "week":
        return f"Tuần từ {bulletin.first:%d/%m/%Y} đến {bulletin.last:%d/%m/%Y}"
    return f"Ngày {bulletin.first:%d/%m/%Y}"


def _scale(bulletin: Bulletin) -> Any:
    from xanh.methods.air.vn_aqi_2019 import VN_AQI_2019
    from xanh.methods.water import VN_WQI_2019

    return VN_AQI_2019 if bulletin.kind == "air" else VN_WQI_2019


def _paragraphs(bulletin: Bulletin) -> list[str]:
    name, found = _INDEX[bulletin.kind], bulletin.indexed
    count, total = len(found), len(bulletin.lines)
    if not found:
        return [f"Không trạm nào trong {total} trạm có đủ số liệu để tính {name} trong kỳ này."]
    scale = _scale(bulletin)
    worst = found[0]
    band = scale.band_of(worst.index)
    extreme = "cao nhất" if bulletin.kind == "air" else "thấp nhất"
    said = [
        f"{count} trong {total} trạm có chỉ số {name}. Giá trị ngày {extreme} là {worst.index} "
        f"(mức {band.name_vi}) tại {worst.name}, ngày {worst.worst_day:%d/%m/%Y}."
    ]
    bands: dict[str, int] = {}
    for line in found:
        bands[scale.band_of(line.index).name_vi] = (
            bands.get(scale.band_of(line.index).name_vi, 0) + 1
        )
    listed = ", ".join(f"{n} trạm mức {name}" for name, n in bands.items())
    said.append(f"Theo ngày xấu nhất của từng trạm: {listed}.")
    if bulletin.kind == "air":
        advice = band.advice("vi")
        said.append(
            f"Khuyến nghị ở mức {band.name_vi}: mọi người: {advice.public} "
            f"Người nhạy cảm: {advice.sensitive}"
        )
    else:
        said.append(f"Nước ở mức {band.name_vi}: {band.use_vi}.")
    return said


def _head(bulletin: Bulletin) -> tuple[list[str], list[int]]:
    index = _INDEX[bulletin.kind]
    first = ["Trạm", f"{index} ngày" if bulletin.period == "day" else f"{index} ngày xấu nhất"]
    last = ["Vượt QCVN 05" if bulletin.kind == "air" else "Mức QCVN 08", "Độ đầy đủ"]
    return [*first, "Thông số quyết định", "Kỳ trước", *last], [30, 20, 14, 11, 16, 9]


def _row(bulletin: Bulletin, line: Line, parameter_name: Callable[[str], str]) -> list[Cell]:
    name = f"{line.name} (mô phỏng)" if line.simulated else line.name
    index = Cell("không đủ số liệu")
    if line.index is not None:
        band = _scale(bulletin).band_of(line.index)
        on = f", {line.worst_day:%d/%m}" if line.worst_day and bulletin.period != "day" else ""
        index = Cell(f"{line.index} {band.name_vi}{on}", band.hex)
    if bulletin.kind == "air":
        judged = "; ".join(
            f"{parameter_name(e.parameter)} {_AVERAGES[e.average]}: {e.exceeded}/{e.compared}"
            for e in line.exceedances
        ) or ("không" if line.index is not None else wording.NOTHING)
    else:
        judged = line.grade or wording.NOTHING
    return [
        Cell(name),
        index,
        Cell(parameter_name(line.dominant) if line.dominant else wording.NOTHING),
        Cell(_change(line)),
        Cell(judged),
        Cell(f"{wording.number(line.share * 100, 'vi', 0)} %"),
    ]


def _change(line: Line) -> str:
    """Return the period before and whether the index rose since."""
    if line.before is None:
        return wording.NOTHING
    if line.index is None or line.index == line.before:
        return str(line.before)
    return f"{line.before} ({'tăng' if line.index > line.before else 'giảm'})"


def _notes(bulletin: Bulletin) -> list[str]:
    scale = _scale(bulletin)
    share = "giờ" if bulletin.period == "day" and bulletin.kind == "air" else "ngày"
    notes = [
        f"Phương pháp: {scale.name_vi} ({scale.source}). Kỳ trước: kỳ liền trước, cùng độ dài.",
        f"Độ đầy đủ: tỷ lệ số {share} có chỉ số trong kỳ. Trung bình cần 75 % số liệu hợp lệ.",
    ]
    if bulletin.kind == "air":
        notes.append("Vượt QCVN 05:2023/BTNMT: số lần vượt trên số giá trị so được.")
    if bulletin.sources:
        notes.append(f"Nguồn số liệu: {', '.join(bulletin.sources)}.")
    notes.append(f"Tính từ số liệu đã hiệu chỉnh, theo kho số liệu lúc {_moment(bulletin)}.")
    return notes


def _moment(bulletin: Bulletin) -> str:
    local = bulletin.as_of.astimezone(UTC) + timedelta(hours=7)
    return f"{local:%H:%M:%S ngày %d/%m/%Y}"


def _chart(bulletin: Bulletin) -> Spec | None:
    scale = _scale(bulletin)
    rows = [
        (line.name, line.index, scale.band_of(line.index).hex)
        for line in bulletin.indexed[:MOST_BARS]
        if line.index is not None
    ]
    return indices(rows, _INDEX[bulletin.kind], width=_CHART) if rows else None
