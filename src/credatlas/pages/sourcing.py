"""What a source says: its claims by thing, with the contradictions that it takes part in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..cards.layout import names_on_cards
from ..evidence.asking import batches, inline, select
from ..names.labels import labels
from ..store.protocol import Store
from ..terms import Term, compact, node, show
from ..wording import describe_values, is_value, spaced
from .addresses import Addresses
from .cells import Pages
from .entries import Entry, destination
from .said import METHODS

_TYPE: Final = node("rdf:type")
_SIZE: Final = 250  # claims; a thing is never torn apart
_CLAIMED: Final = "?claim ca:claimedBy {source} ; rdf:subject ?s"
_CLAIMS: Final = """SELECT ?claim ?s ?p ?o ?passage ?start ?end ?basis ?status ?now {{ {values}
  ?claim rdf:subject ?s ; ca:claimedBy {source} ; rdf:predicate ?p ; rdf:object ?o ; ca:hasEvidence ?passage .
  OPTIONAL {{ ?passage ca:startOffset ?start }} OPTIONAL {{ ?passage ca:endOffset ?end }}
  OPTIONAL {{ ?claim ca:basis ?basis }} OPTIONAL {{ ?claim ca:status ?status }}
  OPTIONAL {{ ?o dcterms:isReplacedBy ?now }} }}"""
_PASSAGES: Final = """SELECT DISTINCT ?passage ?s {{
  ?claim ca:claimedBy {source} ; rdf:subject ?s ; ca:hasEvidence ?passage }}"""
_MAKING: Final = "SELECT ?how ?words {{ {source} prov:wasGeneratedBy ?how . ?how dcterms:description ?words }}"
_CASES: Final = (
    """SELECT ?claim ?shown {{ ?claim ca:claimedBy {source} . ?case ca:hasClaim ?claim ; ca:shownClaim ?shown }}"""
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim on the page of its source.

    Attributes:
        anchor: The name of its place in the source, where it is the first from there; else empty.
        label: The property.
        explained: Where the property is explained.
        value: The value.
        note: Where it stands, how it was read.
        standing: Empty, ``shown`` or ``overruled`` where others contradict it.
    """

    anchor: str
    label: str
    explained: str
    value: Entry
    note: str
    standing: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a source says of one thing."""

    name: str
    address: str
    id: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a source to which links lead, and which does not stand on this page as a claim.

    Attributes:
        anchor: Its name.
        words: What there is to say of it.
        address: Where its claims are; empty where there are none.
    """

    anchor: str
    words: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class SourceSays:
    """One page of what a source says.

    Attributes:
        things: The things that it speaks of, by name; those of this page.
        count: Of how many things it speaks in all.
        claims: How many claims it makes in all.
        disputed: How many of them others contradict.
        overruled: In how many of those another value is shown.
        pages: Where the other pages are.
        places: What links to places lead to on the first page, besides the claims on it.
    """

    things: tuple[About, ...]
    count: int
    claims: int
    disputed: int
    overruled: int
    pages: Pages
    places: tuple[Place, ...] = ()


def source_says(store: Store, source: ox.NamedNode, number: int, addresses: Addresses) -> SourceSays:
    """What a source says, thing by thing.

    Args:
        store: The graph.
        source: The snapshot.
        number: The page, from 1; one that is not there is empty.
        addresses: Where everything is.
    """
    text = f"SELECT ?s (COUNT(?claim) AS ?n) {{ {_CLAIMED.format(source=inline(source))} }} GROUP BY ?s ORDER BY ?s"
    counts = {row[0]: int(show(row[1])) for row in select(store, text) if isinstance(row[0], ox.NamedNode)}
    pieces = list(_pieces(counts))
    here = pieces[number - 1] if 0 < number <= len(pieces) else []
    cases = {row[0]: row[0] == row[1] for row in select(store, _CASES.format(source=inline(source)))}
    things = tuple(_things(store, source, here, cases, addresses))
    last = max(1, len(pieces))

    def at(page: int) -> str:
        return addresses.thing(source, page=page if page > 1 else None) if 1 <= page <= last else ""

    return SourceSays(
        things=things,
        count=len(counts),
        claims=sum(counts.values()),
        disputed=len(cases),
        overruled=sum(not is_shown for is_shown in cases.values()),
        pages=Pages(number, last, at(number - 1), at(number + 1)),
        places=tuple(_places(store, source, pieces, addresses)) if number == 1 else (),
    )


def _places(
    store: Store, source: ox.NamedNode, pieces: Sequence[Sequence[ox.NamedNode]], addresses: Addresses
) -> Iterator[Place]:
    """A link to a place does not know on which page its claims are: it leads to the first, and from there on."""
    for how, text in select(store, _MAKING.format(source=inline(source))):
        if anchor := show(how).partition("#")[2]:
            yield Place(anchor, show(text))
    if len(pieces) < 2:
        return
    on = {thing: number for number, piece in enumerate(pieces, 1) for thing in piece}
    first: dict[str, int] = {}
    for passage, thing in select(store, _PASSAGES.format(source=inline(source))):
        anchor = show(passage).partition("#")[2]
        if anchor and isinstance(thing, ox.NamedNode):
            first[anchor] = min(first.get(anchor, len(pieces)), on[thing])
    for anchor, number in sorted(first.items()):
        if number > 1:
            yield Place(anchor, anchor, f"{addresses.thing(source, page=number)}#{anchor}")


def _pieces(counts: Mapping[ox.NamedNode, int]) -> Iterator[list[ox.NamedNode]]:
    piece: list[ox.NamedNode] = []
    size = 0
    for thing, count in counts.items():
        if piece and size + count > _SIZE:
            yield piece
            piece, size = [], 0
        piece.append(thing)
        size += count
    if piece:
        yield piece


def _things(
    store: Store,
    source: ox.NamedNode,
    subjects: Sequence[ox.NamedNode],
    cases: Mapping[Term | None, bool],
    addresses: Addresses,
) -> Iterator[About]:
    rows: list[tuple[Term | None, ...]] = []
    for values in batches("?s", ([subject] for subject in subjects)):
        rows += select(store, _CLAIMS.format(values=values, source=inline(source)))
    names = _words(store, subjects, rows)
    called = {**names_on_cards(store, subjects), _TYPE: "class"}
    rows.sort(key=lambda row: (_number(row[5]), show(row[4]), show(row[2]), show(row[3])))
    seen: set[str] = set()
    by_subject: dict[Term | None, list[Statement]] = {}
    for claim, subject, property_, term, passage, start, end, basis, status, now in rows:
        value = now or term
        assert isinstance(property_, ox.NamedNode) and value is not None
        anchor = show(passage).partition("#")[2]
        address, outside = destination(property_, value, addresses)
        language = value.language if isinstance(value, ox.Literal) else None
        standing = "" if claim not in cases else "shown" if cases[claim] else "overruled"
        by_subject.setdefault(subject, []).append(
            Statement(
                anchor="" if anchor in seen else anchor,
                label=called.get(property_) or spaced(names[property_]),
                explained=addresses.thing(property_),
                value=Entry(names.get(value) or show(value), address, outside, language),
                note=_note(start, end, basis, status),
                standing=standing,
            )
        )
        seen.add(anchor)
    for subject in sorted(subjects, key=lambda one: (names[one].casefold(), one.value)):
        yield About(names[subject], addresses.thing(subject), compact(subject), tuple(by_subject.get(subject, ())))


def _words(store: Store, subjects: Iterable[ox.NamedNode], rows: Iterable[Sequence[Term | None]]) -> dict[Term, str]:
    named = dict.fromkeys([*subjects, *(term for row in rows for term in (row[2], row[3], row[9]))])
    nodes = [term for term in named if isinstance(term, ox.NamedNode)]
    values = [term for term in nodes if is_value(term)]
    found: dict[Term, str] = {}
    found.update(labels(store, [term for term in nodes if not is_value(term)]).items())
    found.update(describe_values(store, values).items() if values else ())
    return found


def _note(start: Term | None, end: Term | None, basis: Term | None, status: Term | None) -> str:
    place = f"characters {show(start)}–{show(end)}" if start is not None and end is not None else ""
    how = _local(basis)
    return " · ".join(part for part in (place, METHODS.get(how, how), _local(status)) if part)


def _number(term: Term | None) -> int:
    return int(term.value) if isinstance(term, ox.Literal) else 1 << 60


def _local(term: Term | None) -> str:
    return show(term).rpartition(":")[2]
