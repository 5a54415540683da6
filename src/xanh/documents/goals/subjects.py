"""What a goal is about: the noun phrase around its number, as written."""

from __future__ import annotations

import re

from xanh.documents.goals.cuts import Cut, Stated
from xanh.documents.goals.words import (
    ends_in_promise,
    is_order,
    measured,
    orders,
    strip_cues,
    strip_end,
    without_change,
    without_tail,
)

# What may follow a number and is not what the number is of.
_NO_NOUN = re.compile(
    r"[,;:.]|(?:so\s+với|vào|đến|tới|năm|trước|và|với|trên|khi|nếu|mỗi|(?:hằng|hàng)\s+(?:năm|quý|tháng)|theo|để|nhằm|tùy"
    r"|tuỳ|tương|bình\s+quân|cả|giai\s+đoạn|trong\s+(?:giai\s+đoạn|năm|đó|điều)|là|thì|qua|lên"
    r"|xuống|trở|góp\s+phần|được|có|đạt|phấn\s+đấu|đồng\s+thời|của|trong\s+tổng)(?!\w)",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"(?:ở|tại|cấp\s+(?:tỉnh|huyện|xã)|đối\s+với|trong\s+(?:các|khu)|trên\s+địa\s+bàn|cho|khu\s+vực|vùng|đô\s+thị"
    r"|thành\s+thị|nông\s+thôn|khi\s+có|nếu\s+có)(?!\w)",
    re.IGNORECASE,
)
_TOWN_OR_COUNTRY = re.compile(r"(?<!\w)(?:đô thị|thành thị|nông thôn)(?!\w)", re.IGNORECASE)
_PREDICATE = re.compile(r"(?<!\w)(?:được|phải|có|đạt|áp\s+dụng|sử\s+dụng|thực\s+hiện)(?!\w)", re.I)
_DETAIL = re.compile(r":(?!\d).*$")
_SCENARIO = re.compile(r"(?<!\w)so\s+với(?!\w)[^,;.]*", re.IGNORECASE)
_OR_MORE = re.compile(r"^((?:[^\W\d_]+\s+){0,3})trở\s+(?:lên|xuống)(?!\w)\s*", re.IGNORECASE)
_LONGEST_ORDER = 16  # words before a number that still say what is counted


def subject_of(result: Cut, goal: Stated, lead: str | None = None) -> str:
    """Return the noun phrase that a goal is about; empty when nothing says it.

    ``lead`` is the lead-in above ("Tỷ lệ thu gom:"), which completes "Đô thị: 95%". A goal may
    lean on the goal before it, so ask in the order of the text.
    """
    if goal.subject is None:
        goal.subject = _subject(result, goal, lead)
    return goal.subject


def _subject(result: Cut, goal: Stated, lead: str | None) -> str:
    own, noun, where = _own(result, goal), _noun(result, goal), _where(result, goal)
    noun = noun or (_shared_noun(result, goal) if own and is_order(own) else "")
    start = measured(own)
    if start is not None and not (noun and is_caption(result, goal)):
        phrase = _with_change(own, start, goal)
    elif noun:
        phrase = _counted(result, goal, own, noun)
    elif own:
        phrase = _completed(result, goal, without_change(own) if goal.amount.level else own, lead)
    else:
        phrase = _inherited(result, goal, lead)
    if where and not phrase and _PREDICATE.search(where):
        phrase = where  # "100% khu vực đô thị có …": the places themselves are counted
    elif where and not noun and phrase:
        phrase = _placed(phrase, where)
    return without_tail(f"{phrase} {_scenario(result, goal)}".strip())


def noun_after(result: Cut, goal: Stated) -> str:
    """Return the noun phrase that follows the number, empty if none does."""
    return _noun(result, goal)


def words_before(result: Cut, goal: Stated) -> str:
    """Return the words before the number that belong to it, single-spaced."""
    return " ".join(result.words[slice(*goal.own)].split())


def _own(result: Cut, goal: Stated) -> str:
    return strip_cues(words_before(result, goal))


def _after(result: Cut, goal: Stated) -> str:
    amount = goal.amount
    start = amount.noun if amount.kind == "count" else amount.end
    text = " ".join(result.words[start : max(start, goal.right)].split())
    return _OR_MORE.sub(r"\1", text)


def _noun(result: Cut, goal: Stated) -> str:
    after = _after(result, goal)
    kind = goal.amount.kind
    if not after or (kind != "rank" and _NO_NOUN.match(after)):
        return ""
    if kind not in ("count", "rank") and _WHERE.match(after):
        return ""
    noun = strip_end(_DETAIL.sub("", _SCENARIO.sub("", after)))
    return f"{noun} {_shared_predicate(result, goal, noun)}".strip()


def _where(result: Cut, goal: Stated) -> str:
    after = _after(result, goal)
    return strip_end(_SCENARIO.sub("", after)) if _WHERE.match(after) else ""


def _shared_predicate(result: Cut, goal: Stated, noun: str) -> str:
    """Return "được thu gom" of "95% rác đô thị và 90% rác nông thôn được thu gom"."""
    following = [other for other in result.stated if other.follows is goal]
    if not following or _PREDICATE.search(noun) or _own(result, following[0]):
        return ""
    other = following[0]
    if other.amount.kind != goal.amount.kind or goal.amount.kind != "percent":
        return ""
    after = _after(result, other)
    match = _PREDICATE.search(after)
    return strip_end(after[match.start() :]) if match else ""


def _shared_noun(result: Cut, goal: Stated) -> str:
    """Return what stands after the last number of "giảm 9% và 27% lượng phát thải"."""
    following = [other for other in result.stated if other.follows is goal]
    if not following or _own(result, following[0]):
        return ""
    return _noun(result, following[0]) or _where(result, following[0])


def is_caption(result: Cut, goal: Stated) -> bool:
    """Say whether only a colon joins the words before to the number ("Về nước: 100% hộ …")."""
    return result.masked[goal.amount.start : goal.amount.number].lstrip().startswith(":")


def _with_change(own: str, start: int, goal: Stated) -> str:
    """Keep "giảm" in front of "lượng phát thải" where the number is the difference."""
    verb = own[:start].rpartition(",")[2].strip()
    is_change = verb and not without_change(verb + " ").strip()
    if is_change and not goal.amount.level:
        return f"{verb} {own[start:]}"
    return own[start:]


def _counted(result: Cut, goal: Stated, own: str, noun: str) -> str:
    """Join what is ordered and what is counted: "trồng mới" and "cây xanh"."""
    before = words_before(result, goal)
    if not own or is_caption(result, goal) or ends_in_promise(before) or before.endswith(","):
        return noun
    order = own if goal.amount.level else orders(own)
    if order == own and len(own.split()) > _LONGEST_ORDER:
        order = own.rpartition(",")[2].strip()
    return f"{order} {noun}".strip()


def _completed(result: Cut, goal: Stated, own: str, lead: str | None) -> str:
    """Complete "khu vực nông thôn" with what the goal before it or the lead-in is about."""
    bare = bool(_WHERE.match(own)) and not _PREDICATE.search(own)
    before = _before(result, goal)
    if bare and before is not None:
        return _placed(before.subject or "", own)
    if before is not None and not without_change(f"{own} ").strip():
        return f"{before.subject or ''} {own}".strip()  # "…, giảm 30%"
    if lead is not None and measured(strip_cues(lead)) == 0 and len(own.split()) <= 8:
        return f"{strip_end(lead)}: {own}"
    return own


def _inherited(result: Cut, goal: Stated, lead: str | None) -> str:
    """Return the subject of a list by years ("đạt 80%, đến năm 2035 đạt 95%")."""
    before = _before(result, goal)
    if before is not None:
        return before.subject or ""
    return strip_cues(lead) if lead is not None and measured(strip_cues(lead)) is not None else ""


def _before(result: Cut, goal: Stated) -> Stated | None:
    """Return the goal before in the same sentence."""
    if goal.follows is not None:
        return goal.follows
    sentence = result.segments[goal.segment].sentence
    earlier = [
        other for other in result.stated
        if other.segment < goal.segment and result.segments[other.segment].sentence == sentence
    ]  # fmt: skip
    return earlier[-1] if earlier else None


def _placed(phrase: str, where: str) -> str:
    """Put "nông thôn" in the place of "đô thị", else behind the phrase."""
    here = _TOWN_OR_COUNTRY.search(where)
    there = list(_TOWN_OR_COUNTRY.finditer(phrase))
    if here and there and here.group().casefold() != there[-1].group().casefold():
        return phrase[: there[-1].start()] + here.group() + phrase[there[-1].end() :]
    marker = where.split(" ", 1)[0].casefold()
    at = phrase.casefold().rfind(f" {marker} ")
    if at <= 0:
        return f"{phrase} {where}"
    told = _PREDICATE.search(phrase, at)
    return f"{phrase[:at]} {where}" + (f" {phrase[told.start() :]}" if told else "")


def _scenario(result: Cut, goal: Stated) -> str:
    """Return "so với kịch bản …" where no year says what the goal is compared with."""
    if goal.base is not None:
        return ""
    match = _SCENARIO.search(result.words, goal.amount.end, max(goal.amount.end, goal.right))
    return strip_end(" ".join(match.group().split())) if match else ""
