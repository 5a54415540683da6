"""Which form a file has, by its first bytes and its text; file names are not asked."""

from __future__ import annotations

import re

from xanh.documents.reading import refusals
from xanh.errors import XanhError

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGES = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*",
    b"BM", b"RIFF", b"AT&TFORM",
)  # fmt: skip
_ARCHIVES = (
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"PK\x05\x06",
)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|span|font|center|h[1-6])\b",
    re.IGNORECASE | re.DOTALL,
)
_ELEMENT = re.compile(r"</(?:p|div|td|tr|table|li|span|b|strong|body|html)\s*>", re.IGNORECASE)
_SAVED_PAGE = re.compile(rb"^MIME-Version:|^From: <Saved by", re.IGNORECASE | re.MULTILINE)


def binary_form(data: bytes) -> str | None:
    """Return ``pdf``, ``zip``, ``ole``, ``mhtml``, ``image``, ``archive``, ``rtf``, or None for
    what may be text.
    """
    head = data[:16]
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if head.startswith(_ZIP):
        return "zip"
    if head.startswith(_OLE):
        return "ole"
    if head.startswith(_IMAGES) and _has_controls(data[:256]):
        return "image"
    if head.startswith(_ARCHIVES):
        return "archive"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    return "mhtml" if _SAVED_PAGE.search(data[:2000]) and b"multipart/" in data[:4000] else None


def _has_controls(head: bytes) -> bool:
    """Say whether bytes hold characters that no text holds ("BM" may start a sentence)."""
    return any(byte < 9 or 13 < byte < 27 for byte in head)


def is_page(text: str) -> bool:
    """Say whether a decoded text is a web page: it starts like one or is full of elements."""
    return bool(_PAGE.match(text[:10_000])) or len(_ELEMENT.findall(text[:50_000])) >= 10


def ole_form(data: bytes) -> str:
    """Return what OLE holds: ``encrypted``, ``word``, ``sheet``, ``slides`` or ``other``."""
    names = (
        ("EncryptedPackage", "encrypted"),
        ("WordDocument", "word"),
        ("Workbook", "sheet"),
        ("Book", "sheet"),
        ("PowerPoint Document", "slides"),
    )
    found = (form for name, form in names if name.encode("utf-16-le") in data)
    return next(found, "other")


def refusal_of_package(names: list[str], name: str) -> XanhError:
    """Return the refusal of a zip file that is no Word document, by the names inside it."""
    tops = {entry.split("/", 1)[0] for entry in names}
    if "xl" in tops:
        return refusals.other_form(name, "bảng tính Excel (.xlsx)", "an Excel workbook (.xlsx)")
    if "ppt" in tops:
        return refusals.other_form(name, "bản trình chiếu (.pptx)", "a presentation (.pptx)")
    if "content.xml" in tops and "META-INF" in tops:
        return refusals.other_form(
            name, "văn bản OpenDocument (.odt)", "an OpenDocument text (.odt)", word=True
        )
    return refusals.other_form(name, "tệp nén (.zip)", "an archive (.zip)")
