"""Who issued a document, where and when, what it is called, replaces and cites.

The letterhead counts first; what it does not say comes from the site's metadata, then from the
line that ties an appendix to its plan. What nothing says is None; what two places say differently
is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from xanh.documents.blocks import Document, Finding
from xanh.documents.front.casing import BodyCase
from xanh.documents.front.citations import cited_documents, replaced_documents
from xanh.documents.front.dates import DATE_PATTERN, read_date
from xanh.documents.front.document_numbers import (
    KIND_PATTERN,
    canonical_kind,
    codes_of,
    kind_of,
    normalise_number,
)
from xanh.documents.front.issuers import (
    COMMITTEE,
    issuer_from_lines,
    issuer_from_metadata,
    names_whole_body,
    normal_name,
    with_place,
)
from xanh.documents.front.letterhead import Letterhead, read_letterhead
from xanh.documents.front.signatures import find_signer, person_name
from xanh.documents.front.titles import (
    TitleBlock,
    attached_block,
    full_title,
    preamble_title,
    site_title,
    title_block,
)
from xanh.documents.passages import Passage, Source
from xanh.documents.plan import Header
from xanh.documents.text.attachments import Attachment, read_attachments
from xanh.documents.text.clauses import Clause, Outline
from xanh.documents.text.leaves import lines, passages
from xanh.documents.text.site_noise import is_site_noise, noise_flags, read_metadata, without_noise

__all__ = ["is_site_noise", "noise_flags", "passages", "read_header"]

_EFFECTIVE = re.compile(
    r"(?<!\w)này\s+có\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?từ\s+ngày\s+"
    rf"(?:(?P<signed>ký)|(?P<date>{DATE_PATTERN}))",
    re.IGNORECASE,
)
_FRONT = 90  # passages in which a preamble or a site's title may stand


def read_header(document: Document, outline: Outline) -> tuple[Header, tuple[Finding, ...]]:
    """Return the header of ``document`` and what in it a person must look at. Never raises."""
    every = list(passages(document))
    leaves = without_noise(document.text, every)
    body = BodyCase([p.text for p in leaves if not p.text.isupper()])
    head = read_letterhead(document.text, leaves)
    meta = _metadata(document.text, every)
    attachments = read_attachments(document.text, leaves)
    number = _number(head, meta, attachments, leaves)
    issued = _issued(head, meta, attachments)
    issuer = _issuer(head, meta, attachments, number, body, leaves)
    block = title_block(head.rest)
    cites, cite_findings = cited_documents(leaves, number)
    header = Header(
        number=number,
        kind=_kind(number, block, meta, leaves),
        issuer=issuer,
        place=head.place,
        issued=issued,
        effective=_effective(meta, outline.clauses, issued),
        title=_title(document.text, leaves, block, meta, body, head.place),
        signer=_signer(document, outline, meta),
        replaces=replaced_documents(outline.clauses),
        cites=cites,
    )
    findings = (*_blank(head, attachments), *_contradictions(head, meta, attachments))
    return header, (*findings, *cite_findings)


# -- what stands around the text ------------------------------------------------------------------


def _metadata(text: str, leaves: Sequence[Passage]) -> dict[str, tuple[str, Source]]:
    """Return field -> (value, source) of the site's metadata."""
    every = [line for leaf in leaves if len(leaf.text) < 2000 for line in lines(text, leaf)]
    found = read_metadata(line.text for line in every)
    return {name: (value, every[index].source()) for name, (value, index) in found.items()}


# -- the fields -----------------------------------------------------------------------------------


def _number(
    head: Letterhead,
    meta: dict[str, tuple[str, Source]],
    attachments: Sequence[Attachment],
    leaves: Sequence[Passage],
) -> str | None:
    if head.number:
        return head.number
    if "number" in meta:
        given = normalise_number(meta["number"][0])
        if given:
            return given
    for attachment in attachments:
        if attachment.number:
            return attachment.number
    title = site_title(p.text for p in leaves[:_FRONT]) if head.blank is None else None
    return normalise_number(title) if title else None


def _issued(
    head: Letterhead, meta: dict[str, tuple[str, Source]], attachments: Sequence[Attachment]
) -> date | None:
    if head.issued:
        return head.issued
    given = read_date(meta["issued"][0]) if "issued" in meta else None
    return given or next((a.issued for a in attachments if a.issued), None)


def _issuer(
    head: Letterhead,
    meta: dict[str, tuple[str, Source]],
    attachments: Sequence[Attachment],
    number: str | None,
    body: BodyCase,
    leaves: Sequence[Passage],
) -> str | None:
    """Return the issuer; a bare "Ủy ban nhân dân" is completed from wherever the place stands."""
    own = issuer_from_lines(head.issuer_lines, body)
    if own and own != COMMITTEE:
        return own
    given = issuer_from_metadata(meta["issuer"][0], number, body) if "issuer" in meta else None
    if given:
        return given
    for attachment in attachments:
        name = normal_name(attachment.issuer, body) if attachment.issuer else ""
        if names_whole_body(name):
            return name
    return with_place(own, head.place, (p.text for p in leaves)) if own else None


def _kind(
    number: str | None,
    block: TitleBlock | None,
    meta: dict[str, tuple[str, Source]],
    leaves: Sequence[Passage],
) -> str | None:
    coded = kind_of(number) if number else None
    if coded and not (block and block.kind.startswith(coded)):
        return coded
    if block:
        return block.kind
    given = canonical_kind(meta["kind"][0]) if "kind" in meta else None
    if given:
        return given
    title = site_title(p.text for p in leaves[:_FRONT])
    match = re.match(KIND_PATTERN, title, re.IGNORECASE) if title else None
    return canonical_kind(match.group()) if match else None


def _title(
    text: str,
    leaves: Sequence[Passage],
    block: TitleBlock | None,
    meta: dict[str, tuple[str, Source]],
    body: BodyCase,
    place: str | None,
) -> str | None:
    names = [place] if place else []
    attached = attached_block(text, leaves)
    for candidate in (attached, block):
        title = full_title(candidate, body, names) if candidate else None
        if title:
            return title
    front = [p.text for p in leaves[:_FRONT]]
    given = meta["title"][0] if "title" in meta else None
    return site_title(front) or given or preamble_title(front)


def _effective(
    meta: dict[str, tuple[str, Source]], clauses: Sequence[Clause], issued: date | None
) -> date | None:
    given = read_date(meta["effective"][0]) if "effective" in meta else None
    if given:
        return given
    for clause in clauses:
        match = _EFFECTIVE.search(clause.content.text)
        if match:
            return issued if match.group("signed") else read_date(match.group("date"))
    return None


def _signer(
    document: Document, outline: Outline, meta: dict[str, tuple[str, Source]]
) -> str | None:
    """Return the name in the signature block, wherever it stands, or in the metadata."""
    after = outline.clauses[0].passage.source().start if outline.clauses else 0
    leaves = [p for p in passages(document) if p.source().start >= after]
    signed = find_signer([line.text for leaf in leaves for line in lines(document.text, leaf)])
    if signed:
        return signed
    return person_name(meta["signer"][0]) if "signer" in meta else None


# -- what a person must look at -------------------------------------------------------------------


def _blank(head: Letterhead, attachments: Sequence[Attachment]) -> list[Finding]:
    places = [head.blank, *(a.source for a in attachments if a.blank)]
    return [
        Finding(
            "blank-number",
            "Số của văn bản bị bỏ trống ở đây.",
            "The number of the document is left blank here.",
            place,
        )
        for place in places
        if place
    ]


def _rivals(own: str, other: str) -> bool:
    """Say whether two numbers differ although they are of one series."""
    return own != other and codes_of(own) == codes_of(other)


def _contradictions(
    head: Letterhead, meta: dict[str, tuple[str, Source]], attachments: Sequence[Attachment]
) -> list[Finding]:
    """Compare the letterhead with what the site and the appendices say of the document."""
    said: list[tuple[str, str, str, Source]] = []
    if "number" in meta and head.number:
        given = normalise_number(meta["number"][0])
        if given and given != head.number:
            said.append(("số", head.number, given, meta["number"][1]))
    if "issued" in meta and head.issued:
        day = read_date(meta["issued"][0])
        if day and day != head.issued:
            said.append(("ngày", f"{head.issued:%d/%m/%Y}", f"{day:%d/%m/%Y}", meta["issued"][1]))
    said += [
        ("số", head.number, attachment.number, attachment.source)
        for attachment in attachments
        if head.number and attachment.number and _rivals(head.number, attachment.number)
    ]
    english = {"số": "number", "ngày": "date"}
    return [
        Finding(
            "contradictory-header",
            f"Phần đầu văn bản ghi {what} {own}, nơi khác ghi {other}.",
            f"The letterhead gives the {english[what]} {own}, another place gives {other}.",
            source,
        )
        for what, own, other, source in said
    ]
