"""Findings about the outline: passages that stand twice, gaps and repetitions in the numbering."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xanh.documents.blocks import Finding
from xanh.documents.passages import Source
from xanh.documents.text.clauses import Clause, Outline
from xanh.documents.text.markers import find_marker, mark_of, ordinal

_SERIES = ("part", "upper", "roman", "number", "decimal", "letter")


def structure_findings(parts: Outline) -> tuple[Finding, ...]:
    """Report repeated passages, and letters and numbers that are missing or stand twice."""
    return (*_repeated_passages(parts.clauses), *_numbering(parts.clauses))


def _repeated_passages(clauses: Sequence[Clause]) -> Iterator[Finding]:
    run: list[Clause] = []
    for clause in [*clauses, None]:
        if clause is not None and clause.repeats:
            run.append(clause)
            continue
        if run:
            source = Source(run[0].passage.source().start, run[-1].passage.source().end)
            start = run[0].passage.text[:60]
            yield Finding(
                "duplicated-passage",
                f"Đoạn bắt đầu bằng “{start}…” ({len(run)} mục) lặp lại nguyên văn phần ở trên; "
                "chỉ tính một lần.",
                f"The passage that starts with “{start}…” ({len(run)} clauses) repeats an earlier "
                "one word for word; it is counted once.",
                source,
            )
        run = []


def _numbering(clauses: Sequence[Clause]) -> Iterator[Finding]:
    """Compare each marked heading with the one before it at the same place of the outline."""
    last: dict[tuple[int, str, tuple[str, ...]], int] = {}
    for clause in clauses:
        if clause.kind != "heading" or clause.repeats:
            continue
        marker = find_marker(clause.passage.text)
        if marker is None or marker.kind not in _SERIES:
            continue
        value = ordinal(marker.kind, marker.mark)
        if value is None:
            continue
        place = (len(clause.path), marker.kind, clause.path[:-1])
        before = last.get(place)
        last[place] = value
        for deeper in [key for key in last if key[0] > place[0]]:
            del last[deeper]
        if before is not None and value > before + 1:
            yield _gap(clause, marker.kind, marker.mark, before, value)
        elif before is not None and value == before:
            yield _twice(clause, marker.mark)


def _gap(clause: Clause, kind: str, mark: str, before: int, value: int) -> Finding:
    lost = ", ".join(mark_of(kind, i) for i in range(before + 1, value))
    code = "gap-in-lettering" if kind == "letter" else "gap-in-numbering"
    return Finding(
        code,
        f"Thiếu mục {lost} trước “{mark}) {clause.content.text[:60]}”: "
        "có thể văn bản bị mất một mục hoặc đánh số sai.",
        f"Item {lost} is missing before “{mark}) {clause.content.text[:60]}”: "
        "a heading may be lost or the numbering wrong.",
        clause.passage.source(),
    )


def _twice(clause: Clause, mark: str) -> Finding:
    return Finding(
        "repeated-number",
        f"Có hai mục cùng số {mark}; mục sau là “{clause.content.text[:60]}”.",
        f"Two sections have the number {mark}; the later one is “{clause.content.text[:60]}”.",
        clause.passage.source(),
    )
