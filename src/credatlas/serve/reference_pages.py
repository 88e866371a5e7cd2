"""``/ontology.html``, ``/shapes.html`` and ``/vocab/….html``: the vocabulary as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..errors import NotFoundError, did_you_mean
from ..pages.reference import reference, schemes
from ..pages.schemes import scheme_page
from ..pages.shaping import SEVERITIES, shapes_reference
from ..terms import BASE
from .exchange import Asked, Reply
from .people import addresses_of, page_of

if TYPE_CHECKING:
    from ..build import Atlas


def ontology(atlas: Atlas, asked: Asked) -> Reply:
    """The reference of classes, properties and concept schemes, made from the ontology itself."""
    told = reference(atlas, addresses_of(asked))
    return page_of(atlas, asked, "ontology.html", title="Ontology", here="ontology", ontology=told)


def shapes(atlas: Atlas, asked: Asked) -> Reply:
    """The reference of the shapes: what the data is held to, rule by rule, in words."""
    told = shapes_reference(atlas, addresses_of(asked))
    return page_of(atlas, asked, "shapes.html", title="Shapes", here="shapes", shapes=told, severities=SEVERITIES)


def scheme(atlas: Atlas, asked: Asked) -> Reply:
    """A concept scheme with its concepts, broader ones before narrower ones.

    Raises:
        NotFoundError: There is no such scheme.
    """
    name, addresses = asked.parts["name"], addresses_of(asked)
    known = {one.address: one.title for one in schemes(atlas, addresses)}
    address = addresses.page(f"vocab/{name}", "html")
    if address not in known:
        names = [one.rpartition("/")[2].removesuffix(".html") for one in known]
        hint = did_you_mean(name, names) or f"there are {', '.join(sorted(names))}"
        raise NotFoundError(f"there is no concept scheme {name[:100]!r}", hint=hint)
    told = scheme_page(atlas, ox.NamedNode(f"{BASE}vocab/{name}"), addresses)
    return page_of(atlas, asked, "scheme.html", title=told.title, here="ontology", scheme=told)
