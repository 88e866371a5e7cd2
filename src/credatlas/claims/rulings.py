"""What curators ruled: merges of ids, and decisions on contradictions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from ..errors import DataError
from ..terms import Term, compact, node
from .model import RDF_TYPE, Decision, ca
from .naming import first, literal, named
from .reading import Document, by_subject

REPLACED_BY: Final = node("dcterms:isReplacedBy")


def tombstones_of(documents: Sequence[Document]) -> dict[ox.NamedNode, ox.NamedNode]:
    """Each merged id with the living id that stands for it at the end of its chain of merges.

    Raises:
        DataError: A chain leads back to itself.
    """
    direct: dict[ox.NamedNode, ox.NamedNode] = {}
    places: dict[ox.NamedNode, str] = {}
    for document in documents:
        for number, quad in enumerate(document.quads):
            if quad.predicate == REPLACED_BY:
                assert isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
                direct[quad.subject] = quad.object
                places[quad.subject] = document.place(number)
    resolved = {}
    for old in direct:
        seen = [old]
        while seen[-1] in direct:
            following = direct[seen[-1]]
            if following in seen:
                raise DataError(
                    f"{compact(old)} is replaced by itself in the end",
                    hint="a chain of merges must end at a living id",
                    place=places[old],
                )
            seen.append(following)
        resolved[old] = seen[-1]
    return resolved


def decisions_of(
    documents: Sequence[Document],
    names: Mapping[ox.BlankNode, ox.NamedNode],
    tombstones: Mapping[ox.NamedNode, ox.NamedNode],
) -> Iterator[Decision]:
    """The decisions, in the order of the files, with merged ids followed.

    Raises:
        DataError: A decision lacks one of its parts.
    """
    for document in documents:
        lines: dict[Term, str] = {
            quad.subject: document.place(number) for number, quad in reversed(list(enumerate(document.quads)))
        }
        for ruling, fields in by_subject(document.quads).items():
            if ca("Decision") not in fields.get(RDF_TYPE, ()):
                continue
            subject, predicate = named(fields, ca("onSubject")), named(fields, ca("onProperty"))
            value, source = first(fields, ca("decidedValue")), named(fields, ca("decidedSource"))
            if subject is None or predicate is None or value is None or source is None or not fields.get(ca("reason")):
                raise DataError(
                    f"the ruling {compact(str(ruling)[1:-1])} is incomplete",
                    hint="it needs ca:onSubject, ca:onProperty, ca:decidedValue, ca:decidedSource and ca:reason",
                    place=lines[ruling],
                )
            key = literal(fields, ca("onKey"))
            chosen = names[value] if isinstance(value, ox.BlankNode) else value
            yield Decision(
                subject=tombstones.get(subject, subject),
                predicate=predicate,
                key=key.value if key else None,
                value=tombstones.get(chosen, chosen) if isinstance(chosen, ox.NamedNode) else chosen,
                source=source,
                place=lines[ruling],
            )
