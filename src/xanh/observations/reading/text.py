"""Bytes to text, for the small files of loggers and for tables."""

from __future__ import annotations

import codecs
import re

from xanh.errors import XanhError
from xanh.vietnamese import nfc

# TCVN 5712:1993 VN3 ("ABC"), keyed by what Windows-1252 makes of the bytes.
_TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
# What TCVN3 bytes look like as Windows-1252: signs beside letters, capitals after small letters.
# µ, °, ² and ³ stand beside letters in units, too.
_SIGN = "[¡-¯´¶-¹»-¿×÷Þßþ]"
_LOOKS_TCVN3 = re.compile(rf"(?<=[^\W\d_]){_SIGN}|{_SIGN}(?=[^\W\d_])|(?<=[a-z])[À-Ý]")


def empty_file() -> XanhError:
    """Return the refusal of a file without content."""
    return XanhError(
        "empty-file",
        "Tệp rỗng.",
        "The file is empty.",
        "Kiểm tra việc ghi tệp ở trạm và gửi lại.",
        "Check how the station writes its files and send it again.",
    )


def binary_file() -> XanhError:
    """Return the refusal of a file that holds no text."""
    return XanhError(
        "not-text",
        "Tệp không phải văn bản và không phải dạng số liệu nào mà phần mềm biết.",
        "The file holds no text, and no form of readings that is known.",
        "Kiểm tra xem tệp có bị hỏng khi truyền không rồi gửi lại.",
        "Check whether it was damaged on the way and send it again.",
    )


def decode(content: bytes) -> tuple[str, str]:
    """Return the text, in NFC, of ``content`` and the name of its encoding.

    A byte-order mark decides; else UTF-8, UTF-16 without a mark, and of the encodings before
    Unicode Windows-1258 or TCVN3, whichever leaves no symbols inside words. Raises XanhError
    ``empty-file`` or ``not-text``.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise empty_file()
    text, encoding = _decoded(content)
    if _CONTROL.search(text):
        raise binary_file()
    if not text.strip():
        raise empty_file()
    return nfc(text), encoding


def _decoded(content: bytes) -> tuple[str, str]:
    try:
        for mark, encoding in _MARKS.items():
            if content.startswith(mark):
                return content.decode(encoding), encoding
        half = content[: 1 << 16]
        if half[1::2].count(0) > 0.4 * len(half) / 2:
            return content.decode("utf-16-le"), "utf-16-le"
        if half[::2].count(0) > 0.4 * len(half) / 2:
            return content.decode("utf-16-be"), "utf-16-be"
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    western = content.decode("cp1252", "replace")
    if _LOOKS_TCVN3.search(western):
        return western.translate(_TCVN3), "tcvn3"
    return content.decode("cp1258", "replace"), "windows-1258"
