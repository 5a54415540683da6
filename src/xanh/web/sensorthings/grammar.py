"""The language of $filter and $orderby (OGC 18-088, 9.3.3): text to a tree.

>>> parse("result gt 5 and not startswith(name, 'a')")  # doctest: +ELLIPSIS
Call(name='and', args=(Call(name='gt', ...
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from xanh.web.sensorthings.geometry import Geometry, read_wkt
from xanh.web.sensorthings.refusals import bad_filter, not_done

LONGEST = 8_000  # characters of one filter
DEEPEST = 60  # brackets, functions and negations in one another


@dataclass(frozen=True, slots=True)
class Interval:
    """A period of time, from ``start`` to ``end``."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: None, bool, int, float, str, a time, a duration, an interval or a geometry."""

    value: Any


@dataclass(frozen=True, slots=True)
class Path:
    """A property, reached over other properties and related entities."""

    parts: tuple[str, ...]

    def __str__(self) -> str:
        return "/".join(self.parts)


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or a function over its arguments."""

    name: str
    args: tuple[Node, ...]


Node = Literal | Path | Call

# The functions of the standard and how many arguments they take. Those of None are refused.
FUNCTIONS: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys(
        [
            "substringof",
            "contains",
            "endswith",
            "startswith",
            "indexof",
            "concat",
            "geo.distance",
            "geo.intersects",
            "st_equals",
            "st_disjoint",
            "st_touches",
            "st_within",
            "st_overlaps",
            "st_crosses",
            "st_intersects",
            "st_contains",
        ],
        (2,),
    ),
    **dict.fromkeys(
        [
            "length",
            "tolower",
            "toupper",
            "trim",
            "year",
            "month",
            "day",
            "hour",
            "minute",
            "second",
            "fractionalseconds",
            "date",
            "time",
            "totaloffsetminutes",
            "round",
            "floor",
            "ceiling",
            "geo.length",
        ],
        (1,),
    ),
    **dict.fromkeys(["now", "mindatetime", "maxdatetime"], (0,)),
    "substring": (2, 3),
    "st_relate": None,
}
_LEVELS = (("or",), ("and",), ("eq", "ne"), ("gt", "ge", "lt", "le"), ("add", "sub"))
_OPERATORS = {*sum(_LEVELS, ()), "mul", "div", "mod", "not"}
_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+\- ]\d\d:?\d\d)?"
_TOKENS = re.compile(
    rf"""\s*(?:
      (?P<interval>{_MOMENT}/{_MOMENT})
    | (?P<moment>{_MOMENT})
    | (?P<date>\d{{4}}-\d\d-\d\d)
    | (?P<clock>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<typed>(?:duration|geography|geometry)'(?:[^']|'')*')
    | (?P<text>'(?:[^']|'')*')
    | (?P<name>(?:@iot\.)?[^\W\d]\w*(?:\.[^\W\d]\w*)?(?:/(?:@iot\.)?[\w.\-]+)*)
    | (?P<sign>[(),\-])
    )""",
    re.VERBOSE,
)
_DURATION = re.compile(
    r"(?P<minus>-?)P(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)


def parse(text: str) -> Node:
    """Return the tree of a filter. Raises RefusedError (400) for what cannot be understood."""
    reader = _Reader(_tokens(text))
    node = reader.level(0)
    reader.expect_end()
    return node


def parse_order(text: str) -> list[tuple[Node, bool]]:
    """Return the keys of an $orderby with whether each descends."""
    reader = _Reader(_tokens(text))
    keys = []
    while True:
        node = reader.level(0)
        word = reader.take_word("asc", "desc", "ASC", "DESC")
        keys.append((node, word.lower() == "desc"))
        if not reader.take_sign(","):
            break
    reader.expect_end()
    return keys


def _tokens(text: str) -> list[tuple[str, str]]:
    if len(text) > LONGEST:
        raise bad_filter(f"dài quá {LONGEST} ký tự", f"longer than {LONGEST} characters")
    tokens, position = [], 0
    text = text.rstrip()
    while position < len(text):
        match = _TOKENS.match(text, position)
        if match is None or match.lastgroup is None:
            rest = text[position : position + 20].strip()
            raise bad_filter(f"không hiểu “{rest}”", f"cannot understand “{rest}”")
        tokens.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return tokens


class _Reader:
    """Reads tokens by descending from the weakest operator to the strongest."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.position = 0
        self.depth = 0

    def peek(self) -> tuple[str, str]:
        if self.position < len(self.tokens):
            return self.tokens[self.position]
        return ("end", "")

    def take_word(self, *words: str) -> str:
        kind, text = self.peek()
        if kind == "name" and text in words:
            self.position += 1
            return text
        return ""

    def take_sign(self, sign: str) -> bool:
        if self.peek() == ("sign", sign):
            self.position += 1
            return True
        return False

    def expect_sign(self, sign: str) -> None:
        if not self.take_sign(sign):
            found = self.peek()[1]
            raise bad_filter(
                f"thiếu “{sign}” trước “{found}”", f"“{sign}” is missing before “{found}”"
            )

    def expect_end(self) -> None:
        kind, text = self.peek()
        if kind != "end":
            raise bad_filter(f"thừa “{text}”", f"“{text}” is left over")

    def level(self, number: int) -> Node:
        if number == len(_LEVELS):
            return self.product()
        node = self.level(number + 1)
        if number < 2:  # a chain of "or" or "and" is one call, however long
            word = _LEVELS[number][0]
            args = [node]
            while self.take_word(word):
                args.append(self.level(number + 1))
            return Call(word, tuple(args)) if len(args) > 1 else node
        return self.chain(node, _LEVELS[number], lambda: self.level(number + 1))

    def chain(self, node: Node, words: tuple[str, ...], following: Callable[[], Node]) -> Node:
        count = 0
        while word := self.take_word(*words):
            node = Call(word, (node, following()))
            count += 1
            if count > DEEPEST:
                raise bad_filter(f"quá {DEEPEST} phép tính", f"more than {DEEPEST} operators")
        return node

    def product(self) -> Node:
        return self.chain(self.single(), ("mul", "div", "mod"), self.single)

    def single(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise bad_filter(f"lồng quá {DEEPEST} tầng", f"more than {DEEPEST} levels deep")
        try:
            if self.take_word("not"):
                return Call("not", (self.level(2),))  # a negation takes in what is compared
            if self.take_sign("-"):
                return Call("neg", (self.single(),))
            if self.take_sign("("):
                node = self.level(0)
                self.expect_sign(")")
                return node
            return self.constant_or_name()
        finally:
            self.depth -= 1

    def constant_or_name(self) -> Node:
        kind, text = self.peek()
        self.position += 1
        if kind == "name":
            return self.name(text)
        if kind in ("end", "sign"):
            raise bad_filter(f"thiếu giá trị trước “{text}”", f"a value is missing before “{text}”")
        return Literal(_CONSTANTS[kind](text))

    def name(self, text: str) -> Node:
        if text in ("true", "false"):
            return Literal(text == "true")
        if text == "null":
            return Literal(None)
        if self.take_sign("("):
            return self.function(text)
        if text in _OPERATORS:
            raise bad_filter(f"thiếu giá trị trước “{text}”", f"a value is missing before “{text}”")
        parts = tuple(part.removeprefix("@iot.") for part in text.split("/"))
        return Path(parts)

    def function(self, name: str) -> Node:
        if name not in FUNCTIONS:
            raise bad_filter(f"không có hàm {name}", f"there is no function {name}")
        counts = FUNCTIONS[name]
        if counts is None:
            raise not_done(name)
        args: list[Node] = []
        if not self.take_sign(")"):
            args.append(self.level(0))
            while self.take_sign(","):
                args.append(self.level(0))
            self.expect_sign(")")
        if len(args) not in counts:
            raise bad_filter(
                f"{name} cần {counts[-1]} tham số, không phải {len(args)}",
                f"{name} takes {counts[-1]} arguments, not {len(args)}",
            )
        return Call(name, tuple(args))


def moment(text: str) -> datetime:
    """Return the moment that ISO 8601 text names; one without a zone is refused.

    A blank in place of the sign is a plus that lost its escape on the way.
    """
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        raise bad_filter(f"không có thời điểm {text}", f"there is no moment {text}") from None
    if found.tzinfo is None:
        raise bad_filter(
            f"thời điểm {text} thiếu múi giờ (Z hoặc +07:00)",
            f"the moment {text} lacks its zone (Z or +07:00)",
        )
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise bad_filter(f"không có thời điểm {text}", f"there is no moment {text}") from None


def interval(text: str) -> Interval:
    """Return the period that ``start/end`` names."""
    start, end = (moment(part) for part in text.split("/"))
    if end < start:
        raise bad_filter(f"{text} kết thúc trước khi bắt đầu", f"{text} ends before it begins")
    return Interval(start, end)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise bad_filter(f"không có ngày {text}", f"there is no date {text}") from None


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise bad_filter(f"không có giờ {text}", f"there is no time {text}") from None


def _number(text: str) -> int | float:
    if not text.isdigit():
        return float(text)
    return int(text) if len(text) <= 18 else float(text)


def _text(text: str) -> str:
    return text[1:-1].replace("''", "'")


def _typed(text: str) -> timedelta | Geometry:
    kind, _, rest = text.partition("'")
    inner = rest[:-1].replace("''", "'")
    return _duration(inner) if kind == "duration" else read_wkt(inner)


def _duration(text: str) -> timedelta:
    match = _DURATION.fullmatch(text)
    if match is None or not any(match[name] for name in ("days", "hours", "minutes", "seconds")):
        raise bad_filter(f"không hiểu khoảng {text}", f"cannot understand the duration {text}")
    parts = {name: float(value) for name, value in match.groupdict("0").items() if name != "minus"}
    try:
        length = timedelta(**parts)
    except OverflowError:
        raise bad_filter(f"khoảng {text} quá dài", f"the duration {text} is too long") from None
    return -length if match["minus"] else length


_CONSTANTS: dict[str, Any] = {
    "interval": interval,
    "moment": moment,
    "date": _date,
    "clock": _clock,
    "number": _number,
    "text": _text,
    "typed": _typed,
}
