"""The register of stations at work: add, change, close; every change leaves an event.

Nothing is ever deleted: the readings of a station that is closed stay under its key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models, transaction

from xanh.errors import XanhError
from xanh.observations.receiving.inbox import checked_account
from xanh.observations.receiving.passwords import encode
from xanh.office.accounts import readable_password
from xanh.office.monitoring.models import KEY, Instrument, River, Station, StationEvent
from xanh.office.monitoring.rivers import kilometre
from xanh.office.places.models import Place
from xanh.vietnamese import fold, nfc, squeeze

FIELDS = (
    "name", "name_en", "medium", "latitude", "longitude", "elevation", "address", "place", "river",
    "river_km", "operator", "operator_email", "seconds", "ahead", "aliases", "account", "opened",
    "public", "simulated",
)  # fmt: skip
INSTRUMENT_FIELDS = ("name", "method", "low", "high", "detection_limit", "unit", "calibrated")
_LONGEST_INTERVAL = 366 * 86_400  # [s]
Faults = list[tuple[str, XanhError]]  # field and what is wrong with it


class StationRefusedError(XanhError):
    """A station that cannot be kept; ``faults`` says what is wrong with which field."""

    def __init__(self, faults: Faults) -> None:
        first = faults[0][1]
        super().__init__(first.code, first.vi, first.en, first.do_vi, first.do_en)
        self.faults = faults


def register(key: str, values: Mapping[str, Any], person: User | None = None) -> Station:
    """Add a station; ``values`` are of :data:`FIELDS`. Raises StationRefusedError."""
    station = Station(key=squeeze(key))
    with transaction.atomic():
        _enter(station, values)
        station.save()
        note(station, "registered", {"name": station.name, "medium": station.medium}, person)
    return station


def change(
    station: Station, values: Mapping[str, Any], person: User | None = None
) -> dict[str, list[Any]]:
    """Change what ``values`` name; return the old and new value of each field that changed.

    Raises StationRefusedError, and then nothing has changed.
    """
    with transaction.atomic():
        station = Station.objects.select_for_update().get(pk=station.pk)
        before = {name: plain(getattr(station, name)) for name in FIELDS}
        _enter(station, values)
        after = {name: plain(getattr(station, name)) for name in FIELDS}
        changed = {
            name: [before[name], after[name]] for name in FIELDS if before[name] != after[name]
        }
        if changed:
            if "account" in changed and not station.account:
                station.password = ""
            station.save()
            note(station, "changed", changed, person)
    return changed


def close(station: Station, day: date | None, person: User | None = None) -> None:
    """Close a station from ``day`` on, or open it again (None)."""
    with transaction.atomic():
        Station.objects.filter(pk=station.pk).update(closed=day)
        note(station, "closed" if day else "reopened", {"day": plain(day)}, person)


def new_password(station: Station, person: User | None = None) -> str:
    """Give the station's FTP account a new password and return it: it is kept only as a hash.

    A station without an account gets one of its key's name. Raises StationRefusedError.
    """
    password = readable_password()
    with transaction.atomic():
        if not station.account:
            change(station, {"account": station.key[:40]}, person)
            station.refresh_from_db()
        Station.objects.filter(pk=station.pk).update(password=encode(password))
        note(station, "password", {"account": station.account}, person)
    return password


def set_instrument(
    station: Station, parameter: str, values: Mapping[str, Any], person: User | None = None
) -> Instrument:
    """Add or change what one parameter is measured with; ``values`` are INSTRUMENT_FIELDS.

    Raises StationRefusedError for a range that is none.
    """
    low, high = values.get("low"), values.get("high")
    if low is not None and high is not None and low >= high:
        raise StationRefusedError(
            [("high", _error("instrument-range", "Dải đo phải tăng.", "The range must rise."))]
        )
    with transaction.atomic():
        found, new = Instrument.objects.get_or_create(station=station, parameter=parameter)
        before = {name: plain(getattr(found, name)) for name in INSTRUMENT_FIELDS}
        for name in INSTRUMENT_FIELDS:
            if name in values:
                setattr(found, name, values[name])
        found.save()
        after = {name: plain(getattr(found, name)) for name in INSTRUMENT_FIELDS}
        changed = {n: [before[n], after[n]] for n in INSTRUMENT_FIELDS if before[n] != after[n]}
        if new or changed:
            note(station, "instrument", {"parameter": parameter, "new": new} | changed, person)
    return found


def remove_instrument(station: Station, parameter: str, person: User | None = None) -> bool:
    """Take an instrument out; the event keeps what it was. Return whether there was one."""
    with transaction.atomic():
        found = station.instruments.filter(parameter=parameter).first()
        if found is None:
            return False
        was = {name: plain(getattr(found, name)) for name in INSTRUMENT_FIELDS}
        found.delete()
        note(station, "instrument-removed", {"parameter": parameter} | was, person)
    return True


def note(
    station: Station | None,
    kind: str,
    detail: Mapping[str, Any],
    person: User | None,
    key: str = "",
) -> StationEvent:
    """Write an event; rows of events are only ever added."""
    return StationEvent.objects.create(
        station=station,
        station_key=station.key if station else key,
        kind=kind,
        detail=dict(detail),
        person=person,
    )


def find_place(text: str) -> Place | None:
    """Return the place of a code, or of a name that only one place has now. Raises XanhError."""
    wanted = squeeze(text)
    if not wanted:
        return None
    if wanted.isascii() and wanted.isdigit():
        found = list(Place.objects.filter(code=wanted).order_by("-valid_from")[:1])
    else:
        now = Place.objects.at(date.today())  # noqa: DTZ011  # a day's difference names no place
        key = fold(wanted)
        found = [
            place
            for place in now.filter(search_key__contains=key)
            if key in (fold(place.name), fold(place.full_name), fold(place.name_en))
        ]
    if len(found) == 1:
        return found[0]
    what = ("Có nhiều", "There are several") if found else ("Không có", "There is no")
    raise _error(
        "place-unknown",
        f"{what[0]} địa phương “{wanted}”.",
        f"{what[1]} places called “{wanted}”." if found else f"There is no place “{wanted}”.",
        "Ghi mã đơn vị hành chính (2 hoặc 5 chữ số).",
        "Give the administrative code (2 or 5 digits).",
    )


def find_river(text: str) -> River | None:
    """Return the river of a key or name. Raises XanhError."""
    wanted = fold(squeeze(text))
    if not wanted:
        return None
    for river in River.objects.all():
        names = {river.key, fold(river.name), fold(river.name_en)}
        if wanted in names or wanted.removeprefix("song ") in names:
            return river
    known = ", ".join(River.objects.values_list("name", flat=True))
    raise _error(
        "river-unknown", f"Chưa có sông “{text}”.", f"There is no river “{text}”.",
        f"Các sông đã có: {known}.", f"Rivers that are known: {known}.",
    )  # fmt: skip


def plain(value: Any) -> Any:
    """Return a value of a record as an event keeps it."""
    if isinstance(value, Place):
        return value.code
    if isinstance(value, River):
        return value.key
    return value.isoformat() if isinstance(value, date) else value


# --- Taking values in ---------------------------------------------------------------------------


def _enter(station: Station, values: Mapping[str, Any]) -> None:
    was = (station.river_id, station.latitude, station.longitude), station.river_km
    for name in FIELDS:
        if name in values:
            value = values[name]
            if name == "aliases":
                value = list(dict.fromkeys(squeeze(alias) for alias in value if squeeze(alias)))
            setattr(station, name, squeeze(value) if isinstance(value, str) else value)
    if not station.river_id:
        station.river_km = None
    moved = (station.river_id, station.latitude, station.longitude) != was[0]
    if station.river and (station.river_km is None or (moved and station.river_km == was[1])):
        station.river_km = _kilometre(station)
    faults = list(_faults(station))
    if faults:
        raise StationRefusedError(faults)


def _kilometre(station: Station) -> float | None:
    """Return how far down its river a station lies [km]; None without a position or course."""
    river, latitude, longitude = station.river, station.latitude, station.longitude
    if river is None or latitude is None or longitude is None or len(river.course) < 2:
        return None
    course = [(float(x), float(y)) for x, y in river.course]
    return round(kilometre(course, (longitude, latitude)), 1)


def _faults(station: Station) -> Iterator[tuple[str, XanhError]]:
    yield from _name_faults(station)
    yield from _position_faults(station)
    yield from _sending_faults(station)
    for field in station._meta.concrete_fields:
        if isinstance(field, models.CharField) and field.max_length:
            text = getattr(station, field.name)
            if isinstance(text, str) and len(text) > field.max_length:
                vi = f"Dài quá {field.max_length} ký tự."
                yield field.name, _error("too-long", vi, f"Over {field.max_length} characters.")


def _name_faults(station: Station) -> Iterator[tuple[str, XanhError]]:
    for field, name in [("key", station.key), *(("aliases", alias) for alias in station.aliases)]:
        try:
            KEY(name)
        except ValidationError:
            yield (
                field,
                _error(
                    "station-key",
                    f"“{name}” không dùng làm mã trạm được.",
                    f"“{name}” cannot be the key of a station.",
                    "Dùng chữ không dấu, số và . _ -, nhiều nhất 80 ký tự.",
                    "Use letters, digits and . _ -, at most 80 characters.",
                ),
            )
    taken = _names_of_others(station)
    for field, name in [("key", station.key), *(("aliases", alias) for alias in station.aliases)]:
        if other := taken.get(name.casefold()):
            yield (
                field,
                _error(
                    "station-key-taken",
                    f"Trạm {other} đã dùng mã “{name}”.",
                    f"The station {other} goes by “{name}” already.",
                ),
            )
    if not station.name:
        yield "name", _error("station-name", "Trạm cần có tên.", "The station needs a name.")
    if station.medium not in Station.Medium.values:
        known = ", ".join(Station.Medium.values)
        yield "medium", _error(
            "station-medium", f"Không có môi trường “{station.medium}”.",
            f"There is no medium “{station.medium}”.", f"Chọn: {known}.", f"One of: {known}.",
        )  # fmt: skip


def _names_of_others(station: Station) -> dict[str, str]:
    names: dict[str, str] = {}
    others = Station.objects.exclude(pk=station.pk) if station.pk else Station.objects.all()
    for key, aliases in others.values_list("key", "aliases"):
        names |= {name.casefold(): key for name in (key, *aliases)}
    return names


def _position_faults(station: Station) -> Iterator[tuple[str, XanhError]]:
    latitude, longitude = station.latitude, station.longitude
    if (latitude is None) != (longitude is None):
        field = "latitude" if latitude is None else "longitude"
        yield (
            field,
            _error(
                "half-position", "Cần cả vĩ độ và kinh độ.", "Latitude and longitude go together."
            ),
        )
    if latitude is not None and not -90 <= latitude <= 90:
        swapped = longitude is not None and abs(longitude) <= 90
        yield "latitude", _error(
            "bad-position", "Vĩ độ nằm trong −90…90.", "A latitude lies in −90…90.",
            "Vĩ độ và kinh độ có bị đổi chỗ không?" if swapped else "",
            "Are latitude and longitude swapped?" if swapped else "",
        )  # fmt: skip
    if longitude is not None and not -180 <= longitude <= 180:
        yield (
            "longitude",
            _error("bad-position", "Kinh độ nằm trong −180…180.", "A longitude lies in −180…180."),
        )
    river = station.river
    if river and station.river_km is not None:
        length = river.length_km
        if station.river_km < 0 or (length and station.river_km > 1.2 * length):
            yield (
                "river_km",
                _error(
                    "bad-kilometre", f"Sông dài {length} km.", f"The river is {length} km long."
                ),
            )


def _sending_faults(station: Station) -> Iterator[tuple[str, XanhError]]:
    if not 1 <= station.seconds <= _LONGEST_INTERVAL:
        yield (
            "seconds",
            _error(
                "bad-cadence",
                "Chu kỳ gửi phải từ 1 giây đến 1 năm.",
                "Files come every 1 s to 1 year.",
            ),
        )
    if not 0 <= station.ahead <= 86_400:
        yield (
            "ahead",
            _error(
                "bad-ahead", "Đồng hồ được phép chạy nhanh tối đa 1 ngày.", "At most a day ahead."
            ),
        )
    if station.operator_email:
        try:
            validate_email(station.operator_email)
        except ValidationError:
            yield (
                "operator_email",
                _error("bad-email", "Địa chỉ thư không đúng dạng.", "This is no e-mail address."),
            )
    if station.account:
        try:
            checked_account(station.account)
        except XanhError as error:
            yield "account", error
        taken = Station.objects.filter(account__iexact=station.account).exclude(pk=station.pk)
        if other := taken.values_list("key", flat=True).first():
            yield "account", _error(
                "account-taken", f"Trạm {other} đã dùng tài khoản này.",
                f"The station {other} has this account.",
            )  # fmt: skip


def _error(code: str, vi: str, en: str, do_vi: str = "", do_en: str = "") -> XanhError:
    return XanhError(code, nfc(vi), en, nfc(do_vi), do_en)
