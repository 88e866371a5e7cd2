"""The statements of a page as nodes with properties, in the order of the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from ...terms import PREFIXES

_RDF: Final = PREFIXES["rdf"]
_TYPE, _FIRST, _REST, _NIL = (f"{_RDF}{name}" for name in ("type", "first", "rest", "nil"))

Name = ox.NamedNode | ox.BlankNode
Object = ox.NamedNode | ox.BlankNode | ox.Literal


@dataclass(slots=True)
class Node:
    """One thing that a page describes, or a value with parts.

    Attributes:
        name: Its IRI, or a blank node.
        types: Its types, without the namespace of the vocabulary.
        properties: Property, without namespace, to its values.
    """

    name: Name
    types: tuple[str, ...] = ()
    properties: dict[str, list[Object]] = field(default_factory=lambda: defaultdict(list))

    def values(self, *names: str) -> list[Object]:
        """The values of some properties."""
        return [value for name in names for value in self.properties.get(name, ())]


@dataclass(slots=True)
class Graph:
    """All nodes of a page.

    Attributes:
        nodes: The nodes that have properties, by name, in the order of the page.
        referrers: For each node, which node points at it by which property.
    """

    nodes: dict[Name, Node] = field(default_factory=dict)
    referrers: dict[Name, list[tuple[Node, str]]] = field(default_factory=lambda: defaultdict(list))

    def node(self, term: object) -> Node | None:
        """The node of that name, if the page describes it."""
        return self.nodes.get(term) if isinstance(term, ox.NamedNode | ox.BlankNode) else None

    def texts(self, node: Node, *names: str) -> list[str]:
        """The texts of some properties, in their order: of a literal its own, of a node its name."""
        return [text for value in node.values(*names) for text in self.words(value)]

    def text(self, node: Node, *names: str) -> str:
        """The first text of some properties; empty where there is none."""
        return next(iter(self.texts(node, *names)), "")

    def words(self, value: Object) -> list[str]:
        """What a value says: a literal its text, a node the names that it bears, any other IRI itself."""
        if isinstance(value, ox.Literal):
            return [value.value] if value.value.strip() else []
        known = self.nodes.get(value)
        if known is None:
            return [value.value] if isinstance(value, ox.NamedNode) else []
        found = [
            one.value
            for name in ("name", "targetNodeName", "value", "audienceType", "educationalRole", "termCode")
            for one in known.properties.get(name, ())
            if isinstance(one, ox.Literal) and one.value.strip()
        ]
        return found[:1]


def graph_of(quads: Iterable[ox.Quad], local: Callable[[str], str]) -> Graph:
    """The nodes of some statements.

    Args:
        quads: The statements, in the order of the page.
        local: Takes the namespace off a term of the vocabulary.
    """
    graph = Graph()
    lists: dict[Name, dict[str, Object]] = defaultdict(dict)
    for quad in dict.fromkeys(quads):
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        if isinstance(subject, ox.Triple) or isinstance(value, ox.Triple):
            continue
        if predicate in (_FIRST, _REST):
            lists[subject][predicate] = value
            continue
        node = graph.nodes.setdefault(subject, Node(subject))
        if predicate == _TYPE:
            node.types = (*node.types, local(getattr(value, "value", "")))
        else:
            node.properties[local(predicate)].append(value)
    for node in graph.nodes.values():
        for name, values in node.properties.items():
            node.properties[name] = [one for value in values for one in _members(value, lists)]
            for value in node.properties[name]:
                if isinstance(value, ox.NamedNode | ox.BlankNode) and value != node.name:
                    graph.referrers[value].append((node, name))
    return graph


def _members(value: Object, lists: dict[Name, dict[str, Object]]) -> Iterator[Object]:
    """The members of a list, or the value itself."""
    if isinstance(value, ox.NamedNode) and value.value == _NIL:
        return
    if isinstance(value, ox.Literal) or value not in lists:
        yield value
        return
    seen: set[Name] = set()
    while not isinstance(value, ox.Literal) and value in lists and value not in seen:
        seen.add(value)
        if _FIRST in lists[value]:
            yield lists[value][_FIRST]
        value = lists[value].get(_REST, value)
