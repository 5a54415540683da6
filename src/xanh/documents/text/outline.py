"""The parts of a document: front, body with its outline, closing, appendices.

``classify`` turns paragraphs into headings and list items by the markers of Vietnamese official
documents; ``outline`` walks the blocks once and says what each belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from xanh.documents.blocks import Block, Document, Heading, ListItem, Paragraph, Table
from xanh.documents.passages import Passage
from xanh.documents.text.clauses import Appendix, Clause, Outline
from xanh.documents.text.markers import LEVELS, Marker, find_marker
from xanh.documents.text.site_noise import noise_flags
from xanh.vietnamese import fold

_LONGEST_HEADING = 220
_APPENDIX = re.compile(r"^(?:phu luc|bieu mau|mau so|bieu so|danh muc)\b")
_ATTACHED = re.compile(r"^\(?(?:ban hanh )?kem theo\b")
_PLAN_TITLE = re.compile(r"^(?:ke hoach|chuong trinh|de an|phuong an)\b")
_CLOSING = re.compile(r"^(?:noi nhan|tm\. |kt\. |tuq\. |tl\. |q\. (?:chu tich|bo truong))")
_LEGAL_BASIS = re.compile(r"^(?:can cu|theo de nghi|xet de nghi|thuc hien|trien khai)\b")
# Shorter repetitions ("- Cơ quan phối hợp: Các sở, ngành") are a habit, not a passage.
_SHORTEST_REPEATED_RUN = 300


def classify(blocks: Iterable[Paragraph | Table]) -> tuple[Block, ...]:
    """Turn paragraphs that start with a marker into headings and list items."""
    return tuple(_classified(b) if isinstance(b, Paragraph) else b for b in blocks)


def _classified(paragraph: Paragraph) -> Block:
    passage = paragraph.passage
    marker = find_marker(passage.text)
    if marker is None:
        return paragraph
    content = passage.part(marker.end)
    if marker.kind == "dash":
        # An italic sub-heading such as "- Thủy sản" reads like an item; it stays one.
        return ListItem(passage, marker.mark, content)
    if _names_what_follows(marker, content, paragraph.bold):
        return Heading(passage, marker.mark, LEVELS[marker.kind], content)
    return ListItem(passage, marker.mark, content)


def _names_what_follows(marker: Marker, content: Passage, bold: bool) -> bool:
    """Say whether a marked paragraph is a heading and not a clause with a number."""
    text = content.text
    if marker.kind in ("roman", "part", "upper"):
        return len(text) <= 2 * _LONGEST_HEADING
    if len(text) > _LONGEST_HEADING or not text:
        return False
    return bold or text[-1] not in ".;," or (marker.kind == "decimal" and len(text) < 90)


# -- the walk -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Walk:
    """Where the walk stands: the open part, and the markers and titles above the next clause."""

    part: str = "front"
    front: list[Block] = field(default_factory=list)
    closing: list[Block] = field(default_factory=list)
    clauses: list[Clause] = field(default_factory=list)
    appendices: list[tuple[list[Passage], list[Clause], list[Table]]] = field(default_factory=list)
    stack: list[tuple[int, str, Passage]] = field(default_factory=list)

    def clause(self, block: Heading | Paragraph | ListItem) -> Clause:
        """Make a clause of a block at the present place of the outline."""
        content, marker, level = _parts(block)
        if level is not None:
            while self.stack and self.stack[-1][0] >= level:
                self.stack.pop()
            if isinstance(block, Heading):
                self.stack.append((level, marker, content))
        above = self.stack[:-1] if isinstance(block, Heading) else self.stack
        path = tuple(mark for _, mark, _ in self.stack)
        if level is not None and not isinstance(block, Heading):
            path = (*path, marker)
        kind = {Heading: "heading", Paragraph: "paragraph", ListItem: "item"}[type(block)]
        titles = tuple(title for _, _, title in above if title)
        clause = Clause(kind, block.passage, content, marker, path, titles)
        if level is not None and isinstance(block, ListItem):
            # A numbered clause carries what follows it just as a heading does.
            self.stack.append((level, marker, content))
        return clause


def _parts(block: Heading | Paragraph | ListItem) -> tuple[Passage, str, int | None]:
    """Return the content, the marker, and the level of the marker (None for dashes)."""
    if isinstance(block, Heading):
        return block.title, block.marker, block.level
    if isinstance(block, Paragraph):
        return block.passage, "", None
    marker = find_marker(block.passage.text)
    level = LEVELS.get(marker.kind) if marker else None
    return block.content, block.marker, level


def outline(document: Document) -> Outline:
    """Cut a document into front, body, closing and appendices, in one walk over its blocks."""
    walk = _Walk()
    blocks = document.blocks
    noise = _noise(blocks)
    for index, block in enumerate(blocks):
        if index in noise:
            (walk.front if walk.part == "front" else walk.closing).append(block)
            continue
        walk.part = _part(walk, block, blocks, index)
        if walk.part == "front":
            walk.front.append(block)
        elif walk.part == "closing":
            walk.closing.append(block)
        elif walk.part == "appendix":
            _into_appendix(walk, block)
        elif not isinstance(block, Table):
            walk.clauses.append(walk.clause(block))
    clauses = mark_repeats(walk.clauses)
    appendices = tuple(Appendix(tuple(a), tuple(c), tuple(t)) for a, c, t in walk.appendices)
    return Outline(tuple(walk.front), clauses, tuple(walk.closing), appendices)


def _noise(blocks: Sequence[Block]) -> set[int]:
    """Return the places of what a site set around the document."""
    free = [(i, b.passage) for i, b in enumerate(blocks) if not isinstance(b, Table)]
    flags = noise_flags([passage for _, passage in free])
    return {index for (index, _), flag in zip(free, flags, strict=True) if flag}


def _part(walk: _Walk, block: Block, blocks: Sequence[Block], index: int) -> str:
    """Return the part that a block belongs to, given the part before it."""
    if isinstance(block, Table):
        text = " ".join(c.passage.text for row in block.rows[:12] for c in row.cells)
        return "closing" if walk.part == "body" and _is_closing(text) else walk.part
    text = fold(block.passage.text)
    if walk.part == "front":
        return "body" if _starts_body(block, blocks, index) else "front"
    if _opens_appendix(block, blocks, index) and not _announces(walk, text):
        walk.stack.clear()
        walk.appendices.append(([], [], []))
        return "appendix"
    if _opens_attached_plan(block, blocks, index):
        walk.stack.clear()
        return "front"
    if walk.part == "body" and _is_closing(block.passage.text):
        return "closing"
    if walk.part == "closing" and isinstance(block, Heading) and block.level <= LEVELS["roman"]:
        return "body"
    return walk.part


def _starts_body(block: Block, blocks: Sequence[Block], index: int) -> bool:
    """Say whether the body starts here: the first heading that is no noise, or else free text
    once the title and the legal bases are over.
    """
    if isinstance(block, Table):
        return False
    if isinstance(block, Heading):
        return True
    if isinstance(block, ListItem) and block.marker not in "-–—+•":
        return True
    if any(isinstance(b, Heading) for b in blocks[index : index + 60]):
        return False
    text = fold(block.passage.text)
    return len(text) > 60 and not _LEGAL_BASIS.match(text)


def _is_closing(text: str) -> bool:
    return bool(_CLOSING.match(fold(text).strip("|* ")))


def _opens_appendix(block: Block, blocks: Sequence[Block], index: int) -> bool:
    """Say whether an appendix starts: its word, or a list of tasks with the plan it goes with."""
    if isinstance(block, Table) or len(block.passage.text) > 300:
        return False
    text = fold(block.passage.text)
    if not _APPENDIX.match(text) or isinstance(block, ListItem):
        return False
    if text.startswith("danh muc"):
        ahead = blocks[index : index + 6]
        return any(isinstance(b, Table) for b in ahead) and block.passage.text.isupper()
    return len(text) < 120 or block.passage.text.isupper()


def _opens_attached_plan(block: Block, blocks: Sequence[Block], index: int) -> bool:
    """Say whether a plan attached to a decision starts: its title, then "(Ban hành kèm theo …)"."""
    if not isinstance(block, Paragraph) or not _PLAN_TITLE.match(fold(block.passage.text)):
        return False
    if not block.passage.text[:8].isupper():
        return False
    ahead = [b for b in blocks[index + 1 : index + 6] if isinstance(b, Paragraph)]
    return any(_ATTACHED.match(fold(b.passage.text)) for b in ahead)


def _announces(walk: _Walk, text: str) -> bool:
    """Say whether "DANH MỤC …" only goes on with the announcement of an open appendix."""
    if walk.part != "appendix" or text.startswith("phu luc"):
        return False
    _, clauses, tables = walk.appendices[-1]
    return not clauses and not tables


def _into_appendix(walk: _Walk, block: Block) -> None:
    announcement, clauses, tables = walk.appendices[-1]
    if isinstance(block, Table):
        tables.append(block)
    elif isinstance(block, Paragraph) and not clauses and not tables:
        announcement.append(block.passage)
    else:
        clauses.append(walk.clause(block))


# -- passages that stand twice ------------------------------------------------------------------


def mark_repeats(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Mark the clauses of every passage that stands earlier in the body word for word.

    A passage is a run of clauses that follow one another in both places and are together at least
    300 characters long.
    """
    first: dict[str, int] = {}
    marked = list(clauses)
    index = 0
    while index < len(clauses):
        key = fold(clauses[index].passage.text)
        origin = first.setdefault(key, index)
        length = _common_run(clauses, origin, index) if origin < index else 0
        size = sum(len(clauses[index + i].passage.text) for i in range(length))
        if size < _SHORTEST_REPEATED_RUN:
            index += 1
            continue
        for i in range(length):
            marked[index + i] = replace(clauses[index + i], repeats=True)
        index += length
    return tuple(marked)


def _common_run(clauses: Sequence[Clause], origin: int, copy: int) -> int:
    length = 0
    while origin + length < copy and copy + length < len(clauses):
        if fold(clauses[origin + length].passage.text) != fold(clauses[copy + length].passage.text):
            break
        length += 1
    return length
