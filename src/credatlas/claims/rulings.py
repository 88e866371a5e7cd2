"""What curators ruled: merges of ids, and decisions on contradictions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from ..errors import DataError
from ..terms import Term, compact, node, show
from .model import RDF_TYPE, Decision, ca
from .naming import Listed, first, literal, named
from .reading import Document, by_subject

REPLACED_BY: Final = node("dcterms:isReplacedBy")
_DEPRECATED: Final = node("owl:deprecated")
_ISSUE: Final = ca("DataIssue")


def tombstones_of(documents: Sequence[Document]) -> dict[ox.NamedNode, ox.NamedNode]:
    """Each merged id with the living id that stands for it at the end of its chain of merges, sorted.

    Raises:
        DataError: An id is replaced by something that is no id or by two of them, or by itself in the end; or
            a statement tells of something else.
    """
    direct: dict[ox.NamedNode, ox.NamedNode] = {}
    places: dict[ox.NamedNode, tuple[Document, int]] = {}
    for document in documents:
        for number, quad in enumerate(document.quads):
            if quad.predicate == _DEPRECATED:
                continue
            if quad.predicate != REPLACED_BY:
                raise _stray(document, number, "tells of merges only: dcterms:isReplacedBy and owl:deprecated")
            if not isinstance(quad.subject, ox.NamedNode) or not isinstance(quad.object, ox.NamedNode):
                raise DataError(
                    f"{show(quad.object)} is no id",
                    hint="write: <old id> dcterms:isReplacedBy <new id> .",
                    place=document.place(number),
                )
            if direct.setdefault(quad.subject, quad.object) != quad.object:
                raise DataError(
                    f"{compact(quad.subject)} is replaced by two ids",
                    hint="one id takes the place of a merged one; keep one of the statements",
                    place=document.place(number),
                )
            places[quad.subject] = (document, number)
    resolved = {}
    for old in sorted(direct, key=str):
        new, passed = direct[old], {old}
        while new in direct and new not in passed:
            passed.add(new)
            new = direct[new]
        if new in passed:
            document, number = places[new]
            raise DataError(
                f"{compact(new)} is replaced by itself in the end",
                hint="a chain of merges must end at a living id",
                place=document.place(number),
            )
        resolved[old] = new
    return resolved


def issues_of(documents: Sequence[Document]) -> Iterator[tuple[Term, ox.NamedNode, Term]]:
    """What the files of known issues say.

    Raises:
        DataError: A statement is about something else than an issue: nobody could say who claims it.
    """
    for document in documents:
        kept = {subject for subject, fields in by_subject(document.quads).items() if _ISSUE in fields.get(RDF_TYPE, ())}
        for number, quad in enumerate(document.quads):
            if isinstance(quad.subject, ox.NamedNode):
                if quad.subject not in kept:
                    raise _stray(document, number, "tells of issues only: issue:… a ca:DataIssue ; …")
                yield quad.subject, quad.predicate, quad.object


def _stray(document: Document, number: int, purpose: str) -> DataError:
    quad = document.quads[number]
    return DataError(
        f"a statement about {show(quad.subject)} ({compact(quad.predicate)}) does not belong here",
        hint=f"this file {purpose}; what a source says goes into a file under data/sources/",
        place=document.place(number),
    )


def decisions_of(
    documents: Sequence[Document],
    names: Mapping[ox.BlankNode, ox.NamedNode],
    tombstones: Mapping[ox.NamedNode, ox.NamedNode],
) -> Iterator[Decision]:
    """The decisions, in the order of the files, with merged ids followed.

    Raises:
        DataError: A ruling is not typed as one, or lacks one of its parts.
    """
    for document in documents:
        numbers: dict[Term, int] = {}
        for number, quad in enumerate(document.quads):
            numbers.setdefault(quad.subject, number)
        for ruling, fields in by_subject(document.quads).items():
            if isinstance(ruling, ox.NamedNode):
                yield _decision(ruling, fields, document.place(numbers[ruling]), names, tombstones)


def _decision(
    ruling: ox.NamedNode,
    fields: Listed,
    place: str,
    names: Mapping[ox.BlankNode, ox.NamedNode],
    tombstones: Mapping[ox.NamedNode, ox.NamedNode],
) -> Decision:
    subject, predicate = named(fields, ca("onSubject")), named(fields, ca("onProperty"))
    value, source = first(fields, ca("decidedValue")), named(fields, ca("decidedSource"))
    complete = ca("Decision") in fields.get(RDF_TYPE, ()) and fields.get(ca("reason"))
    if subject is None or predicate is None or value is None or source is None or not complete:
        raise DataError(
            f"the ruling {compact(ruling)} is incomplete",
            hint="write: … a ca:Decision ; ca:onSubject … ; ca:onProperty … ; "
            "ca:decidedValue … ; ca:decidedSource source:… ; ca:reason …",
            place=place,
        )
    key = literal(fields, ca("onKey"))
    chosen = names[value] if isinstance(value, ox.BlankNode) else value
    return Decision(
        subject=tombstones.get(subject, subject),
        predicate=predicate,
        key=key.value if key else None,
        value=tombstones.get(chosen, chosen) if isinstance(chosen, ox.NamedNode) else chosen,
        source=source,
        place=place,
    )
