"""The ontology as a reference: its classes, properties and concept schemes, as the ontology itself describes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..build import Atlas
from ..evidence.asking import select
from ..names.labels import labels
from ..store.protocol import Store
from ..terms import BASE, CA, GRAPHS, Term, compact, node, show
from .addresses import Addresses
from .keeping import kept

Facts = Mapping[ox.NamedNode, list[Term]]
Link = tuple[str, str]
"""A label and where it leads."""

_ONTOLOGY: Final = ox.NamedNode(f"{BASE}ontology")
_VOCABULARY: Final = BASE + "vocab/"
_TERMS: Final = f"""SELECT ?s ?p ?o {{ GRAPH {GRAPHS["vocabulary"]} {{
  ?s rdfs:isDefinedBy {_ONTOLOGY} . ?s <{node("vs:term_status").value}> ?status . ?s ?p ?o }} }}"""
_ABOUT: Final = f"SELECT ?p ?o {{ GRAPH {GRAPHS['vocabulary']} {{ {_ONTOLOGY} ?p ?o }} }}"
_SCHEMES: Final = """SELECT ?s ?title ?text (COUNT(?c) AS ?n) { ?s a skos:ConceptScheme .
  OPTIONAL { ?s dcterms:title ?title } OPTIONAL { ?s dcterms:description ?text } OPTIONAL { ?c skos:inScheme ?s } }
  GROUP BY ?s ?title ?text"""
_CLASS: Final = node("owl:Class")
_MATCHES: Final = {
    node("skos:exactMatch"): "same as",
    node("skos:closeMatch"): "close to",
    node("skos:broadMatch"): "narrower than",
    node("skos:narrowMatch"): "wider than",
    node("skos:relatedMatch"): "related to",
}


@dataclass(frozen=True, slots=True)
class TermEntry:
    """A class or property of the ontology.

    Attributes:
        anchor: Its local name, its place on the page.
        iri: The term.
        label: Its name for people.
        kind: ``class``, ``relation`` (to things and concepts) or ``value``.
        definition: What it means, in one sentence.
        examples: What it is used for.
        above: The terms that it is a kind of.
        below: The terms of ours that are a kind of it.
        domain: What has it.
        range: What it leads to.
        properties: For a class, the properties that say that it has them.
        matches: What other vocabularies have: how it is related, and the term.
        notes: One value per what, shelf life, status unless stable.
    """

    anchor: str
    iri: str
    label: str
    kind: str
    definition: str
    examples: tuple[str, ...]
    above: tuple[Link, ...]
    below: tuple[Link, ...]
    domain: tuple[Link, ...]
    range: tuple[Link, ...]
    properties: tuple[Link, ...]
    matches: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchemeEntry:
    """A concept scheme: its name, what it is for, how many concepts it has, where it is."""

    title: str
    description: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Reference:
    """The ontology.

    Attributes:
        title: Its title.
        description: What it is for.
        version: Its version.
        modified: When it was changed last.
        notes: Remarks of its makers.
        classes: The classes, by label.
        properties: The properties, by label.
        schemes: The concept schemes, by title.
    """

    title: str
    description: str
    version: str
    modified: str
    notes: tuple[str, ...]
    classes: tuple[TermEntry, ...]
    properties: tuple[TermEntry, ...]
    schemes: tuple[SchemeEntry, ...]


def reference(atlas: Atlas, addresses: Addresses) -> Reference:
    """The whole reference."""
    facts, names, about = kept(atlas, ("reference",), _gathered)
    entries = [_entry(term, facts, names, addresses) for term in facts]
    entries.sort(key=lambda one: (one.label.casefold(), one.anchor))
    return Reference(
        title=_first(about, "dcterms:title"),
        description=_first(about, "dcterms:description"),
        version=_first(about, "owl:versionInfo"),
        modified=_first(about, "dcterms:modified"),
        notes=tuple(map(show, about.get(node("rdfs:comment"), ()))),
        classes=tuple(one for one in entries if one.kind == "class"),
        properties=tuple(one for one in entries if one.kind != "class"),
        schemes=tuple(schemes(atlas, addresses)),
    )


def schemes(store: Store, addresses: Addresses) -> Iterator[SchemeEntry]:
    """The concept schemes, by title."""
    rows = sorted(select(store, _SCHEMES), key=lambda row: show(row[1]).casefold())
    for scheme, title, text, count in rows:
        if isinstance(scheme, ox.NamedNode):
            yield SchemeEntry(show(title) or compact(scheme), show(text), int(show(count)), addresses.thing(scheme))


def _gathered(store: Store) -> tuple[dict[ox.NamedNode, Facts], dict[ox.NamedNode, str], Facts]:
    facts: dict[ox.NamedNode, dict[ox.NamedNode, list[Term]]] = {}
    for subject, property_, value in sorted(select(store, _TERMS), key=str):
        if isinstance(subject, ox.NamedNode) and isinstance(property_, ox.NamedNode) and value is not None:
            facts.setdefault(subject, {}).setdefault(property_, []).append(value)
    about: dict[ox.NamedNode, list[Term]] = {}
    for property_, value in select(store, _ABOUT):
        if isinstance(property_, ox.NamedNode) and value is not None:
            about.setdefault(property_, []).append(value)
    return dict(facts), labels(store, facts), about


def _entry(
    term: ox.NamedNode, facts: Mapping[ox.NamedNode, Facts], names: Mapping[ox.NamedNode, str], addresses: Addresses
) -> TermEntry:
    own = facts[term]

    def links(*properties: str) -> tuple[Link, ...]:
        found = [value for name in properties for value in own.get(node(name), ()) if isinstance(value, ox.NamedNode)]
        return tuple((names.get(one) or compact(one), addresses.thing(one)) for one in dict.fromkeys(found))

    def pointing(*properties: str) -> tuple[Link, ...]:
        found = [one for one, of in facts.items() if any(term in of.get(node(name), ()) for name in properties)]
        return tuple(sorted((names[one], addresses.thing(one)) for one in found))

    is_class = _CLASS in own.get(node("rdf:type"), ())
    return TermEntry(
        anchor=term.value.removeprefix(CA),
        iri=term.value,
        label=names[term],
        kind="class" if is_class else "relation" if node("owl:ObjectProperty") in own[node("rdf:type")] else "value",
        definition=_first(own, "skos:definition"),
        examples=tuple(map(show, own.get(node("skos:example"), ()))),
        above=links("rdfs:subClassOf", "rdfs:subPropertyOf"),
        below=pointing("rdfs:subClassOf", "rdfs:subPropertyOf"),
        domain=links("rdfs:domain", "schema:domainIncludes"),
        range=links("rdfs:range", "schema:rangeIncludes"),
        properties=pointing("rdfs:domain", "schema:domainIncludes") if is_class else (),
        matches=tuple(
            (words, compact(value), value.value)
            for property_, words in _MATCHES.items()
            for value in own.get(property_, ())
            if isinstance(value, ox.NamedNode)
        ),
        notes=tuple(_notes(own, names)),
    )


def _notes(own: Facts, names: Mapping[ox.NamedNode, str]) -> Iterator[str]:
    per = [
        names.get(one) or show(one) for one in own.get(node("ca:singleValuedPer"), ()) if isinstance(one, ox.NamedNode)
    ]
    if per:
        yield f"one value per {' and '.join(sorted(per))}"
    for months in own.get(node("ca:shelfLifeMonths"), ()):
        yield f"looked at again after {show(months)} months"
    status = _first(own, "vs:term_status")
    if status not in ("", "stable"):
        yield f"status: {status}"


def _first(own: Facts, name: str) -> str:
    return next(map(show, own.get(node(name), ())), "")
