"""Where else a thing is described: registers, encyclopaedias, its own pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import pyoxigraph as ox

from ..cards import Card, Value
from ..terms import node

_REGISTERS: Final = {
    "ror.org": "ROR",
    "www.wikidata.org": "Wikidata",
    "isni.org": "ISNI",
    "orcid.org": "ORCID",
    "doi.org": "DOI",
    "dx.doi.org": "DOI",
    "portal.issn.org": "ISSN",
    "pubmed.ncbi.nlm.nih.gov": "PubMed",
    "credentialfinder.org": "Credential Finder",
    "dbpedia.org": "DBpedia",
    "viaf.org": "VIAF",
}
_SAME: Final = {
    node("skos:exactMatch"): "",
    node("skos:broadMatch"): "wider than this",
    node("skos:relatedMatch"): "related",
}
_DOI: Final = node("bibo:doi")
_PAGE: Final = node("schema:url")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A page of somebody else about a thing.

    Attributes:
        label: Whose it is: ``ROR``, or the host.
        address: Where it is.
        note: How it differs; empty where it is about the same.
        same: Whether it is exactly the same thing there.
    """

    label: str
    address: str
    note: str = ""
    same: bool = False


def elsewhere(card: Card) -> tuple[Elsewhere, ...]:
    """Where else a thing is described, its own page first, each address once."""
    found = {one.address: one for one in _found(card)}
    return tuple(sorted(found.values(), key=lambda one: (bool(one.note), one.same, one.label.casefold(), one.address)))


def _found(card: Card) -> Iterator[Elsewhere]:
    for group in card.groups:
        for row in group.rows:
            for value in row.values:
                yield from _of_value(row.property, value)


def _of_value(property_: ox.NamedNode, value: Value) -> Iterator[Elsewhere]:
    text = value.term.value if isinstance(value.term, ox.NamedNode | ox.Literal) else ""
    if property_ == _DOI:
        yield Elsewhere("DOI", f"https://doi.org/{text}", same=True)
    elif property_ == _PAGE and text.startswith(("https://", "http://")):
        yield Elsewhere(f"web page at {_host(text)}", text)
    elif property_ in _SAME and text.startswith(("https://", "http://")):
        host = urlsplit(text).netloc.lower()
        yield Elsewhere(_REGISTERS.get(host, _host(text)), text, _SAME[property_], same=not _SAME[property_])


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower().removeprefix("www.")
