"""In which order observations come, and the mark from which the next page goes on."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from typing import Any

from xanh.web.sensorthings.catalogue import Series
from xanh.web.sensorthings.compiling import Compiler, Piece
from xanh.web.sensorthings.evaluating import reduced
from xanh.web.sensorthings.grammar import Literal, Node, Path
from xanh.web.sensorthings.refusals import bad_option, not_done
from xanh.web.sensorthings.scope import Group, asks_relations, known_of

Order = list[tuple[Node, bool]]
TIMES = ("phenomenonTime", "resultTime")
_ID = Path(("id",))
_LAST = (Piece('"station"', "text"), Piece('"parameter"', "text"))  # tell equals apart
_TYPES: dict[str, tuple[type, ...]] = {
    "number": (int, float),
    "text": (str,),
    "bool": (bool,),
    "time": (datetime,),
}


@dataclass(frozen=True, slots=True)
class Key:
    """What is sorted by; what is null comes last."""

    piece: Piece
    descending: bool = False

    @property
    def sql(self) -> str:
        """Return the key as it stands behind ORDER BY."""
        return f"{self.piece.sql} {'DESC' if self.descending else 'ASC'} NULLS LAST"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page ended: in which series, and either the keys of its last row or a moment."""

    series: int
    keys: tuple[Any, ...] = ()
    edge: datetime | None = None  # aware; every label before it (in the order asked) was looked at

    def text(self) -> str:
        """Return the mark for a link."""
        keys = [{"t": k.isoformat()} if isinstance(k, datetime) else k for k in self.keys]
        edge = self.edge and self.edge.isoformat()
        packed = json.dumps([self.series, keys, edge], ensure_ascii=False, separators=(",", ":"))
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def read_mark(text: str) -> Mark:
    """Return the mark that a link holds. Raises RefusedError (400)."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        series, keys, edge = json.loads(packed)
        found = tuple(
            datetime.fromisoformat(k["t"]).replace(tzinfo=None) if isinstance(k, dict) else k
            for k in keys
        )
        moment = datetime.fromisoformat(edge).astimezone(UTC) if edge else None
        return Mark(int(series), found, moment)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        raise _bad_mark() from None


def split_order(order: Order) -> tuple[Order, Order]:
    """Part an order into what sorts series, which comes first, and what sorts readings."""
    leading: Order = []
    own: Order = []
    for node, descending in order:
        if node == _ID:  # nothing is left to be sorted behind it
            if not own:
                leading.append((Path(("Datastream", "id")), descending))
            own.append((Path(("resultTime",)), descending))
            break
        if not asks_relations(node):
            own.append((node, descending))
        elif own:
            raise not_done("$orderby result,…,Datastream/…")
        else:
            leading.append((node, descending))
    return leading, own or [(Path(("phenomenonTime",)), False)]


def blocks_of(groups: Iterable[Group], leading: Order) -> list[list[Group]]:
    """Return the series in the order asked; those that the order does not part are one block."""
    groups = list(groups)
    if not groups or not leading:
        return [groups] if groups else []
    now = datetime.now(UTC)
    pairs = [(one, group) for group in groups for one in group.series]
    keys = {
        id(one): tuple(
            sortable(reduced(node, partial(known_of, series=one), now)) for node, _ in leading
        )
        for one, _ in pairs
    }
    for place in reversed(range(len(leading))):
        descending = leading[place][1]
        pairs.sort(key=lambda pair, at=place: keys[id(pair[0])][at], reverse=descending)  # type: ignore[misc]
    blocks = []
    for _, block in groupby(pairs, key=lambda pair: keys[id(pair[0])]):
        parts: dict[int, tuple[Group, list[Series]]] = {}
        for one, group in block:
            parts.setdefault(id(group), (group, []))[1].append(one)
        blocks.append([Group(tuple(series), group.rest) for group, series in parts.values()])
    return blocks


def sortable(node: Node) -> tuple[bool, str, Any]:
    """Return a value so that any two can be compared, null last."""
    if not isinstance(node, Literal):
        raise not_done("$orderby")
    value = node.value
    if isinstance(value, dict | list):
        value = json.dumps(value, sort_keys=True, default=str)
    number = isinstance(value, int | float)
    return value is None, "" if number else type(value).__name__, 0 if value is None else value


def keys_of(own: Order, compiler: Compiler) -> list[Key]:
    """Return the keys of an order of readings, with what tells equal ones apart."""
    keys = [Key(compiler.key(node), descending) for node, descending in own]
    if not is_by_time(own):
        keys.append(Key(Piece('"time"', "time")))
    return [*keys, *(Key(piece) for piece in _LAST)]


def is_by_time(own: Order) -> bool:
    """Say whether readings are sorted by time first."""
    return str(own[0][0]) in TIMES if isinstance(own[0][0], Path) else False


def behind(keys: Sequence[Key], values: Sequence[Any], compiler: Compiler) -> str:
    """Return the condition of what comes after the row with these values of the keys."""
    if len(values) != len(keys):
        raise _bad_mark()
    cases, same = [], []
    for key, value in zip(keys, values, strict=True):
        sql = key.piece.sql
        if value is None:
            same.append(f"{sql} IS NULL")
            continue
        if not isinstance(value, _TYPES[key.piece.kind]):
            raise _bad_mark()
        mark = compiler.bind(value)
        beyond = f"({sql} {'<' if key.descending else '>'} {mark} OR {sql} IS NULL)"
        cases.append(" AND ".join([*same, beyond]))
        same.append(f"{sql} = {mark}")
    return f"({' OR '.join(f'({case})' for case in cases)})" if cases else "FALSE"


def _bad_mark() -> Exception:
    return bad_option("$skiptoken", "không phải của trang trước", "is not of a page before")
