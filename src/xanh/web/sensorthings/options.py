"""Query options of a request, and of each $expand inside it (OGC 18-088, 9.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from xanh.web.sensorthings.grammar import Node, parse, parse_order
from xanh.web.sensorthings.refusals import bad_option, not_done
from xanh.web.sensorthings.version import Kind, Version

PAGE = 100  # entities where no $top is given
LARGEST_PAGE = 1_000
DEEPEST = 6  # $expand in one another
FURTHEST = 10_000  # $skip
_UNDONE = {"$search", "$apply", "$compute", "$format", "$index", "$schemaversion", "$levels"}


@dataclass(slots=True)
class Options:
    """What a request asks of one set or entity."""

    filter: Node | None = None
    filter_text: str = ""
    order: list[tuple[Node, bool]] = field(default_factory=list)
    order_text: str = ""
    select: tuple[str, ...] | None = None
    expand: dict[str, Options] = field(default_factory=dict)
    top: int = PAGE
    skip: int = 0
    count: bool = False
    token: str = ""
    data_array: bool = False


def read_options(pairs: Iterable[tuple[str, str]], kind: Kind, version: Version) -> Options:
    """Return the options that (name, value) pairs name. Raises RefusedError (400, 501)."""
    return _read(pairs, kind, version, depth=0)


def _read(pairs: Iterable[tuple[str, str]], kind: Kind, version: Version, depth: int) -> Options:
    options = Options()
    seen = set()
    for name, value in pairs:
        if name in seen:
            raise bad_option(name, "được nêu hai lần", "is given twice")
        seen.add(name)
        _take(options, name, value, kind, version, depth)
    return options


def _take(
    options: Options, name: str, value: str, kind: Kind, version: Version, depth: int
) -> None:
    match name:
        case "$filter":
            options.filter, options.filter_text = parse(value), value
        case "$orderby":
            options.order, options.order_text = parse_order(value), value
        case "$select":
            options.select = _selected(value, kind)
        case "$expand":
            options.expand = _expanded(value, kind, version, depth)
        case _:
            _take_paging(options, name, value)


def _take_paging(options: Options, name: str, value: str) -> None:
    match name:
        case "$top":
            options.top = min(_whole(name, value), LARGEST_PAGE)
        case "$skip":
            options.skip = _skipped(name, value)
        case "$count":
            options.count = _truth(name, value)
        case "$skiptoken":
            options.token = value
        case "$resultFormat" | "resultFormat":
            if value != "dataArray":
                raise not_done(f"{name}={value[:40]}")
            options.data_array = True
        case _ if name in _UNDONE:
            raise not_done(name)
        case _ if name.startswith("$"):
            raise bad_option(name[:40], "không có tùy chọn này", "there is no such option")


def _skipped(name: str, value: str) -> int:
    if (number := _whole(name, value)) > FURTHEST:
        raise bad_option(
            name,
            f"nhiều nhất {FURTHEST}; hãy đi theo nextLink hoặc lọc theo thời gian",
            f"at most {FURTHEST}; follow the nextLink or filter by time",
        )
    return number


def _whole(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise bad_option(name, "phải là số nguyên không âm", "must be a whole number, 0 or more")
    return int(value)


def _truth(name: str, value: str) -> bool:
    if value not in ("true", "false"):
        raise bad_option(name, "phải là true hoặc false", "must be true or false")
    return value == "true"


def _selected(value: str, kind: Kind) -> tuple[str, ...]:
    names = tuple(part.strip().removeprefix("@iot.") for part in value.split(","))
    known = {"id", "selfLink", *kind.properties, *kind.navigation}
    for name in names:
        if name.split("/")[0] not in known:
            raise bad_option(
                "$select",
                f"{kind.singular} không có “{name[:40]}”",
                f"{kind.singular} has no “{name[:40]}”",
            )
    return names


def _expanded(value: str, kind: Kind, version: Version, depth: int) -> dict[str, Options]:
    if depth >= DEEPEST:
        raise bad_option("$expand", f"lồng quá {DEEPEST} tầng", f"more than {DEEPEST} levels deep")
    found: dict[str, Options] = {}
    for item in split(value, ","):
        path, inner = _item(item)
        name, _, rest = path.partition("/")
        if name not in kind.navigation:
            raise bad_option(
                "$expand",
                f"{kind.singular} không dẫn tới “{name[:40]}”",
                f"{kind.singular} does not lead to “{name[:40]}”",
            )
        pairs = [("$expand", f"{rest}({inner})" if inner else rest)] if rest else _pairs(inner)
        options = _read(pairs, version.kind_behind(name), version, depth + 1)
        if name in found:  # Datastreams/Sensor,Datastreams/Observations
            found[name].expand |= options.expand
        else:
            found[name] = options
    return found


def _item(item: str) -> tuple[str, str]:
    """Return the path of one expansion and what stands in its brackets."""
    path, bracket, inner = item.strip().partition("(")
    if bracket:
        if not inner.endswith(")"):
            raise bad_option("$expand", "thiếu “)”", "“)” is missing")
        inner = inner[:-1]
    return path.strip(), inner


def _pairs(inner: str) -> Iterator[tuple[str, str]]:
    for part in split(inner, ";") if inner.strip() else ():
        name, sign, value = part.partition("=")
        if not sign:
            raise bad_option("$expand", f"không hiểu “{part[:40]}”", f"cannot read “{part[:40]}”")
        if not name.strip().startswith("$"):
            raise bad_option(name.strip()[:40], "không có tùy chọn này", "there is no such option")
        yield name.strip(), value


def split(text: str, separator: str) -> list[str]:
    """Split at a separator outside brackets and quotes."""
    parts, start, depth, quoted = [], 0, 0, False
    for index, sign in enumerate(text):
        if sign == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
        elif sign == separator and depth == 0:
            parts.append(text[start:index])
            start = index + 1
    if depth != 0 or quoted:
        raise bad_option("$expand", "ngoặc không khớp", "brackets or quotes do not match")
    return [*parts, text[start:]]
