"""What is counted of a graph for its description: layers, classes, properties, links, examples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..store.protocol import Store
from ..terms import GRAPHS, ID, Term
from .thing_statements import Quads, quads

_FACTS: Final = GRAPHS["facts"]
_EXAMPLES: Final = 3

Counts = dict[ox.NamedNode, int]


@dataclass(frozen=True, slots=True)
class Tally:
    """The numbers of a graph.

    Attributes:
        layers: Statements by layer; none is in two of them.
        classes: Things by class, and
        properties: statements by property: both of the facts alone.
        entities: How many things the facts describe; prices and counts are none.
        subjects: How many subjects the facts have, and
        objects: how many objects.
        linksets: What stands about the links to others, as a build describes them.
        examples: The things of which most is stated, the first of them by id.
    """

    layers: Counts
    classes: Counts
    properties: Counts
    entities: int
    subjects: int
    objects: int
    linksets: Quads
    examples: tuple[ox.NamedNode, ...]


def tally(store: Store) -> Tally:
    """Counts a graph by a handful of queries."""
    facts = f"GRAPH {_FACTS} {{ ?s ?p ?o }}"
    thing = f'STRSTARTS(STR(?s), "{ID}") && !STRSTARTS(STR(?s), "{ID}value/")'
    (row,) = store.select(f"SELECT (COUNT(DISTINCT ?s) AS ?m) (COUNT(DISTINCT ?o) AS ?n) {{ {facts} }}")
    (things,) = store.select(f"SELECT (COUNT(DISTINCT ?s) AS ?n) {{ GRAPH {_FACTS} {{ ?s a ?k }} FILTER({thing}) }}")
    examples = store.select(
        f"SELECT ?s (COUNT(*) AS ?n) {{ {facts} FILTER({thing}) }} GROUP BY ?s ORDER BY DESC(?n) ?s LIMIT {_EXAMPLES}"
    )
    return Tally(
        layers=_counts(store, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"),
        classes=_counts(store, f"SELECT ?k (COUNT(*) AS ?n) {{ GRAPH {_FACTS} {{ ?s a ?k }} }} GROUP BY ?k"),
        properties=_counts(store, f"SELECT ?p (COUNT(*) AS ?n) {{ {facts} }} GROUP BY ?p"),
        entities=_number(things[0]),
        subjects=_number(row[0]),
        objects=_number(row[1]),
        linksets=quads(store, "?s a <http://rdfs.org/ns/void#Linkset> ."),
        examples=tuple(row[0] for row in examples if isinstance(row[0], ox.NamedNode)),
    )


def _counts(store: Store, text: str) -> Counts:
    found = {row[0]: _number(row[1]) for row in store.select(text) if isinstance(row[0], ox.NamedNode)}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0].value)))


def _number(term: Term | None) -> int:
    assert isinstance(term, ox.Literal)
    return int(term.value)
