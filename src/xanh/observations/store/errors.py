"""What the store says when it cannot do its work."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xanh.errors import XanhError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_CLOSED = {errno.EROFS, errno.EACCES, errno.EPERM}


def full(folder: Path) -> XanhError:
    """Return the refusal for want of space."""
    return XanhError(
        "store-full",
        f"Hết chỗ trên đĩa khi ghi số liệu quan trắc vào {folder}; những gì đã xác nhận vẫn còn "
        "nguyên, lần ghi này chưa được nhận.",
        f"No space is left for observations in {folder}; all that was acknowledged is safe, this "
        "commit was not taken.",
        "Giải phóng đĩa rồi gửi lại.",
        "Free space, then send again.",
    )


def closed(folder: Path) -> XanhError:
    """Return the refusal to write where nothing may be written."""
    return XanhError(
        "store-read-only",
        f"Không được phép ghi vào kho số liệu {folder}; số liệu đã có vẫn đọc được.",
        f"The store {folder} may not be written to; what it has can still be read.",
        "Cấp quyền ghi cho thư mục rồi gửi lại.",
        "Give write access to the folder, then send again.",
    )


def busy(folder: Path, seconds: float) -> XanhError:
    """Return the refusal to a second writer that has waited long enough."""
    return XanhError(
        "store-busy",
        f"Một tiến trình khác đang ghi vào kho {folder}; đã chờ {seconds:g} giây.",
        f"Another process is writing to the store {folder}; waited {seconds:g} seconds.",
        "Thử lại sau ít phút.",
        "Try again in a moment.",
    )


def damaged(path: Path, why: object) -> XanhError:
    """Return the refusal to go on with a file that is not what the manifest says."""
    return XanhError(
        "store-damaged",
        f"Tệp {path} của kho số liệu bị hỏng hoặc mất ({why}); các tệp khác không bị ảnh hưởng "
        "và không có gì bị ghi đè.",
        f"The store's file {path} is damaged or missing ({why}); the other files are unharmed and "
        "nothing was overwritten.",
        "Khôi phục tệp này từ bản sao lưu.",
        "Restore this file from a backup.",
    )


def newer(path: Path, form: object) -> XanhError:
    """Return the refusal to touch a store that a later version wrote."""
    return XanhError(
        "store-newer",
        f"Kho số liệu {path.parent} do phiên bản mới hơn ghi (dạng {form}); chưa thay đổi gì.",
        f"A later version wrote the store {path.parent} (form {form}); nothing was changed.",
        "Nâng cấp Xanh rồi mở lại.",
        "Upgrade Xanh, then open it again.",
    )


def unfit(vi: str, en: str) -> XanhError:
    """Return the refusal of rows that the store cannot keep."""
    return XanhError("store-rows", vi, en)


def _failed(folder: Path, error: OSError) -> XanhError:
    return XanhError(
        "store-failed",
        f"Không ghi được vào kho số liệu {folder}: {error}. Những gì đã xác nhận vẫn còn nguyên.",
        f"Writing to the store {folder} failed: {error}. All that was acknowledged is safe.",
        "Kiểm tra đĩa rồi gửi lại.",
        "Check the disk, then send again.",
    )


@contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """Turn what the system says about writing into refusals that a person can read."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise full(folder) from error
        if error.errno in _CLOSED:
            raise closed(folder) from error
        raise _failed(folder, error) from error
