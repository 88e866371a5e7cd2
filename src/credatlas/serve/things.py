"""The pages of things: what is known of them, what links to them, why a fact is so, and their pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ..errors import NotFoundError
from ..pages.addresses import document_of, thing_of
from ..pages.entity import FORMS, thing_page
from ..pages.keeping import remembering
from ..pages.linking import links_page
from ..pages.picturing import graph_page, picture
from ..pages.reasons import reasons_page
from ..pages.sourcing import source_says
from ..terms import PREFIXES, node
from .exchange import Asked, Reply
from .people import addresses_of, page_of

if TYPE_CHECKING:
    from ..build import Atlas

_MEDIA: Final = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "trig": "application/trig",
    "json": "application/json",
}
_PICTURE_POLICY: Final = "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def thing(atlas: Atlas, asked: Asked) -> Reply:
    """The page of a thing; an id that was merged away leads to the page of its successor.

    Raises:
        NotFoundError: Nothing is known under this id.
    """
    iri, addresses = _asked_for(asked), addresses_of(asked)
    page = thing_page(remembering(atlas), iri, addresses)  # things of one kind share their shapes
    if page.iri != iri.value:
        return Reply(b"", "text/plain; charset=utf-8", 301, (("Location", addresses.thing(page.iri)),))
    forms = [(name, addresses.thing(iri, ending), _MEDIA[ending]) for name, ending in FORMS]
    if iri.value.startswith(PREFIXES["source"]):
        says = source_says(atlas, iri, asked.parameters.number("page", 1, least=1, most=10_000), addresses)
        return page_of(atlas, asked, "source.html", title=page.name, thing=page, forms=forms, says=says)
    return page_of(atlas, asked, "entity.html", title=page.name, thing=page, forms=forms)


def links(atlas: Atlas, asked: Asked) -> Reply:
    """What links to a thing by one property, page by page.

    Raises:
        UsageError: No property is named.
        NotFoundError: Nothing links to it by this property.
    """
    iri, number = _asked_for(asked), asked.parameters.number("page", 1, least=1, most=1_000_000)
    page = links_page(atlas, iri, node(asked.parameters.one("property") or ""), number, addresses_of(asked))
    return page_of(atlas, asked, "links.html", title=f"{page.label}: {page.name}", listing=page)


def reasons(atlas: Atlas, asked: Asked) -> Reply:
    """Who says so, and how it follows: all claims on a property of a thing, and the chains of what is inferred.

    Raises:
        NotFoundError: Nothing is known of it.
    """
    iri, property_ = _asked_for(asked), asked.parameters.one("property")
    page = reasons_page(atlas, iri, node(property_) if property_ else None, addresses_of(asked))
    return page_of(atlas, asked, "reasons.html", title=f"Why: {page.name}", reasons=page)


def drawn(atlas: Atlas, asked: Asked) -> Reply:
    """A still picture of a thing and its neighbours, as SVG.

    Raises:
        NotFoundError: Nothing is known of it, or it has too many neighbours for a picture.
    """
    return Reply(picture(atlas, _asked_for(asked)), "image/svg+xml")


def explored(atlas: Atlas, asked: Asked) -> Reply:
    """The interactive drawing around a thing: a file of its own, which forbids itself every request.

    Raises:
        NotFoundError: Nothing is known of it, or it has too many neighbours for a drawing.
    """
    depth = asked.parameters.number("depth", 1, least=1, most=2)
    reply = Reply(graph_page(atlas, _asked_for(asked), depth), "text/html; charset=utf-8")
    return reply.having(Content_Security_Policy=_PICTURE_POLICY)


def _asked_for(asked: Asked) -> ox.NamedNode:
    name = asked.parts["name"]
    iri = thing_of(name)
    if iri is None or document_of(iri.value) is None:
        raise NotFoundError(f"{name[:100]} is no id of the atlas", hint="look for it by its name")
    return iri
