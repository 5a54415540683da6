"""Which files may enter the store: of a known station, sent by it, and not of the future."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xanh.errors import XanhError
from xanh.observations.readings import Flag
from xanh.observations.tables import Tables


def refusals(table: pa.Table, accounts: Sequence[str], tables: Tables) -> dict[int, XanhError]:
    """Return why files may not enter, by place.

    ``table`` is READINGS whose `origin` is the place of each row's file, ``accounts`` says who
    sent each file; whoever has no account (a folder, a person) may bring any known station's.
    """
    if not table.num_rows:
        return {}
    place = table["origin"].to_numpy()
    stations = _encoded(table["station"])
    keys: list[str] = stations.dictionary.to_pylist()
    pairs = np.unique(place * len(keys) + stations.indices.to_numpy())
    found: dict[int, XanhError] = {}
    for pair in pairs.tolist():
        where, code = divmod(pair, len(keys))
        if where not in found and (error := _stranger(keys[code], accounts[where], tables)):
            found[where] = error
    for where in np.unique(place[_future(table)]).tolist():
        found.setdefault(where, _ahead(table, place == where))
    return found


def _encoded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    column = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    array = column.unify_dictionaries().combine_chunks()
    return array.chunk(0) if isinstance(array, pa.ChunkedArray) else array


def _future(table: pa.Table) -> npt.NDArray[np.bool_]:
    flags = _encoded(table["flag"])
    is_future = np.array([Flag.FUTURE in (f or "").split() for f in flags.dictionary.to_pylist()])
    chosen: npt.NDArray[np.bool_] = is_future[flags.indices.to_numpy()]
    return chosen


def _stranger(key: str, account: str, tables: Tables) -> XanhError | None:
    profile = tables.station(key)
    if profile is None:
        return XanhError(
            "unknown-station",
            f"Chưa có trạm {key} trong danh mục.",
            f"The station {key} is not registered.",
            "Thêm trạm (hoặc tên gọi khác của trạm) vào danh mục rồi chạy lại khu cách ly.",
            "Register the station (or this name of it), then replay the quarantine.",
        )
    if account and profile.account != account:
        return XanhError(
            "another-stations-file",
            f"Tài khoản {account} gửi tệp của trạm {key}, vốn không thuộc tài khoản này.",
            f"The account {account} sent a file of the station {key}, which is not its own.",
            "Kiểm tra cấu hình của trạm gửi; nếu đúng, sửa tài khoản của trạm rồi chạy lại.",
            "Check the sender's set-up; if it is right, change the station's account and replay.",
        )
    return None


def _ahead(table: pa.Table, rows: Any) -> XanhError:
    latest = table["time"].to_numpy()[rows].max() + np.timedelta64(7, "h")
    shown = str(latest.astype("datetime64[m]")).replace("T", " ")
    return XanhError(
        "future-time",
        f"Thời điểm trong tệp ({shown}) đi trước đồng hồ của máy nhận.",
        f"The time in the file ({shown}, Hanoi) is ahead of the receiver's clock.",
        "Chỉnh đồng hồ của trạm; tệp được nhận khi chạy lại sau thời điểm đó.",
        "Set the station's clock; the file is taken when replayed after that time.",
    )
