"""Names for what has none of its own, and the small readers of a subject's fields."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import pyoxigraph as ox

from ..errors import DataError
from ..terms import ID, Term
from .model import RDF_TYPE, Fields
from .reading import Document

Listed = Mapping[ox.NamedNode, Sequence[Term]]


def hashed(kind: str, *parts: str) -> ox.NamedNode:
    """The IRI of something without a name of its own: 20 hex digits of the SHA-256 of its content."""
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]
    return ox.NamedNode(f"{ID}{kind}/{digest}")


def closure(start: Term, direct: Mapping[Term, Sequence[Term]]) -> frozenset[Term]:
    """Everything reachable from ``start``, which is not part of it even in a cycle."""
    found: set[Term] = set()
    todo = list(direct.get(start, ()))
    while todo:
        term = todo.pop()
        if term not in found and term != start:
            found.add(term)
            todo.extend(direct.get(term, ()))
    return frozenset(found)


def name_values(
    document: Document, names: dict[ox.BlankNode, ox.NamedNode], values: dict[ox.NamedNode, Fields]
) -> None:
    """Names each blank value node after its sorted content, so that equal values are one node.

    Args:
        document: The file.
        names: Filled with the IRI of each blank node.
        values: Filled with the fields of each value.

    Raises:
        DataError: A blank node without type or content, or a value inside a value.
    """
    fields: dict[ox.BlankNode, dict[ox.NamedNode, list[Term]]] = {}
    places: dict[ox.BlankNode, str] = {}
    for number, quad in enumerate(document.quads):
        if isinstance(quad.subject, ox.BlankNode):
            fields.setdefault(quad.subject, {}).setdefault(quad.predicate, []).append(quad.object)
            places.setdefault(quad.subject, document.place(number))
            if isinstance(quad.object, ox.BlankNode):
                raise DataError(
                    "a value stands inside a value",
                    hint="prices, counts, durations and periods hold literals and concepts only",
                    place=places[quad.subject],
                )
        elif isinstance(quad.object, ox.BlankNode):
            places.setdefault(quad.object, document.place(number))
    for blank, content in fields.items():
        if RDF_TYPE not in content:
            raise DataError(
                "a blank node without a type",
                hint="only values may be blank: write [ a ca:Price ; … ], ca:Count, ca:Duration or ca:Period",
                place=places[blank],
            )
        lines = sorted(f"{predicate} {term}" for predicate, terms in content.items() for term in terms)
        name = hashed("value", *lines)
        names[blank] = name
        values[name] = {predicate: tuple(terms) for predicate, terms in content.items()}
    for blank, place in places.items():
        if blank not in names:
            raise DataError("an empty blank node", hint="describe the value, or name the thing", place=place)


def first(fields: Listed, predicate: ox.NamedNode) -> Term | None:
    """The first value of a property, if it has one."""
    return next(iter(fields.get(predicate, ())), None)


def literal(fields: Listed, predicate: ox.NamedNode) -> ox.Literal | None:
    """The first value of a property where it is a literal."""
    term = first(fields, predicate)
    return term if isinstance(term, ox.Literal) else None


def named(fields: Listed, predicate: ox.NamedNode) -> ox.NamedNode | None:
    """The first value of a property where it is an IRI."""
    term = first(fields, predicate)
    return term if isinstance(term, ox.NamedNode) else None
