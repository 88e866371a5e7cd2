"""What the atlas knows already, looked up as outside data names it: keys, identifiers, full names, short forms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from ..claims import Authored
from ..claims.model import RDF_TYPE, SCHEMA_NAME, ca
from ..names.belonging import TO_BODY, kind_of
from ..names.folding import fold
from ..terms import BASE, ID, node

ALTERNATE: Final = node("schema:alternateName")
IDENTIFIERS: Final = frozenset(
    node(name) for name in "ca:rorId ca:wikidataId ca:orcidId ca:isni ca:ctid bibo:doi bibo:pmid schema:issn".split()
)
_AWARDS: Final = ca("awardsCredential")
_WITHIN: Final = frozenset((*TO_BODY, node("org:subOrganizationOf")))
_LOCATION, _CONTAINED = node("schema:location"), node("schema:containedInPlace")
_TELLING: Final = frozenset(
    (SCHEMA_NAME, ALTERNATE, ca("abbreviation"), *IDENTIFIERS, *_WITHIN, _LOCATION, _CONTAINED, _AWARDS)
)
_URL: Final = node("schema:url")
_SOURCE: Final = f"{ID}source/"


@dataclass(slots=True)
class Known:
    """Things by what identifies them. Things of the input are added as they get their ids.

    Attributes:
        keys: Key of an input to the id that it means.
        ids: Every id that was ever minted.
        identifiers: Property and value of an identifier to the things that bear it.
        names: Kind and folded full name to the things that go by it.
        short: Folded abbreviation to the organizations and other things that use it.
        called: Thing to a readable name.
        within: Thing to the bodies that answer for it, or that it is a part of.
        places: Thing to the places where it is, a place to what it is a part of.
        countries: Thing to the ISO codes of its countries, in lower case.
        awards: Programme or course to the credentials that it awards.
        pages: Address of a page to its sources, the copies of it.
        hashes: Source to the hash of the bytes that were read, where they were at hand.
        kept: Sources whose files are written by hand.
    """

    keys: dict[str, ox.NamedNode] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    identifiers: dict[tuple[ox.NamedNode, str], set[ox.NamedNode]] = field(default_factory=lambda: defaultdict(set))
    names: dict[tuple[str, str], set[ox.NamedNode]] = field(default_factory=lambda: defaultdict(set))
    short: dict[tuple[str, str], set[ox.NamedNode]] = field(default_factory=lambda: defaultdict(set))
    called: dict[ox.NamedNode, str] = field(default_factory=dict)
    within: dict[ox.NamedNode, set[ox.NamedNode]] = field(default_factory=lambda: defaultdict(set))
    places: dict[ox.NamedNode, set[ox.NamedNode]] = field(default_factory=lambda: defaultdict(set))
    countries: dict[ox.NamedNode, set[str]] = field(default_factory=lambda: defaultdict(set))
    awards: dict[ox.NamedNode, set[ox.NamedNode]] = field(default_factory=lambda: defaultdict(set))
    pages: dict[str, list[ox.NamedNode]] = field(default_factory=lambda: defaultdict(list))
    hashes: dict[ox.NamedNode, str] = field(default_factory=dict)
    kept: frozenset[ox.NamedNode] = frozenset()

    def name(self, thing: ox.NamedNode, text: str) -> None:
        """Notes that a thing goes by a full name."""
        folded = fold(text)
        if folded:
            self.names[kind_of(thing), folded].add(thing)
            self.called.setdefault(thing, text)

    def abbreviate(self, thing: ox.NamedNode, text: str) -> None:
        """Notes that a thing is abbreviated so."""
        if fold(text):
            self.short[kind_of(thing), fold(text)].add(thing)

    def identify(self, thing: ox.NamedNode, predicate: ox.NamedNode, text: str) -> None:
        """Notes an identifier of a thing."""
        self.identifiers[predicate, text.casefold()].add(thing)


def known_of(authored: Authored, register: Mapping[str, tuple[str, ...]], kept: Iterable[ox.NamedNode]) -> Known:
    """What the data files of a project know.

    Args:
        authored: What they say.
        register: Each id of ``data/ids.tsv`` with its keys.
        kept: The sources whose files are written by hand.
    """
    known = Known(kept=frozenset(kept))
    for iri, keys in register.items():
        known.ids.add(iri)
        for key in (iri.removeprefix(ID), *keys):  # an input may name a thing by its id, as links do
            known.keys[key] = authored.tombstones.get(ox.NamedNode(iri), ox.NamedNode(iri))
    learn(known, ((claim.subject, claim.predicate, claim.object) for claim in authored.claims))
    for triple in authored.bookkeeping:
        _bookkept(known, triple)
    return known


def learn(known: Known, statements: Iterable[tuple[ox.NamedNode, ox.NamedNode, object]]) -> None:
    """Notes what statements tell of names, short forms, identifiers, wholes and countries of things."""
    for subject, predicate, value in statements:
        if predicate in _TELLING:
            _note(known, subject, predicate, value)
    for thing, found in known.places.items():
        for place in found:
            known.countries[thing].update(_countries(place, known.places))


def _note(known: Known, subject: ox.NamedNode, predicate: ox.NamedNode, value: object) -> None:
    if isinstance(value, ox.Literal):
        if predicate in (SCHEMA_NAME, ALTERNATE):
            known.name(subject, value.value)
        elif predicate == ca("abbreviation"):
            known.abbreviate(subject, value.value)
        elif predicate in IDENTIFIERS:
            known.identify(subject, predicate, value.value)
    elif isinstance(value, ox.NamedNode):
        if predicate in _WITHIN:
            known.within[subject].add(value)
        elif predicate in (_LOCATION, _CONTAINED):
            known.places[subject].add(value)
        elif predicate == _AWARDS:
            known.awards[subject].add(value)


def _bookkept(known: Known, triple: ox.Triple) -> None:
    subject, value = triple.subject, triple.object
    if isinstance(subject, ox.NamedNode) and subject.value.startswith(_SOURCE):
        if triple.predicate == _URL and isinstance(value, ox.NamedNode):
            known.pages[value.value].append(subject)
        elif triple.predicate == ca("sha256") and isinstance(value, ox.Literal):
            known.hashes[subject] = value.value
        elif triple.predicate == RDF_TYPE:
            known.ids.add(subject.value)


def _countries(place: ox.NamedNode, places: Mapping[ox.NamedNode, set[ox.NamedNode]]) -> set[str]:
    slug = place.value.removeprefix(f"{BASE}id/place/")
    if len(slug) == 2:
        return {slug}
    return {code for whole in places.get(place, ()) if whole != place for code in _countries(whole, {})}
