"""A .docx as a zip file of XML parts, opened without trust."""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from xanh.documents.reading import forms, refusals
from xanh.documents.reading.limits import Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

_OFFICE = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAIN = ("/officeDocument", "/main")
_DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
# What zipfile raises for broken archives, over its versions.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, ValueError,
    LookupError, ArithmeticError, RuntimeError,
)  # fmt: skip
_RATIO_FLOOR = 5_000_000  # unpacked bytes below which the ratio of a part does not matter


class Package:
    """The parts of one Word file. Nothing is unpacked before its size has been checked.

    Raises XanhError ``damaged-file``, ``unsafe-file``, ``encrypted-file`` or ``form-not-read``.
    """

    def __init__(self, data: bytes, name: str, limits: Limits) -> None:
        self._name = name
        self._limits = limits
        self._read = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._entries = {info.filename: info for info in self._zip.infolist()}
        except _BROKEN as error:
            raise refusals.damaged(name, ".docx") from error
        self._check()
        self.main = self._main_part()
        self.targets = self._relations(self.main)

    def _check(self) -> None:
        entries = self._entries.values()
        if any(info.flag_bits & 1 for info in entries):
            raise refusals.encrypted(self._name)
        total = sum(info.file_size for info in entries)
        if len(self._entries) > self._limits.max_parts or total > self._limits.max_unpacked:
            raise refusals.bomb(self._name)
        for info in entries:
            ratio = info.file_size / max(info.compress_size, 1)
            if info.file_size > _RATIO_FLOOR and ratio > self._limits.max_ratio:
                raise refusals.bomb(self._name)

    def _main_part(self) -> str:
        """Return the name of the part that holds the document."""
        for kind, target in self._relations("").values():
            if kind.endswith(_MAIN) and target in self._entries and target.startswith("word/"):
                return target
        if "word/document.xml" in self._entries:
            return "word/document.xml"
        raise forms.refusal_of_package(list(self._entries), self._name)

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Return the relations of a part: id to (kind, name of the part aimed at)."""
        folder, base = posixpath.split(part)
        tree = self.tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for element in tree.iter(_OFFICE) if tree is not None else ():
            if element.get("TargetMode") != "External":
                target = posixpath.join("/", folder, element.get("Target") or "")
                name = posixpath.normpath(target).lstrip("/")
                found[element.get("Id") or ""] = (element.get("Type") or "", name)
        return found

    def related(self, kind: str) -> _Element | None:
        """Return the tree of the part that the document names for ``kind`` ("styles", …)."""
        for found, target in self.targets.values():
            if found.endswith("/" + kind):
                return self.tree(target)
        return None

    def bytes_of(self, part: str) -> bytes | None:
        """Unpack a part, never more of it than the limits allow; None when it is not there."""
        info = self._entries.get(part)
        if info is None:
            return None
        try:
            with self._zip.open(info) as stream:
                data = stream.read(self._limits.max_part + 1)
        except _BROKEN as error:
            raise refusals.damaged(self._name, ".docx") from error
        self._read += len(data)
        if len(data) > self._limits.max_part or self._read > self._limits.max_unpacked:
            raise refusals.bomb(self._name)
        return data

    def tree(self, part: str) -> _Element | None:
        """Return the XML tree of a part. XML that declares entities is refused."""
        from lxml import etree

        data = self.bytes_of(part)
        if data is None:
            return None
        plain = data.replace(b"\x00", b"") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data
        if _DECLARES.search(plain[:100_000]):
            raise refusals.unsafe_xml(self._name)
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            return etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise refusals.damaged(self._name, ".docx") from error
