"""Measures: the clauses of the body that order something, each with its path in the outline."""

from __future__ import annotations

from collections.abc import Sequence

from xanh.documents.clauses import Clause
from xanh.documents.plan import Measure
from xanh.documents.sections import BASIS, GOALS, PURPOSE, STATUS, is_lead_in, places

_ORDERS_NOTHING = frozenset({BASIS, GOALS, PURPOSE, STATUS})
_SHORTEST = 25  # characters; "Thủy sản" is a caption


def find_measures(clauses: Sequence[Clause]) -> tuple[Measure, ...]:
    """Return the clauses that order something.

    Left out are headings, lead-ins, repeated passages, and the sections that say why the plan is
    made, where things stand and what is aimed at (those give targets).
    """
    measures: list[Measure] = []
    for place in places(clauses):
        clause = place.clause
        if clause.kind == "heading" or clause.repeats or not clause.path:
            continue
        if place.section in _ORDERS_NOTHING or is_lead_in(clause):
            continue
        if len(clause.content.text) < _SHORTEST:
            continue
        measures.append(
            Measure(
                id=f"measure-{len(measures) + 1}",
                path=clause.path,
                text=clause.content.text,
                source=clause.content.source(),
            )
        )
    return tuple(measures)
