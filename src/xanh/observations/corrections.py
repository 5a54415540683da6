"""Corrections by people: a ledger in which nothing is changed and everything can be undone.

A row sets, scales, excludes or accepts the readings of one station and parameter between two labels
(both included). An undo is a row of its own; undoing an undo brings the correction back.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from xanh.errors import XanhError
from xanh.observations.ledger import standing
from xanh.observations.quality.touched import read_ledger
from xanh.observations.readings import CORRECTIONS
from xanh.observations.selection import naive_utc
from xanh.vietnamese import nfc, squeeze

if TYPE_CHECKING:
    from xanh.observations.store import Store


class Action(StrEnum):
    """What a person does to readings."""

    SET = "set"  # the value is `offset`
    SCALE = "scale"  # value × factor + offset
    EXCLUDE = "exclude"  # they take no part in averages
    ACCEPT = "accept"  # what the checks found against them does not count
    UNDO = "undo"  # an earlier row does not count


def correct(
    store: Store,
    station: str,
    parameter: str,
    start: datetime,
    end: datetime,
    action: Action | str,
    *,
    reason: str,
    person: str,
    factor: float | None = None,
    offset: float | None = None,
) -> int:
    """Write a correction of all readings with start ≤ label ≤ end and return its id.

    ``scale`` takes ``factor`` [–], ``offset`` [unit of the parameter] or both; ``set`` takes the
    new value as ``offset``. Times are aware. The keeper derives the hours of the days again.
    Raises :class:`XanhError` where a reason, a person or a sound interval or number is missing.
    """
    action = _action(action)
    _interval(start, end)
    _numbers(action, factor, offset)
    row = {
        "station": _named(station, "station", "trạm"),
        "parameter": _named(parameter, "parameter", "thông số"),
        "start": naive_utc(start),
        "end": naive_utc(end),
        "action": str(action),
        "factor": 1.0 if action is Action.SCALE and factor is None else factor,
        "offset": 0.0 if action is Action.SCALE and offset is None else offset,
    }
    return _write(store, row, reason, person)


def undo(store: Store, number: int, *, reason: str, person: str) -> int:
    """Write that a correction, or an undo, no longer counts, and return the id of that row.

    Undoing an undo brings back what it had undone. What does not count already, or does not exist,
    is refused with ``correction-not-standing`` or ``correction-unknown``.
    """
    with store.lock():
        ledger = {row["id"]: row for row in read_ledger(store).to_pylist()}
        row = ledger.get(number)
        if row is None:
            raise _refusal(
                "correction-unknown",
                f"Không có lần sửa số {number}.",
                f"There is no correction {number}.",
            )
        if number in _undone(ledger.values()):
            raise _refusal(
                "correction-not-standing",
                f"Lần sửa số {number} đã được hoàn tác.",
                f"Correction {number} has been undone already.",
            )
        copied = {name: row[name] for name in ("station", "parameter", "start", "end")}
        nothing = {"factor": None, "offset": None}
        new = {**copied, **nothing, "action": str(Action.UNDO), "undoes": number}
        return _write(store, new, reason, person)


def history(
    store: Store, station: str | None = None, parameter: str | None = None
) -> list[dict[str, Any]]:
    """Return the ledger, newest first, each row with ``stands``: whether it counts now."""
    ledger = read_ledger(store)
    undone = _undone(ledger.to_pylist())
    return [
        {**row, "stands": row["id"] not in undone}
        for row in reversed(ledger.to_pylist())
        if station in (None, row["station"]) and parameter in (None, row["parameter"])
    ]


def standing_corrections(store: Store, as_of: datetime | None = None) -> list[dict[str, Any]]:
    """Return the corrections that count as of a moment, in the order of their ids."""
    return standing(read_ledger(store), as_of)


def _undone(rows: Any) -> set[int]:
    """Return the ids of all rows that do not count: what stands and undoes them came later."""
    undone: set[int] = set()
    for row in sorted(rows, key=lambda row: -row["id"]):
        if row["action"] == Action.UNDO and row["id"] not in undone:
            undone.add(row["undoes"])
    return undone


def _write(store: Store, row: dict[str, Any], reason: str, person: str) -> int:
    """Append a row under the next free number; the store says when it was made."""
    row = {
        "undoes": None,
        **row,
        "reason": _named(reason, "reason", "lý do"),
        "person": _named(person, "person", "người sửa"),
        "made": None,
    }
    with store.lock():
        ids = read_ledger(store)["id"].to_pylist()
        row["id"] = max(ids, default=0) + 1
        store.append("corrections", pa.Table.from_pylist([row], schema=CORRECTIONS))
    return int(row["id"])


def _action(action: Action | str) -> Action:
    try:
        found = Action(action)
    except ValueError:
        found = Action.UNDO
    if found is Action.UNDO:
        raise _refusal(
            "correction-action",
            f"Không có cách sửa “{action}”.",
            f"There is no such way to correct: {action}.",
            "Chọn set, scale, exclude hoặc accept.",
            "Choose set, scale, exclude or accept.",
        )
    return found


def _interval(start: datetime, end: datetime) -> None:
    if start.tzinfo is None or end.tzinfo is None:
        raise _refusal(
            "correction-interval",
            "Thời gian sửa số liệu thiếu múi giờ.",
            "The times of the correction have no time zone.",
        )
    if start > end:
        raise _refusal(
            "correction-interval",
            "Thời điểm đầu nằm sau thời điểm cuối.",
            "The interval ends before it starts.",
            "Đổi lại hai thời điểm.",
            "Swap the two times.",
        )
    if start > datetime.now(UTC):
        raise _refusal(
            "correction-interval",
            "Khoảng thời gian cần sửa nằm trong tương lai.",
            "The interval lies in the future.",
        )


def _numbers(action: Action, factor: float | None, offset: float | None) -> None:
    given = [number for number in (factor, offset) if number is not None]
    wanted = {
        Action.SET: factor is None and offset is not None,
        Action.SCALE: bool(given),
    }
    sound = wanted.get(action, not given) and all(math.isfinite(number) for number in given)
    if not sound or (action is Action.SCALE and factor == 0):
        raise _refusal(
            "correction-numbers",
            "Hệ số hoặc giá trị không hợp với cách sửa.",
            "The factor or value does not fit the correction.",
            "set: một giá trị; scale: hệ số khác 0, độ lệch hoặc cả hai; "
            "exclude và accept: không có số nào.",
            "set: one value; scale: a factor that is not 0, an offset or both; "
            "exclude and accept: no number.",
        )


def _named(text: str, en: str, vi: str) -> str:
    text = nfc(squeeze(text or ""))
    if not text:
        raise _refusal(
            "correction-incomplete",
            f"Lần sửa thiếu {vi}.",
            f"The correction has no {en}.",
            "Điền đủ rồi gửi lại; chưa có gì được ghi.",
            "Fill it in and send again; nothing has been written.",
        )
    return text


def _refusal(code: str, vi: str, en: str, do_vi: str = "", do_en: str = "") -> XanhError:
    return XanhError(code, vi, en, do_vi, do_en)
