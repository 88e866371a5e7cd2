"""What links to a thing by one property, page by page: some things have ten thousand neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from ..cards.asking import linked_from
from ..errors import NotFoundError
from ..names.labels import labels
from ..store.protocol import Store
from ..terms import compact
from ..wording import spaced
from .addresses import Addresses
from .cells import Pages
from .entries import Entry

_SIZE: Final = 100


@dataclass(frozen=True, slots=True)
class LinksPage:
    """Things that refer to one thing by one property.

    Attributes:
        name: The name of the thing.
        address: Its page.
        label: The property, read from the other side.
        explained: Where the property is explained.
        entries: The things of this page, in the order of their ids.
        first: The number of the first of them, from 1.
        count: How many there are in all.
        pages: Where the others are.
    """

    name: str
    address: str
    label: str
    explained: str
    entries: tuple[Entry, ...]
    first: int
    count: int
    pages: Pages


def links_page(
    store: Store, iri: ox.NamedNode, property_: ox.NamedNode, number: int, addresses: Addresses
) -> LinksPage:
    """One page of what links to a thing by a property, in the order of ids; names are asked for those on it alone.

    Raises:
        NotFoundError: Nothing links to it by this property, or there are not so many pages.
    """
    links = linked_from(store, iri, property_)
    count = max(1, -(-len(links) // _SIZE))
    here = links[(number - 1) * _SIZE : number * _SIZE]
    if not here:
        said = f"there are {count} pages" if links else f"nothing links to {compact(iri)} by {compact(property_)}"
        raise NotFoundError(said, hint=f"see {addresses.thing(iri)}")
    names = labels(store, [iri, property_, *here])

    def at(page: int) -> str:
        if not 1 <= page <= count:
            return ""
        return addresses.thing(iri, "links.html", property=compact(property_), page=page if page > 1 else None)

    return LinksPage(
        name=names[iri],
        address=addresses.thing(iri),
        label=spaced(names[property_]),
        explained=addresses.thing(property_),
        entries=tuple(Entry(names[one], addresses.thing(one)) for one in here),
        first=(number - 1) * _SIZE + 1,
        count=len(links),
        pages=Pages(number, count, at(number - 1), at(number + 1)),
    )
