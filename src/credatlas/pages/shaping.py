"""The shapes as a reference: what the data is held to, rule by rule, in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

import pyoxigraph as ox

from ..build import Atlas
from ..evidence.asking import select
from ..history.paths import Paths, paths_of
from ..names.labels import labels
from ..store.protocol import Store
from ..terms import BASE, GRAPHS, PREFIXES, SHAPES, Term, compact, node, show
from ..wording import spaced
from .addresses import Addresses
from .demanding import Facts, Link, demands
from .keeping import kept

_HEADER: Final = ox.NamedNode(f"{BASE}shapes")
_ALL: Final = f"""SELECT ?s ?p ?o {{ GRAPH {GRAPHS["vocabulary"]} {{ ?s ?p ?o
  FILTER(?s = {_HEADER} || STRSTARTS(STR(?s), "{SHAPES}")) }} }}"""
_STEP: Final = re.compile(r"<([^>]+)>|([|/^])")
_JOINTS: Final = {"|": " or ", "/": " of what it leads to: ", "^": "the other way round, "}
_TARGETS: Final = {
    "sh:targetClass": "{}",
    "sh:targetSubjectsOf": "things with “{}”",
    "sh:targetObjectsOf": "values of “{}”",
    "sh:target": "what its query chooses",
}
SEVERITIES: Final = {
    "violation": ("must", "Data that breaks it is not published."),
    "warning": ("to be looked at", "Somebody mends it, or records why it stands as it does."),
    "info": ("good to know", "Readers ask for it. Where nobody says so it is unknown, which is no mistake."),
}
"""How serious it is when a rule does not hold: in a few words, and what follows."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What the values of a property are held to.

    Attributes:
        anchor: Its local name, its place on the page.
        name: What cards call the property.
        description: What it is about, in one sentence.
        path: The property, or how one comes to the values.
        demands: What is asked of the values, each in words.
        severity: One of :data:`SEVERITIES`.
        message: What to do where it does not hold.
        cards: The shapes that have it.
    """

    anchor: str
    name: str
    description: str
    path: tuple[Link, ...]
    demands: tuple[tuple[Link, ...], ...]
    severity: str
    message: str
    cards: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ShapeEntry:
    """A shape of things.

    Attributes:
        anchor: Its local name, its place on the page.
        name: What it is called.
        description: What it is for, in one sentence.
        about: The things that it is about; empty for what is no thing of the graph.
        rules: The rules on properties that belong to it.
        severity: One of :data:`SEVERITIES`; empty for one that has nothing but rules on properties.
        message: What to do where it does not hold.
        finds: What a finding says, with the names of what was found in braces.
        queries: The SPARQL texts that choose the things and find what is wrong.
    """

    anchor: str
    name: str
    description: str
    about: tuple[Link, ...]
    rules: tuple[Link, ...]
    severity: str
    message: str
    finds: str
    queries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shapes:
    """All shapes.

    Attributes:
        title: Their title.
        description: What they are for.
        cards: What things have on their cards, by name.
        wishes: What readers ask of things, by name.
        checks: What a query finds, by name.
        values: What kinds of values there are, by name.
        files: What is checked of files and not of the graph, by name.
        groups: The rules on properties: the anchor, label and description of each group with its rules, as on a card.
    """

    title: str
    description: str
    cards: tuple[ShapeEntry, ...]
    wishes: tuple[ShapeEntry, ...]
    checks: tuple[ShapeEntry, ...]
    values: tuple[ShapeEntry, ...]
    files: tuple[ShapeEntry, ...]
    groups: tuple[tuple[str, str, str, tuple[Rule, ...]], ...]


def shapes_reference(atlas: Atlas, addresses: Addresses) -> Shapes:
    """The whole reference."""
    facts, names, paths = kept(atlas, ("shapes",), _gathered)
    teller = _Teller(facts, names, paths, addresses)
    found: dict[str, list[ShapeEntry]] = {}
    for shape in teller.of_kind("sh:NodeShape"):
        if part := teller.part(shape):
            found.setdefault(part, []).append(teller.shape(shape))
    parts = {part: tuple(sorted(entries, key=attrgetter("name", "anchor"))) for part, entries in found.items()}
    rules = {shape: teller.rule(shape) for shape in teller.of_kind("sh:PropertyShape")}
    return Shapes(
        title=teller.text(_HEADER, "dcterms:title"),
        description=teller.text(_HEADER, "dcterms:description"),
        cards=parts.get("cards", ()),
        wishes=parts.get("wishes", ()),
        checks=parts.get("checks", ()),
        values=parts.get("values", ()),
        files=parts.get("files", ()),
        groups=tuple(_groups(teller, rules)),
    )


def _groups(teller: _Teller, rules: Mapping[ox.NamedNode, Rule]) -> Iterator[tuple[str, str, str, tuple[Rule, ...]]]:
    for group in sorted(teller.of_kind("sh:PropertyGroup"), key=teller.order):
        own = [shape for shape in rules if group in teller.facts[shape].get(node("sh:group"), ())]
        told = tuple(rules[shape] for shape in sorted(own, key=teller.order))
        yield _local(group), teller.text(group, "rdfs:label"), teller.text(group, "rdfs:comment"), told


def _gathered(store: Store) -> tuple[dict[ox.NamedNode, Facts], dict[ox.NamedNode, str], Paths]:
    facts: dict[ox.NamedNode, dict[ox.NamedNode, list[Term]]] = {}
    for subject, property_, value in sorted(select(store, _ALL), key=str):
        if isinstance(subject, ox.NamedNode) and isinstance(property_, ox.NamedNode) and value is not None:
            facts.setdefault(subject, {}).setdefault(property_, []).append(value)
    paths = paths_of(store)
    written = {paths.written(path) for own in facts.values() for path in _nodes(own.get(node("sh:path"), ()))}
    named = [ox.NamedNode(found[1]) for text in written for found in _STEP.finditer(text) if found[1]]
    named += [one for own in facts.values() for terms in own.values() for one in _nodes(terms)]
    return dict(facts), labels(store, named), paths


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells shapes in words."""

    facts: Mapping[ox.NamedNode, Facts]
    names: Mapping[ox.NamedNode, str]
    paths: Paths
    addresses: Addresses

    def of_kind(self, kind: str) -> list[ox.NamedNode]:
        """The shapes of a class of SHACL, by IRI."""
        return [one for one, own in self.facts.items() if node(kind) in own.get(node("rdf:type"), ())]

    def text(self, shape: ox.NamedNode, name: str) -> str:
        """The first value of a property as text; empty where there is none."""
        return next(map(show, self.facts.get(shape, {}).get(node(name), ())), "")

    def name(self, shape: ox.NamedNode) -> str:
        """What a shape is called; one without a name by its local name."""
        return self.text(shape, "sh:name") or spaced(_local(shape))

    def order(self, shape: ox.NamedNode) -> tuple[float, str]:
        """Where it stands on a card."""
        return float(self.text(shape, "sh:order") or "inf"), shape.value

    def part(self, shape: ox.NamedNode) -> str:
        """The part of the reference that a shape of things belongs to; empty for a piece of another shape."""
        own = self.facts[shape]
        is_aimed = any(node(name) in own for name in _TARGETS)
        if node("sh:property") in own:
            rules = _nodes(own[node("sh:property")])
            return "wishes" if all(self.severity(one) == "info" for one in rules) else "cards"
        if is_aimed:
            return "checks"
        if node("sh:name") not in own:
            return ""
        return "files" if node("sh:message") in own else "values"

    def severity(self, shape: ox.NamedNode) -> str:
        """One of :data:`SEVERITIES`; SHACL takes a rule without one for a violation."""
        return self.text(shape, "sh:severity").removeprefix("sh:").lower() or "violation"

    def shape(self, shape: ox.NamedNode) -> ShapeEntry:
        """A shape of things."""
        own = self.facts[shape]
        parts = [one for name in ("sh:target", "sh:sparql") for one in _nodes(own.get(node(name), ()))]
        rules = sorted(_nodes(own.get(node("sh:property"), ())), key=self.order)
        is_rule = node("sh:message") in own
        return ShapeEntry(
            anchor=_local(shape),
            name=self.name(shape),
            description=self.text(shape, "sh:description"),
            about=tuple(self._about(own)),
            rules=tuple((self.name(one), f"#{_local(one)}") for one in rules),
            severity=self.severity(shape) if is_rule else "",
            message=self.text(shape, "sh:message"),
            finds=next((self.text(one, "sh:message") for one in parts if self.text(one, "sh:message")), ""),
            queries=tuple(text.strip() for one in parts if (text := self.text(one, "sh:select"))),
        )

    def rule(self, shape: ox.NamedNode) -> Rule:
        """A rule on the values of a property."""
        owners = [one for one, own in self.facts.items() if shape in own.get(node("sh:property"), ())]
        return Rule(
            anchor=_local(shape),
            name=self.name(shape),
            description=self.text(shape, "sh:description"),
            path=tuple(self._path(shape)),
            demands=tuple(demands(self.facts[shape], self._link)),
            severity=self.severity(shape),
            message=self.text(shape, "sh:message"),
            cards=tuple(sorted((self.name(one), f"#{_local(one)}") for one in owners)),
        )

    def _about(self, own: Facts) -> Iterator[Link]:
        for name, words in _TARGETS.items():
            for one in own.get(node(name), ()):
                label, address = self._link(one)
                yield words.format(label), address if "{}" in words else ""

    def _path(self, shape: ox.NamedNode) -> Iterator[Link]:
        for path in _nodes(self.facts[shape].get(node("sh:path"), ())):
            for found in _STEP.finditer(self.paths.written(path)):
                yield self._link(ox.NamedNode(found[1])) if found[1] else (_JOINTS[found[2]], "")

    def _link(self, term: Term) -> Link:
        if not isinstance(term, ox.NamedNode):
            return show(term), ""
        if term.value.startswith(SHAPES):
            return self.name(term), f"#{_local(term)}"
        name = self.names.get(term) or compact(term)
        if name == compact(term) and term.value.startswith(f"{BASE}vocab/"):
            name = term.value.rpartition("/")[2]
        return spaced(name), self.addresses.thing(term)


def _nodes(terms: Iterable[Term]) -> list[ox.NamedNode]:
    return [one for one in terms if isinstance(one, ox.NamedNode)]


def _local(shape: ox.NamedNode) -> str:
    return shape.value.removeprefix(PREFIXES["shapes"])
