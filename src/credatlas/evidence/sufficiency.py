"""Whether the evidence that is given for an answer is enough to give the same answer again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import islice

import pyoxigraph as ox

from ..queries.binding import Bound, bind
from ..queries.model import Query
from ..results import Table
from ..store import memory_store
from ..store.protocol import Store
from ..terms import GRAPHS, Term, show
from .asking import select
from .lineage import Lineage
from .supporting import supports

_SHOWN = 3


def is_sufficient(
    store: Store,
    query: Query,
    lineage: Lineage,
    values: Mapping[str, Bound],
    vocabulary: Iterable[ox.Quad] | None = None,
) -> str:
    """Runs a query again over nothing but its own evidence and the vocabulary.

    Args:
        store: The graph.
        query: The canned query.
        lineage: What it rests on.
        values: The parameters of a call, mostly those of the example.
        vocabulary: What :func:`vocabulary_quads` gives, for many checks in a row.

    Returns:
        Empty when the same rows come out; else what is missing or too much, in plain words.
    """
    if lineage.missing:
        return f"{query.name}: evidence cannot be derived: {'; '.join(lineage.missing)}"
    text = bind(query, values)
    table = store.select(text)
    rows = supports(store, lineage, table, values)
    bare = [str(number + 1) for number, row in enumerate(rows) if not row.supports]
    if bare:
        return f"{query.name}: no evidence for row {', '.join(bare)}"
    quads = dict.fromkeys(vocabulary_quads(store) if vocabulary is None else vocabulary)
    for row in rows:
        for support in row.supports:
            quads.setdefault(ox.Quad(*support.triple, GRAPHS.get(support.layer, GRAPHS["facts"])))
    again = memory_store(quads).select(text)
    computed = {name for name, column in lineage.columns.items() if column.computed}
    return _difference(query.name, _counted(table, computed), _counted(again, computed))


def vocabulary_quads(store: Store) -> list[ox.Quad]:
    """The statements of the vocabulary layer."""
    graph = GRAPHS["vocabulary"]
    return [
        ox.Quad(subject, predicate, value, graph)
        for subject, predicate, value in select(store, f"SELECT ?s ?p ?o {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
        if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode) and value is not None
    ]


def _counted(table: Table, computed: Collection[str]) -> Counter[tuple[str, ...]]:
    return Counter(
        tuple(_text(term, computed=name in computed) for name, term in zip(table.columns, row, strict=True))
        for row in table.rows
    )


def _text(term: Term | None, *, computed: bool) -> str:
    text = show(term)
    if not computed or not isinstance(term, ox.Literal):
        return text
    # GROUP_CONCAT joins in no order of its own
    return " ".join(sorted(re.findall(r"\w+", text)))


def _difference(name: str, wanted: Counter[tuple[str, ...]], found: Counter[tuple[str, ...]]) -> str:
    parts = []
    for label, rows in (("do not follow from it", wanted - found), ("would follow besides", found - wanted)):
        if rows:
            shown = [" | ".join(text or "–" for text in row) for row in islice(rows.elements(), _SHOWN)]
            more = f" and {rows.total() - _SHOWN} more" if rows.total() > _SHOWN else ""
            parts.append(f"{rows.total()} rows {label}: {'; '.join(shown)}{more}")
    return f"{name}: the evidence is not the whole ground of the answer: {', '.join(parts)}" if parts else ""
