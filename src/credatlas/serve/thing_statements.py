"""What a document says of a thing: its statements, what refers to it, names, and the claims behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from ..cards.asking import incoming_counts, incoming_links
from ..names.labels import NAME, PREF_LABEL, RDFS_LABEL, terms
from ..store.protocol import Store
from ..terms import CA, GRAPHS, ID, PREFIXES, Term

MOST_LINKS: Final = 1000
"""How many of the things that refer to a thing by one property are told."""
_PROLOGUE: Final = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in ("ca", "graph", "oa", "rdf"))
_AT_ONCE: Final = 200  # keeps a query below the cap on its tokens
_VALUE: Final = f"{ID}value/"
_CLAIMED: Final = frozenset(ox.NamedNode(f"{CA}{name}") for name in ("hasEvidence", "claimedBy"))
_ABOUT_DATA: Final = (GRAPHS["claims"], GRAPHS["conflicts"])
_NAMING: Final = (NAME, PREF_LABEL, RDFS_LABEL)
_OF_A_SOURCE: Final = f"{ID}source/"

Quads = list[ox.Quad]


def about(store: Store, iri: ox.NamedNode) -> Quads:
    """What stands about a thing, with the fields of its prices, counts and periods; of a source also its passages."""
    own = quads(store, f"VALUES ?s {{ {terms([iri])} }}")
    values = {quad.object for quad in own if _is_value(quad.object)}
    more = about_all(store, values)
    if iri.value.startswith(_OF_A_SOURCE):
        more += quads(store, f"?s oa:hasSource {terms([iri])} .")
    return [*own, *more]


def links_to(store: Store, iri: ox.NamedNode) -> tuple[Quads, bool]:
    """What refers to a thing, and whether some of it is left out; of very many the first :data:`MOST_LINKS`."""
    counts = incoming_counts(store, iri)
    found = incoming_links(store, iri, counts, MOST_LINKS)
    here = f"GRAPH ?g {{ ?s ?p {terms([iri])} }} BIND({terms([iri])} AS ?o)"
    links = [
        quad
        for some in _chunks({subject for _, subject in found})
        for quad in quads(store, f"VALUES ?s {{ {terms(some)} }}", here)
        if (quad.predicate, quad.subject) in found and quad.graph_name not in _ABOUT_DATA
    ]
    return links, any(count > MOST_LINKS for count in counts.values())


def names_of(store: Store, told: Iterable[ox.Quad]) -> Quads:
    """The names of the things that some statements name without naming them: a reader can show them by these."""
    told = list(told)
    named = {quad.subject for quad in told if quad.predicate in _NAMING}
    things = {term for quad in told for term in (quad.subject, quad.object) if isinstance(term, ox.NamedNode)} - named
    kept = [thing for thing in things if not _is_value(thing)]
    either = " UNION ".join(f"{{ ?s {property_} ?o BIND({property_} AS ?p) }}" for property_ in _NAMING)
    return [
        quad
        for some in _chunks(kept)
        for quad in quads(store, f"VALUES ?s {{ {terms(some)} }}", f"GRAPH ?g {{ {either} }}")
    ]


def evidence_of(store: Store, ids: Sequence[ox.NamedNode]) -> Quads:
    """The claims on a thing under any of its ids, their passages and sources, and its contradictions."""
    subjects = terms(ids)
    cases = quads(store, f"VALUES ?about {{ {subjects} }} ?s ca:onSubject ?about .")
    claims = quads(store, f"VALUES ?about {{ {subjects} }} ?s rdf:subject ?about .")
    places = {quad.object for quad in claims if quad.predicate in _CLAIMED}
    return [*claims, *about_all(store, places), *cases]


def about_all(store: Store, things: Iterable[Term]) -> Quads:
    """All statements about some things."""
    return [quad for some in _chunks(things) for quad in quads(store, f"VALUES ?s {{ {terms(some)} }}")]


def quads(store: Store, which: str, pattern: str = "GRAPH ?g { ?s ?p ?o }") -> Quads:
    """All statements whose subject ``?s`` fits a pattern, with the layers in which they stand.

    Args:
        store: Where to ask.
        which: A pattern that binds ``?s``; prefixes ``ca``, ``graph``, ``oa`` and ``rdf`` are known.
        pattern: What is told of it.
    """
    found = []
    for graph, subject, predicate, term in store.select(f"{_PROLOGUE}SELECT ?g ?s ?p ?o {{ {which} {pattern} }}"):
        assert isinstance(graph, ox.NamedNode) and isinstance(subject, ox.NamedNode)
        assert isinstance(predicate, ox.NamedNode) and term is not None
        found.append(ox.Quad(subject, predicate, term, graph))
    return found


def _is_value(term: Term | None) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(_VALUE)


def _chunks(found: Iterable[ox.NamedNode | Term]) -> Iterator[list[ox.NamedNode]]:
    things = sorted((term for term in found if isinstance(term, ox.NamedNode)), key=str)
    for start in range(0, len(things), _AT_ONCE):
        yield things[start : start + _AT_ONCE]
