"""One station file at a time, with everything that loggers make of the regulator's form."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow as pa

from xanh.errors import XanhError
from xanh.observations.reading import numbers, text, times
from xanh.observations.reading.settling import Lines
from xanh.observations.readings import Flag, Problem
from xanh.observations.tables import Tables, name_key

# The name of a station's file; group 1 is the station's key, group 2 the time.
NAME = re.compile(r"([^/\\\n]+)_([0-9]{14})\.(?:txt|TXT)")
_LOOSE_NAME = re.compile(r"(.+?)[_-]([0-9]{14})(?: ?\([0-9]+\))?")
MOST_BYTES = 2_000_000
_STAMP = re.compile(r"[0-9]{14}")
_TWO_SPACES = re.compile(r" {2,}")
_LINE_END = re.compile(r"\r\n|\n|\r")
# No text of a plain file: marks and spaces that the careful reader takes off.
_ODD_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f"
                       r"\u3000\ufeff\ufffe\uffff]")  # fmt: skip
_HEADINGS = frozenset(
    name_key(word)
    for word in (
        "thông số", "tên thông số", "chỉ tiêu", "ký hiệu", "parameter", "name", "symbol", "giá trị",
        "value", "kết quả", "đơn vị", "đơn vị đo", "unit", "thời gian", "time", "trạng thái",
        "status", "STT",
    )
)  # fmt: skip


@dataclass(slots=True)
class Written:
    """What stood in one file."""

    station: str
    rows: list[tuple[str, float | None, str, datetime, str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)  # in order, each once

    def __len__(self) -> int:
        return len(self.rows)

    def lines(self) -> Lines:
        """Return the rows as columns."""
        name, value, unit, time, status, found = zip(*self.rows, strict=True)
        return Lines(
            station=pa.array([self.station] * len(self.rows)),
            name=pa.array(name),
            unit=pa.array(unit),
            time=pa.array(time, pa.timestamp("us")),
            value=pa.array(value, pa.float64()),
            status=pa.array(status),
            found=pa.array(found),
        )


def is_plain_text(content: str) -> bool:
    """Say whether nothing in a decoded file needs the careful reader's clean-up."""
    return _ODD_TEXT.search(content.replace("\r\n", "")) is None


def odd_clock(lag: Any, interval: Any) -> Any:
    """Say whether a line's time is after its file's, or an interval or more before it."""
    return (lag < 0) | (lag >= interval)


def read(content: bytes, name: str, tables: Tables) -> Written:
    """Return what stands in a file; raises XanhError when no line can be read."""
    if len(content) > MOST_BYTES:
        raise XanhError(
            "station-file-too-large",
            f"Tệp của trạm lớn hơn {MOST_BYTES // 1_000_000} MB.",
            f"The station's file is larger than {MOST_BYTES // 1_000_000} MB.",
            "Gửi mỗi chu kỳ một tệp, hoặc nộp số liệu dài dạng CSV.",
            "Send one file an interval, or hand long series in as CSV.",
        )
    body, encoding = text.decode(content)
    station, moment = _named(name)
    written = Written(station)
    if encoding not in ("utf-8",):
        written.notes[f"encoding: {encoding}"] = None
    _read_lines(body, moment, name, written)
    if not written.rows:
        raise _nothing(written)
    if moment:
        _check_clock(written, moment, tables)
    return written


def is_stamped(name: str) -> bool:
    """Say whether a file is named as stations name theirs: KEY_yyyyMMddHHmmss.txt."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem, _point, ending = base.rpartition(".")
    return ending.lower() == "txt" and _LOOSE_NAME.fullmatch(stem) is not None


def _named(name: str) -> tuple[str, datetime | None]:
    """Return the station's key and the time that a file's name gives."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem = base.rsplit(".", 1)[0] if "." in base else base
    match = _LOOSE_NAME.fullmatch(stem)
    if match is None:
        return stem or "unknown", None
    moment = times.stamp(match.group(2))
    if moment is None:
        raise XanhError(
            "name-without-time",
            f"Tên tệp {base} không chứa thời điểm hợp lệ: {match.group(2)}.",
            f"The file name {base} holds no valid time: {match.group(2)}.",
            "Đặt tên tệp dạng MÃTRẠM_yyyyMMddHHmmss.txt; kiểm tra đồng hồ của trạm.",
            "Name files KEY_yyyyMMddHHmmss.txt; check the station's clock.",
        )
    return match.group(1), moment


def _read_lines(body: str, moment: datetime | None, name: str, written: Written) -> None:
    lines = _LINE_END.split(body.lstrip("\ufeff"))
    longest = 0
    last = len(lines)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        fields, separator = _split(line)
        if not written.rows and _is_heading(fields):
            written.notes["heading"] = None
            continue
        if separator != "tab":
            written.notes[f"separator: {separator}"] = None
        row = _row(fields, moment, written.notes)
        # Without a line end the last line may have been cut; then it is shorter than the others.
        if number == last and isinstance(row, tuple) and _cut(row, fields, longest, separator):
            row = _problem("line-cut-off", "bị cắt giữa chừng", "is cut off")
        if isinstance(row, XanhError):
            written.problems.append(Problem(name, number, row))
        else:
            written.rows.append(row)
            longest = max(longest, len(fields))


def _cut(
    row: tuple[str, float | None, str, datetime, str, str],
    fields: list[str],
    longest: int,
    separator: str,
) -> bool:
    if separator != "tab" and len(fields) >= 4 and row[4]:
        return len(row[4]) < 2
    return len(fields) < max(longest, 4) or (bool(row[4]) and len(row[4]) < 2)


def _split(line: str) -> tuple[list[str], str]:
    """Return name, value, unit, time and status, as far as they are there."""
    for sign, separator in (("\t", "tab"), (";", "semicolon")):
        if sign in line:
            return _trimmed(_cells(line, sign)), separator
    tokens = line.split()
    if len(tokens) > 2 or "," not in line:
        return _by_sight(tokens), "spaces"
    return _trimmed(_cells(line, ",")), "comma"


def _cells(line: str, sign: str) -> list[str]:
    cells = [cell.strip().strip('"').strip() for cell in line.split(sign)]
    if len(cells) > 4 and not _STAMP.fullmatch(cells[3]):
        # Doubled separators: without the empty cells the time says what is what.
        full = [cell for cell in cells if cell]
        if any(_STAMP.fullmatch(cell) for cell in full):
            return _by_sight(full)
    return cells


def _trimmed(cells: list[str]) -> list[str]:
    while len(cells) > 5 and not cells[-1]:
        cells = cells[:-1]
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _by_sight(tokens: list[str]) -> list[str]:
    """Return the fields of a line where an empty unit leaves no trace and names hold spaces."""
    place = next((i for i, t in enumerate(tokens) if i >= 2 and _STAMP.fullmatch(t)), len(tokens))
    before, after = tokens[:place], tokens[place:]
    readable = (i for i in range(1, len(before)) if numbers.parse(before[i])[0] is not None)
    value = next(readable, 1 if after else 0)
    if not value:
        return [" ".join(tokens)]  # neither a number nor a time: no line of readings
    return [
        " ".join(before[:value]), *before[value : value + 1], " ".join(before[value + 1 :]), *after
    ]  # fmt: skip


def _is_heading(fields: list[str]) -> bool:
    known = sum(name_key(word) in _HEADINGS for word in fields)
    return known >= 2 and not any(map(_STAMP.fullmatch, fields))


def _row(
    fields: list[str], moment: datetime | None, notes: dict[str, None]
) -> tuple[str, float | None, str, datetime, str, str] | XanhError:
    if len(fields) < 2 or not fields[0]:
        return _problem("line-too-short", "thiếu cột", "has too few columns")
    if len(fields) > 5:
        return _problem("line-too-long", "thừa cột", "has too many columns")
    name, sent, unit, when, status = (*fields, "", "", "")[:5]
    time = times.stamp(when) if _STAMP.fullmatch(when) else None
    if not when and moment:
        notes["time from the name"] = None
        time = moment
    if time is None:
        return _problem(
            "line-without-time",
            f"không có thời điểm hợp lệ: “{when}”",
            f"has no valid time: “{when}”",
        )
    value, found = numbers.parse(sent)
    if "," in sent and value is not None:
        notes["decimal comma"] = None
    if len(fields) < 5:
        notes["line without status"] = None
    return name, value, unit, time, status, found


def _problem(code: str, vi: str, en: str) -> XanhError:
    return XanhError(
        code,
        f"Dòng này {vi}; dòng không được nhận.",
        f"The line {en}; it was not taken.",
        "Mỗi dòng gồm: thông số, giá trị, đơn vị, thời điểm yyyyMMddHHmmss, trạng thái.",
        "A line holds parameter, value, unit, time yyyyMMddHHmmss and status.",
    )


def _nothing(written: Written) -> XanhError:
    first = written.problems[0].error if written.problems else None
    detail_vi = f" Dòng {written.problems[0].line}: {first.vi}" if first else ""
    detail_en = f" Line {written.problems[0].line}: {first.en}" if first else ""
    return XanhError(
        "no-reading",
        f"Không đọc được dòng nào trong tệp.{detail_vi}",
        f"No line of the file could be read.{detail_en}",
        "Kiểm tra cấu hình ghi tệp của trạm rồi gửi lại.",
        "Check how the station writes its files and send it again.",
    )


def _check_clock(written: Written, moment: datetime, tables: Tables) -> None:
    profile = tables.station(written.station)
    interval = profile.seconds if profile else 300
    for i, (*rest, time, status, found) in enumerate(written.rows):
        if odd_clock((moment - time).total_seconds(), interval):
            written.notes["time differs from the name"] = None
            flags = f"{found} {Flag.CLOCK}".strip()
            written.rows[i] = (*rest, time, status, flags)  # type: ignore[assignment]
