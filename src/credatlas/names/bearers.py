"""What is known of the things that may be the same: names, ids, places, and how they are related."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode

from ..store.protocol import Store
from ..terms import node
from .belonging import OFFERING_OF, TO_BODY, kind_of
from .labels import ABBREVIATION, ALTERNATE_NAME, NAME, labels, terms

KINDS: Final = tuple(
    "organization person programme course credential offering event series partnership policy work journal".split()
)
"""The kinds of things that may stand twice, by the part of their ids that says so."""

_IDS: Final = {
    node("ca:rorId"): "ROR id",
    node("ca:wikidataId"): "Wikidata id",
    node("ca:orcidId"): "ORCID iD",
    node("ca:isni"): "ISNI",
    node("bibo:doi"): "DOI",
    node("schema:issn"): "ISSN",
}
_SEVERAL: Final = frozenset({"ISSN"})  # a journal has one on paper and one on line
_URL: Final = node("schema:url")
_PROVIDERS: Final = (*TO_BODY, OFFERING_OF)
_TYPES: Final = tuple(node(f"ca:{name}") for name in ("hasProgrammeType", "hasCredentialType", "hasLevel"))
_DATES: Final = tuple(node(f"schema:{name}") for name in ("startDate", "datePublished"))
_EDITION: Final = node("ca:editionNumber")
_PARENT: Final = node("org:subOrganizationOf")
_LOCATION: Final = node("schema:location")
_INSIDE: Final = node("schema:containedInPlace")
_REPLACED: Final = node("dcterms:isReplacedBy")
_RELATED: Final = {
    node("ca:succeeds"): "one succeeds the other",
    node("ca:isTrackOf"): "one is a track of the other",
}
_READ: Final = (
    *(NAME, ALTERNATE_NAME, ABBREVIATION, _URL, _EDITION, _PARENT, _LOCATION, _INSIDE, _REPLACED),
    *(*_IDS, *_PROVIDERS, *_TYPES, *_DATES, *_RELATED),
)

_Values = Mapping[NamedNode, Mapping[NamedNode, frozenset[NamedNode | Literal]]]


@dataclass(frozen=True, slots=True, eq=False)
class Bearer:
    """A thing with what tells it from others.

    Attributes:
        iri: The thing.
        kind: One of :data:`KINDS`.
        name: Its readable name.
        names: Its names, with whether each is its proper one.
        abbreviations: Its abbreviations.
        ids: Its ids by register, in one form.
        pages: Its web pages, without the differences that do not count.
        countries: Where it is, or what it is a part of.
        parents: What it is a part of.
        above: All that it is a part of, parents of parents included.
        providers: Who offers, awards, hosts or issues it; of an offering what it is an offering of.
        types: What kind of programme or credential it is, and of which level.
        dates: When it starts or was published, as years or days.
        edition: Its number in a series.
    """

    iri: NamedNode
    kind: str
    name: str
    names: Mapping[str, bool] = field(default_factory=dict)
    abbreviations: frozenset[str] = frozenset()
    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    pages: frozenset[str] = frozenset()
    countries: frozenset[NamedNode] = frozenset()
    parents: frozenset[NamedNode] = frozenset()
    above: frozenset[NamedNode] = frozenset()
    providers: frozenset[NamedNode] = frozenset()
    types: frozenset[NamedNode] = frozenset()
    dates: frozenset[str] = frozenset()
    edition: frozenset[str] = frozenset()

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts of its pages."""
        return frozenset(page.partition("/")[0] for page in self.pages)


@dataclass(frozen=True, slots=True)
class Bearers:
    """All things that may stand twice, and the relations between them that say that two are two.

    Attributes:
        things: The things by id.
        related: Pairs that are related, with the relation in words.
        above: For everything that is a part of something all that it is a part of.
        words: The names of countries, parents, providers and types.
    """

    things: Mapping[NamedNode, Bearer]
    related: Mapping[frozenset[NamedNode], str]
    above: Mapping[NamedNode, frozenset[NamedNode]]
    words: Mapping[NamedNode, str]


def gather(store: Store, kinds: Iterable[str] = KINDS) -> Bearers:
    """Everything of some kinds that has a name or an id, read by a few queries; merged ids are left out."""
    wanted = frozenset(kinds)
    values: defaultdict[NamedNode, defaultdict[NamedNode, set[NamedNode | Literal]]]
    values = defaultdict(lambda: defaultdict(set))
    for subject, prop, value in store.select(f"SELECT DISTINCT ?s ?p ?o {{ VALUES ?p {{ {terms(_READ)} }} ?s ?p ?o }}"):
        if isinstance(subject, NamedNode) and isinstance(prop, NamedNode) and isinstance(value, NamedNode | Literal):
            values[prop][subject].add(value)
    countries = {row[0] for row in store.select(f"SELECT DISTINCT ?c {{ ?c a {node('schema:Country')} }}")}
    known: _Values = {
        prop: {thing: frozenset(found) for thing, found in found_by.items()} for prop, found_by in values.items()
    }
    above = _closed(known.get(_PARENT, {}))
    inside = _closed(known.get(_INSIDE, {}))
    at = {
        thing: frozenset(one for place in places for one in (place, *inside.get(_iri(place), ())) if one in countries)
        for thing, places in known.get(_LOCATION, {}).items()
    }
    gone = known.get(_REPLACED, {})
    named = {thing for prop in (NAME, *_IDS) for thing in known.get(prop, {}) if thing not in gone}
    things = {
        thing: _bearer(thing, kind, known, above, at)
        for thing in sorted(named, key=lambda iri: iri.value)
        if (kind := kind_of(thing)) in wanted
    }
    related = {
        frozenset({thing, _iri(other)}): words
        for prop, words in _RELATED.items()
        for thing, others in known.get(prop, {}).items()
        for other in others
    }
    told = {
        iri for thing in things.values() for iri in (*thing.countries, *thing.parents, *thing.providers, *thing.types)
    }
    return Bearers(things, related, above, labels(store, sorted(told, key=lambda iri: iri.value)))


def _iri(term: NamedNode | Literal) -> NamedNode:
    return term if isinstance(term, NamedNode) else NamedNode("urn:x-none")


def _closed(edges: Mapping[NamedNode, frozenset[NamedNode | Literal]]) -> dict[NamedNode, frozenset[NamedNode]]:
    """For each thing all that can be reached from it."""
    found = {}
    for thing in edges:
        reached: set[NamedNode] = set()
        rest = [thing]
        while rest:
            for other in edges.get(rest.pop(), ()):
                if isinstance(other, NamedNode) and other not in reached:
                    reached.add(other)
                    rest.append(other)
        found[thing] = frozenset(reached)
    return found


def _bearer(
    thing: NamedNode,
    kind: str,
    known: _Values,
    above: Mapping[NamedNode, frozenset[NamedNode]],
    at: Mapping[NamedNode, frozenset[NamedNode | Literal]],
) -> Bearer:
    def texts(*props: NamedNode) -> list[str]:
        return sorted({term.value for prop in props for term in known.get(prop, {}).get(thing, ())})

    def nodes(*props: NamedNode) -> frozenset[NamedNode]:
        return frozenset(_iri(term) for prop in props for term in known.get(prop, {}).get(thing, ()))

    wholes = above.get(thing, frozenset())
    # a school without a place of its own is where its university is
    places = at.get(thing) or frozenset(one for whole in wholes for one in at.get(whole, ()))
    proper = texts(NAME)
    return Bearer(
        thing,
        kind,
        proper[0] if proper else thing.value,
        {**dict.fromkeys(texts(ALTERNATE_NAME), False), **dict.fromkeys(proper, True)},
        frozenset(texts(ABBREVIATION)),
        {register: one_form for prop, register in _IDS.items() if (one_form := frozenset(map(_plain, texts(prop))))},
        frozenset(map(_page, texts(_URL))),
        frozenset(_iri(place) for place in places),
        nodes(_PARENT),
        wholes,
        nodes(*_PROVIDERS),
        nodes(*_TYPES),
        frozenset(texts(*_DATES)),
        frozenset(texts(_EDITION)),
    )


def contradicting_ids(one: Bearer, other: Bearer) -> list[str]:
    """The registers that have the two under different ids."""
    both = [register for register in one.ids if register in other.ids and register not in _SEVERAL]
    return [register for register in both if not one.ids[register] & other.ids[register]]


def _plain(text: str) -> str:
    """An id without the address in front of it, without blanks and hyphens, in lower case."""
    bare = re.sub(r"^https?://(?:dx\.)?[\w.]+/(?:entity/|wiki/)?", "", text.strip())
    return bare.casefold() if "/" in bare else re.sub(r"[\s-]", "", bare).casefold()


def _page(url: str) -> str:
    """An address without scheme, ``www.`` and a last slash."""
    return re.sub(r"^https?://(?:www\.)?", "", url.partition("#")[0]).rstrip("/").casefold()
