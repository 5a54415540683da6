"""Old binary Word files, by way of Debian's antiword where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from xanh.documents.reading import grid, refusals
from xanh.documents.reading.drafts import Draft, DraftCell, DraftParagraph
from xanh.documents.reading.limits import Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

_SECONDS = 30
_TEXT = frozenset(("para", "title", "subtitle"))


def read_old_word(data: bytes, name: str, limits: Limits) -> list[Draft]:
    """Return the drafts of a .doc.

    Raises XanhError ``old-word-file`` where antiword is missing or gives up.
    """
    program = shutil.which("antiword")
    if program is None:
        raise refusals.old_word(name)
    with tempfile.TemporaryDirectory(prefix="xanh-") as folder:
        path = Path(folder) / "document.doc"
        path.write_bytes(data)
        # DocBook keeps the cells of tables apart; plain text does not.
        command = [program, "-x", "db", "-m", "UTF-8.txt", str(path)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
        except (subprocess.TimeoutExpired, OSError) as error:
            raise refusals.old_word(name) from error
    if done.returncode or not done.stdout.strip():
        raise refusals.old_word(name)
    return _drafts(done.stdout, name, limits)


def _drafts(docbook: bytes, name: str, limits: Limits) -> list[Draft]:
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        tree = etree.fromstring(docbook, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refusals.old_word(name) from error
    return [] if tree is None else _content(tree, limits)


def _content(parent: _Element, limits: Limits) -> list[Draft]:
    """Return the paragraphs and tables under ``parent`` in order."""
    drafts: list[Draft] = []
    for child in parent:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in _TEXT:
            text = "".join(part for part in child.itertext() if isinstance(part, str))
            bold = [e for e in child.iter("emphasis") if e.get("role") == "bold"]
            drafts.append(DraftParagraph(" ".join(text.split()), bold=bool(bold)))
        elif tag in ("table", "informaltable"):
            rows = [[(_cell(entry, limits), 1, 1) for entry in row.iter("entry")]
                    for row in child.iter("row")]  # fmt: skip
            drafts.append(grid.place(rows, limits))
        elif tag not in ("bookinfo", "articleinfo"):
            drafts += _content(child, limits)
    return [d for d in drafts if not isinstance(d, DraftParagraph) or d.text]


def _cell(entry: _Element, limits: Limits) -> DraftCell:
    content = _content(entry, limits)
    if not content:
        text = " ".join("".join(str(part) for part in entry.itertext()).split())
        content = [DraftParagraph(text)] if text else []
    return DraftCell(0, content)
