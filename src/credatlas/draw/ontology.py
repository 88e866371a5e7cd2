"""The classes of the ontology as a drawing: what is a kind of what, and what relates to what."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from ..errors import NotFoundError
from ..evidence.asking import select
from ..names.labels import labels
from ..store.protocol import Store
from ..terms import CA, GRAPHS, Term, compact, node
from .model import Drawing, Edge, Fact, Node

KIND_OF: Final = node("rdfs:subClassOf")
_VALUES: Final = frozenset(node(f"ca:{name}") for name in "Count Detail Duration Period Price".split())
_LAYER: Final = GRAPHS["vocabulary"]
_OWN: Final = f'FILTER(STRSTARTS(STR(?c), "{CA}"))'
_CLASSES: Final = f"""SELECT ?c ?super ?definition {{ GRAPH {_LAYER} {{
  ?c a <http://www.w3.org/2002/07/owl#Class> {_OWN}
  OPTIONAL {{ ?c rdfs:subClassOf ?super FILTER(isIRI(?super)) }} OPTIONAL {{ ?c skos:definition ?definition }}
  FILTER NOT EXISTS {{ ?c <http://www.w3.org/2002/07/owl#deprecated> ?old }} }} }}"""
_RELATIONS: Final = f"""SELECT ?p ?c ?to {{ GRAPH {_LAYER} {{ ?p schema:domainIncludes|rdfs:domain ?c ;
  schema:rangeIncludes|rdfs:range ?to {_OWN} FILTER(isIRI(?to)) }} }}"""

# the group of a class is that of its topmost class
_GROUPS: Final = {
    "Organization": "organization",
    "Person": "person",
    "Programme": "programme",
    "Course": "course",
    "Credential": "credential",
    "Event": "event",
    "EventSeries": "event",
    "PolicyInstrument": "policy",
    "Publication": "work",
    "Journal": "work",
    "ProgrammeOffering": "part",
    "OfferingSession": "part",
    "Reference": "part",
    "Partnership": "part",
}


def ontology(store: Store) -> Drawing:
    """The own classes of the ontology, each with its definition and its properties.

    Edges say that a class is a kind of another one, or that its things may have a relation to those of another one.
    What a value or a text follows are facts of the class. Nobody claims any of it, so that nothing has evidence.

    Raises:
        NotFoundError: The store holds no ontology.
    """
    supers: dict[ox.NamedNode, set[ox.NamedNode]] = {}
    definitions: dict[ox.NamedNode, str] = {}
    for cls, above, definition in select(store, _CLASSES):
        assert isinstance(cls, ox.NamedNode)
        supers.setdefault(cls, set())
        if isinstance(above, ox.NamedNode):
            supers[cls].add(above)
        if isinstance(definition, ox.Literal):
            definitions[cls] = min(definitions.get(cls, definition.value), definition.value)
    if not supers:
        raise NotFoundError(f"{store.location} holds no ontology", hint="run `credatlas build`")
    relations = {_iris(row) for row in select(store, _RELATIONS)}
    named = {*supers, *(above for found in supers.values() for above in found)}
    named |= {iri for row in relations for iri in row}
    words = labels(store, sorted(named, key=str))
    triples = [(cls, KIND_OF, above) for cls, found in supers.items() for above in found if above in supers]
    triples += [(cls, prop, to) for prop, cls, to in relations if cls in supers and to in supers and to not in _VALUES]
    edges = tuple(
        Edge(f"e{number}", cls.value, to.value, "is a kind of" if prop == KIND_OF else words[prop], prop.value)
        for number, (cls, prop, to) in enumerate(sorted(triples, key=str))
    )
    nodes = []
    for cls in sorted(supers, key=lambda iri: iri.value):
        facts = [Fact("definition", definitions[cls], node("skos:definition").value)] if cls in definitions else []
        outside = [above for above in supers[cls] if above not in supers]
        facts += [
            Fact("is a kind of", compact(above), KIND_OF.value, link=above.value) for above in sorted(outside, key=str)
        ]
        plain: dict[ox.NamedNode, list[str]] = {}
        for prop, of, to in relations:
            if of == cls and (to in _VALUES or to not in supers):
                plain.setdefault(prop, []).append(words[to] if to in supers else compact(to))
        facts += [
            Fact(words[prop], ", ".join(sorted(kinds)), prop.value)
            for prop, kinds in sorted(plain.items(), key=lambda pair: words[pair[0]])
        ]
        nodes.append(Node(cls.value, words[cls], "class", "", _group(cls, supers), facts=tuple(facts)))
    return Drawing(tuple(nodes), edges, title="The classes of the ontology")


def _iris(row: tuple[Term | None, ...]) -> tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode]:
    prop, cls, to = row
    assert isinstance(prop, ox.NamedNode) and isinstance(cls, ox.NamedNode) and isinstance(to, ox.NamedNode)
    return prop, cls, to


def _group(cls: ox.NamedNode, supers: dict[ox.NamedNode, set[ox.NamedNode]]) -> str:
    seen = {cls}
    ring = [cls]
    while ring:
        for one in sorted(ring, key=str):
            if one.value.removeprefix(CA) in _GROUPS:
                return _GROUPS[one.value.removeprefix(CA)]
        ring = [above for one in ring for above in supers.get(one, ()) if above not in seen]
        seen.update(ring)
    return "other"
