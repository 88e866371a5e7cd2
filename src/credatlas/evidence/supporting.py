"""From the rows of an answer to the statements behind each cell, and from these to their claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ..queries.binding import Bound, bind_text
from ..results import Table
from ..store.protocol import Store
from ..terms import GRAPHS, ID, Term
from ..wording import is_value
from .asking import batches, layers_of, select
from .chaining import chain
from .claiming import claims_named, claims_of
from .lineage import Lineage, TriplePattern
from .model import CellEvidence, ClaimView, RowEvidence, Step, Support, Triple

Solution = Mapping[str, Term | None]
_Statements = Mapping[int, tuple[Triple, ...]]
_CLAIMED_LAYERS = ("facts", "links")


def supports(
    store: Store, lineage: Lineage, table: Table, values: Mapping[str, Bound] | None = None
) -> list[RowEvidence]:
    """The evidence of an answer, row by row.

    Args:
        store: The graph that gave the answer.
        lineage: What the query rests on.
        table: The answer, or some of its rows.
        values: The parameters of the call, as they were bound.

    Returns:
        One entry for each row, in their order.
    """
    bound = dict(values or {})
    rows = _statements(store, lineage, table, bound)
    claimed = _Claimed.of(store, rows)
    found = []
    for statements in rows:
        everything = dict.fromkeys(triple for triples in statements.values() for triple in triples)
        supported = {triple: claimed.support(triple, everything) for triple in everything}
        known = {triple: support for triple, support in supported.items() if support is not None}
        cells = [_cell(lineage, name, statements, known) for name in table.columns]
        found.append(RowEvidence(tuple(cells), tuple(known.values()), lineage.absence))
    return found


def _cell(lineage: Lineage, name: str, statements: _Statements, known: Mapping[Triple, Support]) -> CellEvidence:
    column = lineage.columns.get(name)
    if column is None:
        return CellEvidence(name, computed=True, supports=tuple(known.values()))
    triples = dict.fromkeys(triple for place in column.patterns for triple in statements.get(place, ()))
    return CellEvidence(name, column.computed, tuple(known[triple] for triple in triples if triple in known))


def _statements(store: Store, lineage: Lineage, table: Table, values: Mapping[str, Bound]) -> list[_Statements]:
    """For each row the ground statements of each pattern, whether they hold or not."""
    solutions = _solutions(store, lineage, table, values)
    places = {name: place for place, name in enumerate(table.columns)}
    anchors = [name for name in lineage.anchors if name in places]
    keys = [name for name in lineage.keys if name in places]
    index: dict[tuple[Term | None, ...], list[Solution]] = {}
    for solution in solutions:
        index.setdefault(tuple(solution.get(name) for name in anchors), []).append(solution)
    matched = []
    for row in table.rows:
        near = index.get(tuple(row[places[name]] for name in anchors), [])
        matched.append([one for one in near if all(_fits(lineage, one.get(key), row[places[key]]) for key in keys)])
    paths = _paths(store, lineage, [one for group in matched for one in group], values)
    return [_instances(lineage, group, values, paths) for group in matched]


def _fits(lineage: Lineage, found: Term | None, cell: Term | None) -> bool:
    # a declared pattern may leave a column open in an OPTIONAL of its own
    return found == cell or (lineage.declared and found is None)


def _solutions(store: Store, lineage: Lineage, table: Table, values: Mapping[str, Bound]) -> list[Solution]:
    head, where = bind_text(lineage.head, values), bind_text(lineage.where, values)
    anchors = _joining(lineage, table)
    places = [table.columns.index(name) for name in anchors]
    wanted = [tuple(row[place] for place in places) for row in table.rows]
    variables = " ".join(f"?{name}" for name in anchors)
    blocks: Iterable[str] = batches(variables, wanted) if anchors else ([""] if table.rows else [])
    return [solution for block in blocks for solution in store.select(f"{head}{{ {block}\n{where}").to_dicts()]


def _joining(lineage: Lineage, table: Table) -> list[str]:
    """The anchors by which the engine narrows its answer to the rows: the columns of things, if there are any.

    Every anchor is compared once more when the solutions are there. Texts are left to that: Virtuoso misses those
    with a language in VALUES.
    """
    anchors = {name: table.columns.index(name) for name in lineage.anchors if name in table.columns}
    things = [name for name, place in anchors.items() if all(isinstance(row[place], ox.NamedNode) for row in table)]
    return things or list(anchors)


def _instances(
    lineage: Lineage, solutions: Sequence[Solution], values: Mapping[str, Bound], paths: _Paths
) -> _Statements:
    found: dict[int, dict[Triple, None]] = {}
    for solution in solutions:
        for place, pattern in enumerate(lineage.patterns):
            for subject, value in _ends(pattern, solution, values):
                if pattern.paths:
                    triples: Iterable[Triple] = paths.get((place, subject, value), ())
                else:
                    triples = _triples(subject, _terms(pattern.predicate, solution, values), value)
                found.setdefault(place, {}).update(dict.fromkeys(triples))
    return {
        place: tuple(sorted(triples, key=lambda triple: [str(term) for term in triple]))
        for place, triples in found.items()
    }


def _ends(pattern: TriplePattern, solution: Solution, values: Mapping[str, Bound]) -> list[tuple[Term, Term]]:
    return [
        (subject, value)
        for subject in _terms(pattern.subject, solution, values)
        for value in _terms(pattern.object, solution, values)
    ]


def _triples(subject: Term, predicates: Iterable[Term], value: Term) -> list[Triple]:
    return [
        (subject, predicate, value)
        for predicate in predicates
        if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode)
    ]


def _terms(part: str, solution: Solution, values: Mapping[str, Bound]) -> tuple[Term, ...]:
    """What stands in the place of a part of a pattern: nothing for what is unbound, several for a list."""
    if part.startswith("?"):
        term = solution.get(part[1:])
        return () if term is None else (term,)
    if part.startswith("$"):
        bound = values.get(part[1:])
        return () if bound is None else bound if isinstance(bound, tuple) else (bound,)
    return (constant(part),)


def constant(text: str) -> Term:
    """The term that N-Triples write so."""
    if text.startswith("<"):
        return ox.NamedNode(text[1:-1])
    quad: ox.Quad = next(iter(ox.parse(f"<urn:s> <urn:p> {text} .", format=ox.RdfFormat.N_TRIPLES)))
    return quad.object


_Paths = dict[tuple[int, Term, Term], list[Triple]]


def _paths(store: Store, lineage: Lineage, solutions: Sequence[Solution], values: Mapping[str, Bound]) -> _Paths:
    """The statements along each property path between the ends that the solutions bind."""
    found: _Paths = {}
    for place, pattern in enumerate(lineage.patterns):
        if not pattern.paths:
            continue
        ends = list(dict.fromkeys(pair for one in solutions for pair in _ends(pattern, one, values)))
        for path in pattern.paths:
            hops, names = _hops(path)
            for block in batches("?n0 ?end", ends) if path else ():
                for row in select(store, f"SELECT DISTINCT {' '.join(names)} {{ {block} {' '.join(hops)} }}"):
                    triples = _along(path, row)
                    assert row[0] is not None and row[-1] is not None
                    found.setdefault((place, row[0], row[-1]), []).extend(triples)
    return found


def _hops(path: Sequence[str]) -> tuple[list[str], list[str]]:
    names = [*(f"?n{number}" for number in range(len(path))), "?end"]
    hops = []
    for number, step in enumerate(path):
        one, other = names[number], names[number + 1]
        hops.append(f"{other} {step[1:]} {one} ." if step.startswith("^") else f"{one} {step} {other} .")
    return hops, names


def _along(path: Sequence[str], row: Sequence[Term | None]) -> list[Triple]:
    triples: list[Triple] = []
    for step, one, other in zip(path, row, row[1:], strict=False):
        subject, value = (other, one) if step.startswith("^") else (one, other)
        assert isinstance(subject, ox.NamedNode) and value is not None
        triples.append((subject, ox.NamedNode(step.lstrip("^")[1:-1]), value))
    return triples


@dataclass(frozen=True, slots=True)
class _Claimed:
    """Everything that is known about the statements of an answer."""

    layers: Mapping[Triple, str]
    claims: Mapping[Triple, tuple[ClaimView, ...]]
    links: Mapping[Term, tuple[Triple, ...]]
    chains: Mapping[Triple, tuple[Step, ...]]
    records: Mapping[ox.NamedNode, tuple[ClaimView, ...]]

    @classmethod
    def of(cls, store: Store, rows: Sequence[_Statements]) -> _Claimed:
        triples = dict.fromkeys(triple for row in rows for group in row.values() for triple in group)
        layers = layers_of(store, triples)
        links = _links(store, [triple[0] for triple in layers if is_value(triple[0])])
        facts = [triple for triple, layer in layers.items() if layer in _CLAIMED_LAYERS and not is_value(triple[0])]
        named = {triple[0] for triple in layers if triple[0].value.startswith(f"{ID}claim/")}
        linked = [link for group in links.values() for link in group]
        chains = {triple: tuple(chain(store, *triple)) for triple, layer in layers.items() if layer == "inferred"}
        records = claims_named(store, sorted(named, key=str)) if named else {}
        return cls(layers, claims_of(store, [*facts, *linked]), links, chains, records)

    def support(self, triple: Triple, row: Mapping[Triple, None]) -> Support | None:
        """The statement with its claims; None when it does not hold (an OPTIONAL without a match)."""
        layer = self.layers.get(triple)
        if layer is None:
            return None
        if triple in self.chains:
            return Support(triple, layer, chain=self.chains[triple])
        if triple[0] in self.records:
            return Support(triple, layer, self.records[triple[0]])
        if not is_value(triple[0]):
            return Support(triple, layer, self.claims.get(triple, ()))
        links = self.links.get(triple[0], ())
        # equal values are one node: in this row only the link counts that the row went through
        own = [link for link in links if link in row] or links
        return Support(triple, layer, tuple(view for link in own for view in self.claims.get(link, ())))


def _links(store: Store, nodes: Sequence[Term]) -> dict[Term, tuple[Triple, ...]]:
    found: dict[Term, tuple[Triple, ...]] = {}
    for block in batches("?o", ([node] for node in nodes)):
        facts = f"GRAPH {GRAPHS['facts']} {{ ?s ?p ?o }}"
        for subject, predicate, value in select(store, f"SELECT ?s ?p ?o {{ {block} {facts} }} ORDER BY ?s ?p ?o"):
            if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode) and value is not None:
                found[value] = (*found.get(value, ()), (subject, predicate, value))
    return found
