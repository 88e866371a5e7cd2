"""Things of the atlas as records, with all that helps to find them elsewhere: names, places, sites, parents, ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from ..store.protocol import Store
from ..terms import CA, GRAPHS, ID, PREFIXES, node
from .index import Index
from .indexing import in_memory
from .model import Record, RecordName

SOURCE: Final = "atlas"
_KINDS: Final = ("organization", "person", "programme", "course", "credential", "offering", "session", "event")
_MORE_KINDS: Final = ("series", "partnership", "policy", "work", "journal", "place", "reference")
_THINGS: Final = frozenset(_KINDS + _MORE_KINDS)
_NAMES: Final = (("schema:name", "label"), ("schema:alternateName", "alias"), ("ca:abbreviation", "acronym"))
SCHEMES: Final = {
    "ca:rorId": "ror",
    "ca:wikidataId": "wikidata",
    "ca:orcidId": "orcid",
    "ca:isni": "isni",
    "ca:ctid": "ctid",
    "bibo:doi": "doi",
    "bibo:pmid": "pmid",
    "schema:issn": "issn",
}
"""The properties of the atlas whose values identify a thing elsewhere, and what records call these."""

_SHARED: Final = frozenset("github.com sites.google.com medium.com linkedin.com facebook.com eventbrite.com".split())

Pairs = dict[str, list[NamedNode | Literal]]


def profiles(store: Store, kind: str = "") -> list[Record]:
    """The things of a graph that have a name, in the order of their IRIs.

    Args:
        store: The graph.
        kind: Only things of this type of ids, such as ``organization``; all types that people look for when empty.
    """
    return _Profiles(store).records(kind)


def atlas_index(store: Store, kind: str = "") -> Index:
    """An index over the things of a graph, in memory; see :func:`profiles`."""
    return in_memory(profiles(store, kind), source=SOURCE)


class _Profiles:
    """What a graph says of its things, one property after the other."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.names = [(kind, self.of(name)) for name, kind in _NAMES]
        self.places = self.of("schema:location")
        self.inside = self.of("schema:containedInPlace")
        self.sites = self.of("schema:url")
        self.parents = self.of("org:subOrganizationOf")
        self.identifiers = [(scheme, self.of(name)) for name, scheme in SCHEMES.items()]
        self.successors: dict[str, list[str]] = defaultdict(list)
        for later, earlier in self.of("ca:succeeds").items():
            for one in earlier:
                self.successors[one.value].append(later)
        self.classes = self._classes()

    def of(self, name: str) -> Pairs:
        """The values of a property by thing, both in a fixed order."""
        text = f"SELECT ?s ?o {{ GRAPH {GRAPHS['facts']} {{ ?s {node(name)} ?o }} }}"
        found: Pairs = defaultdict(list)
        rows = [(s, o) for s, o in self.store.select(text) if isinstance(s, NamedNode)]
        for subject, value in sorted(rows, key=lambda row: (row[0].value, str(row[1]))):
            if isinstance(value, NamedNode | Literal):
                found[subject.value].append(value)
        return found

    def _classes(self) -> dict[str, list[str]]:
        text = f'SELECT DISTINCT ?s ?k {{ ?s a ?k FILTER(STRSTARTS(STR(?k), "{CA}")) }}'
        found: dict[str, list[str]] = defaultdict(list)
        for subject, kind in self.store.select(text):
            if isinstance(subject, NamedNode) and isinstance(kind, NamedNode):
                found[subject.value].append(kind.value.removeprefix(CA))
        return found

    def records(self, kind: str) -> list[Record]:
        """The records, see :func:`profiles`."""
        named = {iri for _, pairs in self.names for iri in pairs}
        wanted = (iri for iri in sorted(named) if _type_of(iri) in ({kind} if kind else _THINGS))
        return [self.record(iri) for iri in wanted]

    def record(self, iri: str) -> Record:
        """What is known of one thing."""
        names = tuple(self._names(iri))
        spots = [value.value for value in self.places.get(iri, ())]
        around = {place.value for spot in spots for place in self.inside.get(spot, ())}
        countries = dict.fromkeys(code for spot in (*spots, *sorted(around)) if (code := _country(spot)))
        towns = dict.fromkeys(self._place_name(spot) for spot in spots if not _country(spot))
        return Record(
            id=iri,
            source=SOURCE,
            name=names[0].text,
            names=names,
            kinds=tuple(sorted(self.classes.get(iri, ()))),
            status="inactive" if iri in self.successors else "active",
            countries=tuple(countries),
            places=tuple(filter(None, towns)),
            domains=tuple(dict.fromkeys(filter(None, (_domain(site.value) for site in self.sites.get(iri, ()))))),
            identifiers=tuple(
                (scheme, value.value) for scheme, pairs in self.identifiers for value in pairs.get(iri, ())
            ),
            parents=tuple(value.value for value in self.parents.get(iri, ())),
            successors=tuple(self.successors.get(iri, ())),
        )

    def _names(self, iri: str) -> Iterator[RecordName]:
        for kind, pairs in self.names:
            values = [value for value in pairs.get(iri, ()) if isinstance(value, Literal)]
            # the name in English is the one that is shown
            for value in sorted(values, key=lambda value: value.language not in ("en", None)):
                yield RecordName(value.value, kind, value.language or "")  # type: ignore[arg-type]

    def _place_name(self, place: str) -> str:
        return next((name.text for name in self._names(place)), "")


def _type_of(iri: str) -> str:
    return iri.removeprefix(ID).partition("/")[0] if iri.startswith(ID) else ""


def _country(place: str) -> str:
    """The code of a country from the id of its place; empty for other places."""
    slug = place.removeprefix(PREFIXES["place"])
    return slug.upper() if len(slug) == 2 and slug != place else ""


def _domain(url: str) -> str:
    """The host of a site whose root is given; a page further down may belong to a larger body."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return host if not parts.path.strip("/") and host not in _SHARED else ""
