"""Concept schemes as trees: what is broader before what is narrower, each with how often it is said of something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from ..evidence.asking import inline, select
from ..names.labels import labels
from ..store.protocol import Store
from ..terms import GRAPHS, Term, compact, node, show
from .addresses import Addresses

Facts = dict[ox.NamedNode, list[Term]]


@dataclass(frozen=True, slots=True)
class ConceptEntry:
    """A concept of a scheme.

    Attributes:
        label: Its name.
        address: Its page.
        definition: What it means.
        other_names: What people call it as well.
        used: How many things of the atlas it is said of.
        below: The concepts that are narrower.
    """

    label: str
    address: str
    definition: str
    other_names: tuple[str, ...]
    used: int
    below: tuple[ConceptEntry, ...]


@dataclass(frozen=True, slots=True)
class SchemePage:
    """A concept scheme with its concepts.

    Attributes:
        iri: The scheme.
        title: Its name.
        description: What it is for.
        concepts: The concepts at its top, each with those below it.
        count: How many there are.
    """

    iri: str
    title: str
    description: str
    concepts: tuple[ConceptEntry, ...]
    count: int


def scheme_page(store: Store, scheme: ox.NamedNode, addresses: Addresses) -> SchemePage:
    """A concept scheme, broader concepts before narrower ones; empty where there is no such scheme."""
    here = inline(scheme)
    facts: dict[ox.NamedNode, Facts] = {}
    for subject, property_, value in sorted(
        select(store, f"SELECT ?s ?p ?o {{ GRAPH {GRAPHS['vocabulary']} {{ ?s skos:inScheme {here} ; ?p ?o }} }}"),
        key=str,
    ):
        if isinstance(subject, ox.NamedNode) and isinstance(property_, ox.NamedNode) and value is not None:
            facts.setdefault(subject, {}).setdefault(property_, []).append(value)
    about = {row[0]: show(row[1]) for row in select(store, f"SELECT ?p ?o {{ {here} ?p ?o }} ORDER BY ?p ?o")}
    return SchemePage(
        iri=scheme.value,
        title=about.get(node("dcterms:title")) or compact(scheme),
        description=about.get(node("dcterms:description"), ""),
        concepts=_Tree.of(facts, labels(store, facts), _uses(store, here), addresses).tops(),
        count=len(facts),
    )


def _uses(store: Store, scheme: str) -> dict[Term | None, int]:
    facts = f"GRAPH {GRAPHS['facts']} {{ ?s ?p ?c }}"
    rows = select(store, f"SELECT ?c (COUNT(?s) AS ?n) {{ ?c skos:inScheme {scheme} . {facts} }} GROUP BY ?c")
    return {concept: int(show(count)) for concept, count in rows}


@dataclass(frozen=True, slots=True)
class _Tree:
    """Concepts by what is broader; one that has two broader ones stands below both."""

    facts: Mapping[ox.NamedNode, Facts]
    names: Mapping[ox.NamedNode, str]
    used: Mapping[Term | None, int]
    addresses: Addresses
    below: Mapping[Term | None, list[ox.NamedNode]]

    @classmethod
    def of(
        cls,
        facts: Mapping[ox.NamedNode, Facts],
        names: Mapping[ox.NamedNode, str],
        used: Mapping[Term | None, int],
        addresses: Addresses,
    ) -> _Tree:
        below: dict[Term | None, list[ox.NamedNode]] = {}
        broader = node("skos:broader")
        for concept in sorted(facts, key=lambda one: (names[one].casefold(), one.value)):
            above: list[Term | None] = [one for one in facts[concept].get(broader, ()) if one in facts]
            for one in above or [None]:
                below.setdefault(one, []).append(concept)
        return cls(facts, names, used, addresses, below)

    def tops(self) -> tuple[ConceptEntry, ...]:
        return self._entries(self.below.get(None, ()), ())

    def _entries(self, concepts: Iterable[ox.NamedNode], path: tuple[ox.NamedNode, ...]) -> tuple[ConceptEntry, ...]:
        return tuple(self._entry(one, (*path, one)) for one in concepts if one not in path)

    def _entry(self, concept: ox.NamedNode, path: tuple[ox.NamedNode, ...]) -> ConceptEntry:
        own = self.facts[concept]
        return ConceptEntry(
            label=self.names[concept],
            address=self.addresses.thing(concept),
            definition=next(map(show, own.get(node("skos:definition"), ())), ""),
            other_names=tuple(sorted(map(show, own.get(node("skos:altLabel"), ())))),
            used=self.used.get(concept, 0),
            below=self._entries(self.below.get(concept, ()), path),
        )
