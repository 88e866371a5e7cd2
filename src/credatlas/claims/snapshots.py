"""Sources and passages as the files describe them: publisher, dates, order, and what a passage passes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pyoxigraph as ox

from ..errors import DataError, did_you_mean
from ..terms import PREFIXES, Term, compact, node, show
from .model import ASSERTED, BASES, RDF_TYPE, STATED, STATUSES, Passage, Source, ca
from .naming import Listed, closure, first, literal, named
from .reading import Document, by_subject

Described = Mapping[Term, Listed]

HAS_SOURCE: Final = node("oa:hasSource")
_PUBLISHED, _RETRIEVED = node("schema:datePublished"), ca("retrievedOn")
_DATES: Final = frozenset(f"{PREFIXES['xsd']}{name}" for name in ("date", "gYearMonth", "gYear"))


def described_in(document: Document) -> Described:
    """What the default graph of a file says, by subject; that of a Turtle file is all of it."""
    return by_subject(quad for quad in document.quads if isinstance(quad.graph_name, ox.DefaultGraph))


def sources_of(
    documents: Sequence[tuple[Document, Described]], tombstones: Mapping[ox.NamedNode, ox.NamedNode]
) -> dict[ox.NamedNode, Source]:
    """The snapshots that the files describe; one may be described in several files.

    Raises:
        DataError: A date is none, or snapshots follow each other in a circle.
    """
    gathered: dict[ox.NamedNode, dict[ox.NamedNode, list[Term]]] = {}
    for document, described in documents:
        for subject, fields in described.items():
            if isinstance(subject, ox.NamedNode) and ca("SourceSnapshot") in fields.get(RDF_TYPE, ()):
                for predicate in (_PUBLISHED, _RETRIEVED):
                    _date(document, subject, fields, predicate)
                mine = gathered.setdefault(subject, {})
                for predicate, terms in fields.items():
                    mine.setdefault(predicate, []).extend(terms)
    earlier = _earlier(documents)
    return {iri: _source(iri, fields, tombstones, earlier.get(iri, frozenset())) for iri, fields in gathered.items()}


def _source(
    iri: ox.NamedNode,
    fields: Listed,
    tombstones: Mapping[ox.NamedNode, ox.NamedNode],
    later_than: frozenset[ox.NamedNode],
) -> Source:
    page, work = named(fields, node("schema:url")), named(fields, ca("snapshotOf"))
    publishers = (term for term in fields.get(node("schema:publisher"), ()) if isinstance(term, ox.NamedNode))
    return Source(
        iri=iri,
        published=literal(fields, _PUBLISHED),
        retrieved=literal(fields, _RETRIEVED),
        publishers=frozenset(tombstones.get(term, term) for term in publishers),
        reliability=named(fields, ca("reliability")),
        work=tombstones.get(work, work) if work else None,
        page=page.value.partition("#")[0] if page else "",
        later_than=later_than,
    )


def _earlier(documents: Sequence[tuple[Document, Described]]) -> dict[Term, frozenset[ox.NamedNode]]:
    """Each snapshot with all that it is known to follow, directly or through others."""
    direct: dict[Term, list[Term]] = {}
    homes: dict[Term, tuple[Document, Term]] = {}
    for document, described in documents:
        for subject, fields in described.items():
            for term in fields.get(ca("laterThan"), ()):
                if isinstance(term, ox.NamedNode):
                    # the order may stand on a passage; it orders the sources of both
                    source = named(fields, HAS_SOURCE) or subject
                    direct.setdefault(source, []).append(ox.NamedNode(term.value.partition("#")[0]))
                    homes.setdefault(source, (document, subject))
    found = {}
    for source in direct:
        followed = closure(source, direct)
        if any(source in direct.get(term, ()) for term in (source, *followed)):
            document, subject = homes[source]
            raise DataError(
                f"{show(source)} is later than itself in the end",
                hint="ca:laterThan leads from a snapshot to an earlier one, never back",
                place=document.place_of(subject, ca("laterThan")),
            )
        found[source] = frozenset(term for term in followed if isinstance(term, ox.NamedNode))
    return found


def passage_of(document: Document, iri: ox.NamedNode, fields: Listed) -> Passage:
    """A passage with its qualifiers; what it leaves out is stated and asserted.

    Raises:
        DataError: It names no source, a qualifier is none, or it still has words in the place of offsets.
    """
    if ca("quote") in fields:
        raise DataError(
            f"the passage {compact(iri)} has words in the place of its offsets",
            hint="run: python tools/offsets.py SOURCE.trig TEXT.txt, as CONTRIBUTING.md says",
            place=document.place_of(iri, ca("quote")),
        )
    source = named(fields, HAS_SOURCE)
    if source is None:
        raise DataError(
            f"the passage {compact(iri)} names no source",
            hint="add oa:hasSource source:…",
            place=document.place_of(iri),
        )
    return Passage(
        iri=iri,
        source=source,
        basis=_one_of(document, iri, fields, ca("basis"), BASES) or STATED,
        status=_one_of(document, iri, fields, ca("status"), STATUSES) or ASSERTED,
        valid_from=_date(document, iri, fields, ca("validFrom")),
        valid_until=_date(document, iri, fields, ca("validUntil")),
    )


def _one_of(
    document: Document, iri: ox.NamedNode, fields: Listed, predicate: ox.NamedNode, known: Sequence[ox.NamedNode]
) -> ox.NamedNode | None:
    term = first(fields, predicate)
    if term is None or (isinstance(term, ox.NamedNode) and term in known):
        return term
    names = [compact(concept) for concept in known]
    raise DataError(
        f"{compact(iri)} has the {compact(predicate).removeprefix('ca:')} {show(term)}, which is none",
        hint=did_you_mean(show(term), names) or f"write one of {', '.join(names)}",
        place=document.place_of(iri, predicate),
    )


def _date(document: Document, iri: ox.NamedNode, fields: Listed, predicate: ox.NamedNode) -> ox.Literal | None:
    term = first(fields, predicate)
    if term is None or (isinstance(term, ox.Literal) and term.datatype.value in _DATES):
        return term
    raise DataError(
        f"{compact(predicate)} of {compact(iri)} is {show(term)}, which is no date",
        hint='write it like "2025-04-15"^^xsd:date, "2025-04"^^xsd:gYearMonth or "2025"^^xsd:gYear',
        place=document.place_of(iri, predicate),
    )
