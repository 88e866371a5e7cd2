"""From parsed files to claims: value nodes get their names, passages pass their qualifiers on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..errors import DataError
from ..terms import Term, compact, node
from .model import (
    ASSERTED,
    RDF_TYPE,
    STATED,
    Authored,
    Claim,
    Fields,
    Passage,
    Source,
    Vocabulary,
    ca,
)
from .naming import Listed, closure, hashed, literal, name_values, named
from .reading import Document, by_subject
from .rulings import REPLACED_BY, decisions_of, tombstones_of

_HAS_SOURCE: Final = node("oa:hasSource")
_BOOKKEEPING_TYPES: Final = frozenset({ca("SourceSnapshot"), ca("Passage"), ca("CurationActivity")})
_BASIS_ORDER: Final = tuple(node(f"basis:{name}") for name in ("stated", "normalised", "inferred", "curated"))


def vocabulary_of(quads: Iterable[ox.Quad]) -> Vocabulary:
    """What compiling needs of the ontology: keys of single-valued properties, broader concepts, reliability."""
    single: dict[ox.NamedNode, list[ox.NamedNode]] = {}
    direct: dict[Term, list[Term]] = {}
    order: dict[Term, int] = {}
    per, broader, rank = ca("singleValuedPer"), node("skos:broader"), ca("rankOrder")
    for quad in quads:
        if quad.predicate == per and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            single.setdefault(quad.subject, []).append(quad.object)
        elif quad.predicate == broader:
            direct.setdefault(quad.subject, []).append(quad.object)
        elif quad.predicate == rank and isinstance(quad.object, ox.Literal):
            order[quad.subject] = int(quad.object.value)
    keys = {prop: tuple(sorted(parts, key=str)) for prop, parts in single.items()}
    return Vocabulary(keys, {concept: closure(concept, direct) for concept in direct}, order)


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

    Raises:
        DataError: A passage without source, a statement outside any passage, a blank node that is
            no value, a tombstone cycle; with ``file:line``.
    """
    values: dict[ox.NamedNode, Fields] = {}
    names: dict[ox.BlankNode, ox.NamedNode] = {}
    for document in (*files.sources, *files.decisions):
        name_values(document, names, values)
    tombstones = tombstones_of(files.tombstones)
    bookkeeping: list[ox.Triple] = [
        ox.Triple(old, REPLACED_BY, new) for old, new in sorted(tombstones.items(), key=str)
    ]
    sources: dict[ox.NamedNode, Source] = {}
    stated: dict[ox.NamedNode, _Statement] = {}
    for document in files.sources:
        described = by_subject(quad for quad in document.quads if quad.graph_name == ox.DefaultGraph())
        sources.update(_sources(described))
        _collect_document(document, described, names, stated, bookkeeping)
    claims = [_claim(iri, statement, sources, tombstones) for iri, statement in stated.items()]
    claims.sort(key=lambda claim: claim.iri.value)
    decisions = tuple(decisions_of(files.decisions, names, tombstones))
    return Authored(
        claims=tuple(claims),
        values=values,
        bookkeeping=tuple(dict.fromkeys(bookkeeping)),
        sources=sources,
        decisions=decisions,
        rulings=tuple(
            ox.Triple(quad.subject, quad.predicate, _with_value_name(quad.object, names))
            for document in files.decisions
            for quad in document.quads
            if not isinstance(quad.subject, ox.BlankNode)
        ),
        tombstones=tombstones,
        issues=tuple(quad.triple for document in files.issues for quad in document.quads),
        value_names=names,
    )


def _with_value_name(term: Term, names: Mapping[ox.BlankNode, ox.NamedNode]) -> Term:
    return names[term] if isinstance(term, ox.BlankNode) else term


def _sources(described: Mapping[Term, Listed]) -> dict[ox.NamedNode, Source]:
    later: dict[Term, frozenset[ox.NamedNode]] = {}
    for subject, fields in described.items():
        # the order of snapshots may stand on a passage; it orders the sources of both
        source = named(fields, _HAS_SOURCE) or subject
        follows = frozenset(
            ox.NamedNode(term.value.partition("#")[0])
            for term in fields.get(ca("laterThan"), ())
            if isinstance(term, ox.NamedNode)
        )
        later[source] = later.get(source, frozenset()) | follows
    found = {}
    for subject, fields in described.items():
        if isinstance(subject, ox.NamedNode) and ca("SourceSnapshot") in fields.get(RDF_TYPE, ()):
            page = named(fields, node("schema:url"))
            found[subject] = Source(
                iri=subject,
                published=literal(fields, node("schema:datePublished")),
                retrieved=literal(fields, ca("retrievedOn")),
                publishers=frozenset(
                    term for term in fields.get(node("schema:publisher"), ()) if isinstance(term, ox.NamedNode)
                ),
                reliability=named(fields, ca("reliability")),
                work=named(fields, ca("snapshotOf")),
                page=page.value.partition("#")[0] if page else "",
                later_than=later.get(subject, frozenset()),
            )
    return found


@dataclass(slots=True)
class _Statement:
    """A claim in the making: one triple of one source, with all its passages."""

    subject: ox.NamedNode
    predicate: ox.NamedNode
    object: Term
    passages: list[Passage]
    place: str


def _collect_document(
    document: Document,
    described: Mapping[Term, Listed],
    names: Mapping[ox.BlankNode, ox.NamedNode],
    stated: dict[ox.NamedNode, _Statement],
    bookkeeping: list[ox.Triple],
) -> None:
    passages = {
        subject: _passage(document, subject, fields)
        for subject, fields in described.items()
        if isinstance(subject, ox.NamedNode) and ca("Passage") in fields.get(RDF_TYPE, ())
    }
    sole = next(iter(passages.values())) if len(passages) == 1 else None
    for number, quad in enumerate(document.quads):
        if isinstance(quad.subject, ox.BlankNode):
            continue
        if quad.graph_name == ox.DefaultGraph():
            kinds = described[quad.subject].get(RDF_TYPE, ())
            if not _BOOKKEEPING_TYPES.isdisjoint(kinds):
                bookkeeping.append(quad.triple)
                continue
            passage = sole
        else:
            assert not isinstance(quad.graph_name, ox.DefaultGraph)
            passage = passages.get(quad.graph_name) if isinstance(quad.graph_name, ox.NamedNode) else None
        if passage is None:
            raise _homeless(document, number, quad)
        _state(document.place(number), quad, passage, names, stated)


def _homeless(document: Document, number: int, quad: ox.Quad) -> DataError:
    if isinstance(quad.graph_name, ox.DefaultGraph):
        return DataError(
            f"a statement about {compact(str(quad.subject)[1:-1])} stands in no passage",
            hint="put it into the GRAPH <…> { } of the passage that says so",
            place=document.place(number),
        )
    return DataError(
        f"the graph {quad.graph_name} is not described as a passage of a source in this file",
        hint="write: <passage> a ca:Passage ; oa:hasSource source:… ; ca:startOffset … ; ca:endOffset … .",
        place=document.place(number),
    )


def _passage(document: Document, iri: ox.NamedNode, fields: Listed) -> Passage:
    source = named(fields, _HAS_SOURCE)
    if source is None:
        number = next(n for n, quad in enumerate(document.quads) if quad.subject == iri)
        raise DataError(
            f"the passage {compact(iri)} names no source",
            hint="add oa:hasSource source:…",
            place=document.place(number),
        )
    return Passage(
        iri=iri,
        source=source,
        basis=named(fields, ca("basis")) or STATED,
        status=named(fields, ca("status")) or ASSERTED,
        valid_from=literal(fields, ca("validFrom")),
        valid_until=literal(fields, ca("validUntil")),
    )


def _state(
    place: str,
    quad: ox.Quad,
    passage: Passage,
    names: Mapping[ox.BlankNode, ox.NamedNode],
    stated: dict[ox.NamedNode, _Statement],
) -> None:
    assert isinstance(quad.subject, ox.NamedNode)
    value = _with_value_name(quad.object, names)
    triple = f"{quad.subject} {quad.predicate} {value} ."
    iri = hashed("claim", triple, passage.source.value)
    statement = stated.setdefault(iri, _Statement(quad.subject, quad.predicate, value, [], place))
    if passage not in statement.passages:
        statement.passages.append(passage)


def _claim(
    iri: ox.NamedNode,
    statement: _Statement,
    sources: Mapping[ox.NamedNode, Source],
    tombstones: Mapping[ox.NamedNode, ox.NamedNode],
) -> Claim:
    # one source may state a thing in several places: the firmest place qualifies the claim
    passages = sorted(
        statement.passages, key=lambda p: (_BASIS_ORDER.index(p.basis), p.status != ASSERTED, p.iri.value)
    )
    firmest = passages[0]
    source = sources.get(firmest.source)
    if source is None:
        raise DataError(
            f"the source {compact(firmest.source)} is described in no file",
            hint="describe it: source:… a ca:SourceSnapshot ; ca:reliability … ; ca:retrievedOn …",
            place=statement.place,
        )
    value = statement.object
    return Claim(
        iri=iri,
        authored=(statement.subject, value),
        subject=tombstones.get(statement.subject, statement.subject),
        predicate=statement.predicate,
        object=tombstones.get(value, value) if isinstance(value, ox.NamedNode) else value,
        source=source,
        passages=tuple(sorted((p.iri for p in passages), key=str)),
        basis=firmest.basis,
        status=firmest.status,
        valid_from=firmest.valid_from,
        valid_until=firmest.valid_until,
    )
