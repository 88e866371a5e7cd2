"""How a vocabulary of pages is read: which type becomes what, which property is read how. The mapping is data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox

from ...terms import node
from ..concepts import mapping


@dataclass(frozen=True, slots=True)
class Context:
    """A context that stands here in place of its address.

    Attributes:
        address: Matches the addresses by which pages name it.
        definition: What it defines.
    """

    address: re.Pattern[str]
    definition: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """What things of a type become.

    Attributes:
        kind: The part of their id that tells their type.
        class_: Their class.
        concepts: What their type says besides: property and concept.
    """

    kind: str
    class_: ox.NamedNode
    concepts: tuple[tuple[ox.NamedNode, ox.NamedNode], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """How a property is read.

    Attributes:
        name: The property, without its namespace.
        reads: The name of the reader.
        property: Our property; none where the reader knows better.
        kind: The kind of what a text names, for things.
        scheme: The scheme of concepts.
        stated: The property that keeps the words of the source.
        counts: The concept of what is counted.
        run: Whether it speaks of one run of a programme or course.
        inverse: Whether our property points the other way.
        unless: The property that says it better: where it is there, this one is passed over, else it is inferred.
        reason: Why it is left out.
    """

    name: str
    reads: str
    property: ox.NamedNode | None = None
    kind: str = ""
    scheme: str = ""
    stated: ox.NamedNode | None = None
    counts: ox.NamedNode | None = None
    run: bool = False
    inverse: bool = False
    unless: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A mapping file.

    Attributes:
        name: What people call the vocabulary.
        namespaces: Matches the namespaces and prefixes under which its terms are written.
        contexts: Its contexts.
        kinds: Type without namespace to what it becomes, the most special first.
        rules: Kind of thing and property without namespace to how it is read.
        describing: Types that describe the page itself.
        record: A property that every record of the vocabulary has and nothing else; empty where there is none.
        holding: Properties by which pages and lists hold what they are about.
        values: Values of the vocabulary, without namespace, to concepts.
        statuses: Values of status properties to how they are meant.
        codes: Names of countries, languages and currencies, in lower case, to their codes, by ``countries``,
            ``languages`` and ``currencies``.
    """

    name: str
    namespaces: re.Pattern[str]
    contexts: tuple[Context, ...]
    kinds: Mapping[str, Kind]
    rules: Mapping[tuple[str, str], Rule]
    describing: frozenset[str]
    record: str
    holding: frozenset[str]
    values: Mapping[str, ox.NamedNode]
    statuses: Mapping[str, ox.NamedNode]
    codes: Mapping[str, Mapping[str, str]]

    def local(self, iri: str) -> str:
        """The name of a term without its namespace; other IRIs as they are."""
        return self.namespaces.sub("", iri, count=1)

    def kind_of(self, types: tuple[str, ...]) -> Kind | None:
        """What a thing of these types becomes."""
        return next((kind for name, kind in self.kinds.items() if name in types), None)


@cache
def vocabulary(name: str) -> Vocabulary:
    """A mapping file of the package: ``schema-org`` or ``ctdl``."""
    table = mapping(name)
    return Vocabulary(
        name=table["name"],
        namespaces=re.compile(f"^(?:{'|'.join(table['namespaces'])})", re.IGNORECASE),
        contexts=tuple(
            Context(re.compile(one["address"], re.IGNORECASE), one["definition"]) for one in table["contexts"]
        ),
        kinds={name: _kind(one) for one in table["types"] for name in one["named"].split()},
        rules={
            (of, name): _rule(name, one)
            for one in table["properties"]
            for of in one["of"].split()
            for name in one["named"].split()
        },
        describing=frozenset(table.get("describing", "").split()),
        record=table.get("record", ""),
        holding=frozenset(table.get("holding", "").split()),
        values=_nodes(table.get("values", {})),
        statuses=_nodes(table.get("statuses", {})),
        codes={name: table.get(name, {}) for name in ("countries", "languages", "currencies")},
    )


def contexts() -> tuple[Context, ...]:
    """The contexts of all mapping files of pages."""
    return (*vocabulary("schema-org").contexts, *vocabulary("ctdl").contexts)


def _nodes(table: Mapping[str, str]) -> dict[str, ox.NamedNode]:
    return {name: node(curie) for name, curie in table.items()}


def _kind(table: Mapping[str, Any]) -> Kind:
    said = tuple((node(name), node(concept)) for name, concept in table.get("concepts", {}).items())
    return Kind(table["kind"], node(table["class"]), said)


def _rule(name: str, table: Mapping[str, Any]) -> Rule:
    iris = ("property", "stated", "counts")
    fields: dict[str, Any] = {key: node(text) if key in iris else text for key, text in table.items()}
    return Rule(name, **{key: value for key, value in fields.items() if key not in ("of", "named")})
