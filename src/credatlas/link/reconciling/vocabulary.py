"""The types and properties by which others may ask: read off the ontology, its shapes, and what is in the graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from pyoxigraph import Literal, NamedNode

from ...cards.layout import layout
from ...names.folding import fold
from ...names.labels import terms
from ...store.protocol import Store
from ...terms import CA, compact, node, prologue
from .model import Kind, Property

MATCHABLE: Final = tuple(
    "Organization Programme Course Credential ProgrammeOffering Event EventSeries Publication Journal Person "
    "PolicyInstrument".split()
)
"""The kinds of things that names of others can mean; they and all narrower ones are types of the protocol."""

COUNTRY: Final = Property(
    "country",
    "country",
    "Country of its place, or of the place that contains it.",
    f"{node('schema:location')}/{node('schema:containedInPlace')}?",
)
_ALSO: Final = {
    "schema:url": ("website", "homepage", "web site", "home page"),
    "ca:rorId": ("ROR id",),
    "ca:wikidataId": ("Wikidata id",),
    "ca:isOfferedBy": ("provider",),
    "org:subOrganizationOf": ("parent",),
}
_LOCATION: Final = node("schema:location")


@dataclass(frozen=True)
class Vocabulary:
    """Types and properties of one graph.

    Attributes:
        kinds: The types by id, the broad ones of :data:`MATCHABLE` first, then by name.
        properties: The properties by id, in the order of the cards.
        used: For each type the ids of the properties that a thing of it has, in the order of the cards.
    """

    kinds: Mapping[str, Kind]
    properties: Mapping[str, Property]
    used: Mapping[str, tuple[str, ...]]

    def kind(self, text: str) -> Kind | None:
        """The type that a text names: an id, a compact name, an IRI, or a label in any spelling."""
        found = self.kinds.get(text) or self._kinds_by_name.get(text)
        return found or self._kinds_by_name.get(fold(text))

    def property(self, text: str) -> Property | None:
        """The property that a text names: an id, an IRI, a local name, or a label in any spelling."""
        found = self.properties.get(text) or self._properties_by_name.get(text)
        return found or self._properties_by_name.get(fold(text))

    def kinds_of(self, classes: Iterable[NamedNode]) -> tuple[Kind, ...]:
        """The types among some classes, in the order of the types."""
        ids = {local_name(one) for one in classes}
        return tuple(kind for id_, kind in self.kinds.items() if id_ in ids)

    def above(self, id_: str) -> frozenset[str]:
        """The ids of a type and of all types above it."""
        found: set[str] = set()
        rest = [id_]
        while rest:
            one = rest.pop()
            if one not in found and one in self.kinds:
                found.add(one)
                rest += self.kinds[one].broader
        return frozenset(found)

    @cached_property
    def _kinds_by_name(self) -> dict[str, Kind]:
        names: dict[str, Kind] = {}
        for kind in self.kinds.values():
            for name in (kind.iri.value, compact(kind.iri), fold(kind.name), fold(kind.id)):
                names.setdefault(name, kind)
        return names

    @cached_property
    def _properties_by_name(self) -> dict[str, Property]:
        names: dict[str, Property] = {}
        for one in self.properties.values():
            iris = [node(one.id).value] if ":" in one.id else []
            for name in (*iris, fold(one.name), *map(fold, one.also), fold(re.split(r"[:#/]", one.id)[-1])):
                names.setdefault(name, one)
        return names


def vocabulary(store: Store) -> Vocabulary:
    """The types and properties of a graph; types of which there is nothing are left out.

    Raises:
        StoreError: The store failed.
    """
    kinds = _kinds(store)
    places = layout(store, [kind.iri for kind in kinds.values()])
    described = _descriptions(store, kinds.values())
    used = {id_: _used(store, kind) for id_, kind in kinds.items()}
    there = set().union(*used.values())
    properties: dict[str, Property] = {}
    for iri, place in places.items():
        if iri in there:
            id_ = compact(iri)
            properties[id_] = Property(id_, place.label, described.get(iri, ""), str(iri), _ALSO.get(id_, ()))
        if iri in there and iri == _LOCATION:  # the country stands right behind the place that it is read off
            properties[COUNTRY.id] = COUNTRY
    return Vocabulary(
        kinds,
        properties,
        {
            id_: tuple(one.id for one in properties.values() if (_LOCATION if one is COUNTRY else node(one.id)) in iris)
            for id_, iris in used.items()
        },
    )


def _kinds(store: Store) -> dict[str, Kind]:
    """The matchable classes of which there is something, with their narrower ones."""
    rows = store.select(
        f"{prologue()} SELECT ?c ?name ?definition ?broader {{ ?c a owl:Class ; rdfs:label ?name ."
        " OPTIONAL { ?c skos:definition ?definition } OPTIONAL { ?c rdfs:subClassOf ?broader } }"
        " ORDER BY ?c ?broader"
    )
    found: dict[str, Kind] = {}
    for iri, name, definition, broader in rows:
        if not (isinstance(iri, NamedNode) and isinstance(name, Literal) and iri.value.startswith(CA)):
            continue
        id_ = local_name(iri)
        above = found[id_].broader if id_ in found else ()
        if isinstance(broader, NamedNode) and broader.value.startswith(CA):
            above = (*above, local_name(broader))
        found[id_] = Kind(id_, iri, name.value, definition.value if isinstance(definition, Literal) else "", above)
    there = _with_things(store, found)
    kept = {id_ for id_ in there if _reaches(id_, found)}
    order = sorted(kept, key=lambda id_: (MATCHABLE.index(id_) if id_ in MATCHABLE else len(MATCHABLE), id_))
    return {id_: replace(found[id_], broader=tuple(up for up in found[id_].broader if up in kept)) for id_ in order}


def _with_things(store: Store, kinds: Mapping[str, Kind]) -> list[str]:
    # a look-up for each class: the engine would count all things of all classes instead
    return [id_ for id_, kind in kinds.items() if store.query(f"ASK {{ ?thing a {kind.iri} }}") is True]


def _reaches(id_: str, kinds: Mapping[str, Kind]) -> bool:
    return id_ in MATCHABLE or any(_reaches(up, kinds) for up in kinds[id_].broader if up in kinds)


def _used(store: Store, kind: Kind) -> set[NamedNode]:
    rows = store.select(f"SELECT DISTINCT ?p {{ ?thing a {kind.iri} ; ?p ?o }}")
    return {row[0] for row in rows if isinstance(row[0], NamedNode)}


def _descriptions(store: Store, kinds: Iterable[Kind]) -> dict[NamedNode, str]:
    classes = terms(kind.iri for kind in kinds)
    rows = store.select(
        f"{prologue()} SELECT ?p ?text {{ VALUES ?class {{ {classes} }} ?shape sh:targetClass ?class ; sh:property ?one"
        " . ?one sh:path ?p ; sh:description ?text FILTER(isIRI(?p)) FILTER NOT EXISTS { ?one sh:severity sh:Info } }"
        " ORDER BY ?p ?text"
    )
    found: dict[NamedNode, str] = {}
    for iri, text in rows:
        if isinstance(iri, NamedNode) and isinstance(text, Literal):
            found.setdefault(iri, text.value)
    return found


def local_name(iri: NamedNode) -> str:
    """What follows the last ``#`` or ``/`` of an IRI."""
    return re.split(r"[#/]", iri.value)[-1]
