"""Who says the statements of a drawing, and what contradicts them; asked for in batches of subjects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from ..evidence.asking import batches, predecessors, select
from ..evidence.chaining import chain
from ..evidence.disputes import conflicts_on
from ..evidence.model import Triple, local
from ..names.labels import labels
from ..store.protocol import Store
from ..terms import ID, Term, compact
from .model import Dispute, Evidence, Rival, Source

_CLAIMS: Final = """SELECT ?s ?p ?o ?source ?passage ?basis ?status ?start ?end {{ {values}
  ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; ca:claimedBy ?source ; ca:hasEvidence ?passage .
  OPTIONAL {{ ?claim ca:basis ?basis }} OPTIONAL {{ ?claim ca:status ?status }}
  OPTIONAL {{ ?passage ca:startOffset ?start }} OPTIONAL {{ ?passage ca:endOffset ?end }} }}"""
_SOURCES: Final = """SELECT ?source ?name ?url ?on ?by ?words ?rel ?work {{ {values}
  OPTIONAL {{ ?source schema:name ?name }} OPTIONAL {{ ?source schema:url ?url }}
  OPTIONAL {{ ?source schema:datePublished ?on }} OPTIONAL {{ ?source schema:publisher ?by }}
  OPTIONAL {{ ?source ca:publisherName ?words }} OPTIONAL {{ ?source ca:reliability ?rel }}
  OPTIONAL {{ ?source ca:snapshotOf ?work }} }}"""
_MERGED: Final = "SELECT ?old ?new { ?old dcterms:isReplacedBy ?new }"

_Place = tuple[ox.NamedNode, str, int | None, int | None, str, str]


@dataclass(slots=True)
class Sayings:
    """Who says what; places in sources are numbered when they are first asked for.

    Attributes:
        evidence: The places that were asked for, in the order of their numbers.
    """

    _places: Mapping[tuple[ox.NamedNode, ox.NamedNode, Term], list[_Place]]
    _sources: Mapping[ox.NamedNode, Source]
    _disputes: Mapping[Triple, tuple[str, str, tuple[tuple[str, Term], ...]]]
    _numbers: dict[_Place, int] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)

    def of(self, *triples: Triple) -> tuple[int, ...]:
        """The numbers of the places that state these statements, by statement and then by source and place."""
        found: dict[int, None] = {}
        for triple in triples:
            for place in self._places.get(triple, ()):
                found[self._number(place)] = None
        return tuple(found)

    def dispute(self, triple: Triple) -> Dispute | None:
        """What contradicts a statement, where something does."""
        case = self._disputes.get(triple)
        if case is None:
            return None
        rule, kind, rivals = case
        said = tuple(Rival(words, self.of((triple[0], triple[1], value))) for words, value in rivals)
        return Dispute(rule, kind, said)

    def _number(self, place: _Place) -> int:
        number = self._numbers.setdefault(place, len(self._numbers))
        if number == len(self.evidence):
            self.evidence.append(Evidence(self._sources[place[0]], *place[1:]))
        return number


def sayings(store: Store, subjects: Iterable[ox.NamedNode], inferred: Iterable[Triple] = ()) -> Sayings:
    """Who says anything about these things, under their former ids as well.

    Args:
        store: Where to ask.
        subjects: The things.
        inferred: Statements that follow by a rule: those who say what they follow from say them.
    """
    things = sorted(set(subjects), key=lambda iri: iri.value)
    former = predecessors(store, things)
    living = {old: thing for thing in things for old in (thing, *former.get(thing, ()))}
    merged = {old: new for old, new in select(store, _MERGED) if isinstance(old, ox.NamedNode)}
    places: dict[tuple[ox.NamedNode, ox.NamedNode, Term], list[_Place]] = {}
    for values in batches("?s", ([iri] for iri in living)):
        for subject, predicate, value, *rest in select(store, _CLAIMS.format(values=values)):
            assert isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode) and value is not None
            now = (merged.get(value) or value) if isinstance(value, ox.NamedNode) else value
            places.setdefault((living[subject], predicate, now), []).append(_place(rest))
    for triple in inferred:
        if triple[0].value.startswith(
            ID
        ):  # what follows about concepts follows from the vocabulary, which nobody claims
            places[triple] = _premises(store, triple)
    for found in places.values():
        found.sort(key=lambda place: (place[0].value, -1 if place[2] is None else place[2], place[1:]))
    sources = _sources(store, {place[0] for found in places.values() for place in found})
    return Sayings(places, sources, _disputes(store, things))


def _premises(store: Store, triple: Triple) -> list[_Place]:
    """The places that state what a statement follows from, each once."""
    claims = [view for step in chain(store, *triple) for premise in step.premises for view in premise.claims]
    places: dict[_Place, None] = {}
    for view in claims:
        passage = view.passage.value.partition("#")[2]
        places[view.source, passage, view.start, view.end, view.method, view.status] = None
    return list(places)


def _place(row: Iterable[Term | None]) -> _Place:
    source, passage, basis, status, start, end = row
    assert isinstance(source, ox.NamedNode) and isinstance(passage, ox.NamedNode)
    return (
        source,
        passage.value.partition("#")[2],
        int(start.value) if isinstance(start, ox.Literal) else None,
        int(end.value) if isinstance(end, ox.Literal) else None,
        local(basis) or "stated",
        local(status) or "asserted",
    )


def _sources(store: Store, iris: Iterable[ox.NamedNode]) -> dict[ox.NamedNode, Source]:
    rows: dict[ox.NamedNode, tuple[Term | None, ...]] = {}
    for values in batches("?source", ([iri] for iri in sorted(iris, key=str))):
        for source, *fields in sorted(select(store, _SOURCES.format(values=values)), key=str):
            assert isinstance(source, ox.NamedNode)
            rows.setdefault(source, tuple(fields))  # of several publishers the first
    things = [term for fields in rows.values() for term in (fields[3], fields[6]) if isinstance(term, ox.NamedNode)]
    names = labels(store, things)
    found = {}
    for iri, (name, url, on, by, words, reliability, work) in rows.items():
        title = _text(name) or (names[work] if isinstance(work, ox.NamedNode) else "")
        publisher = names[by] if isinstance(by, ox.NamedNode) else _text(words)
        found[iri] = Source(iri.value, title or compact(iri), _text(url), _text(on), publisher, local(reliability))
    return found


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""


def _disputes(
    store: Store, things: Iterable[ox.NamedNode]
) -> dict[Triple, tuple[str, str, tuple[tuple[str, Term], ...]]]:
    """Each shown statement that is contradicted: the rule, the kind, and the other values with their words."""
    found: dict[Triple, tuple[str, str, tuple[tuple[str, Term], ...]]] = {}
    for case in conflicts_on(store, things):
        rivals = tuple((value.value, value.term) for value in case.values if not value.agrees)
        if rivals:
            found[case.subject, case.property, case.values[0].term] = case.rule, case.kind, rivals
    return found
