"""The order and the names of the properties of a thing, read off its shapes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from ..names.labels import terms
from ..store.protocol import Store
from .asking import rows_of

OTHER = "Other"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a property stands on a card.

    Attributes:
        group: The name of its group.
        order: What to sort by: the group's order, the property's order, its label.
        label: The property's name for people.
    """

    group: str
    order: tuple[float, float, str]
    label: str


def layout(store: Store, classes: Iterable[ox.NamedNode]) -> dict[ox.NamedNode, Place]:
    """The places of the properties that the node shapes of these classes list, in the order of the card.

    Where two shapes list a property, the one with the lower order counts. A property shape
    without a group stands last, under :data:`OTHER`.
    """
    rows = rows_of(
        store,
        f"SELECT ?path ?name ?order ?group ?rank {{ VALUES ?class {{ {terms(classes)} }}"
        " ?shape sh:targetClass ?class ; sh:property ?property . ?property sh:path ?path ; sh:name ?name ."
        # shapes of severity Info say what would be good to know; the card has its places from the others
        " FILTER NOT EXISTS { ?property sh:severity sh:Info }"
        " OPTIONAL { ?property sh:order ?order }"
        " OPTIONAL { ?property sh:group ?in . ?in rdfs:label ?group . OPTIONAL { ?in sh:order ?rank } } }",
    )
    places: dict[ox.NamedNode, Place] = {}
    for path, name, order, group, rank in rows:
        if isinstance(path, ox.NamedNode) and isinstance(name, ox.Literal):
            place = Place(
                group.value if isinstance(group, ox.Literal) else OTHER,
                (_number(rank), _number(order), name.value),
                name.value,
            )
            places[path] = min(places.get(path, place), place, key=lambda one: one.order)
    return dict(sorted(places.items(), key=lambda pair: (pair[1].order, pair[0].value)))


def names_on_cards(store: Store, things: Iterable[ox.NamedNode]) -> dict[ox.NamedNode, str]:
    """What properties are called on the cards of these things, so that other pages can call them the same."""
    rows = rows_of(store, f"SELECT DISTINCT ?class {{ VALUES ?thing {{ {terms(things)} }} ?thing a ?class }}")
    classes = [row[0] for row in rows if isinstance(row[0], ox.NamedNode)]
    return {property_: place.label for property_, place in layout(store, classes).items()} if classes else {}


def _number(term: object) -> float:
    try:
        return float(term.value) if isinstance(term, ox.Literal) else float("inf")
    except ValueError:
        return float("inf")
