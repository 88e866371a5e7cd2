"""Names for what has none of its own, and the small readers of a subject's fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..errors import DataError
from ..terms import Term
from .model import RDF_TYPE, Fields, ca, hashed
from .reading import Document

VALUE_TYPES: Final = frozenset(ca(name) for name in ("Price", "Count", "Duration", "Period", "Detail"))

Listed = Mapping[ox.NamedNode, Sequence[Term]]


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


@dataclass(slots=True)
class _Blank:
    """A blank node as it is found: what it says, in which graph, and whether something has it for its value."""

    graph: object
    number: int
    fields: dict[ox.NamedNode, list[Term]]
    held: bool = False


def name_values(
    document: Document, names: dict[ox.BlankNode, ox.NamedNode], values: dict[ox.NamedNode, Fields]
) -> None:
    """Names each blank value node after its sorted content, so that equal values are one node.

    Args:
        document: The file.
        names: Filled with the IRI of each blank node.
        values: Filled with the fields of each value, the terms of a field sorted.

    Raises:
        DataError: A blank node that is no price, count, duration or period, or that nothing has for
            its value; a value inside a value, or in more passages than one.
    """
    for blank, found in _blank_nodes(document).items():
        place = document.place
        if not found.fields:
            raise DataError(
                "an empty blank node", hint="describe the value, or name the thing", place=place(found.number)
            )
        if VALUE_TYPES.isdisjoint(found.fields.get(RDF_TYPE, ())):
            raise DataError(
                "a blank node that is no value",
                hint="only [ a ca:Price ; … ], Count, Duration, Period and Detail may be blank; name everything else",
                place=place(found.number),
            )
        if not found.held:
            raise DataError(
                "a value that belongs to nothing",
                hint="write it where it is used: offering:… schema:offers [ a ca:Price ; … ]",
                place=place(found.number),
            )
        names[blank], fields = named_value(found.fields)
        values.setdefault(names[blank], fields)


def named_value(said: Listed) -> tuple[ox.NamedNode, Fields]:
    """The IRI of a value, made of its sorted content, and its fields, the terms of each sorted and none twice."""
    fields = {predicate: tuple(sorted(set(terms), key=str)) for predicate, terms in said.items()}
    lines = sorted(f"{predicate} {term}" for predicate, terms in fields.items() for term in terms)
    return hashed("value", *lines), fields


def _blank_nodes(document: Document) -> dict[ox.BlankNode, _Blank]:
    found: dict[ox.BlankNode, _Blank] = {}

    def met(term: ox.BlankNode, number: int, graph: object) -> _Blank:
        blank = found.get(term)
        if blank is None:
            blank = found[term] = _Blank(graph, number, {})
        elif blank.graph != graph:
            raise DataError(
                "the parts of a value stand in several passages",
                hint="a value is stated whole, in one passage: write it as [ … ]",
                place=document.place(number),
            )
        return blank

    for number, quad in enumerate(document.quads):
        subject, value = quad.subject, quad.object
        if isinstance(subject, ox.BlankNode):
            met(subject, number, quad.graph_name).fields.setdefault(quad.predicate, []).append(value)
            if isinstance(value, ox.BlankNode):
                raise DataError(
                    "a value stands inside a value",
                    hint="prices, counts, durations and periods hold literals and concepts only",
                    place=document.place(number),
                )
        elif isinstance(value, ox.BlankNode):
            met(value, number, quad.graph_name).held = True
    return found


def first(fields: Listed, predicate: ox.NamedNode) -> Term | None:
    """A value of a property, if it has one: of several the first in a fixed order, whatever that of the file."""
    terms = fields.get(predicate, ())
    return min(terms, key=str) if len(terms) > 1 else next(iter(terms), None)


def literal(fields: Listed, predicate: ox.NamedNode) -> ox.Literal | None:
    """The first value of a property where it is a literal."""
    term = first(fields, predicate)
    return term if isinstance(term, ox.Literal) else None


def named(fields: Listed, predicate: ox.NamedNode) -> ox.NamedNode | None:
    """The first value of a property where it is an IRI."""
    term = first(fields, predicate)
    return term if isinstance(term, ox.NamedNode) else None
