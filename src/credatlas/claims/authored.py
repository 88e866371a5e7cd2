"""From parsed files to claims: value nodes get their names, passages pass their qualifiers on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Final

import pyoxigraph as ox

from ..errors import DataError
from ..terms import Term, compact, node, show
from .agreement import date_range
from .model import BASES, RDF_TYPE, STATUSES, Authored, Claim, Fields, Passage, Source, Vocabulary, ca, hashed
from .naming import Listed, closure, name_values
from .reading import Document
from .rulings import REPLACED_BY, decisions_of, issues_of, tombstones_of
from .snapshots import Described, described_in, passage_of, sources_of

_OLD_SCHEMA: Final = ("http://schema.org/", "http://www.schema.org/", "https://www.schema.org/")
_SAME_AS: Final = node("owl:sameAs")
_BOOKKEEPING_TYPES: Final = frozenset({ca("SourceSnapshot"), ca("Passage"), ca("CurationActivity")})
_INTEGER: Final = node("xsd:integer")

_Names = Mapping[ox.BlankNode, ox.NamedNode]
_Tombstones = Mapping[ox.NamedNode, ox.NamedNode]


def vocabulary_of(quads: Iterable[ox.Quad]) -> Vocabulary:
    """What compiling needs of the ontology: keys of single-valued properties, broader concepts, reliability.

    Raises:
        DataError: The place of a concept in the order of its scheme is no whole number.
    """
    single: dict[ox.NamedNode, list[ox.NamedNode]] = {}
    direct: dict[Term, list[Term]] = {}
    order: dict[Term, int] = {}
    per, broader, rank = ca("singleValuedPer"), node("skos:broader"), ca("rankOrder")
    for quad in quads:
        if quad.predicate == per and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            single.setdefault(quad.subject, []).append(quad.object)
        elif quad.predicate == broader:
            direct.setdefault(quad.subject, []).append(quad.object)
        elif quad.predicate == rank:
            order[quad.subject] = _place_in_order(quad)
    keys = {prop: tuple(sorted(parts, key=str)) for prop, parts in single.items()}
    return Vocabulary(keys, {concept: closure(concept, direct) for concept in direct}, order)


def _place_in_order(quad: ox.Quad) -> int:
    if isinstance(quad.object, ox.Literal) and quad.object.datatype == _INTEGER:
        return int(quad.object.value)  # reading has seen that it is one
    name = compact(quad.subject) if isinstance(quad.subject, ox.NamedNode) else "a blank node"
    raise DataError(
        f"{name} has the place {show(quad.object)} in the order of its scheme",
        hint="write a whole number: ca:rankOrder 3",
        place="ontology/schemes",
    )


@dataclass(frozen=True, slots=True)
class DataFiles:
    """The parsed data files by their job."""

    sources: tuple[Document, ...]
    decisions: tuple[Document, ...]
    tombstones: tuple[Document, ...]
    issues: tuple[Document, ...]

    def all(self) -> tuple[Document, ...]:
        """Every document, sources first."""
        return (*self.sources, *self.decisions, *self.tombstones, *self.issues)


def collect(files: DataFiles) -> Authored:
    """The claims and rulings that the data files make.

    Claims keep what was authored; everywhere else merged ids are followed to the living one.

    Raises:
        DataError: A statement outside any passage, a passage without source, a source that is
            described nowhere, a blank node that is no value, a date that is none, merges or snapshots
            in a circle, an incomplete ruling; with ``file:line``.
    """
    values: dict[ox.NamedNode, Fields] = {}
    names: dict[ox.BlankNode, ox.NamedNode] = {}
    for document in files.all():
        name_values(document, names, values)
    tombstones = tombstones_of(files.tombstones)
    described = [(document, described_in(document)) for document in files.sources]
    sources = sources_of(described, tombstones)
    stated: dict[ox.NamedNode, _Statement] = {}
    for document, subjects in described:
        _collect_document(document, subjects, names, stated)
    claims = [_claim(iri, statement, sources, tombstones) for iri, statement in stated.items()]
    claims.sort(key=lambda claim: claim.iri.value)
    living = _Living(names, tombstones)
    merges = (ox.Triple(old, REPLACED_BY, new) for old, new in tombstones.items())
    return Authored(
        claims=tuple(claims),
        values=values,
        bookkeeping=tuple(dict.fromkeys([*merges, *living.described(_bookkeeping(described))])),
        sources=sources,
        decisions=tuple(decisions_of(files.decisions, names, tombstones)),
        rulings=tuple(living.triples(_written(files.decisions))),
        tombstones=tombstones,
        issues=tuple(living.triples(issues_of(files.issues))),
        value_names=names,
    )


@dataclass(frozen=True, slots=True)
class _Living:
    """Puts the names of values for blank nodes and living ids for merged ones."""

    names: _Names
    tombstones: _Tombstones

    def term(self, term: Term) -> Term:
        """What the graph knows the term as."""
        if isinstance(term, ox.BlankNode):
            return self.names[term]
        return self.tombstones.get(term, term) if isinstance(term, ox.NamedNode) else term

    def described(self, subjects: Iterable[tuple[Term, Listed]]) -> Iterator[ox.Triple]:
        """The statements about some subjects as the graph keeps them."""
        for subject, fields in subjects:
            about = self.term(subject)
            assert isinstance(about, ox.NamedNode)
            for predicate, terms in fields.items():
                for term in terms:
                    yield ox.Triple(about, predicate, term if isinstance(term, ox.Literal) else self.term(term))

    def triples(self, written: Iterable[tuple[Term, ox.NamedNode, Term]]) -> Iterator[ox.Triple]:
        """The statements as the graph keeps them."""
        for subject, predicate, value in written:
            about = self.term(subject)
            assert isinstance(about, ox.NamedNode)
            yield ox.Triple(about, predicate, self.term(value))


def _written(documents: Sequence[Document]) -> Iterator[tuple[Term, ox.NamedNode, Term]]:
    """The statements of files that hold no claims, but for the fields of values."""
    for document in documents:
        for quad in document.quads:
            if not isinstance(quad.subject, ox.BlankNode):
                yield quad.subject, quad.predicate, quad.object


def _bookkeeping(documents: Sequence[tuple[Document, Described]]) -> Iterator[tuple[Term, Listed]]:
    """The descriptions of sources, passages and activities."""
    for _, described in documents:
        yield from ((subject, fields) for subject, fields in described.items() if _is_bookkeeping(fields))


def _is_bookkeeping(fields: Listed) -> bool:
    return not _BOOKKEEPING_TYPES.isdisjoint(fields.get(RDF_TYPE, ()))


@dataclass(slots=True)
class _Statement:
    """A claim in the making: one triple of one source, with all its passages and where it stands first."""

    subject: ox.NamedNode
    predicate: ox.NamedNode
    object: Term
    document: Document
    number: int
    passages: list[Passage] = field(default_factory=list)


def _collect_document(
    document: Document, described: Described, names: _Names, stated: dict[ox.NamedNode, _Statement]
) -> None:
    passages = {
        subject: passage_of(document, subject, fields)
        for subject, fields in described.items()
        if isinstance(subject, ox.NamedNode) and ca("Passage") in fields.get(RDF_TYPE, ())
    }
    # a Turtle file has no graphs: what it states stands in its one passage
    in_graphs = any(isinstance(quad.graph_name, ox.NamedNode) for quad in document.quads)
    sole = next(iter(passages.values())) if len(passages) == 1 and not in_graphs else None
    kept = {subject for subject, fields in described.items() if _is_bookkeeping(fields)}
    for number, quad in enumerate(document.quads):
        subject, graph = quad.subject, quad.graph_name
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
        value = quad.object
        if isinstance(value, ox.BlankNode):
            value = names[value]
            triple = f"{subject} {quad.predicate} {value}"
        else:
            triple = str(quad.triple)
        iri = hashed("claim", f"{triple} .", passage.source.value)
        statement = stated.get(iri)
        if statement is None:
            _refuse_foreign(document, number)
            statement = stated[iri] = _Statement(subject, quad.predicate, value, document, number)
        if passage not in statement.passages:
            statement.passages.append(passage)


def _refuse_foreign(document: Document, number: int) -> None:
    """Refuses the old form of schema.org's names, which our queries do not know, and identity with the outside."""
    quad = document.quads[number]
    named = (term for term in (quad.predicate, quad.object) if isinstance(term, ox.NamedNode))
    old = next((term for term in named if term.value.startswith(_OLD_SCHEMA)), None)
    if old is not None:
        new = old.value.replace("http://", "https://", 1).replace("://www.", "://", 1)
        raise DataError(f"{old} is the old form of a name", hint=f"write <{new}>", place=document.place(number))
    if quad.predicate == _SAME_AS:
        hint = (
            "links to other registers stand in data/links/; a merged id has dcterms:isReplacedBy in data/tombstones.ttl"
        )
        raise DataError("owl:sameAs merges two things for ever", hint=hint, place=document.place(number))


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


def _claim(
    iri: ox.NamedNode, statement: _Statement, sources: Mapping[ox.NamedNode, Source], tombstones: _Tombstones
) -> Claim:
    firmest = _firmest(statement.passages)
    passages = [passage.iri for passage in statement.passages]
    source = sources.get(firmest[0].source)
    if source is None:
        raise DataError(
            f"the source {compact(firmest[0].source)} is described in no file",
            hint="describe it: source:… a ca:SourceSnapshot ; ca:reliability … ; ca:retrievedOn …",
            place=statement.document.place(statement.number),
        )
    value = statement.object
    return Claim(
        iri=iri,
        authored=(statement.subject, value),
        subject=tombstones.get(statement.subject, statement.subject),
        predicate=statement.predicate,
        object=tombstones.get(value, value) if isinstance(value, ox.NamedNode) else value,
        source=source,
        passages=tuple(sorted(passages, key=attrgetter("value")) if len(passages) > 1 else passages),
        basis=firmest[0].basis,
        status=firmest[0].status,
        valid_from=_outer([passage.valid_from for passage in firmest], last=False),
        valid_until=_outer([passage.valid_until for passage in firmest], last=True),
    )


def _firmest(passages: Sequence[Passage]) -> Sequence[Passage]:
    """One source may state a thing in several places: those that qualify the claim, whatever they are called."""
    if len(passages) == 1:
        return passages
    firmness = [(BASES.index(passage.basis), STATUSES.index(passage.status)) for passage in passages]
    return [passage for passage, own in zip(passages, firmness, strict=True) if own == min(firmness)]


def _outer(bounds: Sequence[ox.Literal | None], *, last: bool) -> ox.Literal | None:
    """The earliest or last of some bounds in time; none where one of them is open."""
    if len(bounds) == 1:
        return bounds[0]
    known = [bound for bound in bounds if bound is not None]
    if len(known) < len(bounds):
        return None
    choose = max if last else min
    return choose(known, key=lambda bound: (date_range(bound)[1 if last else 0], str(bound)))
