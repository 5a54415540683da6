"""What a document may cost before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

from xanh.documents.reading import refusals


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds of one reading. Bytes are [byte], lengths [character]."""

    max_bytes: int = 30_000_000
    max_characters: int = 5_000_000
    max_rows: int = 20_000
    max_columns: int = 200
    max_cells: int = 400_000
    max_blocks: int = 200_000
    max_pages: int = 2_000
    max_parts: int = 5_000  # files inside a .docx
    max_unpacked: int = 120_000_000  # what all parts of a .docx may claim to unpack to
    max_part: int = 64_000_000  # what one part that is read may unpack to
    max_ratio: int = 250  # unpacked to packed size of one part
    max_nesting: int = 24  # tables inside tables

    def check_bytes(self, size: int) -> None:
        """Refuse a file of ``size`` bytes that is too big; XanhError ``file-too-big``."""
        if size > self.max_bytes:
            raise refusals.too_big(self.max_bytes)

    def check_characters(self, count: int) -> None:
        """Refuse a text that is too long; XanhError ``text-too-long``."""
        if count > self.max_characters:
            raise refusals.too_long(self.max_characters)

    def check_rows(self, count: int) -> None:
        """Refuse a document with too many table rows; XanhError ``too-many-rows``."""
        if count > self.max_rows:
            raise refusals.too_many("rows", self.max_rows)

    def check_pages(self, count: int) -> None:
        """Refuse a document with too many pages; XanhError ``too-many-pages``."""
        if count > self.max_pages:
            raise refusals.too_many("pages", self.max_pages)

    def check_blocks(self, count: int) -> None:
        """Refuse a document with too many paragraphs; XanhError ``too-many-paragraphs``."""
        if count > self.max_blocks:
            raise refusals.too_many("paragraphs", self.max_blocks)


DEFAULT = Limits()
