"""What a record states of a thing that is linked to it, in the terms of the atlas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..claims.model import BASES, STATED, ca
from ..claims.outside import Key, Said, Spot, Thing
from ..names.folding import fold
from ..names.places import city_key, country_key
from ..terms import node
from .model import Record

_NORMALISED: Final = BASES[1]
_FOUNDED: Final = node("schema:foundingDate")
_LOCATION, _PART_OF, _CONTAINED = (node(f"schema:{name}") for name in ("location", "isPartOf", "containedInPlace"))
_DATES: Final = {4: "xsd:gYear", 7: "xsd:gYearMonth", 10: "xsd:date"}
# scheme of an identifier: the property of the atlas, and the kinds of things that bear it
_SCHEMES: Final = {
    "ror": (ca("rorId"), ("organization",)),
    "wikidata": (ca("wikidataId"), ("organization", "person", "journal", "work", "place")),
    "isni": (ca("isni"), ("organization", "person")),
    "orcid": (ca("orcidId"), ("person",)),
    "issn": (node("schema:issn"), ("journal",)),
    "doi": (node("bibo:doi"), ("work", "policy")),
    "pmid": (node("bibo:pmid"), ("work",)),
    "ctid": (ca("ctid"), ("credential", "course", "programme", "organization")),
}
_TOWNS: Final = frozenset(("MC", "SG", "VA"))  # countries that are one town
_ENGLISH: Final = frozenset(("schema:name",))


@dataclass(frozen=True, slots=True)
class Stated:
    """Statements of one snapshot about one thing.

    Attributes:
        subject: The key of the thing: its id without what all ids begin with.
        source: The short name of the source.
        snapshot: The key of the snapshot.
    """

    subject: str
    source: str
    snapshot: str

    @property
    def kind(self) -> str:
        """The kind that the id tells: ``organization``, ``work`` and so on."""
        return self.subject.partition("/")[0]

    def say(self, predicate: ox.NamedNode, value: ox.Literal | Key, column: str, *, of: str = "", read: bool) -> Said:
        """A statement, ``read`` where its value had to be brought into our form."""
        spot = Spot(self.source, column=column)
        return Said(of or self.subject, predicate, value, self.snapshot, spot, _NORMALISED if read else STATED)

    def of_record(self, record: Record, things: dict[str, Thing]) -> Iterator[Said]:
        """What every record may state: identifiers, and of organisations the year and the place."""
        told: set[ox.NamedNode] = set()
        for scheme, value in record.identifiers:
            predicate, kinds = _SCHEMES.get(scheme, (None, ()))
            # one of several identifiers of one scheme is preferred, and stands first; a journal has one per medium
            if predicate is None or self.kind not in kinds or (predicate in told and scheme != "issn"):
                continue
            told.add(predicate)
            yield self.say(predicate, ox.Literal(_canonical(scheme, value)), scheme, read=True)
        if self.kind != "organization":
            return
        if record.founded is not None:
            year = ox.Literal(f"{record.founded:04d}", datatype=node("xsd:gYear"))
            yield self.say(_FOUNDED, year, "founded", read=True)
        if len(record.countries) == 1:
            yield from self._place(record.countries[0], record.places, things)

    def _place(self, country: str, places: tuple[str, ...], things: dict[str, Thing]) -> Iterator[Said]:
        yield self.say(_LOCATION, Key(country_key(country)), "country", read=True)
        if not places or country in _TOWNS:
            return
        town, key = places[0], city_key(places[0], country)
        spot = Spot(self.source, column="place")
        kinds, within = (node("schema:City"),), country_key(country)
        things.setdefault(
            key,
            Thing(
                key, "place", kinds, town, self.snapshot, spot, within=within, country=country, slug=f"{town} {country}"
            ),
        )
        yield self.say(_CONTAINED, Key(within), "place", of=key, read=True)
        yield self.say(_LOCATION, Key(key), "place", read=False)

    def facts(self, found: tuple[tuple[str, str], ...], things: dict[str, Thing]) -> Iterator[Said]:
        """What a registration agency states of a work."""
        said = dict(reversed(found))
        for name, value in found:
            if name.startswith("journal"):
                continue
            if name == "schema:datePublished":
                yield self.say(node(name), ox.Literal(value, datatype=node(_DATES[len(value)])), name, read=True)
            else:
                literal = ox.Literal(value, language="en") if name in _ENGLISH else ox.Literal(value)
                yield self.say(node(name), literal, name, read=False)
        if self.kind == "work" and "journal" in said:
            key = f"journal:{fold(said['journal'])}"
            issns = tuple((node("schema:issn"), value) for name, value in found if name == "journal-issn")
            spot = Spot(self.source, column="journal")
            journal = Thing(key, "journal", (ca("Journal"),), said["journal"], self.snapshot, spot, identifiers=issns)
            things.setdefault(key, journal)
            yield self.say(_PART_OF, Key(key), "journal", read=False)


def _canonical(scheme: str, value: str) -> str:
    """An identifier as the atlas keeps it."""
    if scheme == "isni":
        return " ".join(value[at : at + 4] for at in range(0, 16, 4))
    return value
