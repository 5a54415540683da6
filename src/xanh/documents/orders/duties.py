"""The duties of a plan: what is owed by a day or again and again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from xanh.documents.orders.duty_parties import owers, owers_above, recipient
from xanh.documents.orders.duty_times import find_occasions
from xanh.documents.passages import Passage
from xanh.documents.plan import Duty
from xanh.documents.text.clauses import Clause
from xanh.documents.text.sections import BASIS, FUNDING, GOALS, PURPOSE, STATUS, Place, places

_LONGEST_CLAUSE = 20_000  # characters
_NO_DUTIES = (GOALS, PURPOSE, STATUS, BASIS)
# What is owed: something reported, listed, drawn up or taken stock of.
_OWED = re.compile(
    r"(?<!\w)(?:báo\s+cáo|gửi|sơ\s+kết|tổng\s+kết|kiểm\s+kê|thống\s+kê|nộp|công\s+bố|công\s+khai"
    r"|đăng\s+ký|tổng\s+hợp(?:\s+\S+){0,8}\s+(?:trình|gửi|báo\s+cáo)|trình(?!\s+độ|\s+diễn|\s+tự)"
    r"|(?:lập|xây\s+dựng|ban\s+hành)\s+(?:và\s+\S+\s+\S+\s+)?(?:kế\s+hoạch|danh\s+mục|danh\s+sách"
    r"|báo\s+cáo)|rà\s+soát,?\s+(?:\S+\s+){0,3}(?:danh\s+mục|danh\s+sách))(?!\w)",
    re.IGNORECASE,
)
_SENT = re.compile(r"(?<!\w)(?:báo\s+cáo|gửi|nộp)(?!\w)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<![\s(][A-ZĐa-zđ])(?<!TP)(?<!Tp)[.!?](?=\s+[A-ZĐÀ-ỸƠƯ])|;")


def find_duties(clauses: Sequence[Clause]) -> tuple[Duty, ...]:
    """Find what is owed by a day or again and again, in the order of the text.

    ``organisations`` are the subject of the sentence, else that of the sentence before it in the
    clause, else the heading above if it names some; empty where the text does not say. A sentence
    with two deadlines gives two duties. Never raises.
    """
    duties: list[Duty] = []
    for place in places(clauses):
        if place.section in _NO_DUTIES or place.clause.repeats or place.clause.kind == "heading":
            continue
        if len(place.clause.content.text) > _LONGEST_CLAUSE:
            continue
        for duty in _read(place):
            duties.append(replace(duty, id=f"duty-{len(duties) + 1}"))
    return tuple(duties)


def _read(place: Place) -> Iterator[Duty]:
    """Read the duties of one clause; a sentence without a subject keeps that of the one before."""
    subject: tuple[str, ...] = ()
    for passage in _sentences(place.clause.content):
        text = passage.text
        subject = owers(text) or subject
        needed = _SENT if place.section == FUNDING else _OWED
        if not needed.search(text):
            continue
        for occasion in find_occasions(text):
            yield Duty(
                id="",
                organisations=subject or owers_above(place.titles),
                text=text,
                to=recipient(text),
                recurrence=occasion.recurrence,
                deadline=occasion.deadline,
                source=passage.source(),
            )


def _sentences(content: Passage) -> Iterator[Passage]:
    start = 0
    for match in _SENTENCE_END.finditer(content.text):
        yield from _nonempty(content.part(start, match.end()))
        start = match.end()
    yield from _nonempty(content.part(start))


def _nonempty(passage: Passage) -> Iterator[Passage]:
    if passage:
        yield passage
