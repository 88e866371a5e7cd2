"""The page of one thing: its facts in the order of its shapes, each with who says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pyoxigraph as ox

from ..cards import Card, Row, card
from ..cards import Incoming as CardIncoming
from ..cards.layout import OTHER
from ..evidence import ClaimView, why
from ..names.labels import labels
from ..store.protocol import Store
from ..terms import BASE, ID, PREFIXES, compact, node
from ..wording import is_value, spaced
from .addresses import Addresses
from .dating import Dates, dates_of
from .elsewhere import Elsewhere, elsewhere
from .entries import Entries, Entry, kinds_of
from .picturing import MOST_DRAWN
from .said import source_names
from .schemaorg import schema_org

FORMS: Final = (
    ("Turtle", "ttl"),
    ("JSON-LD", "jsonld"),
    ("N-Triples", "nt"),
    ("RDF/XML", "rdf"),
    ("TriG", "trig"),
    ("JSON", "json"),
)
"""The forms in which a thing can be downloaded, by name and ending."""

_LISTED: Final = 25
_VOCABULARY: Final = f"{BASE}vocab/"
_IN_THE_HEAD: Final = frozenset(map(node, ("skos:prefLabel", "skos:altLabel", "skos:topConceptOf")))
_PLAIN: Final = {node("skos:hiddenLabel"): "also understood"}
_FROM_THE_OTHER_SIDE: Final = {
    node("skos:broader"): "narrower",
    node("skos:broaderTransitive"): "narrower, further down",
}
_UNDRAWN: Final = tuple(PREFIXES[kind] for kind in ("claim", "conflict", "issue", "source", "value"))
_LAST: Final = {"Names": 1, "Identifiers and links": 2, "Other": 3}


@dataclass(frozen=True, slots=True)
class Line:
    """A property with its values.

    Attributes:
        label: Its name for people.
        address: Where it is explained.
        entries: What is shown.
        also: What is said besides and says less, but nothing else.
    """

    label: str
    address: str
    entries: tuple[Entry, ...]
    also: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Lines that belong together."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What links here by one property.

    Attributes:
        label: The property read from the other side.
        address: Where the property is explained.
        entries: The first of them by name.
        count: How many there are.
        everything: Where all of them are listed; empty when they are all here.
    """

    label: str
    address: str
    entries: tuple[Entry, ...]
    count: int
    everything: str = ""


@dataclass(frozen=True, slots=True)
class ThingPage:
    """What stands on the page of a thing.

    Attributes:
        iri: The thing.
        id: Its compact IRI.
        name: Its name.
        kinds: What it is.
        other_names: What else it is called.
        sections: What is known.
        neighbours: What links here.
        unknown: What nobody says, as pairs of label and address.
        of_runs: What is known of its runs and not of itself, in the same form.
        dates: When what happens.
        elsewhere: Where else it is described.
        contradictions: How many of its values are contradicted.
        claims: How many claims there are about it.
        sources: How many sources they come from.
        picture: Whether a picture of its surroundings says something.
        data: A description in the words of schema.org, as JSON that may stand inside a page.
    """

    iri: str
    id: str
    name: str
    kinds: tuple[Entry, ...]
    other_names: tuple[str, ...]
    sections: tuple[Section, ...]
    neighbours: tuple[Neighbours, ...]
    unknown: tuple[tuple[str, str], ...]
    of_runs: tuple[tuple[str, str], ...]
    dates: Dates
    elsewhere: tuple[Elsewhere, ...]
    contradictions: int
    claims: int
    sources: int
    picture: bool
    data: str


def thing_page(store: Store, iri: ox.NamedNode, addresses: Addresses) -> ThingPage:
    """What is known of a thing, ready for its page.

    Args:
        store: Where to ask.
        iri: The thing; an id that was merged away stands for its successor.
        addresses: Where everything is.

    Raises:
        NotFoundError: Nothing is known under this id, and nothing links to it.
    """
    known = card(store, iri, most_links=_LISTED)
    claims = [one for one in why(store, known.iri) if isinstance(one, ClaimView)]
    names = {**labels(store, _named(claims)), **source_names(store, dict.fromkeys(one.source for one in claims))}
    entries = Entries(known.iri, claims, names, addresses)
    sections = tuple(_sections(known, entries, addresses))
    dates = dates_of(store, known, addresses)
    links = sum(row.count for row in known.incoming)
    return ThingPage(
        iri=known.iri.value,
        id=compact(known.iri),
        name=_name(store, known),
        kinds=tuple(_kinds(known, claims, names, entries, addresses)),
        other_names=known.alternate_names,
        sections=sections,
        neighbours=tuple(_neighbours(row, known.iri, addresses) for row in known.incoming),
        unknown=tuple(
            (gap.label, addresses.thing(gap.property)) for gap in known.unknown if not _is_known_name(gap.label, known)
        ),
        of_runs=tuple((gap.label, addresses.thing(gap.property)) for gap in known.of_runs),
        dates=dates,
        elsewhere=elsewhere(known),
        contradictions=sum(one.against is not None for part in sections for row in part.lines for one in row.entries),
        claims=len({one.claim for one in claims}),
        sources=len({one.source for one in claims}),
        picture=not known.iri.value.startswith(_UNDRAWN) and links + _relations(known) > 0 and links <= MOST_DRAWN,
        data=schema_org(store, known, addresses),
    )


def _name(store: Store, known: Card) -> str:
    is_source = known.iri.value.startswith(PREFIXES["source"])
    return source_names(store, [known.iri])[known.iri] if is_source else known.name


def _named(claims: Sequence[ClaimView]) -> Iterator[ox.NamedNode]:
    """What has to have a name besides what the card names."""
    yield from kinds_of(claims)
    for one in claims:
        if one.rank != "shown" and isinstance(one.object, ox.NamedNode) and not is_value(one.object):
            yield one.object


def _is_known_name(label: str, known: Card) -> bool:
    # an abbreviation is another name too: what stands in the head is known
    return label == "also called" and bool(known.alternate_names)


def _relations(known: Card) -> int:
    return sum(
        value.thing is not None and value.thing.value.startswith(ID)
        for group in known.groups
        for row in group.rows
        for value in row.values
    )


def _kinds(
    known: Card,
    claims: Sequence[ClaimView],
    names: dict[ox.NamedNode, str],
    entries: Entries,
    addresses: Addresses,
) -> Iterator[Entry]:
    stated = kinds_of(claims)
    kind = node("rdf:type")
    for one in stated:
        yield Entry(spaced(names[one]), addresses.thing(one), said=entries.said_of(kind, one))
    if not stated:
        # concepts and sources are described, not claimed
        scheme = known.iri.value.partition("#")[0] if known.iri.value.startswith(_VOCABULARY) else ""
        yield from (Entry(name, addresses.thing(scheme)) for name in known.kinds)


def _sections(known: Card, entries: Entries, addresses: Addresses) -> Iterator[Section]:
    is_concept = known.iri.value.startswith(_VOCABULARY)
    # the heading of the page says the names already
    for group in sorted(known.groups, key=lambda group: _LAST.get(group.name, 0)):
        rows = [row for row in group.rows if not (is_concept and row.property in _IN_THE_HEAD)]
        if rows:
            name = "Concept" if is_concept and group.name == OTHER else group.name
            yield Section(name, tuple(_line(row, entries, addresses) for row in rows))


def _line(row: Row, entries: Entries, addresses: Addresses) -> Line:
    shown = [entries.value(row.property, value) for value in row.values]
    also: list[Entry] = []
    for one in entries.compatible(row.property):
        # what differs in the words of the source alone reads the same, and is said of the same value
        twin = next((place for place, other in enumerate(shown) if other.text == one.text), None)
        if twin is None:
            also.append(one)
        else:
            shown[twin] = replace(shown[twin], said=(*shown[twin].said, *one.said))
    return Line(_PLAIN.get(row.property, row.label), addresses.thing(row.property), tuple(shown), tuple(also))


def _neighbours(row: CardIncoming, iri: ox.NamedNode, addresses: Addresses) -> Neighbours:
    more = row.count > len(row.links)
    return Neighbours(
        label=_FROM_THE_OTHER_SIDE.get(row.property) or f"← {row.label}",
        address=addresses.thing(row.property),
        entries=tuple(
            Entry(link.name, addresses.thing(link.subject), notes=("follows by a rule",) if link.inferred else ())
            for link in row.links
        ),
        count=row.count,
        everything=addresses.thing(iri, "links.html", property=compact(row.property)) if more else "",
    )
