"""From the store to a drawing: choose, gather, fold, find words, say who says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..build import Atlas
from ..cards.layout import Place, layout
from ..errors import UsageError
from ..names.labels import NAME, labels
from ..store.protocol import Store
from ..terms import Term, show
from ..wording import describe_values, is_value, spaced
from .choosing import Roles, Start, start_of
from .folding import Folded, Relation, Statement, fold
from .gathering import around, everything
from .groups import group_of
from .model import Drawing, Edge, Fact, Node
from .saying import Sayings, sayings

_DEEPEST: Final = 10


def drawing(
    store: Store,
    things: Iterable[str] = (),
    *,
    queries: Iterable[str] = (),
    classes: Iterable[str] = (),
    depth: int = 1,
    also: Collection[str] = (),
) -> Drawing:
    """The graph around things, or of the whole atlas, as people read it.

    Things are nodes and their relations edges with plain names; texts, numbers, dates, prices, topics and places are
    facts of the things. Runs, sessions and references are folded into what they describe: their facts and relations
    become those of the programme or work that they are part of. Each fact and edge says who says so.

    Args:
        store: An open store.
        things: Names, alternate names, abbreviations or ids to start from.
        queries: Canned queries whose answers to start from, each as ``name parameter=value …``.
        classes: Classes to start from all things of, by name: ``Course``. Without any of the three the whole atlas
            is drawn.
        depth: How many relations lie at most between the start and anything else; 0 for the start alone.
        also: What is drawn as nodes as well: ``concepts``, ``places``, ``parts`` (runs, sessions and references).
            What is named as a start is always a node.

    Returns:
        Nodes and edges in the order of their IRIs, without coordinates; see :func:`credatlas.draw.layout.laid_out`.

    Raises:
        NotFoundError: Nothing goes by a name, or an answer or a class has no things.
        AmbiguousError: Several things go by a name.
        UsageError: An option does not exist, a query lacks a parameter, or the depth is none.
    """
    if not 0 <= depth <= _DEEPEST:
        raise UsageError(f"{depth} relations are no distance to draw", hint=f"take 0 to {_DEEPEST}", place="depth")
    start = start_of(store, things, queries, classes)
    roles = Roles.of(start.things, also)
    if start.things:
        statements, near = around(store, roles, depth)
        folded = fold(statements, roles, near)
    else:
        statements = everything(store)
        folded = fold(statements, roles, None)
    return in_words(store, folded, start)


def in_words(store: Store, folded: Folded, start: Start) -> Drawing:
    """Things, relations and facts with their names, and with who says so."""
    words = _Words.of(store, folded)
    inferred = [one.triple for facts in folded.facts.values() for one in facts if one.inferred]
    inferred += [relation.triple for relation in folded.relations if relation.inferred]
    said = sayings(store, {triple[0] for triple in _told(folded)}, inferred)
    nodes = tuple(_node(thing, folded, words, said) for thing in folded.facts)
    edges = tuple(_edge(number, relation, words, said) for number, relation in enumerate(_ordered(folded.relations)))
    note = str(store.moment) if isinstance(store, Atlas) else ""
    return Drawing(nodes, edges, tuple(said.evidence), start.title, note, tuple(iri.value for iri in start.things))


def _told(folded: Folded) -> Iterable[tuple[ox.NamedNode, ox.NamedNode, Term]]:
    for statements in folded.facts.values():
        for statement in statements:
            yield statement.triple
    for relation in folded.relations:
        yield from relation.rests_on


@dataclass(frozen=True, slots=True)
class _Words:
    """The names of things, values, classes and properties, and the order of properties on cards."""

    names: Mapping[Term, str]
    relations: Mapping[ox.NamedNode, str]
    places: Mapping[ox.NamedNode, Place]

    @classmethod
    def of(cls, store: Store, folded: Folded) -> _Words:
        triples = list(_told(folded))
        properties = {predicate for _, predicate, _ in triples}
        values = [value for _, _, value in triples if isinstance(value, ox.NamedNode)]
        parts = [part for facts in folded.facts.values() for fact in facts for part in fact.via]
        parts += [part for relation in folded.relations for part in relation.via]
        kinds = folded.kinds.values()
        things = {*folded.facts, *parts, *kinds, *(value for value in values if not is_value(value))}
        named: list[Mapping[ox.NamedNode, str]] = [
            labels(store, sorted(things, key=str)),
            describe_values(store, sorted((value for value in values if is_value(value)), key=str)),
        ]
        names: dict[Term, str] = {iri: name for found in named for iri, name in found.items()}
        relations = {iri: spaced(name) for iri, name in labels(store, sorted(properties, key=str)).items()}
        return cls(names, relations, layout(store, sorted(folded.classes, key=str)))

    def label(self, property_: ox.NamedNode) -> str:
        place = self.places.get(property_)
        return place.label if place else self.relations[property_]

    def order(self, property_: ox.NamedNode) -> tuple[float, float, str]:
        place = self.places.get(property_)
        return place.order if place else (float("inf"), float("inf"), self.relations[property_])


def _node(thing: ox.NamedNode, folded: Folded, words: _Words, said: Sayings) -> Node:
    kind = folded.kinds.get(thing)
    name = words.names[thing]
    found = [(_fact_order(one, words), _fact(one, folded, words, said)) for one in folded.facts[thing]]
    facts = [fact for _, fact in sorted(found, key=lambda pair: (pair[0], pair[1].value))]
    # that a part goes by its name says nothing behind that name
    facts = [fact for fact in facts if not (fact.property == NAME.value and fact.via[-1:] == (fact.value,))]
    group = group_of(thing.value)
    return Node(
        id=thing.value,
        name=name,
        kind=words.names[kind] if kind else "concept" if group == "concept" else "thing",
        kind_iri=kind.value if kind else "",
        group=group,
        other_names=tuple(dict.fromkeys(text for text in folded.names.get(thing, ()) if text != name)),
        facts=tuple(facts),
    )


def _fact_order(statement: Statement, words: _Words) -> tuple[int, tuple[str, ...], bool, tuple[float, float, str]]:
    """The thing's own facts first; of each part first that it exists."""
    names = tuple(words.names[part] for part in statement.via)
    return len(statement.via), names, not statement.names_part, words.order(statement.triple[1])


def _fact(statement: Statement, folded: Folded, words: _Words, said: Sayings) -> Fact:
    _, predicate, value = statement.triple
    via = tuple(words.names[part] for part in statement.via)
    if statement.names_part:
        part = statement.via[-1]
        kind = folded.kinds.get(part)
        label = words.names[kind] if kind else words.label(predicate)
        via, text, link = via[:-1], via[-1], part.value
    else:
        label, text = words.label(predicate), words.names.get(value) or show(value)
        link = value.value if isinstance(value, ox.NamedNode) and not is_value(value) else ""
    return Fact(
        label=label,
        value=text,
        property=predicate.value,
        via=via,
        link=link,
        inferred=statement.inferred,
        evidence=said.of(statement.triple),
        dispute=said.dispute(statement.triple),
    )


def _ordered(relations: Sequence[Relation]) -> list[Relation]:
    return sorted(
        relations,
        key=lambda one: (one.source.value, one.target.value, one.triple[1].value, [part.value for part in one.via]),
    )


def _edge(number: int, relation: Relation, words: _Words, said: Sayings) -> Edge:
    property_ = relation.triple[1]
    return Edge(
        id=f"e{number}",
        source=relation.source.value,
        target=relation.target.value,
        relation=words.relations[property_],
        property=property_.value,
        via=tuple(words.names[part] for part in relation.via),
        inferred=relation.inferred,
        evidence=said.of(*relation.rests_on),
        dispute=said.dispute(relation.triple),
    )
