"""Bytes to text: by what the bytes are, whatever a header or a meta element claims."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from xanh.documents.blocks import Finding
from xanh.documents.reading import legacy, refusals
from xanh.documents.reading.findings import damaged_characters, legacy_encoding, unsure_encoding
from xanh.documents.reading.syllables import score
from xanh.vietnamese import nfc

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 400_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded text, the name of its encoding, and what was noticed."""

    text: str
    encoding: str
    findings: tuple[Finding, ...] = ()


def decode(data: bytes, name: str) -> Decoded:
    """Decode the bytes of a text file.

    Raises XanhError ``unknown-form`` for bytes that are no text.
    """
    decoded = _with_mark(data) or _as_unicode(data) or _as_single_bytes(data)
    if len(_CONTROLS.findall(decoded.text[:_SAMPLE])) > 0.01 * min(len(decoded.text), _SAMPLE):
        raise refusals.unknown_form(name)
    return _without_legacy_clothing(decoded)


def _with_mark(data: bytes) -> Decoded | None:
    """Decode a text that starts with a byte order mark."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return Decoded(text, encoding, damaged_characters(text))
    return None


def _as_unicode(data: bytes) -> Decoded | None:
    """Decode UTF-16 without a mark, or UTF-8, of which a few bytes may be damaged."""
    zeros = data[:_SAMPLE].count(0)
    if zeros > 0.05 * min(len(data), _SAMPLE):
        return _as_utf16(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
    # A cut or spoilt file: many sound sequences for each broken one.
    broken = text.count("\ufffd")
    sound = sum(not c.isascii() for c in text) - broken
    if sound >= 20 * broken or (broken == 1 and text.endswith("\ufffd")):
        return Decoded(text, "utf-8", damaged_characters(text))
    return None


def _as_utf16(data: bytes) -> Decoded | None:
    """Decode UTF-16 without a mark, in the byte order that gives more letters and spaces."""
    even = data[: len(data) // 2 * 2]
    texts = {e: even.decode(e, "replace") for e in ("utf-16-le", "utf-16-be")}
    shares = {e: _common_share(text) for e, text in texts.items()}
    best = max(shares, key=lambda e: shares[e])
    if shares[best] < 0.7:
        return None
    return Decoded(texts[best], best, damaged_characters(texts[best]))


def _common_share(text: str) -> float:
    """Return the share of characters that Vietnamese text is made of."""
    sample = text[:_SAMPLE]
    common = sum(
        "\x20" <= c <= "\u01b0" or "\u1ea0" <= c <= "\u1ef9" or c in "\t\r\n" for c in sample
    )
    return common / max(len(sample), 1)


def _as_single_bytes(data: bytes) -> Decoded:
    """Decode a text of one byte a character: Windows-1258, TCVN3, VNI, else Windows-1252."""
    western = _windows_1252(data)
    candidates = [Decoded(data.decode("cp1258", "replace"), "windows-1258")]
    for encoding in (legacy.TCVN3, legacy.VNI):
        text = legacy.to_unicode(western, encoding)
        candidates.append(Decoded(text, encoding.name, legacy_encoding(encoding, text)))
    best = max(candidates, key=lambda candidate: score(nfc(candidate.text)).share)
    if score(nfc(best.text)).share >= 0.5:
        return best
    return Decoded(western, "windows-1252", unsure_encoding(western))


def _windows_1252(data: bytes) -> str:
    """Decode Windows-1252; its five undefined bytes become the control characters of Latin-1."""
    return "".join(
        byte.decode("latin-1") if bad else byte.decode("cp1252")
        for byte, bad in _split_undefined(data)
    )


def _split_undefined(data: bytes) -> list[tuple[bytes, bool]]:
    parts = re.split(rb"([\x81\x8d\x8f\x90\x9d]+)", data)
    return [(part, index % 2 == 1) for index, part in enumerate(parts)]


def _without_legacy_clothing(decoded: Decoded) -> Decoded:
    """Convert a Unicode text whose letters are those of a legacy font."""
    if decoded.encoding in (legacy.TCVN3.name, legacy.VNI.name):
        return decoded
    encoding = legacy.detect(decoded.text)
    if encoding is None:
        return decoded
    lines = decoded.text.splitlines(keepends=True)
    text = "".join(legacy.convert_line(line, encoding) for line in lines)
    kept = tuple(f for f in decoded.findings if f.code != "unsure-encoding")
    return Decoded(text, encoding.name, (*kept, *legacy_encoding(encoding, text)))
