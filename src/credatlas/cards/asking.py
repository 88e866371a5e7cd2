"""The queries that a card is made of: about one thing, a handful in all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..names.labels import terms
from ..store.protocol import Store
from ..terms import ID, PREFIXES, Term

_USED: Final = ("ca", "dcterms", "graph", "rdf", "rdfs", "schema", "sh", "skos")
_PROLOGUE: Final = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in _USED)
_SORTED: Final = 10_000
_AT_ONCE: Final = 20  # properties: keeps a query below the cap on its tokens


@dataclass(frozen=True, slots=True)
class Statement:
    """A property and value of the thing, and whether it follows by a rule."""

    property: ox.NamedNode
    term: Term
    inferred: bool


@dataclass(frozen=True, slots=True)
class Told:
    """Who says one statement, how they were read, how they mean it."""

    sources: frozenset[ox.NamedNode]
    methods: frozenset[str]
    statuses: frozenset[str]


def rows_of(store: Store, body: str) -> list[tuple[Term | None, ...]]:
    """The rows of a SELECT over the prefixes used here."""
    return list(store.select(_PROLOGUE + body).rows)


def identity(store: Store, iri: ox.NamedNode) -> tuple[ox.NamedNode, tuple[ox.NamedNode, ...]]:
    """The living id of a thing, and the ids that were merged into it."""
    subject = terms([iri])
    rows = rows_of(
        store,
        f"SELECT ?new ?old {{ {{ {subject} dcterms:isReplacedBy ?new }}"
        f" UNION {{ ?old dcterms:isReplacedBy {subject} }} }} ORDER BY ?new ?old",
    )
    successor = next((new for new, _ in rows if isinstance(new, ox.NamedNode) and new != iri), None)
    if successor is not None:
        return identity(store, successor)
    return iri, tuple(old for _, old in rows if isinstance(old, ox.NamedNode) and old != iri)


def known_of_runs(store: Store, iri: ox.NamedNode) -> frozenset[ox.NamedNode]:
    """The properties that runs of a programme or course have, and their sessions."""
    whole = terms([iri])
    rows = rows_of(
        store,
        f"SELECT DISTINCT ?p {{ {{ ?run ca:isOfferingOf {whole} ; ?p ?o }}"
        f" UNION {{ ?run ca:isOfferingOf {whole} . ?part ca:isSessionOf ?run ; ?p ?o }} }} ORDER BY ?p",
    )
    return frozenset(row[0] for row in rows if isinstance(row[0], ox.NamedNode))


def statements(store: Store, iri: ox.NamedNode) -> list[Statement]:
    """Everything that stands about a thing in any layer, each once."""
    rows = rows_of(store, f"SELECT ?g ?p ?o {{ GRAPH ?g {{ {terms([iri])} ?p ?o }} }}")
    found: dict[tuple[ox.NamedNode, Term], bool] = {}
    for graph, predicate, term in rows:
        assert isinstance(predicate, ox.NamedNode) and term is not None
        inferred = isinstance(graph, ox.NamedNode) and graph.value == f"{PREFIXES['graph']}inferred"
        found[predicate, term] = inferred and found.get((predicate, term), True)
    return [Statement(predicate, term, inferred) for (predicate, term), inferred in found.items()]


def told(store: Store, ids: Iterable[ox.NamedNode]) -> dict[tuple[ox.NamedNode, Term], Told]:
    """By property and value, who says so of the thing under any of its ids."""
    rows = rows_of(
        store,
        f"SELECT ?p ?o ?now ?source ?basis ?status {{ VALUES ?s {{ {terms(ids)} }}"
        " ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; ca:claimedBy ?source ."
        " OPTIONAL { ?claim ca:basis ?basis } OPTIONAL { ?claim ca:status ?status }"
        " OPTIONAL { ?o dcterms:isReplacedBy ?now } }",
    )
    sources: dict[tuple[ox.NamedNode, Term], set[ox.NamedNode]] = {}
    methods: dict[tuple[ox.NamedNode, Term], set[str]] = {}
    statuses: dict[tuple[ox.NamedNode, Term], set[str]] = {}
    for predicate, term, now, source, basis, status in rows:
        value = now or term
        assert isinstance(predicate, ox.NamedNode) and value is not None and isinstance(source, ox.NamedNode)
        key = predicate, value
        sources.setdefault(key, set()).add(source)
        methods.setdefault(key, set()).add(local_name(basis) or "stated")
        statuses.setdefault(key, set()).add(local_name(status) or "asserted")
    return {
        key: Told(frozenset(said), frozenset(methods[key]), frozenset(statuses[key])) for key, said in sources.items()
    }


# What is no thing of the atlas, or speaks of the data and not of the world: claims and cases by their layers,
# value nodes and the fragments of sources (passages, curation) by their ids.
_THINGS: Final = (
    "FILTER(?g NOT IN (graph:claims, graph:conflicts) && isIRI(?s)"
    f' && !STRSTARTS(STR(?s), "{ID}value/") && !(STRSTARTS(STR(?s), "{ID}source/") && CONTAINS(STR(?s), "#")))'
)


def _linking(iri: ox.NamedNode, predicate: str = "?p") -> str:
    """The pattern of what links here, without inferred links of what links here by its own word already."""
    here = terms([iri])
    return (
        f"GRAPH ?g {{ ?s {predicate} {here} }} {_THINGS} FILTER(?g != graph:inferred || NOT EXISTS {{"
        f" GRAPH ?h {{ ?s ?q {here} }} FILTER(?h NOT IN (graph:inferred, graph:claims, graph:conflicts)) }})"
    )


def incoming_counts(store: Store, iri: ox.NamedNode) -> dict[ox.NamedNode, int]:
    """By property, how many things refer to this one."""
    living = "FILTER(?p != dcterms:isReplacedBy)"  # an id that was merged away is no thing that links here
    rows = rows_of(store, f"SELECT ?p (COUNT(?s) AS ?n) {{ {_linking(iri)} {living} }} GROUP BY ?p ORDER BY ?p")
    return {
        predicate: int(count.value)
        for predicate, count in rows
        if isinstance(predicate, ox.NamedNode) and isinstance(count, ox.Literal)
    }


def incoming_links(
    store: Store, iri: ox.NamedNode, counts: Mapping[ox.NamedNode, int], most: int
) -> dict[tuple[ox.NamedNode, ox.NamedNode], bool]:
    """At most so many things for each property, with whether the link is inferred.

    Where there are more, the first by their ids; where there are very many, which ones is up to the
    engine, since sorting them would take a second.
    """
    # one sub-select for each property: a limit on the whole would starve all but the first
    selects = [
        f"{{ SELECT ?g ?p ?s {{ {_linking(iri, property_)} BIND({property_} AS ?p) }}"
        f"{' ORDER BY ?s' if count <= _SORTED else ''} LIMIT {most} }}"
        for property_, count in ((str(property_), count) for property_, count in counts.items())
    ]
    found: dict[tuple[ox.NamedNode, ox.NamedNode], bool] = {}
    for start in range(0, len(selects), _AT_ONCE):
        union = " UNION ".join(selects[start : start + _AT_ONCE])
        for graph, predicate, subject in rows_of(store, f"SELECT ?g ?p ?s {{ {union} }}"):
            assert isinstance(graph, ox.NamedNode) and isinstance(predicate, ox.NamedNode)
            assert isinstance(subject, ox.NamedNode)
            found[predicate, subject] = graph.value == f"{PREFIXES['graph']}inferred"
    return found


def linked_from(store: Store, iri: ox.NamedNode, property_: ox.NamedNode) -> list[ox.NamedNode]:
    """All things that refer to a thing by one property, each once, in the order of their ids."""
    rows = rows_of(store, f"SELECT DISTINCT ?s {{ {_linking(iri, terms([property_]))} }}")
    return sorted((row[0] for row in rows if isinstance(row[0], ox.NamedNode)), key=lambda one: one.value)


def conflicted(store: Store, iri: ox.NamedNode) -> bool:
    """Whether there is a contradiction about the thing."""
    return bool(rows_of(store, f"SELECT ?c {{ ?c ca:onSubject {terms([iri])} ; a ca:Conflict }} LIMIT 1"))


def local_name(term: Term | None) -> str:
    """The last part of an IRI; empty for anything else."""
    return term.value.rpartition("#")[2].rpartition("/")[2] if isinstance(term, ox.NamedNode) else ""
