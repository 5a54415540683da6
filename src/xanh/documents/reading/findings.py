"""What the readers notice about a file, as findings."""

from __future__ import annotations

import re

from xanh.documents.blocks import Finding
from xanh.documents.passages import Source
from xanh.documents.reading.legacy import Encoding

_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")


def legacy_encoding(encoding: Encoding, text: str) -> tuple[Finding, ...]:
    """The text was written in a legacy encoding and has been converted."""
    return (
        Finding(
            "legacy-encoding",
            f"Văn bản dùng bảng mã cũ {encoding.label}, đã chuyển sang Unicode. "
            "Hãy kiểm tra lại chữ hoa và tên riêng.",
            f"The document was written in the legacy encoding {encoding.label} and was converted "
            "to Unicode. Check capitals and names.",
            Source(0, min(len(text), 1)),
        ),
    )


def unsure_encoding(text: str) -> tuple[Finding, ...]:
    """No Vietnamese encoding fits the bytes."""
    return (
        Finding(
            "unsure-encoding",
            "Không nhận ra bảng mã tiếng Việt của tệp; chữ có dấu có thể sai.",
            "The file fits no encoding of Vietnamese; accented letters may be wrong.",
            Source(0, min(len(text), 1)),
        ),
    )


def damaged_characters(text: str) -> tuple[Finding, ...]:
    """Some bytes could not be decoded and stand as replacement characters."""
    first = text.find("\ufffd")
    if first < 0:
        return ()
    count = text.count("\ufffd")
    return (
        Finding(
            "damaged-characters",
            f"{count} ký tự trong tệp bị hỏng, được thay bằng dấu �.",
            f"{count} characters of the file are damaged and stand as �.",
            Source(first, first + 1),
        ),
    )


def invisible_characters(text: str) -> tuple[Finding, ...]:
    """The text holds characters that turn the direction of what follows."""
    matches = [match.start() for match in _OVERRIDES.finditer(text)]
    if not matches:
        return ()
    return (
        Finding(
            "invisible-characters",
            f"Văn bản có {len(matches)} ký tự ẩn đảo chiều chữ; chữ hiển thị có thể khác chữ thật.",
            f"The text holds {len(matches)} invisible characters that turn its direction; what is "
            "shown may differ from what is written.",
            Source(matches[0], matches[0] + 1),
        ),
    )


def garbled_text() -> tuple[Finding, ...]:
    """The text layer does not say what the page shows."""
    return (
        Finding(
            "garbled-text",
            "Lớp chữ của tệp PDF không khớp tiếng Việt; chữ đọc được có thể sai. "
            "Nên dùng bản .docx hoặc nhận dạng chữ (OCR) lại.",
            "The text layer of the PDF is not sound Vietnamese; what was read may be wrong. "
            "Use the .docx, or run text recognition (OCR) again.",
        ),
    )


def pages_without_text(pages: list[int]) -> tuple[Finding, ...]:
    """Some pages of a PDF are pictures; ``pages`` are numbered from 1."""
    if not pages:
        return ()
    shown = ", ".join(map(str, pages[:20])) + (" …" if len(pages) > 20 else "")
    return (
        Finding(
            "pages-without-text",
            f"Trang {shown} chỉ có ảnh, không có lớp chữ nên chưa đọc được.",
            f"Pages {shown} are pictures without a text layer and were not read.",
        ),
    )
