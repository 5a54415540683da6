"""The one door: bytes in, a document out."""

from __future__ import annotations

from xanh.documents.blocks import Document, Finding
from xanh.documents.reading import forms, refusals
from xanh.documents.reading.drafts import Draft
from xanh.documents.reading.encodings import Decoded, decode
from xanh.documents.reading.findings import garbled_text, invisible_characters
from xanh.documents.reading.limits import DEFAULT, Limits
from xanh.documents.reading.syllables import is_garbled
from xanh.errors import XanhError


def read_document(data: bytes, name: str | None = None, limits: Limits = DEFAULT) -> Document:
    """Read a .txt, .html, .docx or .pdf with a text layer, by content.

    ``name`` is only used in messages. Raises XanhError for everything that cannot be read, with
    what to do instead; never anything else.
    """
    shown = name or ""
    limits.check_bytes(len(data))
    if not data.strip(b"\x00\t\r\n\f\v \xef\xbb\xbf\xff\xfe"):
        raise refusals.empty(shown)
    try:
        return _read(data, shown, limits)
    except (MemoryError, RecursionError) as error:
        raise refusals.too_much_memory() from error


def _read(data: bytes, name: str, limits: Limits) -> Document:
    form = forms.binary_form(data)
    if form is None:
        return _read_text(decode(data, name), name, limits)
    if form == "pdf":
        from xanh.documents.reading.pdf import read_pdf

        drafts, findings = read_pdf(data, name, limits)
        return _laid_out(drafts, "pdf", None, name, limits, findings)
    if form == "zip":
        from xanh.documents.reading.word import read_word

        return _laid_out(read_word(data, name, limits), "docx", None, name, limits)
    if form == "mhtml":
        from xanh.documents.reading.mhtml import page_of

        return _read_text(decode(page_of(data, name), name), name, limits)
    if form == "ole":
        return _read_ole(data, name, limits)
    raise _refusal(form, name)


def _read_text(decoded: Decoded, name: str, limits: Limits) -> Document:
    """Read a decoded text: a web page, or plain text whose offsets are those of the text."""
    from xanh.documents.text.outline import classify

    if forms.is_page(decoded.text):
        from xanh.documents.reading.html import read_page

        drafts = read_page(decoded.text, limits)
        return _laid_out(drafts, "html", decoded.encoding, name, limits, decoded.findings)
    from xanh.documents.text.textblocks import text_blocks

    limits.check_characters(len(decoded.text))
    if not decoded.text.strip():
        raise refusals.empty(name)
    blocks = classify(text_blocks(decoded.text))
    findings = (*decoded.findings, *invisible_characters(decoded.text))
    return Document(decoded.text, "text", decoded.encoding, blocks, findings)


def _laid_out(
    drafts: list[Draft],
    form: str,
    encoding: str | None,
    name: str,
    limits: Limits,
    findings: tuple[Finding, ...] = (),
) -> Document:
    """Lay drafts out and classify their blocks; XanhError ``no-text`` when they hold no words."""
    from xanh.documents.reading.layout import lay_out
    from xanh.documents.text.outline import classify

    laid = lay_out(drafts, limits)
    if not laid.blocks:
        raise refusals.no_text(name)
    noticed = (*findings, *laid.findings, *invisible_characters(laid.text))
    if form == "pdf" and is_garbled(laid.text):
        noticed = (*noticed, *garbled_text())
    return Document(laid.text, form, encoding, classify(laid.blocks), noticed)


def _read_ole(data: bytes, name: str, limits: Limits) -> Document:
    """Read an old Word file where antiword is installed; refuse other OLE files."""
    kind = forms.ole_form(data)
    if kind == "encrypted":
        raise refusals.encrypted(name)
    if kind == "word":
        from xanh.documents.reading.old_word import read_old_word

        return _laid_out(read_old_word(data, name, limits), "doc", None, name, limits)
    raise _refusal(kind, name)


def _refusal(form: str, name: str) -> XanhError:
    if form == "image":
        return refusals.image(name)
    if form == "rtf":
        return refusals.other_form(name, "tệp RTF", "an RTF file", word=True)
    if form == "archive":
        return refusals.other_form(name, "tệp nén", "an archive")
    if form == "sheet":
        return refusals.other_form(name, "bảng tính Excel cũ (.xls)", "an Excel workbook (.xls)")
    if form == "slides":
        return refusals.other_form(name, "bản trình chiếu (.ppt)", "a presentation (.ppt)")
    return refusals.unknown_form(name)
