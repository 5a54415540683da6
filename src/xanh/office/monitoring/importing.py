"""Stations from a CSV file or workbook: all of it or, where any row is wrong, nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from xanh.errors import XanhError
from xanh.observations.reading import numbers, text
from xanh.observations.tables import Tables, name_key
from xanh.office.monitoring.models import Station
from xanh.office.monitoring.registering import (
    StationRefusedError,
    change,
    find_place,
    find_river,
    register,
    set_instrument,
)
from xanh.vietnamese import fold, squeeze

MOST_ROWS = 10_000
# What columns are called, besides their own name.
HEADINGS = {
    "key": ("mã trạm", "mã", "station", "station key", "ký hiệu"),
    "name": ("tên trạm", "tên", "station name"),
    "name_en": ("tên tiếng Anh", "English name"),
    "medium": ("môi trường", "loại trạm", "loại"),
    "latitude": ("vĩ độ", "lat"),
    "longitude": ("kinh độ", "lon", "long", "lng"),
    "elevation": ("cao độ", "độ cao", "altitude"),
    "address": ("địa chỉ", "vị trí"),
    "place": ("địa phương", "phường xã", "mã đơn vị hành chính"),
    "river": ("sông",),
    "river_km": ("km trên sông", "lý trình", "river kilometre"),
    "operator": ("đơn vị vận hành", "chủ trạm", "owner"),
    "operator_email": ("email", "thư điện tử", "e-mail", "operator email"),
    "seconds": ("chu kỳ gửi (giây)", "chu kỳ", "cadence"),
    "ahead": ("đồng hồ nhanh tối đa (giây)",),
    "aliases": ("tên gọi khác", "mã khác", "alias"),
    "account": ("tài khoản ftp", "tài khoản", "ftp account", "ftp"),
    "opened": ("ngày hoạt động", "hoạt động từ", "start date"),
    "public": ("công khai",),
    "simulated": ("mô phỏng",),
    "parameters": ("thông số", "thông số đo", "parameter"),
}
MEDIA = {
    "air": ("không khí", "không khí xung quanh", "khí xung quanh", "kkxq"),
    "surface-water": ("nước mặt", "surface water"),
    "groundwater": ("nước dưới đất", "nước ngầm"),
    "wastewater": ("nước thải", "waste water"),
    "stack": ("khí thải", "emission"),
    "weather": ("khí tượng", "thời tiết"),
    "unknown": ("chưa rõ", ""),
}
_YES, _NO = {"co", "yes", "true", "1", "x", "dung"}, {"khong", "no", "false", "0", "", "sai"}
_COLUMNS = {name_key(word): name for name, words in HEADINGS.items() for word in (name, *words)}
_MEDIA = {name_key(word): name for name, words in MEDIA.items() for word in (name, *words)}
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one row; row 1 holds the headings, row 0 is the whole file."""

    row: int
    column: str
    error: XanhError


@dataclass(slots=True)
class Imported:
    """What an import did, or would have done."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: int = 0
    ignored: list[str] = field(default_factory=list)  # columns that nobody knows
    faults: list[RowFault] = field(default_factory=list)
    written: bool = False


def import_stations(
    content: bytes,
    tables: Tables,
    person: User | None = None,
    *,
    only_try: bool = False,
) -> Imported:
    """Enter the stations of a CSV file or workbook; those that exist are changed.

    Only columns that the file has are changed, and an empty cell changes nothing. Raises XanhError
    for a file that cannot be read at all.
    """
    done = Imported()
    rows = _rows(content)
    with transaction.atomic():
        _take(rows, tables, person, done)
        if done.faults or only_try:
            transaction.set_rollback(True)
    done.written = not (done.faults or only_try)
    return done


def _take(
    rows: Iterator[tuple[int, list[str]]], tables: Tables, person: User | None, done: Imported
) -> None:
    headings = next(rows, (1, []))[1]
    columns = [_COLUMNS.get(name_key(heading)) for heading in headings]
    done.ignored = [h for h, name in zip(headings, columns, strict=True) if h and name is None]
    if "key" not in columns:
        raise _refusal(
            "no-key-column", "Bảng thiếu cột “mã trạm”.", "The table has no column “key”.",
            "Dòng đầu phải là tên các cột, ít nhất: mã trạm, tên trạm.",
            "The first row must name the columns, at least: key, name.",
        )  # fmt: skip
    seen: dict[str, int] = {}
    for number, cells in rows:
        row = {n: squeeze(c) for n, c in zip(columns, cells, strict=False) if n and squeeze(c)}
        if not row:
            continue
        key = row.pop("key", "")
        first = seen.setdefault(key.casefold(), number)
        if first != number:
            error = _refusal(
                "row-twice", f"Trạm {key} đã có ở dòng {first}.", f"{key} stands in row {first}."
            )
            done.faults.append(RowFault(number, "key", error))
            continue
        _enter(number, key, row, tables, person, done)


def _enter(
    number: int,
    key: str,
    row: Mapping[str, str],
    tables: Tables,
    person: User | None,
    done: Imported,
) -> None:
    values: dict[str, Any] = {}
    faults: list[RowFault] = []
    for name, cell in row.items():
        try:
            values[name] = _parameters(cell, tables) if name == "parameters" else _value(name, cell)
        except XanhError as error:
            faults.append(RowFault(number, name, error))
    if not faults:
        parameters = values.pop("parameters", [])
        try:
            with transaction.atomic():
                _write(key, values, parameters, person, done)
        except StationRefusedError as refused:
            faults = [RowFault(number, name, error) for name, error in refused.faults]
    done.faults += faults


def _write(
    key: str,
    values: Mapping[str, Any],
    parameters: list[str],
    person: User | None,
    done: Imported,
) -> None:
    station = Station.objects.filter(key=key).first()
    if station is None:
        station = register(key, values, person)
        done.added.append(key)
        changed = True
    else:
        changed = bool(change(station, values, person))
    known = set(station.instruments.values_list("parameter", flat=True))
    for parameter in parameters:
        if parameter not in known:
            set_instrument(station, parameter, {}, person)
            changed = True
    if key not in done.added:
        if changed:
            done.changed.append(key)
        else:
            done.same += 1


# --- Cells --------------------------------------------------------------------------------------


def _number(cell: str) -> float:
    value, flags = numbers.parse(cell)
    if value is None or flags:
        raise _refusal("bad-number", f"“{cell}” không phải là số.", f"“{cell}” is no number.")
    return value


def _whole(cell: str) -> int:
    value = _number(cell)
    if not value.is_integer():
        raise _refusal("bad-number", f"“{cell}” phải là số nguyên.", f"“{cell}” must be whole.")
    return int(value)


def _medium(cell: str) -> str:
    return _MEDIA.get(name_key(cell), cell)


def _aliases(cell: str) -> list[str]:
    return [part.strip() for part in cell.replace(",", ";").split(";")]


def _day(cell: str) -> date:
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(cell, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise _refusal(
        "bad-day", f"“{cell}” không phải là ngày.", f"“{cell}” is no day.",
        "Ghi như 31/12/2025.", "Write it like 31/12/2025.",
    )  # fmt: skip


def _flag(cell: str) -> bool:
    word = fold(cell)
    if word not in _YES | _NO:
        raise _refusal("bad-flag", f"“{cell}”: ghi có hoặc không.", f"“{cell}”: write yes or no.")
    return word in _YES


def _parameters(cell: str, tables: Tables) -> list[str]:
    found = []
    for word in filter(None, (part.strip() for part in cell.split(";"))):
        name = tables.names.get(("", name_key(word)))
        if name is None:
            raise _refusal(
                "parameter-unknown", f"Chưa có thông số “{word}”.", f"No parameter “{word}”.",
                "Ngăn các thông số bằng dấu chấm phẩy.", "Put semicolons between parameters.",
            )  # fmt: skip
        found.append(name)
    return found


_CELLS: dict[str, Callable[[str], Any]] = {
    "medium": _medium,
    "latitude": _number,
    "longitude": _number,
    "elevation": _number,
    "river_km": _number,
    "place": find_place,
    "river": find_river,
    "seconds": _whole,
    "ahead": _whole,
    "aliases": _aliases,
    "opened": _day,
    "public": _flag,
    "simulated": _flag,
}


def _value(name: str, cell: str) -> Any:
    return _CELLS.get(name, squeeze)(cell)


# --- Files --------------------------------------------------------------------------------------


def _rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the cells of each row that is not empty."""
    rows = _of_book(content) if content.startswith(_WORKBOOK) else _of_text(content)
    for number, cells in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise _refusal(
                "too-many-rows", f"Bảng dài quá {MOST_ROWS} dòng.", f"Over {MOST_ROWS} rows.",
                "Chia bảng ra nhiều tệp.", "Split the table.",
            )  # fmt: skip
        if any(cells):
            yield number, cells


def _of_text(content: bytes) -> Iterator[list[str]]:
    decoded, _ = text.decode(content)
    head = decoded.partition("\n")[0]
    separator = max(";,\t", key=head.count)
    try:
        yield from csv.reader(io.StringIO(decoded, newline=""), delimiter=separator)
    except csv.Error as error:
        raise _refusal(
            "csv-unreadable", f"Bảng CSV hỏng: {error}.", f"The CSV table is damaged: {error}.",
            "Lưu lại bảng rồi nhập lại.", "Save the table again.",
        ) from error  # fmt: skip


def _of_book(content: bytes) -> Iterator[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (CalamineError, ValueError, IndexError) as error:
        raise _refusal(
            "book-unreadable", "Không đọc được bảng tính.", "The workbook cannot be read.",
            "Lưu lại bằng Excel hoặc lưu dưới dạng CSV.", "Save it again, or as CSV.",
        ) from error  # fmt: skip
    for row in rows:
        yield [_cell(cell) for cell in row]


def _cell(cell: Any) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        # A spreadsheet keeps every number as a decimal one; codes and seconds are whole.
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    return str(cell)


def _refusal(code: str, vi: str, en: str, do_vi: str = "", do_en: str = "") -> XanhError:
    return XanhError(code, vi, en, do_vi, do_en)
