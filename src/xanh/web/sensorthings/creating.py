"""Observations that programs send: understood, judged as a station's files are, and kept once.

What was sent is kept as it came beside the readings. The same again changes nothing; another value
for the same moment is kept as the next version of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from xanh.observations.reading.settling import Lines, settle
from xanh.observations.store import Counts, Original, Store
from xanh.observations.tables import Tables, unit_key
from xanh.web.sensorthings.catalogue import Series
from xanh.web.sensorthings.grammar import Interval, interval, moment
from xanh.web.sensorthings.paths import observation_id
from xanh.web.sensorthings.refusals import RefusedError, not_done

FORM = "sensorthings"  # of the originals
LONGEST = timedelta(days=366)  # of an averaging interval
_STATUS = 40  # characters
_KNOWN = {
    "phenomenonTime", "resultTime", "result", "resultQuality", "parameters", "validTime",
    "Datastream", "FeatureOfInterest",
}  # fmt: skip
_COMPONENTS = (_KNOWN - {"Datastream", "FeatureOfInterest"}) | {"FeatureOfInterest/id"}
SeriesOf = Callable[[Any], Series]  # by the number of a Datastream; refuses others


@dataclass(frozen=True, slots=True)
class Given:
    """One observation, understood."""

    series: Series
    time: datetime  # naive UTC, the end of the interval
    seconds: int
    value: float
    status: str

    @property
    def id(self) -> str:
        """Return the id that it has in the service."""
        return observation_id(self.series.entity.id, self.time)


def bad_body(where: str, vi: str, en: str) -> RefusedError:
    """Refuse what was sent: 400."""
    return RefusedError(
        400,
        "bad-observation",
        f"{where}: {vi}. Không có gì được lưu.",
        f"{where}: {en}. Nothing was kept.",
    )


def read_one(body: Any, series_of: SeriesOf, only: Series | None, now: datetime) -> Given:
    """Return the observation that JSON describes; ``only`` is the Datastream of the path.

    Raises RefusedError (400; 403 by ``series_of``; 501 for new entities inside).
    """
    if not isinstance(body, dict):
        raise bad_body("Observation", "không phải đối tượng JSON", "is no JSON object")
    for name in body:
        if name not in _KNOWN:
            raise bad_body(name[:60], "không nhận mục này", "is not taken")
    series = _series(body.get("Datastream"), series_of, only)
    _check_feature(body.get("FeatureOfInterest"), series)
    if body.get("validTime") is not None:
        raise not_done("validTime")
    parameters = _object(body, "parameters", {"averagingSeconds", "unit"})
    _check_unit(parameters.get("unit"), series)
    time, seconds = _times(body, parameters.get("averagingSeconds"), series, now)
    quality = _object(body, "resultQuality", {"status"})
    return Given(series, time, seconds, _result(body), _status(quality.get("status", "")))


def read_arrays(body: Any, series_of: SeriesOf, now: datetime) -> list[Given | RefusedError]:
    """Return the observations of data arrays in their order, or why one is refused.

    Raises RefusedError where the arrays themselves cannot be understood, or one is of a Datastream
    that may not be sent for.
    """
    if not isinstance(body, list) or not body:
        raise bad_body("CreateObservations", "phải là danh sách", "must be a list")
    found: list[Given | RefusedError] = []
    for group in body:
        if not isinstance(group, dict) or not isinstance(group.get("dataArray"), list):
            raise bad_body("dataArray", "thiếu hoặc không phải danh sách", "is missing or no list")
        names = _components(group.get("components"))
        series = _series(group.get("Datastream"), series_of, None)
        found += [_row(row, names, series, now) for row in group["dataArray"]]
    return found


def _row(row: Any, names: Sequence[str], series: Series, now: datetime) -> Given | RefusedError:
    try:
        if not isinstance(row, list) or len(row) != len(names):
            raise bad_body("dataArray", "hàng không khớp components", "a row does not fit")
        body = dict(zip(names, row, strict=True))
        if "FeatureOfInterest/id" in body:
            feature = body.pop("FeatureOfInterest/id")
            body["FeatureOfInterest"] = None if feature is None else {"@iot.id": feature}
        return read_one(body, lambda _number: series, series, now)
    except RefusedError as refused:
        return refused


def _components(names: Any) -> list[str]:
    if not isinstance(names, list) or not all(name in _COMPONENTS for name in names):
        raise bad_body(
            "components",
            f"phải là một số trong {', '.join(sorted(_COMPONENTS))}",
            f"must be some of {', '.join(sorted(_COMPONENTS))}",
        )
    if len(set(names)) < len(names):
        raise bad_body("components", "có tên lặp lại", "names one twice")
    return names


def _series(given: Any, series_of: SeriesOf, only: Series | None) -> Series:
    if given is None:
        if only is None:
            raise bad_body("Datastream", "thiếu", "is missing")
        return only
    if not isinstance(given, dict) or set(given) != {"@iot.id"}:
        raise not_done("Datastream ≠ {“@iot.id”: …}")
    series = series_of(given["@iot.id"])
    if only is not None and series is not only:
        raise bad_body("Datastream", "khác với đường dẫn", "is not the one of the path")
    return series


def _check_feature(given: Any, series: Series) -> None:
    if given is None:
        return
    if not isinstance(given, dict) or set(given) != {"@iot.id"}:
        raise not_done("FeatureOfInterest ≠ {“@iot.id”: …}")
    if given["@iot.id"] != series.feature.id:
        raise bad_body("FeatureOfInterest", "không phải của trạm này", "is not of this station")


def _check_unit(given: Any, series: Series) -> None:
    if given is None:
        return
    if not isinstance(given, str) or unit_key(given) != unit_key(series.unit):
        raise bad_body(
            "parameters/unit",
            f"Datastream này dùng đơn vị “{series.unit}”",
            f"this Datastream is in “{series.unit}”",
        )


def _object(body: Mapping[str, Any], name: str, known: set[str]) -> Mapping[str, Any]:
    given = body.get(name)
    if given is None:
        return {}
    if not isinstance(given, dict) or not known.issuperset(given):
        raise bad_body(
            name, f"chỉ nhận {', '.join(sorted(known))}", f"takes {', '.join(sorted(known))} only"
        )
    return given


def _times(
    body: Mapping[str, Any], averaging: Any, series: Series, now: datetime
) -> tuple[datetime, int]:
    """Return the label (naive UTC) and the length of the interval [s]."""
    given = _moment(body, "phenomenonTime")
    if given is None:
        raise bad_body("phenomenonTime", "thiếu", "is missing")
    if isinstance(_moment(body, "resultTime"), Interval):
        raise bad_body("resultTime", "phải là một thời điểm", "must be one moment")
    if averaging is not None and (type(averaging) is not int or averaging < 0):
        raise bad_body("averagingSeconds", "phải là số giây", "must be a number of seconds")
    end, length = given, averaging if averaging is not None else series.seconds
    if isinstance(given, Interval):
        end = given.end
        whole, rest = divmod(given.end - given.start, timedelta(seconds=1))
        if rest or averaging not in (None, whole):
            raise bad_body("phenomenonTime", "không khớp số giây", "does not fit the seconds")
        length = whole
    if length > LONGEST.total_seconds():
        raise bad_body("phenomenonTime", "dài hơn một năm", "is longer than a year")
    assert isinstance(end, datetime)  # noqa: S101
    if end > now + timedelta(seconds=series.ahead):
        raise bad_body("phenomenonTime", "ở tương lai", "is in the future")
    if end.year < 1900:
        raise bad_body("phenomenonTime", "trước năm 1900", "is before 1900")
    return end.replace(tzinfo=None), length


def _moment(body: Mapping[str, Any], name: str) -> datetime | Interval | None:
    given = body.get(name)
    if given is None:
        return None
    try:
        if not isinstance(given, str) or given.count("/") > 1:
            raise ValueError(name)
        return interval(given) if "/" in given else moment(given)
    except (RefusedError, ValueError):
        raise bad_body(
            name,
            "phải là thời gian ISO 8601 có múi giờ",
            "must be a time of ISO 8601 with its zone",
        ) from None


def _result(body: Mapping[str, Any]) -> float:
    value = body.get("result")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise bad_body("result", "phải là một số", "must be a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise bad_body("result", "phải là số hữu hạn", "must be a finite number")
    return number


def _status(given: Any) -> str:
    if not isinstance(given, str) or len(given) > _STATUS or not given.isprintable():
        raise bad_body("resultQuality/status", "phải là chữ ngắn", "must be a short text")
    return given


def take(
    store: Store, tables: Tables, given: Sequence[Given], original: Original, now: datetime
) -> Counts:
    """Keep observations, and what they came in, in one durable commit.

    The first checks of a station's files (fillers, ranges, detection limit, status) are theirs as
    well. Raises RefusedError (409) where the register contradicts itself.
    """
    count = len(given)
    lines = Lines(
        station=pa.array([one.series.station for one in given]),
        name=pa.array([one.series.parameter for one in given]),
        unit=pa.array([one.series.unit for one in given]),
        time=pa.array([one.time for one in given], pa.timestamp("us")),
        value=pa.array([one.value for one in given], pa.float64()),
        status=pa.array([one.status for one in given]),
        seconds=pa.array([one.seconds for one in given], pa.int32()),
    )
    table = settle(lines, tables, now)
    settled = zip(table["station"].to_pylist(), table["parameter"].to_pylist(), strict=True)
    for one, key in zip(given, settled, strict=True):
        if key != one.series.key:
            raise RefusedError(
                409,
                "bad-register",
                f"Danh mục ghi {one.series.parameter} cho trạm không đo thông số này.",
                f"The register has {one.series.parameter} at a station of another medium.",
            )
    place = table.schema.get_field_index("origin")
    origin = pa.array([0] * count, pa.int64())
    return store.add(table.set_column(place, "origin", origin), [original])


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)
