"""What one file states, whatever the others say: its values, its passages, and each triple with the claim's name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..errors import DataError
from ..terms import Term, compact, node, show
from .model import RDF_TYPE, Fields, Passage, ca, hashed
from .naming import Listed, name_values
from .reading import Document
from .snapshots import Described, described_in, passage_of

_OLD_SCHEMA: Final = ("http://schema.org/", "http://www.schema.org/", "https://www.schema.org/")
_SAME_AS: Final = node("owl:sameAs")
_PASSAGE: Final = ca("Passage")
_BOOKKEEPING_TYPES: Final = frozenset({ca("SourceSnapshot"), _PASSAGE, ca("CurationActivity")})


@dataclass(slots=True)
class Statement:
    """A claim in the making: one triple of one source.

    Attributes:
        subject: The subject as the file has it.
        predicate: The property.
        object: The value; a value node already has its IRI.
        document: The file in which it stands first.
        number: Which of that file's statements it is.
        passages: All that state it, none twice.
    """

    subject: ox.NamedNode
    predicate: ox.NamedNode
    object: Term
    document: Document
    number: int
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """What one file states. It is made once, and stays right whatever becomes of other files.

    Attributes:
        document: The file.
        described: What it says of sources, passages and activities, by subject.
        names: The IRI of each blank value node.
        values: The fields of each value.
        statements: Its statements by the IRI of the claim.
    """

    document: Document
    described: Described
    names: Mapping[ox.BlankNode, ox.NamedNode]
    values: Mapping[ox.NamedNode, Fields]
    statements: Mapping[ox.NamedNode, Statement]

    @property
    def pairs(self) -> Iterator[tuple[ox.NamedNode, ox.NamedNode]]:
        """Subject and property of each statement."""
        return ((one.subject, one.predicate) for one in self.statements.values())


def stated_in(document: Document) -> Stated:
    """What a source file states.

    Raises:
        DataError: A statement outside any passage, a passage without source, a blank node that is no value,
            an old or foreign name; with ``file:line``.
    """
    names: dict[ox.BlankNode, ox.NamedNode] = {}
    values: dict[ox.NamedNode, Fields] = {}
    name_values(document, names, values)
    described = described_in(document)
    return Stated(document, described, names, values, _statements(document, described, names))


def claim_name(subject: ox.NamedNode, predicate: ox.NamedNode, value: Term, source: ox.NamedNode) -> ox.NamedNode:
    """The IRI of a claim: made of the triple, as N-Triples writes it, and the source."""
    return hashed("claim", f"<{subject.value}> <{predicate.value}> {value} .", source.value)


def is_bookkeeping(fields: Listed) -> bool:
    """Whether a subject is a source, a passage or an activity, so that what is said of it is no claim."""
    return not _BOOKKEEPING_TYPES.isdisjoint(fields.get(RDF_TYPE, ()))


def _statements(
    document: Document, described: Described, names: Mapping[ox.BlankNode, ox.NamedNode]
) -> dict[ox.NamedNode, Statement]:
    stated: dict[ox.NamedNode, Statement] = {}
    passages = {
        subject: passage_of(document, subject, fields)
        for subject, fields in described.items()
        if isinstance(subject, ox.NamedNode) and _PASSAGE in fields.get(RDF_TYPE, ())
    }
    # a Turtle file has no graphs: what it states stands in its one passage
    in_graphs = any(isinstance(quad.graph_name, ox.NamedNode) for quad in document.quads)
    sole = next(iter(passages.values())) if len(passages) == 1 and not in_graphs else None
    kept = {subject for subject, fields in described.items() if is_bookkeeping(fields)}
    for number, (subject, predicate, value, graph) in enumerate(document.quads):
        if not isinstance(subject, ox.NamedNode):
            continue
        if isinstance(graph, ox.NamedNode):
            passage = passages.get(graph)
        elif isinstance(graph, ox.DefaultGraph):
            if subject in kept:
                continue
            passage = sole
        else:
            passage = None
        if passage is None:
            raise _homeless(document, number)
        term = names[value] if isinstance(value, ox.BlankNode) else value
        iri = claim_name(subject, predicate, term, passage.source)
        statement = stated.get(iri)
        if statement is None:
            fault = foreign(predicate, term)
            if fault:
                raise DataError(fault[0], hint=fault[1], place=document.place(number))
            stated[iri] = Statement(subject, predicate, term, document, number, (passage,))
        elif passage not in statement.passages:
            statement.passages += (passage,)
    return stated


def foreign(predicate: ox.NamedNode, value: object) -> tuple[str, str] | None:
    """What is wrong with the names of a statement, and what to do; None where nothing is.

    Refused are the old form of schema.org's names, which our queries do not know, and identity with the outside.
    """
    for term in (predicate, value):
        if isinstance(term, ox.NamedNode) and term.value.startswith(_OLD_SCHEMA):
            new = term.value.replace("http://", "https://", 1).replace("://www.", "://", 1)
            return f"{term} is the old form of a name", f"write <{new}>"
    if predicate == _SAME_AS:
        hint = "links to other registers stand in data/links/; a merged id has dcterms:isReplacedBy in "
        return "owl:sameAs merges two things for ever", f"{hint}data/tombstones.ttl"
    return None


def _homeless(document: Document, number: int) -> DataError:
    quad = document.quads[number]
    if isinstance(quad.graph_name, ox.DefaultGraph):
        return DataError(
            f"a statement about {show(quad.subject)} stands in no passage",
            hint="put it into the GRAPH <…> { } of the passage that says so",
            place=document.place(number),
        )
    graph = compact(quad.graph_name) if isinstance(quad.graph_name, ox.NamedNode) else "without a name"
    return DataError(
        f"the graph {graph} is not described as a passage of a source in this file",
        hint="write: <passage> a ca:Passage ; oa:hasSource source:… ; ca:startOffset … ; ca:endOffset … .",
        place=document.place(number),
    )
