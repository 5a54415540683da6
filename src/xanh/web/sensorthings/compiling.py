"""A filter over observations as SQL: every constant is bound, no text of a request is ever SQL.

What a path means here: ``phenomenonTime`` is the interval (time − seconds, time], ``resultTime``
its end, ``result`` the value. Nulls follow :mod:`.evaluating`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from xanh.web.sensorthings.evaluating import COMPARISONS, as_time
from xanh.web.sensorthings.grammar import Call, Interval, Literal, Node, Path
from xanh.web.sensorthings.refusals import bad_filter, not_done

_OPERATORS = {"eq": "=", "ne": "<>", "gt": ">", "ge": ">=", "lt": "<", "le": "<="}
_CONDITIONS = {*_OPERATORS, "and", "or"}
_MIRRORED = {"gt": "lt", "lt": "gt", "ge": "le", "le": "ge"}
_MARKS = re.compile(r"\$(v\d+)\b")
_START = '("time" - to_seconds(CAST(coalesce("seconds", 0) AS DOUBLE)))'
# Paths of an observation: SQL and what it is.
_PATHS = {
    "resultTime": ('"time"', "time"),
    "result": ('"value"', "number"),
    "validTime": ("NULL", "null"),
    "resultQuality/usable": ('"usable"', "bool"),
    "resultQuality/status": ('"status"', "text"),
    "resultQuality/flags": ('"flag"', "text"),
    "parameters/averagingSeconds": ('"seconds"', "number"),
}
# Functions: kinds of the arguments, SQL, kind of the result.
_FUNCTIONS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "mul": (("number", "number"), "({} * {})", "number"),
    "div": (("number", "number"), "({} / nullif({}, 0))", "number"),
    "mod": (("number", "number"), "fmod({}, nullif({}, 0))", "number"),
    "substringof": (("text", "text"), "contains({1}, {0})", "bool"),
    "contains": (("text", "text"), "contains({}, {})", "bool"),
    "startswith": (("text", "text"), "starts_with({}, {})", "bool"),
    "endswith": (("text", "text"), "suffix({}, {})", "bool"),
    "indexof": (("text", "text"), "(instr({}, {}) - 1)", "number"),
    "concat": (("text", "text"), "({} || {})", "text"),
    "length": (("text",), "length({})", "number"),
    "tolower": (("text",), "lower({})", "text"),
    "toupper": (("text",), "upper({})", "text"),
    "trim": (("text",), "trim({})", "text"),
    "round": (("number",), "floor({} + 0.5)", "number"),
    "floor": (("number",), "floor({})", "number"),
    "ceiling": (("number",), "ceil({})", "number"),
    **{
        name: (("time",), f"{name}({{}})", "number")
        for name in ("year", "month", "day", "hour", "minute", "second")
    },
    "fractionalseconds": (("time",), "((microsecond({}) % 1000000) / 1e6)", "number"),
    "date": (("time",), "CAST({} AS DATE)", "date"),
    "time": (("time",), "CAST({} AS TIME)", "clock"),
    "totaloffsetminutes": (("time",), "CAST(0 * year({}) AS DOUBLE)", "number"),
}
_KINDS: dict[type, str] = {
    bool: "bool",
    int: "number",
    float: "number",
    str: "text",
    datetime: "time",
    date: "date",
    time: "clock",
    timedelta: "duration",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """SQL of one part, what it is, and for an interval the SQL of its beginning."""

    sql: str
    kind: str
    start: str = ""


@dataclass(slots=True)
class Compiler:
    """Turns trees into SQL over ``readings``; the constants gather in ``values`` by name."""

    values: dict[str, Any] = field(default_factory=dict)

    def bind(self, value: object) -> str:
        """Return the mark of a value that is bound when the SQL runs."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"${name}"

    def bound(self, sql: str) -> dict[str, Any]:
        """Return the values that SQL names; a comparison with null may have left some out."""
        used = set(_MARKS.findall(sql))
        return {name: value for name, value in self.values.items() if name in used}

    def condition(self, node: Node) -> str:
        """Return a filter as a condition."""
        piece = self.piece(node)
        if piece.kind not in ("bool", "null"):
            raise bad_filter("bộ lọc không phải điều kiện", "the filter is no condition")
        return piece.sql

    def key(self, node: Node) -> Piece:
        """Return what to sort by; an interval sorts by its end."""
        piece = self.piece(node)
        if piece.kind in ("date", "clock", "duration", "null"):
            raise not_done(f"$orderby {piece.kind}")
        return Piece(piece.sql, "time" if piece.kind == "interval" else piece.kind)

    def piece(self, node: Node) -> Piece:
        """Return any part."""
        if isinstance(node, Literal):
            return self.literal(node.value)
        if isinstance(node, Path):
            return _path(node)
        if node.name in ("and", "or"):
            word = f" {node.name.upper()} "
            return Piece(f"({word.join(self.condition(arg) for arg in node.args)})", "bool")
        if node.name == "not":
            return Piece(f"(NOT coalesce({self.condition(node.args[0])}, FALSE))", "bool")
        if node.name in COMPARISONS:
            return Piece(self.comparison(node.name, *node.args), "bool")
        return self.function(node)

    def literal(self, value: Any) -> Piece:
        """Return a value, bound and never written into the query."""
        if value is None:
            return Piece("NULL", "null")
        if isinstance(value, Interval):
            return Piece(self.bind(_naive(value.end)), "interval", self.bind(_naive(value.start)))
        kind = _KINDS.get(type(value))
        if kind is None:
            raise bad_filter("không so được với hình", "shapes cannot be compared")
        if kind == "number":
            value = float(value)
        elif kind == "time":
            value = _naive(value)
        return Piece(self.bind(value), kind)

    def comparison(self, name: str, one: Node, other: Node) -> str:
        """Return the comparison of two parts; raises RefusedError where they cannot be compared."""
        left, right = self.piece(_timed(one, other)), self.piece(_timed(other, one))
        if "null" in (left.kind, right.kind):
            return _with_null(name, left, right)
        if "interval" in (left.kind, right.kind):
            if left.kind != "interval":
                left, right, name = right, left, _MIRRORED.get(name, name)
            return _interval(name, left, right)
        if left.kind != right.kind:
            raise bad_filter(
                f"không so được {left.kind} với {right.kind}",
                f"{left.kind} cannot be compared with {right.kind}",
            )
        operator = _OPERATORS[name]
        if name == "ne":
            operator = "IS DISTINCT FROM"
        elif name == "eq" and not isinstance(one, Literal) and not isinstance(other, Literal):
            operator = "IS NOT DISTINCT FROM"  # both may be null; a constant never is
        return f"({_said(one, left)} {operator} {_said(other, right)})"

    def function(self, node: Call) -> Piece:
        """Return a function or an arithmetic operator over its parts."""
        args = [self.piece(arg) for arg in node.args]
        if node.name in ("add", "sub"):
            return _sum(node.name, *args)
        if node.name == "neg":
            return Piece(f"(-{_plain(node.name, args[0], 'number')})", "number")
        if node.name == "substring":
            return _substring(args)
        known = _FUNCTIONS.get(node.name)
        if known is None:
            raise bad_filter(
                f"{node.name} không dùng được ở đây", f"{node.name} does not apply here"
            )
        kinds, sql, kind = known
        plain = [_plain(node.name, arg, wanted) for arg, wanted in zip(args, kinds, strict=True)]
        return Piece(sql.format(*plain), kind)


def _path(node: Path) -> Piece:
    name = str(node)
    if name == "phenomenonTime":
        return Piece('"time"', "interval", _START)
    if name not in _PATHS:
        raise bad_filter(
            f"Observation không có “{name[:60]}”", f"an Observation has no “{name[:60]}”"
        )
    return Piece(*_PATHS[name])


def _timed(node: Node, beside: Node) -> Node:
    """Return text beside a time as a time."""
    times = isinstance(beside, Path) and beside.parts[-1] in ("phenomenonTime", "resultTime")
    if isinstance(node, Literal) and times:
        return Literal(as_time(node.value, datetime.min))  # noqa: DTZ901  # only its type counts
    return node


def _said(node: Node, piece: Piece) -> str:
    """Return the SQL of one side; what a condition does not say is false."""
    if isinstance(node, Call) and node.name in _CONDITIONS:
        return f"coalesce({piece.sql}, FALSE)"
    return piece.sql


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _with_null(name: str, left: Piece, right: Piece) -> str:
    if left.kind == right.kind == "null":
        return "TRUE" if name == "eq" else "FALSE"
    sql = right.sql if left.kind == "null" else left.sql
    return {"eq": f"({sql} IS NULL)", "ne": f"({sql} IS NOT NULL)"}.get(name, "FALSE")


def _interval(name: str, one: Piece, other: Piece) -> str:
    """Compare an interval; the end stands bare in each, so that files and row groups are passed."""
    start, end = one.start, one.sql
    if name == "ne":
        return f"(NOT {_interval('eq', one, other)})"
    if other.kind == "interval":
        same = f"({end} = {other.sql} AND {start} = {other.start})"
        before = f"({end} <= {other.start})"
        after = f"({end} >= {other.sql} AND {start} >= {other.sql})"
        either = {"le": f"({before} OR {same})", "ge": f"({after} OR {same})"}
        return {"eq": same, "lt": before, "gt": after, **either}[name]
    if other.kind != "time":
        raise bad_filter(
            f"không so được thời gian với {other.kind}", f"a time and {other.kind} do not compare"
        )
    at = other.sql
    return {
        "eq": f"({end} >= {at} AND ({start} < {at} OR {end} = {at}))",
        "lt": f"({end} < {at})",
        "le": f"({end} <= {at})",
        "gt": f"({end} > {at} AND {start} >= {at})",
        "ge": f"({end} >= {at} AND {start} >= {at})",
    }[name]


def _sum(name: str, one: Piece, other: Piece) -> Piece:
    sign = "+" if name == "add" else "-"
    kinds = (one.kind, other.kind)
    if kinds == ("number", "number") or kinds == ("duration", "duration"):
        return Piece(f"({one.sql} {sign} {other.sql})", one.kind)
    if kinds == ("time", "duration"):
        return Piece(f"({one.sql} {sign} {other.sql})", "time")
    if kinds == ("interval", "duration"):
        moved = [f"({end} {sign} {other.sql})" for end in (one.sql, one.start)]
        return Piece(moved[0], "interval", moved[1])
    if kinds == ("time", "time") and name == "sub":
        return Piece(f"({one.sql} - {other.sql})", "duration")
    raise bad_filter(
        f"{name} không dùng được cho {one.kind} và {other.kind}",
        f"{name} does not apply to {one.kind} and {other.kind}",
    )


def _substring(args: list[Piece]) -> Piece:
    text = _plain("substring", args[0], "text")
    start = f"({_place(args[1])} + 1)"
    if len(args) == 2:
        return Piece(f"substring({text}, {start})", "text")
    return Piece(f"substring({text}, {start}, {_place(args[2])})", "text")


def _place(piece: Piece) -> str:
    """Return a place in a text or a count of its letters, as large as any text can be."""
    return f"CAST(least(greatest({_plain('substring', piece, 'number')}, 0), 1e9) AS BIGINT)"


def _plain(name: str, piece: Piece, wanted: str) -> str:
    """Return the SQL of an argument of the right kind; of an interval its beginning."""
    if piece.kind == "interval" and wanted == "time":
        return piece.start
    if piece.kind not in (wanted, "null"):
        raise bad_filter(
            f"{name} cần {wanted}, không phải {piece.kind}",
            f"{name} wants {wanted}, not {piece.kind}",
        )
    return piece.sql
