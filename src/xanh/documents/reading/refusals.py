"""Every refusal of the readers: what is wrong with the file, and what to do about it."""

from __future__ import annotations

from xanh.errors import XanhError

_SAVE_DOCX_VI = "Hãy mở tệp bằng Word hoặc LibreOffice, chọn Lưu thành .docx rồi gửi lại."
_SAVE_DOCX_EN = "Open it in Word or LibreOffice, save it as .docx and send that."
_FORMS_VI = "Hãy gửi tệp .docx, .pdf có lớp chữ, .html hoặc .txt."
_FORMS_EN = "Send a .docx, a .pdf with a text layer, an .html or a .txt file."


def empty(name: str) -> XanhError:
    """The file holds nothing."""
    return XanhError(
        "empty-file",
        f"{name or 'Tệp'} không có nội dung.",
        f"{name or 'The file'} is empty.",
        "Hãy kiểm tra lại tệp rồi gửi lại.",
        "Check the file and send it again.",
    )


def no_text(name: str) -> XanhError:
    """The file is sound and holds no words."""
    return XanhError(
        "no-text",
        f"{name or 'Tệp'} không có chữ nào để đọc.",
        f"{name or 'The file'} holds no text to read.",
        "Nếu nội dung là ảnh chụp, hãy nhận dạng chữ (OCR) tiếng Việt trước.",
        "If its content is pictures, run text recognition (OCR) for Vietnamese first.",
    )


def too_big(limit: int) -> XanhError:
    """The file has too many bytes."""
    megabytes = limit // 1_000_000
    return XanhError(
        "file-too-big",
        f"Tệp lớn hơn {megabytes} MB, chưa đọc gì.",
        f"The file is larger than {megabytes} MB; nothing was read.",
        "Hãy gửi riêng văn bản kế hoạch, bỏ ảnh và phụ lục không cần thiết.",
        "Send the plan alone, without pictures and appendices that are not needed.",
    )


def too_long(limit: int) -> XanhError:
    """The text has too many characters."""
    return XanhError(
        "text-too-long",
        f"Văn bản dài hơn {limit // 1_000_000} triệu ký tự.",
        f"The text is longer than {limit // 1_000_000} million characters.",
        "Hãy chia văn bản thành nhiều tệp.",
        "Split the document into several files.",
    )


_TOO_MANY = {
    "rows": ("too-many-rows", "dòng bảng", "table rows"),
    "cells": ("too-many-cells", "ô bảng", "table cells"),
    "pages": ("too-many-pages", "trang", "pages"),
    "paragraphs": ("too-many-paragraphs", "đoạn", "paragraphs"),
}


def too_many(what: str, limit: int) -> XanhError:
    """The document has too many rows, cells, pages or paragraphs."""
    code, vi, en = _TOO_MANY[what]
    number = f"{limit:,}"
    return XanhError(
        code,
        f"Văn bản có hơn {number.replace(',', '.')} {vi}.",
        f"The document has more than {number} {en}.",
        "Hãy chia văn bản thành nhiều tệp.",
        "Split the document into several files.",
    )


def nested_too_deep() -> XanhError:
    """Tables inside tables inside tables, beyond all use."""
    return XanhError(
        "nested-too-deep",
        "Văn bản có quá nhiều bảng lồng trong nhau.",
        "The document has too many tables inside tables.",
        _SAVE_DOCX_VI,
        _SAVE_DOCX_EN,
    )


def unknown_form(name: str) -> XanhError:
    """The bytes are no document that is known."""
    return XanhError(
        "unknown-form",
        f"{name or 'Tệp'} không phải là văn bản mà Xanh đọc được.",
        f"{name or 'The file'} is no document that Xanh can read.",
        _FORMS_VI,
        _FORMS_EN,
    )


def other_form(name: str, vi: str, en: str, *, word: bool = False) -> XanhError:
    """The file is of a known form that is not read; ``word`` when Word can open it."""
    return XanhError(
        "form-not-read",
        f"{name or 'Tệp'} là {vi}, Xanh không đọc dạng này.",
        f"{name or 'The file'} is {en}, which Xanh does not read.",
        _SAVE_DOCX_VI if word else _FORMS_VI,
        _SAVE_DOCX_EN if word else _FORMS_EN,
    )


def image(name: str) -> XanhError:
    """A picture of a document."""
    return XanhError(
        "needs-ocr",
        f"{name or 'Tệp'} là tệp ảnh, không có lớp chữ.",
        f"{name or 'The file'} is a picture and has no text layer.",
        "Hãy nhận dạng chữ (OCR) tiếng Việt, hoặc xin bản .docx hay .pdf có lớp chữ.",
        "Run text recognition (OCR) for Vietnamese, or ask for the .docx or a .pdf with text.",
    )


def scan(name: str) -> XanhError:
    """A PDF of scanned pages."""
    return XanhError(
        "needs-ocr",
        f"{name or 'Tệp'} là bản quét: các trang chỉ có ảnh, không có lớp chữ.",
        f"{name or 'The file'} is a scan: its pages are pictures without a text layer.",
        "Hãy nhận dạng chữ (OCR) tiếng Việt rồi lưu thành PDF có lớp chữ, "
        "hoặc xin bản .docx của cơ quan ban hành.",
        "Run text recognition (OCR) for Vietnamese and save a PDF with a text layer, "
        "or ask the issuer for the .docx.",
    )


def damaged(name: str, form: str) -> XanhError:
    """A file that starts like ``form`` and cannot be opened."""
    return XanhError(
        "damaged-file",
        f"{name or 'Tệp'} bị hỏng hoặc không phải tệp {form} hợp lệ.",
        f"{name or 'The file'} is damaged or no valid {form} file.",
        "Hãy mở tệp bằng phần mềm đã tạo ra nó, lưu lại rồi gửi lại.",
        "Open it with the program that made it, save it again and send that.",
    )


def encrypted(name: str) -> XanhError:
    """A file that asks for a password."""
    return XanhError(
        "encrypted-file",
        f"{name or 'Tệp'} có mật khẩu nên không đọc được.",
        f"{name or 'The file'} is protected by a password and cannot be read.",
        "Hãy bỏ mật khẩu, lưu lại rồi gửi lại.",
        "Remove the password, save the file and send it again.",
    )


def bomb(name: str) -> XanhError:
    """A package that unpacks to far more than a document needs."""
    return XanhError(
        "unsafe-file",
        f"{name or 'Tệp'} giải nén ra lớn bất thường nên không được mở.",
        f"{name or 'The file'} would unpack to an abnormal size and was not opened.",
        "Hãy lưu lại văn bản thành .docx mới rồi gửi lại.",
        "Save the document as a new .docx and send that.",
    )


def unsafe_xml(name: str) -> XanhError:
    """A package whose XML declares entities."""
    return XanhError(
        "unsafe-file",
        f"{name or 'Tệp'} chứa khai báo XML không an toàn nên không được mở.",
        f"{name or 'The file'} holds unsafe XML declarations and was not opened.",
        _SAVE_DOCX_VI,
        _SAVE_DOCX_EN,
    )


def old_word(name: str) -> XanhError:
    """A binary Word file, on a machine that cannot convert it."""
    return XanhError(
        "old-word-file",
        f"{name or 'Tệp'} là tệp Word cũ (.doc).",
        f"{name or 'The file'} is an old Word file (.doc).",
        _SAVE_DOCX_VI,
        _SAVE_DOCX_EN,
    )


def too_slow(seconds: float) -> XanhError:
    """The reader ran out of time."""
    return XanhError(
        "reading-too-slow",
        f"Đọc tệp quá {seconds:.0f} giây nên đã dừng; chưa lưu gì.",
        f"Reading took more than {seconds:.0f} seconds and was stopped; nothing was stored.",
        "Hãy lưu văn bản thành .docx hoặc chia nhỏ rồi gửi lại.",
        "Save the document as .docx, or split it, and send that.",
    )


def too_much_memory() -> XanhError:
    """The reader ran out of memory."""
    return XanhError(
        "reading-too-large",
        "Đọc tệp cần quá nhiều bộ nhớ nên đã dừng; chưa lưu gì.",
        "Reading needed too much memory and was stopped; nothing was stored.",
        "Hãy lưu văn bản thành .docx hoặc chia nhỏ rồi gửi lại.",
        "Save the document as .docx, or split it, and send that.",
    )


def failed(name: str) -> XanhError:
    """The reader ended without an answer."""
    return XanhError(
        "reading-failed",
        f"Không đọc được {name or 'tệp'}: trình đọc dừng giữa chừng; chưa lưu gì.",
        f"{name or 'The file'} could not be read: the reader stopped midway; nothing was stored.",
        "Hãy lưu lại văn bản thành .docx rồi gửi lại.",
        "Save the document as .docx and send that.",
    )


def not_found(name: str) -> XanhError:
    """There is no such file, or it may not be opened."""
    return XanhError(
        "file-not-found",
        f"Không mở được tệp {name}.",
        f"The file {name} cannot be opened.",
        "Hãy kiểm tra đường dẫn và quyền đọc.",
        "Check the path and that it may be read.",
    )
