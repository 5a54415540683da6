"""A whole CSV file as rows of text by heading, for exports of one fixed shape."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from xanh.observations.reading import text
from xanh.observations.reading.headings import delimiter_of

MOST_BYTES = 1 << 30


def rows_of(body: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells by heading, both stripped."""
    delimiter = delimiter_of(body[: body.find("\n")])
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
    try:
        heading = [name.strip() for name in next(reader, [])]
        for row in reader:
            if any(row):
                cells = dict.fromkeys(heading, "")
                cells.update(zip(heading, map(str.strip, row), strict=False))
                yield reader.line_num, cells
    except csv.Error as error:
        raise text.binary_file() from error
