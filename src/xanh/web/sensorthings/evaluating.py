"""What a filter says about values that are known; what is unknown stays in the tree.

Null follows OData: only ``eq`` and ``ne`` know it, every other comparison with it is false, and
``not`` turns what is not true into true. :mod:`.compiling` says the same in SQL.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from xanh.web.sensorthings import geometry
from xanh.web.sensorthings.grammar import Call, Interval, Literal, Node, Path, interval, moment
from xanh.web.sensorthings.refusals import RefusedError, bad_filter

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
TRUE, FALSE = Literal(value=True), Literal(value=False)


def reduced(node: Node, known: Callable[[Path], Node], now: datetime) -> Node:
    """Return the tree with everything worked out that ``known`` gives a Literal for."""
    if isinstance(node, Literal):
        return node
    if isinstance(node, Path):
        return known(node)
    if node.name in ("and", "or"):
        return _joined(node.name, (reduced(arg, known, now) for arg in node.args))
    args = tuple(reduced(arg, known, now) for arg in node.args)
    values = [arg.value for arg in args if isinstance(arg, Literal)]
    if len(values) < len(args):
        return Call(node.name, args)
    return Literal(applied(node.name, values, now))


def _joined(name: str, args: Iterable[Node]) -> Node:
    """Join what is left of an "and" or "or"; nothing is worked out behind what settles it."""
    settles = name == "or"  # the value that settles the whole
    left = []
    for arg in args:
        if not isinstance(arg, Literal):
            left.append(arg)
        elif (arg.value is True) is settles:
            return Literal(settles)
    if not left:
        return Literal(not settles)
    return left[0] if len(left) == 1 else Call(name, tuple(left))


def applied(name: str, values: list[Any], now: datetime) -> Any:
    """Return what an operator or function makes of values; None where it makes no sense."""
    if name in COMPARISONS:
        return compared(name, *values)
    if name == "not":
        return values[0] is not True
    if name.startswith(("st_", "geo.")):
        if name == "geo.length":
            return geometry.length(values[0])
        return geometry.related(name, *values)
    if name in _CONSTANT:
        return _CONSTANT[name] or now
    kind, function = _FUNCTIONS[name]
    try:
        return function(*values) if all(isinstance(v, k) for v, k in zip(values, kind)) else None  # noqa: B905
    except (ArithmeticError, ValueError, TypeError):
        return None


def compared(name: str, one: Any, other: Any) -> bool:
    """Return what a comparison says; times in text and intervals are understood."""
    if one is None or other is None:
        return {"eq": one is other, "ne": one is not other}.get(name, False)
    one, other = as_time(one, other), as_time(other, one)
    if isinstance(one, Interval) or isinstance(other, Interval):
        return _compared_intervals(name, one, other)
    if _kind(one) is not _kind(other):
        return name == "ne"
    return COMPARISONS[name](one, other)


def as_time(value: Any, beside: Any) -> Any:
    """Return text as a time if it stands beside one and reads as one."""
    if type(beside) is datetime or isinstance(beside, Interval):
        if type(value) is date:
            raise bad_filter(
                f"{value} là ngày, không phải thời điểm", f"{value} is a date and no moment"
            )
        if isinstance(value, str):
            try:
                return interval(value) if "/" in value else moment(value)
            except RefusedError:
                return value
    return value


def _kind(value: Any) -> type:
    """Return the family of values with which a value can be compared."""
    return float if type(value) is int else type(value)


def _compared_intervals(name: str, one: Any, other: Any) -> bool:
    if not isinstance(one, Interval):
        return _compared_intervals(
            {"gt": "lt", "lt": "gt", "ge": "le", "le": "ge"}.get(name, name), other, one
        )
    if name == "ne":
        return not _compared_intervals("eq", one, other)
    if isinstance(other, Interval):
        before, after, same = one.end <= other.start, one.start >= other.end, one == other
        return {"lt": before, "gt": after, "eq": same}.get(
            name, same or (before if name == "le" else after)
        )
    if type(other) is not datetime:
        return False
    return {
        "eq": one.start < other <= one.end or one.end == other,
        "lt": one.end < other,
        "le": one.end <= other,
        "gt": one.start >= other and one.end > other,
        "ge": one.start >= other,
    }[name]


def _add(one: Any, other: Any) -> Any:
    if isinstance(one, Interval):
        return Interval(one.start + other, one.end + other)
    return one + other


def _sub(one: Any, other: Any) -> Any:
    if isinstance(one, Interval):
        return Interval(one.start - other, one.end - other)
    return one - other


def _instant(value: Any) -> datetime:
    """Return the moment of a time; of an interval its beginning."""
    return value.start if isinstance(value, Interval) else value


def _numbers(function: Callable[..., Any]) -> tuple[tuple[Any, ...], Callable[..., Any]]:
    return (_Number, _Number), function


class _NumberMeta(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool)


class _Number(metaclass=_NumberMeta):
    """int or float, and no bool."""


_ADDABLE = (_Number, datetime, timedelta, Interval)
_TIMES = (datetime, Interval)
_TEXTS = (str, str)
_CONSTANT: dict[str, datetime | None] = {
    "now": None,
    "mindatetime": EARLIEST,
    "maxdatetime": LATEST,
}
# For each function what its arguments must be, and what it does.
_FUNCTIONS: dict[str, tuple[tuple[Any, ...], Callable[..., Any]]] = {
    "add": ((_ADDABLE, _ADDABLE), _add),
    "sub": ((_ADDABLE, _ADDABLE), _sub),
    "mul": _numbers(operator.mul),
    "div": _numbers(operator.truediv),
    "mod": _numbers(math.fmod),
    "neg": (((_Number, timedelta),), operator.neg),
    "substringof": (_TEXTS, lambda part, text: part in text),
    "contains": (_TEXTS, lambda text, part: part in text),
    "startswith": (_TEXTS, str.startswith),
    "endswith": (_TEXTS, str.endswith),
    "indexof": (_TEXTS, str.find),
    "concat": (_TEXTS, operator.add),
    "length": ((str,), len),
    "tolower": ((str,), str.lower),
    "toupper": ((str,), str.upper),
    "trim": ((str,), str.strip),
    "substring": (
        (str, int, int),
        lambda text, start, count=None: text[max(start, 0) :][:count],
    ),
    "round": ((_Number,), lambda x: math.floor(x + 0.5)),
    "floor": ((_Number,), math.floor),
    "ceiling": ((_Number,), math.ceil),
    **{
        name: ((_TIMES,), lambda value, name=name: getattr(_instant(value), name))
        for name in ("year", "month", "day", "hour", "minute", "second")
    },
    "fractionalseconds": ((_TIMES,), lambda value: _instant(value).microsecond / 1e6),
    "date": ((_TIMES,), lambda value: _instant(value).date()),
    "time": ((_TIMES,), lambda value: _instant(value).time()),
    "totaloffsetminutes": ((_TIMES,), lambda _value: 0),
}
