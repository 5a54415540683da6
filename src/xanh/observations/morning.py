"""What to fix this morning: one sentence a fault, the worst first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import IntEnum

from xanh.observations.health import ParameterHealth, Silence, StationHealth
from xanh.observations.tables import Parameter

LOCAL = timezone(timedelta(hours=7))
OFTEN = 0.25  # share of a day from which calibrations and faults are told
VALID = 0.75  # share of valid readings below which a day does not count


class Trouble(IntEnum):
    """What is wrong, the worst highest."""

    SILENT = 100  # nothing for more than a day, or never
    AHEAD = 90  # labels in the future: not used
    OTHER_UNIT = 85
    FAULT = 80  # the instrument says so
    QUIET = 70  # nothing for more than an hour
    MISSING = 65  # one parameter does not come, others do
    STUCK = 60
    UNKNOWN_STATUS = 55
    INVALID = 50  # too few valid readings
    CLOCK = 45  # labels come again or lie off their grid
    DRIFT = 40
    LATE = 30
    CALIBRATION = 20  # for much of the day


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to fix. ``amount`` orders items of one trouble: hours, or a share."""

    station: str
    parameter: str  # empty: the whole station
    trouble: Trouble
    amount: float
    vi: str
    en: str


def morning_list(
    healths: Iterable[StationHealth],
    names: Mapping[str, str] | None = None,
    parameters: Mapping[str, Parameter] | None = None,
) -> list[Item]:
    """Return what to fix, worst first.

    ``names`` are stations' names by key, ``parameters`` those of
    :class:`~xanh.observations.tables.Tables`; where one is missing its key stands.
    """
    told = _Told(names or {}, parameters or {})
    items = [item for health in healths for item in told.station(health)]
    return sorted(items, key=lambda item: (-item.trouble, -item.amount, item.station))


class _Told:
    """Writes the sentences."""

    def __init__(self, names: Mapping[str, str], parameters: Mapping[str, Parameter]) -> None:
        self._names = names
        self._parameters = parameters

    def station(self, health: StationHealth) -> Iterator[Item]:
        """Yield what is wrong with one station; of a silent one only that."""
        name = self._names.get(health.station, health.station)
        if health.silence:
            yield _silent(health, name)
            if health.silence is not Silence.WARNING:
                return
        yield from _clock(health, name)
        if health.late and health.delay is not None:
            hours = health.delay / timedelta(hours=1)
            vi, en = _length(health.delay)
            yield Item(
                health.station, "", Trouble.LATE, hours,
                f"{name}: số liệu đến chậm {vi} so với giờ đo.",
                f"{name}: readings arrive {en} after they were measured.",
            )  # fmt: skip
        for part in health.parameters:
            known = self._parameters.get(part.parameter)
            symbol = known.symbol or known.vi if known else part.parameter
            yield from _parameter(health, part, f"{name}, {symbol}")


def _silent(health: StationHealth, name: str) -> Item:
    if health.last_received is None:
        return Item(
            health.station, "", Trouble.SILENT, math.inf,
            f"{name}: hai tháng nay không nhận được số liệu nào.",
            f"{name}: nothing has been received in two months.",
        )  # fmt: skip
    silent = health.moment - health.last_received
    trouble = Trouble.SILENT if health.silence is Silence.ALARM else Trouble.QUIET
    (vi, en), since = _length(silent), _moment(health.last_received)
    return Item(
        health.station, "", trouble, silent / timedelta(hours=1),
        f"{name}: mất tín hiệu {vi}, lần nhận cuối lúc {since}.",
        f"{name}: silent for {en}, last received at {since}.",
    )  # fmt: skip


def _clock(health: StationHealth, name: str) -> Iterator[Item]:
    if health.ahead and health.delay is not None:
        lead = max(-health.delay, timedelta())
        vi, en = _length(lead)
        yield Item(
            health.station, "", Trouble.AHEAD, float(health.future),
            f"{name}: đồng hồ chạy nhanh khoảng {vi}; {health.future} số đo ghi giờ chưa tới "
            "không được dùng.",
            f"{name}: the clock is about {en} fast; {health.future} readings with labels in the "
            "future are not used.",
        )  # fmt: skip
    if health.clock_faults:
        yield Item(
            health.station, "", Trouble.CLOCK, float(health.clock_faults),
            f"{name}: {health.clock_faults} số đo có giờ lệch hoặc lặp lại; kiểm tra đồng hồ.",
            f"{name}: {health.clock_faults} readings have odd or repeated times; check the clock.",
        )  # fmt: skip


def _parameter(health: StationHealth, part: ParameterHealth, name: str) -> Iterator[Item]:
    for trouble, amount, vi, en in _troubles(part):
        yield Item(
            health.station, part.parameter, trouble, amount, f"{name}: {vi}.", f"{name}: {en}."
        )


def _troubles(part: ParameterHealth) -> Iterator[tuple[Trouble, float, str, str]]:
    if part.ratios.expected and not part.ratios.received:
        since_vi, since_en = "", ""
        if part.last_reading is not None:
            at = _moment(part.last_reading)
            since_vi, since_en = f", số đo cuối lúc {at}", f", last reading at {at}"
        vi = f"một ngày qua không có số đo{since_vi}"
        yield Trouble.MISSING, 1.0, vi, f"no reading for a day{since_en}"
        return
    if part.other_unit:
        vi = "mức đo đổi khoảng một nghìn lần, có thể do đổi đơn vị; số liệu không được dùng"
        en = "the level changed about a thousandfold, perhaps its unit; the readings are not used"
        yield Trouble.OTHER_UNIT, 1.0, vi, en
    if part.stuck:
        yield Trouble.STUCK, 1.0, "giá trị đứng yên, có thể treo máy", "the value does not move"
    yield from _statuses(part)
    yield from _slow(part)


def _statuses(part: ParameterHealth) -> Iterator[tuple[Trouble, float, str, str]]:
    if part.fault >= OFTEN:
        share = _percent(part.fault)
        vi, en = f"máy báo lỗi trong {share[0]} số đo", f"a device error in {share[1]} of readings"
        yield Trouble.FAULT, part.fault, vi, en
    if part.unknown_status > 0:
        share = _percent(part.unknown_status)
        vi = f"{share[0]} số đo có mã trạng thái lạ"
        yield Trouble.UNKNOWN_STATUS, part.unknown_status, vi, f"unknown status in {share[1]}"
    if part.calibration >= OFTEN:
        share = _percent(part.calibration)
        vi, en = f"hiệu chuẩn trong {share[0]} số đo", f"in calibration in {share[1]} of readings"
        yield Trouble.CALIBRATION, part.calibration, vi, en


def _slow(part: ParameterHealth) -> Iterator[tuple[Trouble, float, str, str]]:
    valid = part.ratios.valid_share
    if valid is not None and valid < VALID:
        share = _percent(valid)
        vi = f"chỉ {share[0]} số đo trong ngày hợp lệ"
        yield Trouble.INVALID, 1 - valid, vi, f"only {share[1]} of the day's readings are valid"
    if part.drift is not None and part.drift.drifting:
        share = _percent(part.drift.change)
        vi = f"lệch dần {share[0]} so với các trạm khác trong 30 ngày"
        en = f"moved by {share[1]} against the other stations in 30 days"
        yield Trouble.DRIFT, abs(part.drift.change), vi, en


def _length(time: timedelta) -> tuple[str, str]:
    """Return a length of time in words, in Vietnamese and English."""
    minutes = round(time / timedelta(minutes=1))
    if minutes < 120:
        return f"{minutes} phút", f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} giờ", f"{minutes // 60} h"
    return f"{minutes // 1440} ngày", f"{minutes // 1440} days"


def _percent(share: float) -> tuple[str, str]:
    text = f"{share * 100:.0f} %"
    return text.replace(".", ","), text


def _moment(time: datetime) -> str:
    local = time.astimezone(LOCAL)
    return f"{local:%H:%M} {local.day}/{local.month}/{local.year}"
