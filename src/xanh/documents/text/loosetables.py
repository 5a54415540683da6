"""Rows out of a stream of cells whose row ends are unsure or unmarked.

The header gives the columns. The cells that follow are then laid over rows by the cheapest
alignment (dynamic programming over the stream): each cell costs how badly it fits its column
(:func:`xanh.documents.text.columns.misfit`), each column left out costs too, and a gap may be an
empty cell or the end of a row. So an empty period, a partner cell merged downwards and a group row
of two cells all fall where they belong, without a rule for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xanh.documents.blocks import Cell, Row, Table
from xanh.documents.passages import Passage, Source
from xanh.documents.text.columns import (
    Columns,
    header_kind,
    misfit,
    read_columns,
    starts_group,
    starts_row,
)
from xanh.vietnamese import fold


@dataclass(frozen=True, slots=True)
class LooseCell:
    """A cell, possibly empty."""

    passage: Passage


@dataclass(frozen=True, slots=True)
class Gap:
    """Two bars in a row: an empty cell or the end of a row; ``sure`` when a row surely ends;
    ``emptied`` when a whole row of empty cells stands here.
    """

    sure: bool
    emptied: bool = False


Token = LooseCell | Gap
_NOTHING = Passage.clean("")
_MOST_HEADER_CELLS = 14

# Costs of an alignment; a cell that fits costs nothing, one that cannot be costs 4. Leads are
# merged downwards more often than partners, so of two readings that fit the lead is left out.
_LEFT_OUT = {"number": 1.6, "title": 3.5, "lead": 1.0, "partner": 1.1, "period": 1.1, "extra": 0.7}
_UNMARKED_ROW_END = 3.0  # a row ends without a gap in a table that marks its rows
_GAP_INSIDE_ROW = 0.3


def assemble(tokens: Sequence[Token], *, marked_rows: bool) -> Iterator[Table]:
    """Lay the tokens of one stretch of bars over tables.

    ``marked_rows``: rows end at gaps (a lone bar before and after each cell); otherwise row ends
    are not marked at all, save by sure gaps. Tables without a header that names tasks keep a row
    for each marked row, or a row for each cell.
    """
    start = 0
    for header_start, columns, header_end in _headers(tokens):
        yield from _plain(tokens[start:header_start])
        stop = next((a for a, _, _ in _headers(tokens[header_end:])), None)
        end = len(tokens) if stop is None else header_end + stop
        yield from _aligned(tokens, header_start, header_end, end, columns, marked_rows)
        start = end
    yield from _plain(tokens[start:])


# -- headers ------------------------------------------------------------------------------------


def _headers(tokens: Sequence[Token]) -> Iterator[tuple[int, Columns, int]]:
    """Find header rows: where each starts, its columns, and where its rows start."""
    index = 0
    while index < len(tokens):
        token = tokens[index]
        kind = header_kind(token.passage.text) if isinstance(token, LooseCell) else None
        opens_row = index > 0 and tokens[index - 1] == Gap(sure=True)
        found = _header_at(tokens, index) if kind in ("number", "title") or opens_row else None
        if found is None:
            index += 1
            continue
        columns, end = found
        yield index, columns, end
        index = end


def _header_at(tokens: Sequence[Token], index: int) -> tuple[Columns, int] | None:
    names: list[str] = []
    end = index
    while end < len(tokens) and len(names) < _MOST_HEADER_CELLS:
        token = tokens[end]
        if isinstance(token, Gap):
            if names and (token.sure or _row_starts(tokens, end + 1) or _is_whole(names)):
                break
        else:
            text = token.passage.text
            if (names and _row_starts(tokens, end)) or (not text and not _names_more(tokens, end)):
                break
            if len(text) > 90 or _names_no_column(names, text):
                break
            names.append(text)
        end += 1
    columns = read_columns(_unspanned(names))
    if columns is None or not columns.of_tasks:
        return None
    return columns, _after_column_numbers(tokens, end, len(columns))


def _is_whole(names: list[str]) -> bool:
    """Say whether the names so far make the header of a task table."""
    columns = read_columns(names)
    return columns is not None and columns.of_tasks and "period" in columns.kinds


def _names_no_column(names: list[str], text: str) -> bool:
    """Say whether a cell behind ``names`` cannot be one more header cell."""
    kind = header_kind(text)
    if kind == "number":
        return len(names) > 1 or (len(names) == 1 and header_kind(names[0]) in (None, "title"))
    if not _is_whole(names) or any(header_kind(name) == "number" for name in names):
        return False
    # Without a column of numbers only the words tell a header from the first row.
    return kind is None or kind in {header_kind(name) for name in names} - {"extra"}


def _names_more(tokens: Sequence[Token], index: int) -> bool:
    """Say whether a header cell follows an empty one."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    return isinstance(following, LooseCell) and header_kind(following.passage.text) is not None


def _row_starts(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index] if index < len(tokens) else None
    if not isinstance(token, LooseCell):
        return False
    text = token.passage.text
    return starts_row(text) or (starts_group(text) and not header_kind(text))


def _unspanned(names: list[str]) -> list[str]:
    """Put sub-headers in the place of the header that spans them.

    "Cơ quan thực hiện" over "Chủ trì" and "Phối hợp" comes as one cell in its place and the two
    after the last column.
    """
    kinds = [header_kind(name) for name in names]
    tail = [i for i, kind in enumerate(kinds) if kind in ("lead", "partner")][-2:]
    spans = [i for i, kind in enumerate(kinds) if kind == "lead" and i not in tail]
    if len(spans) != 1 or tail != [len(names) - 2, len(names) - 1]:
        return names
    if [kinds[i] for i in tail] != ["lead", "partner"]:
        return names
    return [*names[: spans[0]], *names[-2:], *names[spans[0] + 1 : -2]]


def _after_column_numbers(tokens: Sequence[Token], index: int, width: int) -> int:
    """Skip a row that numbers the columns: (1) (2) (3) …, or A B 1 2 …"""
    cells: list[str] = []
    end = index
    while end < len(tokens) and len(cells) < width:
        token = tokens[end]
        if isinstance(token, LooseCell):
            cells.append(token.passage.text.strip("()[]. "))
        end += 1
    counted = [str(i) for i in range(1, width + 1)]
    lettered = ["A", "B", *(str(i) for i in range(1, width - 1))]
    return end if cells in (counted, lettered) else index


# -- alignment ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Placed:
    """The rows of an alignment under construction."""

    rows: list[dict[int, Passage]]

    def put(self, column: int, passage: Passage) -> None:
        self.rows[-1][column] = passage


def _aligned(
    tokens: Sequence[Token], start: int, first: int, end: int, columns: Columns, marked: bool
) -> Iterator[Table]:
    body = [*_with_emptied_rows(tokens[first:end], columns, marked)]
    header = [t.passage for t in tokens[start:first] if isinstance(t, LooseCell)][: len(columns)]
    by_name = {fold(p.text): p for p in header}
    header_row = {i: by_name.get(fold(name), _NOTHING) for i, name in enumerate(columns.names)}
    rows = [header_row, *_align(body, columns, marked)]
    yield from _table(rows, len(columns))


def _with_emptied_rows(tokens: Sequence[Token], columns: Columns, marked: bool) -> Iterator[Token]:
    """Turn a run of empty cells as wide as the table into an emptied row of its own."""
    run: list[Token] = []
    least = len(columns) if marked else max(3, len(columns) - 1)
    for token in [*tokens, None]:
        if token is not None and _may_be_empty(token, marked):
            run.append(token)
            continue
        if len(run) >= least:
            # What goes beyond an empty row are the empty last cells of the row before it; a row
            # between lone bars takes a gap at each of its ends besides.
            ends = 0 if not marked else 1 if token is None else 2
            yield from run[: max(0, len(run) - len(columns) - ends)]
            yield Gap(sure=True, emptied=True)
        else:
            yield from run
        run = []
        if token is not None:
            yield token


def _may_be_empty(token: Token, marked: bool) -> bool:
    if isinstance(token, Gap):
        return marked and not token.sure
    return not marked and not token.passage


def _align(tokens: Sequence[Token], columns: Columns, marked: bool) -> list[dict[int, Passage]]:
    """Find the cheapest way to lay the tokens over rows. Returns the cells of each row by column.

    State of the search after each token: the last column filled in the row that is open; -1 when
    no row is open.
    """
    best = {-1: 0.0}
    history: list[dict[int, tuple[int, int, bool]]] = []
    for token in tokens:
        reached: dict[int, tuple[float, int, int, bool]] = {}
        for last, cost in best.items():
            for state, extra, column, opened in _moves(token, last, columns, marked):
                total = cost + extra
                if state not in reached or total < reached[state][0]:
                    reached[state] = (total, last, column, opened)
        best = {state: value[0] for state, value in reached.items()}
        history.append({state: value[1:] for state, value in reached.items()})
    state = min(best, key=lambda s: best[s] + (_row_end(s, columns) if s >= 0 else 0.0))
    steps: list[tuple[Token, int, bool]] = []
    for token, moves in zip(reversed(tokens), reversed(history), strict=True):
        previous, column, opened = moves[state]
        steps.append((token, column, opened))
        state = previous
    placed = _Placed([])
    for token, column, opened in reversed(steps):
        if opened:
            placed.rows.append({})
        if column >= 0 and placed.rows:
            placed.put(column, token.passage if isinstance(token, LooseCell) else _NOTHING)
    return placed.rows


def _moves(
    token: Token, last: int, columns: Columns, marked: bool
) -> Iterator[tuple[int, float, int, bool]]:
    """Yield (state, cost, column, opens a row) for each thing a token can be."""
    if isinstance(token, Gap):
        cost = _row_end(last, columns) if last >= 0 else 0.0 if token.sure else 0.2
        yield -1, cost, -1, token.emptied
        if not token.sure and 0 <= last < len(columns) - 1:
            yield from _fill(_NOTHING.text, last, columns, _GAP_INSIDE_ROW)
        return
    text = token.passage.text
    if last >= 0:
        yield from _fill(text, last, columns, 0.0)
        unmarked = _UNMARKED_ROW_END if marked else 0.0
        closing = _row_end(last, columns) + unmarked
        for state, cost, column, _ in _fill(text, -1, columns, closing):
            yield state, cost, column, True
        if starts_group(text):
            yield -1, closing + 0.3, _group_column(columns), True
        return
    for state, cost, column, _ in _fill(text, -1, columns, 0.0):
        yield state, cost, column, True
    if starts_group(text):
        yield -1, 0.3, _group_column(columns), True


def _fill(
    text: str, last: int, columns: Columns, base: float
) -> Iterator[tuple[int, float, int, bool]]:
    """Put a cell in any column after ``last``; columns passed over are left out."""
    skipped = base
    for column in range(last + 1, len(columns)):
        yield column, skipped + misfit(text, columns.kinds[column]), column, False
        skipped += _LEFT_OUT[columns.kinds[column]]
        if skipped > base + 5:
            return


def _row_end(last: int, columns: Columns) -> float:
    """Cost of ending a row after column ``last``: what is left out, less for group rows."""
    left = 0.8 * sum(_LEFT_OUT[kind] for kind in columns.kinds[last + 1 :])
    title = columns.index("title")
    if title is not None and last <= title:
        # A group row has a mark and a title and nothing else.
        return min(left, 1.0 if last == title else 3.0)
    return left


def _group_column(columns: Columns) -> int:
    title = columns.index("title")
    return 0 if title is None else title


# -- tables -------------------------------------------------------------------------------------


def _table(rows: Sequence[dict[int, Passage]], width: int) -> Iterator[Table]:
    built: list[Row] = []
    for row in rows:
        cells = tuple(
            Cell(row.get(column, _NOTHING), column, missing=column not in row)
            for column in range(width)
        )
        built.append(Row(cells, _span([cell.passage for cell in cells], built)))
    if built:
        yield Table(tuple(built), width, Source(built[0].source.start, built[-1].source.end))


def _span(passages: Sequence[Passage], before: Sequence[Row]) -> Source:
    texts = [p for p in passages if p]
    if not texts:
        place = before[-1].source.end if before else 0
        return Source(place, place)
    return Source(texts[0].starts[0], max(p.ends[-1] for p in texts))


def _plain(tokens: Sequence[Token]) -> Iterator[Table]:
    """Keep a stretch without a task header: a row for each sure row, else for each cell."""
    if any(isinstance(token, Gap) and token.sure for token in tokens):
        rows: list[dict[int, Passage]] = [{}]
        for token in tokens:
            if isinstance(token, Gap):
                if token.sure and rows[-1]:
                    rows.append({})
            else:
                rows[-1][len(rows[-1])] = token.passage
    else:
        rows = [{0: t.passage} for t in tokens if isinstance(t, LooseCell)]
    rows = [row for row in rows if any(row.values())]
    yield from _table(rows, max((max(row) + 1 for row in rows), default=0))
