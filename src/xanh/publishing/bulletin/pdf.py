"""The bulletin as PDF, set by typst from ``bulletin.typ``."""

from __future__ import annotations

import json
import tempfile
from importlib import resources
from pathlib import Path

from xanh.publishing.bulletin.words import Text
from xanh.publishing.charts.drawing import document_png


def bulletin_pdf(text: Text) -> bytes:
    """Return the document; the same text gives the same bytes."""
    import typst

    template = resources.files("xanh.publishing.bulletin") / "bulletin.typ"
    # Words go in as data, never as markup: what a station is called cannot change the page.
    data = text.to_json() | {"chart": text.chart is not None}
    with tempfile.TemporaryDirectory(prefix="xanh-bulletin-") as folder:
        room = Path(folder)
        (room / "bulletin.typ").write_text(template.read_text("utf-8"), "utf-8")
        (room / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        if text.chart is not None:
            (room / "chart.png").write_bytes(document_png(text.chart, "vi"))
        made = typst.compile(str(room / "bulletin.typ"), root=folder, format="pdf")
    if not isinstance(made, bytes):  # several pages come as a list for pictures only
        raise TypeError(type(made))
    return made
