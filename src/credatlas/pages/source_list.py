"""All sources in a list, to be looked through by words and by class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..build import Atlas
from ..evidence.asking import select
from ..names.folding import begins, words
from ..store.protocol import Store
from ..terms import Term, compact, show
from .keeping import kept

_SOURCES: Final = """SELECT ?source ?name ?rel ?on ?read ?publisher ?by ?url ?copied { ?source a ca:SourceSnapshot .
  OPTIONAL { ?source schema:name ?name } OPTIONAL { ?source ca:reliability ?rel }
  OPTIONAL { ?source schema:datePublished ?on } OPTIONAL { ?source ca:retrievedOn ?read }
  OPTIONAL { ?source ca:publisherName ?publisher }
  OPTIONAL { ?source schema:publisher ?p . ?p schema:name ?by } OPTIONAL { ?source schema:url ?url }
  OPTIONAL { ?source ca:snapshotOf ?work . ?work schema:name ?copied } }"""
_COUNTS: Final = "SELECT ?source (COUNT(?claim) AS ?n) { ?claim ca:claimedBy ?source } GROUP BY ?source"


@dataclass(frozen=True, slots=True)
class Source:
    """A source in the list of all.

    Attributes:
        iri: The snapshot.
        id: Its compact IRI.
        name: Its title, else its id.
        reliability: Local name of its class; empty for the curators' own entries.
        published: Its own date, as text; empty when it bears none.
        read: The day on which it was read; empty where nobody says.
        publisher: Who publishes it; empty where nobody says.
        url: Where it is; empty where it is no page.
        claims: How many claims come from it.
    """

    iri: str
    id: str
    name: str
    reliability: str
    published: str
    read: str
    publisher: str
    url: str
    claims: int


def sources(atlas: Atlas, text: str = "", reliability: str = "") -> tuple[Source, ...]:
    """The sources whose title, publisher, id or address has these words, by title.

    Args:
        atlas: The graph.
        text: Beginnings of words; empty for all.
        reliability: Local name of a class; empty for all.
    """
    found = kept(atlas, ("sources",), lambda store: tuple(_all_sources(store)))
    wanted = words(text)
    return tuple(
        one
        for one in found
        if reliability in ("", one.reliability)
        and (not wanted or begins(wanted, words(f"{one.name} {one.publisher} {one.id} {one.url}")))
    )


def reliabilities(atlas: Atlas) -> tuple[tuple[str, int], ...]:
    """The classes of sources, each with how many there are, the largest first."""
    counts: dict[str, int] = {}
    for one in sources(atlas):
        counts[one.reliability] = counts.get(one.reliability, 0) + 1
    return tuple(
        sorted(((name, count) for name, count in counts.items() if name), key=lambda pair: (-pair[1], pair[0]))
    )


def _all_sources(store: Store) -> Iterator[Source]:
    counts = {row[0]: int(show(row[1])) for row in select(store, _COUNTS)}
    found: dict[str, Source] = {}
    for row in sorted(select(store, _SOURCES), key=str):
        source, name, rel, on, read, publisher, by, url, copied = row
        if isinstance(source, ox.NamedNode) and source.value not in found:
            found[source.value] = Source(
                iri=source.value,
                id=compact(source),
                name=show(name) or show(copied) or compact(source),
                reliability=_local(rel),
                published=show(on),
                read=show(read),
                publisher=show(by) or show(publisher),
                url=show(url),
                claims=counts.get(source, 0),
            )
    yield from sorted(found.values(), key=lambda one: (one.name.casefold(), one.iri))


def _local(term: Term | None) -> str:
    return show(term).rpartition(":")[2]
