"""What a candidate looks like: its name, its types, and a few words that tell it from its namesakes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from ...names import labels
from ...names.labels import terms
from ...store.protocol import Store
from ...terms import GRAPHS, node, show
from .model import Kind
from .vocabulary import Vocabulary

_TYPE: Final = node("rdf:type")
# what tells namesakes apart, in the order in which it is said
_TELLING: Final = tuple(
    node(name)
    for name in (
        "org:subOrganizationOf ca:isOfferingOf ca:isOfferedBy ca:isAwardedBy ca:isHostedBy ca:isIssuedBy"
        " schema:isPartOf schema:location ca:hasJurisdiction schema:startDate schema:datePublished ca:adoptedOn"
    ).split()
)
_MOST: Final = 4
_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Described:
    """A thing as a list shows it.

    Attributes:
        name: Its name.
        description: Its kind, and what it belongs to, where, when: ``school · Harvard University · Boston``.
        kinds: Its types, those that are stated first, then those above them.
    """

    name: str
    description: str
    kinds: tuple[Kind, ...]

    def is_one_of(self, ids: Collection[str]) -> bool:
        """Whether it is of one of some types."""
        return any(kind.id in ids for kind in self.kinds)


def parts(things: Sequence[NamedNode]) -> Iterator[Sequence[NamedNode]]:
    """The things in parts for which a query that lists them stays below the cap on its size."""
    for start in range(0, len(things), _AT_ONCE):
        yield things[start : start + _AT_ONCE]


def described(store: Store, vocabulary: Vocabulary, things: Sequence[NamedNode]) -> dict[NamedNode, Described]:
    """What each thing looks like, by a few queries for many of them.

    Raises:
        StoreError: The store failed.
    """
    found: dict[NamedNode, Described] = {}
    for part in parts(things):
        found |= _described(store, vocabulary, part)
    return found


def _described(store: Store, vocabulary: Vocabulary, things: Sequence[NamedNode]) -> dict[NamedNode, Described]:
    classes = _classes(store, things)
    told: dict[NamedNode, list[tuple[int, NamedNode | Literal]]] = defaultdict(list)
    either = " UNION ".join(f"{{ ?s {one} ?o BIND({one} AS ?p) }}" for one in _TELLING)
    for subject, predicate, term in store.select(f"SELECT ?s ?p ?o {{ VALUES ?s {{ {terms(things)} }} {either} }}"):
        assert isinstance(subject, NamedNode) and isinstance(predicate, NamedNode)
        if isinstance(term, NamedNode | Literal):
            told[subject].append((_TELLING.index(predicate), term))
    mentioned = [term for facts in told.values() for _, term in facts if isinstance(term, NamedNode)]
    names = labels(store, [*things, *mentioned])
    found: dict[NamedNode, Described] = {}
    for thing in things:
        kinds = vocabulary.kinds_of(classes[thing])
        facts = sorted(
            (place, names[term] if isinstance(term, NamedNode) else show(term)) for place, term in told[thing]
        )
        words = [*(kind.name for kind in kinds), *dict.fromkeys(text for _, text in facts)]
        above = {id_ for kind in kinds for id_ in vocabulary.above(kind.id)} - {kind.id for kind in kinds}
        broader = sorted((vocabulary.kinds[id_] for id_ in above), key=lambda kind: -len(vocabulary.above(kind.id)))
        found[thing] = Described(names[thing], " · ".join(words[:_MOST]), (*kinds, *broader))
    return found


def _classes(store: Store, things: Sequence[NamedNode]) -> dict[NamedNode, list[NamedNode]]:
    found: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    values = terms(things)
    for thing, cls in store.select(
        f"SELECT ?s ?c {{ VALUES ?s {{ {values} }} GRAPH {GRAPHS['facts']} {{ ?s {_TYPE} ?c }} }} ORDER BY ?s ?c"
    ):
        if isinstance(thing, NamedNode) and isinstance(cls, NamedNode):
            found[thing].append(cls)
    return found
