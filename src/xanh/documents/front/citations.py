"""Other documents that a text names: their numbers, kinds and dates, and which it replaces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from xanh.documents.blocks import Finding
from xanh.documents.front.dates import DATE_PATTERN, read_date
from xanh.documents.front.document_numbers import (
    KIND_PATTERN,
    NUMBER,
    canonical_kind,
    codes_of,
    has_kind_code,
    kind_of,
    normalise_number,
    spell,
)
from xanh.documents.passages import Passage
from xanh.documents.plan import Citation
from xanh.documents.text.clauses import Clause
from xanh.documents.text.site_noise import noise_flags

_LOOK_BACK = 90  # characters in which a law's name stands between "Luật" and its number
_CUE = re.compile(r"(?<!\w)số\s*:?\s*$", re.IGNORECASE)
_STANDARD = re.compile(
    r"(?:QCVN|TCVN|QCĐP|TCĐP|TCCS|TCXDVN|ISO|IEC)[\s:]*(?:số\s*)?$", re.IGNORECASE
)
_KIND_BEFORE = re.compile(rf"(?<!\w){KIND_PATTERN}(?!\w)", re.IGNORECASE)
# The date follows the number, or the number and its issuer. "Of whom" must be a bare name: any
# verb or "về" opens the document's title, and a date there belongs to something else.
_DATED = re.compile(
    rf"\s*[,(]?\s*(?:(?:của|do)\s+(?P<by>[^;:.()\d]{{2,70}}?)\s*,?\s+(?=ngày))?"
    rf"(?:(?:được\s+)?(?:ký|ban\s+hành)\s+)?(?:ngày\s*)?(?P<date>{DATE_PATTERN})",
    re.IGNORECASE,
)
_NOT_AN_ISSUER = re.compile(
    r"(?<!\w)(?:về|việc|phê\s+duyệt|ban\s+hành|thực\s+hiện|quy\s+định|kèm|sửa\s+đổi|hướng\s+dẫn"
    rf"|triển\s+khai|từ|đến|trước|sau|kể|hiệu\s+lực|và|thay\s+thế|{KIND_PATTERN})(?!\w)",
    re.IGNORECASE,
)


def find_citations(passage: Passage) -> tuple[Citation, ...]:
    """Return every document number in ``passage`` with kind, date and source, in its order.

    A date counts only if it follows the number directly or after its issuer; national standards
    (QCVN, TCVN) are no documents.
    """
    return tuple(citation for citation, _start, _end in _scan(passage))


def _scan(passage: Passage) -> Iterator[tuple[Citation, int, int]]:
    """Yield citations with the range of ``passage.text`` from the kind to the date."""
    text = passage.text
    previous: Citation | None = None
    edge = 0  # where the previous citation ends
    for match in NUMBER.finditer(text):
        before = text[max(edge, match.start() - _LOOK_BACK) : match.start()]
        if _STANDARD.search(before):
            continue
        word, cue, lead = _lead_in(before)
        if not (has_kind_code(match) or word or cue or _is_law(match)):
            continue
        number = spell(match)
        kind = _kind(number, word, before, previous)
        end, issued = match.end(), None
        dated = _DATED.match(text, match.end())
        if dated and not _NOT_AN_ISSUER.search(dated.group("by") or ""):
            issued = read_date(dated.group("date"))
            end = dated.end() if issued else end
        start = match.start() - lead
        previous = Citation(number, kind, issued, passage.source(start, end))
        edge = end
        yield previous, start, end


def _lead_in(before: str) -> tuple[str | None, bool, int]:
    """Return the kind that ends ``before``, whether "số" does, and the length of both."""
    cue = _CUE.search(before)
    head = before[: cue.start()] if cue else before
    kinds = list(_KIND_BEFORE.finditer(head))
    kind = kinds[-1] if kinds else None
    if kind and not head[kind.end() :].strip(" :,"):
        return canonical_kind(kind.group()), bool(cue), len(before) - kind.start()
    return None, bool(cue), len(before) - cue.start() if cue else 0


def _is_law(match: re.Match[str]) -> bool:
    return bool(match.group("year")) and bool(
        re.match(r"(?:QH|UBTVQH)\d", match.group("state") or "")
    )


def _kind(number: str, word: str | None, before: str, previous: Citation | None) -> str | None:
    """Return the kind: the word before the number, else its code, else what the list says."""
    if word and word != "Văn bản":
        return "Chương trình" if word == "Chương trình hành động" else word
    by_code = kind_of(number)
    if by_code:
        return by_code
    phrase = re.split(r"[;:.]\s", before)[-1]
    named = [canonical_kind(m.group()) for m in _KIND_BEFORE.finditer(phrase)]
    if named:
        return named[0]
    if previous and codes_of(previous.number)[:2] == codes_of(number)[:2]:
        return previous.kind
    return word


def cited_documents(
    passages: Iterable[Passage], own_number: str | None
) -> tuple[tuple[Citation, ...], tuple[Finding, ...]]:
    """Return the documents that ``passages`` cite, each number once, in order of appearance.

    The commonest date and kind of a number count; a number with several dates is a finding. The
    document itself (``own_number``) and what a web site lists around it are left out.
    """
    texts = list(passages)
    own = normalise_number(own_number) if own_number else None
    by_number: dict[str, list[Citation]] = {}
    for passage, noise in zip(texts, noise_flags(texts), strict=True):
        if noise:
            continue
        for citation in find_citations(passage):
            if citation.number != own:
                by_number.setdefault(citation.number, []).append(citation)
    cited, findings = [], []
    for group in by_number.values():
        best, finding = _settle(group)
        cited.append(best)
        if finding:
            findings.append(finding)
    return tuple(cited), tuple(findings)


def _settle(group: Sequence[Citation]) -> tuple[Citation, Finding | None]:
    """Return one citation for all places where a number stands, and a finding on its dates."""
    dates = Counter(c.issued for c in group if c.issued)
    kinds = Counter(c.kind for c in group if c.kind)
    issued = dates.most_common(1)[0][0] if dates else None
    kind = kinds.most_common(1)[0][0] if kinds else None
    best = replace(group[0], kind=kind, issued=issued)
    odd = next((c for c in group if c.issued and c.issued != issued), None)
    if odd is None:
        return best, None
    written = [f"{d:%d/%m/%Y}" for d in dates]
    finding = Finding(
        "two-dates",
        f"Văn bản {best.number} được ghi với {len(dates)} ngày khác nhau: {', '.join(written)}.",
        f"Document {best.number} stands with {len(dates)} different dates (two dates for one "
        f"document): {', '.join(d.isoformat() for d in dates)}.",
        odd.source,
    )
    return best, finding


_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_])")
_SELF = re.compile(
    rf"(?:{KIND_PATTERN}|văn\s+bản)\s+này(?!\w)|(?<!\w)có\s+hiệu\s+lực(?!\w)", re.IGNORECASE
)
_AFTER = re.compile(
    r"(?<!\w)(?<!được )(?<!bị )(?:thay\s+thế|bãi\s+bỏ|hủy\s+bỏ)(?!\s+(?:bởi|bằng)(?!\w))(?!\w)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?<!\w)(?:(?:sẽ\s+)?hết\s+hiệu\s+lực|(?:được|bị)\s+(?:thay\s+thế|bãi\s+bỏ|hủy\s+bỏ))(?!\w)",
    re.IGNORECASE,
)
_STARTS = re.compile(r"^\W*(?:(?:\d+|[a-zđ])[.)]\s*)?(?:Điều\s+\d+\.\s*)?$", re.IGNORECASE)
# Words between the verb and the first number that say: a part of it, or something else.
_NOT_WHOLE = re.compile(
    r"(?<!\w)(?:theo|tại|trong|bằng|về|thực\s+hiện|nêu|điểm|khoản|điều|mục|phụ\s+lục|một\s+phần|cụm\s+từ|một\s+số\s+nội\s+dung)(?!\w)",
    re.IGNORECASE,
)
_AND = re.compile(r"(?:,|(?<!\w)và|(?<!\w)cùng)\s*(?:các\s+)?$", re.IGNORECASE)
_SEMICOLON = re.compile(
    r"[;:]\s*(?:và\s+|[-–+•*]\s*|[a-zđ\d]{1,2}[.)]\s*)*(?:các\s+)?$", re.IGNORECASE
)


def replaced_documents(clauses: Sequence[Clause]) -> tuple[Citation, ...]:
    """Return the documents that this one replaces or repeals, each once.

    The sentence must speak of the document itself ("Kế hoạch này … thay thế Kế hoạch số …") or
    begin with the verb: a task to have some rule replaced later is not a replacement, nor is a
    document that is only named in the title of a replaced one.
    """
    found: dict[str, Citation] = {}
    for index, clause in enumerate(clauses):
        for sentence in _sentences(clause.content):
            for citation in _replaced_in(sentence, clauses[index + 1 :]):
                found.setdefault(citation.number, citation)
    return tuple(found.values())


def _sentences(passage: Passage) -> Iterator[Passage]:
    start = 0
    for match in _SENTENCE_END.finditer(passage.text):
        if not passage.text[match.end()].isupper():
            continue
        yield passage.part(start, match.start())
        start = match.end()
    yield passage.part(start)


def _replaced_in(sentence: Passage, following: Sequence[Clause]) -> Iterator[Citation]:
    text = sentence.text
    after, before = _AFTER.search(text), _BEFORE.search(text)
    if after and (_STARTS.match(text[: after.start()]) or _SELF.search(text, 0, after.start())):
        rest = text[after.end() :]
        listed = list(_top_level(sentence, after.end(), len(text)))
        yield from listed
        if not listed and rest.rstrip().endswith(":"):
            yield from _listed_below(following)
    elif before and _SELF.search(text):
        yield from _top_level(sentence, 0, before.start())
        if text.rstrip().endswith(":"):
            yield from _listed_below(following)


def _top_level(sentence: Passage, start: int, stop: int) -> Iterator[Citation]:
    """Yield the documents of the list itself, not those inside the titles of its entries."""
    text = sentence.text
    tops: set[str] = set()  # codes of the entries so far
    nested: set[str] = set()  # codes named inside the title of the last entry
    edge = start
    for citation, first, last in _scan(sentence):
        if first < start or last > stop:
            continue
        gap, codes = text[edge:first], codes_of(citation.number)
        if tops:
            joined = bool(_AND.search(gap)) and codes in tops and codes not in nested
            parted = bool(_SEMICOLON.search(gap)) and (codes in tops or not nested)
            entry = joined or parted
        else:
            entry = not _NOT_WHOLE.search(gap)
            if not entry:
                return
        edge = last
        if entry:
            tops.add(codes)
            nested.clear()
            yield citation
        else:
            nested.add(codes)


def _listed_below(following: Sequence[Clause]) -> Iterator[Citation]:
    """Yield the document that opens each of the list items after "thay thế các văn bản sau:"."""
    for clause in following:
        head = next(_scan(clause.content), None)
        if head is None or head[1] > 3 or clause.kind == "heading":
            return
        yield head[0]
